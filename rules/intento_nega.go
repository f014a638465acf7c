package rules

import "slices"

// A request that is negated, conditional, put off or a question is never executed (U23): a wrong "no" costs a
// look by a person, a wrong "yes" costs a member his mail.

// negato tells why the request of a text is not a plain one, or "".
func negato(ws []parola, it intento, piegato string) string {
	if negazioneEspressa(ws) {
		return "la frase è negata"
	}
	fs := frasi(ws)
	rs := []rune(piegato)
	last, conditional, question := -1, false, false // of the sentence looked at last: it is looked at once
	for _, i := range it.fulcri(ws) {
		if f := fs[i]; f.da != last {
			last, conditional, question = f.da, condizionata(ws[f.da:f.a+1]), domanda(rs[ws[f.a].end:])
		}
		switch {
		case negatoPrima(ws, i):
			return "la frase è negata"
		case conditional:
			return "la richiesta è sottoposta a condizione"
		case question:
			return "la frase è una domanda"
		}
	}
	return ""
}

// inFrase are the first and the last word of a sentence.
type inFrase struct{ da, a int }

// frasi gives for each word the sentence it stands in.
func frasi(ws []parola) []inFrase {
	fs := make([]inFrase, len(ws))
	for i := range ws {
		if i > 0 && !ws[i-1].fine {
			fs[i].da = fs[i-1].da
		} else {
			fs[i].da = i
		}
	}
	for i := len(ws) - 1; i >= 0; i-- {
		if i < len(ws)-1 && !ws[i].fine {
			fs[i].a = fs[i+1].a
		} else {
			fs[i].a = i
		}
	}
	return fs
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
	f := frasi(ws)[i]
	return condizionata(ws[f.da : f.a+1])
}

// condizionata finds a condition or an uncertain time in a sentence.
func condizionata(ws []parola) bool {
	for _, w := range ws {
		switch w.s {
		case "se", "qualora", "purché", "salvo", "forse", "magari", "potrei", "potrebbe", "vorrebbe", "vorrei", "finché", "quando",
			"condizione", "futuro", "appena", "dopo", "ipotesi", "caso", "prossimo", "prossima", "prossimi", "prossimamente",
			"avrei", "chiederei", "chiederebbe", "entro", "temporaneamente", "provvisoriamente", "fino", "sinché", "finquando":
			return true
		}
		if prefisso(w.s, "ignor", "disattend", "sospender", "sospendet", "eventual", "valut", "chiederò", "chiederà", "rinuncerò", "rinuncerà", "comunicherò", "comunicherà") {
			return true
		}
	}
	return false
}

// domanda reports whether what follows the last word of a sentence has a question mark before the next word.
func domanda(rest []rune) bool {
	for _, r := range rest {
		if diParola(r) {
			break
		}
		if r == '?' {
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
	for a := 0; a < len(ws); {
		b := a
		for b < len(ws)-1 && !ws[b].fine {
			b++
		}
		if f := ws[a : b+1]; slices.ContainsFunc(f, func(w parola) bool { return w.s == "@" }) && finita(f) {
			return true
		}
		a = b + 1
	}
	return false
}

// finita reports whether a sentence speaks of something that has ended.
func finita(ws []parola) bool {
	for j, w := range ws {
		if prefisso(w.s, "vecchi", "precedent", "disattiv", "cessat", "chius", "scadut", "dismess", "inattiv", "eliminat", "cancellat", "sbagliat", "errat", "obsolet") || w.s == "ex" ||
			w.s == "non" && j+1 < len(ws) && (ws[j+1].s == "è" || ws[j+1].s == "più" || prefisso(ws[j+1].s, "funzion", "utilizz", "us", "esist", "risult")) {
			return true
		}
	}
	return false
}
