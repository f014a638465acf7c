package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestAccesso: a look is found by member and by thing; one of too many counts for every member, and no event grows without end.
func TestAccesso(t *testing.T) {
	o := nuovoOrdine(t)
	who := Attore{Tipo: "persona", ID: "m.neri"}
	look := func(a Accesso) Accesso {
		t.Helper()
		a.Comando = "evidence find"
		d := o.decide(Consultato{Now: o.now, Attore: who, Accesso: a})
		if len(d.Events) != 1 || d.Events[0].Kind != KAccesso || d.Events[0].Attore.ID != who.ID {
			t.Fatalf("%+v", d)
		}
		return *d.Events[0].Accesso
	}
	one := look(Accesso{CF: []string{"B", "", "A", "B"}, Cose: []string{"LET-1"}, Motivo: strings.Repeat("à", 600)})
	if !slices.Equal(one.CF, []string{"A", "B"}) || one.Tutti || one.Quanti != 0 || len([]rune(one.Motivo)) != 500 {
		t.Errorf("%+v", one)
	}
	var many []string
	for i := range accessoNomina + 1 {
		many = append(many, fmt.Sprintf("CF%03d", i))
	}
	if full := look(Accesso{CF: many[1:]}); full.Tutti || len(full.CF) != accessoNomina {
		t.Errorf("%d named: %v", len(full.CF), full.Tutti)
	}
	if all := look(Accesso{CF: many}); !all.Tutti || all.CF != nil || all.Quanti != accessoNomina+1 {
		t.Errorf("%+v", all)
	}
	look(Accesso{CF: []string{"C"}})
	for di, want := range map[string]int{"A": 2, "C": 2, "Z": 1, "LET-1": 2, "LET-2": 1, "CF000": 1, "CF001": 2, "": 4} {
		if got := Accessi(o.vista(), di); len(got) != want || !slices.IsSorted(got) {
			t.Errorf("%q: %v, want %d", di, got, want)
		}
	}
	if d := o.decide(Consultato{Now: o.now, Attore: who}); d.Errore == "" {
		t.Error("a look without a command is recorded")
	}
	if d := o.decide(Consultato{Now: o.now, Accesso: Accesso{Comando: "x"}}); d.Errore == "" {
		t.Error("a look of nobody is recorded")
	}
	o.rigioca()
}
