// Package rules decides what follows from facts: it is the law of pecagent and nothing else. It is pure: no
// clock, no randomness, no files, no network; Decide looks at a Snapshot, a Policy and one Input, and gives
// events; Apply folds events into an Archivio. A log replayed through Apply gives the state, and inputs
// decided again under other rules show what would have differed (pecagent replay).
//
// The rules themselves stand in regole.csv (Regole): each with its sentence, source, place and scenarios. testdata/spegni.txt says how each
// is switched off in a test program built with -overlay, where the scenarios named for it must fail; nothing of it is in these sources.
//
// # What was decided
//
//   - One effect. The effect key of a certified message is the SHA-256 of its signed octets; of any other its
//     raw bytes, so that a copy in a broken dress never takes the place of the genuine one (U19).
//   - History. What is older than T0 is judged for the eye and has no effect, no letter, no task. A receipt
//     of one of our letters counts whenever it was issued.
//   - Proof. An uncertified busta or receipt is QUARANTENA and moves nothing (U07). A certified receipt moves a
//     letter only if msgid (or identificativo), sender and recipient are the letter's, and what it returns of the letter is
//     what was sent; else a person looks. A completa that returns nothing is content_missing and moves nothing either. Where
//     the letter's bytes are not at hand, or in a sintetica, nothing is compared, nothing is claimed, and the delivery counts.
//   - Of pec.md §8 row 12 the second half (accettazione not after consegna, 60 s) is information, time_order: each instant is
//     certified by its provider, the legal one is that of the delivery, and a person is told. Of row 11 the name of the provider in
//     daticert is not held against his certificate: it is a description, and no two spell theirs alike.
//   - Signers. Who signs for a domain (its exact name) is known from the first certified busta of it, our own provider also
//     from the first accettazione of our mail, a recipient's from its first delivery; history, osserva and receipts of mail
//     written by hand teach as well, copies, notices, anomalies and what is not certified never. There is nothing to check the
//     first one with: whoever can sign as a provider and comes first is believed, and then the genuine one waits for a
//     person. Another signer is signer_unexpected: the level stays, a request waits for a person, whose approval makes that
//     signer known too and nothing else does; a receipt counts, and a person is told once. An errore-consegna may be of
//     the recipient's provider or of ours, one for a virus of ours alone; presa-in-carico and rilevazione-virus go between
//     providers and are not judged. A provider that goes over to REM signs with another address and is unexpected once.
//   - Modes. osserva records the verdict alone. proponi makes requests and tasks, and letters PROPOSTA. automatico
//     lets the letters of its types go after the delay, only where the rules say AUTO. REVIEW never executes: the
//     request waits IN_REVISIONE; a person's approval decides the message again with approvata set.
//   - Progress (avanza) is drawn from states, not from what just arrived: the same end whatever the order of the
//     receipts, and what a pause left undone follows at the next Ticked.
//   - An address is registered by L1 where it cannot be a slip, else by an answer or a person's word; never if it
//     is another member's. The old box gets T-04, the new one T-23 alone until it answers. No box is revoked by
//     the agent: a person says that the panel was used, and never while it is the domicile (order.md §6.2).
//   - R4 and R3 are done at registration; R1 stays open until the answer that lets the Order box die.
//   - Terms of a member start at the certified delivery of our letter and end in a call, once (R-140, §6.3). The
//     days are Italian days, by a zone rule written out here so that a replay finds the same ones.
//   - Limits stop all sending and call a person. The limits per member are off where max_giorno is 0.
//   - Ids are counters per year; a letter's Effetto is a digest of cause, template, recipient, request and the
//     number of letters before it, so that a retry has the same Message-ID and no two letters share one.
//   - An import applies all of a file or nothing; it starts no term and no letter. Its one task is to end the Order box of
//     who is given as gone. The domicile of a former enrolment is left out of its row and told. A list shrank by the members
//     still enrolled whom it lacks: those who left may be left out, those exchanged for others are missing. What would follow is
//     tried on a copy of the state: the import and the next look of the clock, beside that look alone.
//   - What the albo program does not know (members export --changes-since) is what acts and proofs have changed since a day and no
//     list has overwritten; that a list agrees is not recorded, so the day is the person's to choose.
//   - A compliance defect found by a failed delivery is a task for a person, not a state: nothing follows from it
//     by itself.
//   - Understanding reads clauses: a verb, the nearest thing after it, and whose that thing is; past participles are
//     no requests. A request negated, conditional, put off or asked about is none (U23); half a form, a verb that
//     is missing, a box that has ended, whose box is not said, or a second matter waits for a person.
//   - What changes a domicile or a box, or takes a change back, goes without a person only where every word of the new text and of
//     the subject is known to be harmless (innocue.go): the forms, data about the writer, courtesy. A list of denials is never
//     complete. A quotation mark before a word or a question mark is not harmless either, nor a word with digits in it that
//     is no number or code, nor a sign that is no ornament. What stands beside (innocue_accanto.go) makes a person look: another address or
//     another request in the subject, a certified subject of other words, quoted words that take something back or of which nothing says
//     whose they are, a file that mail programs show as words or that is called so. What a PDF says is not read. Of the subject of an answer (Re:) only denials are; below the text every word must be harmless, of a name of several words, or of a notice in
//     which nobody speaks of himself (innocue_firma.go). Else IN_REVISIONE: the reason quotes the first such
//     sentence, and an approval executes. A new harmless word is added there and in its test, never one that can deny.
//   - A body line "Oggetto: …" is a subject repeated. "Potete aggiornare i dati?" beside a request is courtesy: it asks for what is asked; alone it is a
//     question (R8). "Vorrei" with what is wished right after it is the polite form; "vorrebbe" is conditional. "Il mio nuovo indirizzo PEC è x" declares with
//     its verb (R4); a label with a colon is bare. Every verb of asking must lead to the request or a courtesy. An effect from no certain day
//     ("da gennaio", "dal mese prossimo") waits; "dal primo gennaio" is a day. testdata/parole: what stops a request and what does not.
//     An order in the second person plural with a box, an address or the register as its object asks ("aggiornate l'albo"); "non voglio più la
//     PEC dell'Ordine" renounces. Orders that end anything but the old box, and words that put off, are a doubt that an approval lifts. What may
//     be the first half of an address ("gb1 978@…", "dott. moretti@…") leaves it to a person. Where a code was asked, a text that a person has
//     to read is not executed by the code alone (U47).
//   - exact (cli.md) is a sentence: nothing between name, codice fiscale, enrolment number and verb, and no words but a salutation
//     that lead to it.
//   - Spelling mistakes are forgiven on the key words of order.md §7 alone, never where a word is already
//     understood; where that gives a second reading, a person looks.
//   - The address is the one named besides the sender's own boxes, or the sender where he is not registered and
//     names himself; none or several are asked, never guessed. An address is no proof of a name.
//   - Names: equal after folding, in either order, written together or apart, with umlauts plain or written out, a
//     particle behind, the half of a double surname that the code was made of; or the six letters of the code. A name that agrees
//     in part (marriage, second names) waits for a person, whose approval executes; another name is R-113. No flag was added
//     to the closed list: the reason says it. Where no name is declared, surname and given name stand at most three words apart.
//   - Codes: the Order's own, and numbers of eleven digits that no member has, beside a code or from a registered box, are
//     nobody's (partita IVA). What looks like a wrong code is told to the person in the reason, never to the writer, never applied.
//     A homonym has the same name or an omocode of the code with its digits replaced from the right; both only warn.
//   - An enrolment number that is not the member's is a slip from his registered box (a person looks) and R-113 from any other.
//   - the register's column inad is his address there; without it the row is never taken.: a person's approval
//     executes; the ordinary sender stands for nothing, so a new address is challenged even where it is the sender.
//   - L1 alone registers for. Elsewhere the answer of the new box or a person does (§6.2).
//   - U43: an Order box never used and not in INI-PEC is no domicile, R-102 holds; one in INI-PEC is (order.md §10, 8).
//   - whenever R-102 executes a person is called to tell the member by what is on file; courtesy mail goes beside where it is on (agent/avvisi).
//   - a domain is a public body's where an address of IPA lies in it, but never one that a provider shares among all
//     customers (dominio.go and domini.pec): most municipalities have their box there. R-053: boxes of other Orders are known by
//     the words of their domain and wait for a person.
//   - R-105b: dead is a box whose last letter with an end came back as inesistente; also a T-06 of this very request.
//   - An approval lifts what only waited for a person (R-102 under REVIEW, late arrival, a signature to be looked
//     at), never a contradiction of identity, a negation or an address that may not be registered.
//   - A writer's own signature executes only when it is the member's, equal in every character of the code, and nothing
//     else signed is attached. An old signed document can fall into other hands and is valid there: one signed more
//     than 30 days before receipt, or without a date, or after it, one that came before from another sender, one that
//     somebody else signed too, and a text that does not name the new address or names others, wait for a person. Of a PDF
//     nothing is read: its words are those of the message. PAdES, XAdES and ASiC are never verified and wait.
//   - a signature that was verified and is not the member's asks for a good one (T-05) by a person's click and executes
//     on no approval. An authority that is not in trust.ca_firme vouches for nobody. The flag stands also where the
//     ground is another: the registered box needs no signature; with R-102 a false one waits for a person.
//   - The verdict keeps the signatures found and the digests of what was signed, whoever sent it; the index PerDocumento is
//     folded from them.
//   - An answer in a thread counts by the box it comes from: candidate, registered, asker, former, any other. What
//     of two requests holds (T-18) is read by a person.
//   - Other post (R0) is decided by three questions about a stranger's text: which other matter it is an act of, who writes, whether a
//     member may have written it (his name declared or signed, his code). A stranger's request that is also such an act waits for a
//     person and nobody is written to. From a member's address only a memoria, an esposto or a served act with no word of PEC, domicile,
//     box or form is R0; all else that is not understood is R99.
//   - R7 needs the list as the thing that is asked. R9 of a member proposes T-12. R12 carries its day on the task: 30 days for documents, one
//     month for one's own data, the sooner where both are named. R14 tells box, holder and day of the notice, and changes nothing.
//   - Days. The calendar acts on a date only where an act proves it: one of a file is shown and starts nothing. Each member
//     carries the next day on which it has to look at him (Iscritto.Agenda). A reminder is given once; after a pause only
//     the latest of its kind is, and none of a box that ended long ago. More than ten letters of one look wait for one click. Boxes
//     that the Order pays make one task for all; its approval records the renewals. The provider's date is never computed from
//     an activation: a person reads it on the panel.
//   - Defects are drawn from all letters to the domicile by their certified instants: the run of failures
//     after the last delivery. So the order of the receipts does not matter, and a later delivery ends one by itself. A delivery does not end
//     MAI_ATTIVATA: that the box exists was never in doubt; its activation, its first message or another domicile does. Confirmatory
//     message and second attempt are T-09 to the box itself, proposed to a person.
//   - Who leaves keeps his domicile on file until his Order box is revoked, or for good where it is personal: it tells who writes (U31,
//     U33), while registers are fed by the state. The Order box waits for the grace, that of the dead does not. Letters to the
//     dead are taken back when they are due, whatever made them. Requests of change end as ANNULLATA; of the dead all do.
//   - A domicile communicated at the counter, by registered letter or in the reserved area is proven by T-23 as one by mail; its
//     ground is the act. Other open requests of change are absorbed by it.
//   - A correction puts the former domicile back at once, tells both boxes and stops what the change had begun; a freeze stays until
//     lifted. One person does either, a second one confirms within three working days (Saturday is none); when they pass
//     a person is called again and nothing falls by itself. Of a refused correction nothing is undone: people decide.
//   - Acts. What people do or learn outside the mailbox is an input of its own (Acted) with its day and document; regoleAtti says
//     who may do it and what it must carry. An act changes the register also in osserva, its letters never leave there. Without
//     [[persone]] acts of the secretariat are open to whoever reaches the store and acts of two persons to nobody.
//   - Two persons are two accounts: the first records, nothing follows; the second confirms (SegAtto), and one of them has the role.
//   - A refusal is an act after the T-15 was received, by PEC or on paper, and either its ten days or the member's observations;
//     to these it has to answer. Silence closes nothing: it calls. The clock files no request (act request-file does).
//   - Reminders of T-06 (7 and 20 days) and of the new box (U41: 3 and 8) repeat the letter as it was, once each; a clock that was
//     away gives the latest alone, and the call of the twelfth day takes its place. U41 goes on after the request is done (SfideAperte);
//     not for the Order's own box, whose owner nobody doubts.
//   - A letter that is due and cannot be written waits: a person is called once for each reason, and it leaves when the reason is gone.
//   - A contested domicile that is put back is told by T-18 RIPRISTINO, as changes stay frozen; a plain correction by T-04.
//   - The end of a suspension that only a file knew is recorded on the member (suspension-end --cf), with the document.
//   - T-10, T-10b, T-11 and T-15 wait for the number of the protocol program in a task of their own.
//   - Answers by hand are known by the delivery receipt that carries them, from the provider we expect and of our own box, or
//     by the copy in the folder marked \Sent; never by an ordinary message elsewhere. They must name the message (In-Reply-To, else
//     the last of References, inner or outer Message-ID) and go to the box that wrote it or to its member's. Letters of ours for that
//     message that have not left are withdrawn, in every mode and whichever came first; its request stands still and later letters
//     wait for a click. The text is never read for what it did: a person closes the case (ARCHIVIATA) or leaves it to be decided.
//     An acceptance or a sintetica proves nothing of this kind, nor does a message that our box wrote by itself.
//   - Copies of our letters in the Sent folder: owed from the mark before sending on, once the letter has left for certain, never in
//     osserva. That one lies there is an event; it is found by its Message-ID before another is made. No folder is ever created.
//   - The trial: whether the two answers are the same is a person's word; without it non_si_sa, also where none was found.
//   - The protocol register is the Order's own program. What it has to hold is drawn from the state: each message of a request, each
//     letter that was sent, a convocation once, the acts that wait for their number; receipts and other post are none of it.
//     What has no number is handed over again, so that nothing has to be remembered of a handing over. A number belongs to one
//     document of its year; a file of numbers is taken whole or not at all, each line as an act; a correction gives its reason. A
//     letter that was composed keeps its text. Answers name the number of what they answer, but T-23, which a stranger may read. The
//     confirmation mail of a protocol program is not read, and protocollo.modo "interno" gives no numbers.
//   - A convocation is approved once for all; its letters ask for a breve receipt, are made a few at a time, and are apart from the
//     limits of R-303, in both directions. It is for ISCRITTO alone; who has no domicile is counted before and listed after. A day that
//     is past, does not exist or is another weekday, and a text left unfinished, are refused before anybody approves; one whose
//     days are all over stops, and what had not left is taken back.
//   - The kit of §6.8 is opened by its request (R9) or an act and moved by acts alone; nothing of it touches a domicile.
//   - Feeds: one open run at a time, made from what the register took, so that a change needs no queue. Working days are Monday to
//     Friday without holidays. Daily feeds open at six; monthly ones on the first working day, due by feeds.NAME.day. Who gets
//     no answer (federation, InfoCamere) is proven by the delivery, a portal by a person's word, ReGIndE by Esiti.xml in the thread of
//     our letter; an answer that does not name every subject concludes nothing, and a person is told. A whole file that was rejected,
//     or a monthly one that did not arrive, is made again by a person. The delay counts from the last day that was served.
//   - A public administration's request moves only after a person let T-13 go; the list is written for the members it names by codice
//     fiscale, else for all, and waits for a click. The federation gets the original message. ConfermaRicezione wants our
//     protocol number: a person's act, only in cases R7, unsigned; other mail of public bodies is the protocol program's. R-211, our own
//     Segnatura, is not written.
//   - Diffida (§6.5). A person opens the case, after a look in the files; the agent only names members, thirty days after T0 at the
//     earliest, in turn. A case goes on by acts and receipts alone: the clock calls, once, and never harms.
//   - The diffida is a document of the Order, signed outside: the file must be a p7m of the draft, by a person with the role of the
//     President whose codice fiscale the configuration has. By PEC it goes only to a box that is known to receive.
//   - The term runs from the latest proof: of two ways each letter gives thirty days from its arrival. Served in a window it runs
//     from the first day after, which is not counted. For a giacenza the end of the deposit is proposed; an earlier day has a reason.
//   - IN_VERIFICA holds while any request received in time may still bring a domicile, one that waits for the office too. A domicile
//     from a file neither closes a case nor lets it go on. SCADUTA wants what §6.5 5c says, on the day itself; of a
//     diffida that only a file knew, seven days from the proof as well.
//   - A suspension and a communication are ordered by their certified instants, a paper notice by an earlier day, whichever we
//     learn first. The member is ISCRITTO from the registration, with the receipt of his message as the end; the case ends with
//     the Council's act. A file undoes neither a notified suspension nor its end.
//   - Beside a request harmless are: things and qualities of everyday life by category (lessico), the formulas of law, thanks and
//     letterheads (formule), thanks and excuses for whatever it is (innocue_cortesia), what becomes of the box that is left
//     (innocue_vecchia: a clause with that box as its subject and a predicate of its end), what prefers the very thing asked
//     (innocue_scelta), and stories (racconta): clauses without an address or a request about what the writer, or his provider, did or
//     was. In a story unknown words stop nothing, but for one that may be an order, a deed of the present, somebody else who acts, who
//     somebody is, or what a box is, has or is for; and every word of a class of danger stops it (innocue_pericolo): what takes back,
//     puts off, doubts, limits, quotes, threatens, brings in others, or says that the reason is gone. Words that are harmless alone and turn a
//     request in company are known as phrases (innocue_svolte). "non" counts of the old box, or of what was. What says which box, for what
//     use, or what is given up is never harmless. Idioms of giving up ("gettare la spugna") are a list and so never complete: that is the price.
//   - A request whose only address is the member's own beside one of the Order's, and one that confirms a request by its reference and asks
//     something else, wait for a person. "nn", "xche", "sn" are read as the words they stand for.
//   - The mailbox beside others. What vanished from a folder unread is first held against what came into the others; as many as
//     turned up there count as moved, of the rest a person is told with the hours, one call a folder until he closes it. While it
//     is open an INCERTA letter is not sent again, the first time either: "nothing found" proves nothing then. Lasting problems
//     (quota with 5 points of hysteresis, password, another sender) have a key and a level and are told once a level; that people
//     write from the same box is told once for ever, and never in osserva. A convocation of which the receipts (40 KB each, breve) do not
//     fit the free quota is refused at approval; where no quota is told nothing is claimed.
//   - Anchors. A certified delivery that returns the letter as it was sent, and each receipt of a mail of its own (ANCORA), anchors the
//     log; what is not compared anchors nothing. The mail of its own needs no click, in proponi either: it goes to the Order's second
//     mailbox, says nothing of anybody, is no document of the protocol, and leaves before the act it was made for, which does not wait for it.
//     An act on paper has none: no letter leaves. A head that our log contradicts, or that is ahead of it, in a receipt of a letter of our own form, stops
//     all sending, unless the store was restored and waits for its resume.
//   - Who looked (Consultato) is recorded in every mode and never refused. More than two hundred members or things in one look
//     count as all of them.
//   - Erasure (act erase) is an act of two persons, one of them the President or the administrator, with a reason. Only other post (R0,
//     automatic mail, a copy) that no request, task, answer, signature or receipt rests on goes; all else is kept while the ground of the law lasts
//     (GDPR art. 17 par. 3 lett. b, e). Nothing is erased by the clock.
//   - A replay (Rigioco) decides from the logged inputs (Ingresso) on its own state. Ids stay those of the log where a decision then and
//     now is about the same thing. A look at the clock that came to nothing is noted with the next event, the last one alone: it is tried
//     again, up to three times; the looks after the last event of the log are not known. What follows from a letter that does not
//     leave in the replay is a consequence, counted; the letters' wording is no part of a decision. What another
//     program would have learnt from its own letters nobody knows.
//   - Letters spelled apart ("n o n"), and an Order of another profession or city than ours, wait for a person. Where the Order's name
//     has no profession it is taken for one of doctors.
//
// # Glossary
//
// Italian names are those of the law, the DTD or the Orders' pages; values are spelled as there.
//
//	accesso             that a person looked at personal data
//	accettazione        the sender's provider took the message (RAC): dispatch
//	avvenuta consegna   the message is in the recipient's box (RdAC): delivery, whether read or not
//	busta di trasporto  the provider's signed envelope; busta di anomalia: ordinary mail that it wrapped
//	ancora              a certified receipt that carries a head of the log
//	atto                what a person did or learnt outside the mailbox, with the document that shows it
//	campagna            a communication to many: a convocation
//	casella             the Order's mailbox for a member: GENERATA, ATTIVATA, REVOCATA
//	candidato           an address on its way to become the domicile: DICHIARATA … ISCRITTA or RIFIUTATA
//	compito, segnalazione  something that waits for a person
//	diffida             formal notice to comply within 30 days (DL 185/2008 art. 16 c. 7-bis)
//	domicilio digitale  the PEC address registered for a member
//	esito               what was decided about a message; verdetto: what was found and decided
//	flusso              a run of a feed to a register (INI-PEC, ReGIndE, the federation)
//	gestore             the certified-mail provider
//	iscritto            a member of the Order; albo: the register; registro: the members as pecagent keeps them
//	L1, L2              delivery of our letter to the new address; a certified answer from it
//	lettera, passo      a letter to one recipient; a step of it
//	modello             the template of a letter, T-01 …
//	preavviso           the notice of the 12th or 24th hour (RFC 6109 §3.1.6)
//	richiesta           a request R1 … R16; rif: its reference PEC-2026-000123
//	ricevuta            a receipt of the provider
package rules
