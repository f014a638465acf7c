package agent

import (
	"sync/atomic"
	"time"
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
