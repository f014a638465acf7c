package imapbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// heard notes that the number of messages was told.
func (b *Box) heard(data *imapclient.UnilateralDataMailbox) {
	if data.NumMessages == nil {
		return
	}
	select {
	case b.news <- struct{}{}:
	default: // one notice is waiting already
	}
}

// Wait returns nil when something new may be there since the last Fetch began, an error when the line is broken,
// and the error of ctx when that ends; the Box can then still be used. Where the server has IDLE it is told at
// once; every Poll (and never later than IdleMax) IDLE is ended and UIDNEXT is asked, so that a server that
// forgets to tell and a line that is half dead are noticed too.
func (b *Box) Wait(ctx context.Context) error { return b.WaitUntil(ctx, time.Time{}) }

// WaitUntil is Wait that also returns nil when the instant t has come (the zero time: never). Unlike the end of a context,
// which may fall into a command, that never costs the connection.
func (b *Box) WaitUntil(ctx context.Context, t time.Time) error {
	for {
		select {
		case <-b.news: // the question below is newer
		default:
		}
		if err := b.refresh(ctx); err != nil {
			return err
		}
		if !b.fetched || b.next != b.seenNext {
			return nil
		}
		pause := min(b.o.Poll, b.o.IdleMax)
		if left := time.Until(t); !t.IsZero() && left < pause {
			if pause = left; pause <= 0 {
				return nil
			}
		}
		told, err := b.rest(ctx, pause)
		if err != nil || told || b.next == 0 {
			return err
		}
	}
}

// rest waits for a notice, with IDLE where there is one.
func (b *Box) rest(ctx context.Context, d time.Duration) (told bool, err error) {
	var idle *imapclient.IdleCommand
	if b.caps.Has(imap.CapIdle) {
		err := b.run(ctx, "IDLE", small, func() (err error) {
			idle, err = b.client.Idle()
			return err
		})
		var no *imap.Error
		switch {
		case errors.As(err, &no):
			idle = nil
			delete(b.caps, imap.CapIdle) // advertised and refused: poll from now on
		case err != nil:
			return false, err
		}
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	var stopped error
	select {
	case <-b.news:
		told = true
	case <-timer.C:
	case <-ctx.Done():
		stopped = ctx.Err()
	case <-b.client.Closed():
		b.fail(fmt.Errorf("imap server %s: %w", b.o.addr(), errors.Join(errLost, b.conn.why())))
		return false, b.dead
	}
	if idle != nil {
		if err := b.run(context.WithoutCancel(ctx), "DONE", small, func() error {
			if err := idle.Close(); err != nil {
				return err
			}
			return idle.Wait()
		}); err != nil {
			return false, err
		}
	}
	return told, stopped
}

// errLost is a connection that ended while nothing was asked.
var errLost = errors.New("the connection was lost while waiting for news")
