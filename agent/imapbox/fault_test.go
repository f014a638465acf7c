package imapbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
)

// bodyOf reports whether a command asks bodies, and not sizes only.
func bodyOf(verb, args string) bool {
	return verb == "UID FETCH" && strings.Contains(args, "BODY.PEEK[]")
}

// TestUIDBehindTheLiteral is trap 1: the library gives no message and no error.
func TestUIDBehindTheLiteral(t *testing.T) {
	s := serve(t, mails(5))
	s.hook = func(c *sconn, verb, args string) bool {
		if !strings.Contains(args, "BODY.PEEK[]") {
			return false
		}
		for _, u := range s.asked(args) {
			section, body := s.section(u, args)
			c.say("* %d FETCH (%s {%d}\r\n%s UID %d)\r\n", u, section, len(body), body, u)
		}
		c.ok()
		return true
	}
	o := s.options()
	if got, err := bare(t, o, 1, 2, 3); err != nil || len(got) != 0 {
		t.Fatalf("the library no longer loses them (%v, %v): the guard may go", got, err)
	}
	b := open(t, o)
	s.same(fetch(t, b, 0))
	if n := len(b.Gaps()); n != 0 {
		t.Fatalf("%d gaps", n)
	}
}

// TestUnaskedFetchFirst is trap 2: a FLAGS response for the same UID comes before the body, which the library
// then drops.
func TestUnaskedFetchFirst(t *testing.T) {
	s := serve(t, mails(5))
	s.hook = func(c *sconn, verb, args string) bool {
		if bodyOf(verb, args) {
			for _, u := range s.asked(args) {
				c.say("* %d FETCH (UID %d FLAGS (\\Seen))\r\n", u, u)
			}
		}
		return false
	}
	o := s.options()
	if got, err := bare(t, o, 1); err != nil || got[1] != "" {
		t.Fatalf("the library no longer loses it (%v, %v): the guard may go", got, err)
	}
	s.same(fetch(t, open(t, o), 0))
}

// TestCutInsideLiteral is trap 3: the library gives the first bytes as the body. Nothing is handed over here,
// whatever byte the line breaks at, and the next Box gets all.
func TestCutInsideLiteral(t *testing.T) {
	for _, at := range []int{0, 1, 3, 200, 420} {
		s := serve(t, mails(3))
		var cuts atomic.Int32
		s.hook = func(c *sconn, verb, args string) bool {
			if !bodyOf(verb, args) || cuts.Add(1) > 2 {
				return false
			}
			s.fetch(c, 1, args)
			c.say("* 2 FETCH (UID 2 BODY[] {%d}\r\n%s", len(s.mail[2]), s.mail[2][:min(at, len(s.mail[2]))])
			c.Close()
			return true
		}
		o := s.options()
		if at == 3 && !raceEnabled { // the library races with itself here
			got, _ := bare(t, o, 1, 2)
			if got[2] != s.mail[2][:3] {
				t.Fatalf("the library no longer truncates (%q): the guard may go", got[2])
			}
		} else {
			cuts.Add(1)
		}
		err := open(t, o).Fetch(within(t, 10*time.Second), 0, func(items []Item) error {
			t.Errorf("cut at %d: %d items handed over", at, len(items))
			return nil
		})
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("cut at %d: %v", at, err)
		}
		s.same(fetch(t, open(t, o), 0))
	}
}

// TestServerFaults: each fault ends in an error that says what, within the time, and no wrong item is handed over.
func TestServerFaults(t *testing.T) {
	for name, c := range map[string]struct {
		want string
		at   func(c *sconn, verb, args string) bool
	}{
		"silent search": {"no answer in time", func(c *sconn, verb, args string) bool { return verb == "UID SEARCH" }},
		"silent body":   {"no answer in time", func(c *sconn, verb, args string) bool { return bodyOf(verb, args) }},
		"silent literal": {"no answer in time", func(c *sconn, verb, args string) bool {
			if bodyOf(verb, args) {
				c.say("* 1 FETCH (UID 1 BODY[] {421}\r\nabc")
			}
			return bodyOf(verb, args)
		}},
		"10 GB literal": {"literal of a size", func(c *sconn, verb, args string) bool {
			if bodyOf(verb, args) {
				c.say("* 1 FETCH (UID 1 BODY[] {10737418240}\r\nabc")
			}
			return bodyOf(verb, args)
		}},
		"10 GB literal unasked": {"literal of a size", func(c *sconn, verb, args string) bool {
			if bodyOf(verb, args) {
				c.say("* 1 FETCH (BODY[] {10737418240}\r\nabc")
			}
			return bodyOf(verb, args)
		}},
		"10 GB folder name": {"more bytes", func(c *sconn, verb, args string) bool {
			if verb != "UID SEARCH" {
				return false
			}
			c.say("* LIST () \"/\" {10737418240}\r\n")
			for junk := strings.Repeat("x", 1<<16); ; {
				if _, err := io.WriteString(c, junk); err != nil {
					return true
				}
			}
		}},
		"flood": {"more bytes", func(c *sconn, verb, args string) bool {
			if verb != "UID SEARCH" {
				return false
			}
			for junk := strings.Repeat("* 3 EXISTS\r\n", 5000); ; {
				if _, err := io.WriteString(c, junk); err != nil {
					return true
				}
			}
		}},
		"unknown untagged": {"unsupported response", func(c *sconn, verb, args string) bool {
			if verb == "UID SEARCH" {
				c.say("* X-NOVITA 1\r\n")
			}
			return false
		}},
		"vanished": {"unsupported response", func(c *sconn, verb, args string) bool {
			if verb == "UID SEARCH" {
				c.say("* VANISHED 1:3\r\n")
			}
			return false
		}},
		"bye": {"EOF", func(c *sconn, verb, args string) bool {
			if verb == "UID SEARCH" {
				c.say("* BYE manutenzione\r\n")
				c.Close()
			}
			return verb == "UID SEARCH"
		}},
		"search NO": {"riprovare", func(c *sconn, verb, args string) bool {
			if verb == "UID SEARCH" {
				c.say("%s NO [SERVERBUG] riprovare\r\n", c.tag)
			}
			return verb == "UID SEARCH"
		}},
		"search says nothing": {"lists none", func(c *sconn, verb, args string) bool {
			if verb == "UID SEARCH" {
				c.ok()
			}
			return verb == "UID SEARCH"
		}},
		"esearch bomb": {"contradicts", func(c *sconn, verb, args string) bool {
			if verb == "UID SEARCH" {
				c.say("* ESEARCH (TAG \"%s\") UID COUNT 3 ALL 1:300000000\r\n", c.tag)
				c.ok()
			}
			return verb == "UID SEARCH"
		}},
		"esearch end of range": {"contradicts", func(c *sconn, verb, args string) bool {
			if verb == "UID SEARCH" {
				c.say("* ESEARCH (TAG \"%s\") UID COUNT 3 ALL 4294967200:4294967295\r\n", c.tag)
				c.ok()
			}
			return verb == "UID SEARCH"
		}},
		"esearch count bomb": {"contradicts", func(c *sconn, verb, args string) bool {
			if verb == "UID SEARCH" {
				c.say("* ESEARCH (TAG \"%s\") UID COUNT 4000000000\r\n", c.tag)
				c.ok()
			}
			return verb == "UID SEARCH"
		}},
		"body never given": {"fetching message uid 2", func(c *sconn, verb, args string) bool {
			if bodyOf(verb, args) {
				for _, u := range c.s.asked(args) {
					if u != 2 {
						c.s.fetch(c, u, args)
					}
				}
				c.ok()
			}
			return bodyOf(verb, args)
		}},
		"NIL body": {"fetching message uid 1", func(c *sconn, verb, args string) bool {
			if bodyOf(verb, args) {
				for _, u := range c.s.asked(args) {
					section, _ := c.s.section(u, args)
					c.say("* %d FETCH (UID %d %s NIL)\r\n", u, u, section)
				}
				c.ok()
			}
			return bodyOf(verb, args)
		}},
		"body never twice the same": {"RFC822.SIZE says", func(c *sconn, verb, args string) bool {
			if bodyOf(verb, args) {
				for _, u := range c.s.asked(args) {
					section, _ := c.s.section(u, args)
					body := strings.Repeat("y", 10+len(c.s.heard()))
					c.say("* %d FETCH (UID %d %s {%d}\r\n%s)\r\n", u, u, section, len(body), body)
				}
				c.ok()
			}
			return bodyOf(verb, args)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, mails(3))
			s.hook = c.at
			b := open(t, s.options())
			start := time.Now()
			err := b.Fetch(within(t, 20*time.Second), 0, func(items []Item) error {
				for _, it := range items {
					if string(it.Raw) != s.mail[it.UID] {
						t.Errorf("handed over %q", it.Raw)
					}
				}
				return nil
			})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "127.0.0.1") {
				t.Fatalf("error %v, want %q and the server", err, c.want)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Fatalf("took %v", took)
			}
			start = time.Now()
			b.Close()
			if took := time.Since(start); took > 1900*time.Millisecond {
				t.Fatalf("Close took %v: the library's goroutine hangs", took)
			}
		})
	}
}

// TestGiveUp: a message that is never given goes to a person when the caller says so, and the others arrive.
func TestGiveUp(t *testing.T) {
	s := serve(t, mails(3))
	s.hook = func(c *sconn, verb, args string) bool {
		if bodyOf(verb, args) {
			for _, u := range s.asked(args) {
				if u != 2 {
					s.fetch(c, u, args)
				}
			}
			c.say("%s NO [SERVERBUG] guasto\r\n", c.tag)
		}
		return bodyOf(verb, args)
	}
	o := s.options()
	var asked atomic.Int32
	o.GiveUp = func(v, u uint32, why error) bool {
		var me *MessageError
		return asked.Add(1) == 1 && v == 77 && u == 2 && errors.As(why, &me)
	}
	got := fetch(t, open(t, o), 0)
	if len(got) != 3 || got[1].UID != 2 || got[1].Raw != nil || got[1].Unreadable == "" || got[0].Unreadable != "" || string(got[2].Raw) != s.mail[3] {
		t.Fatalf("got %+v", got)
	}
}

// TestExpungeDuringFetch: a message that goes away between the list and the body is a gap, not an error.
func TestExpungeDuringFetch(t *testing.T) {
	s := serve(t, mails(4))
	var gone atomic.Bool
	s.hook = func(c *sconn, verb, args string) bool {
		if bodyOf(verb, args) && !gone.Swap(true) {
			c.say("* 2 EXPUNGE\r\n")
			delete(s.mail, 2)
		}
		return false
	}
	b := open(t, s.options())
	got := fetch(t, b, 0)
	s.same(got)
	if g := b.Gaps(); len(got) != 3 || len(g) != 1 || g[0] != (Gap{2, 2}) {
		t.Fatalf("%d items, gaps %v", len(got), g)
	}
}

// TestWrongSizes: a server that miscounts RFC822.SIZE is believed when it gives the same body twice.
func TestWrongSizes(t *testing.T) {
	for _, wrong := range []int64{0, 10, 500, 5 << 20} {
		s := serve(t, mails(2))
		s.hook = func(c *sconn, verb, args string) bool {
			if verb == "UID FETCH" && strings.Contains(args, "RFC822.SIZE") {
				for _, u := range s.asked(args) {
					c.say("* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"03-Nov-2026 10:30:00 +0100\")\r\n", u, u, wrong)
				}
				c.ok()
				return true
			}
			return false
		}
		s.same(fetch(t, open(t, s.options()), 0))
	}
}

// TestOtherDialects: no ESEARCH, no UIDNEXT, sizes missing, an empty message, duplicate responses.
func TestOtherDialects(t *testing.T) {
	for name, spoil := range map[string]func(s *scripted){
		"no esearch": func(s *scripted) { s.caps = "IMAP4rev1" },
		"no uidnext": func(s *scripted) { s.next = 0 },
		"empty":      func(s *scripted) { s.mail[2] = "" },
		"esearch ignored": func(s *scripted) {
			s.hook = func(c *sconn, verb, args string) bool {
				if verb == "UID SEARCH" {
					_, set, _ := strings.Cut(args, "UID ")
					c.say("* SEARCH")
					for _, u := range s.between(set) {
						c.say(" %d", u)
					}
					c.say("\r\n")
					c.ok()
				}
				return verb == "UID SEARCH"
			}
		},
		"everything twice": func(s *scripted) {
			s.hook = func(c *sconn, verb, args string) bool {
				if verb == "UID FETCH" {
					for _, u := range s.asked(args) {
						s.fetch(c, u, args)
					}
				}
				return false
			}
		},
		"last message below the range": func(s *scripted) {
			s.caps = "IMAP4rev1"
			s.hook = func(c *sconn, verb, args string) bool {
				if verb == "UID SEARCH" && len(s.heard()) > 0 {
					c.say("* SEARCH 4294967295\r\n")
				}
				return false
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, mails(6))
			spoil(s)
			b := open(t, s.options())
			s.same(fetch(t, b, 0))
			if again := fetch(t, b, 4); len(again) != 2 {
				t.Fatalf("resumed with %d", len(again))
			}
		})
	}
}

// TestReadOnly: of all that is ever sent, nothing can change the mailbox (design.md §1.6).
func TestReadOnly(t *testing.T) {
	s := serve(t, mails(3))
	s.mail[4] = strings.Repeat("x", bigAbove+10)
	s.next = 5
	b := open(t, s.options())
	fetch(t, b, 0)
	if _, err := b.Folders(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SearchMessageID(t.Context(), "a@b"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
	defer cancel()
	if err := b.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	b.Close()
	for _, line := range s.heard() {
		_, command, _ := strings.Cut(line, " ")
		verb, _, _ := strings.Cut(command, " ")
		switch {
		case verb == "CAPABILITY", verb == "LOGIN", verb == "EXAMINE", verb == "IDLE", verb == "LOGOUT", verb == "LIST", verb == "STATUS",
			strings.HasPrefix(command, "UID SEARCH "):
		case strings.HasPrefix(command, "UID FETCH "):
			if strings.Contains(command, "BODY[") || strings.Contains(command, "RFC822 ") {
				t.Errorf("sets \\Seen: %q", line)
			}
		default:
			t.Errorf("not read-only: %q", line)
		}
	}
}

// TestLoginAnswers: what is a refusal and what is not, and never a second attempt on one Box.
func TestLoginAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer     string
		refused    bool
		unanswered bool
	}{
		{"%s NO [AUTHENTICATIONFAILED] no\r\n", true, false},
		{"%s NO Password scaduta\r\n", true, false},
		{"%s BAD che dici\r\n", true, false},
		{"%s NO [UNAVAILABLE] piu tardi\r\n", false, false},
		{"%s NO [LIMIT] troppi\r\n", false, false},
		{"* BYE %s troppi errori\r\n", false, true},
		{"", false, true},
	} {
		var log bytes.Buffer
		s := serve(t, mails(1))
		var logins atomic.Int32
		s.hook = func(sc *sconn, verb, args string) bool {
			if verb != "LOGIN" {
				return false
			}
			logins.Add(1)
			if c.answer != "" {
				sc.say(c.answer, sc.tag)
				if strings.HasPrefix(c.answer, "*") {
					sc.Close()
				}
			}
			return true
		}
		o := s.options()
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		_, err := Open(within(t, 10*time.Second), o)
		var le *LoginError
		if err == nil || errors.As(err, &le) != c.refused || errors.Is(err, ErrLoginUnanswered) != c.unanswered || logins.Load() != 1 {
			t.Errorf("%q: %v after %d logins", c.answer, err, logins.Load())
		}
		if err != nil && strings.Contains(err.Error()+log.String(), "segretissima") {
			t.Errorf("%q: the password is in the words: %v %s", c.answer, err, log.String())
		}
	}
}

// TestPasswordNotSent: what cannot be a password is not tried; a missing one is a local fault.
func TestPasswordNotSent(t *testing.T) {
	s := serve(t, mails(1))
	var now atomic.Value
	s.hook = func(c *sconn, verb, args string) bool {
		if i := strings.LastIndex(args, "{"); verb == "LOGIN" && i >= 0 && strings.HasSuffix(args, "}") {
			c.say("+ avanti\r\n")
			if line, err := c.r.ReadString('\n'); err != nil || strings.TrimRight(line, "\r\n") != now.Load() {
				t.Errorf("literal %q, %v", line, err)
			}
		}
		return false
	}
	o := s.options()
	for _, p := range []string{"", "a\r\nb", "a\x00"} {
		o.Password = func() (string, error) { return p, nil }
		var le *LoginError
		if _, err := Open(within(t, 5*time.Second), o); !errors.As(err, &le) {
			t.Errorf("%q: %v", p, err)
		}
	}
	o.Password = func() (string, error) { return "", errors.New("file missing") }
	var le *LoginError
	if _, err := Open(within(t, 5*time.Second), o); err == nil || errors.As(err, &le) {
		t.Errorf("missing: %v", err)
	}
	for _, line := range s.heard() {
		if strings.Contains(line, "LOGIN") {
			t.Errorf("sent %q", line)
		}
	}
	for _, p := range []string{`a"b\c`, "perché", "{3}", " "} {
		o.Password = func() (string, error) { return p, nil }
		now.Store(p)
		b, err := Open(within(t, 5*time.Second), o)
		if err != nil {
			t.Errorf("%q: %v", p, err)
			continue
		}
		b.Close()
	}
}

func TestGreetings(t *testing.T) {
	t.Parallel()
	for greeting, want := range map[string]string{
		"* PREAUTH ciao\r\n":                   "already logged in",
		"* BYE troppe connessioni\r\n":         "troppe connessioni",
		"220 smtp.example ESMTP\r\n":           "greeting",
		"":                                     "no answer in time",
		strings.Repeat("* OK", 4<<20) + "\r\n": "",
	} {
		s := serve(t, mails(1))
		s.hook = func(c *sconn, verb, args string) bool {
			if verb != "GREETING" {
				return false
			}
			c.say("%s", greeting)
			_, _ = io.Copy(io.Discard, c.r)
			return true
		}
		if _, err := Open(within(t, 10*time.Second), s.options()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", greeting, err, want)
		}
	}
}

// TestUIDNextFalls: the same UIDVALIDITY with a lower UIDNEXT voids the cursor.
func TestUIDNextFalls(t *testing.T) {
	s := serve(t, mails(3))
	b := open(t, s.options())
	fetch(t, b, 0)
	s.next = 2
	if err := b.Wait(t.Context()); !errors.Is(err, ErrUIDNext) {
		t.Fatalf("uidnext fell: %v", err)
	}
	if err := b.Fetch(t.Context(), 0, nil); !errors.Is(err, ErrUIDNext) {
		t.Fatalf("the box still lives: %v", err)
	}
}

// TestWaitTellsUnasked: news by EXISTS, by UIDNEXT alone (a silent IDLE), and where IDLE is refused.
func TestWaitTells(t *testing.T) {
	for name, hook := range map[string]func(s *scripted, c *sconn, verb string) bool{
		"exists": func(s *scripted, c *sconn, verb string) bool {
			if verb == "IDLE" {
				c.say("+ ascolto\r\n* 4 EXISTS\r\n")
				_, _ = c.r.ReadString('\n')
				c.ok()
			}
			return verb == "IDLE"
		},
		"silent": func(s *scripted, c *sconn, verb string) bool {
			if verb == "IDLE" {
				s.next = 9
			}
			return false
		},
		"refused": func(s *scripted, c *sconn, verb string) bool {
			if verb == "IDLE" {
				s.next = 9
				c.say("%s NO non qui\r\n", c.tag)
			}
			return verb == "IDLE"
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, mails(3))
			s.hook = func(c *sconn, verb, args string) bool { return hook(s, c, verb) }
			o := s.options()
			if name == "exists" {
				o.Poll = time.Minute
			}
			b := open(t, o)
			if err := b.Wait(t.Context()); err != nil {
				t.Fatalf("before the first Fetch: %v", err)
			}
			fetch(t, b, 0)
			start := time.Now()
			if err := b.Wait(within(t, 10*time.Second)); err != nil || time.Since(start) > 3*time.Second {
				t.Fatalf("%v after %v", err, time.Since(start))
			}
		})
	}
}

// TestHalfOpen: a server that no longer answers in IDLE costs one Poll and one CommandTimeout.
func TestHalfOpen(t *testing.T) {
	t.Parallel()
	s := serve(t, mails(1))
	s.hook = func(c *sconn, verb, args string) bool {
		if verb == "IDLE" {
			c.say("+ ascolto\r\n")
			_, _ = io.Copy(io.Discard, c.r)
		}
		return verb == "IDLE"
	}
	b := open(t, s.options())
	fetch(t, b, 0)
	start := time.Now()
	if err := b.Wait(within(t, 20*time.Second)); !errors.Is(err, errSilent) || time.Since(start) > 8*time.Second {
		t.Fatalf("%v after %v", err, time.Since(start))
	}
}

// TestBareSilence shows that the library alone waits for ever for the first byte of an answer.
func TestBareSilence(t *testing.T) {
	t.Parallel()
	s := serve(t, mails(1))
	s.hook = func(c *sconn, verb, args string) bool { return verb == "UID FETCH" }
	o := s.options()
	done := make(chan error, 1)
	go func() {
		_, err := bare(t, o, imap.UID(1))
		done <- err
	}()
	select {
	case err := <-done:
		t.Fatalf("the library gave up by itself (%v): the guard may go", err)
	case <-time.After(2 * o.CommandTimeout):
	}
}

// TestStopDuringFetch: the end of the context ends a command at once and says so.
func TestStopDuringFetch(t *testing.T) {
	s := serve(t, mails(1))
	s.hook = func(c *sconn, verb, args string) bool { return bodyOf(verb, args) }
	o := s.options()
	o.CommandTimeout = time.Minute
	b := open(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	start := time.Now()
	if err := b.Fetch(ctx, 0, func([]Item) error { return nil }); !errors.Is(err, context.Canceled) || time.Since(start) > 3*time.Second {
		t.Fatalf("%v after %v", err, time.Since(start))
	}
}

// TestNothingLeft: a closed Box leaves no goroutine of the library behind, whatever it died of.
func TestNothingLeft(t *testing.T) {
	for i := range 10 {
		s := serve(t, mails(200))
		s.hook = func(c *sconn, verb, args string) bool {
			if bodyOf(verb, args) && i%2 == 1 {
				s.fetch(c, 1, args)
				c.say("* 2 FETCH (UID 2 BODY[] {99999999}\r\n%s", strings.Repeat("* 9 FETCH (UID 9 BODY[] {1}\r\nx)\r\n", 300))
				return true
			}
			return false
		}
		b := open(t, s.options())
		_ = b.Fetch(within(t, 5*time.Second), 0, func([]Item) error { return nil })
		b.Close()
	}
	var stacks string
	for range 50 {
		buf := make([]byte, 1<<20)
		stacks = string(buf[:runtime.Stack(buf, true)])
		if !strings.Contains(stacks, "imapclient.(*Client).read") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("goroutines of the library are left:\n%s", stacks)
}

func TestBackoff(t *testing.T) {
	last := time.Duration(0)
	for n := range 20 {
		lo, hi := Backoff(n, func() float64 { return 0 }), Backoff(n, func() float64 { return 0.999999 })
		if lo < 500*time.Millisecond || hi > 5*time.Minute || hi < lo || hi < last {
			t.Fatalf("attempt %d: %v to %v", n, lo, hi)
		}
		last = hi
	}
	if got := fmt.Sprint(Backoff(0, func() float64 { return 0.5 }), Backoff(1000, func() float64 { return 0 })); got != "750ms 2m30s" {
		t.Fatal(got)
	}
}
