// Package segnatura reads the protocol files that public bodies attach to their mail (protocollo informatico, DPR 445/2000 art. 55): the
// Segnatura of Circolare AgID 60/2013, with or without namespace or DOCTYPE, the SegnaturaInformatica of the guidelines of 2021
// (allegato 6), and the four answers to them, ConfermaRicezione, AggiornamentoConferma, NotificaEccezione and
// AnnullamentoProtocollazione.
//
// Decided here:
//
//   - It is a claim. The file of 2013 is signed by nobody, and the XAdES signature that the one of 2021 must have is seen and not
//     verified. What the provider certifies is who sent the mail, not what its protocol file says; no decision rests on it.
//   - Tolerant in all that strays: names count by their local name whatever their namespace, a version or an element may be missing or
//     unknown, latin-1 by its label or in spite of it. Values are given as written, on one line, and judged by nobody.
//   - Not in what could be read in two ways: a value that stands twice where the schema has it once, or with a comment inside, is an
//     error. No entity is expanded and a DOCTYPE that declares anything is refused.
//   - Every name a party bears is collected in document order (office, unit, person), since programs fill the schemas in their own
//     ways; nothing is concluded from their order.
//
// The package is pure: bytes in, values out.
package segnatura
