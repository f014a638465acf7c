package smtpout

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"time"
)

// Options says which submission server takes the letters. Host, User, Password are needed.
type Options struct {
	Host     string
	Port     int // 465
	User     string
	Password func() (string, error)
	TLS      *tls.Config   // roots; implicit TLS only, at least 1.2
	Helo     string        // name in EHLO; localhost
	Timeout  time.Duration // greeting and each command; 5 min (RFC 5321 §4.5.3.2)
	Dopo     time.Duration // wait for the answer to the final dot; 12 min (at least 10, RFC 5321 §4.5.3.2.6)
	Dial     func(ctx context.Context, addr string) (net.Conn, error)
	Log      *slog.Logger
}

// Esito is what became of one letter.
type Esito int

const (
	Incerta   Esito = iota // the final dot was begun and no answer came: never resent blindly (order.md §6.4)
	Inviata                // 250 after the dot: the provider answers for it
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
	Login  bool   // authentication was refused: stop, do not try again
}
