package rules

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ChiaveNome folds surname and name for lookup (order.md §4.4): no diacritics, apostrophes, hyphens or blanks,
// upper case, surname and name joined by "|".
func ChiaveNome(cognome, nome string) string { return Piega(cognome) + "|" + Piega(nome) }

// Piega folds a name: letters only, no diacritics, upper case; of the letters that are no letter with a sign, ß is SS
// and the like. It never makes an Ä an AE: see PiegaEstesa.
func Piega(s string) string { return piega(s, nil) }

// PiegaEstesa folds a name with Ä, Ö and Ü written out, as many passports and codici fiscali have them (order.md §4.4).
func PiegaEstesa(s string) string { return piega(s, dieresi) }

// dieresi are written out in documents that have no diacritics.
var dieresi = map[rune]string{'Ä': "AE", 'Ö': "OE", 'Ü': "UE"}

// intere are letters that no decomposition takes apart.
var intere = map[rune]string{'ß': "SS", 'ẞ': "SS", 'Æ': "AE", 'Œ': "OE", 'Ø': "O", 'Đ': "D", 'Ð': "D", 'Ł': "L", 'Þ': "TH", 'Ħ': "H"}

func piega(s string, anche map[rune]string) string {
	if up, ok := soloASCII(s); ok {
		return up
	}
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		r = unicode.ToUpper(r)
		if e, ok := anche[r]; ok {
			b.WriteString(e)
		} else if e, ok := intere[r]; ok {
			b.WriteString(e)
		} else {
			b.WriteRune(r)
		}
	}
	return strings.Map(func(d rune) rune {
		if !unicode.IsLetter(d) {
			return -1
		}
		return unicode.ToUpper(d)
	}, norm.NFKD.String(b.String()))
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
