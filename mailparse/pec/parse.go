package pec

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Parse reads a daticert.xml (RFC 6109 §4.4, DTD of the annex of DM 2/11/2005). An error means that the
// document says nothing certain and must not be acted upon. A tipo or errore that the DTD does not list is no
// error: it is kept as spelled. The result aliases nothing of xmlBytes.
func Parse(xmlBytes []byte) (*DatiCert, error) {
	root, repaired, err := readTree(xmlBytes)
	if err != nil {
		return nil, fmt.Errorf("parsing daticert: %w", clipped{err})
	}
	d := &DatiCert{Repaired: repaired}
	if err := d.fill(root); err != nil {
		return nil, fmt.Errorf("parsing daticert: %w", clipped{err})
	}
	return d, nil
}

// clipped shortens the words of an error: they quote the document, where a name may be megabytes long.
type clipped struct{ error }

const maxWords = 160

func (c clipped) Error() string {
	s := c.error.Error()
	if len(s) <= maxWords {
		return s
	}
	return strings.ToValidUTF8(s[:maxWords], "") + "…"
}

func (c clipped) Unwrap() error { return c.error }

func (d *DatiCert) fill(root *node) error {
	if root.name != "postacert" {
		return fmt.Errorf("root element is %q, not postacert", root.name)
	}
	if err := misplaced(root, ""); err != nil {
		return err
	}
	d.Tipo = Tipo(root.attr["tipo"])
	if d.Tipo == "" {
		return errors.New("postacert has no tipo")
	}
	d.Errore = Errore(root.attr["errore"])
	if d.Errore == "" {
		d.Errore = Nessuno // DTD default
	}
	f := reader{}
	d.intestazione(&f, f.required(root, "intestazione"))
	d.dati(&f, f.required(root, "dati"))
	return f.err
}

func (d *DatiCert) intestazione(f *reader, n *node) {
	d.Mittente = address(f.nonEmpty(n, "mittente"))
	for _, c := range f.some(n, "destinatari") {
		tipo := c.attr["tipo"]
		if tipo == "" {
			tipo = Certificato // DTD default
		}
		d.Destinatari = append(d.Destinatari, Destinatario{Address: address(f.text(c)), Tipo: tipo})
	}
	// The DTD asks for risposte; a provider that leaves out what it has not is understood all the same.
	d.Risposte = address(f.optional(n, "risposte"))
	d.Oggetto = f.optional(n, "oggetto")
}

func (d *DatiCert) dati(f *reader, n *node) {
	d.Gestore = f.text(f.required(n, "gestore-emittente"))
	d.Data = f.instant(f.required(n, "data"))
	d.Identificativo = identifier(f.nonEmpty(n, "identificativo"))
	d.MsgID = identifier(f.optional(n, "msgid"))
	if r := f.single(n, "ricevuta"); r != nil {
		f.text(r)
		d.Ricevuta = r.attr["tipo"]
	}
	d.Consegna = address(f.optional(n, "consegna"))
	if n != nil {
		for _, c := range n.each("ricezione") {
			d.Ricezione = append(d.Ricezione, address(f.text(c)))
		}
	}
	d.ErroreEsteso = f.optional(n, "errore-esteso")
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
func misplaced(n *node, parent string) error {
	if want, known := place[n.name]; known && want != parent {
		return fmt.Errorf("element %q stands under %q", n.name, parent)
	}
	for _, c := range n.children {
		if err := misplaced(c, n.name); err != nil {
			return err
		}
	}
	return nil
}

// reader takes values out of the tree and keeps the first thing wrong; a nil node was already complained of.
type reader struct{ err error }

func (f *reader) fail(format string, args ...any) {
	if f.err == nil {
		f.err = fmt.Errorf(format, args...)
	}
}

// single returns the one child of that name, nil when there is none; two are an error.
func (f *reader) single(n *node, name string) *node {
	if n == nil {
		return nil
	}
	all := n.each(name)
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	f.fail("element %q is there %d times", name, len(all))
	return nil
}

func (f *reader) required(n *node, name string) *node {
	c := f.single(n, name)
	if c == nil {
		f.fail("element %q is missing", name)
	}
	return c
}

func (f *reader) some(n *node, name string) []*node {
	if n == nil {
		return nil
	}
	all := n.each(name)
	if len(all) == 0 {
		f.fail("element %q is missing", name)
	}
	return all
}

func (f *reader) text(n *node) string {
	if n == nil {
		return ""
	}
	s, err := n.value()
	if err != nil {
		f.fail("%w", err)
	}
	return s
}

func (f *reader) optional(n *node, name string) string { return f.text(f.single(n, name)) }

func (f *reader) nonEmpty(n *node, name string) string {
	s := f.text(f.required(n, name))
	if s == "" {
		f.fail("element %q is empty", name)
	}
	return s
}

// instant reads the legal instant: giorno gg/mm/aaaa, ora hh:mm:ss, zona (RFC 6109 §4.4).
func (f *reader) instant(n *node) time.Time {
	if n == nil {
		return time.Time{}
	}
	giorno, ora := f.text(f.required(n, "giorno")), f.text(f.required(n, "ora"))
	zone, err := offset(n.attr["zona"])
	if err != nil {
		f.fail("%w", err)
		return time.Time{}
	}
	// time.Parse also takes fractions of a second and would prefer the zone of this machine.
	t, err := time.ParseInLocation("02/01/2006 15:04:05", giorno+" "+ora, zone)
	if err != nil || len(giorno) != 10 || len(ora) != 8 {
		f.fail("date %q %q is not gg/mm/aaaa hh:mm:ss", giorno, ora)
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

// address folds an address: no enclosing <>, ASCII lower case (pec.md §5.2: "USER1@…" occurs).
func address(s string) string { return lower(identifier(s)) }

// identifier strips enclosing <> and blanks.
func identifier(s string) string {
	for len(s) >= 2 && s[0] == '<' && s[len(s)-1] == '>' {
		s = strings.TrimSpace(s[1 : len(s)-1])
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
