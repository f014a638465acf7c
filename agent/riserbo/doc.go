// Package riserbo keeps personal data out of what leaves the archive without being a letter: the technical log and the
// notices to the staff.
//
// What was decided here:
//
//   - A codice fiscale keeps its first three letters, an address its domain (which provider refuses mail must be seen),
//     a numeric code of eleven digits nothing. Who may know more opens the archive: the ids (SEG-…, LET-…, RIC-…) and the
//     digests stand unmasked everywhere.
//   - The log is masked by the handler, in one place, at every level: an error that quotes a server's reply
//     («550 <mario@…> unknown») passes through many hands before it is logged, and no call can know what is in it.
//   - What stands between «» in a reason is a quotation from somebody's mail: Motivo leaves it out.
package riserbo
