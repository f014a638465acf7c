package agent

import (
	"context"
	"errors"
	"time"

	"pecagent/store"
)

// indexPause lets decisions gather before the search index is brought up to them.
const indexPause = 2 * time.Second

// indexLoop keeps the search index at the head of the log, so that who searches does not wait for it. An index that cannot be
// written is no reason to stop: it is tried again with the next event.
func (a *Agent) indexLoop(ctx context.Context) error {
	woken, end := a.store.Subscribe()
	defer end()
	for {
		err := a.store.Indicizza(ctx, nil)
		switch {
		case ctx.Err() != nil:
			return nil
		case isFatal(err):
			return err
		case err != nil && !errors.Is(err, store.ErrDiskFull):
			a.log.Error("indice di ricerca non aggiornato", "perche", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-woken:
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(indexPause):
		}
	}
}
