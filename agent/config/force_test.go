package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/smime"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const minima = "[ordine]\npec=\"a@b.example\"\n"

// fiducia writes a CA certificate and its CRL, each as PEM and DER, into a folder.
func fiducia(t *testing.T, dir string) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "CA di prova"}, NotBefore: at, NotAfter: at.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, SubjectKeyId: []byte{1, 2, 3}}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	must(t, err)
	ca, err := x509.ParseCertificate(der)
	must(t, err)
	crl, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: at, NextUpdate: at.AddDate(1, 0, 0),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: big.NewInt(9), RevocationTime: at}}}, ca, key)
	must(t, err)
	one := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	write(t, dir, "ca.pem", "subject=CA di prova\n"+string(one)+"\n"+string(one))
	write(t, dir, "ca.der", string(der))
	write(t, dir, "crl.der", string(crl))
	write(t, dir, "crl.pem", string(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: crl})))
	write(t, dir, "rotta.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
	write(t, dir, "vuota.pem", "niente\n")
	return ca
}

// TestSignatures: pins, CAs and CRLs of the file come on top of the built-in ones and never in their place.
func TestSignatures(t *testing.T) {
	dir := t.TempDir()
	ca := fiducia(t, dir)
	pin := strings.Repeat("AB", 32)
	c, err := Parse(minima+"[trust]\npins=[\" "+pin+" \"]\nca=[\"ca.pem\"]\ncrl=[\"crl.pem\", \"crl.der\"]\n", dir)
	must(t, err)
	got, err := c.Signatures()
	must(t, err)
	built := smime.AgID()
	if len(got.Pins) != len(built.Pins)+1 || !slices.Contains(got.Pins, strings.ToLower(pin)) || !slices.Equal(got.Pins[:len(built.Pins)], built.Pins) {
		t.Errorf("pins %v", got.Pins)
	}
	if len(got.CAs) != len(built.CAs)+2 || !got.CAs[len(got.CAs)-1].Equal(ca) {
		t.Errorf("%d CAs: all of a file count", len(got.CAs))
	}
	if len(got.CRLs) != 2 || got.CRLs[0].RevokedCertificateEntries[0].SerialNumber.Int64() != 9 || got.CRLs[1].Number.Int64() != 1 {
		t.Errorf("%d CRLs", len(got.CRLs))
	}
	if again := smime.AgID(); len(again.Pins) != len(built.Pins) {
		t.Error("the built-in pins grew")
	}
	for text, want := range map[string]string{
		"ca=[\"manca.pem\"]": "key trust.ca: open ", "ca=[\"vuota.pem\"]": "vuota.pem: no certificate in PEM form", "ca=[\"ca.der\"]": "ca.der: no certificate in PEM form",
		"ca=[\"rotta.pem\"]": "rotta.pem: x509: ", "crl=[\"manca.crl\"]": "key trust.crl: open ", "crl=[\"ca.pem\"]": "key trust.crl: " + dir, "crl=[\"vuota.pem\"]": "vuota.pem: x509: ",
	} {
		c, err := Parse(minima+"[trust]\n"+text+"\n", dir)
		must(t, err)
		if _, err := c.Signatures(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// TestMemberSignatures: the authorities of members' signatures are those of the file alone, never those of providers nor the
// built-in ones; without any, none.
func TestMemberSignatures(t *testing.T) {
	dir := t.TempDir()
	ca := fiducia(t, dir)
	c, err := Parse(minima+"[trust]\nca_firme=[\"ca.pem\"]\ncrl=[\"crl.pem\", \"crl.der\"]\n", dir)
	must(t, err)
	got, err := c.MemberSignatures()
	must(t, err)
	if len(got.Pins) != 0 || len(got.CAs) != 2 || !got.CAs[1].Equal(ca) || len(got.CRLs) != 2 {
		t.Errorf("%d pins, %d CAs, %d lists", len(got.Pins), len(got.CAs), len(got.CRLs))
	}
	c, err = Parse(minima+"[trust]\nca=[\"ca.pem\"]\npins=[\""+strings.Repeat("ab", 32)+"\"]\n", dir)
	must(t, err)
	if got, err = c.MemberSignatures(); err != nil || len(got.Pins)+len(got.CAs) != 0 {
		t.Errorf("nobody is named: %+v, %v", got, err)
	}
	for text, want := range map[string]string{
		"ca_firme=[\"manca.pem\"]": "key trust.ca_firme: open ", "ca_firme=[\"vuota.pem\"]": "vuota.pem: no certificate in PEM form", "crl=[\"manca.crl\"]": "key trust.crl: open ",
	} {
		c, err := Parse(minima+"[trust]\n"+text+"\n", dir)
		must(t, err)
		if _, err := c.MemberSignatures(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// TestTLS: TLS 1.2 is the floor and the name of the server is always checked; a CA of the file stands in the place of the
// roots of the system.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	ca := fiducia(t, dir)
	plain, err := TLS("imap.example", "")
	must(t, err)
	own, err := TLS("imap.example", filepath.Join(dir, "ca.pem"))
	must(t, err)
	for _, c := range []*tls.Config{plain, own} {
		if c.ServerName != "imap.example" || c.MinVersion != tls.VersionTLS12 || c.InsecureSkipVerify {
			t.Errorf("%+v", c)
		}
	}
	pool := x509.NewCertPool()
	pool.AddCert(ca)
	if plain.RootCAs != nil || own.RootCAs == nil || !own.RootCAs.Equal(pool) {
		t.Error("roots")
	}
	for _, f := range []string{"manca.pem", "vuota.pem", "rotta.pem"} {
		if c, err := TLS("imap.example", filepath.Join(dir, f)); err == nil || c != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// TestLimitiDeiValori: the last value that can be meant and the first that cannot, key by key.
func TestLimitiDeiValori(t *testing.T) {
	for _, c := range []struct{ table, good, bad, says string }{
		{"imap", "port=1", "port=0", "key imap.port: 0 is not a port"}, {"smtp", "port=65535", "port=65536", "key smtp.port: 65536 is not a port"},
		{"[persone]", "utente=\"a\"\nruoli=[\"segreteria\"]\ncf=\"bncgli78c48g478a\"", "utente=\"a\"\nruoli=[\"segreteria\"]\ncf=\"BNCGLI78C48G478B\"", "key persone[0].cf: \"BNCGLI78C48G478B\" is no codice fiscale: the last character"},
		{"imap", `poll="1s"`, `poll="999ms"`, "key imap.poll: must be at least 1s"}, {"invio", "max_ora=0", "max_ora=-1", "key invio.max_ora: is negative"},
		{"invio", "ritardo_minuti=0", "ritardo_minuti=-1", "key invio.ritardo_minuti: is negative"},
		{"policy", "integrazione_giorni=0", "integrazione_giorni=-1", "key policy.integrazione_giorni: is negative"},
		{"policy", "conferma_giorni=0", "conferma_giorni=-30", "key policy.conferma_giorni: is negative"},
		{"policy", "conclusione_giorni=0", "conclusione_giorni=-1", "key policy.conclusione_giorni: is negative"},
		{"policy", "revoke_grace_days=0", "revoke_grace_days=-1", "key policy.revoke_grace_days: is negative"},
		{"avvio", `automatico=["R1","R16"]`, `automatico=["R0"]`, `key avvio.automatico: "R0" is not a request type R1 to R16`},
		{"avvio", `automatico=[]`, `automatico=["R17"]`, `key avvio.automatico: "R17" is not`}, {"avvio", `automatico=["R9"]`, `automatico=["r9"]`, `"r9" is not`},
		{"invio", `orario="dom-sab 00:00-23:59"`, `orario="lun-ven 19:00-08:00"`, "key invio.orario"}, {"invio", `orario="sempre"`, `orario="Sempre"`, `key invio.orario: "Sempre" is not "sempre"`},
		{"policy", `r102="REQUIRE_ID"`, `r102="auto"`, `key policy.r102: "auto" is not one of AUTO, REVIEW, REQUIRE_ID`},
		{"policy", `sfida_blocca="sempre"`, `sfida_blocca="mai"`, `key policy.sfida_blocca: "mai" is not one of nel_dubbio, sempre`},
		{"policy", `local_holidays=["01-29","12-31"]`, `local_holidays=["13-01"]`, `key policy.local_holidays: "13-01" is not a day mm-dd`},
		{"protocollo", `modo="esterno"`, `modo=""`, `key protocollo.modo: "" is not one of esterno, interno`},
		{"protocollo", `modo="esterno"`, `modo="interno"`, `"interno" non c'è in questa versione`},
		{"avvio", "storico_mesi=0", "storico_mesi=-1", "key avvio.storico_mesi: -1 is not a number of months"},
		{"trust", `pins=["` + strings.Repeat("a", 64) + `"]`, `pins=["` + strings.Repeat("a", 63) + `"]`, "is not the SHA-256 of a certificate (64 hex digits)"},
		{"trust", "sha1_fino_a=2025-12-31", "sha1_fino_a=7", "7 is not a date yyyy-mm-dd"}, {"trust", `sha1_fino_a=""`, `sha1_fino_a="2025-02-30"`, `"2025-02-30" is not a date`},
		{"invio", `attesa_esito="26h"`, `attesa_esito="-1h"`, `"-1h" is not a duration`}, {"invio", `attesa_esito="0s"`, "attesa_esito=26", `26 is not a duration such as "60s"`},
		{"avvio", `t0="2026-11-01T00:00:00Z"`, `t0="2026-11-01"`, `key avvio.t0: "2026-11-01" is not an instant`},
	} {
		if _, err := Parse(minima+"["+c.table+"]\n"+c.good+"\n", "/"); err != nil {
			t.Errorf("%s: %v", c.good, err)
		}
		if _, err := Parse(minima+"["+c.table+"]\n"+c.bad+"\n", "/"); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.bad, err, c.says)
		}
	}
	for pec, ok := range map[string]bool{"a@b.example": true, " A@B.example ": true, "Nome <a@b.example>": false, "a@b.example, c@d.example": false, "a": false, "@b": false} {
		if _, err := Parse("[ordine]\npec=\""+pec+"\"\n", "/"); (err == nil) != ok {
			t.Errorf("ordine.pec %q: %v", pec, err)
		}
	}
}

// TestTuttoInsieme: all that is wrong is said at once, in one order.
func TestTuttoInsieme(t *testing.T) {
	const text = "data=\"\"\n[imap]\nport=0\npoll=\"0s\"\n[avvio]\nmodo=\"x\"\n[invio]\nmax_ora=-1\n"
	_, first := Parse(text, "/")
	if first == nil || len(strings.Split(first.Error(), "\n")) != 6 {
		t.Fatal(first)
	}
	for range 20 {
		if _, err := Parse(text, "/"); err.Error() != first.Error() {
			t.Fatalf("%v\nwas\n%v", err, first)
		}
	}
}

// TestNearest: each key misspelled by one letter is named, with what was meant.
func TestNearest(t *testing.T) {
	for _, k := range Keys() {
		if len(k) < 8 {
			continue
		}
		for _, wrong := range []string{k + "x", k[:len(k)-1] + "_", strings.ToUpper(k[:1]) + k[1:]} {
			if got := nearest(wrong, Keys()); distance(wrong, got) != 1 || got != k && distance(k, got) > 2 {
				t.Errorf("%s: %s, want %s", wrong, got, k)
			}
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2}, {"abc", "abc", 0}} {
		if got := distance(c.a, c.b); got != c.want || distance(c.b, c.a) != got {
			t.Errorf("%q %q: %d", c.a, c.b, got)
		}
	}
}

// TestPercorsi: paths start at the folder of the file, absolute ones stay; a file that cannot be read is named.
func TestPercorsi(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "p.toml", minima+"[imap]\npassword_file=\"pw\"\nca=\"/etc/ca.pem\"\n[trust]\ncrl=[\"a.crl\"]\n[console]\ntls_key=\"chiavi/../k\"\n")
	c, err := Load(filepath.Join(dir, "p.toml"))
	must(t, err)
	for got, want := range map[string]string{c.IMAP.PasswordFile: filepath.Join(dir, "pw"), c.IMAP.CA: "/etc/ca.pem", c.Trust.CRL[0]: filepath.Join(dir, "a.crl"),
		c.Console.TLSKey: filepath.Join(dir, "k"), c.SMTP.CA: "", c.Data: "/var/lib/pecagent", c.Path(): filepath.Join(dir, "p.toml")} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if _, err := Load(filepath.Join(dir, "manca.toml")); err == nil || !strings.HasPrefix(err.Error(), "la configurazione "+filepath.Join(dir, "manca.toml")+" non c'è: si indica con --config") {
		t.Error(err)
	}
	write(t, dir, "rotto.toml", "[imap\n")
	if _, err := Load(filepath.Join(dir, "rotto.toml")); err == nil || !strings.HasPrefix(err.Error(), "la configurazione "+filepath.Join(dir, "rotto.toml")+" non è valida: line ") {
		t.Error(err)
	}
	if _, err := Password(filepath.Join(dir, "pw"), ""); err == nil || !os.IsNotExist(underlying(err)) {
		t.Error(err)
	}
	if _, err := Password("", "PECAGENT_TEST_NESSUNA"); err == nil || err.Error() != "reading the password: the environment variable PECAGENT_TEST_NESSUNA is not set" {
		t.Error(err)
	}
}

func underlying(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return err
}

// TestPoliticaIntera: each key of [policy], [invio], [domini], [ordine] and [convenzione] that decisions depend on reaches
// the policy: changed alone, it changes the policy.
func TestPoliticaIntera(t *testing.T) {
	digest := func(text string) string {
		c, err := Parse(text, "/")
		must(t, err)
		p, err := c.Rules()
		must(t, err)
		return p.Digest()
	}
	was := digest(minima)
	for _, line := range []string{"[policy]\nr102=\"AUTO\"", "[policy]\nsfida_blocca=\"sempre\"", "[policy]\nintegrazione_giorni=31", "[policy]\nconferma_giorni=31",
		"[policy]\nconclusione_giorni=31", "[policy]\nrevoke_grace_days=31", "[policy]\nsaturday_is_holiday_for_member=false", "[policy]\nsaturday_is_holiday_for_order=true",
		"[policy]\nlocal_holidays=[\"01-29\"]", "[invio]\nmax_ora=11", "[invio]\nmax_giorno=41", "[invio]\norario=\"sempre\"", "[invio]\nritardo_minuti=21",
		"[invio]\nattesa_accettazione=\"2h\"", "[invio]\nattesa_esito=\"27h\"", "[domini]\nordine=[\"x.example\"]", "[domini]\npec=[\"x.example\"]",
		"[domini]\nnon_pec=[\"x.example\"]", "[domini]\ndatore_lavoro=[\"x.example\"]", "[convenzione]\ncodice=\"x\"", "[convenzione]\ngestore=\"x\"", "[convenzione]\ncanale=\"x\"",
		"[trust]\nsha1_fino_a=2024-12-31", "[trust]\ncrl_obbligatoria=true", "[feeds.inipec]\nmode=\"PORTAL_FILE\""} {
		if digest(minima+line+"\n") == was {
			t.Errorf("%q changes nothing", line)
		}
	}
	for _, key := range []string{"nome", "cf", "mail", "ipa", "aoo", "ufficio", "responsabile", "telefono", "orario", "potere_sostitutivo"} {
		if digest(minima+key+"=\"x\"\n") == was {
			t.Errorf("ordine.%s changes nothing", key)
		}
	}
}
