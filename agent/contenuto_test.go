package agent_test

import (
	"fmt"
	"strings"
	"testing"

	"pecagent/agent/demo"
	"pecagent/rules"
)

// TestContentOfReceipts: a receipt of delivery that returns another letter than was sent moves nothing and calls a person, who
// is told what differs; one that returns ours delivers it (pec.md §8 row 13).
func TestContentOfReceipts(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	must(t, g.Guasto(demo.Guasto{Punto: demo.ConsegnaAltera, Destinatario: "m.rossi@pecmail.example"}))
	must(t, g.Guasto(demo.Guasto{Punto: demo.ConsegnaMonca, Destinatario: "luca.conti@legalpost.example"}))
	b := onDemo(t, g, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`))
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	for from, who := range map[string]string{"m.rossi@pecmail.example": "Marco Rossi RSSMRC69S21G702W", "luca.conti@legalpost.example": "Luca Conti CNTLCU88R19A944D", "sara.moretti@pecmail.example": "Sara Moretti MRTSRA93P49F205U"} {
		if _, err := g.Scrivi(demo.Scritto{From: from, Subject: "verifica PEC", Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? " + who}); err != nil {
			t.Fatal(err)
		}
	}
	found := func() map[string]rules.Ricevuta {
		out := map[string]rules.Ricevuta{}
		for _, ev := range b.events() {
			if r := ev.Ricevuta; r != nil && r.Tipo == "avvenuta-consegna" {
				out[r.Consegna] = *r
			}
		}
		return out
	}
	b.until("three receipts of delivery", func() bool { return len(found()) == 3 })
	for to, want := range map[string]string{"m.rossi@pecmail.example": "diverso [content_differs]", "luca.conti@legalpost.example": "diverso [content_missing]", "sara.moretti@pecmail.example": "uguale []"} {
		r := found()[to]
		if got := fmt.Sprint(r.Contenuto, " ", r.Anomalie); got != want || r.Lettera == "" {
			t.Errorf("%s: %s %s, want %s", to, r.Lettera, got, want)
		}
	}
	list := b.cmd("review", "list")
	if !strings.Contains(list, "non è quello inviato: il testo ha un altro contenuto") && !strings.Contains(list, "non è quello inviato: la parte 1 ha un altro contenuto") || !strings.Contains(list, "dovrebbe riportare il messaggio inviato") {
		t.Errorf("nobody is told what differs:\n%s", list)
	}
	if n := strings.Count(b.cmd("evidence", "find", "--json"), `"state":"CONSEGNATA"`); n != 1 {
		t.Errorf("%d letters are delivered, want 1", n)
	}
}
