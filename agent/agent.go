package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"pecagent/agent/avvisi"
	"pecagent/agent/config"
	"pecagent/agent/imapbox"
	"pecagent/agent/smtpout"
	"pecagent/agent/utenze"
	"pecagent/mailparse/smime"
	"pecagent/rules"
	"pecagent/rules/testi"
	"pecagent/store"
)

// Options is what Run needs.
type Options struct {
	Config *config.Config
	Clock  Clock // nil: the machine's clock
	Log    *slog.Logger
	Demo   bool   // a demonstration: its console asks for no second factor
	Once   bool   // read all, decide, send what may go, wait at most 10 s for receipts, end
	Ready  func() // called each time waiting for mail begins
	// PrimoAccesso is told the address of the console and the one-time code of its first administrator, while it has no user: for the
	// eyes of who started the program, in no file of its own. nil: nobody is told.
	PrimoAccesso func(url, code string)
	// IdleMax and Tick shorten the waits of tests; 0 is the default (9 min, 30 s). So does OthersAtOnce: how long the other
	// folders may be read before the main one is looked at again (20 s).
	IdleMax, Tick, OthersAtOnce time.Duration
}

// Errors that end a run with exit code 1 and in words.
var (
	// ErrOperator ends Run --once when something waits for a person.
	ErrOperator = errors.New("qualcosa aspetta una persona: pecagent review list")
	// ErrLogin means that a server refused the login; it is not tried again until resume.
	ErrLogin = errors.New("accesso rifiutato: corretta la password, pecagent resume")
	// ErrReplaced means that the folder was renumbered and holds nothing that the store knows; resume accepts it.
	ErrReplaced = errors.New("la casella sembra un'altra: rinumerata, e nessun messaggio è conosciuto; controllata, pecagent resume")
)

// Agent is a running agent.
type Agent struct {
	o       Options
	cfg     *config.Config
	clock   Clock
	log     *slog.Logger
	store   *store.Store
	policy  *rules.Policy
	modelli *testi.Modelli
	trust   smime.Trust
	firme   smime.Trust    // of members' own signatures
	caches  []*smime.Cache // of trust, one for each worker of readBatch
	imap    imapbox.Options
	smtp    smtpout.Options
	avvisi  *avvisi.Avvisi
	utenze  *utenze.Registro // credentials of the console
	started time.Time        // by the machine's clock
	polso   polso
	lettura lettura
	conti   conti // of health

	toDecide, toSend chan struct{}
	told             map[string]bool // stuck letters and other things a person was called about; the outbound loop's
	copyAfter        time.Time       // the Sent folder is not tried before
	careful          int             // how many of the first messages are still to be parsed alone
	waiting          atomic.Bool
	whole            atomic.Bool // the mailbox was read to its end at least once in this run
	busy             atomic.Int32
	rounds, done     atomic.Int64 // rounds of the outbound loop, begun and completed
	retryMail        chan struct{}
	fatal            chan error
	consoleURL       atomic.Value // string; unset: it is not served
}

// Run runs the agent until ctx ends (nil) or something stops it; of that the staff is told by ordinary mail.
func Run(ctx context.Context, o Options) error { return tellEnd(ctx, o, run(ctx, o)) }

func run(ctx context.Context, o Options) error {
	a, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer a.store.Close()
	a.careful = batchSize
	if err := a.recover(ctx); err != nil {
		return err
	}
	if o.Once {
		return a.once(ctx)
	}
	return a.serve(ctx)
}

// open opens the store and everything a decision depends on.
func open(ctx context.Context, o Options) (*Agent, error) {
	if o.Clock == nil {
		o.Clock = systemClock{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Tick == 0 {
		o.Tick = 30 * time.Second
	}
	if o.OthersAtOnce == 0 {
		o.OthersAtOnce = 20 * time.Second
	}
	a := &Agent{o: o, cfg: o.Config, clock: o.Clock, log: o.Log, toDecide: make(chan struct{}, 1), toSend: make(chan struct{}, 1),
		retryMail: make(chan struct{}, 1), told: map[string]bool{}, fatal: make(chan error, 8), started: time.Now()}
	st, err := store.Open(store.Options{Dir: o.Config.Data, Now: o.Clock.Now, Log: o.Log})
	if err != nil {
		return nil, err
	}
	a.store = st
	if err := a.prepare(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return a, nil
}

func (a *Agent) prepare(ctx context.Context) (err error) {
	a.policy, a.modelli, err = Start(ctx, a.store, a.cfg, a.clock.Now())
	if err != nil {
		return err
	}
	if a.trust, err = a.cfg.Signatures(); err != nil {
		return err
	}
	if a.firme, err = a.cfg.MemberSignatures(); err != nil {
		return err
	}
	if err := a.servers(); err != nil {
		return err
	}
	if a.utenze, err = utenze.Apri(utenze.Options{File: utenze.File(a.cfg.Data), SenzaTOTP: a.o.Demo}); err != nil {
		return err
	}
	return a.openNotices()
}

// Start initialises an empty store, checks that it belongs to this mailbox, and records what is in force.
func Start(ctx context.Context, st *store.Store, cfg *config.Config, now time.Time) (*rules.Policy, *testi.Modelli, error) {
	policy, err := cfg.Rules()
	if err != nil {
		return nil, nil, err
	}
	modelli, err := Letters(cfg)
	if err != nil {
		return nil, nil, err
	}
	if st.Empty() {
		avvio, err := cfg.Start(now)
		if err != nil {
			return nil, nil, err
		}
		if err := st.Init(ctx, avvio, rules.Agente); err != nil {
			return nil, nil, err
		}
	}
	var s rules.Stato
	if err := st.View(func(a rules.Archivio) error { s = rules.Vista(a).Stato; return nil }); err != nil {
		return nil, nil, err
	}
	if s.Avvio.Casella != policy.Ordine.PEC {
		return nil, nil, fmt.Errorf("l'archivio in %s è della casella %s e la configurazione nomina %s: un archivio, una casella. Indicare un'altra cartella dei dati, o la configurazione giusta", cfg.Data, s.Avvio.Casella, policy.Ordine.PEC)
	}
	if err := st.Configure(ctx, policy, policy.Digest(), rules.DigestRegole(), modelli.Digest()); err != nil {
		return nil, nil, err
	}
	if _, err := st.Cancella(ctx); err != nil { // what a crash kept from being done
		return nil, nil, fmt.Errorf("carrying out erasures: %w", err)
	}
	return policy, modelli, nil
}

// servers prepares the client options; the passwords are read at each login.
func (a *Agent) servers() error {
	i, s := a.cfg.IMAP, a.cfg.SMTP
	if i.Host == "" {
		return fmt.Errorf("key imap.host: is missing")
	}
	it, err := config.TLS(i.Host, i.CA)
	if err != nil {
		return fmt.Errorf("key imap.ca: %w", err)
	}
	st, err := config.TLS(s.Host, s.CA)
	if err != nil {
		return fmt.Errorf("key smtp.ca: %w", err)
	}
	a.imap = imapbox.Options{Host: i.Host, Port: i.Port, User: i.User, Folder: i.Cartella, TLS: it, Poll: time.Duration(i.Poll), IdleMax: a.o.IdleMax,
		Password: func() (string, error) { return config.Password(i.PasswordFile, i.PasswordEnv) }, Log: a.log}
	if a.store != nil { // check has none
		a.imap.Temp = a.store.Temp()
	}
	a.smtp = smtpout.Options{Host: s.Host, Port: s.Port, User: s.User, TLS: st,
		Password: func() (string, error) { return config.Password(s.PasswordFile, s.PasswordEnv) }, Log: a.log}
	return nil
}

// recover looks at the letters that were on their way when the process ended. One whose final dot was not begun
// was never sent and goes back to the queue; of the others nobody knows, and they are INCERTA. In a store that came from a
// backup nobody knows of any letter whose bytes were fixed: their receipts will tell.
func (a *Agent) recover(ctx context.Context) error {
	restored, err := a.store.Restored()
	if err != nil {
		return err
	}
	var lost []rules.Lettera
	err = a.store.View(func(ar rules.Archivio) error {
		v := rules.Vista(ar)
		for _, id := range v.Cerca(rules.LettereVive, "") {
			l, ok := v.Lettera(id)
			if ok && (l.Stato == rules.LInInvio || restored && l.Stato == rules.LInCoda && l.SHA256 != "") {
				lost = append(lost, l)
			}
		}
		return nil
	})
	for _, l := range lost {
		p := rules.Passo{Lettera: l.ID, Stato: rules.LInCoda, Istante: a.clock.Now(), Motivo: "il programma si è interrotto prima dell'invio"}
		switch {
		case restored:
			p.Stato, p.Motivo = rules.LIncerta, "l'archivio è stato ripristinato: la lettera può essere partita dopo la copia"
		case l.Punto:
			p.Stato, p.Motivo = rules.LIncerta, "il programma si è interrotto durante l'invio"
		}
		if err == nil {
			err = a.step(ctx, p)
		}
	}
	return err
}

// serve runs the loops and the socket until ctx ends or one of them fails.
func (a *Agent) serve(ctx context.Context) error {
	if err := a.refused(); err != nil {
		a.log.Error(err.Error())
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	door, err := a.openDoor()
	if err != nil {
		return err
	}
	defer door.close()
	loops := []func(context.Context) error{a.inbound, a.decideLoop, a.outbound, a.notices, a.indexLoop, door.serve}
	if a.cfg.Revisione.Cartella != "" {
		loops = append(loops, a.trayLoop)
	}
	if h := a.openHealth(); h != nil {
		loops = append(loops, healthLoop(h))
	}
	if c := a.openConsole(); c != nil {
		loops = append(loops, a.consoleLoop(c))
	}
	var wg sync.WaitGroup
	for _, loop := range loops {
		wg.Go(func() {
			if err := loop(ctx); err != nil && ctx.Err() == nil {
				a.fail(err)
			}
		})
	}
	wake(a.toDecide)
	wake(a.toSend)
	select {
	case <-ctx.Done():
		err = nil
	case err = <-a.fatal:
	}
	cancel()
	door.close()
	wg.Wait()
	return err
}

func (a *Agent) fail(err error) {
	select {
	case a.fatal <- err:
	default:
	}
}

// wake signals without waiting; a signal already there is enough.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// marker is the file that remembers a refused login across restarts.
func (a *Agent) marker() string { return filepath.Join(a.cfg.Data, "accesso-rifiutato") }

// refused tells whether a login was refused and nobody has said resume since.
func (a *Agent) refused() error {
	if _, err := os.Stat(a.replacedMark()); err == nil {
		return ErrReplaced
	}
	b, err := os.ReadFile(a.marker())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", a.marker(), err)
	}
	return fmt.Errorf("%w (%s)", ErrLogin, string(b))
}

// markRefused makes a refused login last until resume, and says so in the log of events.
func (a *Agent) markRefused(ctx context.Context, cause error) error {
	if err := os.WriteFile(a.marker(), []byte(cause.Error()), 0o600); err != nil {
		return errors.Join(cause, err)
	}
	why := "Il server della casella ha rifiutato l'accesso: la posta non viene letta. Correggere la password, poi pecagent resume."
	if err := a.call(ctx, "accesso_rifiutato", cause.Error(), why); err != nil {
		return errors.Join(cause, err)
	}
	return fmt.Errorf("%w (%s)", ErrLogin, cause)
}

// ClearRefused forgets a refused login and accepts a mailbox that seemed another; resume calls it.
func ClearRefused(cfg *config.Config) error {
	var errs []error
	errs = append(errs, os.Remove(filepath.Join(cfg.Data, "accesso-rifiutato")))
	errs = append(errs, os.Rename(filepath.Join(cfg.Data, "casella-sostituita"), filepath.Join(cfg.Data, "casella-accettata")))
	errs = slices.DeleteFunc(errs, func(err error) bool { return errors.Is(err, os.ErrNotExist) })
	return errors.Join(errs...)
}
