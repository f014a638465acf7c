package inspect_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/agent/inspect"
	"pecagent/rules"
)

// TestRevoca: with a list, the certificate of the provider is good or revoked at the instant of the signature.
func TestRevoca(t *testing.T) {
	pki, err := demo.NewPKI(demo.PKIOptions{})
	must(t, err)
	dir := t.TempDir()
	var raw []byte
	g, err := demo.Avvia(demo.Options{Dir: dir, PKI: pki, Automatica: true, Recapita: func(_ string, b []byte) error { raw = bytes.Clone(b); return nil }})
	must(t, err)
	defer func() { must(t, g.Close()) }()
	c := leggi(t, "01")
	w := c.scritto(t)
	must(t, g.Clock(w.At))
	_, err = g.Scrivi(w)
	must(t, err)

	albo, err := os.ReadFile(filepath.Join("testdata", "iscritti.csv"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, "iscritti.csv"), albo, 0o600))
	leaf := pki.Leaf["pec.gestore-uno.example"].Cert
	for name, x := range map[string]struct {
		revoked   *big.Int
		at        time.Time
		want      string
		certified bool
	}{
		"nothing revoked": {nil, time.Time{}, "good", true},
		"another's":       {big.NewInt(77), w.At.Add(-time.Hour), "good", true},
		"before":          {leaf.SerialNumber, w.At.Add(-time.Hour), "revoked", false},
		"after":           {leaf.SerialNumber, w.At.Add(time.Hour), "good", true},
	} {
		t.Run(name, func(t *testing.T) {
			l := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: w.At.Add(2 * time.Hour), NextUpdate: w.At.Add(48 * time.Hour)}
			if x.revoked != nil {
				l.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: x.revoked, RevocationTime: x.at}}
			}
			der, err := x509.CreateRevocationList(rand.Reader, l, pki.CA.Cert, pki.CA.Key)
			must(t, err)
			must(t, os.WriteFile(filepath.Join(dir, "lista.crl"), pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der}), 0o600))
			conf, err := os.ReadFile(filepath.Join("testdata", "pecagent.toml"))
			must(t, err)
			conf = bytes.Replace(conf, []byte(`ca = ["ca-firma.pem"]`), []byte("ca = [\"ca-firma.pem\"]\ncrl = [\"lista.crl\"]"), 1)
			conf = bytes.Replace(conf, []byte("ipa_file"), []byte("# ipa_file"), 1)
			must(t, os.WriteFile(filepath.Join(dir, "pecagent.toml"), conf, 0o600))
			o, err := inspect.Configure(filepath.Join(dir, "pecagent.toml"), filepath.Join(dir, "iscritti.csv"))
			must(t, err)
			i, err := inspect.New(o)
			must(t, err)
			m, err := i.Message("m.eml", raw)
			must(t, err)
			forma(t, m)
			if m.Proof.Revocation != x.want || (m.Proof.Level == "certified") != x.certified {
				t.Fatalf("%+v", m.Proof)
			}
			if x.certified {
				controlla(t, m, c.attesi)
			} else if m.Decision.Outcome != "QUARANTENA" {
				t.Errorf("%s", testo(t, m))
			}
		})
	}
}

// TestRevocaObbligatoria: where a list is wanted and none speaks, a person decides.
func TestRevocaObbligatoria(t *testing.T) {
	s := nuovaScena(t)
	raw := s.una(leggi(t, "01").scritto(t))
	conf, err := os.ReadFile(s.config)
	must(t, err)
	must(t, os.WriteFile(s.config, bytes.Replace(conf, []byte("[trust]"), []byte("[trust]\ncrl_obbligatoria = true"), 1), 0o600))
	o := s.ispeziona(raw)
	nienteDiFatto(t, inspect.Object{Decision: &rules.Esito{Outcome: o.Decision.Outcome, Auto: o.Decision.Auto}})
	if o.Proof.Revocation != "not_checked" || o.Proof.Level != "certified" || o.Decision.Auto != "REVIEW" {
		t.Errorf("%s", testo(t, o))
	}
}
