package rules

import "slices"

// A text is a request only where somebody says that he asks, declares or communicates: a bare address is none.

// verboEsplicito gives the place of the first verb that makes a text a request, or -1.
func verboEsplicito(ws []parola) int {
	for i, w := range ws {
		switch {
		case esplicito(w.s) && !(i > 0 && (ws[i-1].s == "ho" || ws[i-1].s == "ha")),
			cortese(w.s) && seguePrego(ws, i),
			imperativo(ws, i) != nessunVerbo, nonPiu(ws, i) >= 0, lascia(ws, i),
			prefisso(w.s, "prendete", "prendetene") && i+1 < len(ws) && (ws[i+1].s == "nota" || ws[i+1].s == "atto"),
			w.s == "dovete" && i+1 < len(ws) && (radice(ws[i+1].s) == inserisce || radice(ws[i+1].s) == usa) && !preceduta(ws, i, "non"),
			w.s == "vorrei" && vorrei(ws, i),
			(w.s == "rinuncia" || w.s == "rinunzia") && soggetto(ws, i),
			prefisso(w.s, "richiest", "comunicazion") && i+1 < len(ws) && ws[i+1].s == "di" && presentata(ws, i),
			(radice(w.s) != nessunVerbo || prefisso(w.s, "chieder", "richieder")) && perFare(ws, i),
			(radice(w.s) == inserisce || radice(w.s) == usa) && daFare(ws, i),
			infinito(ws, i), w.s == "se" && graditoSe(ws, i) && seguePrego(ws, i), copula(w.s) && dichiarata(ws, i),
			w.s == "gradirei" && i+2 < len(ws) && (vorrei(ws, i) || ws[i+1].s == "che" && slices.Contains([]string{"venga", "venisse", "sia", "fosse"}, ws[i+2].s)),
			w.s == "domando" && i+1 < len(ws) && (ws[i+1].s == "che" || ws[i+1].s == "di"), comeRichiesto(ws, i):
			return i
		}
	}
	return -1
}

// presentata reports whether a request named with a noun is being made now: "in allegato richiesta di …".
func presentata(ws []parola, i int) bool {
	for j := i - 1; j >= 0 && j >= i-3 && !ws[j].fine; j-- {
		if prefisso(ws[j].s, "allegato", "allego", "present", "inoltr", "invio", "formul", "avanz") {
			return true
		}
	}
	return false
}

func esplicito(s string) bool {
	switch s {
	case "chiede", "chiedo", "chiediamo", "chiedono", "adempio", "adempie", "richiedo", "richiede", "richiediamo", "richiedono",
		"dichiara", "dichiaro", "comunica", "comunico", "comunichiamo", "trasmetto", "trasmette", "invio", "invia", "indico", "rinuncio", "rinunzio", "disdico",
		"annullo", "ritiro", "revoco", "desidero", "desidera", "intendo", "intende", "voglio",
		"manifesto", "manifesta", "rinunziamo", "rinunciamo", "segnalo", "segnala", "informo", "informa", "eleggo", "elegge", "formalizzo", "formalizza", "notifico", "fornisco", "fornisce":
		return true
	}
	return false
}

// cortese is how one asks politely for something to be done: "vi prego di aggiornare", "vogliate registrare".
func cortese(s string) bool {
	switch s {
	case "prego", "pregherei", "pregherebbe", "prega", "preghiamo", "pregasi", "vogliate", "voglia", "invito":
		return true
	}
	return false
}

func seguePrego(ws []parola, i int) bool {
	for j := i + 1; j < len(ws) && j <= i+5 && !ws[j-1].fine; j++ {
		switch radice(ws[j].s) {
		case inserisce, cambia, rinuncia, usa:
			return !participio(ws[j].s)
		}
		if prefisso(ws[j].s, "prender") && j+1 < len(ws) && (ws[j+1].s == "nota" || ws[j+1].s == "atto") {
			return true
		}
	}
	return false
}

// vorrei reports whether "vorrei" at i is the polite form of a request: what is wished follows at once.
func vorrei(ws []parola, i int) bool {
	for j := i + 1; j < len(ws) && j <= i+3 && !ws[j-1].fine; j++ {
		if k := radice(ws[j].s); k != nessunVerbo && !participio(ws[j].s) || classeCosa(ws[j].s) == casellaPEC {
			return true
		}
		if !slices.Contains([]string{"la", "il", "l", "un", "una", "cortesemente", "gentilmente", "pertanto", "quindi", "vostra", "vs"}, ws[j].s) {
			return false
		}
	}
	return false
}

// soggetto reports whether the word at i, a noun as well as a verb, is the verb of the writer: "la sottoscritta … rinuncia a".
func soggetto(ws []parola, i int) bool {
	if i+1 == len(ws) || !prefisso(ws[i+1].s, "a") || i > 0 && slices.Contains([]string{"la", "alla", "della", "una", "mia", "di", "per", "con", "sua"}, ws[i-1].s) {
		return false
	}
	for j := i - 1; j >= 0 && j >= i-40 && !ws[j].fine; j-- {
		if prefisso(ws[j].s, "sottoscritt", "scrivente") {
			return true
		}
	}
	return false
}

// perFare reports whether the infinitive at i is what the writer writes for: "sono a comunicare", "la presente per chiedere".
func perFare(ws []parola, i int) bool {
	if ws[i].s == "comunicando" || ws[i].s == "chiedendo" {
		for j := i - 1; j >= 0 && j >= i-10 && !ws[j].fine; j-- {
			if ws[j].s == "rispondo" || ws[j].s == "scrivo" {
				return true
			}
		}
	}
	if !preceduta(ws, i, "a", "per", "di") || len(ws[i].s) < 6 || !slices.Contains([]string{"are", "ere", "ire"}, ws[i].s[len(ws[i].s)-3:]) {
		return false
	}
	for j := i - 2; j >= 0 && j >= i-4 && !ws[j].fine; j-- {
		if slices.Contains([]string{"sono", "siamo", "vengo", "scrivo", "scrive", "presente", "scrivente"}, ws[j].s) {
			return true
		}
	}
	return false
}

// daFare reports whether the infinitive at i says what is to be done with a new box: "nuova PEC: a@b.example, da registrare".
func daFare(ws []parola, i int) bool {
	if !preceduta(ws, i, "da") || participio(ws[i].s) {
		return false
	}
	for j := i - 2; j >= 0 && j >= i-12 && !ws[j].fine; j-- {
		if ws[j].s == "nuova" || ws[j].s == "nuovo" {
			return true
		}
	}
	return false
}

// infinito reports whether the infinitive at i begins a sentence and orders something: "sostituire la PEC a@b.example con …".
func infinito(ws []parola, i int) bool {
	if i > 0 && !ws[i-1].fine || !slices.Contains([]string{"sostituire", "registrare", "inserire", "aggiornare", "cambiare", "modificare"}, ws[i].s) {
		return false
	}
	return slices.ContainsFunc(ws[i+1:min(len(ws), i+5)], func(w parola) bool { return w.s == "@" || classeCosa(w.s) == casellaPEC })
}

// comeRichiesto reports whether "come da voi richiesto" at i, behind a copula, answers a request of the Order: it communicates.
func comeRichiesto(ws []parola, i int) bool {
	if ws[i].s != "come" || i+3 >= len(ws) || ws[i+1].s != "da" || !prefisso(ws[i+2].s, "voi", "vostr", "vs") || !prefisso(ws[i+3].s, "richiest") {
		return false
	}
	for j := i - 1; j >= 0 && j >= i-12 && !ws[j].fine; j-- {
		if copula(ws[j].s) {
			return !preceduta(ws, j, "non")
		}
	}
	return false
}

func copula(s string) bool {
	switch s {
	case "è", "sarà", "diventa", "diviene", "diventerà":
		return true
	}
	return false
}

// dichiarata reports whether the copula at i declares an address as the new one: "il mio nuovo indirizzo PEC è a@b.example", "il nuovo
// è a@b.example", and any with "diventa". That is a communication with its verb; a label with a colon is none (R-115).
func dichiarata(ws []parola, i int) bool {
	after := false
	for j := i + 1; j < len(ws) && j <= i+6 && !ws[j-1].fine && !after; j++ {
		after = ws[j].s == "@"
		if classeVerbo(ws[j].s) != nessunVerbo || ws[j].s == "non" {
			return false
		}
	}
	if !after || preceduta(ws, i, "non") {
		return false
	}
	for j := i - 1; j >= 0 && j >= i-14 && !ws[j].fine; j-- {
		switch s := ws[j].s; {
		case s == "domicilio" && preceduta(ws, j, "mio") && i-j <= 4, s == "nuovo" || s == "nuova" || s == "aggiornato" || s == "aggiornata":
			return true
		case s == "oggi" && preceduta(ws, j, "da") && suaTra(ws, j, i):
			return true
		case s == "non" || s == "se" || s == "vecchio" || s == "vecchia":
			return false
		case classeCosa(s) == casellaPEC && prefisso(ws[i].s, "divent", "divien"):
			return true
		}
	}
	return false
}

// suaTra reports whether a box of the writer is named between the words a and b: "da oggi la mia PEC è".
func suaTra(ws []parola, a, b int) bool {
	for j := a + 1; j < b; j++ {
		if classeCosa(ws[j].s) == casellaPEC {
			return possesso(ws, j, fineCosa(ws, j)) == personale
		}
	}
	return false
}

// altraDomanda reports whether something is asked in the text that is neither of the request nor a courtesy: every verb of asking
// must lead, before the next one and the end of its sentence, to a word of the request or to what a polite writer asks with it.
func altraDomanda(ws []parola, it intento) bool {
	if moduli(ws) > 1 {
		return true
	}
	mine := map[int]bool{}
	for _, i := range it.fulcri(ws) {
		mine[i] = !domandaVerbo(ws[i].s)
	}
	for i := range ws {
		if domandaVerbo(ws[i].s) && !preceduta(ws, i, "lo") && !seguito(ws, i, mine) {
			return true
		}
	}
	return false
}

// moduli counts the forms in a text: the places where "il sottoscritto" asks or declares something.
func moduli(ws []parola) int {
	n, open := 0, false
	for _, w := range ws {
		switch {
		case prefisso(w.s, "sottoscritt"):
			open = true
		case open && (w.s == "chiede" || w.s == "richiede" || w.s == "dichiara"):
			n, open = n+1, false
		case w.fine:
			open = false
		}
	}
	return n
}

func domandaVerbo(s string) bool {
	return prefisso(s, "chied", "richied") || s == "vorrei" || s == "desidero" || s == "voglio" || s == "gradirei"
}

func seguito(ws []parola, i int, mine map[int]bool) bool {
	if i+2 < len(ws) && ws[i+1].s == "quanto" && prefisso(ws[i+2].s, "sopra", "preced", "detto", "indicat", "esposto") {
		return true // "confermo che chiedo quanto sopra"
	}
	if preceduta(ws, i, "ne") && i+2 < len(ws) && prefisso(ws[i+2].s, "iscrizion", "inseriment", "registrazion") {
		return true // "… e ne chiede l'iscrizione"
	}
	for j := i + 1; j < len(ws) && j <= i+60 && !ws[j-1].fine && (j == i+1 || !domandaVerbo(ws[j].s)); j++ {
		switch r := radice(ws[j].s); {
		case mine[j], r == inserisce, r == rinuncia, r == cambia, r == usa, haDatabase(ws[j:min(j+2, len(ws))]):
			return true
		}
		if prefisso(ws[j].s, "conferm", "riscontr", "ricevut", "cortesia", "proced", "provved", "prend", "accogli", "scus", "trasmett", "essere", "riportat", "iscritt", "toglier", "modific") || radice(ws[j].s) == ottiene && mieOttiene(mine, ws) ||
			prefisso(ws[j].s, "sospension") && slices.ContainsFunc(ws[i:j], func(w parola) bool { return w.s == "non" || prefisso(w.s, "revoc", "toglier") }) {
			return true
		}
	}
	return false
}

// mieOttiene reports whether the request is for the Order's box: "vorrei passare alla vostra" is then no other.
func mieOttiene(mine map[int]bool, ws []parola) bool {
	for i := range mine {
		if radice(ws[i].s) == ottiene {
			return true
		}
	}
	return false
}
