package office

import (
	"context"
	"slices"
	"strings"
	"sync"

	"pecagent/rules"
)

// RigaIscritto is a member in the list of the console.
type RigaIscritto struct {
	CF, Cognome, Nome, Numero string
	Albi                      string
	Stato                     rules.StatoIscritto
	Domicilio                 string
	Conformita, Motivo        string
	Scadenza                  string // yyyy-mm-dd
	cerca                     string // what a search looks into, folded
}

// Specchio holds in memory what the pages of the console ask all the time: the register in a line each, and what is due. It is
// brought up from the events that came since, each of which has one member or case read again. The zero value is ready; safe for
// several goroutines.
type Specchio struct {
	mu     sync.Mutex
	seq    int64
	righe  map[string]RigaIscritto
	ordine []string // CFs by name; nil: to be made again
	dovute map[string][]rules.Scadenza
	lista  []rules.Scadenza // nil: to be made again
}

// Aggiorna brings it up to the last commit. Whoever shows a page calls it; so does the console's own loop, so that little is left.
func (x *Specchio) Aggiorna(e *Env) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.aggiorna(e)
}

func (x *Specchio) aggiorna(e *Env) error {
	return e.Store.ViewAt(func(a rules.Archivio, seq int64) error {
		if x.righe == nil || seq < x.seq {
			x.daCapo(e.Policy, a)
			x.seq = seq
			return nil
		}
		if seq == x.seq {
			return nil
		}
		s, touched := rules.Vista(a), map[string]bool{}
		err := e.Store.Events(x.seq+1, func(ev rules.Event) bool {
			if ev.Seq > seq {
				return false
			}
			touched[rules.ToccaScadenze(ev)] = true
			if ev.Diffida != nil {
				touched[ev.Diffida.CF] = true
			}
			return ev.Seq < seq
		})
		if err != nil {
			return err
		}
		delete(touched, "")
		for ref := range touched {
			x.rilegge(e.Policy, s, ref)
		}
		x.seq = seq
		return nil
	})
}

// daCapo reads everything.
func (x *Specchio) daCapo(p *rules.Policy, a rules.Archivio) {
	x.righe, x.dovute, x.ordine, x.lista = map[string]RigaIscritto{}, map[string][]rules.Scadenza{}, nil, nil
	s := rules.Vista(a)
	rules.Iscritti(a, func(m rules.Iscritto) bool { x.righe[m.CF] = rigaIscritto(s, m); return true })
	for _, d := range rules.Scadenze(p, a) {
		x.dovute[d.ID] = append(x.dovute[d.ID], d)
	}
}

// rilegge reads one member or case again.
func (x *Specchio) rilegge(p *rules.Policy, s rules.Snapshot, ref string) {
	if list := rules.ScadenzeDi(p, s, ref); len(list) > 0 {
		x.dovute[ref], x.lista = list, nil
	} else if _, had := x.dovute[ref]; had {
		delete(x.dovute, ref)
		x.lista = nil
	}
	m, ok := s.Iscritto(ref)
	if !ok {
		return
	}
	old, known := x.righe[ref]
	r := rigaIscritto(s, m)
	if x.righe[ref] = r; !known || old.Cognome != r.Cognome || old.Nome != r.Nome {
		x.ordine, x.lista = nil, nil
	}
}

func rigaIscritto(f rules.Fatti, m rules.Iscritto) RigaIscritto {
	r := RigaIscritto{CF: m.CF, Cognome: m.Cognome, Nome: m.Nome, Numero: m.Numero, Albi: strings.Join(m.Albi, ", "), Stato: m.Stato}
	r.Conformita, r.Motivo, r.Scadenza = rules.ConformitaCon(f, m)
	words := []string{m.CF, m.Numero, m.EmailOrdinaria}
	for _, name := range []string{m.Cognome, m.Nome} { // «de luca» and «deluca»
		words = append(words, rules.Piega(name))
		for _, part := range strings.Fields(name) {
			words = append(words, rules.Piega(part))
		}
	}
	if m.Domicilio != nil {
		r.Domicilio = m.Domicilio.Indirizzo
		words = append(words, m.Domicilio.Indirizzo)
	}
	if m.Casella != nil {
		words = append(words, m.Casella.Indirizzo)
	}
	r.cerca = " " + strings.ToLower(strings.Join(words, " "))
	return r
}

// nomi gives the CFs in the order of the names.
func (x *Specchio) nomi() []string {
	if x.ordine == nil {
		keys := make(map[string]string, len(x.righe))
		x.ordine = make([]string, 0, len(x.righe))
		for cf, r := range x.righe {
			x.ordine = append(x.ordine, cf)
			keys[cf] = rules.Piega(r.Cognome+" "+r.Nome) + " " + cf
		}
		slices.SortFunc(x.ordine, func(a, b string) int { return strings.Compare(keys[a], keys[b]) })
	}
	return x.ordine
}

// Iscritti gives the members whose facts hold each word of a text at the beginning of a word, and of one conformity where it is
// named; those from the n-th on, at most limit, and how many there are.
func (x *Specchio) Iscritti(e *Env, testo, conformita string, n, limit int) (list []RigaIscritto, total int, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.aggiorna(e); err != nil {
		return nil, 0, err
	}
	words := cercate(testo)
	for _, cf := range x.nomi() {
		r := x.righe[cf]
		if conformita != "" && r.Conformita != conformita || !r.ha(words) {
			continue
		}
		if total++; total > n && len(list) < limit {
			list = append(list, r)
		}
	}
	return list, total, nil
}

// cercate are the words of a text as a line is looked into: names folded, codes and addresses as they are.
func cercate(testo string) (words []string) {
	for _, w := range strings.Fields(testo) {
		if !strings.ContainsAny(w, "0123456789@.-_") {
			w = rules.Piega(w)
		}
		if w != "" {
			words = append(words, strings.ToLower(w))
		}
	}
	return words
}

func (r RigaIscritto) ha(words []string) bool {
	for _, w := range words {
		if !strings.Contains(r.cerca, " "+w) {
			return false
		}
	}
	return true
}

// PerConformita counts the members.
func (x *Specchio) PerConformita(e *Env) (map[string]int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.aggiorna(e); err != nil {
		return nil, err
	}
	n := map[string]int{}
	for _, r := range x.righe {
		n[r.Conformita]++
	}
	return n, nil
}

// Nome is a member's surname and name, "" of nobody.
func (x *Specchio) Nome(cf string) string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.nome(cf)
}

func (x *Specchio) nome(cf string) string {
	return strings.TrimSpace(x.righe[cf].Cognome + " " + x.righe[cf].Nome)
}

// Scadenze gives what is due from one civil day to another (yyyy-mm-dd, "" is open), by day.
func (x *Specchio) Scadenze(e *Env, dal, al string) ([]rules.Scadenza, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.aggiorna(e); err != nil {
		return nil, err
	}
	if x.lista == nil {
		x.lista = []rules.Scadenza{}
		for _, list := range x.dovute {
			x.lista = append(x.lista, list...)
		}
		for i, s := range x.lista {
			if n := x.nome(s.CF); s.CF != "" && n != "" {
				x.lista[i].Chi = n
			}
		}
		rules.OrdinaScadenze(x.lista)
	}
	day := func(s rules.Scadenza, d string) int { return strings.Compare(s.Giorno, d) }
	from, to := 0, len(x.lista)
	if dal != "" {
		from, _ = slices.BinarySearchFunc(x.lista, dal, day)
	}
	if al != "" {
		to, _ = slices.BinarySearchFunc(x.lista, al+"~", day) // after every one of the day
	}
	return x.lista[from:max(from, to):max(from, to)], nil
}

// VistiIscritti records that lines of the register are about to be shown.
func (e *Env) VistiIscritti(ctx context.Context, list []RigaIscritto) {
	seen := rules.Accesso{Comando: "members list"}
	for _, r := range list {
		seen.CF = append(seen.CF, r.CF)
	}
	e.VistoElenco(ctx, seen)
}
