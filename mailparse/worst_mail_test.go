package mailparse

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// worst is a shape of mail that costs a reader more than its size, if anything does. make gives one of about n bytes.
type worst struct {
	name string
	make func(n int) []byte
}

func fill(unit string, size int) string { return strings.Repeat(unit, max(0, size)/len(unit)) }

// worstMails are the shapes that were thought of, each for a function of the package.
func worstMails(t testing.TB) (list []worst) {
	add := func(name string, f func(n int) string) {
		list = append(list, worst{name, func(n int) []byte { return []byte(f(n)) }})
	}
	const from = "From: a@b.example\r\n"
	text := func(head, unit string) func(int) string {
		return func(n int) string { return from + head + "\r\n\r\n" + fill(unit, n) }
	}
	plain, page := "Content-Type: text/plain; charset=utf-8", "Content-Type: text/html; charset=utf-8"
	for name, unit := range map[string]string{
		"lt": "<", "gt": ">", "at": "@", "a@b.c": "a@b.c ", "a@": "a@", "cf": "RSSMRC69S21G702X ", "cf pieces": "R S S M R C 6 9 S 2 1 G 7 0 2 X ", "long line": "parola ", "one word": "a",
		"quotes": "> ", "quote lines": "> a\n", "crs": "\r", "lfs": "\n", "crlfs": "\r\n", "nuls": "\x00", "bad utf-8": "\xff", "fullwidth": "ａ", "combining": "a\u0301\u0301", "fdfa": "\ufdfa",
		"zero width": "a\u200b", "da:": "da: x inviato: y\n", "il ha scritto": "il 1 ha scritto:\n", "chiocciola": "a chiocciola b.it ",
		"parens": "(at)", "dots": "a.", "digits": "1", "digit words": "12345678901 ", "cf labels": "cf 12345678901 ", "notices": "questo messaggio riservato\n\n", "emoji": "👩‍👩‍👧‍👦", "hangul": "각",
	} {
		add("text "+name, text(plain, unit))
	}
	flowed := "Content-Type: text/plain; format=flowed"
	for name, unit := range map[string]string{"soft": "a \n", "quotes": "> ", "soft quotes": "> a \n", "deep quotes": ">", "changing": ">a \n>>b \n", "soft empty": " \n", "delsp": "a \r\n"} {
		add("flowed "+name, text(flowed+"; delsp=yes", unit))
	}
	for name, unit := range map[string]string{
		"div": "<div>", "p": "<p>", "td": "<td>", "li": "<li>", "tr td": "<tr><td>x", "open a": "<a href=mailto:a@b.c>", "a": "<a href=mailto:a@b.c>x</a>", "end x": "</x>", "end p": "</p>", "br": "<br>", "nbsp": "&nbsp;",
		"lt": "<", "gt": ">", "lt bang": "<!", "comment open": "<!--", "comment": "<!---->", "cdata": "<![CDATA[", "pi": "<?", "entities": "&amp;", "amp": "&", "num entity": "&#x41;", "long entity": "&CounterClockwiseContourIntegral;",
		"attrs": "<p a=b c=d e=f>", "style": "<style>.a{display:none}</style>", "script": "<script>", "script comment": "<script><!--", "textarea": "<textarea>", "plaintext": "<plaintext>", "title": "<title>",
		"table": "<table><tr><td>", "hidden": "<b hidden>x</b>", "quote": "<blockquote>x", "class": "<b class='a b c d e f'>x</b>", "ul li": "<ul><li>", "text": "parola ", "style attr": "<b style='display:block;color:red;/**/'>x</b>",
		"tag open": "<a ", "quote open": "<a b='", "eq": "<a ===", "slash": "<a/", "solidus": "</", "outlook": "<div id=divRplyFwdMsg>",
	} {
		add("html "+name, text(page, unit))
	}
	html := func(name, before, unit, after string) {
		add("html "+name, func(n int) string {
			return from + page + "\r\n\r\n" + before + fill(unit, n-len(before)-len(after)) + after
		})
	}
	html("one tag of attributes", "<p ", "a=b ", ">")
	html("one tag of distinct attributes", "<p ", "a ", ">")
	html("class of many", "<p class='", "a ", "'>x")
	html("style of many", "<p style='", "a:b;", "'>x")
	html("style of comments", "<p style='", "/*", "'>x")
	html("rules", "<style>", ".a{display:none}", "</style>")
	html("rules open", "<style>", ".a{", "")
	html("rules close", "<style>", "}", "")
	html("at rules", "<style>", "@a{b{}}", "</style>")
	html("at rules open", "<style>", "@a{", "</style>")
	html("selectors", "<style>", ".a,", "{display:none}</style>")
	html("distinct selectors", "<style>", ".a#b.c", "{display:none}</style>")
	html("selectors of pseudos", "<style>", ":not(.a)>b:first-child,", "{display:none}</style>x")
	html("selectors open", "<style>", ":not(", "{display:none}</style>x")
	html("screens in one another", "<style>", "@media a{", ".x{display:none}")
	html("imports", "<style>", "@import 'x';", ".x{display:none}</style>")
	html("style of brackets", "<p style='color:", "rgb(", "'>x")
	html("style of colours", "<p style='color:", "#fff ", "'>x")
	html("fonts of long colours", "", "<font color=chucknorris>x</font>", "")
	html("css comments", "<style>", "/*", "</style>")
	html("css html comments", "<style>", "<!--", "</style>")
	html("style tags", "", "<style>", "")
	html("style tags closed", "", "<style></style>", "")
	html("deep then li", fill("<table><td>", 128*11), "<li>", "")
	html("deep then p", fill("<div>", 128*5), "<p>", "")
	html("deep then ends", fill("<div>", 128*5), "</x>", "")
	html("deep then td", fill("<div>", 128*5), "<td>", "")
	html("deep then text in hidden", "<b hidden>"+fill("<i>", 126*3), "x<u></u>", "")
	html("deep links round a line", fill("<a href=mailto:a@b.c>", 128*21), "parola ", fill("</a>", 128*4))
	html("links of long targets", "", "<a href=mailto:"+fill("x", 1000)+"@b.c>y</a>", "")
	html("deep links of long targets", "", fill("<a href=mailto:"+fill("x", 1000)+"@b.c>", 128*1020)+"y"+fill("</a>", 128*4), "")
	html("batches of deep links", "", fill("<a href=mailto:a@b.c>", 128*21)+fill("parola ", 4000)+fill("</a>", 128*4), "")
	add("html distinct rules", func(n int) string {
		var b strings.Builder
		b.WriteString(from + page + "\r\n\r\n<style>")
		for i := 0; b.Len() < n/2; i++ {
			fmt.Fprintf(&b, ".c%d{display:none}", i)
		}
		b.WriteString("</style>")
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "<b class='c%d d%d'>x</b>", i, i)
		}
		return b.String()
	})
	add("html distinct attributes", func(n int) string {
		var b strings.Builder
		b.WriteString(from + page + "\r\n\r\n<p ")
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "a%d ", i)
		}
		return b.String() + ">"
	})
	for _, cs := range []string{"utf-7", "utf-16", "utf-16be", "utf-32", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "gb18030", "gbk", "big5", "shift_jis", "euc-jp", "euc-kr", "windows-1252", "iso-8859-8-i", "macintosh", "koi8-r", "x-user-defined", "replacement", "unknown-8bit"} {
		for name, unit := range map[string]string{"escapes": "\x1b$B\x1b(B", "tildes": "~{~}", "high": "\x81\x30\x81\x30", "ff": "\xff", "plus": "+AGE-"} {
			add("charset "+cs+" "+name, text("Content-Type: text/plain; charset="+cs, unit))
		}
	}
	// headers: fields of the largest size, as many as fit the header, in one header and in that of each part
	for name, unit := range map[string]string{
		"words": "=?utf-8?q?a?= ", "open words": "=?x?q?", "open words 2": "=?x?q?a", "questions": "=?", "b words": "=?utf-8?b?YQ==?= ", "changing words": "=?utf-8?q?a?= =?gbk?q?b?= ", "odd words": "=?iso-2022-jp?b?GyRC?=", "long words": "=?utf-8?q?" + fill("=41", 4000) + "?=",
		"comments": "(", "comment pairs": "()", "nested": "(a", "quotes": `"`, "quote pairs": `""`, "commas": ",", "angles": "<", "angle pairs": "<>", "colons": "a:", "params": "; a=b", "stars": "; a*0=b", "quoted semis": `"\";`, "quoted semis 2": `;"\"`, "quoted semis 3": `";";`, "quoted semis 4": `;"`, "quoted semis 5": `";"x`,
		"backslashes": `\`, "ats": "@", "ids": "<a@b> ", "open ids": "<a", "semicolons": ";", "addresses": "a@b.c,", "groups": "g:a@b.c;", "named": "N <a@b.c>, ", "crs": "a\r", "cr from": "\rFrom: x", "percents": "%41", "blanks": " ", "spaces words": "a  b ", "routes": "<@a,@b:c@d.e>,",
		"high": "\xff", "e acute": "é",
	} {
		one := fill(unit, MaxFieldBytes-200)
		fields := "To: " + one + "\r\nSubject: " + one + "\r\nContent-Type: multipart/mixed; boundary=x; name=" + one + "\r\n"
		add("header "+name, func(int) string {
			return "From: " + one + "\r\n" + fields + "\r\nx"
		})
		add("header dates "+name, func(int) string {
			return from + "Date: " + one + "\r\nReferences: " + one + "\r\nIn-Reply-To: " + one + "\r\n\r\nx"
		})
		add("parts with header "+name, func(n int) string {
			part := "--b\r\nContent-Type: application/pdf; name=" + one + "\r\nContent-Disposition: attachment; filename=" + one + "\r\nContent-Transfer-Encoding: base64\r\n\r\n\r\n"
			return from + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + fill(part, n)
		})
		add("messages with header "+name, func(n int) string {
			part := "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: " + one + "\r\nTo: " + one + "\r\nSubject: " + one + "\r\n\r\n\r\n"
			return from + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + fill(part, n)
		})
	}
	add("fields", func(n int) string { return from + fill("a:b\r\n", n) + "\r\nx" })
	add("thousand from", func(n int) string { return fill("From: a@b.c\r\n", min(n, 13000)) + "\r\n" + fill("x", n-13000) })
	add("thousand to of 200", func(n int) string {
		return from + fill("To: "+fill("a@b.c,", 240)+"\r\n", min(n, MaxHeaderBytes)) + "\r\n"
	})
	add("bad lines", func(n int) string { return from + fill("x\n", n) })
	add("folded", func(n int) string { return from + "Subject: a\r\n" + fill(" b\r\n", n) })
	add("nul lines", func(n int) string { return from + fill("From\x00:\r\n", n) })
	// trees
	mp := func(name, head, unit, after string) {
		add("mime "+name, func(n int) string { return from + head + "\r\n\r\n" + fill(unit, n) + after })
	}
	mp("empty parts", "Content-Type: multipart/mixed; boundary=b", "--b\n", "")
	mp("parts of a line", "Content-Type: multipart/mixed; boundary=b", "--b\n\nx\n", "")
	mp("near", "Content-Type: multipart/mixed; boundary=b", "--bb\n", "")
	mp("dashes", "Content-Type: multipart/mixed; boundary=-----------------------------------------------------------------x", "-", "")
	mp("delimiters in a line", "Content-Type: multipart/mixed; boundary=b", "--b", "")
	mp("delimiters and blanks", "Content-Type: multipart/mixed; boundary=b", "--b"+fill(" ", 1000), "")
	mp("same boundary", "", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n", "")
	mp("messages", "", "Content-Type: message/rfc822\r\n\r\n", "")
	mp("text parts", "Content-Type: multipart/mixed; boundary=b", "--b\n\n"+fill("parola ", 2000)+"\n", "")
	mp("alternative parts", "Content-Type: multipart/alternative; boundary=b", "--b\n\n"+fill("parola ", 2000)+"\n", "")
	mp("alternative blank parts", "Content-Type: multipart/alternative; boundary=b", "--b\n\n"+fill(" ", 2000)+"\n", "")
	mp("html parts", "Content-Type: multipart/alternative; boundary=b", "--b\nContent-Type: text/html\n\n"+fill("parola ", 2000)+"\n", "")
	mp("alternatives", "Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\na@b.c "+fill("cf 12345678901 ", 2000)+"\n--c\nContent-Type: text/html\n\na@b.c "+fill("cf 12345678901 ", 2000)+"\n--c--\n", "")
	mp("attachments", "Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: application/pdf; name=x.pdf\nContent-Transfer-Encoding: base64\n\n"+fill("QUJD", 1000)+"\n", "")
	mp("eml files", "Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: application/pdf; name=x.eml\nContent-Transfer-Encoding: base64\n\n"+base64.StdEncoding.EncodeToString([]byte("From: a@b.c\nContent-Type: multipart/mixed; boundary=c\n\n"+fill("--c\n\n", 900)))+"\n", "")
	add("mime nested, all near", func(n int) string {
		var b strings.Builder
		b.WriteString(from)
		for i := range MaxDepth {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n", fill("b", i+1), fill("b", i+1))
		}
		return b.String() + fill("--"+fill("b", MaxDepth+1)+"\n", n)
	})
	add("mime nested messages of nested parts", func(n int) string {
		var b strings.Builder
		b.WriteString(from)
		for k := range maxNested + 1 {
			for i := range MaxDepth {
				s := fmt.Sprintf("%s-%d-%d", fill("-", 150), k, i)
				fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", s, s)
			}
			b.WriteString("Content-Type: message/rfc822\r\n\r\n" + from)
		}
		return b.String() + "Content-Type: application/pdf\r\n\r\n" + fill("-", n)
	})
	add("mime nested encoded messages", func(n int) string {
		s := from + "\r\n" + fill("x", n*2/5)
		for len(s)*4/3 < n {
			s = from + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(s))
		}
		return s
	})
	enc := func(name, cte, unit string) {
		add("encoding "+name, text("Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: "+cte, unit))
		add("encoding text "+name, text("Content-Transfer-Encoding: "+cte, unit))
	}
	for name, unit := range map[string]string{"equals": "=", "equals lines": "=\n", "letters": "QUJD", "letter lines": "Q\n", "three lines": "QUJ\n", "five lines": "QUJDQ\n", "junk": "!", "junk letters": "Q!UJD\n", "blanks": " ", "blank lines": " \n", "hex": "=41", "crs": "QUJD\r", "pairs": "=4", "spaces": "a \n", "lfs": "\n"} {
		enc("base64 "+name, "base64", unit)
		enc("qp "+name, "quoted-printable", unit)
	}
	// daticert and signatures
	signed := func(xml string) string {
		return signedMixed("Content-Type: application/xml; name=daticert.xml\r\n\r\n" + xml)
	}
	whole := string(dati(pec.AvvenutaConsegna).XML())
	within := func(name, at, unit string) {
		add("daticert "+name, func(n int) string { return signed(strings.Replace(whole, at, fill(unit, n)+at, 1)) })
	}
	within("recipients", "<risposte", "<destinatari tipo=\"certificato\">a@b.c</destinatari>")
	within("nodes", "<risposte", "<a/>")
	within("bad utf-8 nodes", "<risposte", "<a>\xe0</a>")
	within("entities", "</risposte", "&amp;")
	within("numeric entities", "</risposte", "&#65;")
	within("comments", "<risposte", "<!---->")
	within("instructions", "<risposte", "<?a?>")
	within("cdata", "</risposte", "<![CDATA[a]]>")
	within("texts", "<risposte", "<a/>x")
	within("attributes", "<risposte", "<a a='' b='' c='' d='' e='' f='' g='' h=''/>")
	within("namespaces", "<risposte", "<a xmlns='u' xmlns:b='v' xmlns:c='w' xmlns:d='x'/>")
	within("ricezione", "<consegna", "<ricezione>a@b.c</ricezione>")
	within("blanks", "<risposte", " ")
	within("brackets", "</risposte", "<")
	within("angles in text", "</risposte", "]]")
	add("daticert long name", func(n int) string { return signed("<" + fill("a", n) + "/>") })
	add("daticert long attribute", func(n int) string { return signed("<a b='" + fill("a", n) + "'/>") })
	add("daticert angle of oggetto", func(n int) string {
		return signed(strings.Replace(whole, "<mittente>", "<mittente>"+fill("&lt;", n/2)+fill("&gt;", n/2), 1))
	})
	return append(append(list, worstREM(t)...), worstAttachments()...)
}

// TestWorstMails: no shape of a megabyte takes more memory than a message may (64 MB above base, here freed or not), its memory grows as the message does and not as its square, and none takes a time out of all measure.
// BenchmarkWorst says what each takes.
func TestWorstMails(t *testing.T) {
	trust := unGestore().trust()
	for _, w := range worstMails(t) {
		var taken [2]uint64
		for k, n := range []int{256 << 10, 1 << 20} {
			raw := w.make(n)
			within(t, w.name, time.Minute, func() {
				taken[k] = allocated(func() {
					m, err := Parse(raw)
					if err == nil && m.Verify(trust, time.Time{}).Level == Certified {
						t.Errorf("%s is certified", w.name)
					}
					m.Firme(trust, time.Now())
					if m.Inner != nil {
						m.Inner.Testo()
					}
				})
			})
		}
		if taken[1] > 64<<20 {
			t.Errorf("%s: %d KiB allocated for a mail of 1 MiB", w.name, taken[1]>>10)
		}
		if taken[1] > 6*taken[0]+2<<20 {
			t.Errorf("%s: %d KiB allocated for 256 KiB, %d for 1024", w.name, taken[0]>>10, taken[1]>>10)
		}
	}
}

// BenchmarkWorst measures the shapes at one megabyte: Parse, Verify, Firme and Testo, allocations included. With -benchtime 1x it is a
// table of the worst that is known.
func BenchmarkWorst(b *testing.B) {
	trust := unGestore().trust()
	for _, w := range worstMails(b) {
		b.Run(strings.ReplaceAll(w.name, " ", "_"), func(b *testing.B) {
			raw := w.make(1 << 20)
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				m, err := Parse(raw)
				if err == nil {
					m.Verify(trust, time.Time{})
				}
				m.Firme(trust, time.Now())
				if m.Inner != nil {
					m.Inner.Testo()
				}
			}
		})
	}
}

// TestCapsOnWork: the caps that bound what a message costs, each at its value and one above.
func TestCapsOnWork(t *testing.T) {
	over := func(raw string) string { return strings.Join(mustParse(t, []byte(raw)).OverLimit, " ") }
	for extra, want := range map[int]string{0: "", 1: "open_quotes"} {
		// each of these begins a quoted string that is never closed, whatever was read of the field before it
		if got := over("From: a@b.c\r\nContent-Type: text/plain; x=" + strings.Repeat(`;"\"`, maxOpenQuotes+extra) + "\r\n\r\nx"); got != want {
			t.Errorf("%d open quotes: %q, want %q", maxOpenQuotes+extra, got, want)
		}
	}
	part := "--b\r\n\r\n" + strings.Repeat("a", MaxDecodedText) + "\r\n"
	for extra, want := range map[string]string{"": "", "--b\r\n\r\nx\r\n": "text_bytes"} {
		if got := over("From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat(part, MaxDecodedTexts/MaxDecodedText) + extra + "--b--\r\n"); got != want {
			t.Errorf("%d bytes of text and %q: %q, want %q", MaxDecodedTexts, extra, got, want)
		}
	}
	headers := func(last int) string {
		var b strings.Builder
		b.WriteString("From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n")
		n := len("From" + "a@b.c" + "Content-Type" + "multipart/mixed; boundary=b")
		for n+1001+MaxFieldBytes <= MaxHeadersBytes {
			b.WriteString("--b\r\nX:" + strings.Repeat("a", MaxFieldBytes-1) + "\r\n\r\n\r\n")
			n += MaxFieldBytes
		}
		for _, size := range []int{MaxHeadersBytes - n - 1000, 1000 + last} {
			b.WriteString("--b\r\nX:" + strings.Repeat("a", size-1) + "\r\n\r\n\r\n")
		}
		return b.String() + "--b\r\nX: a\r\n\r\n\r\n--b--\r\n"
	}
	for extra, want := range map[int]string{0: "", 1: "header_bytes"} {
		if got := over(headers(extra)); got != want {
			t.Errorf("headers of %d bytes: %q, want %q", MaxHeadersBytes+extra, got, want)
		}
	}
}

// TestSplitBytes: multiparts in one another are looked through up to the cap, and not one byte more.
func TestSplitBytes(t *testing.T) {
	nested := func(pad, fill int) ([]byte, limits) {
		var b strings.Builder
		for i := range 12 {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n", i)
			if i == 0 {
				b.WriteString(strings.Repeat("x", pad)) // in the preamble: looked through once
			}
			fmt.Fprintf(&b, "\r\n--b%d\r\n", i)
		}
		raw := []byte(b.String() + "\r\n" + strings.Repeat("\n", fill))
		var over limits
		splitTree(raw, &over)
		return raw, over
	}
	_, small := nested(0, 0)
	missing := MaxSplitBytes - small.split
	for extra, want := range map[int]string{0: "", 1: "split_bytes"} {
		if _, over := nested(missing%12+extra, missing/12); strings.Join(over.passed, " ") != want || over.split != MaxSplitBytes+extra {
			t.Errorf("%d bytes: %q, want %q", over.split, over.passed, want)
		}
	}
}
