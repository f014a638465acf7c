package mailparse

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// Sound messages: every kind and every deviation of pec.md §2 to §7 that providers are known for. All of them are certified, and each
// says what is to be read in it. The table of package doc names the test of each.

// sani are all of them, for the other readers and judges.
var sani = sync.OnceValue(func() []caso {
	return fatti(slices.Concat(saniTipi(), saniTestate(), saniStruttura(), saniBrevi(), saniDati(), saniErrori(), saniPreavvisi(), saniFirme(), saniAnomalie()))
})

// tutti judges the cases of a table.
func tutti(t *testing.T, cases []caso) {
	t.Helper()
	for _, c := range cases {
		c.giudica(t)
	}
}

func TestTipi(t *testing.T)      { tutti(t, saniTipi()) }
func TestTestate(t *testing.T)   { tutti(t, saniTestate()) }
func TestStruttura(t *testing.T) { tutti(t, saniStruttura()) }
func TestBrevi(t *testing.T)     { tutti(t, saniBrevi()) }
func TestDati(t *testing.T)      { tutti(t, saniDati()) }
func TestErrori(t *testing.T)    { tutti(t, saniErrori()) }
func TestPreavvisi(t *testing.T) { tutti(t, saniPreavvisi()) }
func TestFirme(t *testing.T)     { tutti(t, saniFirme()) }
func TestAnomalie(t *testing.T)  { tutti(t, saniAnomalie()) }

// certificato is the verdict on a sound message of a kind, with what it carries.
func certificato(base pec.Tipo, what string) string {
	if base == "" {
		base = pec.PostaCertificata
	}
	if base == "anomalia" {
		return "certified | anomalia | " + what
	}
	return fmt.Sprintf("certified | %s %s | %s", base.Busta(), base, what)
}

// saniTipi are the kinds with the header of each (pec.md §2.1), virus variants included.
func saniTipi() []caso {
	var all []caso
	add := func(base pec.Tipo, what, nome string, lines ...string) {
		all = append(all, caso{classe: "kind", base: base, nome: nome, fai: func(o *opera) { o.testa = append(o.testa, lines...) }, atteso: certificato(base, what)})
	}
	sub := func(base pec.Tipo, what, nome, subject string, lines ...string) {
		all = append(all, caso{classe: "kind", base: base, nome: nome, fai: func(o *opera) {
			o.testata("Subject", "Subject: "+subject)
			o.testa = append(o.testa, lines...)
		}, atteso: certificato(base, what), guarda: func(t *testing.T, m *Message, _ Proof) {
			t.Helper()
			_, tipo, _, ok := pec.TipoDaOggetto(DecodeWords(m.Header.Get("Subject")))
			if !ok || tipo != base && base != "anomalia" {
				t.Errorf("subject %q speaks of %q", subject, tipo)
			}
		}})
	}
	sub(pec.Accettazione, "dati", "accettazione", "ACCETTAZIONE: Rinuncia")
	sub(pec.NonAccettazione, "dati", "non-accettazione", "AVVISO DI NON ACCETTAZIONE: Rinuncia")
	sub(pec.NonAccettazione, "dati", "non-accettazione for a virus", "AVVISO DI NON ACCETTAZIONE PER VIRUS: Rinuncia", "X-VerificaSicurezza: errore")
	sub(pec.PostaCertificata, "dati inner", "busta di trasporto", "POSTA CERTIFICATA: Rinuncia")
	sub(pec.PresaInCarico, "dati", "presa in carico", "PRESA IN CARICO: Rinuncia")
	sub("anomalia", "inner", "busta di anomalia", "ANOMALIA MESSAGGIO: Rinuncia")
	sub(pec.RilevazioneVirus, "dati", "rilevazione-virus", "PROBLEMA DI SICUREZZA: Rinuncia", "X-Mittente: "+vittima)
	sub(pec.ErroreConsegna, "dati", "errore-consegna", "AVVISO DI MANCATA CONSEGNA: Rinuncia")
	sub(pec.ErroreConsegna, "dati", "errore-consegna for a virus", "AVVISO DI MANCATA CONSEGNA PER VIRUS: Rinuncia", "X-VerificaSicurezza: errore")
	sub(pec.PreavvisoErroreConsegna, "dati", "preavviso", "AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO: Rinuncia")
	sub(pec.AvvenutaConsegna, "dati inner", "avvenuta-consegna", "CONSEGNA: Rinuncia")
	sub(pec.PostaCertificata, "dati inner", "prefixes in a stack", "POSTA CERTIFICATA: POSTA CERTIFICATA: R: CONSEGNA: Rinuncia")
	sub("anomalia", "inner", "prefixes in a stack on an anomalia", "ANOMALIA MESSAGGIO: POSTA CERTIFICATA: R: Re: Rinuncia")
	sub(pec.Accettazione, "dati", "a subject of ours that begins like a receipt", "ACCETTAZIONE: CONSEGNA: elenco")
	sub(pec.AvvenutaConsegna, "dati inner", "a subject in encoded words", "=?iso-8859-1?Q?CONSEGNA=3A_perch=E9_s=EC?=")
	sub(pec.PostaCertificata, "dati inner", "a subject in folded words", "=?UTF-8?B?UE9TVEEgQ0VSVElGSUNBVEE6IFBlcmNow6k=?=\r\n =?UTF-8?Q?_s=C3=AC?=")
	add(pec.AvvenutaConsegna, "dati inner", "a subject that says nothing")
	return all
}

// saniTestate are header fields as providers write them (pec.md §2, §5.1).
func saniTestate() []caso {
	senza := func(names ...string) func(*opera) {
		return func(o *opera) {
			for _, n := range names {
				o.testata(n)
			}
		}
	}
	const c = pec.AvvenutaConsegna
	all := []caso{
		{nome: "X-Tiporicevuta", fai: func(o *opera) { o.testata("X-Tiporicevuta", "X-TIPORICEVUTA: Breve") }},
		{nome: "X-TipoRicevuta", fai: func(o *opera) { o.testata("X-Tiporicevuta", "X-TipoRicevuta: sintetica") }},
		{nome: "no X-TipoRicevuta", fai: senza("X-TipoRicevuta")},
		{nome: "x-trasporto in small letters", fai: func(o *opera) { o.testata("X-Trasporto", "x-trasporto:posta-certificata") }},
		{nome: "X-TRASPORTO in capitals, value too", fai: func(o *opera) { o.testata("X-Trasporto", "X-TRASPORTO: Posta-Certificata ") }},
		{nome: "x-ricevuta in small letters", base: c, fai: func(o *opera) { o.testata("X-Ricevuta", "x-ricevuta:\tavvenuta-consegna") }},
		{nome: "fields of Aruba and Sogei", base: c, fai: aggiunge("X-Lmtp-Aru-Notify-Rcpt: x@y.example", "X-Attachment: yes", "X-Fattura-PA: Yes", "Delivered-To: x@y.example")},
		{nome: "X-REM-Subject of 2026", base: c, fai: aggiunge("X-REM-Subject: REM ContentConsignment: Rinuncia")},
		{nome: "X-REM-Subject of 2026 on an accettazione", base: pec.Accettazione, fai: aggiunge("X-REM-Subject: REM SubmissionAcceptance: Rinuncia")},
		{nome: "no Sender, no Date, no To", base: c, fai: senza("To", "Date", "Sender", "Return-Path")},
		{nome: "Per conto di without quotes", fai: mittenti("Per conto di: giulia.bianchi@iscritti.example <" + mittenteGestore + ">")},
		{nome: "Per conto di in an encoded word", fai: mittenti("=?utf-8?q?=22Per_conto_di=3A_giulia=40x=22?= <" + mittenteGestore + ">")},
		{nome: "the return path of the member", fai: func(o *opera) {
			o.testata("Return-Path", "Return-Path: <giulia.bianchi@iscritti.example>", "Reply-To: giulia.bianchi@iscritti.example")
		}},
		{nome: "relays above", fai: func(o *opera) {
			o.testa = append([]string{"Received: from a (b [192.0.2.1])\r\n\tby c with ESMTPS; Mon, 23 Nov 2026 09:12:33 +0100 (CET)", "DKIM-Signature: v=1; a=rsa-sha256;\r\n b=x"}, o.testa...)
		}},
		{nome: "no X-Riferimento", base: c, fai: senza("X-Riferimento-Message-ID")},
		{nome: "no MIME-Version", base: c, poi: replacing("MIME-Version: 1.0\r\n", "")},
	}
	for i := range all {
		all[i].classe, all[i].atteso = "header", certificato(all[i].base, "dati inner")
		if all[i].base == pec.Accettazione {
			all[i].atteso = certificato(all[i].base, "dati")
		}
	}
	return all
}

// saniStruttura are the MIME structures of pec.md §3.
func saniStruttura() []caso {
	html := "Content-Type: multipart/alternative; boundary=\"----=_Alt\"\r\n\r\n------=_Alt\r\n" + testoBusta + "\r\n------=_Alt\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>Messaggio</p>\r\n------=_Alt--\r\n"
	parti := func(f func(p []string) []string) func(*opera) { return conParti(f) }
	const lie = "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nMessaggio =EF=BF=BD qui\r\n"
	all := []caso{
		{nome: "daticert and postacert turned", fai: parti(func(p []string) []string { return []string{p[0], p[2], p[1]} })},
		{nome: "the text last", fai: parti(func(p []string) []string { return []string{p[1], p[2], p[0]} })},
		{nome: "the text as alternative", fai: parti(func(p []string) []string { return []string{html, p[1], p[2]} })},
		{nome: "no text", fai: parti(func(p []string) []string { return p[1:] })},
		{nome: "a part of the provider besides", fai: parti(func(p []string) []string {
			return append(p, "Content-Type: application/pdf; name=informativa.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n")
		})},
		{nome: "another XML of the provider besides", fai: parti(func(p []string) []string { return append(p, xmlPart("altro.xml", []byte("<x/>"))) })},
		{nome: "a label of charset that lies", fai: parti(func(p []string) []string { return []string{lie, p[1], p[2]} })},
		{nome: "names in capitals", fai: parti(func(p []string) []string {
			return []string{p[0], xmlPart("DatiCert.XML", datiFermi("posta-certificata").XML()), emlPart("PostaCert.EML", original)}
		})},
		{nome: "certdata of RFC 6109", fai: parti(func(p []string) []string {
			return []string{p[0], xmlPart("certdata.xml", datiFermi("posta-certificata").XML()), p[2]}
		})},
		{nome: "postacert without a name", fai: parti(func(p []string) []string {
			return []string{p[0], p[1], "Content-Type: message/rfc822\r\n\r\n" + original}
		})},
		{nome: "attachments, not inline", fai: parti(func(p []string) []string {
			return []string{p[0], strings.Replace(p[1], "inline", "attachment", 1), strings.Replace(p[2], "inline", "attachment", 1)}
		})},
		{nome: "no dispositions", fai: parti(func(p []string) []string {
			return []string{p[0], "Content-Type: application/xml; name=daticert.xml\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wrapBase64(datiFermi("posta-certificata").XML()), "Content-Type: message/rfc822; name=postacert.eml\r\n\r\n" + original}
		})},
		{nome: "the end of a real payload", fai: func(o *opera) { o.daticert(string(datiFermi("posta-certificata").XML()) + "\r\n") }},
		{nome: "no preamble", fai: func(o *opera) { o.preambolo = "" }},
		{nome: "the preamble of 2018", fai: func(o *opera) { o.preambolo = "This is a S/MIME signed message\r\n" }},
		{nome: "saved with line feeds", poi: func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }},
		{nome: "without its last line end", poi: func(s string) string { return strings.TrimRight(s, "\r\n") }},
		{nome: "the protocol of 2021", fai: func(o *opera) { o.tipo = strings.Replace(o.tipo, "x-pkcs7", "pkcs7", 1) }},
		{nome: "micalg in quotes", fai: func(o *opera) { o.tipo = strings.Replace(o.tipo, "sha-256", "\"sha1\"", 1) }},
		{nome: "a signature part without name", fai: func(o *opera) {
			o.firmaCon = "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: BASE64"
		}},
		{nome: "a signature of short lines", fai: func(o *opera) { o.corpo(); o.p7s = strings.Join(strings.SplitAfterN(o.p7s, "A", 90), "\r\n") }},
		{nome: "a boundary of JavaMail", fai: func(o *opera) {
			o.confine = "----=_Part_2030129_1234.567"
			o.tipo = strings.Replace(o.tipo, confineUno, o.confine, 1)
		}},
	}
	for i := range all {
		all[i].classe, all[i].atteso = "structure", intera
	}
	return all
}

// saniBrevi are the three kinds of avvenuta-consegna, and the hash parts of breve (pec.md §3.2).
func saniBrevi() []caso {
	const c = pec.AvvenutaConsegna
	allegato := wrapBase64([]byte("%PDF-1.4 modulo"))
	sum := sha1.Sum([]byte(allegato))
	conHash := func(hash string) string {
		return strings.Replace(original, "Content-Type: text/plain; charset=utf-8\r\n\r\nLa sottoscritta chiede.\r\n",
			multiparte("multipart/mixed", "BREVE", "Content-Type: text/plain\r\n\r\nLa sottoscritta chiede.\r\n", "Content-Type: text/plain; name=\"modulo.pdf.hash\"\r\nContent-Disposition: attachment; filename=\"modulo.pdf.hash\"\r\n\r\n"+hash), 1)
	}
	ricevuta := func(kind string, parts func(p []string) []string) func(*opera) {
		return func(o *opera) {
			d := datiFermi(c)
			d.Ricevuta = kind
			o.daticert(string(d.XML()))
			o.parti = parts(o.parti)
		}
	}
	legge := func(kind, text string) func(*testing.T, *Message, Proof) {
		return func(t *testing.T, m *Message, _ Proof) {
			t.Helper()
			if m.DatiCert.Ricevuta != kind || m.DatiCert.Consegna != "segreteria@pec.ordine.example" {
				t.Errorf("ricevuta %q to %q", m.DatiCert.Ricevuta, m.DatiCert.Consegna)
			}
			if text == "" {
				return
			}
			if len(m.Inner.Attachments) != 1 || m.Inner.Attachments[0].Name != "modulo.pdf.hash" || strings.TrimSpace(string(m.Inner.Attachments[0].Content())) != text {
				t.Errorf("attachments %+v", m.Inner.Attachments)
			}
		}
	}
	id := func(p []string) []string { return p }
	due := func(p []string) []string { return p[:2] }
	breve := func(hash string) func(p []string) []string {
		return func(p []string) []string { return []string{p[0], p[1], emlPart("postacert.eml", conHash(hash))} }
	}
	one, two := hex.EncodeToString(sum[:]), strings.Repeat("0123456789abcdef", 4)
	return []caso{
		{classe: "receipt", nome: "completa", base: c, fai: ricevuta(pec.Completa, id), atteso: certificato(c, "dati inner"), guarda: legge(pec.Completa, "")},
		{classe: "receipt", nome: "sintetica", base: c, fai: ricevuta(pec.Sintetica, due), atteso: certificato(c, "dati*"), guarda: legge(pec.Sintetica, "")},
		{classe: "receipt", nome: "breve, a SHA-1", base: c, fai: ricevuta(pec.Breve, breve(one)), atteso: certificato(c, "dati* inner"), guarda: legge(pec.Breve, one)},
		{classe: "receipt", nome: "breve, in capitals", base: c, fai: ricevuta(pec.Breve, breve(strings.ToUpper(one))), atteso: certificato(c, "dati* inner"), guarda: legge(pec.Breve, strings.ToUpper(one))},
		{classe: "receipt", nome: "breve, a SHA-256", base: c, fai: ricevuta(pec.Breve, breve(two)), atteso: certificato(c, "dati* inner"), guarda: legge(pec.Breve, two)},
		{classe: "receipt", nome: "breve without attachments", base: c, fai: ricevuta(pec.Breve, id), atteso: certificato(c, "dati* inner"), guarda: legge(pec.Breve, "")},
		{classe: "receipt", nome: "of a copy: completa asked, nothing given", base: c, fai: ricevuta(pec.Completa, due), atteso: certificato(c, "dati"), guarda: legge(pec.Completa, "")},
	}
}

// saniDati are daticert as providers write them (pec.md §4.1 to §4.4, §5).
func saniDati() []caso {
	var all []caso
	xml := func(nome string, base pec.Tipo, what, repl string, change func(string) string, guarda func(*pec.DatiCert) string, want string) {
		if base == "" {
			base = pec.PostaCertificata
		}
		atteso := certificato(base, what)
		if repl != "" {
			atteso = strings.Replace(atteso, "certified", "certified "+repl, 1)
		}
		all = append(all, caso{classe: "daticert", nome: nome, base: base, atteso: atteso, fai: func(o *opera) { o.daticert(change(string(datiFermi(base).XML()))) }, guarda: func(t *testing.T, m *Message, _ Proof) {
			t.Helper()
			if got := guarda(m.DatiCert); got != want {
				t.Errorf("%s: %q, want %q", nome, got, want)
			}
		}})
	}
	const p, c = pec.PostaCertificata, pec.AvvenutaConsegna
	risposte := func(d *pec.DatiCert) string { return d.Risposte }
	xml("empty risposte", p, "dati inner", "", replacing("<risposte></risposte>", "<risposte/>"), risposte, "")
	xml("no risposte", p, "dati inner", "", replacing("<risposte></risposte>", ""), risposte, "")
	xml("risposte of another", p, "dati* inner", "", replacing("<risposte></risposte>", "<risposte>Altra@iscritti.example</risposte>"), risposte, "altra@iscritti.example")
	xml("no oggetto", p, "dati* inner", "", replacing("<oggetto>Rinuncia</oggetto>", ""), func(d *pec.DatiCert) string { return d.Oggetto }, "")
	xml("no errore", p, "dati inner", "", replacing(` errore="nessuno"`, ""), func(d *pec.DatiCert) string { return string(d.Errore) }, "nessuno")
	xml("no tipo of a recipient", p, "dati inner", "", replacing(` tipo="certificato"`, ""), func(d *pec.DatiCert) string { return d.Destinatari[0].Tipo }, "certificato")
	xml("an ordinary recipient", pec.Accettazione, "dati*", "", replacing(`tipo="certificato"`, `tipo="esterno"`), func(d *pec.DatiCert) string { return d.Destinatari[0].Tipo + d.Destinatari[1].Tipo }, "esternocertificato")
	xml("no msgid", c, "dati* inner", "", replacing("<msgid>&lt;client1@iscritti.example&gt;</msgid>", ""), func(d *pec.DatiCert) string { return d.MsgID }, "")
	xml("msgid without brackets", c, "dati inner", "", replacing("&lt;client1@iscritti.example&gt;", "client1@iscritti.example"), func(d *pec.DatiCert) string { return d.MsgID }, "client1@iscritti.example")
	xml("msgid in CDATA", c, "dati inner", "", replacing("&lt;client1@iscritti.example&gt;", "<![CDATA[<client1@iscritti.example>]]>"), func(d *pec.DatiCert) string { return d.MsgID }, "client1@iscritti.example")
	xml("identificativo with brackets", c, "dati inner", "", replacing("op1.20261121@pec.gestore.example", "&lt;op1.20261121@pec.gestore.example&gt;"), func(d *pec.DatiCert) string { return d.Identificativo }, "op1.20261121@pec.gestore.example")
	xml("addresses in capitals", c, "dati inner", "", func(s string) string {
		return strings.NewReplacer(vittima, strings.ToUpper(vittima), "segreteria@", "SEGRETERIA@").Replace(s)
	}, func(d *pec.DatiCert) string { return d.Mittente + d.Consegna }, vittima+"segreteria@pec.ordine.example")
	xml("the second of two recipients", c, "dati* inner", "", replacing("<consegna>segreteria@", "<consegna>altro@"), func(d *pec.DatiCert) string { return d.Consegna }, "altro@pec.ordine.example")
	xml("three hundred recipients", c, "dati* inner", "", replacing("</destinatari>", "</destinatari>"+strings.Repeat("<destinatari>x@y.example</destinatari>", 300)), func(d *pec.DatiCert) string { return fmt.Sprint(len(d.Destinatari)) }, "302")
	xml("two ricezione", pec.PresaInCarico, "dati*", "", replacing("<ricezione>", "<ricezione>uno@y.example</ricezione><ricezione>"), func(d *pec.DatiCert) string { return strings.Join(d.Ricezione, " ") }, "uno@y.example segreteria@pec.ordine.example")
	xml("DOCTYPE and stylesheet of 2013", c, "dati inner", "", replacing("<postacert", "<?xml-stylesheet type=\"text/xsl\" href=\"https://n.invalid/postacert.xsl\"?>\n<!DOCTYPE postacert PUBLIC \"posta certificata\" \"https://n.invalid/postacert.dtd\">\n<postacert"), func(d *pec.DatiCert) string { return string(d.Tipo) }, string(c))
	xml("a BOM", p, "dati inner", "", func(s string) string { return "\ufeff" + s }, func(d *pec.DatiCert) string { return string(d.Tipo) }, string(p))
	xml("latin-1 that says so", p, "dati* inner", "", func(s string) string {
		return strings.NewReplacer("UTF-8", "ISO-8859-1", "Gestore di prova", "Societ\xe0").Replace(s)
	}, func(d *pec.DatiCert) string { return d.Gestore }, "Società")
	xml("latin-1 that says UTF-8", p, "dati* inner", "daticert_encoding_repaired", replacing("Gestore di prova", "Societ\xe0"), func(d *pec.DatiCert) string { return d.Gestore }, "Società")
	xml("a zone with a colon", p, "dati inner", "", replacing("+0100", "+01:00"), func(d *pec.DatiCert) string { return d.Data.Format(time.RFC3339) }, "2026-11-23T09:12:33+01:00")
	xml("an errore of tomorrow", pec.ErroreConsegna, "dati*", "", replacing(`errore="altro"`, `errore="casella-chiusa"`), func(d *pec.DatiCert) string { return string(d.Errore) + " " + string(d.Motivo()) }, "casella-chiusa inesistente")
	return all
}

// saniErrori are the reasons of providers and years (pec.md §4.5).
func saniErrori() []caso {
	var all []caso
	for _, c := range []struct {
		nome, errore, esteso, codice string
		motivo                       pec.Motivo
	}{
		{"Aruba: altro with 5.1.1", "altro", "5.1.1 - ARUBA PEC S.p.A. - indirizzo non valido", "5.1.1", pec.MotivoInesistente},
		{"Actalis of 2009: no-dest and words", "no-dest", "Casella del destinatario inesistente", "", pec.MotivoInesistente},
		{"no-dominio", "no-dominio", "dominio inesistente", "", pec.MotivoInesistente},
		{"commas for hyphens", "virus", "5.5.1, Aruba Pec S.p.A., presenza di un virus nel messaggio", "5.5.1", pec.MotivoVirus},
		{"virus", "virus", "", "", pec.MotivoVirus},
		{"a full box by its code", "altro", "5.2.2 - G - casella piena", "5.2.2", pec.MotivoPiena},
		{"a full box by words of before 2016", "altro", "ecceduta la quota per la casella del destinatario", "", pec.MotivoPiena},
		{"a disabled box", "altro", "5.2.1 - G - casella disattivata", "5.2.1", pec.MotivoAltro},
		{"problems of before 2016", "altro", "si sono verificati dei problemi consegnando il messaggio", "", pec.MotivoAltro},
		{"time as an errore", "altro", "5.4.1 - Aruba Pec S.p.A. - il messaggio non è stato consegnato nelle prime ventiquattro ore dal suo invio", "5.4.1", pec.MotivoTempo},
	} {
		all = append(all, caso{classe: "errore", nome: c.nome, base: pec.ErroreConsegna, atteso: certificato(pec.ErroreConsegna, "dati*"), fai: func(o *opera) {
			d := datiFermi(pec.ErroreConsegna)
			d.Errore, d.ErroreEsteso = pec.Errore(c.errore), c.esteso
			o.daticert(string(d.XML()))
		}, guarda: func(t *testing.T, m *Message, _ Proof) {
			t.Helper()
			final, certo := m.DatiCert.Definitivo(time.Time{})
			if m.DatiCert.Codice() != c.codice || m.DatiCert.Motivo() != c.motivo || !final || !certo {
				t.Errorf("code %q reason %q final %v %v", m.DatiCert.Codice(), m.DatiCert.Motivo(), final, certo)
			}
		}})
	}
	for _, c := range []struct {
		nome, errore, esteso string
		motivo               pec.Motivo
	}{
		{"refused, in several lines", "altro", "Sono state riscontrate le seguenti anomalie:\n- la casella a@b.example appartiene ad un dominio non ammesso", pec.MotivoAltro},
		{"refused for a virus", "virus", "5.5.1, G, virus", pec.MotivoVirus},
	} {
		all = append(all, caso{classe: "errore", nome: c.nome, base: pec.NonAccettazione, atteso: certificato(pec.NonAccettazione, "dati*"), fai: func(o *opera) {
			d := datiFermi(pec.NonAccettazione)
			d.Errore, d.ErroreEsteso = pec.Errore(c.errore), c.esteso
			o.daticert(string(d.XML()))
		}, guarda: func(t *testing.T, m *Message, _ Proof) {
			t.Helper()
			if final, certo := m.DatiCert.Definitivo(time.Time{}); m.DatiCert.ErroreEsteso != c.esteso || m.DatiCert.Motivo() != c.motivo || !final || !certo {
				t.Errorf("%q reason %q final %v %v", m.DatiCert.ErroreEsteso, m.DatiCert.Motivo(), final, certo)
			}
		}})
	}
	return all
}

// saniPreavvisi are the notices of the twelfth and of the twenty-fourth hour, by each of the four rules of pec.md §4.5 in turn.
func saniPreavvisi() []caso {
	const h = time.Hour
	var all []caso
	for _, c := range []struct {
		nome, esteso string
		dopo         time.Duration // after the accettazione; 0: it is not known
		final, certo bool
	}{
		{"rule 1: the code 5.4.1, whatever else", "5.4.1 - G - il messaggio non è stato consegnato nelle prime dodici ore", 12 * h, true, true},
		{"rule 1: not the code 4.4.1", "4.4.1 - G - non consegnato", 0, false, false},
		{"rule 2: twenty-four in a word", "G - non è stato consegnato nelle prime ventiquattro ore dal suo invio", 12 * h, true, true},
		{"rule 2: 24 in digits", "non consegnato entro 24 ore", 0, true, true},
		{"rule 2: twelve in a word", "non è stato consegnato nelle prime dodici ore dal suo invio", 23 * h, false, true},
		{"rule 2: 12 in digits", "non consegnato entro 12 ore", 0, false, true},
		{"rule 3: both words, 22 hours after", "nelle prime dodici ore; se nelle ventiquattro ore", 22 * h, true, true},
		{"rule 3: no words, 22 hours after", "il messaggio non è stato consegnato", 22 * h, true, true},
		{"rule 3: no words, 13 hours after", "il messaggio non è stato consegnato", 13 * h, false, true},
		{"rule 4: no words, 18 hours after", "il messaggio non è stato consegnato", 18 * h, false, false},
		{"rule 4: no words, no accettazione", "il messaggio non è stato consegnato", 0, false, false},
		{"rule 4: nothing at all", "", 0, false, false},
	} {
		const p = pec.PreavvisoErroreConsegna
		all = append(all, caso{classe: "preavviso", nome: c.nome, base: p, atteso: certificato(p, "dati*"), fai: func(o *opera) {
			d := datiFermi(p)
			d.ErroreEsteso = c.esteso
			o.daticert(string(d.XML()))
		}, guarda: func(t *testing.T, m *Message, p Proof) {
			t.Helper()
			accettazione := time.Time{}
			if c.dopo != 0 {
				accettazione = m.CertifiedTime(p).Add(-c.dopo)
			}
			if final, certo := m.DatiCert.Definitivo(accettazione); final != c.final || certo != c.certo || m.DatiCert.Motivo() != pec.MotivoTempo {
				t.Errorf("%s: final %v, certain %v", c.nome, final, certo)
			}
		}})
	}
	return all
}

// saniFirme are the signatures that are live (pec.md §7.2, §7.3).
func saniFirme() []caso {
	digest := func(oid, alg string) func(*opera) {
		return func(o *opera) {
			o.firma.digest = oid
			if alg != "" {
				o.firma.sigAlg = derAlg(alg)
			}
		}
	}
	che := func(want string) func(*testing.T, *Message, Proof) {
		return func(t *testing.T, _ *Message, p Proof) {
			t.Helper()
			if p.Digest != want || p.Weak != (want == "sha1") || !p.SigningTime.Equal(istante) {
				t.Errorf("digest %s, weak %v, signed %v", p.Digest, p.Weak, p.SigningTime)
			}
		}
	}
	return []caso{
		{classe: "signature", nome: "Aruba 2018: SHA-1, rsaEncryption", fai: digest(oidSHA1, oidRSA), atteso: sullaBusta("certified weak_digest"), guarda: che("sha1")},
		{classe: "signature", nome: "SHA-1 by its own algorithm", fai: digest(oidSHA1, oidSHA1RSA), atteso: sullaBusta("certified weak_digest"), guarda: che("sha1")},
		{classe: "signature", nome: "Aruba 2026: sha256WithRSAEncryption", fai: digest(oidSHA256, oidSHA256RSA), atteso: intera, guarda: che("sha256")},
		{classe: "signature", nome: "SHA-384", fai: digest(oidSHA384, ""), atteso: intera, guarda: che("sha384")},
		{classe: "signature", nome: "SHA-512", fai: digest(oidSHA512, oidSHA512RSA), atteso: intera, guarda: che("sha512")},
		{classe: "signature", nome: "BouncyCastle: indefinite lengths", fai: func(o *opera) { o.firma.muta = riapri }, atteso: intera, guarda: che("sha256")},
		{classe: "signature", nome: "algorithms without parameters", fai: func(o *opera) {
			o.firma.digests, o.firma.sigAlg = derSeq(derOID(oidSHA256)), derSeq(derOID(oidSHA256RSA))
		}, atteso: intera, guarda: che("sha256")},
		{classe: "signature", nome: "attributes of 2018 and of REM", fai: func(o *opera) {
			o.firma.ottetti = []byte(mixed(o.parti...))
			o.firma.attr = append(o.firma.attributi(), derAttr("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0f", derSeq(derAlg("\x2a\x86\x48\x86\xf7\x0d\x03\x07"))),
				derAttr("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x34", derSeq(derAlg(oidSHA256), tlv(0xa1, derOID(oidRSA), []byte{5, 0}))))
		}, atteso: intera, guarda: che("sha256")},
		{classe: "signature", nome: "the era of DigitPA: a leaf signed with SHA-1", fai: func(o *opera) {
			o.firma.certs[0] = ilVero().riemetti(laCA(), oidSHA1RSA, oidSHA1, nil)
		}, atteso: sullaBusta("certified weak_chain"), guarda: func(t *testing.T, _ *Message, p Proof) {
			t.Helper()
			if !p.Weak || p.Digest != "sha256" {
				t.Errorf("%+v", p)
			}
		}},
		{classe: "signature", nome: "judged years after, arrived then", arrivo: time.Hour, atteso: intera, guarda: che("sha256")},
	}
}

// saniAnomalie are anomalie and what is automatic in a busta (pec.md §3, §6).
func saniAnomalie() []caso {
	dsn := "Return-Path: <>\r\nFrom: MAILER-DAEMON@posta.example\r\nSubject: Successful Mail Delivery Report\r\n" +
		multiparte("multipart/report; report-type=delivery-status", "DSN", "Content-Type: text/plain\r\n\r\nconsegnato\r\n", "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: delivered\r\n")
	auto := func(want string) func(*testing.T, *Message, Proof) {
		return func(t *testing.T, m *Message, p Proof) {
			t.Helper()
			if m.Inner.Auto != want || p.Wrapper != (m.Busta == pec.Anomalia) {
				t.Errorf("automatic %q, want %q; wrapper %v", m.Inner.Auto, want, p.Wrapper)
			}
		}
	}
	posta := func(s string) func(*opera) { return func(o *opera) { o.parti[1] = emlPart("postacert.eml", s) } }
	di := func(head string) func(*opera) { return conOriginale(func(s string) string { return head + s }) }
	return []caso{
		{classe: "anomalia", nome: "around ordinary mail", base: "anomalia", atteso: certificato("anomalia", "inner"), guarda: auto("")},
		{classe: "anomalia", nome: "the message without a name", base: "anomalia", fai: func(o *opera) { o.parti[1] = "Content-Type: message/rfc822\r\n\r\n" + original }, atteso: certificato("anomalia", "inner"), guarda: auto("")},
		{classe: "anomalia", nome: "the message under another name", base: "anomalia", fai: func(o *opera) { o.parti[1] = emlPart("messaggio.eml", original) }, atteso: certificato("anomalia", "inner"), guarda: auto("")},
		{classe: "anomalia", nome: "around a bounced PEC", base: "anomalia", fai: posta(vera("posta-certificata")), atteso: certificato("anomalia", "inner*"), guarda: annidata},
		{classe: "anomalia", nome: "around a delivery report", base: "anomalia", fai: posta(dsn), atteso: certificato("anomalia", "inner*"), guarda: auto("Return-Path: <>")},
		{classe: "automatic", nome: "an out-of-office in a busta", fai: di("Auto-Submitted: auto-replied\r\n"), atteso: intera, guarda: auto("Auto-Submitted: auto-replied")},
		{classe: "automatic", nome: "an autoreply of old", fai: di("X-Autoreply: yes\r\n"), atteso: intera, guarda: auto("X-Autoreply")},
		{classe: "automatic", nome: "bulk", fai: di("Precedence: bulk\r\n"), atteso: intera, guarda: auto("Precedence: bulk")},
		{classe: "automatic", nome: "a read receipt", fai: dentro("Content-Type: multipart/report; report-type=disposition-notification; boundary=R", "--R\r\n\r\nLa sottoscritta chiede.\r\n--R\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n--R--"), atteso: intera, guarda: auto("multipart/report")},
		{classe: "automatic", nome: "said to be no automatic mail", fai: di("Auto-Submitted: no\r\n"), atteso: intera, guarda: auto("")},
	}
}
