package smime

import (
	"crypto/x509"
	"time"
)

// Trust says which certification authorities are believed.
type Trust struct {
	// Pins are the SHA-256 of whole CA certificates, lower-case hex: a certificate of the message with this
	// fingerprint becomes a root. Never the hash of a key (pec.md §7.3).
	Pins []string
	// CAs are CA certificates of the configuration (a test PKI, a REM provider), each a root.
	CAs []*x509.Certificate
}

// AgID is the trust in the authorities of Italian PEC: AgID CA1 in its certificates of 2018, 2021 and 2025
// (one key) and DigitPA CA1 of 2011 (pec.md §7.3).
func AgID() Trust {
	return Trust{Pins: []string{
		"4648900b04272628ab7b2d82ddf74cd5b78d77f8652d5bbf2824bb64dd178659",
		"32322ae2e31a7430be1d6c04bd8cabfbd240c74d2c9dbe82780db1f3f73660a6",
		"790ec428504a61f273e4fcf7ffd4d56991edc02d4402fbbd8914e149fa278c1d",
		"d75420b7e9051773aa0f39ac091cbf0691a1088e32a4d06b671f00e7e9676f72",
	}}
}

// Bounds are the instants against which a signer's claim of time is held.
type Bounds struct {
	Daticert time.Time // zero: none
	Arrival  time.Time // zero: unknown; the signing time may not be later than Arrival plus one day
}

// Report is the verdict on a signature. No Reasons but weak_digest and weak_chain means a good signature of a
// believed provider.
type Report struct {
	Reasons     []string          // codes of cli.md, in the order found, each at most once
	Leaf        *x509.Certificate // the signer's certificate, nil when none was found
	Emails      []string          // rfc822Names of the leaf's subjectAltName, ASCII lower case
	Issuer      string            // issuer of the leaf, RFC 2253
	Digest      string            // sha1, sha256, sha384, sha512; empty when not known
	SigningTime time.Time         // the signer's claim, UTC; zero when absent
	Detail      string            // plain words on the first failure
}

// Verify judges the detached signature p7s (DER or BER of a CMS SignedData, RFC 5652) over octets.
// It never panics, whatever the input, and its work is bounded by the caps of reliability.md §2 V15.
func Verify(octets, p7s []byte, t Trust, b Bounds) Report {
	return Report{Reasons: []string{"sig_malformed"}, Detail: "no signature is understood yet"}
}
