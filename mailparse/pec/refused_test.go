package pec

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// swapped is the small good document with one thing replaced, which must be there.
func swapped(t *testing.T, old, new string) string {
	t.Helper()
	good := doc(consegnata, testate, datiBase)
	if !strings.Contains(good, old) {
		t.Fatalf("%s is not in the document", old)
	}
	return strings.Replace(good, old, new, 1)
}

// A secretary reads these words beside the message: each fault has its own, and names the place.
func TestWordsOfRefusal(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"<mittente>a@b.it</mittente>", "", `element "mittente" is missing`},
		{">a@b.it<", "> <", `element "mittente" is empty`},
		{">a@b.it<", ">a@b.it</mittente><mittente>c@b.it<", `element "mittente" is there 2 times`},
		{">a@b.it<", ">a<!-- -->@b.it<", `element "mittente" holds more than text`},
		{`<destinatari tipo="certificato">c@d.it</destinatari>`, "", `element "destinatari" is missing`},
		{">c@d.it<", "><b>c@d.it</b><", `element "destinatari" holds more than text`},
		{"<risposte/>", "<risposte/><risposte/>", `element "risposte" is there 2 times`},
		{">i@g<", "><", `element "identificativo" is empty`},
		{"<ora>10:20:30</ora>", "", `element "ora" is missing`},
		{`zona="+0100"`, "", `zona "" is not [+-]hhmm`},
		{"+0100", "+1401", `zona "+1401" is out of range`},
		{"+0100", "+01.00", `zona "+01.00" is not [+-]hhmm`},
		{"01/02/2026", "30/02/2026", `date "30/02/2026" "10:20:30" is not gg/mm/aaaa hh:mm:ss`},
		{"</dati>", "<oggetto>x</oggetto></dati>", `element "oggetto" stands under "dati"`},
		{"</dati>", "<giorno>01/01/2020</giorno></dati>", `element "giorno" stands under "dati"`},
		{"<intestazione>", "<consegna>x@y.it</consegna><intestazione>", `element "consegna" stands under "postacert"`},
		{"</dati>", `<consegna xmlns="urn:x">x@y.it</consegna></dati>`, `element "consegna" stands in a namespace`},
		{"</dati>", `<x:consegna>x@y.it</x:consegna></dati>`, `element "consegna" stands in a namespace`},
		{"<postacert", `<x:postacert`, `element "postacert" stands in a namespace`},
		{`tipo="avvenuta-consegna"`, `tipo="accettazione" x:tipo="avvenuta-consegna"`, `attribute "tipo" stands in a namespace`},
		{`errore="nessuno"`, `xmlns:errore="virus"`, `attribute "errore" stands in a namespace`},
		{`zona="+0100"`, `x:zona="+0100"`, `attribute "zona" stands in a namespace`},
		{`zona="+0100"`, `zona="+0100" zona="+0200"`, `attribute "zona" of "data" is there twice`},
		{"<postacert", "<!DOCTYPE postacert [<!ATTLIST postacert errore CDATA 'virus'>]><postacert", "DOCTYPE declares things of its own"},
		{"<postacert", "<!DOCTYPE postacert [ ]><postacert", "DOCTYPE declares things of its own"},
		{"</postacert>", "</postacert><!DOCTYPE postacert>", "DOCTYPE is not before the root"},
		{"</postacert>", "</postacert><postacert/>", `element "postacert" follows the root`},
		{"</postacert>", "</postacert><!-- x -->", "comment follows the root"},
		{"</postacert>", "</postacert><?x y?>", "processing instruction follows the root"},
		{"</postacert>", "</postacert>.", "text stands outside the root"},
		{"<postacert", ".<postacert", "text stands outside the root"},
		{"<postacert", "<altro", `reading XML: XML syntax error on line 1: element <altro> closed by </postacert>`},
		{"<postacert", "<?x y?><?xml version='1.0'?><postacert", "XML declaration is not at the beginning"},
		{"<postacert", "<?xml version='1.0' encoding='UTF-16'?><postacert", `reading XML: xml: opening charset "UTF-16": encoding "UTF-16" is not accepted`},
		{">o<", ">\x00<", "document contains NUL"},
		{">o<", ">&nbsp;<", "reading XML: XML syntax error on line 1: invalid character entity &nbsp;"},
	} {
		_, err := Parse([]byte(swapped(t, c.old, c.new)))
		if err == nil || err.Error() != "parsing daticert: "+c.want {
			t.Errorf("%s for %s: %v, want %q", c.new, c.old, err, c.want)
		}
	}
}

// Of two faults the first in the order of the DTD is told, and telling stops there.
func TestFirstFaultIsTold(t *testing.T) {
	in := `<postacert tipo="accettazione"><intestazione><destinatari/></intestazione><dati/></postacert>`
	if _, err := Parse([]byte(in)); err == nil || err.Error() != `parsing daticert: element "mittente" is missing` {
		t.Errorf("%v", err)
	}
}

// Each cap at its value and one over it (reliability.md §3.3).
func TestCapsAtAndOver(t *testing.T) {
	elements := func(n int) string { // the small document has 12 elements, and the last cap counts them all
		return doc(consegnata, testate, datiBase+strings.Repeat("<x/>", n-12))
	}
	for _, c := range []struct{ name, in, want string }{
		{"elements", elements(maxNodes), ""},
		{"elements and one", elements(maxNodes + 1), "more than 131072 elements, or more than 16 attributes"},
		{"attributes", doc(consegnata+manyAttrs(maxAttrs-2), testate, datiBase), ""},
		{"attributes and one", doc(consegnata+manyAttrs(maxAttrs-1), testate, datiBase), "more than 131072 elements, or more than 16 attributes"},
		{"depth and one", doc(consegnata, testate, datiBase+strings.Repeat("<x>", maxDepth-1)+strings.Repeat("</x>", maxDepth-1)), "elements are nested deeper than 16"},
		{"bytes and one", doc(consegnata, testate, datiBase) + strings.Repeat(" ", maxBytes), fmt.Sprintf("document of %d bytes is over the limit of 8388608", maxBytes+len(doc(consegnata, testate, datiBase)))},
	} {
		_, err := Parse([]byte(c.in))
		if c.want == "" && err != nil || c.want != "" && (err == nil || err.Error() != "parsing daticert: "+c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// The hostile forms of reliability.md §3.1: none is read, none is fetched, none costs more than its bytes.
func TestHostileXML(t *testing.T) {
	good := doc(consegnata, testate, datiBase)
	laughs := `<!DOCTYPE postacert [<!ENTITY a "ha">`
	for c := 'b'; c <= 'k'; c++ {
		laughs += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
	}
	wide := func(order func(uint16) []byte, in string) (out string) {
		for _, u := range utf16.Encode([]rune(in)) {
			out += string(order(u))
		}
		return out
	}
	big := func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }
	little := func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }
	for name, in := range map[string]string{
		"billion laughs":        laughs + "]>" + strings.Replace(good, ">o<", ">&k;<", 1),
		"laughs without joke":   laughs + "]>" + good,
		"external DTD entity":   `<!DOCTYPE postacert [<!ENTITY % d SYSTEM "http://127.0.0.1/x.dtd">%d;]>` + good,
		"file as a value":       `<!DOCTYPE postacert [<!ENTITY e SYSTEM "file:///dev/zero">]>` + strings.Replace(good, ">o<", ">&e;<", 1),
		"defaults of its own":   `<!DOCTYPE postacert [<!ATTLIST destinatari tipo CDATA "esterno">]>` + good,
		"include":               strings.Replace(good, ">o<", `><xi:include href="file:///etc/passwd"/><`, 1),
		"UTF-16 with mark, BE":  wide(big, "\ufeff"+good),
		"UTF-16 with mark, LE":  wide(little, "\ufeff"+good),
		"UTF-16 bare":           wide(little, good),
		"UTF-7":                 `<?xml version="1.0" encoding="UTF-7"?>` + strings.ReplaceAll(good, "<", "+ADw-"),
		"EBCDIC said":           `<?xml version="1.0" encoding="IBM037"?>` + good,
		"comment splits an id":  strings.Replace(good, "i@g", "i@g<!---->.it", 1),
		"CDATA without end":     strings.Replace(good, ">o<", "><![CDATA[o<", 1),
		"comment without end":   good[:len(good)-12] + "<!-- </postacert>",
		"second document":       good + good,
		"second document below": strings.Replace(good, "</dati>", good+"</dati>", 1),
		"unclosed":              strings.TrimSuffix(good, "</postacert>"),
		"a control character":   strings.Replace(good, ">o<", ">\x0b<", 1),
		"no character at all":   strings.Replace(good, ">o<", ">&#x110000;<", 1),
		"a number of a mile":    strings.Replace(good, ">o<", ">&#"+strings.Repeat("9", 1<<16)+";<", 1),
		"a name of a mile":      strings.Replace(good, "<postacert", "<"+strings.Repeat("è", 1<<16), 1),
		"a zona of a mile":      strings.Replace(good, "+0100", strings.Repeat("1", 1<<16), 1),
		"attribute unquoted":    strings.Replace(good, `tipo="certificato"`, "tipo=certificato", 1),
		"attribute empty":       strings.Replace(good, `tipo="certificato"`, "tipo", 1),
		"markup in attribute":   strings.Replace(good, `tipo="certificato"`, `tipo="<x>"`, 1),
	} {
		if d, err := Parse([]byte(in)); err == nil {
			t.Errorf("%s: is read as %+v", name, d)
		} else if len(err.Error()) > 200 || !utf8.ValidString(err.Error()) {
			t.Errorf("%s: the refusal repeats the attack, %d bytes", name, len(err.Error()))
		}
	}
}

// Encodings: what each label makes of bytes over 127, and when the reading is marked as repaired.
func TestEncodings(t *testing.T) {
	for _, c := range []struct {
		label, subject string
		want           string
		repaired       bool
	}{
		{"UTF-8", "citt\xc3\xa0", "città", false},
		{"UTF-8", "citt\xe0", "città", true},
		{"", "citt\xe0", "città", true},
		{"", "citt\xc3\xa0", "città", false},
		{"utf-8", "\xe2\x82\xac", "€", false},
		{"iso-8859-1", "citt\xe0", "città", false},
		{"ISO-8859-1", "citt\xc3\xa0", "cittÃ\u00a0x", false},
		{"latin1", "\x80", "€", false},
		{"cp1252", "\x92", "’", false},
		{"US-ASCII", "citt\xe0", "città", true},
		{" UTF-8 ", "x", "", false},
		{"ISO-8859-15", "citt\xe0", "", false},
		{"UTF-32", "x", "", false},
		{"UTF-8", "\xff\xfe", "ÿþ", true},
		{"UTF-8", "\xed\xa0\x80", "í\u00a0€", true}, // a surrogate in UTF-8 is none
		{"UTF-8", "\xc0\xbc", "À¼", true},           // an overlong < is no <
	} {
		subject := c.subject
		if strings.HasSuffix(c.want, "\u00a0x") { // a blank at the end would be trimmed
			subject += "x"
		}
		in := swapped(t, ">o<", ">"+subject+"<")
		if c.label != "" {
			in = `<?xml version="1.0" encoding="` + c.label + `"?>` + in
		}
		d, err := Parse([]byte(in))
		switch {
		case c.want == "" && err == nil:
			t.Errorf("%q %q: is read as %q", c.label, c.subject, d.Oggetto)
		case c.want != "" && err != nil:
			t.Errorf("%q %q: %v", c.label, c.subject, err)
		case err == nil && (d.Oggetto != c.want || d.Repaired != c.repaired):
			t.Errorf("%q %q: %q, repaired %v", c.label, c.subject, d.Oggetto, d.Repaired)
		}
	}
}

// Every zona there is, in both spellings, and the instant each gives.
func TestEveryZona(t *testing.T) {
	for m := -15 * 60; m <= 15*60; m++ {
		sign, abs := '+', m
		if m < 0 {
			sign, abs = '-', -m
		}
		for _, form := range []string{"%c%02d%02d", "%c%02d:%02d"} {
			zona := fmt.Sprintf(form, sign, abs/60, abs%60)
			d, err := Parse([]byte(swapped(t, "+0100", zona)))
			if (err == nil) != (abs <= 14*60) {
				t.Errorf("%s: %v", zona, err)
			}
			if err != nil {
				continue
			}
			if want := rome(2026, 2, 1, 10, 20, 30, 0).Unix() - int64(m)*60; d.Data.Unix() != want {
				t.Errorf("%s: %v", zona, d.Data)
			}
		}
	}
}

// BenchmarkTokens is the floor of BenchmarkParse, in the same run: the tokens of the same document, nothing kept.
func BenchmarkTokens(b *testing.B) {
	x := string(readFile(b, "accettazione.xml"))
	b.SetBytes(int64(len(x)))
	for b.Loop() {
		d := xml.NewDecoder(strings.NewReader(x))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}
