package log

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// scan reads the whole log, fills tree, offsets and cache, and holds it against the checkpoint.
func (l *Log) scan(signed int64, root tlog.Hash) error {
	size, err := l.f.Size()
	if err != nil {
		return fmt.Errorf("measuring the log: %w", err)
	}
	r := bufio.NewReaderSize(io.NewSectionReader(l.f, 0, size), 1<<18)
	if err := readHeader(r, size, signed); err != nil {
		return err
	}
	l.signed, l.end = signed, int64(len(header))
	var g group
	for {
		rec, n, err := readFrame(r)
		if err == nil && rec.Seq != l.tree.n+g.len()+1 {
			err = errDamaged
		}
		if err != nil {
			return l.scanned(err, &g, size, root)
		}
		if err := l.scanOne(&g, rec, n, root); err != nil {
			return err
		}
	}
}

func readHeader(r io.Reader, size, signed int64) error {
	b := make([]byte, len(header))
	if _, err := io.ReadFull(r, b); err != nil {
		if short(err) == errShort && signed > 0 && size < int64(len(header)) {
			return fmt.Errorf("%w: it is empty, the checkpoint says %d events", ErrCut, signed)
		}
		if short(err) != errShort {
			return fmt.Errorf("reading the log: %w", err)
		}
		return fmt.Errorf("%w: it does not begin as a log", ErrChanged)
	}
	if v := strings.TrimPrefix(string(b), headerWords); v != string(b) && v[0] >= '1' && v[0] <= '9' && string(b) != header && strings.Trim(v[1:], "0123456789\n") == "" {
		return fmt.Errorf("%w (its log has format %s; if no newer version was ever here, its first line is damaged)", ErrNewer, strings.TrimSpace(v))
	}
	if string(b) != header {
		return fmt.Errorf("%w: it does not begin as a log of this version", ErrChanged)
	}
	return nil
}

// group holds the frames of a decision until its last one is seen.
type group struct {
	leaves []tlog.Hash
	sizes  []int64
}

func (g *group) len() int64 { return int64(len(g.leaves)) }

// scanOne adds one good frame; a decision counts when its last frame is there.
func (l *Log) scanOne(g *group, rec Record, n int64, root tlog.Hash) error {
	g.leaves, g.sizes = append(g.leaves, rec.Leaf()), append(g.sizes, n)
	if rec.More {
		return nil
	}
	for i, leaf := range g.leaves {
		at := tlog.StoredHashCount(l.tree.n)
		l.offsets = append(l.offsets, l.end)
		if err := l.cache.put(at, l.tree.add(leaf)); err != nil {
			return err
		}
		l.end += g.sizes[i]
		if l.tree.n == l.signed && l.tree.root() != root {
			return fmt.Errorf("%w: the first %d events have root %s, the checkpoint says %s", ErrFork, l.signed, l.tree.root(), root)
		}
	}
	*g = group{}
	return nil
}

// scanned judges how the reading ended.
func (l *Log) scanned(end error, g *group, size int64, root tlog.Hash) error {
	n := l.tree.n
	switch {
	case end != io.EOF && end != errShort && end != errDamaged:
		return fmt.Errorf("reading the log at event %d: %w", n+1, end)
	case n < l.signed && end == errDamaged:
		return fmt.Errorf("%w: event %d is not what was written", ErrChanged, n+g.len()+1)
	case n < l.signed:
		return fmt.Errorf("%w: it ends after event %d, the checkpoint says %d", ErrCut, n+g.len(), l.signed)
	case l.head == nil && size > int64(len(header)):
		return fmt.Errorf("%w: it is missing, and the log holds events", ErrCheckpoint)
	case l.signed == 0 && root != emptyRoot():
		return fmt.Errorf("%w: its root is not that of an empty log", ErrFork)
	}
	l.torn = size - l.end
	return nil
}

// Size is the number of events: the highest sequence number.
func (l *Log) Size() int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.tree.n
}

// Head is where the log stands.
func (l *Log) Head() Head {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return Head{Size: l.tree.n, Root: l.tree.root(), Checkpoint: string(l.head)}
}

// VerifierKey is the public key in the form of golang.org/x/mod/sumdb/note.
func (l *Log) VerifierKey() string { return l.vkey }

// Read calls f with each record from sequence number from on, until f gives false. Every frame is verified; one
// that was damaged since Open gives ErrChanged.
func (l *Log) Read(from int64, f func(Record) bool) error {
	from = max(from, 1)
	l.mu.RLock()
	n, end, file := l.tree.n, l.end, l.f // an erasure puts another file in its place
	start := end
	if from <= n {
		start = l.offsets[from-1]
	}
	l.mu.RUnlock()
	r := bufio.NewReaderSize(io.NewSectionReader(file, start, end-start), 1<<16)
	for seq := from; seq <= n; seq++ {
		rec, err := l.next(r, seq)
		if err != nil {
			return err
		}
		if !f(rec) {
			return nil
		}
	}
	return nil
}

func (l *Log) next(r io.Reader, seq int64) (Record, error) {
	rec, _, err := readFrame(r)
	switch {
	case err == io.EOF || err == errShort:
		return rec, fmt.Errorf("%w: event %d is missing", ErrCut, seq)
	case err == errDamaged || err == nil && rec.Seq != seq:
		return rec, fmt.Errorf("%w: event %d is not what was written", ErrChanged, seq)
	case err != nil:
		return rec, fmt.Errorf("reading event %d: %w", seq, err)
	}
	return rec, nil
}

// RootAt is the root of the tree of the first n events.
func (l *Log) RootAt(n int64) (tlog.Hash, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if n < 0 || n > l.tree.n {
		return tlog.Hash{}, fmt.Errorf("the log has %d events, not %d", l.tree.n, n)
	}
	if n == l.tree.n { // known without the cache
		return l.tree.root(), nil
	}
	if n == 0 {
		return emptyRoot(), nil
	}
	return tlog.TreeHash(n, l.cache)
}

// Check reads the whole log and the checkpoint from the disk again and compares them with what is in memory.
func (l *Log) Check(ctx context.Context, progress func(done, total int64)) error {
	head := l.Head()
	var t tree
	err := l.Read(1, func(r Record) bool {
		if r.Seq > head.Size || ctx.Err() != nil {
			return false
		}
		t.add(r.Leaf())
		progress(t.n, head.Size)
		return true
	})
	if err = errors.Join(err, ctx.Err()); err != nil {
		return err
	}
	if t.n != head.Size || t.root() != head.Root {
		return fmt.Errorf("%w: its %d events have root %s, in memory it is %s", ErrFork, t.n, t.root(), head.Root)
	}
	return l.checkCheckpoint(head)
}

func (l *Log) checkCheckpoint(head Head) error {
	b, err := l.disk.readCheckpoint()
	if err != nil {
		return err
	}
	if b == nil {
		return fmt.Errorf("%w: it is missing", ErrCheckpoint)
	}
	size, root, err := ParseCheckpoint(b, l.verify)
	if err != nil {
		return err
	}
	if size < head.Size || size == head.Size && root != head.Root {
		return fmt.Errorf("%w: the checkpoint says %d events and root %s", ErrFork, size, root)
	}
	return nil
}
