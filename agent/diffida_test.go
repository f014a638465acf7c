package agent_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"pecagent/agent"
	"pecagent/agent/demo"
	"pecagent/rules"
	"pecagent/store"
)

const conti = "CNTLCU88R19A944D"

// pratica is a store before the agent runs on it: what two persons record in it.
type pratica struct {
	t   *testing.T
	st  *store.Store
	p   *rules.Policy
	now time.Time
}

func (x *pratica) decide(in rules.Input) rules.Decision {
	x.t.Helper()
	dec, err := x.st.Commit(x.t.Context(), func(s rules.Snapshot) rules.Decision { return rules.Decide(x.p, s, in) })
	must(x.t, err)
	if dec.Errore != "" {
		x.t.Fatal(dec.Errore)
	}
	return dec
}

// atto is recorded by anna and, where it wants two persons, confirmed by bruno.
func (x *pratica) atto(a rules.Atto) {
	x.t.Helper()
	a.Giorno = rules.DataRoma(x.now)
	for _, e := range x.decide(rules.Acted{Now: x.now, Attore: rules.Attore{Tipo: "persona", ID: "anna"}, Atto: a}).Events {
		if e.Kind == rules.KCompito && e.Compito.Tipo == rules.SegAtto {
			x.decide(rules.Reviewed{Now: x.now, Attore: rules.Attore{Tipo: "persona", ID: "bruno"}, Compito: e.Compito.ID, Approva: true})
		}
	}
}

func (x *pratica) documento(name, text string) rules.Documento {
	x.t.Helper()
	shas, err := x.st.PutRaw(x.t.Context(), [][]byte{[]byte(text)})
	must(x.t, err)
	return rules.Documento{SHA256: shas[0], Nome: name}
}

// firmata fills a store with a diffida to a member without a domicile whose Order box is in use, signed to be served by PEC.
func firmata(t *testing.T, b *bench, now time.Time) {
	t.Helper()
	st, err := store.Open(store.Options{Dir: b.cfg.Data, Now: func() time.Time { return now }})
	must(t, err)
	defer func() { must(t, st.Close()) }()
	p := rules.DefaultPolicy()
	p.DiffidaPer, p.FinestreDiffida, p.DiffidaDelibera = []string{rules.Assente}, nil, false
	p.Persone = []rules.Persona{{Utente: "anna", Ruoli: []string{rules.Segreteria}}, {Utente: "bruno", CF: "NREMRA60A01H501Z", Ruoli: []string{rules.Presidente}}}
	must(t, st.Init(t.Context(), rules.Avvio{T0: now.AddDate(0, -3, 0), Casella: order, Modo: rules.Modo{Modo: rules.Proponi}}, rules.Agente))
	x := &pratica{t, st, p, now.AddDate(0, -2, 0)}
	x.decide(rules.Imported{Now: x.now, Attore: rules.Attore{Tipo: "persona", ID: "anna"}, File: "albo.csv", Righe: []rules.Iscritto{{CF: conti, Cognome: "Conti", Nome: "Luca", Titolo: "dott.",
		Stato: rules.Iscr, Albi: []string{"medici"}, Casella: &rules.Casella{Indirizzo: "luca.conti@iscritti.pec-ordine.example", Stato: rules.Attivata, PrimoUso: now.AddDate(-1, 0, 0)}}}})
	x.atto(rules.Atto{Tipo: rules.AttoDiffidaRilevata, CF: conti, Motivo: rules.Assente, Spunte: []string{rules.SpuntaAtti}})
	x.atto(rules.Atto{Tipo: rules.AttoPreavvisoBonario, Caso: "DIF-2026-000001", Canale: "POSTA", Documenti: []rules.Documento{x.documento("preavviso.pdf", "preavviso")}})
	x.now = now
	draft := "%PDF-1.4 diffida"
	sum := sha256.Sum256([]byte(draft))
	x.atto(rules.Atto{Tipo: rules.AttoDiffidaPredisposta, Caso: "DIF-2026-000001", Numero: "912/2026", Documenti: []rules.Documento{x.documento("diffida.pdf", draft)}})
	x.atto(rules.Atto{Tipo: rules.AttoDiffidaFirmata, Caso: "DIF-2026-000001", Canale: "PEC", Documenti: []rules.Documento{x.documento("diffida.pdf.p7m", "firmato: "+draft)},
		Firme: []rules.Firma{{Allegato: "diffida.pdf.p7m", CF: "NREMRA60A01H501Z", Valida: true, Documento: hex.EncodeToString(sum[:])}}})
}

// TestDiffidaByPEC: a diffida that two persons made leaves over SMTP when a person lets it go, as one letter with the signed file;
// the certified receipt of its delivery, and nothing before, serves it and starts the thirty days (order.md §6.5, R-144).
func TestDiffidaByPEC(t *testing.T) {
	now := start().Add(2 * time.Hour)
	g := provider(t, demo.Options{Casella: order})
	must(t, g.Clock(now))
	b := onDemo(t, g, "[avvio]\nmodo = \"proponi\"\nt0 = \"2026-08-01T00:00:00+02:00\"\n[invio]\norario = \"sempre\"\nritardo_minuti = 0\n")
	b.cfg.Ordine.Ufficio, b.cfg.Ordine.Telefono, b.cfg.Ordine.Orario, b.cfg.Ordine.PotereSostitutivo = "Segreteria", "075 000000", "9-12", "il Presidente"
	b.clock = agent.NewVirtual(now)
	firmata(t, b, now)
	b.run()
	b.socket()
	last := func() (c rules.Diffida, l rules.Lettera, task string) {
		for _, ev := range b.events() {
			switch {
			case ev.Diffida != nil:
				c = *ev.Diffida
			case ev.Lettera != nil && ev.Lettera.Modello == "T-10":
				l = *ev.Lettera
			case ev.Compito != nil && ev.Compito.Tipo == rules.SegLettera:
				task = ev.Compito.ID
			}
		}
		return c, l, task
	}
	c, l, task := last()
	if len(g.Registro().Transazioni) != 0 || c.Stato != rules.DPredisposta || l.A != "luca.conti@iscritti.pec-ordine.example" {
		t.Fatalf("before the click: %+v, %+v", c, l)
	}
	b.cmd("review", "approve", task)
	b.within("the letter at the provider", 20*time.Second, func() bool { return len(g.Registro().Transazioni) == 1 })
	if x := g.Registro().Transazioni[0]; !x.Accolta || len(x.Rcpt) != 1 || x.Rcpt[0] != l.A {
		t.Errorf("sent %+v", x)
	}
	if c, _, _ = last(); c.NotificataIl != "" || c.Scade != "" {
		t.Errorf("served before the receipt: %+v", c)
	}
	_, err := g.ConsegnaPosta(0)
	must(t, err)
	b.within("the notification", 20*time.Second, func() bool { c, _, _ = last(); return c.Stato == rules.DNotificata })
	if c.NotificataIl != "2026-11-23" || c.Scade != "2026-12-23" || len(c.Notifiche) != 1 || c.Notifiche[0].Istante.IsZero() {
		t.Errorf("served: %+v", c)
	}
	if said := b.cmd("members", "show", conti, "--json"); !strings.Contains(said, `"conformita":"DIFFIDATO"`) || !strings.Contains(said, `"scadenza":"2026-12-23"`) {
		t.Errorf("the member: %s", said)
	}
	if n := len(g.Registro().Transazioni); n != 1 {
		t.Errorf("%d letters were sent", n)
	}
}

// TestDiffidaNonScrivibile: an approved letter that the configuration does not let write calls a person with the key that is
// missing, once; with the key it leaves and the call is closed.
func TestDiffidaNonScrivibile(t *testing.T) {
	now := start().Add(2 * time.Hour)
	g := provider(t, demo.Options{Casella: order})
	must(t, g.Clock(now))
	b := onDemo(t, g, "[avvio]\nmodo = \"proponi\"\nt0 = \"2026-08-01T00:00:00+02:00\"\n[invio]\norario = \"sempre\"\nritardo_minuti = 0\n")
	b.cfg.Ordine.Telefono, b.cfg.Ordine.Orario, b.cfg.Ordine.PotereSostitutivo = "075 000000", "9-12", "il Presidente"
	b.cfg.Ordine.Ufficio = ""
	b.clock = agent.NewVirtual(now)
	firmata(t, b, now)
	b.run()
	b.socket()
	task := ""
	for _, ev := range b.events() {
		if ev.Compito != nil && ev.Compito.Tipo == rules.SegLettera {
			task = ev.Compito.ID
		}
	}
	b.cmd("review", "approve", task)
	const says = "non si può scrivere: nella configurazione manca ordine.ufficio"
	b.until("the call to a person", func() bool { return strings.Contains(b.cmd("review", "list"), says) })
	b.looks(3)
	calls := 0
	for _, ev := range b.events() {
		if ev.Compito != nil && strings.Contains(ev.Compito.Perche, says) {
			calls++
		}
	}
	if calls != 1 || len(g.Registro().Transazioni) != 0 {
		t.Errorf("%d calls, %d letters left", calls, len(g.Registro().Transazioni))
	}
	must(t, b.end())
	b.cfg.Ordine.Ufficio = "Segreteria"
	b.run()
	b.socket()
	b.within("the letter at the provider", 20*time.Second, func() bool { return len(g.Registro().Transazioni) == 1 })
	if list := b.cmd("review", "list"); strings.Contains(list, says) {
		t.Errorf("the call stands open:\n%s", list)
	}
}

// looks waits until the clock was looked at so many times more.
func (b *bench) looks(n int) {
	b.t.Helper()
	st, err := b.status()
	must(b.t, err)
	from := st.Done
	b.until("looks at the clock", func() bool { st, err := b.status(); return err == nil && int(st.Done-from) >= n })
}
