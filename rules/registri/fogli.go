package registri

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// primeRighe is how far down a sheet the headings are looked for: albo programs print a title above them.
const primeRighe = 30

// abbastanza is the number of known headings from which a line is taken for the headings of a register.
const abbastanza = 3

// daCartella reads a register from a workbook.
func (r *raccolta) daCartella(data []byte, o Lettura) error {
	c, err := apriCartella(data)
	if err != nil {
		return err
	}
	f, head, err := c.scegli(o)
	if err != nil {
		return err
	}
	r.foglio = f.nome
	r.serie = func(s string) string { return dataSerie(s, c.d1904) }
	var wrong error
	err = c.righe(f, func(rec record) bool {
		if rec.riga < head {
			return true
		}
		wrong = r.prende(r.larga(rec))
		return wrong == nil
	})
	if wrong != nil {
		return wrong
	}
	return err
}

// larga makes a row as wide as the headings: a sheet leaves out what is empty.
func (r *raccolta) larga(rec record) record {
	for rec.errore == "" && len(rec.campi) < len(r.colonne) {
		rec.campi = append(rec.campi, "")
	}
	return rec
}

// scegli gives the sheet that holds the register and the line of its headings.
func (c *cartella) scegli(o Lettura) (f foglio, head int, err error) {
	var names, likely []string
	filled := 0
	for _, s := range c.fogli {
		names = append(names, "«"+s.nome+"»")
		if o.Foglio != "" && !strings.EqualFold(o.Foglio, s.nome) || o.Foglio == "" && s.nascosto {
			continue
		}
		row, score, err := c.testataDi(s, o.Mappa)
		if err != nil {
			return f, 0, err
		}
		if o.Foglio != "" {
			return s, row, nil
		}
		if row == 0 {
			continue // an empty sheet
		}
		if score >= abbastanza {
			likely = append(likely, "«"+s.nome+"»")
		}
		if filled++; filled == 1 || score >= abbastanza {
			f, head = s, row
		}
	}
	switch {
	case o.Foglio != "":
		return f, 0, fmt.Errorf("reading the workbook: il foglio %q non c'è: ci sono %s", o.Foglio, strings.Join(names, ", "))
	case len(likely) > 1:
		return f, 0, fmt.Errorf("reading the workbook: più fogli sembrano un registro (%s): sceglierne uno con --sheet", strings.Join(likely, ", "))
	case filled == 0:
		return f, 0, errors.New("reading the register: il file è vuoto")
	case len(likely) == 0 && filled > 1:
		return f, 0, fmt.Errorf("reading the workbook: nessun foglio sembra un registro: sceglierne uno con --sheet fra %s", strings.Join(names, ", "))
	}
	return f, head, nil
}

// testataDi finds the line of the headings of a sheet: the one with the most known headings, or the first that holds anything.
func (c *cartella) testataDi(f foglio, m Mappa) (row, best int, err error) {
	n := 0
	err = c.righe(f, func(rec record) bool {
		if s := riconosciute(rec.campi, m); row == 0 || s > best && s >= abbastanza {
			row, best = rec.riga, s
		}
		n++
		return n < primeRighe
	})
	return row, best, err
}

// riconosciute counts the columns of the format that a line names or may name.
func riconosciute(fields []string, m Mappa) int {
	seen := map[string]bool{}
	var unknown []string
	for _, h := range fields {
		if c := m.colonna(h); c != "" {
			seen[c] = true
		} else if strings.TrimSpace(h) != "" {
			unknown = append(unknown, h)
		}
	}
	missing := slices.DeleteFunc(obbligatorie(), func(c string) bool { return seen[c] })
	for _, p := range proponi(missing, unknown) {
		if p.Intestazione != "" {
			seen[p.Colonna] = true
		}
	}
	return len(seen)
}

// numeroIntero is a number of days that may be a date of this or the last century.
var numeroIntero = regexp.MustCompile(`^[0-9]{4,5}$`)

// traduci puts the words of the format in the place of the program's, and dates in that of a workbook's numbers and instants.
func (r *raccolta) traduci(v valoriRiga) {
	for c, s := range v.noti {
		v.noti[c] = r.mappa.valore(c, s)
	}
	if r.serie == nil {
		return
	}
	for _, c := range []string{cDataStato, cDataCas, cDiffida, cScadeCas} {
		if v.noti[c] != "" {
			v.noti[c] = r.serie(v.noti[c])
		}
	}
}

// dataSerie is a date of a cell that is formatted as a number, or that has an hour; else what stands there.
func dataSerie(s string, d1904 bool) string {
	if t, err := time.Parse(time.DateTime, s); err == nil {
		return t.Format(time.DateOnly)
	}
	n, err := strconv.Atoi(s)
	if err != nil || !numeroIntero.MatchString(s) {
		return s
	}
	if t, ok := giornoSerie(float64(n), d1904); ok {
		return t.Format(time.DateOnly)
	}
	return s
}
