package mailparse

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// limite is a cap of reliability.md §3.3: a busta that has as much of a thing as said.
type limite struct {
	nome string // as OverLimit names it
	max  int
	con  func(o *opera, n int)
	poi  func(s string, n int) string
	// oltre is the verdict on one more, where it is not mismatch resource_limit.
	oltre string
	anche string // caps that are passed with it: what could not be split is shown as a text
	grave bool   // hundreds of megabytes: left out in -short
}

// limiti are all of them.
func limiti() []limite {
	originale := func(f func(n int) string) func(*opera, int) {
		return func(o *opera, n int) { o.parti[2] = emlPart("postacert.eml", f(n)) }
	}
	const testa = "From: Giulia <giulia.bianchi@iscritti.example>\r\n"
	return []limite{
		{nome: "message_bytes", max: MaxMessageBytes, grave: true, poi: func(s string, n int) string { return s + strings.Repeat("\n", n-len(s)) }},
		{nome: "header_bytes", max: MaxHeaderBytes, poi: func(s string, n int) string {
			head := strings.Index(s, "\r\n\r\n") + 4
			var b strings.Builder
			for n-head-b.Len() > 2000 {
				b.WriteString("X: " + strings.Repeat("y", 995) + "\r\n")
			}
			b.WriteString("X: " + strings.Repeat("y", n-head-b.Len()-5) + "\r\n")
			return inFondo(s, b.String())
		}},
		{nome: "header_fields", max: MaxHeaderFields, poi: func(s string, n int) string {
			h, _ := ParseHeader([]byte(s))
			return inFondo(s, strings.Repeat("X: y\r\n", n-len(h.Fields)))
		}},
		{nome: "field_bytes", max: MaxFieldBytes, poi: func(s string, n int) string { return inFondo(s, "X: "+strings.Repeat("y", n)+"\r\n") }},
		{nome: "mime_depth", max: MaxDepth, con: originale(nest)},
		{nome: "mime_parts", max: MaxParts, con: originale(manyParts)},
		{nome: "text_bytes", max: MaxDecodedText, con: originale(func(n int) string { return testa + "\r\n" + strings.Repeat("x", n) })},
		{nome: "addresses", max: MaxAddresses, con: originale(func(n int) string { return testa + "To: " + strings.Repeat("x@y.example,", n) + "\r\n\r\nx" })},
		{nome: "rfc2231_pieces", max: MaxPieces, con: originale(func(n int) string {
			s := testa + "Content-Type: text/plain"
			for i := range n {
				s += fmt.Sprintf("; name*%d=x", i)
			}
			return s + "\r\n\r\nx"
		})},
		{nome: "p7s_bytes", max: MaxP7SBytes, con: func(o *opera, n int) { o.firma.liberi = piena(o, n) }, oltre: "broken sig_limit resource_limit"},
		{nome: "daticert_bytes", max: MaxDatiCertBytes, con: func(o *opera, n int) {
			x := string(datiFermi("posta-certificata").XML())
			o.daticert(x + strings.Repeat("\n", n-len(x)))
		}, oltre: "mismatch daticert_bad resource_limit"},
		{nome: "nested_messages", max: maxNested, con: originale(func(n int) string {
			s := testa + "\r\nchiedo"
			for range n { // the original itself is the first that is opened
				s = testa + "Content-Type: message/rfc822\r\n\r\n" + s
			}
			return s
		})},
		{nome: "opened_bytes", max: MaxOpenedBytes, grave: true, con: originale(func(n int) string {
			return testa + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat(" ", n-8) + "YTogYg==" // a: b
		})},
		{nome: "open_quotes", max: maxOpenQuotes, con: originale(func(n int) string {
			return testa + "Content-Type: text/plain" + strings.Repeat("; x=\"\\\"", n) + "\r\n\r\nx"
		})},
		{nome: "split_bytes", max: MaxSplitBytes, grave: true, anche: " text_bytes", con: func(o *opera, n int) {
			const levels = 18
			misura := func(leaf int) int { // what is looked through grows evenly with the leaf
				x := sana(pec.PostaCertificata)
				x.parti[2] = emlPart("postacert.eml", profonda(levels, leaf))
				return guardati(x.raw())
			}
			none, each := misura(0), misura(1)-misura(0)
			leaf := (n - none) / each
			o.parti[2] = emlPart("postacert.eml", profonda(levels, leaf))
			o.dopo = strings.Repeat(" ", n-none-leaf*each)
		}},
	}
}

// inFondo puts fields at the end of the outer header: what is beyond a cap is not read, and the rest must be.
func inFondo(s, fields string) string {
	head, body, _ := strings.Cut(s, "\r\n\r\n")
	return head + "\r\n" + fields + "\r\n" + body
}

// piena is an unsigned attribute that makes the signature of a message n bytes long.
func piena(o *opera, n int) []byte {
	o.firma.ottetti = []byte(mixed(o.parti...))
	pad := n - 8000
	for {
		o.firma.liberi = tlv(0xa1, derAttr("\x2a\x03\x04", derOctets(make([]byte, pad))))
		have := len(o.firma.der())
		if have == n {
			return o.firma.liberi
		}
		pad += n - have
	}
}

// TestLimiti: each cap at its value leaves a busta certified; one more is named in OverLimit, is resource_limit and never certified.
func TestLimiti(t *testing.T) {
	names := map[string]bool{}
	for _, l := range limiti() {
		names[l.nome] = true
		if l.grave && testing.Short() {
			t.Logf("SKIPPED: %s in -short", l.nome)
			continue
		}
		for _, n := range []int{l.max, l.max + 1} {
			start := time.Now()
			o := sana(pec.PostaCertificata)
			if l.con != nil {
				l.con(o, n)
			}
			raw := o.raw()
			if l.poi != nil {
				raw = l.poi(raw, n)
			}
			m := mustParse(t, []byte(raw))
			p := m.Verify(caso{}.trust(), istante)
			got, want := verdetto(m, p, ""), "certified"
			over := ""
			if n > l.max {
				over = l.nome + l.anche
				if want = l.oltre; want == "" {
					want = "mismatch resource_limit"
				}
			}
			if strings.TrimSpace(strings.SplitN(got, "|", 2)[0]) != want || strings.Join(m.OverLimit, " ") != over {
				t.Errorf("%s at %d: %s, over %v; want %s", l.nome, n, got, m.OverLimit, want)
			}
			if d := time.Since(start); d > 30*time.Second {
				t.Errorf("%s at %d: %v", l.nome, n, d)
			}
		}
	}
	for _, want := range nomiDeiLimiti(t) {
		if !names[want] {
			t.Errorf("%s is tried nowhere", want)
		}
	}
}

// nomiDeiLimiti are the names that the code gives to OverLimit, as its source has them.
func nomiDeiLimiti(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	given := regexp.MustCompile(`(?:over\.add\(|\.over\(|over = )"([a-z0-9_]+)"`)
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		for _, m := range given.FindAllSubmatch(b, -1) {
			names = append(names, string(m[1]))
		}
	}
	if len(names) < 12 {
		t.Fatalf("only %v are found in the source", names)
	}
	return names
}

// profonda is an original of so many multiparts within one another around a leaf of so many bytes.
func profonda(levels, leaf int) string {
	return strings.Replace(nest(levels), "text/plain", "application/octet-stream", 1) + strings.Repeat("x", leaf)
}

// guardati are the bytes that are looked through for delimiters in a message.
func guardati(raw string) int {
	var over limits
	root := splitTree([]byte(raw), &over)
	p := parser{m: &Message{Raw: []byte(raw), Header: root.header}, over: &over}
	p.read(root)
	return over.split
}

// TestV15CapsOfCMS: the caps inside a signature at their value and one above: they are sig_limit and have no name of their own, for the
// message around is read whole.
func TestV15CapsOfCMS(t *testing.T) {
	deep := func(n int) []byte { // an unsigned attribute whose value lies n deep in the whole
		v := []byte{5, 0}
		for range n - 9 { // ContentInfo, [0], SignedData, SET, SignerInfo, [1], Attribute, SET stand above
			v = derSeq(v)
		}
		return tlv(0xa1, derAttr("\x2a\x03\x04", v))
	}
	for name, c := range map[string]struct {
		max int
		con func(o *opera, n int)
	}{
		"depth": {32, func(o *opera, n int) { o.firma.liberi = deep(n) }},
		"certificates": {16, func(o *opera, n int) {
			o.firma.certs = append(o.firma.certs, slices.Repeat(o.firma.certs[1:2], n-2)...)
		}},
		"lists": {1, func(o *opera, n int) {
			o.firma.crl = slices.Repeat([][]byte{elenco(laCA(), istante, istante.Add(time.Hour), false).Raw}, n)
		}},
		"RSA bits": {8192, func(o *opera, n int) { chiaveStrana(8192+(n-8192)*2048, 65537)(o) }},
	} {
		for _, n := range []int{c.max, c.max + 1} {
			o := sana(pec.PostaCertificata)
			c.con(o, n)
			m := mustParse(t, []byte(o.raw()))
			p := m.Verify(caso{}.trust(), istante)
			want := "certified"
			if n > c.max {
				want = "broken sig_limit"
			}
			if got := strings.Join(append([]string{p.Level.String()}, p.Reasons...), " "); got != want || len(m.OverLimit) > 0 {
				t.Errorf("%s at %d: %s, over %v; want %s", name, n, got, m.OverLimit, want)
			}
		}
	}
}
