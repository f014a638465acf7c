package riserbo

import (
	"regexp"
	"strings"
)

var (
	// codice is the form of a codice fiscale with its omocodie, within any text (order.md §4.1, §4.3).
	codice = regexp.MustCompile(`(?i)([A-Z]{3})[A-Z]{3}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]`)
	// numerico is a numeric code of a person or body.
	numerico = regexp.MustCompile(`\b\d{11}\b`)
	// indirizzo is everything before the at sign of an address that no list of addresses would end.
	indirizzo = regexp.MustCompile(`[^\s<>"'()\[\],;:=«»@/]+@([\pL\pN-]+(?:\.[\pL\pN-]+)+)`)
	// telefono is a number of nine digits or more.
	telefono  = regexp.MustCompile(`\+?\b\d{9,}\b`)
	citazione = regexp.MustCompile(`«[^»]*»?`)
)

// Maschera gives s with each codice fiscale as "BNC*************" and each address as "***@domain".
func Maschera(s string) string {
	s = indirizzo.ReplaceAllString(s, "***@$1")
	s = codice.ReplaceAllString(s, "$1*************")
	return numerico.ReplaceAllString(s, "***********")
}

// maxMotivo bounds a reason in a notice, in bytes.
const maxMotivo = 400

// Motivo is a reason of the archive as a notice may say it: masked, without quotations, phone numbers and the names given,
// on one line, cut after maxMotivo.
func Motivo(s string, nomi ...string) string {
	s = citazione.ReplaceAllString(s, "«…»")
	for _, n := range nomi {
		if n = strings.TrimSpace(n); len(n) > 1 {
			s = regexp.MustCompile(`(?i)(^|[^\pL])`+regexp.QuoteMeta(n)+`($|[^\pL])`).ReplaceAllString(s, "${1}***${2}")
		}
	}
	s = strings.Join(strings.FieldsFunc(telefono.ReplaceAllString(Maschera(s), "***"), func(r rune) bool { return r <= ' ' || r == 0x7f || r == 0x2028 || r == 0x2029 }), " ")
	if len(s) > maxMotivo {
		s = strings.ToValidUTF8(s[:maxMotivo], "") + "…"
	}
	return s
}
