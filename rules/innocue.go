package rules

import (
	"slices"
	"strings"

	"pecagent/mailparse"
)

// A list of what takes a request back is never complete. So the other way round: what changes a domicile or a box is
// executed without a person only where every word beside it is known and harmless (U23, order.md §7 "Confidence").

// altreParole says which words of the new text, or of the subject, are not known to be harmless: the sentence, and the first such
// word in it. "" when all are.
func (g *giudizio) altreParole() string {
	ws := conIndirizzi(inParole(g.t.Piegato), g.t.Indirizzi, mailparse.InNuovo)
	conMaiuscole(ws, g.t.Nuovo)
	if i := g.ignota(ws, g.t.Piegato, mailparse.InNuovo); i >= 0 {
		return conParola(brano(g.t.Nuovo, ws, i), ws[i].s)
	}
	under := conIndirizzi(inParole(strings.ToLower(g.t.Firma)), g.t.Indirizzi, mailparse.InFirma)
	conMaiuscole(under, g.t.Firma)
	if i := g.inFirma(under); i >= 0 {
		return conParola(brano(g.t.Firma, under, i), under[i].s)
	}
	subject := strings.ToLower(g.t.Oggetto)
	if risposta(g.t.Oggetto) { // the subject of somebody else's letter
		if trova(reNega, subject) {
			return "l'oggetto «" + g.t.Oggetto + "»"
		}
		return ""
	}
	ws = conIndirizzi(inParole(subject), g.t.Indirizzi, mailparse.InOggetto)
	conMaiuscole(ws, g.t.Oggetto)
	if i := g.ignota(ws, subject, mailparse.InOggetto); i >= 0 {
		return conParola(g.t.Oggetto, ws[i].s)
	}
	return ""
}

// conParola quotes a sentence and the word in it for which a person is asked.
func conParola(frase, parola string) string {
	return "«" + frase + "» (da leggere: «" + parola + "»)"
}

// brano is the sentence of word i as it stands in the text; it ends with the line.
func brano(nuovo string, ws []parola, i int) string {
	rs := []rune(nuovo)
	parted := func(k int) bool { // whether word k is the last of a sentence
		from, to := min(ws[k].end, len(rs)), len(rs)
		if k+1 < len(ws) {
			to = min(ws[k+1].start, len(rs))
		}
		return ws[k].fine || slices.Contains(rs[from:to], '\n')
	}
	a, b := i, i
	for a > 0 && !parted(a-1) {
		a--
	}
	for b < len(ws)-1 && !parted(b) {
		b++
	}
	mine := ws[a : b+1]
	return frase(nuovo, mine, 0, len(mine)-1)
}

// ignota gives the place of the first word that is not known, or -1. A question or a text in quotation marks is not known either.
func (g *giudizio) ignota(ws []parola, folded string, dove mailparse.Dove) int {
	rs := []rune(folded)
	ok := g.conosciute(ws, rs, dove)
	if i := g.ordineDiAltri(ws); i >= 0 {
		return i
	}
	for _, f := range cortesie(ws, rs) {
		for i := f.da; i <= f.a; i++ {
			ok[i] = true
			rs[ws[i].start] = ' ' // to be read once
		}
		for i := ws[f.a].end; i < len(rs) && !diParola(rs[i]); i++ {
			rs[i] = ' '
		}
	}
	avvisi(ws, ok)
	turned := g.gira(ws)
	for i, w := range ws {
		if !ok[i] || turned[i] || sillabata(ws, rs, i) || interpunta(rs, w) && (g.filo != nil || !virgolettata(ws, i, rs)) {
			return i
		}
	}
	return -1
}

// conosciute tells which words are harmless.
func (g *giudizio) conosciute(ws []parola, rs []rune, dove mailparse.Dove) []bool {
	ok := make([]bool, len(ws))
	names := g.nomi()
	for i, w := range ws {
		ok[i] = g.nota(w.s) || lessico[w.s] && !qualificaCasella(ws, i) && !perScopo(ws, i) || slices.Contains(names, Piega(w.s)) || g.inCodice(w, dove)
	}
	for i := 1; i < len(ws)-1; i++ { // a further given name between two of his
		ok[i] = ok[i] || slices.Contains(names, Piega(ws[i-1].s)) && slices.Contains(names, Piega(ws[i+1].s)) && !ws[i-1].virgola && !ws[i].virgola
	}
	for i, w := range ws {
		ok[i] = ok[i] || diPersona(w.s) && !g.soggetto(ws, i, names) || altroNome(ws, i, names)
	}
	for i, w := range ws {
		if w.end-w.start == 1 && i+1 < len(ws) && !w.fine && slices.Contains(names, Piega(ws[i+1].s)) && slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, Piega(w.s)) }) {
			ok[i] = true // the initial of his name
		}
		if w.s == "va" || w.s == "perfetto" {
			ok[i] = ok[i] || w.s == "perfetto" && (w.virgola || w.fine) || i+1 < len(ws) && ws[i+1].s == "bene" && (ws[i+1].virgola || ws[i+1].fine)
		}
		if w.s == "ora" { // "da ora", "ora è"; not "per ora"
			ok[i] = !preceduta(ws, i, "per", "fino", "sin")
		}
	}
	locuzioni.segna(ws, ok)
	ordini(ws, ok)
	formule.segna(ws, ok)
	preferenze[g.c.Type].segna(ws, ok)
	for i, w := range ws {
		ok[i] = ok[i] || w.s == "vece" && g.c.Type == "R1" && preceduta(ws, i, "sua") // the new box for the Order's, where both were understood
	}
	g.ringrazia(ws, ok)
	g.racconti(ws, ok, rs)
	g.nomeOrdine(ws, ok)
	return ok
}

// diTerzi reports whether the text names with a title a person who is not the member.
func (g *giudizio) diTerzi() bool {
	ws, names := inParole(g.t.Piegato), g.nomi()
	for i, w := range ws {
		if diPersona(w.s) && g.soggetto(ws, i, names) {
			return true
		}
	}
	return false
}

// altroNome reports whether the word at i is a further name of the member: between "sottoscritto", a title or a label and his own.
func altroNome(ws []parola, i int, names []string) bool {
	if i == 0 || i+1 == len(ws) || !ws[i].alta || ws[i].fine || ws[i].virgola || !proprio(ws[i]) || !slices.Contains(names, Piega(ws[i+1].s)) || ws[i-1].fine {
		return false
	}
	s := ws[i-1].s
	return prefisso(s, "sottoscritt") || titoli[s] || s == "cognome" || s == "nome" || s == "chiamo"
}

// soggetto reports whether the title at i, with an article before it, is a person of its own and not the member's: no name of his
// follows.
func (g *giudizio) soggetto(ws []parola, i int, names []string) bool {
	j := i
	for j > 0 && diPersona(ws[j-1].s) {
		j--
	}
	if j == 0 || !slices.Contains([]string{"il", "lo", "la", "l", "i", "gli", "le", "un", "una", "mio", "mia", "suo", "sua", "che", "da", "dal", "dalla", "dall", "del", "della", "dell", "dello", "al", "alla", "all", "col", "con"}, ws[j-1].s) || ws[j-1].virgola {
		return false
	}
	if j > 1 && prefisso(ws[j-1].s, "un") && ws[j-2].s == "sono" {
		return false // what the writer is
	}
	for i < len(ws) && diPersona(ws[i].s) {
		i++
	}
	return i == len(ws) || !slices.Contains(names, Piega(ws[i].s))
}

// virgolettata reports whether the quotation mark before word i, closed again after four words at most, only sets off a name: "data
// base", «PEC personale».
func virgolettata(ws []parola, i int, rs []rune) bool {
	for j := i; j < len(ws) && j < i+4; j++ {
		w := ws[j]
		if w.end < len(rs) && domanda(rs[w.end:]) || esplicito(w.s) || ritrattazioni[w.s] || w.s == "non" {
			return false
		}
		if w.end < len(rs) && strings.ContainsRune("»”\"", rs[w.end]) {
			return true
		}
		if w.fine {
			return false
		}
	}
	return false
}

// nota reports whether a word says nothing against a request, as it stands or as a key word put right.
func (g *giudizio) nota(s string) bool {
	if avverbio(s) {
		return true
	}
	if s == "@" || strings.ContainsAny(s, "0123456789") && g.cifre(s) || innocue[s] || conMe(s) || mestiere(s) || g.c.Type == "R16" && innocueRitiro[s] || g.filo != nil && innocueRisposta[s] {
		return true
	}
	if k, near := chiaveVicina(s); near {
		return innocue[k]
	}
	return len(s) >= 7 && !pericolosa(s) && slices.ContainsFunc(paroleStorpiate, func(k string) bool { return k[0] == s[0] && distanza(s, k) == 1 })
}

// conMe reports whether a word is a participle that says what was done to the writer: "assegnatami", "notificatagli".
func conMe(s string) bool {
	return finiscePer(s, "atami", "atomi", "itami", "itomi", "utami", "utomi", "atagli", "atogli", "atale", "atole", "itale", "itole", "itagli", "itogli", "ssami", "ssomi", "ssale", "ssole", "ssagli", "ssogli") && !pericolosa(s)
}

// nomeOrdine marks the places where the Order is named as it is called.
func (g *giudizio) nomeOrdine(ws []parola, ok []bool) {
	name := inParole(strings.ToLower(g.p.Ordine.Nome))
	for i := 0; len(name) > 0 && i+len(name) <= len(ws); i++ {
		n := 0
		for n < len(name) && ws[i+n].s == name[n].s {
			n++
		}
		for j := i; n == len(name) && j < i+n; j++ {
			ok[j] = true
		}
	}
}

// avverbio reports whether a word says in which way a thing is done and leaves it done.
func avverbio(s string) bool {
	return len(s) > 8 && strings.HasSuffix(s, "mente") && !prefisso(s, "eventual", "temporane", "provvisor", "momentane", "erronea", "falsa", "success", "prossima", "possibil", "probabil", "apparent", "ipotetic",
		"parzial", "illegittim", "indebit", "fraudolent", "abusiv", "involontari", "inconsapevol", "forzat", "diversa", "differente", "condiziona", "scherzosa", "accidental", "ingannevol", "presumibil", "potenzial", "teorica",
		"finta", "nulla", "invalida", "inutil", "vana", "raramente", "difficil", "ingiusta", "solamente", "unica", "limitata", "alternativ", "contraria", "precedente", "anticamente", "originaria")
}

// mestiere reports whether a word is of a branch of medicine or the like: "reumatologia", "fisiatria".
func mestiere(s string) bool {
	return len(s) > 8 && (strings.HasSuffix(s, "ologia") || strings.HasSuffix(s, "iatria") || strings.HasSuffix(s, "terapia") || strings.HasSuffix(s, "ologica") || strings.HasSuffix(s, "ologico"))
}

// diPersona reports whether a word is a title or a profession.
func diPersona(s string) bool {
	return titoli[s] || len(s) > 7 && (strings.HasSuffix(s, "ologo") || strings.HasSuffix(s, "ologa") || strings.HasSuffix(s, "iatra") || strings.HasSuffix(s, "terapeuta"))
}

// nomi are the words of the member's name, folded.
func (g *giudizio) nomi() []string {
	if g.f.M == nil {
		return nil
	}
	var list []string
	for _, s := range strings.FieldsFunc(g.f.M.Cognome+" "+g.f.M.Nome, func(r rune) bool { return !diParola(r) }) {
		list = append(list, Piega(s))
	}
	return append(list, Piega(g.f.M.Cognome), Piega(g.f.M.Nome))
}

// inCodice reports whether a word is a piece of a codice fiscale written with blanks.
func (g *giudizio) inCodice(w parola, dove mailparse.Dove) bool {
	for _, k := range g.t.CF {
		if k.Dove == dove && k.Start <= w.start && w.end <= k.End {
			return true
		}
	}
	return false
}

// interpunta reports whether a quotation mark opens right before a word, or a question mark follows it.
func interpunta(rs []rune, w parola) bool {
	if w.start > 0 && strings.ContainsRune("«“„‟\"<[", rs[w.start-1]) && !(w.s == "@" && rs[w.start-1] == '<') {
		return true
	}
	return w.end <= len(rs) && domanda(rs[w.end:])
}
