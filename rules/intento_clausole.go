package rules

import (
	"slices"
	"strings"
)

// clausola is a verb with its object; v and o are the places of the words.
type clausola struct {
	verbo verbo
	cosa  cosa
	di    diChi
	v, o  int
	nuova bool // "nuova PEC", "nuovo indirizzo"
	posto bool // named as what something else takes the place of: "in sostituzione della mia PEC"
}

// How many words far a verb reaches its thing.
const (
	portata      = 10
	portataBreve = 5 // of a verb that is said of many things (finisce)
)

// lettore reads the clauses of a text.
type lettore struct {
	ws     []parola
	list   []clausola
	ultimo int  // the verb that waits for its thing, -1 when none does
	named  bool // a box was named
	altri  bool // a box is said to be of another body: "la PEC dell'Università"
	persa  bool // "rinuncio" to nothing that is named
}

// inClausole reads the clauses of a text. A verb reaches ten words far and not over the end of a sentence.
func inClausole(ws []parola) []clausola { return leggiClausole(ws).list }

func leggiClausole(ws []parola) *lettore {
	l := lettore{ws: ws, ultimo: -1}
	for i := 0; i < len(ws); i++ {
		c := cosaDi(ws, i, l.named)
		switch {
		case c != nessunaCosa:
			i = l.cosa(i, c)
		case verboDi(ws, i) != nessunVerbo:
			l.verbo(i)
		case ws[i].s == "@" && l.ultimo >= 0 && registra(ws, l.ultimo, i):
			l.list = append(l.list, clausola{verbo: verboDi(ws, l.ultimo), cosa: casellaPEC, v: l.ultimo, o: i})
			l.ultimo = -1
		case ws[i].s == "albo" && l.ultimo >= 0 && finisce(ws[l.ultimo].s):
			l.ultimo = -1 // "cancellazione dall'albo"
		}
		if ws[i].fine || i == len(ws)-1 {
			l.persa = l.persa || l.ultimo >= 0 && prefisso(ws[l.ultimo].s, "rinuncio", "rinunzio") && !l.dellaCitata()
			l.ultimo = -1
		}
	}
	return &l
}

// registra reports whether the verb at v has the address at i as its object: "registrare a@b.example", "indico in sua vece a@b.example".
func registra(ws []parola, v, i int) bool {
	k := verboDi(ws, v)
	if k != inserisce && k != usa && !(k == comunica && esplicito(ws[v].s)) {
		return false
	}
	for j := v + 1; j < i; j++ {
		if k == comunica && i-v < 2 || i-v > 2 && !slices.Contains(inVece, ws[j].s) {
			return false
		}
	}
	return true
}

// inVece are the words that may stand between a verb and the address that takes the place of another.
var inVece = strings.Fields("in sua suo vece luogo posto al sostituzione quale nuova nuovo seguente la l il di essa come questa questo cortesemente per favore cortesia pure quindi")

// verbo notes a verb: one with its object in it, or said of what stands before it, takes that; any other waits for its thing.
func (l *lettore) verbo(i int) {
	if conPronome(l.ws[i].s) && (verboDi(l.ws, i) == ottiene || preceduta(l.ws, i, "senza")) {
		return // "come faccio ad attivarla", "senza sostituirla"
	}
	past := participio(l.ws[i].s) && imperativo(l.ws, i) == nessunVerbo && !(passivo(l.ws, i) && l.segueCosa(i)) // "che mi sia assegnata la PEC dell'Ordine"
	if l.detta(i) {
		return
	}
	back := conPronome(l.ws[i].s) || past || preceduta(l.ws, i, "quale", "cui") || prefisso(l.ws[i].s, "rinunci") && preceduta(l.ws, i, "vi")
	for k := len(l.list) - 1; back && k >= 0 && i-l.list[k].o <= 3*portata; k-- {
		c := &l.list[k]
		if c.cosa != casellaPEC || past && (c.v >= 0 || fineTra(l.ws, c.o, i)) {
			continue
		}
		if past {
			c.verbo, c.v, c.posto = verboDi(l.ws, i), i, false
		} else {
			l.list = append(l.list, clausola{verbo: verboDi(l.ws, i), cosa: casellaPEC, di: c.di, nuova: c.nuova, v: i, o: i})
		}
		return
	}
	if !conPronome(l.ws[i].s) {
		if l.ultimo >= 0 && prefisso(l.ws[l.ultimo].s, "rinuncio", "rinunzio") {
			l.dellaCitata() // "la PEC dell'Ordine non mi serve. Rinuncio e chiedo di registrare …"
		}
		l.ultimo = i
	}
}

// segueCosa reports whether a box stands right after the participle at i.
func (l *lettore) segueCosa(i int) bool {
	for j := i + 1; j < len(l.ws) && j <= i+3 && !l.ws[j-1].fine; j++ {
		if classeCosa(l.ws[j].s) == casellaPEC {
			return true
		}
		if !slices.Contains([]string{"la", "il", "l", "una", "un", "mia", "propria", "nuova", "vostra"}, l.ws[j].s) {
			return false
		}
	}
	return false
}

// detta takes a verb that says of the thing before it what is to be done: "PEC da registrare", "è questa che dovete registrare"; and one
// that only tells what was a mistake: "ho fatto male a rinunciare".
func (l *lettore) detta(i int) bool {
	ws, k := l.ws, verboDi(l.ws, i)
	switch {
	case k == rinuncia && len(l.list) > 0 && anteposta(ws, l.list[len(l.list)-1], i):
		c := &l.list[len(l.list)-1]
		c.verbo, c.v = k, i
		return true
	case k == rinuncia && sbagliando(ws, i), k == usa && i > 0 && l.ultimo == i-1 && ws[i-1].s == "più": // "non intendo più utilizzare"
		return true
	case k == inserisce && chePrega(ws, i) && len(l.list) > 0 && l.list[len(l.list)-1].cosa == casellaPEC:
		l.list = append(l.list, clausola{verbo: k, cosa: casellaPEC, di: l.list[len(l.list)-1].di, v: i, o: i})
		return true
	case preceduta(ws, i, "da") && len(l.list) > 0 && (k == rinuncia || k == inserisce):
		c := &l.list[len(l.list)-1]
		if c.cosa != casellaPEC || c.v >= 0 || i-c.o > 3 || fineTra(ws, c.o, i) {
			return false
		}
		if c.posto = k == rinuncia; c.posto {
			c.di = personale
		} else {
			c.verbo, c.v = k, i
		}
		return true
	case k == inserisce && i > 1 && preceduta(ws, i, "dovete") && preceduta(ws, i-1, "che") && i > 2 && prefisso(ws[i-3].s, "quest", "quell"):
		l.list = append(l.list, clausola{verbo: k, cosa: casellaPEC, v: i, o: i})
		return true
	}
	return false
}

// anteposta reports whether the thing of a clause stands right before the verb at i that gives it up: "alla mia personale rinuncio".
func anteposta(ws []parola, c clausola, i int) bool {
	if c.cosa != casellaPEC || c.v >= 0 || c.posto || !prefisso(ws[i].s, "rinuncio", "rinunzio") || i-c.o > 4 || fineTra(ws, c.o, i) {
		return false
	}
	return i+1 == len(ws) || ws[i].fine || ws[i].virgola || !prefisso(ws[i+1].s, "a") && ws[i+1].s != "e"
}

// dellaCitata gives the verb that waits, "rinuncio" alone, the box of the Order that was named before without a verb of its own.
func (l *lettore) dellaCitata() bool {
	for k := len(l.list) - 1; k >= 0; k-- {
		c := &l.list[k]
		if c.cosa == casellaPEC && c.di == dellOrdine && c.v < 0 && !c.posto {
			c.verbo, c.v = rinuncia, l.ultimo
			return true
		}
	}
	return false
}

// chePrega reports whether the verb at i is asked of what stands before: "la PEC a@b.example, che vi chiedo di registrare".
func chePrega(ws []parola, i int) bool {
	if !preceduta(ws, i, "di") || i < 3 || !slices.Contains([]string{"chiedo", "chiede", "prego"}, ws[i-2].s) {
		return false
	}
	if preceduta(ws, i-2, "vi") {
		i--
	}
	return i >= 3 && preceduta(ws, i-2, "che") && (i+1 >= len(ws) || !ws[i-3].fine)
}

// sbagliando reports whether the infinitive at i is of what the writer calls his mistake.
func sbagliando(ws []parola, i int) bool {
	if !preceduta(ws, i, "a", "di") {
		return false
	}
	for j := i - 2; j >= 0 && j >= i-6 && !ws[j].fine && !ws[j].virgola; j-- {
		if ws[j].s == "male" && j > 0 && ws[j-1].s == "fatto" || prefisso(ws[j].s, "sbagliat", "pentit") {
			return true
		}
	}
	return false
}

// cosa notes a thing and gives the last word of it.
func (l *lettore) cosa(i int, c cosa) int {
	ws, end := l.ws, i
	k := clausola{cosa: c, o: i, v: -1}
	if u := l.ultimo; u >= 0 && i-u <= portataDi(ws[u].s) && !fineTra(ws, u, i) {
		k.verbo, k.v = verboDi(ws, u), u
	}
	if c == casellaPEC && altroLuogo(ws, i) {
		k.cosa = provvedimento
	} else if c == casellaPEC {
		l.named = true
		end = fineCosa(ws, i)
		k.di, k.nuova = possesso(ws, i, end), novita(ws, i, end)
		k.posto = alPosto(ws, i) || vecchia(ws, i)
		l.altri = l.altri || diEnte(ws, end)
		if k.posto {
			k.verbo, k.v = nessunVerbo, -1
		}
		if k.v < 0 && k.di == dellOrdine && !k.posto && vicina(ws, i, "chiedo", "chiede", "chiedere", "desidero", "vorrei", "voglio") {
			k.verbo, k.v = ottiene, i
		}
	}
	l.list = append(l.list, k)
	if !vecchia(ws, i) { // "sostituite la vecchia con questa": the verb goes on
		l.ultimo = -1
	}
	return end
}

// diEnte reports whether what stands right after a box says that another body has it or gave it.
func diEnte(ws []parola, end int) bool {
	for j := end + 1; j < len(ws) && j <= end+3 && !ws[j-1].fine && !ws[j-1].virgola; j++ {
		if s := ws[j].s; preceduta(ws, j, "dell", "della", "del", "dall", "dalla", "dal", "di") && enti[s] {
			return true
		}
	}
	return false
}

// enti are bodies that have boxes of their own.
var enti = tavolaParole(`ospedale asl ausl usl asst clinica azienda comune regione provincia ministero farmacia studio società ditta università associazione cooperativa sindacato cassa enpam inps ambulatorio
	scuola istituto struttura ente tribunale prefettura questura federazione fnomceo segreteria poliambulatorio laboratorio fondazione`)

func portataDi(s string) int {
	if finisce(s) {
		return portataBreve
	}
	return portata
}

// alPosto reports whether what stands at i is what something else takes the place of.
func alPosto(ws []parola, i int) bool {
	for j := i - 1; j >= 1 && j >= i-5 && !ws[j].fine && !ws[j].virgola; j-- {
		if ws[j].s == "sostituzione" && ws[j-1].s == "in" || ws[j].s == "posto" && ws[j-1].s == "al" || ws[j].s == "luogo" && ws[j-1].s == "in" {
			return true
		}
	}
	return false
}

// vicina reports whether one of the words stands at most three before i in its phrase.
func vicina(ws []parola, i int, words ...string) bool {
	for j := i - 1; j >= 0 && j >= i-3 && !ws[j].fine && !ws[j].virgola; j-- {
		if slices.Contains(words, ws[j].s) {
			return true
		}
		if ws[j].s == "che" {
			return false
		}
	}
	return false
}

func fineTra(ws []parola, a, b int) bool {
	for i := a; i < b; i++ {
		if ws[i].fine {
			return true
		}
	}
	return false
}

// fineCosa is the last word of one thing said with several words: "indirizzo della PEC", "casella PEC".
func fineCosa(ws []parola, i int) int {
	end := i
	for j := i + 1; j < len(ws) && j <= end+3 && !ws[j-1].fine; j++ {
		if classeVerbo(ws[j].s) != nessunVerbo || ws[j].s == "ordine" || ws[j].s == "e" || ws[j].s == "personale" {
			break
		}
		if classeCosa(ws[j].s) == casellaPEC || aggettivoCasella(ws[j].s) {
			end = j
		}
	}
	return end
}

// altroLuogo reports whether an address or domicile is of another kind: of a house, of ordinary mail.
func altroLuogo(ws []parola, i int) bool {
	if !prefisso(ws[i].s, "indirizz", "domicili") {
		return false
	}
	for j := i + 1; j < len(ws) && j <= i+4 && !ws[j-1].fine && classeCosa(ws[j].s) == nessunaCosa; j++ {
		switch s := ws[j].s; {
		case s == "digitale" || s == "certificata" || s == "@":
			return false
		case s == "residenza" || s == "studio" || s == "casa" || s == "abitazione" || s == "email" || s == "mail" || s == "ordinaria" || s == "via":
			return true
		case prefisso(s, "postal", "civic", "fiscal", "profession", "legal"):
			return true
		}
	}
	return false
}

func aggettivoCasella(s string) bool {
	return s == "posta" || s == "elettronica" || s == "certificata" || s == "digitale"
}

// possesso tells whose the thing between the words from and end is: the first word after it that says so, else
// the possessive before it, else the writer's own deed ("ho attivato una PEC").
func possesso(ws []parola, from, end int) diChi {
	for j := from + 1; j < len(ws) && j <= end+6 && !ws[j-1].fine; j++ {
		switch s := ws[j].s; {
		case j > end && (classeVerbo(s) != nessunVerbo || classeCosa(s) != nessunaCosa || s == "e" || s == "ed" || s == "ma" || s == "mia" || s == "mio" || s == "@"):
			j = len(ws)
		case eOrdine(s), prefisso(s, "istituzional"):
			return dellOrdine
		case prefisso(s, "personal", "privat"):
			return personale
		}
	}
	switch {
	case dataDaVoi(ws, end):
		return dellOrdine
	case prefisso(ws[from].s, "quell") && from+1 < len(ws) && (ws[from+1].s == "mia" || ws[from+1].s == "personale"):
		return personale
	}
	for j := from; j >= 0 && j >= from-2 && (j == from || !ws[j].fine); j-- {
		switch ws[j].s {
		case "propria", "proprio", "proprie", "mia", "mio", "personale", "personali", "rispettive":
			return personale
		case "vostra", "vs":
			return dellOrdine
		case "vecchia", "precedente":
			if j >= from-1 {
				return personale
			}
		}
	}
	return delloScrivente(ws, from)
}

// dataDaVoi reports whether what follows a thing says that the reader gave it: "la casella che mi avete dato", "quella che mi avete dato voi".
func dataDaVoi(ws []parola, end int) bool {
	for j := end + 1; j+2 < len(ws) && j <= end+2 && !ws[j-1].fine; j++ {
		if ws[j].s == "che" && (ws[j+1].s == "mi" || ws[j+1].s == "ci") && slices.Contains([]string{"avete", "avevate", "deste", "aveste", "date", "davate"}, ws[j+2].s) {
			return true
		}
	}
	return false
}

// delloScrivente reports whether the words before a thing say that the writer has it: "ho attivato una nuova", "sono titolare della".
func delloScrivente(ws []parola, from int) diChi {
	for j := from - 1; j >= 0 && j >= from-6 && !ws[j].fine; j-- {
		switch s := ws[j].s; {
		case slices.Contains([]string{"ho", "aver", "avere", "avendo", "possiedo", "possiede", "possedendo", "possedere", "dispongo", "disponendo", "disporre", "titolare", "possesso", "dotato", "dotata", "munito", "munita", "eleggo", "elegge", "eleggere"}, s):
			if preceduta(ws, j, "non") {
				return ignoto // "dite che non ho la PEC"
			}
			return personale
		case !slices.Contains([]string{"una", "un", "la", "il", "di", "della", "del", "nuova", "nuovo", "già", "seguente", "proprio", "attivato", "aperto", "acquistato", "creato", "cambiato", "comprato", "preso", "fatto", "finalmente", "attivata", "indirizzo", "ottenuto", "sottoscritto", "apposita", "apposito", "altra", "casella"}, s):
			return ignoto
		}
	}
	return ignoto
}

func novita(ws []parola, from, end int) bool {
	for j := max(0, from-2); j < len(ws) && j <= end+2; j++ {
		if s := ws[j].s; (s == "nuova" || s == "nuovo") && !fineTra(ws, min(j, from), max(j, from)) {
			return true
		}
	}
	return false
}
