package mailparse

import (
	"bytes"
	"encoding/base64"
	"html"
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"
	textenc "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	uni "golang.org/x/text/encoding/unicode"
)

// FuzzTransfer: what the stdlib decodes we decode to the same bytes and call sound; what it encodes comes back; nothing grows; the
// input stays, and 7bit, 8bit and binary are the input itself.
func FuzzTransfer(f *testing.F) {
	for _, s := range []string{"Y2lhbw==", "Y2lh\r\nbw", "Y2lhbw==Y2lh", "caff=E8=\r\n bene \t\r\n=3D=", "a=E", "=\n=\r\n=0A=0d", "\xe8\x00", "====", "Y", " Y W J j \r\n--\r\nAntivirus"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		for _, cte := range []string{"base64", "quoted-printable", "7bit", "x"} {
			out, bad := decodeTransfer(cte, b)
			if len(out) > len(b) || !bytes.Equal(b, before) {
				t.Fatalf("%s: %q became %q", cte, before, out)
			}
			if cte == "x" != bad && len(cte) < 5 || len(cte) < 5 && !bytes.Equal(out, b) {
				t.Fatalf("%s: bad %v", cte, bad)
			}
		}
		if want, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(b))); err == nil {
			if out, bad := decodeTransfer("base64", b); bad || !bytes.Equal(out, want) {
				t.Fatalf("base64 %q: %q bad %v, the stdlib %q", b, out, bad, want)
			}
		}
		if want, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(b))); err == nil && bytes.Count(b, []byte("\r")) == bytes.Count(b, []byte("\r\n")) {
			if out, bad := decodeTransfer("quoted-printable", b); bad && bytes.IndexByte(out, '=') < 0 || !bytes.Equal(out, want) {
				t.Fatalf("quoted-printable %q: %q bad %v, the stdlib %q", b, out, bad, want)
			}
		}
		if out, bad := decodeTransfer("base64", []byte(wrapBase64(b))); bad || !bytes.Equal(out, b) {
			t.Fatalf("base64 of %q: %q bad %v", b, out, bad)
		}
		var q bytes.Buffer
		w := quotedprintable.NewWriter(&q)
		w.Binary = true
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if out, bad := decodeTransfer("quoted-printable", q.Bytes()); bad || !bytes.Equal(out, b) {
			t.Fatalf("quoted-printable of %q: %q bad %v", b, out, bad)
		}
	})
}

// FuzzCharset: under any label bytes become UTF-8 of a bounded size; text written in a charset comes back under its label, unless its
// bytes are UTF-8 as well, which is then believed (pec.md §3).
func FuzzCharset(f *testing.F) {
	for _, l := range []string{"utf-8", "iso-8859-1", "windows-1252", "utf-16", "utf-16le", "gb18030", "iso-2022-jp", "utf-7", "x-mac-roman", "replacement", "", "l1", "hz-gb-2312", "big5", "euc-kr", "koi8-r", "ibm866"} {
		f.Add(l, []byte("perch\xe9 \xff\xfe\x00\xd8\x1b$B~{"), "perché 日本 €")
	}
	f.Fuzz(func(t *testing.T, label string, b []byte, text string) {
		before := bytes.Clone(b)
		got, _ := decodeCharset(label, b)
		if !utf8.ValidString(got) || len(got) > 4*len(b)+4 || !bytes.Equal(b, before) {
			t.Fatalf("%q %q: %q", label, b, got)
		}
		if r := readable(got); r != readable(r) || strings.IndexFunc(r, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }) >= 0 {
			t.Fatalf("%q %q: readable is %q", label, b, r)
		}
		if m := marked(got); utf8.RuneCountInString(m) < utf8.RuneCountInString(readable(got)) {
			t.Fatalf("%q: marked %q", got, m)
		}
		text = strings.ToValidUTF8(text, "")
		for label, e := range map[string]textenc.Encoding{"iso-8859-15": charmap.ISO8859_15, "windows-1252": charmap.Windows1252, "koi8-r": charmap.KOI8R, "gb18030": simplifiedchinese.GB18030,
			"euc-jp": japanese.EUCJP, "utf-16le": uni.UTF16(uni.LittleEndian, uni.IgnoreBOM), "utf-16be": uni.UTF16(uni.BigEndian, uni.IgnoreBOM)} {
			enc, err := e.NewEncoder().Bytes([]byte(text))
			if err != nil || utf8.Valid(enc) && oneByte(label) {
				continue
			}
			if back, err := e.NewDecoder().Bytes(enc); err != nil || string(back) != text {
				continue // the charset itself does not bring it back
			}
			if got, lied := decodeCharset(label, enc); got != text || lied {
				t.Fatalf("%s: %q came back as %q, lied %v", label, text, got, lied)
			}
		}
	})
}

// marker stands in what no reader sees; no source that is thrown together has it by chance.
const marker = "XQZSEGRETOZQX"

// FuzzHTML: the text is clean UTF-8; text that is escaped comes back word by word, below any sound prefix; words in a hidden element
// are never in the text, whatever stands before and after; and what is hidden is told.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<p>a<p>b", "<style>.x{display:none}</style><b class=x>y", "<a href=mailto:x@y>z</a>", "<table><td><tr><li>", "<div hidden><script>", "<!--", "<title>", "<p a='", "</p></div></body>", "<blockquote>x<br>y", "<div id=divRplyFwdMsg>",
		"<style>", "<![CDATA[", "<svg><title>", "<a\x00b", "&lt;&#0;&#x202e;&amp"} {
		f.Add(s, "uno due\n tre")
	}
	f.Fuzz(func(t *testing.T, src, text string) {
		src = marked(src)
		got, hid := htmlText(src)
		if !utf8.ValidString(got) || len(got) > 8*len(src)+100 {
			t.Fatalf("%q: %q", src, got)
		}
		if again, h := htmlText(src); again != got || h != hid {
			t.Fatalf("%q: twice not the same", src)
		}
		text = marked(text)
		if plain, h := htmlText("<html><body><p>" + html.EscapeString(text) + "</p></body></html>"); h || !slices.Equal(strings.Fields(plain), strings.Fields(text)) {
			t.Fatalf("%q came back as %q, hidden %v", text, plain, h)
		}
		low := strings.ToLower(src + text)
		for _, raw := range []string{"<plaintext", "<xmp", "<noembed", "<noframes"} { // their content is shown as it stands
			if strings.Contains(low, raw) {
				return
			}
		}
		if strings.LastIndex(src, "<") > strings.LastIndex(src, ">") { // a tag that is open would take the veil for its own
			src += ">"
		}
		for _, veil := range []string{"<div hidden>", "<span style=display:none>", "<p style=font-size:0>"} {
			name := strings.Trim(strings.Fields(veil)[0], "<>")
			if shown, _ := htmlText(src + veil + marker + "</" + name + ">" + text); strings.Contains(shown, marker) {
				t.Fatalf("%q + %s: the hidden word is shown: %q", src, veil, shown)
			}
		}
		if _, h := htmlText("<b hidden>" + marker + "</b>" + src); !h {
			t.Fatalf("%q: what is hidden is not told", src)
		}
	})
}

// FuzzFlowed: joining soft lines loses no word and makes none; a text without a blank at a line end stays as it is.
func FuzzFlowed(f *testing.F) {
	for _, s := range []string{"a \nb", "> a \n>> b\n-- \nc", " >x", ">", "\n\n \n", "a  \n  b"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, delsp bool) {
		s = marked(s)
		got := unflow(s, delsp)
		letters := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r == ' ' || r == '\n' || r == '>' {
					return -1
				}
				return r
			}, s)
		}
		if letters(got) != letters(s) || strings.Count(got, "\n") > strings.Count(s, "\n") {
			t.Fatalf("%q: %q", s, got)
		}
		if !strings.Contains(s, " \n") && strings.Count(got, "\n") != strings.Count(s, "\n") {
			t.Fatalf("%q: %q", s, got)
		}
	})
}

// shown is what a tree of golang.org/x/net/html, which is built as browsers build it, shows a reader.
func shown(n *nethtml.Node, css sheets, around pair, b *strings.Builder) {
	switch n.Type {
	case nethtml.TextNode:
		b.WriteString(n.Data)
	case nethtml.ElementNode:
		s, in, _ := look(nethtml.Token{Data: n.Data, Attr: n.Attr}, css, around)
		if unread[n.Data] || s == unseenWords {
			return
		}
		around = in
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		shown(c, css, around, b)
	}
}

// lettere are the ASCII letters of a text, sorted.
func lettere(s string) string {
	var b []byte
	for i := range len(s) {
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
			b = append(b, s[i])
		}
	}
	slices.Sort(b)
	return string(b)
}

// FuzzHTMLTree: where we do not say that something is hidden, a browser's tree shows the same letters: no word is read that nobody sees,
// and none is seen that is not read.
func FuzzHTMLTree(f *testing.F) {
	for _, s := range visti {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		src = marked(src)
		got, hid := htmlText(src)
		if hid || len(src) > 2000 || strings.Contains(strings.ToLower(src), "mailto") || strings.Contains(got, "Messaggio originale") {
			return // words of our own stand in the text
		}
		n, err := nethtml.Parse(strings.NewReader(src))
		if err != nil {
			return
		}
		var b strings.Builder
		shown(n, readSheets(src), paper, &b)
		if lettere(got) != lettere(b.String()) {
			t.Fatalf("%q: we read %q, a browser shows %q", src, got, b.String())
		}
	})
}

// visti are small pages in which a careless reader sees what is not shown, or misses what is.
var visti = []string{"<p>a<p>b", "<style>.x{display:none}</style><b class=x>y", "<table><td><tr><li>x", "<div hidden>d<script>", "<!--", "<title>", "<p a='", "</p></div></body>", "<blockquote>x<br>y",
	"<p hidden>a<div>b</div>c</p>d", "<select><option>x", "<b hidden>x<p>y</b>z", "<q hidden/>c</q/>d", "<p hidden>a<aside>b", "<p><b hidden><p>y", "<svg/>x", "<math/>y<svg>z</svg>", "<hr>a<p hidden><hr>b"}

// TestHTMLAsShown: an element closes itself only where HTML says so, a paragraph ends at every block, and what a browser may show
// although we do not read it, or hide although we do, is told.
func TestHTMLAsShown(t *testing.T) {
	for src, want := range map[string]string{
		"<div hidden/>segreto</div>fine": "fine !", "<p hidden>a<aside>b</aside>": "b !", "<p hidden>a<dir>b": "b !", "<p hidden><hr>b": "b", "<svg/>x": "x", "<math/>x": "x", "<script/>x": "",
		"<p><b hidden><p>y": "y !", "<noscript>x</noscript>y": "y !", "<textarea>x</textarea>y": "y !", "<select><option>x</select>y": "y !", "<object>x</object>y": "y !", "<title>x</title>y": "y", "<br/>x": "x", "<p/>x": "x",
		"<span style=display:none />x": "!",
	} {
		got, hid := htmlText(src)
		if hid {
			got = strings.TrimSpace(got + " !")
		}
		if got != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}
