package rules

import (
	"strings"
	"testing"
)

func TestContieneNome(t *testing.T) {
	for _, c := range []struct {
		addr, cognome, nome string
		want                bool
	}{
		{"giulia.bianchi@x.example", "Bianchi", "Giulia", true},
		{"gbianchi78@x.example", "Bianchi", "Giulia", true},
		{"giulia78@x.example", "Bianchi", "Giulia", true},
		{"gb78@x.example", "Bianchi", "Giulia", false},
		{"am.deluca@x.example", "De Luca", "Anna Maria", true},
		{"niccolo.dangelo@x.example", "D'Angelo", "Niccolò", true},
		{"ugo.fo@x.example", "Fo", "Ugo", true},
		{"info@x.example", "Fo", "Ugo", false}, // two letters are in too many words
		{"andrea.rossi@x.example", "Re", "Al", false},
		{"al.re@x.example", "Re", "Al", true},
		{"posta@bianchi.example", "Bianchi", "Giulia", false}, // the domain is no proof
		{"x@x.example", "", "", false},
	} {
		if got := contieneNome(c.addr, Iscritto{Cognome: c.cognome, Nome: c.nome}); got != c.want {
			t.Errorf("%s for %s %s: %v", c.addr, c.cognome, c.nome, got)
		}
	}
}

// TestDubbio: when a delivery alone registers (order.md §6.2), and what waits for a word.
func TestDubbio(t *testing.T) {
	for _, c := range []struct {
		name       string
		nuova, due string
		setup      []string
		registered bool
	}{
		{"name in the address", "g.bianchi@pecmail.example", "", nil, true},
		{"no name", "gb@pecmail.example", "", nil, false},
		{"no name, written twice", "gb@pecmail.example", " due=si", nil, true},
		{"homonym", "g.bianchi@pecmail.example", "", []string{"iscritto BNCGLI80A41F205X Bianchi Giulia"}, false},
		{"Order that always asks", "g.bianchi@pecmail.example", "", []string{"politica sfida_blocca=sempre"}, false},
		{"another member's domicile", "g.bianchi@pecmail.example", " due=si", []string{"iscritto GLLFNC80L63L219B Galli Francesca domicilio=g.bianchi@pecmail.example"}, false},
		{"another member's box", "g.bianchi@pecmail.example", "", []string{"iscritto GLLFNC80L63L219B Galli Francesca casella=g.bianchi@pecmail.example stato_casella=ATTIVATA"}, false},
		{"gone meanwhile", "g.bianchi@pecmail.example", "", []string{"iscritto-dopo"}, false},
	} {
		o := nuovoOrdine(t)
		o.comanda("iscritto BNCGLI78C48G478A Bianchi Giulia domicilio=giulia@ordine.example")
		o.comanda("modo automatico R4")
		for _, s := range c.setup {
			if s != "iscritto-dopo" {
				o.comanda(s)
			}
		}
		o.comanda("scrive giulia@ordine.example R4 IN_ESECUZIONE AUTO cf=BNCGLI78C48G478A nuova=" + c.nuova + c.due)
		o.comanda("invia")
		if c.name == "gone meanwhile" {
			m, _ := o.vista().Iscritto("BNCGLI78C48G478A")
			m.Stato = Cancellato
			o.apply(Event{Kind: KIscritto, Iscritto: &m})
		}
		o.comanda("ricevuta avvenuta-consegna L2")
		m, _ := o.vista().Iscritto("BNCGLI78C48G478A")
		if got := m.Domicilio.Indirizzo == c.nuova; got != c.registered {
			t.Errorf("%s: registered %v", c.name, got)
		}
		if tasks := o.vista().Cerca(CompitiVivi, ""); !c.registered && len(tasks) != 1 {
			t.Errorf("%s: tasks %v", c.name, tasks)
		}
		if got := o.comanda("orologio"); got != "niente" && !strings.Contains(got, "accettazione") {
			t.Errorf("%s: the clock adds %s", c.name, got)
		}
	}
}

// TestConfermaNonVince: not even a person's click registers an address that is another member's.
func TestConfermaNonVince(t *testing.T) {
	o := nuovoOrdine(t)
	for _, c := range []string{
		"iscritto BNCGLI78C48G478A Bianchi Giulia domicilio=giulia@ordine.example", "modo automatico R4",
		"scrive giulia@ordine.example R4 IN_ESECUZIONE AUTO cf=BNCGLI78C48G478A nuova=gb@pecmail.example", "invia", "ricevuta avvenuta-consegna L2",
		"iscritto GLLFNC80L63L219B Galli Francesca domicilio=gb@pecmail.example",
		"approva S1",
	} {
		o.comanda(c)
	}
	if m, _ := o.vista().Iscritto("BNCGLI78C48G478A"); m.Domicilio.Indirizzo != "giulia@ordine.example" {
		t.Errorf("registered %s", m.Domicilio.Indirizzo)
	}
	if r, _ := o.vista().Richiesta("RIC-2026-000001"); r.Stato != RInRevisione {
		t.Errorf("the request is %s", r.Stato)
	}
}

// TestNuovaCasellaSoloT23: until it has answered, the new box gets nothing but T-23 (order.md §6.2).
func TestNuovaCasellaSoloT23(t *testing.T) {
	o := nuovoOrdine(t)
	for _, c := range []string{
		"iscritto BNCGLI78C48G478A Bianchi Giulia domicilio=giulia@ordine.example casella=giulia@ordine.example stato_casella=ATTIVATA", "modo automatico R1",
		"scrive giulia@ordine.example R1 IN_ESECUZIONE AUTO cf=BNCGLI78C48G478A nuova=g.bianchi@pecmail.example", "invia", "ricevuta avvenuta-consegna L2",
		"invia", "ora 2026-12-20 10:00", "orologio", "invia",
	} {
		o.comanda(c)
	}
	Lettere(o.a, func(l Lettera) bool {
		if l.A == "g.bianchi@pecmail.example" && l.Modello != "T-23" {
			t.Errorf("%s went to the new box before it answered", l.Modello)
		}
		return true
	})
	if m, _ := o.vista().Iscritto("BNCGLI78C48G478A"); m.Casella.Stato != Attivata || !m.Casella.RevocaDal.IsZero() {
		t.Errorf("the old box is dying without an answer: %s", encode(t, m))
	}
}
