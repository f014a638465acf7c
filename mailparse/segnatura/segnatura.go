package segnatura

import (
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pecagent/mailparse/xmltree"
)

// Caps of a protocol file.
const (
	MaxBytes = 1 << 20
	maxDepth = 48 // units within units, files within files
	maxNodes = 1 << 14
	maxAttrs = 32
)

// Roots of the five documents; SegnaturaInformatica is the Segnatura of 2021.
const (
	RadiceSegnatura    = "Segnatura"
	RadiceInformatica  = "SegnaturaInformatica"
	RadiceConferma     = "ConfermaRicezione"
	RadiceAggiorna     = "AggiornamentoConferma"
	RadiceEccezione    = "NotificaEccezione"
	RadiceAnnullamento = "AnnullamentoProtocollazione"
)

// ErrRadice says that a document is none of the five.
var ErrRadice = errors.New("root element is none of a protocol file")

// Segnatura is what a protocol file claims, as written. What it does not say is empty.
type Segnatura struct {
	Radice      string
	Versione    string
	Registrata  Registrazione // of the sender; of the receiver where the document is an answer
	Prima       Registrazione // PrimaRegistrazione
	Oggetto     string
	Mittente    Soggetto
	Destinatari []Destinatario
	Documento   Documento
	Allegati    []Documento
	// Riferimenti are the messages it refers to: registrations, or a description of one that has none.
	Riferimenti []Riferimento
	// Ricevuto is the message an answer is about.
	Ricevuto      Riferimento
	Motivo        string // of an exception or annulment
	Provvedimento string // of an annulment
	Riservato     bool
	// Firmata says that the file carries a signature. Nobody has verified it.
	Firmata bool
}

// Registrazione identifies an entry of a protocol register (DPR 445/2000 art. 53).
type Registrazione struct {
	Amministrazione string // code
	AOO             string // code
	Registro        string
	Numero          string
	Data            string // as written, yyyy-mm-dd by the schemas
	Ora             string
}

// Vuota reports whether nothing is said of a registration.
func (r Registrazione) Vuota() bool { return r == Registrazione{} }

// Riferimento is a message by its registration or, where it has none, in words.
type Riferimento struct {
	Registrazione
	Descrizione string
}

// Vuoto reports whether nothing is said of a message.
func (r Riferimento) Vuoto() bool { return r == Riferimento{} }

// Soggetto is a party: its names in document order, and its addresses.
type Soggetto struct {
	Nomi      []string
	Indirizzi []string
}

// Destinatario is a party the message is for.
type Destinatario struct {
	Soggetto
	Conferma   bool // a ConfermaRicezione is asked of it
	Conoscenza bool
}

// Documento is a document of the message. Impronta is as written, in base64 by the schemas.
type Documento struct {
	Nome      string
	Tipo      string
	Titolo    string
	Impronta  string
	Algoritmo string
	// Testo says that the text of the message is the document.
	Testo bool
}

// Vuoto reports whether nothing is said of a document.
func (d Documento) Vuoto() bool { return d == Documento{} }

// Parse reads a protocol file. ErrRadice is the error of a document that is none; any other says that it is one and
// cannot be read. The result aliases nothing of b.
func Parse(b []byte) (*Segnatura, error) {
	root, _, err := xmltree.Read(b, xmltree.Options{MaxBytes: MaxBytes, MaxDepth: maxDepth, MaxNodes: maxNodes, MaxAttrs: maxAttrs,
		Doctype: true, Latin1: true, Repair: true})
	if err != nil {
		return nil, fmt.Errorf("parsing segnatura: %w", xmltree.Clipped{Err: err})
	}
	s := &Segnatura{Radice: root.Name.Local}
	switch s.Radice {
	case RadiceSegnatura, RadiceInformatica, RadiceConferma, RadiceAggiorna, RadiceEccezione, RadiceAnnullamento:
	default:
		return nil, fmt.Errorf("parsing segnatura: %w", ErrRadice)
	}
	s.Versione = attr(root, "versione")
	r := reader{xmltree.Reader{Ours: func(xml.Name) bool { return true }}}
	s.fill(&r, root)
	if r.Err != nil {
		return nil, fmt.Errorf("parsing segnatura: %w", xmltree.Clipped{Err: r.Err})
	}
	return s, nil
}

func (s *Segnatura) fill(r *reader, root *xmltree.Node) {
	head := root
	if n := r.Single(root, "Intestazione"); n != nil {
		head = n
	}
	s.Registrata = r.registrazione(r.Single(head, "Identificatore"))
	if ora := r.line(head, "OraRegistrazione"); s.Registrata.Ora == "" { // 2013: beside the Identificatore
		s.Registrata.Ora = ora
	}
	s.Prima = r.prima(head)
	s.Oggetto = r.line(head, "Oggetto")
	if n := r.Single(head, "Riservato"); n != nil { // 2013: words, 2021: a boolean
		v := r.text(n)
		s.Riservato = v != "false" && v != "0"
	}
	if o := r.Single(head, "Origine"); o != nil {
		s.Mittente = r.soggetto(o)
	}
	for _, d := range r.Each(head, "Destinazione") {
		s.Destinatari = append(s.Destinatari, Destinatario{Soggetto: r.soggetto(d), Conferma: attr(d, "confermaRicezione") == "si"})
	}
	for _, d := range r.Each(head, "PerConoscenza") {
		s.Destinatari = append(s.Destinatari, Destinatario{Soggetto: r.soggetto(d), Conferma: attr(d, "confermaRicezione") == "si", Conoscenza: true})
	}
	s.descrizione(r, r.Single(root, "Descrizione"))
	s.Riferimenti = r.riferimenti(r.Single(root, "Riferimenti"))
	if n := r.Single(root, "MessaggioRicevuto"); n != nil {
		s.Ricevuto = r.riferimento(n)
	}
	s.Motivo, s.Provvedimento = r.line(root, "Motivo"), r.line(root, "Provvedimento")
	s.Firmata = len(r.Each(root, "Signature")) > 0
}

// descrizione reads the documents, and in the form of 2021 the parties.
func (s *Segnatura) descrizione(r *reader, n *xmltree.Node) {
	if m := r.Single(n, "Mittente"); m != nil {
		s.Mittente = r.soggetto(m)
	}
	for _, d := range r.Each(n, "Destinatario") {
		s.Destinatari = append(s.Destinatari, Destinatario{Soggetto: r.soggetto(d),
			Conferma:   !slices.Contains([]string{"false", "0"}, attr(d, "confermaRicezione")), // schema default true
			Conoscenza: slices.Contains([]string{"true", "1"}, attr(d, "perConoscenza"))})
	}
	for _, name := range []string{"DocumentoPrimario", "Documento"} {
		if d := r.Single(n, name); d != nil && s.Documento.Vuoto() {
			s.Documento = r.documento(d)
		}
	}
	if r.Single(n, "TestoDelMessaggio") != nil && s.Documento.Vuoto() {
		s.Documento.Testo = true
	}
	for _, d := range r.Each(n, "Allegato") {
		s.Allegati = append(s.Allegati, r.documento(d))
	}
	if a := r.Single(n, "Allegati"); a != nil {
		r.every(a, func(d *xmltree.Node) bool { // within files too (Fascicolo)
			if d.Name.Local == "Documento" {
				s.Allegati = append(s.Allegati, r.documento(d))
			}
			return d.Name.Local == "Fascicolo"
		})
	}
}

// reader takes the values of a protocol file out of its tree.
type reader struct{ xmltree.Reader }

// text is a value on one line.
func (r *reader) text(n *xmltree.Node) string { return strings.Join(strings.Fields(r.Text(n)), " ") }

// line is the value of the one child of that name on one line, "" when there is none.
func (r *reader) line(n *xmltree.Node, local string) string { return r.text(r.Single(n, local)) }

func (r *reader) registrazione(n *xmltree.Node) Registrazione {
	if n == nil {
		return Registrazione{}
	}
	return Registrazione{Amministrazione: r.line(n, "CodiceAmministrazione"), AOO: r.line(n, "CodiceAOO"), Registro: r.line(n, "CodiceRegistro"),
		Numero: r.line(n, "NumeroRegistrazione"), Data: r.line(n, "DataRegistrazione"), Ora: r.line(n, "OraRegistrazione")}
}

// prima is a PrimaRegistrazione: 2013 wraps an Identificatore in it, 2021 makes it one.
func (r *reader) prima(n *xmltree.Node) Registrazione {
	p := r.Single(n, "PrimaRegistrazione")
	if p == nil {
		return Registrazione{}
	}
	if id := r.Single(p, "Identificatore"); id != nil {
		p = id
	}
	return r.registrazione(p)
}

func (r *reader) riferimento(n *xmltree.Node) Riferimento {
	return Riferimento{Registrazione: r.registrazione(r.Single(n, "Identificatore")), Descrizione: r.line(n, "DescrizioneMessaggio")}
}

func (r *reader) riferimenti(n *xmltree.Node) (out []Riferimento) {
	for _, m := range r.Each(n, "Messaggio") {
		if x := r.riferimento(m); !x.Vuoto() {
			out = append(out, x)
		}
	}
	return out
}

func (r *reader) documento(n *xmltree.Node) Documento {
	d := Documento{Nome: first(attr(n, "nomeFile"), attr(n, "nome")), Tipo: first(attr(n, "mimeType"), attr(n, "tipoMIME")),
		Titolo: first(r.line(n, "TitoloDocumento"), r.line(n, "Descrizione"))}
	if i := r.Single(n, "Impronta"); i != nil {
		d.Impronta, d.Algoritmo = strings.ReplaceAll(r.text(i), " ", ""), first(attr(i, "algoritmo"), "SHA-256") // default of both schemas
	}
	return d
}

// maxNomi is how many names and addresses of one party are kept.
const maxNomi = 50

// soggetto collects the names and addresses of a party, wherever its schema puts them. A postal address is no name.
func (r *reader) soggetto(n *xmltree.Node) (s Soggetto) {
	add := func(list *[]string, v string) {
		if v != "" && len(*list) < maxNomi && !slices.Contains(*list, v) {
			*list = append(*list, v)
		}
	}
	r.every(n, func(c *xmltree.Node) bool {
		switch name := c.Name.Local; {
		case name == "IndirizzoPostale":
			return false
		case strings.HasPrefix(name, "Denominazione"):
			add(&s.Nomi, r.text(c))
		case strings.HasSuffix(name, "PersonaFisica"), name == "Persona":
			add(&s.Nomi, strings.TrimSpace(r.line(c, "Nome")+" "+r.line(c, "Cognome")))
		case name == "IndirizzoTelematico":
			add(&s.Indirizzi, r.text(c))
		}
		return true
	})
	return s
}

// every visits the elements below a node, in document order, and goes below those for which visit says so; depth is
// bounded by the tree.
func (r *reader) every(n *xmltree.Node, visit func(*xmltree.Node) bool) {
	for _, c := range n.Children {
		if visit(c) {
			r.every(c, visit)
		}
	}
}

// attr is an attribute by its local name: the schema of 2021 qualifies them, that of 2013 does not, and xml-lang is xml:lang.
func attr(n *xmltree.Node, local string) string {
	for _, a := range n.Attr {
		if a.Name.Local == local && a.Name.Space != "xmlns" {
			return strings.Join(strings.Fields(a.Value), " ")
		}
	}
	return ""
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
