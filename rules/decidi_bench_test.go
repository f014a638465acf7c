package rules

import (
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// BenchmarkLungaStoria decides the receipt of a letter, and a request that is understood already, of a member who has written many times: with
// a request in the store and with 500 of them, each with its letter and receipt. cpu-µs/op is the processor's time, of which the machine's
// other work is no part.
func BenchmarkLungaStoria(b *testing.B) {
	for _, c := range []struct {
		name     string
		requests int
	}{{"una", 1}, {"cinquecento", 500}} {
		o := lungaStoria(&testing.T{}, c.requests)
		last := Lettera{}
		Lettere(o.a, func(l Lettera) bool { last = l; return true })
		receipt := o.ricevuta(last, pec.AvvenutaConsegna, o.now, nil)
		request := o.busta("luca.conti@legalpost.example", "R4 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D")
		for name, in := range map[string]Input{"ricevuta": receipt, "richiesta": request} {
			b.Run(name+"-"+c.name, func(b *testing.B) {
				from := processore(b)
				for b.Loop() {
					if d := decidi(o.p, Vista(o.a), in, o.valuta); len(d.Events) == 0 {
						b.Fatal("nothing was decided")
					}
				}
				b.ReportMetric(float64(processore(b)-from)/1e3/float64(b.N), "cpu-µs/op")
			})
		}
	}
}

// lungaStoria is an Order with one member, who wrote so many times; the last letter has no receipt yet.
func lungaStoria(t *testing.T, n int) *ordine {
	o := nuovoOrdine(t)
	o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example")
	o.comanda("modo automatico R4,R15")
	for range n {
		o.now = o.now.Add(25 * time.Hour)
		o.decide(o.busta("luca.conti@legalpost.example", "R15 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D"))
		for i, l := range o.spedisci() {
			if i > 0 || n == 1 {
				continue
			}
			o.decide(o.ricevuta(o.lettera(l.ID), pec.AvvenutaConsegna, o.now, nil))
		}
	}
	o.decide(o.busta("luca.conti@legalpost.example", "R15 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D"))
	o.now = o.now.Add(25 * time.Hour)
	o.spedisci()
	return o
}
