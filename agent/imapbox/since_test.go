package imapbox

import (
	"testing"
	"time"

	"pecagent/agent/servertest"
)

// TestBefore: below what a real server says no message of the time is left out, though old mail lies among it.
func TestBefore(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	now := time.Now()
	for i, at := range []time.Time{now.AddDate(-5, 0, 0), now.AddDate(-3, 0, 0), now.AddDate(-3, 0, 0), now.AddDate(0, -1, 0), now.AddDate(-4, 0, 0), now} {
		_, sent := message(i)
		d.Deliver("INBOX", sent, at)
	}
	b := open(t, optionsFor(d))
	for what, c := range map[string]struct {
		since time.Time
		want  uint32
	}{"two years": {now.AddDate(-2, 0, 0), 3}, "all": {now.AddDate(-9, 0, 0), 0}, "none": {now.AddDate(0, 0, 9), 6}, "the day itself": {now.AddDate(0, -1, 0), 3}, "four years": {now.AddDate(-4, 0, 0), 1}} {
		got, err := b.Before(t.Context(), c.since)
		if err != nil || got != c.want {
			t.Errorf("%s: %d %v, want %d", what, got, err, c.want)
		}
		if items := fetch(t, b, got); len(items) != int(6-c.want) {
			t.Errorf("%s: %d messages above", what, len(items))
		}
	}
	_, third := message(2)
	_, fourth := message(3)
	for what, c := range map[string]struct {
		uid  uint32
		raw  []byte
		want bool
	}{"its bytes": {3, third, true}, "another's": {3, fourth, false}, "longer ones": {3, append(third[:len(third):len(third)], "più"...), false}, "not there": {99, fourth, true}} {
		if got, err := b.Holds(t.Context(), c.uid, c.raw); got != c.want || err != nil {
			t.Errorf("%s: %v %v", what, got, err)
		}
	}
	if err := b.Use(t.Context(), "Sent"); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Before(t.Context(), now); got != 0 || err != nil {
		t.Errorf("an empty folder: %d %v", got, err)
	}
}
