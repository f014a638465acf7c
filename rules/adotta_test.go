package rules

import (
	"testing"
	"time"
)

// TestAdopted: a person takes up, once, a message that had no effect; nobody and nothing else.
func TestAdopted(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	who := Attore{Tipo: "persona", ID: "anna"}
	e := &Esito{Type: "R1", Ground: "R-101", Outcome: "IN_ESECUZIONE", Auto: "AUTO", CF: "BNCGLI78C48G478A", Why: "Perché sì."}
	mode := func(name string) *Memoria {
		m := NewMemoria()
		if err := Apply(m, Event{Kind: KAvvio, At: at, Avvio: &Avvio{T0: at, Modo: Modo{Modo: name}, Casella: "o@pec.example"}}); err != nil {
			t.Fatal(err)
		}
		return m
	}
	seen := Verdetto{SHA256: "ab", Osserva: true, Decisione: e}
	for name, c := range map[string]struct {
		in   Adopted
		mode string
		ok   bool
	}{
		"observed":        {Adopted{at, who, seen}, Proponi, true},
		"history":         {Adopted{at, who, Verdetto{SHA256: "ab", Storico: true, Decisione: e}}, Automatico, true},
		"still observing": {Adopted{at, who, seen}, Osserva, false},
		"by nobody":       {Adopted{at, Agente, seen}, Proponi, false},
		"had effects":     {Adopted{at, who, Verdetto{SHA256: "ab", Decisione: e}}, Proponi, false},
		"no decision":     {Adopted{at, who, Verdetto{SHA256: "ab", Storico: true}}, Proponi, false},
		"no message":      {Adopted{at, who, Verdetto{Storico: true, Decisione: e}}, Proponi, false},
	} {
		m := mode(c.mode)
		d := Decide(DefaultPolicy(), Vista(m), c.in)
		if (d.Errore == "") != c.ok {
			t.Errorf("%s: %q", name, d.Errore)
			continue
		}
		if !c.ok {
			continue
		}
		if len(d.Events) != 1 || d.Events[0].Compito == nil || d.Events[0].Compito.Tipo != SegRevisione || d.Events[0].Attore != who {
			t.Fatalf("%s: %+v", name, d.Events)
		}
		if err := Apply(m, d.Events[0]); err != nil {
			t.Fatal(err)
		}
		if d := Decide(DefaultPolicy(), Vista(m), c.in); d.Errore == "" {
			t.Errorf("%s: adopted twice", name)
		}
	}
}
