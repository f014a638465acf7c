package demo

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"time"

	"github.com/smallstep/pkcs7"
)

// Firma says how a message is signed. The zero value is SHA-256 and DER.
type Firma struct {
	SHA1 bool `json:"sha1,omitempty"`
	BER  bool `json:"ber,omitempty"` // outer structures of indefinite length, as BouncyCastle writes them
}

// Chiave is a certificate with its private key.
type Chiave struct {
	Cert *x509.Certificate
	Key  *rsa.PrivateKey
}

// Firma signs octets detached, with signed attributes, at a given instant, the chain included (pec.md §7.3).
func (c Chiave) Firma(octets []byte, at time.Time, f Firma, chain ...*x509.Certificate) ([]byte, error) {
	sd, err := pkcs7.NewSignedData(octets)
	if err != nil {
		return nil, fmt.Errorf("preparing signature: %w", err)
	}
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if f.SHA1 {
		sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA1)
	}
	if err := sd.AddSignerChain(c.Cert, c.Key, chain, pkcs7.SignerInfoConfig{}); err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	if err := c.ritempora(sd, at, f); err != nil {
		return nil, err
	}
	sd.Detach()
	der, err := sd.Finish()
	if err != nil {
		return nil, fmt.Errorf("writing signature: %w", err)
	}
	if !f.BER {
		return der, nil
	}
	return ber(der)
}

// ritempora puts the virtual instant into the signing-time attribute, where the library has put the wall clock,
// and signs the attributes again.
func (c Chiave) ritempora(sd *pkcs7.SignedData, at time.Time, f Firma) error {
	when, err := asn1.MarshalWithParams(at.UTC().Truncate(time.Second), "utc")
	if err != nil {
		return fmt.Errorf("writing signing time: %w", err)
	}
	for i := range sd.GetSignedData().SignerInfos {
		si := &sd.GetSignedData().SignerInfos[i]
		for j := range si.AuthenticatedAttributes {
			if a := &si.AuthenticatedAttributes[j]; a.Type.Equal(pkcs7.OIDAttributeSigningTime) {
				a.Value = asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSet, IsCompound: true, Bytes: when}
			}
		}
		octets, err := asn1.MarshalWithParams(si.AuthenticatedAttributes, "set")
		if err != nil {
			return fmt.Errorf("writing signed attributes: %w", err)
		}
		if si.EncryptedDigest, err = firmaPKCS1(c.Key, octets, f.SHA1); err != nil {
			return fmt.Errorf("signing attributes: %w", err)
		}
	}
	return nil
}
