package inspect_test

import (
	"slices"
	"strings"
	"testing"

	"pecagent/agent/demo"
)

// TestFirmatarioInatteso: with --sequence who signs for a domain is known from the first busta; one that another provider signs is
// as certified, says so, and asks a person. Alone no message knows what was before it.
func TestFirmatarioInatteso(t *testing.T) {
	s := nuovaScena(t)
	first := s.una(leggi(t, "01").scritto(t))
	w := leggi(t, "01").scritto(t)
	must(t, s.g.Guasto(demo.Guasto{Punto: demo.FirmaAltrui, Destinatario: w.From}))
	w.Body += " Grazie."
	other := s.una(w)
	third := s.una(leggi(t, "01").scritto(t))
	o := s.opzioni()
	o.Sequence = true
	seen := s.sequenza(o, first, other, third)
	for i, want := range []bool{false, true, false} {
		if got := slices.Contains(seen[i].Proof.Reasons, "signer_unexpected"); got != want || seen[i].Proof.Level != "certified" {
			t.Errorf("message %d: %s %v, want unexpected %v", i+1, seen[i].Proof.Level, seen[i].Proof.Reasons, want)
		}
	}
	d := seen[1].Decision
	if d.Auto != "REVIEW" || !strings.Contains(d.Why, seen[0].Proof.Signer) || !strings.Contains(d.Why, seen[1].Proof.Signer) || !strings.Contains(d.Why, "iscritti.pec-ordine.example") || seen[0].Proof.Signer == seen[1].Proof.Signer {
		t.Errorf("%s", testo(t, seen[1]))
	}
	if e := seen[0].Decision; e.Auto != "AUTO" {
		t.Errorf("%s", testo(t, seen[0]))
	}
	o.Sequence = false
	for _, x := range s.sequenza(o, first, other) {
		if slices.Contains(x.Proof.Reasons, "signer_unexpected") || x.Decision.Auto != "AUTO" {
			t.Errorf("alone: %s", testo(t, x))
		}
	}
	// The other order: what is trusted is what came first.
	o.Sequence = true
	seen = s.sequenza(o, other, first)
	if !slices.Contains(seen[1].Proof.Reasons, "signer_unexpected") || seen[1].Decision.Auto != "REVIEW" || seen[0].Decision.Auto != "AUTO" {
		t.Errorf("%s\n%s", testo(t, seen[0]), testo(t, seen[1]))
	}
}
