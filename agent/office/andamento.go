package office

import (
	"bytes"
	"hash/fnv"
	"slices"
	"sync"
	"time"

	"pecagent/rules"
)

// Andamento is the history of the register in figures: made from the whole log once, a slice of time after the other, and kept up by
// the events that come. It holds a few numbers for each member and each closed request, and no message. The zero value is ready; safe
// for several goroutines.
type Andamento struct {
	mu sync.Mutex
	storico
}

// storico is what was read so far.
type storico struct {
	seq      int64
	fine     int64 // the head of the log when it was last looked at
	passi    map[string][]passoIscritto
	membri   map[string]rules.Iscritto // what of a member his conformity depends on
	casi     map[string]rules.Diffida  // his last case
	stato    map[string]string
	conti    map[string]int
	giorni   []GiornoConformita
	chiuse   map[uint64]chiusa
	conclusi map[string]map[string]int // month → outcome
	mancate  map[string]map[string]int // month → reason
}

// passoIscritto is an event that changed a member or his case.
type passoIscritto struct {
	seq  int64
	at   int64 // Unix time at which it was recorded
	caso bool
}

type chiusa struct{ mese, esito string }

// GiornoConformita counts the members by conformity at the end of a day.
type GiornoConformita struct {
	Giorno string // yyyy-mm-dd, in Italy
	Conti  map[string]int
}

// MeseConti is how many of each name in a month yyyy-mm.
type MeseConti struct {
	Mese  string
	Conti map[string]int
}

// Avanza reads on in the log for so long at most, and tells how much of it is read, in thousandths.
func (x *Andamento) Avanza(e *Env, budget time.Duration) (perMille int, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	size := e.Store.Head().Size
	if x.passi == nil || size < x.seq {
		x.storico = storico{passi: map[string][]passoIscritto{}, membri: map[string]rules.Iscritto{}, casi: map[string]rules.Diffida{}, stato: map[string]string{}, conti: map[string]int{},
			chiuse: map[uint64]chiusa{}, conclusi: map[string]map[string]int{}, mancate: map[string]map[string]int{}}
	}
	begin, n, stop := time.Now(), x.seq, false
	err = e.Store.EventsWhere(x.seq+1, func(raw []byte) bool {
		n++
		stop = n >= size || n%256 == 0 && time.Since(begin) > budget
		return stop || fattoIscritto(raw)
	}, func(ev rules.Event) bool {
		n = ev.Seq // erased ones are not counted above
		x.prende(ev)
		return !stop
	})
	x.seq, x.fine = n, size
	return x.parte(), err
}

func (x *Andamento) parte() int {
	if x.fine == 0 {
		return 0
	}
	return int(min(1000, x.seq*1000/x.fine))
}

// fattoIscritto picks the events worth decoding, by the head of their bytes where that is enough.
func fattoIscritto(raw []byte) bool {
	_, kind, ok := bytes.Cut(raw[:min(len(raw), 200)], []byte(`"kind":"`))
	if !ok {
		return false
	}
	kind, _, _ = bytes.Cut(kind, []byte(`"`))
	switch rules.Kind(kind) {
	case rules.KIscritto, rules.KDiffida, rules.KRichiesta:
		return true
	case rules.KPasso:
		for _, s := range nonArrivate {
			if bytes.Contains(raw, []byte(`"stato":"`+string(s)+`"`)) {
				return true
			}
		}
	}
	return false
}

// nonArrivate are the states of a letter that did not reach its box.
var nonArrivate = []rules.StatoLettera{rules.LMancata, rules.LNonAccettata, rules.LVirus, rules.LRifiutata}

func (x *Andamento) prende(ev rules.Event) {
	switch {
	case ev.Iscritto != nil:
		m := ev.Iscritto
		x.passi[m.CF] = append(x.passi[m.CF], passoIscritto{ev.Seq, ev.At.Unix(), false})
		x.membri[m.CF] = rules.Iscritto{CF: m.CF, Stato: m.Stato, Domicilio: m.Domicilio, Difetto: m.Difetto, Candidato: m.Candidato, Casella: m.Casella, DiffidaNotificata: m.DiffidaNotificata}
		x.conta(m.CF, ev.At)
	case ev.Diffida != nil:
		c := ev.Diffida
		x.passi[c.CF] = append(x.passi[c.CF], passoIscritto{ev.Seq, ev.At.Unix(), true})
		x.casi[c.CF] = *c
		x.conta(c.CF, ev.At)
	case ev.Richiesta != nil:
		x.concluse(*ev.Richiesta, ev.At)
	case ev.Passo != nil && slices.Contains(nonArrivate, ev.Passo.Stato):
		piu(x.mancate, mese(ev.At), motivoMancata(*ev.Passo), 1)
	}
}

// conta moves a member from one count to another.
func (x *Andamento) conta(cf string, at time.Time) {
	m, ok := x.membri[cf]
	if !ok {
		return
	}
	was, is := x.stato[cf], conformitaAllora(m, x.casi[cf])
	if was == is {
		return
	}
	if was != "" {
		x.conti[was]--
	}
	x.conti[is]++
	x.stato[cf] = is
	day := rules.DataRoma(at)
	if n := len(x.giorni); n == 0 || x.giorni[n-1].Giorno < day {
		x.giorni = append(x.giorni, GiornoConformita{Giorno: day})
	}
	counts := map[string]int{}
	for k, v := range x.conti {
		counts[k] = v
	}
	x.giorni[len(x.giorni)-1].Conti = counts
}

// soloCaso are the facts of one member with his last case.
type soloCaso struct {
	rules.Fatti
	c rules.Diffida
}

func (f soloCaso) Cerca(rules.Indice, string) []string {
	if f.c.ID == "" {
		return nil
	}
	return []string{f.c.ID}
}

func (f soloCaso) Diffida(string) (rules.Diffida, bool) { return f.c, f.c.ID != "" }

func conformitaAllora(m rules.Iscritto, c rules.Diffida) string {
	s, _, _ := rules.ConformitaCon(soloCaso{c: c}, m)
	return s
}

// concluse counts a request in the month in which it was closed, once, by its last outcome.
func (x *Andamento) concluse(r rules.Richiesta, at time.Time) {
	h := fnv.New64a()
	h.Write([]byte(r.ID))
	key := h.Sum64()
	if old, ok := x.chiuse[key]; ok {
		piu(x.conclusi, old.mese, old.esito, -1)
		delete(x.chiuse, key)
	}
	if r.Stato.Aperta() {
		return
	}
	c := chiusa{mese(at), string(r.Stato)}
	x.chiuse[key] = c
	piu(x.conclusi, c.mese, c.esito, 1)
}

func mese(t time.Time) string { return rules.DataRoma(t)[:7] }

func piu(m map[string]map[string]int, mese, nome string, n int) {
	if m[mese] == nil {
		m[mese] = map[string]int{}
	}
	if m[mese][nome] += n; m[mese][nome] == 0 {
		delete(m[mese], nome)
	}
}

// motivoMancata says in words why a letter did not arrive, from the reason that rules read in its receipt.
func motivoMancata(p rules.Passo) string {
	switch {
	case p.Stato == rules.LVirus || p.Motivo == "virus":
		return "virus"
	case p.Stato == rules.LRifiutata:
		return "rifiutata dal server"
	case p.Stato == rules.LNonAccettata:
		return "non accettata"
	case p.Motivo == "inesistente":
		return "casella inesistente"
	case p.Motivo == "piena":
		return "casella piena"
	case p.Motivo == "tempo":
		return "non consegnata in tempo"
	}
	return "altro motivo"
}

// Giorni samples the days on which something changed: at most n of the last years, the last one always.
func (x *Andamento) Giorni(n int) []GiornoConformita {
	x.mu.Lock()
	defer x.mu.Unlock()
	return campione(x.giorni, n)
}

func campione(all []GiornoConformita, n int) (list []GiornoConformita) {
	for i := range min(n, len(all)) {
		list = append(list, all[(i+1)*len(all)/min(n, len(all))-1])
	}
	return list
}

// Conclusi are the requests closed in each of the last n months, by outcome; Mancate the letters that did not arrive, by reason.
func (x *Andamento) Conclusi(n int, now time.Time) []MeseConti {
	return x.mesi(func() map[string]map[string]int { return x.conclusi }, n, now)
}

// Mancate: see Conclusi.
func (x *Andamento) Mancate(n int, now time.Time) []MeseConti {
	return x.mesi(func() map[string]map[string]int { return x.mancate }, n, now)
}

func (x *Andamento) mesi(which func() map[string]map[string]int, n int, now time.Time) (list []MeseConti) {
	x.mu.Lock()
	defer x.mu.Unlock()
	m := which()
	first := rules.Roma(now)
	first = time.Date(first.Year(), first.Month(), 1, 12, 0, 0, 0, time.UTC)
	for i := n - 1; i >= 0; i-- {
		name := first.AddDate(0, -i, 0).Format("2006-01")
		row := MeseConti{name, map[string]int{}}
		for k, v := range m[name] {
			row.Conti[k] = v
		}
		list = append(list, row)
	}
	return list
}

// passiDi are the events that changed a member or his case, oldest first; ok is false while the log is not read to its end.
func (x *Andamento) passiDi(cf string) (list []passoIscritto, ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Clone(x.passi[cf]), x.passi != nil && x.seq >= x.fine
}
