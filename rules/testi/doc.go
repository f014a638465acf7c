// Package testi writes the Italian letters of the Order (order.md §8): a template and the facts of a letter become
// subject, text and HTML. It is pure: equal templates, policy and letter give equal bytes.
//
// Decided here:
//
//   - One file per letter, modelli/T-01.txt …, and comuni.txt for what all letters share. An Order replaces a file
//     by one of the same name. Everything is parsed and checked by Nuovi: a variable that does not exist, a variant
//     that is missing, a letter that lacks its code or says what a stranger may not read is refused there with file
//     and line, never when a letter is due.
//   - The language of the files: "== NOME" begins a variant; "Oggetto:" is its subject; blank lines part paragraphs;
//     the lines of a paragraph are run together, but a line that begins with "| ", "- " or "1) " stays a line;
//     "---" parts what the member reads from the law, which stands last; "#" is a remark. {nome} is a fact and must
//     be there: without it the letter is an error. [ … ] is dropped whole when a fact in it is empty; {?nome} in it
//     asks that the fact be there, {!nome} that it be not, and neither prints anything. A sentence about something
//     not configured is thus left out, never left with a hole. The signs [ ] { } have no other use.
//   - An override lacks nothing: a variant, a fact that the table wants, a closing part that is missing is an error, and so
//     is a fact that the reader of the letter may not know. Prova writes every letter with example facts, for "check".
//   - The order of a letter: greeting, opening lines (Lettera.Apertura: the receipt of L. 241/1990 art. 18-bis),
//     body, law, closing block. A body has at most fifteen lines of sixty columns. Paragraphs are not wrapped: a
//     phone breaks them where it wants to and quoted-printable carries long lines.
//   - The HTML is made from the text: paragraphs and line breaks, everything escaped; no link, image, style sheet
//     or other remote content.
//   - Who speaks: a letter that goes by itself closes with the sentence on the automatic procedure (CHIUSURA; by ordinary
//     mail CHIUSURA_ORDINARIA, which does not promise an answer to OPERATORE); one that waits for a person does not
//     (CHIUSURA_PERSONA: T-11, T-15, T-20, T-21, most of T-13), nor does an act that the president signs outside
//     (CHIUSURA_PRESIDENTE: T-10, T-10b, T-22, T-25). "la S.V." only in T-10, T-10b, T-15 and T-22.
//   - On paper, where Recapito is there and the letter may go so (tabella.go): date, name and postal address on top, no
//     sentence that asks for a click. T-09 and T-24 say the address itself only on paper: by ordinary mail they say no
//     more than that the box does not receive.
//   - What the law wants is wanted in Go, whatever the wording: remedies in T-10b and T-25 (L. 241/1990 art. 3
//     c. 4), reasons and day of an immediate suspension (art. 21-bis), an answer to observations (art. 10-bis), office and
//     responsible person in T-10 (art. 8). The remedies of the policy hold unless the letter brings its own.
//   - Order of the acts: first what to do, in plain words, then "VISTO … SI DIFFIDA", since the law stands last.
//   - A suspension is called "misura amministrativa". An immediate effect is written if the resolution has it, but art. 21-bis
//     allows the clause only for measures that are no sanction, and art. 16 c. 7-bis says sanction: a lawyer first.
//   - T-20 asks for day and place of a death, not for a certificate: an administration asks the Comune (D.P.R. 445/2000).
//   - The reserved list is refused to a private person as all is, by T-15 and then T-25; their reason points to INI-PEC (U44,
//     order.md §6.6). T-13 PROVA asks a sender not in IPA.
//   - The term of T-10 is written from Policy.DiffidaGiorni, "30 (trenta)" as the law has it; its procedure ends
//     ConclusioneGiorni after that term.
//   - Dates are written "23 novembre 2026", hours as "09:14", both in Italy (rules.Roma).
//   - A letter greets by name only where the box that reads it is proven; T-05, T-14, T-19, T-20, T-23, T-26 to a
//     box taken off or by ordinary mail and the variants of T-02 for a doubtful writer always say "Buongiorno,". Title and gender come from the register: Titolo where the
//     column is kept, else dott. or dott.ssa by the codice fiscale (day over 40: a woman).
//   - Letters that themselves say what arrived and when (T-05, T-12, T-13, T-14, T-17, T-19, T-16 VERIFICA) have no
//     opening lines, also when Apertura is set (order.md §8).
//   - A letter that suspends the procedure (T-02, T-15, the question of T-18: L. 241/1990 art. 2 c. 7, art. 10-bis) promises its
//     last day only "salvo la sospensione"; T-18 ALLARME and RIPRISTINO answer no request and never open with a receipt.
//   - T-24 counts its days from its own date: no receipt says when ordinary mail or paper was read.
//   - A procedure's last day that the letter does not carry is counted by rules.Policy.TermineOrdine.
//
// What each letter takes from rules.Lettera besides Rif, CF and the names (needed; in brackets: used where present);
// Protocollo stands in the footer of every letter that has it, and so does ProtocolloRichiesta but on acts of the President:
//
//	T-01, Apertura   RicevutaIl, Oggetto [Termine; T-01 also Indirizzo: a T-23 went there, he has to answer it]
//	T-02             Dettaglio or Manca or Opzioni (see variante.go) [Giorni, Indirizzo, Precedente]
//	T-03             nothing; the variant is Convenzione.Canale [Casella, Costo, Precedente: the address valid until activation]
//	T-04             Indirizzo, Dal [Casella, Codice: an answer from the new box is awaited, InINIPEC];
//	                 Dettaglio RITIRO: [Indirizzo], the one that stays
//	T-05             [RicevutaIl, Codice: a T-23 went to the address named]; Dettaglio DELEGA, FIRMA (R-105b)
//	T-06             Codice [Mittente, Indirizzo, Giorni]
//	T-07             Dettaglio: days from the expiry, "-30", "-5", "+25", or FINE_CONVENZIONE; Casella, Scadenza, Pagante (or
//	                 the convention's) [Gestore, Costo, SoloRiceve, Disattivata, Cancellata, Servizi]
//	T-08             Casella, RevocaDal [Motivo, Indirizzo, Servizi]; Dettaglio MAI_USATA for a box still GENERATA
//	T-09             Difetto (or Dettaglio) SATURA, NON_VALIDO, NON_RAGGIUNGIBILE, MAI_ATTIVATA [DifettoDal, Recapito; on paper
//	                 Indirizzo, of MAI_ATTIVATA Casella]
//	T-10             Difetto (or Dettaglio) ASSENTE, SATURA, NON_VALIDO, MAI_ATTIVATA; Nome, Cognome, CF, but for ASSENTE
//	                 Indirizzo (or Casella) [Albo, Organo, Delibera and DeliberaDel, Presidente, DifettoDal, Recapito]
//	T-10b            Nome, Cognome, CF, Delibera, DeliberaDel, ProtocolloDiffida, NotificataIl, Rimedi (or the policy's)
//	                 [Albo, Organo, Presidente, Enti, Recapito; Immediata with Decorrenza and Motivo]
//	T-11             Dal, Fine or RicevutaIl [Indirizzo, Albo, Organo, Delibera and DeliberaDel, Enti, Recapito]
//	T-12             [RicevutaIl]; Dettaglio PAGAMENTO [Pagamento], PRONTO [Ritiro]
//	T-13             RicevutaIl [Termine]; Dettaglio EVASA: Elenco, ElencoSHA256 [Ente, ProtocolloEnte] · INOLTRATA: InoltrataA
//	                 [InoltrataIl, ProtocolloEnte] · ALLA_FEDERAZIONE [Ente, ProtocolloEnte] · PROVA
//	T-14             RicevutaIl [Ente: the Order that seems competent]
//	T-15             Motivo: a flag of order.md §6.9 or words [Indirizzo, RicevutaIl, Recapito]
//	T-16             Motivo (or Dettaglio) GIA_AGLI_ATTI: Indirizzo · GIA_REVOCATA: Casella [Dal, Indirizzo] ·
//	                 CASELLA_GIA_ATTIVA: Casella · VERIFICA: RicevutaIl [Indirizzo, Casella]
//	T-17             Precedente: the Rif of the first request [RicevutaIl]
//	T-18             [Opzioni: what can be meant]; Dettaglio ALLARME · RIPRISTINO: Indirizzo [Dal, Precedente: the one annulled]
//	T-19             [RicevutaIl]
//	T-20             Nome, Cognome: of the dead [RicevutaIl]
//	T-21             [Oggetto, Motivo, Indirizzo, RiapreEntro, Rimedi]
//	T-22             Dettaglio ASSEMBLEA: Evento, Quando, Luogo, OrdineDelGiorno · ELEZIONI: Evento, Quando, Luogo
//	                 [OrdineDelGiorno; both AltreIndicazioni, Presidente]
//	T-23             Nome, Cognome, Codice
//	T-24             Difetto (or Dettaglio) as T-10 [Giorni, DifettoDal, Recapito; on paper Indirizzo or Casella]
//	T-25             Motivo (as T-15), NotificataIl: of T-15, Rimedi (or the policy's) [Osservazioni with Controdeduzioni,
//	                 Indirizzo: the one asked, Precedente: the one that stays, RicevutaIl, Oggetto, Presidente]
//	T-26             Dettaglio VECCHIA: Indirizzo [Dal: the change is done; else it is asked], NUOVA: Indirizzo, Dal ·
//	                 ANNULLATA: to a box taken off · CORTESIA: to the ordinary mail on file, no data
package testi
