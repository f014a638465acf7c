package rules

import "slices"

// A request that is negated, conditional, put off or a question is never executed (U23): a wrong "no" costs a
// look by a person, a wrong "yes" costs a member his mail.

// negato tells why the request of a text is not a plain one, or "".
func negato(ws []parola, it intento, piegato string) string {
	alone := it.tipo == "R5" && senzaAltra(ws)
	if !alone && negazioneEspressa(ws) { // who gives up his only box says that he wants no other
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
		case alone:
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
		if w.s != "non" || diRinuncia(ws, i) {
			continue
		}
		if i+1 < len(ws) {
			if k, _ := ordina(ws[i+1].s); k != nessunVerbo && !participioDi(ws, i+1) {
				return true // "non aggiornate l'albo"
			}
		}
		for j := i + 1; j < len(ws) && j <= i+2 && !ws[j-1].fine; j++ {
			if j+1 < len(ws) && prefisso(ws[j].s, "intend", "desider", "vogl") && prefisso(ws[j+1].s, "rinnovar") {
				break // the old box: of the new one it is read (finita)
			}
			if prefisso(ws[j].s, "intend", "desider", "vogl", "vuol", "vuole", "chied", "richied", "rinunc", "autorizz", "accett", "conferm", "comunic", "acconsent", "consent", "procedet", "dat", "dovet") {
				if j == i+2 && slices.Contains([]string{"avevo", "avendo", "avessi", "aver", "avere", "avervi", "averlo"}, ws[i+1].s) && prefisso(ws[j].s, "comunicat", "dat") {
					continue // "non avevo comunicato la PEC": what was
				}
				return true
			}
		}
	}
	return false
}

// negatoPrima finds a negation at most four words before i in the same phrase, or between a verb and its object.
func negatoPrima(ws []parola, i int) bool {
	for j := i - 1; j >= 0 && j >= i-4 && !ws[j].fine; j-- {
		if ws[j].s == "non" && (delGerundio(ws, j) || diRinuncia(ws, j)) || ws[j].s == "prima" && preceduta(ws, j, "la") {
			continue
		}
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

// delGerundio reports whether the "non" at j belongs to a gerund that asks nothing: "non utilizzando la casella, chiedo …".
func delGerundio(ws []parola, j int) bool {
	if j+1 >= len(ws) {
		return false
	}
	s := ws[j+1].s
	return len(s) > 6 && (s[len(s)-4:] == "ando" || s[len(s)-4:] == "endo") && classeVerbo(s) == nessunVerbo
}

// condizionato finds a condition or an uncertain time in the sentence of word i.
func condizionato(ws []parola, i int) bool {
	f := frasi(ws)[i]
	return condizionata(ws[f.da : f.a+1])
}

// condizionata finds a condition or an uncertain time in a sentence.
func condizionata(ws []parola) bool {
	for i, w := range ws {
		if w.s == "vorrei" && vorrei(ws, i) || prefisso(w.s, "eventual") && perCortesia(ws, i) || nonCondizione(ws, i) {
			continue
		}
		if soloPer(ws, i) {
			return true
		}
		switch w.s {
		case "se", "qualora", "sempreché", "semprechè", "limitatamente", "purché", "salvo", "forse", "magari", "potrei", "potrebbe", "vorrebbe", "vorrei", "finché", "quando",
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

// perCortesia reports whether "eventuale" at i is said of what the writer is at disposal for: "per ogni eventuale chiarimento".
func perCortesia(ws []parola, i int) bool {
	for j := i + 1; j < len(ws) && j <= i+2; j++ {
		if prefisso(ws[j].s, "chiariment", "comunicazion", "informazion", "necessit", "richiest") {
			return vicina(ws, i, "per", "ogni", "di")
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

// cessato reports whether a text says of an address that it has ended: "la PEC … non è più attiva". Only the addresses are looked at
// that nuovo gives for: that the old box, or the Order's, has ended is no news.
func cessato(ws []parola, nuovo func(at int) bool) bool {
	for a := 0; a < len(ws); {
		b := a
		for b < len(ws)-1 && !ws[b].fine {
			b++
		}
		if finitaDi(ws[a:b+1], nuovo) {
			return true
		}
		a = b + 1
	}
	return false
}

// finitaDi reports whether a word of a sentence says that an address in it has ended.
func finitaDi(ws []parola, nuovo func(at int) bool) bool {
	if !slices.ContainsFunc(ws, func(w parola) bool { return w.s == "@" && nuovo(w.start) }) {
		return false
	}
	for j := range ws {
		old := prefisso(ws[j].s, "vecchi", "precedent") || prefisso(ws[j].s, "eliminar", "cancellar", "togliere", "disattivar") && preceduta(ws, j, "da") || ws[j].s == "ex" && j+1 < len(ws) && ws[j+1].s != "art"
		if !old && !finita(ws, j) || old && ws[j].virgola && alPosto(ws, j) { // "al posto della vecchia: a@b.example"
			continue
		}
		if old && j > 0 && (ws[j].virgola || ws[j].fine) && ws[j-1].s == "@" && nuovo(ws[j-1].start) { // "a@b.example (vecchia)"
			return true
		}
		if !old {
			if k := indietro(ws, j); k >= 0 {
				if nuovo(ws[k].start) {
					return true
				}
				continue
			}
		}
		if k := avanti(ws, j); k >= 0 && nuovo(ws[k].start) {
			return true
		}
	}
	return false
}

// finita reports whether the word at j says of something that it has ended.
func finita(ws []parola, j int) bool {
	s := ws[j].s
	if verboDi(ws, j) != nessunVerbo {
		return false
	}
	return prefisso(s, "disattiv", "cessat", "chius", "scadut", "dismess", "inattiv", "eliminat", "cancellat", "sbagliat", "errat", "obsolet") ||
		s == "non" && j+1 < len(ws) && (ws[j+1].s == "è" || ws[j+1].s == "più" || ws[j+1].s == "sarà" || prefisso(ws[j+1].s, "funzion", "utilizz", "us", "esist", "risult") ||
			prefisso(ws[j+1].s, "intend", "desider", "vogl") && j+2 < len(ws) && prefisso(ws[j+2].s, "rinnovar"))
}

// rinnova reports whether the writer goes on with a box: "rinnovo la casella", not "non rinnovo la mia".
func rinnova(ws []parola) bool {
	for i, w := range ws {
		if w.s == "rinnovo" && i+1 < len(ws) && (ws[i+1].s == "la" || ws[i+1].s == "quella") && !preceduta(ws, i, "non", "il", "del", "sul", "di") {
			return true
		}
	}
	return false
}

// indietro is the place of the address right before j, -1 where another thing is named between them.
func indietro(ws []parola, j int) int {
	for k := j - 1; k >= 0; k-- {
		switch s := ws[k].s; {
		case s == "@":
			return k
		case classeCosa(s) == casellaPEC || s == "quella" || s == "quello" || s == "attuale" || prefisso(s, "vecchi", "precedent"):
			return -1
		}
	}
	return -1
}

// avanti is the place of the address that follows j, -1 where the words between them turn to something else.
func avanti(ws []parola, j int) int {
	for k := j + 1; k < len(ws); k++ {
		switch s := ws[k].s; {
		case s == "@":
			return k
		case prefisso(s, "nuov", "divent", "divien") || s == "con" || s == "in" || s == "seguente" || classeVerbo(s) != nessunVerbo && s != "comunicazione":
			return -1
		}
	}
	return -1
}
