package rules

import (
	"strings"

	"pecagent/mailparse/places"
)

// segno is a sign that a text is about something else than a change of the box: a type and the words of it, on
// the folded text with its blanks made single.
type segno struct {
	tipo string
	re   string
}

// segni are read in this order; the first type found names a text that asks no change.
var segni = []segno{
	{"R13", reR13},
	{"R7", reR7},
	{"R14", reR14},
	{"R6", reR6},
	{"R9", reR9},
	{"R10", reR10},
	{"R12", reR12},
	{"R15", reR15},
	{"R8", reR8},
}

// altriSegni gives the types of other matters that the text shows, in the order of the table.
func altriSegni(testo *places.Sheet) []string {
	var list []string
	for _, s := range segni {
		if testo.Has(s.re) {
			list = append(list, s.tipo)
		}
	}
	return list
}

// unaRiga makes all blanks of a folded text single, so that signs match over line ends.
func unaRiga(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "p.e.c", "pec")
}

// parlaDiPEC reports whether a text has one of the words that may concern us (R0 needs that it has none).
func parlaDiPEC(s string) bool {
	return trova(reParlaDiPEC, unaRiga(strings.ToLower(s)))
}
