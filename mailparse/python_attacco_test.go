package mailparse

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pecagent/mailparse/pec"
)

// TestPythonReadsAttacks holds what we read of every certified message, sound and hostile, against Python's email module (reliability.md
// G11): the same one daticert, byte for byte, and the same original: its people, subject, text and attachments. Where the two readers
// differ the message says itself that it can be read in two ways, or the case says why the difference harms nobody.
func TestPythonReadsAttacks(t *testing.T) {
	var cases []caso
	var mails [][]byte
	var messages []*Message
	for _, c := range slices.Concat(attacchi(), sani()) {
		m, _ := Parse(c.fatto)                                                           // malformata is not certified
		if m.Verify(c.trust(), c.arriva()).Level == Certified && len(c.fatto) < 50<<10 { // bombs cost the second reader minutes
			cases, mails, messages = append(cases, c), append(mails, c.fatto), append(messages, m)
		}
	}
	equal, told := 0, []string{}
	for i, l := range python(t, mails) {
		c, m := cases[i], messages[i]
		err := dueLetture(m, l)
		switch {
		case err == nil && c.python != "":
			t.Errorf("%s: the readers agree, though it is said: %s", c, c.python)
		case err == nil:
			equal++
		case c.python != "":
			told = append(told, fmt.Sprintf("%s: %v: %s", c, err, c.python))
		case m.Inner != nil && (m.Inner.Ambiguo || m.Inner.Discorde || m.Inner.Nascosto || m.Inner.Troncato || m.Inner.NestedPEC):
			told = append(told, fmt.Sprintf("%s: %v: told by a flag", c, err))
		default:
			t.Errorf("%s: certified, and Python reads it otherwise: %v", c, err)
		}
	}
	t.Logf("%d certified messages are read alike; read otherwise, with the reason (%d):\n  %s", equal, len(told), strings.Join(told, "\n  "))
}

// dueLetture tells the first difference between our reading of a certified message and the second one.
func dueLetture(m *Message, l letta) error {
	s := l.Signed
	switch {
	case l.Failed != "":
		return errors.New("it gives up: " + l.Failed)
	case s == nil:
		return errors.New("it is no multipart/signed to it")
	case s.Parts != 2 || s.From != 1:
		return fmt.Errorf("%d parts, %d From", s.Parts, s.From)
	}
	var ours []string
	for _, e := range splitTree(m.Raw, &limits{}).children[0].children {
		if e.named(pec.FileDatiCert, pec.FileCertData) {
			b, _ := e.decoded()
			ours = append(ours, digest(b))
		}
	}
	if !slices.Equal(ours, s.DatiCert) {
		return fmt.Errorf("daticert %v and %v", ours, s.DatiCert)
	}
	if (m.Inner == nil) != (s.Inner == nil) {
		return fmt.Errorf("an original %v and %v", m.Inner != nil, s.Inner != nil)
	}
	if m.Inner == nil {
		return nil
	}
	return stessoOriginale(m.Inner, *s.Inner)
}

// stessoOriginale is sameAs for hostile mail: of HTML only the attachments beside it are compared, and of an attached message, of which
// the second reader keeps no bytes, the type and name.
func stessoOriginale(in *Inner, l letta) error {
	if in.Subject != strings.Join(strings.Fields(readable(l.Subject)), " ") {
		return fmt.Errorf("subject %q and %q", cutText(in.Subject, 80), cutText(l.Subject, 80))
	}
	if len(l.FromList) != 1 || in.From != l.FromList[0] || !slices.Equal(in.To, l.ToList) {
		return fmt.Errorf("from %q and %q, to %q and %q", in.From, l.FromList, in.To, l.ToList)
	}
	if in.TextFrom != "html" {
		want := ""
		for _, p := range l.Plain {
			if p == nil {
				return errors.New("it cannot decode a text")
			}
			want += *p + "\n"
		}
		if a, b := strings.Fields(in.Text), strings.Fields(marked(want)); !slices.Equal(a, b) {
			return fmt.Errorf("text %q and %q", cutText(in.Text, 80), cutText(want, 80))
		}
	}
	if len(in.Attachments) != len(l.Attachments) {
		return fmt.Errorf("%d attachments and %d", len(in.Attachments), len(l.Attachments))
	}
	for i, a := range in.Attachments {
		b := l.Attachments[i]
		if a.Type != b.Type || a.Name != cleanName(b.Name) || b.SHA256 != "" && (a.SHA256 != b.SHA256 || a.Size != b.Size) {
			return fmt.Errorf("attachment %d: %q %s %d and %q %s %d", i, a.Name, a.Type, a.Size, b.Name, b.Type, b.Size)
		}
	}
	return nil
}
