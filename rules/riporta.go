package rules

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Riporto is one value that the albo program does not know yet: what to write where, and why.
type Riporto struct {
	CF, Cognome, Nome, Numero string
	Campo                     string // a column of the register
	Prima, Dopo               string
	Dal                       string    // yyyy-mm-dd from which it holds
	Registrato                time.Time // when it came into the register
	Prova                     string    // SHA-256 of the message or document, or id of the act
	Regola, Perche            string
	Attore                    Attore
}

// Riporti folds a log into what has to be carried back to the albo program: values that acts and proofs have changed since an
// instant. What a list brought, or has overwritten since, the program knows.
type Riporti struct {
	da      time.Time
	membri  map[string]Iscritto
	voci    map[string]*Riporto // CF NUL column
	colonne map[string]int
	atto    Event // the last act: what is written in its transaction follows from it
}

// NuoviRiporti begins such a fold; events come by Vedi in the order of the log.
func NuoviRiporti(since time.Time) *Riporti {
	r := &Riporti{da: since, membri: map[string]Iscritto{}, voci: map[string]*Riporto{}, colonne: map[string]int{}}
	for i, v := range valori(Iscritto{}) {
		r.colonne[v[0]] = i
	}
	return r
}

// Vedi takes the next event of the log.
func (r *Riporti) Vedi(e Event) {
	if e.Atto != nil {
		r.atto = e
	}
	if e.Kind != KIscritto || e.Iscritto == nil {
		return
	}
	old, m := r.membri[e.Iscritto.CF], *e.Iscritto
	r.membri[m.CF] = m
	before, after := valori(old), valori(m)
	for i, v := range after {
		key := m.CF + "\x00" + v[0]
		switch known := r.voci[key]; {
		case before[i][1] == v[1]:
		case e.Regola == regolaImport:
			delete(r.voci, key)
		case e.At.Before(r.da):
		case known != nil && known.Prima == v[1]:
			delete(r.voci, key)
		default:
			n := riporto(e, m, v[0])
			if a := r.atto.Atto; a != nil && a.CF == m.CF && r.atto.At.Equal(e.At) && r.atto.Attore == e.Attore {
				n.Prova = a.ID
			}
			n.Prima, n.Dopo = before[i][1], v[1]
			if known != nil {
				n.Prima = known.Prima
			}
			r.voci[key] = &n
		}
	}
}

// riporto says since when and by which proof a column of a member has its value.
func riporto(e Event, m Iscritto, col string) Riporto {
	n := Riporto{CF: m.CF, Campo: col, Dal: DataRoma(e.At), Registrato: e.At, Prova: e.Causa, Regola: e.Regola, Perche: e.Perche, Attore: e.Attore}
	switch {
	case col == "domicilio_digitale" && m.Domicilio != nil && !m.Domicilio.Dal.IsZero():
		n.Dal = DataRoma(m.Domicilio.Dal)
		if m.Domicilio.Prova != "" {
			n.Prova = m.Domicilio.Prova
		}
	case (col == "stato" || col == "data_stato") && m.DataStato != "":
		n.Dal = m.DataStato
	case (col == "casella_ordine" || col == "stato_casella" || col == "data_casella") && casellaDi(m).Data != "":
		n.Dal = m.Casella.Data
	}
	return n
}

// Righe are the values to carry back, by surname and name, each member's in the order of the columns.
func (r *Riporti) Righe() []Riporto {
	var list []Riporto
	for _, n := range r.voci {
		m := r.membri[n.CF]
		n.Cognome, n.Nome, n.Numero = m.Cognome, m.Nome, m.Numero
		list = append(list, *n)
	}
	slices.SortFunc(list, func(a, b Riporto) int {
		return cmp.Or(strings.Compare(Piega(a.Cognome+" "+a.Nome), Piega(b.Cognome+" "+b.Nome)), strings.Compare(a.CF, b.CF), r.colonne[a.Campo]-r.colonne[b.Campo])
	})
	return list
}
