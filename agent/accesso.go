package agent

import (
	"context"
	"errors"

	"pecagent/agent/config"
	"pecagent/rules"
	"pecagent/store"
)

// RegistraEsporto records that a person is about to read the whole store (export --all), which goes beside the agent: in the
// running agent, else in the store itself, which must have reserve bytes free. The export is not refused when it cannot be
// recorded: a damaged log is a reason to want one.
func RegistraEsporto(ctx context.Context, cfg *config.Config, reserve int64, motivo string) error {
	seen := rules.Accesso{Comando: "export --all", Tutti: true, Motivo: motivo}
	err := Dial(cfg).accesso(ctx, seen)
	if !errors.Is(err, ErrNoAgent) {
		return err
	}
	policy, err := cfg.Rules()
	if err != nil {
		return err
	}
	st, err := store.Open(store.Options{Dir: cfg.Data, MinFree: reserve})
	if err != nil {
		return err
	}
	in := rules.Consultato{Now: systemClock{}.Now(), Attore: Person(), Accesso: seen}
	d, err := st.Commit(ctx, func(s rules.Snapshot) rules.Decision { return rules.Decide(policy, s, in) })
	if err == nil && d.Errore != "" {
		err = errors.New(d.Errore)
	}
	return errors.Join(err, st.Close())
}
