package office

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"pecagent/rules"
)

// RigaCoda is one open task in the list of what waits.
type RigaCoda struct {
	rules.Compito
	Nome     string // surname and name of the member, "" where none is known
	Mittente string // of the message
	Oggetto  string
	cerca    string // what a search looks through, in lower case
}

// Che says in words what it is.
func (r RigaCoda) Che() string { return che(r.Compito) }

// Motivo says why it waits, for who reads it on screen.
func (r RigaCoda) Motivo() string { return motivoDi(r.Compito) }

// motivoDi is the reason of a task; that letters wait says little without what they are about.
func motivoDi(c rules.Compito) string {
	if c.Tipo == rules.SegLettera && c.Esito != nil && c.Esito.Why != "" {
		return SenzaCodici(c.Perche + " " + c.Esito.Why)
	}
	return SenzaCodici(c.Perche)
}

func che(c rules.Compito) string {
	if c.Esito != nil && (c.Tipo == rules.SegRevisione || c.Tipo == rules.SegLettera) {
		if s := RichiestaInParole(c.Esito.Type); s != "" {
			return s
		}
	}
	return ParoleDi(c.Tipo).Nome
}

// Coda is the list of open tasks, kept up by the events since it was last asked. It outlives the Env of one request, and serves
// all of one store. Safe for concurrent use.
type Coda struct {
	mu    sync.Mutex
	seq   int64 // events seen
	righe map[string]*RigaCoda
	lista []RigaCoda // sorted; never changed once given away
}

// Coda gives the open tasks: the urgent first, then those that are due, then the oldest. The slice is shared: it must not be changed.
func (e *Env) Coda() ([]RigaCoda, error) {
	if e.Compiti == nil {
		e.Compiti = &Coda{}
	}
	return e.Compiti.aggiorna(e)
}

func (k *Coda) aggiorna(e *Env) ([]RigaCoda, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	head := e.Store.Head().Size
	if k.righe != nil && head == k.seq {
		return k.lista, nil
	}
	changed, err := k.leggi(e, head)
	if err != nil {
		k.righe = nil // the next call begins anew
		return nil, err
	}
	k.seq = head
	if changed || k.lista == nil {
		k.ordina()
	}
	return k.lista, nil
}

// leggi brings the rows to an event, from the log or, at first, from the index.
func (k *Coda) leggi(e *Env, head int64) (changed bool, err error) {
	first := k.righe == nil
	var tasks []rules.Compito
	members := map[string]bool{}
	if !first {
		err = e.Store.EventsWhere(k.seq+1, tocca, func(ev rules.Event) bool {
			if ev.Compito != nil {
				tasks = append(tasks, *ev.Compito)
			}
			if ev.Iscritto != nil {
				members[ev.Iscritto.CF] = true
			}
			return ev.Seq < head
		})
		if err != nil || len(tasks) == 0 && len(members) == 0 {
			return false, err
		}
	}
	err = e.Store.View(func(a rules.Archivio) error {
		s := rules.Vista(a)
		if first {
			k.righe = map[string]*RigaCoda{}
			for _, id := range s.Cerca(rules.CompitiVivi, "") {
				if c, ok := s.Compito(id); ok {
					tasks = append(tasks, c)
				}
			}
		}
		for _, c := range tasks {
			if c.Stato != rules.Aperto {
				delete(k.righe, c.ID)
				continue
			}
			r := rigaCoda(a, s, c)
			k.righe[c.ID] = &r
		}
		for id, r := range k.righe {
			if members[r.CF] {
				again := rigaCoda(a, s, r.Compito)
				k.righe[id] = &again
			}
		}
		return nil
	})
	return true, err
}

// tocca reports whether an event of the log can change the list.
func tocca(raw []byte) bool {
	return bytes.Contains(raw, []byte(`"kind":"compito"`)) || bytes.Contains(raw, []byte(`"kind":"iscritto"`))
}

func rigaCoda(a rules.Archivio, s rules.Snapshot, c rules.Compito) RigaCoda {
	r := RigaCoda{Compito: c}
	if m, ok := s.Iscritto(c.CF); ok && c.CF != "" {
		r.Nome = strings.TrimSpace(m.Cognome + " " + m.Nome)
	}
	if v, ok := rules.Messaggio(a, c.Messaggio); ok && c.Messaggio != "" {
		r.Mittente, r.Oggetto = v.Mittente, v.Oggetto
	}
	r.cerca = strings.ToLower(strings.Join([]string{c.ID, c.Rif, c.CF, c.Caso, r.Nome, r.Mittente, r.Oggetto, r.Che(), c.Perche}, "\n"))
	return r
}

func (k *Coda) ordina() {
	list := make([]RigaCoda, 0, len(k.righe))
	for _, r := range k.righe {
		list = append(list, *r)
	}
	slices.SortFunc(list, func(x, y RigaCoda) int {
		return cmp.Or(primaVero(x.Urgente, y.Urgente), primaScadenza(x.Scade, y.Scade), x.Creato.Compare(y.Creato), strings.Compare(x.ID, y.ID))
	})
	k.lista = list
}

func primaVero(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// primaScadenza puts what has no day to keep after what has.
func primaScadenza(x, y string) int {
	if (x == "") != (y == "") {
		return primaVero(x != "", y != "")
	}
	return strings.Compare(x, y)
}

// Filtro picks tasks of the list; its zero value picks all.
type Filtro struct {
	Testo   string // words that must all stand in it
	Tipo    string // kind of the task
	Urgente bool
	Scade   string // yyyy-mm-dd: due up to that day
	Di      string // seen to by this user
	Libere  bool   // seen to by nobody
}

// Filtra gives the tasks a filter picks, in their order.
func Filtra(list []RigaCoda, f Filtro) []RigaCoda {
	words := strings.Fields(strings.ToLower(f.Testo))
	if len(words) == 0 && f == (Filtro{Testo: f.Testo}) {
		return list
	}
	var out []RigaCoda
	for _, r := range list {
		if f.Di != "" && r.Assegnato != f.Di || f.Libere && r.Assegnato != "" {
			continue
		}
		if f.Tipo != "" && r.Tipo != f.Tipo || f.Urgente && !r.Urgente || f.Scade != "" && (r.Scade == "" || r.Scade > f.Scade) {
			continue
		}
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(r.cerca, w) }) {
			out = append(out, r)
		}
	}
	return out
}
