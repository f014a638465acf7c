package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"pecagent/rules"
	"pecagent/store/log"
	"pecagent/store/raw"
)

// TestAfterADiskErrorNothingGoesOn: an error of durability anywhere ends the store; every later call says so, and
// the next Open finds a whole state (reliability.md §4.4 F3).
func TestAfterADiskErrorNothingGoesOn(t *testing.T) {
	for _, c := range []struct {
		name string
		arm  func(o *Options, armed *bool)
		do   func(s *Store) error
	}{
		{"fsync of the log", failFile("log"), tryCommit},
		{"fsync of the checkpoint", failFile("log.checkpoint"), tryCommit},
		{"syncfs of raw messages", failRaw, tryPut},
		{"write of the index", failEngine, tryCommit},
		{"write of an attempt", failEngine, func(s *Store) error { _, err := s.Attempt("x"); return err }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, armed := t.TempDir(), false
			o := testOptions(dir)
			c.arm(&o, &armed)
			s := mustOpen(t, o)
			fill(t, s, 2)
			armed = true
			if err := c.do(s); !errors.Is(err, ErrFatal) || !errors.Is(err, unix.EIO) {
				t.Fatalf("error %v", err)
			}
			armed = false
			for i, err := range everyCall(s) {
				if !errors.Is(err, ErrFatal) {
					t.Errorf("later call %d: %v", i, err)
				}
			}
			must(t, s.Close())
			s = mustOpen(t, testOptions(dir))
			noProblems(t, s)
			must(t, tryCommit(s))
		})
	}
}

func tryCommit(s *Store) error {
	_, err := s.Commit(context.Background(), func(rules.Snapshot) rules.Decision {
		return rules.Decision{Events: []rules.Event{{Kind: rules.KOperazione, Operazione: &rules.Operazione{Tipo: "prova"}}}}
	})
	return err
}

func tryPut(s *Store) error {
	_, err := s.PutRaw(context.Background(), [][]byte{message(77)})
	return err
}

func everyCall(s *Store) []error {
	_, e1 := s.Raw("x")
	_, e2 := s.Pending(1)
	_, e3 := s.Cursor("INBOX")
	_, e4 := s.Verify(context.Background(), nil)
	_, e5 := s.Attempt("x")
	_, e6 := s.Prove(1)
	return []error{tryCommit(s), tryPut(s), s.Received(context.Background(), nil), s.AttemptDone("x"),
		s.View(func(rules.Archivio) error { return nil }), s.Events(1, func(rules.Event) bool { return true }), e1, e2, e3, e4, e5, e6}
}

func failFile(name string) func(o *Options, armed *bool) {
	return func(o *Options, armed *bool) {
		o.wrapLog = func(file string, f log.File) log.File {
			return badSync{f, func() bool { return *armed && file == name }}
		}
	}
}

type badSync struct {
	log.File
	bad func() bool
}

func (f badSync) Sync() error {
	if f.bad() {
		return unix.EIO
	}
	return f.File.Sync()
}

func failRaw(o *Options, armed *bool) {
	o.wrapRaw = func(b blobs) blobs { return badRaw{b, armed} }
}

type badRaw struct {
	blobs
	armed *bool
}

func (b badRaw) Put(ctx context.Context, msgs [][]byte) ([]string, error) {
	if *b.armed {
		return nil, errors.Join(raw.ErrFatal, unix.EIO)
	}
	return b.blobs.Put(ctx, msgs)
}

func failEngine(o *Options, armed *bool) {
	o.wrapEngine = func(e engine) engine { return badEngine{e, armed} }
}

type badEngine struct {
	engine
	armed *bool
}

func (e badEngine) Update(f func(w writer) error) error {
	if *e.armed {
		return unix.EIO
	}
	return e.engine.Update(f)
}

// TestAReadErrorDiscardsTheDecision: a decision made while the medium failed is not recorded, even when it did
// not notice.
func TestAReadErrorDiscardsTheDecision(t *testing.T) {
	armed := false
	o := testOptions("")
	o.wrapEngine = func(e engine) engine { return badReads{e, &armed} }
	s := mustOpen(t, o)
	fill(t, s, 2)
	size := s.Head().Size
	_, err := s.Commit(context.Background(), func(snap rules.Snapshot) rules.Decision {
		armed = true
		snap.Iscritto("RSSMRA80A01H501U") // "not found", says a failed read
		armed = false
		return rules.Decision{Events: []rules.Event{{Kind: rules.KOperazione, Operazione: &rules.Operazione{Tipo: "prova"}}}}
	})
	if !errors.Is(err, unix.EIO) || s.Head().Size != size {
		t.Fatalf("error %v, %d events (was %d)", err, s.Head().Size, size)
	}
	err = s.View(func(a rules.Archivio) error { armed = true; a.Get("s"); armed = false; return nil })
	if !errors.Is(err, unix.EIO) {
		t.Fatalf("View: %v", err)
	}
	must(t, tryCommit(s))
}

type badReads struct {
	engine
	armed *bool
}

func (e badReads) Begin() (snapshot, error) {
	s, err := e.engine.Begin()
	return badSnapshot{s, e.armed}, err
}

type badSnapshot struct {
	snapshot
	armed *bool
}

func (s badSnapshot) Get(key string) ([]byte, error) {
	if *s.armed {
		return nil, unix.EIO
	}
	return s.snapshot.Get(key)
}

func TestDiskGuard(t *testing.T) {
	dir := t.TempDir()
	free := int64(1 << 40)
	o := testOptions(dir)
	o.MinFree, o.FreeBytes = 1000, func(string) (int64, error) { return free, nil }
	s := mustOpen(t, o)
	fill(t, s, 1)
	size := s.Head().Size
	free = 999
	for name, err := range map[string]error{"commit": tryCommit(s), "put": tryPut(s), "received": s.Received(context.Background(), nil),
		"attempt": func() error { _, err := s.Attempt("x"); return err }()} {
		if !errors.Is(err, ErrDiskFull) || !strings.Contains(err.Error(), "must stay free") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Pending(1); err != nil || s.Head().Size != size {
		t.Errorf("reading stops too: %v", err)
	}
	free = 1000
	must(t, tryCommit(s)) // and it goes on when there is room
	must(t, tryPut(s))
}

func TestBallast(t *testing.T) {
	dir := t.TempDir()
	free := int64(1 << 40)
	o := testOptions(dir)
	o.MinFree, o.FreeBytes = 1000, func(string) (int64, error) { return free, nil }
	s := mustOpen(t, o)
	initStore(t, s)
	must(t, s.Close())
	ballast := filepath.Join(dir, "ballast")
	info, err := os.Stat(ballast)
	if err != nil || info.Size() != ballastSize {
		t.Skipf("this disk gives no space in advance: %v", err)
	}
	o.FreeBytes = func(string) (int64, error) {
		if exists(ballast) {
			return 100, nil // less than a quarter of the reserve
		}
		return 400, nil
	}
	s = mustOpen(t, o)
	if exists(ballast) {
		t.Error("the ballast was not given back")
	}
	must(t, s.Close())
	o.FreeBytes = func(string) (int64, error) { return 100, nil }
	if _, err := Open(o); !errors.Is(err, ErrDiskFull) {
		t.Errorf("opening on a full disk: %v", err)
	}
}

// TestFullDiskWhileAppending: the log takes a short write back and the store goes on.
func TestFullDiskWhileAppending(t *testing.T) {
	armed := false
	o := testOptions(t.TempDir())
	o.wrapLog = func(name string, f log.File) log.File {
		return fullDisk{f, func() bool { return armed && name == "log" }}
	}
	s := mustOpen(t, o)
	fill(t, s, 2)
	head := s.Head()
	armed = true
	if err := tryCommit(s); !errors.Is(err, unix.ENOSPC) || errors.Is(err, ErrFatal) || s.Head() != head {
		t.Fatalf("error %v", err)
	}
	armed = false
	must(t, tryCommit(s))
	noProblems(t, s)
	must(t, s.Close())
	noProblems(t, mustOpen(t, testOptions(o.Dir)))
}

type fullDisk struct {
	log.File
	bad func() bool
}

func (f fullDisk) WriteAt(p []byte, off int64) (int, error) {
	if f.bad() {
		n, _ := f.File.WriteAt(p[:len(p)/2], off)
		return n, unix.ENOSPC
	}
	return f.File.WriteAt(p, off)
}

// TestDeathWhileOpeningTheIndex: what Badger dies of is thrown away by the next process.
func TestDeathWhileOpeningTheIndex(t *testing.T) {
	m := make20(t)
	must(t, os.WriteFile(filepath.Join(m.dir, "badger.opening"), nil, 0o600))
	o, out := logged(testOptions(m.dir))
	m.same(t, o)
	if !strings.Contains(out.String(), "an earlier process died") {
		t.Errorf("log: %s", out)
	}
}

// TestVerifyFindsDamageWhileOpen: what changes under an open store.
func TestVerifyFindsDamageWhileOpen(t *testing.T) {
	m := make20(t)
	s := mustOpen(t, testOptions(m.dir))
	noProblems(t, s)
	file := filepath.Join(m.dir, "raw/sha256", m.shas[3][:2], m.shas[3]+".eml")
	flip(t, file, 4)
	must(t, s.eng.Update(func(w writer) error { return w.Set(foldPrefix+"s", []byte(`{}`)) }))
	problems, err := s.Verify(context.Background(), nil)
	must(t, err)
	for _, want := range []string{m.shas[3], "L'indice è danneggiato", "non corrisponde al registro"} {
		if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, want) }) {
			t.Errorf("%q is not among %q", want, problems)
		}
	}
	flip(t, filepath.Join(m.dir, "log"), 300)
	problems, err = s.Verify(context.Background(), nil)
	must(t, err)
	if !strings.Contains(problems[0], "registro degli eventi non è integro") {
		t.Errorf("problems %q", problems)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Verify(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled verification: %v", err)
	}
}
