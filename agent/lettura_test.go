package agent_test

import (
	"strings"
	"testing"
	"time"

	"pecagent/agent/servertest"
	"pecagent/rules"
)

// TestAbsence: an extract about a time in which the mailbox was read without a gap says that nothing came; one about a time in which
// the agent was away, and messages were deleted unread, says that it cannot be excluded, and why.
func TestAbsence(t *testing.T) {
	t.Parallel()
	dove := servertest.Dovecot(t)
	b := onDovecot(t, dove, "")
	b.run()
	b.socket()
	b.until("the first look", func() bool { s, err := b.status(); return err == nil && s.Waiting })
	b.clock.Set(start().Add(4 * time.Minute))
	dove.Deliver("INBOX", ordinary(1, start()), start())
	b.until("the message", func() bool { return len(b.seen().decided) == 1 })
	must(t, b.end())
	dove.Deliver("INBOX", ordinary(2, start()), start())
	dove.Deliver("INBOX", ordinary(3, start()), start())
	dove.Client().DeleteAll("INBOX")
	b.clock.Set(start().Add(90 * time.Minute))
	b.run()
	b.socket()
	b.until("the gap", func() bool { c := b.cursor("INBOX"); return c.Spariti == 2 && c.Sospesi == 0 })
	var read []rules.Lettura
	for _, ev := range b.events() {
		if ev.Operazione != nil && ev.Operazione.Lettura != nil {
			read = append(read, *ev.Operazione.Lettura)
		}
	}
	if len(read) == 0 || !read[0].Dal.Equal(start()) || !read[0].Al.Equal(start().Add(4*time.Minute)) {
		t.Fatalf("the reading is recorded as %v", read)
	}

	absence := func(from, to time.Duration) string {
		return b.cmd("evidence", "absence", "--address", "rossi@pec.example", "--from", start().Add(from).Format(time.RFC3339), "--to", start().Add(to).Format(time.RFC3339), "--json")
	}
	if s := absence(0, 3*time.Minute); !strings.Contains(s, `"esito":"nessuno","lacune":false`) {
		t.Errorf("while it was read: %s", s)
	}
	s := absence(0, 90*time.Minute)
	for _, want := range []string{`"esito":"non_si_puo_escludere"`, `"non_letta":[{"dal":"2026-11-23T08:04:00`, `"spariti":[{"cartella":"INBOX","quanti":2,"altrove":0`} {
		if !strings.Contains(s, want) {
			t.Errorf("with a gap it does not say %s: %s", want, s)
		}
	}
	if s := b.cmd("evidence", "absence", "--address", "rossi@pec.example", "--from", "2026-11-23", "--to", "2026-11-23"); !strings.Contains(s, "ma non si può escludere che ne sia pervenuto uno") {
		t.Errorf("in words: %s", s)
	}
}
