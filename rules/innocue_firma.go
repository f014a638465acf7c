package rules

import (
	"slices"
	"strings"

	"pecagent/mailparse"
)

// Below the text stand a signature and notices of confidentiality. A notice is known by its words; of the rest every word must be
// harmless or a name: who takes his request back may do it in the last line, under whatever his program puts there.

// inFirma gives the place of the first word below the text for which a person is asked, or -1.
func (g *giudizio) inFirma(ws []parola) int {
	rs := []rune(strings.ToLower(g.t.Firma))
	ok := g.conosciute(ws, rs, mailparse.InFirma)
	if i := g.ordineDiAltri(ws); i >= 0 {
		return i
	}
	notice, turned := false, g.gira(ws)
	for a := 0; a < len(ws); {
		b := a
		for b < len(ws)-1 && !ws[b].fine && !ws[b].acapo {
			b++
		}
		notice = avviso(ws[a:b+1], notice)
		for i := a; i <= b; i++ {
			s := ws[i].s
			if ritrattazioni[s] || turned[i] || sillabata(ws, rs, i) || notice && (inPrima[s] && !delTelefono(ws, i) || maiAvviso[s]) || !notice && !ok[i] && !nomeProprio(ws, i) {
				return i
			}
		}
		a = b + 1
	}
	return -1
}

// delTelefono reports whether "mio" at i is said of the thing the message was written on.
func delTelefono(ws []parola, i int) bool {
	return i+1 < len(ws) && prefisso(ws[i+1].s, "telefono", "iphone", "ipad", "galaxy", "smartphone", "cellulare", "dispositivo", "samsung", "huawei", "xiaomi", "tablet")
}

// nomeProprio reports whether the word at i is one of a name of several words: "Studio Associato Prova". One word alone may be anything.
func nomeProprio(ws []parola, i int) bool {
	beside := func(j, k int) bool { return j >= 0 && k < len(ws) && !ws[j].fine && !ws[j].virgola }
	if ws[i].s == "prova" || ws[i].s == "test" {
		return ws[i].alta && (beside(i-1, i) && ws[i-1].alta || beside(i-2, i) && beside(i-1, i) && ws[i-2].alta && ws[i-1].s == "di")
	}
	capital := func(k, step int) bool { // a word of a name, or a small word and then one: "Tolgo la casella" is none
		for n := 0; n < 2 && k >= 0 && k < len(ws) && beside(min(k, k-step), max(k, k-step)) && proprio(ws[k]); n++ {
			if ws[k].alta {
				return true
			}
			k += step
		}
		return false
	}
	return proprio(ws[i]) && (capital(i-1, -1) || capital(i+1, 1))
}

// inPrima are words in which somebody speaks of himself: no notice has them.
var inPrima = tavolaParole(`ho mi mio mia io voglio chiedo rinuncio confermo comunico sbagliato sbagliata anzi`)

// maiAvviso are persons, jokes and orders that no notice has.
var maiAvviso = tavolaParole(`marito moglie figlio figlia padre madre fratello sorella cognato cognata suocero suocera collega colleghi compagno compagna fidanzato fidanzata scherzo burla burlone finto finta prova seguita seguito corso fatto fatta eseguita eseguito cambiato cambiata cambiare fermate sospesa sospeso sospendete`)

// steliAvviso are words of notices that other sentences have too; steliSegue those of the sentences that go on with a notice.
var (
	steliAvviso = []string{"destinat", "error", "informazion", "avvis", "trattament", "virus", "diffus", "mittent", "responsabil", "recipient", "message", "please", "ambient", "allegat", "illecit", "messaggi", "regolament", "sender"}
	steliSegue  = []string{"cancell", "elimin", "copi", "delet", "notif", "address", "receiv", "ricev", "legg", "contenut", "content", "disclos", "unauthor", "attach", "file", "email"}
)

// avviso reports whether a sentence is of a notice of confidentiality, of a program or of one who cares for trees. after tells that the
// one before it was.
func avviso(ws []parola, after bool) bool {
	strong, weak := segniAvviso(ws, after)
	return strong || weak >= 2 || weak == 1 && (after && len(ws) >= 6 || len(ws) >= 15)
}

// segniAvviso tells whether a sentence has a word that only notices have, and how many others of theirs; none where it denies.
func segniAvviso(ws []parola, after bool) (strong bool, n int) {
	weak, denies := map[string]bool{}, false
	for i, w := range ws {
		if w.s == "non" && i+2 < len(ws) && (ws[i+1].s == "sono" || ws[i+1].s == "è") && prefisso(ws[i+2].s, "riservat", "confidenzial", "destinat") {
			return false, 0
		}
		denies = denies || prefisso(w.s, "tenete", "ignor", "proced", "esegu", "lasci", "aspett", "attend", "fate", "sospe", "dimentic", "consider", "prova", "scherz")
		if prefisso(w.s, "riservat", "confiden", "privacy", "privileg", "distrugg", "divulg", "vietat", "intended", "stampare", "antivirus") {
			return true, 0
		}
		for _, stem := range steliAvviso {
			if prefisso(w.s, stem) {
				weak[stem] = true
			}
		}
		if after && prefisso(w.s, steliSegue...) {
			weak[w.s] = true
		}
	}
	if denies {
		return false, 0
	}
	return false, len(weak)
}

// avvisi marks the sentences of the text itself that are long ones of a notice and in which nobody speaks of himself: some programs put
// no line between.
func avvisi(ws []parola, ok []bool) {
	for a := 0; a < len(ws); {
		b := a
		for b < len(ws)-1 && !ws[b].fine && !ws[b].acapo {
			b++
		}
		f := ws[a : b+1]
		mine := slices.ContainsFunc(f, func(w parola) bool {
			return inPrima[w.s] || classeCosa(w.s) != nessunaCosa || ritrattazioni[w.s] || esplicito(w.s) || w.s == "@" || maiAvviso[w.s] || prefisso(w.s, "sottoscritt", "proced", "esegu", "tenete", "lasci", "sospe")
		})
		strong, weak := segniAvviso(f, false)
		if weak >= 2 && b+1 < len(ws) { // the next sentence says what it is
			strong, _ = segniAvviso(ws[b+1:min(len(ws), b+30)], true)
		}
		if len(f) >= 10 && comincia[f[0].s] && !mine && (strong || weak >= 3) {
			for i := a; i <= b; i++ {
				ok[i] = true
			}
		}
		a = b + 1
	}
}

// comincia are the words that notices begin with.
var comincia = tavolaParole(`questo questa il la le i gli se ai qualsiasi qualora chiunque this if the any avviso nota`)
