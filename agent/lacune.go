package agent

import (
	"context"
	"maps"
	"slices"
	"time"

	"pecagent/agent/imapbox"
	"pecagent/rules"
)

// A message that came into a folder explains one that vanished from another for as long as foundFor. Its INTERNALDATE,
// which a move keeps, may lie so much before the gap as clocks differ.
const (
	foundFor  = 3 * time.Minute
	clockSkew = 10 * time.Minute
)

// found is a message that came into a folder.
type found struct {
	folder   string
	own      bool // sent mail or drafts: nothing that arrived
	known    bool // its bytes had been read before
	internal time.Time
	at       time.Time // of this process
}

// remember notes what comes into folders: a message that vanished from one may have been moved to another.
func (r *reader) remember(shas []string, items []imapbox.Item) error {
	known, err := r.a.store.Arrived(shas)
	if err != nil {
		return err
	}
	now := time.Now()
	r.lately = slices.DeleteFunc(r.lately, func(f found) bool { return now.Sub(f.at) > foundFor })
	for i, it := range items {
		r.lately = append(r.lately, found{r.folder, r.role == imapbox.Sent || r.role == imapbox.Drafts, known[i], it.Internal, now})
	}
	return nil
}

// look records what was seen of the folder that is being read.
func (r *reader) look(ctx context.Context, c rules.Cartella) error {
	c.Nome, c.UIDValidity = r.folder, r.b.UIDValidity()
	return r.a.input(ctx, rules.Sfogliata{Now: r.a.clock.Now(), Cartella: c})
}

// first records the first look at a folder, before anything of it is stored: what is missing in it by then is no gap.
func (r *reader) first(ctx context.Context) error {
	c, err := r.a.store.Cursor(r.folder)
	last := max(r.b.UIDNext(), 1) - 1
	if err != nil || c.UIDValidity == r.b.UIDValidity() && c.Ultimo == last {
		return err
	}
	return r.look(ctx, rules.Cartella{Ultimo: last})
}

// gone counts messages that vanished before they were read; it is durable before the batch behind them. Folders
// that only show what stands in others lose nothing.
func (r *reader) gone(ctx context.Context, _ uint32, gone []imapbox.Gap) error {
	if r.role == imapbox.All || r.role == imapbox.Flagged || r.a.diRevisione(r.folder) {
		return nil
	}
	c, err := r.a.store.Cursor(r.folder)
	if err != nil || c.UIDValidity != r.b.UIDValidity() { // not known yet: what goes while it is first read is history
		return err
	}
	n, last := uint64(0), c.Ultimo
	for _, g := range gone {
		if g.First = max(g.First, last+1); g.First <= g.Last {
			n, last = n+g.Len(), g.Last
		}
	}
	if n == 0 {
		return nil // told before
	}
	r.gap, r.next = true, time.Now() // the other folders are looked at next
	since := r.looked[r.folder]
	if since.IsZero() {
		since = c.Visto
	}
	r.a.log.Warn("messaggi spariti prima della lettura", "cartella", r.folder, "uid", gone)
	return r.look(ctx, rules.Cartella{Ultimo: last, Spariti: int(n), Dal: since, Al: r.a.clock.Now()})
}

// compare holds what vanished against what came into the other folders, when all have been read. From the main folder only
// a message that was not known can have been moved unread; between the others also a known one is moved on.
func (r *reader) compare(ctx context.Context) error {
	if !r.gap {
		return nil
	}
	list, err := r.a.cursors()
	if err != nil {
		return err
	}
	for _, folder := range slices.Sorted(maps.Keys(list)) {
		c := list[folder]
		if c.Sospesi == 0 {
			continue
		}
		n := 0
		r.lately = slices.DeleteFunc(r.lately, func(f found) bool {
			explains := n < c.Sospesi && f.folder != folder && !f.own && (!f.known || folder != r.a.imap.Folder) && !f.internal.Before(c.Dal.Add(-clockSkew))
			if explains {
				n++
			}
			return explains
		})
		err := r.a.input(ctx, rules.Sfogliata{Now: r.a.clock.Now(), Cartella: rules.Cartella{Nome: folder, UIDValidity: c.UIDValidity,
			Spariti: c.Sospesi, Trovati: n, Dal: c.Dal, Al: c.Al, Confrontata: true}})
		if err != nil {
			return err
		}
	}
	r.gap = false
	return nil
}

func (a *Agent) cursors() (list map[string]rules.Cursore, err error) {
	err = a.store.View(func(ar rules.Archivio) error {
		list = rules.Cursori(ar)
		return nil
	})
	return list, err
}

// uncompared reports whether messages vanished and were not yet looked for in the other folders.
func (a *Agent) uncompared() (bool, error) {
	list, err := a.cursors()
	for _, c := range list {
		if c.Sospesi > 0 {
			return true, err
		}
	}
	return false, err
}

// measure tells how full the mailbox is, where the server says it.
func (a *Agent) measure(ctx context.Context, b *imapbox.Box) error {
	q, ok, err := b.Quota(ctx)
	if err != nil || !ok {
		return err
	}
	return a.input(ctx, rules.Misurata{Now: a.clock.Now(), Spazio: space(q)})
}

func space(q imapbox.Quota) rules.SpazioCasella {
	return rules.SpazioCasella{Usati: q.Used, Totale: q.Limit, Messaggi: q.Messages, MaxMessaggi: q.MaxMessages}
}
