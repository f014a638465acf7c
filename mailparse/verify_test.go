package mailparse

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

func TestEveryTipoCertified(t *testing.T) {
	g := unGestore()
	for _, tipo := range []pec.Tipo{pec.Accettazione, pec.NonAccettazione, pec.PresaInCarico, pec.AvvenutaConsegna, pec.PostaCertificata,
		pec.ErroreConsegna, pec.PreavvisoErroreConsegna, pec.RilevazioneVirus} {
		raw := g.busta(t, g.messaggio(tipo, dati(tipo)))
		for _, form := range [][]byte{raw, bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))} {
			m := mustParse(t, form)
			p := m.Verify(g.trust(), time.Time{})
			if p.Level != Certified || len(p.Reasons) != 0 || p.Signer != mittenteGestore || p.Digest != "sha256" || p.Wrapper || p.Revocation != "not_checked" {
				t.Errorf("%s: %+v", tipo, p)
			}
			if m.Tipo != tipo || m.Busta != tipo.Busta() || m.Format != FormatPEC || m.DatiCert.Identificativo != "op1.20261121@pec.gestore.example" {
				t.Errorf("%s: tipo %s busta %s format %s", tipo, m.Tipo, m.Busta, m.Format)
			}
			if carries := tipo == pec.PostaCertificata || tipo == pec.AvvenutaConsegna; (m.Inner != nil) != carries {
				t.Errorf("%s: inner %v", tipo, m.Inner != nil)
			}
			if got := m.CertifiedTime(p); !got.Equal(m.DatiCert.Data) {
				t.Errorf("%s: certified time %v", tipo, got)
			}
		}
	}
}

func TestEffectKeyIsOfTheSignedEntity(t *testing.T) {
	g := unGestore()
	raw := g.busta(t, g.messaggio(pec.Accettazione, dati(pec.Accettazione)))
	a := mustParse(t, raw)
	b := mustParse(t, append([]byte("Received: from elsewhere\r\n"), bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))...))
	if a.EffectKey != b.EffectKey || a.EffectKey == a.SHA256 || a.SHA256 == b.SHA256 {
		t.Error("effect key depends on more than the signed octets")
	}
	c := mustParse(t, []byte("From: a@b.example\r\n\r\nciao"))
	if c.EffectKey != c.SHA256 {
		t.Error("effect key of an unsigned message is not its digest")
	}
}

// with changes a sound message.
type with struct {
	name    string
	tipo    pec.Tipo
	dati    func(*pec.DatiCert)
	lettera func(*lettera)
	raw     func([]byte) []byte
	level   Level
	reasons string
	busta   pec.Busta
}

func setHeader(name, line string) func(*lettera) {
	return func(l *lettera) {
		var out []string
		for _, h := range l.header {
			if !strings.HasPrefix(strings.ToLower(h), strings.ToLower(name)+":") {
				out = append(out, h)
			}
		}
		if line != "" {
			out = append(out, line)
		}
		l.header = out
	}
}

func addHeader(line string) func(*lettera) {
	return func(l *lettera) { l.header = append(l.header, line) }
}

func replaceRaw(old, new string) func([]byte) []byte {
	return func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(new), 1) }
}

func verdicts() []with {
	dc := string(dati(pec.Accettazione).XML())
	pc, acc, cons := pec.PostaCertificata, pec.Accettazione, pec.AvvenutaConsegna
	return []with{
		{name: "header in other case", tipo: acc, lettera: setHeader("X-Ricevuta", "x-RICEVUTA: Accettazione"), level: Certified, busta: pec.Ricevuta},
		{name: "bad header line", tipo: acc, lettera: addHeader("questa riga non ha nome"), level: Certified, busta: pec.Ricevuta},
		{name: "tampered", tipo: pc, lettera: func(l *lettera) {
			l.firmata = func(s string) string { return strings.Replace(s, "La sottoscritta", "Il sottoscritto", 1) }
		}, level: Broken, reasons: "sig_invalid", busta: pec.Trasporto},
		{name: "from is another", tipo: pc, lettera: setHeader("From", "From: posta-certificata@pec.altro.example"), level: Mismatch, reasons: "from_mismatch", busta: pec.Trasporto},
		{name: "from is only a name", tipo: acc, lettera: setHeader("From", `From: "`+mittenteGestore+`" <x@evil.example>`), level: Mismatch, reasons: "from_mismatch", busta: pec.Ricevuta},
		{name: "two mailboxes in From", tipo: acc, lettera: setHeader("From", "From: "+mittenteGestore+", x@evil.example"), level: Mismatch, reasons: "from_mismatch", busta: pec.Ricevuta},
		{name: "no From", tipo: acc, lettera: setHeader("From", ""), level: Mismatch, reasons: "from_mismatch", busta: pec.Ricevuta},
		{name: "kelvin sign in From", tipo: acc, lettera: setHeader("From", "From: posta-certificata@pec.gestore.example\u212a"), level: Mismatch, reasons: "from_mismatch", busta: pec.Ricevuta},
		{name: "two From", tipo: acc, lettera: addHeader("From: x@evil.example"), level: Mismatch, reasons: "header_duplicate from_mismatch", busta: pec.Ricevuta},
		{name: "two From, one with a blank", tipo: acc, lettera: addHeader("From : " + mittenteGestore), level: Mismatch, reasons: "header_duplicate from_mismatch", busta: pec.Ricevuta},
		{name: "two encodings", tipo: acc, lettera: addHeader("Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64"), level: Mismatch, reasons: "header_duplicate", busta: pec.Ricevuta},
		{name: "a second Content-Type", tipo: acc, raw: replaceRaw("\r\n\r\nThis is an", "\r\nContent-Type: text/plain\r\n\r\nThis is an"), level: Mismatch, reasons: "header_duplicate", busta: pec.Ricevuta},
		{name: "a Content-Type before it", tipo: acc, lettera: addHeader("Content-Type: text/plain"), level: Unsigned, reasons: "not_signed", busta: pec.Ricevuta},
		{name: "receipt without X-Ricevuta", tipo: acc, lettera: setHeader("X-Ricevuta", ""), level: Mismatch, reasons: "header_mismatch", busta: pec.Ricevuta},
		{name: "receipt of another kind", tipo: acc, lettera: setHeader("X-Ricevuta", "X-Ricevuta: avvenuta-consegna"), level: Mismatch, reasons: "header_mismatch", busta: pec.Ricevuta},
		{name: "receipt dressed as busta", tipo: acc, lettera: setHeader("X-Ricevuta", "X-Trasporto: posta-certificata"), level: Mismatch, reasons: "header_mismatch", busta: pec.Ricevuta},
		{name: "busta dressed as anomalia", tipo: pc, lettera: setHeader("X-Trasporto", "X-Trasporto: errore"), level: Mismatch, reasons: "header_mismatch", busta: pec.Trasporto},
		{name: "both X headers", tipo: pc, lettera: addHeader("X-Ricevuta: accettazione"), level: Mismatch, reasons: "header_mismatch", busta: pec.Trasporto},
		{name: "replayed reference", tipo: cons, lettera: setHeader("X-Riferimento-Message-ID", "X-Riferimento-Message-ID: <other@x>"), level: Mismatch, reasons: "msgid_mismatch", busta: pec.Ricevuta},
		{name: "no reference", tipo: cons, lettera: setHeader("X-Riferimento-Message-ID", ""), level: Certified, busta: pec.Ricevuta},
		{name: "no msgid", tipo: cons, dati: func(d *pec.DatiCert) { d.MsgID = "" }, level: Certified, busta: pec.Ricevuta},
		{name: "delivered and in error", tipo: cons, dati: func(d *pec.DatiCert) { d.Errore = pec.NoDest }, level: Mismatch, reasons: "daticert_bad", busta: pec.Ricevuta},
		{name: "accepted and in error", tipo: acc, dati: func(d *pec.DatiCert) { d.Errore = pec.Altro }, level: Mismatch, reasons: "daticert_bad", busta: pec.Ricevuta},
		{name: "sent and in error", tipo: pc, dati: func(d *pec.DatiCert) { d.Errore = pec.Altro }, level: Mismatch, reasons: "daticert_bad", busta: pec.Trasporto},
		{name: "consegna of a stranger", tipo: cons, dati: func(d *pec.DatiCert) { d.Consegna = "x@y.example" }, level: Mismatch, reasons: "recipient_mismatch", busta: pec.Ricevuta},
		{name: "consegna of nobody", tipo: cons, dati: func(d *pec.DatiCert) { d.Consegna = "" }, level: Mismatch, reasons: "recipient_mismatch", busta: pec.Ricevuta},
		{name: "signed too late", tipo: cons, dati: func(d *pec.DatiCert) { d.Data = d.Data.Add(-11 * time.Minute) }, level: Mismatch, reasons: "time_incoherent", busta: pec.Ricevuta},
		{name: "nine minutes are well", tipo: cons, dati: func(d *pec.DatiCert) { d.Data = d.Data.Add(-9 * time.Minute) }, level: Certified, busta: pec.Ricevuta},
		{name: "busta without daticert", tipo: pc, lettera: func(l *lettera) { l.parts = slices.Delete(l.parts, 1, 2) }, level: Mismatch, reasons: "daticert_missing", busta: pec.Trasporto},
		{name: "two daticert", tipo: acc, lettera: func(l *lettera) { l.parts = append(l.parts, xmlPart("CertData.xml", []byte(dc))) }, level: Mismatch, reasons: "daticert_bad", busta: pec.Ricevuta},
		{name: "daticert is no XML", tipo: acc, lettera: func(l *lettera) { l.parts[1] = xmlPart("daticert.xml", []byte("<postacert")) }, level: Mismatch, reasons: "daticert_bad", busta: pec.Ricevuta},
		{name: "certdata, upper case", tipo: acc, lettera: func(l *lettera) { l.parts[1] = xmlPart("CERTDATA.XML", []byte(dc)) }, level: Certified, busta: pec.Ricevuta},
		{name: "name by RFC 2231", tipo: acc, lettera: func(l *lettera) {
			l.parts[1] = strings.NewReplacer(`name="daticert.xml"`, "x=y", `filename="daticert.xml"`, "filename*0*=utf-8''dati; filename*1*=cert%2Exml").Replace(l.parts[1])
		}, level: Certified, busta: pec.Ricevuta},
		{name: "daticert one level below", tipo: acc, lettera: func(l *lettera) {
			l.parts[1] = "Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n" + l.parts[1] + "\r\n--q--\r\n"
		}, level: Mismatch, reasons: "daticert_missing", busta: pec.Ricevuta},
		{name: "order of the parts", tipo: pc, lettera: func(l *lettera) { slices.Reverse(l.parts) }, level: Certified, busta: pec.Trasporto},
		{name: "something after the signature", tipo: acc, lettera: func(l *lettera) { l.after = "Antivirus: pulito\r\n" }, level: Certified, busta: pec.Ricevuta},
		{name: "a third part", tipo: acc, raw: replaceRaw("\r\n------08FC388C--", "\r\n------08FC388C\r\nContent-Type: text/plain\r\n\r\nx\r\n------08FC388C--"), level: Broken, reasons: "sig_malformed", busta: pec.Ricevuta},
		{name: "no protocol", tipo: acc, raw: replaceRaw(`protocol="application/x-pkcs7-signature"; `, ""), level: Broken, reasons: "sig_malformed", busta: pec.Ricevuta},
		{name: "signature damaged", tipo: acc, raw: replaceRaw("filename=\"smime.p7s\"\r\n\r\n", "filename=\"smime.p7s\"\r\n\r\n!!!!"), level: Broken, reasons: "sig_malformed", busta: pec.Ricevuta},
		{name: "signature taken off", tipo: pc, raw: replaceRaw("multipart/signed", "multipart/mixed"), level: Unsigned, reasons: "not_signed", busta: pec.Trasporto},
		{name: "a daticert smuggled in by a guessed boundary", tipo: pc, lettera: func(l *lettera) {
			l.parts[2] = emlPart("postacert.eml", original+"\r\n------=_Part_1\r\n"+xmlPart("daticert.xml", []byte(dc)))
		}, level: Mismatch, reasons: "daticert_bad", busta: pec.Trasporto},
		{name: "a part before the signed one", tipo: acc, raw: replaceRaw("------08FC388C\r\n", "------08FC388C\r\nContent-Type: text/plain\r\n\r\nx\r\n------08FC388C\r\n"), level: Broken, reasons: "sig_malformed daticert_missing", busta: pec.Ricevuta},
		{name: "opaque within", tipo: acc, raw: func(b []byte) []byte {
			return append([]byte("From: x@y.example\r\nX-Ricevuta: accettazione\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n"), append(b, "\r\n--out--\r\n"...)...)
		}, level: Unsigned, reasons: "not_signed", busta: pec.Ricevuta},
		{name: "PGP", tipo: acc, raw: func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte("application/x-pkcs7-signature"), []byte("application/pgp-signature"))
		}, level: Unsigned, reasons: "not_signed", busta: pec.Ricevuta},
		{name: "unknown tipo", tipo: acc, dati: func(d *pec.DatiCert) { d.Tipo = "boh" }, lettera: setHeader("X-Ricevuta", "X-Ricevuta: boh"), level: Certified, busta: pec.Ricevuta},
		{name: "folklore", tipo: acc, lettera: func(l *lettera) {
			setHeader("X-Ricevuta", "X-Ricevuta: consegna")(l)
			l.parts = l.parts[:1]
		}, level: Mismatch, reasons: "daticert_missing", busta: pec.Ordinaria},
	}
}

func TestVerdicts(t *testing.T) {
	g := unGestore()
	for _, c := range verdicts() {
		d := dati(c.tipo)
		if c.dati != nil {
			c.dati(d)
		}
		l := g.messaggio(c.tipo, d)
		if c.lettera != nil {
			c.lettera(&l)
		}
		raw := g.busta(t, l)
		if c.raw != nil {
			raw = c.raw(raw)
		}
		m := mustParse(t, raw)
		p := m.Verify(g.trust(), time.Time{})
		if p.Level != c.level || strings.Join(p.Reasons, " ") != c.reasons || m.Busta != c.busta {
			t.Errorf("%s: %s %v busta %s; want %s %q %s (%v, %v)", c.name, p.Level, p.Reasons, m.Busta, c.level, c.reasons, c.busta, m.DatiCertErr, m.OverLimit)
		}
	}
}

func TestAnomalia(t *testing.T) {
	g := unGestore()
	plain := "From: Marco@posta.example\r\nTo: segreteria@pec.ordine.example\r\nSubject: PEC\r\n\r\nchiedo\r\n"
	nested := string(g.busta(t, g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata))))
	nested = strings.NewReplacer("08FC388C", "NESTED", "_Part_1", "_Part_2").Replace(nested)
	for _, c := range []struct {
		name    string
		l       func(*lettera)
		eml     string
		level   Level
		reasons string
		busta   pec.Busta
		from    string
		nested  bool
	}{
		{name: "plain", eml: plain, level: Certified, busta: pec.Anomalia, from: "marco@posta.example"},
		{name: "wrapping a PEC", eml: nested, level: Certified, busta: pec.Anomalia, from: mittenteGestore, nested: true},
		{name: "with a forged header inside", eml: "X-Ricevuta: avvenuta-consegna\r\n" + plain, level: Certified, busta: pec.Anomalia, from: "marco@posta.example"},
		{name: "two messages", eml: plain, l: func(l *lettera) { l.parts = append(l.parts, emlPart("b.eml", plain)) }, level: Mismatch, reasons: "daticert_missing", busta: pec.Ordinaria, from: mittenteGestore, nested: true},
		{name: "with a daticert", eml: plain, l: func(l *lettera) {
			l.parts = append(l.parts, xmlPart("daticert.xml", dati(pec.PostaCertificata).XML()))
		}, level: Mismatch, reasons: "header_mismatch", busta: pec.Trasporto, from: "marco@posta.example"},
		{name: "X-Ricevuta beside", eml: plain, l: addHeader("X-Ricevuta: accettazione"), level: Mismatch, reasons: "header_mismatch", busta: pec.Anomalia, from: "marco@posta.example"},
		{name: "X-Trasporto twice", eml: plain, l: addHeader("X-Trasporto: posta-certificata"), level: Mismatch, reasons: "daticert_missing", busta: pec.Ordinaria, from: mittenteGestore, nested: true},
		{name: "header taken off", eml: plain, l: setHeader("X-Trasporto", ""), level: Mismatch, reasons: "daticert_missing", busta: pec.Ordinaria, from: mittenteGestore},
	} {
		l := anomalia(c.eml)
		if c.l != nil {
			c.l(&l)
		}
		m := mustParse(t, g.busta(t, l))
		p := m.Verify(g.trust(), time.Time{})
		if p.Level != c.level || strings.Join(p.Reasons, " ") != c.reasons || m.Busta != c.busta || p.Wrapper != (c.level == Certified) {
			t.Errorf("%s: %s %v busta %s wrapper %v", c.name, p.Level, p.Reasons, m.Busta, p.Wrapper)
		}
		if m.Inner == nil || m.Inner.From != c.from || m.Inner.NestedPEC != c.nested {
			t.Errorf("%s: inner from %q nested %v", c.name, m.Inner.From, m.Inner.NestedPEC)
		}
		if c.busta == pec.Anomalia && (m.DatiCert != nil || !m.CertifiedTime(p).IsZero()) {
			t.Errorf("%s: an anomalia has certified data", c.name)
		}
	}
}

func TestUntrusted(t *testing.T) {
	g := unGestore()
	m := mustParse(t, g.busta(t, g.messaggio(pec.Accettazione, dati(pec.Accettazione))))
	p := m.Verify(smime.AgID(), time.Time{})
	if p.Level != Mismatch || !p.Has("chain_untrusted") || p.Signer != mittenteGestore {
		t.Errorf("%+v", p)
	}
	if p = m.Verify(g.trust(), time.Now().Add(-25*time.Hour)); !p.Has("time_incoherent") {
		t.Errorf("signed a day after its arrival: %+v", p)
	}
}

// TestEveryByteCounts flips a bit of each byte of the signed part of a receipt: none may stay certified.
func TestEveryByteCounts(t *testing.T) {
	g := unGestore()
	raw := g.busta(t, g.messaggio(pec.Accettazione, dati(pec.Accettazione)))
	from := bytes.Index(raw, []byte("------08FC388C\r\n")) + len("------08FC388C\r\n")
	to := bytes.Index(raw[from:], []byte("\r\n------08FC388C\r\n")) + from
	for i := from; i < to; i++ {
		b := bytes.Clone(raw)
		b[i] ^= 1 << (i % 8)
		if p := mustParse(t, b).Verify(g.trust(), time.Time{}); p.Level == Certified {
			t.Fatalf("byte %d: still certified", i)
		}
	}
}

func TestLevelsOfEveryReason(t *testing.T) {
	if LevelOf("boh") != Broken || LevelOf("not_signed") != Unsigned || LevelOf("weak_digest") != Certified || LevelOf("resource_limit") != Mismatch {
		t.Error("levels")
	}
}

func TestInformation(t *testing.T) {
	g := newGestore("pec@pec.gestore.example")
	l := g.messaggio(pec.Accettazione, dati(pec.Accettazione))
	setHeader("From", "From: PEC@pec.gestore.example")(&l)
	m := mustParse(t, g.busta(t, l))
	if p := m.Verify(g.trust(), time.Time{}); p.Level != Certified || strings.Join(p.Reasons, " ") != "from_unusual" || p.Signer != "pec@pec.gestore.example" {
		t.Errorf("unusual signer: %+v", p)
	}
	g = unGestore()
	l = g.messaggio(pec.Accettazione, dati(pec.Accettazione))
	l.parts[1] = xmlPart("daticert.xml", bytes.Replace(dati(pec.Accettazione).XML(), []byte("Gestore di prova"), []byte("Societ\xe0 di prova"), 1))
	m = mustParse(t, g.busta(t, l))
	if p := m.Verify(g.trust(), time.Time{}); p.Level != Certified || strings.Join(p.Reasons, " ") != "daticert_encoding_repaired" || m.DatiCert.Gestore != "Società di prova" {
		t.Errorf("latin-1 daticert: %+v", p)
	}
}
