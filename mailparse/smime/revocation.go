package smime

import (
	"bytes"
	"crypto/x509"
	"slices"
	"time"
)

// The values of Report.Revocation, spelled as cli.md spells them.
const (
	NotChecked = "not_checked"
	Good       = "good"
	Revoked    = "revoked"
)

// removeFromCRL is the reason code of an entry that lifts a suspension (RFC 5280 §5.3.1).
const removeFromCRL = 8

// revocation looks for the leaf in the lists of its authority, for the instant of the signature. A list signed
// by the authority that names the leaf with a date not after that instant means revoked, however old the list
// is. Good needs a list that can know: one in force at the instant, or issued later while the leaf had not yet
// expired, for authorities drop expired certificates from their lists (RFC 5280 §3.3).
func (ch *chain) revocation(lists []*x509.RevocationList) string {
	status := NotChecked
	var authorities []*x509.Certificate
	for _, l := range lists {
		if l == nil || !sameName(l.RawIssuer, ch.leaf.RawIssuer) || partial(l) {
			continue
		}
		if authorities == nil {
			authorities = ch.issuers()
		}
		signed := func(a *x509.Certificate) bool { return l.CheckSignatureFrom(a) == nil }
		switch {
		case !slices.ContainsFunc(authorities, signed):
		case ch.listed(l):
			return Revoked
		case covers(l, ch.leaf, ch.at):
			status = Good
		}
	}
	return status
}

// issuers are the believed authorities that signed the leaf: several when one key has several certificates.
func (ch *chain) issuers() (found []*x509.Certificate) {
	for _, c := range slices.Concat(ch.roots, ch.others) {
		named := bytes.Equal(ch.leaf.RawIssuer, c.RawSubject)
		if named && c.CheckSignature(ch.leaf.SignatureAlgorithm, ch.leaf.RawTBSCertificate, ch.leaf.Signature) == nil {
			found = append(found, c)
		}
	}
	return found
}

// listed tells whether the list says that the leaf was revoked by the instant of the signature.
func (ch *chain) listed(l *x509.RevocationList) bool {
	return slices.ContainsFunc(l.RevokedCertificateEntries, func(e x509.RevocationListEntry) bool {
		return e.SerialNumber.Cmp(ch.leaf.SerialNumber) == 0 && e.ReasonCode != removeFromCRL && !e.RevocationTime.After(ch.at)
	})
}

// covers tells whether a list without the leaf proves that it was not revoked at the instant.
func covers(l *x509.RevocationList, leaf *x509.Certificate, at time.Time) bool {
	if l.ThisUpdate.After(at) {
		return !l.ThisUpdate.After(leaf.NotAfter)
	}
	return !l.NextUpdate.IsZero() && !at.After(l.NextUpdate)
}

// partial tells of lists with a critical extension: delta lists, lists of some reasons or some certificates
// (RFC 5280 §5.2). What they leave out proves nothing.
func partial(l *x509.RevocationList) bool {
	for _, e := range l.Extensions {
		if e.Critical {
			return true
		}
	}
	return false
}
