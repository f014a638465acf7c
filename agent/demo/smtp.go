package demo

import (
	"crypto/subtle"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// serveSMTP opens the submission socket (implicit TLS, AUTH PLAIN: RFC 8314 §3.3) and, when asked, the plain one.
func (g *Gestore) serveSMTP() error {
	ln, err := net.Listen("tcp", g.o.SMTPAddr)
	if err != nil {
		return fmt.Errorf("listening for smtp: %w", err)
	}
	g.prese = append(g.prese, ln)
	g.smtpAddr = ln.Addr().String()
	g.startSMTP(tls.NewListener(ln, g.pki.tlsConfig()), true)
	if g.o.PianoAddr == "" {
		return nil
	}
	plain, err := net.Listen("tcp", g.o.PianoAddr)
	if err != nil {
		return fmt.Errorf("listening for plain smtp: %w", err)
	}
	g.prese = append(g.prese, plain)
	g.pianoAddr = plain.Addr().String()
	g.startSMTP(plain, false)
	return nil
}

func (g *Gestore) startSMTP(ln net.Listener, auth bool) {
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		base := &invio{g: g, conn: c, auth: auth}
		if auth {
			return &invioAuth{base}, nil
		}
		return base, nil
	}))
	s.Domain = "localhost"
	s.MaxMessageBytes = g.o.MaxBytes
	s.MaxRecipients = 500
	s.ReadTimeout, s.WriteTimeout = 2*time.Minute, 2*time.Minute
	s.ErrorLog = log.New(io.Discard, "", 0) // faults cut connections on purpose
	g.smtp = append(g.smtp, s)
	g.wg.Go(func() {
		// Serve returns nil when the listener is closed; any other end shows as refused connections.
		_ = s.Serve(ln)
	})
}

// invio is one SMTP session.
type invio struct {
	g     *Gestore
	conn  *smtp.Conn
	auth  bool
	inner bool // authenticated
	from  string
	rcpt  []string
}

// invioAuth is a session of the submission port.
type invioAuth struct{ *invio }

func (s *invioAuth) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *invioAuth) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		_, refused := s.g.guasti.scatta(SMTPPassword)
		ok := subtle.ConstantTimeCompare([]byte(user+"\x00"+password), []byte(s.g.o.Utente+"\x00"+s.g.o.Password)) == 1
		if refused || !ok {
			s.g.mu.Lock()
			s.g.registro.AuthRifiutate++
			s.g.mu.Unlock()
			return smtp.ErrAuthFailed
		}
		s.inner = true
		return nil
	}), nil
}

func (s *invio) Reset()        { s.from, s.rcpt = "", nil }
func (s *invio) Logout() error { return nil }

func (s *invio) Mail(from string, _ *smtp.MailOptions) error {
	if s.auth && !s.inner {
		return smtp.ErrAuthRequired
	}
	s.from = strings.ToLower(from)
	if !strings.EqualFold(from, s.g.o.Casella) {
		return s.rifiuta(&smtp.SMTPError{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "sender is not the mailbox"})
	}
	if x, ok := s.g.guasti.scatta(SMTPMail); ok {
		return s.rifiuta(x.smtpError())
	}
	return nil
}

func (s *invio) Rcpt(to string, _ *smtp.RcptOptions) error {
	to = strings.ToLower(to)
	if x, ok := s.g.guasti.scatta(SMTPRcpt, to); ok {
		s.rcpt = append(s.rcpt, to)
		err := s.rifiuta(x.smtpError())
		s.rcpt = s.rcpt[:len(s.rcpt)-1]
		return err
	}
	s.rcpt = append(s.rcpt, to)
	return nil
}

// rifiuta notes a transaction that ends before its data.
func (s *invio) rifiuta(e *smtp.SMTPError) error {
	s.g.mu.Lock()
	defer s.g.mu.Unlock()
	s.g.registro.Transazioni = append(s.g.registro.Transazioni, Transazione{Quando: s.g.adesso(), From: s.from,
		Rcpt: append([]string{}, s.rcpt...), Risposta: true, Esito: strconv.Itoa(e.Code)})
	return e
}

func (x Guasto) smtpError() *smtp.SMTPError {
	return &smtp.SMTPError{Code: x.Codice, EnhancedCode: smtp.EnhancedCode{x.Codice / 100, 3, 0}, Message: "refused by the demo"}
}

func (s *invio) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err // the client went away or the message is too big: nothing was accepted
	}
	return s.ricevi(raw)
}

// ricevi decides what happens to the octets of a letter, faults first.
func (s *invio) ricevi(raw []byte) error {
	t := Transazione{From: s.from, Rcpt: append([]string{}, s.rcpt...), SHA256: hexSHA256(raw), Bytes: len(raw),
		MsgID: leggi(raw).msgID, Esito: "250", Accolta: true, Risposta: true}
	if x, ok := s.g.guasti.scatta(SMTPLento, s.rcpt...); ok {
		s.g.aspetta(x.attesa())
	}
	if x, ok := s.g.guasti.scatta(SMTPData, s.rcpt...); ok {
		t.Accolta, t.Esito = false, strconv.Itoa(x.Codice)
		return s.chiudi(t, raw, x.smtpError())
	}
	if _, ok := s.g.guasti.scatta(SMTPCadePersa, s.rcpt...); ok {
		t.Accolta, t.Risposta, t.Esito = false, false, "caduta"
		return s.cade(t, raw)
	}
	if _, ok := s.g.guasti.scatta(SMTPCadeAccolta, s.rcpt...); ok {
		t.Risposta, t.Esito = false, "caduta"
		return s.cade(t, raw)
	}
	return s.chiudi(t, raw, nil)
}

// cade ends the connection before any answer to the data.
func (s *invio) cade(t Transazione, raw []byte) error {
	err := s.chiudi(t, raw, nil)
	if closeErr := s.conn.Conn().Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = net.ErrClosed
	}
	return err
}

// chiudi notes the transaction and, when the letter was taken, sets it on its way.
func (s *invio) chiudi(t Transazione, raw []byte, answer error) error {
	s.g.mu.Lock()
	defer s.g.mu.Unlock()
	t.Quando = s.g.adesso()
	var err error
	if t.Accolta {
		if err = s.g.accetta(t.From, t.Rcpt, raw); err != nil {
			answer = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "demo provider: " + err.Error()}
			t.Accolta, t.Esito = false, "451"
		}
	}
	s.g.registro.Transazioni = append(s.g.registro.Transazioni, t)
	return answer
}

// aspetta waits, but not longer than the provider lives.
func (g *Gestore) aspetta(d time.Duration) {
	select {
	case <-time.After(d):
	case <-g.done:
	}
}
