package rules

import (
	"strings"
	"testing"
)

// TestGiaPartita: a letter about whose Message-ID certified receipts are known although this store never sent it is taken back
// and a person is called, at the moment its bytes are fixed or at the moment it would leave; others go.
func TestGiaPartita(t *testing.T) {
	prepare := []string{"iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example", "modo automatico R3",
		"scrive luca.conti@legalpost.example R3 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D"}
	queue := "spedizione L1 IN_CODA msgid=a@b sha=ab"
	foreign := Ricevuta{SHA256: "f0", MsgID: "a@b", Anomalie: []string{aForeign}}
	ours := Ricevuta{SHA256: "f0", MsgID: "a@b", Lettera: "LET-2026-000001", Anomalie: []string{aNonSpedita}}
	moved := Ricevuta{SHA256: "f0", MsgID: "a@b", Lettera: "LET-2026-000001"}
	other := Ricevuta{SHA256: "f0", MsgID: "c@b", Anomalie: []string{aForeign}}
	for _, c := range []struct {
		name          string
		before, after *Ricevuta
		sends         bool
	}{
		{"no receipt", nil, nil, true},
		{"a receipt before the letter has its bytes", &foreign, nil, false},
		{"a receipt of another letter", &other, nil, true},
		{"a receipt between bytes and sending", nil, &ours, false},
		{"a receipt that moved the letter", nil, &moved, true},
	} {
		o := nuovoOrdine(t)
		for _, s := range prepare {
			o.comanda(s)
		}
		receipt := func(r *Ricevuta) {
			if r != nil {
				o.apply(Event{Kind: KRicevuta, Ricevuta: r})
			}
		}
		receipt(c.before)
		said := o.comanda(queue)
		receipt(c.after)
		if o.lettera("LET-2026-000001").Stato == LInCoda {
			said = o.comanda("spedizione L1 IN_INVIO")
		}
		l := o.lettera("LET-2026-000001")
		if sends := l.Stato == LInInvio; sends != c.sends || !sends && l.Stato != LRitirata {
			t.Errorf("%s: %s after %q", c.name, l.Stato, said)
		}
		called := false
		for _, id := range o.vista().Cerca(CompitiVivi, "") {
			k, _ := o.vista().Compito(id)
			called = called || strings.Contains(k.Perche, "già partita prima del ripristino")
		}
		if called == c.sends {
			t.Errorf("%s: called %v", c.name, called)
		}
	}
}
