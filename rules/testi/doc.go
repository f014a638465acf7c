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
//   - The order of a letter: greeting, opening lines (Lettera.Apertura: the receipt of L. 241/1990 art. 18-bis),
//     body, law, closing block. A body has at most fifteen lines of sixty columns. Paragraphs are not wrapped: a
//     phone breaks them where it wants to and quoted-printable carries long lines.
//   - The HTML is made from the text: paragraphs and line breaks, everything escaped; no link, image, style sheet
//     or other remote content.
//   - Dates are written "23 novembre 2026", hours as "09:14", both in Italy (rules.Roma).
//   - A letter greets by name only where the box that reads it is proven; T-05, T-14, T-19, T-23 and the variants of
//     T-02 for a doubtful writer always say "Buongiorno,". Title and gender come from the register: Titolo where the
//     column is kept, else dott. or dott.ssa by the codice fiscale (day over 40: a woman).
//   - Letters that themselves say what arrived and when (T-05, T-12, T-13, T-14, T-17, T-19, T-16 VERIFICA) have no
//     opening lines, also when Apertura is set (order.md §8).
//   - A procedure's last day that the letter does not carry is counted by rules.Policy.TermineOrdine.
//
// What each letter takes from rules.Lettera besides Rif, CF and the names (needed; in brackets: used where present);
// Protocollo stands in the footer of every letter that has it:
//
//	T-01, Apertura   RicevutaIl, Oggetto [Termine; T-01 also Indirizzo: a T-23 went there, he has to answer it]
//	T-02             Dettaglio or Manca or Opzioni (see variante.go) [Giorni, Indirizzo, Precedente]
//	T-03             nothing; the variant is Convenzione.Canale [Precedente: the address valid until activation]
//	T-04             Indirizzo, Dal [Casella, Codice: an answer from the new box is awaited, InINIPEC];
//	                 Dettaglio RITIRO: [Indirizzo], the one that stays
//	T-05             [RicevutaIl, Codice: a T-23 went to the address named]; Dettaglio DELEGA, FIRMA (R-105b)
//	T-06             Codice [Mittente, Indirizzo, Giorni]
//	T-08             Casella, RevocaDal [Motivo, Indirizzo]; Dettaglio MAI_USATA for a box still GENERATA
//	T-11             Dal
//	T-12, T-19       [RicevutaIl]
//	T-13             RicevutaIl [Termine]
//	T-14             [RicevutaIl]
//	T-15             Motivo: a flag of order.md §6.9 or words [Indirizzo]
//	T-16             Motivo (or Dettaglio) GIA_AGLI_ATTI: Indirizzo · GIA_REVOCATA: Casella [Dal, Indirizzo] ·
//	                 CASELLA_GIA_ATTIVA: Casella · VERIFICA: RicevutaIl [Indirizzo, Casella]
//	T-17             Precedente: the Rif of the first request [RicevutaIl]
//	T-18             [Opzioni: what can be meant]; Dettaglio ALLARME
//	T-23             Nome, Cognome, Codice
//	T-26             Dettaglio VECCHIA: Indirizzo [Dal: the change is done; else it is asked], NUOVA: Indirizzo, Dal
package testi
