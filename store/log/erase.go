package log

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"pecagent/store/failpoint"
)

// rewritten is the log that Erase writes beside the old one; a crash leaves it and Open takes it away.
const rewritten = "log.nuovo"

// Erase takes the payloads of the events of these sequence numbers out of the log: salt zeroed, digest kept, so that tree, root
// and checkpoint stay as they are. The log is written anew beside the old one, made durable, held against the root, and put in its
// place by one rename: a crash leaves either log whole. It needs as much free disk as the log is large. What was erased before is
// skipped; with nothing left to do nothing is written. The blocks that held the old file are the disk's to overwrite.
func (l *Log) Erase(seqs map[int64]bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.fatal != nil:
		return l.fatal
	case l.torn > 0:
		return fmt.Errorf("%w: its torn end was not repaired", ErrChanged)
	}
	some, err := l.anyToErase(seqs)
	if err != nil || !some {
		return err
	}
	f, err := l.disk.newLog()
	if err != nil {
		return fmt.Errorf("writing the log anew: %w", err)
	}
	offsets, end, err := l.rewrite(f, seqs)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		f.Close()
		return fmt.Errorf("writing the log anew: %w", err) // the old one stands; what was written is taken away at the next Open
	}
	failpoint.Hit("log.erase.written")
	if err := l.disk.takeNewLog(); err != nil {
		return l.die("putting the log that was written anew in its place", err)
	}
	failpoint.Hit("log.erase.renamed")
	l.old = append(l.old, l.f) // somebody may be reading it
	l.f, l.offsets, l.end = f, offsets, end
	return nil
}

func (l *Log) anyToErase(seqs map[int64]bool) (bool, error) {
	for seq := range seqs {
		if seq < 1 || seq > l.tree.n {
			return false, fmt.Errorf("the log has %d events, not %d", l.tree.n, seq)
		}
		rec, err := l.next(io.NewSectionReader(l.f, l.offsets[seq-1], l.end-l.offsets[seq-1]), seq)
		if err != nil {
			return false, err
		}
		if !rec.Erased {
			return true, nil
		}
	}
	return false, nil
}

// rewrite copies the frames, those of seqs without their payload, and demands the same tree.
func (l *Log) rewrite(f File, seqs map[int64]bool) (offsets []int64, end int64, err error) {
	r := bufio.NewReaderSize(io.NewSectionReader(l.f, int64(len(header)), l.end-int64(len(header))), 1<<16)
	w := bufio.NewWriterSize(io.NewOffsetWriter(f, 0), 1<<16)
	if _, err := w.WriteString(header); err != nil {
		return nil, 0, err
	}
	end = int64(len(header))
	var t tree
	for seq := int64(1); seq <= l.tree.n; seq++ {
		rec, err := l.next(r, seq)
		if err != nil {
			return nil, 0, err
		}
		t.add(rec.Leaf())
		b := encodeAgain(rec, seqs[seq])
		offsets = append(offsets, end)
		end += int64(len(b))
		if _, err := w.Write(b); err != nil {
			return nil, 0, err
		}
	}
	if t.root() != l.tree.root() {
		return nil, 0, fmt.Errorf("%w: written anew it has root %s", ErrFork, t.root())
	}
	return offsets, end, w.Flush()
}

// encodeAgain is the frame of a record, without its payload where it is to be erased.
func encodeAgain(rec Record, erase bool) []byte {
	var flags byte
	if rec.More {
		flags = flagMore
	}
	if rec.Erased || erase {
		return appendFrame(nil, flags|flagErased, rec.Seq, [saltSize]byte{}, rec.Digest[:])
	}
	return appendFrame(nil, flags, rec.Seq, rec.Salt, rec.Event)
}

func (d osDisk) newLog() (File, error) {
	f, err := os.OpenFile(filepath.Join(d.dir, rewritten), os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	return d.wrap("log", osFile{f}), nil
}

func (d osDisk) takeNewLog() error {
	if err := os.Rename(filepath.Join(d.dir, rewritten), filepath.Join(d.dir, "log")); err != nil {
		return err
	}
	return syncDir(d.dir)
}

func (d *memDisk) newLog() (File, error) { return &memFile{}, nil }
func (d *memDisk) takeNewLog() error     { return nil }
