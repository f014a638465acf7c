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
	case "", "7bit", "8bit", "binary":
		return body, false
	case "base64":
		return decodeBase64(body)
	case "quoted-printable":
		return decodeQuoted(body)
	}
	return body, true
}

// encoding folds the value of a Content-Transfer-Encoding: comments, quotes and trailing words go.
func encoding(cte string) string {
	cte = strings.ToLower(strings.TrimLeft(cte, " \t\""))
	if i := strings.IndexAny(cte, " \t;(\""); i >= 0 {
		cte = cte[:i]
	}
	return cte
}

func decodeBase64(body []byte) (out []byte, bad bool) {
	out = make([]byte, base64.StdEncoding.DecodedLen(len(body)))
	if n, err := base64.StdEncoding.Decode(out, body); err == nil {
		return out[:n], false
	}
	clean, bad := alphabetOf(body)
	out = make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, err := base64.RawStdEncoding.Decode(out, clean)
	return out[:n], bad || err != nil
}

// alphabetOf keeps the base64 characters of body up to the padding. bad is true when anything but blanks was left out, or when
// something follows the padding (an antivirus footer).
func alphabetOf(body []byte) (clean []byte, bad bool) {
	clean = make([]byte, 0, len(body))
	for i, c := range body {
		switch {
		case c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/':
			clean = append(clean, c)
		case c == '=':
			return clean, bad || len(bytes.Trim(body[i:], "= \t\r\n")) > 0
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		default:
			bad = true
		}
	}
	return clean, bad
}

// decodeQuoted undoes quoted-printable. An = that starts no pair stays as it is.
func decodeQuoted(body []byte) (out []byte, bad bool) {
	out = make([]byte, 0, len(body))
	for len(body) > 0 {
		end := bytes.IndexByte(body, '\n')
		line, nl := body, []byte(nil)
		if end >= 0 {
			line, body = body[:end], body[end+1:]
			nl = []byte("\n")
			if n := len(line); n > 0 && line[n-1] == '\r' {
				line, nl = line[:n-1], []byte("\r\n")
			}
		} else {
			body = nil
		}
		line = bytes.TrimRight(line, " \t") // RFC 2045 §6.7 (3)
		soft := len(line) > 0 && line[len(line)-1] == '='
		if soft {
			line, nl = line[:len(line)-1], nil
		}
		var b bool
		out, b = quotedLine(out, line)
		bad = bad || b
		out = append(out, nl...)
	}
	return out, bad
}

func quotedLine(out, line []byte) ([]byte, bool) {
	bad := false
	for i := 0; i < len(line); i++ {
		c := line[i]
		if c != '=' {
			out = append(out, c)
			continue
		}
		if i+2 < len(line) {
			if h, l := hexValue(line[i+1]), hexValue(line[i+2]); h >= 0 && l >= 0 {
				out = append(out, byte(h<<4|l))
				i += 2
				continue
			}
		}
		bad = true
		out = append(out, c)
	}
	return out, bad
}
