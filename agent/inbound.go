package agent

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"pecagent/agent/imapbox"
	"pecagent/rules"
	"pecagent/store"
)

// inbound keeps one connection to the mailbox: fetch, wait, fetch; it reconnects with backoff and ends only
// with ctx or with an error that waiting cannot heal.
func (a *Agent) inbound(ctx context.Context) error {
	for tries := 0; ctx.Err() == nil; tries++ {
		err := a.mailbox(ctx, func() { tries = 0 })
		var login *imapbox.LoginError
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, &login):
			return a.markRefused(ctx, err)
		case isFatal(err):
			return err
		}
		pause := imapbox.Backoff(tries, rand.Float64)
		if errors.Is(err, store.ErrDiskFull) {
			pause = max(pause, 30*time.Second)
		}
		a.log.Warn("casella non letta: si riprova", "perche", err, "tra", pause.Round(time.Second).String())
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		case <-a.retryMail:
		}
	}
	return nil
}

// isFatal reports errors of the store after which going on could lose or double something.
func isFatal(err error) bool {
	return errors.Is(err, store.ErrFatal) || errors.Is(err, store.ErrClosed)
}

// mailbox is one connection's life. alive is called when it works.
func (a *Agent) mailbox(ctx context.Context, alive func()) error {
	b, err := imapbox.Open(ctx, a.imap)
	if err != nil {
		return err
	}
	defer b.Close()
	for ctx.Err() == nil {
		if err := a.intake(ctx, b); err != nil {
			return err
		}
		alive()
		a.waiting.Store(true)
		if a.o.Ready != nil {
			a.o.Ready()
		}
		err := b.Wait(ctx)
		a.waiting.Store(false)
		if err != nil {
			return err
		}
	}
	return nil
}

// intake stores everything new of the folder: the files first, durable together, then the places and the cursor.
// A crash between the two fetches the batch again, and PutRaw finds its files.
func (a *Agent) intake(ctx context.Context, b *imapbox.Box) error {
	c, err := a.store.Cursor(a.imap.Folder)
	if err != nil {
		return err
	}
	after := c.UID
	if c.UIDValidity != b.UIDValidity() {
		if c.UIDValidity != 0 {
			a.log.Warn("UIDVALIDITY cambiata: la cartella si rilegge per intero, senza effetti doppi", "cartella", a.imap.Folder, "prima", c.UIDValidity, "ora", b.UIDValidity())
		}
		after = 0
	}
	if err := b.Fetch(ctx, after, func(items []imapbox.Item) error { return a.keep(ctx, items) }); err != nil {
		return err
	}
	if gaps := b.Gaps(); len(gaps) > 0 {
		return a.flagGaps(ctx, gaps)
	}
	return nil
}

// keep makes one batch durable.
func (a *Agent) keep(ctx context.Context, items []imapbox.Item) error {
	a.busy.Add(1)
	defer a.busy.Add(-1)
	raws := make([][]byte, len(items))
	for i, it := range items {
		raws[i] = it.Raw
		if it.TooLarge {
			raws[i] = tooLarge(it)
		}
	}
	shas, err := a.store.PutRaw(ctx, raws)
	if err != nil {
		return fmt.Errorf("storing %d messages: %w", len(items), err)
	}
	list := make([]rules.Arrivo, len(items))
	for i, it := range items {
		list[i] = rules.Arrivo{SHA256: shas[i], Cartella: a.imap.Folder, UIDValidity: it.UIDValidity, UID: it.UID, Interna: it.Internal, Size: it.Size}
	}
	if err := a.store.Received(ctx, list); err != nil {
		return fmt.Errorf("recording %d messages: %w", len(items), err)
	}
	a.log.Info("messaggi archiviati", "quanti", len(list), "fino a uid", list[len(list)-1].UID)
	wake(a.toDecide)
	return nil
}

// tooLarge stands in the store for a message over the cap, which stays on the server: it is not mail, so it is
// flagged as unreadable and a person opens the mailbox.
func tooLarge(it imapbox.Item) []byte {
	return fmt.Appendf(nil, "%s\nuidvalidity %d uid %d: %d byte\n", tooLargeMark, it.UIDValidity, it.UID, it.Size)
}

const tooLargeMark = "pecagent: messaggio oltre il limite di dimensione, lasciato nella casella"

// flagGaps tells people that messages vanished before they were read.
func (a *Agent) flagGaps(ctx context.Context, gaps []uint32) error {
	a.log.Warn("messaggi spariti prima della lettura", "uid", gaps)
	return a.operation(ctx, "uid_spariti", fmt.Sprintf("cartella %s: %v", a.imap.Folder, gaps))
}
