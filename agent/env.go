package agent

import (
	"io"

	"pecagent/agent/modulo"
	"pecagent/agent/office"
	"pecagent/rules"
)

// env is what the commands of one person work with in the running agent. Files of the caller's are not within reach.
func (a *Agent) env(who rules.Attore, out, errs io.Writer) *office.Env {
	return &office.Env{Store: a.store, Config: a.cfg, Policy: a.policy, Modelli: a.modelli, Trust: a.trust, Firme: a.firme, Modulo: modulo.Lettore{}.Leggi,
		Now: a.clock.Now, Attore: who, Utenze: a.utenze, Files: map[string][]byte{}, Out: out, Err: errs, Resumed: a.resumed}
}
