package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pecagent/rules"
	"pecagent/store/log"
	"pecagent/store/raw"
)

var testNow = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func testOptions(dir string) Options {
	return Options{Dir: dir, Memory: dir == "", Now: func() time.Time { return testNow }, MinFree: -1}
}

func mustOpen(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func initStore(t testing.TB, s *Store) {
	t.Helper()
	must(t, s.Init(context.Background(), rules.Avvio{T0: testNow, Casella: "ordine@pec.example", Modo: rules.Modo{Modo: rules.Osserva}}, rules.Agente))
}

func message(i int) []byte {
	return fmt.Appendf(nil, "Subject: messaggio %d\r\n\r\ntesto %d\r\n", i, i)
}

// receive stores message i and records it at UID i+1 of INBOX.
func receive(t testing.TB, s *Store, from, to int) []string {
	t.Helper()
	var msgs [][]byte
	for i := from; i < to; i++ {
		msgs = append(msgs, message(i))
	}
	shas, err := s.PutRaw(context.Background(), msgs)
	must(t, err)
	var list []rules.Arrivo
	for i, sha := range shas {
		list = append(list, rules.Arrivo{SHA256: sha, Cartella: "INBOX", UIDValidity: 7, UID: uint32(from + i + 1), Size: 10})
	}
	must(t, s.Received(context.Background(), list))
	return shas
}

// decision makes the events of a message: its verdict, a request, a letter.
func decision(sha string) func(rules.Snapshot) rules.Decision {
	return func(snap rules.Snapshot) rules.Decision {
		n := snap.Stato.Contatori["RIC-2026"] + 1
		id := fmt.Sprintf("RIC-2026-%06d", n)
		rif := fmt.Sprintf("PEC-2026-%06d", n)
		return rules.Decision{Events: []rules.Event{
			{Kind: rules.KEsito, Causa: sha, Esito: &rules.Verdetto{SHA256: sha, Chiave: sha, Busta: "trasporto", Livello: "certified"}},
			{Kind: rules.KRichiesta, Causa: sha, Richiesta: &rules.Richiesta{ID: id, Rif: rif, Tipo: "R1", CF: "RSSMRA80A01H501U", Stato: rules.RInRevisione, Messaggi: []string{sha}, Ricevuta: testNow}},
			{Kind: rules.KLettera, Causa: sha, Lettera: &rules.Lettera{ID: fmt.Sprintf("LET-2026-%06d", n), Rif: rif, Modello: "T-02", Richiesta: id, A: "a@pec.example", Stato: rules.LProposta}},
		}}
	}
}

func decideAll(t testing.TB, s *Store) {
	t.Helper()
	list, err := s.Pending(0)
	must(t, err)
	var fs []func(rules.Snapshot) rules.Decision
	for _, m := range list {
		fs = append(fs, decision(m.SHA256))
	}
	_, err = s.CommitBatch(context.Background(), fs)
	must(t, err)
}

// fill makes a store with n decided messages and one waiting.
func fill(t testing.TB, s *Store, n int) {
	t.Helper()
	initStore(t, s)
	must(t, s.Configure(context.Background(), rules.DefaultPolicy(), "p1", "r1", "m1"))
	receive(t, s, 0, n)
	decideAll(t, s)
	receive(t, s, n, n+1)
}

func digest(t testing.TB, s *Store) string {
	t.Helper()
	var d sum
	must(t, view(s.eng, func(r reader) (err error) { d, err = scanSum(r); return err }))
	return d.String()
}

func noProblems(t testing.TB, s *Store) {
	t.Helper()
	problems, err := s.Verify(context.Background(), nil)
	must(t, err)
	if len(problems) > 0 {
		t.Fatalf("problems: %q", problems)
	}
}

func TestLifeOfAMessage(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		s := mustOpen(t, testOptions(dir))
		if !s.Empty() {
			t.Fatal("a new store is not empty")
		}
		fill(t, s, 5)
		if h := s.Head(); h.Size != 1+1+5+15+1 || len(h.Root) != 64 || h.Checkpoint == "" {
			t.Fatalf("head %+v", h)
		}
		pending, err := s.Pending(0)
		must(t, err)
		if len(pending) != 1 || pending[0].UID != 6 || pending[0].Seq != 23 {
			t.Fatalf("pending %+v", pending)
		}
		if c, err := s.Cursor("INBOX"); err != nil || c.UIDValidity != 7 || c.UID != 6 || c.Ultimo != 0 {
			t.Fatalf("cursor %+v, %v", c, err)
		}
		var ids []string
		must(t, s.View(func(a rules.Archivio) error {
			rules.Richieste(a, func(r rules.Richiesta) bool { ids = append(ids, r.ID); return true })
			return nil
		}))
		if len(ids) != 5 || ids[4] != "RIC-2026-000005" {
			t.Fatalf("requests %v: each decision must see the former", ids)
		}
		b, err := s.Raw(pending[0].SHA256)
		if err != nil || string(b) != string(message(5)) {
			t.Fatalf("raw %q, %v", b, err)
		}
		noProblems(t, s)
	}
}

func TestEventsCarryNumbersAndDigestsInForce(t *testing.T) {
	s := mustOpen(t, testOptions(""))
	fill(t, s, 2)
	var events []rules.Event
	must(t, s.Events(1, func(e rules.Event) bool { events = append(events, e); return true }))
	for i, e := range events {
		if e.Seq != int64(i+1) || e.V != rules.EventVersion || !e.At.Equal(testNow) {
			t.Errorf("event %d: %+v", i+1, e)
		}
		if want := e.Kind == rules.KConfig || e.Kind == rules.KMessaggio || e.Kind == rules.KEsito; want != (e.Policy == "p1") {
			t.Errorf("event %d (%s): policy %q", e.Seq, e.Kind, e.Policy)
		}
	}
	var from []int64
	must(t, s.Events(4, func(e rules.Event) bool { from = append(from, e.Seq); return len(from) < 2 }))
	if !slices.Equal(from, []int64{4, 5}) {
		t.Errorf("events from 4: %v", from)
	}
	must(t, s.Configure(context.Background(), rules.DefaultPolicy(), "p1", "r1", "m1"))
	if n := s.Head().Size; n != int64(len(events)) {
		t.Errorf("the same configuration was recorded again: %d events", n)
	}
	must(t, s.Configure(context.Background(), rules.DefaultPolicy(), "p1", "r2", "m1"))
	if n := s.Head().Size; n != int64(len(events))+1 {
		t.Errorf("a new configuration was not recorded: %d events", n)
	}
}

func TestReceivedTwiceIsRecordedOnce(t *testing.T) {
	s := mustOpen(t, testOptions(""))
	initStore(t, s)
	shas := receive(t, s, 0, 3)
	size := s.Head().Size
	receive(t, s, 0, 3)
	if s.Head().Size != size {
		t.Fatal("the same places were recorded again")
	}
	ctx := context.Background()
	moved := rules.Arrivo{SHA256: shas[1], Cartella: "INBOX", UIDValidity: 8, UID: 1}
	must(t, s.Received(ctx, []rules.Arrivo{moved}))
	list, err := s.Pending(0)
	must(t, err)
	if len(list) != 3 {
		t.Fatalf("a known message in a new place waits again: %d", len(list))
	}
	var last rules.Event
	must(t, s.Events(size+1, func(e rules.Event) bool { last = e; return true }))
	if last.Messaggio == nil || !last.Messaggio.Noto {
		t.Fatalf("event %+v: Noto is not set", last)
	}
	decideAll(t, s)
	must(t, s.Received(ctx, []rules.Arrivo{{SHA256: shas[1], Cartella: "INBOX", UIDValidity: 9, UID: 1}}))
	if list, _ := s.Pending(0); len(list) != 0 {
		t.Fatalf("a decided message waits again: %+v", list)
	}
}

func TestOtherBytesInTheSamePlaceAreNotHidden(t *testing.T) {
	s := mustOpen(t, testOptions(""))
	initStore(t, s)
	receive(t, s, 0, 1)
	shas, err := s.PutRaw(context.Background(), [][]byte{message(99)})
	must(t, err)
	must(t, s.Received(context.Background(), []rules.Arrivo{{SHA256: shas[0], Cartella: "INBOX", UIDValidity: 7, UID: 1}}))
	list, err := s.Pending(0)
	must(t, err)
	if len(list) != 2 || list[1].SHA256 != shas[0] {
		t.Fatalf("pending %+v", list)
	}
	var op *rules.Operazione
	must(t, s.Events(1, func(e rules.Event) bool { op = e.Operazione; return true }))
	if op == nil || op.Tipo != "posto_cambiato" {
		t.Fatalf("operazione %+v", op)
	}
}

func TestReceivedWantsTheBytes(t *testing.T) {
	s := mustOpen(t, testOptions(""))
	initStore(t, s)
	sha := fmt.Sprintf("%064x", 1)
	err := s.Received(context.Background(), []rules.Arrivo{{SHA256: sha, Cartella: "INBOX", UIDValidity: 7, UID: 1}})
	if err == nil || s.Head().Size != 1 {
		t.Fatalf("a message without bytes was recorded: %v", err)
	}
}

func TestNothingBeforeInit(t *testing.T) {
	s := mustOpen(t, testOptions(""))
	ctx := context.Background()
	shas, err := s.PutRaw(ctx, [][]byte{message(1)})
	must(t, err)
	if err := s.Received(ctx, []rules.Arrivo{{SHA256: shas[0], Cartella: "INBOX", UID: 1}}); !errors.Is(err, ErrEmpty) {
		t.Errorf("Received: %v", err)
	}
	if _, err := s.Commit(ctx, decision(shas[0])); !errors.Is(err, ErrEmpty) {
		t.Errorf("Commit: %v", err)
	}
	initStore(t, s)
	if err := s.Init(ctx, rules.Avvio{}, rules.Agente); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("second Init: %v", err)
	}
}

func TestAPanickingDecisionRecordsNothing(t *testing.T) {
	s := mustOpen(t, testOptions(""))
	fill(t, s, 2)
	size, was := s.Head().Size, digest(t, s)
	list, _ := s.Pending(0)
	_, err := s.CommitBatch(context.Background(), []func(rules.Snapshot) rules.Decision{
		decision(list[0].SHA256), func(rules.Snapshot) rules.Decision { panic("rules are wrong") }})
	if !errors.Is(err, ErrDecision) || s.Head().Size != size || digest(t, s) != was {
		t.Fatalf("err %v, size %d (was %d)", err, s.Head().Size, size)
	}
	bad := rules.Event{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: "LET-2026-999999"}}
	_, err = s.Commit(context.Background(), func(rules.Snapshot) rules.Decision { return rules.Decision{Events: []rules.Event{bad}} })
	if !errors.Is(err, ErrDecision) || s.Head().Size != size {
		t.Fatalf("a step of an unknown letter: %v", err)
	}
	_, err = s.Commit(context.Background(), func(rules.Snapshot) rules.Decision {
		return rules.Decision{Events: []rules.Event{{Kind: rules.KEsito}}} // no payload: Apply panics
	})
	if !errors.Is(err, ErrDecision) || s.Head().Size != size {
		t.Fatalf("an event without payload: %v", err)
	}
	decideAll(t, s)
}

func TestAttempts(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, testOptions(dir))
	initStore(t, s)
	shas := receive(t, s, 0, 2)
	for want := 1; want <= 2; want++ {
		if n, err := s.Attempt(shas[0]); err != nil || n != want {
			t.Fatalf("attempt %d, %v; want %d", n, err, want)
		}
	}
	must(t, s.Close())
	s = mustOpen(t, testOptions(dir))
	if list, err := s.Attempts(shas); err != nil || !slices.Equal(list, []int{3, 1}) {
		t.Fatalf("after a restart: %v, %v", list, err)
	}
	must(t, s.AttemptDone(shas[1]))
	decideAll(t, s)
	if list, err := s.Attempts(shas); err != nil || !slices.Equal(list, []int{1, 1}) {
		t.Fatalf("after the decision: %v, %v", list, err)
	}
}

func TestViewIsReadOnlyAndKeepsItsState(t *testing.T) {
	s := mustOpen(t, testOptions(t.TempDir()))
	fill(t, s, 1)
	if err := s.View(func(a rules.Archivio) error { a.Set("x", nil); return nil }); !errors.Is(err, errReadOnly) {
		t.Errorf("Set in a view: %v", err)
	}
	if err := s.View(func(rules.Archivio) error { panic("undecodable") }); err == nil {
		t.Error("a panic in a view is no error")
	}
	must(t, s.View(func(a rules.Archivio) error {
		before := len(rules.InAttesa(a, 10))
		decideAll(t, s)
		if after := len(rules.InAttesa(a, 10)); before != 1 || after != before {
			t.Errorf("the view changed: %d, then %d", before, after)
		}
		return nil
	}))
}

func TestOneOwner(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, testOptions(dir))
	if _, err := Open(testOptions(dir)); !errors.Is(err, ErrLocked) {
		t.Fatalf("second Open: %v", err)
	}
	must(t, s.Close())
	must(t, s.Close())
	if _, err := s.Pending(1); !errors.Is(err, ErrClosed) {
		t.Fatalf("after Close: %v", err)
	}
	mustOpen(t, testOptions(dir))
}

// TestCloseWaitsForViews: Badger unmaps its files when it is closed; a view that still reads would kill the process.
func TestCloseWaitsForViews(t *testing.T) {
	s := mustOpen(t, testOptions(t.TempDir()))
	fill(t, s, 3)
	inside, closed := make(chan struct{}), make(chan error, 1)
	go func() {
		<-inside
		closed <- s.Close()
	}()
	must(t, s.View(func(a rules.Archivio) error {
		close(inside)
		for range 50 {
			select {
			case err := <-closed:
				t.Fatalf("closed under a view: %v", err)
			default:
			}
			time.Sleep(time.Millisecond)
			rules.Richieste(a, func(rules.Richiesta) bool { return true })
		}
		return nil
	}))
	must(t, <-closed)
	if err := s.View(func(rules.Archivio) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Fatalf("a view after Close: %v", err)
	}
}

func TestKeysStayTheSame(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, testOptions(dir))
	initStore(t, s)
	key, vkey := s.MessageIDKey(), s.VerifierKey()
	must(t, s.Close())
	s = mustOpen(t, testOptions(dir))
	if len(key) != 32 || string(s.MessageIDKey()) != string(key) || s.VerifierKey() != vkey {
		t.Fatal("keys changed over a restart")
	}
}

func TestConcurrentUse(t *testing.T) {
	s := mustOpen(t, testOptions(t.TempDir()))
	initStore(t, s)
	wake, stop := s.Subscribe()
	defer stop()
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 10 {
				shas := receive(t, s, 1000*g+i, 1000*g+i+1)
				if _, err := s.Commit(context.Background(), decision(shas[0])); err != nil {
					t.Error(err)
				}
				if _, err := s.Pending(3); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for range 10 {
				if err := s.Events(1, func(rules.Event) bool { return true }); err != nil {
					t.Error(err)
				}
				if _, err := s.Prove(1); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	select {
	case <-wake:
	default:
		t.Error("no wake after commits")
	}
	if n := s.Head().Size; n != 1+40*4 {
		t.Errorf("%d events", n)
	}
	noProblems(t, s)
}

func TestErrorsAreTyped(t *testing.T) {
	s := mustOpen(t, testOptions(""))
	if _, err := s.Raw(fmt.Sprintf("%064x", 1)); !errors.Is(err, raw.ErrMissing) {
		t.Errorf("Raw: %v", err)
	}
	if _, err := s.Prove(1); err == nil {
		t.Error("a proof of no event")
	}
	if err := s.Events(1, func(rules.Event) bool { return true }); err != nil {
		t.Errorf("Events of an empty store: %v", err)
	}
	if errors.Is(s.fault(log.ErrChanged), ErrFatal) {
		t.Error("a changed log is taken for a disk error")
	}
}
