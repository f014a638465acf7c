package smime

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// day is an instant at which the certificates of the test PKI, made on the spot for paths that testdata does not
// hold, are all valid: they live through 2026.
var day = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// entity is a certificate with its key.
type entity struct {
	cert *x509.Certificate
	key  crypto.Signer
}

func newKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue makes a certificate of that name with a key of its own; a nil parent signs itself.
func issue(t testing.TB, parent *entity, name string, change ...func(*x509.Certificate)) *entity {
	t.Helper()
	return issueKey(t, parent, newKey(t), name, change...)
}

func issueKey(t testing.TB, parent *entity, key crypto.Signer, name string, change ...func(*x509.Certificate)) *entity {
	t.Helper()
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: serial.Add(serial, big.NewInt(1)), Subject: pkix.Name{CommonName: name},
		NotBefore: day.AddDate(0, -5, 0), NotAfter: day.AddDate(0, 6, 0),
	}
	for _, c := range change {
		c(tmpl)
	}
	up := &entity{cert: tmpl, key: key}
	if parent != nil {
		up = parent
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, up.cert, key.Public(), up.key)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return &entity{cert: cert, key: key}
}

// authority and signer are the profiles of a CA and of a provider's certificate (RFC 6109 §5.5).
func authority(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid, c.MaxPathLen = true, true, -1
	c.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
}

func signer(c *x509.Certificate) {
	c.KeyUsage = x509.KeyUsageDigitalSignature
	c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}
	c.EmailAddresses = []string{"posta-certificata@pec.gestore.example"}
}

func certsOf(es []*entity) (certs []*x509.Certificate) {
	for _, e := range es {
		certs = append(certs, e.cert)
	}
	return certs
}

// signedBy is a detached signature of the entity over octets, at that instant, with the certificates inside.
func signedBy(t testing.TB, e *entity, octets []byte, at time.Time, certs ...*x509.Certificate) []byte {
	t.Helper()
	return build(t, e, octets, at, nil, certs)
}

func build(t testing.TB, e *entity, octets []byte, at time.Time, unsigned []byte, certs []*x509.Certificate, crls ...[]byte) []byte {
	t.Helper()
	digest := sha256.Sum256(octets)
	attrs := bytes.Join([][]byte{attr(oidContentType, oid(oidData)), attr(oidMessageDigest, octet(digest[:])),
		attr(oidSigningTime, utc(at.UTC().Format("060102150405Z")))}, nil)
	sum := sha256.Sum256(appendValue(nil, tagSet, attrs))
	sig, err := e.key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	alg := seq(oid("\x2a\x86\x48\xce\x3d\x04\x03\x02"))
	if e.cert.PublicKeyAlgorithm == x509.RSA {
		alg = algID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b")
	}
	number, err := asn1.Marshal(e.cert.SerialNumber)
	if err != nil {
		t.Fatal(err)
	}
	sid := seq(e.cert.RawIssuer, number)
	var inside []byte
	for _, c := range certs {
		inside = append(inside, c.Raw...)
	}
	parts := [][]byte{{2, 1, 1}, set(algID(oidSHA256)), seq(oid(oidData)), appendValue(nil, tagContext0, inside)}
	if len(crls) > 0 {
		parts = append(parts, appendValue(nil, tagContext1, bytes.Join(crls, nil)))
	}
	parts = append(parts, set(seq([]byte{2, 1, 1}, sid, algID(oidSHA256), appendValue(nil, tagContext0, attrs), alg, octet(sig), unsigned)))
	return seq(oid(oidSignedData), appendValue(nil, tagContext0, seq(parts...)))
}

func pemFile(t *testing.T, path string, certs []*x509.Certificate, lists ...*x509.RevocationList) {
	t.Helper()
	var b bytes.Buffer
	for _, c := range certs {
		b.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	}
	for _, l := range lists {
		b.Write(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: l.Raw}))
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// opensslVerifies asks openssl about a signature under these roots, at an instant.
func opensslVerifies(t *testing.T, openssl string, p7s, octets []byte, roots []*x509.Certificate, at time.Time) (bool, string) {
	t.Helper()
	dir := t.TempDir()
	in, content, ca := filepath.Join(dir, "in.p7s"), filepath.Join(dir, "octets"), filepath.Join(dir, "roots.pem")
	pemFile(t, ca, roots)
	for file, b := range map[string][]byte{in: p7s, content: octets} {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(openssl, "cms", "-verify", "-binary", "-inform", "DER", "-in", in, "-content", content, "-CAfile", ca,
		"-no-CApath", "-no-CAstore", "-partial_chain", "-purpose", "smimesign", "-attime", strconv.FormatInt(at.Unix(), 10),
		"-out", os.DevNull).CombinedOutput()
	return err == nil, strings.TrimSpace(string(out))
}
