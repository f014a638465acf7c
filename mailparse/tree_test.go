package mailparse

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// ramo is a part as a second, slow reader sees it: by lines, with a regular expression, from RFC 2046 §5.1.1 alone.
type ramo struct {
	body string
	kids []ramo
}

var reBoundary = regexp.MustCompile(`(?is)^(?:.*?\r\n)??content-type: multipart/[a-z]+; boundary="([^"]*)"\r\n`)

func secondTree(raw string) ramo {
	head, body, _ := strings.Cut(raw, "\r\n\r\n")
	if strings.HasPrefix(raw, "\r\n") {
		head, body = "", raw[2:]
	}
	m := reBoundary.FindStringSubmatch(head + "\r\n")
	if m == nil {
		return ramo{body: body}
	}
	var parts []string
	closed := false
	for _, line := range strings.Split(body, "\r\n") {
		bare := strings.TrimRight(line, " \t")
		if closed = bare == "--"+m[1]+"--"; closed {
			break
		}
		if bare == "--"+m[1] {
			parts = append(parts, "")
		} else if len(parts) > 0 {
			parts[len(parts)-1] += line + "\r\n"
		}
	}
	r := ramo{body: body}
	for _, p := range parts { // the last line end belongs to the delimiter, or is of Split
		p = strings.TrimSuffix(p, "\r\n")
		r.kids = append(r.kids, secondTree(p))
	}
	return r
}

func sameTree(e *entity, r ramo, path string) error {
	if string(e.body) != r.body {
		return fmt.Errorf("%s: body %q and %q", path, e.body, r.body)
	}
	if len(e.children) != len(r.kids) {
		return fmt.Errorf("%s: %d parts and %d", path, len(e.children), len(r.kids))
	}
	for i, c := range e.children {
		if err := sameTree(c, r.kids[i], fmt.Sprintf("%s.%d", path, i)); err != nil {
			return err
		}
	}
	return nil
}

// TestTreeASecondWay throws delimiters, near delimiters, empty lines and headers together and splits them twice: the trees are equal,
// byte for byte.
func TestTreeASecondWay(t *testing.T) {
	r := rand.New(rand.NewPCG(2046, 5))
	pieces := []string{"--a", "--a--", "--b", "--b--", "--a ", "--a-- \t", "--ab", "--a-", "-a", " --a", "x --a", "", "", "testo", "X: y",
		`Content-Type: multipart/mixed; boundary="a"`, `Content-Type: multipart/mixed; boundary="b"`, "--a--a", "--",
		"--a\r\ncontent-type: multipart/related; boundary=\"b\"\r\n\r\n--b", "--a\r\nX: y\r\nContent-Type: multipart/digest; boundary=\"b\"\r\n\r\nprima\r\n--b\r\n"}
	deep := 0
	for range 20000 {
		s := "Content-Type: multipart/mixed; boundary=\"a\"\r\n\r\n"
		for range r.IntN(14) {
			s += pieces[r.IntN(len(pieces))] + "\r\n"
		}
		var over limits
		e := splitTree([]byte(s), &over)
		if err := sameTree(e, secondTree(s), "root"); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		for _, c := range e.children {
			if len(c.children) > 0 {
				deep++
			}
		}
	}
	if deep < 500 {
		t.Errorf("only %d trees had branches below the first", deep)
	}
}

// TestBoundaries: every boundary of the grammar splits, quoted or not, up to the length that is read; longer ones split nothing.
func TestBoundaries(t *testing.T) {
	for b, split := range map[string]bool{
		`simple`: true, `"----=_Part_2030129_1"`: true, `"a b"`: true, `"a'()+_,-./:=?z"`: true, `"trailing "`: true, strings.Repeat("x", maxBoundary): true, strings.Repeat("x", maxBoundary+1): false,
		`""`: false, `"a\"b"`: true, `x (commento)`: true, `"a;b"`: true, "\r\n\tpiegato": true,
	} {
		bare := strings.NewReplacer(`\"`, "\x00").Replace(b)
		bare, _, _ = strings.Cut(strings.TrimSpace(strings.Trim(bare, `"`)), " (")
		if strings.HasSuffix(b, ` "`) {
			bare = "trailing"
		}
		bare = strings.ReplaceAll(bare, "\x00", `"`)
		raw := "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + bare + "\r\n\r\nuno\r\n--" + bare + "\r\n\r\ndue\r\n--" + bare + "--\r\n"
		m := mustParse(t, []byte(raw))
		if got := m.Inner.Text == "uno\n\ndue"; got != split {
			t.Errorf("boundary %.30q: text %.60q", b, m.Inner.Text)
		}
	}
	star := "From: a@b.example\r\nContent-Type: multipart/mixed; boundary*0=ab; boundary*1=cd\r\n\r\n--abcd\r\n\r\nuno\r\n--abcd--\r\n"
	if got := mustParse(t, []byte(star)).Inner.Text; got != "uno" {
		t.Errorf("boundary in pieces: %q", got)
	}
}

// TestDigestHoldsMessages: the parts of a multipart/digest are messages unless they say otherwise (RFC 2046 §5.1.5), so a PEC in a
// digest is a nested one.
func TestDigestHoldsMessages(t *testing.T) {
	g := unGestore()
	busta := strings.NewReplacer("08FC388C", "OTHER", "_Part_1", "_Part_8").Replace(string(g.busta(t, g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata)))))
	for kind, want := range map[string]bool{"digest": true, "mixed": false} {
		raw := "From: a@b.example\r\nContent-Type: multipart/" + kind + "; boundary=d\r\n\r\n--d\r\n\r\n" + busta + "\r\n--d--\r\n"
		if got := mustParse(t, []byte(raw)).Inner.NestedPEC; got != want {
			t.Errorf("%s: nested %v", kind, got)
		}
	}
}

// TestNestedAtItsCap: attached messages are opened maxNested deep; a PEC deeper down is not seen, but then the cap is named.
func TestNestedAtItsCap(t *testing.T) {
	g := unGestore()
	busta := strings.NewReplacer("08FC388C", "OTHER", "_Part_1", "_Part_8").Replace(string(g.busta(t, g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata)))))
	for depth := 1; depth <= maxNested+2; depth++ {
		raw := busta
		for range depth {
			raw = "From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n" + raw
		}
		m := mustParse(t, []byte(raw))
		if seen := m.Inner.NestedPEC; seen != (depth <= maxNested) || slices.Contains(m.OverLimit, "nested_messages") == seen {
			t.Errorf("depth %d: nested %v, over %v", depth, seen, m.OverLimit)
		}
	}
}

// TestSignatureSizeAtItsCap: a signature of MaxP7SBytes is read and judged, a byte more is over the limit and not read.
func TestSignatureSizeAtItsCap(t *testing.T) {
	g := unGestore()
	raw := g.busta(t, g.messaggio(pec.Accettazione, dati(pec.Accettazione)))
	at := bytes.Index(raw, []byte("filename=\"smime.p7s\"\r\n\r\n")) + len("filename=\"smime.p7s\"\r\n\r\n")
	end := at + bytes.Index(raw[at:], []byte("\r\n------08FC388C--"))
	for size, want := range map[int]string{MaxP7SBytes: "sig_malformed", MaxP7SBytes + 1: "sig_limit resource_limit"} {
		b := slices.Concat(raw[:at], []byte(wrapBase64(bytes.Repeat([]byte{0x30}, size))), raw[end:])
		m := mustParse(t, b)
		p := m.Verify(g.trust(), time.Time{})
		if p.Level != Broken || strings.Join(p.Reasons, " ") != want {
			t.Errorf("%d bytes: %s %v (%v)", size, p.Level, p.Reasons, m.Signed.Err)
		}
	}
}

// TestDatiCertSizeAtItsCap: as for the signature; blanks after the root element are no reason to refuse it.
func TestDatiCertSizeAtItsCap(t *testing.T) {
	g := unGestore()
	xml := dati(pec.Accettazione).XML()
	for size, want := range map[int]string{MaxDatiCertBytes: "", MaxDatiCertBytes + 1: "daticert_bad resource_limit"} {
		l := g.messaggio(pec.Accettazione, dati(pec.Accettazione))
		l.parts[1] = xmlPart("daticert.xml", append(bytes.Clone(xml), bytes.Repeat([]byte("\n"), size-len(xml))...))
		m := mustParse(t, g.busta(t, l))
		if p := m.Verify(g.trust(), time.Time{}); strings.Join(p.Reasons, " ") != want || (m.DatiCert == nil) == (want == "") {
			t.Errorf("%d bytes: %v (%v)", size, p.Reasons, m.DatiCertErr)
		}
	}
}

// TestMessageSizeAtItsCap: the largest message is read without a word, a byte more names the cap.
func TestMessageSizeAtItsCap(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: 120 MB of mail in -short")
	}
	head := "From: a@b.example\r\nContent-Type: application/octet-stream\r\n\r\n"
	raw := append([]byte(head), make([]byte, MaxMessageBytes+1-len(head))...)
	for n, want := range map[int]string{MaxMessageBytes: "", MaxMessageBytes + 1: "message_bytes"} {
		if got := strings.Join(mustParse(t, raw[:n]).OverLimit, " "); got != want {
			t.Errorf("%d bytes: %q", n, got)
		}
	}
}

// TestErrorsSayWhy: what people and logs read about a message that is no PEC, word by word.
func TestErrorsSayWhy(t *testing.T) {
	g := unGestore()
	sound := g.busta(t, g.messaggio(pec.Accettazione, dati(pec.Accettazione)))
	for want, change := range map[string]func([]byte) []byte{
		"multipart/signed with 1 parts, not 2":                         func(b []byte) []byte { return b[:bytes.LastIndex(b, []byte("------08FC388C\r\n"))] },
		"multipart/signed without the protocol of an S/MIME signature": replaceRaw(`protocol="application/x-pkcs7-signature"; `, ""),
		"second part of multipart/signed is not an S/MIME signature":   replaceRaw("Content-Type: application/x-pkcs7-signature; name", "Content-Type: application/octet-stream; name"),
		"transfer encoding of the signature part is damaged":           replaceRaw("filename=\"smime.p7s\"\r\n\r\n", "filename=\"smime.p7s\"\r\n\r\n*"),
		"multipart/signed with 0 parts, not 2":                         func(b []byte) []byte { return b[:bytes.Index(b, []byte("------08FC388C\r\n"))] },
	} {
		m := mustParse(t, change(bytes.Clone(sound)))
		if m.Signed == nil || m.Signed.Err == nil || m.Signed.Err.Error() != want || m.Signed.Reason != "sig_malformed" || m.EffectKey != m.SHA256 {
			t.Errorf("%s: %+v", want, m.Signed)
		}
	}
	for want, xml := range map[string]string{"transfer encoding of daticert.xml is damaged": "*", "reading daticert.xml: ": ""} {
		l := g.messaggio(pec.Accettazione, dati(pec.Accettazione))
		l.parts[1] = strings.Replace(xmlPart("daticert.xml", []byte("<x>")), "\r\n\r\n", "\r\n\r\n"+xml, 1)
		m := mustParse(t, g.busta(t, l))
		if m.DatiCertErr == nil || !strings.HasPrefix(m.DatiCertErr.Error(), want) {
			t.Errorf("%s: %v", want, m.DatiCertErr)
		}
	}
	if _, err := Parse([]byte("niente")); err == nil || err.Error() != "not a mail message: no header field that every mail has" {
		t.Errorf("not mail: %v", err)
	}
}
