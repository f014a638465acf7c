package rules

import (
	"strings"
	"testing"
	"time"
)

// TestWithdrawn: a letter that has not left is taken back by a named person; one that has is not.
func TestWithdrawn(t *testing.T) {
	who := Attore{Tipo: "persona", ID: "anna"}
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, state := range []StatoLettera{LProposta, LInPartenza, LInCoda, LInInvio, LInviata, LIncerta, LAccettata, LConsegnata, LRitirata} {
		m := NewMemoria()
		e := Event{Kind: KLettera, At: at, Lettera: &Lettera{ID: "LET-2026-000001", Rif: "PEC-2026-000001", Modello: "T-02", A: "a@b.example", Stato: state}}
		if err := Apply(m, e); err != nil {
			t.Fatal(err)
		}
		d := Decide(DefaultPolicy(), Vista(m), Withdrawn{Now: at, Attore: who, Lettera: "LET-2026-000001", Nota: "già risposto al telefono"})
		takes := state == LProposta || state == LInPartenza || state == LInCoda
		if takes != (d.Errore == "") {
			t.Errorf("%s: %q", state, d.Errore)
		}
		if !takes {
			continue
		}
		p := d.Events[0].Passo
		if len(d.Events) != 1 || p == nil || p.Stato != LRitirata || !strings.Contains(p.Motivo, "già risposto al telefono") || d.Events[0].Attore != who {
			t.Errorf("%s: %+v", state, d.Events)
		}
	}
	for _, bad := range []Withdrawn{{Now: at, Attore: Agente, Lettera: "LET-2026-000001"}, {Now: at, Attore: who, Lettera: "LET-2026-000009"}} {
		if d := Decide(DefaultPolicy(), Vista(NewMemoria()), bad); d.Errore == "" {
			t.Errorf("%+v was taken", bad)
		}
	}
}
