package smime

import (
	"bytes"
	"crypto/x509"
	"unicode/utf8"
)

// withFoldedNames is the chain with every name in one spelling, so that crypto/x509, which compares names byte for
// byte, finds the authorities whose name differs in case, blanks or string type alone (RFC 5280 §7.1). Only names
// are touched: signatures cover the certificate as received. It is nil where folding makes no name equal to another.
func (ch *chain) withFoldedNames(certs []*x509.Certificate, t Trust) *chain {
	f := folder{}
	leaf := f.fold(ch.leaf)
	var roots, inside []*x509.Certificate
	for _, c := range t.CAs {
		if c != nil {
			roots = append(roots, f.fold(c))
		}
	}
	for _, c := range certs {
		if c == ch.leaf {
			inside = append(inside, leaf)
			continue
		}
		inside = append(inside, f.fold(c))
	}
	if !f.helps {
		return nil
	}
	folded := newChain(leaf, inside, Trust{Pins: t.Pins, CAs: roots}, ch.at)
	folded.person = ch.person
	return folded
}

// folder folds names and notices whether two that differ as bytes became one.
type folder struct {
	first map[string][]byte // folded name → the first spelling met
	helps bool
}

func (f *folder) fold(c *x509.Certificate) *x509.Certificate {
	x := *c
	x.RawIssuer, x.RawSubject = f.name(c.RawIssuer), f.name(c.RawSubject)
	return &x
}

func (f *folder) name(raw []byte) []byte {
	folded, ok := foldName(raw)
	if !ok {
		return raw
	}
	if f.first == nil {
		f.first = map[string][]byte{}
	}
	if was, met := f.first[string(folded)]; !met {
		f.first[string(folded)] = raw
	} else if !bytes.Equal(was, raw) {
		f.helps = true
	}
	return folded
}

const (
	tagUTF8      = 0x0c
	tagPrintable = 0x13
	tagIA5       = 0x16
)

// foldName rewrites a Name (RFC 5280 §4.1.2.4): ASCII in lower case, blanks at the ends dropped and in the middle made
// one, all as UTF8String. Other kinds of string and other values stay as they are, as do names of another form. openssl
// compares names so.
func foldName(raw []byte) (folded []byte, ok bool) {
	name, err := (&cursor{b: raw}).expect(tagSequence)
	if err != nil {
		return nil, false
	}
	rdns, err := (&cursor{b: name.body}).all()
	if err != nil {
		return nil, false
	}
	var out []byte
	for _, rdn := range rdns {
		attrs, err := (&cursor{b: rdn.body}).all()
		if err != nil || rdn.tag != tagSet {
			return nil, false
		}
		var set []byte
		for _, a := range attrs {
			v, ok := foldAttribute(a)
			if !ok {
				return nil, false
			}
			set = append(set, v...)
		}
		out = appendValue(out, tagSet, set)
	}
	return appendValue(nil, tagSequence, out), true
}

// sameName tells whether two names are equal as they stand or folded.
func sameName(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	fa, okA := foldName(a)
	fb, okB := foldName(b)
	return okA && okB && bytes.Equal(fa, fb)
}

// foldAttribute folds one AttributeTypeAndValue.
func foldAttribute(a value) (folded []byte, ok bool) {
	c := &cursor{b: a.body}
	oid, err := c.expect(tagOID)
	if err != nil || a.tag != tagSequence {
		return nil, false
	}
	v, err := c.next()
	if err != nil || !c.empty() {
		return nil, false
	}
	out := bytes.Clone(oid.full)
	switch v.tag {
	case tagUTF8, tagPrintable, tagIA5:
		if !utf8.Valid(v.body) {
			return nil, false
		}
		out = appendValue(out, tagUTF8, foldBlanks(v.body))
	default:
		out = append(out, v.full...)
	}
	return appendValue(nil, tagSequence, out), true
}

// foldBlanks puts ASCII in lower case and leaves single spaces between words.
func foldBlanks(s []byte) []byte {
	blank := func(r rune) bool { return r == ' ' || r >= '\t' && r <= '\r' }
	return []byte(lower(string(bytes.Join(bytes.FieldsFunc(s, blank), []byte(" ")))))
}
