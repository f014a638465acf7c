package mailparse

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// tipi are the kinds a daticert may name (pec.md §2), and one that nobody knows.
var tipi = []pec.Tipo{pec.Accettazione, pec.NonAccettazione, pec.PresaInCarico, pec.AvvenutaConsegna, pec.PostaCertificata,
	pec.ErroreConsegna, pec.PreavvisoErroreConsegna, pec.RilevazioneVirus, "boh"}

// dressings are outer headers that a message may be given by anybody.
var dressings = []string{"", "X-Trasporto: posta-certificata", "X-Trasporto: errore", "X-Ricevuta: accettazione", "X-Ricevuta: non-accettazione",
	"X-Ricevuta: presa-in-carico", "X-Ricevuta: avvenuta-consegna", "X-Ricevuta: errore-consegna", "X-Ricevuta: preavviso-errore-consegna",
	"X-Ricevuta: rilevazione-virus", "X-Ricevuta: boh", "X-Ricevuta: consegna", "X-Ricevuta: mancata-consegna", "X-Ricevuta: anomalia", "X-TipoRicevuta: consegna",
	"X-Ricevuta: posta-certificata", "X-Trasporto: boh", "X-Ricevuta:", "X-Trasporto:"}

// spogliata is a sound message of a kind under another outer header.
func spogliata(t *testing.T, tipo pec.Tipo, dress string) *Message {
	t.Helper()
	g := unGestore()
	l := g.messaggio(tipo, dati(tipo))
	setHeader("X-Ricevuta", "")(&l)
	setHeader("X-Trasporto", dress)(&l)
	return mustParse(t, g.busta(t, l))
}

// TestSignedTipoRules dresses a message of each kind in each outer header: the signed tipo decides what it is, the header only
// whether it is believed (pec.md §6 step 2; reliability.md §3.1, header re-dressing).
func TestSignedTipoRules(t *testing.T) {
	g := unGestore()
	for _, tipo := range tipi {
		certified := 0
		for _, dress := range dressings {
			m := spogliata(t, tipo, dress)
			p := m.Verify(g.trust(), time.Time{})
			right := dress == "X-Ricevuta: "+string(tipo) && tipo != pec.PostaCertificata || dress == "X-Trasporto: posta-certificata" && tipo == pec.PostaCertificata
			want, level := "header_mismatch", Mismatch
			if right {
				want, level = "", Certified
				certified++
			}
			if p.Level != level || strings.Join(p.Reasons, " ") != want || m.Tipo != tipo || m.Format != FormatPEC {
				t.Errorf("%s under %q: %s %v tipo %s format %s", tipo, dress, p.Level, p.Reasons, m.Tipo, m.Format)
			}
			if tipo.Noto() && m.Busta != tipo.Busta() {
				t.Errorf("%s under %q: busta %s", tipo, dress, m.Busta)
			}
		}
		if certified != 1 {
			t.Errorf("%s is certified under %d headers", tipo, certified)
		}
	}
}

// TestUnknownTipoIsNoRequest: a tipo that nobody knows is a receipt where X-Ricevuta stands; without it the headers decide.
func TestUnknownTipoIsNoRequest(t *testing.T) {
	for dress, want := range map[string]pec.Busta{
		"X-Ricevuta: boh": pec.Ricevuta, "X-Ricevuta: anomalia": pec.Ricevuta, "X-Ricevuta: accettazione": pec.Ricevuta, "": pec.Ordinaria,
		"X-Trasporto: posta-certificata": pec.Trasporto, "X-Trasporto: errore": pec.Ordinaria, "X-Ricevuta:": pec.Ordinaria,
	} {
		m := spogliata(t, "boh", dress)
		if m.Busta != want || m.Tipo != "boh" {
			t.Errorf("%q: busta %s tipo %s", dress, m.Busta, m.Tipo)
		}
	}
}

// TestUnsignedMailIsNeverMore: the same headers on mail that nobody signed name a busta for the eye and prove nothing
// (reliability.md §3.1, plain-mail receipts).
func TestUnsignedMailIsNeverMore(t *testing.T) {
	xml := xmlPart("daticert.xml", dati(pec.AvvenutaConsegna).XML())
	for _, dress := range dressings {
		for _, ct := range []string{"Content-Type: text/plain\r\n\r\nciao\r\n", mixed(testoBusta, xml, emlPart("postacert.eml", original)), mixed(testoBusta)} {
			raw := "From: " + mittenteGestore + "\r\nSubject: CONSEGNA: x\r\n" + strings.TrimPrefix(dress+"\r\n", "\r\n") + ct
			m := mustParse(t, []byte(raw))
			p := m.Verify(unGestore().trust(), time.Time{})
			if p.Level != Unsigned || strings.Join(p.Reasons, " ") != "not_signed" || p.Signer != "" || !m.CertifiedTime(p).IsZero() {
				t.Errorf("%q: %+v", dress, p)
			}
			want := pec.Ordinaria
			if dress == "X-Trasporto: posta-certificata" {
				want = pec.Trasporto
			} else if v, ok := strings.CutPrefix(dress, "X-Ricevuta: "); ok && pec.Tipo(v).DiRicevuta() {
				want = pec.Ricevuta
			}
			if m.Busta != want || m.EffectKey != m.SHA256 {
				t.Errorf("%q: busta %s, want %s", dress, m.Busta, want)
			}
		}
	}
}

// TestSpellingOfHeaders: names and values of the six fields are read in any case, with blanks and folding (pec.md §2).
func TestSpellingOfHeaders(t *testing.T) {
	g := unGestore()
	for _, line := range []string{"X-Ricevuta: avvenuta-consegna", "x-ricevuta: AVVENUTA-CONSEGNA", "X-RICEVUTA:avvenuta-consegna", "X-Ricevuta:   avvenuta-consegna  ",
		"X-Ricevuta:\r\n avvenuta-consegna", "X-Ricevuta : Avvenuta-Consegna"} {
		m := spogliata(t, pec.AvvenutaConsegna, line)
		if p := m.Verify(g.trust(), time.Time{}); p.Level != Certified {
			t.Errorf("%q: %v", line, p.Reasons)
		}
	}
	for _, line := range []string{"X-Ricevuta: avvenuta consegna", "X-Ricevuta: avvenuta-consegna;", "X-Ricevuta: avvenuta-consegna, accettazione", "X-Ricevuta: =?utf-8?q?avvenuta-consegna?=",
		"X-Ricevuta: avvenuta-consegna\r\nX-Ricevuta: accettazione", "X-Ricevuta: avvenuta-consegna\r\nX-Trasporto: posta-certificata", "X-Ricevuta: \u0430vvenuta-consegna"} {
		m := spogliata(t, pec.AvvenutaConsegna, line)
		if p := m.Verify(g.trust(), time.Time{}); p.Level != Mismatch || !p.Has("header_mismatch") {
			t.Errorf("%q: %s %v", line, p.Level, p.Reasons)
		}
	}
}

// TestExtraHeadersDoNotMatter: what providers add beside the standard is ignored (pec.md §2).
func TestExtraHeadersDoNotMatter(t *testing.T) {
	g := unGestore()
	l := g.messaggio(pec.AvvenutaConsegna, dati(pec.AvvenutaConsegna))
	for _, h := range []string{"X-Lmtp-Aru-Notify-Rcpt: x", "X-Attachment: yes", "X-Fattura-PA: Yes", "Delivered-To: x@y.example", "X-REM-Subject: REM ContentConsignment: Rinuncia",
		"X-TipoRicevuta: completa", "X-Tiporicevuta: accettazione", "X-VerificaSicurezza: errore", "X-Errore: x", "X-Destinatario: x", "REM-MessageType: x", "Auto-Submitted: auto-generated",
		"Received: from x", "DKIM-Signature: v=1", "Sender: altro@x.example", "Reply-To: altro@x.example"} {
		addHeader(h)(&l)
	}
	m := mustParse(t, g.busta(t, l))
	if p := m.Verify(g.trust(), time.Time{}); p.Level != Certified || len(p.Reasons) != 0 || m.Format != FormatPEC || m.Busta != pec.Ricevuta {
		t.Errorf("%+v busta %s", p, m.Busta)
	}
}

// TestAnomaliaNeedsAllOfIt: an anomalia is signed, says errore each time, has one message and no daticert (RFC 6109 §3.2.2, pec.md §6 step 4).
func TestAnomaliaNeedsAllOfIt(t *testing.T) {
	g := unGestore()
	foreign := strings.NewReplacer("08FC388C", "OTHER", "_Part_1", "_Part_8").Replace(string(g.busta(t, g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata)))))
	for _, c := range []struct {
		name    string
		change  func(*lettera)
		busta   pec.Busta
		level   Level
		reasons string
	}{
		{"as it is", func(*lettera) {}, pec.Anomalia, Certified, ""},
		{"a PEC inside", func(l *lettera) { l.parts[1] = emlPart("postacert.eml", foreign) }, pec.Anomalia, Certified, ""},
		{"the message without name", func(l *lettera) { l.parts[1] = "Content-Type: message/rfc822\r\n\r\n" + original }, pec.Anomalia, Certified, ""},
		{"two messages", func(l *lettera) { l.parts = append(l.parts, l.parts[1]) }, pec.Ordinaria, Mismatch, "daticert_missing"},
		{"no message", func(l *lettera) { l.parts = l.parts[:1] }, pec.Ordinaria, Mismatch, "daticert_missing"},
		{"says another thing too", addHeader("X-Trasporto: posta-certificata"), pec.Ordinaria, Mismatch, "daticert_missing"},
		{"says it twice", addHeader("X-Trasporto: Errore"), pec.Anomalia, Certified, ""},
		{"calls itself a receipt", addHeader("X-Ricevuta: accettazione"), pec.Anomalia, Mismatch, "header_mismatch"},
		{"says nothing", setHeader("X-Trasporto", ""), pec.Ordinaria, Mismatch, "daticert_missing"},
		{"a daticert of its own", func(l *lettera) { l.parts = append(l.parts, xmlPart("daticert.xml", dati(pec.PostaCertificata).XML())) }, pec.Trasporto, Mismatch, "header_mismatch"},
		{"a daticert that cannot be read", func(l *lettera) { l.parts = append(l.parts, xmlPart("daticert.xml", []byte("<x"))) }, pec.Ordinaria, Mismatch, "daticert_bad"},
		{"another signer's From", setHeader("From", "From: x@y.example"), pec.Anomalia, Mismatch, "from_mismatch"},
	} {
		l := anomalia(original)
		c.change(&l)
		m := mustParse(t, g.busta(t, l))
		p := m.Verify(g.trust(), time.Time{})
		if m.Busta != c.busta || p.Level != c.level || strings.Join(p.Reasons, " ") != c.reasons || p.Wrapper != (c.busta == pec.Anomalia && c.level == Certified) {
			t.Errorf("%s: busta %s, %s %v, wrapper %v", c.name, m.Busta, p.Level, p.Reasons, p.Wrapper)
		}
		if m.Busta == pec.Anomalia && (m.DatiCert != nil || m.Tipo != "" || !m.CertifiedTime(p).IsZero() || m.Inner == nil) {
			t.Errorf("%s: an anomalia has certified data", c.name)
		}
	}
	unsigned := bytes.Replace(g.busta(t, anomalia(original)), []byte("multipart/signed"), []byte("multipart/mixed"), 1)
	if m := mustParse(t, unsigned); m.Busta != pec.Ordinaria {
		t.Errorf("an anomalia that nobody signed: %s", m.Busta)
	}
}

// TestPostacertIsChosen: the message is found by its name in any case and at any place, else by its type when it is the only one; two of
// the name are none, and what is below it is not looked at (pec.md §3).
func TestPostacertIsChosen(t *testing.T) {
	g := unGestore()
	other := strings.Replace(original, "From: Giulia <giulia.bianchi", "From: Falsa <falsa", 1)
	unnamed := func(eml string) string { return "Content-Type: message/rfc822\r\n\r\n" + eml }
	for name, c := range map[string]struct {
		parts []string
		from  string
	}{
		"alone":                      {[]string{emlPart("postacert.eml", original)}, "giulia.bianchi@iscritti.example"},
		"in capitals":                {[]string{emlPart("POSTACERT.EML", original)}, "giulia.bianchi@iscritti.example"},
		"beside another":             {[]string{emlPart("altro.eml", other), emlPart("postacert.eml", original)}, "giulia.bianchi@iscritti.example"},
		"without name":               {[]string{unnamed(original)}, "giulia.bianchi@iscritti.example"},
		"without name, two":          {[]string{unnamed(original), unnamed(other)}, ""},
		"two of the name":            {[]string{emlPart("postacert.eml", original), emlPart("postacert.eml", other)}, ""},
		"no message at all":          {nil, ""},
		"as base64":                  {[]string{xmlPart("postacert.eml", []byte(original))}, "giulia.bianchi@iscritti.example"},
		"within a part of its own":   {[]string{"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n" + emlPart("postacert.eml", original) + "\r\n--q--\r\n"}, ""},
		"the text names it, no part": {[]string{"Content-Type: text/plain\r\n\r\npostacert.eml\r\n"}, ""},
	} {
		l := g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata))
		l.parts = append(l.parts[:2:2], c.parts...)
		m := mustParse(t, g.busta(t, l))
		got := ""
		if m.Inner != nil {
			got = m.Inner.From
		}
		if got != c.from || m.Busta != pec.Trasporto {
			t.Errorf("%s: inner from %q, busta %s", name, got, m.Busta)
		}
	}
}

// TestREMByItsEvidence: a REM message is told by a part of evidence, marked or by its root, and by nothing in the headers (pec.md §9.3).
func TestREMByItsEvidence(t *testing.T) {
	g := unGestore()
	ev := func(head, xml string) string { return head + "\r\n\r\n" + xml + "\r\n" }
	const root = `<?xml version="1.0"?><Evidence version="EN319522v1.1.1"/>`
	for name, c := range map[string]struct {
		part string
		rem  bool
	}{
		"marked":            {ev("REM-Section-Type: rem_message/xml_evidence\r\nContent-Type: application/octet-stream", "x"), true},
		"marked, capitals":  {ev("rem-section-type: REM_MESSAGE/XML_EVIDENCE; x=y", "x"), true},
		"by root":           {ev("Content-Type: application/xml", root), true},
		"by root, text/xml": {ev("Content-Type: text/xml; charset=utf-8", root), true},
		"by root, prefixed": {ev("Content-Type: application/xml", "<!-- x --><!DOCTYPE y><r:Evidence xmlns:r='u'>"), true},
		"another root":      {ev("Content-Type: application/xml", "<Evidenza/>"), false},
		"not XML":           {ev("Content-Type: text/plain", root), false},
		"of another mark":   {ev("REM-Section-Type: rem_message/pdf_evidence\r\nContent-Type: application/pdf", "x"), false},
		"one level below":   {ev("Content-Type: message/rfc822", "Content-Type: application/xml\r\n\r\n"+root), false},
	} {
		head := []string{"From: " + mittenteGestore, "REM-EventIdentifier: http://uri.etsi.org/19522/Event/ContentConsignment", "Subject: REM ContentConsignment: x"}
		m := mustParse(t, g.busta(t, lettera{header: head, parts: []string{testoBusta, c.part}}))
		p := m.Verify(g.trust(), time.Time{})
		want := []string{"daticert_missing"}
		if c.rem {
			want = []string{"daticert_bad"} // these evidence say nothing
		}
		if (m.Format == FormatREM) != c.rem || p.Level != Mismatch || !slices.Equal(p.Reasons, want) {
			t.Errorf("%s: format %s, %s %v", name, m.Format, p.Level, p.Reasons)
		}
	}
	both := g.messaggio(pec.Accettazione, dati(pec.Accettazione))
	both.parts = append(both.parts, ev("Content-Type: application/xml; name=SubmissionAcceptance.xml", root))
	if m := mustParse(t, g.busta(t, both)); m.Format != FormatPEC || m.Tipo != pec.Accettazione {
		t.Errorf("a PEC that carries evidence too: %s %s", m.Format, m.Tipo)
	}
}

// TestREMSigner: rem-service is the usual signer of REM and unusual for PEC (pec.md §9.3).
func TestREMSigner(t *testing.T) {
	g := newGestore("rem-service@pec.gestore.example")
	part := "REM-Section-Type: rem_message/xml_evidence\r\nContent-Type: application/xml\r\n\r\n<Evidence/>\r\n"
	rem := lettera{header: []string{"From: rem-service@pec.gestore.example"}, parts: []string{testoBusta, part}}
	if p := mustParse(t, g.busta(t, rem)).Verify(g.trust(), time.Time{}); p.Has("from_unusual") || p.Signer != "rem-service@pec.gestore.example" {
		t.Errorf("REM: %+v", p)
	}
	l := g.messaggio(pec.Accettazione, dati(pec.Accettazione))
	setHeader("From", "From: rem-service@pec.gestore.example")(&l)
	if p := mustParse(t, g.busta(t, l)).Verify(g.trust(), time.Time{}); !p.Has("from_unusual") || p.Level != Certified {
		t.Errorf("PEC: %+v", p)
	}
}
