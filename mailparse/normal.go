package mailparse

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// How a character of a normalised text came about.
const (
	markFolded byte = 1 << iota // an ASCII character that was written as another one (full width, ligature …)
	markHidden                  // an invisible character stood right before it
)

// line is a piece of normalised text; marks has one entry for each rune.
type line struct {
	runes []rune
	marks []byte
}

func (l line) String() string { return string(l.runes) }

func (l *line) add(r rune, m byte) {
	l.runes = append(l.runes, r)
	l.marks = append(l.marks, m)
}

func (l *line) append(o line) {
	l.runes = append(l.runes, o.runes...)
	l.marks = append(l.marks, o.marks...)
}

func (l line) empty() bool { return len(l.runes) == 0 }

// lines are the lines of a normalised text, without line ends, blanks collapsed and trimmed.
type lines []line

// Places of the private use area that stand for a folded character while NFKC runs, which would tear some of them apart.
const (
	heldApostrophe = '\ue000'
	heldQuote      = '\ue001'
	heldDash       = '\ue002'
	heldBlessing   = '\ue003' // U+FDFA: NFKC makes eighteen characters of it, a bomb and no help
)

// hold puts the typographic forms of ', " and - aside.
func hold(r rune) rune {
	switch r {
	case '\u2018', '\u2019', '\u201a', '\u201b', '\u2032', '\u00b4', '`', '\u02bc', '\u02b9':
		return heldApostrophe
	case '\u201c', '\u201d', '\u201e', '\u201f', '\u2033', '\u00ab', '\u00bb':
		return heldQuote
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212':
		return heldDash
	case '\ufdfa':
		return heldBlessing
	}
	return r
}

// release gives the straight form of a held character.
func release(r rune) (straight rune, held bool) {
	switch r {
	case heldApostrophe:
		return '\'', true
	case heldQuote:
		return '"', true
	case heldDash:
		return '-', true
	case heldBlessing:
		return '\ufdfa', false
	}
	return r, false
}

// invisible reports whether a character shows nothing but may part or turn words: zero-width, soft hyphen, direction
// marks, variation selectors, tags.
func invisible(r rune) bool {
	switch {
	case r == 0xad, r == 0x34f, r == 0x61c, r == 0x180e, r == 0xfeff,
		r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f,
		r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return false
}

// turns reports whether a character changes the direction of what follows it: what is read is not what is written.
func turns(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

// normal folds a text as order.md §7 has it: NFKC, straight quotes, ... for …, single blanks.
func normal(s string) lines {
	s = strings.Map(hold, marked(s))
	var out lines
	var cur line
	blank, hidden, turned := false, false, false // turned: a direction mark stands in the line
	end := func() {
		out = append(out, cur)
		cur, blank, hidden, turned = line{}, false, false, false
	}
	var it norm.Iter
	it.InitString(norm.NFKC, s)
	for !it.Done() {
		from := it.Pos()
		seg := it.Next()
		folded := string(seg) != s[from:it.Pos()]
		for _, r := range string(seg) {
			r, held := release(r)
			switch {
			case r == '\n':
				end()
			case invisible(r):
				turned = turned || turns(r)
				hidden = !blank && !cur.empty()
			case unicode.IsSpace(r):
				blank = true
			default:
				if blank && !cur.empty() {
					cur.add(' ', 0)
					hidden = false
				}
				cur.add(r, marksOf(r, folded || held, hidden || turned))
				blank, hidden = false, false
			}
		}
	}
	end()
	return out
}

func marksOf(r rune, folded, hidden bool) byte {
	var m byte
	if folded && r < 0x80 {
		m |= markFolded
	}
	if hidden {
		m |= markHidden
	}
	return m
}

// join puts lines together: those of a wrapped paragraph with a blank, others with one line feed; empty ones go.
func (ls lines) join() line {
	var out line
	prev := line{}
	for _, l := range ls {
		if l.empty() {
			prev = l
			continue
		}
		if len(out.runes) > 0 {
			if goesOn(prev, l) {
				out.add(' ', 0)
			} else {
				out.add('\n', 0)
			}
		}
		out.append(l)
		prev = l
	}
	return out
}

// wrapWidth is the length from which a line is taken to have been broken by a program.
const wrapWidth = 60

// goesOn reports whether next is the rest of the sentence of prev, the line right before it: it begins in lower
// case or with a digit, or prev is long or ends within a sentence.
func goesOn(prev, next line) bool {
	if prev.empty() {
		return false
	}
	last := prev.runes[len(prev.runes)-1]
	first := next.runes[0]
	switch {
	case strings.ContainsRune(".;!?", last):
		return false
	case unicode.IsLower(first), unicode.IsDigit(first) && last != ':':
		return true
	case last == ',', last == '(', last == '@', last == '\'', first == '@':
		return true
	case last == '-' && len(prev.runes) > 1 && unicode.IsLetter(prev.runes[len(prev.runes)-2]):
		return true
	}
	return last != ':' && len(prev.runes) >= wrapWidth
}

// lower folds case rune by rune, so that spans hold.
func lower(l line) string {
	out := make([]rune, len(l.runes))
	for i, r := range l.runes {
		out[i] = unicode.ToLower(r)
	}
	return string(out)
}
