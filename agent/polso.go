package agent

import (
	"context"
	"sync/atomic"
	"time"

	"pecagent/rules"
)

// ora is an instant of the machine's clock that several goroutines share; zero is never.
type ora struct{ n atomic.Int64 }

func (o *ora) batte() { o.n.Store(time.Now().UnixNano()) }

// comincia sets it where it is not set; finisce forgets it.
func (o *ora) comincia() { o.n.CompareAndSwap(0, time.Now().UnixNano()) }
func (o *ora) finisce()  { o.n.Store(0) }

// quando is the instant, zero for never.
func (o *ora) quando() time.Time {
	if n := o.n.Load(); n != 0 {
		return time.Unix(0, n)
	}
	return time.Time{}
}

// da is how long ago it was, or how long since start when it never was.
func (o *ora) da(start time.Time) time.Duration {
	if t := o.quando(); !t.IsZero() {
		return time.Since(t)
	}
	return time.Since(start)
}

// polso is when the mailbox was last read and the outbound loop last went round, and since when messages wait for a decision
// without any being decided.
type polso struct{ letta, orologio, indecisi ora }

// lettura is the interval in which the mailbox has been read without a pause, of the agent's clock, and up to where it is recorded.
// The loop that reads has it alone.
type lettura struct{ dal, al, scritta time.Time }

// recordReading is how often the reading of a mailbox that goes on is recorded.
const recordReading = time.Hour

// noteReading notes that the mailbox has just been read to its end.
func (a *Agent) noteReading(ctx context.Context) error {
	now, r := a.clock.Now(), &a.lettura
	pause := max(rules.PausaLettura, 2*a.imap.Poll)
	if now.Before(r.al) || now.Sub(r.al) > pause {
		err := a.writeReading(ctx)
		*r = lettura{dal: now, al: now, scritta: now}
		return err
	}
	if r.al = now; now.Sub(r.scritta) < recordReading {
		return nil
	}
	return a.writeReading(ctx)
}

// writeReading records what was read since the last record.
func (a *Agent) writeReading(ctx context.Context) error {
	r := &a.lettura
	if !r.al.After(r.dal) {
		return nil
	}
	err := a.input(ctx, rules.Letta{Now: a.clock.Now(), Lettura: rules.Lettura{Dal: r.dal, Al: r.al}})
	if err == nil {
		r.dal, r.scritta = r.al, r.al
	}
	return err
}
