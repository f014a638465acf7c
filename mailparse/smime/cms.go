package smime

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// Object identifiers of RFC 5652 and RFC 2985, as DER content.
const (
	oidData          = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
	oidSignedData    = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
	oidContentType   = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"
	oidMessageDigest = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"
	oidSigningTime   = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05"
	oidCountersigned = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x06"
)

// failure is an error with the code of cli.md that names it.
type failure struct {
	code string
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func fail(code, format string, args ...any) error {
	return &failure{code: code, err: fmt.Errorf(format, args...)}
}

// code is the reason an error stands for: its own, sig_limit for a cap, else that the structure is wrong.
func code(err error) string {
	var f *failure
	switch {
	case errors.As(err, &f):
		return f.code
	case errors.Is(err, errLimit):
		return "sig_limit"
	}
	return "sig_malformed"
}

// signedData is what a detached signature holds (RFC 5652 §5.1).
type signedData struct {
	digests []algorithm // digestAlgorithms
	certs   []value
	certSet []byte // certs as they stand, one after the other
	signer  signerInfo
}

// signerInfo is the one signer (RFC 5652 §5.3).
type signerInfo struct {
	issuer    []byte   // RDNSequence; nil when the signer is named by key
	serial    *big.Int // with issuer
	keyID     []byte   // subjectKeyIdentifier, when issuer is nil
	digest    algorithm
	attrs     attributes
	algorithm algorithm
	signature []byte
}

// algorithm is an AlgorithmIdentifier: the OID as DER content, the parameters as they stand (may be empty).
type algorithm struct {
	oid    string
	params []byte
}

// parseCMS reads a p7s. The error carries the code of the first thing that is wrong.
func parseCMS(p7s []byte) (*signedData, error) {
	der, err := toDER(p7s)
	if err != nil {
		return nil, err
	}
	outer, err := (&cursor{b: der}).expect(tagSequence)
	if err != nil {
		return nil, err
	}
	c := &cursor{b: outer.body}
	if err := expectOID(c, oidSignedData); err != nil {
		return nil, fmt.Errorf("content type of the signature: %w", err)
	}
	wrapped, err := c.expect(tagContext0)
	if err != nil || !c.empty() {
		return nil, fmt.Errorf("content of the signature: %w", orTrailing(err))
	}
	w := &cursor{b: wrapped.body}
	body, err := w.expect(tagSequence)
	if err != nil || !w.empty() {
		return nil, fmt.Errorf("signed data: %w", orTrailing(err))
	}
	return parseSignedData(&cursor{b: body.body})
}

func parseSignedData(c *cursor) (*signedData, error) {
	if err := skipVersion(c); err != nil {
		return nil, fmt.Errorf("version: %w", err)
	}
	sd := &signedData{}
	if err := sd.readDigests(c); err != nil {
		return nil, err
	}
	if err := checkEncap(c); err != nil {
		return nil, err
	}
	if err := sd.readCerts(c, maxCRLs); err != nil {
		return nil, err
	}
	signers, err := c.expect(tagSet)
	if err != nil || !c.empty() {
		return nil, fmt.Errorf("signers: %w", orTrailing(err))
	}
	return sd, sd.readSigner(signers.body)
}

func (sd *signedData) readDigests(c *cursor) error {
	set, err := c.expect(tagSet)
	if err != nil {
		return fmt.Errorf("digest algorithms: %w", err)
	}
	for inner := (&cursor{b: set.body}); !inner.empty(); {
		a, err := readAlgorithm(inner)
		if err != nil {
			return fmt.Errorf("digest algorithms: %w", err)
		}
		sd.digests = append(sd.digests, a)
	}
	return nil
}

// readCerts reads the certificates and the revocation lists, at most so many of these.
func (sd *signedData) readCerts(c *cursor, lists int) (err error) {
	if sd.certSet, sd.certs, err = optionalSet(c, tagContext0, maxCerts, "certificates"); err != nil {
		return err
	}
	_, crls, err := optionalSet(c, tagContext1, lists, "revocation lists")
	if err != nil {
		return err
	}
	for _, v := range crls { // read for its form alone: revocation is judged with lists of the configuration
		if _, err := x509.ParseRevocationList(v.full); err != nil {
			return fmt.Errorf("revocation list: %w", err)
		}
	}
	return nil
}

// checkEncap asks for content of type data that is not inside: multipart/signed signs what stands outside
// (RFC 8551 §3.5.3), and content in both places is how a reader is shown one text and a verifier another.
func checkEncap(c *cursor) error {
	encap, err := c.expect(tagSequence)
	if err != nil {
		return fmt.Errorf("encapsulated content: %w", err)
	}
	in := &cursor{b: encap.body}
	oid, err := in.expect(tagOID)
	if err != nil {
		return fmt.Errorf("type of the content: %w", err)
	}
	if !in.empty() {
		return fail("econtent_present", "the signature carries content of its own")
	}
	if string(oid.body) != oidData {
		return errors.New("the signed content is not of type data")
	}
	return nil
}

// optionalSet reads an optional implicit set and refuses more members than limit.
func optionalSet(c *cursor, tag byte, limit int, what string) (body []byte, vs []value, err error) {
	if c.peek() != tag {
		return nil, nil, nil
	}
	set, err := c.next()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", what, err)
	}
	in := &cursor{b: set.body}
	if n, err := in.count(); err == nil && n > limit {
		return nil, nil, fmt.Errorf("%d %s: %w", n, what, errLimit)
	}
	if vs, err = in.all(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", what, err)
	}
	return set.body, vs, nil
}

func (sd *signedData) readSigner(set []byte) error {
	signers, err := (&cursor{b: set}).all()
	if err != nil {
		return fmt.Errorf("signers: %w", err)
	}
	if len(signers) != 1 {
		return fail("signer_count", "%d signers where certified mail has one", len(signers))
	}
	if signers[0].tag != tagSequence {
		return errors.New("signer is no sequence")
	}
	return sd.signer.read(&cursor{b: signers[0].body})
}

func (s *signerInfo) read(c *cursor) error {
	if err := skipVersion(c); err != nil {
		return fmt.Errorf("version of the signer: %w", err)
	}
	if err := s.readID(c); err != nil {
		return fmt.Errorf("name of the signer: %w", err)
	}
	var err error
	if s.digest, err = readAlgorithm(c); err != nil {
		return fmt.Errorf("digest of the signer: %w", err)
	}
	if c.peek() != tagContext0 {
		return fail("attrs_invalid", "there are no signed attributes")
	}
	attrs, err := c.next()
	if err != nil {
		return fmt.Errorf("signed attributes: %w", err)
	}
	if s.algorithm, err = readAlgorithm(c); err != nil {
		return fmt.Errorf("algorithm of the signature: %w", err)
	}
	sig, err := c.expect(tagOctets)
	if err != nil {
		return fmt.Errorf("octets of the signature: %w", err)
	}
	s.signature = sig.body
	if err := skipUnsigned(c); err != nil {
		return fmt.Errorf("unsigned attributes: %w", err)
	}
	if !c.empty() {
		return errors.New("something follows the signer")
	}
	return s.attrs.read(attrs.body)
}

// skipVersion passes over a version: what it says follows from the rest (RFC 5652 §5.1, §5.3), but a number of more than a byte is
// none.
func skipVersion(c *cursor) error {
	v, err := c.expect(tagInteger)
	if err == nil && len(v.body) != 1 {
		err = fmt.Errorf("a number of %d bytes", len(v.body))
	}
	return err
}

// skipUnsigned passes over the unsigned attributes, which prove nothing but must have their form, and must not be those that only
// count when they are signed (RFC 5652 §11.1 to §11.3).
func skipUnsigned(c *cursor) error {
	if c.peek() != tagContext1 {
		return nil
	}
	set, err := c.next()
	if err != nil {
		return err
	}
	attrs, err := (&cursor{b: set.body}).all()
	for _, a := range attrs {
		oid, _, err := readAttribute(a)
		if err != nil {
			return err
		}
		switch oid {
		case oidContentType, oidMessageDigest, oidSigningTime:
			return fail("attrs_invalid", "an attribute that must be signed is not")
		}
	}
	return err
}

// readID reads issuerAndSerialNumber or [0] subjectKeyIdentifier.
func (s *signerInfo) readID(c *cursor) error {
	if c.peek() == tagKeyID {
		v, err := c.next()
		s.keyID = v.body
		return err
	}
	v, err := c.expect(tagSequence)
	if err != nil {
		return err
	}
	in := &cursor{b: v.body}
	issuer, err := in.expect(tagSequence)
	if err != nil {
		return err
	}
	serial, err := in.expect(tagInteger)
	if err != nil || !in.empty() {
		return orTrailing(err)
	}
	s.issuer = issuer.full
	if _, err := asn1.Unmarshal(serial.full, &s.serial); err != nil {
		return fmt.Errorf("serial number: %w", err)
	}
	return nil
}

// names reports whether the certificate is the one the signer is named by.
func (s *signerInfo) names(c *x509.Certificate) bool {
	if s.issuer == nil {
		return len(s.keyID) > 0 && bytes.Equal(s.keyID, c.SubjectKeyId)
	}
	return s.serial.Cmp(c.SerialNumber) == 0 && bytes.Equal(s.issuer, c.RawIssuer)
}

// declares reports whether the digest of the signer is among digestAlgorithms (RFC 5652 §5.1); openssl does
// not verify a signature where it is not.
func (sd *signedData) declares(oid string) bool {
	return slices.ContainsFunc(sd.digests, func(a algorithm) bool { return a.oid == oid })
}

func readAlgorithm(c *cursor) (algorithm, error) {
	v, err := c.expect(tagSequence)
	if err != nil {
		return algorithm{}, err
	}
	in := &cursor{b: v.body}
	oid, err := in.expect(tagOID)
	if err != nil {
		return algorithm{}, err
	}
	a := algorithm{oid: string(oid.body), params: in.b}
	// Only RSASSA-PSS has parameters; the others have none or NULL (RFC 3370 §2, RFC 5754 §2).
	if a.oid != oidPSS && len(a.params) > 0 && string(a.params) != "\x05\x00" {
		return algorithm{}, errors.New("the algorithm has parameters")
	}
	return a, nil
}

func expectOID(c *cursor, want string) error {
	v, err := c.expect(tagOID)
	if err != nil {
		return err
	}
	if string(v.body) != want {
		return errors.New("it is another kind")
	}
	return nil
}

// orTrailing names the fault when it is not an error of reading but a value too many.
func orTrailing(err error) error {
	if err == nil {
		return errors.New("a value too many")
	}
	return err
}
