package raw

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mustOpen(t testing.TB, dir string) *Dir {
	t.Helper()
	d, err := Open(dir)
	must(t, err)
	t.Cleanup(func() { d.Close() })
	return d
}

func hash(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func TestPutGet(t *testing.T) {
	dir := t.TempDir()
	d := mustOpen(t, dir)
	msgs := [][]byte{[]byte("a\r\n"), {}, []byte("a\r\n"), bytes.Repeat([]byte{0, 0xff, '\n'}, 100000)}
	for range 2 {
		shas, err := d.Put(context.Background(), msgs)
		must(t, err)
		for i, m := range msgs {
			got, err := d.Get(shas[i])
			if err != nil || !bytes.Equal(got, m) || shas[i] != hash(m) {
				t.Fatalf("message %d: %d bytes, %v", i, len(got), err)
			}
		}
	}
	path := filepath.Join(dir, "sha256", hash(msgs[0])[:2], hash(msgs[0])+".eml")
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode() != 0o400 {
		t.Errorf("mode %v", info.Mode())
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) > 0 {
		t.Errorf("leftovers: %v", left)
	}
	var names []string
	must(t, d.Walk(func(sha string) bool { names = append(names, sha); return true }))
	if len(names) != 3 || !slices.IsSorted(names) {
		t.Errorf("walk: %v", names)
	}
}

func TestNamesThatAreNoDigest(t *testing.T) {
	d := mustOpen(t, t.TempDir())
	for _, sha := range []string{"", "..", "../../etc/passwd", fmt.Sprintf("%064d", 0)[:63] + "G", fmt.Sprintf("%063d/", 0)} {
		if _, err := d.Get(sha); !errors.Is(err, ErrMissing) {
			t.Errorf("Get(%q): %v", sha, err)
		}
		if ok, err := d.Has(sha); ok || err != nil {
			t.Errorf("Has(%q): %v, %v", sha, ok, err)
		}
	}
}

// TestDamagedFile: never served, replaced by the good bytes, and the replacement is reported.
func TestDamagedFile(t *testing.T) {
	good := []byte("Subject: x\r\n\r\ny\r\n")
	for _, c := range []struct {
		name string
		bad  []byte
	}{
		{"truncated", good[:5]}, {"emptied", nil}, {"longer", append(bytes.Clone(good), '\n')},
		{"flipped", append([]byte("s"), good[1:]...)}, {"zeroed", make([]byte, len(good))},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			d := mustOpen(t, dir)
			var replaced []string
			d.OnReplaced(func(sha string) { replaced = append(replaced, sha) })
			shas, err := d.Put(context.Background(), [][]byte{good})
			must(t, err)
			must(t, os.Remove(d.file(shas[0])))
			must(t, os.WriteFile(d.file(shas[0]), c.bad, 0o400))
			if b, err := d.Get(shas[0]); !errors.Is(err, ErrDamaged) || b != nil {
				t.Fatalf("Get of damaged bytes: %q, %v", b, err)
			}
			_, err = d.Put(context.Background(), [][]byte{good})
			must(t, err)
			if b, err := d.Get(shas[0]); err != nil || !bytes.Equal(b, good) {
				t.Fatalf("after a new Put: %q, %v", b, err)
			}
			if !slices.Equal(replaced, shas) {
				t.Fatalf("reported: %v", replaced)
			}
		})
	}
}

func TestSyncErrorIsFatal(t *testing.T) {
	d := mustOpen(t, t.TempDir())
	d.sync = func(int) error { return unix.EIO }
	if _, err := d.Put(context.Background(), [][]byte{[]byte("x")}); !errors.Is(err, ErrFatal) || !errors.Is(err, unix.EIO) {
		t.Fatalf("error %v", err)
	}
}

// TestSyncEvenWhenAllExist: an earlier process may have died between its rename and its syncfs.
func TestSyncEvenWhenAllExist(t *testing.T) {
	d := mustOpen(t, t.TempDir())
	syncs, sync := 0, d.sync
	d.sync = func(fd int) error { syncs++; return sync(fd) }
	for want := 1; want <= 2; want++ {
		if _, err := d.Put(context.Background(), [][]byte{[]byte("x"), []byte("y")}); err != nil || syncs != want {
			t.Fatalf("%d syncs, want %d (%v)", syncs, want, err)
		}
	}
}

func TestLeftoversAreCleared(t *testing.T) {
	dir := t.TempDir()
	mustOpen(t, dir)
	left := filepath.Join(dir, "tmp", "0123-4")
	must(t, os.WriteFile(left, []byte("half"), 0o400))
	mustOpen(t, dir)
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("still there: %v", err)
	}
}

func TestCancelledPut(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := mustOpen(t, t.TempDir()).Put(ctx, [][]byte{[]byte("x")}); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	d := mustOpen(t, t.TempDir())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 20 {
				if _, err := d.Put(context.Background(), [][]byte{fmt.Append(nil, i)}); err != nil {
					t.Error(err)
				}
				if _, err := d.Get(hash(fmt.Append(nil, i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestMemoryBehavesAlike(t *testing.T) {
	d := NewMemory()
	shas, err := d.Put(context.Background(), [][]byte{[]byte("b"), []byte("a")})
	must(t, err)
	if b, err := d.Get(shas[1]); err != nil || string(b) != "a" {
		t.Errorf("Get: %q, %v", b, err)
	}
	if _, err := d.Get(hash([]byte("c"))); !errors.Is(err, ErrMissing) {
		t.Errorf("Get of a missing one: %v", err)
	}
	n := 0
	must(t, d.Walk(func(string) bool { n++; return false }))
	if n != 1 {
		t.Errorf("walk went on: %d", n)
	}
}

func BenchmarkPut(b *testing.B) {
	for _, batch := range []int{1, 100} {
		b.Run(fmt.Sprint(batch), func(b *testing.B) {
			d := mustOpen(b, b.TempDir())
			n := 0
			for b.Loop() {
				msgs := make([][]byte, batch)
				for i := range msgs {
					n++
					msgs[i] = fmt.Appendf(bytes.Repeat([]byte("x"), 15000), "%d", n)
				}
				if _, err := d.Put(context.Background(), msgs); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "msg/s")
		})
	}
}
