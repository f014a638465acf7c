package agent_test

import (
	"fmt"
	"strings"
	"testing"

	"pecagent/agent/demo"
)

// TestUnexpectedSigner: a busta that another provider signs than the first one of its domain waits for a person, who is told
// both names; his approval makes the new one known, through a restart too (pec.md §8 row 11).
func TestUnexpectedSigner(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`))
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	asks := func() {
		t.Helper()
		if _, err := g.Scrivi(demo.Scritto{From: "m.rossi@pecmail.example", Subject: "verifica PEC", Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? Marco Rossi RSSMRC69S21G702W"}); err != nil {
			t.Fatal(err)
		}
	}
	verdicts := func() (n int, unexpected int) {
		for _, ev := range b.events() {
			if ev.Esito != nil && ev.Esito.Busta == "trasporto" {
				n++
				if strings.Contains(strings.Join(ev.Esito.Motivi, " "), "signer_unexpected") && ev.Esito.Livello == "certified" {
					unexpected++
				}
			}
		}
		return n, unexpected
	}
	decided := func(n int) {
		t.Helper()
		b.until(fmt.Sprintf("%d decisions", n), func() bool { got, _ := verdicts(); return got == n })
	}
	asks()
	decided(1)
	must(t, g.Guasto(demo.Guasto{Punto: demo.FirmaAltrui, Destinatario: "m.rossi@pecmail.example", Volte: -1}))
	asks()
	decided(2)
	list := b.cmd("review", "list")
	if _, n := verdicts(); n != 1 || !strings.Contains(list, "Per pecmail.example firmava finora posta-certificata@") || !strings.Contains(list, "registra anche il nuovo firmatario") {
		t.Fatalf("%d unexpected:\n%s", n, list)
	}
	id := list[strings.Index(list, "SEG-"):][:len("SEG-2026-000001")]
	b.cmd("review", "approve", id)
	must(t, b.end())
	b.run()
	b.socket()
	asks()
	decided(3)
	if _, n := verdicts(); n != 1 {
		t.Errorf("a signer a person approved is unexpected again: %d", n)
	}
}
