package smime

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
)

// personPath judges the path of a person's own certificate, whose purpose nobody restricts: qualified certificates name no
// extended key usage, or others. SHA-1 in it is refused.
func (ch *chain) personPath() (code string, err error) {
	if weakSigned(ch.leaf) {
		return "weak_chain", errors.New("the certificate is signed with SHA-1")
	}
	held, err := ch.verify(ch.at, x509.ExtKeyUsageAny)
	if err != nil {
		return ch.classify(err), err
	}
	ch.held = held
	return "", nil
}

// checkPersonUsage asks for contentCommitment, which a certificate of signature has (ETSI EN 319 412-2 §4.3.2) and one of
// authentication has not, and that the signer is no authority.
func checkPersonUsage(leaf *x509.Certificate) error {
	if leaf.IsCA {
		return errors.New("the signer is a certification authority")
	}
	if leaf.KeyUsage&x509.KeyUsageContentCommitment == 0 {
		return errors.New("the key usage is not contentCommitment")
	}
	return nil
}

// The attributes that name the certificate of the signer (RFC 5035 §3 and §4), as DER content.
const (
	oidSigningCert   = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c"
	oidSigningCertV2 = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f"
)

// namesCertificate asks that the signed attributes, where they name the certificate of the signer, name this one. Without
// them the certificate could be changed for another of the same key, with another name.
func (a *attributes) namesCertificate(leaf *x509.Certificate) error {
	set, err := (&cursor{b: a.signed}).expect(tagSet)
	if err != nil {
		return err
	}
	attrs, err := (&cursor{b: set.body}).all()
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, v := range attrs {
		oid, val, err := readAttribute(v)
		if err != nil {
			return err
		}
		if oid != oidSigningCert && oid != oidSigningCertV2 {
			continue
		}
		if seen[oid] || val.full == nil {
			return errors.New("the certificate of the signer is named twice, or not in one value")
		}
		seen[oid] = true
		if err := checkESS(val, oid == oidSigningCertV2, leaf); err != nil {
			return fmt.Errorf("the certificate of the signer: %w", err)
		}
	}
	return nil
}

// checkESS compares the first certificate identifier, which is the signer's, with the certificate.
func checkESS(v value, v2 bool, leaf *x509.Certificate) error {
	if v.tag != tagSequence {
		return errors.New("it is no sequence")
	}
	list, err := (&cursor{b: v.body}).expect(tagSequence)
	if err != nil {
		return err
	}
	id, err := (&cursor{b: list.body}).expect(tagSequence)
	if err != nil {
		return err
	}
	c, hash := &cursor{b: id.body}, crypto.SHA1
	if v2 {
		if hash = crypto.SHA256; c.peek() == tagSequence {
			if hash, err = readHash(c); err != nil || hash == 0 {
				return errors.New("its digest is not accepted")
			}
		}
	}
	digest, err := c.expect(tagOctets)
	if err != nil {
		return err
	}
	h := hash.New()
	h.Write(leaf.Raw)
	if !bytes.Equal(h.Sum(nil), digest.body) {
		return errors.New("another one is named")
	}
	if c.empty() {
		return nil
	}
	return checkIssuerSerial(c, leaf)
}

// checkIssuerSerial compares IssuerSerial: names of the issuer, of which one is its directory name, and the number.
func checkIssuerSerial(c *cursor, leaf *x509.Certificate) error {
	v, err := c.expect(tagSequence)
	if err != nil || !c.empty() {
		return orTrailing(err)
	}
	in := &cursor{b: v.body}
	names, err := in.expect(tagSequence)
	if err != nil {
		return err
	}
	number, err := in.expect(tagInteger)
	if err != nil {
		return err
	}
	serial := new(big.Int)
	if _, err := asn1.Unmarshal(number.full, &serial); err != nil {
		return fmt.Errorf("its number: %w", err)
	}
	name, err := (&cursor{b: names.body}).expect(0xa4) // directoryName
	if err != nil {
		return err
	}
	if serial.Cmp(leaf.SerialNumber) != 0 || !sameName(name.body, leaf.RawIssuer) {
		return errors.New("another issuer or number is named")
	}
	return nil
}
