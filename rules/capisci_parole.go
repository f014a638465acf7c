package rules

import (
	"slices"
	"strings"
	"unicode"
)

// parola is one word of a folded text with its place in runes. Addresses are one word "@", so that the labels of
// a domain are never read as words of the writer.
type parola struct {
	s          string
	start, end int
	fine       bool // a sentence ends after it
	virgola    bool // a comma, colon, bracket or line end stands after it
}

// inParole parts a folded text into words. A run without blanks with an @ in it is an address from its word on.
func inParole(piegato string) []parola {
	var ws []parola
	rs := []rune(piegato)
	run, at := 0, -1 // end of the run that was looked at, and its last @
	for i := 0; i < len(rs); {
		if !diParola(rs[i]) {
			segna(ws, rs, i)
			i++
			continue
		}
		if i >= run {
			run, at = tratto(rs, i)
		}
		w := leggiParola(rs, i, run, at)
		ws = append(ws, w)
		i = w.end
	}
	return ws
}

// tratto gives the end of the run without blanks that i stands in, and the place of its last @ from i on, -1 when there is none.
func tratto(rs []rune, i int) (end, at int) {
	at = -1
	for end = i; end < len(rs) && !unicode.IsSpace(rs[end]); end++ {
		if rs[end] == '@' {
			at = end
		}
	}
	return end, at
}

// leggiParola reads the word that begins at i in a run that ends at run and has its last @ at at.
func leggiParola(rs []rune, i, run, at int) parola {
	if at >= i {
		for run > i && !diParola(rs[run-1]) {
			run--
		}
		return parola{s: "@", start: i, end: run}
	}
	j := i
	for j < len(rs) && diParola(rs[j]) {
		j++
	}
	return parola{s: string(rs[i:j]), start: i, end: j}
}

func diParola(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// segna notes the punctuation at i on the word before it.
func segna(ws []parola, rs []rune, i int) {
	if len(ws) == 0 {
		return
	}
	w := &ws[len(ws)-1]
	switch rs[i] {
	case ';', '!', '?':
		w.fine = true
	case '.':
		last := i+1 >= len(rs) || unicode.IsSpace(rs[i+1])
		w.fine = w.fine || last && !abbreviazione(w.s)
	case ',', ':', '(', ')', '\n':
		w.virgola = true
	}
}

// abbreviazione reports whether a full stop after the word ends no sentence.
func abbreviazione(s string) bool {
	if len([]rune(s)) <= 2 {
		return true
	}
	switch s {
	case "dott", "prof", "art", "sig", "sigg", "rif", "prot", "cod", "fisc", "spett", "egr", "gent", "iscr", "num", "ing", "arch", "avv", "geom":
		return true
	}
	return false
}

// paroleChiave are the key words that are recognised with spelling mistakes (order.md §7).
var paroleChiave = []string{"rinunciare", "personale", "ottenere", "database", "inserire", "sottoscritto"}

// paroleVere are real words within two mistakes of a key word; they are never taken for it.
var paroleVere = []string{
	"denunciare", "annunciare", "pronunciare", "enunciare", "rinunciato", "rinunciata",
	"detenere", "sostenere", "attenere", "contenere", "ritenere", "tenere", "mantenere", "trattenere", "attendere",
	"inferire", "inserita", "inserito", "inseriti", "inserite", "asserire", "servire", "inviare", "personali",
	"personalmente", "sottoscritta", "sottoscritti", "sottoscritte", "sottoscrivo", "sottoscrive",
}

// corretti gives the words with the misspelt key words put right, and whether any was.
func corretti(ws []parola) ([]parola, bool) {
	out, any := slices.Clone(ws), false
	for i, w := range out {
		if k, ok := chiaveVicina(w.s); ok {
			out[i].s, any = k, true
		}
	}
	return out, any
}

// chiaveVicina gives the key word that a misspelt word stands for.
func chiaveVicina(s string) (string, bool) {
	if malChiede(s) {
		return "chiede", true
	}
	if classeVerbo(s) != nessunVerbo || prefisso(s, "rinunci", "personal", "sottoscritt") {
		return "", false // understood as it stands
	}
	if len(s) < 6 || len(s) > 14 || slices.Contains(paroleVere, s) || slices.Contains(paroleChiave, s) {
		return "", false
	}
	for _, k := range paroleChiave {
		if k[0] == s[0] && distanza(s, k) <= 2 {
			return k, true
		}
	}
	return "", false
}

// malChiede accepts "chiede" with one letter left out or two swapped, never another verb form ("chieda").
func malChiede(s string) bool {
	switch s {
	case "chede", "chide", "ciede", "chied", "hiede", "chidee", "cheide", "cihede":
		return true
	}
	return false
}

// distanza is the Damerau-Levenshtein distance (optimal string alignment) in runes.
func distanza(a, b string) int {
	x, y := []rune(a), []rune(b)
	prev2, prev, cur := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		cur[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(y)]
}

// prefisso reports whether the word begins with one of the stems.
func prefisso(s string, stems ...string) bool {
	for _, st := range stems {
		if strings.HasPrefix(s, st) {
			return true
		}
	}
	return false
}

// frase gives the sentence around the words a..b as it stands in the text, on one line, at most 300 runes.
func frase(nuovo string, ws []parola, a, b int) string {
	rs := []rune(nuovo)
	if len(ws) == 0 || a < 0 || b >= len(ws) || a > b {
		return ""
	}
	i, j := a, b
	for i > 0 && !ws[i-1].fine {
		i--
	}
	for j < len(ws)-1 && !ws[j].fine {
		j++
	}
	from, to := ws[i].start, min(ws[j].end, len(rs))
	for to < len(rs) && strings.ContainsRune(".?!)", rs[to]) {
		to++
	}
	if from > to {
		return ""
	}
	s := []rune(strings.Join(strings.Fields(string(rs[from:to])), " "))
	if len(s) > 300 {
		s = append(s[:299], '…')
	}
	return string(s)
}
