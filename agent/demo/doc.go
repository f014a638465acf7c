// Package demo is an embedded PEC provider: the IMAP and SMTP servers of a small certified-mail world on
// loopback, its throw-away PKI, its envelopes and receipts, its faults and its ledger. It exists to try the
// agent end to end with nothing to install; nothing it signs has legal value, and every message says so.
//
// Decisions:
//   - The provider is one value, Gestore. Serve wraps it in a process of its own, driven by NDJSON on standard
//     input (protocol.go); Client is the other side. The agent meets it only on the sockets.
//   - There are several providers (Fornitore) behind one pair of sockets: the Order's signs accettazioni, avvisi
//     and buste di anomalia, the recipient's signs consegne, the sender's signs buste di trasporto (pec.md §1).
//   - Time is the virtual clock of the orchestrator. No message carries wall time; certificates are valid from
//     2010 to 2036 so that any story can be told. INTERNALDATE is virtual too.
//   - Nothing reaches the Order's INBOX until it is released (Consegna), unless Automatica is on; what falls due
//     later (preavvisi) or is withheld (tardiva) is signed at the moment it is due, not before.
//     INTERNALDATE is that instant: a release lets the agent see the mail, it does not move it in time.
//   - Same seed and same commands give the same UIDs and the same contents. Keys and signatures differ from run
//     to run, and so do the octets that hold them.
//   - The warning "DIMOSTRAZIONE SENZA VALORE LEGALE" stands in the outer subject after the original subject and
//     in the readable part; daticert oggetto stays the subject of the original, as RFC 6109 §4.4 wants.
//   - The IMAP session serves raw octets, refuses every command that would change the mailbox and writes down
//     that it was asked: the ledger shows it (Registro.Proibiti).
//   - The order of receipts is that of RFC 6109 §3.5 unless the recipient's Politica says otherwise.
package demo
