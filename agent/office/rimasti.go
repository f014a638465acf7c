package office

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"pecagent/rules"
)

// Elenchi of messages that had no effect and wait for nobody.
const (
	Iniziali  = "situazione-iniziale" // requests of the days before T0 that nobody seems to have answered
	Osservati = "osservati"           // what was seen in osserva and would have had an effect
	Altra     = "altra-posta"         // R0: none of the agent's business
)

// Rimasto is one such message in a list.
type Rimasto struct {
	SHA256, Da, Oggetto string
	CF                  string
	Quando              time.Time
	Tipo, Perche        string // what it is taken for, and why
}

// Rimasti keeps the lists between requests, brought up by the events since it was last asked. The first call of a process reads all
// messages. The zero value is ready; safe for several goroutines.
type Rimasti struct {
	mu    sync.Mutex
	seq   int64
	voci  map[string]map[string]Rimasto // by list and SHA-256
	presi map[string]bool               // a task, a request or an answer by hand is about it
}

// Rimasti gives one list, the newest first, and records the looking at the part that is shown: n from the place on.
func (e *Env) Rimasti(ctx context.Context, k *Rimasti, which string, from, n int) (page []Rimasto, all int, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.aggiorna(e); err != nil {
		k.voci = nil // the next call begins anew
		return nil, 0, err
	}
	var list []Rimasto
	for sha, r := range k.voci[which] {
		if !k.presi[sha] {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b Rimasto) int {
		return cmp.Or(b.Quando.Compare(a.Quando), strings.Compare(a.SHA256, b.SHA256))
	})
	all = len(list)
	page = list[min(max(from, 0), all):min(max(from, 0)+n, all)]
	seen := rules.Accesso{Comando: "review list --" + which}
	for _, r := range page {
		seen.CF, seen.Cose = append(seen.CF, r.CF), append(seen.Cose, r.SHA256)
	}
	e.VistoElenco(ctx, seen)
	return page, all, nil
}

func (k *Rimasti) aggiorna(e *Env) error {
	return e.Store.ViewAt(func(a rules.Archivio, seq int64) error {
		since := rules.Vista(a).Stato.Avvio.T0.AddDate(0, 0, -giorniIniziali)
		if k.voci == nil {
			k.voci, k.presi = map[string]map[string]Rimasto{Iniziali: {}, Osservati: {}, Altra: {}}, map[string]bool{}
			rules.Messaggi(a, func(v rules.Verdetto) bool { k.mette(v, since); return true })
			rules.Compiti(a, func(c rules.Compito) bool { k.presi[c.Messaggio] = true; return true })
			rules.Richieste(a, func(r rules.Richiesta) bool { k.prende(r.Messaggi); return true })
			rules.Mani(a, func(m rules.Mano) bool { k.rispondono(m.Messaggi); return true })
			k.seq = seq
			return nil
		}
		err := e.Store.EventsWhere(k.seq+1, spostano, func(ev rules.Event) bool {
			switch {
			case ev.Seq > seq:
				return false
			case ev.Cancellazione != nil:
				for _, list := range k.voci {
					delete(list, ev.Cancellazione.SHA256)
				}
			case ev.Esito != nil:
				k.mette(*ev.Esito, since)
			case ev.Compito != nil:
				k.presi[ev.Compito.Messaggio] = true
			case ev.Richiesta != nil:
				k.prende(ev.Richiesta.Messaggi)
			case ev.Mano != nil:
				k.rispondono(ev.Mano.Messaggi)
			}
			return true
		})
		k.seq = seq
		return err
	})
}

// spostano reports whether an event of the log can change a list.
func spostano(raw []byte) bool {
	for _, kind := range []string{"esito", "compito", "richiesta", "mano", "cancellazione"} {
		if bytes.Contains(raw, []byte(`"kind":"`+kind+`"`)) {
			return true
		}
	}
	return false
}

// mette puts a message into the lists it belongs to, and out of those it has left.
func (k *Rimasti) mette(v rules.Verdetto, since time.Time) {
	for which, in := range map[string]bool{Altra: altra(v), Osservati: osservato(v), Iniziali: iniziale(v, since)} {
		if !in {
			delete(k.voci[which], v.SHA256)
			continue
		}
		d := v.Decisione
		k.voci[which][v.SHA256] = Rimasto{SHA256: v.SHA256, Da: v.Mittente, Oggetto: v.Oggetto, CF: primoDi(d.CF, d.Member), Quando: istanteDi(v),
			Tipo: primoDi(RichiestaInParole(d.Type), d.Type), Perche: SenzaCodici(d.Why)}
	}
}

func (k *Rimasti) prende(shas []string) {
	for _, sha := range shas {
		k.presi[sha] = true
	}
}

// rispondono: what the office answered by hand is no more of the initial situation.
func (k *Rimasti) rispondono(shas []string) {
	for _, sha := range shas {
		delete(k.voci[Iniziali], sha)
	}
}

// istanteDi is the certified instant, else when the server took it.
func istanteDi(v rules.Verdetto) time.Time {
	if v.Istante.IsZero() {
		return v.Arrivo
	}
	return v.Istante
}

// iniziale reports whether a message of before T0 asks for something, since a day.
func iniziale(v rules.Verdetto, since time.Time) bool {
	return v.Storico && !v.Copia && v.Decisione != nil && v.Decisione.Auto != "NONE" && istanteDi(v).After(since)
}
