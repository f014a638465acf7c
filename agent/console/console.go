package console

import (
	"context"
	"crypto/tls"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"pecagent/agent/office"
	"pecagent/agent/utenze"
	"pecagent/rules"
)

//go:embed static
var statici embed.FS

//go:embed all:modelli
var modelli embed.FS

// Options is what the console needs of the agent that serves it.
type Options struct {
	// Env gives what the commands of one person work with; called once a request.
	Env func(rules.Attore) *office.Env
	// Chi tells who asks, in tests; nil: who logged in (Utenze).
	Chi func(*http.Request) rules.Persona
	// Utenze are the credentials; nil: none, and nobody can log in.
	Utenze *utenze.Registro
	// Ora is the clock of logins and sessions; nil: the machine's. What is decided has the agent's.
	Ora  func() time.Time
	Dopo func()       // called after each request that may have changed something
	Log  *slog.Logger // nil: nowhere
	// Macchina tells how the agent that runs stands; nil: the page says what the store knows.
	Macchina func() (Macchina, error)
	// Dimostrazione marks every page as a demonstration without legal value.
	Dimostrazione bool
}

// Console serves the pages.
type Console struct {
	o      Options
	log    *slog.Logger
	pagine map[string]*template.Template
	mux    http.Handler
	memoria

	chiave     []byte // of the lines in addresses (sigillo)
	sessioni   *sessioni
	freno      utenze.Freno
	primo      primo
	annotabili budget
	ora        func() time.Time
}

// New prepares the pages; an error is a template that does not parse.
func New(o Options) (*Console, error) {
	c := &Console{o: o, log: o.Log, chiave: []byte(gettone())}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.ora = o.Ora; c.ora == nil {
		c.ora = time.Now
	}
	var err error
	if c.o.Utenze == nil {
		if c.o.Utenze, err = utenze.Apri(utenze.Options{}); err != nil {
			return nil, err
		}
	}
	c.sessioni = nuoveSessioni(c.ora)
	if c.pagine, err = leggiModelli(); err != nil {
		return nil, err
	}
	c.mux = c.protegge(c.instrada())
	return c, nil
}

func (c *Console) utenze() *utenze.Registro { return c.o.Utenze }

func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.mux.ServeHTTP(w, r) }

// Server is a console that listens.
type Server struct {
	l   net.Listener
	srv *http.Server
	c   *Console
}

// Apri listens on an address (host:port) with a certificate; without one only loopback is accepted, since passwords would
// cross the network in the clear.
func Apri(addr string, cert *tls.Certificate, c *Console) (*Server, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening for the console: %w", err)
	}
	if a, ok := l.Addr().(*net.TCPAddr); cert == nil && (!ok || !a.IP.IsLoopback()) {
		return nil, errors.Join(inChiaro(addr), l.Close())
	}
	if cert != nil {
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}})
	}
	srv := &http.Server{Handler: c, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(c.log.Handler(), slog.LevelDebug)}
	return &Server{l: l, srv: srv, c: c}, nil
}

func inChiaro(addr string) error {
	return fmt.Errorf("console.listen %s non è su questa macchina e console.tls_cert manca: senza TLS le password viaggerebbero in chiaro", addr)
}

// Ammesso reports whether Apri would take an address, without listening: nothing is said of names that are not resolved yet.
func Ammesso(addr string, withTLS bool) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("console.listen: %w", err)
	}
	ip := net.ParseIP(host)
	if local := host == "localhost" || ip != nil && ip.IsLoopback(); !withTLS && !local {
		return inChiaro(addr)
	}
	return nil
}

// Addr is where it listens.
func (s *Server) Addr() string { return s.l.Addr().String() }

// Servi answers until Chiudi, and keeps up meanwhile what the pages have in memory; on return nothing of it reads the store any more.
func (s *Server) Servi(ctx context.Context) error {
	ctx, end := context.WithCancel(ctx)
	var follow sync.WaitGroup
	follow.Go(func() { s.c.segui(ctx) })
	defer follow.Wait()
	defer end()
	if err := s.srv.Serve(s.l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the console: %w", err)
	}
	return nil
}

// Chiudi ends Servi.
func (s *Server) Chiudi() { s.srv.Close() }
