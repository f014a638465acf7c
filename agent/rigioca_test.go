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
	persons := func() (n int) { // what the agent does meanwhile by itself is no matter of the replay
		for _, ev := range b.events() {
			if ev.Attore.Tipo == "persona" {
				n++
			}
		}
		return n
	}
	seen := persons()
	b.until("two replays of one log", func() bool {
		before := len(b.events())
		first, second := b.cmd("replay"), b.cmd("replay") // exit 0: no difference
		if !strings.Contains(first, "Nessuna differenza.") || strings.Contains(first, "non rigiocabile") {
			t.Errorf("%s", first)
		}
		if len(b.events()) != before {
			return false // letters and receipts are still on their way
		}
		if first != second {
			t.Errorf("two replays of one log differ:\n%s\n%s", first, second)
		}
		return true
	})
	if n := persons(); n != seen {
		t.Errorf("%d events of persons before, %d after", seen, n)
	}
	r, err := agent.Dial(b.cfg).Run(t.Context(), agent.Call{Args: []string{"replay", "--json", "--member", "BNCGLI78C48G478A"}})
	must(t, err)
	if r.Code != 0 || !strings.Contains(string(r.Out), `"kind":"summary"`) {
		t.Errorf("%d %s%s", r.Code, r.Out, r.Err)
	}
}
