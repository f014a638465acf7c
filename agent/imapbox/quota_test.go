package imapbox

import (
	"strings"
	"testing"
	"time"

	"pecagent/agent/servertest"
)

func TestQuotaOfDovecot(t *testing.T) {
	t.Parallel()
	d := servertest.DovecotQuota(t, "storage=100K")
	for range 2 {
		d.Deliver("INBOX", []byte("Subject: x\n\n"+strings.Repeat("testo\n", 4000)), time.Now())
	}
	q, ok, err := open(t, optionsFor(d)).Quota(t.Context())
	if err != nil || !ok || q.Limit != 100<<10 || q.Used < 40<<10 || q.Used > 80<<10 || q.MaxMessages != 0 {
		t.Fatalf("%+v %v %v", q, ok, err)
	}
}

// TestQuotaAnswers: several roots, none, a refusal, numbers that cannot be meant.
func TestQuotaAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer string
		want   Quota
		ok     bool
	}{
		{"* QUOTAROOT INBOX a b\r\n* QUOTA a (STORAGE 90 1000)\r\n* QUOTA b (STORAGE 500 1000 MESSAGE 3 4)\r\n%s OK done\r\n", Quota{500 << 10, 1000 << 10, 3, 4}, true},
		{"* QUOTAROOT INBOX\r\n%s OK none\r\n", Quota{}, false},
		{"* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" ()\r\n%s OK done\r\n", Quota{}, false},
		{"", Quota{}, false}, // a server without the extension is not asked
		{"%s NO not for you\r\n", Quota{}, false},
		{"* QUOTAROOT INBOX a\r\n* QUOTA a (STORAGE 5 0)\r\n%s OK done\r\n", Quota{}, false},
		{"* QUOTAROOT INBOX a\r\n* QUOTA a (STORAGE 9223372036854775807 9223372036854775807)\r\n%s OK done\r\n", Quota{}, false},
	} {
		s := serve(t, mails(1))
		if c.answer != "" {
			s.caps += " QUOTA"
		}
		s.hook = func(conn *sconn, verb, _ string) bool {
			if verb == "GETQUOTAROOT" {
				conn.say(c.answer, conn.tag)
			}
			return verb == "GETQUOTAROOT"
		}
		b := open(t, s.options())
		if q, ok, err := b.Quota(t.Context()); err != nil || ok != c.ok || q != c.want {
			t.Errorf("%q: %+v %v %v", c.answer, q, ok, err)
		}
		if got := fetch(t, b, 0); len(got) != 1 {
			t.Errorf("after %q the box gives %d messages", c.answer, len(got))
		}
	}
}
