package rules

import (
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// vita is the Order of the fixture driven by Decide with the real Valuta.
func vita(t *testing.T, modo Modo) (*ordine, *scena) {
	t.Helper()
	s := nuovaScena(t)
	s.p.Invio = Invio{Orario: "sempre", AttesaAccettazione: 3600, AttesaEsito: 26 * 3600}
	o := &ordine{t: t, p: s.p, a: s.a, now: romano(t, "2026-11-23 08:00"), arrivi: map[string]Received{}, valuta: Valuta}
	o.n = 1000
	o.apply(Event{Kind: KAvvio, Avvio: &Avvio{T0: romano(t, "2026-11-01 00:00"), Modo: modo, Casella: nostraCasella}})
	return o, s
}

var tutto = Modo{Modo: Automatico, Automatico: []string{"R1", "R11", "R15", "R16", "R2", "R3", "R4", "R5"}}

// manda gives a message of the fixture to the Order, one minute after its certified time.
func (o *ordine) manda(s *scena, m posta) Decision {
	o.t.Helper()
	in := s.ricevuto(m)
	in.Dove = Arrivo{SHA256: in.Msg.SHA256, Cartella: "INBOX", UID: uint32(s.n), Interna: in.Now}
	o.now = later(o.now, in.Now)
	in.Now = o.now
	o.arrivi[in.Msg.SHA256] = in
	return o.decide(in)
}

// consegna sends what is ready and has all of it accepted and delivered.
func (o *ordine) consegna() []Lettera {
	o.t.Helper()
	ls := o.spedisci()
	for _, l := range ls {
		l = o.lettera(l.ID)
		o.decide(o.ricevuta(l, pec.Accettazione, o.now, nil))
		o.decide(o.ricevuta(l, pec.AvvenutaConsegna, o.now.Add(time.Second), nil))
	}
	return ls
}

// elenco is "T-01 box, T-23 box" for what was sent.
func elenco(ls []Lettera) string {
	var out []string
	for _, l := range ls {
		out = append(out, l.Modello+" "+l.A)
	}
	return strings.Join(out, ", ")
}

func vuole(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s\nwant %s", what, got, want)
	}
}

// TestVita01 follows message 01 to its end with the rules as they are: R1, T-23, L1, T-04, L2, T-26 and T-08.
func TestVita01(t *testing.T) {
	o, s := vita(t, tutto)
	o.manda(s, leggiCaso(t, "01").posta())
	sent := o.consegna()
	vuole(t, "first letters", elenco(sent), "T-01 "+boxGiulia+", T-23 "+nuovaPosta)
	m, _ := o.vista().Iscritto(giulia)
	vuole(t, "domicile", m.Domicilio.Indirizzo, nuovaPosta)
	vuole(t, "after L1", elenco(o.consegna()), "T-04 "+boxGiulia)
	o.manda(s, risposta01(nuovaPosta, "ok grazie", o.lettera(sent[1].ID).Identificativo))
	vuole(t, "after L2", elenco(o.consegna()), "T-26 "+nuovaPosta+", T-08 "+nuovaPosta)
	m, _ = o.vista().Iscritto(giulia)
	r, _ := o.vista().Richiesta("RIC-2026-000001")
	if r.Stato != REseguita || m.Casella.Stato != Attivata || m.Casella.RevocaDal.IsZero() {
		t.Errorf("the end: %s %s", encode(t, r), encode(t, m))
	}
}

// TestVitaSmentita: the reader of the new address says that it is not him: nothing more moves.
func TestVitaSmentita(t *testing.T) {
	o, s := vita(t, tutto)
	o.manda(s, leggiCaso(t, "01").posta())
	sent := o.spedisci()
	o.manda(s, risposta01(nuovaPosta, "Non sono io, avete sbagliato persona.", o.lettera(sent[1].ID).MsgID))
	m, _ := o.vista().Iscritto(giulia)
	if !m.Blocco || m.Domicilio.Indirizzo != boxGiulia {
		t.Fatalf("not frozen: %s", encode(t, m))
	}
	o.decide(o.ricevuta(o.lettera(sent[1].ID), pec.AvvenutaConsegna, o.now, nil))
	o.decide(Ticked{Now: o.now.Add(time.Hour)})
	if m, _ = o.vista().Iscritto(giulia); m.Domicilio.Indirizzo != boxGiulia {
		t.Error("registered in spite of the denial")
	}
	var lifts int
	Compiti(o.a, func(c Compito) bool {
		if c.Tipo == SegBlocco {
			lifts++
		}
		return true
	})
	if lifts != 1 {
		t.Errorf("%d tasks to lift the freeze", lifts)
	}
}

// TestVita46: 02 asks for the address, 46 gives it: one request, the challenge starts.
func TestVita46(t *testing.T) {
	o, s := vita(t, tutto)
	o.manda(s, leggiCaso(t, "02").posta())
	sent := o.consegna()
	r, _ := o.vista().Richiesta("RIC-2026-000001")
	if r.Termine == "" || len(sent) != 1 || sent[0].Modello != "T-02" {
		t.Fatalf("after 02: %s, %s", elenco(sent), encode(t, r))
	}
	p := leggiCaso(t, "46").posta()
	p.risponde = o.lettera(sent[0].ID).Identificativo
	o.manda(s, p)
	vuole(t, "after 46", elenco(o.consegna()), "T-01 "+boxGiulia+", T-23 "+nuovaPosta)
	if m, _ := o.vista().Iscritto(giulia); m.Domicilio.Indirizzo != nuovaPosta || m.Candidato.Richiesta != r.ID {
		t.Errorf("not registered: %s", encode(t, m))
	}
	if n := len(o.vista().Cerca(PerIscritto, giulia)); n != 1 {
		t.Errorf("%d requests, want one", n)
	}
}

// TestVita19: R-102, the delivery of the first letter registers, T-04 to the same box.
func TestVita19(t *testing.T) {
	o, s := vita(t, tutto)
	o.manda(s, leggiCaso(t, "19").posta())
	vuole(t, "first letters", elenco(o.consegna()), "T-01 ugo.fo@legalpost.example")
	vuole(t, "then", elenco(o.consegna()), "T-04 ugo.fo@legalpost.example")
	m, _ := o.vista().Iscritto("FOXGUO55A05E202E")
	if c, _ := m.Conformita(); c != Conforme {
		t.Errorf("%s: %s", c, encode(t, m))
	}
}

// TestVita19Revisione: with r102 REVIEW nothing moves until a person approves, and then everything does, once.
func TestVita19Revisione(t *testing.T) {
	o, s := vita(t, tutto)
	o.p.R102 = "REVIEW"
	dec := o.manda(s, leggiCaso(t, "19").posta())
	if dec.Esito.Auto != "REVIEW" || len(o.spedisci()) != 0 {
		t.Fatalf("not held: %s", encode(t, dec))
	}
	if m, _ := o.vista().Iscritto("FOXGUO55A05E202E"); m.Candidato != nil {
		t.Fatalf("a candidate before the approval: %s", encode(t, m))
	}
	o.comanda("approva S1 nota=sentito")
	vuole(t, "approved", elenco(o.consegna()), "T-01 ugo.fo@legalpost.example")
	m, _ := o.vista().Iscritto("FOXGUO55A05E202E")
	if m.Domicilio == nil || m.Domicilio.Indirizzo != "ugo.fo@legalpost.example" {
		t.Errorf("not registered: %s", encode(t, m))
	}
	if n := len(o.vista().Cerca(PerIscritto, m.CF)); n != 1 {
		t.Errorf("%d requests, want one", n)
	}
}

// TestVita25: withdrawn the day after: the challenge that had not left is taken back, its delivery moves nothing.
func TestVita25(t *testing.T) {
	o, s := vita(t, tutto)
	o.manda(s, leggiCaso(t, "01").posta())
	sent := o.spedisci()
	p := leggiCaso(t, "25").posta()
	p.testo = strings.ReplaceAll(p.testo, "PEC-2026-000123", "PEC-2026-000001")
	o.manda(s, p)
	r, _ := o.vista().Richiesta("RIC-2026-000001")
	vuole(t, "request 01", string(r.Stato), string(RRitirata))
	o.decide(o.ricevuta(o.lettera(sent[1].ID), pec.AvvenutaConsegna, o.now, nil))
	if m, _ := o.vista().Iscritto(giulia); m.Domicilio.Indirizzo != boxGiulia {
		t.Error("a withdrawn request changed the domicile")
	}
}

// TestVitaOperatore: who asks for a person gets no automatic letter, and the call back confirms no address.
func TestVitaOperatore(t *testing.T) {
	o, s := vita(t, tutto)
	p := leggiCaso(t, "01").posta()
	p.testo = strings.ReplaceAll(p.testo, nuovaPosta, "gb78@pecmail.example")
	o.manda(s, p)
	sent := o.consegna()
	dec := o.manda(s, risposta01(boxGiulia, "OPERATORE", o.lettera(sent[0].ID).Identificativo))
	var call string
	Compiti(o.a, func(c Compito) bool {
		if strings.Contains(c.Perche, "OPERATORE") {
			call = c.ID
		}
		return true
	})
	if call == "" {
		t.Fatalf("nobody calls back: %s", encode(t, dec))
	}
	o.comanda("approva " + call)
	m, _ := o.vista().Iscritto(giulia)
	if m.Domicilio.Indirizzo != boxGiulia {
		t.Errorf("the call back registered %s", m.Domicilio.Indirizzo)
	}
	if n := len(o.spedisci()); n != 0 {
		t.Errorf("%d automatic letters after OPERATORE", n)
	}
}
