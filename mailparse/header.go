package mailparse

import (
	"bytes"
	"slices"
	"strings"
)

// Caps of a header (reliability.md §3.3).
const (
	MaxHeaderBytes  = 256 << 10
	MaxHeaderFields = 1000
	MaxFieldBytes   = 64 << 10
	MaxHeadersBytes = 8 << 20 // of all parts of one message, and of the messages attached to it
)

// Header is a message header read tolerantly: one bad line costs only itself (libraries.md §1.2).
// Fields are in the order of the message; names keep their spelling, values are unfolded, not decoded.
type Header struct {
	Fields []Field
	Bad    int // lines that are no field
	// Over names the caps that were passed: header_bytes, header_fields, field_bytes. What is beyond a cap is not read.
	Over []string
	lost []string // names of the fields that a NUL made bad, where one must stand once
	// spaced says that a blank stands between a name and its colon: for some readers the header ends there.
	spaced bool
}

// Field is one header field.
type Field struct{ Name, Value string }

// ParseHeader reads the header at the beginning of b and gives what follows the blank line. Lines end in CRLF
// or LF. A line that is neither field nor continuation is counted and left out (so is the continuation of such a
// line); an mbox "From " line before the first field is passed over. A NUL makes a line bad. A line of bare CRs ends the
// header, as other readers have it.
func ParseHeader(b []byte) (h Header, rest []byte) {
	var s headerScan
	return s.read(b)
}

func (s *headerScan) read(b []byte) (h Header, rest []byte) {
	*s = headerScan{text: s.text[:0], spans: s.spans[:0]}
	total := 0
	for len(b) > 0 {
		line, next := cutLine(b)
		if total += len(b) - len(next); total > MaxHeaderBytes {
			s.over("header_bytes")
		}
		b = next
		if len(bytes.Trim(line, "\r")) == 0 {
			break
		}
		s.line(line)
	}
	s.flush()
	s.h.Fields = s.fields()
	return s.h, b
}

// cutLine gives the first line of b without its end, and what follows.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return b, nil
	}
	line, rest = b[:i], b[i+1:]
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line, rest
}

// headerScan collects the lines of one header. Names and values are gathered in one text, so that a header costs no
// allocation for each of its fields; it can be used for one header after the other.
type headerScan struct {
	h     Header
	text  []byte
	spans []span
	field span // the one being read, its value to the end of text
	open  bool // a field is being read
	lost  bool // the continuation belongs to a line that was left out
	seen  int
}

// span is where name and value of a field stand in text.
type span struct{ name, value, end int }

// fields are the fields that were read; each is a piece of one string.
func (s *headerScan) fields() []Field {
	if len(s.spans) == 0 {
		return nil
	}
	text := string(s.text)
	out := make([]Field, len(s.spans))
	for i, f := range s.spans {
		out[i] = Field{Name: text[f.name:f.value], Value: strings.TrimLeft(strings.TrimRight(text[f.value:f.end], " \t\r"), " \t")}
	}
	return out
}

func (s *headerScan) over(what string) {
	for _, o := range s.h.Over {
		if o == what {
			return
		}
	}
	s.h.Over = append(s.h.Over, what)
}

func (s *headerScan) full() bool { return len(s.h.Over) > 0 }

func (s *headerScan) line(line []byte) {
	if s.full() {
		s.flush()
		return
	}
	if line[0] == ' ' || line[0] == '\t' {
		s.fold(line)
		return
	}
	s.flush()
	s.seen++
	name, value, ok := splitField(line)
	if !ok {
		if !(s.seen == 1 && bytes.HasPrefix(line, []byte("From "))) {
			s.h.Bad++
		}
		s.lost = true
		s.lose(line)
		return
	}
	s.lost, s.open = false, true
	s.h.spaced = s.h.spaced || line[len(name)] != ':'
	s.field.name = len(s.text)
	s.text = append(s.text, name...)
	s.field.value = len(s.text)
	s.text = append(s.text, value...)
	s.check()
}

func (s *headerScan) fold(line []byte) {
	switch {
	case s.open && bytes.IndexByte(line, 0) < 0:
		s.text = append(append(s.text, ' '), bytes.Trim(line, " \t")...)
		s.check()
	case !s.lost:
		s.h.Bad++
		if s.open {
			s.lose(append(s.text[s.field.name:s.field.value:s.field.value], ':'))
		}
	}
}

// lose notes the name of a field that a NUL took away, where a second one of the name would count.
func (s *headerScan) lose(line []byte) {
	name, _, ok := bytes.Cut(bytes.ReplaceAll(line, []byte{0}, nil), []byte(":"))
	if n := string(bytes.TrimSpace(name)); ok && (slices.ContainsFunc(onceOnly, func(o string) bool { return strings.EqualFold(n, o) }) || len(n) > 8 && strings.EqualFold(n[:8], "Content-")) {
		s.h.lost = append(s.h.lost, n)
	}
}

func (s *headerScan) check() {
	if len(s.text) > s.field.value+MaxFieldBytes {
		s.text = s.text[:s.field.value+MaxFieldBytes]
		s.over("field_bytes")
	}
}

func (s *headerScan) flush() {
	if !s.open {
		return
	}
	s.open = false
	if len(s.spans) == MaxHeaderFields {
		s.over("header_fields")
		return
	}
	s.field.end = len(s.text)
	s.spans = append(s.spans, s.field)
}

// splitField parts a line at its colon. A field name is printable ASCII without blanks (RFC 5322 §2.2); blanks
// before the colon are obsolete syntax and passed over (§4.5).
func splitField(line []byte) (name, value []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 || bytes.IndexByte(line, 0) >= 0 {
		return nil, nil, false
	}
	n := bytes.TrimRight(line[:i], " \t")
	if len(n) == 0 {
		return nil, nil, false
	}
	for _, c := range n {
		if c <= ' ' || c >= 0x7f {
			return nil, nil, false
		}
	}
	return n, bytes.Trim(line[i+1:], " \t"), true
}

// Get is the first field of a name, any case, "" when there is none.
func (h Header) Get(name string) string {
	for _, f := range h.Fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// All are the values of every field of a name, in order.
func (h Header) All(name string) []string {
	var out []string
	for _, f := range h.Fields {
		if strings.EqualFold(f.Name, name) {
			out = append(out, f.Value)
		}
	}
	return out
}

// Count is how many fields have a name.
func (h Header) Count(name string) int {
	n := 0
	for _, f := range h.Fields {
		if strings.EqualFold(f.Name, name) {
			n++
		}
	}
	return n
}
