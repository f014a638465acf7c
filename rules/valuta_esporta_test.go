package rules

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// LettereDiProva gives every letter that the messages and their near misses lead to, as Decide would complete
// them, for the test that renders them with the real templates.
func LettereDiProva(t *testing.T) (*Policy, map[string]Lettera) {
	t.Helper()
	out := map[string]Lettera{}
	add := func(name string, v Valutazione) {
		for i, b := range v.Lettere {
			l := Lettera{ID: "LET-2026-000001", Rif: "PEC-2026-000123", Modello: b.Modello, Apertura: b.Apertura, Dettaglio: b.Dettaglio, CF: b.CF, A: b.A, Dati: b.Dati}
			if b.Modello == "T-23" || b.Modello == "T-06" {
				l.Dati.Codice = "ABC234"
			}
			out[fmt.Sprintf("%s/%d %s", name, i, b.Modello)] = l
		}
	}
	files, _ := filepath.Glob(filepath.Join("testdata", "messaggi", "*.txt"))
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".txt")
		s := nuovaScena(t)
		add(name, s.valuta(leggiCaso(t, name).posta()))
	}
	for _, q := range quasiGiuste() {
		s, m := nuovaScena(t), leggiCaso(t, q.base).posta()
		if q.prima != nil {
			q.prima(s)
		}
		if q.cambia != nil {
			q.cambia(&m)
		}
		add(q.nome, s.valuta(m))
	}
	s, _, _ := dopo01(t)
	add("duplicate", s.valuta(leggiCaso(t, "01").posta()))
	m := leggiCaso(t, "25").posta()
	m.testo = strings.Replace(m.testo, " (rif. PEC-2026-000123)", "", 1)
	add("withdrawal", s.valuta(m))
	return nuovaScena(t).p, out
}
