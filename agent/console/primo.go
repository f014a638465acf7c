package console

import (
	"crypto/subtle"
	"sync"
	"time"

	"pecagent/agent/utenze"
	"pecagent/rules"
)

// primo is the one-time code of the first administrator, in memory alone.
type primo struct {
	mu       sync.Mutex
	impronta string
	fino     time.Time
}

// CodicePrimo makes the one-time code with which the first administrator enters, "" where the console has a user. It holds a quarter
// of an hour, replaces the one before and is for whoever sees the machine: it must not be stored.
func (c *Console) CodicePrimo() (string, error) {
	list, err := c.o.Env(rules.Agente).Utenti()
	if err != nil || len(list) > 0 {
		return "", err
	}
	code := utenze.NuovoCodice()
	c.primo.mu.Lock()
	defer c.primo.mu.Unlock()
	c.primo.impronta, c.primo.fino = utenze.Impronta(code), c.ora().Add(utenze.DurataPrimo)
	return code, nil
}

// uguale compares with the Impronta of a code.
func (x *primo) uguale(sum string, now time.Time) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return subtle.ConstantTimeCompare([]byte(sum), []byte(x.impronta)) == 1 && now.Before(x.fino)
}

// consuma uses the code up.
func (x *primo) consuma() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.impronta = ""
}

// budget bounds what strangers can have recorded in an hour.
type budget struct {
	mu  sync.Mutex
	dal time.Time
	n   int
}

const fallitiOra = 120 // refused logins in the log of events in an hour; more are in the program's log

func (b *budget) prendi(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Sub(b.dal) >= time.Hour {
		b.dal, b.n = now, 0
	}
	b.n++
	return b.n <= fallitiOra
}
