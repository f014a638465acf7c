package pec

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Caps of reliability.md §3.3: a daticert of a mailing to thousands fits, a bomb does not.
const (
	maxBytes = 8 << 20
	maxDepth = 16
	maxNodes = 1 << 17 // more recipients than 8 MiB of real daticert can name
	maxAttrs = 16
)

// node is an element of the document: its attributes, its own text, its children in order.
type node struct {
	name     string
	attr     map[string]string
	text     strings.Builder
	children []*node
	comment  bool // a comment or processing instruction stands inside
}

// readTree reads one XML document into a tree. The flag tells that bytes which are no UTF-8 were read as
// windows-1252 although the label said otherwise.
func readTree(b []byte) (root *node, repaired bool, err error) {
	if len(b) > maxBytes {
		return nil, false, fmt.Errorf("document of %d bytes is over the limit of %d", len(b), maxBytes)
	}
	if bytes.IndexByte(b, 0) >= 0 { // also every UTF-16 and UTF-32
		return nil, false, errors.New("document contains NUL")
	}
	b = bytes.TrimPrefix(bytes.TrimLeft(b, " \t\r\n"), []byte("\xef\xbb\xbf"))
	b = bytes.TrimLeft(b, " \t\r\n")
	w := walker{}
	root, err = w.walk(b)
	if err != nil && !w.labelled && !utf8.Valid(b) {
		// Real daticert under a UTF-8 label with latin-1 bytes (pec.md §4.3).
		fixed, derr := charmap.Windows1252.NewDecoder().Bytes(b)
		if derr != nil {
			return nil, false, fmt.Errorf("transcoding windows-1252: %w", derr)
		}
		w = walker{}
		root, err = w.walk(fixed)
		return root, err == nil, err
	}
	return root, false, err
}

// walker reads tokens into a tree.
type walker struct {
	labelled bool // the document says that it is latin-1
	started  bool // something came before: an XML declaration is no longer allowed
	stack    []*node
	root     *node
	nodes    int
}

func (w *walker) walk(b []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = w.charset
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading XML: %w", err)
		}
		if err := w.token(tok); err != nil {
			return nil, err
		}
		w.started = true
	}
	if w.root == nil {
		return nil, errors.New("document has no element")
	}
	return w.root, nil
}

// charset answers the decoder for a label other than UTF-8. ISO-8859-1 is read as windows-1252, which differs
// from it only where ISO-8859-1 has control characters.
func (w *walker) charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(label)) {
	case "us-ascii", "ascii", "utf8":
		return in, nil
	case "iso-8859-1", "latin1", "windows-1252", "cp1252":
		w.labelled = true
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	}
	return nil, fmt.Errorf("encoding %q is not accepted", label)
}

func (w *walker) token(tok xml.Token) error {
	switch t := tok.(type) {
	case xml.StartElement:
		return w.open(t)
	case xml.EndElement:
		w.stack = w.stack[:len(w.stack)-1]
	case xml.CharData:
		return w.chars(t)
	case xml.Comment:
		return w.aside("comment")
	case xml.ProcInst:
		if t.Target == "xml" && w.started {
			return errors.New("XML declaration is not at the beginning")
		}
		return w.aside("processing instruction")
	case xml.Directive:
		if w.root != nil {
			return errors.New("DOCTYPE is not before the root")
		}
		if bytes.IndexByte(t, '[') >= 0 { // defaults declared there are facts to some readers and nothing to this one
			return errors.New("DOCTYPE declares things of its own")
		}
	}
	return nil
}

func (w *walker) open(t xml.StartElement) error {
	if w.nodes++; w.nodes > maxNodes || len(t.Attr) > maxAttrs {
		return fmt.Errorf("more than %d elements, or more than %d attributes", maxNodes, maxAttrs)
	}
	n := &node{name: t.Name.Local}
	if t.Name.Space != "" { // the DTD knows no namespace: such an element is none of ours, and may not look like one
		if _, ours := place[t.Name.Local]; ours {
			return fmt.Errorf("element %q stands in a namespace", t.Name.Local)
		}
		n.name = t.Name.Space + ":" + t.Name.Local
	}
	for _, a := range t.Attr {
		key := a.Name.Local
		if a.Name.Space != "" {
			if key == "tipo" || key == "errore" || key == "zona" {
				return fmt.Errorf("attribute %q stands in a namespace", key)
			}
			key = a.Name.Space + ":" + key
		}
		if _, twice := n.attr[key]; twice {
			return fmt.Errorf("attribute %q of %q is there twice", key, n.name)
		}
		if n.attr == nil {
			n.attr = make(map[string]string, len(t.Attr))
		}
		n.attr[key] = strings.TrimSpace(a.Value)
	}
	if len(w.stack) >= maxDepth {
		return fmt.Errorf("elements are nested deeper than %d", maxDepth)
	}
	if len(w.stack) > 0 {
		top := w.stack[len(w.stack)-1]
		top.children = append(top.children, n)
	} else if w.root != nil {
		return fmt.Errorf("element %q follows the root", n.name)
	} else {
		w.root = n
	}
	w.stack = append(w.stack, n)
	return nil
}

func (w *walker) chars(t xml.CharData) error {
	if len(w.stack) > 0 {
		w.stack[len(w.stack)-1].text.Write(t)
		return nil
	}
	if len(bytes.TrimSpace(t)) > 0 {
		return errors.New("text stands outside the root")
	}
	return nil
}

// aside notes a comment or processing instruction: harmless before the root, refused after it, and remembered
// inside an element because it would split a value.
func (w *walker) aside(what string) error {
	switch {
	case len(w.stack) > 0:
		w.stack[len(w.stack)-1].comment = true
	case w.root != nil:
		return fmt.Errorf("%s follows the root", what)
	}
	return nil
}

// each returns the children of that name.
func (n *node) each(name string) []*node {
	var found []*node
	for _, c := range n.children {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}

// value is the trimmed text of an element that holds text alone.
func (n *node) value() (string, error) {
	if len(n.children) > 0 || n.comment {
		return "", fmt.Errorf("element %q holds more than text", n.name)
	}
	return strings.TrimSpace(n.text.String()), nil
}
