package demo

import (
	"fmt"
	"sort"
	"strings"
	"time"
)

// pronto is a message for the Order, ready to be delivered.
type pronto struct {
	raw     []byte
	quando  time.Time // INTERNALDATE
	genere  string
	msgID   string
	oggetto string
	// segna, when set, learns the UID under which the message arrived.
	segna func(uid uint32)
}

// attesa is a place in the queue of the Order's mailbox.
type attesa struct {
	seq        int
	due        time.Time
	trattenuta bool   // until Rilascia
	per        string // the recipient it speaks of
	// crea makes the messages at the instant they are due: a provider signs when it acts, not before.
	crea func(at time.Time) ([]pronto, error)
}

// accoda puts x at the end of the queue. The caller holds g.mu.
func (g *Gestore) accoda(x *attesa) {
	g.codaSeq++
	x.seq = g.codaSeq
	g.coda = append(g.coda, x)
}

// ConsegnaPosta releases the first n entries of the queue that are due (n <= 0: all) and tells what reached INBOX.
func (g *Gestore) ConsegnaPosta(n int) ([]Consegnato, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.consegna(n)
}

// seAutomatica releases what is due, and what that queues in turn, when nobody is there to release it.
func (g *Gestore) seAutomatica() error {
	for g.auto {
		out, err := g.consegna(0)
		if err != nil || len(out) == 0 {
			return err
		}
	}
	return nil
}

// consegna delivers in the order of the instants at which entries were due, then of arrival in the queue. Making
// one message may queue others: they wait for the next round. What could not be delivered stays first in the queue.
func (g *Gestore) consegna(n int) ([]Consegnato, error) {
	out := []Consegnato{}
	due := g.scaduti(n)
	for i, x := range due {
		done, err := g.esegui(x)
		out = append(out, done...)
		if err != nil {
			g.coda = append(append([]*attesa{}, due[i:]...), g.coda...)
			return out, err
		}
	}
	return out, nil
}

// esegui makes and delivers the messages of one entry. After a failure the entry holds what is still to deliver.
func (g *Gestore) esegui(x *attesa) ([]Consegnato, error) {
	msgs, err := x.crea(x.due)
	if err != nil {
		return nil, fmt.Errorf("making message for %s: %w", g.o.Casella, err)
	}
	var out []Consegnato
	for i, m := range msgs {
		c, err := g.recapita(m)
		if err != nil {
			rest := msgs[i:]
			x.crea = func(time.Time) ([]pronto, error) { return rest, nil }
			return out, err
		}
		out = append(out, c)
	}
	return out, nil
}

// scaduti takes the due entries off the queue.
func (g *Gestore) scaduti(n int) []*attesa {
	var due, rest []*attesa
	for _, x := range g.coda {
		if x.trattenuta || x.due.After(g.ora) {
			rest = append(rest, x)
			continue
		}
		due = append(due, x)
	}
	sort.SliceStable(due, func(i, j int) bool { return due[i].due.Before(due[j].due) })
	if n > 0 && len(due) > n {
		rest = append(rest, due[n:]...)
		due = due[:n]
	}
	sort.SliceStable(rest, func(i, j int) bool { return rest[i].seq < rest[j].seq })
	g.coda = rest
	return due
}

// recapita puts one message into the Order's INBOX, or hands it to Options.Recapita.
func (g *Gestore) recapita(m pronto) (Consegnato, error) {
	c := Consegnato{SHA256: hexSHA256(m.raw), Genere: m.genere, MsgID: m.msgID, Oggetto: m.oggetto, Quando: m.quando}
	if g.o.Recapita != nil {
		if err := g.o.Recapita(g.o.Casella, m.raw); err != nil {
			return c, fmt.Errorf("delivering to %s: %w", g.o.Casella, err)
		}
	} else {
		c.UID = g.posta.aggiungi(inbox, m.raw, m.quando)
	}
	if m.segna != nil {
		m.segna(c.UID)
	}
	g.registro.Consegnati = append(g.registro.Consegnati, c)
	return c, nil
}

// Rilascia makes what was withheld for a recipient ("" = for all) due now.
func (g *Gestore) Rilascia(addr string) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for _, x := range g.coda {
		if !x.trattenuta || addr != "" && !strings.EqualFold(addr, x.per) {
			continue
		}
		x.trattenuta, x.due = false, g.adesso()
		n++
	}
	return n, g.seAutomatica()
}

// riconsegna delivers a message of INBOX once more, byte for byte, under a new UID.
func (g *Gestore) riconsegna(uid uint32) error {
	m, err := g.posta.messaggio(inbox, uid)
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	_, err = g.recapita(pronto{raw: m.raw, quando: g.adesso(), genere: "riconsegna"})
	return err
}
