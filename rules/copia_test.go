package rules

import "testing"

// TestCopia: a copy is owed from the moment a letter has certainly left, never before and never in doubt; once it is known to
// lie in the Sent folder nothing is owed, and the receipts that come after change nothing of that.
func TestCopia(t *testing.T) {
	o := nuovoOrdine(t)
	o.comanda("modo automatico R4")
	o.comanda("politica ritardo=0")
	o.comanda("iscritto " + conti + " Conti Luca domicilio=" + domConti)
	o.comanda("scrive " + domConti + " R4 IN_ESECUZIONE AUTO cf=" + conti + " nuova=conti.luca@pecmail.example")
	due := func() int { return len(SenzaCopia(o.vista())) }
	step := func(id string, p Passo) {
		t.Helper()
		p.Lettera = id
		if d := o.decide(Sent{Now: o.now, Passo: p}); d.Errore != "" {
			t.Fatal(d.Errore)
		}
	}
	for i, id := range []string{"LET-2026-000001", "LET-2026-000002"} {
		step(id, Passo{Stato: LInCoda, MsgID: id + "@x", SHA256: hexSHA256(id)})
		step(id, Passo{Stato: LInInvio, Copia: true})
		if due() != i {
			t.Errorf("%s has not left and its copy is owed", id)
		}
		step(id, Passo{Stato: LIncerta})
		if due() != i {
			t.Errorf("%s is in doubt and its copy is owed", id)
		}
		if i == 0 {
			step(id, Passo{Stato: LInviata})
		} else {
			o.comanda("ricevuta accettazione " + id) // the doubt is over
		}
		if due() != i+1 {
			t.Errorf("%s has left, and %d copies are owed", id, due())
		}
	}
	done := Copiata{Now: o.now, Copia: Copia{Lettera: "LET-2026-000001", Cartella: "Inviata"}}
	if d := o.decide(done); d.Errore != "" || due() != 1 {
		t.Errorf("recorded: %s, %d owed", d.Errore, due())
	}
	if d := o.decide(done); d.Errore == "" {
		t.Error("a copy was recorded twice")
	}
	o.comanda("ricevuta avvenuta-consegna LET-2026-000001")
	if l := o.lettera("LET-2026-000001"); due() != 1 || l.Stato != LConsegnata || l.Copia != CopiaFatta {
		t.Errorf("after its delivery: %s, copy %s, %d owed", l.Stato, l.Copia, due())
	}
	if d := o.decide(Copiata{Copia: Copia{Lettera: "LET-2026-000009", Cartella: "Inviata"}}); d.Errore == "" {
		t.Error("a copy of no letter was recorded")
	}
	o.rigioca()
}
