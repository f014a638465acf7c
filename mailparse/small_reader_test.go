package mailparse

import (
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/quotedprintable"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestComments: comments nest, hold quoted pairs, and are none within quoted strings (RFC 5322 §3.2.2).
func TestComments(t *testing.T) {
	for in, want := range map[string]string{
		"a": "a", "a(b)c": "ac", "a(b(c)d)e": "ae", `a(b\)c)d`: "ad", `a(b\(c)d`: "ad", `"a(b)"c(d)`: `"a(b)"c`, `"a\"(b)"(c)`: `"a\"(b)"`, "a(b": "a", "a)b": "a)b", "(a)(b)": "",
		`("a)b")c`: `b")c`, `a\(b)`: `a\`, "": "", `(\`: "", `"(`: `"(`, `"a"(b)"c(d)"`: `"a""c(d)"`,
	} {
		if got := stripComments(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestEncodingsAgainstStdlib encodes bytes of every value and length: what the stdlib decodes we decode, and say that nothing is amiss.
func TestEncodingsAgainstStdlib(t *testing.T) {
	r := rand.New(rand.NewPCG(2045, 6))
	for n := range 600 {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.UintN(256))
		}
		if got, bad := decodeTransfer("base64", []byte(wrapBase64(b))); string(got) != string(b) || bad {
			t.Fatalf("base64 of %d bytes: %q, bad %v", n, got, bad)
		}
		if got, bad := decodeTransfer("base64", []byte(base64.RawStdEncoding.EncodeToString(b))); string(got) != string(b) || bad {
			t.Fatalf("base64 of %d bytes without padding: %q, bad %v", n, got, bad)
		}
		var q strings.Builder
		for _, c := range b {
			q.WriteString(fmt.Sprintf("=%02X", c))
			if r.IntN(20) == 0 {
				q.WriteString("=\r\n")
			}
		}
		std, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(q.String())))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{q.String(), strings.ToLower(q.String())} {
			if got, bad := decodeTransfer("quoted-printable", []byte(s)); string(got) != string(std) || string(got) != string(b) || bad {
				t.Fatalf("quoted-printable of %d bytes: %q, stdlib %q, bad %v", n, got, std, bad)
			}
		}
	}
}

// TestDamagedEncodings: what cannot be decoded costs only itself and is told.
func TestDamagedEncodings(t *testing.T) {
	for _, c := range []struct{ cte, in, want string }{
		{"base64", "Y2lh\x00bw==", "ciao"}, {"base64", "Y2lhbw==Y2lhbw==", "ciao"}, {"base64", "Y2lhbw==\r\n\r\nAntivirus", "ciao"}, {"base64", "Y2lhb", "cia"}, {"base64", "è", ""},
		{"quoted-printable", "a=E", "a=E"}, {"quoted-printable", "a=\xe8b", "a=\xe8b"}, {"quoted-printable", "=G0=0G==20", "=G0=0G= "}, {"quoted-printable", "fine=3", "fine=3"},
		{"x-zip", "abc", "abc"}, {"base-64", "YWJj", "YWJj"}, {"quoted", "=20", "=20"},
	} {
		if got, bad := decodeTransfer(c.cte, []byte(c.in)); string(got) != c.want || !bad {
			t.Errorf("%s %q: %q, bad %v", c.cte, c.in, got, bad)
		}
	}
	for _, cte := range []string{"7bit", "8BIT", " binary ", "7bit;", "8bit (commento)", `"7bit"`, ""} {
		if got, bad := decodeTransfer(cte, []byte("a=20\x00")); string(got) != "a=20\x00" || bad {
			t.Errorf("%q: %q, bad %v", cte, got, bad)
		}
	}
}

// TestDatesOfClients: the forms of RFC 5322 §3.3 and §4.3 that occur are read to the same instant; what is no date is none.
func TestDatesOfClients(t *testing.T) {
	want := time.Date(2026, 11, 3, 8, 12, 33, 0, time.UTC)
	for _, s := range []string{
		"Tue, 3 Nov 2026 09:12:33 +0100", "Tue, 03 Nov 2026 09:12:33 +0100", "3 Nov 2026 09:12:33 +0100", "Tue, 3 Nov 2026 08:12:33 GMT", "Tue, 3 Nov 2026 08:12:33 UTC", "Tue,3 Nov 2026 09:12:33 +0100",
		"Tue, 3 Nov 2026 09:12:33 +0100 (CET)", "Tue, 3 Nov 2026 09:12:33 +0100 (ora solare (Europa))", "Tue,  3  Nov 2026\t09:12:33 +0100", "mar, 3 Nov 2026 09:12:33 +0100", "2026-11-03T09:12:33+01:00",
		"3 Nov 26 09:12:33 +0100", "Tue, 3 Nov 2026 03:12:33 -0500", "Tue, 3 Nov 2026 08:12:33", "Tue, 3 Nov 2026 09:12:33 CET", "3 Nov 2026 03:12:33 EST", "3 Nov 2026 01:12:33 MST", "Tue, 3 Nov 2026 08:12:33 XYZ", "(x) Tue, 3 Nov 2026 09:12:33 +0100",
	} {
		if got := ParseDate(s); !got.Equal(want) {
			t.Errorf("%q: %v", s, got)
		}
	}
	for _, s := range []string{"", "oggi", "3/11/2026", "Tue, 31 Nov 2026 09:12:33 +0100", "Tue, 3 Nov 2026 25:12:33 +0100", "Tue, 3 Nov 2026 09:12:61 +0100", "3 novembre 2026 09:12", "Tue, 3 Nov 2026", strings.Repeat("1", 10000)} {
		if got := ParseDate(s); !got.IsZero() {
			t.Errorf("%q: %v", s, got)
		}
	}
}

// TestIDs: ids of In-Reply-To and References are those in angles, with blanks out, in order; a bare one where nothing has angles.
func TestIDs(t *testing.T) {
	for in, want := range map[string]string{
		"<a@b>": "a@b", "<a@b> <c@d>": "a@b c@d", "<a@b><c@d>": "a@b c@d", "<a@b>, <c@d>": "a@b c@d", "Messaggio di Marco <a@b> del 3": "a@b", "<a @ b>": "a@b", "a@b": "a@b", " a@b ": "a@b",
		"a b@c": "", "niente": "", "": "", "<>": "", "<a@b": "", "a@b>": "", "<<a@b>>": "<a@b", "x <> <a@b>": "a@b",
		"<a\xff@b>": "", "<a\x00b@c> <d@e>": "d@e", "a\u0085@b": "", "<\u00e8@b>": "\u00e8@b",
	} {
		if got := strings.Join(messageIDs(in), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := len(messageIDs(strings.Repeat("<a@b> ", maxIDs+50))); got != maxIDs {
		t.Errorf("%d ids", got)
	}
	for in, want := range map[string]string{"<a@b>": "a@b", "a@b": "a@b", " < a@b > ": "a@b", "<a@b": "<a@b", "": "", "<>": ""} {
		if got := bareID(in); got != want {
			t.Errorf("bareID(%q) = %q", in, got)
		}
	}
}

// TestCutText: a text is cut at whole characters, never longer than asked.
func TestCutText(t *testing.T) {
	const s = "aè€📧z"
	for n := range len(s) + 2 {
		got := cutText(s, n)
		if len(got) > n || !strings.HasPrefix(s, got) || strings.ToValidUTF8(got, "") != got || n >= len(s) && got != s || n < len(s) && len(got) < n-3 {
			t.Errorf("%d: %q", n, got)
		}
	}
}

// TestTextAtItsCap: a text of MaxTextBytes is whole, one byte more is cut and says so, between characters.
func TestTextAtItsCap(t *testing.T) {
	for n, cut := range map[int]bool{MaxTextBytes: false, MaxTextBytes + 1: true} {
		in := inner(t, da+"Content-Type: text/plain; charset=utf-8\n\n"+strings.Repeat("è", n/2)+strings.Repeat("x", n%2)+"\n")
		if in.Troncato != cut || len(in.Text) > MaxTextBytes {
			t.Errorf("%d bytes: cut %v, %d", n, in.Troncato, len(in.Text))
		}
	}
}

// TestFlowed: soft breaks are joined within one depth of quotation, hard ones stay, stuffing goes (RFC 3676 §4).
func TestFlowed(t *testing.T) {
	for in, want := range map[string]string{
		"a \nb": "a b", "a\nb": "a\nb", "a \n b": "a b", "> a \n> b": "> a b", "> a \nb": "> a \nb", "a \n> b": "a \n> b", ">> a \n>> b\n> c": ">> a b\n> c", "a \n-- \nb": "a \n-- \nb", "-- \nb": "-- \nb",
		" > a": "> a", " From x": "From x", "a \n\nb": "a \nb", "": "",
	} {
		if got := unflow(in, false); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := unflow("rinun \nciare \nalla", true); got != "rinunciarealla" {
		t.Errorf("delsp: %q", got)
	}
}

// TestCharsetsThatLie: the label is followed where it can be; bytes that are UTF-8 are UTF-8 under any one-byte label (pec.md §3).
func TestCharsetsThatLie(t *testing.T) {
	for _, label := range []string{"iso-8859-1", "ISO-8859-15", "windows-1252", "cp1252", "latin1", "l1", "macintosh", "utf-8", "UTF8", "us-ascii", "", "sconosciuto", `"iso-8859-1"`, " 'utf-8' "} {
		if got, _ := decodeCharset(label, []byte("perché così")); got != "perché così" {
			t.Errorf("UTF-8 labelled %q: %q", label, got)
		}
	}
	for _, label := range []string{"iso-8859-1", "windows-1252", "utf-8", "", "us-ascii", "sconosciuto", "utf-7"} {
		if got, _ := decodeCharset(label, []byte("perch\xe9 cos\xec")); got != "perché così" {
			t.Errorf("latin-1 labelled %q: %q", label, got)
		}
	}
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	for _, label := range []string{"utf-8", "iso-8859-1", "windows-1252", "utf-16", "utf-16be", "gb18030", "euc-jp", "iso-2022-jp", "koi8-r", "boh", "replacement", "x-user-defined"} {
		if got := readable(first2(decodeCharset(label, every))); strings.ToValidUTF8(got, "") != got || strings.ContainsAny(got, "\x00\r\x1b\x7f") {
			t.Errorf("%s: %q", label, got)
		}
	}
}

func first2(s string, _ bool) string { return s }

// TestUnflowAgainstLines joins flowed lines as lists of lines, the plain way that is quadratic on a long paragraph.
func TestUnflowAgainstLines(t *testing.T) {
	plain := func(s string, delsp bool) string {
		var out []string
		open, depth := false, 0
		for _, line := range strings.Split(s, "\n") {
			text := strings.TrimLeft(line, ">")
			q := len(line) - len(text)
			text = strings.TrimPrefix(text, " ")
			soft := strings.HasSuffix(text, " ") && text != "-- "
			if soft && delsp {
				text = strings.TrimSuffix(text, " ")
			}
			if open && q == depth && text != "-- " {
				out[len(out)-1] += text
			} else if q > 0 {
				out = append(out, strings.Repeat(">", q)+" "+text)
			} else {
				out = append(out, text)
			}
			open, depth = soft, q
		}
		return strings.Join(out, "\n")
	}
	r := rand.New(rand.NewPCG(3676, 4))
	pieces := []string{">", "> ", " ", "a", "a ", "\n", "\n", "-- ", "\n-- \n", "b c \n"}
	for range 5000 {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		for _, delsp := range []bool{false, true} {
			if got, want := unflow(b.String(), delsp), plain(b.String(), delsp); got != want {
				t.Fatalf("%q: %q, want %q", b.String(), got, want)
			}
		}
	}
}

// TestWordsAreFoundOnce: the end of a word is the same whether it was looked for before or not.
func TestWordsAreFoundOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(2047, 2))
	pieces := []string{"=?", "?=", "?", "=", "q", "utf-8?q?", "=?utf-8?b?YQ==?=", "=?utf-8?q?a", " ", "x", strings.Repeat("y", maxWord-3), strings.Repeat("z", 64)}
	words := 0
	for range 5000 {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		s := b.String()
		whole := wordReader{s: s, end: -1}
		for at := range s {
			whole.at = at
			fresh := wordReader{s: s[at:], end: -1}
			got, ok := whole.word()
			want, wanted := fresh.word()
			if ok != wanted || ok && !reflect.DeepEqual(got, want) {
				t.Fatalf("%q at %d: %+v %v, want %+v %v", s, at, got, ok, want, wanted)
			}
			if ok {
				words++
				if end := strings.Index(s[at+len("=?utf-8?q?"):], "?="); end < 0 || end+2 > maxWord {
					t.Fatalf("%q at %d: a word of %d", s, at, got.size)
				}
			}
		}
	}
	if words < 1000 {
		t.Errorf("only %d words were found", words)
	}
}

// TestMediaOfASCII: a media type or a parameter name is folded in ASCII only, and one with other bytes says nothing.
func TestMediaOfASCII(t *testing.T) {
	for in, want := range map[string]string{
		"Multipart/MIXED; x=y": "multipart/mixed", "application/p\u212acs7-signature": "", "text/pla\x7fin": "", "text/\xe8": "", " text / html (x)": "text/html", "text\x00/plain": "",
	} {
		if got := parseMedia(in).value; got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if m := parseMedia("a/b; \u212aey=x"); m.param("key") != "" {
		t.Errorf("a Kelvin sign became a k: %+v", m)
	}
	raw := "From: a@b.example\r\nMessage-ID: <a\xff@b>\r\nIn-Reply-To: <c\xff@d> <e@f>\r\n\r\nx"
	if in := mustParse(t, []byte(raw)).Inner; in.MessageID != "" || len(in.InReplyTo) != 1 || in.InReplyTo[0] != "e@f" {
		t.Errorf("ids that are no text: %q %q", in.MessageID, in.InReplyTo)
	}
}

// TestDatesAreEverywhereTheSame: a date does not depend on the zone of the machine that reads it.
func TestDatesAreEverywhereTheSame(t *testing.T) {
	dates := []string{"Tue, 3 Nov 2026 09:12:33 CET", "Tue, 3 Nov 2026 09:12:33 EST", "Tue, 3 Nov 2026 09:12:33 JST", "Tue, 3 Nov 2026 09:12:33 +0900", "Tue, 3 Nov 2026 09:12:33"}
	read := func() (out []string) {
		for _, s := range dates {
			out = append(out, ParseDate(s).Format(time.RFC3339))
		}
		return out
	}
	was := time.Local
	defer func() { time.Local = was }()
	time.Local = time.UTC
	want := read()
	for name, offset := range map[string]int{"CET": 3600, "JST": 9 * 3600, "EST": -4 * 3600} {
		time.Local = time.FixedZone(name, offset)
		if got := read(); !slices.Equal(got, want) {
			t.Errorf("in %s: %v, in UTC %v", name, got, want)
		}
	}
}

// TestKelvin: no letter of another alphabet becomes one of an address or of a type (reliability.md §3.1).
func TestKelvin(t *testing.T) {
	text, _ := htmlText("<a href='mailto:a@ban\u212a.example'>qui</a>")
	if strings.Contains(text, "bank") {
		t.Errorf("the target of a link became %q", text)
	}
	for _, c := range testo(text).Indirizzi {
		if c.Valido {
			t.Errorf("%+v is valid", c)
		}
	}
	if isPKCS7("application/p\u212acs7-signature") || !isPKCS7("Application/PKCS7-Signature") {
		t.Error("a Kelvin sign makes a signature")
	}
}
