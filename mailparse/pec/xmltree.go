package pec

import (
	"encoding/xml"
	"fmt"

	"pecagent/mailparse/xmltree"
)

// Caps of reliability.md §3.3: a daticert of a mailing to thousands fits, a bomb does not.
const (
	maxBytes = 8 << 20
	maxDepth = 16
	maxNodes = 1 << 17 // more recipients than 8 MiB of real daticert can name
	maxAttrs = 16
)

// readTree reads a daticert.xml into a tree. The flag tells that bytes which are no UTF-8 were read as windows-1252
// although the label said otherwise: real daticert do that (pec.md §4.3).
func readTree(b []byte) (root *xmltree.Node, repaired bool, err error) {
	return xmltree.Read(b, xmltree.Options{MaxBytes: maxBytes, MaxDepth: maxDepth, MaxNodes: maxNodes, MaxAttrs: maxAttrs,
		Doctype: true, Latin1: true, Repair: true, Open: noNamespace})
}

// noNamespace refuses names of the DTD in a namespace: the DTD knows none, so such an element or attribute is none of
// ours, and may not look like one.
func noNamespace(t xml.StartElement) error {
	if _, ours := place[t.Name.Local]; ours && t.Name.Space != "" {
		return fmt.Errorf("element %q stands in a namespace", t.Name.Local)
	}
	for _, a := range t.Attr {
		if k := a.Name.Local; a.Name.Space != "" && (k == "tipo" || k == "errore" || k == "zona") {
			return fmt.Errorf("attribute %q stands in a namespace", k)
		}
	}
	return nil
}
