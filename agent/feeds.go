package agent

import (
	"context"
	"errors"

	"pecagent/agent/office"
	"pecagent/rules"
	"pecagent/store"
)

// writeFeeds writes the files of the register feeds that are due. What cannot be written calls a person, once a run, and keeps
// no letter waiting.
func (a *Agent) writeFeeds(ctx context.Context) error {
	list, err := office.Generatore{Store: a.store, Policy: a.policy, Now: a.clock.Now, Attore: rules.Agente}.Tutti(ctx)
	for _, d := range list {
		for _, ev := range d.Events {
			if ev.Flusso != nil {
				a.log.Info("flusso", "flusso", ev.Flusso.ID, "nome", ev.Flusso.Nome, "stato", string(ev.Flusso.Stato), "righe", ev.Flusso.Righe)
			}
		}
	}
	switch {
	case err == nil:
	case isFatal(err) || errors.Is(err, store.ErrDiskFull) || ctx.Err() != nil:
		return err
	case !a.told["flussi"]:
		a.told["flussi"] = true
		a.log.Error("flusso fermo", "perche", err)
		return a.call(ctx, "flusso_fermo", err.Error(), "Il file di un flusso a un registro non si può scrivere: il motivo è nel registro degli eventi.")
	}
	return nil
}
