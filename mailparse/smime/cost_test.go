package smime

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"strings"
	"testing"
	"time"
)

// maze is a good signature whose fourteen authorities all bear one name and lead only to each other: the worst
// that 16 certificates can cost a builder of paths. The true CA stands among them, so that there is a root.
func maze(t *testing.T, octets []byte, caKey crypto.Signer) []byte {
	t.Helper()
	leaf := readCert(t, "leaf")
	name := pkix.Name{CommonName: "Labirinto"}
	issue := func(serial int64, tmpl x509.Certificate, pub any) []byte {
		tmpl.SerialNumber = big.NewInt(serial)
		tmpl.NotBefore, tmpl.NotAfter = leaf.NotBefore, leaf.NotAfter.AddDate(0, 0, int(serial))
		der, err := x509.CreateCertificate(rand.Reader, &tmpl, &x509.Certificate{Subject: name}, pub, caKey)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	cr := newCraft(t, octets)
	mine := issue(leaf.SerialNumber.Int64(), x509.Certificate{
		Subject: pkix.Name{CommonName: "x"}, SubjectKeyId: []byte("labirinto"), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}, EmailAddresses: []string{"a@pec.gestore.example"},
	}, leaf.PublicKey)
	cr.certs, cr.keyID = [][]byte{mine, readCert(t, "ca").Raw}, []byte("labirinto")
	for i := range maxCerts - 2 {
		cr.certs = append(cr.certs, issue(int64(i+1), x509.Certificate{
			Subject: name, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, caKey.Public()))
	}
	return cr.build(t)
}

func TestMazeOfAuthoritiesIsLeftSoon(t *testing.T) {
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	octets := readFile(t, "octets.txt")
	for name, key := range map[string]crypto.Signer{"P-521": p521, "RSA-2048": leafKey(t)} {
		p7s := maze(t, octets, key)
		start := time.Now()
		r := Verify(octets, p7s, testTrust(t), Bounds{})
		if got := strings.Join(r.Reasons, " "); got != "chain_untrusted" {
			t.Errorf("%s: %q (%s)", name, got, r.Detail)
		}
		d := time.Since(start)
		t.Logf("%s: %v", name, d)
		if d > 30*time.Second {
			t.Errorf("%s took %v", name, d)
		}
	}
}
