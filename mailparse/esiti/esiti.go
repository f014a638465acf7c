package esiti

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pecagent/mailparse/cf"
	"pecagent/mailparse/xmltree"
)

// Nome is the name of the attachment of an answer.
const Nome = "Esiti.xml"

// Caps of an answer: an Order has some tens of thousands of members at most.
const (
	MaxBytes = 16 << 20
	maxDepth = 16
	maxNodes = 1 << 19
	maxAttrs = 16
)

// Esiti is an answer.
type Esiti struct {
	Messaggio string // Id Messaggio Mittente: the Message-ID of our message, without <>
	Ente      string
	// Codice is the outcome of the whole file, F001 …, where it was rejected; then there are no subjects.
	Codice   string
	Soggetti map[string]string // codice fiscale, upper case → S000, W001, E001 …
}

// Respinti gives the codici fiscali whose code is not S000, sorted.
func (e Esiti) Respinti() []string {
	var out []string
	for code, s := range e.Soggetti {
		if s != "S000" {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// Parole are the codes of the document with their meaning.
var Parole = map[string]string{
	"F001": "firmatario non autorizzato", "F002": "PEC mittente non autorizzata", "F003": "file non conforme allo schema",
	"F004": "ente non autorizzato a inviare l'intero albo", "F005": "formato del messaggio errato", "F999": "errore del sistema",
	"S000": "accolto", "W001": "già presente per un altro ente: profilo non cambiato", "E001": "PEC non valida", "E002": "dati anagrafici non validi",
	"E003": "già presente", "E004": "non cancellabile, assente", "E005": "non modificabile, assente", "E999": "errore del sistema",
}

// Errors of an answer that is well-formed XML.
var (
	ErrRadice = errors.New("root element is no Esiti")
	ErrVuoto  = errors.New("no outcome of the file and none of a subject")
)

// Parse reads an answer. The result aliases nothing of b.
func Parse(b []byte) (*Esiti, error) {
	root, _, err := xmltree.Read(b, xmltree.Options{MaxBytes: MaxBytes, MaxDepth: maxDepth, MaxNodes: maxNodes, MaxAttrs: maxAttrs, Latin1: true})
	if err != nil {
		return nil, fmt.Errorf("parsing Esiti.xml: %w", xmltree.Clipped{Err: err})
	}
	if n := name(root); n != "esiti" && n != "esiticomunicazione" && n != "esiticomunicazionesoggetti" {
		return nil, fmt.Errorf("parsing Esiti.xml: %w", ErrRadice)
	}
	e := &Esiti{Soggetti: map[string]string{}}
	if err := e.read(root); err != nil {
		return nil, fmt.Errorf("parsing Esiti.xml: %w", xmltree.Clipped{Err: err})
	}
	switch {
	case e.Codice == "" && len(e.Soggetti) == 0:
		return nil, fmt.Errorf("parsing Esiti.xml: %w", ErrVuoto)
	case e.Codice != "" && len(e.Soggetti) > 0:
		return nil, errors.New("parsing Esiti.xml: the file is rejected and subjects have outcomes")
	}
	return e, nil
}

// name is the local name of an element, lower case.
func name(n *xmltree.Node) string { return strings.ToLower(n.Name.Local) }

// read takes what stands below an element that is no subject.
func (e *Esiti) read(n *xmltree.Node) error {
	for _, c := range n.Children {
		var err error
		switch name(c) {
		case "idmessaggiomittente":
			var id string
			if id, err = once(e.Messaggio, c); err == nil {
				e.Messaggio = strings.TrimSuffix(strings.TrimPrefix(id, "<"), ">")
			}
		case "entedestinatario":
			e.Ente, err = once(e.Ente, c)
		case "esitocomunicazione":
			err = e.whole(c)
		default:
			if code := child(c, "codicefiscale"); code != nil {
				err = e.subject(c, code)
			} else {
				err = e.read(c)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// once is the text of an element that may stand once; an element with parts inside is read by its whole text, in order.
func once(have string, n *xmltree.Node) (string, error) {
	if have != "" {
		return "", fmt.Errorf("element %q stands twice", n.Name.Local)
	}
	return text(n)
}

func text(n *xmltree.Node) (string, error) {
	if len(n.Children) == 0 {
		v, err := n.Value()
		return strings.Join(strings.Fields(v), " "), err
	}
	var parts []string
	for _, c := range n.Children {
		v, err := text(c)
		if err != nil {
			return "", err
		}
		if v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, " "), nil
}

// whole is the outcome of the whole file.
func (e *Esiti) whole(n *xmltree.Node) error {
	codes, err := codesIn(n, nil)
	if err != nil {
		return err
	}
	if len(codes) == 0 { // "only if the file was rejected": an empty element says nothing
		if t, err := text(n); err != nil || t != "" {
			return errors.Join(err, fmt.Errorf("outcome of the file %q has no code", t))
		}
		return nil
	}
	if len(codes) > 1 || e.Codice != "" || codes[0][0] != 'F' {
		return fmt.Errorf("outcomes of the file: %q", codes)
	}
	e.Codice = codes[0]
	return nil
}

// subject is the outcome of one subject: the one code within its element.
func (e *Esiti) subject(n, code *xmltree.Node) error {
	v, err := code.Value()
	if err != nil {
		return err
	}
	v = strings.ToUpper(v)
	if !cf.Valido(v) {
		return fmt.Errorf("codice fiscale %q of a subject", v)
	}
	codes, err := codesIn(n, code)
	if err != nil {
		return err
	}
	if len(codes) != 1 || codes[0][0] == 'F' {
		return fmt.Errorf("subject %s has the outcomes %q", v, codes)
	}
	if _, twice := e.Soggetti[v]; twice {
		return fmt.Errorf("subject %s stands twice", v)
	}
	e.Soggetti[v] = codes[0]
	return nil
}

func child(n *xmltree.Node, local string) *xmltree.Node {
	for _, c := range n.Children {
		if name(c) == local {
			return c
		}
	}
	return nil
}

// codesIn collects the codes in an element: whole values of the form F001. One that is not in the list of the document is an
// error.
func codesIn(n, skip *xmltree.Node) (codes []string, err error) {
	if n == skip {
		return nil, nil
	}
	if len(n.Children) == 0 {
		v, err := n.Value()
		if err != nil {
			return nil, err
		}
		if v = strings.ToUpper(v); !form(v) {
			return nil, nil
		}
		if Parole[v] == "" {
			return nil, fmt.Errorf("outcome %q is not known", v)
		}
		return []string{v}, nil
	}
	for _, c := range n.Children {
		more, err := codesIn(c, skip)
		if err != nil {
			return nil, err
		}
		codes = append(codes, more...)
	}
	return codes, nil
}

// form reports whether a value has the form of a code: one of F, S, W, E and three digits.
func form(v string) bool {
	return len(v) == 4 && strings.ContainsRune("FSWE", rune(v[0])) && strings.Trim(v[1:], "0123456789") == ""
}
