package smtpout

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
)

// Options says which submission server takes the letters. Host, User and Password are needed.
type Options struct {
	Host     string
	Port     int // 465
	User     string
	Password func() (string, error)
	TLS      *tls.Config   // roots; implicit TLS only, at least 1.2
	Helo     string        // name in EHLO; localhost
	Timeout  time.Duration // dialling, greeting, each command, each block of data; 5 min (RFC 5321 §4.5.3.2)
	Dopo     time.Duration // wait for the answer to the final dot; 12 min (at least 10, RFC 5321 §4.5.3.2.6)
	// Grazia is how long the answer to the dot is still awaited once the context has ended; 20 s. An agent
	// that stops within it leaves no letter in doubt.
	Grazia time.Duration
	// Dial replaces the TCP connection (tests). TLS is spoken over what it returns.
	Dial func(ctx context.Context, addr string) (net.Conn, error)
	Log  *slog.Logger
}

// Esito is what became of one letter. The zero value is the careful one.
type Esito int

const (
	Incerta   Esito = iota // the final dot was begun and no answer came: never resent blindly (order.md §6.4)
	Inviata                // 2xx after the dot: the provider answers for it
	Rifiutata              // 5xx, or refused here before a byte was sent
	Rinviata               // 4xx, or a failure before the final dot was begun: the server cannot have taken it
)

// String spells the outcome.
func (e Esito) String() string { return [...]string{"incerta", "inviata", "rifiutata", "rinviata"}[e] }

// Risultato is the outcome of one submission.
type Risultato struct {
	Esito  Esito
	Codice int    // SMTP reply code, 0 when none came
	Testo  string // the server's words or the local reason; one line
	Login  bool   // authentication was refused: stop, a person must look
}

// withDefaults fills what was left empty.
func (o Options) withDefaults() Options {
	if o.Port == 0 {
		o.Port = 465
	}
	if o.Helo == "" {
		o.Helo = "localhost"
	}
	if o.Timeout <= 0 {
		o.Timeout = 5 * time.Minute
	}
	if o.Dopo <= 0 {
		o.Dopo = 12 * time.Minute
	}
	if o.Grazia <= 0 {
		o.Grazia = 20 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Dial == nil {
		o.Dial = dialTCP
	}
	return o
}

// Invia submits raw from one address to one recipient. prima is called once, after the whole message but
// its end was handed to the connection and before the final dot is begun: what it makes durable is known to a
// restart as "perhaps sent". If prima fails the connection is dropped and nothing was sent. Invia returns
// when the outcome is known or cannot be known; it never tries twice.
func Invia(ctx context.Context, o Options, from, to string, raw []byte, prima func() error) Risultato {
	o = o.withDefaults()
	body, err := checkSubmission(from, to, raw)
	if err != nil {
		return Risultato{Esito: Rifiutata, Testo: oneLine(err.Error())}
	}
	s, err := open(ctx, o)
	if err != nil {
		return Risultato{Esito: Rinviata, Testo: oneLine(err.Error())}
	}
	defer s.close()
	r := s.submit(from, to, body, prima)
	o.Log.Debug("smtp submission", "server", o.addr(), "esito", r.Esito.String(), "codice", r.Codice)
	return r
}

// addr is host:port.
func (o Options) addr() string { return net.JoinHostPort(o.Host, strconv.Itoa(o.Port)) }

// checkSubmission refuses what must not go out and returns the message with CRLF line ends only, so that no
// two servers can disagree on where it ends (SMTP smuggling, reliability.md §3.2).
func checkSubmission(from, to string, raw []byte) ([]byte, error) {
	if err := CheckAddress(from); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	if err := CheckAddress(to); err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	if len(raw) == 0 {
		return nil, errors.New("empty message")
	}
	body := make([]byte, 0, len(raw)+len(raw)/64+2)
	start := 0
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; c {
		case 0:
			return nil, errors.New("message with a NUL byte (RFC 5321 §4.5.2 has none)")
		case '\r', '\n':
			if c == '\r' && i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
			body, start = append(body, '\r', '\n'), len(body)+2
		default:
			if body = append(body, c); len(body)-start > 998 {
				return nil, errors.New("message with a line over 998 bytes (RFC 5322 §2.1.1)")
			}
		}
	}
	return body, nil
}

// risultato turns the error of one step into an outcome. Only letter says whether a 5xx refuses the letter.
func risultato(doing string, err error, letter bool) Risultato {
	r := Risultato{Esito: Rinviata, Testo: oneLine(doing + ": " + err.Error())}
	var se *smtp.SMTPError
	if !errors.As(err, &se) {
		return r
	}
	r.Codice = se.Code
	r.Testo = oneLine(doing + ": " + replyText(se))
	if letter && se.Code >= 500 && se.Code <= 599 {
		r.Esito = Rifiutata
	}
	return r
}

// replyText is a reply as the server wrote it.
func replyText(se *smtp.SMTPError) string {
	if se.EnhancedCode == (smtp.EnhancedCode{}) {
		return fmt.Sprintf("%d %s", se.Code, se.Message)
	}
	e := se.EnhancedCode
	return fmt.Sprintf("%d %d.%d.%d %s", se.Code, e[0], e[1], e[2], se.Message)
}

// oneLine makes a server's words safe for logs and letters: printable, one line, at most 500 bytes.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		if r < ' ' || r == 0x7f || r == 0xFFFD || r >= 0x80 && r < 0xa0 {
			return -1
		}
		return r
	}, s)
	if len(s) > 500 {
		s = strings.ToValidUTF8(s[:500], "")
	}
	return strings.TrimSpace(s)
}
