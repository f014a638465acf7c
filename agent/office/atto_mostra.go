package office

import (
	"strings"

	"pecagent/rules"
)

// printAtto shows the act that a task asks a second person to confirm, field by field and with its documents, and the letter of a
// convocation that waits for approval: nobody confirms what he cannot read.
func (e *Env) printAtto(c rules.Compito) (err error) {
	var a rules.Atto
	var l rules.Lettera
	act, letter := false, false
	err = e.Store.View(func(ar rules.Archivio) error {
		s := rules.Vista(ar)
		if c.Atto != "" {
			a, act = s.Atto(c.Atto)
		}
		if k, ok := s.Campagna(c.Caso); ok && c.Tipo == rules.SegCampagna {
			l, letter = rules.LetteraDiCampagna(s, k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if act {
		e.printf("\nAtto %s: %s, registrato da %s (%s)\n", a.ID, a.Tipo, VisibleLine(a.Da), a.Stato)
		for _, row := range RigheAtto(a) {
			e.printf("  %-10s %s\n", row[0], VisibleLine(row[1]))
		}
		for _, d := range a.Documenti {
			e.printf("  %-10s %s (SHA-256 %s)\n", "documento", VisibleLine(d.Nome), d.SHA256)
		}
	}
	if letter {
		return e.printLettera(l)
	}
	return nil
}

// RigheAtto are the fields of an act with their names, those that it has.
func RigheAtto(a rules.Atto) (rows [][2]string) {
	immediate := ""
	if a.Immediato {
		immediate = "immediato"
	}
	for _, row := range [][2]string{{"iscritto", a.CF}, {"pratica", a.Caso}, {"giorno", a.Giorno}, {"ora", a.Ora}, {"numero", a.Numero}, {"organo", a.Organo}, {"motivo", a.Motivo},
		{"canale", a.Canale}, {"esito", a.Esito}, {"indirizzo", a.Indirizzo}, {"scadenza", a.Scadenza}, {"controlli", strings.Join(a.Spunte, ", ")}, {"nota", a.Nota}, {"effetto", immediate}} {
		if row[1] != "" {
			rows = append(rows, row)
		}
	}
	return rows
}
