package fascicolo

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
	"golang.org/x/mod/sumdb/tlog"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
	"pecagent/store/log"
)

// gestore is a provider with a throw-away authority.
type gestore struct {
	ca, leaf *x509.Certificate
	key      *rsa.PrivateKey
	caKey    *rsa.PrivateKey
}

var unGestore, altroGestore = sync.OnceValue(nuovoGestore), sync.OnceValue(nuovoGestore)

func nuovoGestore() gestore {
	key := func() *rsa.PrivateKey {
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		return k
	}
	caKey := key()
	g := gestore{key: key(), caKey: caKey}
	from, to := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC) // judged at the time of signing: an example stays good
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA di prova"}, NotBefore: from, NotAfter: to, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, SubjectKeyId: []byte{1}}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(0xabc), Subject: pkix.Name{CommonName: "Posta Certificata di prova"}, NotBefore: from, NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}, EmailAddresses: []string{indirizzoGestore}}
	sign := func(c, by *x509.Certificate, pub *rsa.PublicKey) *x509.Certificate {
		der, err := x509.CreateCertificate(rand.Reader, c, by, pub, caKey)
		if err != nil {
			panic(err)
		}
		out, err := x509.ParseCertificate(der)
		if err != nil {
			panic(err)
		}
		return out
	}
	g.ca = sign(ca, ca, &caKey.PublicKey)
	g.leaf = sign(leaf, g.ca, &g.key.PublicKey)
	return g
}

func (g gestore) fiducia() *smime.Trust { return &smime.Trust{CAs: []*x509.Certificate{g.ca}} }

func (g gestore) caPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: g.ca.Raw})
}

const (
	indirizzoGestore = "posta-certificata@pec.gestore.example"
	ordine           = "segreteria@pec.ordine.example"
	giulia           = "giulia.bianchi@pec.iscritti.example"
	msgID            = "let1@pec.ordine.example"
)

func righe(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n" }

// avvolge signs parts and puts header above (RFC 6109 §3). Without d it is a busta di anomalia.
func (g gestore) avvolge(t testing.TB, header []string, d *pec.DatiCert, eml string) []byte {
	t.Helper()
	parts := []string{righe("Content-Type: text/plain; charset=utf-8", "", "Il messaggio e' di posta certificata.")}
	if d != nil {
		parts = append(parts, righe(`Content-Type: application/xml; name="daticert.xml"`, "Content-Transfer-Encoding: base64", "", base64.StdEncoding.EncodeToString(d.XML())))
	}
	if eml != "" {
		parts = append(parts, righe(`Content-Type: message/rfc822; name="postacert.eml"`, "")+eml)
	}
	entity := righe(`Content-Type: multipart/mixed; boundary="m1"`, "") + "--m1\r\n" + strings.Join(parts, "\r\n--m1\r\n") + "\r\n--m1--\r\n"
	sd, err := pkcs7.NewSignedData([]byte(entity))
	must(t, err)
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	must(t, sd.AddSigner(g.leaf, g.key, pkcs7.SignerInfoConfig{}))
	sd.Detach()
	der, err := sd.Finish()
	must(t, err)
	var p7s strings.Builder
	for s := base64.StdEncoding.EncodeToString(der); s != ""; s = s[min(64, len(s)):] {
		p7s.WriteString(s[:min(64, len(s))] + "\r\n")
	}
	return []byte(righe(header...) + righe("MIME-Version: 1.0", `Content-Type: multipart/signed; protocol="application/x-pkcs7-signature"; micalg=sha-256; boundary="s1"`, "") +
		"--s1\r\n" + entity + "\r\n--s1\r\n" + righe(`Content-Type: application/x-pkcs7-signature; name="smime.p7s"`, "Content-Transfer-Encoding: base64", "") +
		p7s.String() + "--s1--\r\n")
}

func (g gestore) dati(tipo pec.Tipo, oggetto string) *pec.DatiCert {
	d := &pec.DatiCert{Tipo: tipo, Errore: pec.Nessuno, Mittente: ordine, Destinatari: []pec.Destinatario{{Address: giulia, Tipo: "certificato"}}, Oggetto: oggetto,
		Gestore: "Gestore di prova", Data: time.Now().Truncate(time.Second), Identificativo: "op1@pec.gestore.example", MsgID: msgID}
	if tipo == pec.AvvenutaConsegna {
		d.Ricevuta, d.Consegna = pec.Completa, giulia
	}
	return d
}

// ricevuta is a receipt about a letter; eml is what it returns.
func (g gestore) ricevuta(t testing.TB, d *pec.DatiCert, eml string) []byte {
	return g.avvolge(t, []string{"From: " + indirizzoGestore, "To: " + ordine, "Subject: RICEVUTA: " + d.Oggetto, "Message-ID: <r." + string(d.Tipo) + "@pec.gestore.example>",
		"X-Ricevuta: " + string(d.Tipo), "X-Riferimento-Message-ID: <" + d.MsgID + ">"}, d, eml)
}

// busta is a message of a member.
func (g gestore) busta(t testing.TB) []byte {
	d := g.dati(pec.PostaCertificata, "Rinuncia")
	d.Mittente, d.Destinatari, d.Identificativo, d.MsgID, d.Ricevuta = giulia, []pec.Destinatario{{Address: ordine, Tipo: "certificato"}}, "op0@pec.gestore.example", "c1@iscritti.example", pec.Completa
	return g.avvolge(t, []string{`From: "Per conto di: ` + giulia + `" <` + indirizzoGestore + `>`, "To: " + ordine, "Subject: POSTA CERTIFICATA: Rinuncia",
		"Message-ID: <op0@pec.gestore.example>", "X-Trasporto: posta-certificata", "X-Riferimento-Message-ID: <c1@iscritti.example>"}, d,
		righe("From: "+giulia, "To: "+ordine, "Subject: Rinuncia", "Message-ID: <op0@pec.gestore.example>", "X-Riferimento-Message-ID: <c1@iscritti.example>",
			"Date: Mon, 23 Nov 2026 09:12:33 +0100", "Content-Type: text/plain", "", "La sottoscritta chiede."))
}

// lettera is a letter with its line of the log; id is what stands as Message-ID, more what a provider adds.
func lettera(id, oggetto, riga string, more ...string) string {
	return righe(append(more, "From: "+ordine, "To: "+giulia, "Subject: "+oggetto, "Message-ID: <"+id+">", "Date: Mon, 23 Nov 2026 10:00:00 +0100",
		`Content-Type: multipart/mixed; boundary="x"`, "")...) +
		righe("--x", "Content-Type: text/plain; charset=utf-8", "", "Gentile dottoressa, si conferma.", "-- ", riga) +
		righe("--x", `Content-Type: application/pdf; name="atto.pdf"`, "Content-Transfer-Encoding: base64", "", "JVBERi0xLjQK", "--x--")
}

// resa is the letter as a provider returns it.
func resa(oggetto, riga string) string {
	return lettera("op1@pec.gestore.example", oggetto, riga, "X-Riferimento-Message-ID: <"+msgID+">")
}

// pratica is a whole small fascicolo in the making: a request, its answer, its receipts, the log that knows them.
type pratica struct {
	t     testing.TB
	g     gestore
	l     *log.Log
	head  log.Head
	m     Manifest
	files []Contenuto
}

func (p *pratica) evento(format string, a ...any) {
	p.t.Helper()
	e := fmt.Sprintf(`{"v":1,"seq":%d,%s}`, p.l.Size()+1, fmt.Sprintf(format, a...))
	must(p.t, p.l.Append([]log.Entry{{Event: []byte(e)}}))
}

func (p *pratica) file(nome string, r Ruolo, di string, b []byte) {
	p.files = append(p.files, Contenuto{Nome: nome, Ruolo: r, Di: di, Byte: b})
}

// rigaGiulia is the member's row; politicaP1 the file of the policy in force.
const (
	rigaGiulia = `{"cf":"BNCGLI80A41H501X","cognome":"Bianchi","domicilio":{"indirizzo":"` + giulia + `","dal":"2026-01-01T00:00:00Z"},"anni":12345678901234567890}`
	politicaP1 = DirPolitica + "politica_p1.json"
)

func scritta(t testing.TB, v any) []byte {
	t.Helper()
	b, err := indented(v)
	must(t, err)
	return b
}

// nuova makes a sound one. The letter and its delivery anchor the log at 5 events.
func nuova(t testing.TB) *pratica {
	t.Helper()
	return nuovaDi(t, RigaAncora, func(int64, tlog.Hash) string { return "Conferma" })
}

// nuovaDi makes one whose letter has the line and the subject that are made of the head at 5 events.
func nuovaDi(t testing.TB, inCalce, inOggetto func(int64, tlog.Hash) string) *pratica {
	p := &pratica{t: t, g: unGestore(), l: registroDi(t), m: manifest()}
	p.m.Manca, p.m.Soggetto.Rif = nil, let
	in := p.g.busta(t)
	scan := []byte("scansione")
	p.evento(`"kind":"configurazione","policy":"p1","regole":"r1","modelli":"m1","config":{"policy":{"ordine":{"nome":"di prova"},"ipa":["a@pec.example"]}}`)
	p.evento(`"kind":"iscritto","iscritto":%s`, rigaGiulia)
	p.evento(`"kind":"lettera","lettera":{"id":"%s","cf":"%s","stato":"PROPOSTA","allegati":[{"sha256":"%s","nome":"scansione.pdf"}]}`, let, p.m.Soggetto.CF, somma(scan))
	p.evento(`"kind":"messaggio","messaggio":{"sha256":"%s"}`, somma(in))
	p.evento(`"kind":"esito","esito":{"sha256":"%s","livello":"certified","richiesta":"%s"}`, somma(in), req)
	head := p.l.Head()
	riga, oggetto := inCalce(head.Size, head.Root), inOggetto(head.Size, head.Root)
	out := []byte(lettera(msgID, oggetto, riga))
	acc := p.g.ricevuta(t, p.g.dati(pec.Accettazione, oggetto), "")
	con := p.g.ricevuta(t, p.g.dati(pec.AvvenutaConsegna, oggetto), resa(oggetto, riga))
	p.evento(`"kind":"passo","at":"2026-11-23T09:00:00.5Z","passo":{"lettera":"%s","stato":"IN_INVIO","sha256":"%s"}`, let, somma(out))
	p.evento(`"kind":"messaggio","messaggio":{"sha256":"%s"}`, somma(acc))
	p.evento(`"kind":"ricevuta","ricevuta":{"sha256":"%s","lettera":"%s"}`, somma(acc), let)
	p.evento(`"kind":"messaggio","messaggio":{"sha256":"%s"}`, somma(con))
	p.evento(`"kind":"passo","passo":{"lettera":"%s","stato":"CONSEGNATA","ricevuta":"%s"}`, let, somma(con))
	p.head = p.l.Head()
	p.evento(`"kind":"operazione","operazione":{"tipo":"dopo"}`)
	p.file("10_outbound_original.eml", RuoloInviato, let, out)
	p.file("20_ricevuta_accettazione.eml", RuoloAccettazione, let, acc)
	p.file("30_ricevuta_consegna.eml", RuoloConsegna, let, con)
	p.file("40_inbound_busta_trasporto.eml", RuoloBusta, req, in)
	p.file("extracted/daticert_30.xml", RuoloEstratto, let, parteDi(t, con, "daticert.xml"))
	p.file("extracted/postacert_30.eml", RuoloEstratto, let, parteDi(t, con, "postacert.eml"))
	p.file("extracted/atto.pdf", RuoloCopia, let, []byte("%PDF-1.4\n"))
	p.file(NomeAllaData, RuoloRegistro, "", scritta(t, struct {
		Righe []rigaDetta `json:"righe"`
	}{[]rigaDetta{{Di: let, Istante: time.Date(2026, 11, 23, 9, 0, 0, 5e8, time.UTC), Record: 6, Riga: 2, Iscritto: []byte(rigaGiulia), Conformita: "REGOLARE",
		Provenienza: "nel registro", Politica: "p1", Regole: "r1", Modelli: "m1"}}}))
	p.file(politicaP1, RuoloScheda, "", scritta(t, politicaDetta{Digest: "p1", Record: 1, Regole: "r1", Modelli: "m1", Omessi: 1, Politica: []byte(`{"ordine":{"nome":"di prova"}}`)}))
	p.file("70_delibera_e_note/scansione.pdf", RuoloDocumento, "", scan)
	p.file("LEGGIMI.txt", RuoloTesto, "", []byte("Leggere.\n"))
	p.registra()
	return p
}

// registra makes 50_verifica_firme.json and 80_registro.json of the files as they are now.
func (p *pratica) registra() { p.registraTutti([]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}) }

// registraTutti is registra with the records of the sequence numbers.
func (p *pratica) registraTutti(seqs []int64) {
	p.t.Helper()
	p.togli(NomeFirme)
	p.togli(NomeRegistro)
	firme, err := VerificaFirme(p.files, *p.g.fiducia()).JSON()
	must(p.t, err)
	p.file(NomeFirme, RuoloVerifica, "", firme)
	reg, err := Prova(p.l, p.head, seqs, p.files)
	must(p.t, err)
	b, err := reg.JSON()
	must(p.t, err)
	p.file(NomeRegistro, RuoloRegistro, "", b)
}

func (p *pratica) togli(nome string) []byte {
	for i, f := range p.files {
		if f.Nome == nome {
			p.files = append(p.files[:i:i], p.files[i+1:]...)
			return f.Byte
		}
	}
	return nil
}

func (p *pratica) trova(nome string) *Contenuto {
	p.t.Helper()
	for i := range p.files {
		if p.files[i].Nome == nome {
			return &p.files[i]
		}
	}
	p.t.Fatalf("no %s", nome)
	return nil
}

// cambiaRegistro rewrites 80_registro.json, as a forger would.
func (p *pratica) cambiaRegistro(f func(r *Registro)) {
	p.t.Helper()
	c := p.trova(NomeRegistro)
	r, err := leggiRegistro(c.Byte)
	must(p.t, err)
	f(&r)
	c.Byte, err = r.JSON()
	must(p.t, err)
}

func (p *pratica) zip() []byte { return scritto(p.t, p.m, p.files...) }

func (p *pratica) opzioni() Opzioni {
	return Opzioni{Fiducia: p.g.fiducia(), Chiave: p.l.VerifierKey()}
}

func (p *pratica) verdetto() Verdetto { return VerificaZip(p.zip(), p.opzioni()) }

// detto is the whole of a verdict, for messages and for looking words up.
func detto(v Verdetto) string {
	var b bytes.Buffer
	for _, c := range v.Controlli {
		fmt.Fprintf(&b, "%v %s %s: %s\n", c.OK, c.ID, c.File, c.Why)
	}
	for _, n := range v.NonControllato {
		fmt.Fprintf(&b, "? %s\n", n)
	}
	return b.String()
}
