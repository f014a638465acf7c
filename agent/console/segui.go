package console

import (
	"context"
	"time"

	"pecagent/agent/office"
	"pecagent/rules"
)

// How long one reading of the log may take, how long the rest between two, and how long after an error.
const (
	fettaSegui  = 50 * time.Millisecond
	pausaSegui  = 200 * time.Millisecond
	erroreSegui = 10 * time.Second
)

// segui keeps up what the pages have in memory, so that the first of a morning is as quick as the others: at first all of it, then at
// each commit what it changed. It works as the agent and shows nothing to anybody. It ends with ctx.
func (c *Console) segui(ctx context.Context) {
	e := c.o.Env(rules.Agente)
	c.presta(e)
	wake, end := e.Store.Subscribe()
	defer end()
	for {
		more, err := c.aggiorna(e)
		wait := pausaSegui
		if err != nil && ctx.Err() == nil {
			c.log.Error("ciò che le pagine tengono in memoria non si aggiorna", "perche", err)
			wait = erroreSegui
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if more || err != nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
		}
	}
}

// aggiorna brings all of it up; more tells that the log is not read to its end.
func (c *Console) aggiorna(e *office.Env) (more bool, err error) {
	if err := c.specchio.Aggiorna(e); err != nil {
		return false, err
	}
	if _, err := e.Coda(); err != nil {
		return false, err
	}
	if _, err := c.uscite.Oggi(e.Store, e.Now()); err != nil {
		return false, err
	}
	read, err := c.andamento.Avanza(e, fettaSegui)
	return read < 1000, err
}
