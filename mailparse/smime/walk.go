package smime

import (
	"errors"
	"fmt"
)

// walker goes through BER from the front without copying and without going back: for a p7m, whose content may be large,
// while toDER is for what is small. Values that it does not enter are passed over by their length, or, where that is
// indefinite, by the end of contents that closes them.
type walker struct {
	b    []byte
	pos  int
	open []opened
}

// opened is a constructed value that was entered.
type opened struct {
	end        int // where it ends at the latest
	indefinite bool
}

// end is where the value that was entered last ends at the latest.
func (w *walker) end() int {
	if n := len(w.open); n > 0 {
		return w.open[n-1].end
	}
	return len(w.b)
}

// more tells whether another value follows in what was entered last.
func (w *walker) more() bool {
	n := len(w.open)
	if n > 0 && w.open[n-1].indefinite {
		return !w.closes()
	}
	return w.pos < w.end()
}

// closes tells whether an end of contents stands here (X.690 §8.1.5).
func (w *walker) closes() bool {
	return w.end()-w.pos >= 2 && w.b[w.pos] == 0 && w.b[w.pos+1] == 0
}

// peek is the tag of the next value, 0 where there is none.
func (w *walker) peek() byte {
	if !w.more() || w.pos >= w.end() {
		return 0
	}
	return w.b[w.pos]
}

func (w *walker) header() (header, error) {
	h, err := readHeader(w.b[w.pos:w.end()])
	if err != nil {
		return h, err
	}
	return h, checkTag(h)
}

// enter goes into the next value, which must be constructed and have that tag.
func (w *walker) enter(tag byte) error {
	if got := w.peek(); got != tag || got == 0 {
		return fmt.Errorf("tag %#02x stands where %#02x must", got, tag)
	}
	h, err := w.header()
	if err != nil {
		return err
	}
	if len(w.open) == maxDepth {
		return fmt.Errorf("values nested deeper than %d: %w", maxDepth, errLimit)
	}
	o := opened{end: w.end(), indefinite: h.indefinite}
	if w.pos += h.size; !h.indefinite {
		o.end = w.pos + h.length
	}
	w.open = append(w.open, o)
	return nil
}

// leave goes out of what was entered last, of which nothing may be left.
func (w *walker) leave() error {
	if w.more() {
		return orTrailing(nil)
	}
	o := w.open[len(w.open)-1]
	if o.indefinite {
		w.pos += 2
	}
	w.open = w.open[:len(w.open)-1]
	return nil
}

// value passes over the next value and returns all its bytes.
func (w *walker) value() ([]byte, error) {
	if !w.more() {
		return nil, errors.New("value is cut off")
	}
	n, err := measure(w.b[w.pos:w.end()], len(w.open)+1)
	if err != nil {
		return nil, err
	}
	v := w.b[w.pos : w.pos+n]
	w.pos += n
	return v, nil
}

// measure is the length of the first value of b. Each byte is looked at once: a value of definite length is passed over,
// and one inside an indefinite one is measured only by that.
func measure(b []byte, depth int) (int, error) {
	if depth > maxDepth {
		return 0, fmt.Errorf("values nested deeper than %d: %w", maxDepth, errLimit)
	}
	h, err := readHeader(b)
	if err != nil {
		return 0, err
	}
	if err := checkTag(h); err != nil {
		return 0, err
	}
	if !h.indefinite {
		return h.size + h.length, nil
	}
	n := h.size
	for {
		if rest := b[n:]; len(rest) >= 2 && rest[0] == 0 && rest[1] == 0 {
			return n + 2, nil
		}
		inner, err := measure(b[n:], depth+1)
		if err != nil {
			return 0, err
		}
		n += inner
	}
}

// octets reads an OCTET STRING in one piece, which is aliased, or in several, which are joined in one copy.
func (w *walker) octets() ([]byte, error) {
	if w.peek() == tagOctets {
		h, err := w.header()
		if err != nil {
			return nil, err
		}
		start := w.pos + h.size
		w.pos = start + h.length
		return w.b[start:w.pos:w.pos], nil
	}
	ahead := walker{b: w.b, pos: w.pos, open: append([]opened(nil), w.open...)}
	size := 0
	if err := ahead.pieces(func(p []byte) { size += len(p) }); err != nil {
		return nil, err
	}
	joined := make([]byte, 0, size)
	err := w.pieces(func(p []byte) { joined = append(joined, p...) })
	return joined, err
}

// pieces reads a constructed OCTET STRING (X.690 §8.7.3.2).
func (w *walker) pieces(piece func([]byte)) error {
	if w.peek() == tagOctets {
		p, err := w.octets()
		piece(p)
		return err
	}
	if err := w.enter(octetsJoined); err != nil {
		return fmt.Errorf("pieces of an OCTET STRING: %w", err)
	}
	for w.more() {
		if err := w.pieces(piece); err != nil {
			return err
		}
	}
	return w.leave()
}
