package rules

import (
	"fmt"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// esitoProva is the outcome of one letter to the domicile.
type esitoProva struct {
	alle   string
	motivo string // "", consegna; else the provider's words
}

// conEsiti gives the member after the receipts of the letters came in an order.
func conEsiti(t *testing.T, esiti []esitoProva, ordine []int) Iscritto {
	t.Helper()
	o := nuovoOrdine(t)
	o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Proponi}})
	o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Stato: Iscr, Domicilio: &Domicilio{Indirizzo: "a@x.example"}}})
	var ls []Lettera
	for i := range esiti {
		l := Lettera{ID: fmt.Sprintf("LET-2026-%06d", i+1), Rif: fmt.Sprintf("PEC-2026-%06d", i+1), Modello: "T-16", CF: "CNTLCU88R19A944D", A: "a@x.example",
			Stato: LInviata, MsgID: fmt.Sprintf("m%d@x", i), SHA256: fmt.Sprintf("%064d", i), TInvio: o.now, Tentativi: 1}
		o.apply(Event{Kind: KLettera, Lettera: &l})
		ls = append(ls, l)
	}
	for _, i := range ordine {
		e := esiti[i]
		tipo, change := pec.AvvenutaConsegna, func(*pec.DatiCert) {}
		if e.motivo != "" {
			tipo, change = pec.ErroreConsegna, func(dc *pec.DatiCert) { dc.Errore, dc.ErroreEsteso = pec.Altro, e.motivo }
		}
		if e.motivo == "no-dest" {
			change = func(dc *pec.DatiCert) { dc.Errore = pec.NoDest }
		}
		in := o.ricevuta(ls[i], tipo, romano(t, e.alle), change)
		in.Msg.SHA256 = fmt.Sprintf("%064x", 1000+i) // the same receipt whenever it comes
		in.Dove.SHA256, in.Msg.EffectKey = in.Msg.SHA256, in.Msg.SHA256
		if d := o.decide(in); d.Errore != "" {
			t.Fatal(d.Errore)
		}
	}
	o.rigioca()
	m, _ := o.vista().Iscritto("CNTLCU88R19A944D")
	return m
}

// TestDifetto: what the letters to a domicile show, whatever the order in which their receipts come.
func TestDifetto(t *testing.T) {
	const piena, tempo = "5.2.2 - casella piena", "4.4.7 - tempo massimo"
	for _, c := range []struct {
		name     string
		esiti    []esitoProva
		motivo   string
		dal      string
		n        int
		conferma bool
	}{
		{"delivered", []esitoProva{{"2026-11-01 09:00", ""}}, "", "", 0, false},
		{"missing box", []esitoProva{{"2026-11-01 09:00", "no-dest"}}, NonValido, "2026-11-01", 1, false},
		{"missing box twice, a day apart", []esitoProva{{"2026-11-01 09:00", "no-dest"}, {"2026-11-02 09:00", "no-dest"}}, NonValido, "2026-11-01", 2, true},
		{"missing box twice, an hour short of a day", []esitoProva{{"2026-11-01 09:00", "no-dest"}, {"2026-11-02 08:59", "no-dest"}}, NonValido, "2026-11-01", 2, false},
		{"full once", []esitoProva{{"2026-11-01 09:00", piena}}, Satura, "2026-11-01", 1, false},
		{"full, again after six days", []esitoProva{{"2026-11-01 09:00", piena}, {"2026-11-07 09:00", piena}}, Satura, "2026-11-01", 2, false},
		{"full, again after seven days", []esitoProva{{"2026-11-01 09:00", piena}, {"2026-11-08 09:00", piena}}, Satura, "2026-11-01", 2, true},
		{"full, then missing", []esitoProva{{"2026-11-01 09:00", piena}, {"2026-11-03 09:00", "no-dest"}}, NonValido, "2026-11-01", 2, true},
		{"delivered in between", []esitoProva{{"2026-11-01 09:00", piena}, {"2026-11-05 09:00", ""}, {"2026-11-08 09:00", piena}}, Satura, "2026-11-08", 1, false},
		{"delivered at last", []esitoProva{{"2026-11-01 09:00", piena}, {"2026-11-02 09:00", "no-dest"}, {"2026-11-03 09:00", ""}}, "", "", 0, false},
		{"delivered in the very second of a failure", []esitoProva{{"2026-11-01 09:00", piena}, {"2026-11-01 09:00", ""}}, "", "", 0, false},
		{"time-outs, two", []esitoProva{{"2026-11-01 09:00", tempo}, {"2026-11-02 09:00", tempo}}, "", "", 0, false},
		{"time-outs, three in a row", []esitoProva{{"2026-11-01 09:00", tempo}, {"2026-11-02 09:00", tempo}, {"2026-11-03 09:00", tempo}}, NonValido, "2026-11-01", 3, false},
		{"time-outs, a delivery among them", []esitoProva{{"2026-11-01 09:00", tempo}, {"2026-11-02 09:00", ""}, {"2026-11-03 09:00", tempo}}, "", "", 0, false},
		{"a reason nobody knows", []esitoProva{{"2026-11-01 09:00", "qualcosa"}, {"2026-11-02 09:00", "qualcosa"}, {"2026-11-03 09:00", "qualcosa"}}, "", "", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, order := range permutazioni(len(c.esiti)) {
				m := conEsiti(t, c.esiti, order)
				f := m.Difetto
				if f == nil {
					f = &Difetto{}
				}
				if f.Motivo != c.motivo || DataRoma(f.Dal) != c.dal || len(f.Lettere) != c.n || !f.Secondo.IsZero() != c.conferma || len(f.Prove) != c.n {
					t.Fatalf("receipts in the order %v: %+v, want %s from %s of %d letters, confirmed %t", order, *f, c.motivo, c.dal, c.n, c.conferma)
				}
				stato, motivo := m.Conformita()
				if want := map[bool]string{true: Conforme, false: Difettoso}[c.motivo == ""]; stato != want || motivo != c.motivo {
					t.Errorf("order %v: %s %s", order, stato, motivo)
				}
			}
		})
	}
}

// TestPerAtto is R-230: where a legal act may go alone.
func TestPerAtto(t *testing.T) {
	dom := &Domicilio{Indirizzo: "a@x.example"}
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	box := func(change func(*Casella)) *Casella {
		k := &Casella{Indirizzo: "a@x.example", Stato: Attivata}
		change(k)
		return k
	}
	for name, c := range map[string]struct {
		m  Iscritto
		ok bool
	}{
		"none":                {Iscritto{}, false},
		"personal":            {Iscritto{Domicilio: dom}, true},
		"personal, defective": {Iscritto{Domicilio: dom, Difetto: &Difetto{Motivo: Satura, Indirizzo: "a@x.example"}}, false},
		"defect of another":   {Iscritto{Domicilio: dom, Difetto: &Difetto{Motivo: Satura, Indirizzo: "b@x.example"}}, true},
		"Order box":           {Iscritto{Domicilio: dom, Casella: box(func(*Casella) {})}, true},
		"never used":          {Iscritto{Domicilio: dom, Casella: box(func(k *Casella) { k.Stato = Generata })}, false},
		"used":                {Iscritto{Domicilio: dom, Casella: box(func(k *Casella) { k.Stato, k.PrimoUso = Generata, now })}, true},
		"about to be revoked": {Iscritto{Domicilio: dom, Casella: box(func(k *Casella) { k.RevocaDal = now })}, false},
		"given notice":        {Iscritto{Domicilio: dom, Casella: box(func(k *Casella) { k.DisdettaIl = "2026-11-01" })}, false},
		"full":                {Iscritto{Domicilio: dom, Casella: box(func(k *Casella) { k.Tecnico = TecnicoSatura })}, false},
		"another box of his":  {Iscritto{Domicilio: dom, Casella: &Casella{Indirizzo: "b@x.example", Stato: Generata}}, true},
	} {
		if addr, why := c.m.PerAtto(); (addr != "") != c.ok || (why == "") != c.ok {
			t.Errorf("%s: %q %q", name, addr, why)
		}
	}
}
