package mailparse

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

func readFixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func fixtureTrust(t testing.TB) smime.Trust {
	t.Helper()
	p, _ := pem.Decode(readFixture(t, "ca.pem"))
	ca, err := x509.ParseCertificate(p.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return smime.Trust{Pins: []string{digest(ca.Raw)}}
}

// TestOpenSSLMessages judges the messages that testdata/genera.sh made with the openssl command line.
func TestOpenSSLMessages(t *testing.T) {
	trust := fixtureTrust(t)
	for _, c := range []struct {
		file    string
		level   Level
		reasons string
		digest  string
		busta   pec.Busta
		tipo    pec.Tipo
		inner   bool
		nested  bool
	}{
		{"accettazione.eml", Certified, "", "sha256", pec.Ricevuta, pec.Accettazione, false, false},
		{"non-accettazione.eml", Certified, "", "sha256", pec.Ricevuta, pec.NonAccettazione, false, false},
		{"consegna-completa.eml", Certified, "", "sha256", pec.Ricevuta, pec.AvvenutaConsegna, true, false},
		{"consegna-sintetica.eml", Certified, "", "sha256", pec.Ricevuta, pec.AvvenutaConsegna, false, false},
		{"consegna-sha1.eml", Certified, "weak_digest", "sha1", pec.Ricevuta, pec.AvvenutaConsegna, true, false},
		{"consegna-ber.eml", Certified, "", "sha256", pec.Ricevuta, pec.AvvenutaConsegna, true, false},
		{"errore-consegna.eml", Certified, "", "sha256", pec.Ricevuta, pec.ErroreConsegna, false, false},
		{"preavviso.eml", Certified, "", "sha512", pec.Ricevuta, pec.PreavvisoErroreConsegna, false, false},
		{"busta.eml", Certified, "", "sha256", pec.Trasporto, pec.PostaCertificata, true, false},
		{"busta-lf.eml", Certified, "", "sha256", pec.Trasporto, pec.PostaCertificata, true, false},
		{"busta-manomessa.eml", Broken, "sig_invalid", "sha256", pec.Trasporto, pec.PostaCertificata, true, false},
		{"busta-senza-daticert.eml", Mismatch, "daticert_missing", "sha256", pec.Trasporto, "", true, false},
		{"anomalia.eml", Certified, "", "sha256", pec.Anomalia, "", true, false},
		{"anomalia-di-pec.eml", Certified, "", "sha256", pec.Anomalia, "", true, true},
	} {
		raw := readFixture(t, c.file)
		m := mustParse(t, raw)
		p := m.Verify(trust, time.Time{})
		if p.Level != c.level || strings.Join(p.Reasons, " ") != c.reasons || p.Digest != c.digest || p.Signer != mittenteGestore || p.SigningTime.IsZero() {
			t.Errorf("%s: %+v", c.file, p)
		}
		if m.Busta != c.busta || m.Tipo != c.tipo || (m.Inner != nil) != c.inner || m.Inner != nil && m.Inner.NestedPEC != c.nested {
			t.Errorf("%s: busta %s tipo %s inner %v", c.file, m.Busta, m.Tipo, m.Inner != nil)
		}
		if p.Weak != (c.digest == "sha1") || p.Wrapper != (c.busta == pec.Anomalia) {
			t.Errorf("%s: weak %v wrapper %v", c.file, p.Weak, p.Wrapper)
		}
		if ok, known := opensslSays(t, raw); known && p.Level == Certified && !ok {
			t.Errorf("%s: we certify what openssl refuses", c.file)
		}
	}
	if a, b := mustParse(t, readFixture(t, "busta.eml")), mustParse(t, readFixture(t, "busta-lf.eml")); a.EffectKey != b.EffectKey {
		t.Error("the effect key depends on line ends")
	}
}

// opensslSays asks the second judge (reliability.md §2), where it is installed.
func opensslSays(t *testing.T, raw []byte) (ok, known bool) {
	t.Helper()
	bin, err := exec.LookPath("openssl")
	if err != nil {
		return false, false
	}
	cmd := exec.Command(bin, "cms", "-verify", "-inform", "SMIME", "-purpose", "smimesign", "-no_check_time", "-CAfile", filepath.Join("testdata", "ca.pem"), "-out", os.DevNull)
	cmd.Stdin = strings.NewReader(string(crlf(raw)))
	return cmd.Run() == nil, true
}

func TestOpenSSLBusta(t *testing.T) {
	m := mustParse(t, readFixture(t, "busta.eml"))
	tt := m.Inner.Testo()
	want := "Spett.le Ordine, la sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example.\nDistinti saluti dott.ssa Giulia Bianchi"
	if tt.Nuovo != want || valori(tt.CF, InNuovo) != "BNCGLI78C48G478A" || valori(tt.Indirizzi, InNuovo) != "giulia.bianchi@pecmail.example" {
		t.Errorf("%q", tt.Nuovo)
	}
	if m.Inner.MessageID != m.DatiCert.Identificativo || m.DatiCert.Mittente != m.Inner.From || m.DatiCert.MsgID != "client1@iscritti.pec-ordine.example" {
		t.Errorf("%+v", m.DatiCert)
	}
	if c := mustParse(t, readFixture(t, "errore-consegna.eml")).DatiCert.Codice(); c != "5.1.1" {
		t.Errorf("code %q", c)
	}
}

// crlf gives b in the form in which mail is signed.
func crlf(b []byte) []byte { return bareLF.ReplaceAll(b, []byte("\r\n")) }

var bareLF = regexp.MustCompile(`\r?\n`)
