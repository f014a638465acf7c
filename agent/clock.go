package agent

import (
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface{ Now() time.Time }

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

// Virtual is a clock that stands still until it is set: that of the demo and of tests.
type Virtual struct {
	mu  sync.Mutex
	now time.Time
}

// NewVirtual is a virtual clock at the instant t.
func NewVirtual(t time.Time) *Virtual { return &Virtual{now: t} }

// Now gives the instant last set.
func (v *Virtual) Now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

// Set moves the clock.
func (v *Virtual) Set(t time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.now = t
}
