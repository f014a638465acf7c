package inspect_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/agent/inspect"
	"pecagent/mailparse/smime"
)

const modulo = "%PDF-1.4\n% modulo di variazione della PEC\n"

// quindici is message 15 with that file attached.
func quindici(t *testing.T, body []byte) demo.Scritto {
	t.Helper()
	w := leggi(t, "15").scritto(t)
	w.Allegati[0].Corpo = body
	return w
}

// spec15 is what messages.md demands of message 15.
func spec15(t *testing.T) map[string]string {
	t.Helper()
	want := leggi(t, "15").attesi
	want["outcome"], want["auto"], want["reply"], want["flags"], want["ground"] = "IN_ESECUZIONE", "AUTO", "T-01 T-26", "", "R-103"
	return want
}

// TestMessaggio15Firmato: message 15 as messages.md has it, with the test CA in trust.ca_firme: executed, no flag. The same
// bytes without the CA are the 15 of testdata/messaggi: a person.
func TestMessaggio15Firmato(t *testing.T) {
	f := nuoveFirme(t)
	w := quindici(t, nil)
	at := w.At.Add(-time.Hour)
	w.Allegati[0].Corpo = p7m(t, []byte(modulo), at, f.conti)
	raw := f.una(w)
	o := f.ispeziona(raw)
	controlla(t, o, spec15(t))
	sum := sha256.Sum256([]byte(modulo))
	m := mappa(t, o)
	uguale(t, "signatures", m["signatures"], []jmap{{"attachment": "variazione_pec.pdf.p7m", "form": "cades", "cf": "CNTLCU88R19A944D", "name": "Luca Conti", "valid": true,
		"verified": true, "signing_time": at.UTC().Format(time.RFC3339), "issuer": "CN=CA firme di prova,C=IT", "revocation": "not_checked",
		"content": "variazione_pec.pdf", "content_sha256": hex.EncodeToString(sum[:])}})
	uguale(t, "signed", m["inner"].(jmap)["attachments"].([]any)[0].(jmap)["signed"], "cades")

	f.configura("ca_firme = []\n")
	o = f.ispeziona(raw)
	controlla(t, o, leggi(t, "15").attesi)
	if s := o.Firme; len(s) != 1 || s[0].Verified || s[0].Valid || s[0].CF != "" || s[0].Code != "not_verified" || !strings.Contains(s[0].Why, "trust.ca_firme") {
		t.Errorf("%+v", s)
	}
}

// TestMessaggio15Varianti: what is not exactly the member's own good signature does not execute.
func TestMessaggio15Varianti(t *testing.T) {
	f := nuoveFirme(t)
	day := quindici(t, nil).At
	now := day.Add(-time.Hour)
	other := rilascia(t, f.ca, 1002, cittadino("TINIT-MRTSRA93P49F205U", "Sara", "Moretti"))
	under := func(serial string) *firmatario {
		return rilascia(t, f.ca, 1003, cittadino(serial, "Luca", "Conti"))
	}
	profile := func(change func(*x509.Certificate)) *firmatario {
		return rilascia(t, f.ca, 1004, func(c *x509.Certificate) { cittadino("TINIT-CNTLCU88R19A944D", "Luca", "Conti")(c); change(c) })
	}
	good := p7m(t, []byte(modulo), now, f.conti)
	executed, r112, person := "R-103 IN_ESECUZIONE AUTO ", "R-112 IN_REVISIONE REVIEW FIRMA_NON_VALIDA", "R-103 IN_REVISIONE REVIEW "
	foreign := rilascia(t, nil, 7, autorita("CA firme di prova"))
	for _, c := range []struct {
		name string
		body []byte
		want string
		code string
	}{
		{"good", good, executed, ""},
		{"older form of the code", p7m(t, []byte(modulo), now, under("IT:CNTLCU88R19A944D")), executed, ""},
		{"base64", []byte(base64.StdEncoding.EncodeToString(good)), executed, ""},
		{"PEM", pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: good}), executed, ""},
		{"nested", p7m(t, good, now, f.conti), executed, ""},
		{"nested three deep", p7m(t, p7m(t, good, now, f.conti), now, f.conti), executed, ""},
		{"nested four deep", p7m(t, p7m(t, p7m(t, good, now, f.conti), now, f.conti), now, f.conti), r112, "sig_limit"},
		{"signed 29 days before", p7m(t, []byte(modulo), day.AddDate(0, 0, -29), f.conti), executed, ""},
		{"text that names the address", p7m(t, []byte("Nuova PEC: conti.luca@pecmail.example\n"), now, f.conti), executed, ""},

		{"other person", p7m(t, []byte(modulo), now, other), r112, ""},
		{"expired at receipt", p7m(t, []byte(modulo), now, profile(func(c *x509.Certificate) { c.NotAfter = now })), r112, "cert_expired"},
		{"not yet valid at receipt", p7m(t, []byte(modulo), now, profile(func(c *x509.Certificate) { c.NotBefore = day.Add(time.Hour) })), r112, "cert_expired"},
		{"tampered content", bytes.Replace(good, []byte("modulo di"), []byte("modulo Di"), 1), r112, "sig_invalid"},
		{"self-signed", p7m(t, []byte(modulo), now, rilascia(t, nil, 5, cittadino("TINIT-CNTLCU88R19A944D", "Luca", "Conti"))), r112, "chain_untrusted"},
		{"unknown CA of the same name", p7m(t, []byte(modulo), now, rilascia(t, foreign, 6, cittadino("TINIT-CNTLCU88R19A944D", "Luca", "Conti"))), r112, "chain_untrusted"},
		{"for authentication", p7m(t, []byte(modulo), now, profile(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageDigitalSignature })), r112, "key_usage"},
		{"code without prefix", p7m(t, []byte(modulo), now, under("CNTLCU88R19A944D")), r112, "cf_missing"},
		{"code in small letters", p7m(t, []byte(modulo), now, under("TINIT-cntlcu88r19a944d")), r112, "cf_missing"},
		{"code of another country", p7m(t, []byte(modulo), now, under("TINDE-CNTLCU88R19A944D")), r112, "cf_missing"},
		{"omocodic code", p7m(t, []byte(modulo), now, under("TINIT-CNTLCU88R19A94Q"+omocode("CNTLCU88R19A94Q"))), r112, ""},
		{"no signature at all", []byte("una firma che nessuno ha verificato"), r112, "sig_malformed"},
		{"nested in a stranger's", p7m(t, good, now, rilascia(t, nil, 8, cittadino("TINIT-CNTLCU88R19A944D", "Luca", "Conti"))), r112, "chain_untrusted"},

		{"two signers", p7m(t, []byte(modulo), now, f.conti, other), person + "FIRMA_NON_VALIDA", ""},
		{"PAdES inside", p7m(t, []byte("%PDF-1.7\n/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]"), now, f.conti), person, ""},
		{"signed 31 days before", p7m(t, []byte(modulo), day.AddDate(0, 0, -31), f.conti), person, ""},
		{"signed by a clock two days ahead", p7m(t, []byte(modulo), day.AddDate(0, 0, 2), f.conti), executed, ""},
		{"text that names another address", p7m(t, []byte("Nuova PEC: altra@pecmail.example\n"), now, f.conti), person, ""},
		{"text that names none", p7m(t, []byte("Chiedo la variazione.\n"), now, f.conti), person, ""},
	} {
		o := f.ispeziona(f.una(quindici(t, c.body)))
		d := o.Decision
		if got := strings.Join([]string{d.Ground, d.Outcome, d.Auto, strings.Join(d.Flags, " ")}, " "); got != c.want {
			t.Errorf("%s: %q, want %q: %s", c.name, got, c.want, d.Why)
		}
		if len(o.Firme) == 0 || o.Firme[0].Code != c.code || !o.Firme[0].Verified {
			t.Errorf("%s: %+v, want code %q", c.name, o.Firme, c.code)
		}
		if reply := strings.Join(d.Reply, " "); d.Ground == "R-112" && reply != "T-05" || c.want == executed && reply != "T-01 T-26" {
			t.Errorf("%s: reply %s", c.name, reply)
		}
	}
}

// omocode is the check character of an omocodic code (order.md §4.2).
func omocode(first string) string {
	odd := map[rune]int{'0': 1, '1': 0, '2': 5, '3': 7, '4': 9, '5': 13, '6': 15, '7': 17, '8': 19, '9': 21, 'A': 1, 'B': 0, 'C': 5, 'D': 7, 'E': 9, 'F': 13, 'G': 15, 'H': 17,
		'I': 19, 'J': 21, 'K': 2, 'L': 4, 'M': 18, 'N': 20, 'O': 11, 'P': 3, 'Q': 6, 'R': 8, 'S': 12, 'T': 14, 'U': 16, 'V': 10, 'W': 22, 'X': 25, 'Y': 24, 'Z': 23}
	sum := 0
	for i, r := range first {
		switch {
		case i%2 == 0:
			sum += odd[r]
		case r >= 'A':
			sum += int(r - 'A')
		default:
			sum += int(r - '0')
		}
	}
	return string(rune('A' + sum%26))
}

// TestMessaggio15Revocato: a list of the configuration decides at the instant of receipt.
func TestMessaggio15Revocato(t *testing.T) {
	f := nuoveFirme(t)
	day := quindici(t, nil).At
	body := p7m(t, []byte(modulo), day.Add(-48*time.Hour), f.conti)
	for _, c := range []struct {
		at   time.Time
		want string
		says string
	}{{day.Add(-time.Hour), "R-112", "revoked"}, {day.Add(time.Hour), "R-103", "good"}} {
		f.revoca(f.conti, c.at)
		o := f.ispeziona(f.una(quindici(t, body)))
		if o.Decision.Ground != c.want || o.Firme[0].Revocation != c.says || (o.Decision.Auto == "AUTO") != (c.want == "R-103") {
			t.Errorf("revoked at %v: %s", c.at, testo(t, o))
		}
	}
}

// TestMessaggio15DiOpenSSL: files that openssl made, which know nothing of this program (mailparse/smime/testdata/p7m).
func TestMessaggio15DiOpenSSL(t *testing.T) {
	f := nuoveFirme(t)
	dir := filepath.Join("..", "..", "mailparse", "smime", "testdata", "p7m")
	file := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		return b
	}
	f.crede("openssl.pem", file("ca.pem"))
	made := smime.VerifyAttached(file("good.p7m"), smime.Trust{}, time.Time{}).Signers[0].SigningTime
	for name, want := range map[string]string{
		"good": "R-103 AUTO", "good-ber": "R-103 AUTO", "good-pem": "R-103 AUTO", "good-base64": "R-103 AUTO", "good-ec": "R-103 AUTO", "good-pss": "R-103 AUTO", "good-sub": "R-103 AUTO",
		"good-two": "R-103 REVIEW", "good-nested": "R-103 REVIEW", "pades": "R-103 REVIEW", "bad-expired": "R-112 REVIEW", "bad-altra": "R-112 REVIEW", "bad-self": "R-112 REVIEW",
		"bad-tampered": "R-112 REVIEW", "bad-cns": "R-112 REVIEW", "bad-sha1": "R-112 REVIEW", "bad-detached": "R-112 REVIEW", "text": "R-103 AUTO",
	} {
		w := quindici(t, file(name+".p7m"))
		w.At = made.Add(time.Hour)
		o := f.ispeziona(f.una(w))
		if got := o.Decision.Ground + " " + o.Decision.Auto; got != want {
			t.Errorf("%s: %s, want %s: %s", name, got, want, testo(t, o))
		}
	}
}

// TestDocumentoFirmatoDiAltri: as a sequence, a document that came before from another box waits for a person.
func TestDocumentoFirmatoDiAltri(t *testing.T) {
	f := nuoveFirme(t)
	w := quindici(t, nil)
	w.Allegati[0].Corpo = p7m(t, []byte(modulo), w.At.Add(-time.Hour), f.conti)
	first := w
	first.From, first.Subject, first.Body, first.At = "luca.conti@legalpost.example", "invio modulo", "Vedi allegato.", w.At.Add(-10*time.Minute)
	before, after := f.una(first), f.una(w)
	o := f.opzioni()
	o.Sequence = true
	x := f.sequenza(o, before, after)
	if d := x[1].Decision; d.Ground != "R-103" || d.Auto != "REVIEW" || !strings.Contains(d.Why, "già arrivato da un altro mittente") {
		t.Errorf("%s", testo(t, x[1]))
	}
	if d := f.sequenza(o, after)[0].Decision; d.Auto != "AUTO" {
		t.Errorf("alone: %+v", d)
	}
}

// TestPAdES: a signed PDF is recognised and never verified; the form of message 41, unsigned, is none.
func TestPAdES(t *testing.T) {
	f := nuoveFirme(t)
	w := quindici(t, []byte("%PDF-1.7\n1 0 obj <</Type/Sig/SubFilter/adbe.pkcs7.detached/ByteRange [0 1 2 3]>>"))
	w.Allegati[0].Nome, w.Allegati[0].Tipo = "modulo.pdf", "application/pdf"
	o := f.ispeziona(f.una(w))
	if d := o.Decision; d.Ground != "R-103" || d.Auto != "REVIEW" || len(d.Flags) != 0 || !strings.Contains(d.Why, "PAdES") {
		t.Errorf("%s", testo(t, o))
	}
	if len(o.Firme) != 1 || o.Firme[0].Form != "pades" || o.Firme[0].Verified || o.Inner.Attachments[0].Signed != "pades" {
		t.Errorf("%s", testo(t, o))
	}
	w.Allegati[0].Corpo = []byte("%PDF-1.7\n1 0 obj <<>>")
	if o := f.ispeziona(f.una(w)); o.Decision.Ground != "R-105" || o.Firme != nil {
		t.Errorf("%s", testo(t, o))
	}
}

// TestFirmaSuOrdinaria: a valid signature on ordinary mail and in an anomaly goes to a person.
func TestFirmaSuOrdinaria(t *testing.T) {
	f := nuoveFirme(t)
	for _, env := range []demo.Env{demo.EnvOrdinaria, demo.EnvAnomalia} {
		w := quindici(t, nil)
		w.Env, w.From = env, "luca.conti@posta.example"
		w.Body = "Il sottoscritto Luca Conti, CF CNTLCU88R19A944D, comunica la nuova PEC conti.luca@pecmail.example."
		w.Allegati[0].Corpo = p7m(t, []byte(modulo), w.At.Add(-time.Hour), f.conti)
		o := f.ispeziona(f.una(w))
		if d := o.Decision; d.Ground != "R-107" || d.Auto != "REVIEW" || strings.Join(d.Flags, " ") != "ORDINARIA" || len(o.Firme) != 1 || !o.Firme[0].Valid {
			t.Errorf("%s: %s", env, testo(t, o))
		}
	}
}

// TestCAFirmeSbagliata: an authority that is none is an error of the configuration, not a silent nobody.
func TestCAFirmeSbagliata(t *testing.T) {
	f := nuoveFirme(t)
	f.crede("non-ca.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.conti.cert.Raw}))
	if _, err := inspect.Configure(f.config, f.albo); err == nil || !strings.Contains(err.Error(), "trust.ca_firme") {
		t.Errorf("%v", err)
	}
}
