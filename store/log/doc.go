// Package log is the append-only event log: the truth of a store. Badger is its index.
//
// The file DIR/log is the line "pecagent log 1" and then one frame an event:
//
//	length  u32 big endian   bytes of flags, seq, salt and event together
//	flags   u8               1: more events of the same decision follow; 2: the event was erased
//	seq     u64 big endian   1, 2, 3 …
//	salt    16 random bytes
//	event   JSON; in an erased frame the 32 bytes SHA-256(salt ‖ event) of what stood there
//	digest  32 bytes         SHA-256 of all of the above
//
// Leaf seq-1 of an RFC 6962 Merkle tree is RecordHash(SHA-256(salt ‖ event)). The salt keeps a proof about one
// member from revealing guessable events of another, and since the leaf is made from a digest, a payload can be
// erased (salt zeroed, digest kept) without breaking the tree.
//
// DIR/log.checkpoint is the signed head: a C2SP checkpoint (origin, size, root in base64) as a
// golang.org/x/mod/sumdb/note with an Ed25519 signature. Its key is DIR/chiavi/log.key, made on first use; the
// public half for verifiers elsewhere is DIR/chiavi/log.pub. DIR/log.tree caches the hashes of the tree; it is
// written again at every Open and never trusted.
//
// Decided:
//
//   - Append writes the frames, fsyncs, then replaces the checkpoint (temporary file, fsync, rename, fsync of the
//     folder). When it returns the events are durable and under a signed head.
//   - A decision is one group: all its frames but the last carry the flag "more follow". Open reads every frame.
//     Frames up to the checkpoint must all be there and give its root, else the log is refused: ErrCut (it is
//     shorter), ErrChanged (bytes or order differ), ErrFork (whole frames, another history), ErrCheckpoint (the
//     head itself is missing, unreadable or not signed by our key).
//   - Frames beyond the checkpoint are what a crash during Append leaves. Whole groups are kept, since a commit
//     that was not acknowledged may still be found; from the first torn frame or unfinished group on, the tail is
//     cut off, since nobody was ever told that it is there, and half a decision must never be applied. Open only
//     finds the tail; Repair cuts it, after the store has made sure that Badger does not know more than the log.
//   - A log of another format number is refused as what it is, ErrNewer; there was never a format before 1.
//   - Erase writes the whole log anew beside the old one and takes its place by a rename, since an erased frame is shorter and a torn one in
//     the middle of the log would be damage. The root must come out the same before the rename.
//   - After an error of fsync nothing more is written: every later call gives ErrFatal. The kernel may have dropped
//     the pages, and a second fsync would report success (fsyncgate). The next process reads what is there.
package log
