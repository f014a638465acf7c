package imapbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/agent/servertest"
)

// TestFolderAnswers: one LIST for all where the server can, STATUS for what it left out, what is refused is told beside the
// list, what is no folder to read is marked, a name listed twice stands once.
func TestFolderAnswers(t *testing.T) {
	t.Parallel()
	const list = "* LIST (\\HasNoChildren) \"/\" INBOX\r\n%s* LIST (\\Noselect) \"/\" Zona\r\n* LIST (\\HasNoChildren \\Sent) \"/\" Spedite\r\n%s* LIST () \"/\" Chiusa\r\n* LIST () \"/\" Chiusa\r\n"
	for _, c := range []struct {
		caps     string
		statuses [2]string
		asked    string // the LIST command
	}{
		{"LIST-EXTENDED LIST-STATUS SPECIAL-USE", [2]string{"* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 77)\r\n", "* STATUS Spedite (MESSAGES 5 UIDNEXT 9 UIDVALIDITY 3)\r\n"}, "RETURN (STATUS ("},
		{"LIST-EXTENDED SPECIAL-USE", [2]string{}, "RETURN (SPECIAL-USE)"},
		{"SPECIAL-USE", [2]string{}, `LIST "" "*"`},
		{"", [2]string{}, `LIST "" "*"`},
	} {
		s := serve(t, mails(1))
		s.caps += " " + c.caps
		s.hook = func(conn *sconn, verb, args string) bool {
			switch {
			case verb == "LIST":
				conn.say(list, c.statuses[0], c.statuses[1])
				conn.ok()
			case verb == "STATUS" && strings.Contains(args, "Chiusa"):
				conn.say("%s NO not yours\r\n", conn.tag)
			case verb == "STATUS":
				conn.say("* STATUS Spedite (MESSAGES 5 UIDNEXT 9 UIDVALIDITY 3)\r\n")
				conn.ok()
			default:
				return false
			}
			return true
		}
		b := open(t, s.options())
		got, err := b.Folders(t.Context())
		if err == nil || !strings.Contains(err.Error(), "not yours") {
			t.Errorf("%q: the refusal: %v", c.caps, err)
		}
		var lines []string
		for _, f := range got {
			lines = append(lines, fmt.Sprintf("%s %v %s %d %d %d", f.Name, f.Selectable, f.Role, f.Messages, f.UIDNext, f.UIDValidity))
		}
		want := []string{"Chiusa true  0 0 0", "INBOX true  1 2 77", `Spedite true \Sent 5 9 3`, "Zona false  0 0 0"}
		if !slices.Equal(lines, want) {
			t.Errorf("%q: folders\n%s", c.caps, strings.Join(lines, "\n"))
		}
		if !slices.ContainsFunc(s.heard(), func(l string) bool { return strings.Contains(l, c.asked) }) {
			t.Errorf("%q: asked %q", c.caps, s.heard())
		}
	}
}

func TestTooManyFolders(t *testing.T) {
	t.Parallel()
	s := serve(t, mails(1))
	s.hook = func(conn *sconn, verb, _ string) bool {
		if verb != "LIST" {
			return false
		}
		var b strings.Builder
		for i := range maxFolders + 1 {
			fmt.Fprintf(&b, "* LIST () \"/\" c%d\r\n", i)
		}
		conn.say("%s", b.String())
		conn.ok()
		return true
	}
	if list, err := open(t, s.options()).Folders(t.Context()); err == nil || list != nil {
		t.Errorf("%d folders, %v", len(list), err)
	}
}

// TestExpungeBetweenSearchAndFetch: another client on Dovecot deletes what was listed and is not fetched yet. Every message is
// then either handed over whole or counted as gone.
func TestExpungeBetweenSearchAndFetch(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	const n = 12
	for i := range n {
		stored, _ := message(i)
		d.Deliver("INBOX", stored, time.Now())
	}
	other := d.Client()
	o := optionsFor(d)
	o.Batch = 1
	b := open(t, o)
	b.Known()
	var got []uint32
	err := b.Fetch(within(t, time.Minute), 0, func(items []Item) error {
		for _, it := range items {
			if _, sent := message(int(it.UID) - 1); string(it.Raw) != string(sent) {
				t.Errorf("uid %d: %q", it.UID, it.Raw)
			}
			got = append(got, it.UID)
		}
		if len(got) == 3 {
			other.DeleteAll("INBOX")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	gone := uint64(0)
	for _, g := range b.Gaps() {
		gone += g.Len()
	}
	if uint64(len(got))+gone != n || gone == 0 || !slices.IsSorted(got) || b.GapsTotal() != gone {
		t.Fatalf("%d handed over, %d gone of %d", len(got), gone, n)
	}
	if rest := fetch(t, b, got[len(got)-1]); len(rest) != 0 || b.GapsTotal() != gone {
		t.Errorf("counted twice: %d", b.GapsTotal())
	}
}

// TestWaitUntil: the instant ends the wait and costs nothing.
func TestWaitUntil(t *testing.T) {
	t.Parallel()
	s := serve(t, mails(1))
	o := s.options()
	o.Poll = time.Hour
	b := open(t, o)
	fetch(t, b, 0)
	for range 2 {
		if err := b.WaitUntil(t.Context(), time.Now().Add(50*time.Millisecond)); err != nil {
			t.Fatal(err)
		}
	}
	if got := fetch(t, b, 0); len(got) != 1 || s.logins != 1 {
		t.Errorf("%d messages after %d logins", len(got), s.logins)
	}
}
