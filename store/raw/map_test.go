package raw

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// TestMap: Map gives what Get gives, small and large, and refuses what Get refuses.
func TestMap(t *testing.T) {
	d, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, n := range []int{0, 1, mapAbove - 1, mapAbove, mapAbove + 1, 5<<20 + 3} {
		want := bytes.Repeat([]byte{'a', '\r', '\n'}, n/3+1)[:n]
		shas, err := d.Put(context.Background(), [][]byte{want})
		if err != nil {
			t.Fatal(err)
		}
		got, release, err := d.Map(shas[0])
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%d bytes: %v", n, err)
		}
		release()
		if n == 0 {
			continue
		}
		if err := os.Chmod(d.file(shas[0]), 0o600); err != nil {
			t.Fatal(err)
		}
		flip(t, d.file(shas[0]), int64(n-1))
		if _, _, err := d.Map(shas[0]); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d bytes, one changed: %v", n, err)
		}
		if _, err := d.Put(context.Background(), [][]byte{want}); err != nil { // and Put, which looks through Map, replaces it
			t.Fatal(err)
		}
		if got, err := d.Get(shas[0]); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes, put again: %v", n, err)
		}
	}
	for _, sha := range []string{"", "x", "../../etc/passwd", string(bytes.Repeat([]byte{'0'}, 64))} {
		if _, _, err := d.Map(sha); !errors.Is(err, ErrMissing) {
			t.Errorf("%q: %v", sha, err)
		}
	}
}

func flip(t *testing.T, name string, at int64) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := make([]byte, 1)
	if _, err := f.ReadAt(b, at); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 1
	if _, err := f.WriteAt(b, at); err != nil {
		t.Fatal(err)
	}
}

// TestMapFault: a page that cannot be read is an I/O error and not a death.
func TestMapFault(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(3 << 20); err != nil {
		t.Fatal(err)
	}
	b, err := unix.Mmap(int(f.Fd()), 0, 3<<20, unix.PROT_READ, unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Munmap(b)
	if sum, err := mappedSum(b); err != nil || sum != sha256.Sum256(make([]byte, 3<<20)) {
		t.Fatalf("%x %v", sum, err)
	}
	if err := f.Truncate(10); err != nil {
		t.Fatal(err)
	}
	if _, err := mappedSum(b); !errors.Is(err, unix.EIO) {
		t.Errorf("%v", err)
	}
}
