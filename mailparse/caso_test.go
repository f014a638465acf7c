package mailparse

import (
	"crypto/x509"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// Addresses of the messages made here. Whatever an attacker says bears his domain, so that it is told apart everywhere.
const (
	vittima    = "giulia.bianchi@iscritti.example"
	nemico     = "evil.example"
	confineUno = "----08FC388C"
)

// opera is a message in the making: a sound one of its kind, until a case changes it.
type opera struct {
	testa     []string // outer header lines
	parti     []string // direct children of the signed multipart/mixed
	entita    string   // the signed entity; made of parti when empty
	firma     *firma
	confine   string // outer boundary
	tipo      string // outer Content-Type, its lines
	preambolo string
	dopo      string // after the closing delimiter
	firmaCon  string // header of the signature part
	p7s       string // body of the signature part; made of firma when empty
}

const tipoSigned = "Content-Type: multipart/signed; protocol=\"application/x-pkcs7-signature\"; micalg=sha-256; \r\n\tboundary=\"" + confineUno + "\""

const parteFirma = "Content-Type: application/x-pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n" +
	"Content-Disposition: attachment; filename=\"smime.p7s\""

// datiFermi is the daticert that a sound message of a kind carries here.
func datiFermi(tipo pec.Tipo) *pec.DatiCert {
	d := dati(tipo)
	d.Data = istante
	return d
}

// sana is a sound message of a kind; the kind "anomalia" is a busta di anomalia.
func sana(tipo pec.Tipo) *opera {
	o := &opera{confine: confineUno, tipo: tipoSigned, preambolo: "This is an S/MIME signed message\r\n", firmaCon: parteFirma, firma: firmaDi(ilVero(), laCA())}
	l := anomalia(original)
	if tipo != "anomalia" {
		l = unGestoreFinto.messaggio(tipo, datiFermi(tipo))
	}
	o.testa, o.parti = l.header, l.parts
	return o
}

// unGestoreFinto lends its way of writing messages; it has no keys and signs nothing.
var unGestoreFinto gestore

func (o *opera) corpo() string {
	if o.entita == "" {
		o.entita = mixed(o.parti...)
	}
	if o.p7s == "" {
		o.firma.ottetti = []byte(o.entita)
		o.p7s = wrapBase64(o.firma.der())
	}
	d := "--" + o.confine
	return o.preambolo + "\r\n" + d + "\r\n" + o.entita + "\r\n" + d + "\r\n" + o.firmaCon + "\r\n\r\n" + o.p7s + "\r\n" + d + "--\r\n" + o.dopo
}

func (o *opera) raw() string {
	return crlfLines(o.testa...) + "MIME-Version: 1.0\r\n" + o.tipo + "\r\n\r\n" + o.corpo()
}

// testata replaces the outer fields of a name by lines, none to take it away.
func (o *opera) testata(name string, lines ...string) {
	var out []string
	for _, h := range o.testa {
		if !strings.HasPrefix(strings.ToLower(h), strings.ToLower(name)+":") {
			out = append(out, h)
		}
	}
	o.testa = append(out, lines...)
}

// daticert writes the daticert of the kind, changed, in place of the one there; postacert stays.
func (o *opera) daticert(xml string) { o.parti[1] = xmlPart("daticert.xml", []byte(xml)) }

// caso is a message with the exact verdict on it.
type caso struct {
	classe string // of reliability.md §3.1 and of "Johnny, you are fired!"
	regola string // the line of reliability.md §2 that answers it, "" when none does
	nome   string
	base   pec.Tipo // posta-certificata when empty
	fai    func(*opera)
	poi    func(string) string // changes the finished message
	// atteso is "level reason… | busta tipo | dati inner | firmatario": dati and inner with a star when they are not the sound ones;
	// caps that were passed stand behind as +cap; the signer stands there when he is not the usual one, "-" for none.
	atteso string
	arrivo time.Duration // after istante; 0: not known
	fede   func(*smime.Trust)
	guarda func(*testing.T, *Message, Proof)
	// apre is why openssl verifies what we do not certify, where the reasons alone do not say it.
	apre string
	// forma is why openssl must be given octets and signature apart to verify what we certify.
	forma string
	// python is why Python's email module reads the message otherwise than we do.
	python string
	fatto  []byte // the message, once it is made
}

func (c caso) String() string { return c.classe + " " + c.nome }

// bytes is the message of the case.
func (c caso) bytes() []byte {
	if c.fatto != nil {
		return c.fatto
	}
	tipo := c.base
	if tipo == "" {
		tipo = pec.PostaCertificata
	}
	o := sana(tipo)
	if c.fai != nil {
		c.fai(o)
	}
	s := o.raw()
	if c.poi != nil {
		s = c.poi(s)
	}
	return []byte(s)
}

func (c caso) trust() smime.Trust {
	t := smime.Trust{CAs: []*x509.Certificate{laCA().x}}
	if c.fede != nil {
		c.fede(&t)
	}
	return t
}

func (c caso) arriva() time.Time {
	if c.arrivo == 0 {
		return time.Time{}
	}
	return istante.Add(c.arrivo)
}

// verdetto is what was found, in the notation of caso.atteso.
func verdetto(m *Message, p Proof, base pec.Tipo) string {
	if base == "" {
		base = pec.PostaCertificata
	}
	first := strings.Join(append([]string{p.Level.String()}, p.Reasons...), " ")
	second := strings.TrimSpace(fmt.Sprintf("%s %s", m.Busta, m.Tipo))
	var third []string
	if m.DatiCert != nil {
		d := *m.DatiCert
		want := *datiFermi(base)
		if d.Data.Equal(want.Data) {
			d.Data = want.Data
		}
		third = append(third, "dati"+star(!reflect.DeepEqual(d, want)))
	}
	if m.Inner != nil {
		third = append(third, "inner"+star(m.Inner.From != vittima || m.Inner.Text != "La sottoscritta chiede." || m.Inner.Subject != "Rinuncia"))
	}
	for _, o := range m.OverLimit {
		third = append(third, "+"+o)
	}
	out := first + " | " + second + " | " + strings.Join(third, " ")
	if signer := p.Signer; signer == "" {
		out += " | -"
	} else if signer != mittenteGestore {
		out += " | " + signer
	}
	return strings.Join(strings.Fields(out), " ")
}

func star(other bool) string {
	if other {
		return "*"
	}
	return ""
}

// giudica parses and verifies a case and holds the verdict against the one expected.
func (c caso) giudica(t *testing.T) (*Message, Proof) {
	t.Helper()
	raw := c.bytes()
	m, err := Parse(raw)
	if err != nil && m.Busta != pec.Malformata {
		t.Fatalf("%s: %v", c, err)
	}
	p := m.Verify(c.trust(), c.arriva())
	if got := verdetto(m, p, c.base); got != strings.Join(strings.Fields(c.atteso), " ") {
		why := ""
		if m.Signed != nil && m.Signed.Err != nil {
			why = m.Signed.Err.Error()
		}
		t.Errorf("%s:\n got %s\nwant %s (%v, %s)", c, got, c.atteso, m.DatiCertErr, why)
	}
	c.nulla(t, m, p)
	if c.guarda != nil {
		c.guarda(t, m, p)
	}
	return m, p
}

// nulla asks that no attack gives a decision anything: a legal instant only where the level is certified, and then no word of the
// attacker in what decides, unless the provider himself certified it (a star, and a guarda that looks at it).
func (c caso) nulla(t *testing.T, m *Message, p Proof) {
	t.Helper()
	if p.Level != Certified {
		if !m.CertifiedTime(p).IsZero() || p.Wrapper {
			t.Errorf("%s: %s, and it has a legal instant", c, p.Level)
		}
		return
	}
	if strings.Contains(p.Signer, nemico) || m.Signed == nil || m.Signed.Err != nil || len(m.OverLimit) > 0 {
		t.Errorf("%s: certified by %q, signature %+v, over %v", c, p.Signer, m.Signed != nil, m.OverLimit)
	}
	if strings.Contains(c.atteso, "dati*") && c.guarda == nil {
		t.Errorf("%s: the provider certified other data, and nobody looks at them", c)
	}
	if m.DatiCert != nil && !m.CertifiedTime(p).Equal(m.DatiCert.Data) {
		t.Errorf("%s: certified time %v", c, m.CertifiedTime(p))
	}
}
