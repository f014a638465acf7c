package avvisi

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"pecagent/agent/config"
	"pecagent/rules"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// guasto is an ordinary submission server that keeps what it took and fails as it is told.
type guasto struct {
	mu     sync.Mutex
	prese  []lettera
	auth   int
	accede error                                  // answer to AUTH
	guasta func(to string, n int) (string, error) // of the nth message: "cut" closes the line after the dot; an error is the answer
	port   int
	ca     string
}

// lettera is a mail as a reader sees it.
type lettera struct{ a, id, oggetto, testo, grezza string }

type sessione struct {
	g    *guasto
	conn *smtp.Conn
	to   string
}

func (g *guasto) NewSession(c *smtp.Conn) (smtp.Session, error) { return &sessione{g: g, conn: c}, nil }

func (s *sessione) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *sessione) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, _ string) error {
		s.g.mu.Lock()
		defer s.g.mu.Unlock()
		s.g.auth++
		return s.g.accede
	}), nil
}
func (s *sessione) Mail(string, *smtp.MailOptions) error { return nil }
func (s *sessione) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}
func (s *sessione) Reset()        {}
func (s *sessione) Logout() error { return nil }
func (s *sessione) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.g.mu.Lock()
	defer s.g.mu.Unlock()
	how, refuse := "", error(nil)
	if s.g.guasta != nil {
		how, refuse = s.g.guasta(s.to, len(s.g.prese))
	}
	if refuse != nil {
		return refuse
	}
	s.g.prese = append(s.g.prese, apri(s.to, string(b)))
	if how == "cut" {
		s.conn.Conn().Close()
	}
	return nil
}

func apri(to, raw string) lettera {
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		return lettera{a: to, grezza: raw}
	}
	body, _ := io.ReadAll(quotedprintable.NewReader(m.Body))
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	return lettera{a: to, id: m.Header.Get("Message-ID"), oggetto: subject, testo: strings.ReplaceAll(string(body), "\r\n", "\n"), grezza: raw}
}

// cambia changes what the server does.
func (g *guasto) cambia(f func(*guasto)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f(g)
}

// accessi is how many logins were tried.
func (g *guasto) accessi() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.auth
}

// svuota gives what was taken since the last call.
func (g *guasto) svuota() []lettera {
	g.mu.Lock()
	defer g.mu.Unlock()
	list := g.prese
	g.prese = nil
	return list
}

func server(t *testing.T, dir string) *guasto {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	must(t, err)
	g := &guasto{ca: filepath.Join(dir, "ca.pem")}
	must(t, os.WriteFile(g.ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}})
	must(t, err)
	g.port = l.Addr().(*net.TCPAddr).Port
	s := smtp.NewServer(g)
	s.Domain = "posta.example"
	s.ErrorLog = silenzio{}
	done := make(chan struct{})
	go func() { defer close(done); s.Serve(l) }()
	t.Cleanup(func() { s.Close(); <-done })
	return g
}

type silenzio struct{}

func (silenzio) Printf(string, ...any) {}
func (silenzio) Println(...any)        {}

// ufficio is an Order with a store in memory, a clock and an ordinary mail server.
type ufficio struct {
	t      *testing.T
	cfg    *config.Config
	g      *guasto
	m      *rules.Memoria
	eventi []rules.Event
	now    time.Time
	cond   []Problema
	a      *Avvisi
}

func (u *ufficio) View(f func(rules.Archivio) error) error { return f(u.m) }
func (u *ufficio) Events(from int64, f func(rules.Event) bool) error {
	for _, e := range u.eventi[min(from, int64(len(u.eventi))):] {
		if !f(e) {
			return nil
		}
	}
	return nil
}

const capo, segretaria = "capo@posta.example", "anna@posta.example"

// nuovo is an office at 9:30 of a Monday, with two proven addresses unless more says otherwise.
func nuovo(t *testing.T, more string) *ufficio {
	t.Helper()
	dir := t.TempDir()
	u := &ufficio{t: t, g: server(t, dir), m: rules.NewMemoria(), now: time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("CET", 3600))}
	must(t, os.WriteFile(filepath.Join(dir, "password"), []byte("segreta\n"), 0o600))
	if more == "" {
		more = `a = ["` + capo + `", "` + segretaria + `"]`
	}
	text := fmt.Sprintf("data = \"dati\"\n[ordine]\nnome = \"Ordine di Prova\"\npec = \"segreteria@pec.ordine-prova.example\"\n[avvisi]\nhost = \"127.0.0.1\"\nport = %d\nuser = \"robot@posta.example\"\npassword_file = \"password\"\nca = \"ca.pem\"\n%s\n", u.g.port, more)
	var err error
	u.cfg, err = config.Parse(text, dir)
	must(t, err)
	must(t, os.MkdirAll(u.cfg.Data, 0o700))
	u.entra(rules.Event{Kind: rules.KAvvio, Avvio: &rules.Avvio{T0: u.now, Casella: u.cfg.Ordine.PEC, Modo: rules.Modo{Modo: rules.Proponi}}})
	u.prova(u.cfg.Avvisi.A...)
	u.riavvia()
	return u
}

// prova proves addresses as if their codes had been typed back.
func (u *ufficio) prova(list ...string) {
	u.t.Helper()
	var p prove
	for _, a := range list {
		p.Provati = append(p.Provati, provato{A: a, Server: servizio(u.cfg.Avvisi), Il: u.now})
	}
	must(u.t, salva(fileProva(u.cfg), p))
}

// riavvia is a new process on the same folder.
func (u *ufficio) riavvia() {
	u.t.Helper()
	var err error
	u.a, err = New(Opzioni{Config: u.cfg, Archivio: u, Now: func() time.Time { return u.now }, Condizioni: func() []Problema { return u.cond },
		Chiama: func(_ context.Context, kind, what, why string) error {
			return u.decide(rules.Segnalata{Now: u.now, Tipo: kind, Cosa: what, Perche: why, Urgente: true})
		},
		Annota: func(_ context.Context, what string) error {
			return u.decide(rules.Segnalata{Now: u.now, Tipo: "cortesia", Cosa: what, Muta: true})
		}})
	must(u.t, err)
}

func (u *ufficio) entra(list ...rules.Event) {
	u.t.Helper()
	for _, e := range list {
		e.Seq, e.At = int64(len(u.eventi)), u.now
		u.eventi = append(u.eventi, e)
		must(u.t, rules.Apply(u.m, e))
	}
}

func (u *ufficio) decide(in rules.Input) error {
	d := rules.Decide(rules.DefaultPolicy(), rules.Vista(u.m), in)
	u.entra(d.Events...)
	if d.Errore != "" {
		return fmt.Errorf("%s", d.Errore)
	}
	return nil
}

// allarme opens an alarm.
func (u *ufficio) allarme(why string) {
	u.t.Helper()
	must(u.t, u.decide(rules.Segnalata{Now: u.now, Tipo: "prova", Perche: why, Urgente: true}))
}

// giro looks and sends; the digest of the day counts among what was taken.
func (u *ufficio) giro() []lettera {
	u.t.Helper()
	must(u.t, u.a.Giro(u.t.Context()))
	return u.g.svuota()
}

// passa moves the clock.
func (u *ufficio) passa(d time.Duration) { u.now = u.now.Add(d) }

// oggetti are the subjects of mails to one person, sorted.
func oggetti(list []lettera, a string) (subjects []string) {
	for _, l := range list {
		if l.a == a {
			subjects = append(subjects, l.oggetto)
		}
	}
	slices.Sort(subjects)
	return subjects
}

var codice8 = regexp.MustCompile(`\b\d{8}\b`)
