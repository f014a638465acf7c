package office

import (
	"context"
	"errors"
	"strings"

	"pecagent/rules"
)

// aggiunte is the flag of paragraphs added to letters: "T-04 a@b.example=testo", as often as there are letters.
type aggiunte []rules.Aggiunta

func (a *aggiunte) String() string { return "" }

func (a *aggiunte) Set(s string) error {
	where, text, ok := strings.Cut(s, "=")
	name, to, two := strings.Cut(strings.TrimSpace(where), " ")
	if !ok || !two {
		return errors.New("serve MODELLO INDIRIZZO=TESTO")
	}
	*a = append(*a, rules.Aggiunta{Modello: name, A: strings.TrimSpace(to), Testo: text})
	return nil
}

// reviewAssign says who sees to a task.
func reviewAssign(ctx context.Context, e *Env, args []string) error {
	fs, _ := flags("review assign")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) < 1 || len(rest) > 2 {
		return cmpErr(err, usage("serve una segnalazione, e chi se ne occupa se non è chi chiama"))
	}
	who := e.Attore.ID
	if len(rest) == 2 {
		who = strings.TrimPrefix(rest[1], "-")
	}
	id := strings.ToUpper(rest[0])
	if _, err := e.commit(ctx, rules.Assegnata{Now: e.Now(), Attore: e.Attore, Compito: id, A: who}); err != nil {
		return err
	}
	if who == "" {
		e.printf("Della segnalazione %s non si occupa più nessuno.\n", VisibleLine(id))
		return nil
	}
	e.printf("Della segnalazione %s si occupa %s.\n", VisibleLine(id), VisibleLine(who))
	return nil
}

// reviewNote adds a note to an open task.
func reviewNote(ctx context.Context, e *Env, args []string) error {
	fs, _ := flags("review note")
	note := fs.String("note", "", "")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 || strings.TrimSpace(*note) == "" {
		return cmpErr(err, usage("serve una segnalazione e --note TESTO"))
	}
	id := strings.ToUpper(rest[0])
	if _, err := e.commit(ctx, rules.Annotata{Now: e.Now(), Attore: e.Attore, Compito: id, Testo: *note}); err != nil {
		return err
	}
	e.printf("Nota aggiunta alla segnalazione %s.\n", VisibleLine(id))
	return nil
}

// reviewTake takes a case out of the agent's hands: the person answers himself.
func reviewTake(ctx context.Context, e *Env, args []string) error {
	fs, _ := flags("review take")
	note := fs.String("note", "", "")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 {
		return cmpErr(err, usage("serve una segnalazione"))
	}
	d, err := e.commit(ctx, rules.Presa{Now: e.Now(), Attore: e.Attore, Compito: strings.ToUpper(rest[0]), Nota: *note})
	return cmpErr(err, e.stampa(d))
}

// reviewAsk has the member asked for what his request lacks.
func reviewAsk(ctx context.Context, e *Env, args []string) error {
	fs, _ := flags("review ask")
	what := fs.String("manca", "", "")
	rest, err := Parse(fs, args)
	if err != nil || len(rest) != 1 || *what == "" {
		return cmpErr(err, usage("serve una segnalazione e --manca PEC o CF"))
	}
	d, err := e.commit(ctx, rules.Chiesta{Now: e.Now(), Attore: e.Attore, Compito: strings.ToUpper(rest[0]), Manca: strings.ToUpper(*what)})
	return cmpErr(err, e.stampa(d))
}

// stampa tells what followed from a decision.
func (e *Env) stampa(d rules.Decision) error {
	for _, ev := range d.Events {
		e.printf("%s\n", VisibleLine(Racconta(ev)))
	}
	return nil
}
