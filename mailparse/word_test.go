package mailparse

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"mime"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// TestWordsAgainstStdlib encodes subjects as mime.WordEncoder does and as clients do, and holds both readers against the text.
func TestWordsAgainstStdlib(t *testing.T) {
	var dec mime.WordDecoder
	for _, s := range []string{
		"Rinuncia", "perché", "così è", "L’Ordine", "€ 5", "日本語の件名", "a=b?c_d", "=?non una parola?=", "tutte le vocali àèéìòù in una riga lunga che va spezzata in più parole codificate",
		"emoji 📧 e altro 📎", "_", "?", "=", "x  y", strings.Repeat("è", 200),
	} {
		for _, e := range []mime.WordEncoder{mime.QEncoding, mime.BEncoding} {
			for _, set := range []string{"utf-8", "UTF-8"} {
				w := e.Encode(set, s)
				std, err := dec.DecodeHeader(w)
				if err != nil || std != s {
					t.Fatalf("%q: stdlib reads %q, %v", w, std, err)
				}
				if got := DecodeWords(w); got != strings.Join(strings.Fields(s), " ") {
					t.Errorf("%q: %q, want %q", w, got, s)
				}
				folded, _ := ParseHeader([]byte("Subject: " + strings.ReplaceAll(w, "?= =?", "?=\r\n =?") + "\r\n\r\n"))
				if got := DecodeWords(folded.Get("subject")); got != DecodeWords(w) {
					t.Errorf("folding changes %q to %q", w, got)
				}
			}
		}
	}
}

// TestWordsCutAnywhere cuts the bytes of a text in words at every place, within characters too, as some clients do.
func TestWordsCutAnywhere(t *testing.T) {
	const s = "Perché l’è così"
	q := func(b []byte) string {
		out := ""
		for _, c := range b {
			out += fmt.Sprintf("=%02X", c)
		}
		return "=?utf-8?Q?" + out + "?="
	}
	for i := range len(s) {
		for j := i; j <= len(s); j++ {
			for _, sep := range []string{" ", "\t", "  ", ""} {
				w := q([]byte(s[:i])) + sep + "=?UTF-8?b?" + base64.StdEncoding.EncodeToString([]byte(s[i:j])) + "?=" + sep + q([]byte(s[j:]))
				if got := DecodeWords(w); got != s {
					t.Fatalf("cut at %d and %d: %q", i, j, got)
				}
			}
		}
	}
}

// TestWordsOfTwoCharsets: words of different charsets are decoded each in its own.
func TestWordsOfTwoCharsets(t *testing.T) {
	for in, want := range map[string]string{
		"=?iso-8859-1?q?=E8?= =?utf-8?q?=C3=A8?=": "èè", "=?utf-8?q?=C3?= =?iso-8859-1?q?=A8?=": "Ã¨", "=?windows-1252?q?=93x=94?=": "“x”",
		"=?iso-8859-15?q?=A4?=": "€", "=?koi8-r?b?8NLJ18XU?=": "Привет", "=?gb2312?b?xOO6ww==?=": "你好", "=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=": "日本",
		"=?utf-8?q?a?= =?boh?q?b?= c": "ab c", "=?utf-8?q?=ff?=": "ÿ", "=?us-ascii?q?=E8?=": "è", "=?UTF-8*it-IT?Q?perch=C3=A9?=": "perché",
	} {
		if got := DecodeWords(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestWordsThatAreNone stay as they are written (RFC 2047 §6.3): nothing of a subject is lost to a form that is nearly a word.
func TestWordsThatAreNone(t *testing.T) {
	for _, s := range []string{
		"=?", "=??=", "=?utf-8?=", "=?utf-8?x?a?=", "=?utf-8?q?a", "=?utf-8?q?a?", "=?utf 8?q?a?=", "=??q?a?=", "=?utf-8?b?a?=", "=?utf-8?b?%%%?=", "a =? b ?= c", "=?=?=?=",
		"=?" + strings.Repeat("x", 65) + "?q?a?=", "2 =? 2", "=?utf-8?qq?a?=", "fine =?utf-8?q",
	} {
		if got := DecodeWords(s); got != s {
			t.Errorf("%q: %q", s, got)
		}
	}
	long := "=?utf-8?q?" + strings.Repeat("a", maxWord) + "?="
	if got := DecodeWords(long); got != long {
		t.Errorf("a word over maxWord is decoded to %d bytes", len(got))
	}
	atCap := "=?utf-8?q?" + strings.Repeat("a", maxWord-2) + "?="
	if got := DecodeWords(atCap); got != strings.Repeat("a", maxWord-2) {
		t.Errorf("a word at the cap is not decoded: %d bytes", len(got))
	}
}

// TestNoLineOutOfAWord puts every control character in words of both encodings: a header value is one line without controls
// (reliability.md §3.1, CRLF in encoded-word).
func TestNoLineOutOfAWord(t *testing.T) {
	for c := range 0x20 {
		for _, w := range []string{fmt.Sprintf("=?utf-8?q?a=%02Xb?=", c), "=?iso-8859-1?b?" + base64.StdEncoding.EncodeToString([]byte{'a', byte(c), 'b'}) + "?="} {
			got := DecodeWords(w)
			if got != "ab" && got != "a b" {
				t.Errorf("%02X: %q", c, got)
			}
		}
	}
	for _, r := range []rune{0x85, 0x2028, 0x2029} {
		if got := DecodeWords(mime.QEncoding.Encode("utf-8", "a"+string(r)+"b")); got != "a b" {
			t.Errorf("%U: %q", r, got)
		}
	}
}

// TestParametersComeBack writes names as RFC 2231 has them, whole, in pieces, in any order and charset, and reads them back.
func TestParametersComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(2231, 1))
	latin := charmap.ISO8859_1.NewEncoder()
	for _, name := range []string{"modulo.pdf", "carta d'identità.pdf", "perché così.p7m", "a;b=c\"d.txt", "100%.pdf", "l'atto.pdf", "(bozza).doc", strings.Repeat("è", 40) + ".pdf"} {
		pct := strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
		forms := []string{"utf-8''" + pct, "UTF-8'it'" + pct}
		if l, err := latin.String(name); err == nil {
			forms = append(forms, "iso-8859-1''"+strings.ReplaceAll(url.QueryEscape(l), "+", "%20"))
		}
		for _, f := range forms {
			if got := parseMedia("a/b; filename*=" + f).param("filename"); got != name {
				t.Errorf("%s: %q", f, got)
			}
			var ps []string
			cut := f
			for k := 0; cut != "" && k < MaxPieces; k++ {
				n := min(len(cut), 20+r.IntN(20)*2)
				if k == MaxPieces-1 {
					n = len(cut)
				}
				for n < len(cut) && (cut[n-1] == '%' || n > 1 && cut[n-2] == '%') { // a piece ends at a whole character (RFC 2231 §4.1)
					n++
				}
				ps, cut = append(ps, fmt.Sprintf("filename*%d*=%s", k, cut[:n])), cut[n:]
			}
			r.Shuffle(len(ps), func(i, j int) { ps[i], ps[j] = ps[j], ps[i] })
			if got := parseMedia("attachment; " + strings.Join(ps, ";\r\n ")).param("filename"); got != name {
				t.Errorf("%v: %q", ps, got)
			}
		}
		if !isASCII([]byte(name)) {
			continue
		}
		_, std, err := mime.ParseMediaType(mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		if err != nil || std["filename"] != name {
			t.Fatalf("stdlib: %v %v", std, err)
		}
		if got := parseMedia(mime.FormatMediaType("attachment", map[string]string{"filename": name})).param("filename"); got != name {
			t.Errorf("as the stdlib writes it: %q, want %q", got, name)
		}
	}
}

// TestNamesOfAPart: of the four places of a name each is read, the RFC 2231 form and the disposition first; encoded words in
// quotes, which no standard allows and every client writes, are decoded.
func TestNamesOfAPart(t *testing.T) {
	for head, want := range map[string][]string{
		"Content-Type: a/b; name=x.pdf":                                                  {"x.pdf"},
		"Content-Disposition: inline; filename=x.pdf":                                    {"x.pdf"},
		"Content-Type: a/b; name=n.pdf\nContent-Disposition: attachment; filename=f.pdf": {"f.pdf", "n.pdf"},
		"Content-Disposition: inline; filename=a.pdf; filename*=utf-8''b%C3%A8.pdf":      {"bè.pdf", "a.pdf"},
		"Content-Type: a/b; name*=utf-8''c.pdf; name=d.pdf":                              {"c.pdf", "d.pdf"},
		"Content-Type: a/b; name=\"=?utf-8?q?perch=C3=A9.pdf?=\"":                        {"perché.pdf"},
		"Content-Type: a/b; name=\"=?iso-8859-1?b?6C5wZGY=?=\"":                          {"è.pdf"},
		"Content-Type: a/b; name=\"perch\xe9.pdf\"":                                      {"perché.pdf"},
		"Content-Disposition: attachment; filename=\"\"":                                 nil,
		"Content-Disposition: attachment":                                                nil,
		"Content-Disposition: attachment; FILENAME=\"a;b.pdf\"; size=3":                  {"a;b.pdf"},
		"Content-Type: application/pdf;\n name=\"uno\n due.pdf\"":                        {"uno due.pdf"},
	} {
		var over limits
		e := splitTree([]byte(head+"\n\nx"), &over)
		if got := e.names(); !slices.Equal(got, want) || len(over.passed) > 0 {
			t.Errorf("%q: %q, want %q", head, got, want)
		}
	}
}
