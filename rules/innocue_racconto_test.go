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
			places := []string{no + " " + text, no + "\n" + text, text + ".\n" + no, text + "\n\nCordiali saluti\n\n" + no, text + ". " + strings.ToUpper(no),
				text + "\n-- \n" + no, text + ", " + strings.ToLower(no), strings.TrimSuffix(no, ".") + ", " + text}
			with := places[(i+j)%len(places)]
			v := Valuta(s.p, Vista(s.a), s.ricevuto(posta{env: "PEC", da: c.da, oggetto: c.oggetto, testo: with, ora: "2026-11-23 10:00"}), false)
			if (esegue(v) || v.Iscritto != nil && v.Iscritto.Candidato != nil) && !seen[no] {
				seen[no] = true
				t.Errorf("executes: %q in %d\n\t%+v", with, (i+j)%len(places), v.Esito)
			}
		}
	}
}

// TestLessico: no word that is harmless everywhere is one that may turn a sentence, and none asks or names a box.
func TestLessico(t *testing.T) {
	if len(lessico) < 1500 {
		t.Errorf("only %d words", len(lessico))
	}
	for w := range lessico {
		if innocue[w] {
			continue // was weighed before
		}
		if pericolosa(w) || classeVerbo(w) != nessunVerbo && !finiscePer(w, "rla", "rlo", "rmi", "rne") || classeCosa(w) != nessunaCosa || maiNome[w] {
			t.Errorf("%q", w)
		}
	}
	for _, w := range strings.Fields("annulliamo smentisco tenetela lasciatela cestinatelo chiederei ripenserò sarebbe marito commercialista domani forse senza nessuno bozza omonimo") {
		if !pericolosa(w) || raccontano[w] {
			t.Errorf("%q turns a sentence", w)
		}
	}
}

// TestRacconti: why people change needs nobody; the same said of the new box, or of somebody else, does.
func TestRacconti(t *testing.T) {
	for _, c := range []struct {
		before string
		ok     bool
	}{
		{"Ho traslocato a Livorno per ragioni di lavoro.", true},
		{"Sono passata da Aruba a Legalmail per ragioni di costo.", true},
		{"Ho telefonato ieri in segreteria.", true},
		{"Vi informo che ho letto la vostra circolare.", true},
		{"Ho traslocato in un appartamento con la cantina.", true},
		{"Ho finalmente la PEC.", true},
		{"Mi scuso per il ritardo e vi ringrazio per la pazienza.", true},
		{"Consapevole delle responsabilità penali in caso di dichiarazioni mendaci (D.P.R. 445/2000).", true},
		{"Ho traslocato in un appartamento di mio zio, che scrive.", false},
		{"Ho chiuso la nuova casella.", false},
		{"Rinnovo la casella dell'Ordine.", false},
		{"Ho perso la password della PEC personale.", false},
		{"Ho traslocato: lui chiede quanto segue.", false},
		{"Ho traslocato a Livorno e la nuova casella scade.", false},
	} {
		v := nuovaScena(t).valuta(daGiulia("Rinuncia PEC", "Buongiorno.\n"+c.before+"\n"+"La "+modulo[3:]))
		if esegue(v) != c.ok {
			t.Errorf("%q: %s %s", c.before, v.Esito.Outcome, v.Esito.Why)
		}
	}
}
