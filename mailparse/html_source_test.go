package mailparse

import (
	"strings"
	"testing"
)

// TestInnerHTML: the HTML form of a text, never an attachment's.
func TestInnerHTML(t *testing.T) {
	head := "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
	for name, c := range map[string][2]string{
		"alone":       {head + "Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>citt=E0</p>\r\n", "<p>città</p>"},
		"alternative": {head + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>x</b>\r\n--b--\r\n", "<b>x</b>"},
		"attachment":  {head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n<b>x</b>\r\n--b--\r\n", ""},
		"plain":       {head + "\r\n<b>x</b>\r\n", ""},
	} {
		m, err := Parse([]byte(c[0]))
		if err != nil || m.Inner == nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := strings.TrimSpace(m.Inner.HTML()); got != c[1] {
			t.Errorf("%s: %q, want %q", name, got, c[1])
		}
	}
}
