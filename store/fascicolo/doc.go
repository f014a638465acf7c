// Package fascicolo is the evidence pack of order.md §5.3: its format, written and read, and its verification, which needs
// neither a store nor the network. The program cmd/pecverify prints what Verifica finds.
//
// A fascicolo is a zip of one folder, named by its id. Zip and manifest have one spelling only: entries stored without
// compression, sorted by name, dated 1980-01-01, mode 0644, without comments or extra fields, and manifest.json as
// Manifest.JSON writes it. Leggi writes the zip again from what it read and compares every byte, so that nothing can
// hide in it. The folder unpacked holds the same files.
//
//	manifest.json      id, what about, who made it and why, and of every other file size, SHA-256 and role
//	manifest.sha256    its SHA-256, as sha256sum -c reads it
//	80_registro.json   records of the log, each with its proof at one signed checkpoint; the anchors
//	the rest           the evidence, named as order.md §5.3 has it
//
// Decided:
//
//   - Names are ASCII letters, digits and . _ - in at most MaxDepth folders, none begins with a dot, and no two differ only
//     in case: they unpack the same everywhere. Caps (MaxFiles, MaxFile, MaxTotal) are held before anything is parsed.
//   - The zip is written by hand, 60 lines: the bytes of a fascicolo must not change with the version of a library.
//   - An anchor is the last line "Registro: size root" of a text that a certified avvenuta-consegna returns, or the subject
//     "Impronta del registro: size root" in its daticert or in that of an accettazione. 80_registro.json only says where to
//     look and brings the proof of consistency; size, root and instant are read from what the provider signed. The last line
//     counts, as the footer stands behind whatever a letter quotes.
//   - Nothing is believed that the fascicolo says of itself: 50_verifica_firme.json is made again and compared, but for the
//     revocation, which depends on lists that may not be at hand; a copy for the eye must stand in a message of the same letter.
//   - A certificate is judged when it signed, bounded by the daticert; the arrival in the mailbox is not asked, so that builder
//     and verifier say the same.
//   - A record names a message by a value under a key "sha256": words that members write never stand under such a key.
//   - The sheets of register and policy, the matter named in the manifest, what is missing and the documents are held against the records,
//     as far as these hold the fact; conformity, origin of an address and lines of feeds are the words of the maker, and the verdict says so.
//   - Every digest that the records of a letter name must be there as a file: a receipt cannot be left out while its record
//     stays. Both left out together is not seen: a fascicolo is a choice of records, and the verdict says so.
//   - A record without payload is believed only where a later record of the fascicolo, a cancellazione, names it, with the message and the
//     act; that message is never one that a letter's records or the manifest name.
//   - A busta that no provider certified is admitted where a record of its decision says that it was so on arrival.
//   - An anchor that is of another history, or that comes without proof, fails; one of a longer log than the checkpoint is not
//     checked and said. Two roots of one size are called a fork.
//   - Without the key from outside the one in the fascicolo is taken and the verdict says so: a forger's own log would pass, but
//     for a delivery that anchors the true one.
package fascicolo
