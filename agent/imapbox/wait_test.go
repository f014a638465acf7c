package imapbox

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipe connects to the server without a network, so that a bubble's clock moves.
func (s *scripted) pipe() Options {
	s.code = true // a goroutine that waits for a mutex would hold the bubble's clock
	return Options{Host: "127.0.0.1", User: "pec@ordine.example", Password: func() (string, error) { return "segretissima", nil }, TLS: s.client,
		Dial: func(context.Context, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go s.session(theirs)
			return ours, nil
		}}
}

// TestIdleRenewed: in three hours of silence no IDLE lives longer than nine minutes, and the link is used at
// least every Poll.
func TestIdleRenewed(t *testing.T) {
	for name, poll := range map[string]time.Duration{"idle max": time.Hour, "poll": time.Minute} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := serve(t, mails(2))
				defer close(s.stop)
				var begun []time.Time
				s.hook = func(c *sconn, verb, args string) bool {
					if verb == "IDLE" {
						begun = append(begun, time.Now())
					}
					return false
				}
				o := s.pipe()
				o.Poll = poll
				b, err := Open(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				defer b.Close()
				if err := b.Fetch(t.Context(), 0, func([]Item) error { return nil }); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Hour)
				defer cancel()
				if err := b.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
					t.Fatal(err)
				}
				want := min(poll, 9*time.Minute)
				if len(begun) < int(3*time.Hour/want) {
					t.Fatalf("%d IDLEs in three hours", len(begun))
				}
				for i := 1; i < len(begun); i++ {
					if d := begun[i].Sub(begun[i-1]); d > want+time.Second {
						t.Fatalf("an IDLE of %v", d)
					}
				}
			})
		})
	}
}

// TestSlowServer: a byte a second is no silence, yet the command ends; a pause of 25 s is borne.
func TestSlowServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, mails(2))
		defer time.Sleep(5 * time.Second) // until the server notices, in virtual time
		defer close(s.stop)
		s.hook = func(c *sconn, verb, args string) bool {
			switch {
			case verb == "UID SEARCH" && strings.Contains(args, "ALL"):
				for {
					if _, err := c.Write([]byte("* 2 EXISTS\r\n")); err != nil {
						return true
					}
					time.Sleep(time.Second)
				}
			case verb == "UID SEARCH":
				time.Sleep(25 * time.Second)
			}
			return false
		}
		b, err := Open(t.Context(), s.pipe())
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		start := time.Now()
		err = b.Fetch(t.Context(), 0, func([]Item) error { return nil })
		if took := time.Since(start); !errors.Is(err, errTooLong) || took < 60*time.Second || took > 5*time.Minute {
			t.Fatalf("%v after %v", err, took)
		}
	})
}

// TestGoneBeforePut: what vanished is told before the batch behind it, and an error there keeps the batch back.
func TestGoneBeforePut(t *testing.T) {
	s := serve(t, mails(6))
	delete(s.mail, 3)
	delete(s.mail, 4)
	delete(s.mail, 6)
	var told []Gap
	full := errors.New("disk full")
	fail := true
	o := s.options()
	o.Gone = func(v uint32, gone []Gap) error {
		if fail {
			return full
		}
		told = append(told, gone...)
		return nil
	}
	b := open(t, o)
	if err := b.Fetch(t.Context(), 1, func([]Item) error { t.Error("handed over before the gap was noted"); return nil }); !errors.Is(err, full) {
		t.Fatal(err)
	}
	fail = false
	if got := fetch(t, b, 1); len(got) != 2 || got[1].UID != 5 {
		t.Fatalf("got %v", got)
	}
	if !slices.Equal(told, []Gap{{3, 4}, {6, 6}}) || b.GapsTotal() != 3 {
		t.Fatalf("told %v", told)
	}
	// The history below the first reading is no gap.
	told = nil
	if fetch(t, open(t, o), 0); len(told) != 0 {
		t.Fatalf("told %v of the history", told)
	}
	// Of a folder that was looked at while it was empty the first UIDs are not history.
	delete(s.mail, 1)
	known := open(t, o)
	known.Known()
	if fetch(t, known, 0); !slices.Equal(told, []Gap{{1, 1}, {3, 4}, {6, 6}}) {
		t.Fatalf("told %v of a known folder", told)
	}
}

// TestHugeNumbering: a window is split when it holds too many; UIDs up to the highest are listed once.
func TestHugeNumbering(t *testing.T) {
	s := serve(t, nil)
	s.mail = map[uint32]string{}
	for i := range uint32(2000) {
		s.mail[1+i*2000000] = "x\r\n"
	}
	s.next = 4000000000
	b := open(t, s.options())
	var uids []uint32
	if err := b.each(t.Context(), 2, func(u []uint32) error { uids = append(uids, u...); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(uids) != 1999 || !slices.IsSorted(uids) {
		t.Fatalf("%d uids", len(uids))
	}
	if err := b.each(t.Context(), maxUID+1, func([]uint32) error { t.Error("called"); return nil }); err != nil {
		t.Fatal(err)
	}
}
