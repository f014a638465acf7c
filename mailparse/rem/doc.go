// Package rem reads the evidence of European certified mail (REM, "PEC europea"): the XML of ETSI EN 319 522-3 with the extensions
// of EN 319 532-4, in the Italian profile REM-Policy-IT 1.2 (AgID, 28/7/2022), and says it in the words of a daticert.
//
// Decided here:
//
//   - The names are those of ETSI, so they are English; what the neutral receipt says is Italian, as the DTD spells it.
//   - Names count in the ETSI namespace of their schema or in none: real evidence mixes both (pec.md §9.4). The same name in
//     another namespace, where it would count, is refused: a reader that looks at local names would see it. Names in
//     places of their own (Extension, TransactionLog, ds:Signature) are passed over, but a name that has one place in
//     the schema is refused in any other.
//   - Strict as package pec: an element twice where the schema has it once, a comment inside a value, a DOCTYPE,
//     a version that is not EN319522v1, an unknown extension marked critical, a time without zone, a reason of success
//     in an event of failure: an error, and nobody acts on it. Unknown elements are passed over.
//   - The references to recipients are 1-based. One that names no recipient, or two lists that differ, are BadReference: the evidence
//     is read and shown, and whoever verifies must refuse it. Without a reference an event is about the recipient only
//     if there is one.
//   - An unknown event is kept as spelled. Its tipo is the whole URI, so it can never be one of the eight of the DTD.
//   - Events become tipi by the table of Neutra. A time-out (RB22, RD03) is a preavviso-errore-consegna that is final. RelayToNonERDS is
//     no delivery: like every event without a counterpart it is a tipo nobody knows, so a person looks at it.
//     RelayToNonERDSFailure is an errore-consegna.
//   - A reason is read twice, by its URI and by its code (RD04). Where the two disagree, or several reasons do, the motivo is
//     "altro": no doubt counts against a recipient. Only UnknownRecipient and the two …ForUnregisteredRecipient say
//     "inesistente"; that a provider was not identified or reached says nothing about the box.
//   - The XAdES signature of the evidence is not verified, only seen (Signed). The proof is the S/MIME signature of the
//     message it came in; the bytes are kept as they are (Raw) for who can verify them on their own.
//
// The package is pure: bytes in, values out, no clock, no files, no network.
package rem
