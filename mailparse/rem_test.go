package mailparse

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/rem"
	"pecagent/mailparse/smime"
)

const (
	sha256URI = "http://www.w3.org/2001/04/xmlenc#sha256"
	sha512URI = "http://www.w3.org/2001/04/xmlenc#sha512"

	ordineREM = "segreteria@pec.ordine-prova.example"
	marcoREM  = "marco.rossi@legalpost.example"
	luciaREM  = "lucia.verdi@casella.example"
)

func readREM(t testing.TB, name string) []byte { return readFixture(t, filepath.Join("rem", name)) }

// trustREM is the CA of the fixtures, as trust.ca of the configuration would name it.
func trustREM(t testing.TB) smime.Trust {
	t.Helper()
	p, _ := pem.Decode(readREM(t, "ca.pem"))
	ca, err := x509.ParseCertificate(p.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return smime.Trust{CAs: []*x509.Certificate{ca}}
}

// opensslOnREM asks the second judge about a REM message.
func opensslOnREM(t *testing.T, raw []byte) bool {
	t.Helper()
	cmd := exec.Command("openssl", "cms", "-verify", "-inform", "SMIME", "-purpose", "smimesign", "-no_check_time",
		"-CAfile", filepath.Join("testdata", "rem", "ca.pem"), "-out", os.DevNull)
	cmd.Stdin = bytes.NewReader(crlf(raw))
	return cmd.Run() == nil
}

func needOpenSSL(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("PECAGENT_CI") != "" {
			t.Fatal("openssl is not installed: verdicts cannot be held against a second judge")
		}
		t.Skip("SKIPPED: openssl is not installed: verdicts are not held against a second judge")
	}
}

// TestREMMessages judges the messages that testdata/rem/genera.sh made with the openssl command line: kind, tipo, whom they are about,
// reasons and the digest of the original. All their signatures are good, for openssl too: what makes some of them no
// proof is what they say.
func TestREMMessages(t *testing.T) {
	needOpenSSL(t)
	trust := trustREM(t)
	for _, c := range []struct {
		file     string
		format   Format
		busta    pec.Busta
		tipo     pec.Tipo
		about    string
		reasons  string
		original OriginalDigest
		inner    bool
	}{
		{"dispatch.eml", FormatREM, pec.Trasporto, pec.PostaCertificata, "", "", OriginalOK, true},
		{"dispatch-lf.eml", FormatREM, pec.Trasporto, pec.PostaCertificata, "", "", OriginalOK, true},
		{"dispatch-al-contrario.eml", FormatREM, pec.Trasporto, pec.PostaCertificata, "", "", OriginalOK, true},
		{"accettazione.eml", FormatREM, pec.Ricevuta, pec.Accettazione, "", "", OriginalAbsent, false},
		{"non-accettazione.eml", FormatREM, pec.Ricevuta, pec.NonAccettazione, "", "", OriginalAbsent, false},
		{"presa-in-carico.eml", FormatREM, pec.Ricevuta, pec.PresaInCarico, "", "", OriginalAbsent, false},
		{"consegna-1-di-2.eml", FormatREM, pec.Ricevuta, pec.AvvenutaConsegna, marcoREM, "", OriginalAbsent, false},
		{"consegna-2-di-2.eml", FormatREM, pec.Ricevuta, pec.AvvenutaConsegna, luciaREM, "", OriginalAbsent, false},
		{"consegna-3-di-2.eml", FormatREM, pec.Ricevuta, pec.AvvenutaConsegna, "", "recipient_mismatch", OriginalAbsent, false},
		{"consegna-di-chi.eml", FormatREM, pec.Ricevuta, pec.AvvenutaConsegna, "", "recipient_mismatch", OriginalAbsent, false},
		{"mancata-consegna.eml", FormatREM, pec.Ricevuta, pec.ErroreConsegna, marcoREM, "", OriginalAbsent, false},
		{"tempo-massimo.eml", FormatREM, pec.Ricevuta, pec.PreavvisoErroreConsegna, luciaREM, "", OriginalAbsent, false},
		{"relay-failure.eml", FormatREM, pec.Ricevuta, pec.ErroreConsegna, marcoREM + " " + luciaREM, "", OriginalAbsent, false},
		{"relay-failure-tempo.eml", FormatREM, pec.Ricevuta, pec.PreavvisoErroreConsegna, marcoREM + " " + luciaREM, "", OriginalAbsent, false},
		{"verso-esterno.eml", FormatREM, pec.Ricevuta, "RelayToNonERDS", luciaREM, "", OriginalAbsent, false},
		{"evento-nuovo.eml", FormatREM, pec.Ricevuta, "http://uri.etsi.org/19522/Event/SomethingNew", marcoREM, "", OriginalAbsent, false},
		{"external.eml", FormatREM, pec.Anomalia, "", "", "", OriginalOK, true},
		{"originale-diverso.eml", FormatREM, pec.Trasporto, pec.PostaCertificata, "", "digest_mismatch", OriginalDiffers, true},
		{"evidenza-scambiata.eml", FormatREM, pec.Trasporto, pec.PostaCertificata, "", "digest_mismatch", OriginalDiffers, true},
		{"due-evidenze.eml", FormatREM, pec.Trasporto, "", "", "daticert_bad", "", true},
		{"due-originali.eml", FormatREM, pec.Trasporto, "", "", "daticert_bad", "", false},
		{"evidenza-illeggibile.eml", FormatREM, pec.Trasporto, "", "", "daticert_bad", "", true},
		{"evidenza-dentro.eml", FormatNone, pec.Ordinaria, "", "", "from_unusual daticert_missing", "", true},
		{"personale.eml", FormatREM, pec.Ricevuta, pec.AvvenutaConsegna, marcoREM, "from_unusual policy_missing", OriginalAbsent, false},
		{"ibrido.eml", FormatPEC, pec.Ricevuta, pec.AvvenutaConsegna, luciaREM, "from_unusual", "", false},
		{"ibrido-contrario.eml", FormatPEC, pec.Ricevuta, "", "", "from_unusual daticert_bad", "", false},
	} {
		raw := readREM(t, c.file)
		m := mustParse(t, raw)
		p := m.Verify(trust, time.Time{})
		if got := strings.Join(p.Reasons, " "); got != c.reasons || p.Level != levelOfAll(p.Reasons) {
			t.Errorf("%s: %s %q, want %q (%s, %v)", c.file, p.Level, got, c.reasons, p.Detail, m.DatiCertErr)
		}
		if m.Format != c.format || m.Busta != c.busta || m.Tipo != c.tipo || m.Original != c.original || (m.Inner != nil) != c.inner {
			t.Errorf("%s: %s %s %q, original %s, inner %v", c.file, m.Format, m.Busta, m.Tipo, m.Original, m.Inner != nil)
		}
		about := ""
		if m.DatiCert != nil {
			about = strings.Join(m.DatiCert.Riguardati(), " ")
		}
		if about != c.about {
			t.Errorf("%s: about %q", c.file, about)
		}
		if p.Wrapper != (c.busta == pec.Anomalia) {
			t.Errorf("%s: wrapper %v", c.file, p.Wrapper)
		}
		if !opensslOnREM(t, raw) {
			t.Errorf("%s: openssl refuses it", c.file)
		}
	}
	if a, b := mustParse(t, readREM(t, "dispatch.eml")), mustParse(t, readREM(t, "dispatch-lf.eml")); a.EffectKey != b.EffectKey {
		t.Error("the effect key depends on line ends")
	}
}

func levelOfAll(reasons []string) Level {
	l := Certified
	for _, r := range reasons {
		l = min(l, LevelOf(r))
	}
	return l
}

// TestREMNeutral: the facts of a dispatch and of a receipt in the words of a daticert.
func TestREMNeutral(t *testing.T) {
	m := mustParse(t, readREM(t, "dispatch.eml"))
	d := m.DatiCert
	if d.Mittente != "giulia.bianchi@iscritti.pec-ordine.example" || len(d.Destinatari) != 1 || d.Destinatari[0] != (pec.Destinatario{Address: ordineREM, Tipo: "certificato"}) ||
		d.Oggetto != "Rinuncia PEC Ordine – perché è scaduta" || d.Gestore != "Gestore di prova S.p.A." || d.Identificativo != "id1@rem.gestore.example" ||
		d.MsgID != "client1@iscritti.pec-ordine.example" || d.Data.Location() != time.UTC {
		t.Errorf("%+v", d)
	}
	p := m.Verify(trustREM(t), time.Time{})
	if p.Signer != "rem-service@rem.gestore.example" || !m.CertifiedTime(p).Equal(m.Evidence.Time) || p.Digest != "sha256" {
		t.Errorf("%+v", p)
	}
	if m.Inner.From != d.Mittente || m.Inner.MessageID != d.Identificativo || !strings.Contains(m.Inner.Text, "BNCGLI78C48G478A") || m.Evidence.Event != rem.SubmissionAcceptance {
		t.Errorf("%+v", m.Inner)
	}
	if !bytes.HasPrefix(m.Evidence.Raw, []byte("<?xml")) || !bytes.HasSuffix(bytes.TrimSpace(m.Evidence.Raw), []byte("</tns:Evidence>")) {
		t.Error("the bytes of the evidence are not kept")
	}
	d = mustParse(t, readREM(t, "accettazione.eml")).DatiCert
	if d.Destinatari[0].Tipo != "certificato" || d.Destinatari[1].Tipo != "esterno" {
		t.Errorf("%+v", d.Destinatari)
	}
	for file, want := range map[string]struct {
		codice string
		motivo pec.Motivo
		errore pec.Errore
	}{
		"mancata-consegna.eml":    {"RD04", pec.MotivoPiena, pec.Altro},
		"tempo-massimo.eml":       {"RD03", pec.MotivoTempo, pec.Altro},
		"relay-failure.eml":       {"RB10", pec.MotivoInesistente, pec.NoDest},
		"relay-failure-tempo.eml": {"RB22", pec.MotivoTempo, pec.Altro},
		"non-accettazione.eml":    {"RA03", pec.MotivoVirus, pec.Virus},
	} {
		d := mustParse(t, readREM(t, file)).DatiCert
		final, certain := d.Definitivo(time.Time{})
		if d.Codice() != want.codice || d.Motivo() != want.motivo || d.Errore != want.errore || !final || !certain || !strings.HasPrefix(d.ErroreEsteso, want.codice+" - ") {
			t.Errorf("%s: %+v", file, d)
		}
	}
	x := mustParse(t, readREM(t, "external.eml"))
	if p := x.Verify(trustREM(t), time.Time{}); x.DatiCert != nil || x.Evidence.Sender != "lucia@posta.example" || x.Inner.From != "lucia@posta.example" || !x.CertifiedTime(p).IsZero() {
		t.Errorf("external: %+v", x.DatiCert)
	}
	if m := mustParse(t, readREM(t, "ibrido.eml")); m.Evidence == nil || m.DatiCert.Ricevuta != "sintetica" {
		t.Error("the evidence of a hybrid is not kept, or its daticert does not speak")
	}
}

// redress changes one line of the outer header, which must be there; an empty new line takes it away, "+" adds one.
func redress(t *testing.T, raw []byte, old, new string) []byte {
	t.Helper()
	s := string(raw)
	if old == "+" {
		return []byte(new + "\r\n" + s)
	}
	i := strings.Index(s, "\r\n"+old)
	if i < 0 || i > strings.Index(s, "\r\n\r\n") {
		t.Fatalf("%s is not in the outer header", old)
	}
	end := i + 2 + strings.Index(s[i+2:], "\r\n")
	if new != "" {
		new = "\r\n" + new
	}
	return []byte(s[:i] + new + s[end:])
}

// TestREMRedressed: each field of the outer header of a genuine message changed, taken away or added, with the verdict (pec.md §9.3).
func TestREMRedressed(t *testing.T) {
	trust := trustREM(t)
	const event, kind = "http://uri.etsi.org/19522/Event/", "http://uri.etsi.org/19522/v1#/ERDMessageType/"
	for _, c := range []struct{ file, old, new, reasons string }{
		{"consegna-1-di-2.eml", "REM-EventIdentifier:", "REM-EventIdentifier: " + event + "ContentConsignmentFailure", "header_mismatch"},
		{"consegna-1-di-2.eml", "REM-EventIdentifier:", "REM-EventIdentifier: ContentConsignment", "header_mismatch"},
		{"consegna-1-di-2.eml", "REM-EventIdentifier:", "", "header_mismatch"},
		{"consegna-1-di-2.eml", "+", "REM-EventIdentifier: " + event + "RelayFailure", "header_mismatch"},
		{"consegna-1-di-2.eml", "+", "rem-eventidentifier: " + event + "ContentConsignment", ""},
		{"consegna-1-di-2.eml", "REM-Evidence-ID:", "REM-Evidence-ID: <altra@rem.altro.example>", "header_mismatch"},
		{"consegna-1-di-2.eml", "REM-Evidence-ID:", "", ""},
		{"consegna-1-di-2.eml", "REM-ReasonIdentifier:", "REM-ReasonIdentifier: http://uri.etsi.org/19522/EventReason/MessageNotConsignedForQuota", "header_mismatch"},
		{"consegna-1-di-2.eml", "REM-ReasonIdentifier:", "", ""},
		{"consegna-1-di-2.eml", "REM-MessageType:", "REM-MessageType: " + kind + "dispatch", "header_mismatch"},
		{"consegna-1-di-2.eml", "REM-MessageType:", "REM-MessageType: " + kind + "payload", "header_mismatch"},
		{"consegna-1-di-2.eml", "REM-MessageType:", "REM-MessageType: dispatch", "header_mismatch"},
		{"consegna-1-di-2.eml", "REM-MessageType:", "REM-MessageType: " + kind + "notification", ""},
		{"consegna-1-di-2.eml", "REM-MessageType:", "", ""},
		{"consegna-1-di-2.eml", "REM-UAMessageIdentifier:", "REM-UAMessageIdentifier: <altra@pec.ordine-prova.example>", "msgid_mismatch"},
		{"consegna-1-di-2.eml", "REM-UAMessageIdentifier:", "REM-UAMessageIdentifier: lettera1@pec.ordine-prova.example", ""},
		{"consegna-1-di-2.eml", "REM-UAMessageIdentifier:", "", ""},
		{"consegna-1-di-2.eml", "+", "X-Riferimento-Message-ID: <altra@pec.ordine-prova.example>", "msgid_mismatch"},
		{"consegna-1-di-2.eml", "+", "X-Ricevuta: avvenuta-consegna", ""},
		{"consegna-1-di-2.eml", "+", "X-Ricevuta: errore-consegna", "header_mismatch"},
		{"consegna-1-di-2.eml", "+", "X-Trasporto: posta-certificata", "header_mismatch"},
		{"consegna-1-di-2.eml", "+", "X-Trasporto: errore", "header_mismatch"},
		{"consegna-1-di-2.eml", "REM-DigestValue:", "REM-DigestValue: AAAA", "digest_mismatch"},
		{"consegna-1-di-2.eml", "REM-DigestValue:", "REM-DigestValue: ***", "digest_mismatch"},
		{"consegna-1-di-2.eml", "REM-DigestValue:", "", ""},
		{"consegna-1-di-2.eml", "REM-DigestAlgorithm:", "REM-DigestAlgorithm: http://www.w3.org/2000/09/xmldsig#sha1", "digest_mismatch"},
		{"consegna-1-di-2.eml", "+", "From: <rem-service@rem.altro.example>", "header_duplicate from_mismatch"},
		{"consegna-1-di-2.eml", "Subject:", "Subject: REM RelayFailure: x", ""},
		{"dispatch.eml", "REM-MessageType:", "REM-MessageType: " + kind + "receipt", "header_mismatch"},
		{"dispatch.eml", "REM-MessageType:", "REM-MessageType: " + kind + "serviceInfo", "header_mismatch"},
		{"dispatch.eml", "REM-EventIdentifier:", "REM-EventIdentifier: " + event + "ReceivedFromNonERDS", "header_mismatch"},
		{"dispatch.eml", "+", "X-Trasporto: posta-certificata", ""},
		{"dispatch.eml", "+", "X-Trasporto: errore", "header_mismatch"},
		{"dispatch.eml", "+", "X-Ricevuta: accettazione", "header_mismatch"},
		{"dispatch.eml", "REM-DigestValue:", "REM-DigestValue: AAAA", "digest_mismatch"},
		{"external.eml", "REM-MessageType:", "REM-MessageType: " + kind + "receipt", "header_mismatch"},
		{"external.eml", "REM-EventIdentifier:", "REM-EventIdentifier: " + event + "SubmissionAcceptance", "header_mismatch"},
		{"external.eml", "+", "X-Trasporto: errore", ""},
		{"external.eml", "+", "X-Trasporto: posta-certificata", "header_mismatch"},
		{"external.eml", "+", "X-Ricevuta: accettazione", "header_mismatch"},
		{"external.eml", "REM-UAMessageIdentifier:", "REM-UAMessageIdentifier: <x@y.example>", "msgid_mismatch"},
	} {
		sound := mustParse(t, readREM(t, c.file))
		m := mustParse(t, redress(t, readREM(t, c.file), c.old, c.new))
		p := m.Verify(trust, time.Time{})
		if got := strings.Join(p.Reasons, " "); got != c.reasons || p.Level != levelOfAll(p.Reasons) {
			t.Errorf("%s, %s -> %s: %s %q, want %q", c.file, c.old, c.new, p.Level, got, c.reasons)
		}
		if m.Busta != sound.Busta || m.Tipo != sound.Tipo || m.Format != FormatREM {
			t.Errorf("%s, %s -> %s: the header made it a %s %s %s", c.file, c.old, c.new, m.Format, m.Busta, m.Tipo)
		}
	}
}

// TestREMTampered: every change of the signed part is sig_invalid, in the original, in the evidence and between them; and
// openssl agrees.
func TestREMTampered(t *testing.T) {
	needOpenSSL(t)
	trust := trustREM(t)
	for _, c := range []struct{ file, old, new, reasons string }{
		{"dispatch.eml", "BNCGLI78C48G478A", "RSSMRC69S21G702W", "sig_invalid digest_mismatch"},
		{"dispatch.eml", "Distinti saluti\r\n\r\n", "Distinti saluti\r\n", "sig_invalid digest_mismatch"},
		{"dispatch.eml", "Distinti saluti\r\n\r\n", "Distinti saluti\r\n\r\n\r\n", "sig_invalid digest_mismatch"},
		{"dispatch.eml", "REM-Section-Type: rem_message/original\r\n", "REM-Section-Type: rem_message/extension\r\n", "sig_invalid header_mismatch"},
		{"dispatch.eml", "REM-Section-Type: rem_message/xml_evidence\r\n", "X-Section-Type: rem_message/xml_evidence\r\n", "sig_invalid"},
		{"dispatch.eml", "Content-Type: application/xml", "Content-Type: application/pdf", "sig_invalid"},
		{"dispatch.eml", "=C3=A8 qui", "=C3=A8 li!", "sig_invalid"},
		{"consegna-1-di-2.eml", "=C3=A8 qui", "=C3=A8 li!", "sig_invalid"},
	} {
		raw := bytes.Replace(readREM(t, c.file), []byte(c.old), []byte(c.new), 1)
		if bytes.Equal(raw, readREM(t, c.file)) {
			t.Errorf("%s: %q is not there", c.file, c.old)
			continue
		}
		p := mustParse(t, raw).Verify(trust, time.Time{})
		if got := strings.Join(p.Reasons, " "); got != c.reasons || p.Level != Broken {
			t.Errorf("%s, %.40q: %s %q, want %q", c.file, c.old, p.Level, got, c.reasons)
		}
		if opensslOnREM(t, raw) {
			t.Errorf("%s, %.40q: openssl takes it", c.file, c.old)
		}
	}
	// the evidence of one message in another: the whole part is changed for a genuine one
	a, b := string(readREM(t, "consegna-1-di-2.eml")), string(readREM(t, "mancata-consegna.eml"))
	part := func(s string) string {
		i := strings.Index(s, "Content-Type: application/xml")
		return s[i : i+strings.Index(s[i:], "------=_Part_26335064_5--")]
	}
	p := mustParse(t, []byte(strings.Replace(a, part(a), part(b), 1))).Verify(trust, time.Time{})
	if p.Level != Broken || !p.Has("sig_invalid") || !p.Has("header_mismatch") {
		t.Errorf("evidence of another receipt: %+v", p)
	}
	// nothing of REM trusts the authorities of PEC, and the other way round
	for _, file := range []string{"dispatch.eml", "consegna-1-di-2.eml"} {
		if p := mustParse(t, readREM(t, file)).Verify(smime.AgID(), time.Time{}); p.Level != Mismatch || !p.Has("chain_untrusted") {
			t.Errorf("%s: %+v", file, p)
		}
	}
}

// TestREMTime: signing time and evidence more than ten minutes apart, in a message whose evidence is not of its moment.
func TestREMTime(t *testing.T) {
	g := newGestore("rem-service@rem.gestore.example")
	xml := mustParse(t, readREM(t, "consegna-1-di-2.eml")).Evidence.Raw
	head := []string{"From: rem-service@rem.gestore.example", "REM-EventIdentifier: http://uri.etsi.org/19522/Event/ContentConsignment"}
	for shift, want := range map[time.Duration]bool{0: false, 9 * time.Minute: false, 11 * time.Minute: true, -11 * time.Minute: true, 48 * time.Hour: true} {
		at := time.Now().Add(shift).UTC().Format(time.RFC3339)
		i := bytes.Index(xml, []byte("<EventTime>")) + len("<EventTime>")
		x := string(xml[:i]) + at + string(xml[i+len(at):])
		p := mustParse(t, g.busta(t, lettera{header: head, parts: []string{testoBusta, xmlPart("ContentConsignment.xml", []byte(x))}})).Verify(g.trust(), time.Time{})
		if p.Has("time_incoherent") != want || (p.Level == Certified) == want {
			t.Errorf("%s: %s %v", shift, p.Level, p.Reasons)
		}
	}
}

// TestREMDigests: the digests an evidence may name, the encodings of the original, and what cannot be checked.
func TestREMDigests(t *testing.T) {
	m := mustParse(t, readREM(t, "dispatch.eml"))
	body := string(m.Inner.Raw)
	part := func(cte, s string) *entity {
		var over limits
		return splitTree([]byte("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: "+cte+"\r\n\r\n"+s), &over)
	}
	named := func(ps ...rem.Part) *rem.Evidence { return &rem.Evidence{Parts: ps} }
	ok := m.Evidence.Parts[0]
	wide := rem.Part{ContentType: "message/rfc822", Algorithm: sha512URI, Digest: smime.Sum([]byte(body), hashes[sha512URI])}
	other := rem.Part{ContentType: "text/plain", Algorithm: sha256URI, Digest: []byte{1}}
	weak := rem.Part{ContentType: "message/rfc822", Algorithm: "http://www.w3.org/2000/09/xmldsig#sha1", Digest: []byte{1}}
	bare := ok
	bare.ContentType = ""
	for name, c := range map[string]struct {
		e    *rem.Evidence
		orig *entity
		want OriginalDigest
	}{
		"binary":                    {named(ok), part("binary", body), OriginalOK},
		"with bare line feeds":      {named(ok), part("8bit", strings.ReplaceAll(body, "\r\n", "\n")), OriginalOK},
		"base64":                    {named(ok), part("base64", wrapBase64([]byte(body))), OriginalOK},
		"base64 damaged":            {named(ok), part("base64", wrapBase64([]byte(body))+"*"), OriginalDiffers},
		"unknown encoding":          {named(ok), part("x-uu", body), OriginalDiffers},
		"without its last line end": {named(ok), part("binary", strings.TrimSuffix(body, "\r\n")), OriginalDiffers},
		"with one more":             {named(ok), part("binary", body+"\r\n"), OriginalDiffers},
		"SHA-512":                   {named(wide), part("binary", body), OriginalOK},
		"both":                      {named(ok, wide), part("binary", body), OriginalOK},
		"one of two":                {named(ok, rem.Part{ContentType: "message/rfc822", Algorithm: sha256URI, Digest: []byte{1}}), part("binary", body), OriginalDiffers},
		"of another part too":       {named(ok, other), part("binary", body), OriginalOK},
		"type not said":             {named(bare), part("binary", body), OriginalOK},
		"of other parts only":       {named(other, other), part("binary", body), OriginalAbsent},
		"SHA-1":                     {named(weak), part("binary", body), OriginalNotChecked},
		"none named":                {named(), part("binary", body), OriginalAbsent},
		"no original":               {named(ok), nil, OriginalAbsent},
		"too large to be decoded":   {named(ok), part("base64", strings.Repeat("\n", MaxOpenedBytes+1)), OriginalNotChecked},
		"as large as may be":        {named(ok), part("base64", wrapBase64([]byte(body))+strings.Repeat("\n", MaxOpenedBytes-len(wrapBase64([]byte(body))))), OriginalOK},
		"large and not encoded":     {named(ok), part("binary", strings.Repeat("\n", MaxOpenedBytes+1)), OriginalDiffers},
	} {
		if got := originalDigest(c.e, c.orig); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestREMEveryByte: the signed part of a dispatch with one byte changed, at every place, is never certified.
func TestREMEveryByte(t *testing.T) {
	trust := trustREM(t)
	raw := readREM(t, "dispatch.eml")
	signed := mustParse(t, raw).Signed.Octets
	from := bytes.Index(raw, signed)
	for i := range signed {
		raw[from+i] ^= 1 << (i % 7)
		if m, err := Parse(raw); err == nil {
			if p := m.Verify(trust, time.Time{}); p.Level == Certified {
				t.Errorf("byte %d changed to %q and certified", i, raw[from+i])
			}
		}
		raw[from+i] ^= 1 << (i % 7)
	}
	if p := mustParse(t, raw).Verify(trust, time.Time{}); p.Level != Certified {
		t.Errorf("not as it was: %v", p.Reasons)
	}
}

// BenchmarkREM reads and verifies a dispatch and a receipt of 15 KB, nothing remembered.
func BenchmarkREM(b *testing.B) {
	trust := trustREM(b)
	for _, file := range []string{"dispatch.eml", "consegna-1-di-2.eml"} {
		raw := readREM(b, file)
		b.Run(strings.TrimSuffix(file, ".eml"), func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				m, err := Parse(raw)
				if err != nil || m.Verify(trust, time.Time{}).Level != Certified {
					b.Fatal(err)
				}
			}
		})
	}
}
