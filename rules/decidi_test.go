package rules

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// TestStoria: 20,000 old messages of every kind give no letter, no task, no request.
func TestStoria(t *testing.T) {
	o := nuovoOrdine(t)
	cf := "CNTLCU88R19A944D"
	o.apply(Event{Kind: KIscritto, Iscritto: iscrittoDi([]string{cf, "Conti", "Luca"}, map[string]string{"domicilio": "luca.conti@legalpost.example"})})
	o.apply(Event{Kind: KModo, Modo: &Modo{Modo: Automatico, Automatico: []string{"R4"}}})
	old := romano(t, "2026-10-31 23:59")
	for i := range 20000 {
		in := o.busta("luca.conti@legalpost.example", "R4 IN_ESECUZIONE AUTO cf="+cf+" nuova=conti.luca@pecmail.example")
		in.Msg.DatiCert.Data = old.Add(-time.Duration(i) * time.Minute)
		switch i % 5 {
		case 1: // uncertified, judged by its Date and INTERNALDATE
			in.Proof = mailparse.Proof{Level: mailparse.Broken}
			in.Msg.Inner.Date, in.Dove.Interna = old, o.now
		case 2:
			in.Msg.Busta, in.Msg.Tipo, in.Msg.DatiCert.Tipo = pec.Ricevuta, pec.Accettazione, pec.Accettazione
			in.Msg.DatiCert.MsgID = "webmail@x.example"
		case 3:
			in.Msg.Busta, in.Proof, in.Msg.DatiCert = pec.Ordinaria, mailparse.Proof{}, nil
			in.Msg.Inner.Date, in.Dove.Interna = o.now, old
		case 4:
			in.Msg.Busta, in.Proof, in.Msg.DatiCert = pec.Malformata, mailparse.Proof{}, nil
			in.Dove.Interna = old
		}
		dec := decidi(o.p, Vista(o.a), in, o.valuta)
		if len(dec.Events) != 1 || dec.Events[0].Kind != KEsito || !dec.Events[0].Esito.Storico {
			t.Fatalf("message %d of history: %s", i, encode(t, dec))
		}
		if err := Apply(o.a, dec.Events[0]); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range []Indice{LettereVive, CompitiVivi, RichiesteVive} {
		if ids := o.vista().Cerca(i, ""); len(ids) > 0 {
			t.Errorf("%s: %v", i, ids)
		}
	}
}

// TestStoriaRicevutaNostra: a receipt of our letter counts whenever it was issued.
func TestStoriaRicevutaNostra(t *testing.T) {
	o := conLettera(t)
	dec := o.decide(o.ricevuta(o.lettera("LET-2026-000001"), pec.Accettazione, romano(t, "2026-10-01 10:00"), nil))
	if l := o.lettera("LET-2026-000001"); l.Stato != LAccettata {
		t.Errorf("state %s after %s", l.Stato, encode(t, dec))
	}
}

// conLettera is an Order in automatico whose first letter, a T-02, was sent.
func conLettera(t *testing.T) *ordine {
	t.Helper()
	o := nuovoOrdine(t)
	for _, c := range []string{
		"iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example",
		"modo automatico R3,R4",
		"scrive luca.conti@legalpost.example R3 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D",
		"invia",
	} {
		o.comanda(c)
	}
	if l := o.lettera("LET-2026-000001"); l.Stato != LInviata {
		t.Fatalf("the letter is %s", l.Stato)
	}
	return o
}

// TestOsservaNonManda: whatever is decided in osserva, nothing but the verdict (and what receipts say of
// letters sent before) is recorded, and nothing may leave.
func TestOsservaNonManda(t *testing.T) {
	for _, auto := range []string{"AUTO", "REVIEW", "NONE"} {
		for _, esito := range []string{"IN_ESECUZIONE", "INTEGRAZIONE_RICHIESTA", "IN_REVISIONE", "QUARANTENA"} {
			for _, busta := range []pec.Busta{pec.Trasporto, pec.Anomalia, pec.Ordinaria, pec.Malformata, pec.Ricevuta} {
				for _, level := range []mailparse.Level{mailparse.Unsigned, mailparse.Broken, mailparse.Mismatch, mailparse.Certified} {
					o := nuovoOrdine(t)
					o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example")
					in := o.busta("luca.conti@legalpost.example", "R4 "+esito+" "+auto+" cf=CNTLCU88R19A944D nuova=conti.luca@pecmail.example")
					in.Msg.Busta, in.Proof.Level = busta, level
					dec := o.decide(in)
					if len(dec.Events) != 1 || dec.Events[0].Kind != KEsito || !dec.Events[0].Esito.Osserva {
						t.Fatalf("%s %s %s %s: %s", auto, esito, busta, level, encode(t, dec))
					}
					o.now = o.now.AddDate(0, 2, 0)
					if dec := o.decide(Ticked{Now: o.now}); len(dec.Events) > 0 || len(Pronte(o.p, o.vista(), o.now)) > 0 {
						t.Fatalf("two months later: %s", encode(t, dec))
					}
				}
			}
		}
	}
}

// TestModiLettere: how letters are born in each mode, for what the rules allow.
func TestModiLettere(t *testing.T) {
	for _, c := range []struct {
		modo, auto string
		want       StatoLettera
		tasks      int
	}{
		{"proponi", "AUTO", LProposta, 1}, {"proponi", "REVIEW", LProposta, 1},
		{"automatico R4", "AUTO", LInPartenza, 0}, {"automatico R4", "REVIEW", LProposta, 1},
		{"automatico R1", "AUTO", LProposta, 1},
	} {
		o := nuovoOrdine(t)
		o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example")
		o.comanda("modo " + c.modo)
		o.comanda("scrive luca.conti@legalpost.example R4 IN_ESECUZIONE " + c.auto + " cf=CNTLCU88R19A944D nuova=conti.luca@pecmail.example")
		if l := o.lettera("LET-2026-000002"); l.Stato != c.want || l.Dati.Codice == "" {
			t.Errorf("%s %s: the letter is %s with code %q", c.modo, c.auto, l.Stato, l.Dati.Codice)
		}
		if got := len(o.vista().Cerca(CompitiVivi, "")); got != c.tasks {
			t.Errorf("%s %s: %d tasks, want %d", c.modo, c.auto, got, c.tasks)
		}
		m, _ := o.vista().Iscritto("CNTLCU88R19A944D")
		if waits := c.auto == "REVIEW"; waits != (m.Candidato == nil) {
			t.Errorf("%s %s: candidate %v", c.modo, c.auto, m.Candidato)
		}
	}
}

// TestUnEffetto: copies have no effect, in whatever dress; a broken copy that comes first does not take the
// place of the genuine message.
func TestUnEffetto(t *testing.T) {
	text := "R4 IN_ESECUZIONE AUTO cf=CNTLCU88R19A944D nuova=conti.luca@pecmail.example"
	redress := func(in Received, level mailparse.Level) Received {
		m := *in.Msg
		m.SHA256 = strings.Repeat("f", 60) + fmt.Sprintf("%04d", level)
		in.Msg, in.Dove.SHA256, in.Proof.Level = &m, m.SHA256, level
		return in
	}
	o := conLettera(t)
	in := o.busta("luca.conti@legalpost.example", text)
	first := o.decide(redress(in, mailparse.Mismatch))
	if first.Esito == nil || first.Esito.Outcome != string(RQuarantena) {
		t.Fatalf("a broken dress: %s", encode(t, first))
	}
	if dec := o.decide(in); dec.Esito == nil || dec.Esito.Outcome != string(RInEsecuzione) {
		t.Fatalf("the genuine message after its broken copy: %s", encode(t, dec))
	}
	for _, copyOf := range []Received{in, redress(in, mailparse.Certified), redress(in, mailparse.Broken)} {
		copyOf.Dove.UID += 100
		dec := o.decide(copyOf)
		if len(dec.Events) != 1 || !dec.Events[0].Esito.Copia {
			t.Errorf("a copy had an effect: %s", encode(t, dec))
		}
	}
}

// TestTotale: no input stops the program; a panic of the rules sends the message to a person, one of the
// store goes through.
func TestTotale(t *testing.T) {
	o := nuovoOrdine(t)
	o.comanda("modo automatico R1")
	now := o.now
	broken := o.busta("a@b.example", "x")
	o.valuta = func(*Policy, Snapshot, Received, bool) Valutazione { panic("boom") }
	dec := o.decide(broken)
	if n := len(dec.Events); n != 2 || dec.Events[0].Esito.Errore == "" || dec.Events[1].Compito.Tipo != SegIlleggibile {
		t.Errorf("a rule that panics: %s", encode(t, dec))
	}
	o.valuta = valutaFinta
	for _, in := range []Input{
		nil, Received{}, Received{Msg: &mailparse.Message{}}, Received{Msg: &mailparse.Message{Busta: pec.Trasporto}, Proof: certificata()},
		Received{Msg: &mailparse.Message{Busta: pec.Ricevuta}, Proof: certificata()},
		Received{Msg: &mailparse.Message{Busta: pec.Ricevuta, DatiCert: &pec.DatiCert{}}, Proof: certificata()},
		Received{Msg: &mailparse.Message{Inner: &mailparse.Inner{}}, Proof: mailparse.Proof{Level: 99}},
		Unreadable{}, Unreadable{Now: now, Dove: Arrivo{SHA256: "aa"}, Perche: "intestazione"}, Ticked{}, Reviewed{}, Reviewed{Attore: persona, Compito: "SEG-9"},
		Imported{}, Imported{Attore: persona}, Sent{}, Sent{Passo: Passo{Lettera: "LET-1", Stato: LInviata}}, Cercata{}, Commanded{}, Commanded{Attore: persona},
	} {
		dec := decidi(o.p, Vista(o.a), in, o.valuta)
		if dec.Errore == "" && len(dec.Events) == 0 {
			if _, ok := in.(Ticked); !ok {
				t.Errorf("%T was swallowed", in)
			}
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a store that cannot be read was taken for an unreadable message")
		}
	}()
	decidi(o.p, Snapshot{Fatti: guasto{}, Stato: o.vista().Stato}, broken, valutaFinta)
}

type guasto struct{ Fatti }

func (guasto) Cerca(Indice, string) []string { panic("disk") }

// TestIDs: ids count per year of the Italian clock, and letters have effects of their own.
func TestIDs(t *testing.T) {
	o := nuovoOrdine(t)
	o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example")
	o.comanda("modo automatico R4")
	seen := map[string]bool{}
	check := func() {
		for l := range lettereDi(o) {
			if len(l.Effetto) != 64 || l.Rif == "" {
				t.Errorf("%s: effect %q, rif %q", l.ID, l.Effetto, l.Rif)
			}
			seen[l.Effetto] = true
		}
	}
	text := "scrive luca.conti@legalpost.example R4 IN_ESECUZIONE AUTO cf=CNTLCU88R19A944D nuova=conti.luca@pecmail.example"
	o.comanda(text)
	o.now = time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC) // 2027 in Rome
	o.comanda(text)
	check()
	if len(seen) != 4 {
		t.Errorf("%d effects of 4 letters", len(seen))
	}
	if _, ok := o.vista().Richiesta("RIC-2027-000001"); !ok {
		t.Error("the new year did not begin in Italy")
	}
	if _, ok := o.vista().Lettera("LET-2027-000002"); !ok {
		t.Error("letters of the new year are not numbered from one")
	}
	o.rigioca()
}

func lettereDi(o *ordine) func(func(Lettera) bool) {
	return func(yield func(Lettera) bool) { Lettere(o.a, yield) }
}

// TestProprieta plays random lives of an Order and checks what must hold at every step: two decisions agree
// and the replay agrees (in decide and rigioca), a domicile is never another member's, a box is revoked only
// by a person, and nothing leaves in osserva or when stopped.
func TestProprieta(t *testing.T) {
	for seed := range int64(40) {
		r := rand.New(rand.NewSource(seed))
		o := nuovoOrdine(t)
		o.comanda("iscritto BNCGLI78C48G478A Bianchi Giulia domicilio=giulia@ordine.example casella=giulia@ordine.example stato_casella=ATTIVATA")
		o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example")
		o.comanda("iscritto FOXGUO55A05E202E Fo Ugo")
		for range 60 {
			o.caso(r)
			o.invarianti(seed)
		}
		o.rigioca()
	}
}

// caso does one thing at random.
func (o *ordine) caso(r *rand.Rand) {
	o.t.Helper()
	pick := func(s ...string) string { return s[r.Intn(len(s))] }
	o.now = o.now.Add(time.Duration(r.Intn(300)) * time.Minute)
	ids := func(f func(func(string))) []string {
		var out []string
		f(func(s string) { out = append(out, s) })
		return out
	}
	switch r.Intn(9) {
	case 0:
		o.comanda("modo " + pick("osserva", "proponi", "automatico R1,R3,R4", "automatico R1,R3,R4", "automatico R1 fermo=prova"))
	case 1, 2:
		from, cf := "giulia@ordine.example", "BNCGLI78C48G478A"
		if r.Intn(2) == 0 {
			from, cf = "luca.conti@legalpost.example", "CNTLCU88R19A944D"
		}
		o.comanda("scrive " + from + " " + pick("R1", "R3", "R4") + " " + pick("IN_ESECUZIONE", "IN_ESECUZIONE", "INTEGRAZIONE_RICHIESTA") + " " +
			pick("AUTO", "AUTO", "REVIEW") + " cf=" + cf + " nuova=" + pick("bianchi@pecmail.example", "conti@pecmail.example", "gb@pecmail.example", "luca.conti@legalpost.example"))
	case 3:
		o.comanda("scrive ugo.fo@legalpost.example R3 IN_ESECUZIONE AUTO cf=FOXGUO55A05E202E nuova=ugo.fo@legalpost.example")
	case 4:
		o.comanda("orologio")
	case 5:
		if ls := ids(func(add func(string)) { Compiti(o.a, func(c Compito) bool { add(c.ID); return true }) }); len(ls) > 0 {
			o.comanda(pick("approva", "approva", "respinge") + " " + pick(ls...))
		}
	case 6:
		o.spedisci()
	default:
		ls := ids(func(add func(string)) {
			Lettere(o.a, func(l Lettera) bool {
				if l.MsgID != "" {
					add(l.ID)
				}
				return true
			})
		})
		if len(ls) > 0 {
			o.comanda("ricevuta " + pick("accettazione", "avvenuta-consegna", "avvenuta-consegna", "errore-consegna", "preavviso-errore-consegna") + " " + pick(ls...))
		}
	}
}

func (o *ordine) invarianti(seed int64) {
	o.t.Helper()
	s := o.vista()
	owner := map[string]string{}
	Iscritti(o.a, func(m Iscritto) bool {
		if m.Domicilio != nil {
			if other := owner[m.Domicilio.Indirizzo]; other != "" {
				o.t.Fatalf("seed %d: %s is the domicile of %s and of %s", seed, m.Domicilio.Indirizzo, other, m.CF)
			}
			owner[m.Domicilio.Indirizzo] = m.CF
		}
		if m.Casella != nil && m.Casella.Stato == Revocata && m.Domicilio.Indirizzo == m.Casella.Indirizzo {
			o.t.Fatalf("seed %d: the domicile of %s is a revoked box", seed, m.CF)
		}
		if k := m.Casella; k != nil && (k.Stato == Revocata || !k.RevocaDal.IsZero()) && !o.provato(m) {
			o.t.Fatalf("seed %d: the box of %s is to be revoked and nobody has proven %s", seed, m.CF, indirizzo(m.Domicilio))
		}
		return true
	})
	for _, e := range o.events {
		if e.Kind == KIscritto && e.Iscritto.Casella != nil && e.Iscritto.Casella.Stato == Revocata && e.Attore.Tipo != "persona" {
			o.t.Fatalf("seed %d: the agent revoked a box", seed)
		}
	}
	if (s.Stato.Modo.Fermo || s.Stato.Modo.Modo == Osserva) && len(Pronte(o.p, s, o.now)) > 0 {
		o.t.Fatalf("seed %d: letters leave in %+v", seed, s.Stato.Modo)
	}
}

// provato reports whether the domicile of a member is proven: a letter of ours was delivered there, certified, and its box
// answered, or a person confirmed it.
func (o *ordine) provato(m Iscritto) bool {
	if m.Domicilio == nil || m.Domicilio.Provenienza != Comunicato {
		return false
	}
	delivered := false
	for _, id := range o.vista().Cerca(PerDestinatario, m.Domicilio.Indirizzo) {
		delivered = delivered || o.lettera(id).Stato == LConsegnata
	}
	answered := m.Candidato != nil && !m.Candidato.L2.IsZero()
	Richieste(o.a, func(r Richiesta) bool {
		answered = answered || r.CF == m.CF && r.Confermata
		return true
	})
	return delivered && answered
}

// TestBozzePerNatura: a letter that is a draft by its nature waits for a person even where all else is automatic.
func TestBozzePerNatura(t *testing.T) {
	o := nuovoOrdine(t)
	o.comanda("modo automatico R3")
	o.valuta = func(*Policy, Snapshot, Received, bool) Valutazione {
		return Valutazione{Esito: Esito{Type: "R3", Outcome: string(RInEsecuzione), Auto: "AUTO", Draft: []string{"T-11"}},
			Richiesta: &Richiesta{Tipo: "R3", Stato: RInEsecuzione},
			Lettere:   []Bozza{{Modello: "T-01", A: "a@x.example"}, {Modello: "T-11", A: "a@x.example"}}}
	}
	o.decide(o.busta("a@x.example", ""))
	if a, b := o.lettera("LET-2026-000001").Stato, o.lettera("LET-2026-000002").Stato; a != LInPartenza || b != LProposta {
		t.Errorf("T-01 is %s, T-11 is %s", a, b)
	}
	c, _ := o.vista().Compito("SEG-2026-000001")
	if len(c.Lettere) != 1 || c.Lettere[0] != "LET-2026-000002" {
		t.Errorf("the task holds %v", c.Lettere)
	}
}

// TestRevisioneNonEsegue: while a person has to decide, a request that was there before keeps what it knew,
// and of the member only what protects him changes.
func TestRevisioneNonEsegue(t *testing.T) {
	o := nuovoOrdine(t)
	o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example casella=l@ordine.example stato_casella=GENERATA")
	o.comanda("modo automatico R4")
	o.comanda("scrive luca.conti@legalpost.example R4 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D")
	o.valuta = func(_ *Policy, s Snapshot, in Received, _ bool) Valutazione {
		r, _ := s.Richiesta("RIC-2026-000001")
		m, _ := s.Iscritto("CNTLCU88R19A944D")
		r.Stato, r.NuovaPEC, r.Confermata, r.Operatore = RInEsecuzione, "x@y.example", true, true
		k := *m.Casella
		k.PrimoUso, k.Stato = in.Now, Attivata
		m.Casella, m.Candidato, m.Blocco = &k, &Candidato{Indirizzo: "x@y.example", Stato: Verificata}, true
		m.Domicilio = &Domicilio{Indirizzo: "x@y.example"}
		return Valutazione{Esito: Esito{Type: "R4", Outcome: string(RInEsecuzione), Auto: "REVIEW"}, Richiesta: &r, Iscritto: &m,
			Altre: []Richiesta{{ID: "RIC-2026-000009", Stato: RAssorbita}}}
	}
	o.decide(o.busta("luca.conti@legalpost.example", ""))
	r, _ := o.vista().Richiesta("RIC-2026-000001")
	if r.Stato != RIntegrazione || r.NuovaPEC != "" || r.Confermata || !r.Operatore || len(r.Messaggi) != 2 {
		t.Errorf("request %s", encode(t, r))
	}
	m, _ := o.vista().Iscritto("CNTLCU88R19A944D")
	if m.Candidato != nil || m.Domicilio.Indirizzo != "luca.conti@legalpost.example" || m.Casella.Stato != Generata {
		t.Errorf("executed before the decision: %s", encode(t, m))
	}
	if !m.Blocco || m.Casella.PrimoUso.IsZero() {
		t.Errorf("the facts are lost: %s", encode(t, m))
	}
	if _, ok := o.vista().Richiesta("RIC-2026-000009"); ok {
		t.Error("another request was absorbed before the decision")
	}
}

// TestPostaNostra: what the Order's own box sent asks nothing, wherever it is found.
func TestPostaNostra(t *testing.T) {
	o := conLettera(t)
	l := o.lettera("LET-2026-000001")
	own := o.busta(nostraCasella, "R4 IN_ESECUZIONE AUTO")
	sent := o.busta("qualcuno@x.example", "R4 IN_ESECUZIONE AUTO")
	sent.Msg.Busta, sent.Msg.DatiCert, sent.Proof, sent.Msg.Inner.MessageID = pec.Ordinaria, nil, mailparse.Proof{}, l.MsgID
	for _, in := range []Received{own, sent} {
		if dec := o.decide(in); dec.Esito == nil || dec.Esito.Auto != "NONE" || len(dec.Events) != 1 {
			t.Errorf("%s", encode(t, dec))
		}
	}
}

// TestMalformata: what cannot be read goes to a person, once.
func TestMalformata(t *testing.T) {
	o := nuovoOrdine(t)
	o.comanda("modo proponi")
	in := o.busta("a@x.example", "")
	in.Msg.Inner = nil
	dec := o.decide(in)
	if len(dec.Events) != 2 || dec.Events[1].Compito.Tipo != SegIlleggibile {
		t.Errorf("a busta without a message: %s", encode(t, dec))
	}
	u := Unreadable{Now: o.now, Dove: Arrivo{SHA256: "bb", Interna: o.now}, Perche: "troppo grande"}
	if dec := o.decide(u); len(dec.Events) != 2 {
		t.Errorf("an unreadable message: %s", encode(t, dec))
	}
	if dec := o.decide(u); len(dec.Events) != 1 || !dec.Events[0].Esito.Copia {
		t.Errorf("again: %s", encode(t, dec))
	}
}
