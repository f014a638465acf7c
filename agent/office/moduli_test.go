package office_test

import (
	"context"
	"strings"
	"testing"

	"pecagent/agent/demo"
	"pecagent/agent/modulo"
	"pecagent/rules"
)

// TestReviewModulo: review show tells what an attached form says, with the words that it decides nothing; without a
// reader it shows the attachment alone.
func TestReviewModulo(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	u.scrive(demo.Scritto{From: "giulia.bianchi@iscritti.pec-ordine.example", Subject: "modulo PEC", Body: "In allegato il modulo.\n",
		Allegati: []demo.Allegato{{Nome: "modulo.pdf", Tipo: "application/pdf", Corpo: []byte("%PDF-1.7\nuno")}, {Nome: "foto.jpg", Tipo: "image/jpeg", Corpo: []byte("x")}}})
	var id string
	for _, w := range strings.Fields(u.riesce("review", "list")) {
		if strings.HasPrefix(w, "SEG-") {
			id = w
		}
	}
	before := u.riesce("review", "show", id)
	if !strings.Contains(before, "allegato: modulo.pdf") || strings.Contains(before, "non entra nella decisione") {
		t.Errorf("%s", before)
	}
	read := 0
	u.env.Modulo = func(_ context.Context, pdf []byte) modulo.Modulo {
		if read++; string(pdf) != "%PDF-1.7\nuno" {
			t.Errorf("%q", pdf)
		}
		return modulo.Modulo{Fields: []modulo.Campo{{Name: "pec", Value: "x@pecmail.example\u202e"}, {Name: "vuoto"}}, Text: "riga\n\x1b[2Jdue", Error: "il testo è danneggiato"}
	}
	after := u.riesce("review", "show", id)
	for _, w := range []string{"letto dall'allegato, per la persona: non entra nella decisione", "campo «pec»: «x@pecmail.example⟨U+202E⟩»", "    | riga\n    | ⟨U+001B⟩[2Jdue", "illeggibile, del tutto o in parte: il testo è danneggiato"} {
		if !strings.Contains(after, w) {
			t.Errorf("no %q in\n%s", w, after)
		}
	}
	if read != 1 || strings.Contains(after, "vuoto") {
		t.Errorf("%d PDFs read\n%s", read, after)
	}
}
