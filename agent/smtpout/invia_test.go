package smtpout

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// TestCutPoints is G6: every step, every way to fail there. A letter that the server may hold is never called
// Rinviata or Rifiutata; a letter it cannot hold is never called Inviata.
func TestCutPoints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at, how string
		want    Esito
		login   bool
		code    int
		end     bool // the server saw the end of the message
	}{
		{"", "", Inviata, false, 250, true},
		{"tls", "cut", Rinviata, false, 0, false},
		{"tls", "silence", Rinviata, false, 0, false},
		{"greeting", "4xx", Rinviata, false, 451, false},
		{"greeting", "5xx", Rinviata, false, 550, false},
		{"greeting", "cut", Rinviata, false, 0, false},
		{"greeting", "silence", Rinviata, false, 0, false},
		{"greeting", "garbage", Rinviata, false, 0, false},
		{"ehlo", "4xx", Rinviata, false, 451, false},
		{"ehlo", "5xx", Rinviata, false, 550, false},
		{"ehlo", "cut", Rinviata, false, 0, false},
		{"ehlo", "silence", Rinviata, false, 0, false},
		{"auth", "4xx", Rinviata, false, 451, false},
		{"auth", "5xx", Rinviata, true, 550, false},
		{"auth", "cut", Rinviata, false, 0, false},
		{"auth", "silence", Rinviata, false, 0, false},
		{"mail", "4xx", Rinviata, false, 451, false},
		{"mail", "421", Rinviata, false, 421, false},
		{"mail", "5xx", Rifiutata, false, 550, false},
		{"mail", "cut", Rinviata, false, 0, false},
		{"mail", "silence", Rinviata, false, 0, false},
		{"rcpt", "4xx", Rinviata, false, 451, false},
		{"rcpt", "5xx", Rifiutata, false, 550, false},
		{"rcpt", "cut", Rinviata, false, 0, false},
		{"rcpt", "silence", Rinviata, false, 0, false},
		{"data", "4xx", Rinviata, false, 451, false},
		{"data", "5xx", Rifiutata, false, 550, false},
		{"data", "cut", Rinviata, false, 0, false},
		{"data", "silence", Rinviata, false, 0, false},
		{"body", "cut", Rinviata, false, 0, false},
		{"body", "421", Rinviata, false, 0, false},
		{"body", "silence", Rinviata, false, 0, false},
		{"dot", "4xx", Rinviata, false, 451, true},
		{"dot", "421", Rinviata, false, 421, true},
		{"dot", "5xx", Rifiutata, false, 550, true},
		{"dot", "cut", Incerta, false, 0, true},
		{"dot", "silence", Incerta, false, 0, true},
		{"dot", "garbage", Incerta, false, 0, true},
		{"dot", "early", Rinviata, false, 0, false},
		{"dot", "glued", Incerta, false, 0, true},
		{"dot", "late", Inviata, false, 250, true},
		{"quit", "4xx", Inviata, false, 250, true},
		{"quit", "cut", Inviata, false, 250, true},
		{"quit", "silence", Inviata, false, 250, true},
	} {
		t.Run(c.at+"/"+c.how, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.at, c.how)
			size, noted := 1000, 0
			if c.at == "body" {
				size = 24 << 20
			}
			r := Invia(bg(t), s.options(), "pec@ordine.example", "medico@pec.example", letter(size), func() error { noted++; return nil })
			messages, accepted, auths := s.count()
			for range 50 {
				if c.end && messages == 0 { // the server may read slower than a client that does not wait for it
					time.Sleep(10 * time.Millisecond)
					messages, accepted, auths = s.count()
				}
			}
			if r.Esito != c.want || r.Login != c.login || r.Codice != c.code {
				t.Fatalf("got %s login %v code %d (%s), want %s %v %d", r.Esito, r.Login, r.Codice, r.Testo, c.want, c.login, c.code)
			}
			if c.end != (messages == 1) || c.end != (noted == 1) {
				t.Fatalf("end of message seen %d times, prima called %d times, want %v", messages, noted, c.end)
			}
			if (r.Esito == Inviata) != (accepted == 1) || auths > 1 || messages > 1 {
				t.Fatalf("accepted %d, messages %d, auths %d after %s", accepted, messages, auths, r.Esito)
			}
			if r.Testo == "" || strings.ContainsAny(r.Testo, "\r\n") {
				t.Fatalf("text %q", r.Testo)
			}
		})
	}
}

// TestCutAtTheDot drops the line when the whole text but the dot is out: the dot is then begun into a dead
// connection, which the client cannot tell from a live one.
func TestCutAtTheDot(t *testing.T) {
	s := serve(t, "", "")
	r := Invia(bg(t), s.options(), "pec@ordine.example", "medico@pec.example", letter(1000), func() error {
		close(s.cutCh)
		time.Sleep(50 * time.Millisecond)
		return nil
	})
	if r.Esito != Incerta {
		t.Fatalf("got %s (%s), want incerta", r.Esito, r.Testo)
	}
}

// TestPrimaFails: what could not be noted is not sent. The bare library completes the message at Quit.
func TestPrimaFails(t *testing.T) {
	s := serve(t, "", "")
	r := Invia(bg(t), s.options(), "pec@ordine.example", "medico@pec.example", letter(1000), func() error { return errors.New("disk full") })
	if r.Esito != Rinviata || !strings.Contains(r.Testo, "disk full") {
		t.Fatalf("got %s (%s)", r.Esito, r.Testo)
	}
	if n, _, _ := s.count(); n != 0 {
		t.Fatal("the message went out")
	}

	bare := serve(t, "", "")
	c := bareClient(t, bare)
	err := c.SendMail("pec@ordine.example", []string{"medico@pec.example"}, io.MultiReader(strings.NewReader("Subject: meta\r\n\r\nprima meta\r\n"), failing{}))
	if err == nil {
		t.Fatal("the reader did not fail")
	}
	c.Quit()
	if _, accepted, _ := bare.count(); accepted != 1 {
		t.Fatal("the library no longer completes a broken message at Quit: the guard may go")
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("broken reader") }

func bareClient(t *testing.T, s *scripted) *smtp.Client {
	t.Helper()
	conn, err := tls.Dial("tcp", s.ln.Addr().String(), s.tls)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := smtp.NewClient(conn)
	c.CommandTimeout, c.SubmissionTimeout = 300*time.Millisecond, 300*time.Millisecond
	if err := c.Auth(sasl.NewPlainClient("", "u", "p")); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestEarlyReplyFoolsTheLibrary shows why a reply that was waiting before the dot is no answer to it.
func TestEarlyReplyFoolsTheLibrary(t *testing.T) {
	c := bareClient(t, serve(t, "dot", "early"))
	if err := c.SendMail("a@b.it", []string{"c@d.it"}, strings.NewReader("Subject: x\r\n\r\ny\r\n")); err != nil {
		t.Fatalf("the library is no longer fooled (%v): the guard may go", err)
	}
}

// TestStalledBodyHoldsTheLibrary: no write deadline during DATA.
func TestStalledBodyHoldsTheLibrary(t *testing.T) {
	t.Parallel()
	c := bareClient(t, serve(t, "body", "silence"))
	done := make(chan error, 1)
	go func() { done <- c.SendMail("a@b.it", []string{"c@d.it"}, strings.NewReader(string(letter(24<<20)))) }()
	select {
	case err := <-done:
		t.Fatalf("the library gave up by itself (%v): the guard may go", err)
	case <-time.After(1200 * time.Millisecond): // four times its command timeout
	}
	c.Close()
	<-done
}

// TestStop: the context ends the dialogue before the dot at once, after the dot within Grazia.
func TestStop(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]Esito{"rcpt": Rinviata, "dot": Incerta} {
		s := serve(t, at, "silence")
		o := s.options()
		o.Timeout, o.Dopo = time.Minute, time.Minute
		ctx, cancel := context.WithTimeout(bg(t), 200*time.Millisecond)
		defer cancel()
		start := time.Now()
		if r := Invia(ctx, o, "pec@ordine.example", "medico@pec.example", letter(10), nil); r.Esito != want {
			t.Errorf("%s: got %s (%s), want %s", at, r.Esito, r.Testo, want)
		}
		if d := time.Since(start); d > 3*time.Second {
			t.Errorf("%s: took %v", at, d)
		}
	}
	s := serve(t, "dot", "late")
	ctx, cancel := context.WithCancel(bg(t))
	o := s.options()
	o.Grazia = time.Second
	if r := Invia(ctx, o, "pec@ordine.example", "medico@pec.example", letter(10), func() error { time.AfterFunc(50*time.Millisecond, cancel); return nil }); r.Esito != Inviata {
		t.Errorf("answer within the grace: got %s (%s)", r.Esito, r.Testo)
	}
}

// TestRefusedHere: nothing reaches the server.
func TestRefusedHere(t *testing.T) {
	s := serve(t, "", "")
	for name, c := range map[string]struct{ from, to, raw string }{
		"crlf in recipient": {"a@b.it", "c@d.it>\r\nRCPT TO:<x@y.it", "x"},
		"no domain":         {"a@b.it", "c", "x"},
		"angle":             {"a@b.it>", "c@d.it", "x"},
		"space":             {"a@b.it", "c d@d.it", "x"},
		"non-ascii":         {"a@b.it", "però@d.it", "x"},
		"empty sender":      {"", "c@d.it", "x"},
		"nul":               {"a@b.it", "c@d.it", "Subject: x\r\n\r\n\x00"},
		"empty":             {"a@b.it", "c@d.it", ""},
		"999":               {"a@b.it", "c@d.it", strings.Repeat("a", 999)},
	} {
		if r := Invia(bg(t), s.options(), c.from, c.to, []byte(c.raw), nil); r.Esito != Rifiutata || r.Codice != 0 {
			t.Errorf("%s: %s %s", name, r.Esito, r.Testo)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.commands) != 0 {
		t.Fatalf("the server heard %q", s.commands)
	}
	if _, err := checkSubmission("a@b.it", "c@d.it", []byte(strings.Repeat("a", 998)+"\r\n")); err != nil {
		t.Fatalf("998: %v", err)
	}
}

func TestServerIdentity(t *testing.T) {
	s := serve(t, "", "")
	o := s.options()
	o.TLS = nil // system roots do not know the certificate
	if r := Invia(bg(t), o, "a@b.it", "c@d.it", letter(10), nil); r.Esito != Rinviata || !strings.Contains(r.Testo, "certificate") {
		t.Fatalf("unknown authority: %s %s", r.Esito, r.Testo)
	}
	o = s.options()
	o.TLS = s.tls.Clone()
	o.TLS.ServerName = "altro.example"
	if r := Invia(bg(t), o, "a@b.it", "c@d.it", letter(10), nil); r.Esito != Rinviata || !strings.Contains(r.Testo, "altro.example") {
		t.Fatalf("wrong host: %s %s", r.Esito, r.Testo)
	}
	o = s.options()
	o.Dial = func(context.Context, string) (net.Conn, error) { return nil, errors.New("no route") }
	if r := Invia(bg(t), o, "a@b.it", "c@d.it", letter(10), nil); r.Esito != Rinviata || !strings.Contains(r.Testo, "no route") {
		t.Fatalf("dial: %s %s", r.Esito, r.Testo)
	}
	if n, _, _ := s.count(); n != 0 {
		t.Fatal("a message went out")
	}
}

func TestNoAuthOffered(t *testing.T) {
	s := serve(t, "", "")
	s.caps = []string{"SIZE 100", "8BITMIME"}
	if r := Invia(bg(t), s.options(), "a@b.it", "c@d.it", letter(10), nil); r.Esito != Rinviata || !r.Login {
		t.Fatalf("%+v", r)
	}
	s = serve(t, "", "")
	s.caps = []string{"AUTH PLAIN"}
	if r := Invia(bg(t), s.options(), "a@b.it", "c@d.it", []byte("Subject: x\r\n\r\nperò\r\n"), nil); r.Esito != Rifiutata {
		t.Fatalf("8-bit without 8BITMIME: %+v", r)
	}
}

// wire is what a strict server must have got of a body.
func wire(t testing.TB, body []byte) {
	t.Helper()
	canon, err := checkSubmission("a@b.it", "c@d.it", body)
	s := serve(t, "", "")
	r := Invia(bg(t), s.options(), "a@b.it", "c@d.it", body, nil)
	if err != nil {
		if r.Esito != Rifiutata {
			t.Fatalf("%q: %+v", body, r)
		}
		return
	}
	if r.Esito != Inviata {
		t.Fatalf("%q: %+v", body, r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.messages) != 1 || len(s.commands) != 6 { // EHLO AUTH MAIL RCPT DATA QUIT
		t.Fatalf("%q gave %d messages, commands %q", body, len(s.messages), s.commands)
	}
	got := s.messages[0]
	if strings.Count(got, "\r") != strings.Count(got, "\r\n") || strings.Count(got, "\n") != strings.Count(got, "\r\n") {
		t.Fatalf("bare CR or LF on the wire: %q", got)
	}
	text := strings.ReplaceAll("\r\n"+strings.TrimSuffix(got, ".\r\n"), "\r\n.", "\r\n")[2:]
	want := string(canon)
	if !strings.HasSuffix(want, "\r\n") {
		want += "\r\n"
	}
	if text != want {
		t.Fatalf("wire %q, want %q", text, want)
	}
}

var smuggling = []string{
	"Subject: x\r\n\r\n.\r\n", "\r\n.\r\nMAIL FROM:<x@y.it>\r\n", "a\n.\nb", "a\n.\r\nMAIL FROM:<x@y.it>\r\nRCPT TO:<q@y.it>\r\nDATA\r\n",
	"a\r.\rb", "a\r\n.\rb", "a\r.\r\nb", "a\n.\rb", "a\r\n\x2e\x0d\x0aQUIT\r\n", "..\r\n.\r\n..", "\r\r\n.\r\r\n", "\n\r.\n\r", ".", "..", "\r", "\n", "\r\n",
	"a\r\n.", "a\r\n.\r", "a\r\n.\n", strings.Repeat("x", 998), strings.Repeat("\r\n.", 3000),
}

// TestOneMessageOnly is the SMTP smuggling test of reliability.md §3.2.
func TestOneMessageOnly(t *testing.T) {
	for _, body := range smuggling {
		wire(t, []byte(body))
	}
}

// FuzzNormal checks without a network that no body holds an end of data of any dialect.
func FuzzNormal(f *testing.F) {
	for _, b := range smuggling {
		f.Add([]byte(b))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := checkSubmission("a@b.it", "c@d.it", body)
		if err != nil {
			return
		}
		s := string(got)
		if strings.Count(s, "\r") != strings.Count(s, "\r\n") || strings.Count(s, "\n") != strings.Count(s, "\r\n") {
			t.Fatalf("%q gave %q", body, got)
		}
		strip := func(b string) string { return strings.NewReplacer("\r", "", "\n", "").Replace(b) }
		if strip(s) != strip(string(body)) {
			t.Fatalf("%q lost text: %q", body, got)
		}
	})
}
