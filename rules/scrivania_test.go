package rules

import (
	"strings"
	"testing"
)

// TestScrivania: who sees to a task and what is noted on it stand on the task, by name, and change nothing else.
func TestScrivania(t *testing.T) {
	o := nuovoOrdine(t)
	o.apply(Event{Kind: KCompito, Compito: &Compito{ID: "SEG-2026-000001", Tipo: SegAllarme, Perche: "prova", Stato: Aperto, Creato: o.now}})
	o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Proponi}})
	o.p.Persone = []Persona{{Utente: "m.neri", Ruoli: []string{Segreteria}}, {Utente: "r.conti", Ruoli: []string{Revisore}}}
	const id = "SEG-2026-000001"
	for _, c := range []struct {
		in     Input
		errore string
	}{
		{Assegnata{o.now, persona, id, "m.neri"}, ""},
		{Assegnata{o.now, persona, id, "m.neri"}, "è già così"},
		{Assegnata{o.now, persona, id, "r.conti"}, "non può occuparsi"},
		{Assegnata{o.now, Agente, id, ""}, "non ha il nome di una persona"},
		{Annotata{o.now, persona, id, " sentito il gestore "}, ""},
		{Annotata{o.now, persona, id, " "}, "una nota ha da 1"},
		{Annotata{o.now, persona, id, strings.Repeat("à", MaxAppunto+1)}, "una nota ha da 1"},
		{Annotata{o.now, persona, "SEG-2026-000009", "x"}, "non esiste"},
		{Presa{o.now, persona, id, ""}, "non è un messaggio"},
		{Chiesta{o.now, persona, id, "PEC"}, "non è una richiesta aperta"},
	} {
		d := o.decide(c.in)
		if (c.errore == "") != (d.Errore == "") || !strings.Contains(d.Errore, c.errore) {
			t.Errorf("%+v: %q", c.in, d.Errore)
		}
	}
	k, _ := o.vista().Compito(id)
	if k.Stato != Aperto || k.Assegnato != "m.neri" || len(k.Note) != 1 || k.Note[0].Testo != "sentito il gestore" || k.Note[0].Da != persona.ID {
		t.Errorf("%+v", k)
	}
}
