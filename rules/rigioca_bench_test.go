package rules

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkRigioco decides a synthetic history of 100,000 inputs again: members' requests, steps and receipts of the letters, looks
// at the clock, with the policy of the log. Messages are parsed already: the reading of them is measured by the command. One
// operation is the whole history.
func BenchmarkRigioco(b *testing.B) {
	const inputs = 100_000
	t := &testing.T{}
	r, _ := storiaDiMolti(t)
	var story []gruppoProva
	var ins []Input
	for _, g := range r.gruppi {
		_, in := SenzaIngresso(g.events)
		story = append(story, g)
		if in == nil {
			ins = append(ins, nil)
			continue
		}
		i, err := in.Input(g.msg, g.proof)
		if err != nil {
			b.Fatal(err)
		}
		ins = append(ins, i)
	}
	from := processore(b)
	for b.Loop() {
		done := 0
		for done < inputs {
			x := NewRigioco(nil)
			for i, g := range story {
				if ins[i] == nil {
					if err := x.Fatti(g.events, ""); err != nil {
						b.Fatal(err)
					}
					continue
				}
				diff, err := x.Decisione(g.events, ins[i], time.Time{})
				if err != nil || len(diff) > 0 {
					b.Fatal(fmt.Sprint(err, diff))
				}
				done++
			}
		}
	}
	b.ReportMetric(float64(processore(b)-from)/1e9/float64(b.N), "cpu-s/op")
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/inputs*1e6, "µs/input")
}
