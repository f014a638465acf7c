package rules

import (
	"strings"
	"testing"
	"time"
)

// TestRevisione: who may decide, on what, in which mode.
func TestRevisione(t *testing.T) {
	prepare := func() *ordine {
		o := nuovoOrdine(t)
		o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example")
		o.comanda("modo proponi")
		o.comanda("scrive luca.conti@legalpost.example R4 IN_ESECUZIONE REVIEW cf=CNTLCU88R19A944D nuova=conti.luca@pecmail.example")
		return o
	}
	o := prepare()
	in := Reviewed{Now: o.now, Attore: Agente, Compito: "SEG-2026-000001", Approva: true}
	if dec := o.decide(in); dec.Errore == "" {
		t.Error("the agent approved its own proposal")
	}
	in.Attore = Attore{Tipo: "persona"}
	if dec := o.decide(in); dec.Errore == "" {
		t.Error("a person without a name approved")
	}
	o.comanda("modo osserva")
	if got := o.comanda("approva S1"); !strings.HasPrefix(got, "rifiutato") {
		t.Errorf("letters released in osserva: %s", got)
	}
	o.comanda("modo proponi")
	o.comanda("approva S1")
	r, _ := o.vista().Richiesta("RIC-2026-000001")
	m, _ := o.vista().Iscritto("CNTLCU88R19A944D")
	if r.Stato != RInEsecuzione || m.Candidato == nil || m.Candidato.Richiesta != r.ID {
		t.Errorf("approved: %s, %s", encode(t, r), encode(t, m))
	}
	if n := len(o.spedisci()); n != 2 {
		t.Errorf("%d letters left after the approval", n)
	}
	o = prepare()
	o.comanda("respinge S1 nota=no")
	r, _ = o.vista().Richiesta("RIC-2026-000001")
	if r.Stato != RArchiviata || len(o.vista().Cerca(LettereVive, "")) != 0 {
		t.Errorf("rejected: %s", encode(t, r))
	}
}

// TestApprovaAltroMessaggio: an approval with the wrong message releases what waits and decides nothing anew.
func TestApprovaAltroMessaggio(t *testing.T) {
	o := nuovoOrdine(t)
	o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example")
	o.comanda("modo proponi")
	o.comanda("scrive luca.conti@legalpost.example R4 IN_ESECUZIONE REVIEW cf=CNTLCU88R19A944D nuova=conti.luca@pecmail.example")
	other := o.busta("luca.conti@legalpost.example", "R4 IN_ESECUZIONE AUTO cf=CNTLCU88R19A944D nuova=truffa@pecmail.example")
	o.decide(Reviewed{Now: o.now, Attore: persona, Compito: "SEG-2026-000001", Approva: true, Msg: other.Msg, Proof: other.Proof, Dove: other.Dove})
	if m, _ := o.vista().Iscritto("CNTLCU88R19A944D"); m.Candidato != nil {
		t.Errorf("another message was decided: %s", encode(t, m))
	}
}

// TestPannello: a box is recorded as revoked by a person only, and never while it is the domicile.
func TestPannello(t *testing.T) {
	o := nuovoOrdine(t)
	o.comanda("iscritto BNCGLI78C48G478A Bianchi Giulia domicilio=giulia@ordine.example casella=giulia@ordine.example stato_casella=ATTIVATA")
	o.apply(Event{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2026-000001", Rif: "PEC-2026-000001", Tipo: "R1", CF: "BNCGLI78C48G478A", Stato: REseguita}},
		Event{Kind: KCompito, Compito: &Compito{ID: "SEG-2026-000001", Tipo: SegPannello, CF: "BNCGLI78C48G478A", Richiesta: "RIC-2026-000001", Stato: Aperto}})
	if got := o.comanda("approva S1"); !strings.Contains(got, "ancora il domicilio") {
		t.Errorf("the domicile was revoked: %s", got)
	}
	if c, _ := o.vista().Compito("SEG-2026-000001"); c.Stato != Aperto {
		t.Error("the refused approval closed the task")
	}
}

// TestSmentita: a member who does not know the box at the phone keeps his domicile, or is frozen where it was
// registered already.
func TestSmentita(t *testing.T) {
	o := nuovoOrdine(t)
	for _, c := range []string{
		"iscritto BNCGLI78C48G478A Bianchi Giulia domicilio=giulia@ordine.example casella=giulia@ordine.example stato_casella=ATTIVATA", "modo automatico R1",
		"scrive giulia@ordine.example R1 IN_ESECUZIONE AUTO cf=BNCGLI78C48G478A nuova=gb78@pecmail.example", "invia", "ricevuta avvenuta-consegna L2",
		"respinge S1 nota=non_e_sua",
	} {
		o.comanda(c)
	}
	m, _ := o.vista().Iscritto("BNCGLI78C48G478A")
	if m.Domicilio.Indirizzo != "giulia@ordine.example" || m.Candidato.Stato != Rifiutata || m.Blocco {
		t.Errorf("not registered yet: %s", encode(t, m))
	}
	o = nuovoOrdine(t)
	for _, c := range []string{
		"iscritto BNCGLI78C48G478A Bianchi Giulia domicilio=giulia@ordine.example casella=giulia@ordine.example stato_casella=ATTIVATA", "modo automatico R1",
		"scrive giulia@ordine.example R1 IN_ESECUZIONE AUTO cf=BNCGLI78C48G478A nuova=bianchi@pecmail.example", "invia", "ricevuta avvenuta-consegna L2", "ricevuta accettazione L1", "invia", "ricevuta accettazione L3",
		"ora 2026-12-06 09:00", "orologio",
	} {
		o.comanda(c)
	}
	var call string
	Compiti(o.a, func(c Compito) bool {
		if c.Tipo == SegConferma && c.Stato == Aperto {
			call = c.ID
		}
		return true
	})
	o.comanda("respinge " + call)
	if m, _ = o.vista().Iscritto("BNCGLI78C48G478A"); !m.Blocco {
		t.Errorf("registered: %s", encode(t, m))
	}
}

func TestPuoAutomatico(t *testing.T) {
	start := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		days  int
		tipi  []string
		casi  map[string]int
		ok    bool
		start time.Time
	}{
		{14, []string{"R1"}, map[string]int{"R1": 10}, true, start},
		{13, []string{"R1"}, map[string]int{"R1": 10}, false, start},
		{30, []string{"R1", "R4"}, map[string]int{"R1": 10, "R4": 9}, false, start},
		{30, nil, nil, false, start},
		{30, []string{"R1"}, map[string]int{"R1": 99}, false, time.Time{}},
	} {
		if err := PuoAutomatico(c.start, start.AddDate(0, 0, c.days), c.tipi, c.casi); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestComando(t *testing.T) {
	o := nuovoOrdine(t)
	if dec := o.decide(Commanded{Now: o.now, Attore: Agente, Modo: Modo{Modo: Automatico}}); dec.Errore == "" {
		t.Error("the agent changed its own mode")
	}
	o.comanda("modo automatico R4,R1,R4")
	if got := o.vista().Stato.Modo.Automatico; strings.Join(got, ",") != "R1,R4" {
		t.Errorf("types %v", got)
	}
	o.comanda("modo proponi R1")
	if got := o.vista().Stato.Modo; got.Modo != Proponi || len(got.Automatico) != 0 {
		t.Errorf("mode %+v", got)
	}
}

func TestConformita(t *testing.T) {
	dom := &Domicilio{Indirizzo: "a@x.example"}
	for _, c := range []struct {
		m    Iscritto
		want string
	}{
		{Iscritto{Stato: Iscr, Domicilio: dom}, "CONFORME "},
		{Iscritto{Stato: Iscr}, "ASSENTE "},
		{Iscritto{Stato: Iscr, Domicilio: dom, Casella: &Casella{Indirizzo: "a@x.example", Stato: Generata}}, "DIFETTOSO MAI_ATTIVATA"},
		{Iscritto{Stato: Iscr, Domicilio: dom, Casella: &Casella{Indirizzo: "a@x.example", Stato: Generata, PrimoUso: time.Unix(1, 0)}}, "CONFORME "},
		{Iscritto{Stato: Iscr, Domicilio: dom, Casella: &Casella{Indirizzo: "b@x.example", Stato: Generata}}, "CONFORME "},
		{Iscritto{Stato: Iscr, DiffidaNotificata: "2026-10-28"}, "DIFFIDATO 2026-10-28"},
		{Iscritto{Stato: Iscr, DiffidaNotificata: "2026-10-28", Candidato: &Candidato{Indirizzo: "c@x.example", Stato: Verificata}}, "IN_VERIFICA in attesa della prova di c@x.example"},
		{Iscritto{Stato: Iscr, Candidato: &Candidato{Stato: Rifiutata}}, "ASSENTE "},
		{Iscritto{Stato: SospesoPEC, Domicilio: dom}, "SOSPESO SOSPESO_PEC"},
		{Iscritto{Stato: Trasferito}, "NON_SOGGETTO TRASFERITO"},
		{Iscritto{Stato: Deceduto, Domicilio: dom}, "NON_SOGGETTO DECEDUTO"},
	} {
		s, m := c.m.Conformita()
		if got := s + " " + m; got != c.want {
			t.Errorf("%s: want %s", got, c.want)
		}
	}
}

func TestDigest(t *testing.T) {
	p, q := DefaultPolicy(), DefaultPolicy()
	if p.Digest() != q.Digest() || len(p.Digest()) != 64 {
		t.Error("equal policies have different digests")
	}
	q.FestiviLocali = []string{"06-29"}
	if p.Digest() == q.Digest() {
		t.Error("different policies have one digest")
	}
	if d := DigestRegole(); d != DigestRegole() || !strings.HasPrefix(d, "regole/"+VersioneRegole+" ") || len(d) < 70 {
		t.Errorf("digest of the rules %q", d)
	}
}

// TestApprovaSenzaSeStessa: the message decided again does not meet the request it opened, or it would be a
// duplicate of itself (U18); what is executed is that request all the same.
func TestApprovaSenzaSeStessa(t *testing.T) {
	o := nuovoOrdine(t)
	o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example")
	o.comanda("modo proponi")
	o.comanda("scrive luca.conti@legalpost.example R4 IN_ESECUZIONE REVIEW cf=CNTLCU88R19A944D nuova=conti.luca@pecmail.example")
	o.valuta = func(p *Policy, s Snapshot, in Received, approvata bool) Valutazione {
		_, seen := s.Richiesta("RIC-2026-000001")
		n := len(s.Cerca(PerIscritto, "CNTLCU88R19A944D")) + len(s.Cerca(RichiesteVive, "")) + len(s.Cerca(PerMessaggio, in.Dove.SHA256))
		if seen || n > 0 || !approvata {
			t.Errorf("the message meets its own request (%v, %d)", seen, n)
		}
		return valutaFinta(p, s, in, approvata)
	}
	o.comanda("approva S1")
	if ids := o.vista().Cerca(PerIscritto, "CNTLCU88R19A944D"); len(ids) != 1 || ids[0] != "RIC-2026-000001" {
		t.Errorf("requests %v", ids)
	}
}
