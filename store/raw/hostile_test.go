package raw

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func putOne(t testing.TB, d *Dir, b []byte) string {
	t.Helper()
	shas, err := d.Put(context.Background(), [][]byte{b})
	must(t, err)
	return shas[0]
}

// TestSHA256SumAgrees: a person with nothing but sha256sum can audit the folder: every file's name is its digest.
func TestSHA256SumAgrees(t *testing.T) {
	tool, err := exec.LookPath("sha256sum")
	if err != nil && os.Getenv("PECAGENT_CI") != "" {
		t.Fatal("sha256sum is not on PATH, and in CI it must be asked")
	}
	if err != nil {
		t.Skip("NOTICE: sha256sum is not on PATH: its opinion on the names was NOT asked")
	}
	d := mustOpen(t, t.TempDir())
	for _, m := range []string{"", "a", "a\n", "a\r\n", "\xff\x00", strings.Repeat("z", 1<<20)} {
		sha := putOne(t, d, []byte(m))
		out, err := exec.Command(tool, d.file(sha)).Output()
		if err != nil || !strings.HasPrefix(string(out), sha+" ") {
			t.Errorf("%.10q is stored as %s, sha256sum says %s (%v)", m, sha, out, err)
		}
	}
}

// TestTheSameBytesAtOnce: many writers of the same and of other bytes end with one whole file for each, and no
// reader ever sees a part of one.
func TestTheSameBytesAtOnce(t *testing.T) {
	dir := t.TempDir()
	d := mustOpen(t, dir)
	same := bytes.Repeat([]byte("the same bytes "), 20_000)
	var wg sync.WaitGroup
	for g := range 6 {
		wg.Go(func() {
			for i := range 5 {
				own := fmt.Appendf(nil, "writer %d, message %d", g, i)
				if _, err := d.Put(context.Background(), [][]byte{same, own, same}); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for range 20 {
				if b, err := d.Get(hash(same)); err != nil && !errors.Is(err, ErrMissing) || err == nil && !bytes.Equal(b, same) {
					t.Errorf("a reader sees %d bytes, %v", len(b), err)
				}
			}
		})
	}
	wg.Wait()
	n := 0
	must(t, d.Walk(func(sha string) bool {
		_, err := d.Get(sha)
		must(t, err)
		n++
		return true
	}))
	left, err := os.ReadDir(filepath.Join(dir, "tmp"))
	if n != 31 || len(left) > 0 || err != nil {
		t.Errorf("%d files and %d leftovers (%v), want 31 and none", n, len(left), err)
	}
}

// TestLinksAndFolders stand where a message should: what is served is hashed first, and a Put puts the message there
// without writing through the link.
func TestLinksAndFolders(t *testing.T) {
	good, secret := []byte("good"), []byte("not a message")
	for _, c := range []struct {
		name  string
		plant func(t *testing.T, path, outside string) error
		get   error
		put   bool // whether a Put heals it
	}{
		{"a link to other bytes", func(_ *testing.T, path, outside string) error { return os.Symlink(outside, path) }, ErrDamaged, true},
		{"a link to nothing", func(_ *testing.T, path, outside string) error { return os.Symlink(outside+"-none", path) }, ErrMissing, true},
		{"a hard link to other bytes", func(_ *testing.T, path, outside string) error { return os.Link(outside, path) }, ErrDamaged, true},
		{"a folder", func(_ *testing.T, path, _ string) error { return os.Mkdir(path, 0o700) }, unix.EISDIR, false},
		{"a link to itself", func(_ *testing.T, path, _ string) error { return os.Symlink(path, path) }, unix.ELOOP, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			d, outside, path := mustOpen(t, filepath.Join(dir, "raw")), filepath.Join(dir, "outside"), ""
			must(t, os.WriteFile(outside, secret, 0o600))
			path = d.file(hash(good))
			must(t, os.MkdirAll(filepath.Dir(path), 0o700))
			must(t, c.plant(t, path, outside))
			if b, err := d.Get(hash(good)); !errors.Is(err, c.get) || b != nil {
				t.Fatalf("Get: %q, %v, want %v", b, err, c.get)
			}
			_, err := d.Put(context.Background(), [][]byte{good})
			b, get := d.Get(hash(good))
			if (err == nil) != c.put || c.put && (get != nil || !bytes.Equal(b, good)) {
				t.Errorf("Put: %v, then Get: %q, %v", err, b, get)
			}
			if b, err := os.ReadFile(outside); err != nil || !bytes.Equal(b, secret) {
				t.Errorf("the file outside holds %q (%v)", b, err)
			}
		})
	}
}

// TestOnlyMessagesAreWalked: what else lies in the folder is passed over, in order and with a stop.
func TestOnlyMessagesAreWalked(t *testing.T) {
	d := mustOpen(t, t.TempDir())
	var want []string
	for i := range 30 {
		want = append(want, putOne(t, d, fmt.Append(nil, i)))
	}
	slices.Sort(want)
	sub := filepath.Dir(d.file(want[0]))
	for _, name := range []string{"README", want[0], want[0] + ".eml.bak", strings.ToUpper(want[0]) + ".eml", want[0][1:] + ".eml", "x" + want[0][1:] + ".eml", ".eml"} {
		must(t, os.WriteFile(filepath.Join(sub, name), []byte("x"), 0o600))
	}
	must(t, os.MkdirAll(filepath.Join(sub, strings.Repeat("a", 64)+".eml"), 0o700))
	for _, stop := range []int{1, 7, 30, 99} {
		var got []string
		must(t, d.Walk(func(sha string) bool { got = append(got, sha); return len(got) < stop }))
		if !slices.Equal(got, want[:min(stop, 30)]) {
			t.Errorf("stopped at %d: %d names", stop, len(got))
		}
	}
}

// TestPermissions: messages are read-only to us and nothing to others, whatever the umask; a Put of what is there
// does not touch the file.
func TestPermissions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "raw")
	d := mustOpen(t, dir)
	sha := putOne(t, d, []byte("x"))
	must(t, os.Chtimes(d.file(sha), time.Unix(1e9, 0), time.Unix(1e9, 0)))
	before, err := os.Stat(d.file(sha))
	must(t, err)
	putOne(t, d, []byte("x"))
	after, err := os.Stat(d.file(sha))
	must(t, err)
	if !os.SameFile(before, after) || !after.ModTime().Equal(before.ModTime()) {
		t.Error("a message that is there was written again")
	}
	must(t, filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		must(t, err)
		info, err := e.Info()
		must(t, err)
		if want := map[bool]fs.FileMode{true: 0o700, false: 0o400}[e.IsDir()]; p != dir && info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", p, info.Mode().Perm(), want)
		}
		return nil
	}))
}

// TestWhenTheFolderIsGone: no call pretends, and what cannot be opened is refused with what was being done.
func TestWhenTheFolderIsGone(t *testing.T) {
	dir := t.TempDir()
	d := mustOpen(t, filepath.Join(dir, "raw"))
	sha := putOne(t, d, []byte("x"))
	must(t, os.RemoveAll(filepath.Join(dir, "raw")))
	_, put := d.Put(context.Background(), [][]byte{[]byte("x")})
	_, get := d.Get(sha)
	walk := d.Walk(func(string) bool { return true })
	must(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	_, open := Open(filepath.Join(dir, "file"))
	must(t, os.MkdirAll(filepath.Join(dir, "full", "tmp", "folder", "x"), 0o700))
	_, full := Open(filepath.Join(dir, "full"))
	for says, err := range map[string]error{
		"creating a file for raw message " + sha: put, "raw message missing: " + sha: get, "listing raw messages": walk,
		"creating the folder of raw messages": open, "removing a leftover of raw messages": full,
	} {
		if err == nil || !strings.HasPrefix(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	if ok, err := d.Has(sha); ok || err != nil {
		t.Errorf("Has: %v, %v", ok, err)
	}
}

// TestEIOIsFatalAndFullIsNot: after the first nobody may trust the page cache, after the second there may be room.
func TestEIOIsFatalAndFullIsNot(t *testing.T) {
	for err, fatal := range map[error]bool{unix.EIO: true, unix.ENOSPC: false, unix.EDQUOT: false} {
		got := writeError("abc", &fs.PathError{Op: "write", Path: "x", Err: err})
		if errors.Is(got, ErrFatal) != fatal || !errors.Is(got, err) || !strings.Contains(got.Error(), "abc") {
			t.Errorf("%v: %v", err, got)
		}
	}
}

// TestALargeMessage: 120 MB, the cap of a whole PEC (reliability.md §3.3), goes in and comes out.
func TestALargeMessage(t *testing.T) {
	if testing.Short() {
		t.Skip("120 MB")
	}
	d := mustOpen(t, t.TempDir())
	b := bytes.Repeat([]byte("0123456789abcde\n"), 120_000_000/16)
	if got, err := d.Get(putOne(t, d, b)); err != nil || !bytes.Equal(got, b) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
}
