package mailparse

import (
	"bytes"
	"cmp"
	"crypto/x509"
	"encoding/pem"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pecagent/mailparse/cf"
	"pecagent/mailparse/muta"
	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

func first(l []Address, _ bool) []Address { return l }

// fiducia believes the two authorities of testdata, of PEC and of REM.
func fiducia(t testing.TB) smime.Trust {
	t.Helper()
	var trust smime.Trust
	for _, name := range []string{"ca.pem", "rem/ca.pem"} {
		p, _ := pem.Decode(readFixture(t, name))
		ca, err := x509.ParseCertificate(p.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		trust.CAs = append(trust.CAs, ca)
	}
	return trust
}

// genuini are the certified messages among some, under the digest of what was signed.
func genuini(t testing.TB, trust smime.Trust, list [][]byte) map[string]*Message {
	t.Helper()
	out := map[string]*Message{}
	for _, raw := range list {
		if m, err := Parse(raw); err == nil && m.Verify(trust, time.Time{}).Level == Certified {
			out[m.EffectKey] = m
		}
	}
	if len(out) < 15 {
		t.Fatalf("only %d certified messages to begin with", len(out))
	}
	return out
}

// FuzzParse changes real messages in structure and bytes. The input stays; nothing is certified whose signed octets a provider did
// not sign, and then it says what the provider said; the words are clean and within their caps; attachments are what they say; and a
// file with bare line feeds is the same message.
func FuzzParse(f *testing.F) {
	seeds := semi(f)
	for i, raw := range seeds {
		f.Add(raw, []byte{})
		f.Add(raw, []byte{byte(i), byte(3 * i), byte(5 * i), byte(11 * i), byte(13 * i), 0, 2, byte(i)})
	}
	f.Add([]byte(nest(5)), []byte{})
	trust := fiducia(f)
	genuine := genuini(f, trust, seeds)
	trust.Cache = &smime.Cache{}
	f.Fuzz(func(t *testing.T, raw, plan []byte) {
		raw = muta.Applica(raw, plan)
		before := bytes.Clone(raw)
		m, err := Parse(raw)
		if m == nil || (err != nil) != (m.Busta == pec.Malformata) || m.SHA256 != digest(raw) || m.EffectKey == "" {
			t.Fatalf("message %v, error %v", m, err)
		}
		p := m.Verify(trust, time.Time{})
		if nobody := m.Verify(smime.AgID(), time.Time{}); nobody.Level == Certified {
			t.Fatal("certified by nobody")
		}
		if p.Level == Certified {
			sameWord(t, m, p, genuine[m.EffectKey])
		}
		checkProof(t, m, p)
		if m.Inner != nil {
			checkInner(t, m.Inner)
		}
		lineFeeds(t, m, p, trust)
		if !bytes.Equal(raw, before) {
			t.Fatal("the message was written into")
		}
	})
}

// sameWord holds a certified message against the one its provider signed.
func sameWord(t *testing.T, m *Message, p Proof, g *Message) {
	t.Helper()
	switch {
	case g == nil:
		t.Fatalf("certified, but nobody signed these octets: %+v", p)
	case m.Busta != g.Busta || m.Tipo != g.Tipo || m.Format != g.Format:
		t.Fatalf("%s %s %s was signed, %s %s %s is read", g.Format, g.Busta, g.Tipo, m.Format, m.Busta, m.Tipo)
	case !reflect.DeepEqual(m.DatiCert, g.DatiCert):
		t.Fatalf("%+v was signed, %+v is read", g.DatiCert, m.DatiCert)
	case (m.Inner == nil) != (g.Inner == nil) || m.Inner != nil && (m.Inner.Text != g.Inner.Text || m.Inner.From != g.Inner.From || m.Inner.Subject != g.Inner.Subject):
		t.Fatalf("another message is inside: %+v", m.Inner)
	}
}

// checkProof: the level is the least that the reasons allow; a level below certified has a reason.
func checkProof(t *testing.T, m *Message, p Proof) {
	t.Helper()
	least := Certified
	for _, r := range p.Reasons {
		least = min(least, LevelOf(r))
	}
	if p.Level != least || len(m.OverLimit) > 0 && p.Level == Certified || p.Wrapper && (p.Level != Certified || m.Busta != pec.Anomalia) {
		t.Fatalf("%+v, over %v", p, m.OverLimit)
	}
	if m.Signed == nil != p.Has("not_signed") || m.DatiCert != nil && m.Tipo != m.DatiCert.Tipo {
		t.Fatalf("signed %v, %+v", m.Signed != nil, p)
	}
}

// checkInner: what a person is shown or a rule reads is clean and within its caps.
func checkInner(t *testing.T, in *Inner) {
	t.Helper()
	if len(in.Text) > MaxTextBytes || !utf8.ValidString(in.Text) || in.Text != readable(in.Text) {
		t.Fatalf("text %q", in.Text)
	}
	for _, s := range slices.Concat([]string{in.Subject, in.Auto, in.From, in.MessageID}, in.To, in.Cc, in.InReplyTo, in.References) {
		if !utf8.ValidString(s) || strings.IndexFunc(s, unicode.IsControl) >= 0 {
			t.Fatalf("one line of text: %q", s)
		}
	}
	if len(in.To) > MaxAddresses || len(in.Cc) > MaxAddresses || len(in.InReplyTo) > maxIDs || len(in.References) > maxIDs {
		t.Fatalf("%d To, %d Cc, %d ids", len(in.To), len(in.Cc), len(in.References))
	}
	for _, a := range in.Attachments {
		c := a.Content()
		if a.Size != len(c) || a.SHA256 != digest(c) {
			t.Fatalf("%s says %d bytes %s and has %d", a.Name, a.Size, a.SHA256, len(c))
		}
		if !utf8.ValidString(a.Name) || strings.ContainsAny(a.Name, "/\\\x00\r\n\t\u202e") || len(a.Name) > 255 || strings.Trim(a.Name, ".") == "" && a.Name != "" {
			t.Fatalf("name %q", a.Name)
		}
	}
	checkTesto(t, in)
}

// lineFeeds reads the message with bare line feeds, where all its lines end in CRLF.
func lineFeeds(t *testing.T, m *Message, p Proof, trust smime.Trust) {
	t.Helper()
	n := bytes.Count(m.Raw, []byte("\r\n"))
	if n != bytes.Count(m.Raw, []byte("\n")) || n != bytes.Count(m.Raw, []byte("\r")) || len(m.OverLimit) > 0 {
		return
	}
	lf, err := Parse(bytes.ReplaceAll(m.Raw, []byte("\r\n"), []byte("\n")))
	if (err != nil) != (m.Busta == pec.Malformata) || lf.Busta != m.Busta || lf.Tipo != m.Tipo || lf.Format != m.Format {
		t.Fatalf("with line feeds %s %s, not %s %s", lf.Busta, lf.Tipo, m.Busta, m.Tipo)
	}
	if q := lf.Verify(trust, time.Time{}); q.Level != p.Level || !slices.Equal(q.Reasons, p.Reasons) {
		t.Fatalf("with line feeds %s %v, not %s %v", q.Level, q.Reasons, p.Level, p.Reasons)
	}
	if m.Signed != nil && m.Signed.Err == nil && lf.EffectKey != m.EffectKey {
		t.Fatal("the effect key depends on line ends")
	}
	if strings.Contains(strings.ToLower(string(m.Raw)), "utf-16") {
		return // where a line end is half a character
	}
	if a, b := m.Inner, lf.Inner; (a == nil) != (b == nil) || a != nil && (a.Text != b.Text || a.Subject != b.Subject || a.From != b.From || len(a.Attachments) != len(b.Attachments)) {
		t.Fatalf("with line feeds %+v, not %+v", b, a)
	}
}

// FuzzTesto: whatever is written, nothing of it is lost or made up, spans hold, and a second reader finds the same plain codes.
func FuzzTesto(f *testing.F) {
	for _, s := range []string{
		"Il sottoscritto … CF….. chiede\n> citato\n-- \nfirma", "CF rss mrc 69s21 g702w a @ b.example chiocciola", "Il 1/1/2026 x ha scritto:\nDa: x\nInviato: y",
		"\u200b@\u202e＠ﬁ", "Questo messaggio è confidenziale", "İ@İ.example BNCGLI78C48G478A", "a chiocciola b.example (at) c.example", "RSSMRC69S21G702W,rssmrc69s21g702w BNCGLI78C48G478Ax",
	} {
		f.Add(s, "Re: "+s)
	}
	for _, raw := range semi(f) {
		if m, err := Parse(raw); err == nil && m.Inner != nil {
			f.Add(cutText(m.Inner.Text, 3000), m.Inner.Subject)
		}
	}
	f.Fuzz(func(t *testing.T, text, subject string) {
		checkTesto(t, &Inner{Text: cutText(text, MaxTextBytes), Subject: cutText(subject, 1000)})
	})
}

func checkTesto(t *testing.T, in *Inner) {
	t.Helper()
	x := in.Testo()
	if utf8.RuneCountInString(x.Nuovo) != utf8.RuneCountInString(x.Piegato) {
		t.Fatalf("Piegato %q of Nuovo %q", x.Piegato, x.Nuovo)
	}
	piece := map[Dove][]rune{InNuovo: []rune(x.Nuovo), InFirma: []rune(x.Firma), InCitato: []rune(x.Citato), InOggetto: []rune(x.Oggetto)}
	for _, c := range append(x.CF, x.Indirizzi...) {
		r := piece[c.Dove]
		if c.Start < 0 || c.End > len(r) || c.Start >= c.End || string(r[c.Start:c.End]) != c.Testuale {
			t.Fatalf("span of %+v", c)
		}
		if c.Valido && (c.Alterato || !isASCII([]byte(c.Valore))) {
			t.Fatalf("valid although altered: %+v", c)
		}
	}
	for _, c := range x.CF {
		if c.Valido && (!cf.Valido(c.Valore) || cf.Normalizza(c.Testuale) != c.Valore) {
			t.Fatalf("a code that is not written: %+v", c)
		}
	}
	for d, r := range piece {
		if s := string(r); strings.Contains(s, "  ") || strings.Contains(s, "\n\n") || strings.TrimSpace(s) != s {
			t.Fatalf("%s is not normal: %q", d, s)
		}
	}
	all := normal(in.Text).join()
	if got, want := dense(x.Nuovo+x.Citato+x.Firma), dense(all.String()); !slices.Equal(got, want) {
		t.Fatalf("%q became %q, %q and %q", in.Text, x.Nuovo, x.Citato, x.Firma)
	}
	plainCodes(t, x)
}

// dense are the characters of a text but blanks, sorted.
func dense(s string) []rune {
	r := slices.DeleteFunc([]rune(s), unicode.IsSpace)
	slices.SortFunc(r, cmp.Compare[rune])
	return r
}

var rePlainCode = regexp.MustCompile(`[A-Za-z]{6}[0-9L-NP-Vl-np-v]{2}[A-EHLMPR-Ta-ehlmpr-t][0-9L-NP-Vl-np-v]{2}[A-Za-z][0-9L-NP-Vl-np-v]{3}[A-Za-z]`)

// plainCodes: every code of plain letters and digits that stands as a word of its own is a candidate, unless it is in an address.
func plainCodes(t *testing.T, x Testo) {
	t.Helper()
	for _, span := range rePlainCode.FindAllStringIndex(x.Nuovo, -1) {
		before, _ := utf8.DecodeLastRuneInString(x.Nuovo[:span[0]])
		after, _ := utf8.DecodeRuneInString(x.Nuovo[span[1]:])
		if span[0] > 0 && wordRune(before) || span[1] < len(x.Nuovo) && wordRune(after) {
			continue
		}
		from := utf8.RuneCountInString(x.Nuovo[:span[0]])
		covers := func(c Candidato) bool { return c.Dove == InNuovo && c.Start < from+cf.Lunghezza && from < c.End }
		if !slices.ContainsFunc(x.CF, covers) && !slices.ContainsFunc(x.Indirizzi, covers) {
			t.Fatalf("%s is not found in %q: %+v", x.Nuovo[span[0]:span[1]], x.Nuovo, x.CF)
		}
	}
}
