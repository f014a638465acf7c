package mailparse

import (
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// TestNearDelimiter: what begins like a delimiter and is none, before the closing one, at the beginning of what anybody calls a line.
func TestNearDelimiter(t *testing.T) {
	for in, want := range map[string]bool{
		"--b\r\nuno\r\n--b--\r\n": false, "--b\r\n--bb\r\n--b--": true, "--b\r\nx --bb\r\n--b--": false, "--b\r\n --b\r\n--b--": false, "--bx\r\n--b\r\n--b--": true,
		"--b\r\n--b x\r\n--b--": true, "--b\r\n--b--\r\n--bb\r\n": false, "--b\r\nuno\r--b\r\ndue\r\n--b--": true, "--b\r\nuno\r--bb\r\n--b--": true, "--b \t\r\n--b-- \r\n": false,
		"--b\r\n--b-\r\n--b--": true, "--b\r\n--b--x\r\n--b--": true, "": false, "--c\r\n": false, "--b\n--b\nx\n--b--\n": false,
	} {
		if _, _, got := splitParts([]byte(in), "b", 10); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}

// TestClaims counts the fields of a name that any reader finds: after a NUL and after a bare CR too.
func TestClaims(t *testing.T) {
	for in, want := range map[string]int{
		"From: a\r\n": 1, "From: a\r\nfrom: b\r\n": 2, "X: a\rFrom: b\r\nFrom: a\r\n": 2, "X: a\rFromage: b\r\nFrom: a\r\n": 1, "X: a\rb\rFROM \t: b\rFrom:c\r\n": 2, "From: a\r\nFrom: b\x00\r\n": 2,
		"From: a\r\n \x00b\r\n": 2, "Fr\x00om: a\r\nFrom: b\r\n": 2, "X: \x00From: b\r\nFrom: a\r\n": 1, "From: a\rFrom: a\r\n": 2, "X: da\rFrom b\r\nFrom: a\r\n": 1, "": 0,
		"From: a\r\n\r\r\nFrom: b\r\n": 1, "X: a\r\r\n\r\r\nFrom: b\r\n": 0,
	} {
		h, _ := ParseHeader([]byte(in))
		if got := h.claims("From"); got != want {
			t.Errorf("%q: %d, want %d", in, got, want)
		}
	}
}

// TestSoleMailbox: a From that is one mailbox for every reader, and the many that are not (RFC 5322 §3.4, §4.4).
func TestSoleMailbox(t *testing.T) {
	const p = "p@g.example"
	for in, want := range map[string]string{
		p: p, "<" + p + ">": p, "P@G.example": p, `"Per conto di: x@y.example" <` + p + ">": p, "Per conto di: x@y.example <" + p + ">": p, p + " (x@y.example)": p, "(a, b) " + p: p,
		`"a, b; c" <` + p + ">": p, p + ",": "", "x, " + p: "", p + ", " + p: "", "x: " + p + ";": "", "x: " + p: "", "x: <" + p + ">;": "", "<@y.example:" + p + ">": "", "< @y.example,@z.example:" + p + ">": "",
		p + ";": "", "": "", "x <" + p + "> y": "", "<" + p + "><" + p + ">": "", "=?utf-8?q?p=40g.example?=": "", "x@y.example <" + p + ">": p,
	} {
		if got, ok := soleMailbox(in); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", in, got, ok, want)
		}
	}
}

// TestOddMedia: what stands behind the quotes of a parameter, or is no character of a header at all.
func TestOddMedia(t *testing.T) {
	for in, want := range map[string]bool{
		`a/b; x="y"`: false, `a/b; x="y" ; z="w"`: false, `a/b; x="y" (c)`: false, `a/b; x="y\""`: false, `a/b; x=""`: false, `a/b; x=y"z"`: false, "a/b;\tx=y": false, "": false, "a/b": false,
		`a/b; x="y"-`: true, `a/b; x="y" z`: true, `a/b; x="y""z"`: true, `a/b; x="y`: true, `a/b; x="y\"`: true, "a/b; x=\"y\"\r": true, "a/b; \vx=y": true, "a/b\x00": true, "a / b; x=y": true, "a/b (d); x=y": true, "a/b; x=y (d)": false, "a/b; x=y (d": true, "a/b; x=\"(\"": false, "a a/b": true, "a/b b; x=y": true, "attachment; x=y": false, "attach ment": true, "a/b; x=y\x7f": true,
	} {
		if got := oddMedia(in); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}

// TestTwoReadings: a signed message whose parts other readers could find elsewhere is never certified, and says why.
func TestTwoReadings(t *testing.T) {
	g := unGestore()
	for name, c := range map[string]struct {
		change  func(string) string
		reasons string
		why     string
	}{
		"a boundary given twice":        {replacing("boundary=\"----08FC388C\"", "boundary=\"----08FC388C\"; boundary=x"), "sig_malformed", "can be read in two ways"},
		"a boundary in pieces too":      {replacing("boundary=\"----08FC388C\"", "boundary=\"----08FC388C\"; boundary*0=x"), "sig_malformed", "can be read in two ways"},
		"a protocol given twice":        {replacing("micalg=sha-256", "protocol=x"), "sig_malformed", "can be read in two ways"},
		"a near delimiter before":       {replacing("This is an", "------08FC388C25\r\nThis is an"), "sig_malformed", "can be read in two ways"},
		"a boundary that is a prefix":   {func(s string) string { return strings.ReplaceAll(s, "----08FC388C", "----=_Part") }, "sig_malformed", "can be read in two ways"},
		"not closed":                    {replacing("------08FC388C--\r\n", ""), "sig_malformed", "without its closing delimiter"},
		"closed by half":                {replacing("------08FC388C--\r\n", "------08FC388C-"), "sig_malformed", "without its closing delimiter"},
		"a signature of two types":      {replacing("Content-Type: application/x-pkcs7-signature; name", "Content-Type: text/plain\r\nContent-Type: application/x-pkcs7-signature; name"), "sig_malformed", "not an S/MIME signature"},
		"a signature of two encodings":  {replacing("Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment", "Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit"), "sig_malformed", "can be read in two ways"},
		"a signature in no encoding":    {replacing("Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment", "Content-Disposition: attachment"), "sig_malformed", "not in base64"},
		"what follows the end is quiet": {func(s string) string { return s + "------08FC388Cxyz\r\nFrom: x\r\n" }, "", ""},
	} {
		m := mustParse(t, []byte(c.change(string(g.busta(t, g.messaggio(pec.Accettazione, dati(pec.Accettazione)))))))
		p := m.Verify(g.trust(), time.Time{})
		if strings.Join(p.Reasons, " ") != c.reasons || c.why != "" && !strings.Contains(m.Signed.Err.Error(), c.why) {
			t.Errorf("%s: %v (%v)", name, p.Reasons, m.Signed.Err)
		}
	}
}

func replacing(old, new string) func(string) string {
	return func(s string) string {
		if !strings.Contains(s, old) {
			panic(old + " is not in the message")
		}
		return strings.Replace(s, old, new, 1)
	}
}
