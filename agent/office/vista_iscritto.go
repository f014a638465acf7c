package office

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"pecagent/rules"
	"pecagent/store"
)

// maxPratiche is how many requests, letters and events a member's page reads: the newest.
const maxPratiche = 200

// VistaIscritto is one member with what the office has of him.
type VistaIscritto struct {
	rules.Iscritto
	Conformita, Motivo, Scadenza string
	Al                           string // the day asked for; "" now. The lists are as of now
	Richieste                    []rules.Richiesta
	Lettere                      []rules.Lettera
	Diffide                      []rules.Diffida
	Storia                       []rules.Event // what changed him, the newest first
	// StoriaPronta: the log is read to its end; else Storia may lack events.
	StoriaPronta bool
}

// ErrNessuno: no member has this codice fiscale, or had it on the day asked for.
var ErrNessuno = errors.New("nessun iscritto con questo codice fiscale")

// ErrStoria: the past cannot be shown before the log is read.
var ErrStoria = errors.New("lo storico si sta ancora leggendo: riprovare fra qualche istante")

// Iscritto gives the card of a member, as he is or was at the end of a day, and records who looked.
func (e *Env) Iscritto(ctx context.Context, cf, al, motivo string) (v VistaIscritto, err error) {
	cf = strings.ToUpper(cf)
	x := e.Andamento
	if x == nil {
		x = &Andamento{}
	}
	if _, err := x.Avanza(e, 50*time.Millisecond); err != nil {
		return v, err
	}
	steps, ready := x.passiDi(cf)
	v.Al, v.StoriaPronta = al, ready
	if al == "" {
		err = e.Store.View(func(a rules.Archivio) error { return v.leggi(a, a, cf) })
	} else {
		err = e.iscrittoAl(&v, cf, steps, ready)
	}
	if err != nil {
		return v, err
	}
	e.accesso(ctx, rules.Accesso{Comando: "members show", CF: []string{cf}, Motivo: motivo})
	for _, s := range slices.Backward(steps) {
		if len(v.Storia) == maxPratiche {
			break
		}
		if err := e.Store.Events(s.seq, func(ev rules.Event) bool { v.Storia = append(v.Storia, ev); return false }); err != nil {
			return v, err
		}
	}
	return v, nil
}

// iscrittoAl makes the state of one member at the end of a day from the last events about him before it.
func (e *Env) iscrittoAl(v *VistaIscritto, cf string, steps []passoIscritto, ready bool) error {
	if !ready {
		return ErrStoria
	}
	end, err := istante(v.Al)
	if err != nil {
		return err
	}
	then := rules.NewMemoria()
	var last [2]int64
	for _, s := range steps {
		if s.at <= end.Unix() {
			last[map[bool]int{true: 1}[s.caso]] = s.seq
		}
	}
	for _, seq := range last {
		var bad error
		if seq == 0 {
			continue
		}
		err := e.Store.Events(seq, func(ev rules.Event) bool { bad = rules.Apply(then, ev); return false })
		if err = cmpErr(bad, err); err != nil {
			return err
		}
	}
	return e.Store.View(func(a rules.Archivio) error { return v.leggi(then, a, cf) })
}

// leggi fills the card from one state and the lists from another.
func (v *VistaIscritto) leggi(card, now rules.Archivio, cf string) error {
	s := rules.Vista(card)
	m, ok := s.Iscritto(cf)
	if !ok {
		return ErrNessuno
	}
	v.Iscritto = m
	v.Conformita, v.Motivo, v.Scadenza = rules.ConformitaCon(s, m)
	n := rules.Vista(now)
	seen := map[string]bool{}
	letters := func(ids []string) {
		for _, id := range ids[max(0, len(ids)-maxPratiche):] {
			if l, ok := n.Lettera(id); ok && !seen[id] {
				seen[id], v.Lettere = true, append(v.Lettere, l)
			}
		}
	}
	ids := n.Cerca(rules.PerIscritto, cf)
	for _, id := range ids[max(0, len(ids)-maxPratiche):] {
		if r, ok := n.Richiesta(id); ok {
			v.Richieste = append(v.Richieste, r)
			letters(n.Cerca(rules.PerLettereDi, id))
		}
	}
	for _, id := range n.Cerca(rules.PerDiffida, cf) {
		if c, ok := n.Diffida(id); ok {
			v.Diffide = append(v.Diffide, c)
			letters(n.Cerca(rules.PerCaso, id))
		}
	}
	for _, box := range caselleDi(m) {
		letters(n.Cerca(rules.PerDestinatario, box))
	}
	v.Lettere = slices.DeleteFunc(v.Lettere, func(l rules.Lettera) bool { return l.CF != cf })
	slices.SortFunc(v.Lettere, func(a, b rules.Lettera) int { return cmp.Or(b.Creata.Compare(a.Creata), strings.Compare(b.ID, a.ID)) })
	slices.SortFunc(v.Richieste, func(a, b rules.Richiesta) int {
		return cmp.Or(b.Ricevuta.Compare(a.Ricevuta), strings.Compare(b.ID, a.ID))
	})
	slices.Reverse(v.Diffide)
	return nil
}

// Pagina is what a search gives.
type Pagina = store.Pagina

// caselleDi are the addresses that letters to a member went to, as far as he knows them.
func caselleDi(m rules.Iscritto) (list []string) {
	add := func(a string) {
		if a != "" && !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	if m.Domicilio != nil {
		add(m.Domicilio.Indirizzo)
	}
	if m.Casella != nil {
		add(m.Casella.Indirizzo)
	}
	if m.Candidato != nil {
		add(m.Candidato.Indirizzo)
	}
	for _, p := range m.Precedenti {
		add(p.Indirizzo)
	}
	return list
}
