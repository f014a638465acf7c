package mailparse

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

func TestSplitParts(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     string
		closed   bool
	}{
		{"two", "pre\r\n--b\r\none\r\n--b\r\ntwo\r\n--b--\r\npost", "one|two", true},
		{"lf", "--b\none\n--b\ntwo\n--b--\n", "one|two", true},
		{"final line end is of the part", "--b\r\none\r\n\r\n--b--", "one\r\n", true},
		{"empty part", "--b\r\n--b--\r\n", "", true},
		{"not closed", "--b\r\none\r\n", "one\r\n", false},
		{"longer boundary", "--b\r\none\r\n--bb\r\nx\r\n--b--\r\n", "one\r\n--bb\r\nx", true},
		{"boundary within a line", "--b\r\none --b\r\nx\r\n--b--\r\n", "one --b\r\nx", true},
		{"blanks after", "--b \t\r\none\r\n--b-- \r\n", "one", true},
		{"words after", "--b\r\none\r\n--b x\r\ntwo\r\n--b--\r\n", "one\r\n--b x\r\ntwo", true},
		{"nothing after the end", "--b\r\none\r\n--b--\r\n--b\r\ntwo\r\n--b--\r\n", "one", true},
		{"bare cr is no line", "--b\r\none\r--b\r\ntwo\r\n--b--", "one\r--b\r\ntwo", true},
		{"none", "text", "", false},
	} {
		parts, closed, _ := splitParts([]byte(c.in), "b", 10)
		if got := string(bytes.Join(parts, []byte("|"))); got != c.want || closed != c.closed {
			t.Errorf("%s: %q %v", c.name, got, closed)
		}
	}
}

func nest(n int) string {
	var b strings.Builder
	b.WriteString("From: a@b.example\r\n")
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\r\n\r\ntesto\r\n")
	return b.String()
}

func manyParts(n int) string {
	return "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		strings.Repeat("--b\r\n\r\nx\r\n", n) + "--b--\r\n"
}

func TestMIMECaps(t *testing.T) {
	for _, c := range []struct{ name, in, over string }{
		{"depth at cap", nest(MaxDepth), ""}, {"depth over", nest(MaxDepth + 1), "mime_depth"}, {"depth 10000", nest(10000), "mime_depth"},
		{"parts at cap", manyParts(MaxParts), ""}, {"parts over", manyParts(MaxParts + 1), "mime_parts"}, {"parts 500000", manyParts(500000), "mime_parts"},
		{"text at cap", "From: a@b.example\r\n\r\n" + strings.Repeat("x", MaxDecodedText), ""},
		{"text over", "From: a@b.example\r\n\r\n" + strings.Repeat("x", MaxDecodedText+1), "text_bytes"},
	} {
		start := time.Now()
		m := mustParse(t, []byte(c.in))
		if got := strings.Join(m.OverLimit, " "); got != c.over {
			t.Errorf("%s: %q", c.name, got)
		}
		if d := time.Since(start); d > 30*time.Second {
			t.Errorf("%s: took %v", c.name, d)
		}
		if len(m.Inner.Text) > MaxTextBytes || m.Inner.Troncato != (len(c.in) > 200_000 && !strings.HasPrefix(c.name, "parts")) {
			t.Errorf("%s: text of %d bytes, cut %v", c.name, len(m.Inner.Text), m.Inner.Troncato)
		}
	}
}

// TestOverLimitIsNeverCertified: a certified message with an inner one over a cap keeps its level below certified.
func TestOverLimitIsNeverCertified(t *testing.T) {
	g := unGestore()
	l := g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata))
	l.parts[2] = emlPart("postacert.eml", nest(MaxDepth+1))
	m := mustParse(t, g.busta(t, l))
	if p := m.Verify(g.trust(), time.Time{}); p.Level != Mismatch || strings.Join(p.Reasons, " ") != "resource_limit" {
		t.Errorf("%+v", p)
	}
}

func TestHugeSignature(t *testing.T) {
	g := unGestore()
	raw := g.busta(t, g.messaggio(pec.Accettazione, dati(pec.Accettazione)))
	big := bytes.Replace(raw, []byte("filename=\"smime.p7s\"\r\n\r\n"), []byte("filename=\"smime.p7s\"\r\n\r\n"+strings.Repeat("MIIA", MaxP7SBytes)), 1)
	p := mustParse(t, big).Verify(g.trust(), time.Time{})
	if p.Level != Broken || !p.Has("sig_limit") || !p.Has("resource_limit") {
		t.Errorf("%+v", p)
	}
}

func TestDatiCertSize(t *testing.T) {
	g := unGestore()
	l := g.messaggio(pec.Accettazione, dati(pec.Accettazione))
	l.parts[1] = xmlPart("daticert.xml", append(dati(pec.Accettazione).XML(), bytes.Repeat([]byte(" "), MaxDatiCertBytes)...))
	m := mustParse(t, g.busta(t, l))
	if p := m.Verify(g.trust(), time.Time{}); p.Level != Mismatch || !p.Has("daticert_bad") || !p.Has("resource_limit") || !errors.Is(m.DatiCertErr, ErrDatiCertSize) {
		t.Errorf("%+v %v", p, m.DatiCertErr)
	}
}

func TestMalformata(t *testing.T) {
	for _, in := range []string{"", "\r\n", "ciao\n", "ciao: mondo\n\ntesto", "%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<< /Type: x >>", "\x00\x01\x02", strings.Repeat("a", 1<<20)} {
		m, err := Parse([]byte(in))
		if !errors.Is(err, ErrNotMail) || m == nil || m.Busta != pec.Malformata || m.SHA256 == "" || m.EffectKey != m.SHA256 || m.Inner != nil {
			t.Errorf("%.20q: %v", in, err)
		}
		if p := m.Verify(unGestore().trust(), time.Time{}); p.Level != Unsigned {
			t.Errorf("%.20q: %v", in, p)
		}
	}
}

func TestTransfer(t *testing.T) {
	for _, c := range []struct {
		cte, in, want string
		bad           bool
	}{
		{"base64", "Y2lhbw==", "ciao", false}, {"BASE64 ", "Y2l\r\nhbw==\r\n", "ciao", false}, {"base64", "Y2lhbw", "ciao", false},
		{"base64", "Y2lhbw==\r\n-- antivirus", "ciao", true}, {"base64", "Y2lh*bw==", "ciao", true}, {"base64", "", "", false}, {"base64", "Y", "", true},
		{"quoted-printable", "perch=E9 =\r\nora\r\n", "perch\xe9 ora\r\n", false}, {"quoted-printable", "a=b=3D=", "a=b=", true}, {"quoted-printable", "a  \r\nb", "a\r\nb", false},
		{"7bit", "a=20", "a=20", false}, {"", "x", "x", false}, {"8bit (nota)", "x", "x", false}, {"x-uuencode", "x", "x", true}, {`"base64"`, "Y2lhbw==", "ciao", false},
		{"quoted-printable", "a=\nb", "ab", false},
	} {
		got, bad := decodeTransfer(c.cte, []byte(c.in))
		if string(got) != c.want || bad != c.bad {
			t.Errorf("%s %q: %q %v", c.cte, c.in, got, bad)
		}
	}
}

func TestCharsetLies(t *testing.T) {
	for _, c := range []struct {
		label, in, want string
		lied            bool
	}{
		{"iso-8859-1", "perch\xe9", "perché", false}, {"iso-8859-1", "perché", "perché", true}, {"utf-8", "perch\xe9", "perché", true}, {"", "perch\xe9", "perché", false},
		{"us-ascii", "perché", "perché", false}, {"boh", "perché", "perché", true}, {"boh", "perch\xe9", "perché", true}, {"windows-1252", "\x80", "€", false},
		{"utf-16le", "a\x00b\x00", "ab", false}, {"ISO-8859-15", "\xa4", "€", false}, {"iso-8859-1", "ciao", "ciao", false},
	} {
		got, lied := decodeCharset(c.label, []byte(c.in))
		if got != c.want || lied != c.lied {
			t.Errorf("%s %q: %q %v", c.label, c.in, got, lied)
		}
	}
}
