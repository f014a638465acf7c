package rules

import (
	"slices"
	"strings"

	"pecagent/mailparse/cf"
)

// nomeTrovato is what a text says about a member's name.
type nomeTrovato int

const (
	nomeAssente  nomeTrovato = iota
	nomeUguale               // equal after folding, or by the letters of the code
	nomeParziale             // one part agrees: a name by marriage, another given name, a surname alone
	nomeDiverso              // another name
)

// nome compares the name of the text with the member's: the one declared after "sottoscritto", else surname and
// given name standing close together anywhere in the new text or the signature.
func (g *giudizio) nome(m Iscritto) nomeTrovato {
	if ws := soloNomi(g.c.Nome); len(ws) > 0 {
		return g.nomeDichiarato(ws, m)
	}
	if g.parole == nil {
		g.parole = paroleDiNome(g.c.testo)
	}
	if nominato(g.parole, m, vicini) {
		return nomeUguale
	}
	return nomeAssente
}

// nomeDichiarato judges the words declared as the writer's name.
func (g *giudizio) nomeDichiarato(ws []nomeParola, m Iscritto) nomeTrovato {
	switch {
	case nominato(ws, m, len(ws)) || cf.CompatibileIntero(m.CF, scritte(ws)):
		return nomeUguale
	case inParte(ws, m):
		return nomeParziale
	}
	return nomeDiverso
}

// nomeParola is a word of a text: as written, folded, and folded with umlauts written out.
type nomeParola struct{ scritta, piana, estesa string }

// paroleDiNome are the words of a text that may be names, in order, without titles. Addresses are no names: whoever
// types a colleague's code can also choose a box that looks like his.
func paroleDiNome(text string) []nomeParola {
	out := []nomeParola{}
	for _, f := range strings.Fields(text) {
		if strings.Contains(f, "@") {
			continue
		}
		for _, w := range strings.FieldsFunc(f, func(r rune) bool { return !diParola(r) && r != '\'' && r != '’' }) {
			p := nomeParola{w, Piega(w), ""}
			if p.estesa = p.piana; strings.ContainsAny(w, "äöüÄÖÜ\u0308") {
				p.estesa = PiegaEstesa(w)
			}
			if p.piana != "" && !titoliDiNome[p.piana] {
				out = append(out, p)
			}
		}
	}
	return out
}

// soloNomi are the words of a declared name without those that say what somebody is.
func soloNomi(s string) []nomeParola {
	return slices.DeleteFunc(paroleDiNome(s), func(w nomeParola) bool { return qualifiche[w.piana] })
}

func scritte(ws []nomeParola) string {
	var b strings.Builder
	for _, w := range ws {
		b.WriteString(w.scritta + " ")
	}
	return b.String()
}

// titoliDiNome stand beside names and are none; abbreviations are parted at their full stop.
var titoliDiNome = insiemeDi("DOTT DOTTORE DOTTORESSA SSA DR DRSSA PROF PROFESSORE PROFESSORESSA GEOM GEOMETRA ING INGEGNERE ARCH ARCHITETTO " +
	"AVV AVVOCATO AVVOCATA RAG RAGIONIERE RAGIONIERA SIG RA SIGNOR SIGNORA SOTTOSCRITTO SOTTOSCRITTA")

// qualifiche say what somebody is, where a name may stand ("il sottoscritto medico chirurgo").
var qualifiche = insiemeDi("MEDICO MEDICA CHIRURGO CHIRURGA ODONTOIATRA PSICOLOGO PSICOLOGA PSICOTERAPEUTA AGRONOMO AGRONOMA FORESTALE VETERINARIO " +
	"VETERINARIA INFERMIERE INFERMIERA FARMACISTA BIOLOGO BIOLOGA CHIMICO CHIMICA GEOLOGO GEOLOGA COMMERCIALISTA NOTAIO OSTETRICA FISIOTERAPISTA " +
	"PROFESSIONISTA ISCRITTO ISCRITTA TITOLARE SPECIALISTA LIBERO LIBERA E ED IN QUALITA DI DELL ORDINE ALBO ALLALBO DELLORDINE")

func insiemeDi(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// particelle begin surnames and are sometimes put behind them ("Luca De", "Berg von").
var particelle = insiemeDi("DE DI DA DEL DELLA DELLO DEI DEGLI DELLE DAL DALLA LO LA LI LE D VAN VON DER DEN DU EL AL DOS SANTA SAN")

// vicini is how many words may stand between surname and given name where they are looked for in a whole text: further
// given names, "nome:", "cognome:". Further apart they are words of two people.
const vicini = 3

// nominato reports whether the surname and at least one given name stand among the words, at most far words apart, in
// whatever order, written together or apart.
func nominato(ws []nomeParola, m Iscritto, far int) bool {
	given := spanne(ws, append(strings.Fields(m.Nome), m.Nome)) // once: a text can repeat a surname thousands of times
	for _, c := range spanne(ws, cognomi(m)) {
		for _, n := range given {
			apart := max(n.a-c.b, c.a-n.b)
			if apart >= 0 && apart <= far {
				return true
			}
		}
	}
	return false
}

// cognomi are the ways a surname is written: as it is, with its particle behind, and of a double one the half that the
// code was made of.
func cognomi(m Iscritto) []string {
	out := []string{m.Cognome}
	for _, w := range strings.FieldsFunc(m.Cognome, func(r rune) bool { return r == ' ' || r == '-' }) {
		if len(Piega(w)) >= 4 && len(m.CF) == cf.Lunghezza && cf.CodiceCognome(w) == m.CF[:3] {
			out = append(out, w)
		}
	}
	ws := strings.Fields(m.Cognome)
	n := 0
	for n < len(ws)-1 && particelle[Piega(ws[n])] {
		n++
	}
	if n > 0 {
		out = append(out, strings.Join(append(slices.Clone(ws[n:]), ws[:n]...), " "))
	}
	return out
}

// spanna is a run of words, b being the first after it.
type spanna struct{ a, b int }

// spanne are the runs of words that, written together, are one of the names, in either folding of both: Müller is
// written Muller and Mueller.
func spanne(ws []nomeParola, names []string) []spanna {
	var out []spanna
	for _, name := range names {
		want := []string{Piega(name), PiegaEstesa(name)}
		for i := range ws {
			if b := corsa(ws[i:], want); b > 0 {
				out = append(out, spanna{i, i + b})
			}
		}
	}
	return out
}

// corsa is how many of the first words make one of the names, 0 when none do.
func corsa(ws []nomeParola, want []string) int {
	begins := func(w string) bool {
		return w != "" && (strings.HasPrefix(want[0], w) || strings.HasPrefix(want[1], w))
	}
	if len(ws) == 0 || !begins(ws[0].piana) && !begins(ws[0].estesa) { // nearly every word of a text
		return 0
	}
	long := max(len(want[0]), len(want[1]))
	plain, ext := "", ""
	for i, w := range ws {
		plain, ext = plain+w.piana, ext+w.estesa
		if len(plain) > long {
			return 0
		}
		if want[0] != "" && (slices.Contains(want, plain) || slices.Contains(want, ext)) {
			return i + 1
		}
	}
	return 0
}

// inParte reports whether one of the words is of the member's surname or given names. Particles are of everybody.
func inParte(ws []nomeParola, m Iscritto) bool {
	for _, n := range strings.FieldsFunc(m.Cognome+" "+m.Nome, func(r rune) bool { return r == ' ' || r == '-' }) {
		if !particelle[Piega(n)] && len(spanne(ws, []string{n})) > 0 {
			return true
		}
	}
	return len(spanne(ws, append(cognomi(m), m.Nome))) > 0
}
