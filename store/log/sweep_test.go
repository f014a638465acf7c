package log

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// nth fails the n-th operation on any file of a log, and only that one.
type nth struct {
	n, done int
	err     error
	what    string // the operation that failed
}

func (d *nth) step(name, op string) error {
	if d.done++; d.done != d.n {
		return nil
	}
	d.what = op + " of " + name
	return d.err
}

func (d *nth) wrap(name string, f File) File { return nthFile{f, name, d} }

type nthFile struct {
	File
	name string
	d    *nth
}

func (f nthFile) WriteAt(p []byte, off int64) (int, error) {
	if err := f.d.step(f.name, "write"); err != nil {
		n, _ := f.File.WriteAt(p[:len(p)*2/3], off) // short, as a full disk writes
		return n, err
	}
	return f.File.WriteAt(p, off)
}

func (f nthFile) Sync() error {
	return errors.Join(f.d.step(f.name, "sync"), f.File.Sync())
}

func (f nthFile) Truncate(size int64) error {
	if err := f.d.step(f.name, "truncate"); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

func (f nthFile) Size() (int64, error) {
	if err := f.d.step(f.name, "size"); err != nil {
		return 0, err
	}
	return f.File.Size()
}

func (f nthFile) ReadAt(p []byte, off int64) (int, error) {
	if err := f.d.step(f.name, "read"); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, off)
}

// life opens the log, repairs it and appends decisions of two until something fails. It gives how many events
// were acknowledged in all.
func life(t *testing.T, dir string, d *nth, acked int64) (int64, error) {
	t.Helper()
	l, err := Open(Options{Dir: dir, Wrap: d.wrap})
	if err != nil {
		return acked, err
	}
	defer l.Close()
	if err := l.Repair(); err != nil {
		fatalStays(t, l, err)
		return acked, err
	}
	for range 3 {
		n := int(l.Size())
		if err := l.Append([]Entry{{Event: event(n + 1), More: true}, {Event: event(n + 2)}}); err != nil {
			if l.Size() != int64(n) {
				t.Fatalf("%s: the failed append counts", d.what)
			}
			fatalStays(t, l, err)
			return int64(n), err
		}
		acked = int64(n + 2)
	}
	return acked, nil
}

// fatalStays: after ErrFatal nothing is written any more (fsyncgate); any other error may be tried again.
func fatalStays(t *testing.T, l *Log, err error) {
	t.Helper()
	again, repair := l.Append([]Entry{{Event: event(int(l.Size()) + 1)}}), l.Repair()
	if errors.Is(err, ErrFatal) && (!errors.Is(again, ErrFatal) || !errors.Is(repair, ErrFatal)) {
		t.Fatalf("after %v: append gives %v, repair gives %v", err, again, repair)
	}
}

// TestEveryFailingOperation fails the first, second, third … operation on the files until a life runs through, on a
// new log and on one that a crash left torn. Whatever failed: what was acknowledged is there after a restart, at
// most one decision that was not is there too, and never half a decision.
func TestEveryFailingOperation(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		torn bool
	}{{"full disk", unix.ENOSPC, false}, {"disk error", unix.EIO, false}, {"full disk, torn log", unix.ENOSPC, true}, {"disk error, torn log", unix.EIO, true}} {
		t.Run(c.name, func(t *testing.T) {
			failed := map[string]bool{}
			for n := 1; ; n++ {
				d := &nth{n: n, err: c.err}
				if !oneLife(t, d, c.torn) {
					break
				}
				failed[d.what] = true
			}
			for _, want := range []string{"write of log", "sync of log", "write of log.checkpoint", "sync of log.checkpoint", "read of log"} {
				if !failed[want] {
					t.Errorf("%s never failed: %v", want, failed)
				}
			}
		})
	}
}

// oneLife reports whether the operation was reached.
func oneLife(t *testing.T, d *nth, torn bool) bool {
	t.Helper()
	dir, acked := t.TempDir(), int64(0)
	if torn {
		acked = tornLog(t, dir)
	}
	acked, err := life(t, dir, d, acked)
	if d.what == "" {
		must(t, err)
		return false
	}
	if !errors.Is(err, d.err) {
		t.Fatalf("%s: the error says %v", d.what, err)
	}
	l := mustOpen(t, dir)
	defer l.Close()
	// fatalStays may have added one event of its own after an error that is not fatal.
	if n := l.Size(); n < acked || n > acked+2 {
		t.Fatalf("%s: %d events were acknowledged, %d are found", d.what, acked, n)
	}
	for i, r := range read(t, l, 1) {
		if !bytes.Equal(r.Event, event(i+1)) {
			t.Fatalf("%s: event %d is %q", d.what, i+1, r.Event)
		}
	}
	grow(t, l, int(l.Size())+2)
	return true
}

// tornLog makes a log of four events with half a decision behind it.
func tornLog(t *testing.T, dir string) int64 {
	t.Helper()
	l := mustOpen(t, dir)
	grow(t, l, 4)
	must(t, l.Close())
	f, err := os.OpenFile(filepath.Join(dir, "log"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = f.Write(appendFrame(nil, flagMore, 5, [saltSize]byte{}, event(5)))
	must(t, errors.Join(err, f.Close()))
	return 4
}

// TestAFaultyCacheProvesNothing: log.tree may be damaged at any byte; a proof is right or is refused, and the log
// itself does not care.
func TestAFaultyCacheProvesNothing(t *testing.T) {
	l := mustMemory(t)
	grow(t, l, 8)
	cache, head := l.cache.f.(*memFile), l.Head()
	refused := 0
	for i := range cache.b {
		cache.b[i] ^= 1
		for seq := int64(1); seq <= 8; seq++ {
			_, p, _, err := l.Prove(seq)
			if err != nil {
				if !errors.Is(err, ErrChanged) {
					t.Fatalf("byte %d, event %d: %v", i, seq, err)
				}
				refused++
				continue
			}
			frames, err := plainLog(bytesOf(t, l))
			must(t, err)
			if root, err := plainInclusion(seq-1, 8, frames[seq-1].digest, p); err != nil || !bytes.Equal(root, head.Root[:]) {
				t.Fatalf("byte %d: a wrong proof of event %d is given", i, seq)
			}
		}
		cache.b[i] ^= 1
	}
	if refused == 0 {
		t.Fatal("no damage was ever met")
	}
	cache.b = cache.b[:40]
	if _, _, _, err := l.Prove(3); !errors.Is(err, ErrChanged) {
		t.Errorf("a short cache: %v", err)
	}
	if _, err := l.RootAt(5); err == nil {
		t.Error("a root from a short cache")
	}
	must(t, l.Check(t.Context(), func(_, _ int64) {}))
}

// TestACacheThatCannotBeWrittenAppendsNothing, and the log goes on when it can.
func TestACacheThatCannotBeWrittenAppendsNothing(t *testing.T) {
	l := mustMemory(t)
	grow(t, l, 4)
	good, before := l.cache.f, l.Head()
	d := &nth{n: 1, err: unix.ENOSPC}
	l.cache.f = d.wrap("log.tree", good)
	if err := l.Append([]Entry{{Event: event(5)}}); !errors.Is(err, unix.ENOSPC) || errors.Is(err, ErrFatal) || l.Head() != before {
		t.Fatalf("error %v, head %+v", err, l.Head())
	}
	grow(t, l, 6)
	for seq := int64(1); seq <= 6; seq++ {
		_, _, _, err := l.Prove(seq)
		must(t, err)
	}
}

// TestAppendAtTheCap: an event of the largest size is read again, one byte more is refused before anything is
// written, and so is a decision without its end, which no Open would ever accept.
func TestAppendAtTheCap(t *testing.T) {
	l := mustMemory(t)
	grow(t, l, 2)
	largest := bytes.Repeat([]byte{'x'}, maxFrame-fixedSize)
	before, size := l.Head(), len(bytesOf(t, l))
	for name, entries := range map[string][]Entry{
		fmt.Sprintf("an event of %d bytes is too large for the log", len(largest)+1): {{Event: event(3), More: true}, {Event: append(largest, 'x')}},
		"a decision without its last event":                                          {{Event: event(3)}, {Event: event(4), More: true}},
	} {
		if err := l.Append(entries); err == nil || errors.Is(err, ErrFatal) || err.Error() != name {
			t.Errorf("error %v, want %q", err, name)
		}
	}
	if l.Head() != before || len(bytesOf(t, l)) != size {
		t.Fatal("a refused append left something")
	}
	must(t, l.Append([]Entry{{Event: largest}}))
	if got := read(t, l, 3); len(got) != 1 || !bytes.Equal(got[0].Event, largest) {
		t.Fatalf("%d events read", len(got))
	}
	_, _, _, err := l.Prove(3)
	must(t, err)
}
