package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"pecagent/rules"
	"pecagent/store/log"
)

// made is a closed store with 20 decided messages and one that waits, and what it held.
type made struct {
	dir, digest string
	head        Head
	shas        []string
	msgid, vkey string
}

func make20(t testing.TB) made {
	t.Helper()
	m := made{dir: t.TempDir()}
	s := mustOpen(t, testOptions(m.dir))
	fill(t, s, 20)
	m.head, m.digest = s.Head(), digest(t, s)
	must(t, s.raw.Walk(func(sha string) bool { m.shas = append(m.shas, sha); return true }))
	must(t, s.Close())
	return m
}

// same opens the store and compares it with what it was.
func (m made) same(t *testing.T, o Options) {
	t.Helper()
	s, err := Open(o)
	must(t, err)
	defer s.Close()
	if h, d := s.Head(), digest(t, s); h != m.head || d != m.digest {
		t.Fatalf("head %+v, digest %s; want %+v, %s", h, d, m.head, m.digest)
	}
	noProblems(t, s)
}

func logged(o Options) (Options, *bytes.Buffer) {
	var b bytes.Buffer
	o.Log = slog.New(slog.NewTextHandler(&b, nil))
	return o, &b
}

func TestIndexIsRebuiltWhenDeleted(t *testing.T) {
	m := make20(t)
	must(t, os.RemoveAll(filepath.Join(m.dir, "badger")))
	o, out := logged(testOptions(m.dir))
	m.same(t, o)
	if !strings.Contains(out.String(), "built again from the log") {
		t.Errorf("it was not said: %s", out)
	}
	o, out = logged(testOptions(m.dir))
	m.same(t, o)
	if out.Len() > 0 {
		t.Errorf("a sound store opens with words: %s", out)
	}
}

func TestRebuild(t *testing.T) {
	m := make20(t)
	h, err := Rebuild(context.Background(), testOptions(m.dir))
	if err != nil || h != m.head {
		t.Fatalf("head %+v, %v", h, err)
	}
	m.same(t, testOptions(m.dir))
}

func TestAnIndexOfAnotherVersionIsRebuilt(t *testing.T) {
	m := make20(t)
	e, err := openBadger(filepath.Join(m.dir, "badger"), slog.New(slog.DiscardHandler))
	must(t, err)
	var b []byte
	must(t, view(e, func(r reader) (err error) { b, err = r.Get(headKey); return err }))
	set(t, e, headKey, strings.Replace(string(b), fmt.Sprintf(`"v":%d`, foldVersion), `"v":0`, 1))
	must(t, e.Close())
	o, out := logged(testOptions(m.dir))
	m.same(t, o)
	if !strings.Contains(out.String(), "another version") {
		t.Errorf("log: %s", out)
	}
}

// TestAnOldIndexIsCaughtUp puts back a copy of Badger from before the last events.
func TestAnOldIndexIsCaughtUp(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, testOptions(dir))
	fill(t, s, 5)
	must(t, s.Close())
	old := t.TempDir()
	must(t, copyTree(filepath.Join(dir, "badger"), old))
	s = mustOpen(t, testOptions(dir))
	receive(t, s, 6, 10)
	decideAll(t, s)
	m := made{dir: dir, head: s.Head(), digest: digest(t, s)}
	must(t, s.Close())
	must(t, os.RemoveAll(filepath.Join(dir, "badger")))
	must(t, os.CopyFS(filepath.Join(dir, "badger"), os.DirFS(old)))
	o, out := logged(testOptions(dir))
	m.same(t, o)
	if !strings.Contains(out.String(), "caught up") || strings.Contains(out.String(), "built again") {
		t.Errorf("log: %s", out)
	}
}

// TestAnIndexAheadIsRefused: log and checkpoint put back from yesterday, index of today.
func TestAnIndexAheadIsRefused(t *testing.T) {
	dir, old := t.TempDir(), t.TempDir()
	s := mustOpen(t, testOptions(dir))
	fill(t, s, 5)
	must(t, s.Close())
	for _, name := range []string{"log", "log.checkpoint"} {
		copyTo(t, filepath.Join(dir, name), filepath.Join(old, name))
	}
	s = mustOpen(t, testOptions(dir))
	receive(t, s, 6, 10)
	must(t, s.Close())
	for _, name := range []string{"log", "log.checkpoint"} {
		copyTo(t, filepath.Join(old, name), filepath.Join(dir, name))
	}
	if _, err := Open(testOptions(dir)); !errors.Is(err, ErrAhead) {
		t.Fatalf("Open: %v", err)
	}
	if _, err := Rebuild(context.Background(), testOptions(dir)); !errors.Is(err, ErrAhead) {
		t.Fatalf("Rebuild: %v", err)
	}
}

// TestAnotherHistoryIsRefused: a log that goes on differently under the same key, as a store restored from a
// backup and run again would write it.
func TestAnotherHistoryIsRefused(t *testing.T) {
	dir, twin := t.TempDir(), t.TempDir()
	s := mustOpen(t, testOptions(dir))
	fill(t, s, 5)
	must(t, s.Close())
	must(t, copyTree(dir, twin))
	for i, d := range []string{dir, twin} {
		s := mustOpen(t, testOptions(d))
		receive(t, s, 10+i, 13+i)
		must(t, s.Close())
	}
	for _, name := range []string{"log", "log.checkpoint"} {
		copyTo(t, filepath.Join(twin, name), filepath.Join(dir, name))
	}
	if _, err := Open(testOptions(dir)); !errors.Is(err, log.ErrFork) {
		t.Fatalf("Open: %v", err)
	}
}

func copyTo(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	must(t, err)
	must(t, os.WriteFile(to, b, 0o600))
}

func TestAMissingLogIsNotANewStore(t *testing.T) {
	m := make20(t)
	for _, name := range []string{"log", "log.checkpoint", "log.tree", "badger"} {
		must(t, os.RemoveAll(filepath.Join(m.dir, name)))
	}
	if _, err := Open(testOptions(m.dir)); !errors.Is(err, log.ErrCut) {
		t.Fatalf("with messages and no log: %v", err)
	}
}

func TestALostKeyIsNotMadeAgain(t *testing.T) {
	for _, name := range []string{"msgid.key", "log.key"} {
		m := make20(t)
		must(t, os.Remove(filepath.Join(m.dir, "chiavi", name)))
		if _, err := Open(testOptions(m.dir)); !errors.Is(err, ErrKey) && !errors.Is(err, log.ErrCheckpoint) {
			t.Fatalf("%s: %v", name, err)
		}
		if exists(filepath.Join(m.dir, "chiavi", name)) {
			t.Fatalf("%s was made again", name)
		}
	}
}

// TestBigCommitsAreSplit: a batch that no Badger transaction takes goes in by halves.
func TestBigCommitsAreSplit(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, testOptions(dir))
	initStore(t, s)
	_, err := s.Commit(context.Background(), func(rules.Snapshot) rules.Decision {
		var d rules.Decision
		for i := range 6000 {
			d.Events = append(d.Events, rules.Event{Kind: rules.KIscritto, Iscritto: &rules.Iscritto{
				CF: fmt.Sprintf("CF%014d", i), Cognome: strings.Repeat("x", 700), Nome: "y", Stato: rules.Iscr}})
		}
		return d
	})
	must(t, err)
	m := made{dir: dir, head: s.Head(), digest: digest(t, s)}
	n := 0
	must(t, s.View(func(a rules.Archivio) error {
		rules.Iscritti(a, func(rules.Iscritto) bool { n++; return true })
		return nil
	}))
	if n != 6000 {
		t.Fatalf("%d members", n)
	}
	must(t, s.Close())
	must(t, os.RemoveAll(filepath.Join(dir, "badger")))
	m.same(t, testOptions(dir))
}

// TestDamage: whatever happens to a file, the store refuses it or heals it; it never serves other bytes and never
// another state (reliability.md §7 G4).
func TestDamage(t *testing.T) {
	master := make20(t)
	growTables(t, master.dir)
	master = describe(t, master.dir)
	var files []string
	must(t, filepath.WalkDir(master.dir, func(p string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(master.dir, p)
		if err == nil && d.Type().IsRegular() && rel != "lock" && !(strings.HasPrefix(rel, "raw/") && !strings.Contains(rel, master.shas[0])) {
			files = append(files, rel)
		}
		return err
	}))
	cases := 0
	for _, name := range files {
		for kind, do := range damages {
			cases++
			if testing.Short() && kind != "truncate" && kind != "flip100" {
				continue
			}
			t.Run(kind+"/"+strings.ReplaceAll(name, master.shas[0], "SHA"), func(t *testing.T) {
				t.Parallel()
				dir := filepath.Join(t.TempDir(), "d")
				must(t, copyTree(master.dir, dir))
				do(t, filepath.Join(dir, name))
				soundOrRefused(t, master, dir)
			})
		}
	}
	if cases < 30 {
		t.Errorf("only %d kinds of damage", cases)
	}
}

// growTables closes and opens the store until Badger has table files, not only a write-ahead log.
func growTables(t *testing.T, dir string) {
	t.Helper()
	s := mustOpen(t, testOptions(dir))
	receive(t, s, 21, 25)
	must(t, s.Close()) // Badger writes its memtable as a table
	if list, _ := filepath.Glob(filepath.Join(dir, "badger", "*.sst")); len(list) == 0 {
		t.Fatal("no table file: this test does not test tables")
	}
	// One more run that is not closed leaves a write-ahead log with entries, as a kill does.
	s = mustOpen(t, testOptions(dir))
	receive(t, s, 25, 28)
	copied := t.TempDir()
	must(t, copyTree(dir, copied))
	must(t, s.Close())
	must(t, os.RemoveAll(dir))
	must(t, copyTree(copied, dir))
}

func describe(t *testing.T, dir string) made {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "d")
	must(t, copyTree(dir, copied))
	s := mustOpen(t, testOptions(copied))
	m := made{dir: dir, head: s.Head(), digest: digest(t, s), msgid: string(s.MessageIDKey()), vkey: s.VerifierKey()}
	must(t, s.raw.Walk(func(sha string) bool { m.shas = append(m.shas, sha); return true }))
	must(t, s.Close())
	return m
}

var damages = map[string]func(t *testing.T, path string){
	"delete":   func(t *testing.T, path string) { must(t, os.Remove(path)) },
	"empty":    func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) },
	"truncate": func(t *testing.T, path string) { must(t, os.Truncate(path, size(t, path)/2)) },
	"cut10":    func(t *testing.T, path string) { must(t, os.Truncate(path, max(0, size(t, path)-10))) },
	"flipHead": func(t *testing.T, path string) { flip(t, path, 3) },
	"flip100":  func(t *testing.T, path string) { flip(t, path, 100) },
	"flipMid":  func(t *testing.T, path string) { flip(t, path, size(t, path)/2) },
	"flipTail": func(t *testing.T, path string) { flip(t, path, size(t, path)-5) },
	"garbage":  func(t *testing.T, path string) { must(t, os.WriteFile(path, bytes.Repeat([]byte("x"), 500), 0o600)) },
}

// copyTree copies a folder. Badger's files are sparse and large: only what holds data is read and written.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(from, p)
		if err != nil || d.IsDir() {
			return errors.Join(err, os.MkdirAll(filepath.Join(to, rel), 0o700))
		}
		src, err := os.Open(p)
		if err != nil {
			return err
		}
		defer src.Close()
		dst, err := os.OpenFile(filepath.Join(to, rel), os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		return errors.Join(copySparse(dst, src), dst.Close())
	})
}

func copySparse(dst, src *os.File) error {
	info, err := src.Stat()
	if err != nil {
		return err
	}
	for at := int64(0); at < info.Size(); {
		data, err := src.Seek(at, unix.SEEK_DATA)
		if errors.Is(err, unix.ENXIO) {
			break // nothing but a hole to the end
		}
		if err != nil {
			return err
		}
		if at, err = src.Seek(data, unix.SEEK_HOLE); err != nil {
			return err
		}
		if _, err := io.Copy(io.NewOffsetWriter(dst, data), io.NewSectionReader(src, data, at-data)); err != nil {
			return err
		}
	}
	return dst.Truncate(info.Size())
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	return info.Size()
}

func flip(t *testing.T, path string, at int64) {
	t.Helper()
	must(t, os.Chmod(path, 0o600))
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	defer f.Close()
	at = min(max(at, 0), max(0, size(t, path)-1))
	var b [1]byte
	if _, err := f.ReadAt(b[:], at); err != nil {
		return // an empty file has nothing to flip
	}
	b[0] ^= 0x41
	_, err = f.WriteAt(b[:], at)
	must(t, err)
}

// soundOrRefused opens a damaged store: it is refused, or it is all that it was but for raw messages that say
// that they are damaged.
func soundOrRefused(t *testing.T, m made, dir string) {
	t.Helper()
	s, err := Open(testOptions(dir))
	if err != nil {
		t.Logf("refused: %v", err)
		return
	}
	defer s.Close()
	if h, d := s.Head(), digest(t, s); h.Size != m.head.Size || h.Root != m.head.Root || d != m.digest {
		t.Fatalf("another state: %+v and %s, was %+v and %s", h, d, m.head, m.digest)
	}
	if pub, err := os.ReadFile(filepath.Join(dir, "chiavi", "log.pub")); err != nil || string(pub) != m.vkey+"\n" || string(s.MessageIDKey()) != m.msgid {
		t.Fatalf("another key: %q, %v", pub, err)
	}
	bad := 0
	for _, sha := range m.shas {
		b, err := s.Raw(sha)
		if err != nil {
			bad++
			continue
		}
		if !isMessage(b) {
			t.Fatalf("wrong bytes served: %q", b)
		}
	}
	problems, err := s.Verify(context.Background(), nil)
	must(t, err)
	if len(problems) != bad {
		t.Fatalf("%d raw messages are bad, problems: %q", bad, problems)
	}
}

func isMessage(b []byte) bool {
	for i := range 40 {
		if bytes.Equal(b, message(i)) {
			return true
		}
	}
	return false
}

// TestCopyOfAnOpenStore copies checkpoint, log, keys and messages in that order, with work going on between.
func TestCopyOfAnOpenStore(t *testing.T) {
	dir, copied := t.TempDir(), t.TempDir()
	s := mustOpen(t, testOptions(dir))
	fill(t, s, 3)
	copyTo(t, filepath.Join(dir, "log.checkpoint"), filepath.Join(copied, "log.checkpoint"))
	receive(t, s, 10, 14)
	copyTo(t, filepath.Join(dir, "log"), filepath.Join(copied, "log"))
	size := s.Head().Size
	receive(t, s, 14, 16)
	must(t, copyTree(filepath.Join(dir, "chiavi"), filepath.Join(copied, "chiavi")))
	must(t, copyTree(filepath.Join(dir, "raw"), filepath.Join(copied, "raw")))
	c := mustOpen(t, testOptions(copied))
	if c.Head().Size != size {
		t.Fatalf("%d events, want %d", c.Head().Size, size)
	}
	noProblems(t, c)
}
