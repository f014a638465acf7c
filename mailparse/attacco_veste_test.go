package mailparse

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/url"
	"strings"
	"testing"

	"pecagent/mailparse/pec"
)

// mittenti replaces the outer From by these.
func mittenti(v ...string) func(*opera) {
	return func(o *opera) {
		var lines []string
		for _, x := range v {
			lines = append(lines, "From: "+x)
		}
		o.testata("From", lines...)
	}
}

func aggiunge(lines ...string) func(*opera) {
	return func(o *opera) { o.testa = append(o.testa, lines...) }
}

// certificata signs with a certificate of these names; the authority permits the whole host.
func certificata(modi ...modo) func(*opera) {
	return func(o *opera) { s := rilasciato("Posta Certificata di prova", nil, modi...); conFirma(s, s, laCA())(o) }
}

// attacchiIdentita are the identity classes I1 to I3: whom the message seems to be from, and whom the certificate names
// (reliability.md §2 V11, V12).
func attacchiIdentita() []caso {
	const p = mittenteGestore
	altrove := sullaBusta("mismatch from_mismatch")
	doppia := sullaBusta("mismatch header_duplicate from_mismatch")
	senzaSAN := func(c *x509.Certificate) { c.EmailAddresses = nil }
	all := []caso{
		{classe: "I1", nome: "the true address as the name of another", fai: mittenti(`"` + p + `" <x@evil.example>`), atteso: altrove},
		{classe: "I1", nome: "another address as the name of the true one", fai: mittenti(`"x@evil.example" <` + p + `>`), atteso: intera},
		{classe: "I1", nome: "the true address in a comment", fai: mittenti("x@evil.example (" + p + ")"), atteso: altrove},
		{classe: "I1", nome: "another address in a comment", fai: mittenti(p + " (x@evil.example)"), atteso: intera},
		{classe: "I1", nome: "a comment within the address", fai: mittenti("posta-certificata(x@evil.example)@pec.gestore.example"), atteso: altrove},
		{classe: "I1", nome: "a name that decodes to the true address", fai: mittenti("=?utf-8?q?posta-certificata=40pec.gestore.example?="), atteso: altrove},
		{classe: "I1", nome: "a name that decodes to name, bracket and address", fai: mittenti("=?utf-8?q?x_=3C" + strings.Replace(p, "@", "=40", 1) + "=3E?= <x@evil.example>"), atteso: altrove},
		{classe: "I1", nome: "a name that decodes to a line end and a From", fai: mittenti("=?utf-8?q?x=0D=0AFrom:_x=40evil.example?= <" + p + ">"), atteso: intera, python: "it fails on a line end in a name"},
		{classe: "I1", nome: "brackets without quotes in the name", fai: mittenti("<x@evil.example> <" + p + ">"), atteso: altrove},
		{classe: "I1", nome: "two addresses in two brackets", fai: mittenti("<" + p + "><x@evil.example>"), atteso: altrove},
		{classe: "I1", nome: "a quote that is never closed", fai: mittenti(`"x <x@evil.example>, <` + p + `>`), atteso: altrove},

		{classe: "I2", nome: "no From", fai: func(o *opera) { o.testata("From") }, atteso: altrove},
		{classe: "I2", nome: "an empty From", fai: mittenti(""), atteso: altrove},
		{classe: "I2", nome: "a From of nobody", fai: mittenti("<>"), atteso: altrove},
		{classe: "I2", nome: "Sender and no From", fai: func(o *opera) { o.testata("From", "Sender: "+p) }, atteso: altrove},
		{classe: "I2", nome: "another Sender", fai: aggiunge("Sender: x@evil.example"), atteso: intera},
		{classe: "I2", nome: "another Reply-To", fai: aggiunge("Reply-To: x@evil.example"), atteso: intera},
		{classe: "I2", nome: "another Resent-From and Return-Path", fai: aggiunge("Resent-From: x@evil.example", "Return-Path: <x@evil.example>", "X-Mittente: x@evil.example"), atteso: intera},
		{classe: "I2", nome: "two From, the true one first", fai: mittenti(p, "x@evil.example"), atteso: doppia},
		{classe: "I2", nome: "two From, the true one last", fai: mittenti("x@evil.example", p), atteso: doppia},
		{classe: "I2", nome: "two From, both true", fai: mittenti(p, p), atteso: doppia},
		{classe: "I2", nome: "a From with a blank before the colon", fai: aggiunge("From : x@evil.example"), atteso: doppia},
		{classe: "I2", nome: "a From in capitals", fai: func(o *opera) { o.testata("From", "FROM: "+strings.ToUpper(p)) }, atteso: intera},
		{classe: "I2", nome: "a list, the true one first", fai: mittenti(p + ", x@evil.example"), atteso: altrove},
		{classe: "I2", nome: "a list, the true one last", fai: mittenti("x@evil.example, " + p), atteso: altrove},
		{classe: "I2", nome: "a list with one that is no address", fai: mittenti("Presidente, " + p), atteso: altrove},
		{classe: "I2", nome: "a group", fai: mittenti("Presidenza: " + p + ";"), atteso: altrove},
		{classe: "I2", nome: "a group around another", fai: mittenti("Presidenza: x@evil.example; " + p), atteso: altrove},
		{classe: "I2", nome: "a route", fai: mittenti("<@evil.example:" + p + ">"), atteso: altrove},
		{classe: "I2", nome: "a folded address", fai: mittenti("posta-certificata@\r\n pec.gestore.example"), atteso: altrove},
		{classe: "I2", nome: "ten thousand addresses", fai: mittenti(strings.Repeat("x@evil.example,", 4000) + p), atteso: altrove},
		{classe: "I2", nome: "ten thousand open comments", fai: mittenti(strings.Repeat("(", 10000) + " " + p), atteso: altrove},

		{classe: "I3", nome: "another domain", fai: mittenti("posta-certificata@evil.example"), atteso: altrove},
		{classe: "I3", nome: "a domain below", fai: mittenti("posta-certificata@x.pec.gestore.example"), atteso: altrove},
		{classe: "I3", nome: "the domain as a label of another", fai: mittenti(p + ".evil.example"), atteso: altrove},
		{classe: "I3", nome: "a dot at the end", fai: mittenti(p + "."), atteso: altrove},
		{classe: "I3", nome: "a quoted local part", fai: mittenti(`"posta-certificata"@pec.gestore.example`), atteso: altrove},
		{classe: "I3", nome: "a domain literal", fai: mittenti("posta-certificata@[192.0.2.1]"), atteso: altrove},
		{classe: "I3", nome: "a percent hack", fai: mittenti("posta-certificata%evil.example@pec.gestore.example"), atteso: altrove},
		{classe: "I3", nome: "a Cyrillic letter", fai: mittenti("posta-certificata@pec.gest\u043ere.example"), atteso: altrove},
		{classe: "I3", nome: "the Kelvin sign, of a name with a k", fai: func(o *opera) {
			certificata(caselle("k@pec.gestore.example"))(o)
			mittenti("\u212a@pec.gestore.example")(o)
		}, atteso: altrove + " | k@pec.gestore.example"},
		{classe: "I3", nome: "a punycode domain", fai: mittenti("posta-certificata@pec.xn--gestre-n4a.example"), atteso: altrove},
		{classe: "I3", nome: "a full-width @", fai: mittenti("posta-certificata\uff20pec.gestore.example"), atteso: altrove},
		{classe: "I3", nome: "an ideographic dot", fai: mittenti("posta-certificata@pec\u3002gestore.example"), atteso: altrove},
		{classe: "I3", nome: "a zero-width joint", fai: mittenti("posta-certificata@pec.gest\u200bore.example"), atteso: altrove},
		{classe: "I3", nome: "a direction mark", fai: mittenti("\u202e" + p), atteso: altrove},
		{classe: "I3", nome: "a soft hyphen", fai: mittenti("posta\u00ad-certificata@pec.gestore.example"), atteso: altrove},
		{classe: "I3", nome: "a dotless i", fai: mittenti("posta-cert\u0131ficata@pec.gestore.example"), atteso: altrove},

		{classe: "SAN", nome: "in capitals", fai: certificata(caselle("Posta-Certificata@PEC.gestore.example")), atteso: intera},
		{classe: "SAN", nome: "several addresses, the From among them", fai: certificata(caselle("a@pec.gestore.example", mittenteGestore, "b@pec.gestore.example")), atteso: intera},
		{classe: "SAN", nome: "several addresses, the From not among them", fai: certificata(caselle("a@pec.gestore.example", "b@pec.gestore.example")), atteso: altrove + " | a@pec.gestore.example"},
		{classe: "SAN", nome: "the address in the common name alone", fai: certificata(senzaSAN, func(c *x509.Certificate) { c.Subject = pkix.Name{CommonName: mittenteGestore} }), atteso: altrove + " | -"},
		{classe: "SAN", nome: "the address as emailAddress of the name", fai: certificata(senzaSAN, func(c *x509.Certificate) {
			c.Subject.ExtraNames = []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}, Value: asn1.RawValue{Tag: asn1.TagIA5String, Bytes: []byte(mittenteGestore)}}}
		}), atteso: altrove + " | -"},
		{classe: "SAN", nome: "the address as a host", fai: certificata(senzaSAN, func(c *x509.Certificate) { c.DNSNames = []string{"pec.gestore.example"} }), atteso: altrove + " | -"},
		{classe: "SAN", nome: "the address as a mailto page", fai: certificata(senzaSAN, func(c *x509.Certificate) {
			c.URIs = []*url.URL{{Scheme: "mailto", Opaque: mittenteGestore}}
		}), atteso: sullaBusta("mismatch name_constraint from_mismatch") + " | -"},
		{classe: "SAN", nome: "an address with a NUL in it", fai: func(o *opera) {
			s := rilasciato("Nullo", nil, caselle(mittenteGestore+".evil"))
			conFirma(s, s, laCA())(o)
			o.firma.certs[0] = s.riemetti(laCA(), oidSHA256RSA, oidSHA256, func(b []byte) []byte {
				return bytes.Replace(b, []byte(mittenteGestore+".evil"), []byte(mittenteGestore+"\x00evil"), 1)
			})
		}, atteso: sullaBusta("mismatch name_constraint from_mismatch") + " | " + mittenteGestore + "\x00evil"},
		{classe: "SAN", nome: "another provider of the same authority", fai: conFirma(unAltro(), unAltro(), laCA()), atteso: altrove + " | altra@pec.gestore.example"},
		{classe: "SAN", nome: "another box of the host is told as unusual", fai: func(o *opera) {
			conFirma(unAltro(), unAltro(), laCA())(o)
			mittenti("altra@pec.gestore.example")(o)
		}, atteso: sullaBusta("certified from_unusual") + " | altra@pec.gestore.example"},
	}
	for i := range all {
		all[i].regola = "V11"
		if all[i].classe == "I2" {
			all[i].regola = "V12"
		}
	}
	return all
}

// stessoEffetto asks that a message in another dress has its effect under the key of the sound one.
func stessoEffetto(base pec.Tipo) func(*testing.T, *Message, Proof) {
	return func(t *testing.T, m *Message, _ Proof) {
		t.Helper()
		if want := mustParse(t, []byte(sana(base).raw())); m.EffectKey != want.EffectKey || m.EffectKey == m.SHA256 {
			t.Errorf("another effect key than that of the same signed entity")
		}
	}
}

// attacchiVeste dress genuine messages anew: all that is unsigned changes, and is replayed (reliability.md §1.10, §2 V14).
func attacchiVeste() []caso {
	const cons = pec.AvvenutaConsegna
	ricevuta := func(s string) string { return s + " | ricevuta avvenuta-consegna | dati inner" }
	bene, altra, rif := ricevuta("certified"), ricevuta("mismatch header_mismatch"), ricevuta("mismatch msgid_mismatch")
	x := func(name string, lines ...string) func(*opera) {
		return func(o *opera) { o.testata(name, lines...) }
	}
	const r, m = "X-Ricevuta", "X-Riferimento-Message-ID"
	all := []caso{
		{nome: "another kind of receipt", base: cons, fai: x(r, r+": accettazione"), atteso: altra},
		{nome: "the worst kind of receipt", base: cons, fai: x(r, r+": errore-consegna", "Subject: AVVISO DI MANCATA CONSEGNA: x"), atteso: altra},
		{nome: "no kind of receipt", base: cons, fai: x(r), atteso: altra},
		{nome: "the kind twice", base: cons, fai: x(r, r+": avvenuta-consegna", r+": avvenuta-consegna"), atteso: bene},
		{nome: "two kinds", base: cons, fai: x(r, r+": avvenuta-consegna", r+": errore-consegna"), atteso: altra},
		{nome: "two kinds, the true one last", base: cons, fai: x(r, r+": errore-consegna", r+": avvenuta-consegna"), atteso: altra},
		{nome: "the kind in capitals", base: cons, fai: x(r, "x-ricevuta: AVVENUTA-Consegna"), atteso: bene},
		{nome: "the kind of folklore", base: cons, fai: x(r, r+": consegna"), atteso: altra},
		{nome: "another kind of folklore", base: cons, fai: x(r, r+": mancata-consegna"), atteso: altra},
		{nome: "anomalia as a receipt", base: cons, fai: x(r, r+": anomalia"), atteso: altra},
		{nome: "a comment after the kind", base: cons, fai: x(r, r+": avvenuta-consegna (accettazione)"), atteso: altra},
		{nome: "the kind as an encoded word", base: cons, fai: x(r, r+": =?utf-8?q?avvenuta-consegna?="), atteso: altra},
		{nome: "the kind in two lines", base: cons, fai: x(r, r+": avvenuta-\r\n consegna"), atteso: altra},
		{nome: "the kind with an invisible letter", base: cons, fai: x(r, r+": avvenuta\u200b-consegna"), atteso: altra},
		{nome: "dressed as a busta", base: cons, fai: x(r, "X-Trasporto: posta-certificata"), atteso: altra},
		{nome: "a busta besides", base: cons, fai: aggiunge("X-Trasporto: posta-certificata"), atteso: altra},
		{nome: "dressed as an anomalia", base: cons, fai: x(r, "X-Trasporto: errore"), atteso: altra},
		{nome: "another reference", base: cons, fai: x(m, m+": <altro@ordine.example>"), atteso: rif},
		{nome: "two references", base: cons, fai: aggiunge(m + ": <altro@ordine.example>"), atteso: rif},
		{nome: "the reference twice", base: cons, fai: aggiunge(m + ": <client1@iscritti.example>"), atteso: bene},
		{nome: "no reference", base: cons, fai: x(m), atteso: bene},
		{nome: "an empty reference", base: cons, fai: x(m, m+": <>"), atteso: bene},
		{nome: "the reference in capitals", base: cons, fai: x(m, m+": <CLIENT1@iscritti.example>"), atteso: rif},
		{nome: "the reference without brackets", base: cons, fai: x(m, m+": client1@iscritti.example"), atteso: bene},
		{nome: "two references in one field", base: cons, fai: x(m, m+": <client1@iscritti.example> <altro@ordine.example>"), atteso: rif},
		{nome: "another subject, date, id and reader", base: cons, fai: func(o *opera) {
			o.testata("Subject", "Subject: AVVISO DI MANCATA CONSEGNA: Diffida")
			o.testata("Message-ID", "Message-ID: <altro@evil.example>", "Date: Mon, 1 Jan 2001 00:00:00 +0000")
			o.testata("To", "To: altro@ordine.example")
		}, atteso: bene},
		{nome: "folklore besides", base: cons, fai: aggiunge("X-TipoRicevuta: accettazione", "X-Tipo-Ricevuta: normale", "X-Errore: virus", "X-VerificaSicurezza: errore", "X-Destinatario: x@evil.example"), atteso: bene},
		{nome: "a REM subject besides", base: cons, fai: aggiunge("X-REM-Subject: REM ContentConsignment: x", "REM-EventIdentifier: x"), atteso: bene},
		{nome: "naked: From and the parts", base: cons, fai: func(o *opera) { o.testa = []string{"From: " + mittenteGestore} }, atteso: altra},
		{nome: "in another envelope", base: cons, fai: func(o *opera) {
			o.tipo, o.confine = strings.ReplaceAll(o.tipo, confineUno, "altro"), "altro"
			o.preambolo, o.dopo = "", "\r\nfine\r\n"
		}, poi: func(s string) string { return "Received: from x by y; oggi\r\n" + s }, atteso: bene},

		{nome: "a busta as an anomalia", fai: x("X-Trasporto", "X-Trasporto: errore"), atteso: sullaBusta("mismatch header_mismatch")},
		{nome: "a busta as both", fai: aggiunge("X-Trasporto: errore"), atteso: sullaBusta("mismatch header_mismatch")},
		{nome: "a busta as a receipt", fai: x("X-Trasporto", "X-Ricevuta: avvenuta-consegna"), atteso: sullaBusta("mismatch header_mismatch")},
		{nome: "a busta with a receipt besides", fai: aggiunge("X-Ricevuta: avvenuta-consegna"), atteso: sullaBusta("mismatch header_mismatch")},
		{nome: "a busta of nothing", fai: x("X-Trasporto"), atteso: sullaBusta("mismatch header_mismatch")},
		{nome: "a busta said to be of another", fai: mittenti(`"Per conto di: presidente@evil.example" <` + mittenteGestore + `>`), atteso: intera},
		{nome: "an anomalia as a busta", base: "anomalia", fai: x("X-Trasporto", "X-Trasporto: posta-certificata"), atteso: "mismatch daticert_missing | trasporto | inner"},
		{nome: "an anomalia as both", base: "anomalia", fai: aggiunge("X-Trasporto: posta-certificata"), atteso: "mismatch daticert_missing | ordinaria | inner*"},
		{nome: "an anomalia as a receipt", base: "anomalia", fai: x("X-Trasporto", "X-Ricevuta: avvenuta-consegna"), atteso: "mismatch daticert_missing | ricevuta | inner"},
		{nome: "an anomalia with a receipt besides", base: "anomalia", fai: aggiunge("X-Ricevuta: avvenuta-consegna"), atteso: "mismatch header_mismatch | anomalia | inner"},
		{nome: "an anomalia of nothing", base: "anomalia", fai: x("X-Trasporto"), atteso: "mismatch daticert_missing | ordinaria | inner*"},
	}
	for i := range all {
		all[i].classe, all[i].regola = "dress", "V14"
		base := all[i].base
		if base == "" {
			base = pec.PostaCertificata
		}
		all[i].guarda = stessoEffetto(base)
	}
	return all
}

// annidata asks that the message is known to carry another PEC, and says whose the certified data are.
func annidata(t *testing.T, m *Message, p Proof) {
	t.Helper()
	if m.Inner == nil || !m.Inner.NestedPEC {
		t.Error("the PEC inside is not told")
	}
	if p.Level == Certified && m.DatiCert != nil && m.DatiCert.Mittente != vittima {
		t.Errorf("mittente %s", m.DatiCert.Mittente)
	}
}

// soloSuoi asks that the certified data are those of the busta, whatever stands inside.
func soloSuoi(t *testing.T, m *Message, p Proof) {
	t.Helper()
	if m.DatiCert == nil || m.DatiCert.Mittente != vittima || m.DatiCert.Identificativo != "op1.20261121@pec.gestore.example" || p.Signer != mittenteGestore {
		t.Errorf("%+v signed by %s", m.DatiCert, p.Signer)
	}
}

// vera is a genuine message of a kind whose boundaries collide with none.
func vera(tipo pec.Tipo) string {
	o := sana(tipo)
	o.entita = strings.ReplaceAll(mixed(o.parti...), "----=_Part_1", "----=_Nested")
	o.tipo, o.confine = strings.ReplaceAll(o.tipo, confineUno, "----ALTRA"), "----ALTRA"
	return o.raw()
}

// attacchiAnnidati are genuine messages inside others, foreign receipts, and mail that only looks like PEC (reliability.md §3.1).
func attacchiAnnidati() []caso {
	eml := func(s string) func(*opera) { return func(o *opera) { o.parti[2] = emlPart("postacert.eml", s) } }
	inAnomalia := func(s string) func(*opera) { return func(o *opera) { o.parti[1] = emlPart("postacert.eml", s) } }
	allega := func(head, body string) string {
		return "From: Giulia <giulia.bianchi@iscritti.example>\r\nSubject: Rinuncia\r\nMIME-Version: 1.0\r\n" +
			multiparte("multipart/mixed", "ALLEGATI", "Content-Type: text/plain\r\n\r\nLa sottoscritta chiede.\r\n", head+"\r\n\r\n"+body)
	}
	const rfc822 = "Content-Type: message/rfc822; name=\"inoltro.eml\""
	daticert := allega("Content-Type: application/xml; name=\"daticert.xml\"\r\nContent-Disposition: attachment; filename=\"daticert.xml\"", string(inCRLF([]byte(datiNemici()))))
	piana := func(testa []string, parts ...string) func(string) string {
		return func(string) string { return crlfLines(testa...) + multiparte("multipart/mixed", "PIANA", parts...) }
	}
	ricevuta := func(kind string) []string {
		return []string{"From: " + mittenteGestore, "To: segreteria@pec.ordine.example", "Subject: CONSEGNA: Diffida", "X-Ricevuta: " + kind, "X-Riferimento-Message-ID: <diffida@ordine.example>"}
	}
	rapporto := func(extra ...string) func(string) string {
		return func(string) string {
			return crlfLines(append(ricevuta("avvenuta-consegna"), extra...)...) + multiparte("multipart/report; report-type=delivery-status", "DSN",
				"Content-Type: text/plain\r\n\r\nIl messaggio e' stato consegnato\r\n", "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; evil.example\r\n\r\nFinal-Recipient: rfc822; x@evil.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n",
				"Content-Type: message/rfc822\r\n\r\n"+original)
		}
	}
	return []caso{
		{classe: "nested", regola: "V13", nome: "a genuine busta as the original", fai: eml(vera("posta-certificata")), atteso: "certified | trasporto posta-certificata | dati inner*", guarda: annidata},
		{classe: "nested", regola: "V13", nome: "a genuine receipt as the original", fai: eml(vera("avvenuta-consegna")), atteso: "certified | trasporto posta-certificata | dati inner*", guarda: annidata},
		{classe: "nested", regola: "V13", nome: "a genuine busta attached", fai: eml(allega(rfc822, vera("posta-certificata"))), atteso: intera, guarda: annidata},
		{classe: "nested", regola: "V13", nome: "attached as a file", fai: eml(allega("Content-Type: application/octet-stream; name=\"PEC.EML\"\r\nContent-Transfer-Encoding: base64", wrapBase64([]byte(vera("posta-certificata"))))), atteso: intera, guarda: annidata},
		{classe: "nested", regola: "V13", nome: "attached to a message that is attached", fai: eml(allega(rfc822, strings.ReplaceAll(allega(rfc822, vera("posta-certificata")), "ALLEGATI", "SOTTO"))), atteso: intera, guarda: annidata},
		{classe: "nested", regola: "V13", nome: "a tampered busta attached", fai: eml(allega(rfc822, strings.Replace(vera("posta-certificata"), "chiede", "rinuncia", 1))), atteso: intera, guarda: annidata},
		{classe: "nested", regola: "V13", nome: "a daticert of the attacker attached to the original", fai: eml(daticert), atteso: intera, guarda: soloSuoi},
		{classe: "nested", regola: "V13", nome: "the original says it is a receipt", fai: eml("X-Ricevuta: avvenuta-consegna\r\nX-Trasporto: errore\r\nX-Riferimento-Message-ID: <diffida@ordine.example>\r\n" + original), atteso: intera, guarda: soloSuoi},
		{classe: "nested", regola: "V13", nome: "the original is from another than the mittente", fai: eml(strings.Replace(original, vittima, "presidente@evil.example", 1)), atteso: "certified | trasporto posta-certificata | dati inner*", guarda: soloSuoi},
		{classe: "nested", regola: "V13", nome: "the original has two From", fai: eml("From: presidente@evil.example\r\n" + original), atteso: "certified | trasporto posta-certificata | dati inner*", guarda: soloSuoi},
		{classe: "nested", regola: "V13", nome: "two originals of the name", fai: func(o *opera) { o.parti = append(o.parti, emlPart("postacert.eml", original)) }, atteso: "certified | trasporto posta-certificata | dati", guarda: soloSuoi},
		{classe: "nested", regola: "V13", nome: "no original", fai: func(o *opera) { o.parti = o.parti[:2] }, atteso: "certified | trasporto posta-certificata | dati", guarda: soloSuoi},
		{classe: "nested", regola: "V13", nome: "the original within a part of its own", fai: func(o *opera) { o.parti[2] = multiparte("multipart/mixed", "SOTTO", o.parti[2]) }, atteso: "certified | trasporto posta-certificata | dati", guarda: soloSuoi},

		{classe: "anomalia", regola: "V13", nome: "around a genuine busta", base: "anomalia", fai: inAnomalia(vera("posta-certificata")), atteso: "certified | anomalia | inner*", guarda: annidata},
		{classe: "anomalia", regola: "V13", nome: "around a genuine receipt", base: "anomalia", fai: inAnomalia(vera("avvenuta-consegna")), atteso: "certified | anomalia | inner*", guarda: annidata},
		{classe: "anomalia", regola: "V13", nome: "around an anomalia", base: "anomalia", fai: inAnomalia(vera("anomalia")), atteso: "certified | anomalia | inner*", guarda: annidata},
		{classe: "anomalia", regola: "V13", nome: "around a message with a daticert", base: "anomalia", fai: inAnomalia(daticert), atteso: "certified | anomalia | inner"},
		{classe: "anomalia", regola: "V13", nome: "with a daticert of its own", base: "anomalia", fai: func(o *opera) { o.parti = append(o.parti, xmlPart("daticert.xml", []byte(datiNemici()))) }, atteso: "mismatch header_mismatch | trasporto posta-certificata | dati* inner"},
		{classe: "anomalia", regola: "V13", nome: "with an empty daticert of its own", base: "anomalia", fai: func(o *opera) { o.parti = append(o.parti, xmlPart("daticert.xml", nil)) }, atteso: "mismatch daticert_bad | ordinaria | inner*"},
		{classe: "anomalia", regola: "V13", nome: "around two messages", base: "anomalia", fai: func(o *opera) { o.parti = append(o.parti, emlPart("b.eml", original)) }, atteso: "mismatch daticert_missing | ordinaria | inner*"},
		{classe: "anomalia", regola: "V13", nome: "around nothing", base: "anomalia", fai: func(o *opera) { o.parti = o.parti[:1] }, atteso: "mismatch daticert_missing | ordinaria | inner*"},
		{classe: "anomalia", regola: "V13", nome: "by the attacker", base: "anomalia", fai: func(o *opera) { o.firma = firmaDi(ilFalso(), falsaCA()) }, atteso: "mismatch chain_untrusted | anomalia | inner"},

		{classe: "plain", regola: "V14", nome: "a receipt that nobody signed", poi: piana(ricevuta("avvenuta-consegna"), "\r\nconsegnato\r\n", xmlPart("daticert.xml", []byte(datiNemici()))), atteso: "unsigned not_signed | ricevuta posta-certificata | dati* | -"},
		{classe: "plain", regola: "V14", nome: "a receipt without parts", poi: func(string) string { return crlfLines(ricevuta("avvenuta-consegna")...) + "\r\nconsegnato\r\n" }, atteso: "unsigned not_signed | ricevuta | | -"},
		{classe: "plain", regola: "V14", nome: "a receipt of folklore", poi: func(string) string { return crlfLines(ricevuta("consegna")...) + "\r\nconsegnato\r\n" }, atteso: "unsigned not_signed | ordinaria | inner* | -"},
		{classe: "plain", regola: "V14", nome: "a busta that nobody signed", poi: piana([]string{`From: "Per conto di: giulia.bianchi@iscritti.example" <` + mittenteGestore + `>`, "X-Trasporto: posta-certificata"}, xmlPart("daticert.xml", datiFermi("posta-certificata").XML()), emlPart("postacert.eml", original)), atteso: "unsigned not_signed | trasporto posta-certificata | dati inner | -"},
		{classe: "plain", regola: "V14", nome: "a busta by its subject alone", poi: piana([]string{"From: x@evil.example", "Subject: POSTA CERTIFICATA: Rinuncia"}, emlPart("postacert.eml", original)), atteso: "unsigned not_signed | ordinaria | inner* | -"},
		{classe: "plain", regola: "V14", nome: "an anomalia that nobody signed", poi: piana([]string{"From: " + mittenteGestore, "X-Trasporto: errore"}, testoBusta, emlPart("postacert.eml", original)), atteso: "unsigned not_signed | ordinaria | inner* | -"},
		{classe: "plain", regola: "V14", nome: "a delivery status like a receipt", poi: rapporto(), atteso: "unsigned not_signed | ricevuta | | -"},
		{classe: "plain", regola: "V14", nome: "a delivery status with a daticert", poi: func(string) string {
			return crlfLines(ricevuta("avvenuta-consegna")...) + multiparte("multipart/report; report-type=delivery-status", "DSN", "\r\nok\r\n", "Content-Type: message/delivery-status\r\n\r\nAction: delivered\r\n", xmlPart("daticert.xml", []byte(datiNemici())))
		}, atteso: "unsigned not_signed | ricevuta | | -"},
		{classe: "plain", regola: "V14", nome: "a genuine PEC forwarded in the body", poi: func(string) string {
			return "From: x@evil.example\r\nSubject: I: POSTA CERTIFICATA: Rinuncia\r\n\r\n> " + strings.ReplaceAll(vera("posta-certificata"), "\r\n", "\r\n> ")
		}, atteso: "unsigned not_signed | ordinaria | inner* | -"},
		{classe: "plain", regola: "V14", nome: "mail of a person, signed by the same authority", fai: func(o *opera) {
			o.testa = []string{"From: " + mittenteGestore, "Subject: Rinuncia"}
			o.entita = "Content-Type: text/plain\r\n\r\nRinuncio\r\n"
		}, atteso: "mismatch daticert_missing | ordinaria | inner*"},
		{classe: "plain", nome: "no mail at all", poi: func(string) string { return "daticert: x\r\n\r\nRinuncio" }, atteso: "unsigned not_signed | malformata | | -"},
	}
}
