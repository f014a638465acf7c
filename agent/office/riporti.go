package office

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/rules"
)

// riporto is one row of "members export --changes-since": what a secretary types into the albo program.
type riporto struct {
	CF         string `json:"codice_fiscale"`
	Cognome    string `json:"cognome"`
	Nome       string `json:"nome"`
	Numero     string `json:"numero_iscrizione,omitempty"`
	Campo      string `json:"campo"`
	Prima      string `json:"prima"`
	Dopo       string `json:"adesso"`
	Dal        string `json:"dal"`
	Registrato string `json:"registrato_il"`
	Prova      string `json:"prova,omitempty"`
	Come       string `json:"come,omitempty"`
}

// riporti lists what acts and proofs have changed since a day and no list has brought.
func (e *Env) riporti(ctx context.Context, since string, names []string, asJSON bool) error {
	from, err := inizioGiorno(since)
	if err != nil {
		return err
	}
	all := rules.NuoviRiporti(from)
	if err := e.Store.Events(0, func(ev rules.Event) bool { all.Vedi(ev); return true }); err != nil {
		return err
	}
	seen := rules.Accesso{Comando: "members export --changes-since"}
	for _, r := range all.Righe() {
		seen.CF = append(seen.CF, r.CF)
	}
	e.accesso(ctx, seen)
	var rows [][]string
	for _, r := range all.Righe() {
		x := riporto{r.CF, r.Cognome, r.Nome, r.Numero, r.Campo, r.Prima, r.Dopo, r.Dal, instant(rules.Roma(r.Registrato)), r.Prova, come(r)}
		if asJSON {
			if err := e.emit(x); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{x.CF, x.Cognome, x.Nome, x.Numero, x.Campo, x.Prima, x.Dopo, x.Dal, x.Registrato, x.Prova, x.Come})
	}
	if asJSON {
		return nil
	}
	b, err := tabella("codice_fiscale cognome nome numero_iscrizione campo prima adesso dal registrato_il prova come", rows)
	if err != nil {
		return err
	}
	if err := e.scrive(names, b); err != nil {
		return err
	}
	if len(names) > 0 {
		e.printf("%d dati da riportare nel programma dell'albo.\n", len(rows))
	}
	return nil
}

// come says in words how a value came into the register.
func come(r rules.Riporto) string {
	s := r.Perche
	if s == "" {
		s = r.Regola
	}
	if r.Attore.Tipo == "persona" {
		s += fmt.Sprintf(" (registrato da %s)", r.Attore.ID)
	}
	return s
}

// inizioGiorno reads a day as its first instant in Italy, or an instant as it is.
func inizioGiorno(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, form := range []string{time.DateOnly, "02/01/2006"} {
		if day, err := time.ParseInLocation(form, s, roma()); err == nil {
			return day, nil
		}
	}
	return time.Time{}, usage("%q non è una data aaaa-mm-gg o gg/mm/aaaa, né un istante RFC 3339", VisibleLine(s))
}

// tabella is a CSV that a spreadsheet opens as it is: UTF-8 with BOM, ";", CR LF, no cell that it would run as a formula. head
// are the column names parted by blanks.
func tabella(head string, rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	all := append([][]string{strings.Fields(head)}, rows...)
	for _, row := range all {
		for i := range row {
			row[i] = cella(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// csv writes a tabella to standard output.
func (e *Env) csv(head string, rows [][]string) error {
	b, err := tabella(head, rows)
	if err != nil {
		return err
	}
	return e.scrive(nil, b)
}

func each[T any](list []T, f func(T) error) error {
	for _, x := range list {
		if err := f(x); err != nil {
			return err
		}
	}
	return nil
}

func sortBy[T any](list []T, key func(T) string) {
	slices.SortStableFunc(list, func(a, b T) int { return strings.Compare(key(a), key(b)) })
}
