// Package store keeps what pecagent knows: raw messages, the event log, and the index that is folded from it.
//
// DIR holds
//
//	lock                    flock of the one process that has the store open
//	ballast                 disk kept in reserve, given back when even opening needs room
//	raw/sha256/ab/….eml     messages, received and sent (package raw)
//	log, log.checkpoint     events and their signed head (package log); log.tree is a cache
//	chiavi/                 log.key, log.pub, msgid.key (32 bytes and their SHA-256): to be backed up with the log
//	badger/                 the index: may be deleted at any time
//	cerca/                  blocks to search by (package cerca): may be deleted at any time
//
// The log and the raw files are the truth. Everything in Badger is rules.Apply of the log, so opening, catching
// up, rebuilding and committing walk one path. A backup needs neither badger/ nor log.tree;
// while the store is open it copies log.checkpoint before log and log before raw/, so that no part of the copy knows less
// than the one before it (a log longer than its checkpoint is what a crash leaves, too). Copia reads in this order. The file ripristinato marks a store that came
// from a backup and has not seen the mailbox since: until MailboxRead nobody can resume sending.
//
// Decided:
//
//   - Commit: under one mutex, the decisions see an overlay over a read view of the index; each event is encoded,
//     decoded again and folded into the overlay as it will be folded on a replay, so that what the next decision
//     sees is what a rebuild gives. Then one append to the log with fsync and checkpoint, then the index. What the
//     index does not hold after a crash, Open folds from the log.
//   - With each decision its input is recorded, on its first event or, where it tells of many members, in a last one of the kind
//     ingresso; with it the last look at the clock since the event before that came to nothing, kept in memory until then.
//   - A decision is atomic: its events are one group in the log, and a torn group is cut off at Open. A batch is
//     not: after a crash some of its first decisions may be found, none of them acknowledged.
//   - The first event of each decision carries the digests in force, taken from the last configurazione event.
//   - The head of the index carries the sequence number, the tree root at it and a digest of all entries. Open adds
//     up all entries and compares: Badger was measured to lose or change entries silently when a file is damaged
//     (reliability.md §1.2), and such an index is thrown away and built again from the log. A Badger whose files
//     would kill the process is found before (table footers), or by the mark badger.opening that a death leaves.
//   - An index that knows more than the log, or another tree, is proof that the log was cut or exchanged: ErrAhead
//     and log.ErrFork, refused. Rebuild refuses it too; only deleting badger/ by hand forgets that proof.
//   - Messages in place without a log are refused (log.ErrCut): an empty log would make history look new.
//   - Nothing is recorded before Init: without T0 old mail would have effects. Received wants the raw file
//     of every message it records.
//   - Keys are not made again once there are events: with another log.key nobody could tell our checkpoint from a
//     forged one, with another msgid.key a retry would go out under another Message-ID.
//   - After a disk error while making data durable the store is dead: every call gives ErrFatal, the process must
//     stop, the next one reads what is really there (fsyncgate).
//   - Free disk is looked at before each write; below the reserve work is refused with ErrDiskFull while nothing is
//     hurt. Badger writes through mmap, and a full disk reaches it as SIGBUS.
//   - Keys that come and go (queue, open requests, letters, tasks) are mirrored in memory: Badger keeps deleted keys
//     for a while, scans step over them, and deciding grew slower with every message decided.
//   - What is folded has a version (foldVersion): an index of another one is built again from the log by the next Open, and
//     said so in Log. With version 2 the signers of each domain are folded, of the whole log: nothing is learned anew; with 3 the list of all members.
//   - Nobody goes back: a log of another format, an index or a configurazione event of a higher foldVersion, an event of a higher
//     version or of a kind that is not known are ErrNewer, before anything is decided. Programs from before this rule (foldVersion
//     up to 10) pass over what they do not know: going back to one of those is not refused by them.
//   - Old stores are opened as they are: testdata/formati holds one of each foldVersion, made by the program of then. The log was
//     never rewritten; only what is folded from it changes. An index that is built again is written in chunks, each with its head: a
//     crash in between goes on from there.
//   - Erasure (Cancella) takes the bytes of a message and the payload of its verdict away, never an arrival, whose fold the cursors need. What the
//     state needs of the verdict stands in the event that decides the erasure, so that the fold is the same before and after. Badger keeps
//     old values until it compacts: a rebuild forgets them. Backups of before and the mailbox itself hold the message still.
//   - Attempts to parse a message are counted in Badger outside the log: forgetting them costs two more deaths.
//   - Searching (Cerca) has an index of its own, behind the commits: a dozen words a message in Badger would be written by every
//     commit and added up by every Open. A commit only notes which entries it touched; who searches first brings the index up
//     to the log, and every candidate is held against what it is now.
//
// Known: damage done to a table file while the store is open can make Badger answer that a key does not exist.
// Verify finds it, and so does the next Open.
package store
