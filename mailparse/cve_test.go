package mailparse

import (
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// The classes of faults that were found in Go's own readers of mail (reliability.md §3.4), each as hand-made input through Parse and
// Verify. The readers here are others; the shapes that broke those must not break these.

// TestKnownBombs: shapes that cost the stdlib quadratic time, its stack or its memory cost us little.
func TestKnownBombs(t *testing.T) {
	field := func(name, value string) string { return name + ": " + value + "\r\n" }
	fill := func(unit string) string { return pieno(unit, MaxFieldBytes-100) }
	daticert := func(xml string) string {
		return "From: a@b.example\r\nX-Ricevuta: accettazione\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: application/xml; name=daticert.xml\r\n\r\n" + xml + "\r\n--m--\r\n"
	}
	signed := func(p7s string) string {
		return "From: a@b.example\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s\r\n\r\n--s\r\n\r\nx\r\n--s\r\nContent-Type: application/pkcs7-signature\r\n" +
			"Content-Transfer-Encoding: base64\r\n\r\n" + wrapBase64([]byte(p7s)) + "\r\n--s--\r\n"
	}
	for name, raw := range map[string]string{
		"GO-2026-4977 phrase of atoms":           field("From", fill("a ")+"<a@b.example>"),
		"GO-2026-4977 phrase of strings":         field("From", fill(`"a" `)+"<a@b.example>"),
		"GO-2026-4977 phrase of encoded words":   field("From", fill("=?utf-8?q?a?= ")+"<a@b.example>"),
		"GO-2026-4986 open comments":             field("From", fill("(")+"a@b.example"),
		"GO-2026-4986 nested comments":           field("From", fill("(")[:30000]+fill(")")[:30000]+"a@b.example"),
		"GO-2026-4986 many comments":             field("From", fill("(a)")+"a@b.example"),
		"GO-2026-4986 escapes in comments":       field("From", "("+fill(`\)`)+")a@b.example"),
		"GO-2025-4006 domain literals":           field("From", fill("a@[")),
		"GO-2025-4006 quoted local parts":        field("From", fill(`"a".`)+"a@b.example"),
		"GO-2025-4006 commas in strings":         field("From", fill(`","`)),
		"GO-2025-4006 routes":                    field("From", "<"+fill("@a,")+":a@b.example>"),
		"GO-2026-5038 words cut off":             field("Subject", fill("=?utf-8?q?")),
		"GO-2026-5038 words without end":         field("Subject", fill("=?utf-8?b?YQ")),
		"GO-2026-5038 empty words":               field("Subject", fill("=?utf-8?q??=")),
		"GO-2026-5038 charsets nobody knows":     field("Subject", fill("=?x?q?=E8?=")),
		"GO-2026-5038 words in parameters":       field("Content-Disposition", `attachment; filename="`+fill("=?utf-8?q?a?= ")+`"`),
		"GO-2026-5972 30 80 a million times":     signed(strings.Repeat("\x30\x80", 500000)),
		"GO-2026-5972 a0 80 a million times":     signed(strings.Repeat("\xa0\x80", 500000)),
		"GO-2026-5972 24 80 a million times":     signed(strings.Repeat("\x24\x80", 500000)),
		"GO-2025-4011 two gigabytes said":        signed("\x30\x84\x7f\xff\xff\xff\x02\x01\x01"),
		"GO-2025-4011 a million small values":    signed("\x30\x83\x0f\x42\x40" + strings.Repeat("\x05\x00", 500000)),
		"GO-2026-6088 nested elements":           daticert(strings.Repeat("<a>", 1<<20)),
		"GO-2026-6088 nested and closed":         daticert(strings.Repeat("<a>", 1<<19) + strings.Repeat("</a>", 1<<19)),
		"GO-2026-6088 nested declarations":       daticert("<!DOCTYPE a " + strings.Repeat("<", 1<<20) + strings.Repeat(">", 1<<20) + "<a/>"),
		"GO-2026-6088 an element of attributes":  daticert("<a " + pieno(`b="c" `, 1<<20) + "/>"),
		"GO-2026-6088 one long name":             daticert("<" + strings.Repeat("a", 1<<20) + "/>"),
		"GO-2026-6088 namespaces":                daticert("<a " + pieno(`xmlns:b="c" `, 1<<20) + "/>"),
		"GO-2026-6088 entities":                  daticert("<!DOCTYPE a [<!ENTITY b \"" + strings.Repeat("&b;", 1000) + "\">]><a>&b;</a>"),
		"header of colons":                       fill("a:") + "\r\n" + field("From", "a@b.example"),
		"a multipart of its own boundary, again": field("From", "a@b.example") + pieno("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n", 1<<20),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		m, _ := Parse([]byte(raw + "\r\ntesto"))
		p := m.Verify(smime.AgID(), time.Time{})
		if m.Inner != nil {
			m.Inner.Testo()
		}
		d := time.Since(start)
		runtime.ReadMemStats(&after)
		if p.Level == Certified {
			t.Errorf("%s: certified", name)
		}
		if d > 30*time.Second { // a quadratic reader takes minutes; the limit leaves room for the race detector on a busy machine
			t.Errorf("%s: took %v", name, d)
		}
		if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 200 {
			t.Errorf("%s: %d MB for %d bytes", name, mb, len(raw))
		}
	}
}

// TestCommentsAreNoSenders (GO-2024-2609): what stands in a comment, a name or a quoted string is nobody's address.
func TestCommentsAreNoSenders(t *testing.T) {
	const own = "posta-certificata@pec.gestore.example"
	for in, want := range map[string]string{
		"x@evil.example (" + own + ")":              "x@evil.example",
		"(" + own + ") <x@evil.example>":            "x@evil.example",
		"(" + own + ", ) x@evil.example":            "x@evil.example",
		`"` + own + `" <x@evil.example>`:            "x@evil.example",
		own + " <x@evil.example>":                   "x@evil.example",
		`"<` + own + `>," <x@evil.example>`:         "x@evil.example",
		"(a <" + own + ">) x@evil.example":          "x@evil.example",
		"x@evil.example(" + own:                     "x@evil.example",
		"(\\)" + own + ") x@evil.example":           "x@evil.example",
		"=?utf-8?q?" + own + "?= <x@evil.example>":  "x@evil.example",
		own + "(.evil.example)":                     own,
		"x@evil.example\\, <" + own + ">":           own, // no sole mailbox, so from_mismatch
		"<x@evil.example> <" + own + ">":            "",
		own + ":x@evil.example;":                    "x@evil.example",
		"x(" + own + ")@evil.example":               "",
		`"x@evil.example"@pec.gestore.example`:      `"x@evil.example"@pec.gestore.example`,
		"posta-certificata(a)@pec.gestore.example":  "",
		"posta-certificata@pec(.gestore).example":   "",
		"posta-certificata@pec.gestore.example\x00": "",
	} {
		h, _ := ParseHeader([]byte("From: " + in + "\r\n\r\n"))
		got, _ := h.addrs("From")
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %q, want %q", in, s, want)
		}
	}
}

// TestErrorsQuote (GO-2026-5039): what an error quotes of a mail has no control, no line end and no direction mark, and is short.
func TestErrorsQuote(t *testing.T) {
	const evil = "x\u202e\x1b[2J\x7f\u0085\u2028\u200b"
	g := unGestore()
	for _, xml := range []string{
		"<" + strings.Repeat("n", 1<<20) + "/>", "<postacert tipo='" + evil + "'/>", "<po\u0301stacert/>", "<a xmlns='" + strings.Repeat("u", 1<<20) + "'/>", "<?xml version='1.0' encoding='" + evil + "'?><a/>",
		"<postacert tipo='x'><intestazione><mittente>a</mittente><mittente>" + evil + "</mittente></intestazione></postacert>", "&" + evil + ";", "<a>" + evil, "<\xe2\x80\xae/>", "<a></" + strings.Repeat("b", 1<<20) + ">",
		strings.Replace(string(dati(pec.Accettazione).XML()), "<giorno>", "<giorno>"+evil, 1), strings.Replace(string(dati(pec.Accettazione).XML()), `zona="`, `zona="`+evil+strings.Repeat("9", 1<<16), 1),
	} {
		l := g.messaggio(pec.Accettazione, dati(pec.Accettazione))
		l.parts[1] = xmlPart("daticert.xml", []byte(xml))
		m := mustParse(t, g.busta(t, l))
		if m.DatiCertErr == nil {
			if m.DatiCert != nil {
				continue // it can be read, and then values are shown as values
			}
			t.Errorf("%.60q: no error", xml)
			continue
		}
		if s := m.DatiCertErr.Error(); len(s) > 400 || strings.IndexFunc(s, func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028'
		}) >= 0 {
			t.Errorf("%.60q: the error is %q", xml, s)
		}
	}
}
