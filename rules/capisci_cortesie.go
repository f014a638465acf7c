package rules

import (
	"cmp"
	"slices"

	"pecagent/mailparse"
)

// Around a request stand words that look like another one: the subject repeated in the text, and questions that only ask
// politely for what is asked already ("Potete aggiornare i dati?"). Neither is a request of its own, nor denies one.

// intestazione is how many words at the beginning are a subject repeated in the text: "Oggetto: rinuncia PEC". It ends with its
// line, or where the writer begins to speak.
func (l *lettura) intestazione() int {
	for i, w := range l.ws {
		if w.s == "oggetto" && w.virgola && !preceduta(l.ws, i, "da", "in", "quanto", "all", "nell") && i+1 < len(l.ws) {
			return l.fineIntestazione(i + 1)
		}
		if i >= 12 || w.fine {
			break
		}
	}
	return 0
}

func (l *lettura) fineIntestazione(i int) int {
	rs := []rune(l.t.Piegato)
	for n := i; n < len(l.ws) && n < i+25; n++ {
		w := l.ws[n]
		if n > i && esplicito(w.s) {
			return n
		}
		if prefisso(w.s, "sottoscritt", "scrivente", "buongiorno", "buonasera", "gentil", "egregi", "spett") {
			return max(i, n-1)
		}
		if w.fine || n+1 < len(l.ws) && slices.Contains(rs[min(w.end, len(rs)):min(l.ws[n+1].start, len(rs))], '\n') {
			return n + 1
		}
	}
	return 0
}

// cortesi begin a question that asks for something to be done; richiesteCortesi are what is asked for.
var (
	cortesi          = tavolaParole(`potete potreste puoi può potrebbe possono cortesemente gentilmente mi me fatemi fate`)
	richiesteCortesi = []string{"conferm", "riscontr", "aggiorn", "provved", "proced", "registr", "inserir", "modific", "sostituir", "cambiar", "cambiat", "mettere", "metterl", "dare", "darmi", "invi", "prender", "sapere"}
)

// cortesie are the sentences of the words that are polite questions and nothing else: first word and last. None counts where the text
// has nothing besides.
func cortesie(ws []parola, rs []rune) []inFrase {
	var list []inFrase
	rest := false
	for a := 0; a < len(ws); {
		b := a
		for b < len(ws)-1 && !ws[b].fine {
			b++
		}
		if domanda(rs[min(ws[b].end, len(rs)):]) && cortesia(ws[a:b+1]) {
			list = append(list, inFrase{a, b})
		} else if slices.ContainsFunc(ws[a:b+1], func(w parola) bool { return classeVerbo(w.s) != nessunVerbo || w.s == "@" || copula(w.s) }) {
			rest = true
		}
		a = b + 1
	}
	if !rest {
		return nil
	}
	return list
}

// cortesia reports whether a question has only harmless words, begins politely and asks for what a request asks anyway.
func cortesia(ws []parola) bool {
	for len(ws) > 0 && (saluti[ws[0].s] || titoli[ws[0].s]) {
		ws = ws[1:]
	}
	if len(ws) < 2 || !cortesi[ws[0].s] || len(ws) > 20 {
		return false
	}
	asks := false
	for i, w := range ws {
		if w.s == "@" && asks && slices.ContainsFunc(ws[:i], func(w parola) bool { return w.s == "posto" }) {
			continue // "potete registrarla al posto di a@b.example?"
		}
		if !cortesi[w.s] && !innocue[w.s] && !slices.Contains([]string{"voi", "nell", "albo", "al", "posto", "di", "quando", "avete", "pronta", "pronto", "fatto", "tutto"}, w.s) && !prefisso(w.s, "avvenut") && !prefisso(w.s, richiesteCortesi...) || w.s == "@" || slices.Contains([]string{"come", "quale", "quali", "quanto", "che", "rinuncia", "rinunciare"}, w.s) {
			return false
		}
		asks = asks || prefisso(w.s, richiesteCortesi...)
	}
	return asks
}

var saluti = tavolaParole(`buongiorno buonasera salve gentili gentile spett spettabile le ordine segreteria grazie cordiali saluti quindi pertanto inoltre e`)

// senzaCortesie takes the polite questions out of the words to be understood and gives the text without them.
func (l *lettura) senzaCortesie() string {
	rs := []rune(l.t.Piegato)
	list := cortesie(l.ws, rs)
	if len(list) == 0 {
		return l.t.Piegato
	}
	var kept []parola
	n := 0
	for _, f := range list {
		kept = append(kept, l.ws[n:f.da]...)
		n = f.a + 1
		for k := l.ws[f.da].start; k < len(rs) && k < l.ws[f.a].end; k++ {
			rs[k] = ' '
		}
	}
	l.ws = append(kept, l.ws[n:]...)
	return string(rs)
}

// nuovo tells of the address at a place of the new text whether it can be the one to register.
func (l *lettura) nuovo(c *Capito) func(at int) bool {
	can := map[string]bool{}
	for _, a := range c.Candidates {
		can[a] = a != l.mittente() || len(c.Candidates) == 1
	}
	var list []mailparse.Candidato // in their order
	for _, k := range l.t.Indirizzi {
		if k.Dove == mailparse.InNuovo && can[k.Valore] {
			list = append(list, k)
		}
	}
	return func(at int) bool {
		i, _ := slices.BinarySearchFunc(list, at, func(k mailparse.Candidato, at int) int { return cmp.Compare(k.End, at+1) })
		return i < len(list) && list[i].Start <= at
	}
}

// senzaIndirizzi is the folded new text with its addresses made "@".
func senzaIndirizzi(text string, list []mailparse.Candidato) string {
	rs := []rune(text)
	for _, k := range list {
		if k.Dove != mailparse.InNuovo {
			continue
		}
		for i := k.Start; i < k.End && i < len(rs); i++ {
			rs[i] = ' '
		}
		if k.Start < len(rs) {
			rs[k.Start] = '@'
		}
	}
	return string(rs)
}
