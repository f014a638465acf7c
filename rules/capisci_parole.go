package rules

import (
	"slices"
	"strings"
	"unicode"

	"pecagent/mailparse"
)

// parola is one word of a folded text with its place in runes. Addresses are one word "@", so that the labels of
// a domain are never read as words of the writer.
type parola struct {
	s          string
	start, end int
	fine       bool // a sentence ends after it
	virgola    bool // a comma, colon, bracket or line end stands after it
	acapo      bool // a line ends after it
	alta       bool // it begins with a capital, in a text that is not all in capitals (conMaiuscole)
	gridata    bool // all the text is in capitals, or in small letters (conMaiuscole)
	sigla      bool // it is written as the sign of a province (conMaiuscole)
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

// conIndirizzi makes one word of every address that is written with several: "luca chiocciola pec.example", "luca @ pec.example".
func conIndirizzi(ws []parola, list []mailparse.Candidato, dove mailparse.Dove) []parola {
	out, n := ws[:0:0], 0
	for _, k := range list {
		if k.Dove != dove || !k.Valido {
			continue
		}
		for n < len(ws) && ws[n].start < k.Start {
			out = append(out, ws[n])
			n++
		}
		if n == len(ws) || ws[n].start >= k.End {
			continue
		}
		w := parola{s: "@", start: ws[n].start}
		for n < len(ws) && ws[n].start < k.End {
			w.end, w.fine, w.virgola = ws[n].end, ws[n].fine, ws[n].virgola
			n++
		}
		out = append(out, w)
	}
	return append(out, ws[n:]...)
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
	if string(rs[i:min(i+5, len(rs))]) == "p.e.c" && (i+5 == len(rs) || !diParola(rs[i+5])) {
		end := i + 5
		if end < len(rs) && rs[end] == '.' {
			end++
		}
		return parola{s: "pec", start: i, end: end}
	}
	j := i
	for j < len(rs) && diParola(rs[j]) {
		j++
	}
	s := string(rs[i:j])
	if w := senzaApostrofo(s); w != "" {
		s = w
	}
	if w := abbreviate[s]; w != "" {
		return parola{s: w, start: i, end: j}
	}
	switch {
	case s == "www" || s == "http" || s == "https": // a page is one word and says nothing
		for j < run && !unicode.IsSpace(rs[j]) {
			j++
		}
		for j > i+len(s) && !diParola(rs[j-1]) {
			j--
		}
		return parola{s: "www", start: i, end: j}
	case j < len(rs) && rs[j] == '\'' && (j+1 == len(rs) || !diParola(rs[j+1])):
		if w := accentate[s]; w != "" { // "perche'", "e'"
			s = w
		}
	}
	return parola{s: s, start: i, end: j}
}

// senzaApostrofo is the noun of a word that was written without its apostrophe: "dellordine".
func senzaApostrofo(s string) string {
	for _, p := range []string{"dell", "all", "dall", "nell", "sull", "l"} {
		if w, ok := strings.CutPrefix(s, p); ok && slices.Contains([]string{"ordine", "indirizzo", "iscrizione", "albo", "atto", "inserimento", "aggiornamento", "attivazione", "assegnazione", "anagrafica", "attenzione"}, w) {
			return w
		}
	}
	return ""
}

// abbreviate are the words that are written short on a telephone.
var abbreviate = map[string]string{"nn": "non", "xche": "perché", "xchè": "perché", "xché": "perché", "xke": "perché", "xké": "perché", "perchè": "perché", "sn": "sono", "cmq": "comunque"}

// accentate are the words whose accent is often written with an apostrophe.
var accentate = func() map[string]string {
	m := map[string]string{}
	for _, w := range strings.Fields(`è già perché poiché sarà verrà città più può potrà così sì né nonché finché purché affinché università identità attività possibilità disponibilità necessità
		proprietà società qualità però ciò perciò là lì qualità cordialità sostituirà diventerà comodità unità affinché utilità lunedì martedì mercoledì giovedì venerdì`) {
		rs := []rune(w)
		last := strings.IndexRune("àèéìòù", rs[len(rs)-1])
		m[string(rs[:len(rs)-1])+map[int]string{0: "a", 2: "e", 4: "e", 6: "i", 8: "o", 10: "u"}[last]] = w
	}
	return m
}()

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
		w.acapo = w.acapo || rs[i] == '\n'
	}
}

// abbreviazione reports whether a full stop after the word ends no sentence.
func abbreviazione(s string) bool {
	if s != "@" && len([]rune(s)) <= 2 {
		return true
	}
	switch s {
	case "dott", "prof", "reg", "art", "sig", "sigg", "rif", "prot", "cod", "fisc", "spett", "egr", "gent", "iscr", "num", "ing", "arch", "avv", "geom":
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
	if k, _ := ordina(s); k != nessunVerbo || classeVerbo(s) != nessunVerbo || prefisso(s, "rinunci", "personal", "sottoscritt") {
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
