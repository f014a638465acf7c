package office

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"pecagent/rules"
	"pecagent/store"
)

// accesso records that the person is about to see personal data. Call it before the first of it is shown. A looking that
// cannot be recorded (disk full, store that cannot be written) is not refused, since evidence must stay within reach on the
// worst day: it is said on standard error and to Perduta, and the command goes on. Who hangs up is recorded like who waits: over HTTP he may
// close his half of the connection and still read.
func (e *Env) accesso(ctx context.Context, a rules.Accesso) (recorded bool) {
	_, err := e.commit(context.WithoutCancel(ctx), rules.Consultato{Now: e.Now(), Attore: e.Attore, Accesso: a})
	if err != nil && !errors.Is(err, store.ErrEmpty) { // an empty store has nothing to show
		fmt.Fprintf(e.Err, "pecagent: questa consultazione (%s) non è stata registrata: %v\n", a.Comando, err)
		e.perduta(a.Comando, err)
	}
	return err == nil
}

func (e *Env) perduta(command string, err error) {
	if e.Perduta != nil {
		e.Perduta(command, err)
	}
}

// rigaAccesso is one row of "evidence accesses".
type rigaAccesso struct {
	Evento  int64    `json:"evento"`
	Quando  string   `json:"quando"`
	Utente  string   `json:"utente"`
	Ruolo   string   `json:"ruolo,omitempty"`
	Comando string   `json:"comando"`
	CF      []string `json:"cf,omitempty"`
	Cose    []string `json:"cose,omitempty"`
	Tutti   bool     `json:"tutti,omitempty"`
	Quanti  int      `json:"quanti,omitempty"`
	Motivo  string   `json:"motivo,omitempty"`
}

// evidenceAccesses answers "chi ha visto i dati di X": who, in which role, when, with which command and why.
func evidenceAccesses(_ context.Context, e *Env, args []string) error {
	fs, asJSON := flags("evidence accesses")
	member, id := fs.String("member", "", ""), fs.String("id", "", "")
	user, since, asCSV := fs.String("user", "", ""), fs.String("since", "", ""), fs.Bool("csv", false, "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	if *member != "" && *id != "" {
		return usage("--member oppure --id, non tutti e due")
	}
	rows, err := e.accessi(*member, *id, *user, *since)
	switch {
	case err != nil:
		return err
	case *member != "" && len(rows) == 0 && !e.iscritto(*member):
		return fmt.Errorf("%s: nessun iscritto, e nessuna consultazione registrata", VisibleLine(*member))
	case *asJSON:
		return each(rows, func(r rigaAccesso) error { return e.emit(r) })
	case *asCSV:
		var cells [][]string
		for _, r := range rows {
			cells = append(cells, []string{r.Quando, r.Utente, r.Ruolo, r.Comando, r.di(), r.Motivo, fmt.Sprint(r.Evento)})
		}
		return e.csv("quando utente ruolo comando dati_di motivo evento", cells)
	}
	for _, r := range rows {
		e.printf("%s  %s  %s  %s%s\n", VisibleLine(r.Quando), VisibleLine(chi(r)), r.Comando, VisibleLine(r.di()), motivo(r.Motivo))
	}
	e.printf("%d consultazioni registrate.\n", len(rows))
	return nil
}

// iscritto reports whether the register holds somebody of that code or surname.
func (e *Env) iscritto(who string) (is bool) {
	err := e.Store.View(func(a rules.Archivio) error { is = len(trova(a, who)) > 0; return nil })
	return is && err == nil
}

// accessi reads the lookings at a member or a thing, all where neither is named, of one user and since a day where given.
func (e *Env) accessi(member, id, user, since string) (rows []rigaAccesso, err error) {
	var seqs []string
	key := strings.ToUpper(id)
	if len(id) == 64 {
		key = strings.ToLower(id)
	}
	if member != "" {
		if key, err = e.trovaUno(member); err != nil {
			return nil, err
		}
	}
	err = e.Store.View(func(a rules.Archivio) error {
		seqs = rules.Accessi(rules.Vista(a), key)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var after time.Time
	if since != "" {
		if after, err = inizioGiorno(since); err != nil {
			return nil, err
		}
	}
	for _, s := range seqs {
		seq, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("reading the index of accesses: %w", err)
		}
		err = e.Store.Events(seq, func(ev rules.Event) bool {
			if ev.Accesso != nil && (user == "" || ev.Attore.ID == user) && !ev.At.Before(after) {
				rows = append(rows, rigaDiAccesso(ev))
			}
			return false
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func rigaDiAccesso(ev rules.Event) rigaAccesso {
	a := ev.Accesso
	return rigaAccesso{Evento: ev.Seq, Quando: instant(rules.Roma(ev.At)), Utente: ev.Attore.ID, Ruolo: ev.Attore.Ruolo, Comando: a.Comando,
		CF: a.CF, Cose: a.Cose, Tutti: a.Tutti, Quanti: a.Quanti, Motivo: a.Motivo}
}

// di says in one cell whose data was shown.
func (r rigaAccesso) di() string {
	switch {
	case r.Tutti && r.Quanti > 0:
		return fmt.Sprintf("di tutti (%d iscritti)", r.Quanti)
	case r.Tutti:
		return "di tutti"
	}
	return strings.Join(append(append([]string{}, r.CF...), r.Cose...), " ")
}

func chi(r rigaAccesso) string {
	if r.Ruolo == "" {
		return r.Utente
	}
	return r.Utente + " (" + r.Ruolo + ")"
}

func motivo(s string) string {
	if s == "" {
		return ""
	}
	return "  motivo: " + VisibleLine(s)
}

// raccontaAccesso tells a looking.
func raccontaAccesso(ev rules.Event) string {
	r := rigaDiAccesso(ev)
	return strings.TrimSpace("consultazione con "+r.Comando+" "+r.di()) + motivo(r.Motivo)
}
