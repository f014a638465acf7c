//go:build !race

package inspect_test

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"testing"

	"pecagent/agent/inspect"
	"pecagent/mailparse/muta"
)

// TestVariati explains messages that were changed at random in structure, each with all that inspect owes: JSON and page in order,
// nothing certified, and within the memory of one message (reliability.md §7 G10). The same seed gives the same messages; .ci/fuzz looks for others.
func TestVariati(t *testing.T) {
	seeds, _ := datiDiProva(t)
	o, err := inspect.Configure("", "")
	must(t, err)
	i, err := inspect.New(o)
	must(t, err)
	r := rand.New(rand.NewPCG(2026, 11))
	changed := 0
	for range 600 {
		raw := seeds[r.IntN(len(seeds))]
		plan := make([]byte, 4*(1+r.IntN(8)))
		for k := range plan {
			plan[k] = byte(r.UintN(256))
		}
		m := muta.Applica(raw, plan)
		if !bytes.Equal(m, raw) {
			changed++
		}
		before := bytes.Clone(m)
		var a, b runtime.MemStats
		runtime.ReadMemStats(&a)
		x, err := i.Message("variato.eml", m)
		runtime.ReadMemStats(&b)
		must(t, err)
		spiegato(t, x)
		if x.Proof == nil || x.Proof.Level == "certified" || !bytes.Equal(m, before) {
			t.Fatalf("plan %x: %s", plan, testo(t, x))
		}
		if mb := (b.TotalAlloc - a.TotalAlloc) >> 20; mb > 64 {
			t.Errorf("plan %x: %d MB for %d bytes", plan, mb, len(m))
		}
	}
	if changed < 500 {
		t.Errorf("only %d messages were changed", changed)
	}
}
