package smime

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"slices"
	"testing"
)

// pssCase is RSASSA-PSS-params as written, and how the signature was really made.
type pssCase struct {
	name   string
	params []byte
	hash   crypto.Hash
	salt   int
	want   string
}

func explicit(tag byte, content ...[]byte) []byte {
	return appendValue(nil, 0xa0|tag, slices.Concat(content...))
}

const oidSHA1 = "\x2b\x0e\x03\x02\x1a"

func pssCases() []pssCase {
	h := explicit(0, algID(oidSHA256))
	m := explicit(1, seq(oid(oidMGF1), algID(oidSHA256)))
	salt := func(b ...byte) []byte { return explicit(2, appendValue(nil, tagInteger, b)) }
	trailer := func(b byte) []byte { return explicit(3, []byte{2, 1, b}) }
	const h256 = crypto.SHA256
	return []pssCase{
		{"whole", seq(h, m, salt(32)), h256, 32, ""},
		{"whole, trailer said", seq(h, m, salt(32), trailer(1)), h256, 32, ""},
		{"salt left out is 20", seq(h, m), h256, 20, ""},
		{"salt left out, made with 32", seq(h, m), h256, 32, "sig_invalid"},
		{"salt of 1", seq(h, m, salt(1)), h256, 1, ""},
		{"salt of another length", seq(h, m, salt(20)), h256, 32, "sig_invalid"},
		{"the longest salt", seq(h, m, salt(0, 222)), h256, 222, ""},
		{"a salt longer than the key", seq(h, m, salt(0, 223)), h256, 222, "sig_invalid"},
		{"no salt said, made with 32", seq(h, m, salt(0)), h256, 32, "sig_invalid"},
		{"negative salt", seq(h, m, salt(0xff)), h256, 32, "sig_invalid"},
		{"salt of a megabyte", seq(h, m, salt(0x10, 0, 0)), h256, 32, "sig_invalid"},
		{"hash without NULL", seq(explicit(0, seq(oid(oidSHA256))), m, salt(32)), h256, 32, ""},
		{"hash left out is SHA-1", seq(m, salt(32)), h256, 32, "sig_invalid"},
		{"mask left out is SHA-1", seq(h, salt(32)), h256, 32, "sig_invalid"},
		{"mask of no MGF1", seq(h, explicit(1, algID(oidSHA256)), salt(32)), h256, 32, "sig_invalid"},
		{"mask of an unknown function", seq(h, explicit(1, seq(oid("\x2a\x03"), algID(oidSHA256))), salt(32)), h256, 32, "sig_invalid"},
		{"mask without hash", seq(h, explicit(1, seq(oid(oidMGF1))), salt(32)), h256, 32, "sig_invalid"},
		{"mask with trailing value", seq(h, explicit(1, seq(oid(oidMGF1), algID(oidSHA256), []byte{5, 0})), salt(32)), h256, 32, "sig_invalid"},
		{"SHA-1 said, SHA-256 digest", seq(explicit(0, algID(oidSHA1)), explicit(1, seq(oid(oidMGF1), algID(oidSHA1))), salt(20)), h256, 20, "sig_invalid"},
		{"another hash made it", seq(h, m, salt(32)), crypto.SHA512, 32, "sig_invalid"},
		{"a fifth parameter", seq(h, m, salt(32), trailer(1), explicit(4, []byte{5, 0})), h256, 32, "sig_invalid"},
		{"hash with something after", seq(explicit(0, algID(oidSHA256), []byte{5, 0}), m, salt(32)), h256, 32, "sig_invalid"},
		{"hash with something inside", seq(explicit(0, seq(oid(oidSHA256), []byte{5, 0}, []byte{5, 0})), m, salt(32)), h256, 32, "sig_invalid"},
		{"hash with other parameters", seq(explicit(0, seq(oid(oidSHA256), octet(nil))), m, salt(32)), h256, 32, "sig_invalid"},
		{"salt with something after", seq(h, m, explicit(2, []byte{2, 1, 32}, []byte{5, 0})), h256, 32, "sig_invalid"},
		{"parameters in another order", seq(m, h, salt(32)), h256, 32, "sig_invalid"},
		{"trailer 2", seq(h, m, salt(32), trailer(2)), h256, 32, "sig_invalid"},
		{"something after", append(seq(h, m, salt(32)), 5, 0), h256, 32, "sig_invalid"},
		{"nothing", nil, h256, 20, "sig_invalid"},
		{"NULL", []byte{5, 0}, h256, 20, "sig_invalid"},
		{"empty: all of 1998", seq(), h256, 20, "sig_invalid"},
		{"no sequence", octet(nil), h256, 20, "sig_invalid"},
	}
}

// build makes the signature of craft again, with PSS and these parameters.
func (c pssCase) build(t *testing.T, octets []byte) []byte {
	t.Helper()
	key, leaf, digest := leafKey(t), readCert(t, "leaf"), sha256.Sum256(octets)
	attrs := slices.Concat(attr(oidContentType, oid(oidData)), attr(oidMessageDigest, octet(digest[:])), attr(oidSigningTime, utc(inForce(t)[2:])))
	signed := appendValue(nil, tagSet, attrs)
	sum256, sum512 := sha256.Sum256(signed), sha512.Sum512(signed)
	sum := sum256[:]
	if c.hash == crypto.SHA512 {
		sum = sum512[:]
	}
	sig, err := rsa.SignPSS(rand.Reader, key, c.hash, sum, &rsa.PSSOptions{SaltLength: c.salt, Hash: c.hash})
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	sid := seq(leaf.RawIssuer, appendValue(nil, tagInteger, leaf.SerialNumber.Bytes()))
	signer := seq([]byte{2, 1, 1}, sid, algID(oidSHA256), appendValue(nil, tagContext0, attrs), seq(oid(oidPSS), c.params), octet(sig))
	inside := slices.Concat(leaf.Raw, readCert(t, "ca").Raw)
	return seq(oid(oidSignedData), appendValue(nil, tagContext0, seq([]byte{2, 1, 1}, set(algID(oidSHA256)), seq(oid(oidData)),
		appendValue(nil, tagContext0, inside), set(signer))))
}

// Parameters of RSASSA-PSS (RFC 4055 §3.1), each way of writing them; openssl is the judge of what passes.
func TestParametersOfPSS(t *testing.T) {
	openssl, octets := opensslPath(t), readFile(t, "octets.txt")
	roots := []*x509.Certificate{readCert(t, "ca")}
	for _, c := range pssCases() {
		p7s := c.build(t, octets)
		r := Verify(octets, p7s, testTrust(t), Bounds{})
		wantReasons(t, c.name, r, c.want)
		theirs, out := opensslVerifies(t, openssl, p7s, octets, roots, r.SigningTime)
		if accepted(r) && !theirs {
			t.Errorf("%s: we accept, openssl refuses: %s", c.name, out)
		}
		if !accepted(r) && theirs && c.name != "hash with other parameters" { // RFC 4055 §2.1 allows none or NULL
			t.Errorf("%s: openssl accepts", c.name)
		}
	}
}
