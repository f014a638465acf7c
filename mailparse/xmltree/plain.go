package xmltree

import (
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// maxPlain is the longest document that plainWalk is tried on: what is longer is rare, and may be made to be read twice.
const maxPlain = 64 << 10

// plainWalk reads a document that is nothing but elements, attributes and text, as nearly all are that programs write: no
// namespaces, no comments, no DOCTYPE, no entities but the five of XML and these in texts alone, UTF-8. It reads them as encoding/xml does, ten times faster, through the same
// walker. ok is false for every other document, and for one with anything wrong: then encoding/xml reads it from the
// beginning and says what.
func (w *walker) plainWalk(b []byte) (root *Node, ok bool) {
	if len(b) > maxPlain || !utf8.Valid(b) {
		return nil, false
	}
	p := plain{s: string(b)} // names and values are pieces of it
	for _, head := range []string{`<?xml version="1.0" encoding="UTF-8"?>`, `<?xml version="1.0" encoding="utf-8"?>`, `<?xml version="1.0"?>`} {
		if rest, found := strings.CutPrefix(p.s, head); found {
			p.s = rest
			break
		}
	}
	for p.s != "" {
		if !w.plainText(p.until('<')) {
			return nil, false
		}
		if p.s != "" && !w.plainTag(&p) {
			return nil, false
		}
	}
	return w.root, w.root != nil && len(w.stack) == 0
}

// plainText takes what stands between two tags.
func (w *walker) plainText(s string) bool {
	if s == "" {
		return true
	}
	if len(w.stack) == 0 {
		return strings.Trim(s, Blanks) == ""
	}
	top := w.stack[len(w.stack)-1]
	if len(top.Children) > 0 && strings.Trim(s, Blanks) == "" {
		return true // an element with children has no value
	}
	if top.plain != "" || !plainChars(s) {
		return false
	}
	ok := true
	if top.plain = s; strings.IndexByte(s, '&') >= 0 {
		top.plain, ok = withEntities(s)
	}
	return ok
}

// withEntities resolves the entities of XML 1.0 §4.6; with any other it is not plain.
func withEntities(s string) (string, bool) {
	var out strings.Builder
	for {
		before, after, more := strings.Cut(s, "&")
		out.WriteString(before)
		if !more {
			return out.String(), true
		}
		name, rest, ended := strings.Cut(after, ";")
		if !ended {
			return "", false
		}
		switch name {
		case "lt":
			out.WriteByte('<')
		case "gt":
			out.WriteByte('>')
		case "amp":
			out.WriteByte('&')
		case "quot":
			out.WriteByte('"')
		case "apos":
			out.WriteByte('\'')
		default:
			return "", false
		}
		s = rest
	}
}

// plainChars reports whether a text stands for itself (XML 1.0 §2.2, §2.4, §2.11). A CR would become a LF, which counts only
// within a value.
func plainChars(s string) bool {
	odd := func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff }
	return !strings.ContainsFunc(strings.Trim(s, Blanks), odd) && !strings.Contains(s, "]]>")
}

// plainTag takes a tag.
func (w *walker) plainTag(p *plain) bool {
	p.s = p.s[1:]
	if p.skip("/") {
		name := p.name()
		n := len(w.stack) - 1
		if n < 0 || w.stack[n].Name.Local != name || !p.skip(">") {
			return false
		}
		w.stack = w.stack[:n]
		return true
	}
	t := xml.StartElement{Name: xml.Name{Local: p.name()}}
	if t.Name.Local == "" {
		return false
	}
	for p.skip(" ") && !strings.HasPrefix(p.s, "/") {
		a := xml.Attr{Name: xml.Name{Local: p.name()}}
		if a.Name.Local == "" || a.Name.Local == "xmlns" || !p.skip(`="`) {
			return false
		}
		a.Value = p.until('"')
		if !p.skip(`"`) || strings.ContainsFunc(a.Value, func(r rune) bool { return r < ' ' || r >= 0x7f || r == '&' || r == '<' }) {
			return false
		}
		t.Attr = append(t.Attr, a)
	}
	empty := p.skip("/")
	if !p.skip(">") || w.open(t) != nil {
		return false
	}
	if empty {
		w.stack = w.stack[:len(w.stack)-1]
	}
	return true
}

// plain is the rest of a document.
type plain struct{ s string }

// until takes what stands before c, all when it is not there.
func (p *plain) until(c byte) (before string) {
	i := strings.IndexByte(p.s, c)
	if i < 0 {
		i = len(p.s)
	}
	before, p.s = p.s[:i], p.s[i:]
	return before
}

func (p *plain) skip(what string) (ok bool) {
	p.s, ok = strings.CutPrefix(p.s, what)
	return ok
}

// name takes a name of ASCII letters, digits and hyphens.
func (p *plain) name() (name string) {
	i := 0
	for i < len(p.s) && (p.s[i] >= 'a' && p.s[i] <= 'z' || p.s[i] >= 'A' && p.s[i] <= 'Z' || i > 0 && (p.s[i] == '-' || p.s[i] >= '0' && p.s[i] <= '9')) {
		i++
	}
	name, p.s = p.s[:i], p.s[i:]
	return name
}
