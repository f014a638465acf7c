package smime

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Caps of a p7m, beside those that hold for every signature.
const (
	MaxP7M     = 16 << 20 // decoded bytes
	maxSigners = 8        // of one layer
	maxLayers  = 3        // a p7m in a p7m in a p7m
	maxP7MCRLs = 8        // long-term signatures carry the lists of their time
)

// Attached is the verdict on a p7m: a document with its signatures around it (CAdES, ETSI EN 319 122-1; RFC 5652 §5).
type Attached struct {
	// Content is the document, inside all layers. It aliases the p7m or is one copy of its size; nil when it was not found.
	Content []byte
	// Signers are those of every layer, the outermost first.
	Signers []Signer
	// Reasons say why the p7m as a whole cannot be judged: sig_malformed, sig_limit, signer_count. Then nothing counts that
	// was found before.
	Reasons []string
	Detail  string // plain words on Reasons
}

// Valid tells whether every signature of every layer is good.
func (a Attached) Valid() bool {
	good := func(s Signer) bool { return len(s.Reasons) == 0 }
	return len(a.Reasons) == 0 && len(a.Signers) > 0 && !slices.ContainsFunc(a.Signers, func(s Signer) bool { return !good(s) })
}

// Signer is the verdict on one signature of a p7m. No Reasons means a good signature of the person the certificate names.
// What it says about a person counts only then.
type Signer struct {
	Reasons []string // codes of Report, weak_chain among the failures
	Detail  string   // plain words on the first of them
	Leaf    *x509.Certificate
	Issuer  string // RFC 2253
	// Serial is the serialNumber of the subject (X.520, 2.5.4.5), for example TINIT-RSSMRA80A01H501U (ETSI EN 319 412-1
	// §5.1.3); empty when the subject has none or several.
	Serial       string
	Name         string // commonName
	GivenName    string
	Surname      string
	Organization string
	Digest       string    // sha256, sha384, sha512
	SigningTime  time.Time // the signer's claim, UTC; zero when absent: nobody vouches for it
	Revocation   string    // not_checked, good or revoked
	Layer        int       // 1 is the outermost
}

func (s *Signer) add(code string, err error) {
	s.Reasons = append(s.Reasons, code)
	if s.Detail == "" && err != nil {
		s.Detail = err.Error()
	}
}

// VerifyAttached judges a p7m, DER or BER, also in base64 or PEM, by the instant at which it was received: a signature
// holds for those who received it while the certificate was valid; the time the signer writes is only told. Roots are the
// CAs and pins of t. It never panics, and its work is bounded by the size of the p7m.
func VerifyAttached(p7m []byte, t Trust, at time.Time) Attached {
	a := Attached{}
	for layer := 1; ; layer++ {
		p, err := openP7M(p7m)
		if err == nil && layer > maxLayers {
			err = fmt.Errorf("p7m in p7m, more than %d deep: %w", maxLayers, errLimit)
		}
		if err != nil {
			a.Content, a.Reasons, a.Detail = nil, []string{code(err)}, err.Error()
			return a
		}
		a.Content = p.content
		a.Signers = append(a.Signers, p.judge(t, at, layer)...)
		if !looksSigned(p.content) {
			return a
		}
		p7m = p.content
	}
}

// layer is one p7m, taken apart.
type layer struct {
	content []byte
	signedData
	signers []signerInfo
}

// openP7M takes a p7m out of its wrapping and apart.
func openP7M(p7m []byte) (*layer, error) {
	ber, err := unwrap(p7m)
	if err != nil {
		return nil, err
	}
	if len(ber) > MaxP7M {
		return nil, fmt.Errorf("p7m of %d bytes: %w", len(ber), errLimit)
	}
	w := &walker{b: ber}
	l := &layer{}
	if err := l.read(w); err != nil {
		return nil, err
	}
	if w.pos != len(ber) {
		return nil, fmt.Errorf("%d bytes follow the signature", len(ber)-w.pos)
	}
	return l, nil
}

// unwrap takes off base64 and the lines of PEM (RFC 7468); what begins as BER is BER. Both are measured before.
func unwrap(p7m []byte) ([]byte, error) {
	if len(p7m) > 0 && p7m[0] == tagSequence {
		return p7m, nil
	}
	text := bytes.TrimSpace(p7m)
	if len(text) > MaxP7M/2*3 { // base64 with its line ends
		return nil, fmt.Errorf("p7m of %d bytes of text: %w", len(text), errLimit)
	}
	if first, rest, ok := bytes.Cut(text, []byte("\n")); ok && bytes.HasPrefix(first, []byte("-----BEGIN ")) {
		body, after, ok := bytes.Cut(rest, []byte("-----END "))
		if !ok || bytes.IndexByte(after, '\n') >= 0 {
			return nil, errors.New("PEM without its end, or with more after it")
		}
		text = body
	}
	if bytes.ContainsAny(text, " \t") { // line ends the decoder passes over itself
		text = slices.DeleteFunc(bytes.Clone(text), func(c byte) bool { return c == ' ' || c == '\t' })
	}
	out := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(out, text)
	if err != nil {
		return nil, fmt.Errorf("p7m is neither BER nor base64: %w", err)
	}
	return out[:n:n], nil
}

// looksSigned tells whether a document is itself a p7m, by its first bytes.
func looksSigned(doc []byte) bool {
	head := doc[:min(len(doc), 64)]
	if len(head) > 0 && head[0] != tagSequence { // the first line of base64 or PEM
		if bytes.HasPrefix(head, []byte("-----BEGIN PKCS")) || bytes.HasPrefix(head, []byte("-----BEGIN CMS")) {
			return true
		}
		head, _ = unwrap(head[:min(len(head), 40)])
	}
	h, err := readHeader(append(slices.Clone(head), make([]byte, 8)...))
	if err != nil && len(head) > 2 && head[0] == tagSequence { // longer than these bytes: the length alone is not held against them
		h.size = 2
		if n := int(head[1] & 0x7f); head[1] > 0x80 {
			h.size += n
		}
	}
	return h.size > 0 && len(head) > h.size && head[0] == tagSequence && bytes.HasPrefix(head[h.size:], []byte("\x06\x09"+oidSignedData))
}

// read takes a SignedData apart that holds its content (RFC 5652 §5.1).
func (l *layer) read(w *walker) error {
	if err := w.enter(tagSequence); err != nil {
		return err
	}
	if err := w.oid(oidSignedData); err != nil {
		return fmt.Errorf("content type of the signature: %w", err)
	}
	if err := w.enter(tagContext0); err != nil {
		return fmt.Errorf("content of the signature: %w", err)
	}
	if err := w.enter(tagSequence); err != nil {
		return fmt.Errorf("signed data: %w", err)
	}
	version, err := w.value()
	if err != nil || version[0] != tagInteger {
		return errors.New("version is missing")
	}
	digests, err := w.value()
	if err != nil {
		return fmt.Errorf("digest algorithms: %w", err)
	}
	if err := l.readContent(w); err != nil {
		return err
	}
	rest := [][]byte{digests}
	for w.more() {
		v, err := w.value()
		if err != nil {
			return fmt.Errorf("certificates and signers: %w", err)
		}
		if rest = append(rest, v); len(rest) > 4 {
			return errors.New("something follows the signers")
		}
	}
	for range 3 {
		if err := w.leave(); err != nil {
			return err
		}
	}
	return l.readRest(rest)
}

// oid passes over an object identifier, which must be that one.
func (w *walker) oid(want string) error {
	v, err := w.value()
	if err != nil {
		return err
	}
	return expectOID(&cursor{b: v}, want)
}

// readContent reads EncapsulatedContentInfo, whose content must be there and of type data.
func (l *layer) readContent(w *walker) error {
	if err := w.enter(tagSequence); err != nil {
		return fmt.Errorf("encapsulated content: %w", err)
	}
	if err := w.oid(oidData); err != nil {
		return fmt.Errorf("type of the content: %w", err)
	}
	if !w.more() {
		return errors.New("the signature holds no document")
	}
	if err := w.enter(tagContext0); err != nil {
		return fmt.Errorf("document: %w", err)
	}
	var err error
	if l.content, err = w.octets(); err != nil {
		return fmt.Errorf("document: %w", err)
	}
	return errors.Join(w.leave(), w.leave())
}

// readRest reads what stands around the content: digests, certificates and lists where there are any, signers. Together
// they may be as large as a detached signature.
func (l *layer) readRest(parts [][]byte) error {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	if size > maxP7S {
		return fmt.Errorf("%d bytes beside the document: %w", size, errLimit)
	}
	var der []byte
	for _, p := range parts {
		v, err := toDER(p)
		if err != nil {
			return err
		}
		der = append(der, v...)
	}
	c := &cursor{b: der}
	if err := l.readDigests(c); err != nil {
		return err
	}
	if err := l.readCerts(c, maxP7MCRLs); err != nil {
		return err
	}
	set, err := c.expect(tagSet)
	if err != nil || !c.empty() {
		return fmt.Errorf("signers: %w", orTrailing(err))
	}
	return l.readSigners(set.body)
}

func (l *layer) readSigners(set []byte) error {
	for c := (&cursor{b: set}); !c.empty(); {
		v, err := c.expect(tagSequence)
		if err != nil {
			return fmt.Errorf("signers: %w", err)
		}
		if len(l.signers) == maxSigners {
			return fmt.Errorf("more than %d signers: %w", maxSigners, errLimit)
		}
		s := signerInfo{}
		if err := s.read(&cursor{b: v.body}); err != nil {
			return err
		}
		l.signers = append(l.signers, s)
	}
	if len(l.signers) == 0 {
		return fail("signer_count", "nobody signed")
	}
	return nil
}

// judge judges each signer of a layer. The digest of the document is taken once for each algorithm.
func (l *layer) judge(t Trust, at time.Time, depth int) []Signer {
	certs, err := parseCerts(l.certs)
	sums := map[crypto.Hash][]byte{}
	sum := func(h crypto.Hash) []byte {
		if sums[h] == nil {
			x := h.New()
			x.Write(l.content)
			sums[h] = x.Sum(nil)
		}
		return sums[h]
	}
	var out []Signer
	for i := range l.signers {
		s := Signer{Layer: depth, Revocation: NotChecked}
		if err != nil {
			s.add(code(err), err)
		} else if s.signature(l, &l.signers[i], certs, sum) {
			s.trust(certs, t, at)
		}
		out = append(out, s)
	}
	return out
}

// signature checks all that needs no trust, and reports whether the signature is good.
func (s *Signer) signature(l *layer, info *signerInfo, certs []*x509.Certificate, sum func(crypto.Hash) []byte) bool {
	s.SigningTime = info.attrs.signingTime
	digest, accepted := digestNames[info.digest.oid]
	if !accepted || digest.hash == crypto.SHA1 { // no member signs today with what was weak in 2011 already
		s.add("digest_refused", errors.New("the digest is not SHA-256, SHA-384 or SHA-512"))
		return false
	}
	s.Digest = digest.name
	if !l.declares(info.digest.oid) {
		s.add("sig_malformed", errors.New("the digest of the signer is not declared"))
		return false
	}
	leaf := info.leaf(certs, digest.hash)
	if leaf == nil {
		s.add("sig_malformed", errors.New("the certificate of the signer is not in the signature"))
		return false
	}
	s.setLeaf(leaf)
	if err := info.check(sum, leaf, digest.hash); err != nil {
		s.add(code(err), err)
		return false
	}
	if err := info.attrs.namesCertificate(leaf); err != nil {
		s.add("attrs_invalid", err)
		return false
	}
	return true
}

// trust judges the certificate at the instant of receipt.
func (s *Signer) trust(certs []*x509.Certificate, t Trust, at time.Time) {
	if at.IsZero() {
		s.add("time_incoherent", errors.New("no instant is known at which to judge the certificate"))
		return
	}
	ch, codes, detail := judgePerson(s.Leaf, certs, t, at)
	for _, c := range codes {
		s.add(c, detail)
	}
	if len(codes) > 0 {
		return
	}
	ch.arrived = at // the instant of receipt, which the signer's key cannot change
	if s.Revocation = ch.revocation(t.CRLs); s.Revocation == Revoked {
		s.add("revoked", errors.New("the certificate of the signer was revoked by then"))
	}
}

// setLeaf reads the names of the certificate.
func (s *Signer) setLeaf(leaf *x509.Certificate) {
	s.Leaf, s.Issuer = leaf, leaf.Issuer.String()
	s.Name, s.Organization = leaf.Subject.CommonName, strings.Join(leaf.Subject.Organization, ", ")
	var serials []string
	for _, a := range leaf.Subject.Names {
		text, _ := a.Value.(string)
		switch a.Type.String() {
		case "2.5.4.5":
			serials = append(serials, text)
		case "2.5.4.42":
			s.GivenName = text
		case "2.5.4.4":
			s.Surname = text
		}
	}
	if len(serials) == 1 {
		s.Serial = serials[0]
	}
}
