package imapbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pecagent/agent/servertest"
)

// TestRapporto: Dovecot tells messages, unread ones, numbers that are missing and the space that is used.
func TestRapporto(t *testing.T) {
	d := servertest.Dovecot(t)
	if r, err := open(t, optionsFor(d)).Rapporto(within(t, 30*time.Second)); err != nil || r.Messages != 0 || r.Unseen != 0 || !r.Quota || r.Limit != 1<<30 {
		t.Errorf("an empty mailbox: %+v %v", r, err)
	}
	for i := range 6 {
		d.Deliver("INBOX", fmt.Appendf(nil, "From: a@posta.example\r\nSubject: %d\r\n\r\n%s\r\n", i, strings.Repeat("testo\r\n", 50_000)), time.Now())
	}
	open(t, optionsFor(d)) // gives them their numbers
	d.Remove("INBOX", 2)
	b := open(t, optionsFor(d))
	r, err := b.Rapporto(within(t, 30*time.Second))
	if err != nil || r.Messages != 5 || r.UIDNext != 7 || r.Unseen != 5 || r.Used < 5*350_000-10_000 || r.Used > 3_000_000 {
		t.Errorf("%+v %v", r, err)
	}
	if flags := d.Flags(); strings.Contains(fmt.Sprint(flags), "S") {
		t.Errorf("looking opened a message: %v", flags)
	}
}
