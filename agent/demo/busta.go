package demo

import (
	"fmt"
	"strings"
	"time"

	"pecagent/mailparse/pec"
)

// marchio stands in every message that the provider signs.
const marchio = "DIMOSTRAZIONE SENZA VALORE LEGALE"

// busta is a message that a provider is about to sign: an envelope or a receipt (pec.md §3).
type busta struct {
	f         Fornitore
	campi     *testata // outer header, but for the MIME fields
	testo     string
	dc        *pec.DatiCert // nil in a busta di anomalia
	allegato  []byte        // the message it carries; nil when none
	quando    time.Time
	firma     Firma
	manomessa bool
}

// componi signs the message and writes it out. The caller holds g.mu.
func (g *Gestore) componi(b busta) ([]byte, error) {
	key, err := g.pki.firmatario(b.f)
	if err != nil {
		return nil, err
	}
	n := g.numera()
	entity, err := b.entita(n, false)
	if err != nil {
		return nil, err
	}
	p7s, err := key.Firma([]byte(entity), b.quando, b.firma, g.pki.CA.Cert)
	if err != nil {
		return nil, err
	}
	if b.manomessa {
		if entity, err = b.entita(n, true); err != nil {
			return nil, err
		}
	}
	b.campi.b.WriteString(b.multipartSigned(n, entity, p7s))
	return b.campi.b.Bytes(), nil
}

// multipartSigned is the MIME header and the body of the whole message. Providers differ in their spelling
// (pec.md §3): the second of the demo writes the registered protocol name, no preamble and no quotes.
func (b busta) multipartSigned(n int, entity string, p7s []byte) string {
	protocol, preamble := "application/x-pkcs7-signature", "This is an S/MIME signed message\r\n\r\n"
	micalg := "sha-256"
	if b.firma.SHA1 {
		micalg = `"sha1"`
	}
	if b.altroStile() {
		protocol, preamble = "application/pkcs7-signature", ""
	}
	boundary := fmt.Sprintf("----=_Signed_%06d_%s", n, strings.ToUpper(hexSHA256([]byte(b.f.Dominio))[:8]))
	return fmt.Sprintf("MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"%s\"; micalg=%s; \r\n\tboundary=\"%s\"\r\n\r\n", protocol, micalg, boundary) +
		preamble + "--" + boundary + "\r\n" + entity + "\r\n--" + boundary + "\r\n" +
		"Content-Type: " + protocol + "; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n" +
		"Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n" + base64Righe(p7s) +
		"\r\n--" + boundary + "--\r\n"
}

// altroStile picks one of two spellings by provider.
func (b busta) altroStile() bool { return strings.Contains(b.f.Dominio, "due") }

// entita is what is signed: text, daticert.xml, postacert.eml (RFC 6109 §4.3). forged gives the same entity with
// one character changed: of the daticert, or of the text when there is none.
func (b busta) entita(n int, forged bool) (string, error) {
	testo, xml := b.testo+"\r\n\r\n"+marchio+"\r\n", ""
	if b.dc != nil {
		xml = string(b.dc.XML())
	}
	if forged && xml != "" {
		xml = altera(xml, "</mittente>")
	} else if forged {
		testo = altera(testo, "\r\n")
	}
	text, err := parteTesto("plain", testo, "iso-8859-1", "quoted-printable")
	if err != nil {
		return "", err
	}
	parts := []string{text}
	if xml != "" {
		parts = append(parts, parteFile("application/xml", pec.FileDatiCert, []byte(xml), "inline"))
	}
	if b.allegato != nil {
		parts = append(parts, parteMessaggio(b.allegato))
	}
	if len(parts) == 3 && b.altroStile() { // "interchangeable in order" (RFC 6109 §4.3)
		parts[1], parts[2] = parts[2], parts[1]
	}
	return multiparte("multipart/mixed", fmt.Sprintf("----=_Part_%06d", n), parts...), nil
}

// altera changes the character before the first mark.
func altera(s, mark string) string {
	i := strings.Index(s, mark)
	if i < 1 {
		return s
	}
	c := byte('x')
	if s[i-1] == c {
		c = 'y'
	}
	return s[:i-1] + string(c) + s[i:]
}

func parteMessaggio(raw []byte) string {
	cte := "7bit"
	for _, c := range raw {
		if c >= 0x80 {
			cte = "8bit"
			break
		}
	}
	return "Content-Type: message/rfc822; name=\"postacert.eml\"\r\nContent-Disposition: inline; filename=\"postacert.eml\"\r\n" +
		"Content-Transfer-Encoding: " + cte + "\r\n\r\n" + string(raw)
}

// oggetto is an outer Subject: prefix, original subject, marker.
func oggetto(prefisso, originale string) string {
	return strings.TrimSpace(prefisso+" "+originale) + " [" + marchio + "]"
}

// busteCampi begins an outer header with what a delivery adds.
func (g *Gestore) busteCampi(returnPath string, at time.Time) *testata {
	t := &testata{}
	t.campo("Return-Path", "<"+returnPath+">")
	t.campo("Delivered-To", g.o.Casella)
	t.grezzo([]byte(received(domain(returnPath), domain(g.o.Casella), at)))
	return t
}

func received(from, by string, at time.Time) string {
	return "Received: from " + from + " by " + by + " with ESMTPS;\r\n\t" + dataRFC5322(at) + "\r\n"
}

// perConto is the From of an envelope (RFC 6109 §3.2.1).
func perConto(sender string, f Fornitore) string {
	return `"Per conto di: ` + strings.NewReplacer(`"`, "", `\`, "").Replace(sender) + `" <` + f.mittente() + `>`
}
