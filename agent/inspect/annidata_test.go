package inspect_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/mailparse/pec"
)

// imbusta is a busta di trasporto around any message, signed by the provider of pecmail.example, octet by octet ours.
func imbusta(t *testing.T, pki *demo.PKI, mittente, oggetto string, post []byte, at time.Time) []byte {
	t.Helper()
	const gestore = "pec.gestore-uno.example"
	id := fmt.Sprintf("prova.%d@%s", at.UnixNano()%1e9+int64(len(post)), gestore)
	d := &pec.DatiCert{Tipo: pec.PostaCertificata, Errore: pec.Nessuno, Mittente: mittente, Oggetto: oggetto, Gestore: "Gestore Uno di prova S.p.A.", Data: at,
		Identificativo: id, MsgID: "client." + id, Ricevuta: "completa", Destinatari: []pec.Destinatario{{Address: ordine, Tipo: "certificato"}}}
	entity := parteFirmata(d, post)
	p7s, err := pki.Leaf[gestore].Firma(entity, at, demo.Firma{}, pki.CA.Cert)
	must(t, err)
	return involucro("From: \"Per conto di: "+mittente+"\" <posta-certificata@"+gestore+">\r\nTo: "+ordine+"\r\nSubject: POSTA CERTIFICATA: "+oggetto+
		"\r\nDate: "+at.Format(time.RFC1123Z)+"\r\nMessage-ID: <"+id+">\r\nX-Riferimento-Message-ID: <client."+id+">\r\nX-Trasporto: posta-certificata\r\nX-TipoRicevuta: completa\r\n", entity, p7s)
}

// parteFirmata is the multipart/mixed that a provider signs.
func parteFirmata(d *pec.DatiCert, post []byte) []byte {
	return []byte("Content-Type: multipart/mixed; boundary=\"dentro\"\r\n\r\n--dentro\r\nContent-Type: text/plain\r\n\r\nMessaggio di posta certificata\r\n" +
		"--dentro\r\nContent-Type: application/xml; name=\"daticert.xml\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(d.XML()) +
		"\r\n--dentro\r\nContent-Type: message/rfc822; name=\"postacert.eml\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" + string(post) + "\r\n--dentro--\r\n")
}

// involucro is the multipart/signed around it; head are the fields before MIME-Version.
func involucro(head string, entity, p7s []byte) []byte {
	return []byte(head + "MIME-Version: 1.0\r\n" +
		"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\"fuori\"\r\n\r\n--fuori\r\n" + string(entity) + "\r\n--fuori\r\n" +
		"Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(p7s) + "\r\n--fuori--\r\n")
}

// TestBustaNellaBusta: every way in which a whole busta travels inside another; nothing of it is executed. The same
// words written by the member himself are, so that the test can fail.
func TestBustaNellaBusta(t *testing.T) {
	pki, err := demo.NewPKI(demo.PKIOptions{})
	must(t, err)
	s := nuovaScenaPKI(t, pki)
	for _, c := range certificati(t) {
		if c.testa["dopo"] != "" {
			continue
		}
		at := orario(t, c.testa["ora"])
		list := s.arriva(c, nil)
		inside := list[len(list)-1]
		from := "giulia.bianchi@iscritti.pec-ordine.example"
		head := "From: " + from + "\r\nTo: " + ordine + "\r\nSubject: I: inoltro\r\nMessage-ID: <x@pecmail.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
		mixed := func(text, kind string) []byte {
			return []byte(head + "Content-Type: multipart/mixed; boundary=\"m\"\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--m\r\nContent-Type: " + kind + "\r\n\r\n" + string(inside) + "\r\n--m--\r\n")
		}
		for name, post := range map[string][]byte{
			"redirected":       inside,
			"forwarded":        mixed("vedi sotto", "message/rfc822; name=\"messaggio.eml\""),
			"without a word":   mixed("", "message/rfc822"),
			"attached":         mixed("in allegato", "message/rfc822; name=\"postacert.eml\"\r\nContent-Disposition: attachment; filename=\"postacert.eml\""),
			"with the request": mixed(strings.ReplaceAll(c.testo, "\n", "\r\n"), "message/rfc822"),
			"the only part":    []byte(head + "Content-Type: message/rfc822\r\n\r\n" + string(inside)),
			"a digest":         []byte(head + "Content-Type: multipart/digest; boundary=\"m\"\r\n\r\n--m\r\n\r\n" + string(inside) + "\r\n--m--\r\n"),
		} {
			t.Run(c.nome+"/"+name, func(t *testing.T) {
				s.t = t
				for _, sender := range []string{from, c.testa["da"], "sconosciuto@pecmail.example"} {
					o := s.ispeziona(imbusta(t, pki, sender, "I: inoltro", post, at))
					nienteDiFatto(t, o)
					if o.Proof.Level != "certified" || o.DatiCert.Mittente != strings.ToLower(sender) || o.Decision.Auto != "REVIEW" {
						t.Errorf("%s", testo(t, o))
					}
				}
			})
		}
	}
	c := leggi(t, "01")
	plain := []byte("From: " + c.testa["da"] + "\r\nTo: " + ordine + "\r\nSubject: Rinuncia PEC Ordine\r\nMessage-ID: <y@pecmail.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\nContent-Type: text/plain\r\n\r\n" + strings.ReplaceAll(c.testo, "\n", "\r\n"))
	controlla(t, s.ispeziona(imbusta(t, pki, c.testa["da"], "Rinuncia PEC Ordine", plain, orario(t, c.testa["ora"]))), c.attesi)
}

// TestInoltratiNelTesto: a request that stands only in forwarded or quoted text is nobody's request.
func TestInoltratiNelTesto(t *testing.T) {
	s := nuovaScena(t)
	for _, name := range []string{"01", "03", "07", "09", "13", "19", "21", "23"} {
		c := leggi(t, name)
		for kind, head := range map[string]string{
			"thunderbird": "\n\n-------- Messaggio Inoltrato --------\nOggetto: x\nData: lun, 23 nov 2026 09:00:00 +0100\nMittente: " + c.testa["da"] + "\nA: " + ordine + "\n\n",
			"outlook":     "\n\n________________________________\nDa: " + c.testa["da"] + "\nInviato: lunedì 23 novembre 2026 09:00\nA: " + ordine + "\nOggetto: x\n\n",
			"gmail":       "\n\n---------- Forwarded message ---------\nDa: <" + c.testa["da"] + ">\nDate: lun 23 nov 2026 alle ore 09:00\nSubject: x\nTo: <" + ordine + ">\n\n",
		} {
			for _, from := range []string{c.testa["da"], "sara.moretti@pecmail.example"} {
				for _, first := range []string{"", "Inoltro per conoscenza."} {
					t.Run(name+"/"+kind, func(t *testing.T) {
						s.t = t
						o := s.ispeziona(s.una(demo.Scritto{From: from, Subject: "I: x", Body: first + head + c.testo, At: orario(t, c.testa["ora"])}))
						nienteDiFatto(t, o)
					})
				}
			}
		}
	}
}
