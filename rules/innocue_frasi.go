package rules

import (
	"slices"
	"strings"
	"unicode"
)

// A phrase is written as its words between blanks. "a|b" is either; a word with "?" after it may be missing; "#" is a word with a digit;
// "§" a province in capitals; "^" one to four words of a proper name, in capitals, on one line; "…" one to four words of a place; "<x>"
// one of the words of a class that a line "<x> = …" has named before.

// tessera is one word of a phrase.
type tessera struct {
	words []string // nil for a kind
	kind  string   // "#", "§", "^", "…"
	opt   bool
}

// frasario are phrases by their first words; those that begin with a kind stand under it.
type frasario map[string][][]tessera

func tavolaLocuzioni(text string) frasario {
	f, classes := frasario{}, map[string]string{}
	for _, line := range strings.Split(text, "\n") {
		if name, words, ok := strings.Cut(line, " = "); ok {
			classes[name] = strings.Join(strings.Fields(espande(words, classes)), "|")
		} else if line != "" && !strings.HasPrefix(line, "//") {
			f.add(strings.Fields(espande(line, classes)))
		}
	}
	return f
}

// espande puts the words of the classes for their names.
func espande(line string, classes map[string]string) string {
	fields := strings.Fields(line)
	for i, s := range fields {
		parts := strings.Split(strings.TrimSuffix(s, "?"), "|")
		for k, p := range parts {
			if words, ok := classes[p]; ok {
				parts[k] = words
			}
		}
		fields[i] = strings.Join(parts, "|")
		if strings.HasSuffix(s, "?") {
			fields[i] += "?"
		}
	}
	return strings.Join(fields, " ")
}

func (f frasario) add(words []string) {
	var p []tessera
	for _, s := range words {
		t := tessera{opt: strings.HasSuffix(s, "?")}
		if s = strings.TrimSuffix(s, "?"); s == "#" || s == "§" || s == "^" || s == "…" {
			t.kind = s
		} else {
			t.words = strings.Split(s, "|")
		}
		p = append(p, t)
	}
	for _, t := range p { // under each word that it can begin with
		for _, s := range append(t.words, t.kind) {
			if s != "" {
				f[s] = append(f[s], p)
			}
		}
		if !t.opt {
			break
		}
	}
}

// segna marks the words of every place where a phrase stands.
func (f frasario) segna(ws []parola, ok []bool) {
	for i, w := range ws {
		lists := [][][]tessera{f[w.s]}
		if strings.ContainsAny(w.s, "0123456789") {
			lists = append(lists, f["#"])
		}
		for _, list := range lists {
			for _, p := range list {
				for j := range lunga(ws[i:], p, true) {
					ok[i+j] = true
				}
			}
		}
	}
}

// lunga gives how many words a phrase takes at the beginning of ws, 0 when it does not stand there. first tells that
// none of its words was taken yet.
func lunga(ws []parola, p []tessera, first bool) int {
	if len(p) == 0 {
		return 0
	}
	t, last := p[0], solo(p[1:])
	top := 1
	if t.kind == "…" || t.kind == "^" {
		top = 4
	}
	best := 0
	for n := 1; n <= top && n <= len(ws) && t.prende(ws, n-1); n++ {
		if len(p) == 1 {
			best = n
			continue
		}
		parted := ws[n-1].fine || p[1].kind == "^" && ws[n-1].virgola // a name stands on the line of its head
		if rest := lunga(ws[n:], p[1:], false); rest > 0 && !parted {
			best = max(best, n+rest)
		} else if last {
			best = max(best, n)
		}
	}
	if best == 0 && t.opt && !(first && last) {
		best = lunga(ws, p[1:], first)
	}
	return best
}

// solo reports whether the rest of a phrase may be missing.
func solo(p []tessera) bool {
	return !slices.ContainsFunc(p, func(t tessera) bool { return !t.opt })
}

// prende reports whether the nth word can be the one, or one of those, that a tessera takes.
func (t tessera) prende(ws []parola, n int) bool {
	w := ws[n]
	switch t.kind {
	case "#":
		return strings.ContainsAny(w.s, "0123456789")
	case "§":
		return w.sigla && sigle[w.s]
	case "^":
		return proprio(w) && (n == 0 || !ws[n-1].fine && !ws[n-1].virgola) && (w.alta || n > 0)
	case "…":
		return (proprio(w) || w.gridata && nonNega(w)) && !w.fine
	}
	return slices.Contains(t.words, w.s)
}

// proprio reports whether a word may be one of a proper name: it begins with a capital, or is one of the small words in
// names, and neither asks nor denies.
func proprio(w parola) bool {
	if slices.Contains([]string{"di", "del", "della", "dei", "degli", "delle", "dell", "d", "in", "al", "alla", "a", "san", "e", "la", "le"}, w.s) {
		return true
	}
	return w.alta && nonNega(w)
}

// nonNega reports whether a word neither asks nor denies.
func nonNega(w parola) bool {
	return classeVerbo(w.s) == nessunVerbo && classeCosa(w.s) == nessunaCosa && !maiNome[w.s] && !pericolosa(w.s)
}

// maiNome are words that no proper name is made of, in a text where the lines begin with capitals.
var maiNome = tavolaParole(`non né no ma però anzi se chi che cui ha ho hanno sono è era mai nulla niente nessuno nessuna tutto email mail pec posta messaggio testo prova test falsa falsi
finto finta errore sbagliato sbagliata sospendete sospendere fermate fermare bloccate bloccare contrario contraria contesto rifiuto nego smetto lascio lasciate cancello cancellate eliminate
scusate scusa scusi ripenso ripensato aspetto attendo rinvio rimando poi dopo prima forse magari vediamo chiamo chiamate vi ci mi lo li dimenticate dimentichi ignori ignorare ignora attenda aspetti
sospenda blocchi fermi cestini cestinare cestina eseguite esegua eseguire procedete proceda`)

// conMaiuscole notes on the words how they are written in the text: with a capital, as the sign of a province. Where all is in
// capitals, or all in small letters, a capital says nothing and a sign needs its brackets.
func conMaiuscole(ws []parola, text string) {
	rs := []rune(text)
	upper, lower := 0, 0
	for _, r := range rs {
		if unicode.IsUpper(r) {
			upper++
		} else if unicode.IsLower(r) {
			lower++
		}
	}
	shouted := upper > 2*lower
	for i := range ws {
		w := &ws[i]
		if w.end > len(rs) || w.start >= w.end {
			continue
		}
		bracket := w.start > 0 && rs[w.start-1] == '(' && w.end < len(rs) && rs[w.end] == ')'
		w.alta, w.gridata = unicode.IsUpper(rs[w.start]) && !shouted, shouted || upper*50 < lower
		w.sigla = w.end-w.start == 2 && (bracket || w.alta && unicode.IsUpper(rs[w.start+1]))
	}
}
