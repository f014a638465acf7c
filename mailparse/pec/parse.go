package pec

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"

	"pecagent/mailparse/xmltree"
)

// Parse reads a daticert.xml (RFC 6109 §4.4, DTD of the annex of DM 2/11/2005). An error means that the
// document says nothing certain and must not be acted upon. A tipo or errore that the DTD does not list is no
// error: it is kept as spelled. The result aliases nothing of xmlBytes.
func Parse(xmlBytes []byte) (*DatiCert, error) {
	root, repaired, err := readTree(xmlBytes)
	if err != nil {
		return nil, fmt.Errorf("parsing daticert: %w", xmltree.Clipped{Err: err})
	}
	d := &DatiCert{Repaired: repaired}
	if err := d.fill(root); err != nil {
		return nil, fmt.Errorf("parsing daticert: %w", xmltree.Clipped{Err: err})
	}
	return d, nil
}

func (d *DatiCert) fill(root *xmltree.Node) error {
	if root.Name != (xml.Name{Local: "postacert"}) {
		return fmt.Errorf("root element is %q, not postacert", root.Name.Local)
	}
	if err := misplaced(root, ""); err != nil {
		return err
	}
	d.Tipo = Tipo(root.AttrValue("tipo"))
	if d.Tipo == "" {
		return errors.New("postacert has no tipo")
	}
	d.Errore = Errore(root.AttrValue("errore"))
	if d.Errore == "" {
		d.Errore = Nessuno // DTD default
	}
	f := reader{}
	d.intestazione(&f, f.Required(root, "intestazione"))
	d.dati(&f, f.Required(root, "dati"))
	return f.Err
}

func (d *DatiCert) intestazione(f *reader, n *xmltree.Node) {
	d.Mittente = FoldAddress(f.NonEmpty(n, "mittente"))
	for _, c := range f.Some(n, "destinatari") {
		tipo := c.AttrValue("tipo")
		if tipo == "" {
			tipo = Certificato // DTD default
		}
		d.Destinatari = append(d.Destinatari, Destinatario{Address: FoldAddress(f.Text(c)), Tipo: tipo})
	}
	// The DTD asks for risposte; a provider that leaves out what it has not is understood all the same.
	d.Risposte = FoldAddress(f.Optional(n, "risposte"))
	d.Oggetto = f.Optional(n, "oggetto")
}

func (d *DatiCert) dati(f *reader, n *xmltree.Node) {
	d.Gestore = f.Text(f.Required(n, "gestore-emittente"))
	d.Data = f.instant(f.Required(n, "data"))
	d.Identificativo = BareID(f.NonEmpty(n, "identificativo"))
	d.MsgID = BareID(f.Optional(n, "msgid"))
	if r := f.Single(n, "ricevuta"); r != nil {
		f.Text(r)
		d.Ricevuta = r.AttrValue("tipo")
	}
	d.Consegna = FoldAddress(f.Optional(n, "consegna"))
	for _, c := range f.Each(n, "ricezione") {
		d.Ricezione = append(d.Ricezione, FoldAddress(f.Text(c)))
	}
	d.ErroreEsteso = f.Optional(n, "errore-esteso")
}

// place is the one parent that the DTD gives each element.
var place = map[string]string{
	"postacert": "", "intestazione": "postacert", "dati": "postacert",
	"mittente": "intestazione", "destinatari": "intestazione", "risposte": "intestazione", "oggetto": "intestazione",
	"gestore-emittente": "dati", "data": "dati", "identificativo": "dati", "msgid": "dati", "ricevuta": "dati",
	"consegna": "dati", "ricezione": "dati", "errore-esteso": "dati",
	"giorno": "data", "ora": "data",
}

// misplaced refuses an element of the DTD under a parent that is not its own: a reader that searches by name
// would take it for a fact. Depth is bounded by the tree.
func misplaced(n *xmltree.Node, parent string) error {
	if want, known := place[n.Name.Local]; known && want != parent {
		return fmt.Errorf("element %q stands under %q", n.Name.Local, parent)
	}
	for _, c := range n.Children {
		if err := misplaced(c, n.Name.Local); err != nil {
			return err
		}
	}
	return nil
}

// reader takes the values of a daticert out of its tree.
type reader struct{ xmltree.Reader }

// instant reads the legal instant: giorno gg/mm/aaaa, ora hh:mm:ss, zona (RFC 6109 §4.4).
func (f *reader) instant(n *xmltree.Node) time.Time {
	if n == nil {
		return time.Time{}
	}
	giorno, ora := f.Text(f.Required(n, "giorno")), f.Text(f.Required(n, "ora"))
	zone, err := offset(n.AttrValue("zona"))
	if err != nil {
		f.Fail("%w", err)
		return time.Time{}
	}
	// time.Parse also takes fractions of a second and would prefer the zone of this machine.
	t, err := time.ParseInLocation("02/01/2006 15:04:05", giorno+" "+ora, zone)
	if err != nil || len(giorno) != 10 || len(ora) != 8 {
		f.Fail("date %q %q is not gg/mm/aaaa hh:mm:ss", giorno, ora)
		return time.Time{}
	}
	return t
}

// offset reads zona: [+|-]hhmm as the DTD says, or [+|-]hh:mm as RFC 6109 §4.2 prints it.
func offset(zona string) (*time.Location, error) {
	s := zona
	if len(s) == 6 && s[3] == ':' {
		s = s[:3] + s[4:]
	}
	if len(s) != 5 || (s[0] != '+' && s[0] != '-') {
		return nil, fmt.Errorf("zona %q is not [+-]hhmm", zona)
	}
	var d [4]int
	for i := range d {
		c := s[i+1]
		if c < '0' || c > '9' {
			return nil, fmt.Errorf("zona %q is not [+-]hhmm", zona)
		}
		d[i] = int(c - '0')
	}
	minutes := (d[0]*10+d[1])*60 + d[2]*10 + d[3]
	if d[2] > 5 || minutes > 14*60 { // no zone of the world is further from UTC
		return nil, fmt.Errorf("zona %q is out of range", zona)
	}
	if s[0] == '-' {
		minutes = -minutes
	}
	if minutes == 0 {
		return time.UTC, nil
	}
	return time.FixedZone("", minutes*60), nil
}

// FoldAddress folds an address: no enclosing <>, ASCII lower case (pec.md §5.2: "USER1@…" occurs).
func FoldAddress(s string) string { return lower(BareID(s)) }

// BareID strips the enclosing <> of a message id, and blanks inside them.
func BareID(s string) string {
	for len(s) >= 2 && s[0] == '<' && s[len(s)-1] == '>' {
		s = strings.Trim(s[1:len(s)-1], xmltree.Blanks)
	}
	return s
}

// lower folds ASCII letters only.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
