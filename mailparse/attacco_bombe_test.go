package mailparse

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// testoDi is an original whose body has this header and these lines.
func testoDi(head, body string) string {
	return strings.Replace(original, "Content-Type: text/plain; charset=utf-8\r\n\r\nLa sottoscritta chiede.\r\n", head+"\r\n\r\n"+body+"\r\n", 1)
}

// dentro is a busta whose original has this body.
func dentro(head, body string) func(*opera) {
	return conOriginale(func(string) string { return testoDi(head, body) })
}

// attacchiBombe cost more than they are worth: each passes a cap and is never certified, or is harmless and certified (reliability.md
// §3.3).
func attacchiBombe() []caso {
	oltre := func(inner, cap string) string {
		return "mismatch resource_limit | trasporto posta-certificata | dati " + inner + " +" + cap
	}
	nido := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=n%d\r\n\r\n--n%d\r\n", i, i)
		}
		return b.String() + "\r\ntesto\r\n"
	}
	parti := func(n int) string { return strings.Repeat("--P\r\n\r\nx\r\n", n) + "--P--" }
	const misto = "Content-Type: multipart/mixed; boundary=P"
	pezzi := func(n int) (s string) {
		for i := range n {
			s += fmt.Sprintf("; name*%d=x", i)
		}
		return s
	}
	eml := func(n int) string {
		s := original
		for range n {
			s = "From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n" + s
		}
		return s
	}
	const sola = "certified | trasporto posta-certificata | dati inner*"
	return []caso{
		{classe: "MIME bomb", nome: "multiparts 21 deep", fai: conOriginale(func(string) string { return "From: a@b.example\r\n" + nido(21) }), atteso: oltre("inner*", "mime_depth")},
		{classe: "MIME bomb", nome: "multiparts 50000 deep", fai: conOriginale(func(string) string { return "From: a@b.example\r\n" + nido(50000) }), atteso: oltre("inner*", "mime_depth +text_bytes")},
		{classe: "MIME bomb", nome: "multiparts 21 deep around the signature", poi: func(s string) string { return "From: a@b.example\r\nX-Trasporto: posta-certificata\r\n" + nido(21) + s }, atteso: "unsigned not_signed resource_limit | trasporto | +mime_depth | -"},
		{classe: "MIME bomb", nome: "501 parts", fai: dentro(misto, parti(501)), atteso: oltre("inner*", "mime_parts")},
		{classe: "MIME bomb", nome: "500000 parts", fai: dentro(misto, parti(500000)), atteso: oltre("inner*", "mime_parts")},
		{classe: "MIME bomb", nome: "501 parts in the signed entity", fai: conParti(func(p []string) []string { return append(p, slices.Repeat([]string{"\r\nx"}, 501)...) }), atteso: oltre("inner", "mime_parts")},
		{classe: "MIME bomb", nome: "501 parts of the message itself", poi: replacing("--"+confineUno+"--", "--"+confineUno+strings.Repeat("\r\n\r\nx\r\n--"+confineUno, 501)+"--"), atteso: "broken sig_malformed daticert_missing resource_limit | trasporto | +mime_parts | -"},
		{classe: "MIME bomb", nome: "messages five deep", fai: conOriginale(func(string) string { return eml(6) }), atteso: oltre("inner*", "nested_messages")},
		{classe: "MIME bomb", nome: "messages 10000 deep", fai: conOriginale(func(string) string { return eml(10000) }), atteso: oltre("inner*", "nested_messages")},
		{classe: "MIME bomb", nome: "a boundary of every line", fai: dentro("Content-Type: multipart/mixed; boundary=\"\"", strings.Repeat("--\r\n", 100000)), atteso: sola},
		{classe: "MIME bomb", nome: "delimiters that are nearly one", fai: dentro(misto, strings.Repeat("--Px\r\n", 100000)), atteso: sola},

		{classe: "header bomb", nome: "1001 fields", fai: aggiunge(slices.Repeat([]string{"X: y"}, MaxHeaderFields)...), atteso: "unsigned not_signed resource_limit | trasporto | +header_fields | -"},
		{classe: "header bomb", nome: "a field of 64 KB and one", fai: func(o *opera) { o.testa = append(o.testa, "X: "+strings.Repeat("y", MaxFieldBytes+1)) }, atteso: "unsigned not_signed resource_limit | trasporto | +field_bytes | -"},
		{classe: "header bomb", nome: "a header of a megabyte", fai: aggiunge(slices.Repeat([]string{"X: " + strings.Repeat("y", 990)}, 1000)...), atteso: "unsigned not_signed resource_limit | trasporto | +header_bytes | -"},
		{classe: "header bomb", nome: "a megabyte of folds", fai: func(o *opera) { o.testa = append(o.testa, "X: y"+strings.Repeat("\r\n z", 1<<18)) }, atteso: "unsigned not_signed resource_limit | trasporto | +field_bytes +header_bytes | -"},
		{classe: "header bomb", nome: "fields of the original", fai: conOriginale(func(s string) string { return strings.Repeat("X: y\r\n", MaxHeaderFields) + s }), atteso: oltre("inner*", "header_fields")},
		{classe: "header bomb", nome: "201 readers", fai: conOriginale(func(s string) string { return "To: " + strings.Repeat("x@y.example,", 201) + "\r\n" + s }), atteso: oltre("inner", "addresses")},
		{classe: "header bomb", nome: "comments in comments", fai: conOriginale(func(s string) string { return "Cc: " + strings.Repeat("(", 30000) + "\r\n" + s }), atteso: intera},
		{classe: "header bomb", nome: "ids without end", fai: conOriginale(func(s string) string { return "References: " + strings.Repeat("<a@b> ", 9000) + "\r\n" + s }), atteso: intera},
		{classe: "header bomb", nome: "a type of 30000 parameters", fai: dentro("Content-Type: text/plain"+strings.Repeat("; a=b", 10000), "La sottoscritta chiede."), atteso: intera},

		{classe: "RFC 2231 bomb", nome: "33 pieces", fai: dentro("Content-Type: text/plain"+pezzi(33), "x"), atteso: oltre("inner*", "rfc2231_pieces")},
		{classe: "RFC 2231 bomb", nome: "5000 pieces", fai: dentro("Content-Type: text/plain"+pezzi(5000), "x"), atteso: oltre("inner*", "rfc2231_pieces")},
		{classe: "RFC 2231 bomb", nome: "33 pieces in the name of daticert", fai: func(o *opera) {
			o.parti[1] = strings.Replace(o.parti[1], "name=\"daticert.xml\"", "name=daticert.xml"+strings.ReplaceAll(pezzi(33), "name*", "x*"), 1)
		}, atteso: oltre("inner", "rfc2231_pieces")},
		{classe: "RFC 2231 bomb", nome: "the billionth piece", fai: dentro("Content-Type: text/plain; name*999999999=x", "La sottoscritta chiede."), atteso: intera},
		{classe: "RFC 2231 bomb", nome: "pieces that count backwards", fai: dentro("Content-Type: text/plain; name*-1=x; name*00=y", "La sottoscritta chiede."), atteso: intera, python: "a text with a name is an attachment to it"},

		{classe: "word bomb", nome: "5000 encoded words", fai: conOriginale(func(s string) string {
			return strings.Replace(s, "Subject: Rinuncia", "Subject: "+strings.Repeat("=?utf-8?q?a?= ", 4000), 1)
		}), atteso: sola},
		{classe: "word bomb", nome: "words that are never closed", fai: conOriginale(func(s string) string {
			return strings.Replace(s, "Subject: Rinuncia", "Subject: "+strings.Repeat("=?utf-8?q?", 6000), 1)
		}), atteso: sola, python: "a word has no ? to it"},
		{classe: "word bomb", nome: "a word of words", fai: conOriginale(func(s string) string {
			return strings.Replace(s, "Subject: Rinuncia", "Subject: =?utf-8?q?=3D=3Futf-8=3Fq=3FRinuncia=3F=3D?=", 1)
		}), atteso: sola},

		{classe: "text bomb", nome: "a text of a megabyte and one", fai: dentro("Content-Type: text/plain", strings.Repeat("x", MaxDecodedText+1)), atteso: oltre("inner*", "text_bytes")},
		{classe: "text bomb", nome: "base64 of a megabyte and one", fai: dentro("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", wrapBase64([]byte(strings.Repeat("x", MaxDecodedText+1)))), atteso: oltre("inner*", "text_bytes")},
		{classe: "text bomb", nome: "a line of five megabytes", fai: dentro("Content-Type: text/plain", strings.Repeat("x", 5<<20)), atteso: oltre("inner*", "text_bytes")},
		{classe: "text bomb", nome: "a million empty lines", fai: dentro("Content-Type: text/plain", strings.Repeat("\r\n", 500000)+"La sottoscritta chiede."), atteso: intera},
		{classe: "text bomb", nome: "quoted a thousand times", fai: dentro("Content-Type: text/plain", strings.Repeat(strings.Repeat(">", 1000)+" x\r\n", 500)), atteso: sola},
		{classe: "text bomb", nome: "tags in tags", fai: dentro("Content-Type: text/html", strings.Repeat("<div>", 100000)+"La sottoscritta chiede."), atteso: intera},
		{classe: "text bomb", nome: "rules for every tag", fai: dentro("Content-Type: text/html", "<style>"+strings.Repeat("p.x,", 50000)+"b{display:none}</style>"+strings.Repeat("<p class=x>", 500)), atteso: sola},
		{classe: "text bomb", nome: "marks on one letter", fai: dentro("Content-Type: text/plain; charset=utf-8", "e"+strings.Repeat("\u0301", 100000)), atteso: sola},
		{classe: "text bomb", nome: "an archive is not opened", fai: dentro("Content-Type: application/zip; name=bomba.zip\r\nContent-Transfer-Encoding: base64", wrapBase64([]byte("PK\x03\x04"+strings.Repeat("\x00", 1000)))), atteso: sola},
	}
}

// candidati asks what the text of a busta names: codes and addresses as valori writes them, "!" before those that are not valid.
func candidati(cf, indirizzi string) func(*testing.T, *Message, Proof) {
	return func(t *testing.T, m *Message, _ Proof) {
		t.Helper()
		x := m.Inner.Testo()
		if a, b := valori(x.CF, InNuovo), valori(x.Indirizzi, InNuovo); a != cf || b != indirizzi {
			t.Errorf("names %q and %q, want %q and %q in %q", a, b, cf, indirizzi, x.Nuovo)
		}
	}
}

// attacchiTesto are charsets and characters that make a text read as another: nothing so written is a valid code or address, or the
// message says that two readers differ (reliability.md §3.1).
func attacchiTesto() []caso {
	const sola = "certified | trasporto posta-certificata | dati inner*"
	const cf, addr = "BNCGLI78C48G478A", "giulia.bianchi@pecmail.example"
	piena := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r > ' ' && r < 0x7f {
				return r + 0xfee0
			}
			return r
		}, s)
	}
	detto := func(set, body, want, wantAddr string) caso {
		return caso{fai: dentro("Content-Type: text/plain; charset="+set+"\r\nContent-Transfer-Encoding: 8bit", body), atteso: sola, guarda: candidati(want, wantAddr)}
	}
	html := func(body string, flag func(*Inner) bool) caso {
		return caso{fai: dentro("Content-Type: text/html; charset=utf-8", body), atteso: sola, guarda: func(t *testing.T, m *Message, _ Proof) {
			t.Helper()
			if !flag(m.Inner) {
				t.Errorf("not told: discordant %v, hidden %v, %q", m.Inner.Discorde, m.Inner.Nascosto, m.Inner.Text)
			}
		}}
	}
	dubbio := func(in *Inner) bool { return in.Ambiguo }
	nascosto := func(in *Inner) bool { return in.Nascosto }
	alt := func(plain, htm string, flag func(*Inner) bool) caso {
		c := html("", flag)
		c.fai = dentro("Content-Type: multipart/alternative; boundary=A", "--A\r\nContent-Type: text/plain\r\n\r\n"+plain+"\r\n--A\r\nContent-Type: text/html\r\n\r\n"+htm+"\r\n--A--")
		return c
	}
	letto := func(why string, c caso) caso {
		c.python = why
		return c
	}
	// ambiguo asks moreover that the message says it can be read in two ways.
	ambiguo := func(c caso) caso {
		guarda := c.guarda
		c.guarda = func(t *testing.T, m *Message, p Proof) {
			t.Helper()
			if guarda(t, m, p); !m.Inner.Ambiguo {
				t.Error("it does not say that it can be read in two ways")
			}
		}
		return c
	}
	var all []caso
	add := func(classe, nome string, c caso) {
		c.classe, c.nome = classe, nome
		all = append(all, c)
	}
	add("charset", "as it is", detto("utf-8", "CF "+cf+" PEC "+addr, cf, addr))
	add("charset", "UTF-7 is not undone", ambiguo(detto("utf-7", "CF +AEIATgBDAEcATABJADcAOABDADQAOABHADQANwA4AEE- PEC +AGcAaQB1AGwAaQBh-", "", "")))
	add("charset", "UTF-16 said of bytes", ambiguo(detto("utf-16le", "CF "+cf+"  PEC "+addr, "", "")))
	add("charset", "UTF-16 said of one-byte text with its mark", ambiguo(detto("utf-16", "\xfe\xffCF "+cf, "", "")))
	add("charset", "a charset that nobody knows", letto("it knows no such label; ASCII is the same under any", detto("x-boh", "CF "+cf+" PEC "+addr, cf, addr)))
	add("charset", "shifts of ISO-2022-JP", ambiguo(detto("iso-2022-jp", "CF \x1b$B#B#N#C#G#L#I#7#8#C#4#8#G#4#7#8#A\x1b(B PEC x", "!"+cf, "")))
	add("charset", "shifts of ISO-2022-KR", ambiguo(detto("iso-2022-kr", "\x1b$)C\x0eCF\x0f "+cf, "", "")))
	add("charset", "HZ", ambiguo(detto("hz-gb-2312", "CF ~{#B#N~} "+cf, "", "")))
	add("charset", "EBCDIC said of ASCII", ambiguo(detto("ibm037", "CF "+cf, cf, "")))
	add("charset", "overlong UTF-8", letto("it gives up; the code is not valid", detto("utf-8", "CF \xc1\x82NCGLI78C48G478A", "!NCGLI78C48G478A", "")))
	add("charset", "latin-1 that is UTF-8", letto("it follows the label; ASCII is the same under both", detto("iso-8859-1", "perch\xc3\xa9 CF "+cf, cf, "")))

	add("look-alike", "a code in full width", detto("utf-8", "CF "+piena(cf), "!"+cf, ""))
	add("look-alike", "one letter of a code in full width", detto("utf-8", "CF \uff22NCGLI78C48G478A", "!"+cf, ""))
	add("look-alike", "a Cyrillic letter in a code", detto("utf-8", "CF \u0412NCGLI78C48G478A", "!\u0412NCGLI78C48G478A", ""))
	add("look-alike", "digits of another script", detto("utf-8", "CF BNCGLI\u0667\u0668C48G478A", "!BNCGLI\u0667\u0668C48G478A", ""))
	add("look-alike", "a code in mathematical letters", detto("utf-8", "CF \U0001d401\U0001d40d\U0001d402GLI78C48G478A", "!"+cf, ""))
	add("look-alike", "a zero-width blank in a code", detto("utf-8", "CF BNCGLI\u200b78C48G478A", "!"+cf, ""))
	add("look-alike", "a direction mark in a code", detto("utf-8", "CF \u202eBNCGLI78C48G478A", "!"+cf, ""))
	add("look-alike", "a soft hyphen in a code", detto("utf-8", "CF BNCGLI78C48\u00adG478A", "!"+cf, ""))
	add("look-alike", "two codes are both told", detto("utf-8", "CF "+cf+" e CF MRTSRA93P49F205U", cf+" MRTSRA93P49F205U", ""))
	add("look-alike", "an address in full width", detto("utf-8", "PEC "+piena(addr), "", "!"+addr))
	add("look-alike", "a Cyrillic letter in an address", detto("utf-8", "PEC giulia.bi\u0430nchi@pecmail.example", "", "!giulia.bi\u0430nchi@pecmail.example"))
	add("look-alike", "a zero-width blank in an address", detto("utf-8", "PEC giulia.bianchi@pec\u200bmail.example", "", "!"+addr))
	add("look-alike", "a direction mark before an address", detto("utf-8", "PEC \u202egiulia.bianchi@pecmail.example", "", "!"+addr))
	add("look-alike", "an ideographic dot in an address", detto("utf-8", "PEC giulia.bianchi@pecmail\u3002example", "", ""))

	add("hidden", "by display", html("<p>CF "+cf+"</p><p style=\"display:none\">x@evil.example</p>", nascosto))
	add("hidden", "by size", html("<p>CF "+cf+"</p><p style=\"font-size:0\">x@evil.example</p>", nascosto))
	add("hidden", "by colour", html("<p>CF "+cf+"</p><p style=\"color:#fff\">x@evil.example</p>", nascosto))
	add("hidden", "by a sheet", html("<style>.a{visibility:hidden}</style><p>CF "+cf+"</p><p class=a>x@evil.example</p>", nascosto))
	testo := "CF " + cf + " PEC " + addr
	discorde := func(in *Inner) bool { return in.Discorde }
	due := func(head, body string) caso {
		c := html("", dubbio)
		c.fai = dentro(head, body)
		return c
	}
	const b64 = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64"
	add("two readings", "a text of two encodings", due(b64+"\r\nContent-Transfer-Encoding: 7bit", wrapBase64([]byte(testo))))
	add("two readings", "a text of two types", due("Content-Type: text/plain\r\nContent-Type: text/html", testo))
	add("two readings", "a text of two charsets", due("Content-Type: text/plain; charset=utf-8; charset=utf-16", testo))
	add("two readings", "a text in an encoding that some know", due("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode", "begin 644 x\r\n#0V%T\r\n`\r\nend"))
	add("two readings", "a delimiter that is nearly one", due("Content-Type: multipart/mixed; boundary=D", "--D\r\n\r\n"+testo+"\r\n--Dx\r\nContent-Type: text/plain; name=x.txt\r\n\r\nRinuncio\r\n--D--"))
	add("two readings", "a delimiter behind a bare CR", due("Content-Type: multipart/mixed; boundary=D", "--D\r\n\r\n"+testo+"\r--D\rContent-Type: text/plain; name=x.txt\r\rRinuncio\r\n--D--"))
	add("two readings", "two boundaries", due("Content-Type: multipart/mixed; boundary=D; boundary=E", "--D\r\n\r\n"+testo+"\r\n--D--\r\n--E\r\n\r\nRinuncio\r\n--E--"))
	add("two readings", "a part of two dispositions", due("Content-Type: multipart/mixed; boundary=D", "--D\r\n\r\n"+testo+"\r\n--D\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=x.txt\r\nContent-Disposition: inline\r\n\r\nRinuncio\r\n--D--"))
	add("hidden", "another address in the page", alt("PEC "+addr, "<p>PEC x@evil.example</p>", discorde))
	add("hidden", "another code in the page", alt("CF "+cf, "<p>CF MRTSRA93P49F205U</p>", discorde))
	add("hidden", "an address in the page alone", alt("Rinuncio", "<p>Rinuncio, PEC x@evil.example</p>", discorde))
	return all
}
