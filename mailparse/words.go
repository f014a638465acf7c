package mailparse

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// DecodeWords decodes the encoded words of a header value (RFC 2047) to one line of text. Words of one charset that
// follow each other are put together before they are decoded, since clients cut characters in two; what
// cannot be decoded stays as it is; raw 8-bit text is UTF-8 or else windows-1252.
func DecodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		if isOneLine(s) {
			return s
		}
		return oneLine(guess([]byte(s)))
	}
	var out strings.Builder
	var run []byte
	var runSet string
	flush := func() {
		if len(run) > 0 {
			t, _ := decodeCharset(runSet, run)
			out.WriteString(t)
			run = run[:0]
		}
	}
	afterWord := false
	for r := (wordReader{s: s, end: -1}); r.at < len(s); {
		w, ok := r.word()
		if !ok {
			i := strings.Index(s[r.at+1:], "=?") + 1
			if i <= 0 {
				i = len(s) - r.at
			}
			if plain := s[r.at : r.at+i]; !afterWord || strings.TrimLeft(plain, " \t") != "" || r.at+i == len(s) {
				flush()
				if utf8.ValidString(plain) {
					out.WriteString(plain)
				} else {
					out.WriteString(guess([]byte(plain)))
				}
				afterWord = false
			}
			r.at += i
			continue
		}
		if w.charset != runSet {
			flush()
		}
		runSet, afterWord = w.charset, true
		run = append(run, w.data...)
		r.at += w.size
	}
	flush()
	return oneLine(out.String())
}

// maxWord is the longest text of an encoded word that is read: 75 characters in RFC 2047 §2, more in the wild.
const maxWord = 4096

// encodedWord is one =?charset?encoding?text?=.
type encodedWord struct {
	charset string
	data    []byte
	size    int // bytes of the word as written
}

// wordReader reads encoded words in s.
type wordReader struct {
	s   string
	at  int
	end int // of the first ?= from where one was last looked for: no stretch of s is searched twice
}

// closing is where the first ?= from that offset on stands, the length of s when there is none.
func (r *wordReader) closing(from int) int {
	if r.end < from {
		r.end = len(r.s)
		if i := strings.Index(r.s[from:], "?="); i >= 0 {
			r.end = from + i
		}
	}
	return r.end
}

// word reads the encoded word that begins here.
func (r *wordReader) word() (encodedWord, bool) {
	s := r.s[r.at:]
	if !strings.HasPrefix(s, "=?") {
		return encodedWord{}, false
	}
	set, rest, ok := strings.Cut(s[2:], "?")
	if !ok || set == "" || len(set) > 64 || strings.ContainsAny(set, " \t") || len(rest) < 3 || rest[1] != '?' {
		return encodedWord{}, false
	}
	from := len(r.s) - len(rest) + 2
	end := r.closing(from)
	if end == len(r.s) || end+2-from > maxWord {
		return encodedWord{}, false
	}
	text := r.s[from:end]
	w := encodedWord{size: end + 2 - r.at}
	w.charset, _, _ = strings.Cut(strings.ToLower(set), "*") // RFC 2231 §5: language after *
	switch rest[0] {
	case 'b', 'B':
		w.data, ok = wordBase64(text)
	case 'q', 'Q':
		w.data, ok = wordQ(text), true
	default:
		ok = false
	}
	return w, ok
}

func wordBase64(s string) ([]byte, bool) {
	s = strings.TrimRight(strings.ReplaceAll(s, " ", ""), "=")
	b, err := base64.RawStdEncoding.DecodeString(s)
	return b, err == nil
}

func wordQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(s) && hexValue(s[i+1]) >= 0 && hexValue(s[i+2]) >= 0:
			out = append(out, byte(hexValue(s[i+1])<<4|hexValue(s[i+2])))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

// hexValue is the value of a hexadecimal digit, -1 when c is none.
func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
