package mailparse

import (
	"crypto/x509"
	"slices"
	"strings"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// maxSkew is the most that signing time and daticert may lie apart (cli.md, time_incoherent).
const maxSkew = 10 * time.Minute

// levels is the table of cli.md: the level each reason pulls a message down to.
var levels = map[string]Level{
	"not_signed":  Unsigned,
	"sig_invalid": Broken, "sig_malformed": Broken, "sig_limit": Broken, "econtent_present": Broken, "signer_count": Broken,
	"attrs_invalid": Broken, "digest_refused": Broken, "key_weak": Broken,
	"chain_untrusted": Mismatch, "cert_expired": Mismatch, "eku_missing": Mismatch, "key_usage": Mismatch,
	"name_constraint": Mismatch, "revoked": Mismatch, "from_mismatch": Mismatch, "header_duplicate": Mismatch,
	"header_mismatch": Mismatch, "daticert_missing": Mismatch, "daticert_bad": Mismatch, "msgid_mismatch": Mismatch,
	"recipient_mismatch": Mismatch, "time_incoherent": Mismatch, "resource_limit": Mismatch,
	"digest_mismatch": Mismatch, "policy_missing": Mismatch,
	"weak_digest": Certified, "weak_chain": Certified, "from_unusual": Certified, "signer_unexpected": Certified,
	"daticert_encoding_repaired": Certified,
}

// LevelOf is the level a reason allows at most; a reason that nobody knows allows Broken.
func LevelOf(reason string) Level {
	if l, ok := levels[reason]; ok {
		return l
	}
	return Broken
}

// Verify judges the message: signature, signer, and that the outer headers and daticert say the same (pec.md §8,
// reliability.md §2), or evidence and original (pec.md §9). arrival is when the mailbox got it, zero when unknown. It depends on nothing but its
// arguments: the certificate is judged at its own instant, so that a verdict is the same years later.
func (m *Message) Verify(t smime.Trust, arrival time.Time) Proof {
	v := verdict{m: m, p: Proof{Level: Certified, Revocation: "not_checked"}}
	if m.Signed == nil {
		v.add("not_signed")
		return v.done()
	}
	v.signature(t, arrival)
	v.headers()
	switch {
	case m.Format == FormatREM && m.Evidence != nil:
		v.rem()
	case m.DatiCert == nil:
		v.withoutDatiCert()
	default:
		v.datiCert()
	}
	return v.done()
}

// verdict collects reasons.
type verdict struct {
	m      *Message
	p      Proof
	emails []string
	leaf   *x509.Certificate
}

func (v *verdict) add(reason string) {
	if v.p.Has(reason) {
		return
	}
	v.p.Reasons = append(v.p.Reasons, reason)
	v.p.Level = min(v.p.Level, LevelOf(reason))
}

func (v *verdict) done() Proof {
	if len(v.m.OverLimit) > 0 {
		v.add("resource_limit")
	}
	v.p.Weak = v.p.Has("weak_digest") || v.p.Has("weak_chain")
	v.p.Wrapper = v.m.Busta == pec.Anomalia && v.p.Level == Certified
	return v.p
}

// signature asks smime about the signed octets.
func (v *verdict) signature(t smime.Trust, arrival time.Time) {
	if v.m.Signed.Err != nil {
		v.add(v.m.Signed.Reason)
		return
	}
	b := smime.Bounds{Arrival: arrival}
	switch {
	case v.m.DatiCert != nil:
		b.Daticert = v.m.DatiCert.Data
	case v.m.Evidence != nil:
		b.Daticert = v.m.Evidence.Time
	}
	r := v.m.Signed.digested.Verify(v.m.Signed.P7S, t, b)
	if r.Revocation != "" {
		v.p.Revocation = r.Revocation
	}
	for _, reason := range r.Reasons {
		v.add(reason)
	}
	v.p.Issuer, v.p.Digest, v.p.SigningTime = r.Issuer, r.Digest, r.SigningTime
	v.p.Detail = r.Detail
	v.emails, v.leaf = r.Emails, r.Leaf
	if r.Leaf != nil {
		v.p.Subject, v.p.NotBefore, v.p.NotAfter, v.p.Serial = r.Subject, r.Leaf.NotBefore, r.Leaf.NotAfter, r.Leaf.SerialNumber
	}
}

// headers judges the outer From and the fields that must stand once (reliability.md §2 V11, V12).
func (v *verdict) headers() {
	h := v.m.Header
	for _, name := range []string{"From", "Content-Type", "Content-Transfer-Encoding"} {
		if h.claims(name) > 1 {
			v.add("header_duplicate")
		}
	}
	from := v.from()
	if len(v.emails) > 0 {
		v.p.Signer = v.emails[0]
	}
	for _, e := range v.emails {
		if from != "" && lowerASCII(e) == from {
			v.p.Signer = from
			v.usual(from)
			return
		}
	}
	if v.leaf != nil {
		v.add("from_mismatch")
	}
}

// from is the one addr-spec of the outer From, "" when there is not exactly one.
func (v *verdict) from() string {
	if v.m.Header.claims("From") != 1 {
		return ""
	}
	addr, _ := soleMailbox(v.m.Header.Get("From"))
	return addr
}

// usual warns of a signer whose local part is not posta-certificata (pec.md §8 row 5). REM providers use rem-service (§9.3).
func (v *verdict) usual(from string) {
	local, _, _ := strings.Cut(from, "@")
	if local != "posta-certificata" && !(v.m.Format == FormatREM && local == "rem-service") {
		v.add("from_unusual")
	}
}

// withoutDatiCert judges a signed message without a daticert that can be read: only an anomalia may be one.
func (v *verdict) withoutDatiCert() {
	switch {
	case v.m.DatiCertErr != nil:
		v.add("daticert_bad")
	case v.m.Busta == pec.Anomalia:
		if len(v.m.Header.All(pec.HeaderRicevuta)) > 0 {
			v.add("header_mismatch")
		}
	default:
		v.add("daticert_missing")
	}
}

// datiCert holds the outer headers against the signed data (pec.md §8 rows 7 to 9 and 12).
func (v *verdict) datiCert() {
	dc := v.m.DatiCert
	if !v.headersSay(dc.Tipo) {
		v.add("header_mismatch")
	}
	if dc.MsgID != "" {
		for _, ref := range v.m.Header.All(pec.HeaderRiferimento) {
			if bareID(ref) != "" && bareID(ref) != dc.MsgID {
				v.add("msgid_mismatch")
			}
		}
	}
	if contradicts(dc) {
		v.add("daticert_bad")
	}
	if !recipientKnown(dc) {
		v.add("recipient_mismatch")
	}
	if d := v.p.SigningTime.Sub(dc.Data).Abs(); !v.p.SigningTime.IsZero() && d > maxSkew {
		v.add("time_incoherent")
	}
	if dc.Repaired {
		v.add("daticert_encoding_repaired")
	}
}

// contradicts reports whether a daticert of success tells of an error (pec.md §4.2): nobody may act on one that says both.
func contradicts(dc *pec.DatiCert) bool {
	switch dc.Tipo {
	case pec.Accettazione, pec.PostaCertificata, pec.PresaInCarico, pec.AvvenutaConsegna:
		return dc.Errore != "" && dc.Errore != pec.Nessuno
	}
	return false
}

// headersSay reports whether X-Trasporto and X-Ricevuta say what the signed tipo says, each time they stand there.
func (v *verdict) headersSay(t pec.Tipo) bool {
	say, silent := pec.HeaderRicevuta, pec.HeaderTrasporto
	if t == pec.PostaCertificata {
		say, silent = silent, say
	}
	values := v.m.Header.All(say)
	for _, s := range values {
		if folded(s) != lowerASCII(string(t)) {
			return false
		}
	}
	return len(values) > 0 && len(v.m.Header.All(silent)) == 0
}

// recipientKnown reports whether those a receipt is about are destinatari; the kinds that are about one recipient must name him.
func recipientKnown(dc *pec.DatiCert) bool {
	about := dc.Riguardati()
	if len(about) == 0 {
		return dc.Tipo != pec.AvvenutaConsegna && dc.Tipo != pec.ErroreConsegna && dc.Tipo != pec.PreavvisoErroreConsegna
	}
	for _, a := range about {
		if !slices.ContainsFunc(dc.Destinatari, func(d pec.Destinatario) bool { return lowerASCII(d.Address) == lowerASCII(a) }) {
			return false
		}
	}
	return true
}

// bareID is a message id without blanks and <>.
func bareID(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		s = s[1 : len(s)-1]
	}
	return strings.TrimSpace(s)
}
