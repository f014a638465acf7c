package agent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"pecagent/agent/avvisi"
	"pecagent/agent/config"
	"pecagent/agent/office"
	"pecagent/rules"
	"pecagent/store"
)

// senzaLettura is how long the mailbox may stay unread, by the machine's clock, before people are told.
const senzaLettura = 2 * time.Hour

// openNotices opens the outbox of ordinary mail.
func (a *Agent) openNotices() (err error) {
	a.avvisi, err = avvisi.New(avvisi.Opzioni{Config: a.cfg, Archivio: a.store, Now: a.clock.Now, Log: a.log, Condizioni: a.conditions, Letta: a.lastRead,
		Chiama: a.call,
		Annota: func(ctx context.Context, what string) error {
			return a.input(ctx, rules.Segnalata{Now: a.clock.Now(), Tipo: "cortesia", Cosa: what, Muta: true})
		}})
	if err != nil {
		return fmt.Errorf("opening the outbox of notices: %w", err)
	}
	if q := a.avvisi.Quadro(); a.cfg.Avvisi.Host == "" || len(q.NonProvati) > 0 {
		a.log.Warn("gli avvisi alla segreteria non sono configurati o il loro indirizzo non è provato: pecagent notices test")
	}
	return nil
}

// notices tells people of what there is to tell, each tick. Nothing that fails here stops the work.
func (a *Agent) notices(ctx context.Context) error {
	tick := time.NewTicker(a.o.Tick)
	defer tick.Stop()
	for {
		if err := a.avvisi.Giro(ctx); err != nil && ctx.Err() == nil {
			if isFatal(err) {
				return err
			}
			a.log.Error("avvisi rimandati", "perche", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// lastRead is when the mailbox was last read to its end.
func (a *Agent) lastRead() time.Time { return a.polso.letta.quando() }

// conditions are what is wrong with the program itself and may pass by itself.
func (a *Agent) conditions() (list []avvisi.Problema) {
	if ago := a.polso.letta.da(a.started); ago > senzaLettura {
		list = append(list, avvisi.Problema{Chiave: "casella", Tipo: "casella non letta", Da: a.clock.Now().Add(-ago), Urgente: true, Condizione: true,
			Motivo: "La casella PEC non viene letta da più di due ore: controllare il collegamento e il server del gestore."})
	}
	if free, err := freeDisk(a.cfg.Data); err == nil && free < store.DefaultMinFree {
		list = append(list, avvisi.Problema{Chiave: "disco", Tipo: "disco quasi pieno", Da: a.clock.Now(), Urgente: true, Condizione: true,
			Motivo: fmt.Sprintf("Restano %d MB liberi, meno della riserva di %d MB: la posta resta nella casella finché non c'è spazio.", free/1_000_000, store.DefaultMinFree/1_000_000)})
	}
	return list
}

// freeDisk is the bytes an unprivileged user may still write in a folder.
func freeDisk(dir string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * st.Bsize, nil
}

// tellEnd tells the staff by ordinary mail that the run ended by itself.
func tellEnd(ctx context.Context, o Options, err error) error {
	if err == nil || ctx.Err() != nil || errors.Is(err, store.ErrLocked) || errors.Is(err, ErrOperator) {
		return err
	}
	now := time.Now()
	if o.Clock != nil {
		now = o.Clock.Now()
	}
	if told := avvisi.Fine(ctx, o.Config, now, err); told != nil {
		return errors.Join(err, fmt.Errorf("la segreteria non è stata avvertita: %w", told))
	}
	return err
}

// checkNotices tells whether the staff would get notices (server, password, proven addresses, and a login unless offline),
// whether members get courtesy mail, and where a monitoring program may ask.
func checkNotices(ctx context.Context, cfg *config.Config, offline bool) []office.Voce {
	list := []office.Voce{checkStaff(ctx, cfg, offline)}
	if cfg.Avvisi.Host != "" {
		list = append(list, secret("password avvisi", cfg.Avvisi.PasswordFile, ""))
	}
	if cfg.Cortesia.Attiva {
		list = append(list, secret("password cortesia", cfg.Cortesia.PasswordFile, ""))
		v := office.Voce{Cosa: "posta di cortesia", OK: true, Dice: "accesa: " + cfg.Cortesia.Host}
		if !offline {
			if err := avvisi.AccessoCortesia(ctx, cfg); err != nil {
				v.OK, v.Dice = false, err.Error()
			}
		}
		list = append(list, v)
	}
	if cfg.Salute.Listen != "" {
		list = append(list, office.Voce{Cosa: "programma di controllo", OK: true, Dice: "http://" + cfg.Salute.Listen + "/healthz e /metrics"})
	}
	return list
}

func checkStaff(ctx context.Context, cfg *config.Config, offline bool) office.Voce {
	v := office.Voce{Cosa: "avvisi"}
	no, err := avvisi.NonProvati(cfg)
	switch {
	case err != nil:
		v.Dice = err.Error()
	case cfg.Avvisi.Host == "":
		v.Dice = "nessun server in [avvisi]: di un problema, o di un agente fermo, non verrebbe a saperlo nessuno"
	case len(no) > 0:
		v.Dice = fmt.Sprintf("indirizzi non provati: %v. Mandare il codice con pecagent notices test, poi pecagent notices confirm CODICE", no)
	case offline:
		v.OK, v.Dice = true, fmt.Sprintf("%v, provati", cfg.Avvisi.A)
	default:
		if err := avvisi.Accesso(ctx, cfg); err != nil {
			v.Dice = err.Error()
			break
		}
		v.OK, v.Dice = true, fmt.Sprintf("%v, provati; accesso riuscito, nulla inviato", cfg.Avvisi.A)
	}
	return v
}
