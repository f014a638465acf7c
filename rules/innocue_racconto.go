package rules

import (
	"slices"
	"strings"
)

// Beside a request people tell why: the old box costs too much, they moved, they retired. No list has all those words. A story is known by
// what it is made of instead: a clause without an address, without a request and without a word that could turn it (pericolosa), about
// what the writer or his provider did or was. Other words in it may be unknown, unless they may be more than that (sospetta).

// racconti marks the words of the clauses that tell a story. A clause ends with a comma, a bracket, a sentence or a line that a capital
// follows; several in a row may be one.
func (g *giudizio) racconti(ws []parola, ok []bool, rs []rune) {
	for a := 0; a < len(ws); {
		b := a
		for b < len(ws)-1 && !ws[b].fine && !(ws[b].acapo && ws[b+1].alta) && b-a < 80 {
			b++
		}
		if !(ws[b].end < len(rs) && domanda(rs[ws[b].end:])) {
			g.fineVecchia(ws[a:b+1], ok[a:b+1])
			g.proposizioni(ws[a:b+1], ok[a:b+1], rs)
		}
		a = b + 1
	}
}

// proposizioni marks the stories among the clauses of one sentence.
func (g *giudizio) proposizioni(ws []parola, ok []bool, rs []rune) {
	cuts := []int{0}
	for i := 1; i < len(ws); i++ {
		if ws[i-1].virgola || causale(ws, i) || slices.Contains([]string{"e", "ed", "ma", "quindi", "perciò", "pertanto", "cosicché"}, ws[i].s) || ws[i].s == "che" && (esplicito(ws[i-1].s) || ausiliareDopo(ws, i)) || ws[i].s == "ho" && (strings.ContainsAny(ws[i-1].s, "0123456789@") || ws[i-1].alta) {
			cuts = append(cuts, i)
		}
	}
	cuts = append(cuts, len(ws))
	for i := 0; i+1 < len(cuts); i++ {
		for j := len(cuts) - 1; j > i; j-- {
			a, b := cuts[i], cuts[j]
			denies := slices.ContainsFunc(ws[a:b], func(w parola) bool { return w.s == "non" })
			if annuncia(rs, ws[b-1]) && !chiedeIo(ws[b:]) || denies && j > i+1 || // what "non" is said of stands in its own clause
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

// ausiliareDopo reports whether a relative clause in a past tense begins at i: "che vi avevo comunicato".
func ausiliareDopo(ws []parola, i int) bool {
	for j := i + 1; j < len(ws) && j <= i+2; j++ {
		if slices.Contains([]string{"ho", "avevo", "avete", "avevate", "abbiamo"}, ws[j].s) {
			return true
		}
		if len(ws[j].s) > 2 {
			return false
		}
	}
	return false
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

// chiedeIo reports whether the writer begins to ask: "sto migrando tutto: vi chiedo di registrare".
func chiedeIo(ws []parola) bool {
	return slices.ContainsFunc(ws[:min(3, len(ws))], func(w parola) bool {
		return slices.Contains([]string{"chiedo", "chiediamo", "prego", "rinuncio", "rinunzio", "comunico", "segnalo", "ritiro"}, w.s)
	})
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
	t := trama{because: causale(ws, 0) || len(ws) > 1 && causale(ws, 1), past: passata(ws)}
	early := false // a word that is not known stands before what makes a story of its piece
	for i := range ws {
		if !t.legge(ws, i, ok[i]) {
			return false
		}
		early = early || t.unknown && !t.self && !t.because
		if early && !t.self && ws[i].virgola {
			return false
		}
	}
	mine := g.c.Type != "R2" && g.c.Type != "R4" && t.mine && t.box
	switch {
	case !t.because && !t.self:
		return false
	case t.unknown && (t.fresh || t.former && !t.negative || t.named && !t.one || g.c.Type == "R1" && t.order):
		return false // what is new, or what box, is said by known words alone
	case t.negative && (t.fresh || mine):
		return false
	case t.negative && !t.old && !t.because && (t.box || t.clitic || t.more || t.third || !t.past):
		return false
	}
	return true
}

// trama is what a clause is made of.
type trama struct {
	because, self, past   bool // a reason; a verb of the writer, or what his provider does; what was
	box, old, fresh, mine bool // names a box, the old one, the new one, the writer's
	negative, more        bool // says what no longer is; "più"
	third                 bool // says so of a thing: "non serve"
	unknown               bool // has a word that is not known
	denies                bool // has a "non"
	former                bool // "vecchio", "precedente"
	named                 bool // a box by its noun
	one, order            bool // the box is "una", "tutti gli": one that was got; the Order is named
	clitic                bool // "la", "lo", "ne": of a thing that another clause names
}

// legge takes word i into account and reports whether it may stand in a story.
func (t *trama) legge(ws []parola, i int, known bool) bool {
	s := ws[i].s
	switch {
	case s == "@" || classeCosa(s) == istanza || classeVerbo(s) != nessunVerbo && !dovuto(ws, i) && !nominale(ws, i):
		return false
	case s == "non":
		t.negative, t.denies, t.third = true, true, t.third || i+1 < len(ws) && (diTerza[ws[i+1].s] || i+2 < len(ws) && len(ws[i+1].s) == 2 && diTerza[ws[i+2].s])
		if !dopoIlNon(ws, i) {
			return false
		}
	case pericolosa(s) && !tollerate[s] && !raccontano[s] && !t.tollera(ws, i):
		return false
	case s == "nuova" || s == "nuovo" || s == "personale" || (s == "questa" || s == "questo" || s == "questi") && !known:
		t.fresh = true
	case s == "mia" || s == "mio":
		t.mine = true
	}
	t.box = t.box || classeCosa(s) == casellaPEC || s == "quella" || s == "quello" || s == "account" || s == "posta"
	t.old = t.old || prefisso(s, "vecchi", "precedent", "vostr", "gestor", "fornitor", "contratt", "abbonament", "canon") || eOrdine(s)
	t.former = t.former || prefisso(s, "vecchi", "precedent")
	t.named = t.named || classeCosa(s) == casellaPEC || s == "account" || s == "posta"
	t.order = t.order || eOrdine(s) || prefisso(s, "vostr")
	t.one = t.one || (classeCosa(s) == casellaPEC || s == "account") && (preceduta(ws, i, "una", "un", "gli", "nuova", "altra") || i+1 < len(ws) && preceduta(ws, i, "pec"))
	t.negative = t.negative || negativi[s] || prefisso(s, "guast", "fallit", "problem", "difett", "malfunz")
	t.more = t.more || s == "più"
	t.clitic = t.clitic || (s == "la" || s == "lo" || s == "l" || s == "ne" || s == "li" || s == "le") && i+1 < len(ws) && (diSe[ws[i+1].s] || dopoNon[ws[i+1].s])
	t.self = t.self || diSe[s] || imperfettoMio(s) || staFacendo(ws, i) || gestoreChe(ws, i) || letto(ws, i)
	switch {
	case known || raccontano[s] || s == "rinnovo" && preceduta(ws, i, "il", "sul", "del", "al", "di") || t.denies && dopoNon[s] || lessico[s] && !qualificaCasella(ws, i) || avverbio(s) || s == "non":
		return true
	}
	t.unknown = t.unknown || !pericolosa(s)
	return !t.sospetta(ws, i)
}

// sospetta reports whether a word that is not known, at i, may be something else than what is told: an order, what the writer does now,
// somebody else who does something, what a box is for.
func (t *trama) sospetta(ws []parola, i int) bool {
	s := ws[i].s
	if pericolosa(s) {
		return !t.tollera(ws, i)
	}
	if finiscePer(s, "iamo", "arlo", "arla", "erlo", "erla", "irlo", "irla") || finiscePer(s, "ate", "ete", "ite") && !preceduta(ws, i, "sono", "siamo", "le", "delle", "tante", "molte", "mi", "state") {
		return true
	}
	first := i == 0 || ws[i-1].virgola || ws[i-1].fine
	if first || slices.Contains(prontePerVerbo, ws[i-1].s) && !conArticolo(ws, i) {
		if !finiscePer(s, "ando", "endo") && !imperfetto(s) && !participio(s) {
			return true
		}
	}
	if ws[i].alta && i > 0 && !preceduta(ws, i, "a", "in", "ad", "da", "di", "al", "alla", "all", "dal", "dalla", "del", "della", "col", "con", "presso", "san", "santa", "via") && !ws[i-1].alta {
		return true
	}
	if i+1 < len(ws) && !ws[i].virgola && !ws[i].fine && slices.Contains([]string{"ha", "hanno", "aveva", "avevano", "mi", "vi", "ci", "si", "non"}, ws[i+1].s) && i > 0 && !preceduta(ws, i, "e") && !gestoreChe(ws, i+1) {
		return !finiscePer(s, "ato", "ata", "uto", "uta", "ito", "ita", "vo") // one who does something
	}
	if i+2 < len(ws) && ws[i+1].s == "che" && slices.ContainsFunc(ws[i+2:min(len(ws), i+4)], func(w parola) bool { return w.s == "ha" || w.s == "hanno" || w.s == "aveva" || w.s == "avevano" }) {
		return true // one who did something
	}
	if i > 1 && prefisso(ws[i-1].s, "un", "il", "la", "lo", "l") && slices.Contains([]string{"sono", "è", "era", "ero", "fu", "essendo", "stato", "stata"}, ws[i-2].s) {
		return true // what somebody or something is: "essendo un intruso"
	}
	if preceduta(ws, i, "sono", "ero", "siamo", "è", "era", "essendo") && !participio(s) && !avverbio(s) && !finiscePer(s, "to", "ta", "ti", "te", "so", "sa") && !(preceduta(ws, i, "siamo") && finiscePer(s, "se", "si")) {
		return true // who somebody is: "sono carla"
	}
	return t.box && !t.one || qualificaCasella(ws, i) || perScopo(ws, i) && !t.past
}

// conArticolo reports whether "la" or "lo" before word i is the article of a noun: after a preposition, or before a noun by its ending.
func conArticolo(ws []parola, i int) bool {
	if !preceduta(ws, i, "la", "lo", "li") {
		return false
	}
	return preceduta(ws, i-1, "con", "per", "su", "tra", "fra", "durante", "dopo", "sotto") ||
		finiscePer(ws[i].s, "zione", "sione", "mento", "tà", "aggio", "ezza", "ismo", "tura", "enza", "anza", "zioni", "menti")
}

// prontePerVerbo are words after which an unknown one may be a verb.
var prontePerVerbo = strings.Fields("e ed ma che quindi poi o mi ti si ci vi lo la li ne non io così però dunque chi quando dove lui lei tu noi")

// imperfetto reports whether a form is the imperfect of the first person, or of a thing.
func imperfetto(s string) bool {
	return len(s) > 5 && finiscePer(s, "avo", "evo", "ivo", "ava", "eva", "iva")
}

func imperfettoMio(s string) bool {
	return len(s) > 5 && finiscePer(s, "avo", "evo", "ivo") && !pericolosa(s)
}

// passata reports whether a clause tells what the writer did or was.
func passata(ws []parola) bool {
	for i, w := range ws {
		if imperfettoMio(w.s) {
			return true
		}
		if !slices.Contains([]string{"ho", "avevo", "abbiamo", "sono", "siamo", "ero", "è", "avendo", "avendone", "essendo", "essendomi"}, w.s) {
			continue
		}
		for j := i + 1; j < len(ws) && j <= i+3 && !ws[j-1].fine && !ws[j-1].virgola; j++ {
			if participio(ws[j].s) || raccontano[ws[j].s] && finiscePer(ws[j].s, "to", "ta", "ti", "te", "so", "sa", "sti", "sta") {
				return true
			}
		}
	}
	return slices.ContainsFunc(ws, func(w parola) bool { return w.s == "ero" || w.s == "avevo" })
}

// dovuto reports whether the verb at i is one of the request in a past story: "ho dovuto attivare", "sono riuscita ad attivarla".
func dovuto(ws []parola, i int) bool {
	return preceduta(ws, i, "dovuto", "potuto") || i > 1 && preceduta(ws, i, "a", "ad") && prefisso(ws[i-2].s, "riuscit")
}

// nominale reports whether the word at i, of the class of a verb of request, is the name of a thing: "la vostra comunicazione".
func nominale(ws []parola, i int) bool {
	return finiscePer(ws[i].s, "zione", "zioni") && preceduta(ws, i, "la", "una", "vostra", "vs", "ultima", "della", "alla", "nella", "sulla", "dalla", "vostre", "le") && !prefisso(ws[i].s, "sostituzion", "cessazion", "cancellazion", "eliminazion", "disattivazion")
}

// letto reports whether word i is what the Order did before: "mi avete scritto", "come sapete".
func letto(ws []parola, i int) bool {
	return ws[i].s == "sapete" && preceduta(ws, i, "come") || (ws[i].s == "avete" || ws[i].s == "avevate") && i+1 < len(ws) && prefisso(ws[i+1].s, "mandat", "inviat", "scritt", "chiest", "ragione", "spiegat", "risposto", "comunicat", "segnalat", "ricordat", "telefonat", "sollecitat", "indicat", "aiutat")
}

// staFacendo reports whether word i says what goes on in the writer's life: "sto migrando". Who looks about has not decided.
func staFacendo(ws []parola, i int) bool {
	return (ws[i].s == "sto" || ws[i].s == "stavo") && i+1 < len(ws) && prefisso(ws[i+1].s, "migrand", "traslocand", "trasferend", "lavorand", "chiudend", "riordinand", "passand", "studiand")
}

// tollera reports whether a word that may turn a clause turns none where it stands.
func (t *trama) tollera(ws []parola, i int) bool {
	next := func(words ...string) bool { return i+1 < len(ws) && !ws[i].fine && slices.Contains(words, ws[i+1].s) }
	switch s := ws[i].s; {
	case s == "prima":
		return next("volta") || t.past && preceduta(ws, i, "la", "da") || t.past && (ws[i].virgola || i == len(ws)-1)
	case s == "dopo":
		return t.past && !next("che", "aver", "avere")
	case s == "ancora" || s == "momento" || s == "frattempo" || s == "mai" && t.denies || s == "poi" || (s == "altra" || s == "altro") && i > 1 && preceduta(ws, i, "un", "una") && (finiscePer(ws[i-2].s, "to", "so", "rne", "rire", "care") || t.past && slices.Contains([]string{"da", "con", "in", "su", "presso"}, ws[i-2].s)) || s == "altrove" || s == "messaggi" || s == "messaggio":
		return t.past
	case s == "diffida" || s == "sospensione":
		return t.past && preceduta(ws, i, "la", "della", "alla", "vostra", "di")
	case s == "bisogno":
		return t.negative
	case s == "appena":
		return preceduta(ws, i, "ho", "avevo", "sono", "avendo", "essendo")
	case s == "quando":
		return i+2 < len(ws) && (passato(ws, i+1) && !next("ho") || next("ero", "avevo") || i > 0 && imperfettoMio(ws[i+1].s))
	case s == "solo" || s == "sola":
		return preceduta(ws, i, "da") || next("mia", "mio", "mie") || t.past && next("ieri", "oggi", "adesso", "ora", "come")
	case prefisso(s, "comunicat", "segnalat", "informat"):
		return preceduta(ws, i, "avevo", "aveva", "avevate", "avete", "ha", "mi")
	case s == "scritto" || s == "scritta" || s == "detto" || s == "chiesto":
		return preceduta(ws, i, "avete", "avevate") || strings.HasPrefix(s, "scritt") && preceduta(ws, i, "vi", "avevo")
	case s == "famiglia" || s == "persona" || s == "persone" || s == "gente" || s == "conto" || s == "parte" || s == "fine" || s == "presto" || s == "tardi" || s == "fino" || s == "intanto" || s == "certo" || s == "parenti":
		return t.past
	case s == "collega" || s == "colleghi" || s == "colleghe" || s == "socio" || s == "soci" || s == "socia":
		return t.past && i > 1 && preceduta(ws, i, "la", "il", "le", "i", "gli", "una", "un", "mie", "miei", "mia", "mio", "due") && preceduta(ws, i-1, "con")
	case finiscePer(s, "erà", "irà", "arà", "rrà", "drà"):
		return gestoreChe(ws, i)
	}
	return false
}

// diTerza are verbs of a thing: what does not serve may be the change itself.
var diTerza = tavolaParole(`serve servono serviva occorre conviene conveniva basta bastava interessa è era va andava vale esiste funziona funzionava`)

// dopoIlNon reports whether what "non" at i is said of is no request and no deed that the Order could take for one.
func dopoIlNon(ws []parola, i int) bool {
	if i+1 == len(ws) {
		return false
	}
	s := ws[i+1].s
	if slices.Contains([]string{"ho", "avevo", "sono", "ero", "abbiamo", "avendo", "essendo", "mi", "ci", "vi", "ne", "si", "me", "ce"}, s) {
		for j := i + 2; j < len(ws) && j <= i+4; j++ {
			if !slices.Contains([]string{"mi", "ci", "vi", "ne", "si", "la", "lo", "ho", "sono", "ero", "più", "ancora", "mai", "molto", "tanto", "troppo", "sempre", "stato", "stata", "una", "un", "il", "le", "gli", "i"}, ws[j].s) {
				return dopoNon[ws[j].s] || imperfetto(ws[j].s) && !pericolosa(ws[j].s) || s == "avevo" && raccontano[ws[j].s] && participio(ws[j].s)
			}
		}
		return false
	}
	return dopoNon[s] || imperfetto(s) && !pericolosa(s)
}

// gestoreChe reports whether the word at i is what the provider of the old box, or what it costs, does: "il mio gestore ha chiuso".
func gestoreChe(ws []parola, i int) bool {
	for j := i - 1; j >= 0 && j >= i-4 && !ws[j].fine && !ws[j].virgola; j-- {
		if coseDelVecchio[ws[j].s] {
			return true
		}
	}
	return false
}

// coseDelVecchio are the things of an old box, or of a household, that do something in a story.
var coseDelVecchio = tavolaParole(`gestore fornitore provider contratto abbonamento canone costo prezzo rinnovo convenzione app applicazione programma computer telefono cellulare tariffa software applicativo connessione`)

// diSe are the words by which a writer speaks of himself.
var diSe = tavolaParole(`ho avevo ero sono vado faccio avendo avendone essendo essendomi abbiamo siamo dovevo potevo abito andando facendo`)
