package rules

// A request that is negated, conditional, put off or a question is never executed (U23): a wrong "no" costs a
// look by a person, a wrong "yes" costs a member his mail.

// negato tells why the request of a text is not a plain one, or "".
func negato(ws []parola, it intento, piegato string) string {
	if negazioneEspressa(ws) {
		return "la frase è negata"
	}
	for _, i := range it.fulcri(ws) {
		switch {
		case negatoPrima(ws, i):
			return "la frase è negata"
		case condizionato(ws, i):
			return "la richiesta è sottoposta a condizione"
		case domanda(ws, i, piegato):
			return "la frase è una domanda"
		}
	}
	return ""
}

// fulcri are the words whose sentences carry the request.
func (it intento) fulcri(ws []parola) []int {
	var list []int
	for _, k := range it.sue {
		if k.v >= 0 {
			list = append(list, k.v)
		}
		list = append(list, k.o)
	}
	if i := verboEsplicito(ws); i >= 0 {
		list = append(list, i)
	}
	return list
}

// negazioneEspressa finds "non intendo", "non chiedo", "non desidero più" anywhere.
func negazioneEspressa(ws []parola) bool {
	for i, w := range ws {
		if w.s != "non" {
			continue
		}
		for j := i + 1; j < len(ws) && j <= i+2; j++ {
			if prefisso(ws[j].s, "intend", "desider", "vogl", "vuol", "vuole", "chied", "richied", "rinunc", "autorizz", "accett", "conferm", "comunic", "acconsent", "consent", "procedet", "dat", "dovet") {
				return true
			}
		}
	}
	return false
}

// negatoPrima finds a negation at most four words before i in the same phrase, or between a verb and its object.
func negatoPrima(ws []parola, i int) bool {
	for j := i - 1; j >= 0 && j >= i-4 && !ws[j].fine; j-- {
		switch ws[j].s {
		case "non", "né", "senza", "neppure", "nemmeno", "neanche", "anziché", "invece", "piuttosto", "tranne", "prima":
			return true
		}
		if prefisso(ws[j].s, "nessun") {
			return true
		}
		if j > 0 && ws[j-1].virgola {
			break
		}
	}
	return false
}

// condizionato finds a condition or an uncertain time in the sentence of word i.
func condizionato(ws []parola, i int) bool {
	a, b := i, i
	for a > 0 && !ws[a-1].fine {
		a--
	}
	for b < len(ws)-1 && !ws[b].fine {
		b++
	}
	for j := a; j <= b; j++ {
		switch ws[j].s {
		case "se", "qualora", "purché", "salvo", "forse", "magari", "potrei", "potrebbe", "vorrebbe", "vorrei", "finché", "quando",
			"condizione", "futuro", "appena", "dopo", "ipotesi", "caso", "prossimo", "prossima", "prossimi", "prossimamente",
			"avrei", "chiederei", "chiederebbe", "entro", "temporaneamente", "provvisoriamente", "fino", "sinché", "finquando":
			return true
		}
		if prefisso(ws[j].s, "ignor", "disattend", "sospender", "sospendet", "eventual", "valut", "chiederò", "chiederà", "rinuncerò", "rinuncerà", "comunicherò", "comunicherà") {
			return true
		}
	}
	return false
}

// domanda reports whether the sentence of word i ends with a question mark, or asks whether or how.
func domanda(ws []parola, i int, piegato string) bool {
	b := i
	for b < len(ws)-1 && !ws[b].fine {
		b++
	}
	rs := []rune(piegato)
	for j := ws[b].end; j < len(rs) && !diParola(rs[j]); j++ {
		if rs[j] == '?' {
			return true
		}
	}
	return false
}

// chiedeCome finds the words of somebody who asks how, and does not ask for it to be done.
func chiedeCome(piegato string) bool {
	return trova(reChiedeCome, piegato)
}

// cessato reports whether the sentence of an address speaks of a box that has ended: "la PEC … non è più attiva".
func cessato(ws []parola) bool {
	for i, w := range ws {
		if w.s != "@" {
			continue
		}
		a, b := i, i
		for a > 0 && !ws[a-1].fine {
			a--
		}
		for b < len(ws)-1 && !ws[b].fine {
			b++
		}
		for j := a; j <= b; j++ {
			if prefisso(ws[j].s, "vecchi", "precedent", "disattiv", "cessat", "chius", "scadut", "dismess", "inattiv", "eliminat", "cancellat", "sbagliat", "errat", "obsolet") || ws[j].s == "ex" ||
				ws[j].s == "non" && j+1 <= b && (ws[j+1].s == "è" || ws[j+1].s == "più" || prefisso(ws[j+1].s, "funzion", "utilizz", "us", "esist", "risult")) {
				return true
			}
		}
	}
	return false
}
