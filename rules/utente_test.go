package rules

import (
	"slices"
	"strings"
	"testing"
)

func chi(id string) Attore { return Attore{Tipo: "persona", ID: id} }

// TestUtenti: who may make and change users, what is recorded of it, and that the state is the log's.
func TestUtenti(t *testing.T) {
	o := nuovoOrdine(t)
	anna := Utente{Utente: "anna", Nome: "Anna  Verdi", Ruoli: []string{Segreteria}, Attivo: true}
	bruno := Utente{Utente: "bruno", Nome: "Bruno Neri", Ruoli: []string{Amministratore}, Attivo: true}
	with := func(u Utente, f func(*Utente)) Utente { u.Ruoli = slices.Clone(u.Ruoli); f(&u); return u }
	for _, c := range []struct {
		name string
		in   UtenteCambiato
		says string // "" is done
	}{
		{"nobody", UtenteCambiato{Attore: Agente, Utente: anna, Sistema: true}, "una persona"},
		{"no administrator yet", UtenteCambiato{Attore: chi("anna"), Utente: anna}, "un amministratore"},
		{"first code for another", UtenteCambiato{Attore: chi("anna"), Utente: bruno, Primo: true}, "il primo amministratore c'è già"},
		{"root", UtenteCambiato{Attore: chi("x"), Utente: with(anna, func(u *Utente) { u.Utente = "root" }), Sistema: true}, "il nome dell'utente"},
		{"a name in capitals", UtenteCambiato{Attore: chi("x"), Utente: with(anna, func(u *Utente) { u.Utente = "Anna" }), Sistema: true}, "il nome dell'utente"},
		{"bidi", UtenteCambiato{Attore: chi("x"), Utente: with(anna, func(u *Utente) { u.Nome = "An\u202ena" }), Sistema: true}, "non si vedono"},
		{"no role", UtenteCambiato{Attore: chi("x"), Utente: with(anna, func(u *Utente) { u.Ruoli = nil }), Sistema: true}, "i ruoli sono"},
		{"a role there is not", UtenteCambiato{Attore: chi("x"), Utente: with(anna, func(u *Utente) { u.Ruoli = []string{"re"} }), Sistema: true}, "i ruoli sono"},
		{"first", UtenteCambiato{Attore: chi("bruno"), Utente: bruno, Primo: true}, ""},
		{"first again", UtenteCambiato{Attore: chi("eva"), Utente: with(bruno, func(u *Utente) { u.Utente = "eva" }), Primo: true}, "il primo amministratore c'è già"},
		{"by the administrator", UtenteCambiato{Attore: chi("bruno"), Utente: anna}, ""},
		{"nothing changes", UtenteCambiato{Attore: chi("bruno"), Utente: with(anna, func(u *Utente) { u.Nome = "Anna Verdi" })}, "non cambia nulla"},
		{"reset", UtenteCambiato{Attore: chi("bruno"), Utente: anna, Azzera: true}, ""},
		{"by who is none", UtenteCambiato{Attore: chi("anna"), Utente: with(anna, func(u *Utente) { u.Ruoli = []string{Presidente} })}, "un amministratore"},
		{"own roles", UtenteCambiato{Attore: chi("bruno"), Utente: with(bruno, func(u *Utente) { u.Ruoli = []string{Amministratore, Presidente} })}, "i propri ruoli"},
		{"oneself out", UtenteCambiato{Attore: chi("bruno"), Utente: with(bruno, func(u *Utente) { u.Attivo = false })}, "i propri ruoli"},
		{"own reset", UtenteCambiato{Attore: chi("bruno"), Utente: bruno, Azzera: true}, ""},
		{"the machine may", UtenteCambiato{Attore: chi("pecagent"), Utente: with(bruno, func(u *Utente) { u.Ruoli = []string{Amministratore, Presidente} }), Sistema: true}, ""},
	} {
		c.in.Now = o.now
		d := o.decide(c.in)
		if (d.Errore == "") != (c.says == "") || !strings.Contains(d.Errore, c.says) {
			t.Errorf("%s: %q", c.name, d.Errore)
		}
		if c.says == "" && (len(d.Events) != 1 || d.Events[0].Kind != KUtente || d.Events[0].Attore.ID != c.in.Attore.ID || !strings.Contains(d.Events[0].Perche, c.in.Utente.Utente)) {
			t.Errorf("%s: %+v", c.name, d.Events)
		}
	}
	o.p.Persone = []Persona{{Utente: "carla", Ruoli: []string{Amministratore}}}
	last := with(bruno, func(u *Utente) { u.Attivo = false })
	o.vuole("the last administrator", o.decide(UtenteCambiato{Now: o.now, Attore: chi("carla"), Utente: last}), "l'ultimo amministratore")
	if s := o.vista().Stato; len(s.ElencoUtenti()) != 2 || s.ElencoUtenti()[0].Nome != "Anna Verdi" || !slices.Equal(s.Utenti["bruno"].Ruoli, []string{Amministratore, Presidente}) {
		t.Errorf("%+v", s.Utenti)
	}
	o.rigioca()
}

// TestPersone: the users of the console stand beside the persons of the configuration, and take nothing from who reaches the store
// by the system alone.
func TestPersone(t *testing.T) {
	o := nuovoOrdine(t)
	o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "CF1", Stato: Iscr}})
	kit := Atto{Tipo: "KIT_RICHIESTO", CF: "CF1", Giorno: "2026-11-20"}
	may := func(who string) bool {
		t.Helper()
		d := nuovoDecisore(o.p, o.vista(), Acted{Now: o.now, Attore: chi(who), Atto: kit}, valutaFinta)
		d.compie(Acted{Now: o.now, Attore: chi(who), Atto: kit})
		return d.errore == ""
	}
	o.apply(Event{Kind: KUtente, Utente: &Utente{Utente: "anna", Nome: "A", Ruoli: []string{Segreteria}, Attivo: true}},
		Event{Kind: KUtente, Utente: &Utente{Utente: "luigi", Nome: "L", Ruoli: []string{Legale}, Attivo: true}},
		Event{Kind: KUtente, Utente: &Utente{Utente: "ugo", Nome: "U", Ruoli: []string{Segreteria}}})
	for who, want := range map[string]bool{"pecagent": true, "anna": true, "luigi": false, "ugo": false} {
		if may(who) != want {
			t.Errorf("without [[persone]]: %s %v", who, !want)
		}
	}
	o.p.Persone = []Persona{{Utente: "rita", Ruoli: []string{Segreteria}}, {Utente: "luigi", Nome: "Luigi", Ruoli: []string{Segreteria}}}
	for who, want := range map[string]bool{"pecagent": false, "anna": true, "luigi": true, "ugo": false, "rita": true} {
		if may(who) != want {
			t.Errorf("with [[persone]]: %s %v", who, !want)
		}
	}
	all := Persone(o.p, o.vista().Stato)
	if len(all) != 3 || !slices.Equal(all[1].Ruoli, []string{Legale, Segreteria}) || !slices.Equal(o.p.Persone[1].Ruoli, []string{Segreteria}) {
		t.Errorf("%+v", all)
	}
}

// TestDuePersoneDellaConsole: two accounts of the console make an act of two persons; the system's own user is not the second one.
func TestDuePersoneDellaConsole(t *testing.T) {
	o := nuovoOrdine(t)
	o.apply(Event{Kind: KUtente, Utente: &Utente{Utente: "anna", Nome: "A", Ruoli: []string{Segreteria}, Attivo: true}})
	d := &decisore{p: o.p, s: o.vista()}
	if d.puoIniziare("anna", []string{Presidente}) {
		t.Error("one person begins what two must do")
	}
	o.apply(Event{Kind: KUtente, Utente: &Utente{Utente: "pia", Nome: "P", Ruoli: []string{Presidente}, Attivo: true}})
	d = &decisore{p: o.p, s: o.vista()}
	if !d.puoIniziare("anna", []string{Presidente}) || d.puoIniziare("pecagent", []string{Presidente}) {
		t.Error("two persons of the console, and they alone, begin what two must do")
	}
	due := regoleAtti()[slices.IndexFunc(regoleAtti(), func(r regolaAtto) bool { return r.due && slices.Contains(r.ruoli, Presidente) })]
	a := Atto{ID: "ATT-2026-000001", Tipo: due.tipo, CF: "CF1", Stato: AttoDaConfermare, Da: "anna"}
	c := Compito{ID: "SEG-2026-000001", Tipo: SegAtto, Atto: a.ID, CF: a.CF, Stato: Aperto}
	o.apply(Event{Kind: KAtto, Atto: &a}, Event{Kind: KCompito, Compito: &c})
	confirm := func(who string) string {
		return o.decide(Reviewed{Now: o.now, Attore: chi(who), Compito: c.ID, Approva: true}).Errore
	}
	if why := confirm("anna"); !strings.Contains(why, "un'altra persona") {
		t.Error(why)
	}
	if why := confirm("pecagent"); !strings.Contains(why, "presidente") && !strings.Contains(why, "non può confermare") {
		t.Errorf("the system's own user is the second person: %q", why)
	}
}

func TestConsoleUsata(t *testing.T) {
	o := nuovoOrdine(t)
	if d := o.decide(ConsoleUsata{Now: o.now, Attore: chi("anna"), Cosa: "accesso riuscito"}); len(d.Events) != 1 || d.Events[0].Operazione.Tipo != "console" || d.Events[0].Attore.ID != "anna" {
		t.Errorf("%+v", d)
	}
	if d := o.decide(ConsoleUsata{Now: o.now, Attore: Attore{Tipo: "persona"}, Cosa: "x"}); d.Errore == "" {
		t.Error("a fact of nobody is recorded")
	}
}
