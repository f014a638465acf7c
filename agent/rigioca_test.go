package agent_test

import (
	"fmt"
	"strings"
	"testing"

	"pecagent/agent"
	"pecagent/agent/demo"
)

// TestReplayBesideTheAgent: a running agent answers replay over its socket, from the log that it is writing: what it decided is decided
// again without a difference, twice with the same bytes, and nothing is written by it, not even that somebody looked.
func TestReplayBesideTheAgent(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`))
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	_, err := g.Scrivi(demo.Scritto{From: bianchi, Subject: "Rinuncia PEC Ordine", Body: formB})
	must(t, err)
	b.until("the switch of domicile", func() bool {
		return strings.Contains(b.cmd("members", "show", "--json", "Bianchi"), `"domicilio_digitale":"`+nuova+`"`)
	})
	b.looks(3)
	before := len(b.events())
	first := b.cmd("replay") // exit 0: no difference
	if !strings.Contains(first, "Nessuna differenza.") || strings.Contains(first, "non rigiocabile") {
		t.Errorf("%s", first)
	}
	if n := len(b.events()); n == before && b.cmd("replay") != first {
		t.Error("two replays of one log differ")
	} else if n != before {
		t.Errorf("%d events before, %d after", before, n)
	}
	r, err := agent.Dial(b.cfg).Run(t.Context(), agent.Call{Args: []string{"replay", "--json", "--member", "BNCGLI78C48G478A"}})
	must(t, err)
	if r.Code != 0 || !strings.Contains(string(r.Out), `"kind":"summary"`) {
		t.Errorf("%d %s%s", r.Code, r.Out, r.Err)
	}
}
