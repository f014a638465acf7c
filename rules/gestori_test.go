package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

const (
	gestoreVero  = "posta-certificata@vero.example"
	gestoreLadro = "posta-certificata@ladro.example"
)

// TestNessunoSiImpone: whatever a provider who signs for other people's domains sends, in whatever order, of whatever
// time, twice or as a receipt: for each domain the first signer is known and no other joins, what another signs executes
// nothing, and a replay of the log knows the same.
func TestNessunoSiImpone(t *testing.T) {
	for seed := range uint64(150) {
		rnd := rand.New(rand.NewPCG(seed, 9))
		o := nuovoOrdine(t)
		o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca@uno.example")
		o.comanda("iscritto RSSMRC69S21G702W Rossi Marco domicilio=m.rossi@due.example")
		known := map[string]string{} // the reference: domain → first who signed a message that teaches
		var sent []Received
		for range 25 {
			if rnd.IntN(6) == 0 {
				o.comanda([]string{"modo osserva", "modo proponi", "modo automatico R4"}[rnd.IntN(3)])
			}
			signer := []string{gestoreVero, gestoreLadro}[rnd.IntN(2)]
			in, dominio := o.aCaso(rnd, signer, sent)
			copied := slices.ContainsFunc(sent, func(x Received) bool { return x.Dove.SHA256 == in.Dove.SHA256 })
			holds := in.Proof.Level == mailparse.Certified
			unexpected := holds && dominio != "" && known[dominio] != "" && known[dominio] != in.Proof.Signer
			o.controllaDecisione(in, o.decide(in), unexpected)
			if holds && dominio != "" && !copied && known[dominio] == "" {
				known[dominio] = in.Proof.Signer
			}
			sent = append(sent, in)
			if rnd.IntN(8) == 0 {
				for _, id := range o.vista().Cerca(CompitiVivi, "") {
					o.comanda("respinge " + id + " nota=no")
				}
			}
			for _, d := range []string{"uno.example", "due.example", "pec.ordine-prova.example", "tre.example"} {
				if got := o.vista().Cerca(PerGestore, d); len(got) > 1 || known[d] == "" && len(got) > 0 || known[d] != "" && !slices.Equal(got, []string{known[d]}) {
					t.Fatalf("seed %d: %s is signed by %v, want %q", seed, d, got, known[d])
				}
			}
		}
		o.rigioca()
	}
}

// aCaso is a message of any kind, and the domain it may teach.
func (o *ordine) aCaso(rnd *rand.Rand, signer string, sent []Received) (Received, string) {
	cf, from := "CNTLCU88R19A944D", "luca@uno.example"
	if rnd.IntN(2) == 0 {
		cf, from = "RSSMRC69S21G702W", "m.rossi@due.example"
	}
	request := "R4 IN_ESECUZIONE AUTO cf=" + cf + " nuova=x@ladro.example"
	var in Received
	dominio := dominioDi(from)
	switch k := rnd.IntN(10); {
	case k == 0 && len(sent) > 0: // again, as it is or under another signature that does not hold
		in = sent[rnd.IntN(len(sent))]
		dominio = dominioFirmato(in.Msg, nostraCasella)
		return in, dominio
	case k == 1:
		in, dominio = o.busta(from, request), ""
		in.Proof = mailparse.Proof{Level: mailparse.Mismatch, Reasons: []string{"from_mismatch"}, Signer: signer}
		return in, dominio
	case k == 2: // the provider's word that it wrapped something
		in, dominio = o.busta(from, request), ""
		in.Msg.Busta, in.Msg.Tipo, in.Msg.DatiCert = pec.Anomalia, "", nil
	case k == 3:
		in = o.ricevuta(Lettera{ID: "estranea", A: "a@tre.example", MsgID: "webmail@pec.ordine-prova.example"}, pec.Accettazione, o.now, nil)
		dominio = "pec.ordine-prova.example"
	case k == 4:
		in = o.ricevuta(Lettera{ID: "estranea", A: "a@tre.example", MsgID: "webmail@pec.ordine-prova.example"}, pec.AvvenutaConsegna, o.now, nil)
		dominio = "tre.example"
	case k == 5: // of somebody else's mail
		in = o.ricevuta(Lettera{ID: "altrui", A: from, MsgID: "x@altri.example"}, pec.AvvenutaConsegna, o.now, func(d *pec.DatiCert) { d.Mittente = "altri@altri.example" })
		dominio = ""
	default:
		in = o.busta(from, request)
		if k == 6 { // of before T0, real or made up
			in.Msg.DatiCert.Data = o.now.AddDate(-2, 0, 0)
		}
	}
	in.Proof.Signer = signer
	return in, dominio
}

// controllaDecisione: what an unexpected signer signed says so and waits for a person.
func (o *ordine) controllaDecisione(in Received, d Decision, unexpected bool) {
	o.t.Helper()
	v := *d.Events[0].Esito
	if got := slices.Contains(v.Motivi, aFirmatario); got != unexpected {
		o.t.Fatalf("%s of %s signed by %s: unexpected %v, want %v", v.Busta, v.Mittente, in.Proof.Signer, got, unexpected)
	}
	if !unexpected {
		return
	}
	if v.Livello != "certified" || v.Decisione != nil && v.Decisione.Auto == "AUTO" {
		o.t.Fatalf("%+v", v)
	}
	for _, e := range d.Events {
		if e.Iscritto != nil || e.Lettera != nil && e.Lettera.Stato != LProposta || e.Richiesta != nil && e.Richiesta.Stato != RInRevisione {
			o.t.Fatalf("an unexpected signer moved %s", encode(o.t, e))
		}
	}
}

// TestInattesi: whose signature each kind of message must bear.
func TestInattesi(t *testing.T) {
	own, theirs, other := "pc@nostro.example", "pc@loro.example", "pc@altri.example"
	for _, c := range []struct {
		tipo   pec.Tipo
		errore pec.Errore
		signer string
		want   string // domain
	}{
		{pec.Accettazione, "", own, ""}, {pec.Accettazione, "", theirs, "pec.ordine-prova.example"},
		{pec.NonAccettazione, pec.Altro, own, ""}, {pec.NonAccettazione, pec.Virus, theirs, "pec.ordine-prova.example"},
		{pec.PreavvisoErroreConsegna, pec.Altro, own, ""}, {pec.PreavvisoErroreConsegna, pec.Altro, theirs, "pec.ordine-prova.example"},
		{pec.AvvenutaConsegna, "", theirs, ""}, {pec.AvvenutaConsegna, "", own, "legalpost.example"}, {pec.AvvenutaConsegna, "", other, "legalpost.example"},
		{pec.ErroreConsegna, pec.NoDest, theirs, ""}, {pec.ErroreConsegna, pec.NoDominio, own, ""}, {pec.ErroreConsegna, pec.Altro, other, "legalpost.example"},
		{pec.ErroreConsegna, pec.Virus, own, ""}, {pec.ErroreConsegna, pec.Virus, theirs, "pec.ordine-prova.example"},
		{pec.PresaInCarico, "", other, ""}, {pec.RilevazioneVirus, pec.Virus, other, ""},
	} {
		o := conLettera(t)
		o.apply(Event{Kind: KEsito, Esito: &Verdetto{SHA256: "a", Livello: "certified", Dominio: "pec.ordine-prova.example", Firmatario: own}},
			Event{Kind: KEsito, Esito: &Verdetto{SHA256: "b", Livello: "certified", Busta: "trasporto", Mittente: "qualcuno@LegalPost.example", Firmatario: theirs}}) // as logs of before have it
		delIndice(o.a, PerGestore, "legalpost.example", "posta-certificata@prov.example") // of the message the letter answers
		addIndice(o.a, PerGestore, "legalpost.example", theirs)
		in := o.ricevuta(o.lettera("LET-2026-000001"), c.tipo, o.now, func(d *pec.DatiCert) { d.Errore = c.errore })
		in.Proof.Signer = c.signer
		d := o.decide(in)
		got, task := "", false
		for _, e := range d.Events {
			if e.Compito != nil && e.Compito.Gestore != nil {
				got, task = e.Compito.Gestore.Dominio, !e.Compito.Urgente
			}
		}
		if said := slices.Contains(d.Events[0].Esito.Motivi, aFirmatario); got != c.want || said != (c.want != "") || task != said {
			t.Errorf("%s %s signed by %s: %q, said %v, want %q", c.tipo, c.errore, c.signer, got, said, c.want)
		}
	}
}

// TestGestoreSoloApprovato: a signer joins by the approval of the task that names him, also where there was nothing else to do.
func TestGestoreSoloApprovato(t *testing.T) {
	o := nuovoOrdine(t)
	o.comanda("modo proponi")
	o.decide(o.firmata("x@uno.example", "R15 IN_REVISIONE REVIEW approvabile=no", gestoreVero))
	o.decide(o.firmata("y@uno.example", "R15 IN_REVISIONE REVIEW approvabile=no", gestoreLadro))
	c, _ := o.vista().Compito("SEG-2026-000002")
	if c.Gestore == nil || c.Gestore.Firmatario != gestoreLadro || !slices.Equal(c.Gestore.Noti, []string{gestoreVero}) || c.Gestore.Dominio != "uno.example" {
		t.Fatalf("%+v", c)
	}
	if s := o.comanda("approva S1"); !slices.Contains([]string{"rifiutato"}, s[:min(9, len(s))]) {
		t.Errorf("an approval that does nothing: %s", s)
	}
	o.comanda("approva S2")
	if got := o.vista().Cerca(PerGestore, "uno.example"); !slices.Equal(got, []string{gestoreLadro, gestoreVero}) {
		t.Errorf("known after the approval: %v", got)
	}
	if d := o.decide(o.firmata("y@uno.example", "R15 IN_REVISIONE REVIEW", gestoreLadro)); len(d.Events[0].Esito.Motivi) > 0 {
		t.Errorf("%v", d.Events[0].Esito.Motivi)
	}
	o.rigioca()
}

// TestGestoreAdottato: a message of history that another signed, adopted by a person, makes its signer known with the approval.
func TestGestoreAdottato(t *testing.T) {
	o := nuovoOrdine(t)
	o.decide(o.firmata("x@uno.example", "R15 ESEGUITA AUTO", gestoreVero))
	in := o.firmata("y@uno.example", "R15 ESEGUITA AUTO", gestoreLadro)
	in.Msg.DatiCert.Data = o.now.Add(-60 * 24 * time.Hour)
	d := o.decide(in)
	v := *d.Events[0].Esito
	if !v.Storico || !slices.Contains(v.Motivi, aFirmatario) {
		t.Fatalf("%+v", v)
	}
	o.comanda("modo proponi")
	o.decide(Adopted{Now: o.now, Attore: persona, Verdict: v})
	if fmt.Sprint(o.vista().Cerca(PerGestore, "uno.example")) != "["+gestoreVero+"]" {
		t.Error("adopting alone made a signer known")
	}
	o.comanda("approva S1")
	if n := len(o.vista().Cerca(PerGestore, "uno.example")); n != 2 {
		t.Errorf("%d signers are known", n)
	}
}

// firmata is a certified busta that somebody signed.
func (o *ordine) firmata(from, text, signer string) Received {
	in := o.busta(from, text)
	in.Proof.Signer = signer
	return in
}
