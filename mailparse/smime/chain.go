package smime

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
)

// chain judges the path from the leaf to a believed authority at one instant.
type chain struct {
	leaf   *x509.Certificate
	roots  []*x509.Certificate
	others []*x509.Certificate // intermediates of the message
	at     time.Time
	// arrived is when the signature is known to have been there already; zero when unknown. Only revocation asks for it.
	arrived time.Time
	held    []*x509.Certificate // the path that path found to hold
	// told, where there is one, keeps what the lists tell of a certificate; it holds for these roots, others and lists.
	told   map[*x509.Certificate][]told
	person bool // the leaf is a person's own certificate: another profile than a provider's
}

// newChain chooses the roots: the CAs of the configuration, and every CA certificate of the message whose whole
// bytes are pinned. Never by key: nobody checks a root's own signature, and a certificate forged around the
// key of AgID CA1, without its name constraints, would be believed (pec.md §7.3).
func newChain(leaf *x509.Certificate, certs []*x509.Certificate, t Trust, at time.Time) *chain {
	ch := &chain{leaf: leaf, at: at}
	needed := map[string]bool{string(leaf.RawIssuer): true}
	for _, c := range certs {
		needed[string(c.RawIssuer)] = true
	}
	for _, c := range t.CAs {
		// crypto/x509 would believe a leaf that stands among the roots. A list of trust has hundreds that no name leads to.
		if c != nil && isCA(c) && needed[string(c.RawSubject)] {
			ch.roots = append(ch.roots, c)
		}
	}
	var rest []*x509.Certificate
	for _, c := range certs {
		switch {
		case c == leaf || !isCA(c):
		case t.pinned(c):
			ch.roots = append(ch.roots, c)
		case checkKey(c) == nil: // a weak or enormous key carries no path
			rest = append(rest, c)
		}
	}
	ch.others = vouchedFor(ch.roots, rest)
	return ch
}

// judge judges a provider's certificate and its path.
func judge(leaf *x509.Certificate, certs []*x509.Certificate, t Trust, at time.Time) (ch *chain, codes []string, detail error) {
	return newChain(leaf, certs, t, at).settle(certs, t)
}

// judgePerson judges a person's own certificate and its path.
func judgePerson(leaf *x509.Certificate, certs []*x509.Certificate, t Trust, at time.Time) (ch *chain, codes []string, detail error) {
	ch = newChain(leaf, certs, t, at)
	ch.person = true
	return ch.settle(certs, t)
}

// settle judges, a second time with names folded where no path was found as they stand.
func (ch *chain) settle(certs []*x509.Certificate, t Trust) (settled *chain, codes []string, detail error) {
	codes, detail = ch.judge()
	if !slices.Contains(codes, "chain_untrusted") {
		return ch, codes, detail
	}
	if folded := ch.withFoldedNames(certs, t); folded != nil {
		if again, why := folded.judge(); !slices.Contains(again, "chain_untrusted") {
			return folded, again, why
		}
	}
	return ch, codes, detail
}

// vouchedFor keeps the certificates that a root signed, or one so kept. crypto/x509 would find the same paths, but
// from the leaf upwards, where a sender can lay out a maze: a second of work in sixteen certificates.
func vouchedFor(roots, rest []*x509.Certificate) (kept []*x509.Certificate) {
	for level := roots; len(level) > 0 && len(rest) > 0; {
		var next []*x509.Certificate
		rest = slices.DeleteFunc(rest, func(c *x509.Certificate) bool {
			for _, parent := range level {
				if bytes.Equal(c.RawIssuer, parent.RawSubject) && c.CheckSignatureFrom(parent) == nil {
					next = append(next, c)
					return true
				}
			}
			return false
		})
		kept = append(kept, next...)
		level = next
	}
	return kept
}

func (t Trust) pinned(c *x509.Certificate) bool {
	sum := sha256.Sum256(c.Raw)
	fp := hex.EncodeToString(sum[:])
	return slices.ContainsFunc(t.Pins, func(p string) bool { return strings.EqualFold(p, fp) })
}

func isCA(c *x509.Certificate) bool { return c.BasicConstraintsValid && c.IsCA }

// judge returns the codes of what is wrong with the leaf and its path, weak_chain for a path that holds by a
// SHA-1 signature, and the words for the first of them.
func (ch *chain) judge() (codes []string, detail error) {
	add := func(code string, err error) {
		codes = append(codes, code)
		if detail == nil {
			detail = err
		}
	}
	if code, err := ch.path(); code != "" {
		add(code, err)
	}
	if ch.person {
		if err := checkPersonUsage(ch.leaf); err != nil {
			add("key_usage", err)
		}
		return codes, detail
	}
	if !mayProtectMail(ch.leaf) && !slices.Contains(codes, "eku_missing") {
		add("eku_missing", errors.New("the certificate is not for e-mail protection"))
	}
	if err := checkUsage(ch.leaf); err != nil {
		add("key_usage", err)
	}
	return codes, detail
}

// path judges the path alone; an empty code means that it holds.
func (ch *chain) path() (code string, err error) {
	if ch.person {
		return ch.personPath()
	}
	if weakSigned(ch.leaf) {
		return ch.judgeByHand()
	}
	held, errMail := ch.verify(ch.at, x509.ExtKeyUsageEmailProtection)
	if errMail == nil {
		ch.held = held
		return "", nil
	}
	if _, err := ch.verify(ch.at, x509.ExtKeyUsageAny); err != nil {
		return ch.classify(err), err
	}
	return "eku_missing", errMail
}

// mayProtectMail asks that a leaf is for e-mail in so many words: no extended key usage at all, or any, is not
// enough (reliability.md §2 V8).
func mayProtectMail(leaf *x509.Certificate) bool {
	return slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageEmailProtection)
}

// verify asks crypto/x509 for a path. Pools are never nil: a nil Roots would mean the authorities of this machine.
func (ch *chain) verify(at time.Time, usage x509.ExtKeyUsage) (path []*x509.Certificate, err error) {
	opts := x509.VerifyOptions{
		Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(),
		CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{usage},
	}
	for _, c := range ch.roots {
		opts.Roots.AddCert(c)
	}
	for _, c := range ch.others {
		opts.Intermediates.AddCert(c)
	}
	chains, err := ch.leaf.Verify(opts)
	if err != nil {
		return nil, err
	}
	return anyStrict(chains, usage)
}

// anyStrict asks that one of the paths found holds also where crypto/x509 is laxer than openssl: a constraint on a host
// does not speak for the hosts under it (RFC 5280 §4.2.1.10), and an authority for any purpose does not certify for
// mail. The error is that of the last path.
func anyStrict(chains [][]*x509.Certificate, usage x509.ExtKeyUsage) (path []*x509.Certificate, err error) {
	for _, path = range chains {
		if err = strict(path, usage); err == nil {
			return path, nil
		}
	}
	return nil, err
}

func strict(path []*x509.Certificate, usage x509.ExtKeyUsage) error {
	for i, ca := range path[1:] {
		for _, below := range path[:i+1] {
			if !permittedMail(ca, below) {
				return x509.CertificateInvalidError{Cert: below, Reason: x509.CANotAuthorizedForThisName, Detail: "the host of an address is not the one permitted"}
			}
		}
		if usage == x509.ExtKeyUsageEmailProtection && !allowsMail(ca) {
			return x509.CertificateInvalidError{Cert: ca, Reason: x509.IncompatibleUsage}
		}
	}
	return nil
}

// classify turns an error of crypto/x509 into a code: cert_expired where the path would hold at another
// instant, name_constraint where an authority may not speak for the name, else chain_untrusted.
func (ch *chain) classify(err error) string {
	if nameRefused(err) {
		return "name_constraint"
	}
	instants := []time.Time{ch.leaf.NotBefore, ch.leaf.NotAfter}
	for _, c := range slices.Concat(ch.roots, ch.others) {
		instants = append(instants, c.NotBefore, c.NotAfter)
	}
	for _, at := range instants {
		if at.IsZero() {
			continue
		}
		switch _, err := ch.verify(at, x509.ExtKeyUsageAny); {
		case err == nil:
			return "cert_expired"
		case nameRefused(err):
			return "name_constraint"
		}
	}
	if expired(err) && len(vouchedFor(slices.Concat(ch.others, ch.roots), []*x509.Certificate{ch.leaf})) > 0 {
		return "cert_expired" // leaf and authority were never valid together
	}
	return "chain_untrusted"
}

func nameRefused(err error) bool {
	var inv x509.CertificateInvalidError
	return errors.As(err, &inv) && inv.Reason == x509.CANotAuthorizedForThisName
}

func expired(err error) bool {
	var inv x509.CertificateInvalidError
	return errors.As(err, &inv) && inv.Reason == x509.Expired
}

// checkUsage asks for the key usage of RFC 6109 §5.5, and that the signer is no authority.
func checkUsage(leaf *x509.Certificate) error {
	if leaf.IsCA {
		return errors.New("the signer is a certification authority")
	}
	if leaf.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return errors.New("the key usage is neither digitalSignature nor contentCommitment")
	}
	return nil
}

// weakSigned reports whether the certificate is signed with SHA-1, which crypto/x509 refuses since Go 1.24.
func weakSigned(c *x509.Certificate) bool {
	return c.SignatureAlgorithm == x509.SHA1WithRSA || c.SignatureAlgorithm == x509.ECDSAWithSHA1
}

// judgeByHand judges a leaf signed with SHA-1 directly by a root, as DigitPA CA1 did until 2018: names,
// authority, signature, constraints and dates. Longer paths of that age do not exist in PEC and are not believed.
func (ch *chain) judgeByHand() (code string, err error) {
	code, err = "chain_untrusted", errors.New("no believed authority signed the certificate")
	for _, root := range ch.roots {
		c, e := ch.underRoot(root)
		if c == "weak_chain" {
			ch.held = []*x509.Certificate{ch.leaf, root}
			return c, e
		}
		if c != "" {
			code, err = c, e
		}
	}
	return code, err
}

// underRoot judges the leaf under one root; an empty code means that this root did not sign it.
func (ch *chain) underRoot(root *x509.Certificate) (code string, err error) {
	if !bytes.Equal(ch.leaf.RawIssuer, root.RawSubject) || !isCA(root) {
		return "", nil
	}
	if root.KeyUsage != 0 && root.KeyUsage&x509.KeyUsageCertSign == 0 {
		return "", nil
	}
	// CheckSignature, unlike CheckSignatureFrom, still verifies SHA-1 (libraries.md §2).
	if root.CheckSignature(ch.leaf.SignatureAlgorithm, ch.leaf.RawTBSCertificate, ch.leaf.Signature) != nil {
		return "", nil
	}
	switch {
	case len(ch.leaf.UnhandledCriticalExtensions)+len(root.UnhandledCriticalExtensions) > 0:
		return "chain_untrusted", errors.New("a critical extension is not understood")
	case !permitted(root, ch.leaf):
		return "name_constraint", errors.New("the authority may not speak for the name of the signer")
	case outside(ch.leaf, ch.at) || outside(root, ch.at):
		return "cert_expired", errors.New("the certificate or its authority was not valid then")
	case !allowsMail(root):
		return "eku_missing", errors.New("the authority may not certify for e-mail protection")
	}
	return "weak_chain", errors.New("the certificate is signed with SHA-1")
}

func outside(c *x509.Certificate, at time.Time) bool {
	return at.Before(c.NotBefore) || at.After(c.NotAfter)
}

// allowsMail tells whether the extended key usages of an authority, if it has any, name e-mail.
func allowsMail(ca *x509.Certificate) bool {
	return len(ca.ExtKeyUsage)+len(ca.UnknownExtKeyUsage) == 0 || mayProtectMail(ca)
}

// permitted applies the name constraints of an authority to the names of a leaf (RFC 5280 §4.2.1.10). Only
// e-mail addresses are understood here: where other kinds are constrained and the leaf has such names, no.
func permitted(ca, leaf *x509.Certificate) bool {
	if len(ca.PermittedDNSDomains)+len(ca.ExcludedDNSDomains)+len(ca.PermittedURIDomains)+len(ca.ExcludedURIDomains)+
		len(ca.PermittedIPRanges)+len(ca.ExcludedIPRanges) > 0 && len(leaf.DNSNames)+len(leaf.URIs)+len(leaf.IPAddresses) > 0 {
		return false
	}
	return permittedMail(ca, leaf)
}

// permittedMail applies the constraints on e-mail addresses alone.
func permittedMail(ca, leaf *x509.Certificate) bool {
	for _, addr := range leaf.EmailAddresses {
		within := func(constraint string) bool { return mailWithin(addr, constraint) }
		if slices.ContainsFunc(ca.ExcludedEmailAddresses, within) {
			return false
		}
		if len(ca.PermittedEmailAddresses) > 0 && !slices.ContainsFunc(ca.PermittedEmailAddresses, within) {
			return false
		}
	}
	return true
}

// mailWithin tells whether an address is inside a constraint: a whole mailbox, a host, or the hosts under a
// domain written with a leading dot.
func mailWithin(addr, constraint string) bool {
	at := strings.LastIndexByte(addr, '@')
	if at < 0 {
		return false
	}
	local, host := addr[:at], lower(addr[at+1:])
	if i := strings.LastIndexByte(constraint, '@'); i >= 0 {
		return local == constraint[:i] && host == lower(constraint[i+1:])
	}
	constraint = lower(constraint)
	if strings.HasPrefix(constraint, ".") {
		return strings.HasSuffix(host, constraint) && len(host) > len(constraint)
	}
	return host == constraint
}

// lower folds ASCII letters only.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
