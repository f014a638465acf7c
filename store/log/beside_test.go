package log

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// TestReadingBesideAppending: heads, records, proofs and checks taken while the log grows are all of one moment.
func TestReadingBesideAppending(t *testing.T) {
	l := mustOpen(t, t.TempDir())
	defer l.Close()
	grow(t, l, 2)
	done := make(chan struct{})
	var wg sync.WaitGroup
	for _, reader := range []func() error{
		func() error { return headIsSigned(l) },
		func() error { return proofHolds(l) },
		func() error { return decisionsAreWhole(l) },
		func() error { return l.Check(context.Background(), func(_, _ int64) {}) },
		func() error { _, err := l.RootAt(l.Size() / 2); return err },
	} {
		wg.Go(func() {
			for {
				if err := reader(); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	grow(t, l, 60)
	close(done)
	wg.Wait()
	if l.Size() != 60 {
		t.Fatalf("%d events", l.Size())
	}
}

func headIsSigned(l *Log) error {
	h := l.Head()
	size, root, err := plainCheckpoint(h.Checkpoint, l.VerifierKey())
	if err == nil && (size != h.Size || !bytes.Equal(root, h.Root[:])) {
		err = fmt.Errorf("head of %d events, signed %d", h.Size, size)
	}
	return err
}

func proofHolds(l *Log) error {
	seq := l.Size()/2 + 1
	rec, path, head, err := l.Prove(seq)
	if err != nil {
		return err
	}
	root, err := plainInclusion(seq-1, head.Size, rec.Digest[:], path)
	if err == nil && !bytes.Equal(root, head.Root[:]) {
		err = fmt.Errorf("event %d of %d: another root", seq, head.Size)
	}
	return err
}

func decisionsAreWhole(l *Log) error {
	var last Record
	err := l.Read(1, func(r Record) bool {
		if r.Seq != last.Seq+1 || !bytes.Equal(r.Event, event(int(r.Seq))) {
			last.More = true
			return false
		}
		last = r
		return true
	})
	if err == nil && last.More {
		err = fmt.Errorf("reading ended inside a decision, after event %d", last.Seq)
	}
	return err
}

// TestReadStopsWhereItIsTold, begins where it is told, and beyond the end there is nothing.
func TestReadStopsWhereItIsTold(t *testing.T) {
	l := mustMemory(t)
	grow(t, l, 6)
	for _, c := range []struct{ from, stop, first, n int64 }{
		{-5, 9, 1, 6}, {0, 9, 1, 6}, {1, 1, 1, 1}, {3, 4, 3, 2}, {6, 9, 6, 1}, {7, 9, 0, 0}, {1 << 40, 9, 0, 0},
	} {
		var seqs []int64
		must(t, l.Read(c.from, func(r Record) bool { seqs = append(seqs, r.Seq); return r.Seq < c.stop }))
		if int64(len(seqs)) != c.n || c.n > 0 && seqs[0] != c.first {
			t.Errorf("from %d to %d: %v", c.from, c.stop, seqs)
		}
	}
	for _, n := range []int64{-1, 7} {
		if _, err := l.RootAt(n); err == nil || err.Error() != fmt.Sprintf("the log has 6 events, not %d", n) {
			t.Errorf("root at %d: %v", n, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	seen := int64(0)
	err := l.Check(ctx, func(done, total int64) {
		if seen++; seen != done || total != 6 {
			t.Errorf("progress %d of %d at call %d", done, total, seen)
		}
		if done == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || seen != 3 {
		t.Errorf("a cancelled check: %v after %d events", err, seen)
	}
}

// BenchmarkAppend holds an append against its floor, one fsync of a file, measured in the same run.
func BenchmarkAppend(b *testing.B) {
	l := mustOpen(b, b.TempDir())
	defer l.Close()
	f, err := os.Create(filepath.Join(b.TempDir(), "floor"))
	must(b, err)
	defer f.Close()
	e := []Entry{{Event: bytes.Repeat([]byte("x"), 600)}}
	var floor, work time.Duration
	for b.Loop() {
		start := time.Now()
		_, err := f.Write(e[0].Event)
		must(b, errors.Join(err, f.Sync()))
		floor += time.Since(start)
		start = time.Now()
		must(b, l.Append(e))
		work += time.Since(start)
	}
	b.ReportMetric(float64(floor.Microseconds())/float64(b.N), "floor-µs/op")
	b.ReportMetric(float64(work)/float64(floor), "times-floor")
}

// BenchmarkScan holds the verification of a log against its floor, three SHA-256 over its bytes and its tree.
func BenchmarkScan(b *testing.B) {
	skey, _, err := generateKey()
	must(b, err)
	f, d := &memFile{b: []byte(header)}, &memDisk{}
	l, err := open(f, &memFile{}, d, skey)
	must(b, err)
	entries := make([]Entry, 10_000)
	for i := range entries {
		entries[i].Event = bytes.Repeat([]byte("x"), 600)
	}
	must(b, l.Append(entries))
	var floor, work time.Duration
	for b.Loop() {
		start := time.Now()
		for range 3 {
			sha256.Sum256(f.b)
		}
		floor += time.Since(start)
		start = time.Now()
		_, err := open(f, &memFile{}, d, skey)
		must(b, err)
		work += time.Since(start)
	}
	b.ReportMetric(float64(len(entries)*b.N)/work.Seconds(), "events/s")
	b.ReportMetric(float64(work)/float64(floor), "times-floor")
}
