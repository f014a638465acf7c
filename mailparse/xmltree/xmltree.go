package xmltree

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

// Blanks are those of XML (S of XML 1.0 §2.3), the only ones that are trimmed: an address that ends in a no-break space is another's.
const Blanks = " \t\r\n"

// Options is what a document may be. The caps must be set: a zero cap admits nothing.
type Options struct {
	MaxBytes int
	MaxDepth int // elements within one another
	MaxNodes int // elements
	MaxAttrs int // attributes of one element
	// Doctype passes over a DOCTYPE that declares nothing of its own; without it every DOCTYPE is refused.
	Doctype bool
	// Latin1 accepts the labels of ISO-8859-1, which is read as windows-1252: they differ only where ISO-8859-1 has
	// control characters.
	Latin1 bool
	// Repair reads as windows-1252 a document that is no UTF-8 although it says so.
	Repair bool
	// Open, where set, judges each element before it enters the tree.
	Open func(xml.StartElement) error
}

// Node is an element of the document: its attributes, its own text, its children in order.
type Node struct {
	Name     xml.Name
	Attr     []xml.Attr // in order, values trimmed
	Children []*Node
	text     []byte
	plain    string // the text, where it is a piece of a plain document
	aside    bool   // a comment or processing instruction stands inside
}

// Read reads one XML document into a tree. repaired tells that bytes which are no UTF-8 were read as windows-1252
// although the label said otherwise. The tree aliases nothing of b.
func Read(b []byte, o Options) (root *Node, repaired bool, err error) {
	if len(b) > o.MaxBytes {
		return nil, false, fmt.Errorf("document of %d bytes is over the limit of %d", len(b), o.MaxBytes)
	}
	if bytes.IndexByte(b, 0) >= 0 { // also every UTF-16 and UTF-32
		return nil, false, errors.New("document contains NUL")
	}
	b = bytes.TrimPrefix(bytes.TrimLeft(b, Blanks), []byte("\xef\xbb\xbf"))
	b = bytes.TrimLeft(b, Blanks)
	w := walker{o: &o}
	if root, ok := w.plainWalk(b); ok {
		return root, false, nil
	}
	w = walker{o: &o}
	root, err = w.walk(b)
	if err != nil && o.Repair && !w.labelled && !utf8.Valid(b) {
		fixed, derr := charmap.Windows1252.NewDecoder().Bytes(b)
		if derr != nil {
			return nil, false, fmt.Errorf("transcoding windows-1252: %w", derr)
		}
		w = walker{o: &o}
		root, err = w.walk(fixed)
		return root, err == nil, err
	}
	return root, false, err
}

// walker reads tokens into a tree.
type walker struct {
	o        *Options
	labelled bool // the document says that it is latin-1
	started  bool // something came before: an XML declaration is no longer allowed
	stack    []*Node
	root     *Node
	nodes    int
	spare    []Node // made together: a document has some dozens
}

func (w *walker) walk(b []byte) (*Node, error) {
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

// charset answers the decoder for a label other than UTF-8.
func (w *walker) charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(label)) {
	case "us-ascii", "ascii", "utf8":
		return in, nil
	case "iso-8859-1", "latin1", "windows-1252", "cp1252":
		if w.o.Latin1 {
			w.labelled = true
			return charmap.Windows1252.NewDecoder().Reader(in), nil
		}
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
		return w.doctype(t)
	}
	return nil
}

func (w *walker) doctype(t xml.Directive) error {
	switch {
	case w.root != nil:
		return errors.New("DOCTYPE is not before the root")
	case bytes.IndexByte(t, '[') >= 0: // defaults declared there are facts to some readers and nothing to this one
		return errors.New("DOCTYPE declares things of its own")
	case !w.o.Doctype:
		return errors.New("DOCTYPE is not accepted")
	}
	return nil
}

func (w *walker) open(t xml.StartElement) error {
	if w.nodes++; w.nodes > w.o.MaxNodes || len(t.Attr) > w.o.MaxAttrs {
		return fmt.Errorf("more than %d elements, or more than %d attributes", w.o.MaxNodes, w.o.MaxAttrs)
	}
	if w.o.Open != nil {
		if err := w.o.Open(t); err != nil {
			return err
		}
	}
	n := w.node()
	n.Name, n.Attr = t.Name, t.Attr // the decoder makes the slice anew for each element
	for i, a := range n.Attr {
		for _, b := range n.Attr[:i] {
			if a.Name == b.Name {
				return fmt.Errorf("attribute %q of %q is there twice", a.Name.Local, t.Name.Local)
			}
		}
		n.Attr[i].Value = strings.Trim(a.Value, Blanks)
	}
	if len(w.stack) >= w.o.MaxDepth {
		return fmt.Errorf("elements are nested deeper than %d", w.o.MaxDepth)
	}
	if len(w.stack) > 0 {
		top := w.stack[len(w.stack)-1]
		top.Children = append(top.Children, n)
	} else if w.root != nil {
		return fmt.Errorf("element %q follows the root", t.Name.Local)
	} else {
		w.root = n
	}
	w.stack = append(w.stack, n)
	return nil
}

func (w *walker) node() *Node {
	if len(w.spare) == 0 {
		w.spare = make([]Node, 16)
	}
	n := &w.spare[0]
	w.spare = w.spare[1:]
	return n
}

func (w *walker) chars(t xml.CharData) error {
	if len(w.stack) > 0 {
		top := w.stack[len(w.stack)-1]
		top.text = append(top.text, t...)
		return nil
	}
	if len(bytes.Trim(t, Blanks)) > 0 {
		return errors.New("text stands outside the root")
	}
	return nil
}

// aside notes a comment or processing instruction: harmless before the root, refused after it, and remembered
// inside an element because it would split a value.
func (w *walker) aside(what string) error {
	switch {
	case len(w.stack) > 0:
		w.stack[len(w.stack)-1].aside = true
	case w.root != nil:
		return fmt.Errorf("%s follows the root", what)
	}
	return nil
}

// Value is the trimmed text of an element that holds text alone.
func (n *Node) Value() (string, error) {
	if len(n.Children) > 0 || n.aside {
		return "", fmt.Errorf("element %q holds more than text", n.Name.Local)
	}
	if n.text == nil {
		return strings.Trim(n.plain, Blanks), nil
	}
	return strings.Trim(string(n.text), Blanks), nil
}

// AttrValue is the attribute of that name without namespace, "" when there is none.
func (n *Node) AttrValue(local string) string {
	for _, a := range n.Attr {
		if a.Name.Space == "" && a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
