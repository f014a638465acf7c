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
	"pecagent/mailparse/smime"
)

// scrive has openssl write a whole multipart/signed around an entity, by its own MIME writer, with these arguments.
func scrive(t *testing.T, bin, dir string, s *soggetto, entity string, args ...string) string {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(s.k.std)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"ca.pem":   pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: laCA().x.Raw}),
		"leaf.pem": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.x.Raw}),
		"leaf.key": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
		"entity":   []byte(entity),
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(bin, append([]string{args[0], "-sign", "-in", "entity", "-signer", "leaf.pem", "-inkey", "leaf.key", "-certfile", "ca.pem", "-outform", "SMIME"}, args[1:]...)...)
	cmd.Dir = dir
	var words bytes.Buffer
	cmd.Stderr = &words
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("openssl %v: %v: %s", args, err, words.String())
	}
	return string(out)
}

// TestOpenSSLWrites: messages that openssl signs and writes, by both of its commands and in every way of signing that providers are known
// for, are certified; every kind of pec.md §2 is among them. The boundary, preamble, folding and line ends are openssl's.
func TestOpenSSLWrites(t *testing.T) {
	g := secondoGiudice(t)
	now := time.Now()
	s := emetti(laCA(), "Posta Certificata di oggi", chiaveDi("rilasciata", 2048, 65537), provider, func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = now.Add(-time.Hour), now.Add(time.Hour)
	})
	trust := smime.Trust{CAs: []*x509.Certificate{laCA().x}}
	tipi := append(tipi[:8:8], "anomalia")
	for i, c := range []struct {
		args   string
		digest string
		more   string // reasons
	}{
		{"cms -md sha256", "sha256", ""}, {"cms -md sha1", "sha1", "weak_digest"}, {"cms -md sha384", "sha384", ""}, {"cms -md sha512 -nosmimecap", "sha512", ""},
		{"cms -md sha256 -keyid", "sha256", ""}, {"cms -md sha256 -cades", "sha256", ""}, {"cms -md sha256 -crlfeol", "sha256", ""},
		{"cms -md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:32", "sha256", ""}, {"cms -md sha256 -binary", "sha256", ""},
		{"smime -md sha256", "sha256", ""}, {"smime -md sha1", "sha1", "weak_digest"}, {"smime -md sha512 -crlfeol", "sha512", ""},
	} {
		for k, base := range tipi {
			if (i+k)%3 != 0 {
				continue // each way with three kinds, each kind in four ways
			}
			l := anomalia(original)
			if base != "anomalia" {
				d := dati(base)
				d.Data = now.Truncate(time.Second)
				l = unGestoreFinto.messaggio(base, d)
			}
			entity := mixed(l.parts...)
			if !strings.Contains(c.args, "-binary") {
				entity = strings.ReplaceAll(entity, "\r\n", "\n") // openssl makes the canonical form itself
			}
			raw := strings.Join(l.header, "\n") + "\n" + scrive(t, g.bin, g.dir, s, entity, strings.Fields(c.args)...)
			m := mustParse(t, []byte(raw))
			p := m.Verify(trust, now)
			if p.Level != Certified || strings.Join(p.Reasons, " ") != c.more || p.Digest != c.digest || p.Signer != mittenteGestore {
				t.Errorf("openssl %s, %s: %s %v %s (%v)", c.args, base, p.Level, p.Reasons, p.Digest, m.Signed.Err)
			}
			if want := base.Busta(); base != "anomalia" && (m.Busta != want || m.Tipo != base || m.DatiCert.Mittente != vittima) || base == "anomalia" && m.Busta != pec.Anomalia {
				t.Errorf("openssl %s, %s: busta %s tipo %s", c.args, base, m.Busta, m.Tipo)
			}
			changed := strings.Replace(raw, "Messaggio di posta certificata", "Messaggio di posta certificatA", 1)
			if p := mustParse(t, []byte(changed)).Verify(trust, now); p.Level != Broken {
				t.Errorf("openssl %s, %s: a changed letter leaves it %s", c.args, base, p.Level)
			}
		}
	}
}
