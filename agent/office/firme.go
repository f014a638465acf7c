package office

import (
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/smime"
)

// Firme are the writer's own signatures on the attachments of a message, judged under the authorities of trust.ca_firme at
// the instant of receipt: the certified one; where none is certified, when the mailbox got the message, else when the
// provider wrapped it, else its Date, which proves nothing and from which nothing follows (order.md ).
func Firme(m *mailparse.Message, p mailparse.Proof, trust smime.Trust, arrivo time.Time) []mailparse.Firma {
	at := m.CertifiedTime(p)
	if at.IsZero() {
		at = arrivo
	}
	if at.IsZero() {
		at = p.SigningTime
	}
	if at.IsZero() && m.Inner != nil {
		at = m.Inner.Date
	}
	return m.Firme(trust, at)
}
