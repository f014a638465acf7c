package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"pecagent/rules"
	"pecagent/rules/registri"
)

// membersImport shows the difference first and applies it with --yes; the first import into an empty register
// needs none (cli.md). A bad line stops everything unless --partial is given.
func membersImport(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("members import")
	yes, partial := fs.Bool("yes", false, ""), fs.Bool("partial", false, "")
	rest, err := Parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("serve un file")
	}
	data, err := e.file(rest[0])
	if err != nil {
		return err
	}
	righe, _, bad, err := registri.Leggi(data)
	if err != nil {
		return fmt.Errorf("%s: %w", rest[0], err)
	}
	for _, b := range bad {
		fmt.Fprintf(e.Err, "pecagent: %s: riga %d: %s\n", rest[0], b.Numero, VisibleLine(b.Motivo))
	}
	if len(bad) > 0 && !*partial {
		fmt.Fprintf(e.Err, "pecagent: niente è stato importato (%d righe da correggere; --partial importa le altre)\n", len(bad))
		return errShown
	}
	sum := sha256.Sum256(data)
	in := rules.Imported{Now: e.Now(), Attore: e.Attore, File: rest[0], SHA256: hex.EncodeToString(sum[:]), Righe: righe, Scartati: len(bad)}
	if err := e.applyImport(ctx, in, *yes, *asJSON); err != nil {
		return err
	}
	if len(bad) > 0 {
		return errShown // done, but not all of it
	}
	return nil
}

func (e *Env) applyImport(ctx context.Context, in rules.Imported, yes, asJSON bool) error {
	var all []rules.Iscritto
	var diff rules.Differenze
	err := e.Store.View(func(a rules.Archivio) error {
		rules.Iscritti(a, func(m rules.Iscritto) bool { all = append(all, m); return true })
		diff = rules.Confronta(rules.Vista(a), all, in.Righe)
		return nil
	})
	if err != nil {
		return err
	}
	if err := e.showDiff(diff, len(in.Righe), asJSON); err != nil {
		return err
	}
	switch {
	case len(diff.Rifiuti) > 0:
		fmt.Fprintf(e.Err, "pecagent: niente è stato importato: %s\n", strings.Join(diff.Rifiuti, "; "))
		return errShown
	case len(diff.Nuovi)+len(diff.Cambiati) == 0:
		return nil
	case len(all) > 0 && !yes:
		fmt.Fprintf(e.text(asJSON), "Niente è stato ancora cambiato: ripetere con --yes per applicare.\n")
		return nil
	}
	if _, err := e.commit(ctx, in); err != nil {
		return err
	}
	fmt.Fprintf(e.text(asJSON), "Importati: %d nuovi, %d cambiati, %d invariati.\n", len(diff.Nuovi), len(diff.Cambiati), diff.Invariati)
	return nil
}

// text is where words for a person go: beside the objects, never among them (cli.md, NDJSON).
func (e *Env) text(asJSON bool) io.Writer {
	if asJSON {
		return e.Err
	}
	return e.Out
}

// showDiff shows what an import would change.
func (e *Env) showDiff(d rules.Differenze, rows int, asJSON bool) error {
	if asJSON {
		return e.emit(struct {
			Righe     int            `json:"righe"`
			Nuovi     int            `json:"nuovi"`
			Cambiati  []rules.Cambio `json:"cambiati"`
			Invariati int            `json:"invariati"`
			Mancanti  []string       `json:"mancanti"`
			Rifiuti   []string       `json:"rifiuti"`
			Note      []string       `json:"note,omitempty"`
		}{rows, len(d.Nuovi), d.Cambiati, d.Invariati, d.Mancanti, d.Rifiuti, d.Note})
	}
	e.printf("%d righe: %d nuovi, %d cambiati, %d invariati.\n", rows, len(d.Nuovi), len(d.Cambiati), d.Invariati)
	for _, c := range d.Cambiati {
		e.printf("  cambia %s %s\n", c.Dopo.CF, VisibleLine(c.Dopo.Cognome+" "+c.Dopo.Nome))
		before, after := colonne(c.Prima), colonne(c.Dopo)
		for _, name := range c.Campi {
			e.printf("      %s: %s → %s\n", name, orNone(VisibleLine(before[name])), orNone(VisibleLine(after[name])))
		}
	}
	for _, note := range d.Note {
		e.printf("  %s\n", VisibleLine(note))
	}
	for _, cf := range d.Mancanti {
		e.printf("  non è nel file, resta com'è: %s\n", cf)
	}
	return nil
}

func membersExport(_ context.Context, e *Env, args []string) error {
	fs, _ := flags("members export")
	rest, err := Parse(fs, args)
	if err != nil {
		return err
	}
	list, err := e.iscritti()
	if err != nil {
		return err
	}
	b := registri.Scrivi(list)
	switch len(rest) {
	case 0:
		_, err = e.Out.Write(b)
		return err
	case 1:
		return e.Save(rest[0], b)
	}
	return usage("al più un file")
}

func membersList(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("members list")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
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
		motivo = strings.TrimSpace(motivo + " entro " + scade)
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

func membersShow(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("members show")
	at := fs.String("at", "", "")
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

// trova finds members by codice fiscale or surname.
func trova(a rules.Archivio, who string) (found []rules.Iscritto) {
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

func membersHistory(_ context.Context, e *Env, args []string) error {
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
		n++
		if *asJSON {
			bad = e.emit(ev)
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
