package agent

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"pecagent/agent/imapbox"
	"pecagent/rules"
	"pecagent/store"
)

// inbound keeps one connection to the mailbox: fetch, wait, fetch; it reconnects with backoff and ends only
// with ctx or with an error that waiting cannot heal.
func (a *Agent) inbound(ctx context.Context) error {
	unanswered := 0
	for tries := 0; ctx.Err() == nil; tries++ {
		err := a.mailbox(ctx, func() { tries, unanswered = 0, 0 })
		var login *imapbox.LoginError
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, &login):
			return a.markRefused(ctx, err)
		case errors.Is(err, imapbox.ErrLoginUnanswered):
			// Some servers answer a wrong password by hanging up: three times is enough.
			if unanswered++; unanswered == 3 {
				return a.markRefused(ctx, err)
			}
		case isFatal(err), errors.Is(err, ErrReplaced):
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
	o := a.imap
	o.Gone = func(validity uint32, uids []uint32) error { return a.gone(ctx, validity, uids) }
	o.GiveUp = a.giveUp
	b, err := imapbox.Open(ctx, o)
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
	check := c.UIDValidity != 0 && c.UIDValidity != b.UIDValidity() && !a.accepted(b.UIDValidity())
	put := func(items []imapbox.Item) error {
		if check {
			check = false
			if err := a.sameMailbox(ctx, b.UIDValidity(), items); err != nil {
				return err
			}
		}
		return a.keep(ctx, items)
	}
	err = b.Fetch(ctx, after, put)
	if errors.Is(err, imapbox.ErrUIDNext) {
		a.log.Warn("gli UID della cartella sono tornati indietro: si rilegge per intero, senza effetti doppi", "cartella", a.imap.Folder, "perche", err)
		err = b.Fetch(ctx, 0, put)
	}
	return err
}

// sameMailbox stops before a mailbox that took the place of the known one: a renumbered folder that holds nothing we
// have ever stored may be another account's. A person's resume accepts it.
func (a *Agent) sameMailbox(ctx context.Context, validity uint32, items []imapbox.Item) error {
	known := false
	err := a.store.View(func(ar rules.Archivio) error {
		for _, it := range items {
			sum := sha256.Sum256(it.Raw)
			if _, ok := rules.Messaggio(ar, hex.EncodeToString(sum[:])); ok {
				known = true
			}
		}
		return nil
	})
	if err != nil || known {
		return err
	}
	why := fmt.Sprintf("%d", validity)
	if err := os.WriteFile(a.replacedMark(), []byte(why), 0o600); err != nil {
		return errors.Join(ErrReplaced, err)
	}
	err = a.call(ctx, "casella_sostituita", "uidvalidity "+why, "La casella è stata rinumerata e non contiene nessun messaggio conosciuto: forse è un'altra casella. Controllare, poi pecagent resume.")
	return errors.Join(ErrReplaced, err)
}

// replacedMark is the file that remembers the UIDVALIDITY of a mailbox that may be another; resume renames it.
func (a *Agent) replacedMark() string { return filepath.Join(a.cfg.Data, "casella-sostituita") }

// accepted reports whether a person has accepted the mailbox with this UIDVALIDITY.
func (a *Agent) accepted(validity uint32) bool {
	b, err := os.ReadFile(filepath.Join(a.cfg.Data, "casella-accettata"))
	return err == nil && string(b) == fmt.Sprint(validity)
}

// keep makes one batch durable.
func (a *Agent) keep(ctx context.Context, items []imapbox.Item) error {
	a.busy.Add(1)
	defer a.busy.Add(-1)
	raws := make([][]byte, len(items))
	for i, it := range items {
		raws[i] = it.Raw
		if it.TooLarge || it.Unreadable != "" {
			raws[i] = absent(it)
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

// absent stands in the store for a message that stays on the server, over the cap or never given: it is no mail, so
// it is flagged as unreadable and a person opens the mailbox.
func absent(it imapbox.Item) []byte {
	why := "oltre il limite di dimensione"
	if it.Unreadable != "" {
		why = "il server non lo consegna"
	}
	return fmt.Appendf(nil, "pecagent: messaggio lasciato nella casella, %s: uidvalidity %d uid %d, %d byte\n", why, it.UIDValidity, it.UID, it.Size)
}

// absentForm is what absent writes; mail cannot have this form and be taken for it with words of its own.
var absentForm = regexp.MustCompile(`^pecagent: messaggio lasciato nella casella, (oltre il limite di dimensione|il server non lo consegna): uidvalidity \d+ uid \d+, \d+ byte\n$`)

// gone tells people that messages vanished before they were read; it is durable before the batch behind them.
func (a *Agent) gone(ctx context.Context, validity uint32, uids []uint32) error {
	a.log.Warn("messaggi spariti prima della lettura", "cartella", a.imap.Folder, "uid", uids)
	return a.call(ctx, "uid_spariti", fmt.Sprintf("cartella %s, uidvalidity %d, uid %v", a.imap.Folder, validity, uids),
		"Messaggi sono spariti dalla casella prima di essere letti: un altro programma o una persona li cancella. Gli UID sono nel registro degli eventi.")
}

// giveUp passes over a message that the server lists and does not give, after three tries on as many connections.
func (a *Agent) giveUp(validity, uid uint32, why error) bool {
	n, err := a.store.Attempt(fmt.Sprintf("server %s %d %d", a.imap.Folder, validity, uid))
	if err != nil {
		a.log.Error("tentativo non contato", "perche", err)
		return false
	}
	return n >= 3
}

// call records a technical fact and calls a person.
func (a *Agent) call(ctx context.Context, kind, what, why string) error {
	return a.input(ctx, rules.Segnalata{Now: a.clock.Now(), Tipo: kind, Cosa: what, Perche: why, Urgente: true})
}
