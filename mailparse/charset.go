package mailparse

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
)

// decodeCharset makes UTF-8 of b. The label can lie (pec.md §3): bytes that are valid multi-byte UTF-8 are UTF-8
// under any one-byte label, and what cannot be decoded as labelled is UTF-8 if it can be, else windows-1252. lied says that
// the label was not followed.
func decodeCharset(label string, b []byte) (s string, lied bool) {
	label = strings.ToLower(strings.Trim(label, " \t\"'"))
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "unicode-1-1-utf-8":
		if utf8.Valid(b) {
			return string(b), false
		}
		return windows1252(b), label != ""
	}
	if oneByte(label) && utf8.Valid(b) {
		return string(b), !isASCII(b)
	}
	e, _ := charset.Lookup(label)
	if e == nil {
		return guess(b), true
	}
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return guess(b), true
	}
	return string(out), false
}

// knownCharset reports whether a label is one that readers know. Under another, a national form of ISO 646 or a name of UTF-7 that
// only some know, even what looks like ASCII may be shown with other letters.
func knownCharset(label string) bool {
	label = strings.ToLower(strings.Trim(label, " \t\"'"))
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "unicode-1-1-utf-8":
		return true
	}
	e, _ := charset.Lookup(label)
	return e != nil || oneByte(label)
}

func guess(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return windows1252(b)
}

func windows1252(b []byte) string {
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	return string(out)
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// oneByte reports whether a label names a one-byte superset of ASCII.
func oneByte(label string) bool {
	for _, p := range []string{"iso-8859-", "iso8859-", "iso_8859-", "windows-125", "cp125", "latin", "l1", "macintosh", "ibm850", "cp850"} {
		if strings.HasPrefix(label, p) {
			return true
		}
	}
	return false
}

// readable takes what is not text out of s: controls but line feed and tab, NUL, invalid UTF-8. CRLF, CR and the
// Unicode line ends become LF.
func readable(s string) string { return tidied(s, false) }

// marked is readable text in which a control that was taken out leaves U+FFFD, and each invalid byte one of its own: what a
// person is shown says that something stood there, and words that only a control joined or parted are not
// understood as others.
func marked(s string) string { return tidied(s, true) }

func tidied(s string, mark bool) string {
	n := plainRun(s)
	if n == len(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for {
		out.WriteString(s[:n])
		if s = s[n:]; s == "" {
			return out.String()
		}
		var r rune
		switch r, n = utf8.DecodeRuneInString(s); {
		case r == utf8.RuneError && n == 1:
			for !mark && n < len(s) && !validAt(s[n:]) {
				n++
			}
			out.WriteRune(utf8.RuneError)
		case r == '\r' && strings.HasPrefix(s, "\r\n"):
			n = 2
			out.WriteByte('\n')
		case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085' || r == '\f' || r == '\v':
			out.WriteByte('\n')
		case r < ' ' || r >= 0x7f && r < 0xa0:
			if mark {
				out.WriteRune(utf8.RuneError)
			}
		default:
			out.WriteString(s[:n])
		}
		s = s[n:]
		n = plainRun(s)
	}
}

// validAt reports whether s begins with a whole character.
func validAt(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return r != utf8.RuneError || n > 1
}

// plainRun is how many bytes of printable ASCII, LF and tab s begins with.
func plainRun(s string) int {
	for i := range len(s) {
		if c := s[i]; (c < ' ' || c >= 0x7f) && c != '\n' && c != '\t' {
			return i
		}
	}
	return len(s)
}

// oneLine is readable text on one line with single blanks.
func oneLine(s string) string {
	if isOneLine(s) {
		return s
	}
	return strings.Join(strings.Fields(readable(s)), " ")
}

// isOneLine reports whether s is printable ASCII with single blanks, none at its ends, as nearly every field is.
func isOneLine(s string) bool {
	blank := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return s == "" || !blank
}
