package cf

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// titoli are taken off a name as people sign it (order.md §4.4, R-045).
var titoli = map[string]bool{
	"DOTT": true, "DOTTSSA": true, "DOTTORE": true, "DOTTORESSA": true, "DR": true, "DRSSA": true, "DRA": true,
	"PROF": true, "PROFSSA": true, "PROFESSORE": true, "PROFESSORESSA": true, "GEOM": true, "ING": true,
	"ARCH": true, "AVV": true, "RAG": true, "SIG": true, "SIGRA": true, "SIGNOR": true, "SIGNORA": true, "SSA": true, "RA": true,
	"DOC": true,
}

// speciali are letters that NFKD does not take apart.
var speciali = map[rune]string{'ß': "SS", 'ẞ': "SS", 'Æ': "AE", 'Œ': "OE", 'Ø': "O", 'Đ': "D", 'Ð': "D", 'Ł': "L", 'Þ': "TH", 'Ħ': "H", 'ı': "I"}

// umlaut are the letters that may also be written out in a code.
var umlaut = map[rune]string{'Ä': "AE", 'Ö': "OE", 'Ü': "UE"}

// lettere folds a name to A-Z. With estese the umlauts become AE, OE, UE (order.md §4.4).
func lettere(s string, estese bool) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToUpper(s)) {
		if estese {
			if e, ok := umlaut[r]; ok {
				b.WriteString(e)
				continue
			}
		}
		if e, ok := speciali[r]; ok {
			b.WriteString(e)
			continue
		}
		for _, d := range norm.NFKD.String(string(r)) {
			if d = unicode.ToUpper(d); d >= 'A' && d <= 'Z' {
				b.WriteRune(d)
			}
		}
	}
	return b.String()
}

func separa(s string) (consonanti, vocali string) {
	var c, v strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.IndexByte("AEIOU", s[i]) >= 0 {
			v.WriteByte(s[i])
		} else {
			c.WriteByte(s[i])
		}
	}
	return c.String(), v.String()
}

// CodiceCognome is the three letters of a surname: consonants, then vowels, then X (order.md §4.4). A string
// without letters gives "".
func CodiceCognome(s string) string { return codice(lettere(s, false)) }

// CodiceNome is the three letters of the given names, all of them run together: first, third and fourth
// consonant where there are four, else as a surname.
func CodiceNome(s string) string { return codiceNome(lettere(s, false)) }

func codice(s string) string {
	if s == "" {
		return ""
	}
	c, v := separa(s)
	return (c + v + strings.Repeat("X", 3))[:3]
}

func codiceNome(s string) string {
	if c, _ := separa(s); len(c) >= 4 {
		return string([]byte{c[0], c[2], c[3]})
	}
	return codice(s)
}

// Compatibile reports whether surname and name can belong to a code: its first six letters are theirs, with
// umlauts plain or written out. Of a double surname the first or the last word alone will do too, since the code
// of many people has only one of them. A name that does not fit is a reason to warn, never to refuse.
func Compatibile(codiceFiscale, cognome, nome string) bool {
	if !Forma(codiceFiscale) {
		return false
	}
	return cognomeVa(codiceFiscale[:3], cognome) && nomeVa(codiceFiscale[3:6], nome)
}

func nomeVa(c, nome string) bool {
	return c == codiceNome(lettere(nome, false)) || c == codiceNome(lettere(nome, true))
}

func cognomeVa(c, cognome string) bool {
	for _, v := range varianti(cognome) {
		if c == codice(lettere(v, false)) || c == codice(lettere(v, true)) {
			return true
		}
	}
	return false
}

// varianti are the whole surname and, where it has two words of four letters or more joined by blank or hyphen,
// each of them: De Luca and D'Angelo are one surname, Rossi Bianchi may be written for Rossi.
func varianti(cognome string) []string {
	out := []string{cognome}
	pezzi := strings.FieldsFunc(cognome, func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '‐' })
	if len(pezzi) < 2 {
		return out
	}
	primo, ultimo := pezzi[0], pezzi[len(pezzi)-1]
	if len(lettere(primo, false)) < 4 || len(lettere(ultimo, false)) < 4 {
		return out
	}
	return append(out, primo, ultimo)
}

// CompatibileIntero is Compatibile for a name written in one piece, in either order, titles taken off: every
// way to part its words into surname and names is tried. An article before it may be one ("la Bianchi") or begin the
// surname (La Rosa).
func CompatibileIntero(codiceFiscale, nomeIntero string) bool {
	var p []string
	for _, w := range strings.FieldsFunc(nomeIntero, func(r rune) bool { return unicode.IsSpace(r) || r == '.' || r == ',' }) {
		if l := lettere(w, false); l != "" && !titoli[l] {
			p = append(p, w)
		}
	}
	if len(p) > 8 {
		return false
	}
	if len(p) > 0 && articoli[lettere(p[0], false)] && divisa(codiceFiscale, p[1:]) {
		return true
	}
	return divisa(codiceFiscale, p)
}

// articoli may stand before a name without being of it.
var articoli = map[string]bool{"IL": true, "LA": true, "LO": true}

// divisa tries every way to part the words into surname and names, or names and surname.
func divisa(codiceFiscale string, p []string) bool {
	for i := 1; i < len(p); i++ {
		a, b := strings.Join(p[:i], " "), strings.Join(p[i:], " ")
		if Compatibile(codiceFiscale, a, b) || Compatibile(codiceFiscale, b, a) {
			return true
		}
	}
	return false
}
