package varianti

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Messaggio is a request and who is meant by it.
type Messaggio struct {
	Canale  string // PEC, ORD or ANOMALIA
	Da      string // the box it is sent from
	Oggetto string
	Testo   string // plain text, or HTML
	HTML    bool

	Autore Persona // whose request it is
	Nuova  string  // the new address, "" where the request has none
}

// Persona is a member as the register has him.
type Persona struct {
	Nome, Cognome, CF, Casella string
}

// Ambiente is what a near miss may take the place of something with.
type Ambiente struct {
	PECOrdine string  // the Order's own box
	Altro     Persona // another member
	Estranea  string  // a certified box of nobody known
	Ordinaria string  // an address in a domain known not to be PEC
	Ente      string  // a public body's box
}

// Variante is a message made from another one.
type Variante struct {
	Nome string // in Italian, one word: stable, used as a key
	Messaggio
}

// trasforma is one way to vary a message; false where it does not fit.
type trasforma func(Messaggio) (Messaggio, bool)

// regola is a named transformation.
type regola struct {
	nome string
	fa   trasforma
}

// applica gives what the rules make of m, without those that change nothing and those that do not fit.
func applica(m Messaggio, list []regola) []Variante {
	var out []Variante
	for _, r := range list {
		if v, ok := r.fa(m); ok && v != m {
			out = append(out, Variante{r.nome, v})
		}
	}
	return out
}

// testo makes a transformation of what changes the text alone.
func testo(f func(string) string) trasforma {
	return func(m Messaggio) (Messaggio, bool) {
		if m.HTML {
			return m, false
		}
		m.Testo = f(m.Testo)
		return m, true
	}
}

// nuovo makes a transformation of what changes only the part that was written now: not what is quoted, forwarded or stands below
// the mark of a signature.
func nuovo(f func(string) string) trasforma {
	return testo(func(s string) string {
		mine, rest := dividi(s)
		return f(mine) + rest
	})
}

func prima(s string) trasforma { return nuovo(func(t string) string { return s + "\n" + t }) }

func dopo(s string) trasforma { return nuovo(func(t string) string { return t + "\n" + s }) }

func inCoda(s string) trasforma { return testo(func(t string) string { return t + "\n\n" + s }) }

func oggetto(s string) trasforma {
	return func(m Messaggio) (Messaggio, bool) {
		m.Oggetto = s
		return m, true
	}
}

// segniDiFine are the lines where what was written now ends.
var segniDiFine = []string{"-- ", "--", "___", ">", "Da: ", "Il giorno ", "-----", "Avviso di riservatezza", "Questo messaggio è riservato"}

// dividi parts a text in what was written now and the rest, which begins with its line feed.
func dividi(s string) (mine, rest string) {
	at := 0
	for _, l := range strings.SplitAfter(s, "\n") {
		for _, m := range segniDiFine {
			if at > 0 && strings.HasPrefix(l, m) {
				return strings.TrimRight(s[:at], "\n"), "\n\n" + s[at:]
			}
		}
		at += len(l)
	}
	return s, ""
}

// scambia puts words in the place of words, whole and in the case they are written in: all places, or the first only.
func scambia(s string, pairs [][2]string, all bool) string {
	var b strings.Builder
	done := false
	for i := 0; i < len(s); {
		if n, w := parolaA(s, i, pairs); n > 0 && (all || !done) {
			b.WriteString(w)
			i, done = i+n, true
			continue
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		b.WriteString(s[i : i+n])
		i += n
	}
	return b.String()
}

// parolaA gives the length of the word or phrase of pairs that stands at i as a whole, and what takes its place.
func parolaA(s string, i int, pairs [][2]string) (int, string) {
	if before, _ := utf8.DecodeLastRuneInString(s[:i]); i > 0 && diParola(before) {
		return 0, ""
	}
	for _, p := range pairs {
		if len(s)-i < len(p[0]) || !strings.EqualFold(s[i:i+len(p[0])], p[0]) {
			continue
		}
		if after, _ := utf8.DecodeRuneInString(s[i+len(p[0]):]); i+len(p[0]) < len(s) && diParola(after) {
			continue
		}
		return len(p[0]), comeScritto(s[i:i+len(p[0])], p[1])
	}
	return 0, ""
}

func diParola(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '@' || r == '.'
}

// comeScritto gives w in the case of model.
func comeScritto(model, w string) string {
	first, _ := utf8.DecodeRuneInString(model)
	switch {
	case model == strings.ToUpper(model) && len([]rune(model)) > 1:
		return strings.ToUpper(w)
	case unicode.IsUpper(first):
		r, n := utf8.DecodeRuneInString(w)
		return string(unicode.ToUpper(r)) + w[n:]
	}
	return w
}

// sostituisci puts b in the place of a, whatever their case; ok is false where a does not stand in s.
func sostituisci(s, a, b string) (string, bool) {
	i := strings.Index(strings.ToLower(s), strings.ToLower(a))
	if a == "" || i < 0 || len(strings.ToLower(s)) != len(s) {
		return s, false
	}
	var out strings.Builder
	for i >= 0 {
		out.WriteString(s[:i])
		out.WriteString(b)
		s = s[i+len(a):]
		i = strings.Index(strings.ToLower(s), strings.ToLower(a))
	}
	out.WriteString(s)
	return out.String(), true
}

// conIndirizzo puts s in the place of the new address.
func conIndirizzo(s string) trasforma {
	return func(m Messaggio) (Messaggio, bool) {
		var ok bool
		m.Testo, ok = sostituisci(m.Testo, m.Nuova, s)
		return m, ok
	}
}

// conCF puts what f makes of the author's code in its place.
func conCF(f func(string) string) trasforma {
	return func(m Messaggio) (Messaggio, bool) {
		var ok bool
		m.Testo, ok = sostituisci(m.Testo, m.Autore.CF, f(m.Autore.CF))
		return m, ok
	}
}

// Vesti gives a variation and the same in one more dress: the nth gets another of the spellings and of the ways mail programs carry a
// text, so that what is recognised does not hang on the case or on the line breaks.
func Vesti(v Variante, n int) []Variante {
	dress := []regola{
		{"maiuscole", nuovo(strings.ToUpper)}, {"minuscole", nuovo(strings.ToLower)}, {"una-riga", nuovo(unaRiga)},
		{"righe-40", nuovo(func(s string) string { return aCapo(s, 40) })},
		{"html", inHTML(func(s string) string { return "<div>" + strings.ReplaceAll(s, "\n", "<br>") + "</div>" })},
		{"apostrofi-curvi", nuovo(func(s string) string { return strings.ReplaceAll(s, "'", "’") })},
		{"saluti", nuovo(func(s string) string { return "Buongiorno,\n" + s + "\nGrazie e cordiali saluti" })},
	}
	out := []Variante{v}
	for _, w := range applica(v.Messaggio, dress[n%len(dress):n%len(dress)+1]) {
		out = append(out, Variante{v.Nome + "+" + w.Nome, w.Messaggio})
	}
	return out
}
