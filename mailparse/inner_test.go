package mailparse

import (
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

func inner(t testing.TB, raw string) *Inner {
	t.Helper()
	return mustParse(t, []byte(strings.ReplaceAll(raw, "\n", "\r\n"))).Inner
}

const da = "From: Giulia <Giulia@pec.example>\nTo: a@b.example, C@d.example\nCc: e@f.example\nSubject: =?utf-8?q?Perch=C3=A9?=\n" +
	"Date: Mon, 23 Nov 2026 09:12:33 +0100 (CET)\nMessage-ID: <id1@pec.example>\nIn-Reply-To: <r1@x>\nReferences: <r0@x>\n <r1@x>\n"

func TestInnerFields(t *testing.T) {
	in := inner(t, da+"\ntesto\n")
	if in.From != "giulia@pec.example" || strings.Join(in.To, " ") != "a@b.example c@d.example" || in.Cc[0] != "e@f.example" || in.Subject != "Perché" ||
		in.MessageID != "id1@pec.example" || strings.Join(in.InReplyTo, " ") != "r1@x" || strings.Join(in.References, " ") != "r0@x r1@x" ||
		in.Date.Format("2006-01-02 15:04:05 -0700") != "2026-11-23 09:12:33 +0100" || in.Text != "testo" || in.TextFrom != "plain" || in.Auto != "" || in.NestedPEC {
		t.Errorf("%q %v %v %q %q %v %v %v %q", in.From, in.To, in.Cc, in.Subject, in.MessageID, in.InReplyTo, in.References, in.Date, in.Text)
	}
}

func TestInnerText(t *testing.T) {
	mp := func(kind string, parts ...string) string {
		return da + "Content-Type: multipart/" + kind + "; boundary=B\n\n--B\n" + strings.Join(parts, "\n--B\n") + "\n--B--\n"
	}
	plain := "Content-Type: text/plain; charset=utf-8\n\nchiaro"
	htm := "Content-Type: text/html; charset=utf-8\n\n<p>ricco &egrave;</p>"
	pdf := "Content-Type: application/pdf; name=\"../modulo.pdf\"\nContent-Transfer-Encoding: base64\n\nY2lhbw=="
	for _, c := range []struct{ name, raw, text, from, att string }{
		{"alternative", mp("alternative", plain, htm), "chiaro", "plain", ""},
		{"alternative, html first", mp("alternative", htm, plain), "chiaro", "plain", ""},
		{"alternative, plain empty", mp("alternative", "Content-Type: text/plain\n\n \n", htm), "ricco è", "html", ""},
		{"html", mp("mixed", htm, pdf), "ricco è", "html", "modulo.pdf"},
		{"mixed", mp("mixed", plain, pdf), "chiaro", "plain", "modulo.pdf"},
		{"two texts", mp("mixed", plain, pdf, plain), "chiaro\n\nchiaro", "plain", "modulo.pdf"},
		{"text as attachment", mp("mixed", plain, "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nallegato"), "chiaro", "plain", "a.txt"},
		{"message attached", mp("mixed", plain, "Content-Type: message/rfc822\n\nFrom: x@y.example\n\nchiedo"), "chiaro", "plain", ""},
		{"related", mp("related", htm, "Content-Type: image/png; name=logo.png\n\nx"), "ricco è", "html", "logo.png"},
		{"signed by the member", mp("signed; protocol=\"application/pgp-signature\"", plain, "Content-Type: application/pgp-signature; name=s.asc\n\nx"), "chiaro", "plain", "s.asc"},
		{"no boundary", da + "Content-Type: multipart/mixed\n\nchiedo\n", "chiedo", "plain", ""},
		{"latin1 base64", da + "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\ncGVyY2jp\n", "perché", "plain", ""},
		{"named text", da + "Content-Type: text/plain; name=x.txt\n\nchiedo\n", "chiedo", "plain", ""},
		{"nul and bell", da + "\nchi\x00e\x07do\n", "chi\ufffde\ufffddo", "plain", ""},
		{"flowed", da + "Content-Type: text/plain; format=flowed\n\nchiedo di \nrinunciare\n> citato \n> ancora\n-- \nfirma\n", "chiedo di rinunciare\n> citato ancora\n-- \nfirma", "plain", ""},
		{"delsp", da + "Content-Type: text/plain; format=flowed; delsp=yes\n\nrinun \nciare\n", "rinunciare", "plain", ""},
		{"only a pdf", da + "Content-Type: application/pdf; name=m.pdf\n\nx\n", "", "", "m.pdf"},
	} {
		in := inner(t, c.raw)
		var names []string
		for _, a := range in.Attachments {
			if a.Name != "" {
				names = append(names, a.Name)
			}
		}
		if in.Text != c.text || in.TextFrom != c.from || strings.Join(names, " ") != c.att {
			t.Errorf("%s: %q from %q, %v", c.name, in.Text, in.TextFrom, names)
		}
	}
	if a := inner(t, mp("mixed", plain, pdf)).Attachments[0]; string(a.Content()) != "ciao" || a.Size != 4 || a.Type != "application/pdf" ||
		a.SHA256 != "b133a0c0e9bee3be20163d2ad31d6248db292aa6dcb1ee087a2aa50e0fc75ae2" {
		t.Errorf("%+v", a)
	}
}

func TestHTMLText(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		hidden         bool
	}{
		{"blocks", "<div>uno</div><div>due<br>tre</div><ul><li>a<li>b</ul>", "uno\ndue\ntre\na\nb", false},
		{"entities", "<p>dell&rsquo;Ordine&nbsp;&egrave; &lt;b&gt; &amp;lt;</p>", "dell’Ordine è <b> &lt;", false},
		{"source lines are blanks", "<p>chiede di\n rinunciare</p>", "chiede di rinunciare", false},
		{"head and script", "<html><head><title>t</title><style>p{x:y}</style></head><body><script>if(a<b){}</script>testo</body></html>", "testo", false},
		{"mailto", `<a href="mailto:Giulia@pec.example?subject=x">scrivimi</a> ora`, "scrivimi <giulia@pec.example> ora", false},
		{"mailto said", `<a href="mailto:giulia@pec.example">Giulia@pec.example</a>`, "Giulia@pec.example", false},
		{"blockquote", "sì<blockquote>vecchio<br>testo</blockquote>dopo", "sì\n> vecchio\n> testo\ndopo", false},
		{"gmail", `sì<div class="gmail_quote"><div class="gmail_attr">Il giorno x ha scritto:<br></div><blockquote>vecchio</blockquote></div>`, "sì\n> Il giorno x ha scritto:\n> vecchio", false},
		{"outlook web", `<div>sì</div><hr id="stopSpelling"><div id="divRplyFwdMsg"><b>Da:</b> x</div><div>vecchio</div>`, "sì\n-----Messaggio originale-----\n-----Messaggio originale-----\nDa: x\nvecchio", false},
		{"outlook class", `sì<p class="OutlookMessageHeader">Da: x</p>vecchio`, "sì\n\n-----Messaggio originale-----\nDa: x\n\nvecchio", false},
		{"display none", `<span style="display:none">nascosto</span>visto`, "visto", true},
		{"important", `<span style="DISPLAY : none !important">nascosto</span>visto`, "visto", true},
		{"hidden attribute", `<p hidden>nascosto</p>visto`, "visto", true},
		{"font size", `<p style="font-size:0px">nascosto</p>visto`, "visto", true},
		{"font size 10", `<p style="font-size:10px">visto</p>`, "visto", false},
		{"white", `<p style="color:#FFFFFF">nascosto</p>visto`, "visto", true},
		{"white on black", `<p style="color:#fff;background:#000">visto</p>`, "visto", false},
		{"style sheet", `<style>.x, p.y{visibility:hidden} .z{color:red}</style><p class="a x">n</p><p class=y>n</p><p class=z>visto</p>`, "visto", true},
		{"media rule", `<style>@media print{.x{display:none}}</style><p class=x>visto</p>`, "visto", false},
		{"css comment", `<p style="display:/**/none">n</p>visto`, "visto", true},
		{"hidden paragraph without end", `<p style="display:none">n<p>visto`, "visto", true},
		{"hidden div swallows its paragraphs", `<div style="display:none"><p>n</div>visto`, "visto", true},
		{"comment", "<!-- n -->visto", "visto", false},
		{"table", "<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc", false},
		{"broken", "<p>uno<div", "uno", false},
		{"empty", "", "", false},
		{"deep", strings.Repeat("<div>", 5000) + "testo", "testo", true},
	} {
		got, hidden := htmlText(c.in)
		if got != c.want || hidden != c.hidden {
			t.Errorf("%s: %q hidden %v, want %q", c.name, got, hidden, c.want)
		}
	}
}

func TestDiscordeAndNascosto(t *testing.T) {
	alt := func(plain, htm string) *Inner {
		return inner(t, da+"Content-Type: multipart/alternative; boundary=B\n\n--B\n\n"+plain+"\n--B\nContent-Type: text/html\n\n"+htm+"\n--B--\n")
	}
	if in := alt("a@pec.example", "<p>A@pec.example</p>"); in.Discorde || in.Nascosto {
		t.Error("equal forms are called discordant")
	}
	if in := alt("a@pec.example", "<p>b@pec.example</p>"); !in.Discorde {
		t.Error("another address in the HTML is not seen")
	}
	if in := alt("a@pec.example", "<p>a@pec.example<i style='display:none'>b@pec.example</i></p>"); !in.Nascosto || in.Discorde {
		t.Error("hidden text is not seen")
	}
}

func TestAutomatic(t *testing.T) {
	for head, want := range map[string]bool{
		"Auto-Submitted: auto-replied": true, "Auto-Submitted: no": false, "auto-submitted: Auto-Generated (x)": true, "X-Autoreply: yes": true,
		"X-Autorespond: x": true, "Precedence: bulk": true, "Precedence: Auto_Reply": true, "Precedence: normal": false, "List-Id: <l.example>": true,
		"Return-Path: <>": true, "Return-Path: < >": true, "Return-Path: <a@b.example>": false, "Content-Type: multipart/report; boundary=x": true,
		"Content-Type: message/disposition-notification": true, "Subject: Risposta automatica: Convocazione": true, "Subject: Fuori ufficio": true,
		"Subject: R: Risposta automatica: x": false, "Subject: Re: rinuncia": false, "Subject: Automatic reply: x": true, "Subject: =?utf-8?q?Risposta_automatica?=": true,
		"From: MAILER-DAEMON@x.example": true, "Subject: Letto: rinuncia": true, "Subject: ho letto: rinuncia": false, "X-Auto-Response-Suppress: All": false,
	} {
		raw := head + "\nTo: a@b.example\nDate: x\n\ntesto\n"
		if got := inner(t, raw).Auto; (got != "") != want {
			t.Errorf("%s: %q", head, got)
		}
	}
}

func TestNestedPEC(t *testing.T) {
	g := unGestore()
	busta := string(g.busta(t, g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata))))
	busta = strings.NewReplacer("08FC388C", "NESTED", "_Part_1", "_Part_9").Replace(busta)
	wrap := func(ct, body string) string {
		return "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=zz\r\n\r\n--zz\r\n\r\nVedi allegato\r\n--zz\r\n" + ct + "\r\n\r\n" + body + "\r\n--zz--\r\n"
	}
	for _, c := range []struct {
		name, eml string
		want      bool
	}{
		{"forwarded as attachment", wrap("Content-Type: message/rfc822", busta), true},
		{"as file", wrap("Content-Type: application/octet-stream; name=x.EML", busta), true},
		{"two levels", wrap("Content-Type: message/rfc822", strings.ReplaceAll(wrap("Content-Type: message/rfc822", busta), "zz", "yy")), true},
		{"the whole busta", busta, true},
		{"foreign daticert and forged header", "X-Ricevuta: accettazione\r\n" + wrap(`Content-Type: application/xml; name="daticert.xml"`, "<x/>"), false},
		{"plain message attached", wrap("Content-Type: message/rfc822", "From: x@y.example\r\n\r\nciao"), false},
	} {
		l := g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata))
		l.parts[2] = emlPart("postacert.eml", c.eml)
		m := mustParse(t, g.busta(t, l))
		if p := m.Verify(g.trust(), m.DatiCert.Data); p.Level != Certified || m.Busta != pec.Trasporto {
			t.Errorf("%s: %v", c.name, p)
		}
		if m.Inner.NestedPEC != c.want {
			t.Errorf("%s: nested %v", c.name, m.Inner.NestedPEC)
		}
	}
}

func TestREM(t *testing.T) {
	ev := "Content-Type: application/xml; charset=UTF-8; name=ContentConsignment.xml\r\n\r\n<?xml version=\"1.0\"?><!-- x --><tns:Evidence xmlns:tns=\"http://uri.etsi.org/19522/v1#\"/>\r\n"
	orig := "REM-Section-Type: rem_message/original\r\nContent-Type: message/rfc822; name=AttachedMimeMessage\r\n\r\n" + original
	g := unGestore()
	head := []string{"From: " + mittenteGestore, "REM-MessageType: x", "Subject: REM ContentConsignment: x"}
	m := mustParse(t, g.busta(t, lettera{header: head, parts: []string{testoBusta, ev}}))
	if m.Format != FormatREM || m.Busta != pec.Ricevuta || m.Inner != nil {
		t.Errorf("receipt: %s %s", m.Format, m.Busta)
	}
	if p := m.Verify(g.trust(), time.Time{}); p.Level != Mismatch || !p.Has("daticert_bad") {
		t.Errorf("%+v", p)
	}
	m = mustParse(t, g.busta(t, lettera{header: head, parts: []string{testoBusta, orig, ev}}))
	if m.Format != FormatREM || m.Busta != pec.Trasporto || m.Inner == nil || m.Inner.From != "giulia.bianchi@iscritti.example" {
		t.Errorf("dispatch: %s %s", m.Format, m.Busta)
	}
	m = mustParse(t, g.busta(t, lettera{header: head, parts: []string{testoBusta}}))
	if m.Format != FormatNone || m.Busta != pec.Ordinaria {
		t.Errorf("headers alone: %s %s", m.Format, m.Busta)
	}
	for in, want := range map[string]bool{"<Evidence>": true, "<x/>": false, "": false, "<!DOCTYPE a><e:Evidence/>": true, "<?": false, "<Evidences>": false, "<!--": false} {
		if rootIsEvidence([]byte(in)) != want {
			t.Errorf("%q: %v", in, !want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for in, ok := range map[string]bool{
		"Mon, 23 Nov 2026 09:12:33 +0100": true, "23 Nov 2026 09:12 +0100": true, "Mon, 3 Nov 2026 09:12:33 GMT": true, "ieri": false, "": false,
		"Mon,  23 Nov 2026 09:12:33 +0100 (CET)": true, "2026-11-23T09:12:33Z": true,
	} {
		if ParseDate(in).IsZero() == ok {
			t.Errorf("%q: %v", in, ParseDate(in))
		}
	}
}

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"modulo.pdf": "modulo.pdf", "../../etc/passwd": "passwd", `C:\x\y.exe`: "y.exe", "a\u202efdp.exe": "afdp.exe", "..": "", "a\x00b": "ab", "\n": "", "é.pdf": "é.pdf",
	} {
		if got := cleanName(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if n := cleanName(strings.Repeat("è", 300)); len(n) > 255 {
		t.Errorf("%d bytes", len(n))
	}
}
