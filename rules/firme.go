package rules

import (
	"slices"
	"strings"
	"time"

	"pecagent/mailparse"
)

// Firma is the verdict on a writer's own digital signature (CAD art. 65 c. 1 lett. a).
type Firma struct {
	Allegato string `json:"allegato"`
	CF       string `json:"cf,omitempty"` // serialNumber of the certificate, without its prefix
	Valida   bool   `json:"valida"`       // holds, and its certificate was valid at the certified time
	Perche   string `json:"perche,omitempty"`

	Forma         string    `json:"forma,omitempty"`          // cades, pades, xades, asic
	NonVerificata bool      `json:"non_verificata,omitempty"` // recognised only: a person has to verify it
	Istante       time.Time `json:"istante,omitzero"`         // the signer's claim
	Documento     string    `json:"documento,omitempty"`      // SHA-256 of what was signed
	Certificato   string    `json:"certificato,omitempty"`    // SHA-256
	Emittente     string    `json:"emittente,omitempty"`      // of the certificate
	Revoca        string    `json:"revoca,omitempty"`         // not_checked, good, revoked
	Leggibile     bool      `json:"-"`                        // what was signed is text
	NonModulo     bool      `json:"-"`                        // what was signed is neither text nor a PDF
	Indirizzi     []string  `json:"-"`                        // addresses in it
}

// Caps of what a verdict keeps of signatures.
const (
	maxFirme     = 16
	maxDocumenti = 16
)

// firmaVecchia bounds the signer's own claim of time. A document signed long ago may have been got hold of since: in the
// hands of another it would still be valid, and say what the member once wanted.
const firmaVecchia = 30 * 24 * time.Hour

// FirmeDa are the signatures of a message as Decide takes them.
func FirmeDa(list []mailparse.Firma) []Firma {
	var out []Firma
	for _, f := range list {
		out = append(out, Firma{Allegato: f.Allegato, CF: f.CF, Valida: f.Valida, Perche: f.Perche, Forma: f.Forma, NonVerificata: !f.Verificata,
			Istante: f.Istante, Documento: f.SHA256, Certificato: f.Certificato, Emittente: f.Emittente, Revoca: f.Revoca,
			Leggibile: f.Leggibile, NonModulo: f.Valida && !f.Leggibile && !f.PDF, Indirizzi: f.Indirizzi})
	}
	return out
}

// propria reports whether it is the member's own, good signature. Codes are compared as they are.
func (f Firma) propria(m Iscritto) bool {
	return !f.NonVerificata && f.Valida && f.CF != "" && f.CF == m.CF
}

// contraria reports whether it was verified and speaks against the member: not valid, or of another person.
func (f Firma) contraria(m Iscritto) bool { return !f.NonVerificata && !f.propria(m) }

// firmaDigitale is R-103, as far as signatures were verified; R-112 where what was verified is not the member's. One that
// was not verified, or that holds but leaves a doubt, waits for a person.
func (g *giudizio) firmaDigitale(f fondamento) fondamento {
	f.Ground, f.Basis = "R-103", []string{"R-103"}
	m := *f.M
	own := slices.DeleteFunc(slices.Clone(g.in.Firme), func(s Firma) bool { return !s.propria(m) })
	bad := slices.IndexFunc(g.in.Firme, func(s Firma) bool { return s.contraria(m) })
	switch {
	case len(own) == 0 && bad >= 0:
		f.Ground, f.Basis = "R-112", []string{"R-112", "U08"}
		f.No = "la firma digitale allegata non è valida, è scaduta o è di un'altra persona" + dettaglioFirma(g.in.Firme[bad])
	case len(own) == 0:
		f.Tardi = "la firma digitale allegata va verificata da una persona"
		if len(g.in.Firme) > 0 {
			f.Tardi += dettaglioFirma(g.in.Firme[0])
		}
	default:
		f.Tardi = g.dubbioFirma(own, m)
	}
	return f
}

// dettaglioFirma is the reason of one signature, between brackets.
func dettaglioFirma(s Firma) string {
	switch {
	case s.Perche != "":
		return " (" + s.Perche + ")"
	case s.Valida:
		return " (è di un'altra persona)"
	}
	return ""
}

// dubbioFirma says why the member's own good signature is not enough by itself, "" where it is.
func (g *giudizio) dubbioFirma(own []Firma, m Iscritto) string {
	for _, s := range g.in.Firme {
		switch {
		case s.NonVerificata:
			return "accanto alla firma dell'iscritto un'altra firma va verificata da una persona" + dettaglioFirma(s)
		case s.contraria(m) && s.Valida:
			return "il documento è firmato anche da un'altra persona"
		case s.contraria(m):
			return "accanto alla firma dell'iscritto c'è una firma non valida" + dettaglioFirma(s)
		}
	}
	for _, s := range own {
		for _, why := range []string{g.dataFirma(s), g.giaVisto(s), g.testoFirmato(s, m), g.revocaFirma(s)} {
			if why != "" {
				return why
			}
		}
	}
	return ""
}

// dataFirma doubts a signature that was made long before. The signer alone vouches for the time, but whoever got hold of the
// document cannot change it. A clock that was ahead proves nothing against it: the certificate is judged at receipt.
func (g *giudizio) dataFirma(s Firma) string {
	switch age := g.istante.Sub(s.Istante); {
	case s.Istante.IsZero():
		return "la firma digitale non riporta la data in cui è stata apposta"
	case age > firmaVecchia:
		return "la firma digitale è del " + Roma(s.Istante).Format("02/01/2006") + ", oltre 30 giorni prima della ricezione: il documento potrebbe essere usato da altri"
	}
	return ""
}

// giaVisto doubts a document that came before from another sender: then others have it.
func (g *giudizio) giaVisto(s Firma) string {
	if s.Documento == "" {
		return ""
	}
	if slices.ContainsFunc(g.s.Cerca(PerDocumento, s.Documento), func(a string) bool { return a != minuscolo(g.mittente) }) {
		return "lo stesso documento firmato è già arrivato da un altro mittente"
	}
	return ""
}

// testoFirmato doubts a signed text that does not name the new address, or names one that is not known besides: what is
// signed must be what is asked. Of a PDF nothing is read here (order.md U25); what is neither text nor a PDF is no form.
func (g *giudizio) testoFirmato(s Firma, m Iscritto) string {
	if s.NonModulo {
		return "il documento firmato non è un testo né un PDF: va letto da una persona"
	}
	if !s.Leggibile || g.c.Type != "R1" && g.c.Type != "R3" && g.c.Type != "R4" {
		return ""
	}
	addr, _ := g.nuovoOFilo(m)
	if addr == "" {
		return "" // the address is asked, and what comes then is judged then
	}
	known := []string{addr, g.mittente, g.p.Ordine.PEC, g.p.Ordine.Mail, m.EmailOrdinaria}
	if m.Domicilio != nil {
		known = append(known, m.Domicilio.Indirizzo)
	}
	if m.Casella != nil {
		known = append(known, m.Casella.Indirizzo)
	}
	for i := range known {
		known[i] = minuscolo(known[i])
	}
	other := slices.ContainsFunc(s.Indirizzi, func(a string) bool { return !slices.Contains(known, minuscolo(a)) })
	if other || !slices.Contains(s.Indirizzi, known[0]) {
		return "il documento firmato non riporta l'indirizzo " + addr + ", o ne riporta altri"
	}
	return ""
}

// revocaFirma doubts a certificate whose revocation nobody could check, where the policy asks for it.
func (g *giudizio) revocaFirma(s Firma) string {
	if g.p.CRLObbligatoria && s.Revoca != "good" {
		return "non è stato possibile controllare se il certificato di firma sia revocato (trust.crl_obbligatoria)"
	}
	return ""
}

// segnalaFirme flags a signature that was verified and is not the writer's, whatever the ground; where the ground
// is that anybody may write, a person looks.
func (g *giudizio) segnalaFirme(f fondamento) fondamento {
	if f.M == nil || !slices.ContainsFunc(g.in.Firme, func(s Firma) bool { return s.contraria(*f.M) }) {
		return f
	}
	f.Flags = append(slices.Clip(f.Flags), "FIRMA_NON_VALIDA")
	if f.Ground == "R-102" && f.Tardi == "" {
		f.Tardi = "la firma digitale allegata non è valida o è di un'altra persona"
	}
	return f
}

// firmaContraria reports whether a signature on ordinary mail was verified and is not good, or not that of the one code
// the text names.
func (g *giudizio) firmaContraria() bool {
	writer := Iscritto{}
	if len(g.c.CF) == 1 {
		writer.CF = g.c.CF[0]
	}
	return slices.ContainsFunc(g.in.Firme, func(s Firma) bool {
		return !s.NonVerificata && (!s.Valida || writer.CF != "" && s.contraria(writer))
	})
}

// nonValida answers a message whose signature is not the member's (U08): a good one is asked, and a person looks.
func (g *giudizio) nonValida() Valutazione {
	v := g.esito(g.c.Type, RInRevisione, autoPersona, "Nessuna richiesta viene eseguita: "+g.f.No+".")
	v.Lettere = []Bozza{g.bozza("T-05", g.mittente)}
	return v
}

// firmati reports whether a document signed by the writer is attached, of whatever kind.
func firmati(list []mailparse.Attachment) bool {
	return slices.ContainsFunc(list, func(a mailparse.Attachment) bool {
		return a.Signed != "" || strings.HasSuffix(strings.ToLower(a.Name), ".p7m") || strings.Contains(strings.ToLower(a.Type), "pkcs7-mime")
	})
}

// documentiFirmati are the digests of what was signed, each once.
func documentiFirmati(list []Firma) []string {
	var out []string
	for _, f := range list {
		if f.Documento != "" && !slices.Contains(out, f.Documento) && len(out) < maxDocumenti {
			out = append(out, f.Documento)
		}
	}
	return out
}
