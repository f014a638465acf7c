package raw

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"

	"golang.org/x/sys/unix"
)

// mapAbove is the size from which Map maps a file: its pages then belong to the file and not to the process.
const mapAbove = 1 << 20

// Map is Get without a copy of a large message: the bytes are those of the file, mapped read-only, checked against their
// SHA-256 like any read. They are valid until release is called, once, when nothing that aliases them is used any more.
// A disk that fails after the check kills who reads on; the files themselves are never changed.
func (d *Dir) Map(sha string) (b []byte, release func(), err error) {
	small := func() ([]byte, func(), error) {
		b, err := d.Get(sha)
		return b, func() {}, err
	}
	if !valid(sha) {
		return small()
	}
	f, err := os.Open(d.file(sha))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%w: %s", ErrMissing, sha)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading raw message %s: %w", sha, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("reading raw message %s: %w", sha, err)
	}
	if info.Size() < mapAbove {
		return small()
	}
	if b, err = unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_PRIVATE); err != nil {
		return small() // a file system that maps nothing
	}
	release = func() { unix.Munmap(b) } // fails only for what was not mapped
	sum, err := mappedSum(b)
	switch {
	case err != nil:
		err = fmt.Errorf("reading raw message %s: %w", sha, err)
	case hex.EncodeToString(sum[:]) != sha:
		err = fmt.Errorf("%w: %s", ErrDamaged, sha)
	default:
		return b, release, nil
	}
	release()
	return nil, nil, err
}

// mappedSum hashes mapped bytes; pages that the disk does not give are an error and not the end of the process.
func mappedSum(b []byte) (sum [sha256.Size]byte, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: a page of the file cannot be read: %v", unix.EIO, p)
		}
	}()
	return sha256.Sum256(b), nil
}
