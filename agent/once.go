package agent

import (
	"context"
	"errors"
	"time"

	"pecagent/agent/imapbox"
	"pecagent/rules"
)

// receiptsWait is how long run --once waits for receipts (cli.md).
const receiptsWait = 10 * time.Second

// once does one run's work, then tells people of what there is to tell.
func (a *Agent) once(ctx context.Context) error {
	err := a.onceMail(ctx)
	if told := a.avvisi.Giro(ctx); told != nil {
		a.log.Error("avvisi rimandati", "perche", told)
	}
	return err
}

// onceMail reads all, decides, sends what may go now, waits a little for receipts, and ends. Nil when nothing waits
// for a person, ErrOperator when something does.
func (a *Agent) onceMail(ctx context.Context) error {
	if err := a.refused(); err != nil {
		return err
	}
	r, err := a.connect(ctx)
	var login *imapbox.LoginError
	if errors.As(err, &login) {
		return a.markRefused(ctx, err)
	}
	if err != nil {
		return err
	}
	defer r.b.Close()
	limit := time.Now().Add(receiptsWait)
	for {
		if err := a.round(ctx, r); err != nil {
			return err
		}
		a.polso.letta.batte()
		if open, err := a.expecting(); err != nil || !open || time.Now().After(limit) {
			return errors.Join(err, a.waitingForPeople())
		}
		if a.o.Ready != nil {
			a.o.Ready()
		}
		wait, cancel := context.WithDeadline(ctx, limit)
		err := r.b.Wait(wait)
		over := wait.Err() // before cancel, which ends it too
		cancel()
		if err != nil && over == nil {
			return err
		}
		if over != nil {
			return errors.Join(ctx.Err(), a.waitingForPeople())
		}
	}
}

func (a *Agent) round(ctx context.Context, r *reader) error {
	for _, f := range []func() error{
		func() error { return r.all(ctx) },
		func() error { a.whole.Store(true); return nil },
		func() error { return a.decideAll(ctx) },
		a.reread,
		func() error { return a.sendDue(ctx) },
	} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// expecting reports whether a letter that went out still lacks its outcome.
func (a *Agent) expecting() (open bool, err error) {
	err = a.store.View(func(ar rules.Archivio) error {
		v := rules.Vista(ar)
		for _, id := range v.Cerca(rules.LettereVive, "") {
			if l, ok := v.Lettera(id); ok {
				switch l.Stato {
				case rules.LInviata, rules.LAccettata, rules.LIncerta:
					open = true
				}
			}
		}
		return nil
	})
	return open, err
}

func (a *Agent) waitingForPeople() error {
	n := 0
	err := a.store.View(func(ar rules.Archivio) error {
		n = len(rules.Vista(ar).Cerca(rules.CompitiVivi, ""))
		return nil
	})
	if err == nil && n > 0 {
		return ErrOperator
	}
	return err
}
