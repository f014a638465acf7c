package inspect

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"pecagent/agent/office"
)

// larghezza is how many columns a page has: what an A4 sheet holds in a letter that is still read without effort.
const larghezza = 100

// foglio lays a page out: numbered sections, fields with a hanging indent, lines never longer than the sheet. What is
// handed to it as a value or a quotation comes from anybody and is shown with its hidden characters made visible; it
// stands behind a field's name, or behind a bar, and so never where the page itself speaks.
type foglio struct {
	w   io.Writer
	err error
}

func (f *foglio) riga(s string) {
	if f.err == nil {
		_, f.err = fmt.Fprintln(f.w, strings.TrimRight(s, " "))
	}
}

func (f *foglio) titolo(n int, s string) {
	f.riga("")
	f.riga(fmt.Sprintf("%d. %s", n, strings.ToUpper(s)))
}

// margine is the indent of everything under a title.
const margine = "   "

// detto is a sentence of ours.
func (f *foglio) detto(s string) { f.scrivi(margine, margine, s) }

// campo is a named value; an empty one is left out.
func (f *foglio) campo(nome, valore string) {
	if valore = office.VisibleLine(valore); valore != "" {
		f.scrivi(fmt.Sprintf("%s%-22s ", margine, nome), strings.Repeat(" ", len(margine)+23), valore)
	}
}

// citato is a named value in quotation marks, for words that somebody wrote.
func (f *foglio) citato(nome, valore string) {
	if valore = office.VisibleLine(valore); valore != "" {
		f.campo(nome, "«"+valore+"»")
	}
}

// barra shows a text of many lines, each behind a bar; more than max lines of the sheet are cut, and it is said where
// the whole is.
func (f *foglio) barra(testo string, max int, altrove string) {
	n := 0
	for l := range strings.Lines(office.Visible(testo)) {
		l = strings.ReplaceAll(strings.TrimRight(l, "\n"), "\t", "    ")
		for _, piece := range aCapo(l, larghezza-len(margine)-2, larghezza-len(margine)-2) {
			if n++; n > max {
				f.riga(margine + "| …")
				f.detto("(il testo continua: " + altrove + ")")
				return
			}
			f.riga(margine + "| " + piece)
		}
	}
}

// scrivi wraps words after a first and behind a hanging indent.
func (f *foglio) scrivi(first, then, s string) {
	for i, l := range aCapo(s, larghezza-colonne(first), larghezza-colonne(then)) {
		if i == 0 {
			f.riga(first + l)
			continue
		}
		f.riga(then + l)
	}
}

// aCapo cuts a line at blanks into lines of columns, the first of its own length; a word longer than a line is cut where it must.
func aCapo(s string, first, n int) []string {
	var out []string
	line, used, limit := "", 0, first
	for i, word := range strings.Split(s, " ") {
		w := colonne(word)
		if i > 0 && used+1+w <= limit {
			line, used = line+" "+word, used+1+w
			continue
		}
		if i > 0 {
			out, limit = append(out, line), n
		}
		for w > limit {
			head, rest := taglia(word, limit)
			out, word, limit = append(out, head), rest, n
			w = colonne(word)
		}
		line, used = word, w
	}
	return append(out, line)
}

// taglia cuts a word after at most n columns, never to nothing.
func taglia(s string, n int) (head, rest string) {
	used := 0
	for i, r := range s {
		c := colonna(r)
		if used+c > n && i > 0 {
			return s[:i], s[i:]
		}
		used += c
	}
	return s, ""
}

func colonne(s string) int {
	n := 0
	for _, r := range s {
		n += colonna(r)
	}
	return n
}

// colonna is how many columns a terminal gives a character: none to a combining mark, two to a wide one.
func colonna(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
