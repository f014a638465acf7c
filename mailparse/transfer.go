package mailparse

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// decodeTransfer undoes a Content-Transfer-Encoding (RFC 2045 §6). What cannot be decoded costs only itself: bad says
// that something was left out or that the encoding is unknown, the data before and after is kept. 7bit, 8bit and
// binary alias body.
func decodeTransfer(cte string, body []byte) (out []byte, bad bool) {
	switch encoding(cte) {
	case "base64":
		s := sink{buf: make([]byte, 0, base64.StdEncoding.DecodedLen(len(body))+3)}
		bad = s.base64(body)
		return s.buf, bad
	case "quoted-printable":
		s := sink{buf: make([]byte, 0, len(body))}
		bad = s.quotedPrintable(body)
		return s.buf, bad
	case "", "7bit", "8bit", "binary":
		return body, false
	}
	return body, true
}

// decodeTo hands a body without its transfer encoding to emit, piece by piece, and takes no more memory for a larger
// body. A piece lives until emit returns; false from emit ends the reading.
func decodeTo(cte string, body []byte, emit func([]byte) bool) {
	s := sink{emit: emit}
	switch encoding(cte) {
	case "base64":
		s.buf = make([]byte, 0, min(pieceSize, len(body)+3))
		s.base64(body)
	case "quoted-printable":
		s.buf = make([]byte, 0, min(pieceSize, len(body)))
		s.quotedPrintable(body)
	default:
		emit(body)
	}
	s.flush()
}

// decodeHead is decodeTransfer that stops soon after limit bytes. more says that there are more than limit, which out then has.
func decodeHead(cte string, body []byte, limit int) (out []byte, more bool) {
	if e := encoding(cte); e != "base64" && e != "quoted-printable" {
		return body[:min(limit, len(body))], len(body) > limit
	}
	if len(body) <= limit { // decoding adds nothing
		out, _ = decodeTransfer(cte, body)
		return out, false
	}
	decodeTo(cte, body, func(b []byte) bool { out = append(out, b...); return len(out) <= limit })
	return out[:min(limit, len(out))], len(out) > limit
}

// encoding folds the value of a Content-Transfer-Encoding: comments, quotes and trailing words go.
func encoding(cte string) string {
	cte = strings.ToLower(strings.TrimLeft(cte, " \t\""))
	if i := strings.IndexAny(cte, " \t;(\""); i >= 0 {
		cte = cte[:i]
	}
	return cte
}

// pieceSize is how much of a decoded body is held at a time.
const pieceSize = 16 << 10

// sink gathers decoded bytes. With emit they are handed over whenever the buffer is full; without, the buffer must be large
// enough from the beginning.
type sink struct {
	buf   []byte
	emit  func([]byte) bool
	ended bool // emit wants no more
}

func (s *sink) flush() {
	if len(s.buf) > 0 && !s.ended {
		s.ended = !s.emit(s.buf)
	}
	s.buf = s.buf[:0]
}

// room makes place for n bytes, fewer than pieceSize.
func (s *sink) room(n int) {
	if len(s.buf)+n > cap(s.buf) {
		s.flush()
	}
}

func (s *sink) write(b []byte) {
	for len(b) > 0 && !s.ended {
		n := min(len(b), pieceSize/2)
		s.room(n)
		s.buf = append(s.buf, b[:n]...)
		b = b[n:]
	}
}

func (s *sink) put(c byte) {
	s.room(1)
	s.buf = append(s.buf, c)
}

// base64 undoes base64 up to its padding. Blanks are passed over. bad is true when anything else was left out, when
// something follows the padding (an antivirus footer), or when a character is left over at the end.
func (s *sink) base64(body []byte) (bad bool) {
	var held [256]byte // characters that wait for the rest of their four
	n := 0
	for rest := body; len(rest) > 0 && !s.ended; {
		line := rest[:min(len(rest), pieceSize/2)]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		if n == 0 && s.fours(bytes.TrimRight(line, "\r\n")) {
			rest = rest[len(line):]
			continue
		}
		for i, c := range line {
			switch {
			case isBase64(c):
				held[n] = c
				if n++; n == len(held) {
					s.fours(held[:])
					n = 0
				}
			case c == '=':
				bad = len(bytes.Trim(rest[i:], "= \t\r\n")) > 0 || bad
				return s.lastFour(held[:n]) || bad
			case c != ' ' && c != '\t' && c != '\r' && c != '\n':
				bad = true
			}
		}
		if n%4 == 0 {
			s.fours(held[:n])
			n = 0
		}
		rest = rest[len(line):]
	}
	return s.lastFour(held[:n]) || bad
}

// fours decodes what is nothing but whole fours of characters, as nearly every line is; false says that it is not, and that
// nothing was kept.
func (s *sink) fours(b []byte) bool {
	n := len(b) / 4 * 3
	if len(b)%4 != 0 {
		return false
	}
	s.room(n)
	got, err := base64.RawStdEncoding.Decode(s.buf[len(s.buf):len(s.buf)+n], b)
	if err != nil || got != n { // Decode passes over a CR, and the fours are then not whole
		return false
	}
	s.buf = s.buf[:len(s.buf)+n]
	return true
}

// lastFour decodes the end, where the last four may want one or two; one character alone says nothing.
func (s *sink) lastFour(b []byte) (bad bool) {
	s.room(base64.RawStdEncoding.DecodedLen(len(b)))
	n, err := base64.RawStdEncoding.Decode(s.buf[len(s.buf):cap(s.buf)], b)
	s.buf = s.buf[:len(s.buf)+n]
	return err != nil
}

func isBase64(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}

// quotedPrintable undoes quoted-printable. An = that starts no pair stays as it is.
func (s *sink) quotedPrintable(body []byte) (bad bool) {
	for len(body) > 0 && !s.ended {
		end := bytes.IndexByte(body, '\n')
		line, nl := body, body[:0]
		if end >= 0 {
			line, nl, body = body[:end], body[end:end+1], body[end+1:]
			if n := len(line); n > 0 && line[n-1] == '\r' {
				line, nl = line[:n-1], line[n-1:n+1]
			}
		} else {
			body = nil
		}
		line = bytes.TrimRight(line, " \t")            // RFC 2045 §6.7 (3)
		if n := len(line); n > 0 && line[n-1] == '=' { // a soft line break
			line, nl = line[:n-1], nil
		}
		bad = s.quotedLine(line) || bad
		s.write(nl)
	}
	return bad
}

func (s *sink) quotedLine(line []byte) (bad bool) {
	for !s.ended {
		i := bytes.IndexByte(line, '=')
		if i < 0 {
			break
		}
		s.write(line[:i])
		line = line[i+1:]
		if len(line) >= 2 {
			if h, l := hexValue(line[0]), hexValue(line[1]); h >= 0 && l >= 0 {
				s.put(byte(h<<4 | l))
				line = line[2:]
				continue
			}
		}
		bad = true
		s.put('=')
	}
	s.write(line)
	return bad
}
