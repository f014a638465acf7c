package inspect

import (
	"crypto/sha256"
	"encoding/hex"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// REM is the key "rem": what a REM evidence says that a daticert has no words for. The neutral receipt made of it is "daticert".
type REM struct {
	Event          string   `json:"event"` // last word of its URI; the whole URI of an event nobody knows
	EvidenceID     string   `json:"evidence_id"`
	EvidenceSHA256 string   `json:"evidence_sha256"` // of the XML document
	Time           string   `json:"time"`            // of the event, UTC
	Reasons        []string `json:"reasons,omitempty"`
	Recipients     []string `json:"recipients,omitempty"`      // whom it is about; none: the whole message, or nobody knows whom
	OriginalDigest string   `json:"original_digest,omitempty"` // ok, differs, absent, not_checked
	// EvidenceSignature is not_checked, or absent: the XAdES signature of the evidence is not verified.
	EvidenceSignature string   `json:"evidence_signature"`
	Policy            []string `json:"policy,omitempty"`
}

// evidenza is the key "rem" of a message; nil when it has no evidence that could be read.
func evidenza(m *mailparse.Message) *REM {
	e := m.Evidence
	if e == nil {
		return nil
	}
	sum := sha256.Sum256(e.Raw)
	o := &REM{Event: string(e.Event), EvidenceID: e.ID, EvidenceSHA256: hex.EncodeToString(sum[:]), Time: utc(e.Time), Recipients: e.About(), OriginalDigest: string(m.Original),
		EvidenceSignature: "absent", Policy: e.Policies}
	if o.Event == "" {
		o.Event = e.EventURI
	}
	if e.Signed {
		o.EvidenceSignature = "not_checked"
	}
	for _, r := range e.Reasons {
		o.Reasons = append(o.Reasons, r.String())
	}
	return o
}

// evidenza adds the checks of a REM message to the page for people. That the original is another is a failed check of
// the data of certification.
func (e *esame) evidenza() {
	r := e.o.REM
	if r == nil {
		return
	}
	const originale = "Originale ed evidenza REM"
	switch mailparse.OriginalDigest(r.OriginalDigest) {
	case mailparse.OriginalOK:
		e.add(originale, si, "l'impronta del messaggio originale allegato è quella scritta nell'evidenza.")
	case mailparse.OriginalNotChecked:
		e.add(originale, mai, "non controllato: l'evidenza porta un'impronta di un tipo che non si accetta; vale la firma del "+e.firmatario()+".", r.OriginalDigest)
	case mailparse.OriginalAbsent:
		if e.o.Busta == string(pec.Ricevuta) {
			e.add(originale, mai, "non controllato: una ricevuta REM porta l'impronta del messaggio originale, non il messaggio.", r.OriginalDigest)
			break
		}
		e.add(originale, mai, "non controllato: l'evidenza non porta l'impronta del messaggio originale.", r.OriginalDigest)
	}
	const propria = "Firma propria dell'evidenza REM"
	if r.EvidenceSignature == "absent" {
		e.add(propria, mai, "non c'è: vale la firma del "+e.firmatario()+" su tutto il messaggio.", r.EvidenceSignature)
		return
	}
	e.add(propria, mai, "non controllata: è una firma XAdES con marca temporale, che inspect non verifica; vale la firma del "+e.firmatario()+" su tutto il messaggio.", r.EvidenceSignature)
}
