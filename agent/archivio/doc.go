// Package archivio takes the store out of the machine and brings it back: the encrypted daily backup, the restore, and
// everything in open forms for who leaves.
//
// A backup is one file, pecagent-20261128T013000Z.age: age (filippo.io/age), in it gzip, in it tar with
//
//	LEGGIMI.txt               what this is and how it is read without pecagent
//	log, log.checkpoint       the event log up to its last whole decision, and its signed head
//	chiavi/…                  log.key, log.pub, msgid.key: without them nobody could go on where the store stopped
//	pecagent.toml             the configuration as it was; it holds no secret
//	avvisi-prova.json         which notice addresses were proven (package avvisi)
//	intestazioni.json         how the headings of the albo program are understood (members import)
//	raw/sha256/ab/….eml       every message
//	manifesto.json            last: when, whose, how many events and messages; a file without it is not whole
//
// and beside it pecagent-….age.sha256, as sha256sum -c reads it.
//
// Decided:
//
//   - Every backup is complete and can be read alone. The index (Badger) is not in it: restore folds it from the log.
//   - It is taken beside the running agent, without a lock and without asking it: store.Copia reads checkpoint, log,
//     messages in this order, so that the copy is what a crash would have left.
//   - The machine has only the public key. To prove that what was written can be read back, each backup is encrypted also for
//     a key that is made for it, held in memory, used once to decrypt the whole file from the disk, and forgotten.
//   - It is written under another name, synced, read back, and only then named; older ones go (keep) only after that,
//     and only when the new one lacks nothing. A damaged message stops no backup of the others; it is named and the exit is 1.
//   - A restore goes into an empty folder, into a folder of its own within it, and comes out when all is verified; log, which makes
//     a folder a store, comes last. Then sending stands still (an event of the log), and resume is refused until the
//     agent has read the mailbox to its end (store.MailboxRead): what went out after the copy was made is known from its receipts,
//     and a letter whose receipt is there already never leaves a second time (rules, R-301).
//   - A restored avvisi-prova.json goes on holding for the same ordinary server and user, so that a restored agent that stands
//     still can say so; with another server nobody is proven and check fails until a code is typed back.
//   - Files restored by root belong to the owner of the folder they are restored into.
package archivio
