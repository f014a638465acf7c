package mailparse

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"pecagent/mailparse/cf"
	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// Caps of Firme.
const (
	MaxFirme     = 8        // attachments that are verified
	MaxFirmeByte = 32 << 20 // their decoded bytes together
)

// Firma is a signature that a person put on a document attached to a message: verified, or only recognised.
type Firma struct {
	Allegato   string // name of the attachment
	Forma      string // cades, pades, xades, asic
	Verificata bool   // it was judged; else Perche says why not, and nothing below but Perche counts
	// Valida: good, by a person whose certificate an authority of the configuration issued and that was valid at receipt, as is
	// every other signature of the same file. What is told about a person counts only then.
	Valida bool
	CF     string // codice fiscale in the certificate, upper case; empty when there is none in a known form
	Nome   string // given name and surname, else the common name
	Codice string // why not, as a code: those of smime, cf_missing, other_signer, not_verified, resource_limit
	Perche string // the same in Italian, for people; empty when all is well

	Emittente   string    // RFC 2253
	Istante     time.Time // the signer's claim, UTC; zero when absent
	Revoca      string    // not_checked, good, revoked
	Contenuto   string    // name of the document inside
	SHA256      string    // of the document inside, lower-case hex
	Leggibile   bool      // the document is text
	PDF         bool      // the document is a PDF, by its first bytes
	Indirizzi   []string  // addresses in it, when it is text; sorted
	Certificato string    // SHA-256 of the certificate, lower-case hex
}

// Firme gives the signatures on the attachments of the message itself, never of messages attached to it: a p7m is judged
// under trust at the instant of receipt, which is the certified time where there is one (order.md R-103). Without an
// authority in trust, and for kinds other than p7m, signatures are recognised and not verified.
func (m *Message) Firme(trust smime.Trust, at time.Time) []Firma {
	if m.Inner == nil || m.Busta == pec.Ricevuta { // what a receipt gives back is ours
		return nil
	}
	var out []Firma
	judged, size := 0, 0
	for _, a := range m.Inner.Attachments {
		if a.Signed == "" {
			continue
		}
		if a.Signed != CAdES {
			out = append(out, recognised(a.Name, a.Signed, "not_verified"))
			continue
		}
		if judged++; judged > MaxFirme || a.Size > MaxFirmeByte-size {
			out = append(out, recognised(a.Name, CAdES, "resource_limit"))
			continue
		}
		size += a.Size
		out = append(out, verified(a.Name, a.Content(), trust, at)...)
	}
	return out
}

// FirmeFile gives the signatures of a file that is no attachment of a message: a p7m as people upload it, judged under trust at
// an instant. A file that is no p7m has none.
func FirmeFile(name string, b []byte, trust smime.Trust, at time.Time) []Firma {
	switch {
	case signedByName(name, "") != CAdES:
		return nil
	case len(b) > MaxFirmeByte:
		return []Firma{recognised(name, CAdES, "resource_limit")}
	}
	return verified(name, b, trust, at)
}

func recognised(name, form, code string) Firma {
	why := parole[code]
	if code == "not_verified" {
		why = nonVerificata[form]
	}
	return Firma{Allegato: name, Forma: form, Codice: code, Perche: why, Revoca: smime.NotChecked}
}

// verified judges one p7m: an entry for each of its signers, one more for a signature inside its document.
func verified(name string, b []byte, trust smime.Trust, at time.Time) []Firma {
	r := smime.VerifyAttached(b, trust, at)
	doc := documento(name, r.Content)
	if len(trust.CAs)+len(trust.Pins) == 0 {
		f := recognised(name, CAdES, "not_verified")
		f.Contenuto, f.SHA256 = doc.Contenuto, doc.SHA256
		return []Firma{f}
	}
	if len(r.Reasons) > 0 {
		return []Firma{{Allegato: name, Forma: CAdES, Verificata: true, Codice: r.Reasons[0], Perche: motivo(r.Reasons[0]), Revoca: smime.NotChecked}}
	}
	var out []Firma
	for _, s := range r.Signers {
		f := doc
		f.Allegato, f.Forma, f.Verificata, f.Valida = name, CAdES, true, r.Valid()
		f.signer(s)
		out = append(out, f)
	}
	if kind := signedInside(doc.Contenuto, r.Content); kind != "" {
		out = append(out, recognised(name, kind, "not_verified"))
	}
	return out
}

// signer notes who signed and what is wrong with it.
func (f *Firma) signer(s smime.Signer) {
	f.Nome, f.Emittente, f.Istante, f.Revoca = persona(s), oneName(s.Issuer), s.SigningTime, s.Revocation
	f.CF = codice(s.Serial)
	if s.Leaf != nil {
		sum := sha256.Sum256(s.Leaf.Raw)
		f.Certificato = hex.EncodeToString(sum[:])
	}
	switch {
	case len(s.Reasons) > 0:
		f.Codice = s.Reasons[0]
	case !f.Valida:
		f.Codice = "other_signer"
	case f.CF == "":
		f.Codice = "cf_missing"
	}
	if f.Codice != "" {
		f.Perche = motivo(f.Codice)
	}
}

// codice is the codice fiscale in the serialNumber of a certificate: TINIT- and the code (ETSI EN 319 412-1 §5.1.3), or IT:
// and the code, as certificates before eIDAS have it. Sixteen characters with their check character, in upper case as
// they are issued; anything else is no code of a person.
func codice(serial string) string {
	code, ok := strings.CutPrefix(serial, "TINIT-")
	if !ok {
		code, ok = strings.CutPrefix(serial, "IT:")
	}
	if !ok || len(code) != cf.Lunghezza || !cf.Valido(code) {
		return ""
	}
	return code
}

// persona is how a certificate calls its holder.
func persona(s smime.Signer) string {
	if s.GivenName != "" && s.Surname != "" {
		return oneName(s.GivenName + " " + s.Surname)
	}
	return oneName(s.Name)
}

// oneName is a name of a certificate as one line of at most 255 bytes.
func oneName(s string) string {
	return cutText(strings.Join(strings.Fields(marked(strings.ToValidUTF8(s, "\ufffd"))), " "), 255)
}

// documento tells about the document inside a p7m: the name is that of the attachment without .p7m.
func documento(name string, content []byte) Firma {
	for strings.HasSuffix(strings.ToLower(name), ".p7m") {
		name = name[:len(name)-len(".p7m")]
	}
	if content == nil {
		return Firma{}
	}
	sum := sha256.Sum256(content)
	f := Firma{Contenuto: name, SHA256: hex.EncodeToString(sum[:])}
	f.PDF = bytes.HasPrefix(content, []byte("%PDF-"))
	if f.Leggibile = isPlain(content); f.Leggibile {
		f.Indirizzi = addressesIn(content)
	}
	return f
}

// isPlain reports whether a document is text that people read as it stands: no control characters, none of the formats
// that are text only in part.
func isPlain(b []byte) bool {
	b = b[:min(len(b), MaxTextBytes)]
	for _, magic := range []string{"%PDF-", "PK\x03\x04", "{\\rtf"} {
		if bytes.HasPrefix(b, []byte(magic)) {
			return false
		}
	}
	return len(bytes.TrimSpace(b)) > 0 && !slices.ContainsFunc(b, func(c byte) bool {
		return c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' || c == 0x7f
	})
}

// addressesIn are the addresses of a text, also those written so that they only look like one.
func addressesIn(b []byte) []string {
	s, _ := decodeCharset("", b[:min(len(b), MaxTextBytes)])
	var out []string
	for _, c := range findAddresses(normal(cutText(s, MaxTextBytes)).join(), InNuovo) {
		out = append(out, c.Valore)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// signedInside is the kind of signature inside the document of a p7m.
func signedInside(name string, content []byte) string {
	if kind := signedByName(name, ""); kind != "" {
		return kind
	}
	s := newSniffer(name, "")
	s.write(content)
	return s.found()
}

// nonVerificata says, for each kind, why a signature waits for a person.
var nonVerificata = map[string]string{
	CAdES: "la firma digitale non è stata verificata: nella configurazione non è indicata alcuna autorità (trust.ca_firme)",
	PAdES: "il PDF è firmato digitalmente (PAdES): la firma va verificata da una persona",
	XAdES: "il documento XML è firmato digitalmente (XAdES): la firma va verificata da una persona",
	ASiC:  "l'allegato è un contenitore di firme (ASiC): va verificato da una persona",
}

// parole are the codes of a signature that does not count, in words.
var parole = map[string]string{
	"sig_invalid":     "il documento o la firma sono stati alterati",
	"sig_malformed":   "il file non è una firma digitale leggibile",
	"sig_limit":       "il file supera i limiti di lettura delle firme",
	"signer_count":    "il file non contiene alcuna firma",
	"attrs_invalid":   "gli attributi firmati mancano o non sono coerenti",
	"digest_refused":  "la firma usa un algoritmo non ammesso (SHA-1 o più debole)",
	"weak_chain":      "il certificato del firmatario è firmato con SHA-1",
	"key_weak":        "la chiave del firmatario è troppo corta",
	"chain_untrusted": "il certificato non è stato emesso da una delle autorità indicate nella configurazione (trust.ca_firme)",
	"cert_expired":    "il certificato del firmatario non era valido al momento della ricezione",
	"revoked":         "il certificato del firmatario era revocato o sospeso al momento della ricezione",
	"key_usage":       "il certificato non è di firma (manca l'impegno al contenuto, contentCommitment)",
	"name_constraint": "l'autorità non può certificare i nomi del certificato",
	"time_incoherent": "non si conosce il momento della ricezione, al quale verificare il certificato",
	"other_signer":    "un'altra firma dello stesso file non è valida",
	"cf_missing":      "il certificato non riporta un codice fiscale in una forma nota (TINIT-… o IT:…)",
	"resource_limit":  "non verificata: gli allegati firmati sono troppi o troppo grandi",
}

// motivo is a code in words.
func motivo(code string) string {
	if s, ok := parole[code]; ok {
		return s
	}
	return "la firma non è valida (" + code + ")"
}
