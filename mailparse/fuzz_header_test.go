package mailparse

import (
	"bytes"
	"mime"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// secondHeader reads a header from RFC 5322 §2.2 a second way: first lines, then fields of one and more lines.
func secondHeader(s string) (h Header, rest string) {
	var head []string
	for rest = s; rest != ""; {
		line, after, ended := strings.Cut(rest, "\n")
		rest = after
		if ended {
			line = strings.TrimSuffix(line, "\r")
		}
		if strings.Trim(line, "\r") == "" {
			break
		}
		head = append(head, line)
	}
	for i, first := 0, true; i < len(head); {
		n := 1
		for i+n < len(head) && strings.Trim(head[i+n][:1], " \t") == "" {
			n++
		}
		group := head[i : i+n]
		i += n
		if strings.Trim(group[0][:1], " \t") == "" { // only the first line of all can begin so
			h.Bad += n
			continue
		}
		name, value, colon := strings.Cut(group[0], ":")
		name = strings.TrimRight(name, " \t")
		bare := name != "" && strings.IndexFunc(name, func(r rune) bool { return r <= ' ' || r >= 0x7f }) < 0
		if !colon || !bare || strings.Contains(group[0], "\x00") {
			if !(first && strings.HasPrefix(group[0], "From ")) {
				h.Bad++
			}
			first = false
			continue
		}
		first = false
		value = strings.Trim(value, " \t")
		for _, more := range group[1:] {
			if strings.Contains(more, "\x00") {
				h.Bad++
				continue
			}
			value += " " + strings.Trim(more, " \t")
		}
		h.Fields = append(h.Fields, Field{name, strings.TrimLeft(strings.TrimRight(value, " \t\r"), " \t")})
	}
	return h, rest
}

// FuzzParseHeader: within the caps a second reader finds the same fields and bad lines and the same rest, so every byte is
// accounted for; over them the caps hold and are named.
func FuzzParseHeader(f *testing.F) {
	for _, s := range []string{"A: 1\r\n b\r\nbad\r\n\r\nx", "From x\nA:\n", ":\n\n", "A: =?utf-8?q?x?=\r\n\r\n", "Content-Type: a/b; n*0*=x''%41; n*1=y\n\n", " a\r\n b\n\nc", "A:\x00\n b\n\r\n", "A: b\r", "A: b\r\r\n\r\n"} {
		f.Add([]byte(s))
	}
	for _, raw := range semi(f) {
		f.Add(raw[:min(len(raw), 2000)])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		h, rest := ParseHeader(b)
		if !bytes.Equal(b, before) || !bytes.HasSuffix(b, rest) || len(h.Fields) > MaxHeaderFields {
			t.Fatal("the input was changed, rest is not its end, or too many fields")
		}
		for _, x := range h.Fields {
			if x.Name == "" || strings.ContainsAny(x.Value, "\n\x00") || len(x.Value) > MaxFieldBytes {
				t.Fatalf("field %q", x)
			}
			if h.Get(x.Name) == "" && h.Count(x.Name) == 1 && x.Value != "" || len(h.All(x.Name)) != h.Count(x.Name) {
				t.Fatalf("%q is not found", x.Name)
			}
		}
		if len(h.Over) > 0 {
			if len(b) <= MaxFieldBytes && bytes.Count(b, []byte("\n")) < MaxHeaderFields {
				t.Fatalf("%v in %d bytes", h.Over, len(b))
			}
			return
		}
		if want, end := secondHeader(string(b)); !slices.Equal(h.Fields, want.Fields) || h.Bad != want.Bad || string(rest) != end {
			t.Fatalf("%q:\n%q and rest %q\n%q and rest %q", b, h.Fields, rest, want.Fields, end)
		}
	})
}

// FuzzAddresses: what is read as an address is one, in our spelling, and reads as itself; where net/mail reads a list, the same
// mailboxes come out, so that two readers never see two senders.
func FuzzAddresses(f *testing.F) {
	for _, s := range []string{"a@b.example", `"Rossi, Mario" <M@B.example>, c@d.example (x)`, "gruppo: a@b, c@d;, e@f", "<@a,@b:c@d>", `"a@b" <c@d>`, `a "b@c" <d@e>`, "a@b@c", "<<a@b>>", "a <b@c> d@e", "=?utf-8?q?x=2C?= <a@b>", `"\"<a@b>,"<c@d>`,
		"a@[1.2.3.4]", "a@[IPv6:::1]", "\u0410@b", "(a@b", "(a@b)c@d", "a\x00@b", "\"", "K@\u212a.example", `"a"@b, "a b"@c, "a\@b"@c`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, over := ParseAddresses(s)
		if len(list) > MaxAddresses || over && len(list) != MaxAddresses || len(list) > 1+strings.Count(s, ",")+strings.Count(s, ";") {
			t.Fatalf("%d addresses, over %v", len(list), over)
		}
		var specs []string
		for _, a := range list {
			if a.Addr != lowerASCII(a.Addr) || len(a.Addr) > 320 || strings.ContainsAny(a.Addr, "<> ,") || strings.IndexFunc(a.Addr, unicode.IsControl) >= 0 || !utf8.ValidString(a.Addr) {
				t.Fatalf("%q: address %q", s, a.Addr)
			}
			if i := strings.LastIndex(a.Addr, "@"); i <= 0 || i == len(a.Addr)-1 || !strings.Contains(lowerASCII(s), a.Addr[i+1:]) {
				t.Fatalf("%q: address %q is not of the input", s, a.Addr)
			}
			if !utf8.ValidString(a.Name) || strings.ContainsAny(a.Name, "\r\n\x00") {
				t.Fatalf("%q: name %q", s, a.Name)
			}
			specs = append(specs, a.Addr)
		}
		if again := ourSpecs(strings.Join(specs, ", ")); !slices.Equal(again, specs) {
			t.Fatalf("%q: %q read again as %q", s, specs, again)
		}
		want, ok := addrSpecs(s)
		if !ok || len(want) > MaxAddresses || !plainSpecs(want) {
			return
		}
		ours := unquotedSpecs(specs)
		if !sequenza(ours, want) || len(ours) < len(want) && len(s) <= 320 && !reBlanks.MatchString(replaceComments(s, " ")) {
			t.Fatalf("%q: %q, net/mail reads %q", s, specs, want)
		}
	})
}

// reBlanks are blanks within an address, which we refuse and RFC 5322 §4.4 takes.
var reBlanks = regexp.MustCompile(`[@.]\s|\s[@.]`)

// sequenza reports whether all of a stand in b, in order.
func sequenza(a, b []string) bool {
	for _, x := range b {
		if len(a) > 0 && a[0] == x {
			a = a[1:]
		}
	}
	return len(a) == 0
}

// plainSpecs reports whether all are dot-atoms at a domain: net/mail gives others unquoted.
func plainSpecs(list []string) bool {
	for _, a := range list {
		if strings.Count(a, "@") != 1 || strings.ContainsAny(a, "\"\\ ()<>,;:[]\t") || !isASCII([]byte(a)) {
			return false
		}
	}
	return true
}

// unquotedSpecs writes "a"@b as a@b, which is the same mailbox (RFC 5321 §4.1.2); we keep the spelling, so it never equals one
// that is written otherwise.
func unquotedSpecs(list []string) []string {
	out := slices.Clone(list)
	for i, a := range out {
		if strings.HasPrefix(a, `"`) {
			out[i] = unquote(a) + a[strings.LastIndex(a, "@"):]
		}
	}
	return out
}

// FuzzWords: any value becomes one line of clean text no longer than it may; what the stdlib encodes, in any of its ways, comes back.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"=?utf-8?q?a=C3=A8?= =?utf-8?b?YQ==?=", "=?iso-8859-1?q?perch=E9_?= x", "=?utf-8*it?Q?=20?=", "=?x?b?=?=", "=?utf-8?b?w6?= =?utf-8?b?qA==?=", "=??q?a?=", "a\r\n b", "\xe8", "=?utf-16?b?AGEADQAK?="} {
		f.Add(s, "perché così? "+s)
	}
	f.Fuzz(func(t *testing.T, raw, text string) {
		got := DecodeWords(raw)
		if !utf8.ValidString(got) || got != oneLine(got) || len(got) > 4*len(raw) {
			t.Fatalf("%q: %q", raw, got)
		}
		text = strings.ToValidUTF8(text, "")
		if strings.Contains(text, "=?") || len(text) > 2000 {
			return // not every reader's way to write these is the same
		}
		want := oneLine(text)
		for _, e := range []mime.WordEncoder{mime.QEncoding, mime.BEncoding} {
			if enc := e.Encode("utf-8", text); DecodeWords(enc) != want {
				t.Fatalf("%q as %q: %q", text, enc, DecodeWords(enc))
			}
			if enc := "x " + e.Encode("UTF-8", text) + " y"; strings.HasPrefix(enc, "x =?") && DecodeWords(enc) != oneLine("x "+text+" y") {
				t.Fatalf("%q as %q: %q", text, enc, DecodeWords(enc))
			}
		}
	})
}

// FuzzParams: where the stdlib reads a media type its parameters are ours; what the stdlib writes is read back.
func FuzzParams(f *testing.F) {
	for _, s := range []string{"text/plain; charset=utf-8", `multipart/mixed; boundary="a;b"; x=y (z)`, "a/b; n*0*=utf-8''%41; n*1=b; n*2*=%42", "a/b;;;c", "a/b; c=d; c=e", "a/b; n*=iso-8859-1'it'%e8", `a/b; name="\""`, "A / B ; C = d", "a/b; n*99=x; n*0=y", "a/b (c;d=e); f=g"} {
		f.Add(s, "perché.pdf")
	}
	f.Fuzz(func(t *testing.T, s, text string) {
		m := parseMedia(s)
		if m.value != strings.ToLower(m.value) || strings.IndexFunc(m.value, func(r rune) bool { return r <= ' ' || r >= 0x7f }) >= 0 || m.over == "rfc2231_pieces" && strings.Count(s, "*") <= MaxPieces {
			t.Fatalf("%q: %+v", s, m)
		}
		for k, v := range m.params {
			if k == "" || k != lowerASCII(k) || len(v) > 4*len(s) {
				t.Fatalf("%q: %q=%q", s, k, v)
			}
		}
		if v, params, err := mime.ParseMediaType(s); err == nil && !strings.ContainsAny(s, "\\\r\n(\x7f") && isASCII([]byte(s)) {
			sameMedia(t, s, m, v, params)
		}
		text = strings.ToValidUTF8(text, "")
		if enc := mime.FormatMediaType("application/pdf", map[string]string{"name": text}); enc != "" && text != "" && parseMedia(enc).param("name") != text {
			t.Fatalf("%q as %q: %q", text, enc, parseMedia(enc).param("name"))
		}
	})
}

func sameMedia(t *testing.T, s string, m media, value string, params map[string]string) {
	t.Helper()
	if m.value != value {
		t.Fatalf("%q: %q, the stdlib reads %q", s, m.value, value)
	}
	for k, v := range params {
		if strings.Contains(s, "*") { // the stdlib knows two charsets and no limits
			continue
		}
		if m.param(k) != v {
			t.Fatalf("%q: %s is %q, the stdlib reads %q", s, k, m.param(k), v)
		}
	}
}

// FuzzDate: where net/mail reads a date with an offset in figures, we read no other instant; a date that was written comes back.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"Mon, 23 Nov 2026 09:12:33 +0100", "23 Nov 26 09:12 -0000 (x)", "Tue, 3 Nov 2026 08:12:33 GMT", "2026-11-03T09:12:33+01:00", "Mon, 23 Nov 2026 09:12:33 CEST", "1 Jan 0001 00:00:00 +0000", "31 Dec 9999 23:59:60 +9999"} {
		f.Add(s, int64(1795421553))
	}
	f.Fuzz(func(t *testing.T, s string, unix int64) {
		got := ParseDate(s)
		if y := got.Year(); y < 0 || y > 9999 {
			t.Fatalf("%q: year %d", s, y)
		}
		if want, err := mail.ParseDate(s); err == nil && !got.IsZero() && !got.Equal(want) && strings.ContainsAny(stripComments(s), "+-") {
			t.Fatalf("%q: %v, net/mail reads %v", s, got, want)
		}
		at := time.Unix(unix%(1<<36), 0).UTC()
		if at.Year() < 0 || at.Year() > 9999 {
			return
		}
		for _, l := range []string{time.RFC1123Z, "2 Jan 2006 15:04:05 -0700", time.RFC3339} {
			if w := at.Format(l); !ParseDate(w).Equal(at) {
				t.Fatalf("%q: %v", w, ParseDate(w))
			}
		}
	})
}
