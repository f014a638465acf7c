package mailparse

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"

	"pecagent/mailparse/pec"
)

// Codes of a receipt whose content is not that of the letter it is about (pec.md §8 rows 13 and 14).
const (
	ContentMissing = "content_missing" // a completa or breve without the original it must return
	ContentDiffers = "content_differs"
	HashDiffers    = "hash_differs"
)

// Kinds of Difference.
const (
	DiffField   = "field"   // a header field or an id: Name says which
	DiffMissing = "missing" // a part of ours that did not come back
	DiffExtra   = "extra"   // a part that is not ours
	DiffType    = "type"    // of another media type, or with other parts within
	DiffName    = "name"    // of another file name
	DiffContent = "content"
	DiffHash    = "hash" // the .hash of a breve is not that of our part, or no hash at all
)

// Difference is one thing in which a returned message is not the one that was sent.
type Difference struct {
	Part string // place in the tree of what was sent, 1 or 2.1; empty for the message itself
	Name string // file name of the part, or name of the field
	What string
}

// Confronto is what Confronta found.
type Confronto struct {
	Done        bool   // something was compared; else Why says why not, and nothing is claimed
	Why         string // sintetica, rem, not_a_delivery, resource_limit
	Missing     bool   // the receipt must return the original and does not
	Differences []Difference
}

// maxDifferences is how many differences are named; one is enough to refuse.
const maxDifferences = 20

// Codes are the codes of what was found, sorted; none says that the content is the same, or that nothing was compared.
func (c Confronto) Codes() []string {
	var out []string
	if c.Missing {
		out = append(out, ContentMissing)
	}
	for _, d := range c.Differences {
		code := ContentDiffers
		if d.What == DiffHash {
			code = HashDiffers
		}
		out = append(out, code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Confronta holds the original that a receipt of delivery returns against the bytes of the letter as it was sent. What the
// provider may change is passed over: Received fields, the Message-ID, X-Riferimento-Message-ID (RFC 6109 §3.1.5), transfer
// encodings, boundaries, line ends. In a breve the named parts are held against their hash (RFC 6109 §3.3.2.2). It says
// nothing of who signed: that is for Verify.
func Confronta(sent []byte, received *Message) Confronto {
	dc := received.DatiCert
	switch {
	case received.Format == FormatREM:
		return Confronto{Why: "rem"} // evidence holds a digest of the original, and no original is returned
	case dc == nil || dc.Tipo != pec.AvvenutaConsegna:
		return Confronto{Why: "not_a_delivery"}
	case dc.Ricevuta != pec.Completa && dc.Ricevuta != pec.Breve:
		return Confronto{Why: pec.Sintetica}
	case len(sent) > MaxMessageBytes:
		return Confronto{Why: "resource_limit"}
	case received.Inner == nil:
		return Confronto{Done: true, Missing: true}
	}
	var over limits
	ours, theirs := splitTree(sent, &over), splitTree(received.Inner.Raw, &over)
	if len(over.passed) > 0 {
		return Confronto{Why: "resource_limit"}
	}
	c := comparer{breve: dc.Ricevuta == pec.Breve}
	c.ids(theirs, dc)
	c.fields(ours, theirs, "")
	c.part(ours, theirs, "")
	return Confronto{Done: true, Differences: c.found}
}

// comparer walks two trees together.
type comparer struct {
	breve  bool
	found  []Difference
	nested int // attached messages that were opened
}

func (c *comparer) add(part, name, what string) {
	if len(c.found) < maxDifferences {
		c.found = append(c.found, Difference{Part: part, Name: name, What: what})
	}
}

// ids holds what the provider wrote into the original against the signed data: only there stands which message it is.
func (c *comparer) ids(theirs *entity, dc *pec.DatiCert) {
	h := theirs.header
	if bareID(h.Get("Message-ID")) != dc.Identificativo {
		c.add("", "Message-ID", DiffField)
	}
	if dc.MsgID != "" && bareID(h.Get(pec.HeaderRiferimento)) != dc.MsgID {
		c.add("", pec.HeaderRiferimento, DiffField)
	}
	if from, _ := h.addrs("From"); len(from) != 1 || lowerASCII(from[0]) != lowerASCII(dc.Mittente) {
		c.add("", "From", DiffField)
	}
}

// fields compares what the header says to a reader, after decoding.
func (c *comparer) fields(ours, theirs *entity, part string) {
	a, b := ours.header, theirs.header
	for _, name := range []string{"From", "To", "Cc"} {
		x, _ := a.addrs(name)
		y, _ := b.addrs(name)
		if !slices.EqualFunc(x, y, func(s, t string) bool { return lowerASCII(s) == lowerASCII(t) }) {
			c.addOnce(part, name)
		}
	}
	words := func(s string) string { return oneLine(DecodeWords(s)) }
	if !equalMapped(a.All("Subject"), b.All("Subject"), words) {
		c.addOnce(part, "Subject")
	}
	if !equalMapped(a.All("Date"), b.All("Date"), instant) {
		c.addOnce(part, "Date")
	}
}

func (c *comparer) addOnce(part, field string) {
	if !slices.Contains(c.found, Difference{part, field, DiffField}) {
		c.add(part, field, DiffField)
	}
}

func equalMapped(a, b []string, f func(string) string) bool {
	return slices.EqualFunc(a, b, func(s, t string) bool { return s == t || f(s) == f(t) })
}

// instant is a date in one spelling; as written where it cannot be read.
func instant(s string) string {
	if t := ParseDate(s); !t.IsZero() {
		return t.UTC().Format("2006-01-02T15:04:05")
	}
	return oneLine(s)
}

// part compares two entities at the same place of their trees.
func (c *comparer) part(ours, theirs *entity, path string) {
	name := ours.fileName()
	if c.breve && theirs.isHash(name) && !strings.EqualFold(theirs.fileName(), name) {
		c.hashed(ours, theirs, path)
		return
	}
	switch {
	case ours.ctype.value != theirs.ctype.value, len(ours.children) > 0 != (len(theirs.children) > 0):
		c.add(path, name, DiffType)
		return
	case theirs.fileName() != name:
		c.add(path, name, DiffName)
	}
	if len(ours.children) == 0 {
		c.leaf(ours, theirs, path)
		return
	}
	for i := range max(len(ours.children), len(theirs.children)) {
		at := fmt.Sprint(i + 1)
		if path != "" {
			at = path + "." + at
		}
		switch {
		case i >= len(theirs.children):
			c.add(at, ours.children[i].fileName(), DiffMissing)
		case i >= len(ours.children):
			c.add(at, theirs.children[i].fileName(), DiffExtra)
		default:
			c.part(ours.children[i], theirs.children[i], at)
		}
	}
}

// leaf compares the decoded bytes of two parts; where that fails, what another transfer encoding or another way of writing
// line ends leaves the same: lines, and the text itself.
func (c *comparer) leaf(ours, theirs *entity, path string) {
	if digestOf(ours, &plainHash{}) == digestOf(theirs, &plainHash{}) && ours.sameCharset(theirs) {
		return
	}
	kind, _, _ := strings.Cut(ours.ctype.value, "/")
	lined := kind == "text" || kind == "message" || encoding(ours.encoding()) != "base64" || encoding(theirs.encoding()) != "base64"
	if lined && digestOf(ours, &lineHash{}) == digestOf(theirs, &lineHash{}) && ours.sameCharset(theirs) {
		return
	}
	if kind == "text" && ours.sameText(theirs) || kind == "message" && c.sameMessage(ours, theirs) {
		return
	}
	c.add(path, ours.fileName(), DiffContent)
}

// sameMessage compares two attached messages as trees: a server may have written them in another transfer encoding.
func (c *comparer) sameMessage(ours, theirs *entity) bool {
	if !attachedMessage(ours) || c.nested == maxNested {
		return false
	}
	var over limits
	a, okA := ours.opened(&over)
	b, okB := theirs.opened(&over)
	if !okA || !okB {
		return false
	}
	x, y := splitTree(a, &over), splitTree(b, &over)
	if len(over.passed) > 0 || !equalMapped(x.header.All("Message-ID"), y.header.All("Message-ID"), bareID) {
		return false
	}
	sub := comparer{nested: c.nested + 1}
	sub.fields(x, y, "")
	sub.part(x, y, "")
	return len(sub.found) == 0
}

// sameCharset reports whether two parts name the same charset; ASCII under no label is ASCII under any.
func (e *entity) sameCharset(o *entity) bool {
	if !strings.HasPrefix(e.ctype.value, "text/") {
		return true
	}
	a, b := lowerASCII(e.ctype.param("charset")), lowerASCII(o.ctype.param("charset"))
	plain := func(s string) bool { return s == "" || s == "us-ascii" || s == "utf-8" }
	return a == b || plain(a) && plain(b)
}

// sameText reports whether two parts of text are the same for a reader. Beyond MaxDecodedText nothing is decoded.
func (e *entity) sameText(o *entity) bool {
	text := func(e *entity) (string, bool) {
		b, more := decodeHead(e.encoding(), e.body, MaxDecodedText)
		s, _ := decodeCharset(e.ctype.param("charset"), b)
		return strings.TrimRight(strings.ReplaceAll(s, "\r\n", "\n"), "\n"), !more
	}
	a, okA := text(e)
	b, okB := text(o)
	return okA && okB && a == b
}

// fileName is the name an entity goes by, "" when it has none.
func (e *entity) fileName() string {
	if n := e.names(); len(n) > 0 {
		return cleanName(n[0])
	}
	return ""
}

const hashSuffix = ".hash"

// isHash reports whether a part stands in the place of one of the name in a breve. A part without name can only be
// an attached message.
func (e *entity) isHash(name string) bool {
	if e.ctype.value != "text/plain" {
		return false
	}
	n := lowerASCII(e.fileName())
	return n != "" && (n == lowerASCII(name)+hashSuffix || name == "" && strings.HasSuffix(n, hashSuffix))
}

// maxHashBytes is the most that a .hash part is read.
const maxHashBytes = 1 << 10

// hashed holds the hash of a breve against our part: hexadecimal SHA-1, or SHA-256, "on base64 encoded parts" (RFC 6109
// §3.3.2.2), which is the body as it was transmitted. Whether its last line end belongs to the part is read in both
// ways; a hash of the decoded content proves as much.
func (c *comparer) hashed(ours, theirs *entity, path string) {
	raw, more := decodeHead(theirs.encoding(), theirs.body, maxHashBytes)
	want, err := hex.DecodeString(strings.TrimSpace(string(raw)))
	var h hash.Hash
	switch {
	case more || err != nil:
	case len(want) == sha1.Size:
		h = sha1.New()
	case len(want) == sha256.Size:
		h = sha256.New()
	}
	if h == nil || !slices.ContainsFunc(hashesOf(ours, h), func(b []byte) bool { return slices.Equal(b, want) }) {
		c.add(path, ours.fileName(), DiffHash)
	}
}

// hashesOf are the hashes that a provider may have made of a part.
func hashesOf(e *entity, h hash.Hash) [][]byte {
	body := e.body
	for len(body) > 0 && (body[len(body)-1] == '\n' || body[len(body)-1] == '\r') {
		body = body[:len(body)-1]
	}
	var out [][]byte
	sum := func(write func()) {
		h.Reset()
		write()
		out = append(out, h.Sum(nil))
	}
	sum(func() { h.Write(e.body) })
	for _, end := range []string{"", "\r\n", "\r\n\r\n"} {
		sum(func() { h.Write(body); h.Write([]byte(end)) })
	}
	sum(func() { decodeTo(e.encoding(), e.body, func(b []byte) bool { h.Write(b); return true }) })
	return out
}

// digester hashes content that comes in pieces.
type digester interface {
	write(b []byte)
	sum() [sha256.Size]byte
}

func digestOf(e *entity, d digester) [sha256.Size]byte {
	decodeTo(e.encoding(), e.body, func(b []byte) bool { d.write(b); return true })
	return d.sum()
}

// plainHash is SHA-256.
type plainHash struct{ h hash.Hash }

func (p *plainHash) write(b []byte) {
	if p.h == nil {
		p.h = sha256.New()
	}
	p.h.Write(b)
}

func (p *plainHash) sum() (s [sha256.Size]byte) {
	p.write(nil)
	p.h.Sum(s[:0])
	return s
}

// lineHash is SHA-256 of lines: CRLF and LF are the same, line ends at the very end are none.
type lineHash struct {
	plainHash
	ends int  // line ends that wait for a line after them
	cr   bool // the last piece ended in CR
}

func (l *lineHash) write(b []byte) {
	for len(b) > 0 {
		switch {
		case b[0] == '\n':
			l.cr = false
			l.ends++
			b = b[1:]
			continue
		case l.cr: // a CR that was no line end
			l.cr = false
			l.text([]byte{'\r'})
		}
		if b[0] == '\r' {
			l.cr = true
			b = b[1:]
			continue
		}
		n := bytes.IndexAny(b, "\r\n")
		if n < 0 {
			n = len(b)
		}
		l.text(b[:n])
		b = b[n:]
	}
}

// text hashes a piece within a line, after the line ends before it.
func (l *lineHash) text(b []byte) {
	for ; l.ends > 0; l.ends-- {
		l.plainHash.write([]byte{'\n'})
	}
	l.plainHash.write(b)
}

func (l *lineHash) sum() [sha256.Size]byte {
	if l.cr {
		l.cr = false
		l.text([]byte{'\r'})
	}
	return l.plainHash.sum()
}
