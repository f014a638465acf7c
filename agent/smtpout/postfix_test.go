package smtpout

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/agent/servertest"
)

// delivered is what stands in the Maildir, once n messages are there.
func delivered(t *testing.T, d *servertest.DovecotServer, n int) []string {
	t.Helper()
	var files []string
	for range 100 {
		if files, _ = filepath.Glob(filepath.Join(d.Maildir("INBOX"), "new", "*")); len(files) >= n {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if len(files) != n {
		t.Fatalf("%d messages delivered, want %d", len(files), n)
	}
	var out []string
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	return out
}

// TestPostfix: a composed letter arrives whole; a wrong password is one attempt and a stop; what was broken off
// before the dot is not delivered.
func TestPostfix(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	p := servertest.Postfix(t, "", d)
	o := Options{Host: p.Host, Port: p.Port, User: p.User, Password: func() (string, error) { return p.Password, nil }, TLS: p.TLS()}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()

	l := sample()
	l.From, l.To = p.User, d.User
	raw := compose(t, l)
	if r := Invia(ctx, o, l.From, l.To, raw, func() error { return errors.New("not noted") }); r.Esito != Rinviata {
		t.Fatalf("broken off: %+v", r)
	}
	r := Invia(ctx, o, l.From, l.To, raw, nil)
	if r.Esito != Inviata || !strings.Contains(r.Testo, "queued as") {
		t.Fatalf("%+v\n%s", r, p.Log())
	}
	got := strings.ReplaceAll(delivered(t, d, 1)[0], "\r\n", "\n")
	want := strings.ReplaceAll(string(raw), "\r\n", "\n")
	if !strings.HasSuffix(got, want) || strings.Count(got, "Message-ID:") != 1 {
		t.Fatalf("delivered %q, want the end %q", got, want)
	}
	for i, body := range smuggling {
		if r := Invia(ctx, o, l.From, l.To, []byte("Subject: x\r\n\r\n"+body), nil); r.Esito != Inviata {
			t.Fatalf("body %q: %+v", body, r)
		}
		if i == 7 {
			break // these hold every dialect of an end of data; each costs a delivery
		}
	}
	delivered(t, d, 9)

	o.Password = func() (string, error) { return "sbagliata", nil }
	if r := Invia(ctx, o, l.From, l.To, raw, nil); r.Esito != Rinviata || !r.Login || r.Codice != 535 {
		t.Fatalf("wrong password: %+v", r)
	}
	const refused = "SASL PLAIN authentication failed"
	for end := time.Now().Add(10 * time.Second); !strings.Contains(p.Log(), refused) && time.Now().Before(end); { // the log is another process's
		time.Sleep(20 * time.Millisecond)
	}
	if n := strings.Count(p.Log(), refused); n != 1 {
		t.Fatalf("%d attempts\n%s", n, p.Log())
	}
	o.Password = func() (string, error) { return p.Password, nil }
	big := append(raw[:len(raw):len(raw)], letter(140<<20)...)
	if r := Invia(ctx, o, l.From, l.To, big, nil); r.Esito != Rifiutata || r.Codice != 552 {
		t.Fatalf("too large: %v %d %s", r.Esito, r.Codice, r.Testo)
	}
	if r := Invia(ctx, o, l.From, l.To, raw, nil); r.Esito != Inviata {
		t.Fatalf("after a refused MAIL: %+v", r)
	}
}
