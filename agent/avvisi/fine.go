package avvisi

import (
	"context"
	"fmt"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/riserbo"
	"pecagent/rules"
)

// attesaFine bounds the notice of an end: a process that dies must not hang.
const attesaFine = 20 * time.Second

// Fine tells the staff that the program ended by itself, once a day for one reason: a service manager starts it again and
// again. It needs no store. Without a durable note nothing is sent.
func Fine(ctx context.Context, cfg *config.Config, now time.Time, why error) error {
	a, err := New(Opzioni{Config: cfg, Now: func() time.Time { return now }})
	if err != nil || cfg.Avvisi.Host == "" {
		return err
	}
	to, err := a.destinatari()
	reason := riserbo.Motivo(why.Error())
	mark := rules.DataRoma(now) + " " + reason
	if err != nil || len(to) == 0 || a.s.Fine == mark || a.s.Fermo != "" {
		return err
	}
	var t testo
	t.riga("pecagent si è fermato alle ore %s e non lavora più: la posta certificata non viene letta.\n", ora(now))
	t.riga("Motivo: %s\n", reason)
	t.riga("Che cosa fare: sul server, pecagent check; poi riavviare il servizio. I messaggi restano nella casella, le lettere")
	t.riga("nell'archivio: nulla va perduto. Per lo stesso motivo questo avviso non si ripete nello stesso giorno.")
	a.o.firma(&t)
	a.s.Fine = mark
	a.s.metti(posta{Tipo: tipoAvviso, A: to, Creata: now, Oggetto: "[pecagent] FERMO: la posta certificata non viene letta", Testo: t.String()})
	if err := a.salva(); err != nil {
		return fmt.Errorf("telling of the end: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), attesaFine)
	defer cancel()
	return a.spedisci(ctx)
}
