// Package prove builds fascicoli out of an open store: it chooses what belongs to a letter, a request, a member, a case of diffida or a
// convocation, reads the raw messages, and writes what a judge reads (timeline, relazione as HTML and PDF, LEGGIMI) beside what proves.
// The format, its zip and its verification are those of package store/fascicolo.
//
// Decided:
//
//   - Nothing here is evidence but the raw messages and the records of the log; every other file is made from them, says so, and comes
//     out the same, byte for byte, from the same store, clock, user and reason.
//   - A fascicolo about one member shows nothing of the others: records of imports, feeds and convocations, and calls that name several
//     members, are left out, and LEGGIMI says so. Of a feed only the member's own line is copied.
//   - The records are those that name the letters, requests, cases, acts and messages chosen. Of the member's rows those that were in force
//     at each sending, those that a chosen message or act caused, and for a member or a case all of them.
//   - A row is "of that day" by its place in the log: the last one before the letter was handed to the server, or the request decided.
//   - Certified instants are of the provider; the instant of a record is the agent's clock and is called so.
//   - What cannot be read from the disk is named in manca, the rest is exported, and the exit code is 1. A fascicolo that its own
//     verification does not accept is written too, with the reasons, and the exit code is 1.
//   - Templates are not kept by the log, their digest is: their text goes along while it is still the one in force at the sending.
//   - The PDF embeds its fonts, and its bytes depend on nothing but its text. It is not declared PDF/A: no validator was at hand to check it.
//   - A deposit goes beside the fascicolo and is none: the same evidence in flat zips below 30 MB with short names, a list of SHA-256, and
//     the texts of the attestations, which a person completes and signs.
package prove
