package mailparse

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

const mittenteGestore = "posta-certificata@pec.gestore.example"

// gestore is a provider with a test CA of its own.
type gestore struct {
	ca, leaf *x509.Certificate
	key      *rsa.PrivateKey
}

var unGestore = sync.OnceValue(func() gestore { return newGestore(mittenteGestore) })

func newGestore(address string) gestore {
	now := time.Now()
	caKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA di prova"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, SubjectKeyId: []byte{1},
	}
	g := gestore{ca: mint(ca, ca, &caKey.PublicKey, caKey)}
	g.key, err = rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Posta Certificata di prova"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}, EmailAddresses: []string{address},
		SubjectKeyId: []byte{2},
	}
	g.leaf = mint(leaf, g.ca, &g.key.PublicKey, caKey)
	return g
}

func mint(tmpl, parent *x509.Certificate, pub *rsa.PublicKey, key *rsa.PrivateKey) *x509.Certificate {
	der, err := x509.CreateCertificate(rand.Reader, tmpl, parent, pub, key)
	if err != nil {
		panic(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return c
}

func (g gestore) trust() smime.Trust { return smime.Trust{CAs: []*x509.Certificate{g.ca}} }

// sign makes a detached signature over octets.
func (g gestore) sign(t testing.TB, octets string) []byte {
	t.Helper()
	sd, err := pkcs7.NewSignedData([]byte(octets))
	if err != nil {
		t.Fatal(err)
	}
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if err := sd.AddSignerChain(g.leaf, g.key, []*x509.Certificate{g.ca}, pkcs7.SignerInfoConfig{}); err != nil {
		t.Fatal(err)
	}
	sd.Detach()
	der, err := sd.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// lettera is what a test changes in a message of the provider.
type lettera struct {
	header  []string // outer header lines instead of the usual ones of the kind
	parts   []string // direct children of the multipart/mixed
	firmata func(string) string
	after   string // outside the signed entity
}

func crlfLines(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n" }

const testoBusta = "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nMessaggio di posta certificata =E8 qui\r\n"

func xmlPart(name string, xml []byte) string {
	return crlfLines("Content-Type: application/xml; name=\""+name+"\"", "Content-Transfer-Encoding: base64",
		"Content-Disposition: inline; filename=\""+name+"\"", "", base64.StdEncoding.EncodeToString(xml))
}

func emlPart(name, eml string) string {
	return crlfLines("Content-Type: message/rfc822; name=\""+name+"\"", "Content-Transfer-Encoding: 7bit",
		"Content-Disposition: inline; filename=\""+name+"\"", "") + eml
}

func mixed(parts ...string) string {
	var b strings.Builder
	b.WriteString("Content-Type: multipart/mixed; boundary=\"----=_Part_1\"\r\n\r\n")
	for _, p := range parts {
		b.WriteString("------=_Part_1\r\n" + p + "\r\n")
	}
	b.WriteString("------=_Part_1--\r\n")
	return b.String()
}

// busta signs parts and puts header above.
func (g gestore) busta(t testing.TB, l lettera) []byte {
	t.Helper()
	entity := mixed(l.parts...)
	p7s := g.sign(t, entity)
	if l.firmata != nil {
		entity = l.firmata(entity)
	}
	return []byte(crlfLines(l.header...) + "MIME-Version: 1.0\r\n" +
		"Content-Type: multipart/signed; protocol=\"application/x-pkcs7-signature\"; micalg=sha-256; \r\n\tboundary=\"----08FC388C\"\r\n\r\n" +
		"This is an S/MIME signed message\r\n\r\n------08FC388C\r\n" + entity + "\r\n------08FC388C\r\n" +
		"Content-Type: application/x-pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n" +
		"Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n" + wrapBase64(p7s) + "\r\n------08FC388C--\r\n" + l.after)
}

func wrapBase64(b []byte) string {
	s := base64.StdEncoding.EncodeToString(b)
	var out strings.Builder
	for len(s) > 64 {
		out.WriteString(s[:64] + "\r\n")
		s = s[64:]
	}
	return out.String() + s + "\r\n"
}

const original = "From: Giulia <giulia.bianchi@iscritti.example>\r\nTo: segreteria@pec.ordine.example\r\nSubject: Rinuncia\r\n" +
	"Message-ID: <op1.20261121@pec.gestore.example>\r\nX-Riferimento-Message-ID: <client1@iscritti.example>\r\n" +
	"Date: Mon, 23 Nov 2026 09:12:33 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLa sottoscritta chiede.\r\n"

// dati is a daticert of now.
func dati(tipo pec.Tipo) *pec.DatiCert {
	d := &pec.DatiCert{
		Tipo: tipo, Errore: pec.Nessuno, Mittente: "giulia.bianchi@iscritti.example",
		Destinatari: []pec.Destinatario{{Address: "segreteria@pec.ordine.example", Tipo: "certificato"}, {Address: "altro@pec.ordine.example", Tipo: "certificato"}},
		Oggetto:     "Rinuncia", Gestore: "Gestore di prova", Data: time.Now().Truncate(time.Second),
		Identificativo: "op1.20261121@pec.gestore.example", MsgID: "client1@iscritti.example",
	}
	switch tipo {
	case pec.AvvenutaConsegna:
		d.Ricevuta, d.Consegna = "completa", "segreteria@pec.ordine.example"
	case pec.PostaCertificata:
		d.Ricevuta = "completa"
	case pec.ErroreConsegna, pec.PreavvisoErroreConsegna:
		d.Errore, d.Consegna, d.ErroreEsteso = pec.Altro, "segreteria@pec.ordine.example", "5.1.1 - Gestore - indirizzo non valido"
	case pec.RilevazioneVirus:
		d.Errore, d.Consegna = pec.Virus, "segreteria@pec.ordine.example"
	case pec.NonAccettazione:
		d.Errore, d.ErroreEsteso = pec.Altro, "rifiutato"
	case pec.PresaInCarico:
		d.Ricezione = []string{"segreteria@pec.ordine.example"}
	}
	return d
}

// intesta is the usual outer header of a tipo.
func intesta(tipo pec.Tipo) []string {
	h := []string{"Return-Path: <" + mittenteGestore + ">", "To: segreteria@pec.ordine.example", "Message-ID: <r1@pec.gestore.example>",
		"X-Riferimento-Message-ID: <client1@iscritti.example>"}
	if tipo == pec.PostaCertificata {
		return append(h, `From: "Per conto di: giulia.bianchi@iscritti.example" <Posta-Certificata@pec.gestore.example>`,
			"Subject: POSTA CERTIFICATA: Rinuncia", "X-Trasporto: posta-certificata", "X-Tiporicevuta: completa")
	}
	return append(h, "From: "+mittenteGestore, "Subject: RICEVUTA: Rinuncia", "X-Ricevuta: "+string(tipo))
}

// messaggio is a sound message of a tipo.
func (g gestore) messaggio(tipo pec.Tipo, d *pec.DatiCert) lettera {
	l := lettera{header: intesta(tipo), parts: []string{testoBusta, xmlPart("daticert.xml", d.XML())}}
	if tipo == pec.PostaCertificata || tipo == pec.AvvenutaConsegna {
		l.parts = append(l.parts, emlPart("postacert.eml", original))
	}
	return l
}

func anomalia(eml string) lettera {
	return lettera{
		header: []string{`From: "Per conto di: marco@posta.example" <` + mittenteGestore + `>`, "To: segreteria@pec.ordine.example",
			"Subject: ANOMALIA MESSAGGIO: PEC", "X-Trasporto: errore"},
		parts: []string{testoBusta, emlPart("postacert.eml", eml)},
	}
}

func mustParse(t testing.TB, raw []byte) *Message {
	t.Helper()
	m, err := Parse(raw)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	return m
}
