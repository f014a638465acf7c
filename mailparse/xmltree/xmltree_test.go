package xmltree

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"
)

func small() Options { return Options{MaxBytes: 4096, MaxDepth: 4, MaxNodes: 10, MaxAttrs: 3} }

// TestRefused: what no document of proof may have, and each cap one over.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "document has no element"},
		{"<!DOCTYPE a><a/>", "DOCTYPE is not accepted"},
		{"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "DOCTYPE declares things of its own"},
		{"<a/><!DOCTYPE a>", "DOCTYPE is not before the root"},
		{"<a/><b/>", `element "b" follows the root`},
		{"<a/>x", "text stands outside the root"},
		{"<a/><!-- x -->", "comment follows the root"},
		{"<?x y?><?xml version='1.0'?><a/>", "XML declaration is not at the beginning"},
		{"<a b='1' b='2'/>", `attribute "b" of "a" is there twice`},
		{"<a xmlns:x='u' xmlns:y='u' x:b='1' y:b='2'/>", `more than 10 elements, or more than 3 attributes`},
		{"<a xmlns:x='u' x:b='1' x:b='2'/>", `attribute "b" of "a" is there twice`},
		{"<a><b><c><d><e/></d></c></b></a>", "elements are nested deeper than 4"},
		{"<a>" + strings.Repeat("<b/>", 10) + "</a>", "more than 10 elements, or more than 3 attributes"},
		{"<a>" + strings.Repeat(" ", 4090) + "</a>", "document of 4097 bytes is over the limit of 4096"},
		{"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", `reading XML: xml: opening charset "ISO-8859-1": encoding "ISO-8859-1" is not accepted`},
		{"<a>\xe0</a>", "reading XML: XML syntax error on line 1: invalid UTF-8"},
		{"<a>\x00</a>", "document contains NUL"},
	} {
		if _, _, err := Read([]byte(c.in), small()); err == nil || err.Error() != c.want {
			t.Errorf("%q: %v, want %q", c.in, err, c.want)
		}
	}
}

// TestAtTheCaps: each cap at its value.
func TestAtTheCaps(t *testing.T) {
	for _, in := range []string{
		"<a><b><c><d/></c></b></a>", "<a>" + strings.Repeat("<b/>", 9) + "</a>", "<a x='1' y='2' z='3'/>", "<a>" + strings.Repeat(" ", 4089) + "</a>",
	} {
		if _, _, err := Read([]byte(in), small()); err != nil {
			t.Errorf("%.30q: %v", in, err)
		}
	}
}

// TestAllowances: what an option lets in, and nothing else.
func TestAllowances(t *testing.T) {
	o := small()
	o.Doctype, o.Latin1, o.Repair = true, true, true
	for _, c := range []struct {
		in, want string
		repaired bool
	}{
		{"<!DOCTYPE a SYSTEM 'a.dtd'><a>x</a>", "x", false},
		{"<?xml version='1.0' encoding='latin1'?><a>\xe0</a>", "à", false},
		{"<a>\xe0</a>", "à", true},
		{"\xef\xbb\xbf\n<a> x\n</a>\n", "x", false},
	} {
		n, repaired, err := Read([]byte(c.in), o)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if s, err := n.Value(); err != nil || s != c.want || repaired != c.repaired {
			t.Errorf("%q: %q, repaired %v, %v", c.in, s, repaired, err)
		}
	}
	stop := errors.New("stop")
	o.Open = func(e xml.StartElement) error {
		if e.Name.Local == "b" {
			return stop
		}
		return nil
	}
	if _, _, err := Read([]byte("<a><b/></a>"), o); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
}

// TestReader: the first thing wrong is kept, and only names that count are found.
func TestReader(t *testing.T) {
	n, _, err := Read([]byte("<a xmlns:x='u'><b>1</b><b>2</b><x:c k=' v ' x:k='w'>3</x:c><d>4<!-- --></d><e/></a>"), small())
	if err != nil {
		t.Fatal(err)
	}
	r := Reader{}
	if r.Optional(n, "c") != "" || len(r.Each(n, "b")) != 2 || r.Each(nil, "b") != nil || r.Err != nil {
		t.Errorf("%v", r.Err)
	}
	r.Optional(n, "b")
	r.Required(n, "c")
	if r.Err == nil || r.Err.Error() != `element "b" is there 2 times` {
		t.Errorf("%v", r.Err)
	}
	for want, f := range map[string]func(*Reader){
		`element "c" is missing`:             func(r *Reader) { r.Required(n, "c") },
		`element "d" holds more than text`:   func(r *Reader) { r.Optional(n, "d") },
		`element "e" is empty`:               func(r *Reader) { r.NonEmpty(n, "e") },
		`element "f" is missing`:             func(r *Reader) { r.Some(n, "f") },
		`element "nothing above" is missing`: func(r *Reader) { r.Required(nil, "nothing above") },
	} {
		r := Reader{}
		if f(&r); r.Err == nil || r.Err.Error() != want {
			t.Errorf("%v, want %s", r.Err, want)
		}
	}
	r = Reader{Ours: func(n xml.Name) bool { return n.Space == "u" }}
	if c := r.Single(n, "c"); c == nil || c.AttrValue("k") != "v" || c.AttrValue("x") != "" || r.Text(c) != "3" || r.Single(n, "e") != nil {
		t.Errorf("%+v %v", c, r.Err)
	}
	if _, _, err := Read([]byte("<a>&\xd4</a>"), small()); !strings.Contains(Clipped{err}.Error(), "&\uFFFD") {
		t.Errorf("%q", Clipped{err}.Error())
	}
	long := Clipped{errors.New(strings.Repeat("è", 200))}
	if s := long.Error(); len(s) > 170 || !strings.HasSuffix(s, "…") || errors.Unwrap(long) == nil {
		t.Errorf("%q", s)
	}
}
