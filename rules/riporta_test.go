package rules

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestRiporti: what acts and proofs changed since a day is to be carried back; what a list brought, what came back to what it was,
// and what is older, is not.
func TestRiporti(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 9, 0, 0, 0, time.UTC) }
	start := registro(1)[0]
	proof := strings.Repeat("b", 64)
	type step struct {
		day    int
		rule   string
		change func(*Iscritto)
	}
	list := func(n int, f func(*Iscritto)) step { return step{n, regolaImport, f} }
	act := func(n int, f func(*Iscritto)) step { return step{n, "R-307", f} }
	domicile := func(a string) func(*Iscritto) {
		return func(m *Iscritto) {
			m.Domicilio = &Domicilio{Indirizzo: a, Dal: day(8), Provenienza: Comunicato, Prova: proof}
		}
	}
	surname := func(s string) func(*Iscritto) { return func(m *Iscritto) { m.Cognome = s } }
	none := func(*Iscritto) {}
	for name, c := range map[string]struct {
		steps []step
		want  string
	}{
		"a list alone":             {[]step{list(1, none), list(11, surname("Z"))}, ""},
		"a proof":                  {[]step{list(1, none), act(11, domicile("n@x.example"))}, "domicilio_digitale: m0@x.example → n@x.example 2026-11-08 " + proof},
		"a proof before the day":   {[]step{list(1, none), act(9, domicile("n@x.example"))}, ""},
		"two, the first before":    {[]step{list(1, none), act(9, surname("Y")), act(11, surname("Z"))}, "cognome: Y → Z 2026-11-11 causa"},
		"there and back":           {[]step{list(1, none), act(11, surname("Z")), act(12, surname("C"))}, ""},
		"twice":                    {[]step{list(1, none), act(11, surname("Y")), act(12, surname("Z"))}, "cognome: C → Z 2026-11-12 causa"},
		"then a list":              {[]step{list(1, none), act(11, surname("Y")), list(12, surname("Z"))}, ""},
		"a list, then again":       {[]step{list(1, none), act(11, surname("Y")), list(12, surname("Z")), act(13, surname("X"))}, "cognome: Z → X 2026-11-13 causa"},
		"the domicile taken away":  {[]step{list(1, none), act(11, func(m *Iscritto) { m.Domicilio = nil })}, "domicilio_digitale: m0@x.example →  2026-11-11 causa"},
		"what is nobody's column":  {[]step{list(1, none), act(11, func(m *Iscritto) { m.Blocco, m.UltimaProva = true, day(11) })}, ""},
		"a state has its own date": {[]step{list(1, none), act(11, func(m *Iscritto) { m.Stato, m.DataStato = Trasferito, "2026-10-31" })}, "stato: ISCRITTO → TRASFERITO 2026-10-31 causa; data_stato:  → 2026-10-31 2026-10-31 causa"},
		"a new member by an act":   {[]step{act(11, none)}, "cognome:  → C 2026-11-11 causa; nome:  → N 2026-11-11 causa; stato:  → ISCRITTO 2026-11-11 causa; domicilio_digitale:  → m0@x.example 2026-11-11 causa"},
	} {
		r := NuoviRiporti(day(10))
		m := start
		for _, s := range c.steps {
			s.change(&m)
			now := m
			r.Vedi(Event{Kind: KIscritto, At: day(s.day), Regola: s.rule, Causa: "causa", Iscritto: &now})
		}
		var got []string
		for _, x := range r.Righe() {
			got = append(got, fmt.Sprintf("%s: %s → %s %s %s", x.Campo, x.Prima, x.Dopo, x.Dal, x.Prova))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, s, c.want)
		}
	}
}

// TestRiportiAtto: what an act changes names the act, and not what another's transaction changes.
func TestRiportiAtto(t *testing.T) {
	r := NuoviRiporti(time.Time{})
	m := registro(2)
	at := time.Date(2026, 11, 11, 9, 0, 0, 0, time.UTC)
	r.Vedi(Event{Kind: KAtto, At: at, Attore: persona, Atto: &Atto{ID: "ATT-2026-000007", CF: "CF000"}})
	r.Vedi(Event{Kind: KIscritto, At: at, Attore: persona, Iscritto: &m[0]})
	r.Vedi(Event{Kind: KIscritto, At: at, Attore: persona, Causa: "altra", Iscritto: &m[1]})
	r.Vedi(Event{Kind: KModo, At: at})
	for _, x := range r.Righe() {
		if want := map[string]string{"CF000": "ATT-2026-000007", "CF001": "altra"}[x.CF]; x.Prova != want {
			t.Errorf("%s %s: proof %q, want %q", x.CF, x.Campo, x.Prova, want)
		}
	}
	if n := len(r.Righe()); n != 8 {
		t.Errorf("%d rows", n)
	}
}
