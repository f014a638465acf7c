package rules

import (
	"slices"
	"strings"
	"testing"
)

// TestTabellaDegliAtti: every act has one row, one command, words for people, and asks only for fields that there are.
func TestTabellaDegliAtti(t *testing.T) {
	full := campiAtto(Atto{})
	full["immediato"], full["dati"], full["iscritto"] = "", "", ""
	tipi, comandi := map[TipoAtto]bool{}, map[string]bool{}
	for _, v := range VociAtto() {
		if tipi[v.Tipo] || comandi[v.Comando] {
			t.Errorf("%s (%s) stands twice", v.Tipo, v.Comando)
		}
		tipi[v.Tipo], comandi[v.Comando] = true, true
		if v.Dice == "" || strings.ToUpper(string(v.Tipo)) != string(v.Tipo) || strings.ToLower(v.Comando) != v.Comando || strings.ContainsAny(v.Comando, " _") {
			t.Errorf("row %+v", v)
		}
		for _, f := range slices.Concat(v.Vuole, v.Puo) {
			if _, ok := full[f]; !ok {
				t.Errorf("%s asks for %q, which no act has", v.Tipo, f)
			}
		}
		if len(v.Ruoli) == 0 {
			t.Errorf("%s is nobody's", v.Tipo)
		}
	}
	if len(tipi) < 15 {
		t.Errorf("only %d acts", len(tipi))
	}
}

// TestAttiRifiutati: an act without a person, of a kind that there is not, with a field too few, too many or unreadable, of tomorrow,
// or of somebody without the role is refused in words and leaves no event.
func TestAttiRifiutati(t *testing.T) {
	o := nuovoOrdine(t)
	o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "CF1", Stato: Iscr}})
	who := Attore{Tipo: "persona", ID: "anna"}
	good := Atto{Tipo: "KIT_RICHIESTO", CF: "CF1", Giorno: "2026-11-20"}
	for name, c := range map[string]struct {
		who  Attore
		in   func(*Atto)
		says string
	}{
		"agent":      {Agente, nil, "non ha il nome di una persona"},
		"no name":    {Attore{Tipo: "persona"}, nil, "non ha il nome di una persona"},
		"no kind":    {who, func(a *Atto) { a.Tipo = "DIVORZIO" }, "non esiste"},
		"too few":    {who, func(a *Atto) { a.Giorno = "" }, "l'atto KIT_RICHIESTO vuole anche --date (il giorno in cui è avvenuto, aaaa-mm-gg)"},
		"too many":   {who, func(a *Atto) { a.Numero = "7" }, "l'atto KIT_RICHIESTO non prende --number ("},
		"no day":     {who, func(a *Atto) { a.Giorno = "20/11/2026" }, "non è una data: si scrive aaaa-mm-gg"},
		"no hour":    {who, func(a *Atto) { a.Tipo, a.Ora = "KIT_RICHIESTO", "25:00" }, "--time (l'ora, oo:mm)"},
		"tomorrow":   {who, func(a *Atto) { a.Giorno = "2026-11-24" }, "l'atto KIT_RICHIESTO porta la data 24/11/2026, che è nel futuro"},
		"not a role": {Attore{Tipo: "persona", ID: "luigi"}, nil, "spetta a chi ha il ruolo segreteria"},
		"unknown":    {Attore{Tipo: "persona", ID: "zoe"}, nil, "non ne ha nella configurazione"},
	} {
		o.p.Persone = []Persona{{Utente: "anna", Ruoli: []string{Segreteria}}, {Utente: "luigi", Ruoli: []string{Legale}}}
		a := good
		if c.in != nil {
			c.in(&a)
		}
		d := Decide(o.p, o.vista(), Acted{Now: o.now, Attore: c.who, Atto: a})
		if !strings.Contains(d.Errore, c.says) || len(d.Events) > 0 {
			t.Errorf("%s: %q, %d events", name, d.Errore, len(d.Events))
		}
	}
	if d := o.decide(Acted{Now: o.now, Attore: who, Atto: good}); d.Errore != "" || len(d.Events) != 2 {
		t.Errorf("the good one: %q, %d events", d.Errore, len(d.Events))
	}
	o.p.Persone = nil // no persons are named: the system guards the store, acts of the secretariat are open
	if d := Decide(o.p, o.vista(), Acted{Now: o.now, Attore: Attore{Tipo: "persona", ID: "zoe"}, Atto: Atto{Tipo: "KIT_REGISTRATO", Caso: "KIT-2026-000001", Giorno: "2026-11-23"}}); d.Errore != "" {
		t.Error(d.Errore)
	}
}

// TestSecondaPersona: what one did in an emergency is confirmed by another account: one who decides where persons are named, anybody
// who reaches the store where none are. The first never confirms himself.
func TestSecondaPersona(t *testing.T) {
	named := []Persona{{Utente: "anna", Ruoli: []string{Segreteria}}, {Utente: "bruno", Ruoli: []string{Presidente}}, {Utente: "luigi", Ruoli: []string{Legale}}}
	for name, c := range map[string]struct {
		persone []Persona
		second  string
		says    string
	}{
		"himself":           {named, "anna", "lo conferma un'altra persona"},
		"reads only":        {named, "luigi", "non può confermare"},
		"nobody":            {named, "zoe", "non può confermare"},
		"decides":           {named, "bruno", ""},
		"no persons":        {nil, "zoe", ""},
		"no persons, alone": {nil, "anna", "lo conferma un'altra persona"},
	} {
		o := nuovoOrdine(t)
		o.p.Persone = c.persone
		o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "CF1", Stato: Iscr}})
		if d := o.decide(Acted{Now: o.now, Attore: Attore{Tipo: "persona", ID: "anna"}, Atto: Atto{Tipo: "BLOCCO", CF: "CF1", Motivo: "telefonata sospetta"}}); d.Errore != "" {
			t.Fatal(d.Errore)
		}
		d := o.decide(Reviewed{Now: o.now, Attore: Attore{Tipo: "persona", ID: c.second}, Compito: "SEG-2026-000001", Approva: true})
		a, _ := o.vista().Atto("ATT-2026-000001")
		if c.says == "" && (d.Errore != "" || a.Conferma != c.second) || c.says != "" && (!strings.Contains(d.Errore, c.says) || a.Conferma != "") {
			t.Errorf("%s: %q, confirmed by %q", name, d.Errore, a.Conferma)
		}
	}
}
