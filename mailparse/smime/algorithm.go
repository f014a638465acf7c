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

const oidPSS = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"

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
	Hash    asn1Algorithm `asn1:"explicit,optional,tag:0"`
	MGF     asn1Algorithm `asn1:"explicit,optional,tag:1"`
	Salt    int           `asn1:"explicit,optional,tag:2,default:20"`
	Trailer int           `asn1:"explicit,optional,tag:3,default:1"`
}

type asn1Algorithm struct {
	OID    asn1.ObjectIdentifier
	Params asn1.RawValue `asn1:"optional"`
}

// verifyPSS verifies with the parameters of the signature: one hash for digest, signature and mask (RFC 4056 §3).
func verifyPSS(key *rsa.PublicKey, hash crypto.Hash, sum []byte, s *signerInfo) error {
	var p pssParams
	if rest, err := asn1.Unmarshal(s.algorithm.params, &p); err != nil || len(rest) > 0 {
		return errors.New("parameters of RSASSA-PSS are malformed")
	}
	mask, err := p.mask()
	if err != nil {
		return err
	}
	if hashOf(p.Hash.OID) != hash || mask != hash || p.Trailer != 1 {
		return errors.New("parameters of RSASSA-PSS do not agree with the digest")
	}
	if p.Salt < 0 || p.Salt > maxRSA/8 {
		return fmt.Errorf("salt of %d bytes", p.Salt)
	}
	if p.Salt == 0 { // 0 asks crypto/rsa to detect the length; any length would then pass
		return errors.New("RSASSA-PSS without salt is not accepted")
	}
	return rsa.VerifyPSS(key, hash, sum, s.signature, &rsa.PSSOptions{SaltLength: p.Salt, Hash: hash})
}

// mask is the hash of the mask generation function, which must be MGF1.
func (p *pssParams) mask() (crypto.Hash, error) {
	if len(p.MGF.OID) == 0 {
		return crypto.SHA1, nil
	}
	if !p.MGF.OID.Equal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 8}) {
		return 0, errors.New("mask generation function is not MGF1")
	}
	var a asn1Algorithm
	if rest, err := asn1.Unmarshal(p.MGF.Params.FullBytes, &a); err != nil || len(rest) > 0 {
		return 0, errors.New("hash of MGF1 is malformed")
	}
	return hashOf(a.OID), nil
}

// hashOf is the accepted hash of an OID, SHA-1 for none, 0 for one that is not accepted.
func hashOf(oid asn1.ObjectIdentifier) crypto.Hash {
	if len(oid) == 0 {
		return crypto.SHA1
	}
	der, err := asn1.Marshal(oid)
	if err != nil || len(der) < 2 {
		return 0
	}
	return digestNames[string(der[2:])].hash
}
