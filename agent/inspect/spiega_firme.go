package inspect

import (
	"slices"
	"strings"

	"pecagent/agent/office"
)

func (e *esame) allegati() {
	for i, f := range e.o.Firme {
		e.firmaPersonale(f)
		ultima := i+1 == len(e.o.Firme) || e.o.Firme[i+1].Attachment != f.Attachment
		if f.Valid && ultima {
			e.documentoFirmato(f)
		}
	}
	if len(e.o.Firme) > 0 || e.o.Inner == nil {
		return
	}
	for _, a := range e.o.Inner.Attachments {
		n := strings.ToLower(a.Name)
		if strings.HasSuffix(n, ".p7m") || strings.HasSuffix(n, ".p7s") || strings.HasPrefix(a.Type, "application/pkcs7") || strings.HasPrefix(a.Type, "application/x-pkcs7") {
			e.list = append(e.list, controllo{nome: "Firme negli allegati", esito: mai, testo: "non verificate: un allegato si presenta come firmato, una persona deve controllarlo."})
			return
		}
	}
}

// firmaPersonale tells of one signature that a person put on an attachment. It stands by itself: the signature of the provider
// says nothing of it.
func (e *esame) firmaPersonale(f Signature) {
	c := controllo{nome: "Firma di una persona su «" + office.VisibleLine(f.Attachment) + "»", codici: []string{f.Form, f.Code}}
	who := office.VisibleLine(f.Name)
	if cf := office.VisibleLine(f.CF); cf != "" {
		who = strings.TrimSpace(who + ", codice fiscale " + cf)
	}
	switch {
	case f.Valid:
		c.testo = "valida, di " + who
		if asks := richiedente(e.o); asks != "" && asks != f.CF {
			c.esito, c.testo = no, "valida, ma di un'altra persona: "+who+", mentre la richiesta riguarda "+office.VisibleLine(asks)
			c.fare = "Per questa richiesta la firma non conta: chiedere il documento firmato dall'interessato, o un'altra prova della sua identità."
		}
		c.testo += "; certificato di «" + office.VisibleLine(f.Issuer) + "»"
		switch f.Revocation {
		case "good":
			c.testo += ", non revocato."
		default:
			c.testo += "; revoca non controllata (nessuna lista indicata)."
		}
	case f.Verified:
		c.esito, c.testo = no, "non vale: "+strings.TrimSuffix(office.VisibleLine(f.Why), ".")+"."
		c.fare = "La richiesta va considerata non firmata; chiedere il documento firmato di nuovo o un'altra prova dell'identità."
	default:
		c.esito, c.testo = mai, strings.TrimSuffix(office.VisibleLine(f.Why), ".")+"."
	}
	e.list = append(e.list, c)
}

// richiedente is the code of whom a request is about: the member that the decision names, else the one code in the text;
// "" where nobody knows. It is compared as rules compares it (order.md R-113).
func richiedente(o Object) string {
	if d := o.Decision; d != nil && d.Member != "" {
		return d.Member
	}
	if d := o.Decision; d != nil && d.CF != "" {
		return d.CF
	}
	if r := o.Request; r != nil && len(r.CF) == 1 {
		return r.CF[0]
	}
	return ""
}

// documentoFirmato says that a good signature tells nothing of what was signed: rules look into a text alone, and there
// only for the new address.
func (e *esame) documentoFirmato(f Signature) {
	s := "non confrontato con la richiesta: una persona deve leggerlo."
	d := e.o.Decision
	if f.Readable && d != nil && d.Ground == "R-103" && slices.Contains([]string{"R1", "R3", "R4"}, d.Type) {
		s = "è un testo, in cui si cerca soltanto il nuovo indirizzo; il resto non è confrontato con la richiesta."
	}
	e.list = append(e.list, controllo{nome: "Contenuto del documento firmato", esito: mai, testo: s})
}
