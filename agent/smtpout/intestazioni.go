package smtpout

import (
	"fmt"
	"strings"
)

// mailbox is a display name with its address. An ASCII name is a quoted-string, any other an encoded-word.
func mailbox(name, addr string) string {
	switch {
	case name == "":
		return "<" + addr + ">"
	case plainASCII(name) && len(name) <= 60:
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `" <` + addr + ">"
	}
	return encodedWords(name, len("From: ")) + "\r\n <" + addr + ">"
}

// unstructured writes free text: as it is while it is short and tame, folded at its blanks while it is tame,
// as encoded-words (RFC 2047) otherwise. A reader gets back exactly s.
func unstructured(name, s string) string {
	if !plainASCII(s) || s != strings.Join(strings.Fields(s), " ") {
		return encodedWords(s, len(name)+2)
	}
	var b strings.Builder
	col := len(name) + 2
	for i, word := range strings.Fields(s) {
		if len(word) > 200 {
			return encodedWords(s, len(name)+2)
		}
		switch {
		case i == 0:
		case col+1+len(word) > 76:
			b.WriteString("\r\n ")
			col = 1
		default:
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += len(word)
	}
	return b.String()
}

// plainASCII reports whether s can stand unencoded: printable ASCII that no reader takes for an encoded-word.
func plainASCII(s string) bool {
	if strings.Contains(s, "=?") {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// encodedWords writes s as Q encoded-words of at most 75 bytes, one a line (RFC 2047 §2), never cutting a rune.
func encodedWords(s string, col int) string {
	const open, end = "=?utf-8?q?", "?="
	var b strings.Builder
	b.WriteString(open)
	col += len(open)
	for _, r := range s {
		q := quoteRune(r)
		if col+len(q)+len(end) > 75 {
			b.WriteString(end + "\r\n " + open)
			col = 1 + len(open)
		}
		b.WriteString(q)
		col += len(q)
	}
	b.WriteString(end)
	return b.String()
}

// quoteRune is one rune in Q encoding; what is safe even in a phrase stays itself (RFC 2047 §5 (3)).
func quoteRune(r rune) string {
	if r == ' ' {
		return "_"
	}
	if r < 0x80 && alnum(byte(r)) {
		return string(r)
	}
	var b strings.Builder
	for _, c := range []byte(string(r)) {
		fmt.Fprintf(&b, "=%02X", c)
	}
	return b.String()
}
