package rules

import (
	"regexp"
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/places"
)

// Other post (R0, order.md §6.3) is mail that is surely none of ours: it gets no letter and makes no task. To be sure, three
// questions are asked of what a stranger writes: what it is about (materie), who writes it (an office, a lawyer, a person whom
// the register does not know), and whether a member may have written it after all. A doubt leaves the message to a person.

// altra is what is known of a message for these questions.
type altra struct {
	oggetto, testo *places.Sheet // subject and new text together; new text and signature
	parla          bool          // of PEC, domicile, box or form, and not only as the way to send something
	materia        string        // what it is about; ""
	forte          bool          // the words are those of an act of that matter
	iscritto       bool          // the writer says that he is somebody of the register
	altrui         bool          // the writer says that he is somebody else, or for somebody else
	ente           bool          // it is an office or a company that writes
	ufficio        bool          // a public office or an Order, by its address
	impersonale    bool          // nobody speaks of himself
}

// altraPosta tells why a message is surely not ours, or "".
func (g *giudizio) altraPosta() string {
	if g.inThread() || g.c.Type == "R7" || g.c.Type == "R13" {
		return ""
	}
	a := g.leggiAltra()
	if g.noto() {
		return g.altraDiIscritto(a)
	}
	switch c := g.c; {
	case riconosciuto(c.Type):
		return g.altraRichiesta(a)
	case c.Type == "R12":
		if a.forte && a.materia != "" && !a.iscritto && (a.ente || a.altrui || !g.proprio(a)) {
			return a.perche()
		}
		return ""
	case a.iscritto && c.ParlaDiPEC && !(a.forte && a.ente), c.Type == "R14" && g.casellaNota():
		return ""
	case a.forte, a.ufficio && !g.codiceIscritto(), a.ente && (!g.proprio(a) || a.impersonale), a.materia != "" && (!g.proprio(a) || g.sconosciuto()):
		return a.perche()
	case g.ente(g.mittente):
		return "Il messaggio di una pubblica amministrazione non chiede l'elenco riservato."
	case c.Type != "R8" && !a.parla && len(c.CF) == 0:
		return "Il mittente non è un indirizzo conosciuto di un iscritto e il testo non riguarda PEC o domicilio digitale."
	case !a.iscritto && a.altrui && !g.proprio(a):
		return a.perche()
	}
	return ""
}

// altraDiIscritto judges what comes from an address of a member: only an act of a few other matters (reAttoProprio), with no word
// about PEC, domicile, box or form and no address, is other post. All else that is not understood is R99.
func (g *giudizio) altraDiIscritto(a altra) string {
	if g.c.Type != "R99" || g.c.ParlaDiPEC || len(g.c.Candidates) > 0 || !a.oggetto.Has(reAttoProprio) {
		return ""
	}
	return a.perche()
}

// altraRichiesta judges a stranger's text that reads like a request about a box. It is other post where it is an act of
// another matter, or an office writes of its own box, and no member's code stands in it; with a member's code it takes an
// office or a lawyer besides. What remains doubtful is left to a person, without a letter (dubbia).
func (g *giudizio) altraRichiesta(a altra) string {
	code := g.codiceIscritto()
	switch {
	case a.iscritto || g.c.Exact || !a.forte && !a.ente:
		return ""
	case code && !(a.forte && a.altrui || g.dellaPA()):
		return ""
	case !code && !a.altrui && !a.impersonale && g.c.Type != "R3" && g.c.Type != "R15":
		return ""
	}
	return a.perche()
}

// dubbia reports whether a stranger's request is also an act of another matter: nobody may be written to before a person has read it.
func (g *giudizio) dubbia() bool {
	if g.noto() || g.inThread() || !riconosciuto(g.c.Type) {
		return false
	}
	a := g.leggiAltra()
	return (a.forte || a.ufficio) && !a.iscritto
}

// perche is the reason of R0.
func (a altra) perche() string {
	if a.materia == "" {
		return "Scrive un ente, un'impresa o un legale che non è un iscritto, e il testo non chiede nulla sulla PEC di chi scrive."
	}
	return "Il messaggio riguarda un'altra materia (" + a.materia + ") e non l'indirizzo PEC di un iscritto."
}

// leggiAltra reads matter and writer.
func (g *giudizio) leggiAltra() altra {
	if g.letta != nil {
		return *g.letta
	}
	subject := unaRiga(strings.ToLower(g.t.Oggetto))
	text := unaRiga(g.t.Piegato)
	all := togli(reTramite, togli(reNonIscrizione, subject+" . "+text, "iscrizione"), "pec", "posta", "casell", "modul")
	l := lettura{p: g.p, t: g.t, in: g.inner}
	a := altra{oggetto: tavolaAltra.On(all), parla: parlaDiPEC(all) || l.allegatoParla(),
		testo: tavolaAltra.On(text + " . " + unaRiga(strings.ToLower(g.t.Firma)))}
	a.materia, a.forte = diMateria(a.oggetto, subject)
	a.impersonale = !a.testo.Has(rePrimaPersona)
	a.ufficio = slices.Contains(g.p.IPA, g.mittente) || !slices.Contains(g.p.DominiOrdine, dominio(g.mittente)) &&
		(g.dellaPA() || diUfficio(g.mittente)) && (a.impersonale || perFunzione(g.mittente))
	a.ente = a.testo.Has(reScrivente)
	a.iscritto = g.scriveIscritto(a)
	a.ente = a.ente || a.ufficio
	a.altrui = !a.iscritto && (a.ente || a.testo.Has(reLegale) || a.testo.Has(rePlurale) || g.sconosciuto())
	g.letta = &a
	return a
}

// togli takes the matches of a pattern out of a text. No match holds one of the signs at which the text is cut, and each holds one of the
// words: a long text costs no more than what speaks of the matter.
func togli(re *regexp.Regexp, s string, words ...string) string {
	var out strings.Builder
	out.Grow(len(s))
	for s != "" {
		n := strings.IndexAny(s, ".;:@") + 1
		if n == 0 {
			n = len(s)
		}
		piece := s[:n]
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(piece, w) }) {
			piece = re.ReplaceAllString(piece, " ")
		}
		out.WriteString(piece)
		s = s[n:]
	}
	return out.String()
}

// diMateria names the matter of a text.
func diMateria(sheet *places.Sheet, subject string) (name string, strong bool) {
	if prefisso(subject, "esposto", "reclamo", "denuncia") {
		return materie[0].nome, true
	}
	for _, m := range materie {
		if (name == "" || m.forte && !strong) && sheet.Has(m.re) {
			name, strong = m.nome, m.forte
		}
		if strong {
			break
		}
	}
	return name, strong
}

// dellaPA reports whether a public body writes, by its address.
func (g *giudizio) dellaPA() bool {
	return g.ente(g.mittente) || g.dominioPA(g.mittente)
}

// diUfficio reports whether an address is made of a word of offices.
func diUfficio(addr string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(addr, func(r rune) bool { return !diParola(r) }), func(w string) bool { return prefisso(w, uffici...) })
}

// perFunzione reports whether a box is that of a function and not of a person: offices and Orders give their people boxes too, and
// a member may write from one.
func perFunzione(addr string) bool {
	local, _, _ := strings.Cut(addr, "@")
	return slices.ContainsFunc(strings.FieldsFunc(local, func(r rune) bool { return !diParola(r) }), func(w string) bool {
		return prefisso(w, uffici...) || prefisso(w, funzioni...)
	})
}

// proprio reports whether a text speaks of a box as the writer's own or as the Order's.
func (g *giudizio) proprio(a altra) bool { return a.oggetto.Has(rePropria) }

// casellaNota reports whether the text names a box that is the Order's own, one of its domain, or one of a member.
func (g *giudizio) casellaNota() bool {
	return slices.ContainsFunc(g.t.Indirizzi, func(k mailparse.Candidato) bool {
		return k.Valido && (slices.Contains(g.p.DominiOrdine, dominio(k.Valore)) || g.conosciuta(k.Valore))
	})
}

// codiceIscritto reports whether a code of the text is a member's.
func (g *giudizio) codiceIscritto() bool {
	return slices.ContainsFunc(g.c.CF, func(s string) bool {
		_, ok := g.s.Iscritto(s)
		return ok
	})
}

// sconosciuto reports whether the writer gives a name or a code, and both are nobody's here.
func (g *giudizio) sconosciuto() bool {
	return !g.codiceIscritto() && (len(g.c.CF) > 0 || g.c.Nome != "" && !g.inRegistro(g.c.Nome))
}

// scriveIscritto reports whether the writer says that he is a member: he declares the name, signs with it, or opens with it, and
// does not do so as somebody's lawyer. A name in the middle of a text is that of the person it speaks of.
func (g *giudizio) scriveIscritto(a altra) bool {
	if g.c.Nome != "" {
		return g.inRegistro(g.c.Nome)
	}
	lines := strings.FieldsFunc(g.t.Nuovo, func(r rune) bool { return r == '\n' })
	lines = slices.DeleteFunc(lines, func(s string) bool { return strings.TrimSpace(s) == "" })
	n := len(lines)
	named := n > 0 && (g.firmato(lines[n-1]) || n > 1 && g.firmato(lines[n-2]) || n > 2 && g.firmato(lines[0]))
	for _, l := range strings.Split(g.t.Firma, "\n") {
		named = named || g.firmato(l)
	}
	if named || g.presentato(lines) {
		return true
	}
	// "Sono Luca Conti, CF …": the code and the name of one member, nobody else who writes, and he speaks of himself.
	if len(g.c.CF) != 1 || a.ente || a.testo.Has(reLegale) || a.forte || a.ufficio && !a.testo.Has(rePrimaPersona) {
		return false
	}
	m, ok := g.s.Iscritto(g.c.CF[0])
	return ok && g.nome(m) == nomeUguale
}

// presentato reports whether a sentence begins with the name of the member whose code the text bears ("Luca Conti, CF …"), and not
// as the one against whom it is written.
func (g *giudizio) presentato(lines []string) bool {
	if len(g.c.CF) != 1 || !g.codiceIscritto() {
		return false
	}
	before := "."
	for _, l := range lines {
		ws := strings.Fields(l)
		i := 0
		for i < len(ws) && titolo(strings.Trim(strings.ToLower(ws[i]), ".,")) {
			i++
		}
		at := g.nomeIn(ws[:min(len(ws), i+4)])
		if at == i && strings.ContainsAny(before[len(before)-1:], ".,;!") && !tavolaAltra.On(strings.ToLower(before)).Has(reControChi) {
			return true
		}
		before = strings.TrimSpace(l)
	}
	return false
}

// firmato reports whether a line is, at its end, the name of a member who signs, and not of one who is spoken of ("… del dott.
// Luca Conti"). In a long line only the end is looked at: many write their name right after the sentence.
func (g *giudizio) firmato(line string) bool {
	ws := strings.Fields(line)
	from := 0
	if len(ws) > 8 {
		from = len(ws) - 5
	}
	at := g.nomeIn(ws[from:])
	if at < 0 {
		return false
	}
	for at += from; at > 0 && titolo(strings.Trim(strings.ToLower(ws[at-1]), ".,")); {
		at--
	}
	return at == 0 || !slices.Contains(preposizioni, strings.ToLower(ws[at-1]))
}

// preposizioni stand before the name of somebody who is spoken of.
var preposizioni = []string{"di", "del", "della", "dei", "a", "al", "alla", "ai", "da", "dal", "dalla", "il", "la", "i", "con", "per", "su", "sul", "sulla", "e", "tra", "contro", "lo", "detto"}

// inRegistro reports whether a text has the name of a member in it.
func (g *giudizio) inRegistro(text string) bool { return g.nomeIn(strings.Fields(text)) >= 0 }

// nomeIn gives the place of two to four words next to each other that are the name of a member, surname first or last; -1.
func (g *giudizio) nomeIn(ws []string) int {
	for i := range ws {
		for n := 2; n <= 4 && i+n <= len(ws); n++ {
			for k := 1; k < n; k++ {
				x, y := strings.Join(ws[i:i+k], ""), strings.Join(ws[i+k:i+n], "")
				if len(g.s.Cerca(PerNome, ChiaveNome(x, y))) > 0 || len(g.s.Cerca(PerNome, ChiaveNome(y, x))) > 0 {
					return i
				}
			}
		}
	}
	return -1
}

// raffina takes back what was read too quickly: a list that nobody asks, the death of a patient, help that is offered and not
// asked. What is taken back is read as R99.
func (g *giudizio) raffina() {
	c := &g.c
	switch {
	case c.Type == "R7" && !g.chiedeElenco():
	case c.Type == "R11" && !g.noto() && !g.rispondeDiffida(), c.Type == "R14" && !g.noto() && !g.casellaNota() && !reScadenza.MatchString(unaRiga(g.t.Piegato)):
	case c.Type == "R13" && !g.noto() && g.mortoAltri():
		c.Flags = soloDi(c.Flags)
	case c.Type == "R8" && !g.noto() && !g.chiedeAiuto():
	case g.eAvviso():
		c.Type = "R14"
		return
	default:
		g.allarga()
		return
	}
	c.Type = "R99"
	g.allarga()
}

// rispondeDiffida reports whether a stranger answers a diffida of ours, and does not send one of his own.
func (g *giudizio) rispondeDiffida() bool {
	a := g.leggiAltra()
	return a.iscritto || g.codiceIscritto() || a.testo.Has(reDiffidaNostra) && !a.altrui
}

// chiedeAiuto reports whether a stranger has trouble with a box, or asks about his own.
func (g *giudizio) chiedeAiuto() bool {
	a := g.leggiAltra()
	return a.testo.Has(reDifficolta) || a.testo.Has(reDomandaAiuto) && g.proprio(a)
}

// chiedeElenco reports whether the list is the thing that is asked, and not where somebody is to be looked for, nor for sale.
func (g *giudizio) chiedeElenco() bool {
	a := g.leggiAltra()
	if a.oggetto.Has(rePubblicita) || a.oggetto.Has(reElencoUnito) {
		return false
	}
	return a.oggetto.Has(reChiedeElenco) && !(len(g.c.CF) > 0 || a.oggetto.Has(reUnaPersona) && g.dellaPA())
}

// mortoAltri reports whether the death that a stranger writes of is surely that of a patient.
func (g *giudizio) mortoAltri() bool {
	a := g.leggiAltra()
	return a.oggetto.Has(reMortoPaziente) && !a.oggetto.Has(reMortoIscritto) && !g.codiceIscritto() && a.materia != ""
}
