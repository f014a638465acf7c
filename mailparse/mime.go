package mailparse

import (
	"bytes"
	"slices"
	"strings"
)

// Caps of the MIME tree (reliability.md §3.3).
const (
	MaxDepth = 20  // multiparts within one another
	MaxParts = 500 // parts of one tree, the root not counted
	// MaxOpenedBytes are the encoded bytes of attached messages that one message may make us decode.
	MaxOpenedBytes = 64 << 20
	// MaxSplitBytes are looked through for delimiters, in all trees of one message: the largest message eight times.
	MaxSplitBytes = 8 * MaxMessageBytes
	maxBoundary   = 200 // RFC 2046 §5.1.1 allows 70; longer ones are written
)

// entity is a MIME entity. raw and body alias the message; nothing is decoded here.
type entity struct {
	header   Header
	ctype    media
	disp     media
	raw      []byte // header and body, without the line end that belongs to the boundary
	body     []byte
	children []*entity // of a multipart
	called   []string  // names, once asked for
	closed   bool      // the closing delimiter was there
	near     bool      // a line begins with the delimiter and is none
}

// limits collects the caps that were passed, each once, and counts what is shared by all trees of one message.
type limits struct {
	passed []string
	opened int // encoded bytes of attached messages that were decoded
	text   int // decoded bytes of readable text
	split  int // bytes looked through for delimiters
	header int // bytes of headers that were read
}

func (l *limits) add(what string) {
	if !slices.Contains(l.passed, what) {
		l.passed = append(l.passed, what)
	}
}

// splitter makes the tree of one message. message/rfc822 is a leaf: there is no descent by accident.
type splitter struct {
	over  *limits
	parts int
	scan  headerScan
}

// splitTree reads raw as an entity and its parts, within the caps.
func splitTree(raw []byte, over *limits) *entity {
	s := splitter{over: over}
	return s.entity(raw, "text/plain", 0)
}

func (s *splitter) entity(raw []byte, deflt string, depth int) *entity {
	e := &entity{raw: raw}
	if s.over.header > MaxHeadersBytes {
		s.over.add("header_bytes")
		e.body, e.ctype.value = raw, deflt
		return e
	}
	e.header, e.body = s.scan.read(raw)
	s.over.header += len(s.scan.text)
	for _, o := range e.header.Over {
		s.over.add(o)
	}
	e.ctype = parseMedia(e.header.Get("Content-Type"))
	e.disp = parseMedia(e.header.Get("Content-Disposition"))
	for _, o := range []string{e.ctype.over, e.disp.over} {
		if o != "" {
			s.over.add(o)
		}
	}
	if !strings.Contains(e.ctype.value, "/") {
		e.ctype.value = deflt
	}
	if strings.HasPrefix(e.ctype.value, "multipart/") {
		s.children(e, depth)
	}
	return e
}

// boundary is the boundary of a multipart, "" when it has none.
func (e *entity) boundary() string {
	if b := e.ctype.params["boundary"]; b != "" {
		return b
	}
	return e.ctype.params["boundary*"]
}

func (s *splitter) children(e *entity, depth int) {
	b := e.boundary()
	if b == "" || len(b) > maxBoundary {
		return
	}
	if depth == MaxDepth {
		s.over.add("mime_depth")
		return
	}
	if s.over.split += len(e.body); s.over.split > MaxSplitBytes {
		s.over.add("split_bytes")
		return
	}
	deflt := "text/plain"
	if e.ctype.value == "multipart/digest" {
		deflt = "message/rfc822" // RFC 2046 §5.1.5
	}
	var bodies [][]byte
	left := MaxParts - s.parts
	bodies, e.closed, e.near = splitParts(e.body, b, left+1)
	if len(bodies) > left {
		s.over.add("mime_parts")
		bodies = bodies[:left]
	}
	s.parts += len(bodies) // before those within them: a flood in the first part leaves the signature where it is
	for _, p := range bodies {
		e.children = append(e.children, s.entity(p, deflt, depth+1))
	}
}

// splitParts cuts the body of a multipart at its delimiter lines (RFC 2046 §5.1.1): "--", boundary, at the beginning of a
// line, then nothing but blanks. Preamble and epilogue are left out. The line end before a delimiter belongs to it. At
// most limit parts are given; a last part without closing delimiter runs to the end.
//
// near tells of a line that begins with the delimiter and is none: RFC 2046 §5.1.1 lets a reader take it for one ("it is
// sufficient that the boundary appear in its entirety"), and openssl does. So does a delimiter after a bare CR. What
// follows the closing delimiter is read by nobody.
func splitParts(body []byte, boundary string, limit int) (parts [][]byte, closed, near bool) {
	delim := []byte("--" + strings.TrimRight(boundary, " \t"))
	start := -1 // of the part being read
	for pos := 0; pos < len(body) && len(parts) < limit; {
		i := bytes.Index(body[pos:], delim)
		if i < 0 {
			break
		}
		at := pos + i
		pos = at + len(delim)
		next, last, ok := delimiterLine(body, at, pos)
		if !ok {
			near = near || at == 0 || body[at-1] == '\n' || body[at-1] == '\r'
			continue
		}
		if start >= 0 {
			parts = append(parts, body[start:max(start, lineEndBefore(body, at))])
		}
		if last {
			return parts, true, near
		}
		start, pos = next, next
	}
	if start >= 0 && len(parts) < limit {
		parts = append(parts, body[start:])
	}
	return parts, false, near
}

// delimiterLine judges the delimiter at body[at:end]: next is the beginning of the following line, last is true
// for a closing delimiter.
func delimiterLine(body []byte, at, end int) (next int, last, ok bool) {
	if at > 0 && body[at-1] != '\n' {
		return 0, false, false
	}
	if bytes.HasPrefix(body[end:], []byte("--")) {
		last = true
		end += 2
	}
	for ; end < len(body); end++ {
		switch body[end] {
		case ' ', '\t', '\r':
		case '\n':
			return end + 1, last, true
		default:
			return 0, false, false
		}
	}
	return end, last, true
}

// lineEndBefore is the offset at which the line end before at begins.
func lineEndBefore(body []byte, at int) int {
	if at > 0 && body[at-1] == '\n' {
		at--
		if at > 0 && body[at-1] == '\r' {
			at--
		}
	}
	return at
}

// names are all file names an entity claims: Content-Type name and Content-Disposition filename, plain and RFC 2231.
func (e *entity) names() []string {
	if e.called != nil {
		return e.called
	}
	out := []string{}
	for _, v := range [4]string{
		e.disp.params["filename*"], e.disp.params["filename"], e.ctype.params["name*"], e.ctype.params["name"],
	} {
		if v = strings.TrimSpace(DecodeWords(v)); v != "" {
			out = append(out, v)
		}
	}
	e.called = out
	return out
}

// named reports whether an entity claims one of the file names, any case.
func (e *entity) named(names ...string) bool {
	for _, have := range e.names() {
		for _, n := range names {
			if strings.EqualFold(have, n) {
				return true
			}
		}
	}
	return false
}

// decoded is the body without its transfer encoding.
func (e *entity) decoded() (out []byte, bad bool) { return decodeTransfer(e.encoding(), e.body) }

func (e *entity) encoding() string { return e.header.Get("Content-Transfer-Encoding") }

// opened is an attached message without its transfer encoding. RFC 2046 §5.2.1 allows none for it, and then it aliases the raw
// message. One that is encoded all the same costs memory, of which a message has MaxOpenedBytes: ok is false when there
// is no more, and OverLimit then says so.
func (e *entity) opened(over *limits) (raw []byte, ok bool) {
	if e.isEncoded() {
		if over.opened += len(e.body); over.opened > MaxOpenedBytes {
			over.add("opened_bytes")
			return nil, false
		}
	}
	raw, _ = e.decoded()
	return raw, true
}

// isEncoded reports whether decoded makes a copy.
func (e *entity) isEncoded() bool {
	cte := encoding(e.encoding())
	return cte == "base64" || cte == "quoted-printable"
}
