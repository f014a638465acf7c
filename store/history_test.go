package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/rules"
	"pecagent/store/log"
)

// history is a store that lives a random life; the seed tells which.
type history struct {
	t     *testing.T
	s     *Store
	rnd   *rand.Rand
	next  int      // number of the next message
	shas  []string // every message that arrived
	batch bool     // decisions that are made together, else one by one
}

func liveHistory(t *testing.T, s *Store, seed uint64, steps int, batch bool) *history {
	t.Helper()
	h := &history{t: t, s: s, rnd: rand.New(rand.NewPCG(seed, 7)), batch: batch}
	initStore(t, s)
	must(t, s.Configure(context.Background(), rules.DefaultPolicy(), "p", "r", "m"))
	for range steps {
		h.step()
	}
	return h
}

func (h *history) step() {
	h.t.Helper()
	switch n := h.rnd.IntN(10); {
	case n < 3:
		h.arrive(1 + h.rnd.IntN(3))
	case n < 4 && len(h.shas) > 0: // the same bytes in another place
		sha := h.shas[h.rnd.IntN(len(h.shas))]
		must(h.t, h.s.Received(context.Background(), []rules.Arrivo{{SHA256: sha, Cartella: "Altra", UIDValidity: 1, UID: uint32(h.rnd.IntN(20) + 1)}}))
	case n < 7:
		h.decide()
	case n < 8:
		must(h.t, h.s.Configure(context.Background(), rules.DefaultPolicy(), fmt.Sprint("p", h.rnd.IntN(2)), "r", "m"))
	case n < 9 && len(h.shas) > 0:
		_, err := h.s.Attempt(h.shas[h.rnd.IntN(len(h.shas))])
		must(h.t, err)
	default:
		h.fail()
	}
}

func (h *history) arrive(n int) {
	h.t.Helper()
	h.shas = append(h.shas, receive(h.t, h.s, h.next, h.next+n)...)
	h.next += n
}

// decide decides some of what waits, in one batch or one by one, and lets each letter go one step.
func (h *history) decide() {
	h.t.Helper()
	list, err := h.s.Pending(1 + h.rnd.IntN(4))
	must(h.t, err)
	var fs []func(rules.Snapshot) rules.Decision
	for _, m := range list {
		fs = append(fs, decision(m.SHA256), goOn)
	}
	size := len(fs)
	if !h.batch {
		size = 1
	}
	for part := range slices.Chunk(fs, max(size, 1)) {
		_, err := h.s.CommitBatch(context.Background(), part)
		must(h.t, err)
	}
}

// goOn sends the letter that was made last and opens a task for it: events that change what others wrote.
func goOn(snap rules.Snapshot) rules.Decision {
	n := snap.Stato.Contatori["LET-2026"]
	id := fmt.Sprintf("LET-2026-%06d", n)
	return rules.Decision{Events: []rules.Event{
		{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: id, Stato: rules.LInCoda, Istante: testNow}},
		{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: id, Stato: rules.LInInvio, Istante: testNow.Add(time.Duration(n) * time.Hour)}},
		{Kind: rules.KCompito, Compito: &rules.Compito{ID: fmt.Sprintf("SEG-2026-%06d", n), Tipo: "revisione", Stato: []string{rules.Aperto, "chiuso"}[n%2], Creato: testNow}},
		{Kind: rules.KIscritto, Iscritto: &rules.Iscritto{CF: fmt.Sprintf("RSSMRA80A01H50%dU", n%10), Cognome: fmt.Sprint("Rossi ", n)}},
	}}
}

// fail makes decisions that cannot be recorded: nothing of them may stay.
func (h *history) fail() {
	h.t.Helper()
	before := h.s.Head()
	bad := []func(rules.Snapshot) rules.Decision{
		func(rules.Snapshot) rules.Decision { panic("poison") },
		func(rules.Snapshot) rules.Decision {
			return rules.Decision{Events: []rules.Event{{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: "LET-0"}}}}
		},
	}[h.rnd.IntN(2)]
	_, err := h.s.CommitBatch(context.Background(), []func(rules.Snapshot) rules.Decision{goodOperation, bad})
	if !errors.Is(err, ErrDecision) || h.s.Head() != before {
		h.t.Fatalf("a bad decision: %v, head %+v", err, h.s.Head())
	}
}

func goodOperation(rules.Snapshot) rules.Decision {
	return rules.Decision{Events: []rules.Event{{Kind: rules.KOperazione, Operazione: &rules.Operazione{Tipo: "prova"}}}}
}

// dump gives every derived entry of a state.
func dump(t testing.TB, e engine) (list []string) {
	t.Helper()
	must(t, view(e, func(r reader) error {
		list = append(scanAll(t, r, foldPrefix), scanAll(t, r, derivedPrefix)...)
		return nil
	}))
	return list
}

// bigSum is the digest of a state in arithmetic of another kind.
func bigSum(entries []string) string {
	total := new(big.Int)
	for _, e := range entries {
		k, v, _ := strings.Cut(e, "=")
		h := sha256.Sum256(slices.Concat(binary.BigEndian.AppendUint64(nil, uint64(len(k))), []byte(k), []byte(v)))
		slices.Reverse(h[:]) // the sum counts from the little end
		total.Add(total, new(big.Int).SetBytes(h[:]))
	}
	total.Mod(total, new(big.Int).Lsh(big.NewInt(1), 256))
	b := total.FillBytes(make([]byte, 32))
	slices.Reverse(b)
	return fmt.Sprintf("%x", b)
}

func eventsOf(t testing.TB, s *Store) (list []rules.Event) {
	t.Helper()
	must(t, s.Events(1, func(e rules.Event) bool { list = append(list, e); return true }))
	return list
}

// TestRandomHistories: whatever was lived, the log gives the same state folded event by event, in random pieces or
// at once; the head's digest is the sum of the entries; the mirror of living keys is what the engine holds.
func TestRandomHistories(t *testing.T) {
	for seed := range uint64(12) {
		s := mustOpen(t, testOptions(""))
		h := liveHistory(t, s, seed, 40, true)
		want := dump(t, s.eng)
		for _, size := range []int{1, 2 + h.rnd.IntN(7), len(eventsOf(t, s))} {
			e := newMemEngine()
			for part := range slices.Chunk(eventsOf(t, s), size) {
				must(t, apply(e, s.log, part, nil))
			}
			if got := dump(t, e); !slices.Equal(got, want) {
				t.Fatalf("seed %d: folded by %d the log gives another state:\n%q\nwant\n%q", seed, size, got, want)
			}
		}
		must(t, view(s.eng, func(r reader) error {
			head, _, err := readHead(r)
			if head.Sum != bigSum(want) || head.Seq != s.Head().Size {
				t.Errorf("seed %d: the head says %+v, the sum is %s", seed, head, bigSum(want))
			}
			return err
		}))
		mirror, err := newLiveEngine(s.eng)
		must(t, err)
		for _, p := range append(livePrefixes(), "fx/vive/\x00", foldPrefix+"q/0000") {
			wantScan(t, s.eng, p, scanLive(t, mirror, p)...)
		}
		noProblems(t, s)
	}
}

func scanLive(t *testing.T, e engine, prefix string) (list []string) {
	t.Helper()
	must(t, view(e, func(r reader) error { list = scanAll(t, r, prefix); return nil }))
	return list
}

// TestBatchesChangeNothing: the same decisions made together or one by one, in memory or on Badger, give the same
// events and the same state; another order of work gives another.
func TestBatchesChangeNothing(t *testing.T) {
	a, b, c, d := mustOpen(t, testOptions("")), mustOpen(t, testOptions("")), mustOpen(t, testOptions(t.TempDir())), mustOpen(t, testOptions(""))
	liveHistory(t, a, 3, 40, true)
	liveHistory(t, b, 3, 40, false)
	liveHistory(t, c, 3, 40, true)
	liveHistory(t, d, 4, 40, true)
	want, err := json.Marshal(eventsOf(t, a))
	must(t, err)
	for name, s := range map[string]*Store{"one by one": b, "on Badger": c} {
		got, err := json.Marshal(eventsOf(t, s))
		must(t, err)
		if string(got) != string(want) {
			t.Errorf("%s: other events", name)
		}
		if digest(t, s) != digest(t, a) || !slices.Equal(dump(t, s.eng), dump(t, a.eng)) {
			t.Errorf("%s: another state", name)
		}
	}
	if digest(t, d) == digest(t, a) {
		t.Error("another life gives the same state: the test compares nothing")
	}
}

// TestCatchUpFromEveryPrefix: an index that holds any part of the log, decisions cut in two included, is caught up
// to the same state; one that was changed is built again, one of another tree is refused.
func TestCatchUpFromEveryPrefix(t *testing.T) {
	s := mustOpen(t, testOptions(""))
	liveHistory(t, s, 5, 14, true)
	want, events := dump(t, s.eng), eventsOf(t, s)
	for n := 0; n <= len(events); n++ {
		e := newMemEngine()
		must(t, apply(e, s.log, events[:n], nil))
		from, err := checkIndex(e, s.log)
		if err != nil || from != int64(n) {
			t.Fatalf("prefix of %d: from %d, %v", n, from, err)
		}
		must(t, catchUp(e, s.log, from, func(done, total int64) {
			if done > total || total != int64(len(events)) {
				t.Errorf("progress %d of %d", done, total)
			}
		}))
		if !slices.Equal(dump(t, e), want) {
			t.Fatalf("prefix of %d: another state", n)
		}
		spoiled(t, e, s.log)
	}
}

// spoiled changes an index in the ways that checkIndex must tell apart.
func spoiled(t *testing.T, e *memEngine, l *log.Log) {
	t.Helper()
	good, _ := e.m.get(headKey)
	for _, c := range []struct {
		key, val string
		want     error
	}{
		{foldPrefix + "zzz", "1", errIndex},
		{headKey, strings.Replace(string(good), `"seq":`, `"seq":9`, 1), ErrAhead},
		{headKey, strings.Replace(string(good), `"root":"`, `"root":"x`, 1), log.ErrFork},
		{headKey, strings.Replace(string(good), fmt.Sprintf(`"v":%d`, foldVersion), fmt.Sprintf(`"v":%d`, foldVersion-1), 1), errIndex},
		{headKey, strings.Replace(string(good), fmt.Sprintf(`"v":%d`, foldVersion), fmt.Sprintf(`"v":%d`, foldVersion+1), 1), ErrNewer},
	} {
		bad := &memEngine{m: e.m.clone()}
		set(t, bad, c.key, c.val)
		if _, err := checkIndex(bad, l); !errors.Is(err, c.want) {
			t.Errorf("%s=%s: %v, want %v", c.key, c.val, err, c.want)
		}
	}
	bad := &memEngine{m: e.m.clone()}
	must(t, bad.Update(func(w writer) error { return w.Delete(headKey) }))
	if _, err := checkIndex(bad, l); !errors.Is(err, errIndex) {
		t.Errorf("without its head: %v", err)
	}
}

// TestBadgerCatchesUpFromCopies: copies of a Badger that was in use, taken after each of three commits, as a kill
// leaves them.
func TestBadgerCatchesUpFromCopies(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, testOptions(dir))
	fill(t, s, 3)
	var copies []string
	for i := range 3 {
		to := t.TempDir()
		must(t, copyTree(dir+"/badger", to))
		copies = append(copies, to)
		receive(t, s, 10+i, 11+i)
		decideAll(t, s)
	}
	want, head := digest(t, s), s.Head()
	must(t, s.Close())
	l, err := log.Open(log.Options{Dir: dir})
	must(t, err)
	defer l.Close()
	for i, c := range copies {
		e, err := openBadger(c, slog.New(slog.DiscardHandler))
		must(t, err)
		from, err := checkIndex(e, l)
		if err != nil || from >= head.Size {
			t.Fatalf("copy %d: from %d of %d, %v", i, from, head.Size, err)
		}
		must(t, catchUp(e, l, from, func(_, _ int64) {}))
		var got sum
		must(t, view(e, func(r reader) (err error) { got, err = scanSum(r); return err }))
		if got.String() != want {
			t.Errorf("copy %d: another state", i)
		}
		must(t, e.Close())
	}
}

func sha(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}
