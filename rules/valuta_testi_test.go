package rules_test

import (
	"strings"
	"testing"

	"pecagent/rules"
	"pecagent/rules/testi"
)

// TestLettereSiScrivono: every letter that Valuta decides carries the facts its template needs, and the letters to
// writers who are not proven name nobody.
func TestLettereSiScrivono(t *testing.T) {
	m, err := testi.Nuovi(nil)
	if err != nil {
		t.Fatal(err)
	}
	p, list := rules.LettereDiProva(t)
	p.Ordine.Ufficio, p.Ordine.Responsabile, p.Ordine.Telefono = "Segreteria", "dott.ssa Prova", "0500000"
	if len(list) < 80 {
		t.Fatalf("only %d letters", len(list))
	}
	for name, l := range list {
		text, err := m.Componi(p, l)
		if err != nil {
			t.Errorf("%s: %v\n%+v", name, err, l.Dati)
			continue
		}
		if (l.Modello == "T-05" || l.Modello == "T-14" || l.Modello == "T-19") && strings.Contains(text.Testo, "Gentile") {
			t.Errorf("%s greets by name:\n%s", name, text.Testo)
		}
	}
}
