package agent_test

import (
	"strings"
	"testing"
	"time"

	"pecagent/agent"
	"pecagent/agent/demo"
	"pecagent/rules"
	"pecagent/store"
)

const lucaNuova = "luca.conti@legalpost.example"

// mentre records acts of two persons while no agent runs, at an instant.
func (b *bench) mentre(now time.Time, f func(x *pratica)) {
	b.t.Helper()
	st, err := store.Open(store.Options{Dir: b.cfg.Data, Now: func() time.Time { return now }})
	must(b.t, err)
	defer func() { must(b.t, st.Close()) }()
	p := rules.DefaultPolicy()
	p.DiffidaPer, p.FinestreDiffida, p.DiffidaDelibera, p.Rimedi = []string{rules.Assente}, nil, false, "ricorso al TAR entro 60 giorni"
	p.Persone = []rules.Persona{{Utente: "anna", Ruoli: []string{rules.Segreteria}}, {Utente: "bruno", CF: "NREMRA60A01H501Z", Ruoli: []string{rules.Presidente}}}
	f(&pratica{b.t, st, p, now})
}

// storia is the latest state of the one case, its member and its letters.
type storiaDiffida struct {
	caso    rules.Diffida
	membro  rules.Iscritto
	lettere map[string]rules.Lettera // by template, the youngest
	compiti map[string]string        // letter id → its task
}

func (b *bench) storia() storiaDiffida {
	b.t.Helper()
	s := storiaDiffida{lettere: map[string]rules.Lettera{}, compiti: map[string]string{}}
	for _, ev := range b.events() {
		switch {
		case ev.Diffida != nil:
			s.caso = *ev.Diffida
		case ev.Iscritto != nil && ev.Iscritto.CF == conti:
			s.membro = *ev.Iscritto
		case ev.Lettera != nil:
			s.lettere[ev.Lettera.Modello] = *ev.Lettera
		case ev.Compito != nil && ev.Compito.Stato == rules.Aperto:
			for _, id := range ev.Compito.Lettere {
				s.compiti[id] = ev.Compito.ID
			}
		}
	}
	return s
}

// parte waits until the youngest letter of a template stands in a task, approves it and waits until the provider has taken it.
func (b *bench) parte(g *demo.Gestore, modello string) rules.Lettera {
	b.t.Helper()
	var s storiaDiffida
	b.within("the task of "+modello, 20*time.Second, func() bool {
		s = b.storia()
		return s.compiti[s.lettere[modello].ID] != ""
	})
	l, n := s.lettere[modello], len(g.Registro().Transazioni)
	b.cmd("review", "approve", s.compiti[l.ID])
	b.within(modello+" at the provider", 20*time.Second, func() bool { return len(g.Registro().Transazioni) > n })
	if x := g.Registro().Transazioni[n]; !x.Accolta || len(x.Rcpt) != 1 || x.Rcpt[0] != l.A {
		b.t.Fatalf("%s went as %+v, want to %s alone", modello, x, l.A)
	}
	return l
}

// TestSospensioneByPEC carries a diffida on through the running agent: the term passes and nothing follows by itself; the
// Council's resolution, recorded by two persons, makes T-10b, which leaves over SMTP on a person's click and only with its protocol
// number; its certified delivery, and nothing before, suspends the member. He writes from a box of his own: its delivery registers it,
// the suspension ends at the certified instant of his message, and T-11 waits for its number and a click (order.md §6.5, U34).
func TestSospensioneByPEC(t *testing.T) {
	served := start().Add(2 * time.Hour)
	g := provider(t, demo.Options{Casella: order})
	must(t, g.Clock(served))
	b := onDemo(t, g, "[avvio]\nmodo = \"proponi\"\nt0 = \"2026-08-01T00:00:00+02:00\"\n[invio]\nmax_ora = 0\nmax_giorno = 0\norario = \"sempre\"\nritardo_minuti = 0\n"+
		"[policy]\nr102 = \"AUTO\"\nremedies = \"ricorso al TAR entro 60 giorni\"\n")
	b.cfg.Ordine.Ufficio, b.cfg.Ordine.Telefono, b.cfg.Ordine.Orario, b.cfg.Ordine.PotereSostitutivo = "Segreteria", "075 000000", "9-12", "il Presidente"
	b.cfg.Ordine.Nome, b.cfg.Ordine.Responsabile = "Ordine di Prova", "dott.ssa Anna Neri"
	b.clock = agent.NewVirtual(served)
	firmata(t, b, served)
	b.run()
	b.socket()
	b.parte(g, "T-10")
	_, err := g.ConsegnaPosta(0)
	must(t, err)
	b.within("the notification", 20*time.Second, func() bool { return b.storia().caso.Stato == rules.DNotificata })
	must(t, b.end())

	// Seven days after the term: the checks, then the Council. The clock of the provider goes with ours.
	council := time.Date(2026, 12, 30, 9, 0, 0, 0, start().Location())
	must(t, g.Clock(council))
	b.clock.Set(council)
	b.mentre(council, func(x *pratica) {
		for _, h := range []string{"08:10", "08:40"} {
			x.atto(rules.Atto{Tipo: rules.AttoTelefonataDiffida, Caso: "DIF-2026-000001", Ora: h, Esito: "non risponde"})
		}
		x.atto(rules.Atto{Tipo: rules.AttoDiffidaScaduta, Caso: "DIF-2026-000001",
			Spunte:    []string{rules.SpuntaSportello, rules.SpuntaPosta, rules.SpuntaProtocollo, rules.SpuntaINIPEC, rules.SpuntaINAD, rules.SpuntaIndirizzo},
			Documenti: []rules.Documento{x.documento("inipec.pdf", "estratto INI-PEC"), x.documento("inad.pdf", "estratto INAD")}})
		x.atto(rules.Atto{Tipo: rules.AttoSospensione, Caso: "DIF-2026-000001", Numero: "3/2026", Organo: "Consiglio", Documenti: []rules.Documento{x.documento("delibera3.pdf", "delibera 3/2026")}})
	})
	b.run()
	b.socket()
	s := b.storia()
	l := s.lettere["T-10b"]
	if s.membro.Stato != rules.SospensioneDeliberata || l.A != "luca.conti@iscritti.pec-ordine.example" || !l.Legale {
		t.Fatalf("after the resolution: %+v, %+v", s.membro, l)
	}
	b.rifiutata(l.ID, "protocollo")
	b.cmd("act", "protocol", "--case", l.ID, "--number", "0001301/2026", "--date", "2026-12-30")
	b.parte(g, "T-10b")
	if s := b.storia(); s.membro.Stato != rules.SospensioneDeliberata || s.caso.SospesoDal != "" {
		t.Errorf("suspended before the receipt: %+v", s.membro)
	}
	_, err = g.ConsegnaPosta(0)
	must(t, err)
	b.within("the suspension", 20*time.Second, func() bool { return b.storia().membro.Stato == rules.SospesoPEC })
	if s = b.storia(); s.caso.SospesoDal != "2026-12-30" || s.membro.DataStato != "2026-12-30" {
		t.Errorf("suspended from %q, %q", s.caso.SospesoDal, s.membro.DataStato)
	}

	// The member communicates a box of his own.
	wrote := council.Add(26 * time.Hour)
	must(t, g.Clock(wrote))
	b.clock.Set(wrote)
	_, err = g.Scrivi(demo.Scritto{From: lucaNuova, Subject: "comunicazione PEC", Body: "Il sottoscritto Luca Conti, codice fiscale " + conti + ", comunica il proprio domicilio digitale: " + lucaNuova})
	must(t, err)
	_, err = g.ConsegnaPosta(0)
	must(t, err)
	b.parte(g, "T-01")
	if s := b.storia(); s.membro.Stato != rules.SospesoPEC || s.membro.Domicilio != nil {
		t.Errorf("restored before the new box was proven: %+v", s.membro)
	}
	_, err = g.ConsegnaPosta(0)
	must(t, err)
	b.within("the end of the suspension", 20*time.Second, func() bool { return b.storia().membro.Stato == rules.Iscr })
	s = b.storia()
	if s.membro.Domicilio == nil || s.membro.Domicilio.Indirizzo != lucaNuova || !s.caso.Comunicata.Equal(wrote) || !s.caso.Tardiva {
		t.Errorf("after the communication: %+v, %+v", s.membro.Domicilio, s.caso)
	}
	l = s.lettere["T-11"]
	if l.A != lucaNuova {
		t.Fatalf("T-11: %+v", l)
	}
	b.rifiutata(l.ID, "protocollo")
	b.cmd("act", "protocol", "--case", l.ID, "--number", "0001302/2026", "--date", "2026-12-31")
	b.parte(g, "T-11")
	_, err = g.ConsegnaPosta(0)
	must(t, err)
	for addr, want := range map[string][]string{lucaNuova: {"sospensione", "0001302/2026 del 31/12/2026"},
		"luca.conti@iscritti.pec-ordine.example": {"delibera n. 3/2026", "0001301/2026 del 30/12/2026", "ricorso al TAR entro 60 giorni"}} {
		got := g.Casella(addr)
		last := got[len(got)-1].Testo
		for _, w := range want {
			if !strings.Contains(last, w) {
				t.Errorf("the last letter to %s does not say %q:\n%s", addr, w, last)
			}
		}
	}
	if said := b.cmd("members", "show", conti, "--json"); !strings.Contains(said, `"conformita":"CONFORME"`) {
		t.Errorf("the member: %s", said)
	}
}

// rifiutata: the approval of a letter's task is refused with a reason.
func (b *bench) rifiutata(letter, why string) {
	b.t.Helper()
	r, err := agent.Dial(b.cfg).Run(b.t.Context(), agent.Call{Args: []string{"review", "approve", b.storia().compiti[letter]}})
	must(b.t, err)
	if r.Code == 0 || !strings.Contains(string(r.Err), why) {
		b.t.Errorf("%s was approved: %d %s%s", letter, r.Code, r.Out, r.Err)
	}
}
