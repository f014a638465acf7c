package fascicolo

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// Firme is 50_verifica_firme.json: what was found when the fascicolo was made. Whoever verifies it finds it again.
type Firme struct {
	File []Firma `json:"file"` // of every message a provider may have signed, by name
}

// Firma is what Parse, Verify and Confronta say of one message.
type Firma struct {
	Nome               string    `json:"nome"`
	SHA256             string    `json:"sha256"`
	Livello            string    `json:"livello"` // certified, mismatch, broken, unsigned (cli.md)
	Motivi             []string  `json:"motivi"`
	Tipo               string    `json:"tipo"` // of the daticert
	Firmatario         string    `json:"firmatario"`
	Soggetto           string    `json:"soggetto"`
	Emittente          string    `json:"emittente"`
	Seriale            string    `json:"seriale"` // upper-case hex
	ValidoDal          time.Time `json:"valido_dal,omitzero"`
	ValidoAl           time.Time `json:"valido_al,omitzero"`
	Digest             string    `json:"digest"`
	IstanteFirma       time.Time `json:"istante_firma,omitzero"`       // when the signer says that it signed; the certificate is judged there
	IstanteCertificato time.Time `json:"istante_certificato,omitzero"` // of the daticert, when certified
	Revoca             string    `json:"revoca"`                       // not_checked, good, revoked: depends on the lists at hand, and is not compared
	Identificativo     string    `json:"identificativo"`
	MsgID              string    `json:"msgid"`
	// Confronto is, of a consegna, whether the content is that of the letter sent: uguale, diverso, or why nothing was compared.
	Confronto string `json:"confronto"`
}

// Outcomes of the comparison of contents.
const (
	Uguale  = "uguale"
	Diverso = "diverso"
)

// JSON is 50_verifica_firme.json.
func (f Firme) JSON() ([]byte, error) {
	f.File = slices.Clone(pieno(f.File))
	for i := range f.File {
		f.File[i].Motivi = pieno(f.File[i].Motivi)
	}
	return indented(f)
}

// VerificaFirme judges every message of the files that a provider may have signed. The verdict depends on nothing but the
// bytes and the trust: no arrival is given, and the daticert bounds the signing time.
func VerificaFirme(files []Contenuto, trust smime.Trust) Firme {
	var p posta
	for _, f := range files {
		p.add(f.file(), f.Byte, trust)
	}
	return p.firme()
}

// messaggio is one message of a fascicolo, read once.
type messaggio struct {
	File
	m     *mailparse.Message
	err   error // no mail
	proof mailparse.Proof
}

// posta are the messages of a fascicolo.
type posta struct {
	list     []*messaggio
	inviate  map[string]*messaggio // by Di, the first
	consegne map[string]bool       // Di of letters with a delivery
}

func (p *posta) add(f File, b []byte, trust smime.Trust) {
	if !f.Ruolo.Eml() {
		return
	}
	x := &messaggio{File: f}
	if x.m, x.err = mailparse.Parse(b); x.err == nil && f.Ruolo.Certificato() {
		x.proof = x.m.Verify(trust, time.Time{})
	}
	p.list = append(p.list, x)
	if p.inviate == nil {
		p.inviate, p.consegne = map[string]*messaggio{}, map[string]bool{}
	}
	switch {
	case f.Ruolo == RuoloConsegna:
		p.consegne[f.Di] = true
	case f.Ruolo == RuoloInviato && p.inviate[f.Di] == nil:
		p.inviate[f.Di] = x
	}
}

// lettera is the letter a receipt is about: the one sent that belongs to the same id.
func (p *posta) lettera(di string) *messaggio { return p.inviate[di] }

// confronto holds the content of a consegna against the letter. why is for people.
func (p *posta) confronto(x *messaggio) (esito, why string) {
	sent := p.lettera(x.Di)
	if sent == nil || sent.err != nil {
		return "manca la lettera inviata", "manca la lettera inviata con cui confrontarla"
	}
	c := mailparse.Confronta(sent.m.Raw, x.m)
	switch {
	case !c.Done:
		return c.Why, nonConfrontato(c.Why)
	case c.Missing:
		return Diverso, "la ricevuta non riporta il messaggio che deve riportare"
	case len(c.Differences) > 0:
		d := c.Differences[0]
		return Diverso, fmt.Sprintf("il contenuto consegnato non è quello inviato (%d differenze; la prima: parte %q, %s, %s)", len(c.Differences), d.Part, d.Name, d.What)
	}
	return Uguale, ""
}

func nonConfrontato(why string) string {
	switch why {
	case pec.Sintetica:
		return "la ricevuta è sintetica e non riporta il messaggio"
	case string(mailparse.FormatREM):
		return "una ricevuta REM porta l'impronta del messaggio, non il messaggio"
	case "resource_limit":
		return "il messaggio passa i limiti di lettura"
	}
	return "non è una ricevuta di consegna (" + why + ")"
}

func (p *posta) firme() Firme {
	var out Firme
	for _, x := range p.list {
		if x.Ruolo.Certificato() {
			out.File = append(out.File, p.firma(x))
		}
	}
	slices.SortFunc(out.File, func(a, b Firma) int { return bytes.Compare([]byte(a.Nome), []byte(b.Nome)) })
	return out
}

func (p *posta) firma(x *messaggio) Firma {
	f := Firma{Nome: x.Nome, SHA256: x.SHA256, Livello: mailparse.Unsigned.String()}
	if x.err != nil {
		return f
	}
	pr := x.proof
	f.Livello, f.Motivi, f.Tipo, f.Firmatario = pr.Level.String(), pr.Reasons, string(x.m.Tipo), pr.Signer
	f.Soggetto, f.Emittente, f.Seriale = pr.Subject, pr.Issuer, seriale(pr.Serial)
	f.ValidoDal, f.ValidoAl = pr.NotBefore.UTC(), pr.NotAfter.UTC()
	f.Digest, f.IstanteFirma, f.Revoca = pr.Digest, pr.SigningTime.UTC(), pr.Revocation
	f.IstanteCertificato = x.m.CertifiedTime(pr).UTC()
	if dc := x.m.DatiCert; dc != nil {
		f.Identificativo, f.MsgID = dc.Identificativo, dc.MsgID
	}
	if x.Ruolo == RuoloConsegna {
		f.Confronto, _ = p.confronto(x)
	}
	return f
}

// seriale is a serial number as openssl prints it.
func seriale(n *big.Int) string {
	if n == nil {
		return ""
	}
	return strings.ToUpper(hex.EncodeToString(n.Bytes()))
}
