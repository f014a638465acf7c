package mailparse

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"pecagent/mailparse/pec"
)

// conParti changes the parts of the signed multipart/mixed, as the provider signed them: text, daticert, postacert.
func conParti(change func([]string) []string) func(*opera) {
	return func(o *opera) { o.parti = change(o.parti) }
}

// attacchiNomi are daticert parts by their names and places (reliability.md §2 V13).
func attacchiNomi() []caso {
	const manca = "mismatch daticert_missing | trasporto | inner"
	const guasta = "mismatch daticert_bad | trasporto | inner"
	vero := datiFermi("posta-certificata").XML()
	nemici := []byte(datiNemici())
	altra := func(part string) func(*opera) { // one daticert more, after the sound one
		return conParti(func(p []string) []string { return append(p, part) })
	}
	invece := func(part string) func(*opera) {
		return conParti(func(p []string) []string { return []string{p[0], part, p[2]} })
	}
	con := func(head, body string) string { return head + "\r\n\r\n" + body }
	testo := string(inCRLF(nemici))
	b64vero := wrapBase64(vero)
	nome := func(ct, cd string) string {
		return con("Content-Type: application/xml"+ct+"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline"+cd, b64vero)
	}
	all := []caso{
		{nome: "two of the name", fai: altra(xmlPart("daticert.xml", nemici)), atteso: guasta},
		{nome: "two of the name, the same bytes", fai: altra(xmlPart("daticert.xml", vero)), atteso: guasta},
		{nome: "one of each name", fai: altra(xmlPart("certdata.xml", nemici)), atteso: guasta},
		{nome: "another in capitals", fai: altra(xmlPart("DATICERT.XML", nemici)), atteso: guasta},
		{nome: "another by RFC 2231", fai: altra(con("Content-Type: application/xml; name*=utf-8''dati%63ert.xml", testo)), atteso: guasta},
		{nome: "another by RFC 2231, in pieces", fai: altra(con("Content-Type: application/xml; name*0=dati; name*1=cert.xml", testo)), atteso: guasta},
		{nome: "another by an encoded word", fai: altra(con("Content-Type: application/xml; name=\"=?utf-8?b?ZGF0aWNlcnQueG1s?=\"", testo)), atteso: guasta},
		{nome: "another by filename alone", fai: altra(con("Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=daticert.xml", testo)), atteso: guasta},
		{nome: "another as text", fai: altra(con("Content-Type: text/plain; name=daticert.xml", testo)), atteso: guasta},
		{nome: "another as an attached message", fai: altra(con("Content-Type: message/rfc822; name=daticert.xml", "From: x@evil.example\r\n\r\n"+testo)), atteso: guasta},
		{nome: "another as a multipart", fai: altra(strings.Replace(multiparte("multipart/mixed", "SOTTO", xmlPart("a.xml", nemici)), "boundary", "name=daticert.xml; boundary", 1)), atteso: guasta},
		{nome: "another with blanks around its name", fai: altra(con("Content-Type: application/xml; name=\" daticert.xml \"", testo)), atteso: guasta},
		{nome: "another, before the sound one", fai: conParti(func(p []string) []string { return append([]string{xmlPart("daticert.xml", nemici)}, p...) }), atteso: guasta},
		{nome: "a part named twice, once daticert", fai: altra(con("Content-Type: application/xml; name=x.xml; name=daticert.xml", testo)), atteso: guasta},
		{nome: "a part of two dispositions, one of daticert", fai: altra(con("Content-Type: application/xml\r\nContent-Disposition: inline; filename=x.xml\r\nContent-Disposition: inline; filename=daticert.xml", testo)), atteso: guasta},
		{nome: "a part of two types", fai: altra(con("Content-Type: application/xml\r\nContent-Type: text/plain", testo)), atteso: guasta},
		{nome: "a part with more behind the quotes of its name", fai: altra(con("Content-Type: application/xml; name=\"x\"daticert.xml", testo)), atteso: guasta},
		{nome: "another in a nested mixed does not count", fai: altra(multiparte("multipart/mixed", "SOTTO", xmlPart("daticert.xml", nemici))), atteso: intera, guarda: soloSuoi},
		{nome: "another in a nested alternative does not count", fai: altra(multiparte("multipart/alternative", "SOTTO", xmlPart("daticert.xml", nemici))), atteso: intera, guarda: soloSuoi},
		{nome: "another with a path does not count", fai: altra(xmlPart("../daticert.xml", nemici)), atteso: intera, guarda: soloSuoi},
		{nome: "another with a dot at the end does not count", fai: altra(xmlPart("daticert.xml.", nemici)), atteso: intera, guarda: soloSuoi},
		{nome: "another with an invisible letter does not count", fai: altra(xmlPart("dati\u200bcert.xml", nemici)), atteso: intera, guarda: soloSuoi},
		{nome: "another with a Cyrillic letter does not count", fai: altra(xmlPart("d\u0430ticert.xml", nemici)), atteso: intera, guarda: soloSuoi},
		{nome: "another that is compressed does not count", fai: altra(xmlPart("daticert.xml.gz", nemici)), atteso: intera, guarda: soloSuoi},

		{nome: "none", fai: conParti(func(p []string) []string { return []string{p[0], p[2]} }), atteso: manca},
		{nome: "only in a nested mixed", fai: invece(multiparte("multipart/mixed", "SOTTO", xmlPart("daticert.xml", vero))), atteso: manca},
		{nome: "only in a nested alternative", fai: invece(multiparte("multipart/alternative", "SOTTO", xmlPart("daticert.xml", vero))), atteso: manca},
		{nome: "only within an attached message", fai: invece(con("Content-Type: message/rfc822; name=x.eml", con("From: x@evil.example\r\nContent-Type: application/xml; name=daticert.xml", string(inCRLF(vero))))), atteso: manca},
		{nome: "only with a path", fai: invece(xmlPart("C:\\daticert.xml", vero)), atteso: manca},
		{nome: "only without a name", fai: invece(con("Content-Type: application/xml\r\nContent-Transfer-Encoding: base64", b64vero)), atteso: manca},
		{nome: "only by its description", fai: invece(con("Content-Type: application/xml\r\nContent-Description: daticert.xml\r\nContent-Transfer-Encoding: base64", b64vero)), atteso: manca},

		{nome: "of another type", fai: invece(con("Content-Type: application/octet-stream; name=daticert.xml\r\nContent-Transfer-Encoding: base64", b64vero)), atteso: intera},
		{nome: "of no type", fai: invece(con("Content-Transfer-Encoding: base64\r\nContent-Disposition: inline; filename=daticert.xml", b64vero)), atteso: intera},
		{nome: "in plain letters", fai: invece(con("Content-Type: application/xml; name=daticert.xml\r\nContent-Transfer-Encoding: 8bit", string(inCRLF(vero)))), atteso: intera},
		{nome: "by certdata", fai: invece(xmlPart("CertData.XML", vero)), atteso: intera},
		{nome: "by an encoded word", fai: invece(nome("; name=\"=?iso-8859-1?Q?daticert=2Exml?=\"", "")), atteso: intera},
		{nome: "by RFC 2231 alone", fai: invece(nome("", "; filename*=utf-8'it'daticert%2Exml")), atteso: intera},
		{nome: "by the name alone", fai: invece(nome("; name=daticert.xml", "; filename=altro.xml")), atteso: intera, python: "it asks the file name before the name"},
		{nome: "words within its base64", fai: invece(xmlPart("daticert.xml", nil) + "*pulito*\r\n" + b64vero), atteso: guasta},
		{nome: "something after its padding", fai: invece(con("Content-Type: application/xml; name=daticert.xml\r\nContent-Transfer-Encoding: base64", wrapBase64(append(vero, ' '))+"-- pulito\r\n")), atteso: guasta},
		{nome: "in an encoding that nobody knows", fai: invece(con("Content-Type: application/xml; name=daticert.xml\r\nContent-Transfer-Encoding: x-uuencode", b64vero)), atteso: guasta},
		{nome: "of two encodings", fai: invece(con("Content-Type: application/xml; name=daticert.xml\r\nContent-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 8bit", b64vero)), atteso: guasta},
		{nome: "empty", fai: invece(xmlPart("daticert.xml", nil)), atteso: guasta},
		{nome: "as a signed file", fai: invece(xmlPart("daticert.xml", []byte{0x30, 0x82, 1, 0, 6, 9})), atteso: guasta},
	}
	for i := range all {
		all[i].classe, all[i].regola = "daticert", "V13"
	}
	return all
}

// attacchiXML are daticert that two readers could read in two ways, or that cost too much (reliability.md §3.1, XML).
func attacchiXML() []caso {
	good := string(datiFermi("posta-certificata").XML())
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			panic(old + " is not in the daticert")
		}
		return strings.Replace(good, old, new, 1)
	}
	const m = "<mittente>" + vittima + "</mittente>"
	laughs := "<!DOCTYPE postacert [<!ENTITY a \"ha\">"
	for c := 'b'; c <= 'k'; c++ {
		laughs += fmt.Sprintf("<!ENTITY %c \"%s\">", c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
	}
	wide := func(big bool) string {
		var out []byte
		for _, u := range utf16.Encode([]rune("\ufeff" + good)) {
			if big {
				out = append(out, byte(u>>8), byte(u))
			} else {
				out = append(out, byte(u), byte(u>>8))
			}
		}
		return string(out)
	}
	attrs := ""
	for i := range 20000 {
		attrs += fmt.Sprintf(" a%d=\"x\"", i)
	}
	doc := "<!DOCTYPE postacert "
	var all []caso
	for _, c := range []struct{ nome, xml string }{
		{"billion laughs", laughs + "]>" + swap("<oggetto>Rinuncia", "<oggetto>&k;")},
		{"quadratic blowup", doc + "[<!ENTITY a \"" + strings.Repeat("x", 50000) + "\">]>" + swap("<oggetto>Rinuncia", "<oggetto>"+strings.Repeat("&a;", 5000))},
		{"an external entity", doc + "[<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + swap("<oggetto>Rinuncia", "<oggetto>&e;")},
		{"an external DTD with an entity", doc + "[<!ENTITY % d SYSTEM \"http://127.0.0.1/x.dtd\">%d;]>" + good},
		{"defaults of its own", doc + "[<!ATTLIST destinatari tipo CDATA \"esterno\">]>" + good},
		{"an XInclude", swap(m, "<mittente><xi:include href=\"file:///etc/passwd\"/></mittente>")},
		{"UTF-16, big", wide(true)}, {"UTF-16, little", wide(false)},
		{"UTF-7", "<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + strings.ReplaceAll(good[strings.Index(good, "<postacert"):], "<", "+ADw-")},
		{"EBCDIC", strings.Replace(good, "UTF-8", "IBM037", 1)},
		{"elements 17 deep", swap("</dati>", strings.Repeat("<x>", 16)+strings.Repeat("</x>", 16)+"</dati>")},
		{"elements 100000 deep", swap("</dati>", strings.Repeat("<x>", 100000)+strings.Repeat("</x>", 100000)+"</dati>")},
		{"a flood of attributes", swap("<dati>", "<dati"+attrs+">")},
		{"a flood of elements", swap("</dati>", strings.Repeat("<x/>", 1<<17)+"</dati>")},
		{"a comment that splits the mittente", swap(vittima, "giulia.bianchi@iscritti.example<!-- -->.evil.example")},
		{"a processing instruction that splits it", swap(vittima, "giulia.bianchi@iscritti.example<?x?>.evil.example")},
		{"an element within the mittente", swap(vittima, "giulia<b>.evil</b>@iscritti.example")},
		{"a CDATA without end", swap(vittima, "<![CDATA["+vittima)},
		{"two mittente", swap(m, "<mittente>presidente@evil.example</mittente>"+m)},
		{"two intestazione", swap("<dati>", "<intestazione>"+m+"<destinatari>a@b.example</destinatari></intestazione><dati>")},
		{"two dati", strings.Replace(good, "</postacert>", good[strings.Index(good, "<dati>"):strings.Index(good, "</postacert>")]+"</postacert>", 1)},
		{"two identificativo", swap("<msgid>", "<identificativo>altro@evil.example</identificativo><msgid>")},
		{"two msgid", swap("<msgid>", "<msgid>&lt;altro@evil.example&gt;</msgid><msgid>")},
		{"two tipo", swap("tipo=\"posta-certificata\"", "tipo=\"posta-certificata\" tipo=\"accettazione\"")},
		{"a mittente out of its place", swap("<dati>", "<dati><mittente>presidente@evil.example</mittente>")},
		{"a daticert within the daticert", swap("</dati>", good[strings.Index(good, "<postacert"):]+"</dati>")},
		{"a second document", good + good[strings.Index(good, "<postacert"):]},
		{"words after the root", good + "Rinuncio"},
		{"a comment after the root", good + "<!-- Rinuncio -->"},
		{"the root in a namespace", strings.Replace(swap("<postacert", "<x:postacert xmlns:x=\"urn:x\""), "</postacert>", "</x:postacert>", 1)},
		{"a mittente in a namespace", swap(m, "<x:mittente xmlns:x=\"urn:x\">presidente@evil.example</x:mittente>"+m)},
		{"a tipo in a namespace", swap("tipo=\"posta-certificata\"", "tipo=\"posta-certificata\" x:tipo=\"accettazione\"")},
		{"a NUL", swap(vittima, vittima+"\x00")},
		{"a control", swap(vittima, vittima+"\x0b")},
		{"a character that is none", swap(vittima, vittima+"&#x110000;")},
		{"an entity that nobody declared", swap(vittima, vittima+"&nbsp;")},
		{"another root", strings.ReplaceAll(good, "postacert", "datacert")},
		{"no tipo", swap("tipo=\"posta-certificata\" ", "")},
		{"an empty mittente", swap(vittima, " ")},
		{"no mittente", swap(m, "")},
		{"no destinatari", strings.ReplaceAll(strings.ReplaceAll(good, "<destinatari", "<x"), "</destinatari>", "</x>")},
		{"no date", swap("<giorno>23/11/2026</giorno>", "")},
		{"a date that is none", swap("23/11/2026", "31/11/2026")},
		{"a date of two digits", swap("23/11/2026", "23/11/26")},
		{"a date in the order of others", swap("23/11/2026", "2026-11-23")},
		{"an hour that is none", swap("09:12:33", "24:12:33")},
		{"an hour with a fraction", swap("09:12:33", "09:12:33.5")},
		{"a zone that is none", swap("zona=\"+0100\"", "zona=\"CET\"")},
		{"a zone beyond the world", swap("zona=\"+0100\"", "zona=\"+2400\"")},
		{"no identificativo", swap("op1.20261121@pec.gestore.example", "")},
		{"not closed", strings.Replace(good, "</postacert>", "", 1)},
		{"JSON", `{"tipo":"posta-certificata"}`},
	} {
		all = append(all, caso{classe: "XML", regola: "V13", nome: c.nome, fai: func(o *opera) { o.daticert(c.xml) }, atteso: "mismatch daticert_bad | trasporto | inner"})
	}
	return append(all,
		caso{classe: "XML", nome: "a CDATA is a value", fai: func(o *opera) { o.daticert(swap(vittima, "<![CDATA["+vittima+"]]>")) }, atteso: intera},
		caso{classe: "XML", nome: "a value by numbers", fai: func(o *opera) { o.daticert(swap(vittima, "&#103;iulia.bianchi@iscritti.example")) }, atteso: intera},
		caso{classe: "XML", nome: "DOCTYPE and stylesheet that nobody fetches", fai: func(o *opera) {
			o.daticert(swap("<postacert", "<?xml-stylesheet href=\"http://127.0.0.1/x\"?>"+doc+"PUBLIC \"x\" \"http://127.0.0.1/x.dtd\"><postacert"))
		}, atteso: intera},
		caso{classe: "XML", nome: "what tomorrow's provider may add", fai: func(o *opera) { o.daticert(swap("</dati>", "<protocollo>7</protocollo></dati>")) }, atteso: intera},
		caso{classe: "XML", nome: "an element of tomorrow with a name of a megabyte", fai: func(o *opera) { o.daticert(swap("<dati>", "<dati><"+strings.Repeat("x", 1<<20)+"/>")) }, atteso: intera},
		caso{classe: "XML", nome: "eight megabytes and one", fai: func(o *opera) { o.daticert(good + strings.Repeat(" ", MaxDatiCertBytes+1-len(good))) }, atteso: "mismatch daticert_bad resource_limit | trasporto | inner +daticert_bytes"},
	)
}

// attacchiValori are addresses, ids and names that the provider certified as they are and that only look like others: they are kept to
// the letter, never folded into the registered one (reliability.md §3.1, identity).
func attacchiValori() []caso {
	var all []caso
	tale := func(m string) caso {
		return caso{fai: func(o *opera) {
			d := datiFermi("posta-certificata")
			d.Mittente = m
			o.daticert(string(d.XML()))
		}, atteso: "certified | trasporto posta-certificata | dati* inner", guarda: func(t *testing.T, got *Message, _ Proof) {
			t.Helper()
			if got.DatiCert.Mittente != m || got.DatiCert.Mittente == vittima {
				t.Errorf("mittente %q, signed %q", got.DatiCert.Mittente, m)
			}
			got.DatiCert.Mittente = vittima
			if !reflect.DeepEqual(got.DatiCert.Destinatari, datiFermi("posta-certificata").Destinatari) {
				t.Errorf("%+v", got.DatiCert)
			}
		}}
	}
	for _, c := range []struct{ nome, m string }{
		{"a Cyrillic letter", "giulia.bi\u0430nchi@iscritti.example"}, {"a Cyrillic domain", "giulia.bianchi@is\u0441ritti.example"}, {"an accent", "giulia.bianch\u00ec@iscritti.example"},
		{"a full-width letter", "\uff47iulia.bianchi@iscritti.example"}, {"a full-width @", "giulia.bianchi\uff20iscritti.example"}, {"an ideographic dot", "giulia.bianchi@iscritti\u3002example"},
		{"a ligature", "giulia.bianchi@iscri\u1d1b\u1d1bi.example"}, {"the Kelvin sign", "giulia.bian\u212ahi@iscritti.example"}, {"a zero-width joint", "giulia.bianchi\u200b@iscritti.example"},
		{"a zero-width blank at its end", "giulia.bianchi@iscritti.example\u200b"}, {"a no-break space at its end", "giulia.bianchi@iscritti.example\u00a0"}, {"a soft hyphen", "giulia.bian\u00adchi@iscritti.example"},
		{"a direction mark", "\u202eelpmaxe.ittircsi@ihcnaib.ailuig"}, {"a direction mark before it", "\u202agiulia.bianchi@iscritti.example"}, {"punycode", "giulia.bianchi@xn--iscritti-9za.example"},
		{"a comment", "giulia.bianchi(presidente)@iscritti.example"}, {"a comment at its end", "giulia.bianchi@iscritti.example (presidente@evil.example)"}, {"a name before it", "giulia <giulia.bianchi@iscritti.example> x"},
		{"a quoted local part", "\"giulia.bianchi\"@iscritti.example"}, {"two addresses", "giulia.bianchi@iscritti.example, presidente@evil.example"}, {"a second @", "giulia.bianchi@iscritti.example@evil.example"},
		{"a dot at its end", "giulia.bianchi@iscritti.example."}, {"a route", "@evil.example:giulia.bianchi@iscritti.example"}, {"a percent hack", "giulia.bianchi%iscritti.example@evil.example"}, {"a plus", "giulia.bianchi+x@iscritti.example"},
		{"a line end within", "giulia.bianchi\n@iscritti.example"}, {"a blank within", "giulia. bianchi@iscritti.example"}, {"an encoded word", "=?utf-8?q?giulia.bianchi=40iscritti.example?="},
	} {
		x := tale(c.m)
		x.classe, x.regola, x.nome = "value", "V11", "mittente: "+c.nome
		if !slices.Contains([]string{"punycode", "a percent hack", "a plus"}, c.nome) { // an address for every mail system, and not the registered one
			x.atteso, x.guarda = "mismatch daticert_bad | trasporto | inner", nil
		}
		all = append(all, x)
	}
	altro := func(nome, atteso string, base pec.Tipo, change func(*pec.DatiCert), guarda func(*testing.T, *Message, Proof)) {
		all = append(all, caso{classe: "value", nome: nome, base: base, atteso: atteso, guarda: guarda, fai: func(o *opera) {
			d := datiFermi(base)
			change(d)
			o.daticert(string(d.XML()))
		}})
	}
	const c = pec.AvvenutaConsegna
	const estranea = "mismatch recipient_mismatch | ricevuta avvenuta-consegna | dati* inner"
	altro("consegna: a look-alike of the recipient", estranea, c, func(d *pec.DatiCert) { d.Consegna = "segreteri\u0430@pec.ordine.example" }, nil)
	altro("consegna: with an invisible letter", estranea, c, func(d *pec.DatiCert) { d.Consegna = "segreteria\u200b@pec.ordine.example" }, nil)
	altro("consegna: a stranger", estranea, c, func(d *pec.DatiCert) { d.Consegna = "x@evil.example" }, nil)
	altro("consegna: a comment after it", estranea, c, func(d *pec.DatiCert) { d.Consegna += " (x)" }, nil)
	altro("consegna: two of the recipients", estranea, c, func(d *pec.DatiCert) { d.Consegna = "segreteria@pec.ordine.example,altro@pec.ordine.example" }, nil)
	altro("consegna: nobody", estranea, c, func(d *pec.DatiCert) { d.Consegna = "" }, nil)
	altro("errore: nobody", "mismatch recipient_mismatch | ricevuta errore-consegna | dati*", pec.ErroreConsegna, func(d *pec.DatiCert) { d.Consegna = "" }, nil)
	altro("preavviso: nobody", "mismatch recipient_mismatch | ricevuta preavviso-errore-consegna | dati*", pec.PreavvisoErroreConsegna, func(d *pec.DatiCert) { d.Consegna = "" }, nil)
	exact := func(want string) func(*testing.T, *Message, Proof) {
		return func(t *testing.T, m *Message, _ Proof) {
			t.Helper()
			if m.DatiCert.Identificativo+"|"+m.DatiCert.MsgID+"|"+string(m.Tipo) != want {
				t.Errorf("%q %q %q, want %q", m.DatiCert.Identificativo, m.DatiCert.MsgID, m.Tipo, want)
			}
		}
	}
	const p = pec.PostaCertificata
	altro("identificativo: an invisible letter is kept", "certified | trasporto posta-certificata | dati* inner", p, func(d *pec.DatiCert) { d.Identificativo = "op1\u200b.20261121@pec.gestore.example" }, exact("op1\u200b.20261121@pec.gestore.example|client1@iscritti.example|posta-certificata"))
	altro("msgid: an invisible letter is another id", "mismatch msgid_mismatch | trasporto posta-certificata | dati* inner", p, func(d *pec.DatiCert) { d.MsgID = "client1\u200b@iscritti.example" }, nil)
	altro("msgid: another", "mismatch msgid_mismatch | trasporto posta-certificata | dati* inner", p, func(d *pec.DatiCert) { d.MsgID = "diffida@ordine.example" }, nil)
	altro("tipo: a look-alike is nobody's", "mismatch header_mismatch | trasporto posta-certific\u0430ta | dati* inner", p, func(d *pec.DatiCert) { d.Tipo = "posta-certific\u0430ta" }, nil)
	altro("tipo: in capitals is nobody's", "mismatch header_mismatch | trasporto POSTA-CERTIFICATA | dati* inner", p, func(d *pec.DatiCert) { d.Tipo = "POSTA-CERTIFICATA" }, nil)
	altro("tipo: of folklore", "mismatch header_mismatch | trasporto mancata-consegna | dati* inner", p, func(d *pec.DatiCert) { d.Tipo = "mancata-consegna" }, nil)
	altro("tipo: of an anomalia, which has none", "mismatch header_mismatch | trasporto errore | dati* inner", p, func(d *pec.DatiCert) { d.Tipo = "errore" }, nil)
	return all
}

// attacchiOra are instants that contradict each other (reliability.md §2 V9; cli.md, time_incoherent), to the second.
func attacchiOra() []caso {
	const m, s, h = time.Minute, time.Second, time.Hour
	incoerente := func(star string) string {
		return "mismatch time_incoherent | trasporto posta-certificata | dati" + star + " inner"
	}
	quando := func(d time.Duration) func(*opera) {
		return func(o *opera) { o.firma.quando = istante.Add(d) }
	}
	senza := func(o *opera) { o.firma.quando = time.Time{} }
	data := func(d time.Duration) func(*opera) {
		return func(o *opera) {
			dc := datiFermi("posta-certificata")
			dc.Data = dc.Data.Add(d)
			o.daticert(string(dc.XML()))
		}
	}
	tutte := func(f ...func(*opera)) func(*opera) {
		return func(o *opera) {
			for _, x := range f {
				x(o)
			}
		}
	}
	spostata := func(want time.Duration) func(*testing.T, *Message, Proof) {
		return func(t *testing.T, got *Message, p Proof) {
			t.Helper()
			if !got.CertifiedTime(p).Equal(istante.Add(want)) {
				t.Errorf("legal instant %v", got.CertifiedTime(p))
			}
		}
	}
	dati := "certified | trasporto posta-certificata | dati* inner"
	all := []caso{
		{nome: "signed ten minutes after daticert", fai: quando(10 * m), atteso: intera},
		{nome: "signed ten minutes and a second after", fai: quando(10*m + s), atteso: incoerente("")},
		{nome: "signed ten minutes before daticert", fai: quando(-10 * m), atteso: intera},
		{nome: "signed ten minutes and a second before", fai: quando(-10*m - s), atteso: incoerente("")},
		{nome: "a daticert of last month, signed now", fai: data(-720 * h), atteso: incoerente("*")},
		{nome: "a daticert of next month, signed now", fai: data(720 * h), atteso: incoerente("*")},
		{nome: "no time of signature: that of daticert counts", fai: senza, atteso: intera},
		{nome: "no time of signature, and the certificate was over", fai: tutte(senza, data(20000*h)), atteso: "mismatch cert_expired | trasporto posta-certificata | dati* inner", apre: "it is asked at another instant"},
		{nome: "arrived at once", arrivo: s, atteso: intera},
		{nome: "arrived a day before it was signed", arrivo: -24 * h, atteso: intera},
		{nome: "arrived a day and a second before", arrivo: -24*h - s, atteso: incoerente("")},
		{nome: "no time of signature, arrived a day and a second before daticert", fai: senza, arrivo: -24*h - s, atteso: incoerente("")},
		{nome: "arrived ten years after", arrivo: 90000 * h, atteso: intera},
		{nome: "both instants of next year, arrived now", fai: tutte(data(4000*h), quando(4000*h)), arrivo: h, atteso: incoerente("*")},
		{nome: "both instants an hour back: the legal one is that of daticert", fai: tutte(data(-h), quando(-h)), atteso: dati, guarda: spostata(-h)},
		{nome: "another zone is the same instant", fai: func(o *opera) {
			dc := datiFermi("posta-certificata")
			dc.Data = dc.Data.In(time.FixedZone("", -5*3600))
			o.daticert(string(dc.XML()))
		}, atteso: intera, guarda: spostata(0)},
		{nome: "a false Date outside", fai: aggiunge("Date: Mon, 1 Jan 2001 00:00:00 +0000"), atteso: intera, guarda: spostata(0)},
		{nome: "an anomalia of a year before it arrived", base: "anomalia", arrivo: 9000 * h, atteso: "certified | anomalia | inner"},
		{nome: "an anomalia signed two days after it arrived", base: "anomalia", arrivo: -48 * h, atteso: "mismatch time_incoherent | anomalia | inner"},
		{nome: "an anomalia without any instant", base: "anomalia", fai: senza, atteso: "mismatch time_incoherent | anomalia | inner"},
	}
	for i := range all {
		all[i].classe, all[i].regola = "time", "V9"
	}
	return all
}
