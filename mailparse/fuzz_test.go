package mailparse

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

func first(l []Address, _ bool) []Address { return l }

func FuzzParse(f *testing.F) {
	g := unGestore()
	for _, tipo := range []pec.Tipo{pec.Accettazione, pec.PostaCertificata, pec.AvvenutaConsegna} {
		f.Add(g.busta(f, g.messaggio(tipo, dati(tipo))))
	}
	f.Add(g.busta(f, anomalia(original)))
	f.Add([]byte(nest(5)))
	f.Add([]byte("From: a@b.example\r\nContent-Type: text/html\r\n\r\n<p style=display:none>x<p>y<blockquote>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		m, err := Parse(raw)
		if !bytes.Equal(raw, before) {
			t.Fatal("Parse wrote into the message")
		}
		if m == nil || (err != nil) != (m.Busta == pec.Malformata) || m.SHA256 == "" || m.EffectKey == "" {
			t.Fatalf("message %v, error %v", m, err)
		}
		p := m.Verify(smime.AgID(), time.Time{})
		if p.Level == Certified {
			t.Fatal("certified by nobody")
		}
		if m.Inner == nil {
			return
		}
		if len(m.Inner.Text) > MaxTextBytes || !utf8.ValidString(m.Inner.Text) || strings.ContainsAny(m.Inner.Text, "\r\x00") {
			t.Fatalf("text %q", m.Inner.Text)
		}
		checkTesto(t, m.Inner)
	})
}

func FuzzTesto(f *testing.F) {
	for _, s := range []string{
		"Il sottoscritto … CF….. chiede\n> citato\n-- \nfirma", "CF rss mrc 69s21 g702w a @ b.example chiocciola", "Il 1/1/2026 x ha scritto:\nDa: x\nInviato: y",
		"\u200b@\u202e＠ﬁ", "Questo messaggio è confidenziale", "İ@İ.example BNCGLI78C48G478A", "a chiocciola b.example (at) c.example",
	} {
		f.Add(s, "Re: "+s)
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
	for d, r := range piece {
		if s := string(r); strings.Contains(s, "  ") || strings.Contains(s, "\n\n") || strings.TrimSpace(s) != s {
			t.Fatalf("%s is not normal: %q", d, s)
		}
	}
}
