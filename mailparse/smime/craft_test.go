package smime

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
)

// craft builds odd but really signed structures, which openssl would not write.
type craft struct {
	eContentType string
	digests      []byte // content of digestAlgorithms
	attrs        [][]byte
	sigAlg       []byte
	certs        [][]byte
	crls         [][]byte
	unsigned     []byte
	afterSigner  []byte
	signers      int
	eContent     []byte // whole [0]
	keyID        []byte
}

func seq(parts ...[]byte) []byte { return appendValue(nil, tagSequence, bytes.Join(parts, nil)) }
func set(parts ...[]byte) []byte { return appendValue(nil, tagSet, bytes.Join(parts, nil)) }
func oid(s string) []byte        { return appendValue(nil, tagOID, []byte(s)) }
func octet(b []byte) []byte      { return appendValue(nil, tagOctets, b) }
func attr(o string, values ...[]byte) []byte {
	return seq(oid(o), set(values...))
}

const oidSHA256 = "\x60\x86\x48\x01\x65\x03\x04\x02\x01"

func algID(o string) []byte { return seq(oid(o), []byte{0x05, 0x00}) }

func utc(s string) []byte { return appendValue(nil, tagUTCTime, []byte(s)) }

// newCraft is a good signature over octets; each test spoils one thing of it.
func newCraft(t testing.TB, octets []byte) *craft {
	t.Helper()
	sum := sha256.Sum256(octets)
	return &craft{
		eContentType: oidData, digests: algID(oidSHA256), signers: 1,
		attrs:  [][]byte{attr(oidContentType, oid(oidData)), attr(oidMessageDigest, octet(sum[:])), attr(oidSigningTime, utc(inForce(t)[2:]))},
		sigAlg: algID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
		certs:  [][]byte{readCert(t, "leaf").Raw, readCert(t, "ca").Raw},
	}
}

// inForce is an instant at which the leaf of testdata is valid, as GeneralizedTime.
func inForce(t testing.TB) string {
	t.Helper()
	return readCert(t, "leaf").NotAfter.AddDate(0, 0, -1).UTC().Format("20060102150405Z")
}

func leafKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	block, _ := pem.Decode(readFile(t, "leaf-key.pem"))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PrivateKey)
}

func (c *craft) build(t testing.TB) []byte {
	t.Helper()
	leaf := readCert(t, "leaf")
	body := bytes.Join(c.attrs, nil)
	sum := sha256.Sum256(appendValue(nil, tagSet, body))
	sig, err := rsa.SignPKCS1v15(rand.Reader, leafKey(t), crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	serial := leaf.SerialNumber.Bytes()
	sid := seq(leaf.RawIssuer, appendValue(nil, tagInteger, serial))
	if c.keyID != nil {
		sid = appendValue(nil, tagKeyID, c.keyID)
	}
	signer := seq([]byte{2, 1, 1}, sid, algID(oidSHA256), appendValue(nil, tagContext0, body), c.sigAlg, octet(sig), c.unsigned, c.afterSigner)
	parts := [][]byte{{2, 1, 1}, set(c.digests), seq(oid(c.eContentType), c.eContent), appendValue(nil, tagContext0, bytes.Join(c.certs, nil))}
	if c.crls != nil {
		parts = append(parts, appendValue(nil, tagContext1, bytes.Join(c.crls, nil)))
	}
	parts = append(parts, set(bytes.Repeat(signer, c.signers)))
	return seq(oid(oidSignedData), appendValue(nil, tagContext0, seq(parts...)))
}

func TestCraftedStructures(t *testing.T) {
	octets, trust := readFile(t, "octets.txt"), testTrust(t)
	at := inForce(t)
	time1 := attr(oidSigningTime, utc(at[2:]))
	for _, c := range []struct {
		name  string
		spoil func(*craft)
		want  string
	}{
		{"nothing", func(*craft) {}, ""},
		{"unsigned attributes", func(c *craft) { c.unsigned = appendValue(nil, tagContext1, attr(oidCountersigned, seq())) }, ""},
		{"unsigned time", func(c *craft) { c.unsigned = appendValue(nil, tagContext1, attr(oidSigningTime, utc("000101000000Z"))) }, "attrs_invalid"},
		{"unsigned digest", func(c *craft) { c.unsigned = appendValue(nil, tagContext1, attr(oidMessageDigest, octet(nil))) }, "attrs_invalid"},
		{"unsigned content type", func(c *craft) { c.unsigned = appendValue(nil, tagContext1, attr(oidContentType, oid(oidData))) }, "attrs_invalid"},
		{"signed countersignature", func(c *craft) { c.attrs = append(c.attrs, attr(oidCountersigned, seq())) }, "attrs_invalid"},
		{"malformed unsigned attributes", func(c *craft) { c.unsigned = appendValue(nil, tagContext1, []byte{5, 0}) }, "sig_malformed"},
		{"malformed revocation list", func(c *craft) { c.crls = [][]byte{seq()} }, "sig_malformed"},
		{"two revocation lists", func(c *craft) { c.crls = [][]byte{seq(), seq()} }, "sig_limit"},
		{"an unreadable certificate beside", func(c *craft) { c.certs = append(c.certs, seq(seq())) }, "sig_malformed"},
		{"no signer", func(c *craft) { c.signers = 0 }, "signer_count"},
		{"the signer twice", func(c *craft) { c.signers = 2 }, "signer_count"},
		{"content", func(c *craft) { c.eContent = appendValue(nil, tagContext0, octet(octets)) }, "econtent_present"},
		{"empty content", func(c *craft) { c.eContent = appendValue(nil, tagContext0, octet(nil)) }, "econtent_present"},
		{"empty tag of content", func(c *craft) { c.eContent = appendValue(nil, tagContext0, nil) }, "econtent_present"},
		{"content of another type", func(c *craft) { c.eContentType = oidSignedData }, "sig_malformed"},
		{"digest not declared", func(c *craft) { c.digests = nil }, "sig_malformed"},
		{"something after the signer", func(c *craft) { c.afterSigner = []byte{5, 0} }, "sig_malformed"},
		{"key not known", func(c *craft) { c.keyID = []byte("nobody") }, "sig_malformed"},
		{"key without name", func(c *craft) { c.keyID = []byte{} }, "sig_malformed"},
		{"signer's certificate twice", func(c *craft) { c.certs = append(c.certs, c.certs[0]) }, ""},
		{"signature algorithm of another digest", func(c *craft) { c.sigAlg = algID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d") }, "sig_invalid"},
		{"MD5 signature algorithm", func(c *craft) { c.sigAlg = algID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04") }, "sig_invalid"},
		{"ECDSA said of an RSA key", func(c *craft) { c.sigAlg = algID("\x2a\x86\x48\xce\x3d\x04\x03\x02") }, "sig_invalid"},
		{"no content type", func(c *craft) { c.attrs = c.attrs[1:] }, "attrs_invalid"},
		{"content type twice", func(c *craft) { c.attrs = append(c.attrs, c.attrs[0]) }, "attrs_invalid"},
		{"content type not data", func(c *craft) { c.attrs[0] = attr(oidContentType, oid(oidSignedData)) }, "attrs_invalid"},
		{"content type of two values", func(c *craft) { c.attrs[0] = attr(oidContentType, oid(oidData), oid(oidData)) }, "attrs_invalid"},
		{"content type without value", func(c *craft) { c.attrs[0] = attr(oidContentType) }, "attrs_invalid"},
		{"no digest", func(c *craft) { c.attrs = append(c.attrs[:1:1], c.attrs[2]) }, "attrs_invalid"},
		{"digest twice", func(c *craft) { c.attrs = append(c.attrs, c.attrs[1]) }, "attrs_invalid"},
		{"digest of two values", func(c *craft) { c.attrs[1] = attr(oidMessageDigest, octet(nil), octet(nil)) }, "attrs_invalid"},
		{"digest of another kind", func(c *craft) { c.attrs[1] = attr(oidMessageDigest, utc("261121220000Z")) }, "attrs_invalid"},
		{"digest empty", func(c *craft) { c.attrs[1] = attr(oidMessageDigest, octet(nil)) }, "sig_invalid"},
		{"time twice", func(c *craft) { c.attrs = append(c.attrs, time1) }, "attrs_invalid"},
		{"time without seconds", func(c *craft) { c.attrs[2] = attr(oidSigningTime, utc("2611212200Z")) }, "attrs_invalid"},
		{"time with offset", func(c *craft) { c.attrs[2] = attr(oidSigningTime, utc("261121220000+0100")) }, "attrs_invalid"},
		{"time of month 13", func(c *craft) { c.attrs[2] = attr(oidSigningTime, utc("261321220000Z")) }, "attrs_invalid"},
		{"time as octets", func(c *craft) { c.attrs[2] = attr(oidSigningTime, octet([]byte("261121220000Z"))) }, "attrs_invalid"},
		{"time of the year 1", func(c *craft) {
			c.attrs[2] = attr(oidSigningTime, appendValue(nil, tagGenTime, []byte("00010101000000Z")))
		}, "attrs_invalid"},
		{"generalised time", func(c *craft) {
			c.attrs[2] = attr(oidSigningTime, appendValue(nil, tagGenTime, []byte(at)))
		}, ""},
		{"no time", func(c *craft) { c.attrs = c.attrs[:2] }, "time_incoherent"},
		{"attribute that is none", func(c *craft) { c.attrs = append(c.attrs, []byte{5, 0}) }, "attrs_invalid"},
		{"attribute without set", func(c *craft) { c.attrs = append(c.attrs, seq(oid(oidData))) }, "attrs_invalid"},
		{"unknown attribute", func(c *craft) { c.attrs = append(c.attrs, attr("\x2a\x03", octet(nil))) }, ""},
		{"seventeen certificates", func(c *craft) {
			for len(c.certs) < 17 {
				c.certs = append(c.certs, seq())
			}
		}, "sig_limit"},
	} {
		cr := newCraft(t, octets)
		c.spoil(cr)
		r := Verify(octets, cr.build(t), trust, Bounds{})
		if got := strings.Join(r.Reasons, " "); got != c.want {
			t.Errorf("%s: reasons %q, want %q (%s)", c.name, got, c.want, r.Detail)
		}
	}
}

func TestNoSigningTimeIsJudgedAtDaticertThenArrival(t *testing.T) {
	octets, trust := readFile(t, "octets.txt"), testTrust(t)
	leaf := readCert(t, "leaf")
	cr := newCraft(t, octets)
	cr.attrs = cr.attrs[:2]
	p7s := cr.build(t)
	inside, outside := leaf.NotAfter.AddDate(0, 0, -1), leaf.NotAfter.AddDate(0, 0, 2)
	for _, c := range []struct {
		b    Bounds
		want string
	}{
		{Bounds{Daticert: inside}, ""},
		{Bounds{Daticert: outside}, "cert_expired"},
		{Bounds{Arrival: inside}, ""},
		{Bounds{Arrival: outside}, "cert_expired"},
		{Bounds{Daticert: inside, Arrival: outside}, ""},
		{Bounds{Daticert: outside, Arrival: inside}, "time_incoherent cert_expired"},
		{Bounds{}, "time_incoherent"},
	} {
		r := Verify(octets, p7s, trust, c.b)
		if got := strings.Join(r.Reasons, " "); got != c.want || !r.SigningTime.IsZero() {
			t.Errorf("%+v: %q, want %q", c.b, got, c.want)
		}
	}
}
