package log

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

func logOf(t *testing.T, n int) *Log {
	t.Helper()
	l, err := Memory()
	if err != nil {
		t.Fatal(err)
	}
	grow1(t, l, n)
	return l
}

// grow1 appends n decisions of one event.
func grow1(t *testing.T, l *Log, n int) {
	t.Helper()
	for range n {
		if err := l.Append([]Entry{{Event: fmt.Appendf(nil, `{"n":%d}`, l.Size()+1)}}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestProveAllAtAPinnedHead: what is proven at a head holds there, however much was appended since.
func TestProveAllAtAPinnedHead(t *testing.T) {
	l := logOf(t, 21)
	head := l.Head()
	grow1(t, l, 17)
	list, err := l.ProveAll(head, []int64{21, 1, 8, 8})
	if err != nil {
		t.Fatal(err)
	}
	for i, seq := range []int64{21, 1, 8, 8} {
		p := list[i]
		if p.Seq != seq || string(p.Event) != fmt.Sprintf(`{"n":%d}`, seq) {
			t.Errorf("asked for %d, got %d %s", seq, p.Seq, p.Event)
		}
		if err := tlog.CheckRecord(p.Proof, head.Size, head.Root, seq-1, p.Leaf()); err != nil {
			t.Errorf("event %d: %v", seq, err)
		}
	}
	for _, seq := range []int64{0, 22, -1} {
		if _, err := l.ProveAll(head, []int64{1, seq}); err == nil {
			t.Errorf("event %d proven at a head of 21", seq)
		}
	}
}

// TestProveTreeEveryPair: every pair of sizes, and nothing for a head that is not of this log.
func TestProveTreeEveryPair(t *testing.T) {
	l, heads := logOf(t, 0), []Head{}
	for range 20 {
		grow1(t, l, 1)
		heads = append(heads, l.Head())
	}
	for _, h := range heads {
		for _, old := range heads {
			proof, root, err := l.ProveTree(h, old.Size)
			if old.Size > h.Size {
				if err == nil {
					t.Errorf("%d proven at %d", old.Size, h.Size)
				}
				continue
			}
			if err != nil || root != old.Root {
				t.Fatalf("%d → %d: root %s, %v", old.Size, h.Size, root, err)
			}
			if err := tlog.CheckTree(proof, h.Size, h.Root, old.Size, old.Root); err != nil {
				t.Errorf("%d → %d: %v", old.Size, h.Size, err)
			}
		}
	}
	other := logOf(t, 20).Head()
	if _, _, err := l.ProveTree(other, 7); !errors.Is(err, ErrChanged) {
		t.Errorf("the head of another log: %v", err)
	}
	if _, err := l.ProveAll(other, []int64{7}); !errors.Is(err, ErrChanged) {
		t.Errorf("the head of another log: %v", err)
	}
	other.Size = 21
	if _, _, err := l.ProveTree(other, 7); err == nil {
		t.Error("a head beyond the log")
	}
}

// TestRootsOfCopy: the roots of earlier sizes, out of a copy; a size that it does not have is left out.
func TestRootsOfCopy(t *testing.T) {
	dir := t.TempDir()
	l := mustOpen(t, dir)
	defer l.Close()
	want := map[int64]tlog.Hash{}
	for _, n := range []int{1, 6, 3} {
		grow1(t, l, n)
		want[l.Size()] = l.Head().Root
	}
	f, err := os.Open(filepath.Join(dir, "log"))
	must(t, err)
	defer f.Close()
	info, err := f.Stat()
	must(t, err)
	got, head, err := RootsOfCopy(f, info.Size(), []byte(l.Head().Checkpoint), l.VerifierKey(), []int64{1, 7, 10, 11, -1})
	if err != nil || !maps.Equal(got, want) || head.Root != l.Head().Root {
		t.Errorf("%v, head %v, %v; want %v", got, head, err, want)
	}
	if _, _, err := RootsOfCopy(f, info.Size()-1, []byte(l.Head().Checkpoint), l.VerifierKey(), nil); !errors.Is(err, ErrCut) {
		t.Errorf("a cut copy: %v", err)
	}
}
