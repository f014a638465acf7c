package smime

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha1" // SHA-1 evidence was live until 2024 and must be read, with a flag (pec.md §7.2)
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
)

// Bounds on RSA keys: below the first a signature proves nothing today, above the second it costs too much.
const (
	minRSA = 2048
	maxRSA = 8192
)

// digestNames are the digests accepted, by OID; anything else, MD5 before all, is refused.
var digestNames = map[string]struct {
	name string
	hash crypto.Hash
}{
	"\x2b\x0e\x03\x02\x1a":                 {"sha1", crypto.SHA1},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x01": {"sha256", crypto.SHA256},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x02": {"sha384", crypto.SHA384},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x03": {"sha512", crypto.SHA512},
}

// scheme is a way of signing.
type scheme int

const (
	pkcs1 scheme = iota + 1
	pss
	ec
)

const (
	oidMGF1 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"
	oidPSS  = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"
)

// signatureAlgorithms are the algorithms accepted, by OID. A zero hash means that digestAlgorithm tells.
var signatureAlgorithms = map[string]struct {
	scheme scheme
	hash   crypto.Hash
}{
	"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01": {pkcs1, 0}, // rsaEncryption (RFC 3370 §3.2)
	"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05": {pkcs1, crypto.SHA1},
	"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b": {pkcs1, crypto.SHA256},
	"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c": {pkcs1, crypto.SHA384},
	"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d": {pkcs1, crypto.SHA512},
	oidPSS:                                 {pss, 0},
	"\x2a\x86\x48\xce\x3d\x02\x01":         {ec, 0}, // id-ecPublicKey
	"\x2a\x86\x48\xce\x3d\x04\x01":         {ec, crypto.SHA1},
	"\x2a\x86\x48\xce\x3d\x04\x03\x02":     {ec, crypto.SHA256},
	"\x2a\x86\x48\xce\x3d\x04\x03\x03":     {ec, crypto.SHA384},
	"\x2a\x86\x48\xce\x3d\x04\x03\x04":     {ec, crypto.SHA512},
}

// checkKey judges the key of a certificate: an error with code key_weak, sig_limit or sig_invalid.
func checkKey(c *x509.Certificate) error {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		switch bits := k.N.BitLen(); {
		case bits < minRSA:
			return fail("key_weak", "RSA key of %d bits", bits)
		case bits > maxRSA:
			return fail("sig_limit", "RSA key of %d bits", bits)
		}
	case *ecdsa.PublicKey:
		if bits := k.Curve.Params().BitSize; bits < 256 {
			return fail("key_weak", "elliptic curve of %d bits", bits)
		}
	default:
		return fail("sig_invalid", "the signer's key is of a kind that is not accepted")
	}
	return nil
}

// checkSignature verifies the signature over the signed attributes with the key of c. hash is digestAlgorithm,
// known to be accepted. x509.Certificate.CheckSignature will not do: it knows no PSS parameters of CMS.
func (s *signerInfo) checkSignature(c *x509.Certificate, hash crypto.Hash) error {
	alg, known := signatureAlgorithms[s.algorithm.oid]
	if !known {
		return errors.New("the signature algorithm is not accepted")
	}
	if alg.hash != 0 && alg.hash != hash {
		return errors.New("digest and signature algorithm do not agree")
	}
	h := hash.New()
	h.Write(s.attrs.signed)
	sum := h.Sum(nil)
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if alg.scheme == pss {
			return verifyPSS(key, hash, sum, s)
		}
		if alg.scheme == pkcs1 {
			return rsa.VerifyPKCS1v15(key, hash, sum, s.signature)
		}
	case *ecdsa.PublicKey:
		if alg.scheme == ec {
			if !ecdsa.VerifyASN1(key, sum, s.signature) {
				return errors.New("ecdsa: verification error")
			}
			return nil
		}
	}
	return errors.New("the signer's key is not of the kind of the signature")
}

// pssParams is RSASSA-PSS-params (RFC 4055 §3.1); what is absent has the defaults of 1998.
type pssParams struct {
	hash, mask    crypto.Hash // 0 for one that is not accepted
	salt, trailer int
}

// verifyPSS verifies with the parameters of the signature: one hash for digest, signature and mask (RFC 4056 §3).
func verifyPSS(key *rsa.PublicKey, hash crypto.Hash, sum []byte, s *signerInfo) error {
	p, err := readPSS(s.algorithm.params)
	if err != nil {
		return fmt.Errorf("parameters of RSASSA-PSS: %w", err)
	}
	if p.hash != hash || p.mask != hash || p.trailer != 1 {
		return errors.New("parameters of RSASSA-PSS do not agree with the digest")
	}
	if p.salt < 0 || p.salt > maxRSA/8 {
		return fmt.Errorf("salt of %d bytes", p.salt)
	}
	if p.salt == 0 { // 0 asks crypto/rsa to detect the length; any length would then pass
		return errors.New("RSASSA-PSS without salt is not accepted")
	}
	return rsa.VerifyPSS(key, hash, sum, s.signature, &rsa.PSSOptions{SaltLength: p.salt, Hash: hash})
}

// readPSS reads the parameters to their last byte: encoding/asn1 would pass over what follows in a sequence.
func readPSS(params []byte) (pssParams, error) {
	p := pssParams{hash: crypto.SHA1, mask: crypto.SHA1, salt: 20, trailer: 1}
	outer := &cursor{b: params}
	v, err := outer.expect(tagSequence)
	if err != nil || !outer.empty() {
		return p, orTrailing(err)
	}
	in := &cursor{b: v.body}
	for tag, read := range []func(*cursor) error{
		func(c *cursor) (err error) { p.hash, err = readHash(c); return },
		func(c *cursor) (err error) { p.mask, err = readMask(c); return },
		func(c *cursor) (err error) { p.salt, err = readInt(c); return },
		func(c *cursor) (err error) { p.trailer, err = readInt(c); return },
	} {
		if in.peek() != tagContext0+byte(tag) {
			continue
		}
		v, err := in.next()
		if err != nil {
			return p, err
		}
		c := &cursor{b: v.body}
		if err := read(c); err != nil || !c.empty() {
			return p, orTrailing(err)
		}
	}
	if !in.empty() {
		return p, orTrailing(nil)
	}
	return p, nil
}

// readHash reads the name of a hash, 0 for one that is not accepted.
func readHash(c *cursor) (crypto.Hash, error) {
	a, err := readAlgorithm(c)
	return digestNames[a.oid].hash, err
}

// readMask reads the mask generation function, which must be MGF1, and returns its hash.
func readMask(c *cursor) (crypto.Hash, error) {
	v, err := c.expect(tagSequence)
	if err != nil {
		return 0, err
	}
	in := &cursor{b: v.body}
	if err := expectOID(in, oidMGF1); err != nil {
		return 0, fmt.Errorf("mask generation function: %w", err)
	}
	hash, err := readHash(in)
	if err != nil || !in.empty() {
		return 0, orTrailing(err)
	}
	return hash, nil
}

func readInt(c *cursor) (n int, err error) {
	v, err := c.expect(tagInteger)
	if err != nil {
		return 0, err
	}
	if _, err := asn1.Unmarshal(v.full, &n); err != nil {
		return 0, fmt.Errorf("number: %w", err)
	}
	return n, nil
}
