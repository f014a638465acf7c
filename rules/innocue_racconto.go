package rules

import "slices"

// Beside a request people tell why: the old box costs too much, they moved, they retired. No list has all those words. A story is known by
// what it is made of instead: a clause without an address, without a request and without a word that could turn it (pericolosa), whose
// verbs are of the writer's own life or of money, and whose other words are harmless or are nouns in the place of a noun.
//
// What may be unknown is a noun after its article or preposition, where no verb can stand, and only after a word that gives a reason
// ("perché", "essendo") or a verb of life ("ho traslocato"), never in a clause that names a box. "non" counts of the old box only.

// racconti marks the words of the clauses that tell a story. A clause ends with a comma, a bracket, a sentence or a line that a capital
// follows; several in a row may be one.
func (g *giudizio) racconti(ws []parola, ok []bool, rs []rune) {
	for a := 0; a < len(ws); {
		b := a
		for b < len(ws)-1 && !ws[b].fine && !(ws[b].acapo && ws[b+1].alta) && b-a < 80 {
			b++
		}
		if !(ws[b].end < len(rs) && domanda(rs[ws[b].end:])) {
			g.proposizioni(ws[a:b+1], ok[a:b+1], rs)
		}
		a = b + 1
	}
}

// proposizioni marks the stories among the clauses of one sentence.
func (g *giudizio) proposizioni(ws []parola, ok []bool, rs []rune) {
	cuts := []int{0}
	for i := 1; i < len(ws); i++ {
		if ws[i-1].virgola || causale(ws, i) {
			cuts = append(cuts, i)
		}
	}
	cuts = append(cuts, len(ws))
	for i := 0; i+1 < len(cuts); i++ {
		for j := len(cuts) - 1; j > i; j-- {
			a, b := cuts[i], cuts[j]
			denies := slices.ContainsFunc(ws[a:b], func(w parola) bool { return w.s == "non" })
			if annuncia(rs, ws[b-1]) || denies && j > i+1 || // what "non" is said of stands in its own clause
				!g.racconta(ws[a:b], ok[a:b], i > 0 || len(cuts) > 2) {
				continue
			}
			for k := a; k < b; k++ {
				ok[k] = true
			}
			i = j - 1
			break
		}
	}
}

// annuncia reports whether a colon follows a word: what comes then is somebody's words.
func annuncia(rs []rune, w parola) bool {
	for i := w.end; i < len(rs) && !diParola(rs[i]); i++ {
		if rs[i] == ':' {
			return true
		}
	}
	return false
}

// causale reports whether a reason begins at word i.
func causale(ws []parola, i int) bool {
	switch ws[i].s {
	case "perché", "poiché", "siccome", "avendo", "avendone", "essendo", "essendomi", "essendoci", "causa", "stanco", "stanca", "stufo", "stufa", "visto", "dato":
		return ws[i].s != "visto" && ws[i].s != "dato" || i+1 < len(ws) && ws[i+1].s == "che"
	case "quanto":
		return preceduta(ws, i, "in")
	case "motivi", "ragioni", "motivo", "ragione":
		return preceduta(ws, i, "per")
	}
	return false
}

// racconta reports whether a clause is a story. part tells that the sentence goes on beside it.
func (g *giudizio) racconta(ws []parola, ok []bool, part bool) bool {
	t := trama{because: causale(ws, 0) || len(ws) > 1 && causale(ws, 1)}
	for i := range ws {
		if !t.legge(ws, i, ok[i]) {
			return false
		}
	}
	mine := g.c.Type != "R2" && g.c.Type != "R4" && t.mine && t.box
	switch {
	case !t.because && !t.self:
		return false
	case t.negative && (t.fresh || mine || !t.old && !t.because):
		return false
	case t.unknown && (t.box || !t.because && !t.open):
		return false
	}
	return true
}

// trama is what a clause is made of.
type trama struct {
	because, self, open   bool // a reason; a verb of the writer; one of his life
	box, old, fresh, mine bool // names a box, the old one, the new one, the writer's
	negative, unknown     bool // says what no longer is; has a noun that is not known
}

// legge takes word i into account and reports whether it may stand in a story.
func (t *trama) legge(ws []parola, i int, known bool) bool {
	s := ws[i].s
	switch {
	case s == "@" || classeVerbo(s) != nessunVerbo || classeCosa(s) == istanza:
		return false
	case s == "non":
		t.negative = true
		return i+1 < len(ws) && dopoNon[ws[i+1].s]
	case pericolosa(s) && !tollerate[s] && !raccontano[s] && !(s == "quanto" && preceduta(ws, i, "in")):
		return false
	case s == "nuova" || s == "nuovo" || s == "personale" || s == "questa" || s == "questo" || s == "questi":
		t.fresh = true
	case s == "mia" || s == "mio":
		t.mine = true
	}
	t.box = t.box || classeCosa(s) == casellaPEC || s == "quella" || s == "quello" || s == "account" || s == "posta"
	t.old = t.old || prefisso(s, "vecchi", "precedent", "vostr", "gestor", "fornitor", "contratt", "abbonament") || eOrdine(s)
	t.negative = t.negative || negativi[s]
	t.open = t.open || aperti[s]
	t.self = t.self || diSe[s] || gestoreChe(ws, i)
	switch {
	case known || raccontano[s] || t.negative && dopoNon[s] || lessico[s] && !qualificaCasella(ws, i) || avverbio(s):
		return true
	case nomeIgnoto(ws, i):
		t.unknown = true
		return true
	}
	return false
}

// gestoreChe reports whether the word at i is what the provider of the old box has done: "il mio gestore ha chiuso".
func gestoreChe(ws []parola, i int) bool {
	return preceduta(ws, i, "gestore", "fornitore", "provider", "contratto", "abbonamento") && slices.Contains([]string{"ha", "è", "mi", "ci", "costa", "scade"}, ws[i].s)
}

// diSe are the words by which a writer speaks of himself.
var diSe = tavolaParole(`ho avevo ero sono sto stavo vado faccio avendo avendone essendo essendomi abbiamo siamo dovevo potevo abito andando facendo`)

// nomeIgnoto reports whether a word that is not known can only be a noun, or the adjective of one: it follows an article or a preposition
// that is no pronoun, and does not end like a verb.
func nomeIgnoto(ws []parola, i int) bool {
	s := ws[i].s
	if i == 0 || ws[i-1].virgola || ws[i-1].fine || len([]rune(s)) < 4 || ws[i].alta && !preceduta(ws, i, "a", "in", "ad", "da") {
		return false
	}
	if finiscePer(s, "are", "ere", "ire", "arsi", "ersi", "irsi", "armi", "ermi", "irmi", "arvi", "ervi", "irvi", "arla", "arlo", "erla", "erlo", "irla", "irlo", "arne", "erne", "irne", "ate", "ete", "ite", "iamo") {
		return false
	}
	if i+1 < len(ws) && !ws[i].virgola && (slices.Contains([]string{"ha", "hanno", "è", "era", "aveva", "fu", "mi", "si", "ci", "vi", "che", "non"}, ws[i+1].s)) {
		return false // it would be one who does something
	}
	if articoli[ws[i-1].s] {
		return true
	}
	return slices.Contains([]string{"la", "l", "lo", "le", "gli"}, ws[i-1].s) && finiscePer(s, "zione", "sione", "mento", "tà", "aggio", "ezza", "ismo", "tura", "enza", "anza", "zioni", "menti")
}

// articoli stand before a noun and are no pronouns.
var articoli = tavolaParole(`il un uno una i dei degli del dell dello della delle al all allo alla alle agli ai nel nello nella nell nelle nei negli sul sulla sull dal dallo dalla dall dai dalle col con per di da in a ad ogni molti tanti tante troppi troppe`)
