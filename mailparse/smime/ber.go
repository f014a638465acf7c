package smime

import (
	"errors"
	"fmt"
)

// Caps of reliability.md §2 V15. They are checked before any other code looks at the bytes: `30 80` repeated
// overflows the stack of every CMS library there is.
const (
	maxP7S   = 1 << 20
	maxDepth = 32
	maxCerts = 16
	maxCRLs  = 1
	maxCert  = 32 << 10 // real ones have some kilobytes; crypto/x509 is quadratic on a name of many parts
)

// errLimit marks input over a cap, as against input that is wrong.
var errLimit = errors.New("over a limit")

// Tags of DER that CMS needs (X.690 §8.1.2).
const (
	tagInteger   = 0x02
	tagOctets    = 0x04
	tagOID       = 0x06
	tagUTCTime   = 0x17
	tagGenTime   = 0x18
	tagSequence  = 0x30
	tagSet       = 0x31
	tagContext0  = 0xa0
	tagContext1  = 0xa1
	tagKeyID     = 0x80 // [0] IMPLICIT OCTET STRING
	constructed  = 0x20
	octetsJoined = tagOctets | constructed
)

// toDER rewrites one BER value as DER in what matters to CMS: definite lengths of the shortest form, OCTET
// STRINGs in one piece (X.690 §8.1.3, §8.7; real signatures are written so by BouncyCastle). The order of sets
// is kept as received, for the signature was made over that order. A value that is DER already is given back
// itself. Anything after the value is an error.
func toDER(ber []byte) ([]byte, error) {
	if len(ber) > maxP7S {
		return nil, fmt.Errorf("signature of %d bytes: %w", len(ber), errLimit)
	}
	if h, err := readHeader(ber); err == nil && h.size+h.length == len(ber) && isDER(ber, 1) {
		return ber, nil
	}
	out, rest, err := transcode(nil, ber, 1)
	if err != nil {
		return nil, err
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%d bytes follow the signature", len(rest))
	}
	return out, nil
}

// isDER reports whether transcode would leave the values as they are, as it does nearly all that come.
func isDER(b []byte, depth int) bool {
	for len(b) > 0 {
		h, err := readHeader(b)
		if err != nil || depth > maxDepth || checkTag(h) != nil || h.indefinite || h.tag == octetsJoined || h.size != headerSize(h.length) {
			return false
		}
		end := h.size + h.length
		if h.tag&constructed != 0 && !isDER(b[h.size:end], depth+1) {
			return false
		}
		b = b[end:]
	}
	return true
}

// headerSize is the bytes of a tag and the shortest definite length.
func headerSize(length int) int {
	switch {
	case length < 0x80:
		return 2
	case length < 1<<8:
		return 3
	case length < 1<<16:
		return 4
	case length < 1<<24:
		return 5
	}
	return 6
}

// transcode appends the first value of ber to out and returns what follows it. Depth bounds the recursion and,
// with it, the copying: every byte is copied at most maxDepth times.
func transcode(out, ber []byte, depth int) (der, rest []byte, err error) {
	if depth > maxDepth {
		return nil, nil, fmt.Errorf("values nested deeper than %d: %w", maxDepth, errLimit)
	}
	h, err := readHeader(ber)
	if err != nil {
		return nil, nil, err
	}
	if err := checkTag(h); err != nil {
		return nil, nil, err
	}
	body := ber[h.size:]
	if !h.indefinite {
		body, rest = body[:h.length], body[h.length:]
	}
	if h.tag&constructed == 0 {
		return appendValue(out, h.tag, body), rest, nil
	}
	var content []byte
	for h.indefinite || len(body) > 0 {
		if h.indefinite && len(body) >= 2 && body[0] == 0 && body[1] == 0 {
			rest = body[2:]
			break
		}
		if content, body, err = child(content, body, h.tag, depth+1); err != nil {
			return nil, nil, err
		}
	}
	if h.tag == octetsJoined {
		return appendValue(out, tagOctets, content), rest, nil
	}
	return appendValue(out, h.tag, content), rest, nil
}

// child transcodes one value inside another. Inside a constructed OCTET STRING only its pieces may stand, and
// of them only the content is kept.
func child(content, body []byte, parent byte, depth int) (joined, rest []byte, err error) {
	if parent != octetsJoined {
		return transcode(content, body, depth)
	}
	piece, rest, err := transcode(nil, body, depth)
	if err != nil {
		return nil, nil, err
	}
	v, err := (&cursor{b: piece}).expect(tagOctets)
	if err != nil {
		return nil, nil, fmt.Errorf("pieces of an OCTET STRING: %w", err)
	}
	return append(content, v.body...), rest, nil
}

// header is the tag and the length of a value.
type header struct {
	tag        byte
	size       int // bytes of tag and length
	length     int // of the content; 0 when indefinite
	indefinite bool
}

func readHeader(b []byte) (header, error) {
	if len(b) < 2 {
		return header{}, errors.New("value is cut off")
	}
	h := header{tag: b[0], size: 2}
	first := b[1]
	switch {
	case first < 0x80:
		h.length = int(first)
	case first == 0x80:
		h.indefinite = true
	default:
		n := int(first & 0x7f)
		if n > 4 || len(b) < 2+n { // 4 bytes say 4 GiB; reserved 0xff falls here as well
			return header{}, errors.New("length is cut off or too long")
		}
		for _, c := range b[2 : 2+n] {
			h.length = h.length<<8 | int(c)
		}
		h.size += n
	}
	if h.length < 0 || h.length > len(b)-h.size {
		return header{}, errors.New("value is longer than what holds it")
	}
	return h, nil
}

// checkTag refuses what no CMS structure contains and what two readers could understand differently.
func checkTag(h header) error {
	universal, number := h.tag&0xc0 == 0, h.tag&0x1f
	switch {
	case number == 0x1f:
		return errors.New("tags of several bytes are not accepted")
	case h.tag == 0:
		return errors.New("end-of-contents stands where a value must")
	case h.tag&constructed == 0 && h.indefinite:
		return errors.New("primitive value of indefinite length")
	case universal && (number == 0x10 || number == 0x11) && h.tag&constructed == 0:
		return errors.New("primitive sequence or set")
	case universal && h.tag&constructed != 0 && number != 0x10 && number != 0x11 && number != tagOctets:
		return fmt.Errorf("constructed value of tag %#02x is not accepted", h.tag)
	}
	return nil
}

// appendValue appends a DER value: tag, shortest definite length, content.
func appendValue(out []byte, tag byte, content []byte) []byte {
	out = append(out, tag)
	switch n := len(content); {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 1<<8:
		out = append(out, 0x81, byte(n))
	case n < 1<<16:
		out = append(out, 0x82, byte(n>>8), byte(n))
	case n < 1<<24:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	default:
		out = append(out, 0x84, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(out, content...)
}

// value is one DER value: its tag, its content and all its bytes.
type value struct {
	tag  byte
	body []byte
	full []byte
}

// cursor walks over DER values that stand side by side.
type cursor struct{ b []byte }

func (c *cursor) empty() bool { return len(c.b) == 0 }

// peek returns the tag of the next value, 0 at the end.
func (c *cursor) peek() byte {
	if c.empty() {
		return 0
	}
	return c.b[0]
}

func (c *cursor) next() (value, error) {
	h, err := readHeader(c.b)
	if err != nil {
		return value{}, err
	}
	if h.indefinite {
		return value{}, errors.New("indefinite length in DER")
	}
	end := h.size + h.length
	v := value{tag: h.tag, body: c.b[h.size:end], full: c.b[:end]}
	c.b = c.b[end:]
	return v, nil
}

// expect reads the next value, which must have that tag.
func (c *cursor) expect(tag byte) (value, error) {
	if got := c.peek(); got != tag || c.empty() {
		return value{}, fmt.Errorf("tag %#02x stands where %#02x must", got, tag)
	}
	return c.next()
}

// count walks to the end and says how many values there are, without reading into them.
func (c cursor) count() (n int, err error) {
	for !c.empty() {
		if _, err := c.next(); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// all reads every value to the end.
func (c *cursor) all() ([]value, error) {
	n, err := c.count()
	if err != nil {
		return nil, err
	}
	vs := make([]value, 0, n)
	for !c.empty() {
		v, err := c.next()
		if err != nil {
			return nil, err
		}
		vs = append(vs, v)
	}
	return vs, nil
}
