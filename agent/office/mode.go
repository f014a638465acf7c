package office

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"pecagent/rules"
)

// modeCmd shows or changes the mode. Automatic types are switched on by a named person, after at least
// 14 days and 10 cases of that type.
func modeCmd(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("mode")
	types := fs.String("type", "", "")
	rest, err := Parse(fs, args)
	if err != nil {
		return err
	}
	now, err := e.stato()
	if err != nil {
		return err
	}
	switch len(rest) {
	case 0:
		return e.showMode(now, *asJSON)
	case 1:
	default:
		return usage("un solo modo")
	}
	m := now.Modo
	m.Modo = rest[0]
	if !m.Fermo { // why sending stands still is not the mode's, which ends no stop
		m.Perche = "cambiato da " + e.Attore.ID
	}
	switch rest[0] {
	case rules.Osserva, rules.Proponi:
		if *types != "" {
			return usage("--type vale solo con automatico")
		}
	case rules.Automatico:
		list := strings.FieldsFunc(*types, func(r rune) bool { return r == ',' || r == ' ' })
		if len(list) == 0 {
			return usage("automatico si accende per tipo di richiesta: --type R1,R4")
		}
		for _, t := range list {
			if !slices.Contains(tipi, t) {
				return usage("%q non è un tipo di richiesta: R1, R2, R3, R4, R5, R11, R15, R16", t)
			}
		}
		if err := e.mayAutomate(now, list); err != nil {
			return err
		}
		m.Automatico = slices.Compact(slices.Sorted(slices.Values(append(list, m.Automatico...))))
	default:
		return usage("il modo è osserva, proponi o automatico, non %q", rest[0])
	}
	if _, err := e.commit(ctx, rules.Commanded{Now: e.Now(), Attore: e.Attore, Modo: m}); err != nil {
		return err
	}
	now.Modo = m
	return e.showMode(now, *asJSON)
}

// tipi are the request types that may ever go without a click.
var tipi = []string{"R1", "R2", "R3", "R4", "R5", "R11", "R15", "R16"}

// TipiAutomatici are the request types that may ever go without a click.
func TipiAutomatici() []string { return slices.Clone(tipi) }

// mayAutomate counts the cases of each type decided since the start of the store.
func (e *Env) mayAutomate(s rules.Stato, types []string) error {
	cases := map[string]int{}
	var first time.Time
	err := e.Store.Events(0, func(ev rules.Event) bool {
		if ev.Kind == rules.KAvvio {
			first = ev.At
		}
		if v := ev.Esito; v != nil && v.Decisione != nil && !v.Storico && !v.Copia {
			cases[v.Decisione.Type]++
		}
		return true
	})
	if err != nil {
		return err
	}
	return rules.PuoAutomatico(first, e.Now(), types, cases)
}

func (e *Env) showMode(s rules.Stato, asJSON bool) error {
	if asJSON {
		return e.emit(struct {
			rules.Modo
			T0 string `json:"t0"`
		}{s.Modo, s.Avvio.T0.Format("2006-01-02T15:04:05Z07:00")})
	}
	e.printf("modo: %s\n", s.Modo.Modo)
	if len(s.Modo.Automatico) > 0 {
		e.printf("tipi automatici: %s\n", strings.Join(s.Modo.Automatico, ", "))
	}
	if s.Modo.Fermo {
		e.printf("INVIO FERMO: %s\n", VisibleLine(s.Modo.Perche))
	}
	e.printf("istante iniziale (T0): %s\n", giorno(s.Avvio.T0))
	return nil
}

func stopCmd(ctx context.Context, e *Env, args []string) error {
	fs, _ := flags("stop")
	why := fs.String("perche", "", "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	s, err := e.stato()
	if err != nil {
		return err
	}
	m := s.Modo
	m.Fermo, m.Perche = true, "fermato da "+e.Attore.ID
	if *why != "" {
		m.Perche += ": " + *why
	}
	if _, err := e.commit(ctx, rules.Commanded{Now: e.Now(), Attore: e.Attore, Modo: m}); err != nil {
		return err
	}
	e.printf("Ogni invio è fermo, anche dopo un riavvio. Si riprende con: pecagent resume\n")
	return nil
}

func resumeCmd(ctx context.Context, e *Env, args []string) error {
	fs, _ := flags("resume")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	s, err := e.stato()
	if err != nil {
		return err
	}
	if restored, err := e.Store.Restored(); err != nil || restored {
		return cmpErr(err, errors.New("l'archivio viene da una copia di sicurezza e la casella non è stata ancora riletta: prima pecagent run, che lo dice quando ha finito"))
	}
	m := s.Modo
	m.Fermo, m.Perche = false, "ripreso da "+e.Attore.ID
	if _, err := e.commit(ctx, rules.Commanded{Now: e.Now(), Attore: e.Attore, Modo: m}); err != nil {
		return err
	}
	if e.Resumed != nil {
		e.Resumed()
	}
	e.printf("L'invio è ripreso (modo %s).\n", m.Modo)
	return nil
}

// stato reads the state of the store.
func (e *Env) stato() (s rules.Stato, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		s = rules.Vista(a).Stato
		return nil
	})
	return s, err
}

func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
