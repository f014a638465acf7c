package avvisi

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"pecagent/rules"
)

// TestOneNoticeAProblem: each problem is told once to each person, the digest reminds of it and then says that it ended.
func TestOneNoticeAProblem(t *testing.T) {
	t.Parallel()
	u := nuovo(t, "")
	if got := oggetti(u.giro(), capo); !slices.Equal(got, []string{"[pecagent] Riepilogo del 23/11/2026: 0 da decidere"}) {
		t.Fatalf("first look: %q", got)
	}
	u.passa(time.Hour)
	u.allarme("La lettera LET-2026-000007 a giulia.bianchi@pecmail.example, di BNCGLI78C48G478A, non ha accettazione.")
	list := u.giro()
	for _, a := range []string{capo, segretaria} {
		if got := oggetti(list, a); !slices.Equal(got, []string{"[pecagent] Da vedere: SEG-2026-000001 (allarme)"}) {
			t.Fatalf("%s got %q", a, got)
		}
	}
	text := list[0].testo
	for _, want := range []string{"Segnalazione: SEG-2026-000001", "Dal:          23/11/2026 10:30", "LET-2026-000007 a ***@pecmail.example, di BNC*************", "pecagent review show"} {
		if !strings.Contains(text, want) {
			t.Errorf("the notice does not say %q:\n%s", want, text)
		}
	}
	if list[0].id == list[1].id || strings.Contains(list[0].grezza, "X-TipoRicevuta") || !strings.Contains(list[0].grezza, "Auto-Submitted: auto-generated") {
		t.Errorf("headers: %s", list[0].grezza)
	}
	for range 20 {
		u.passa(time.Minute)
		if list := u.giro(); len(list) != 0 {
			t.Fatalf("told again: %q", oggetti(list, capo))
		}
	}
	u.now = time.Date(2026, 11, 24, 7, 59, 0, 0, time.FixedZone("CET", 3600))
	if list := u.giro(); len(list) != 0 {
		t.Fatalf("before eight: %q", oggetti(list, capo))
	}
	u.passa(time.Minute)
	list = u.giro()
	if got := oggetti(list, capo); !slices.Equal(got, []string{"[pecagent] Riepilogo del 24/11/2026: 1 da decidere, 1 allarme"}) {
		t.Fatalf("digest: %q", got)
	}
	if !strings.Contains(list[0].testo, "SEG-2026-000001 (allarme), dal 23/11/2026 10:30") {
		t.Errorf("the digest does not remind:\n%s", list[0].testo)
	}
	must(t, u.decide(rules.Reviewed{Now: u.now, Attore: rules.Attore{Tipo: "persona", ID: "anna"}, Compito: "SEG-2026-000001", Approva: true}))
	if list := u.giro(); len(list) != 0 {
		t.Fatalf("an end has a mail of its own: %q", oggetti(list, capo))
	}
	u.passa(24 * time.Hour)
	list = u.giro()
	if len(list) != 2 || !strings.Contains(list[0].testo, "RISOLTI DALL'ULTIMO RIEPILOGO: 1\n- SEG-2026-000001 (allarme), risolto il 24/11/2026 08:00") {
		t.Errorf("the digest does not say that it ended: %+v", list)
	}
	u.passa(24 * time.Hour)
	if list = u.giro(); len(list) != 2 || strings.Contains(list[0].testo, "RISOLTI") {
		t.Errorf("said twice: %+v", list)
	}
}

// TestFlood: a flood is told in maxOra mails an hour, and nothing of it is lost.
func TestFlood(t *testing.T) {
	t.Parallel()
	u := nuovo(t, "")
	u.giro()
	for i := range 40 {
		u.allarme(fmt.Sprintf("Guasto numero %d.", i))
	}
	list := u.giro()
	got := oggetti(list, capo)
	if len(got) != maxOra || !slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, "(allarme) e altri 34") }) {
		t.Fatalf("%d mails: %q", len(got), got)
	}
	u.passa(30 * time.Minute)
	u.allarme("Un altro guasto.")
	if list := u.giro(); len(list) != 0 {
		t.Fatalf("over the limit: %q", oggetti(list, capo))
	}
	u.riavvia() // the limit outlives the process
	if list := u.giro(); len(list) != 0 {
		t.Fatalf("over the limit after a restart: %q", oggetti(list, capo))
	}
	u.passa(31 * time.Minute)
	if got := oggetti(u.giro(), capo); !slices.Equal(got, []string{"[pecagent] Da vedere: SEG-2026-000041 (allarme)"}) {
		t.Fatalf("an hour later: %q", got)
	}
}

// TestCrash: whatever the instant of a death, nothing is lost; a copy may be doubled with the same Message-ID, and a process
// that dies again and again does not send again and again.
func TestCrash(t *testing.T) {
	t.Parallel()
	u := nuovo(t, `a = ["`+capo+`"]`)
	u.giro()
	u.allarme("Guasto.")
	// Died before the notice was composed: only the store knows.
	u.riavvia()
	// Died after the server took it and before that was noted: the state on disk is the one from before the send.
	changed, err := u.a.guarda()
	if must(t, err); !changed {
		t.Fatal("nothing to tell")
	}
	must(t, u.a.salva())
	p := &u.a.s.Coda[0]
	before := *p
	if err := u.a.consegna(context.Background(), p); err != nil {
		t.Fatal(err)
	}
	first := u.g.svuota()
	if len(first) != 1 {
		t.Fatalf("%d copies", len(first))
	}
	copies := 0
	for range 30 { // it dies each time right after the server took the copy
		u.riavvia()
		for i := range u.a.s.Coda {
			p := &u.a.s.Coda[i]
			if wait := p.NonPrima.Sub(u.now); wait > 0 {
				continue
			}
			must(t, u.a.consegna(context.Background(), p))
		}
		for _, l := range u.g.svuota() {
			copies++
			if l.id != first[0].id {
				t.Fatalf("a copy has another id: %s, %s", l.id, first[0].id)
			}
		}
		u.passa(2 * time.Second)
	}
	if copies > 1 {
		t.Errorf("%d more copies within a minute of deaths", copies)
	}
	u.riavvia()
	u.passa(time.Hour)
	u.giro()
	if len(u.a.s.Coda) != 0 || before.ID == "" {
		t.Errorf("it never ends: %+v", u.a.s.Coda)
	}
	u.riavvia()
	u.passa(2 * time.Hour)
	if list := u.giro(); len(list) != 0 {
		t.Errorf("told again: %q", oggetti(list, capo))
	}
}

// TestLostFile: without avvisi.json everything open is told again; a damaged one is refused.
func TestLostFile(t *testing.T) {
	t.Parallel()
	u := nuovo(t, `a = ["`+capo+`"]`)
	u.allarme("Guasto.")
	u.giro()
	must(t, os.Remove(u.a.file()))
	u.riavvia()
	if got := oggetti(u.giro(), capo); len(got) != 2 {
		t.Errorf("after the loss: %q", got)
	}
	must(t, os.WriteFile(u.a.file(), []byte(`{"numero": 7`), 0o600))
	if _, err := New(Opzioni{Config: u.cfg}); err == nil || !strings.Contains(err.Error(), "avvisi.json") {
		t.Errorf("a damaged file: %v", err)
	}
}

// TestFaults: what each failure of the server makes of a notice.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		guasta      func(string, int) (string, error)
		first, late int // copies in the first look, and in the hour after
		task        string
	}{
		"busy: later":              {func(string, int) (string, error) { return "", &smtp.SMTPError{Code: 451, Message: "later"} }, 0, 2, ""},
		"one refused, one gets it": {func(to string, _ int) (string, error) { return "", se(to == capo, 550) }, 1, 1, "Gli avvisi a " + capo + " sono respinti"},
		"no answer: perhaps twice": {func(_ string, n int) (string, error) { return seCut(n == 0), nil }, 1, 2, ""},
		"all well":                 {nil, 2, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := nuovo(t, "")
			u.giro()
			u.g.cambia(func(g *guasto) { g.guasta = c.guasta })
			u.allarme("Guasto.")
			if n := len(u.giro()); n != c.first {
				t.Errorf("first look: %d copies, want %d", n, c.first)
			}
			if name != "one refused, one gets it" {
				u.g.cambia(func(g *guasto) { g.guasta = nil })
			}
			late := 0
			for range 30 {
				u.passa(time.Minute)
				late += len(u.giro())
			}
			if late != c.late {
				t.Errorf("later: %d copies, want %d", late, c.late)
			}
			found := false
			for _, p := range deiCompiti(rules.Vista(u.m)) {
				found = found || c.task != "" && strings.HasPrefix(p.Motivo, strings.Replace(c.task, capo, "***@posta.example", 1))
			}
			if found != (c.task != "") {
				t.Errorf("task %q: %v", c.task, found)
			}
		})
	}
}

func se(fails bool, code int) error {
	if fails {
		return &smtp.SMTPError{Code: code, Message: "unknown user"}
	}
	return nil
}

func seCut(cut bool) string {
	if cut {
		return "cut"
	}
	return ""
}

// TestRefusedLogin: one try, a task, no more until a person did something.
func TestRefusedLogin(t *testing.T) {
	t.Parallel()
	u := nuovo(t, "")
	u.giro()
	u.g.cambia(func(g *guasto) { g.accede, g.auth = &smtp.SMTPError{Code: 535, Message: "no"}, 0 })
	u.allarme("Guasto.")
	for range 30 {
		u.giro()
		u.passa(10 * time.Minute)
		u.riavvia()
	}
	if n := u.g.accessi(); n != 1 {
		t.Errorf("%d logins", n)
	}
	if q := u.a.Quadro(); q.Fermo == "" || q.Coda == 0 {
		t.Errorf("%+v", q)
	}
	if ps := deiCompiti(rules.Vista(u.m)); len(ps) != 2 || !strings.Contains(ps[1].Motivo, "rifiuta l'accesso") {
		t.Errorf("tasks %+v", ps)
	}
	u.g.cambia(func(g *guasto) { g.accede = nil })
	if list := u.giro(); len(list) != 0 {
		t.Fatalf("went on by itself: %q", oggetti(list, capo))
	}
	u.a.Riprendi()
	if list := u.giro(); len(list) == 0 {
		t.Error("resume does not bring the notices back")
	}
}

// TestHoursOfFailure calls a person by a task, once.
func TestHoursOfFailure(t *testing.T) {
	t.Parallel()
	u := nuovo(t, `a = ["`+capo+`"]`)
	u.giro()
	u.g.cambia(func(g *guasto) {
		g.guasta = func(string, int) (string, error) { return "", &smtp.SMTPError{Code: 421, Message: "closing"} }
	})
	u.allarme("Guasto.")
	for range 12 * 10 {
		u.giro()
		u.passa(6 * time.Minute)
	}
	n := 0
	for _, p := range deiCompiti(rules.Vista(u.m)) {
		if strings.Contains(p.Motivo, "non partono da ore") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d tasks", n)
	}
}

// TestConditions: a state of the program that comes and goes is told once a day.
func TestConditions(t *testing.T) {
	t.Parallel()
	u := nuovo(t, `a = ["`+capo+`"]`)
	u.giro()
	sent := 0
	for i := range 20 {
		u.cond = nil
		if i%2 == 0 {
			u.cond = []Problema{{Chiave: "casella", Tipo: "casella non letta", Condizione: true, Da: u.now, Motivo: "Non letta."}}
		}
		sent += len(u.giro())
		u.passa(10 * time.Minute)
	}
	if sent != 1 {
		t.Errorf("%d notices", sent)
	}
}

// TestFine: an end is told once a day for one reason, also by a service that is started again and again.
func TestFine(t *testing.T) {
	t.Parallel()
	u := nuovo(t, `a = ["`+capo+`"]`)
	fine := func(why string) []lettera {
		t.Helper()
		must(t, Fine(t.Context(), u.cfg, u.now, errors.New(why)))
		return u.g.svuota()
	}
	list := fine("il registro è stato tagliato, BNCGLI78C48G478A")
	if len(list) != 1 || !strings.Contains(list[0].oggetto, "FERMO") || !strings.Contains(list[0].testo, "Motivo: il registro è stato tagliato, BNC*************") {
		t.Fatalf("%+v", list)
	}
	for range 10 {
		u.passa(5 * time.Second)
		if list := fine("il registro è stato tagliato, BNCGLI78C48G478A"); len(list) != 0 {
			t.Fatalf("told again: %+v", list)
		}
	}
	if list := fine("un'altra ragione"); len(list) != 1 {
		t.Errorf("another reason: %+v", list)
	}
	u.passa(24 * time.Hour)
	if list := fine("un'altra ragione"); len(list) != 1 {
		t.Errorf("the next day: %+v", list)
	}
	u.prova()
	if list := fine("a nessuno"); len(list) != 0 {
		t.Errorf("to an address that nobody has proven: %+v", list)
	}
}

// TestEnd: a run that is being ended does not hang on an ordinary server that does not answer, and the notice is not lost.
func TestEnd(t *testing.T) {
	t.Parallel()
	u := nuovo(t, `a = ["`+capo+`"]`)
	u.giro()
	has, release := make(chan struct{}), make(chan struct{})
	u.g.cambia(func(g *guasto) {
		g.guasta = func(string, int) (string, error) {
			close(has)
			<-release
			return "", nil
		}
	})
	u.allarme("Guasto.")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- u.a.Giro(ctx) }()
	<-has
	cancel()
	select {
	case err := <-done:
		must(t, err)
	case <-time.After(10 * time.Second):
		t.Error("it waits for an answer that does not come")
	}
	close(release)
	u.g.cambia(func(g *guasto) { g.guasta = nil })
	u.g.svuota()
	u.riavvia()
	u.passa(2 * time.Minute)
	if got := oggetti(u.giro(), capo); len(got) != 1 {
		t.Errorf("after the restart: %q", got)
	}
}
