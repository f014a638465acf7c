package smime

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"
)

// The values of Report.Revocation, spelled as cli.md spells them.
const (
	NotChecked = "not_checked"
	Good       = "good"
	Revoked    = "revoked"
)

// Reason codes of entries (RFC 5280 §5.3.1). removeFromCRL lifts a suspension.
const (
	keyCompromise = 1
	caCompromise  = 2
	removeFromCRL = 8
	aaCompromise  = 10
)

// revokes tells whether an entry takes the certificate away for a signature of this instant: by its date; or, where the key
// is in other hands, whatever instant they wrote into the signature, unless the message is known to have arrived before.
func (ch *chain) revokes(e x509.RevocationListEntry) bool {
	if !e.RevocationTime.After(ch.at) {
		return true
	}
	switch e.ReasonCode {
	case keyCompromise, caCompromise, aaCompromise:
		return ch.arrived.IsZero() || !ch.arrived.Before(e.RevocationTime)
	}
	return false
}

// revocation looks for the leaf in the lists of its authority, for the instant of the signature. A list signed by the
// authority that names the leaf with a date not after that instant means revoked, however old or partial the list is.
// Good needs a list that can know. A path that holds only through an authority revoked by then is no path.
func (ch *chain) revocation(lists []*x509.RevocationList) string {
	status := ch.statusOf(ch.leaf, lists)
	if status == Revoked || len(lists) == 0 {
		return status
	}
	revoked := func(c *x509.Certificate) bool { return ch.statusOf(c, lists) == Revoked }
	without := *ch
	without.others = slices.DeleteFunc(slices.Clone(ch.others), revoked)
	if len(without.others) < len(ch.others) {
		if code, _ := without.path(); code != "" && code != "weak_chain" {
			return Revoked
		}
	}
	return status
}

// statusOf is what the lists say about one certificate.
func (ch *chain) statusOf(c *x509.Certificate, lists []*x509.RevocationList) string {
	told, known := ch.told[c]
	if !known {
		told = ch.tell(c, lists)
		if ch.told != nil {
			ch.told[c] = told
		}
	}
	status := NotChecked
	for _, t := range told {
		switch {
		case slices.ContainsFunc(t.entries, ch.revokes):
			return Revoked
		case t.whole && covers(t.list, c, ch.at):
			status = Good
		}
	}
	return status
}

// told is what a list of a believed authority tells of one certificate, whenever it is asked.
type told struct {
	list    *x509.RevocationList
	whole   bool                       // it would name the certificate if it were revoked
	entries []x509.RevocationListEntry // of the certificate; those that lift a suspension are left out
}

// tell finds the lists that speak of a certificate: signed by an authority that signed it.
func (ch *chain) tell(c *x509.Certificate, lists []*x509.RevocationList) (out []told) {
	var authorities []*x509.Certificate
	for _, l := range lists {
		if l == nil || !sameName(l.RawIssuer, c.RawIssuer) {
			continue
		}
		sc := scopeOf(l)
		if sc.indirect {
			continue
		}
		if authorities == nil {
			authorities = ch.issuers(c)
		}
		if !slices.ContainsFunc(authorities, func(a *x509.Certificate) bool { return l.CheckSignatureFrom(a) == nil }) {
			continue
		}
		t := told{list: l, whole: sc.holds(c)}
		for _, e := range l.RevokedCertificateEntries {
			if e.SerialNumber.Cmp(c.SerialNumber) == 0 && e.ReasonCode != removeFromCRL {
				t.entries = append(t.entries, e)
			}
		}
		out = append(out, t)
	}
	return out
}

// issuers are the believed authorities that signed a certificate: several when one key has several certificates.
func (ch *chain) issuers(of *x509.Certificate) (found []*x509.Certificate) {
	for _, c := range slices.Concat(ch.roots, ch.others) {
		named := bytes.Equal(of.RawIssuer, c.RawSubject)
		if named && c.CheckSignature(of.SignatureAlgorithm, of.RawTBSCertificate, of.Signature) == nil {
			found = append(found, c)
		}
	}
	return found
}

// covers tells whether a list without the certificate proves that it was not revoked at the instant: a list in force
// then, or issued later while the certificate had not yet expired, for authorities drop expired certificates from
// their lists (RFC 5280 §3.3).
func covers(l *x509.RevocationList, c *x509.Certificate, at time.Time) bool {
	if l.ThisUpdate.After(at) {
		return !l.ThisUpdate.After(c.NotAfter)
	}
	return !l.NextUpdate.IsZero() && !at.After(l.NextUpdate)
}

// scope is what a list speaks about (RFC 5280 §5.2.4, §5.2.5). What a partial list leaves out proves nothing; what it
// names is revoked all the same.
type scope struct {
	indirect bool     // names certificates of other authorities, too: not read
	partial  bool     // a delta list, a list of some reasons, of authorities, or of what is not understood
	points   []string // only certificates that name one of these places, when there are any
}

// holds tells whether the list would name the certificate if it were revoked.
func (s scope) holds(c *x509.Certificate) bool {
	if s.partial {
		return false
	}
	return len(s.points) == 0 || slices.ContainsFunc(s.points, func(p string) bool { return slices.Contains(c.CRLDistributionPoints, p) })
}

var (
	oidDelta = asn1.ObjectIdentifier{2, 5, 29, 27}
	oidPoint = asn1.ObjectIdentifier{2, 5, 29, 28}
)

func scopeOf(l *x509.RevocationList) (s scope) {
	for _, e := range l.Extensions {
		switch {
		case e.Id.Equal(oidDelta):
			s.partial = true
		case e.Id.Equal(oidPoint):
			s.readPoint(e.Value)
		case e.Critical:
			s.partial = true
		}
	}
	return s
}

// readPoint reads an IssuingDistributionPoint. Of what cannot be read, the list is partial.
func (s *scope) readPoint(der []byte) {
	point, err := (&cursor{b: der}).expect(tagSequence)
	if err != nil {
		s.partial = true
		return
	}
	fields, err := (&cursor{b: point.body}).all()
	s.partial = s.partial || err != nil
	for _, f := range fields {
		said := len(f.body) > 0 && f.body[0] != 0
		switch f.tag {
		case 0xa0: // distributionPoint
			if s.points = readPlaces(f.body); len(s.points) == 0 {
				s.partial = true
			}
		case 0x81: // onlyContainsUserCerts
		case 0x82, 0x83, 0x85: // onlyContainsCACerts, onlySomeReasons, onlyContainsAttributeCerts
			s.partial = s.partial || said
		case 0x84:
			s.indirect = said
		default:
			s.partial = true
		}
	}
}

// readPlaces reads the URIs of a DistributionPointName in its full form.
func readPlaces(body []byte) (places []string) {
	full, err := (&cursor{b: body}).expect(tagContext0)
	if err != nil {
		return nil
	}
	names, err := (&cursor{b: full.body}).all()
	if err != nil {
		return nil
	}
	for _, n := range names {
		if n.tag == 0x86 { // uniformResourceIdentifier
			places = append(places, string(n.body))
		}
	}
	return places
}
