package prove

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
	"pecagent/rules"
)

var destinatari = flag.Int("destinatari", 60, "recipients of the convocation of TestGrandeConvocazione")

// firmatario signs as a provider does, under an authority of its own.
type firmatario struct {
	ca, leaf *x509.Certificate
	key      *rsa.PrivateKey
}

func nuovoFirmatario(t *testing.T) firmatario {
	t.Helper()
	caKey, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	f := firmatario{}
	f.key, err = rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	from, to := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC)
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA"}, NotBefore: from, NotAfter: to, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign, SubjectKeyId: []byte{1}}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "PEC"}, NotBefore: from, NotAfter: to, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}, EmailAddresses: []string{"posta-certificata@pec.example"}}
	sign := func(c, by *x509.Certificate, pub *rsa.PublicKey) *x509.Certificate {
		der, err := x509.CreateCertificate(rand.Reader, c, by, pub, caKey)
		must(t, err)
		out, err := x509.ParseCertificate(der)
		must(t, err)
		return out
	}
	f.ca = sign(ca, ca, &caKey.PublicKey)
	f.leaf = sign(leaf, f.ca, &f.key.PublicKey)
	return f
}

// ricevuta is a receipt with its certification data, and what it returns.
func (f firmatario) ricevuta(t *testing.T, d *pec.DatiCert, back string) []byte {
	t.Helper()
	entity := "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\nRicevuta.\r\n--m\r\nContent-Type: application/xml; name=\"daticert.xml\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(d.XML()) + "\r\n"
	if back != "" {
		entity += "--m\r\nContent-Type: message/rfc822; name=\"postacert.eml\"\r\n\r\n" + back + "\r\n"
	}
	entity += "--m--\r\n"
	sd, err := pkcs7.NewSignedData([]byte(entity))
	must(t, err)
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	must(t, sd.AddSigner(f.leaf, f.key, pkcs7.SignerInfoConfig{}))
	sd.Detach()
	der, err := sd.Finish()
	must(t, err)
	return []byte("From: posta-certificata@pec.example\r\nTo: ordine@pec.example\r\nSubject: " + string(d.Tipo) + "\r\nMessage-ID: <r" + d.MsgID + "." + string(d.Tipo) + "@pec.example>\r\nX-Ricevuta: " + string(d.Tipo) +
		"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/x-pkcs7-signature\"; micalg=sha-256; boundary=s\r\n\r\n--s\r\n" + entity +
		"\r\n--s\r\nContent-Type: application/x-pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(der) + "\r\n--s--\r\n")
}

// unaLettera writes a letter of the convocation with its acceptance and delivery into the store.
func (f firmatario) unaLettera(t *testing.T, o Opzioni, i int) {
	t.Helper()
	id, to, msgid := fmt.Sprintf("LET-2026-%06d", i+2), fmt.Sprintf("a%d@pec.example", i), fmt.Sprintf("m%d@pec.example", i)
	body := strings.Repeat("L'assemblea è convocata. ", 200)
	eml := func(id, more string) string {
		return more + "From: ordine@pec.example\r\nTo: " + to + "\r\nSubject: Convocazione\r\nMessage-ID: <" + id + ">\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString([]byte(body)) + "\r\n"
	}
	dati := func(tipo pec.Tipo) *pec.DatiCert {
		return &pec.DatiCert{Tipo: tipo, Errore: pec.Nessuno, Mittente: "ordine@pec.example", Destinatari: []pec.Destinatario{{Address: to, Tipo: "certificato"}}, Oggetto: "Convocazione", Gestore: "X", Data: time.Now().Truncate(time.Second),
			Identificativo: fmt.Sprintf("op%d@pec.example", i), MsgID: msgid}
	}
	con := dati(pec.AvvenutaConsegna)
	con.Ricevuta, con.Consegna = pec.Completa, to
	raw := [][]byte{[]byte(eml(msgid, "")), f.ricevuta(t, dati(pec.Accettazione), ""), f.ricevuta(t, con, eml(con.Identificativo, "X-Riferimento-Message-ID: <"+msgid+">\r\n"))}
	shas, err := o.Store.PutRaw(t.Context(), raw)
	must(t, err)
	at := con.Data
	scrivi(t, o, rules.Event{Kind: rules.KLettera, Lettera: &rules.Lettera{ID: id, Modello: "T-14", CF: fmt.Sprintf("RSSMRA80A01H%03d%c", i%1000, 'A'+rune(i/1000%26)), A: to, Caso: "CAM-2026-000001", Stato: rules.LInCoda}},
		rules.Event{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: id, Stato: rules.LInInvio, SHA256: shas[0], MsgID: msgid, Istante: at}},
		rules.Event{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: id, Stato: rules.LInviata, Istante: at}},
		rules.Event{Kind: rules.KRicevuta, Ricevuta: &rules.Ricevuta{SHA256: shas[1], Lettera: id, Tipo: string(pec.Accettazione), Istante: at}},
		rules.Event{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: id, Stato: rules.LAccettata, Istante: at, Ricevuta: shas[1]}},
		rules.Event{Kind: rules.KRicevuta, Ricevuta: &rules.Ricevuta{SHA256: shas[2], Lettera: id, Tipo: string(pec.AvvenutaConsegna), Istante: at, Consegna: to}},
		rules.Event{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: id, Stato: rules.LConsegnata, Istante: at, Ricevuta: shas[2]}})
}

// TestGrandeConvocazione: the fascicolo of a convocation with many recipients, each with certified receipts, verifies; how long it takes
// and what memory it wants is printed (-destinatari 2000).
func TestGrandeConvocazione(t *testing.T) {
	n := *destinatari
	o := lungo(t, n)
	f := nuovoFirmatario(t)
	o.Trust = smime.Trust{CAs: []*x509.Certificate{f.ca}}
	scrivi(t, o, rules.Event{Kind: rules.KCampagna, Campagna: &rules.Campagna{ID: "CAM-2026-000001", Tipo: rules.ConvocazioneAssemblea, Stato: rules.CApprovata, Dati: rules.DatiLettera{Evento: "Assemblea annuale"}}})
	for i := range n {
		f.unaLettera(t, o, i)
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	x, err := Esporta(t.Context(), o, Domanda{Campagna: "CAM-2026-000001"})
	must(t, err)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if !x.Sano() || len(x.Manca) != 0 || len(x.Codici) != n || x.Record < 7*n {
		t.Errorf("%s, %q, %d members, %d records\n%s", x.Verdetto.Verdetto, x.Manca, len(x.Codici), x.Record, x.Verdetto.Scritto())
	}
	if dir := os.Getenv("PECAGENT_FASCICOLO"); dir != "" { // to look at
		must(t, os.WriteFile(filepath.Join(dir, "convocazione.zip"), x.Zip, 0o600))
	}
	t.Logf("%d recipients: %v, %d MB allocated, zip of %d MB, %d files", n, took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, len(x.Zip)>>20, x.File)
}
