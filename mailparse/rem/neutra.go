package rem

import (
	"strings"

	"pecagent/mailparse/pec"
)

// Neutra is the evidence in the words of a daticert (pec.md §9.2, §9.4), so that whoever acts on receipts knows one
// kind. dispatch says that the message carries the original: with a SubmissionAcceptance it is then a busta di
// trasporto and not the accettazione. The result aliases nothing of e.
func (e *Evidence) Neutra(dispatch bool) *pec.DatiCert {
	d := &pec.DatiCert{
		Tipo: e.tipo(dispatch), Errore: pec.Nessuno, Mittente: e.Sender, Oggetto: e.Subject, Gestore: e.Issuer, Data: e.Time,
		Identificativo: e.MessageID, MsgID: e.UAMessageID,
	}
	for _, r := range e.Recipients {
		if r.Address == "" {
			continue
		}
		tipo := pec.Certificato
		if r.Untrusted {
			tipo = pec.Esterno
		}
		d.Destinatari = append(d.Destinatari, pec.Destinatario{Address: r.Address, Tipo: tipo})
	}
	e.about(d)
	if outcomes[e.Event] == failure {
		e.fault(d)
	}
	return d
}

// tipo is the tipo of the event; one that PEC does not know is given as spelled.
func (e *Evidence) tipo(dispatch bool) pec.Tipo {
	switch e.Event {
	case "":
		return pec.Tipo(e.EventURI)
	case SubmissionAcceptance:
		if dispatch {
			return pec.PostaCertificata
		}
		return pec.Accettazione
	case SubmissionRejection:
		return pec.NonAccettazione
	case RelayAcceptance:
		return pec.PresaInCarico
	case ContentConsignment:
		return pec.AvvenutaConsegna
	case ContentConsignmentFailure, RelayFailure, RelayToNonERDSFailure:
		if e.motivo() == pec.MotivoTempo {
			return pec.PreavvisoErroreConsegna
		}
		return pec.ErroreConsegna
	}
	return pec.Tipo(e.Event)
}

// about sets whom the receipt is about. Acceptance and rejection of the submission are about the whole message unless they
// refer to somebody.
func (e *Evidence) about(d *pec.DatiCert) {
	who := e.About()
	switch e.Event {
	case RelayAcceptance:
		d.Ricezione = who
		return
	case SubmissionAcceptance, SubmissionRejection, ReceivedFromNonERDS:
		if len(e.RefersTo) == 0 {
			return
		}
	}
	if len(who) == 1 {
		d.Consegna = who[0]
		return
	}
	d.Consegne = who
}

// fault sets what went wrong.
func (e *Evidence) fault(d *pec.DatiCert) {
	m := e.motivo()
	a := &pec.Accertamento{Motivo: m}
	var words []string
	for _, r := range e.Reasons {
		if a.Codice == "" {
			a.Codice = r.Code
		}
		text := r.Text
		if text == "" {
			text = r.Name()
		}
		words = append(words, strings.TrimPrefix(r.Code+" - "+text, " - "))
	}
	d.Accertato, d.ErroreEsteso = a, strings.Join(words, "; ")
	switch m {
	case pec.MotivoVirus:
		d.Errore = pec.Virus
	case pec.MotivoInesistente:
		d.Errore = pec.NoDest
	default:
		d.Errore = pec.Altro
	}
}

// motivo is why the event failed, where all its reasons say the same by URI and by code; else altro.
func (e *Evidence) motivo() pec.Motivo {
	m := pec.MotivoNessuno
	for _, r := range e.Reasons {
		told := r.meanings()
		if len(told) == 0 {
			return pec.MotivoAltro
		}
		for _, x := range told {
			if m != pec.MotivoNessuno && x.motivo != m {
				return pec.MotivoAltro
			}
			m = x.motivo
		}
	}
	if m == pec.MotivoNessuno {
		return pec.MotivoAltro
	}
	return m
}
