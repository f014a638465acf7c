package office

import (
	"time"

	"pecagent/rules"
)

// Quadretto is what stands at the head of every page of the console: the mode, what went out today, what waits.
type Quadretto struct {
	Modo        rules.Modo
	DaDecidere  int
	UsciteOggi  int
	Illeggibile bool // the store could not be read
}

// Quadretto reads it; days are Italian.
func (e *Env) Quadretto() (q Quadretto, err error) {
	s, err := e.stato()
	if err != nil {
		return q, err
	}
	q.Modo = s.Modo
	list, err := e.Coda()
	if err != nil {
		return q, err
	}
	q.DaDecidere = len(list)
	u := e.Uscite
	if u == nil {
		u = &Uscite{}
	}
	q.UsciteOggi, err = u.Oggi(e.Store, e.Now())
	return q, err
}

// Giorno is an instant as an Italian date and hour, "" for none.
func Giorno(t time.Time) string { return giorno(t) }

// GiornoDi writes a civil day yyyy-mm-dd as people do.
func GiornoDi(day string) string { return giornoDi(day) }
