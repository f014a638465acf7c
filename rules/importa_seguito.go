package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Seguito is what would follow from an import: what a person should know before he says yes. An import itself makes no letter and
// no term.
type Seguito struct {
	// Avvisi are the things that an import leaves to people, in Italian, a member each.
	Avvisi []Avviso
	// Compiti are the tasks that the import and the next look of the clock would make, and that look alone would not.
	Compiti []Compito
	// Lettere are the letters that it would make besides, Ritirate the ids of those it would take back.
	Lettere  []Lettera
	Ritirate []string
}

// Avviso is one thing of Seguito.Avvisi.
type Avviso struct {
	CF   string `json:"codice_fiscale"`
	Dice string `json:"dice"`
}

// SeguitoImport tries an import and the next look of the clock on a copy of the state; a is only read.
func SeguitoImport(p *Policy, a Archivio, in Imported, x Differenze) (f Seguito) {
	f.Avvisi = avvisiImport(Vista(a), x)
	if len(x.Rifiuti) > 0 || len(x.Nuovi)+len(x.Cambiati) == 0 {
		return f
	}
	before, after := nuovaProva(a), nuovaProva(a)
	tick := Ticked{Now: in.Now}
	plain := before.decide(p, tick)
	then := after.decide(p, in)
	if then.Errore != "" {
		return f
	}
	then.Events = append(then.Events, after.decide(p, tick).Events...)
	seen := map[string]bool{}
	for _, e := range plain.Events {
		seen[cheCosa(e)] = true
	}
	for _, e := range then.Events {
		if seen[cheCosa(e)] {
			continue
		}
		switch {
		case e.Compito != nil && e.Compito.Stato == Aperto:
			f.Compiti = append(f.Compiti, *e.Compito)
		case e.Lettera != nil && e.Lettera.Stato != LRitirata:
			f.Lettere = append(f.Lettere, *e.Lettera)
		case e.Passo != nil && e.Passo.Stato == LRitirata:
			f.Ritirate = append(f.Ritirate, e.Passo.Lettera)
		}
	}
	return f
}

// cheCosa names what an event makes, without the number it gets.
func cheCosa(e Event) string {
	switch {
	case e.Compito != nil:
		c := e.Compito
		return strings.Join([]string{"compito", c.Tipo, c.CF, c.Richiesta, c.Caso, c.Perche, string(c.Stato)}, "\x00")
	case e.Lettera != nil:
		l := e.Lettera
		return strings.Join([]string{"lettera", l.Modello, l.CF, l.Richiesta, l.Caso, l.A, string(l.Stato)}, "\x00")
	case e.Passo != nil:
		return strings.Join([]string{"passo", e.Passo.Lettera, string(e.Passo.Stato)}, "\x00")
	}
	return string(e.Kind)
}

// avvisiImport are the things that a list changes and nothing follows up by itself.
func avvisiImport(s Snapshot, x Differenze) (list []Avviso) {
	for _, c := range x.Cambiati {
		for _, dice := range avvisiCambio(s, c) {
			list = append(list, Avviso{c.Dopo.CF, dice})
		}
	}
	for _, m := range x.Nuovi {
		if m.Stato == Iscr && m.Domicilio == nil {
			list = append(list, Avviso{m.CF, "è nuovo e senza domicilio digitale: nessun termine parte da un elenco (R-148)"})
		}
	}
	return list
}

func avvisiCambio(s Snapshot, c Cambio) (says []string) {
	old, m := c.Prima, c.Dopo
	if iscrittoVivo(old.Stato) && !iscrittoVivo(m.Stato) {
		if open := richiesteVive(s, m.CF); len(open) > 0 {
			says = append(says, fmt.Sprintf("non è più iscritto (%s) e restano aperte %s: le chiude una persona", m.Stato, strings.Join(open, ", ")))
		}
		if open := diffideVive(s, m.CF); len(open) > 0 {
			says = append(says, fmt.Sprintf("non è più iscritto (%s) e resta aperta la pratica %s", m.Stato, strings.Join(open, ", ")))
		}
	}
	if !iscrittoVivo(old.Stato) && iscrittoVivo(m.Stato) {
		says = append(says, fmt.Sprintf("torna %s da %s: controllare che non sia un altro con lo stesso codice", m.Stato, old.Stato))
	}
	if old.Stato == SospesoPEC && m.Stato == Iscr {
		says = append(says, "la sospensione finirebbe sulla parola dell'elenco: nessuna comunicazione del domicilio la prova")
	}
	switch a, b := indirizzo(old.Domicilio), indirizzo(m.Domicilio); {
	case a != "" && b == "" && iscrittoVivo(m.Stato):
		says = append(says, fmt.Sprintf("perde il domicilio %s: nessuno gli scrive e nessun termine parte; potrà essere nominato fra chi ne è privo (R-010)", a))
	case a != "" && b != "" && a != b:
		says = append(says, fmt.Sprintf("il domicilio passa da %s a %s sulla parola dell'elenco: nessuna prova, e nessuna lettera ai due indirizzi", a, b))
	}
	if c := m.Candidato; c != nil && (c.Stato == Dichiarata || c.Stato == Verificata) && slices.Contains(campi(old, m), "domicilio_digitale") {
		says = append(says, fmt.Sprintf("è in corso la verifica di %s (%s): va avanti, e il suo esito prevarrà sull'elenco", c.Indirizzo, c.Richiesta))
	}
	return says
}

func richiesteVive(s Snapshot, cf string) (open []string) {
	for _, id := range s.Cerca(PerIscritto, cf) {
		if r, ok := s.Richiesta(id); ok && r.Stato.Aperta() {
			open = append(open, id)
		}
	}
	return open
}

func diffideVive(s Snapshot, cf string) (open []string) {
	for _, id := range s.Cerca(PerDiffida, cf) {
		if c, ok := s.Diffida(id); ok && c.Stato.Aperta() {
			open = append(open, id)
		}
	}
	return open
}

// provaStato is a copy of a state that is made of what changes alone.
type provaStato struct {
	sotto Archivio
	m     *Memoria
	tolte map[string]bool
}

func nuovaProva(a Archivio) *provaStato { return &provaStato{a, NewMemoria(), map[string]bool{}} }

func (p *provaStato) decide(policy *Policy, in Input) Decision {
	d := Decide(policy, Vista(p), in)
	for _, e := range d.Events {
		if err := Apply(p, e); err != nil {
			return Decision{Errore: err.Error()}
		}
	}
	return d
}

// Get, Set, Delete and Scan make it an Archivio.
func (p *provaStato) Get(key string) []byte {
	if v := p.m.Get(key); v != nil || p.tolte[key] {
		return v
	}
	return p.sotto.Get(key)
}

func (p *provaStato) Set(key string, value []byte) {
	delete(p.tolte, key)
	p.m.Set(key, value)
}

func (p *provaStato) Delete(key string) {
	p.m.Delete(key)
	p.tolte[key] = true
}

func (p *provaStato) Scan(prefix string, f func(key string, value []byte) bool) {
	mine := p.m.chiavi(prefix)
	give := func(k string) bool { v := p.m.Get(k); return v == nil || f(k, v) } // nil: gone since the scan began
	i, on := 0, true
	p.sotto.Scan(prefix, func(k string, v []byte) bool {
		for ; on && i < len(mine) && mine[i] < k; i++ {
			on = give(mine[i])
		}
		switch {
		case !on:
		case i < len(mine) && mine[i] == k:
			on = give(k)
			i++
		case !p.tolte[k] && p.m.Get(k) == nil:
			on = f(k, v)
		}
		return on
	})
	for ; on && i < len(mine); i++ {
		on = give(mine[i])
	}
}
