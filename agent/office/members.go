package office

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"pecagent/rules"
	"pecagent/rules/registri"
)

// membersExport writes the register, or what of it the albo program does not know.
func membersExport(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("members export")
	since := fs.String("changes-since", "", "")
	rest, err := Parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) > 1 {
		return usage("al più un file")
	}
	switch {
	case *since != "":
		return e.riporti(ctx, *since, rest, *asJSON)
	case *asJSON:
		return usage("--json vale con --changes-since; il registro intero lo dà members list --json")
	}
	list, err := e.iscritti()
	if err != nil {
		return err
	}
	e.accesso(ctx, rules.Accesso{Comando: "members export", Tutti: true, Quanti: len(list)})
	return e.scrive(rest, registri.Scrivi(list))
}

// scrive writes to the file that is named, else to standard output.
func (e *Env) scrive(names []string, b []byte) error {
	if len(names) > 0 {
		return e.Save(names[0], b)
	}
	_, err := e.Out.Write(b)
	return err
}

func membersList(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("members list")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	e.accesso(ctx, rules.Accesso{Comando: "members list", Tutti: true})
	n := 0
	rows := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', 0) // as wide as the longest name, state and reason
	err := e.Store.View(func(a rules.Archivio) (bad error) {
		v := rules.Vista(a)
		rules.Iscritti(a, func(m rules.Iscritto) bool {
			n++
			if *asJSON {
				bad = e.emit(schedaCon(v, m))
				return bad == nil
			}
			fmt.Fprintf(rows, "%s\t%s\t%s\t%s\t%s\n", m.CF, VisibleLine(m.Cognome+" "+m.Nome), m.Stato, conformita(v, m), domicilio(m))
			return true
		})
		return cmpErr(bad, rows.Flush())
	})
	if err == nil && !*asJSON {
		e.printf("%d iscritti.\n", n)
	}
	return err
}

// conformita is the compliance of a member in one line: state, reason, last day.
func conformita(f rules.Fatti, m rules.Iscritto) string {
	stato, motivo, scade := rules.ConformitaCon(f, m)
	if scade != "" {
		motivo = strings.TrimSpace(motivo + " entro il " + giornoDi(scade))
	}
	if motivo != "" {
		stato += " (" + motivo + ")"
	}
	return stato
}

func domicilio(m rules.Iscritto) string {
	if m.Domicilio == nil {
		return "–"
	}
	return VisibleLine(m.Domicilio.Indirizzo)
}

func membersShow(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("members show")
	at, why := fs.String("at", "", ""), fs.String("motivo", "", "")
	rest, err := Parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("serve un codice fiscale o un cognome")
	}
	return e.alla(*at, func(a rules.Archivio) error {
		found := trova(a, rest[0])
		if len(found) == 0 {
			fmt.Fprintf(e.Err, "pecagent: nessun iscritto %q\n", VisibleLine(rest[0]))
			return errShown
		}
		e.accesso(ctx, rules.Accesso{Comando: "members show", CF: codici(found), Motivo: *why})
		for _, m := range found {
			if *asJSON {
				if err := e.emit(schedaCon(rules.Vista(a), m)); err != nil {
					return err
				}
				continue
			}
			e.printScheda(a, m)
		}
		return nil
	})
}

func codici(list []rules.Iscritto) (cf []string) {
	for _, m := range list {
		cf = append(cf, m.CF)
	}
	return cf
}

// trova finds members by codice fiscale or surname.
func trova(a rules.Archivio, who string) (found []rules.Iscritto) {
	if m, ok := rules.Vista(a).Iscritto(strings.ToUpper(who)); ok && who != "" {
		return []rules.Iscritto{m} // a code names one, and no surname is one
	}
	rules.Iscritti(a, func(m rules.Iscritto) bool {
		if strings.EqualFold(m.CF, who) || rules.Piega(m.Cognome) == rules.Piega(who) {
			found = append(found, m)
		}
		return true
	})
	return found
}

// alla gives the state to f: the present one, or that at the end of a day (yyyy-mm-dd or dd/mm/yyyy) or at an instant
// (RFC 3339), made by replaying the log.
func (e *Env) alla(at string, f func(rules.Archivio) error) error {
	if at == "" {
		return e.Store.View(f)
	}
	end, err := istante(at)
	if err != nil {
		return err
	}
	a := rules.NewMemoria()
	var bad error
	err = e.Store.Events(0, func(ev rules.Event) bool {
		if ev.At.After(end) {
			return false
		}
		bad = rules.Apply(a, ev)
		return bad == nil
	})
	if err = cmpErr(bad, err); err != nil {
		return err
	}
	return f(a)
}

// istante reads a day as its last instant in Italy, or an instant as it is.
func istante(at string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, at); err == nil {
		return t, nil
	}
	for _, form := range []string{time.DateOnly, "02/01/2006"} {
		if day, err := time.ParseInLocation(form, at, roma()); err == nil {
			return day.AddDate(0, 0, 1).Add(-time.Nanosecond), nil
		}
	}
	return time.Time{}, usage("--at vuole una data aaaa-mm-gg o gg/mm/aaaa, o un istante RFC 3339")
}

func membersHistory(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("members history")
	rest, err := Parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("serve un codice fiscale o un cognome")
	}
	cf := strings.ToUpper(rest[0])
	err = e.Store.View(func(a rules.Archivio) error {
		switch found := trova(a, rest[0]); len(found) {
		case 0:
		case 1:
			cf = found[0].CF
		default:
			return usage("%d iscritti si chiamano %q: indicare il codice fiscale", len(found), VisibleLine(rest[0]))
		}
		return nil
	})
	if err != nil {
		return err
	}
	n := 0
	var bad error
	letters := map[string]bool{}
	err = e.Store.Events(0, func(ev rules.Event) bool {
		if !riguarda(ev, cf, letters) {
			return true
		}
		if n++; n == 1 {
			e.accesso(ctx, rules.Accesso{Comando: "members history", CF: []string{cf}})
		}
		if *asJSON {
			bad = e.emit(senzaIngresso(ev))
		} else {
			e.printf("%6d  %s  %s\n", ev.Seq, giorno(ev.At), VisibleLine(Racconta(ev)))
		}
		return bad == nil
	})
	if err = cmpErr(bad, err); err != nil {
		return err
	}
	if n == 0 {
		fmt.Fprintf(e.Err, "pecagent: nessun evento per %s\n", VisibleLine(cf))
		return errShown
	}
	return nil
}

// iscritti reads the whole register in the order of the codes.
func (e *Env) iscritti() (list []rules.Iscritto, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		rules.Iscritti(a, func(m rules.Iscritto) bool { list = append(list, m); return true })
		return nil
	})
	return list, err
}

// file gives the content of a file the arguments name: read by the caller when it was over the socket.
func (e *Env) file(name string) ([]byte, error) {
	if b, ok := e.Files[name]; ok {
		return b, nil
	}
	if e.Files != nil {
		return nil, fmt.Errorf("il file %q non si legge", VisibleLine(name)) // of the caller's, never of the agent's
	}
	b, err := os.ReadFile(name)
	switch {
	case err == nil:
		return b, nil
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("il file %q non esiste", VisibleLine(name))
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("il file %q non si può leggere: mancano i permessi", VisibleLine(name))
	case errors.Is(err, syscall.EISDIR):
		return nil, fmt.Errorf("il file %q non si legge: è una cartella", VisibleLine(name))
	}
	return nil, fmt.Errorf("il file %q non si legge: %w", VisibleLine(name), err)
}

// senzaIngresso is an event without what it was decided from, which is for a replay and tells a person nothing new.
func senzaIngresso(ev rules.Event) rules.Event {
	ev.Ingresso = nil
	return ev
}
