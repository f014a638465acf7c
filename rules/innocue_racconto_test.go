package rules

import (
	"strings"
	"testing"
)

// TestNoRacconti: sentences made of the very words that are harmless elsewhere, which all the same deny, put off, doubt or give the
// request to somebody else, stop every clear request, wherever they stand.
func TestNoRacconti(t *testing.T) {
	s, seen := nuovaScena(t), map[string]bool{}
	list := righe(t, "no_racconti.txt")
	if len(list) < 120 {
		t.Fatal("too few")
	}
	for i, c := range leggiScritti(t, "si.txt") {
		if c.tipo == "R15" {
			continue
		}
		text := strings.TrimSpace(c.testo)
		for j, no := range list {
			places := []string{no + " " + text, no + "\n" + text, text + ".\n" + no, text + "\n\nCordiali saluti\n\n" + no, text + ". " + strings.ToUpper(no)}
			with := places[(i+j)%len(places)]
			v := Valuta(s.p, Vista(s.a), s.ricevuto(posta{env: "PEC", da: c.da, oggetto: c.oggetto, testo: with, ora: "2026-11-23 10:00"}), false)
			if (esegue(v) || v.Iscritto != nil && v.Iscritto.Candidato != nil) && !seen[no] {
				seen[no] = true
				t.Errorf("executes: %q in %d\n\t%+v", with, (i+j)%len(places), v.Esito)
			}
		}
	}
}
