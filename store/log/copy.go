package log

import (
	"errors"
	"io"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrReadOnly: a copy of a log is only read.
var ErrReadOnly = errors.New("a copy of the log is only read")

// CheckCopy reads a log of size bytes that another process may go on appending to, holds it against the checkpoint, which
// must have been read before the log, and calls each with every record of it. It gives the head of the events found and the
// length of the bytes that hold them: what is behind it is a decision that was being written. It changes nothing.
func CheckCopy(f io.ReaderAt, size int64, checkpoint []byte, key string, each func(Record) error) (Head, int64, error) {
	l, err := scanCopy(f, size, checkpoint, key)
	if err != nil {
		return Head{}, 0, err
	}
	var failed error
	err = l.Read(1, func(r Record) bool {
		failed = each(r)
		return failed == nil
	})
	return l.Head(), l.end, errors.Join(err, failed)
}

// RootsOfCopy is CheckCopy that gives the roots of the sizes instead of the records: what the log of that size had as its head. A
// size that the log does not have has no root in the answer.
func RootsOfCopy(f io.ReaderAt, size int64, checkpoint []byte, key string, sizes []int64) (map[int64]tlog.Hash, Head, error) {
	l, err := scanCopy(f, size, checkpoint, key)
	if err != nil {
		return nil, Head{}, err
	}
	out := map[int64]tlog.Hash{}
	for _, n := range sizes {
		if n < 0 || n > l.Size() {
			continue
		}
		if out[n], err = l.RootAt(n); err != nil {
			return nil, Head{}, err
		}
	}
	return out, l.Head(), nil
}

// scanCopy verifies a copy of a log against its checkpoint.
func scanCopy(f io.ReaderAt, size int64, checkpoint []byte, key string) (*Log, error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		return nil, errors.Join(ErrCheckpoint, err)
	}
	l := &Log{f: readOnly{f, size}, verify: v, disk: &memDisk{head: checkpoint}}
	if l.cache, err = newHashCache(&memFile{}); err != nil {
		return nil, err
	}
	signed, root, err := l.readCheckpoint()
	if err == nil {
		err = l.scan(signed, root)
	}
	if err == nil {
		err = l.cache.flush()
	}
	return l, err
}

// readOnly is a File of which nothing is changed.
type readOnly struct {
	io.ReaderAt
	size int64
}

func (f readOnly) ReadAt(p []byte, off int64) (int, error) {
	return io.NewSectionReader(f.ReaderAt, 0, f.size).ReadAt(p, off)
}
func (f readOnly) WriteAt([]byte, int64) (int, error) { return 0, ErrReadOnly }
func (f readOnly) Truncate(int64) error               { return ErrReadOnly }
func (f readOnly) Sync() error                        { return ErrReadOnly }
func (f readOnly) Size() (int64, error)               { return f.size, nil }
func (f readOnly) Close() error                       { return nil }
