// Package agent is the shell that runs pecagent: it fetches, stores, decides and sends, and lets people in over
// a unix socket. It holds no rule of the domain: what a message means and what follows from it is decided by
// package rules inside a transaction of package store.
//
// Three loops work beside each other and meet only in the store:
//
//	inbound   imapbox.Fetch → store.PutRaw → store.Received         every byte durable before anything looks at it
//	decide    store.Pending → mailparse.Parse, Verify → rules.Decide in one commit a batch, in order of arrival
//	outbound  rules.Decide(Ticked) → rules.Pronte → compose, PutRaw → IN_INVIO → smtpout.Invia → outcome
//
// What was decided here:
//
//   - A crash anywhere is answered by the order of the steps: fetched again, stored again (a no-op), decided again
//     from what is stored, composed again under the same Message-ID (its last line, the head of the log, may be a
//     later one). A letter found IN_INVIO at start is INCERTA and is never sent again before its receipt was looked for (order.md §6.4).
//   - A message that kills the parser or stalls it is parsed alone after the first death and put in quarantine,
//     unparsed, after the second (reliability.md §1.6). A panic is caught and flagged at once.
//   - Every selectable folder is read but drafts (nobody's mail yet) and imap.escludi; the bin is read too, since what is
//     thrown away unread would be lost. IDLE watches the main folder, LIST-STATUS the others at each poll, twenty seconds of
//     reading at a time; Arrivo.Ruolo says what a folder is for. Mail from our own box is never decided (rules, nostra).
//   - What is missing in a folder at the first look is history. Later gaps are counted once, durably, before the batch behind
//     them; they are compared with the other folders when all have been read, by number and INTERNALDATE, since IMAP tells nobody
//     where a message went. A cursor never moves over a gap: a message that a slow server shows late is still read.
//   - A refused login is tried once; a mark in the data folder keeps every later start from trying again until a
//     person says resume.
//   - A mailbox that holds receipts for letters of our own form which the store does not know is the sign of a
//     lost store: sending stops and asks for the backup.
//   - The clock is handed in. The demo moves it over the socket; a normal run has the machine's clock and refuses.
package agent
