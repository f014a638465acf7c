package rules

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ChiaveNome folds surname and name for lookup (order.md §4.4): no diacritics, apostrophes, hyphens or blanks,
// upper case, surname and name joined by "|".
func ChiaveNome(cognome, nome string) string { return Piega(cognome) + "|" + Piega(nome) }

// Piega folds a name: letters only, no diacritics, upper case.
func Piega(s string) string {
	if up, ok := soloASCII(s); ok {
		return up
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsLetter(r) {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String()
}

// soloASCII folds a name of plain letters; ok is false where there is another sign.
func soloASCII(s string) (up string, ok bool) {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return "", false
		}
	}
	return strings.ToUpper(s), true
}
