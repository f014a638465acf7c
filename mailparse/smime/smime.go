package smime

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"time"
)

// Trust says which certification authorities are believed.
type Trust struct {
	// Pins are the SHA-256 of whole CA certificates, lower-case hex: a certificate of the message with this
	// fingerprint becomes a root. Never the hash of a key (pec.md §7.3).
	Pins []string
	// CAs are CA certificates of the configuration (a test PKI, a REM provider), each a root.
	CAs []*x509.Certificate
	// CRLs are the revocation lists at hand, of any authority; without one of the leaf's own authority the
	// revocation is not_checked.
	CRLs []*x509.RevocationList
	// Cache, where there is one, remembers the paths of this trust that held; see Cache. Verdicts are the same without.
	Cache *Cache
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
	Subject     string            // subject of the leaf, RFC 2253
	Issuer      string            // issuer of the leaf, RFC 2253
	Digest      string            // sha1, sha256, sha384, sha512; empty when not known
	SigningTime time.Time         // the signer's claim, UTC; zero when absent
	Revocation  string            // not_checked, good or revoked
	Detail      string            // plain words on the first failure
}

// Verify judges the detached signature p7s (DER or BER of a CMS SignedData, RFC 5652) over the signed octets as they were
// received: a bare LF counts as CRLF, the form that was signed (RFC 8551 §3.1.1), and nothing is copied. It never
// panics, whatever the input, and its work is bounded by the caps of reliability.md §2 V15. A failure of the signature
// ends the judgement; failures of trust are all told.
func Verify(octets, p7s []byte, t Trust, b Bounds) Report {
	return Digested{octets: octets}.Verify(p7s, t, b)
}

// Verify is Verify over these octets; a signature over SHA-256 does not hash them again.
func (d Digested) Verify(p7s []byte, t Trust, b Bounds) Report {
	r := Report{Revocation: NotChecked}
	set, v, ok := r.signature(d.sum, p7s, t)
	if !ok {
		return r
	}
	if r.Digest == "sha1" {
		r.add("weak_digest", nil)
	}
	at, err := b.instant(r.SigningTime)
	if err != nil {
		r.add("time_incoherent", err)
	}
	if at.IsZero() { // crypto/x509 would take the present
		return r
	}
	r.trust(set, v, t, at, b.Arrival)
	return r
}

// trust judges the leaf of a good signature at one instant: its path and its revocation.
func (r *Report) trust(set []byte, v *vouched, t Trust, at, arrived time.Time) {
	ch := r.path(set, v, t, at)
	if ch == nil {
		return
	}
	ch.arrived = arrived
	if r.Revocation = ch.revocation(t.CRLs); r.Revocation == Revoked {
		r.add("revoked", errors.New("the certificate of the signer was revoked by then"))
	}
}

// path notes what is wrong with the leaf and its path, and gives the path when it holds: an authority is then known whose
// lists can be believed.
func (r *Report) path(set []byte, v *vouched, t Trust, at time.Time) *chain {
	if v.holds(r.Leaf, at) {
		if v.weak {
			r.add("weak_chain", nil)
		}
		ch := v.path
		ch.at = at
		return &ch
	}
	ch, codes, detail := judge(r.Leaf, v.certs, t, at)
	for _, c := range codes {
		r.add(c, detail)
	}
	if len(codes) > 0 && codes[0] != "weak_chain" {
		return nil
	}
	if len(codes) < 2 {
		t.Cache.keep(set, v, r, ch, len(codes) == 1)
	}
	return ch
}

// add notes a reason; the first one that is a failure gives Detail.
func (r *Report) add(code string, err error) {
	r.Reasons = append(r.Reasons, code)
	if r.Detail == "" && err != nil && code != "weak_digest" && code != "weak_chain" {
		r.Detail = err.Error()
	}
}

// signature checks all that needs no trust, and reports whether the signature is good: the leaf made it over
// the octets of which sum gives the digest. set is the DER of the certificates of the message.
func (r *Report) signature(sum func(crypto.Hash) []byte, p7s []byte, t Trust) (set []byte, v *vouched, ok bool) {
	sd, err := parseCMS(p7s)
	if err != nil {
		r.add(code(err), err)
		return nil, nil, false
	}
	s := &sd.signer
	r.SigningTime = s.attrs.signingTime
	digest, accepted := digestNames[s.digest.oid]
	if !accepted {
		r.add("digest_refused", errors.New("the digest is not SHA-1, SHA-256, SHA-384 or SHA-512"))
		return nil, nil, false
	}
	r.Digest = digest.name
	if !sd.declares(s.digest.oid) {
		r.add("sig_malformed", errors.New("the digest of the signer is not declared"))
		return nil, nil, false
	}
	if v, err = t.Cache.find(t, sd.certSet, sd.certs); err != nil {
		r.add(code(err), err)
		return nil, nil, false
	}
	r.setLeaf(s.leaf(v.certs, digest.hash), v)
	if r.Leaf == nil { // RFC 6109 §2.1: the certificate MUST be inside
		r.add("sig_malformed", errors.New("the certificate of the signer is not in the signature"))
		return nil, nil, false
	}
	if err := s.check(sum, r.Leaf, digest.hash); err != nil {
		r.add(code(err), err)
		return nil, nil, false
	}
	return sd.certSet, v, true
}

// check compares the digest of the octets and verifies the signature over the attributes that carry it.
func (s *signerInfo) check(sum func(crypto.Hash) []byte, leaf *x509.Certificate, hash crypto.Hash) error {
	if err := checkKey(leaf); err != nil {
		return err
	}
	if !bytes.Equal(sum(hash), s.attrs.messageDigest) {
		return fail("sig_invalid", "the message is not the one that was signed")
	}
	if err := s.checkSignature(leaf, hash); err != nil {
		return fail("sig_invalid", "verifying the signature: %w", err)
	}
	return nil
}

// leaf finds the certificate the signer is named by. Where several bear the name, the one whose key made the
// signature counts, so that a stray one cannot hide it.
func (s *signerInfo) leaf(certs []*x509.Certificate, hash crypto.Hash) *x509.Certificate {
	var named []*x509.Certificate
	for _, c := range certs {
		if s.names(c) {
			named = append(named, c)
		}
	}
	for _, c := range named {
		if len(named) > 1 && checkKey(c) == nil && s.checkSignature(c, hash) == nil {
			return c
		}
	}
	if len(named) == 0 {
		return nil
	}
	return named[0]
}

func (r *Report) setLeaf(leaf *x509.Certificate, v *vouched) {
	if leaf == nil {
		return
	}
	r.Leaf = leaf
	if leaf == v.leaf {
		r.Subject, r.Issuer, r.Emails = v.subject, v.issuer, v.emails
		return
	}
	r.Subject, r.Issuer = leaf.Subject.String(), leaf.Issuer.String()
	for _, e := range leaf.EmailAddresses {
		r.Emails = append(r.Emails, lower(e))
	}
}

// Tolerances on the signer's claim of time (reliability.md §2 V9).
const (
	aroundDaticert = 10 * time.Minute
	afterArrival   = 24 * time.Hour
)

// instant is the instant at which the certificate is judged: the signing time, else the daticert time, else the
// arrival. The error tells that the instants contradict each other, or that there is none (zero instant).
func (b Bounds) instant(signing time.Time) (time.Time, error) {
	at := signing
	if at.IsZero() {
		at = b.Daticert
	}
	if at.IsZero() {
		at = b.Arrival
	}
	switch {
	case at.IsZero():
		return at, errors.New("no instant is known at which to judge the certificate")
	case !b.Daticert.IsZero() && at.Sub(b.Daticert).Abs() > aroundDaticert:
		return at, errors.New("signing time and daticert are more than 10 minutes apart")
	case !b.Arrival.IsZero() && at.Sub(b.Arrival) > afterArrival:
		return at, errors.New("the signing time is more than a day after the arrival")
	}
	return at, nil
}
