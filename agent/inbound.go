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
func (a *Agent) inbound(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, a.writeReading(context.WithoutCancel(ctx))) }()
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
	r, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer r.b.Close()
	for ctx.Err() == nil {
		rest, err := r.round(ctx)
		if err != nil {
			return err
		}
		alive()
		a.polso.letta.batte()
		if rest {
			continue
		}
		a.whole.Store(true)
		if err := errors.Join(a.reread(), a.noteReading(ctx)); err != nil {
			return err
		}
		a.waiting.Store(true)
		if a.o.Ready != nil {
			a.o.Ready()
		}
		err = r.b.WaitUntil(ctx, r.next)
		a.waiting.Store(false)
		if err != nil {
			return err
		}
	}
	return nil
}

// reread ends the time in which a restored store must not send: everything that the mailbox holds is stored and decided.
// What is left to do is a person's (pecagent resume).
func (a *Agent) reread() error {
	restored, err := a.store.Restored()
	if err != nil || !restored || !a.whole.Load() {
		return err
	}
	if list, err := a.store.Pending(1); err != nil || len(list) > 0 {
		return err // the loop that decides comes here again
	}
	if err := a.store.MailboxRead(); err != nil {
		return err
	}
	a.log.Warn("archivio ripristinato: la casella è stata riletta per intero; visto che cosa aspetta, pecagent resume riprende l'invio")
	return nil
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

// lasciato begins what stands in the store for a message that stays on the server.
const lasciato = "pecagent: messaggio lasciato nella casella"

// absent stands in the store for a message that stays on the server, over the cap or never given: it is no mail, so
// it is flagged as unreadable and a person opens the mailbox.
func absent(folder string, it imapbox.Item) []byte {
	why := "oltre il limite di dimensione"
	if it.Unreadable != "" {
		why = "il server non lo consegna"
	}
	return fmt.Appendf(nil, lasciato+", %s: %suidvalidity %d uid %d, %d byte\n", why, folder, it.UIDValidity, it.UID, it.Size)
}

// absentForm is what absent writes; mail cannot have this form and be taken for it with words of its own.
var absentForm = regexp.MustCompile(`^pecagent: messaggio lasciato nella casella, (oltre il limite di dimensione|il server non lo consegna): (cartella "[^\n]*" )?uidvalidity \d+ uid \d+, \d+ byte\n$`)

// call records a technical fact and calls a person.
func (a *Agent) call(ctx context.Context, kind, what, why string) error {
	return a.input(ctx, rules.Segnalata{Now: a.clock.Now(), Tipo: kind, Cosa: what, Perche: why, Urgente: true})
}
