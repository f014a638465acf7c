package mailparse

import (
	"strings"
	"testing"
)

// Parts and fields that one reader shows and another does not, around a request that was understood: none of them may be executed
// without a person, and none may be taken from a message that every client writes.

// inOriginale is a busta with an original of that header and body, and the flag of the original.
func inOriginale(nome, regola, head, body string, ambiguo bool) caso {
	return caso{classe: "shown", nome: nome, regola: regola, fai: dentro(head, body), atteso: "certified | trasporto posta-certificata | dati inner*", guarda: func(t *testing.T, m *Message, _ Proof) {
		t.Helper()
		if m.Inner.Ambiguo != ambiguo {
			t.Errorf("it can be read in two ways: %v, want %v: %q", m.Inner.Ambiguo, ambiguo, m.Inner.Text)
		}
	}}
}

const (
	chiesto  = "Il sottoscritto chiede di rinunciare. "
	ritirato = "Anzi no, annullo la richiesta."
)

// attacchiMostra are the ways to show a person more than we read.
func attacchiMostra() []caso {
	mista := func(kind string, parts ...string) (head, body string) {
		return "Content-Type: multipart/" + kind + "; boundary=A", "--A\r\n" + strings.Join(parts, "\r\n--A\r\n") + "\r\n--A--"
	}
	prima := "Content-Type: text/plain\r\n\r\n" + chiesto
	var all []caso
	due := func(nome, kind string, ambiguo bool, parts ...string) {
		head, body := mista(kind, parts...)
		all = append(all, inOriginale(nome, "V14", head, body, ambiguo))
	}
	due("a second text with a name alone", "mixed", true, prima, "Content-Type: text/plain; name=a.txt\r\n\r\n"+ritirato)
	due("a second text inline, with a file name", "mixed", true, prima, "Content-Type: text/plain\r\nContent-Disposition: inline; filename=a.txt\r\n\r\n"+ritirato)
	due("a second text of no known disposition", "mixed", true, prima, "Content-Type: text/plain\r\nContent-Disposition: shown; filename=a.txt\r\n\r\n"+ritirato)
	due("a page inline, with a file name", "mixed", true, prima, "Content-Type: text/html; name=a.html\r\nContent-Disposition: inline; filename=a.html\r\n\r\n<p>"+ritirato)
	due("a text of another type with a name", "mixed", true, prima, "Content-Type: text/x-nota; name=a\r\n\r\n"+ritirato)
	due("a text of no type with a name", "mixed", true, prima, "Content-Disposition: inline; filename=a\r\n\r\n"+ritirato)
	due("a named text before the first", "mixed", true, "Content-Type: text/plain; name=a.txt\r\n\r\n"+ritirato, prima)
	due("a message inline", "mixed", true, prima, "Content-Type: message/rfc822\r\n\r\nFrom: x@evil.example\r\n\r\n"+ritirato)
	due("a message inline, with a name", "mixed", true, prima, "Content-Type: message/rfc822; name=x.eml\r\nContent-Disposition: inline\r\n\r\nFrom: x@evil.example\r\n\r\n"+ritirato)
	due("the second text of a related", "related", true, prima, "Content-Type: text/plain\r\nContent-ID: <1>\r\n\r\n"+ritirato)
	due("a related that begins with its second part", "related; start=\"<2>\"", true, prima, "Content-Type: text/plain\r\nContent-Disposition: attachment\r\nContent-ID: <2>\r\n\r\n"+ritirato)
	due("a third part of a signed message", "signed", true, prima, "Content-Type: application/pgp-signature\r\n\r\nx", "Content-Type: text/plain\r\n\r\n"+ritirato)
	due("the last form of an alternative, as an attachment", "alternative", true, prima, "Content-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<p>"+ritirato)
	due("the last form of an alternative, with a name", "alternative", true, prima, "Content-Type: text/html; name=a.html\r\n\r\n<p>"+ritirato)
	due("an attached text is an attachment", "mixed", false, prima, "Content-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nnota")
	due("an attached message is an attachment", "mixed", false, prima, "Content-Type: message/rfc822; name=x.eml\r\nContent-Disposition: attachment; filename=x.eml\r\n\r\nFrom: x@y.example\r\n\r\nnota")
	due("a document without disposition is an attachment", "mixed", false, prima, "Content-Type: application/pdf; name=a.pdf\r\n\r\n%PDF")
	due("an image of the page", "related; start=\"<1>\"", false, "Content-Type: text/html\r\nContent-ID: <1>\r\n\r\n<p>"+chiesto+"<img src=cid:2>", "Content-Type: image/png; name=logo.png\r\nContent-ID: <2>\r\nContent-Disposition: inline; filename=logo.png\r\n\r\nx")
	all = append(all, attacchiDiPagina()...)
	all = append(append(all, attacchiDiOutlook()...), attacchiDiTratti()...)
	return append(append(append(all, attacchiDiBase64()...), attacchiDiRighe()...), attacchiLettori()...)
}

// attacchiDiPagina are words that one reader of HTML shows and another does not, and two forms of a text that differ.
func attacchiDiPagina() []caso {
	dice := func(nome, head, body string, flag func(*Inner) bool) caso {
		return caso{classe: "shown", regola: "V14", nome: nome, fai: dentro(head, body), atteso: "certified | trasporto posta-certificata | dati inner*", guarda: func(t *testing.T, m *Message, _ Proof) {
			t.Helper()
			if !flag(m.Inner) {
				t.Errorf("not told: %q", m.Inner.Text)
			}
		}}
	}
	var all []caso
	for _, c := range [][2]string{
		{"a comment for Outlook", "<!--[if mso]><p>" + ritirato + "</p><![endif]-->"}, {"an input", "<input value='" + ritirato + "'>"}, {"the text of an image", "<img alt='" + ritirato + "'>"},
		{"a frame with its own page", "<iframe srcdoc='" + ritirato + "'></iframe>"}, {"an object", "<object data='data:text/plain,non'></object>"}, {"a template that is shown", "<b><template shadowrootmode=open>" + ritirato + "</template></b>"},
		{"a choice", "<select><option label='" + ritirato + "'></select>"},
	} {
		all = append(all, dice("page: "+c[0], "Content-Type: text/html; charset=utf-8", "<p>"+chiesto+"</p>"+c[1], func(in *Inner) bool { return in.Nascosto }))
	}
	due := func(plain, page string) string {
		return "--A\r\nContent-Type: text/plain\r\n\r\n" + plain + "\r\n--A\r\nContent-Type: text/html\r\n\r\n" + page + "\r\n--A--"
	}
	for _, c := range [][3]string{
		{"words in the page alone", chiesto, "<p>" + chiesto + ritirato}, {"words in the plain text alone", chiesto + ritirato, "<p>" + chiesto}, {"a denial in the page", chiesto, "<p>" + strings.Replace(chiesto, "chiede", "non chiede", 1)},
		{"words in another order", "Chiede A e rinuncia a B", "<p>Chiede B e rinuncia a A"},
	} {
		all = append(all, dice("two forms: "+c[0], "Content-Type: multipart/alternative; boundary=A", due(c[1], c[2]), func(in *Inner) bool { return in.Discorde }))
	}
	return append(all, dice("two forms: the same words", "Content-Type: multipart/alternative; boundary=A", due("*Nota*\r\n "+chiesto, "<b>Nota</b><p>"+chiesto), func(in *Inner) bool { return !in.Discorde && !in.Ambiguo && !in.Nascosto }))
}

// attacchiDiBase64 end a text in base64 before its end: Python's email reads what follows the padding, we do not.
func attacchiDiBase64() []caso {
	const head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64"
	var all []caso
	for _, c := range []struct {
		nome, pad string
		first     int // of the text, modulo three
		ambiguo   bool
	}{
		{"four paddings and more text", "====\r\n", 0, true}, {"one padding and more text", "=\r\n", 0, true}, {"two paddings", "==\r\n", 0, true}, {"paddings on a line", "\r\n===\r\n", 0, true},
		{"a padding where it belongs", "", 2, true}, {"two where they belong", "", 1, true}, {"a comma", ",", 0, true}, {"a padding, a comma", "=,", 0, true},
		{"line ends", "\r\n\r\n", 0, false},
	} {
		text := chiesto + strings.Repeat(" ", (3-len(chiesto)%3)%3+c.first)
		x := inOriginale("base64: "+c.nome, "V14", head, strings.TrimRight(wrapBase64([]byte(text)), "\r\n")+c.pad+wrapBase64([]byte(ritirato)), c.ambiguo)
		all = append(all, x)
	}
	return append(all, inOriginale("base64: a line of an antivirus below", "V14", head, wrapBase64([]byte(chiesto+"12"))+"-- controllato --\r\n", true),
		inOriginale("base64: without its padding", "V14", head, strings.TrimRight(wrapBase64([]byte(chiesto+"12")), "=\r\n"), false))
}

// attacchiDiRighe begin a line for us where others go on: what follows would be a quotation, or a signature, for us alone.
func attacchiDiRighe() []caso {
	const plain, page = "Content-Type: text/plain; charset=utf-8", "Content-Type: text/html; charset=utf-8"
	var all []caso
	for _, c := range [][2]string{{"a bare CR", "\r"}, {"a vertical tab", "\v"}, {"a form feed", "\f"}, {"NEL", "\u0085"}, {"a line separator", "\u2028"}, {"a paragraph separator", "\u2029"}} {
		all = append(all, inOriginale("lines: a quotation behind "+c[0], "V2", plain, chiesto+c[1]+"> "+ritirato, true))
	}
	for _, c := range [][2]string{{"a line separator", "&#8232;"}, {"a form feed", "&#12;"}, {"NEL itself", "\u0085"}, {"a separator in bytes", "\u2028"}} {
		all = append(all, inOriginale("lines: in a page no quotation is behind "+c[0], "V2", page, "<p>"+chiesto+c[1]+"&gt; "+ritirato, false))
	}
	return append(all, func() caso {
		c := inOriginale("lines: CR CR LF is a line end", "V2", plain, chiesto+"\r\r\n> "+ritirato, false)
		c.forma = "it strips every CR at the end of a line"
		return c
	}(),
		inOriginale("lines: CRLF is a line end", "V2", plain, chiesto+"\r\n> "+ritirato, false))
}

// attacchiDoppi are originals of which each client shows another sender, subject or reader.
func attacchiDoppi() []caso {
	con := func(nome, doppi string, change func(string) string) caso {
		return caso{classe: "doubled", regola: "V12", nome: nome, fai: conOriginale(change), atteso: "certified | trasporto posta-certificata | dati inner*", guarda: func(t *testing.T, m *Message, _ Proof) {
			t.Helper()
			if in := m.Inner; strings.Join(in.Doppi, " ") != doppi || in.Ambiguo != (doppi != "") {
				t.Errorf("doubled %v, can be read in two ways %v, want %q", in.Doppi, in.Ambiguo, doppi)
			}
		}}
	}
	sopra := func(line string) func(string) string { return func(s string) string { return line + "\r\n" + s } }
	sotto := func(line string) func(string) string { return replacing("\r\n\r\n", "\r\n"+line+"\r\n\r\n") }
	all := []caso{
		con("two Subject, another first", "Subject", sopra("Subject: NON procedete")), con("two Subject, another last", "Subject", sotto("Subject: NON procedete")),
		con("a Subject behind a bare CR", "Subject", sotto("X-Nota: a\rSubject: NON procedete")), con("a Subject with a NUL", "Subject", sotto("Subject: NON\x00 procedete")),
		con("two From, another first", "From", sopra("From: x@evil.example")), con("two From, another last", "From", sotto("From: x@evil.example")), con("two From, the same", "From", sotto("From: "+vittima)),
		con("a From of two", "From", replacing("<"+vittima+">", "<"+vittima+">, x@evil.example")), con("a From of two, another first", "From", replacing("From: ", "From: x@evil.example, ")),
		con("a From of a group of two", "From", replacing("From: Giulia <"+vittima+">", "From: noi: "+vittima+", x@evil.example;")), con("two To", "To", sotto("To: altro@pec.example")),
		con("all of them", "From Subject To", sotto("To: b@c.example\r\nSubject: b\r\nFrom: b@c.example")),
	}
	for i, c := range all {
		if !strings.HasSuffix(c.nome, "another first") { // else what we show is of the attacker
			all[i].atteso = strings.Replace(c.atteso, "inner*", "inner", 1)
		}
	}
	return all
}
