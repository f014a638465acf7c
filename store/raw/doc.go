// Package raw keeps messages byte for byte, in files named by their SHA-256.
//
// A person can open the files with a mail program, sha256sum can audit them, and they outlive every index
// (design.md §6). Decided:
//
//   - DIR/sha256/ab/abcdef….eml, mode 0400, written as DIR/tmp/… and renamed. The name is the promise: bytes that
//     do not hash to the name are never served (ErrDamaged), at every single read.
//   - One syncfs for a batch instead of one fsync for a file: three times faster as measured. syncfs reports
//     write-back errors since Linux 5.8 through a descriptor that was open before the write, so one descriptor is
//     kept open for the life of the Dir.
//   - A file that exists is read and compared, not trusted: a crash of the machine between rename and syncfs can
//     leave an empty or torn file under the right name. Good bytes replace it. The batch is synced even when
//     every file existed, because an earlier process may have died between its rename and its syncfs.
//   - An error of syncfs is ErrFatal: the kernel may have dropped the dirty pages, a second call would report
//     success for bytes that are gone (fsyncgate). The caller stops; the next process reads what is really there.
//   - A large message can be mapped instead of read (Map), so that one of 100 MB costs no memory of the process; the hash is
//     checked over the mapping.
//   - Nothing is ever deleted but leftovers in DIR/tmp and what people decided to erase (Remove).
package raw
