package xmltree

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode"
)

// Reader takes values out of a tree and keeps the first thing wrong; a nil node was already complained of.
type Reader struct {
	// Ours says which names count, by their namespace; nil: those without one.
	Ours func(xml.Name) bool
	Err  error
}

// Fail keeps an error if it is the first.
func (r *Reader) Fail(format string, args ...any) {
	if r.Err == nil {
		r.Err = fmt.Errorf(format, args...)
	}
}

// Each gives the children of that name, in order; none of a nil node.
func (r *Reader) Each(n *Node, local string) []*Node {
	if n == nil {
		return nil
	}
	var found []*Node
	for _, c := range n.Children {
		if c.Name.Local == local && r.counts(c.Name) {
			found = append(found, c)
		}
	}
	return found
}

func (r *Reader) counts(n xml.Name) bool {
	if r.Ours == nil {
		return n.Space == ""
	}
	return r.Ours(n)
}

// Single gives the one child of that name, nil when there is none; two are an error.
func (r *Reader) Single(n *Node, local string) *Node {
	if n == nil {
		return nil
	}
	var one *Node
	count := 0
	for _, c := range n.Children {
		if c.Name.Local == local && r.counts(c.Name) {
			one = c
			count++
		}
	}
	if count > 1 {
		r.Fail("element %q is there %d times", local, count)
		return nil
	}
	return one
}

// Required is Single of a child that must be there.
func (r *Reader) Required(n *Node, local string) *Node {
	c := r.Single(n, local)
	if c == nil {
		r.Fail("element %q is missing", local)
	}
	return c
}

// Some gives the children of that name, of which there must be one.
func (r *Reader) Some(n *Node, local string) []*Node {
	all := r.Each(n, local)
	if n != nil && len(all) == 0 {
		r.Fail("element %q is missing", local)
	}
	return all
}

// Text is the value of an element that may hold text alone.
func (r *Reader) Text(n *Node) string {
	if n == nil {
		return ""
	}
	s, err := n.Value()
	if err != nil {
		r.Fail("%w", err)
	}
	return s
}

// Optional is the value of the one child of that name, "" when there is none.
func (r *Reader) Optional(n *Node, local string) string { return r.Text(r.Single(n, local)) }

// NonEmpty is the value of the one child of that name, which must be there and say something.
func (r *Reader) NonEmpty(n *Node, local string) string {
	s := r.Text(r.Required(n, local))
	if s == "" {
		r.Fail("element %q is empty", local)
	}
	return s
}

// Clipped makes the words of an error fit to be shown: they quote the document, where a name may be megabytes long, a
// byte no UTF-8, a character one that turns the line round (GO-2026-5039).
type Clipped struct{ Err error }

const maxWords = 160

func (c Clipped) Error() string {
	s := c.Err.Error()
	cut := len(s) > maxWords
	if cut {
		s = s[:maxWords]
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if cut {
		s += "…"
	}
	return s
}

func (c Clipped) Unwrap() error { return c.Err }
