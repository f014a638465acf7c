package office

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"pecagent/rules"
)

// VistaRegistro is the log as a page shows it.
type VistaRegistro struct {
	Eventi     []rules.Event // the newest first
	Dimensione int64
	Radice     string
	Checkpoint string
	Chiave     string // public key of the checkpoints
	Ancore     []rules.Ancora
	Prima      int64 // the number to go on from to older events; 0: there are none
}

// maxAncore is how many anchors the page shows: those of the most events.
const maxAncore = 20

// Registro gives n events, the newest of which is number from (0: the last), and where the log stands. It records who looked.
func (e *Env) Registro(ctx context.Context, from int64, n int) (v VistaRegistro, err error) {
	h := e.Store.Head()
	v.Dimensione, v.Radice, v.Checkpoint, v.Chiave = h.Size, h.Root, h.Checkpoint, e.Store.VerifierKey()
	e.VistoElenco(ctx, rules.Accesso{Comando: "registro", Tutti: true})
	if from <= 0 || from > h.Size {
		from = h.Size
	}
	first := max(1, from-int64(n)+1)
	err = e.Store.Events(first, func(ev rules.Event) bool {
		if ev.Seq <= from {
			v.Eventi = append(v.Eventi, senzaIngresso(ev))
		}
		return ev.Seq < from
	})
	if err != nil {
		return v, err
	}
	slices.Reverse(v.Eventi)
	if first > 1 {
		v.Prima = first - 1
	}
	v.Ancore, err = e.ancore()
	return v, err
}

// ancore are the anchors of the most events.
func (e *Env) ancore() (list []rules.Ancora, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		rules.Ancore(a, func(x rules.Ancora) bool { list = append(list, x); return true })
		return nil
	})
	slices.SortFunc(list, func(a, b rules.Ancora) int { return cmp.Compare(b.Dimensione, a.Dimensione) })
	return list[:min(len(list), maxAncore)], err
}

// Accesso is one look at personal data, as a page shows it.
type Accesso struct {
	Evento      int64
	Quando      time.Time
	Chi, Ruolo  string
	Comando, Di string
	Motivo      string
}

// Accessi gives up to n looks before an event number (0: the last ones), the newest first: those at a member or a thing where one is
// named (his codice fiscale, or an id), and of one user where he is. next is the number to go on from, 0 at the end.
func (e *Env) Accessi(di, utente string, prima int64, n int) (list []Accesso, next int64, err error) {
	var seqs []string
	err = e.Store.View(func(a rules.Archivio) error { seqs = rules.Accessi(rules.Vista(a), di); return nil })
	if err != nil {
		return nil, 0, err
	}
	read := 0
	for _, s := range slices.Backward(seqs) {
		seq, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, 0, err
		}
		if prima > 0 && seq >= prima {
			continue
		}
		if len(list) == n || read == 20*n {
			return list, next, nil
		}
		read++
		next = seq
		err = e.Store.Events(seq, func(ev rules.Event) bool {
			if ev.Accesso != nil && (utente == "" || ev.Attore.ID == utente) {
				r := rigaDiAccesso(ev)
				list = append(list, Accesso{ev.Seq, ev.At, r.Utente, r.Ruolo, r.Comando, r.di(), r.Motivo})
			}
			return false
		})
		if err != nil {
			return nil, 0, err
		}
	}
	return list, 0, nil
}
