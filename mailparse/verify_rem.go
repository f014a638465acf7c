package mailparse

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/rem"
)

// messageType is how the values of REM-MessageType begin (EN 319 522-3 §4.3.5).
const messageType = "http://uri.etsi.org/19522/v1#/ERDMessageType/"

// rem holds the outer headers of a REM message, and the original in it, against its evidence (pec.md §9.3). An absent field contradicts
// nothing, but the event must be told, as X-Ricevuta must.
func (v *verdict) rem() {
	h, e, dc := v.m.Header, v.m.Evidence, v.m.DatiCert
	if !v.remHeadersSay() {
		v.add("header_mismatch")
	}
	for _, name := range []string{headerREMUserID, pec.HeaderRiferimento} {
		if e.UAMessageID != "" && differs(h.All(name), func(s string) bool { return bareID(s) == "" || bareID(s) == e.UAMessageID }) {
			v.add("msgid_mismatch")
		}
	}
	if e.BadReference || dc != nil && !recipientKnown(dc) {
		v.add("recipient_mismatch")
	}
	if d := v.p.SigningTime.Sub(e.Time).Abs(); !v.p.SigningTime.IsZero() && d > maxSkew {
		v.add("time_incoherent")
	}
	if v.m.Original == OriginalDiffers || !v.remDigestSays() {
		v.add("digest_mismatch")
	}
	if !remPolicy(v.leaf) {
		v.add("policy_missing")
	}
}

// differs reports whether one of the values is not as it should be.
func differs(values []string, ok func(string) bool) bool {
	return slices.ContainsFunc(values, func(s string) bool { return !ok(s) })
}

// remHeadersSay reports whether the fields that say what a REM message is agree with its evidence, each time they stand there,
// those of PEC included.
func (v *verdict) remHeadersSay() bool {
	h, e := v.m.Header, v.m.Evidence
	is := func(want string) func(string) bool {
		return func(s string) bool { return strings.TrimSpace(s) == want }
	}
	dispatch := v.m.Busta == pec.Trasporto || v.m.Busta == pec.Anomalia
	switch {
	case h.Count(headerREMEvent) == 0 || differs(h.All(headerREMEvent), is(e.EventURI)):
		return false
	case differs(h.All(headerREMEvidence), func(s string) bool { return bareID(s) == e.ID }):
		return false
	case differs(h.All(headerREMReason), func(s string) bool {
		return slices.ContainsFunc(e.Reasons, func(r rem.Reason) bool { return r.URI == strings.TrimSpace(s) })
	}):
		return false
	case differs(h.All(headerREMType), func(s string) bool {
		switch kind, _ := strings.CutPrefix(strings.TrimSpace(s), messageType); kind {
		case "dispatch":
			return dispatch
		case "receipt", "notification", "serviceInfo":
			return !dispatch
		}
		return false
	}):
		return false
	}
	trasporto := map[pec.Busta]string{pec.Trasporto: pec.TrasportoPostaCertificata, pec.Anomalia: pec.TrasportoErrore}[v.m.Busta]
	return !differs(h.All(pec.HeaderTrasporto), func(s string) bool { return folded(s) == trasporto && trasporto != "" }) &&
		!differs(h.All(pec.HeaderRicevuta), func(s string) bool { return !dispatch && pec.Tipo(folded(s)) == v.m.Tipo })
}

// remDigestSays reports whether REM-DigestValue and REM-DigestAlgorithm, each time they stand there, are the digest in the evidence.
func (v *verdict) remDigestSays() bool {
	named := namedDigests(v.m.Evidence)
	if len(named) == 0 {
		return true // nothing signed to compare with
	}
	return !differs(v.m.Header.All(headerREMDigest), func(s string) bool {
		b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
		return err == nil && slices.ContainsFunc(named, func(p rem.Part) bool { return bytes.Equal(p.Digest, b) })
	}) && !differs(v.m.Header.All(headerREMAlgorithm), func(s string) bool {
		return slices.ContainsFunc(named, func(p rem.Part) bool { return p.Algorithm == strings.TrimSpace(s) })
	})
}

// Certificate policies of those who may sign registered mail: ERDSEvidence and REMbaseline of ETSI (pec.md §9.3), and AgID CA1's
// of PEC providers, which sign both in the transition (pec.md §7.1).
const (
	policyEvidence = "0.4.0.195223"
	policyBaseline = "0.4.0.195324"
	policyAgID     = "1.3.76.16.3.1.1"
)

// remPolicy reports whether the certificate of a REM message is one for registered mail. The authorities of the
// configuration may certify persons too, whose signature would else be as good as a provider's: a certificate that names
// its policies must name one of these. One that names none is left to the choice of the authority.
func remPolicy(leaf *x509.Certificate) bool {
	if leaf == nil || len(leaf.Policies) == 0 {
		return true
	}
	return slices.ContainsFunc(leaf.Policies, func(o x509.OID) bool {
		return slices.Contains([]string{policyEvidence, policyBaseline, policyAgID}, o.String())
	})
}
