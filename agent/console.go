package agent

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"

	"pecagent/agent/config"
	"pecagent/agent/console"
	"pecagent/agent/office"
	"pecagent/rules"
)

// openConsole serves the console where the configuration says so. That it cannot is said and stops nothing: mail goes on.
func (a *Agent) openConsole() *console.Server {
	s, err := a.tryConsole()
	if err != nil {
		a.log.Error("la console non è in funzione; la posta prosegue", "perche", err)
		return nil
	}
	return s
}

func (a *Agent) tryConsole() (*console.Server, error) {
	if a.cfg.Console.Listen == "" {
		return nil, nil
	}
	cert, err := certificato(a.cfg)
	if err != nil {
		return nil, err
	}
	c, err := console.New(console.Options{Env: a.consoleEnv, Utenze: a.utenze, Dopo: func() { wake(a.toSend) }, Macchina: a.macchina, Log: a.log, Dimostrazione: a.o.Demo})
	if err != nil {
		return nil, err
	}
	s, err := console.Apri(a.cfg.Console.Listen, cert, c)
	if err != nil {
		return nil, err
	}
	url := "http://" + s.Addr()
	if cert != nil {
		url = "https://" + s.Addr()
	}
	a.consoleURL.Store(url)
	a.log.Info("console", "indirizzo", url)
	if a.o.PrimoAccesso == nil || a.o.Demo {
		return s, nil
	}
	code, err := c.CodicePrimo()
	if err != nil {
		a.log.Error("gli utenti della console non si leggono", "perche", err)
	}
	if code != "" {
		a.o.PrimoAccesso(url, code)
	}
	return s, nil
}

// macchina is what the page Sistema shows of the agent that runs.
func (a *Agent) macchina() (m console.Macchina, err error) {
	m.UltimaLettura, m.UltimoGiro, m.Avviato = a.polso.letta.quando(), a.polso.orologio.quando(), a.started
	if m.Libero, err = freeDisk(a.cfg.Data); err != nil {
		return m, err
	}
	pending, err := a.store.Pending(1000)
	if err == nil {
		m.Motivi = a.ill(len(pending), m.Libero, false) // the head of the page says that sending is stopped
	}
	return m, err
}

// certificato reads the certificate of the console; nil where none is named.
func certificato(cfg *config.Config) (*tls.Certificate, error) {
	if cfg.Console.TLSCert == "" && cfg.Console.TLSKey == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(cfg.Console.TLSCert, cfg.Console.TLSKey)
	if err != nil {
		return nil, fmt.Errorf("console.tls_cert e console.tls_key: %w", err)
	}
	return &pair, nil
}

// consoleLoop answers until ctx ends.
func (a *Agent) consoleLoop(s *console.Server) func(context.Context) error {
	return func(ctx context.Context) error {
		defer context.AfterFunc(ctx, s.Chiudi)()
		if err := s.Servi(ctx); err != nil {
			a.log.Error("la console non è più in funzione; la posta prosegue", "perche", err)
		}
		return nil
	}
}

// checkConsole says where the console will be, without serving it.
func checkConsole(cfg *config.Config) office.Voce {
	v := office.Voce{Cosa: "console", OK: true, Dice: "non servita (console.listen è vuoto)"}
	if cfg.Console.Listen == "" {
		return v
	}
	cert, err := certificato(cfg)
	if err == nil {
		err = console.Ammesso(cfg.Console.Listen, cert != nil)
	}
	switch {
	case err != nil:
		v.OK, v.Dice = false, err.Error()
	case cert != nil:
		v.Dice = "https://" + cfg.Console.Listen
	default:
		v.Dice = "http://" + cfg.Console.Listen + ", soltanto da questa macchina"
	}
	return v
}

// consoleEnv is what one request of the console works with; the console sets where its words go.
func (a *Agent) consoleEnv(who rules.Attore) *office.Env { return a.env(who, io.Discard, io.Discard) }
