package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/rules"
	"pecagent/store/log"
)

func commitEvents(s *Store, events ...rules.Event) error {
	_, err := s.Commit(context.Background(), func(rules.Snapshot) rules.Decision { return rules.Decision{Events: events} })
	return err
}

// TestEventsWithoutTheirPayload: an event of any kind whose payload was forgotten is refused, or it changes nothing;
// the store goes on, and can be verified and folded again.
func TestEventsWithoutTheirPayload(t *testing.T) {
	kinds := []rules.Kind{rules.KAvvio, rules.KConfig, rules.KMessaggio, rules.KEsito, rules.KRichiesta, rules.KIscritto, rules.KLettera,
		rules.KPasso, rules.KRicevuta, rules.KCompito, rules.KModo, rules.KImport, rules.KOperazione}
	folds := map[rules.Kind]bool{rules.KAvvio: true, rules.KMessaggio: true, rules.KEsito: true, rules.KRichiesta: true, rules.KIscritto: true,
		rules.KLettera: true, rules.KPasso: true, rules.KCompito: true, rules.KModo: true}
	for _, kind := range kinds {
		s := mustOpen(t, testOptions(""))
		fill(t, s, 2)
		before, head := digest(t, s), s.Head()
		err := commitEvents(s, rules.Event{Kind: rules.KOperazione}, rules.Event{Kind: kind})
		if refused := errors.Is(err, ErrDecision); refused != folds[kind] || !refused && err != nil {
			t.Errorf("%q: %v", kind, err)
		}
		if err != nil && (s.Head() != head || !strings.Contains(err.Error(), string(kind))) {
			t.Errorf("%q: %v, head %+v", kind, err, s.Head())
		}
		if kind != rules.KConfig && digest(t, s) != before {
			t.Errorf("%q changed the state", kind)
		}
		must(t, tryCommit(s))
		noProblems(t, s)
	}
}

// TestWhatIsRecordedIsWhatIsGivenBack: the events that Commit returns are those of the log, byte for byte as JSON,
// even where JSON does not keep what Go had.
func TestWhatIsRecordedIsWhatIsGivenBack(t *testing.T) {
	o := testOptions("")
	rome := time.FixedZone("CET", 3600)
	o.Now = func() time.Time { return testNow.In(rome).Add(123456789) }
	s := mustOpen(t, o)
	fill(t, s, 1)
	d, err := s.Commit(context.Background(), func(rules.Snapshot) rules.Decision {
		return rules.Decision{Events: []rules.Event{
			{Kind: rules.KOperazione, Perche: "non UTF-8: \xff\xfe, <&>\u2028\x00", Operazione: &rules.Operazione{Tipo: "prova"}},
			{Kind: rules.KRichiesta, Richiesta: &rules.Richiesta{ID: "RIC-2026-000077", Rif: "PEC-2026-000077", CF: "\xc3\x28", Messaggi: []string{}, Ricevuta: testNow.In(rome)}},
		}}
	})
	must(t, err)
	all := eventsOf(t, s)
	got, err := json.Marshal(d.Events)
	must(t, err)
	want, err := json.Marshal(all[len(all)-2:])
	must(t, err)
	if string(got) != string(want) {
		t.Errorf("returned\n%s\nrecorded\n%s", got, want)
	}
	if e := d.Events[0]; e.At.Location() != time.UTC || e.Policy != "p1" || d.Events[1].Policy != "" {
		t.Errorf("event %+v", e)
	}
	noProblems(t, s) // the state was folded from the same
}

// TestEventsThatCannotBeEncoded and one too long for the log leave the store as it was.
func TestEventsThatCannotBeEncoded(t *testing.T) {
	s := mustOpen(t, testOptions(""))
	fill(t, s, 1)
	head, state := s.Head(), digest(t, s)
	year := rules.Event{Kind: rules.KRichiesta, Richiesta: &rules.Richiesta{ID: "RIC-1", Ricevuta: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}}
	if err := commitEvents(s, rules.Event{Kind: rules.KOperazione}, year); !errors.Is(err, ErrDecision) || !strings.Contains(err.Error(), "encoding event") {
		t.Errorf("the year 10000: %v", err)
	}
	long := rules.Event{Kind: rules.KOperazione, Perche: strings.Repeat("x", 33<<20)}
	if err := commitEvents(s, long); err == nil || errors.Is(err, ErrFatal) || !strings.Contains(err.Error(), "too large for the log") {
		t.Errorf("33 MB: %.200v", err)
	}
	if s.Head() != head || digest(t, s) != state {
		t.Fatal("something stayed")
	}
	must(t, commitEvents(s, rules.Event{Kind: rules.KOperazione, Perche: strings.Repeat("è", 1<<20)}))
	if e := eventsOf(t, s)[head.Size]; len(e.Perche) != 2<<20 {
		t.Errorf("2 MB became %d bytes", len(e.Perche))
	}
	noProblems(t, s)
}

// eraseEvent rewrites the log file with the payload of one event erased, by the format in package log's doc alone.
func eraseEvent(t *testing.T, dir string, seq int) {
	t.Helper()
	path := filepath.Join(dir, "log")
	b, err := os.ReadFile(path)
	must(t, err)
	at := len("pecagent log 1\n")
	length := func() int { return int(b[at])<<24 | int(b[at+1])<<16 | int(b[at+2])<<8 | int(b[at+3]) }
	for range seq - 1 {
		at += 4 + length() + 32
	}
	end := at + 4 + length() + 32
	digest := sha(b[at+13 : end-32])
	frame := append([]byte{0, 0, 0, 25 + 32, b[at+4] | 2}, b[at+5:at+13]...)
	frame = append(append(frame, make([]byte, 16)...), digest...)
	frame = append(frame, sha(frame)...)
	must(t, os.WriteFile(path, slices.Concat(b[:at], frame, b[end:]), 0o600))
}

// TestErasedEvents: the erasure of a payload keeps root, proofs and the store alive. What the payload did to the
// state is gone when the index is built again, and until then Verify says that the index knows more.
func TestErasedEvents(t *testing.T) {
	for _, c := range []struct {
		name     string
		kind     rules.Kind
		stateful bool
	}{{"a note", rules.KOperazione, false}, {"a letter", rules.KLettera, true}, {"a request", rules.KRichiesta, true}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := mustOpen(t, testOptions(dir))
			fill(t, s, 2)
			must(t, tryCommit(s))
			seq, head := 1+slices.IndexFunc(eventsOf(t, s), func(e rules.Event) bool { return e.Kind == c.kind }), s.Head()
			must(t, s.Close())
			eraseEvent(t, dir, seq)
			s = mustOpen(t, testOptions(dir))
			problems, err := s.Verify(context.Background(), nil)
			must(t, err)
			if s.Head() != head || slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, "non corrisponde al registro") }) != c.stateful {
				t.Fatalf("head %+v, problems %q", s.Head(), problems)
			}
			if e := eventsOf(t, s)[seq-1]; e.Kind != "cancellato" || e.Seq != int64(seq) || e.Lettera != nil || e.Perche != "" {
				t.Fatalf("the erased event reads %+v", e)
			}
			if p, err := s.Prove(int64(seq)); err != nil || p.Event != nil || len(p.Digest) != 32 {
				t.Fatalf("its proof: %+v, %v", p, err)
			}
			must(t, s.Close())
			if h, err := Rebuild(context.Background(), testOptions(dir)); err != nil || h != head {
				t.Fatalf("rebuild: %+v, %v", h, err)
			}
			noProblems(t, mustOpen(t, testOptions(dir)))
		})
	}
}

// TestEventsThatAreNotEvents: frames that are whole and signed, and say nothing that this program wrote.
func TestEventsThatAreNotEvents(t *testing.T) {
	for _, c := range []struct{ name, event, says string }{
		{"no JSON", "{", "event 2 is not readable"},
		{"another number", `{"v":1,"seq":3,"kind":"operazione"}`, "event 2 says that it is 3"},
		{"a wrong type", `{"v":1,"seq":2,"kind":7}`, "event 2 is not readable"},
		{"no payload", `{"v":1,"seq":2,"kind":"lettera"}`, "folding event 2 (lettera): panic"},
		{"an unknown letter", `{"v":1,"seq":2,"kind":"passo","passo":{"lettera":"LET-9"}}`, "passo of the unknown letter LET-9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := mustOpen(t, testOptions(dir))
			initStore(t, s)
			must(t, s.log.Append([]log.Entry{{Event: []byte(c.event)}}))
			must(t, s.Close())
			for what, open := range map[string]func() error{
				"Open":    func() error { _, err := Open(testOptions(dir)); return err },
				"Rebuild": func() error { _, err := Rebuild(context.Background(), testOptions(dir)); return err },
			} {
				if err := open(); err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%s: %v, want %q", what, err, c.says)
				}
			}
		})
	}
}

// TestNumbersOfSeveralStores: nothing of one store is taken for something of another.
func TestNumbersOfSeveralStores(t *testing.T) {
	a, b := mustOpen(t, testOptions("")), mustOpen(t, testOptions(""))
	fill(t, a, 2)
	fill(t, b, 2)
	if a.VerifierKey() == b.VerifierKey() || a.Head().Root == b.Head().Root || string(a.MessageIDKey()) == string(b.MessageIDKey()) {
		t.Error("two stores share a secret")
	}
	if digest(t, a) != digest(t, b) {
		t.Error("the same events give two states")
	}
	pa, err := a.Prove(3)
	must(t, err)
	pb, err := b.Prove(3)
	must(t, err)
	if string(pa.Event) != string(pb.Event) || fmt.Sprint(pa.Digest) == fmt.Sprint(pb.Digest) {
		t.Error("the salt does not hide that two stores hold the same event")
	}
}
