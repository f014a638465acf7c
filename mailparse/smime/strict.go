package smime

import (
	"crypto/x509"
	"errors"
	"fmt"
)

// parseCerts reads the certificates. One that cannot be read makes the signature malformed, as it does for openssl: what is
// skipped here could be read elsewhere.
func parseCerts(vs []value) ([]*x509.Certificate, error) {
	certs := make([]*x509.Certificate, 0, len(vs))
	for _, v := range vs {
		c, err := x509.ParseCertificate(v.full)
		if err == nil {
			err = wholeTBS(c.RawTBSCertificate)
		}
		if err != nil {
			return nil, fmt.Errorf("certificate of the signature: %w", err)
		}
		certs = append(certs, c)
	}
	return certs, nil
}

// wholeTBS asks that after the key of a certificate stand only issuerUniqueID, subjectUniqueID and extensions, each at most
// once and in this order (RFC 5280 §4.1): crypto/x509 passes over what else stands there, and with it over extensions whose
// tag was changed.
func wholeTBS(tbs []byte) error {
	outer, err := (&cursor{b: tbs}).expect(tagSequence)
	if err != nil {
		return err
	}
	c := &cursor{b: outer.body}
	fields := 6 // serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo
	if c.peek() == tagContext0 {
		fields++ // version
	}
	for range fields {
		if _, err := c.next(); err != nil {
			return err
		}
	}
	last := byte(0)
	for !c.empty() {
		v, err := c.next()
		if err != nil {
			return err
		}
		number := v.tag & 0x1f
		unique := v.tag == 0x81 || v.tag == 0x82
		if !unique && v.tag != 0xa3 || number <= last || unique && (len(v.body) == 0 || v.body[0] > 7) {
			return errors.New("it holds what no certificate has")
		}
		last = number
	}
	return nil
}
