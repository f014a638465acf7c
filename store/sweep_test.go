package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"pecagent/rules"
	"pecagent/store/log"
)

// nthEngine fails the n-th operation on the engine, and only that one.
type nthEngine struct {
	engine
	n, done *int
	what    *string
}

func (e nthEngine) step(what string) error {
	if *e.done++; *e.done == *e.n {
		*e.what = what
		return unix.EIO
	}
	return nil
}

func (e nthEngine) Begin() (snapshot, error) {
	if err := e.step("begin"); err != nil {
		return nil, err
	}
	s, err := e.engine.Begin()
	return nthSnapshot{s, e}, err
}

func (e nthEngine) Update(f func(w writer) error) error {
	return e.engine.Update(func(w writer) error {
		if err := f(nthWriter{w, e}); err != nil {
			return err
		}
		return e.step("commit")
	})
}

type nthSnapshot struct {
	snapshot
	e nthEngine
}

func (s nthSnapshot) Get(key string) ([]byte, error) {
	if err := s.e.step("get"); err != nil {
		return nil, err
	}
	return s.snapshot.Get(key)
}

func (s nthSnapshot) Scan(prefix string, f func(key string, value []byte) bool) error {
	if err := s.e.step("scan"); err != nil {
		return err
	}
	var failed error
	err := s.snapshot.Scan(prefix, func(k string, v []byte) bool {
		failed = s.e.step("scan on")
		return failed == nil && f(k, v)
	})
	return errors.Join(err, failed)
}

type nthWriter struct {
	writer
	e nthEngine
}

func (w nthWriter) Get(key string) ([]byte, error) {
	if err := w.e.step("read again"); err != nil {
		return nil, err
	}
	return w.writer.Get(key)
}

func (w nthWriter) Set(key string, value []byte) error {
	if err := w.e.step("set"); err != nil {
		return err
	}
	return w.writer.Set(key, value)
}

func (w nthWriter) Delete(key string) error {
	if err := w.e.step("delete"); err != nil {
		return err
	}
	return w.writer.Delete(key)
}

// TestEveryFailingOperationOfTheIndex fails the first, second, third … operation on the index in a life of
// arrivals, attempts and decisions. A call that fails without ErrFatal has recorded nothing and succeeds when it is
// made again, and the life ends in the same state; after ErrFatal the log holds whole decisions only.
func TestEveryFailingOperationOfTheIndex(t *testing.T) {
	calm := mustOpen(t, testOptions(""))
	must(t, smallLife(t, calm, nil))
	want, failed, fatal := dump(t, calm.eng), map[string]int{}, 0
	for n := 1; ; n++ {
		var done int
		var what string
		o := testOptions("")
		o.wrapEngine = func(e engine) engine { return nthEngine{e, &n, &done, &what} }
		s := mustOpen(t, o)
		err := smallLife(t, s, &what)
		if what == "" {
			break
		}
		failed[what]++
		if errors.Is(err, ErrFatal) {
			fatal++
			wholeDecisions(t, s)
			continue
		}
		must(t, err)
		if got := dump(t, s.eng); !slices.Equal(got, want) {
			t.Fatalf("operation %d (%s) failed once, and the life ends in another state:\n%q\nwant\n%q", n, what, got, want)
		}
	}
	for _, op := range []string{"begin", "get", "scan", "scan on", "read again", "set", "delete", "commit"} {
		if failed[op] == 0 {
			t.Errorf("no %s ever failed: %v", op, failed)
		}
	}
	if fatal == 0 || fatal == n(failed) {
		t.Errorf("%d of %d failures were fatal", fatal, n(failed))
	}
}

func n(counts map[string]int) (total int) {
	for c := range maps.Values(counts) {
		total += c
	}
	return total
}

// smallLife makes each call, once more after an error that is not fatal, which must have left nothing behind.
func smallLife(t *testing.T, s *Store, what *string) error {
	t.Helper()
	ctx := context.Background()
	shas, err := s.PutRaw(ctx, [][]byte{message(0), message(1)})
	must(t, err)
	var arrivals []rules.Arrivo
	for i, sha := range shas {
		arrivals = append(arrivals, rules.Arrivo{SHA256: sha, Cartella: "INBOX", UIDValidity: 7, UID: uint32(i + 1)})
	}
	for i, call := range []func() error{
		func() error {
			return s.Init(ctx, rules.Avvio{T0: testNow, Casella: "ordine@pec.example"}, rules.Agente)
		},
		func() error { return s.Configure(ctx, rules.DefaultPolicy(), "p", "r", "m") },
		func() error { return s.Received(ctx, arrivals) },
		func() error { _, err := s.Attempts(shas); return err },
		func() error { return s.AttemptDone(shas[1]) },
		func() error {
			_, err := s.CommitBatch(ctx, []func(rules.Snapshot) rules.Decision{decision(shas[0]), goOn})
			return err
		},
		func() error { _, err := s.Pending(0); return err },
		func() error { _, err := s.Cursor("INBOX"); return err },
	} {
		head := s.Head()
		err := call()
		if err != nil && !errors.Is(err, unix.EIO) {
			t.Fatalf("call %d after a failed %s: %v", i, *what, err)
		}
		if errors.Is(err, ErrFatal) {
			return err
		}
		if err == nil {
			continue
		}
		if s.Head() != head {
			t.Fatalf("call %d: after a failed %s something was recorded", i, *what)
		}
		if err := call(); err != nil {
			return fmt.Errorf("call %d again: %w", i, err)
		}
	}
	return nil
}

// wholeDecisions folds the log of a dead store: no decision is there in part.
func wholeDecisions(t *testing.T, s *Store) {
	t.Helper()
	e, kinds := newMemEngine(), map[rules.Kind]int{}
	must(t, catchUp(e, s.log, 0, func(_, _ int64) {}))
	must(t, s.log.Read(1, func(rec log.Record) bool {
		ev, err := decodeRecord(rec)
		must(t, err)
		kinds[ev.Kind]++
		return true
	}))
	if kinds[rules.KEsito] != kinds[rules.KLettera] || kinds[rules.KPasso] != 2*kinds[rules.KCompito] {
		t.Fatalf("half a decision: %v", kinds)
	}
	if err := tryCommit(s); !errors.Is(err, ErrFatal) {
		t.Fatalf("a dead store records: %v", err)
	}
}

// TestViewsAreOfOneMoment: requests are read from Badger, living letters from their mirror; a view taken while
// decisions are recorded must see as many of the one as of the other, however long it looks.
func TestViewsAreOfOneMoment(t *testing.T) {
	s := mustOpen(t, testOptions(t.TempDir()))
	initStore(t, s)
	shas := receive(t, s, 0, 40)
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for last := -1; ; {
				got, err := countView(s)
				if err != nil || got < last {
					t.Errorf("after %d requests a view sees %d: %v", last, got, err)
					return
				}
				last = got
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for pair := range slices.Chunk(shas, 2) {
		_, err := s.CommitBatch(context.Background(), []func(rules.Snapshot) rules.Decision{decision(pair[0]), decision(pair[1])})
		must(t, err)
	}
	close(done)
	wg.Wait()
	if got, err := countView(s); got != 40 || err != nil {
		t.Fatalf("%d requests, %v", got, err)
	}
}

// countView counts what each decision made one of; a batch makes two.
func countView(s *Store) (requests int, err error) {
	err = s.View(func(a rules.Archivio) error {
		letters, living, waiting := 0, 0, len(rules.InAttesa(a, 100))
		rules.Richieste(a, func(rules.Richiesta) bool { requests++; return true })
		a.Scan("l/", func(string, []byte) bool { letters++; return true })
		a.Scan("x/vive/", func(string, []byte) bool { living++; return true })
		if requests%2 != 0 || requests+waiting != 40 || living != requests || letters != requests {
			return fmt.Errorf("%d requests, %d letters, %d living, %d messages wait", requests, letters, living, waiting)
		}
		return nil
	})
	return requests, err
}

// TestOverlayAgainstAMap does random work on an overlay and on a plain map: what one sees, the other sees.
func TestOverlayAgainstAMap(t *testing.T) {
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 9))
		base, model := newMemEngine(), map[string]string{}
		for range 400 { // more than one chunk of the ordered map
			k := fmt.Sprintf("f%03d", rnd.IntN(700))
			set(t, base, k, "old")
			model[k] = "old"
		}
		must(t, view(base, func(r reader) error {
			o := newOverlay(r)
			for i := range 600 {
				k := fmt.Sprintf("f%03d", rnd.IntN(700))
				if v, ok := model[k]; ok != (o.get(k) != nil) || v != string(o.get(k)) {
					t.Fatalf("seed %d: %s is %q, want %q", seed, k, o.get(k), v)
				}
				if rnd.IntN(2) == 0 {
					o.remove(k)
					delete(model, k)
				} else {
					o.set(k, fmt.Append(nil, i))
					model[k] = fmt.Sprint(i)
				}
			}
			for _, p := range []string{"", "f", "f1", "f69", "f699", "g"} {
				agree(t, o, model, p, rnd.IntN(50)+1)
			}
			return o.err
		}))
	}
}

// agree compares a whole scan, and one that is stopped after some entries.
func agree(t *testing.T, o *overlay, model map[string]string, prefix string, stop int) {
	t.Helper()
	var want, got, some []string
	for _, k := range slices.Sorted(maps.Keys(model)) {
		if strings.HasPrefix(k, prefix) {
			want = append(want, k+"="+model[k])
		}
	}
	o.scan(prefix, func(k string, v []byte) bool { got = append(got, k+"="+string(v)); return true })
	o.scan(prefix, func(k string, v []byte) bool { some = append(some, k+"="+string(v)); return len(some) < stop })
	if !slices.Equal(got, want) || !slices.Equal(some, want[:min(stop, len(want))]) {
		t.Fatalf("scan of %q: %d entries, stopped %d; want %d", prefix, len(got), len(some), len(want))
	}
}
