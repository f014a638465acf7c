package storia

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"pecagent/agent"
	"pecagent/agent/config"
	"pecagent/agent/demo"
)

// Options of a demo.
type Options struct {
	Program  string // the binary that can run the provider, the agent and the commands
	Provider string // the name of the provider's subcommand
	JSON     bool
	Keep     string // folder to leave behind; "" = none
	Log      string // level of the agent's log in Keep; "" = info
	Stay     bool
	Seed     int64
	Keys     string // file of the provider's keys; "" = made at the start
	Sabota   int    // sabotage the Nth letter; the check must then fail
	Out, Err io.Writer
}

// ErrCheck ends a demo whose final check failed.
var ErrCheck = errors.New("la verifica finale non torna")

// inizio is the first instant of the virtual clock.
func inizio() time.Time { return time.Date(2026, time.November, 23, 8, 0, 0, 0, roma()) }

// Run tells the story.
func Run(ctx context.Context, o Options) (err error) {
	if o.Sabota < 0 {
		return fmt.Errorf("le lettere si contano da 1: sabotare la lettera %d non ha senso", o.Sabota)
	}
	dir, cleanup, err := folder(o.Keep)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cleanup()) }()
	r := &regia{ctx: ctx, o: o, dir: dir, now: inizio(), out: narratore{w: o.Out, json: o.JSON}}
	defer func() { err = errors.Join(err, r.close()) }()
	if err := r.start(); err != nil {
		return err
	}
	for _, s := range scene() {
		if err := r.scena(s); err != nil {
			return fmt.Errorf("scena «%s»: %w", s.titolo, err)
		}
	}
	if o.Stay {
		if err := r.stay(); err != nil {
			return err
		}
	}
	return r.verifica()
}

// folder gives the folder of the demo and how to leave it.
func folder(keep string) (string, func() error, error) {
	if keep == "" {
		dir, err := os.MkdirTemp("", "pecagent-demo-")
		return dir, func() error { return os.RemoveAll(dir) }, err
	}
	if list, err := os.ReadDir(keep); err == nil && len(list) > 0 {
		return "", nil, fmt.Errorf("la cartella %s non è vuota: la demo non scrive su dati di altri", keep)
	}
	dir, err := filepath.Abs(keep)
	if err != nil {
		return "", nil, err
	}
	return dir, func() error { return nil }, os.MkdirAll(dir, 0o700)
}

// regia is the director: it moves the clock, lets members write, releases the mail, and waits for the agent.
type regia struct {
	ctx    context.Context
	o      Options
	dir    string
	cfg    *config.Config
	now    time.Time
	out    narratore
	gest   *processo
	cl     *demo.Client
	avvio  demo.Avvio
	agente *processo
	env    []string // more environment for the agent, in tests
	remote *agent.Remote
	seq    int64  // events told so far
	uid    uint32 // last UID released
	rounds int64  // rounds of the agent's outbound loop at the last move
}

// start writes the configuration, starts the provider, imports the register, starts the agent.
func (r *regia) start() error {
	if err := r.startProvider(); err != nil {
		return fmt.Errorf("avvio del gestore di prova: %w", err)
	}
	if err := r.writeFiles(); err != nil {
		return err
	}
	if err := r.configure(); err != nil {
		return err
	}
	r.out.intro(r.avvio)
	if err := r.startAgent(); err != nil {
		return fmt.Errorf("avvio dell'agente: %w", err)
	}
	return r.operatore("members", "import", filepath.Join(r.dir, "members.csv"))
}

// configure reads the configuration back as the agent will.
func (r *regia) configure() (err error) {
	if r.cfg, err = config.Load(filepath.Join(r.dir, "pecagent.toml")); err == nil {
		r.remote = agent.Dial(r.cfg)
	}
	return err
}

// scena plays one scene and tells what the agent recorded.
func (r *regia) scena(s scena) error {
	if err := r.vai(s.quando); err != nil {
		return err
	}
	r.out.titolo(r.now, s.titolo)
	if err := s.fai(r); err != nil {
		return err
	}
	return r.posta()
}

// vai moves the clock of provider and agent, never back.
func (r *regia) vai(t time.Time) error {
	if t.Before(r.now) {
		t = r.now
	}
	r.now = t
	if err := r.cl.Clock(t); err != nil {
		return err
	}
	s, err := r.remote.SetClock(r.ctx, t)
	r.rounds = s.Rounds
	if err != nil {
		return err
	}
	return r.quiete()
}

// posta releases the mail until nothing is left to release and the agent has nothing left to do.
func (r *regia) posta() error {
	for range 50 {
		if err := r.quiete(); err != nil {
			return err
		}
		list, err := r.cl.ConsegnaPosta(0)
		if err != nil || len(list) == 0 {
			return errors.Join(err, r.narra())
		}
		for _, c := range list {
			r.uid = max(r.uid, c.UID)
		}
	}
	return fmt.Errorf("la posta non finisce")
}

// quiete waits until the agent has read everything released and has nothing left to do at this hour.
func (r *regia) quiete() error {
	limit := time.Now().Add(20 * time.Second)
	for calm := 0; calm < 2; {
		if r.agente.ended() {
			return fmt.Errorf("l'agente è terminato: %s", r.agente.tail())
		}
		s, err := r.remote.Status(r.ctx)
		if err != nil {
			return err
		}
		if s.Waiting && !s.Busy && s.Pending == 0 && s.Ready == 0 && s.UID >= r.uid && s.Done > r.rounds {
			calm++
			r.rounds = min(r.rounds, s.Done-1)
			continue
		}
		calm = 0
		if time.Now().After(limit) {
			return fmt.Errorf("l'agente non si ferma: %+v, atteso UID %d\n%s", s, r.uid, r.agente.tail())
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// narra tells the events since the last time.
func (r *regia) narra() error {
	list, err := r.remote.Events(r.ctx, r.seq)
	if err != nil {
		return err
	}
	for _, ev := range list {
		r.out.evento(r.now, ev)
		r.seq = ev.Seq + 1
	}
	return nil
}

// operatore runs a command of the office in the running agent, as a person would.
func (r *regia) operatore(args ...string) error {
	call := agent.Call{Args: args, Files: map[string][]byte{}}
	for _, a := range args {
		if b, err := os.ReadFile(a); err == nil {
			call.Files[a] = b
		}
	}
	reply, err := r.remote.Run(r.ctx, call)
	if err != nil {
		return err
	}
	if reply.Code != 0 {
		return fmt.Errorf("pecagent %v: codice %d: %s%s", args, reply.Code, reply.Out, reply.Err)
	}
	return nil
}

// stay keeps everything up until the context ends; the virtual clock then runs with the real one.
func (r *regia) stay() error {
	if err := r.cl.Automatica(true); err != nil {
		return err
	}
	x, err := r.apriConsole()
	if err != nil {
		return err
	}
	r.out.resta(r.avvio, r.dir, x)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-r.ctx.Done():
			r.ctx = context.WithoutCancel(r.ctx)
			return r.cl.Automatica(false)
		case <-tick.C:
		}
		r.now = r.now.Add(time.Second)
		if err := r.cl.Clock(r.now); err != nil {
			return err
		}
		if _, err := r.remote.SetClock(r.ctx, r.now); err != nil && r.ctx.Err() == nil {
			return err
		}
		if err := r.narra(); err != nil && r.ctx.Err() == nil {
			return err
		}
	}
}

func roma() *time.Location {
	l, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return time.FixedZone("CET", 3600)
	}
	return l
}
