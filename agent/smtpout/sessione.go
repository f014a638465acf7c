package smtpout

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// block is how much of a message is written under one deadline.
const block = 32 << 10

// session is one connection that submits one letter.
type session struct {
	o      Options
	ctx    context.Context
	stop   func() bool // detaches the watcher of ctx
	conn   *guardConn
	client *smtp.Client
}

func dialTCP(ctx context.Context, addr string) (net.Conn, error) {
	d := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 10 * time.Second, Count: 3}}
	return d.DialContext(ctx, "tcp", addr)
}

// open connects and speaks TLS. The context closes the connection until the final dot is begun.
func open(ctx context.Context, o Options) (*session, error) {
	dctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	raw, err := o.Dial(dctx, o.addr())
	if err != nil {
		return nil, fmt.Errorf("connecting to smtp server %s: %w", o.addr(), err)
	}
	t := tls.Client(raw, tlsConfig(o))
	if err := t.HandshakeContext(dctx); err != nil {
		raw.Close()
		return nil, fmt.Errorf("speaking TLS with smtp server %s: %w", o.addr(), err)
	}
	g := &guardConn{Conn: t, budget: 1 << 20}
	s := &session{o: o, ctx: ctx, conn: g, client: smtp.NewClient(g)}
	s.stop = context.AfterFunc(ctx, func() { raw.Close() })
	return s, nil
}

// tlsConfig is the caller's with our floor (order.md row 65).
func tlsConfig(o Options) *tls.Config {
	c := &tls.Config{}
	if o.TLS != nil {
		c = o.TLS.Clone()
	}
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	c.NextProtos = nil
	if c.ServerName == "" {
		c.ServerName = o.Host
	}
	return c
}

// close ends the connection without a word: an open DATA must never be completed by a later command.
func (s *session) close() {
	s.stop()
	s.client.Close()
}

// submit runs the whole dialogue.
func (s *session) submit(from, to string, body []byte, prima func() error) Risultato {
	if r, ok := s.greet(); !ok {
		return r
	}
	if r, ok := s.login(); !ok {
		return r
	}
	if r, ok := s.envelope(from, to, body); !ok {
		s.quit()
		return r
	}
	s.conn.within(s.o.Timeout)
	data, err := s.client.Data()
	if err != nil {
		return s.fail(risultato("DATA", err, true))
	}
	for rest := body; len(rest) > 0; {
		s.conn.within(s.o.Timeout)
		n := min(block, len(rest))
		if _, err := data.Write(rest[:n]); err != nil {
			return s.fail(risultato("writing the message", err, false))
		}
		rest = rest[n:]
	}
	if err := s.conn.silent(); err != nil {
		return s.fail(risultato("before the end of the message", err, false))
	}
	if prima != nil {
		if err := prima(); err != nil {
			return Risultato{Esito: Rinviata, Testo: oneLine("noting the dispatch: " + err.Error())}
		}
	}
	if !s.stop() { // the context has closed the connection, or is about to
		return Risultato{Esito: Rinviata, Testo: "stopped before the end of the message"}
	}
	return s.dot(data)
}

// fail names the cause when the context ended the connection.
func (s *session) fail(r Risultato) Risultato {
	if s.ctx.Err() != nil && r.Codice == 0 {
		r.Testo = oneLine("stopped: " + r.Testo)
	}
	return r
}

// greet reads the greeting and says EHLO.
func (s *session) greet() (Risultato, bool) {
	s.conn.within(s.o.Timeout)
	if err := s.client.Hello(s.o.Helo); err != nil {
		return s.fail(risultato("greeting of "+s.o.addr(), err, false)), false
	}
	return Risultato{}, true
}

// login authenticates once.
func (s *session) login() (Risultato, bool) {
	password, err := s.o.Password()
	if err != nil {
		return Risultato{Esito: Rinviata, Testo: oneLine("reading the smtp password: " + err.Error())}, false
	}
	mech, err := s.mechanism(password)
	if err != nil {
		return Risultato{Esito: Rinviata, Login: true, Testo: oneLine(err.Error())}, false
	}
	s.conn.within(s.o.Timeout)
	if err := s.client.Auth(mech); err != nil {
		r := s.fail(risultato("login of "+s.o.User+" at "+s.o.addr(), err, false))
		r.Login = r.Codice >= 500
		return r, false
	}
	return Risultato{}, true
}

// mechanism chooses PLAIN, else LOGIN; both run inside TLS only.
func (s *session) mechanism(password string) (sasl.Client, error) {
	switch {
	case s.client.SupportsAuth(sasl.Plain):
		return sasl.NewPlainClient("", s.o.User, password), nil
	case s.client.SupportsAuth(sasl.Login):
		return sasl.NewLoginClient(s.o.User, password), nil
	}
	return nil, fmt.Errorf("smtp server %s offers neither AUTH PLAIN nor AUTH LOGIN", s.o.addr())
}

// envelope says MAIL and RCPT. No DSN is asked: the receipts are the provider's (pec.md §7).
func (s *session) envelope(from, to string, body []byte) (Risultato, bool) {
	if eight, _ := s.client.Extension("8BITMIME"); !eight && slices.ContainsFunc(body, func(c byte) bool { return c >= 0x80 }) {
		return Risultato{Esito: Rifiutata, Testo: "8-bit message for a server without 8BITMIME"}, false
	}
	s.conn.within(s.o.Timeout)
	if err := s.client.Mail(from, &smtp.MailOptions{Size: int64(len(body))}); err != nil {
		r := s.fail(risultato("MAIL FROM "+from, err, true))
		if r.Codice == 530 || r.Codice == 535 { // RFC 4954 §6: the login is missing or was not enough
			r.Esito, r.Login = Rinviata, true
		}
		return r, false
	}
	s.conn.within(s.o.Timeout)
	if err := s.client.Rcpt(to, nil); err != nil {
		return s.fail(risultato("RCPT TO "+to, err, true)), false
	}
	return Risultato{}, true
}

// dot ends the message and waits for the answer. From here on only a whole reply decides.
func (s *session) dot(data *smtp.DataCommand) Risultato {
	s.conn.within(s.o.Dopo)
	hurry := context.AfterFunc(s.ctx, func() { s.conn.within(s.o.Grazia) })
	defer hurry()
	reads := s.conn.reads
	resp, err := data.CloseWithResponse()
	if s.conn.reads == reads { // the reply was in the buffer before the dot was sent: it answers something else
		return Risultato{Esito: Incerta, Testo: errEarly.Error()}
	}
	if err == nil {
		s.quit()
		return Risultato{Esito: Inviata, Codice: 250, Testo: oneLine(resp.StatusText)}
	}
	return afterDot(err)
}

// afterDot reads a reply to the final dot that is not 250.
func afterDot(err error) Risultato {
	var se *smtp.SMTPError
	if !errors.As(err, &se) {
		return Risultato{Esito: Incerta, Testo: oneLine("no answer after the end of the message: " + err.Error())}
	}
	r := risultato("end of message", err, true)
	switch se.Code / 100 {
	case 2:
		r.Esito = Inviata
	case 4, 5:
	default:
		r.Esito = Incerta
	}
	return r
}

// quit says goodbye where no DATA is open. Its failure changes nothing.
func (s *session) quit() {
	s.conn.within(min(s.o.Timeout, 5*time.Second))
	if err := s.client.Quit(); err != nil && !strings.Contains(err.Error(), "closed") {
		s.o.Log.Debug("smtp quit", "server", s.o.addr(), "error", err)
	}
}
