package smime

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// signature is a good one over "x" of a leaf under a root, with an unsigned attribute of free size and depth: what
// nobody signed may fill the caps without spoiling the signature.
func signature(t *testing.T, unsigned []byte) (p7s []byte, trust Trust) {
	t.Helper()
	root := issue(t, nil, "Radice", authority)
	leaf := issue(t, root, "Gestore", signer)
	return build(t, leaf, []byte("x"), day, unsigned, []*x509.Certificate{leaf.cert}), Trust{CAs: certsOf([]*entity{root})}
}

func padding(n int) []byte {
	return appendValue(nil, tagContext1, attr("\x2a\x03", octet(make([]byte, n))))
}

func wantReasons(t *testing.T, what string, r Report, want string) {
	t.Helper()
	if got := strings.Join(r.Reasons, " "); got != want {
		t.Errorf("%s: %q, want %q (%s)", what, got, want, r.Detail)
	}
}

// V15: a signature of exactly the cap is read, and one byte more is not.
func TestV15Size(t *testing.T) {
	root := issue(t, nil, "Radice", authority)
	leaf := issue(t, root, "Gestore", signer)
	sized := func(want int) []byte {
		n := want - 2000
		for { // ECDSA signatures vary by a byte or two
			p7s := build(t, leaf, []byte("x"), day, padding(n), []*x509.Certificate{leaf.cert})
			if len(p7s) == want {
				return p7s
			}
			n += want - len(p7s)
		}
	}
	trust := Trust{CAs: certsOf([]*entity{root})}
	wantReasons(t, "1 MiB", Verify([]byte("x"), sized(maxP7S), trust, Bounds{}), "")
	r := Verify([]byte("x"), sized(maxP7S+1), trust, Bounds{})
	wantReasons(t, "1 MiB and a byte", r, "sig_limit")
	if r.Detail != "signature of 1048577 bytes: over a limit" || r.Leaf != nil || r.Revocation != NotChecked {
		t.Errorf("%+v", r)
	}
}

// V15: values 32 deep inside a real signature are read, 33 are not; both in DER and in BER.
func TestV15Depth(t *testing.T) {
	const above = 8 // ContentInfo, [0], SignedData, SET, SignerInfo, [1], Attribute, SET: the value is the ninth
	for _, c := range []struct {
		levels int
		want   string
	}{{maxDepth, ""}, {maxDepth + 1, "sig_limit"}} {
		value := []byte{5, 0}
		for range c.levels - above - 1 {
			value = seq(value)
		}
		p7s, trust := signature(t, appendValue(nil, tagContext1, attr("\x2a\x03", value)))
		wantReasons(t, "DER", Verify([]byte("x"), p7s, trust, Bounds{}), c.want)
		wantReasons(t, "BER", Verify([]byte("x"), toBER(p7s, 100), trust, Bounds{}), c.want)
	}
}

// V15: one revocation list may stand inside, two may not, though each is well formed.
func TestV15RevocationLists(t *testing.T) {
	root := issue(t, nil, "Radice", authority)
	leaf := issue(t, root, "Gestore", signer)
	crl := list{from: day, to: day.Add(time.Hour), by: root}.make(t).Raw
	for n, want := range []string{"", "", "sig_limit"} {
		p7s := build(t, leaf, []byte("x"), day, nil, []*x509.Certificate{leaf.cert}, slices.Repeat([][]byte{crl}, n)...)
		wantReasons(t, "lists", Verify([]byte("x"), p7s, Trust{CAs: certsOf([]*entity{root})}, Bounds{}), want)
	}
}

// V7: the size of keys at each bound, and kinds of key nobody asked for.
func TestV7Keys(t *testing.T) {
	bits := func(n int) *rsa.PublicKey {
		return &rsa.PublicKey{N: new(big.Int).SetBit(new(big.Int), n-1, 1), E: 65537}
	}
	curve := func(c elliptic.Curve) *ecdsa.PublicKey { return &ecdsa.PublicKey{Curve: c} }
	for _, c := range []struct {
		key  any
		want string
	}{
		{bits(2047), "key_weak"}, {bits(2048), ""}, {bits(4096), ""}, {bits(8192), ""}, {bits(8193), "sig_limit"}, {bits(512), "key_weak"},
		{curve(elliptic.P224()), "key_weak"}, {curve(elliptic.P256()), ""}, {curve(elliptic.P521()), ""},
		{ed25519.PublicKey(make([]byte, 32)), "sig_invalid"}, {nil, "sig_invalid"},
	} {
		err := checkKey(&x509.Certificate{PublicKey: c.key})
		if got := ""; err != nil {
			if got = code(err); got != c.want {
				t.Errorf("%T: %q, want %q", c.key, got, c.want)
			}
		} else if c.want != "" {
			t.Errorf("%T passes, want %q", c.key, c.want)
		}
	}
}

// The certificates of a signature are a set: no order of them, no stranger among them, changes the verdict.
func TestOrderOfCertificatesDoesNotMatter(t *testing.T) {
	root := issue(t, nil, "Radice", authority)
	a := issue(t, root, "Intermedia A", authority)
	b := issue(t, a, "Intermedia B", authority)
	leaf := issue(t, b, "Gestore", signer)
	stray := issue(t, issue(t, nil, "Radice", authority), "Intermedia B", authority) // the name of b, of nobody
	pick := []*x509.Certificate{leaf.cert, a.cert, b.cert, stray.cert, root.cert}
	trust := Trust{CAs: certsOf([]*entity{root})}
	for i := range 120 {
		certs := permutation(pick, i)
		wantReasons(t, "all", Verify([]byte("x"), signedBy(t, leaf, []byte("x"), day, certs...), trust, Bounds{}), "")
		without := slices.DeleteFunc(certs, func(c *x509.Certificate) bool { return c == a.cert })
		wantReasons(t, "a step missing", Verify([]byte("x"), signedBy(t, leaf, []byte("x"), day, without...), trust, Bounds{}), "chain_untrusted")
	}
}

// permutation is the nth order of the elements.
func permutation[T any](all []T, n int) (out []T) {
	rest := slices.Clone(all)
	for len(rest) > 0 {
		i := n % len(rest)
		n /= len(rest)
		out = append(out, rest[i])
		rest = slices.Delete(rest, i, i+1)
	}
	return out
}

// A certificate with the issuer and number of the true one, but another key, neither hides it nor stands in for it.
func TestNamesakeOfTheSigner(t *testing.T) {
	root := issue(t, nil, "Radice", authority)
	leaf := issue(t, root, "Gestore", signer)
	forger := issue(t, nil, "Radice", authority)
	twin := issue(t, forger, "Gestore", signer, func(c *x509.Certificate) { c.SerialNumber = leaf.cert.SerialNumber })
	trust := Trust{CAs: certsOf([]*entity{root})}
	for _, c := range []struct {
		name  string
		by    *entity
		certs []*entity
		want  string
	}{
		{"twin after", leaf, []*entity{leaf, twin}, ""},
		{"twin before", leaf, []*entity{twin, leaf}, ""},
		{"twin alone", leaf, []*entity{twin}, "sig_invalid"},
		{"signed by the twin", twin, []*entity{leaf, twin}, "chain_untrusted"},
		{"signed by the twin, the true one shown", twin, []*entity{leaf}, "sig_invalid"},
	} {
		r := Verify([]byte("x"), signedBy(t, c.by, []byte("x"), day, certsOf(c.certs)...), trust, Bounds{})
		wantReasons(t, c.name, r, c.want)
		if c.want == "" && !r.Leaf.Equal(leaf.cert) {
			t.Errorf("%s: another signer is told", c.name)
		}
	}
}

// anyBER writes DER in one of the many forms BER allows, chosen at random: indefinite lengths, lengths with zeros in
// front, OCTET STRINGs in pieces of pieces.
func anyBER(r *mathrand.Rand, der []byte, depth int) (out []byte) {
	for c := (&cursor{b: der}); !c.empty(); {
		v, err := c.next()
		switch {
		case err != nil:
			panic(err)
		case v.tag&constructed != 0:
			out = append(out, framed(r, v.tag, anyBER(r, v.body, depth-1))...)
		case v.tag == tagOctets && depth > 0 && r.IntN(2) == 0:
			cut := r.IntN(len(v.body) + 1)
			pieces := append(anyBER(r, octet(v.body[:cut]), min(depth, 4)-1), anyBER(r, octet(v.body[cut:]), min(depth, 4)-1)...)
			out = append(out, framed(r, octetsJoined, pieces)...)
		default:
			out = append(out, longForm(r, v.tag, v.body)...)
		}
	}
	return out
}

func framed(r *mathrand.Rand, tag byte, content []byte) []byte {
	if r.IntN(2) == 0 {
		return append(append([]byte{tag, 0x80}, content...), 0, 0)
	}
	return longForm(r, tag, content)
}

func longForm(r *mathrand.Rand, tag byte, content []byte) []byte {
	if n := len(content); r.IntN(2) == 0 {
		return append([]byte{tag, 0x84, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, content...)
	}
	return appendValue(nil, tag, content)
}

func TestAnyFormOfBERIsTheSameSignature(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(3, 4))
	p7s, trust := signature(t, padding(300))
	seen := map[string]bool{}
	for range 300 {
		ber := anyBER(r, p7s, 12)
		seen[string(ber)] = true
		der, err := toDER(ber)
		if err != nil || !bytes.Equal(der, p7s) {
			t.Fatalf("%x: %v", ber, err)
		}
		wantReasons(t, "BER", Verify([]byte("x"), ber, trust, Bounds{}), "")
	}
	if len(seen) < 290 {
		t.Errorf("only %d forms were tried", len(seen))
	}
}

// The times that CMS may carry, read and written (RFC 5652 §11.3): UTCTime to 2049, of 1950 from its fifty on.
func TestReadTime(t *testing.T) {
	for _, c := range []struct {
		tag  byte
		s    string
		want string
	}{
		{tagUTCTime, "491231235959Z", "2049-12-31T23:59:59Z"}, {tagUTCTime, "500101000000Z", "1950-01-01T00:00:00Z"},
		{tagUTCTime, "991231235959Z", "1999-12-31T23:59:59Z"}, {tagUTCTime, "000229120000Z", "2000-02-29T12:00:00Z"},
		{tagGenTime, "20500101000000Z", "2050-01-01T00:00:00Z"}, {tagGenTime, "19500101000000Z", "1950-01-01T00:00:00Z"},
		{tagGenTime, "19491231235959Z", ""}, {tagUTCTime, "010229120000Z", ""}, {tagUTCTime, "20260615120000Z", ""},
		{tagGenTime, "260615120000Z", ""}, {tagGenTime, "20260615120000.5Z", ""}, {tagUTCTime, "260615240000Z", ""},
		{tagUTCTime, "260615120060Z", ""}, {tagUTCTime, "2606151200000", ""}, {tagUTCTime, "26061512+000Z", ""}, {tagOctets, "260615120000Z", ""},
		{tagUTCTime, "", ""}, {tagGenTime, "", ""}, {tagUTCTime, "\xff60615120000Z", ""}, {tagUTCTime, " 60615120000Z", ""},
	} {
		at, err := readTime(value{tag: c.tag, body: []byte(c.s)})
		if got := at.Format(time.RFC3339); (err == nil) != (c.want != "") || (err == nil && got != c.want) {
			t.Errorf("%q: %s, %v; want %s", c.s, got, err, c.want)
		}
	}
	for at := day.AddDate(-70, 0, 0); at.Year() < 2050; at = at.Add(1234567 * time.Second) {
		got, err := readTime(value{tag: tagUTCTime, body: []byte(at.Format("060102150405Z"))})
		if err != nil || !got.Equal(at) {
			t.Fatalf("%v became %v, %v", at, got, err)
		}
	}
}

// What cannot be a name of a signer is refused with words, and a fault in one place is never another's.
func TestV3ToV6Words(t *testing.T) {
	for p7s, want := range map[string]string{
		"bad-attached":   "the signature carries content of its own",
		"bad-twosigners": "2 signers where certified mail has one",
		"bad-noattr":     "there are no signed attributes",
		"bad-md5":        "the digest is not SHA-1, SHA-256, SHA-384 or SHA-512",
		"bad-1024":       "RSA key of 1024 bits",
		"bad-ec224":      "elliptic curve of 224 bits",
		"bad-seventeen":  "17 certificates: over a limit",
		"bad-nocerts":    "the certificate of the signer is not in the signature",
		"trust-enc":      "the key usage is neither digitalSignature nor contentCommitment",
		"trust-caleaf":   "the signer is a certification authority",
		"trust-noeku":    "the certificate is not for e-mail protection",
	} {
		if r := Verify(readFile(t, "octets.txt"), readFile(t, p7s+".p7s"), testTrust(t), Bounds{}); r.Detail != want {
			t.Errorf("%s: %q, want %q", p7s, r.Detail, want)
		}
	}
}
