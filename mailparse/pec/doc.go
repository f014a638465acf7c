// Package pec holds the words of Italian certified mail: the names and values of RFC 6109 (the English
// rendering of the annex of DM 2/11/2005) and daticert.xml, read and written.
//
// Decided here:
//
//   - Values are compared whole. "mancata-consegna" or "consegna" are folklore and stay unknown: a Tipo that
//     the DTD does not list is kept as spelled and is known by nobody, so that a person sees it.
//   - Parse is strict where two readers of one daticert could see different facts (an element or attribute
//     twice, an element out of its place, a name of the DTD in a namespace, a comment inside a value, a DOCTYPE that
//     declares defaults, content after the root, a second encoding)
//     and tolerant where real providers are known to stray (no msgid, no oggetto, empty or absent risposte,
//     DOCTYPE and stylesheet never fetched, blanks and BOM in front, latin-1 bytes under a UTF-8 label).
//     What it refuses is a daticert nobody may act on; it is not lost, the message is kept and shown.
//   - encoding/xml takes the last of two equal elements and knows no DTD defaults; so the document is read into
//     a small tree first, and the rules of the DTD are applied to the tree.
//   - Addresses are folded to lower case in ASCII only: a full Unicode fold would make the Kelvin sign a k.
//   - Definitivo and Motivo never turn doubt into a fact against a member: what no rule of the specification
//     settles is a warning for a person, and a reason nobody knows is "altro".
//
// The package is pure: bytes in, values out, no clock, no files, no network.
package pec
