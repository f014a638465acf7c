package rules

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestOrario(t *testing.T) {
	for _, c := range []struct {
		orario, at string
		want       bool
	}{
		{"sempre", "2026-11-22 03:00", true},
		{"lun-ven 08:00-19:00", "2026-11-23 08:00", true},
		{"lun-ven 08:00-19:00", "2026-11-23 07:59", false},
		{"lun-ven 08:00-19:00", "2026-11-23 19:00", false},
		{"lun-ven 08:00-19:00", "2026-11-21 12:00", false}, // Saturday
		{"lun-ven 08:00-19:00", "2026-07-06 08:30", true},  // summer time
		{"ven-lun 08:00-24:00", "2026-11-22 23:59", true},
		{"ven-lun 08:00-24:00", "2026-11-24 12:00", false},
		{"mar 10:00-11:00", "2026-11-24 10:30", true},
		{"mar 10:00-11:00", "2026-11-25 10:30", false},
		{"", "2026-11-22 12:00", false}, // unreadable: the default, never always
		{"quando capita", "2026-11-23 12:00", true},
		{"lun-ven 19:00-08:00", "2026-11-23 20:00", false},
	} {
		p := DefaultPolicy()
		p.Invio.Orario = c.orario
		if got := orarioDiInvio(p, romano(t, c.at)); got != c.want {
			t.Errorf("%q at %s: %v", c.orario, c.at, got)
		}
	}
	for s, want := range map[string]bool{"sempre": true, "lun-ven 08:00-19:00": true, "lun-ven": false, "lun-xyz 08:00-19:00": false, "lun 8:00-9:00": false} {
		if OrarioValido(s) != want {
			t.Errorf("%q: valid is not %v", s, want)
		}
	}
}

// partenze puts letters in departure and gives the ids that may go.
func partenze(t *testing.T, p *Policy, now time.Time, modo Modo, ls ...Lettera) (*Memoria, []string) {
	t.Helper()
	a := NewMemoria()
	es := []Event{{Kind: KAvvio, Avvio: &Avvio{Modo: modo}}}
	for i := range ls {
		ls[i].ID = fmt.Sprintf("LET-2026-%06d", i+1)
		es = append(es, Event{Kind: KLettera, Lettera: &ls[i]})
	}
	for _, e := range es {
		if err := Apply(a, e); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for _, l := range Pronte(p, Vista(a), now) {
		ids = append(ids, l.ID[len(l.ID)-1:])
	}
	return a, ids
}

func TestPronte(t *testing.T) {
	now := romano(t, "2026-11-23 10:00")
	let := func(modello, a, cf string, s StatoLettera) Lettera {
		return Lettera{Modello: modello, A: a, CF: cf, Stato: s, NonPrima: now}
	}
	later := let("T-02", "b@x.example", "", LInPartenza)
	later.NonPrima = now.Add(time.Second)
	sent := let("T-02", "a@x.example", "", LConsegnata)
	sent.TInvio = now.Add(-23 * time.Hour)
	old := sent
	old.TInvio = now.Add(-24 * time.Hour)
	var six []Lettera
	for i := range 8 {
		six = append(six, let(fmt.Sprintf("T-%02d", i), "a@x.example", "", LInPartenza))
	}
	auto := Modo{Modo: Automatico}
	for _, c := range []struct {
		name string
		modo Modo
		ls   []Lettera
		want string
	}{
		{"ready", auto, []Lettera{let("T-02", "a@x.example", "", LInPartenza), let("T-02", "b@x.example", "", LInCoda)}, "[1 2]"},
		{"osserva", Modo{Modo: Osserva}, []Lettera{let("T-02", "a@x.example", "", LInPartenza)}, "[]"},
		{"no mode", Modo{}, []Lettera{let("T-02", "a@x.example", "", LInPartenza)}, "[]"},
		{"stopped", Modo{Modo: Proponi, Fermo: true}, []Lettera{let("T-02", "a@x.example", "", LInPartenza)}, "[]"},
		{"not yet, proposed, under way", auto, []Lettera{later, let("T-02", "c@x.example", "", LProposta), let("T-02", "d@x.example", "", LInInvio), let("T-02", "e@x.example", "", LIncerta)}, "[]"},
		{"same letter within a day", auto, []Lettera{sent, let("T-02", "a@x.example", "", LInPartenza), let("T-04", "a@x.example", "", LInPartenza)}, "[3]"},
		{"same letter after a day", auto, []Lettera{old, let("T-02", "a@x.example", "", LInPartenza)}, "[2]"},
		{"same letter twice now", auto, []Lettera{let("T-02", "a@x.example", "", LInPartenza), let("T-02", "a@x.example", "", LInPartenza)}, "[1]"},
		{"six a day", auto, six, "[1 2 3 4 5 6]"},
		{"six a day, by member", auto, []Lettera{let("T-01", "a@x.example", "M", LInPartenza), let("T-02", "b@x.example", "M", LInPartenza)}, "[1 2]"},
	} {
		p := DefaultPolicy()
		_, got := partenze(t, p, now, c.modo, append([]Lettera(nil), c.ls...)...)
		if s := fmt.Sprint(got); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}

// TestLimitiTotali: never more in an hour or a day than the limits, however many wait.
func TestLimitiTotali(t *testing.T) {
	now := romano(t, "2026-11-23 10:00")
	var ls []Lettera
	for i := range 60 {
		ls = append(ls, Lettera{Modello: "T-01", A: fmt.Sprintf("m%d@x.example", i), Stato: LInPartenza})
	}
	p := DefaultPolicy()
	a, got := partenze(t, p, now, Modo{Modo: Automatico}, ls...)
	if len(got) != p.Invio.MaxOra {
		t.Errorf("%d letters at once, limit %d", len(got), p.Invio.MaxOra)
	}
	s := Vista(a)
	for i := range 45 {
		s.Stato.Invii = append(s.Stato.Invii, now.Add(-time.Duration(2+i%20)*time.Hour))
	}
	if n := len(Pronte(p, s, now)); n != 0 {
		t.Errorf("%d letters over the limit of the day", n)
	}
	p.Invio.MaxOra, p.Invio.MaxGiorno = 0, 0
	if n := len(Pronte(p, s, now)); n != 60 {
		t.Errorf("%d letters without limits, want all", n)
	}
}

// TestSpedizioneRifiuti: the steps of sending that must not be taken.
func TestSpedizioneRifiuti(t *testing.T) {
	prepare := []string{"iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example", "modo automatico R3",
		"scrive luca.conti@legalpost.example R3 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D"}
	queue := "spedizione L1 IN_CODA msgid=a@b sha=ab"
	for _, c := range []struct {
		name  string
		steps []string
		last  string
		ok    bool
	}{
		{"compose", nil, queue, true},
		{"send without composing", nil, "spedizione L1 IN_INVIO", false},
		{"answer without sending", nil, "spedizione L1 INVIATA", false},
		{"send", []string{queue}, "spedizione L1 IN_INVIO", true},
		{"send when stopped", []string{queue, "modo automatico R3 fermo=prova"}, "spedizione L1 IN_INVIO", false},
		{"send in osserva", []string{queue, "modo osserva"}, "spedizione L1 IN_INVIO", false},
		{"send without bytes", []string{"spedizione L1 IN_CODA"}, "spedizione L1 IN_INVIO", false},
		{"send twice", []string{queue, "spedizione L1 IN_INVIO", "spedizione L1 INVIATA"}, "spedizione L1 IN_INVIO", false},
		{"queue again after sending", []string{queue, "spedizione L1 IN_INVIO", "spedizione L1 INVIATA"}, queue, false},
		{"try later", []string{queue, "spedizione L1 IN_INVIO"}, "spedizione L1 IN_CODA", true},
		{"other bytes", []string{queue}, "spedizione L1 IN_CODA msgid=a@b sha=cd", false},
		{"delivered by SMTP", []string{queue, "spedizione L1 IN_INVIO"}, "spedizione L1 CONSEGNATA", false},
		{"no such letter", nil, "spedizione L9 IN_CODA", false},
		{"search what is not in doubt", []string{queue}, "cercata L1", false},
	} {
		o := nuovoOrdine(t)
		for _, s := range append(append([]string(nil), prepare...), c.steps...) {
			o.comanda(s)
		}
		got := o.comanda(c.last)
		if refused := len(got) >= 10 && got[:10] == "rifiutato:"; refused == c.ok {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

// TestRipetizione: a passing refusal waits longer each time, and a doubtful legal act is never sent again.
func TestRipetizione(t *testing.T) {
	for tries, want := range map[int]time.Duration{1: 5 * time.Minute, 2: 10 * time.Minute, 4: 40 * time.Minute, 20: 4 * time.Hour} {
		if got := pausa(tries); got != want {
			t.Errorf("after %d tries %s, want %s", tries, got, want)
		}
	}
	o := conLettera(t)
	l := o.lettera("LET-2026-000001")
	l.Legale, l.Stato, l.NonPrima = true, LIncerta, o.now
	o.apply(Event{Kind: KLettera, Lettera: &l})
	for range 3 {
		o.decide(Cercata{Now: o.now, Lettera: l.ID})
		if s := o.lettera(l.ID).Stato; s != LIncerta {
			t.Fatalf("a doubtful legal act is %s", s)
		}
	}
	if n := len(o.vista().Cerca(CompitiVivi, "")); n != 1 {
		t.Errorf("%d tasks about one doubt", n)
	}
}

// TestNonScritta: a letter that cannot be written waits and calls a person once for each reason, lets the others go first, is no
// ground to stop all sending, and when it is written (or taken back) the call is closed.
func TestNonScritta(t *testing.T) {
	o := inPartenzaUna(t)
	id := "LET-2026-000001"
	open := func() (said []string) {
		for _, id := range o.vista().Cerca(CompitiVivi, "") {
			if c, _ := o.vista().Compito(id); strings.HasPrefix(c.Cosa, cosaNonScritta) {
				said = append(said, c.Perche)
			}
		}
		return said
	}
	fails := func(why string) Decision {
		return o.decide(Sent{Now: o.now, Passo: Passo{Lettera: id, Stato: LInPartenza, Motivo: why}})
	}
	if d := fails("manca ordine.ufficio"); d.Errore != "" || len(open()) != 1 || !strings.Contains(open()[0], "manca ordine.ufficio") {
		t.Fatalf("%q, tasks %q", d.Errore, open())
	}
	if d := fails("manca ordine.ufficio"); d.Errore != "" || len(d.Events) != 0 {
		t.Errorf("said twice: %+v", d.Events)
	}
	if fails("manca ordine.responsabile"); len(open()) != 1 || !strings.Contains(open()[0], "ordine.responsabile") {
		t.Errorf("another reason: %q", open())
	}
	if l := o.lettera(id); l.Stato != LInPartenza || l.scrivibile() {
		t.Errorf("the letter is %s, %q", l.Stato, l.Motivo)
	}
	o.p.Invio.MaxOra = 1
	other := o.lettera(id)
	other.ID, other.Motivo, other.A = "LET-2026-000009", "", "altra@pecmail.example"
	o.apply(Event{Kind: KLettera, Lettera: &other})
	later := o.now.Add(time.Hour)
	if ready := Pronte(o.p, o.vista(), later); len(ready) != 1 || ready[0].ID != other.ID {
		t.Errorf("first to go: %+v", ready)
	}
	o.p.Invio.MaxOra = 0
	if d := o.decide(Sent{Now: o.now, Passo: Passo{Lettera: id, Stato: LInCoda, MsgID: "m@ordine.example", SHA256: "byte"}}); d.Errore != "" || len(open()) != 0 {
		t.Errorf("written: %q, tasks %q", d.Errore, open())
	}
	if d := fails("manca altro"); d.Errore == "" {
		t.Error("a letter with its bytes cannot be unwritten")
	}
	o.rigioca()
}
