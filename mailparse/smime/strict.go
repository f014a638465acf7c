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
		if len(v.full) > maxCert {
			return nil, fmt.Errorf("certificate of %d bytes: %w", len(v.full), errLimit)
		}
		c, err := x509.ParseCertificate(v.full)
		if err == nil {
			err = checkForm(v.full)
		}
		if err != nil {
			return nil, fmt.Errorf("certificate of the signature: %w", err)
		}
		certs = append(certs, c)
	}
	return certs, nil
}

const tagBoolean, tagBits = 0x01, 0x03

// checkForm asks that a certificate holds what RFC 5280 §4.1 says and nothing besides: crypto/x509 passes over values too
// many, and with them over extensions whose tag was changed, where openssl and other readers refuse the certificate.
func checkForm(full []byte) error {
	c, err := parts(full, 3)
	if err != nil || c[0].tag != tagSequence || c[2].tag != tagBits {
		return orForm(err)
	}
	if err := checkAlgorithm(c[1]); err != nil {
		return err
	}
	tbs, err := (&cursor{b: c[0].body}).all()
	if err != nil {
		return err
	}
	if len(tbs) > 0 && tbs[0].tag == tagContext0 { // version
		if v, err := (&cursor{b: tbs[0].body}).all(); err != nil || len(v) != 1 {
			return orForm(err)
		}
		tbs = tbs[1:]
	}
	if len(tbs) < 6 || tbs[0].tag != tagInteger {
		return orForm(nil)
	}
	for i, check := range []func(value) error{checkAlgorithm, checkName, checkValidity, checkName, checkPublicKey} {
		if err := check(tbs[1+i]); err != nil {
			return err
		}
	}
	return checkOptional(tbs[6:])
}

// parts are the values of a sequence, of which there must be so many.
func parts(full []byte, n int) ([]value, error) {
	c := &cursor{b: full}
	seq, err := c.expect(tagSequence)
	if err != nil || !c.empty() {
		return nil, orForm(err)
	}
	vs, err := (&cursor{b: seq.body}).all()
	if err == nil && len(vs) != n {
		err = orForm(nil)
	}
	return vs, err
}

// checkAlgorithm: an identifier, and parameters or none.
func checkAlgorithm(v value) error {
	c := &cursor{b: v.body}
	if _, err := c.expect(tagOID); err != nil || v.tag != tagSequence {
		return orForm(err)
	}
	if !c.empty() {
		if _, err := c.next(); err != nil || !c.empty() {
			return orForm(err)
		}
	}
	return nil
}

// checkName: sets of pairs of an identifier and a string.
func checkName(v value) error {
	rdns, err := (&cursor{b: v.body}).all()
	if err != nil || v.tag != tagSequence {
		return orForm(err)
	}
	for _, rdn := range rdns {
		pairs, err := (&cursor{b: rdn.body}).all()
		if err != nil || rdn.tag != tagSet {
			return orForm(err)
		}
		for _, a := range pairs {
			if p, err := parts(a.full, 2); err != nil || p[0].tag != tagOID {
				return orForm(err)
			}
		}
	}
	return nil
}

func checkValidity(v value) error {
	_, err := parts(v.full, 2)
	return err
}

func checkPublicKey(v value) error {
	p, err := parts(v.full, 2)
	if err != nil || p[1].tag != tagBits {
		return orForm(err)
	}
	return checkAlgorithm(p[0])
}

// checkOptional: issuerUniqueID, subjectUniqueID and extensions, each at most once and in this order.
func checkOptional(vs []value) error {
	last := byte(0)
	for _, v := range vs {
		number := v.tag & 0x1f
		unique := v.tag == 0x81 || v.tag == 0x82
		if !unique && v.tag != 0xa3 || number <= last || unique && (len(v.body) == 0 || v.body[0] > 7) {
			return orForm(nil)
		}
		if last = number; unique {
			continue
		}
		c := &cursor{b: v.body}
		list, err := c.expect(tagSequence)
		if err != nil || !c.empty() {
			return orForm(err)
		}
		if err := checkExtensions(list.body); err != nil {
			return err
		}
	}
	return nil
}

func checkExtensions(body []byte) error {
	list, err := (&cursor{b: body}).all()
	if err != nil {
		return err
	}
	for _, e := range list {
		c := &cursor{b: e.body}
		if _, err := c.expect(tagOID); err != nil || e.tag != tagSequence {
			return orForm(err)
		}
		if c.peek() == tagBoolean {
			if v, err := c.next(); err != nil || len(v.body) != 1 {
				return orForm(err)
			}
		}
		if _, err := c.expect(tagOctets); err != nil || !c.empty() {
			return orForm(err)
		}
	}
	return nil
}

// orForm names the fault when it is not an error of reading.
func orForm(err error) error {
	if err == nil {
		return errors.New("it has not the form of a certificate")
	}
	return err
}
