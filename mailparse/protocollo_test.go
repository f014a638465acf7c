package mailparse

import (
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/segnatura"
)

func protocollata(parts ...string) string {
	s := "From: protocollo@pec.comune-prova.example\r\nTo: segreteria@pec.ordine.example\r\nSubject: Prot. 1234\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nVedi allegato.\r\n"
	for _, p := range parts {
		s += "\r\n--b\r\n" + p
	}
	return s + "\r\n--b--\r\n"
}

func segnaturaXML(numero string) []byte {
	return []byte("<Segnatura><Intestazione><Identificatore><NumeroRegistrazione>" + numero + "</NumeroRegistrazione></Identificatore></Intestazione></Segnatura>")
}

// TestProtocollo: the protocol file of an inner message is read, by its name in any case, once and at the top level only; it decides nothing.
func TestProtocollo(t *testing.T) {
	g := unGestore()
	conferma := []byte("<ConfermaRicezione><MessaggioRicevuto/></ConfermaRicezione>")
	inside := "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n" + xmlPart("Segnatura.xml", segnaturaXML("9")) + "\r\n--c--\r\n"
	for name, c := range map[string]struct {
		parts                []string
		radice, numero, fail string
	}{
		"as named":              {[]string{xmlPart("Segnatura.xml", segnaturaXML("1"))}, "Segnatura", "1", ""},
		"in capitals":           {[]string{xmlPart("SEGNATURA.XML", segnaturaXML("1"))}, "Segnatura", "1", ""},
		"in small letters":      {[]string{xmlPart("segnatura.xml", segnaturaXML("1"))}, "Segnatura", "1", ""},
		"an answer":             {[]string{xmlPart("conferma.xml", conferma)}, "ConfermaRicezione", "", ""},
		"another conferma.xml":  {[]string{xmlPart("conferma.xml", []byte("<ordine/>"))}, "", "", ""},
		"and a Segnatura too":   {[]string{xmlPart("conferma.xml", []byte("<ordine/>")), xmlPart("Segnatura.xml", segnaturaXML("1"))}, "Segnatura", "1", ""},
		"two":                   {[]string{xmlPart("Segnatura.xml", segnaturaXML("1")), xmlPart("segnatura.xml", segnaturaXML("2"))}, "", "", ErrSegnaturaCount.Error()},
		"one good, one broken":  {[]string{xmlPart("Segnatura.xml", segnaturaXML("1")), xmlPart("segnatura.xml", []byte("<"))}, "", "", ErrSegnaturaCount.Error()},
		"none of the roots":     {[]string{xmlPart("Segnatura.xml", []byte("<postacert/>"))}, "", "", "none of a protocol file"},
		"broken":                {[]string{xmlPart("Segnatura.xml", []byte("<Segnatura>"))}, "", "", "XML syntax error"},
		"damaged encoding":      {[]string{strings.Replace(xmlPart("Segnatura.xml", segnaturaXML("1")), "\r\n\r\n", "\r\n\r\n****", 1)}, "", "", "transfer encoding"},
		"too long":              {[]string{xmlPart("Segnatura.xml", []byte(strings.Repeat(" ", 3<<20)))}, "", "", "size limit"},
		"one level below":       {[]string{inside}, "", "", ""},
		"in an attached mail":   {[]string{emlPart("m.eml", strings.NewReplacer("boundary=b", "boundary=z", "--b", "--z").Replace(protocollata(xmlPart("Segnatura.xml", segnaturaXML("9")))))}, "", "", ""},
		"of another name":       {[]string{xmlPart("Segnatura2.xml", segnaturaXML("1"))}, "", "", ""},
		"beside a daticert.xml": {[]string{xmlPart("daticert.xml", dati(pec.AvvenutaConsegna).XML()), xmlPart("Segnatura.xml", segnaturaXML("1"))}, "Segnatura", "1", ""},
	} {
		l := g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata))
		l.parts[2] = emlPart("postacert.eml", protocollata(c.parts...))
		m := mustParse(t, g.busta(t, l))
		in := m.Inner
		if s := in.Segnatura; (s != nil) != (c.radice != "") || s != nil && (s.Radice != c.radice || s.Registrata.Numero != c.numero) {
			t.Errorf("%s: %+v", name, s)
		}
		if (in.SegnaturaErr != nil) != (c.fail != "") || in.SegnaturaErr != nil && !strings.Contains(in.SegnaturaErr.Error(), c.fail) {
			t.Errorf("%s: %v", name, in.SegnaturaErr)
		}
		if len(in.Attachments) < len(c.parts) { // it stays an attachment
			t.Errorf("%s: %d attachments", name, len(in.Attachments))
		}
		if p := m.Verify(g.trust(), time.Time{}); p.Level != Certified {
			t.Errorf("%s: %v", name, p.Reasons)
		}
	}
	m := mustParse(t, []byte("From: a@b.example\r\nContent-Type: application/xml; name=segnatura.xml\r\n\r\n"+string(segnaturaXML("3"))))
	if m.Inner.Segnatura == nil || m.Inner.Segnatura.Registrata != (segnatura.Registrazione{Numero: "3"}) {
		t.Errorf("a message that is the file: %+v", m.Inner.Segnatura)
	}
}
