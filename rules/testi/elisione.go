package testi

import (
	"regexp"
	"strings"
)

// davantiVocale finds an article or articulated preposition before a day whose name begins with a vowel: otto, undici.
var davantiVocale = regexp.MustCompile(`\b([Ii]l|[Dd]al|[Dd]el|[Aa]l|[Nn]el) (8|11) (gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\b`)

// elidi writes "l'8 dicembre" and "dall'11 novembre" as Italian wants them.
func elidi(s string) string {
	return davantiVocale.ReplaceAllStringFunc(s, func(m string) string {
		word, day, _ := strings.Cut(m, " ")
		elided := map[string]string{"il": "l'", "dal": "dall'", "del": "dell'", "al": "all'", "nel": "nell'"}[strings.ToLower(word)]
		if word[0] < 'a' {
			elided = maiuscola(elided)
		}
		return elided + day
	})
}
