package rules

// What a text asks is read from clauses: a verb, the thing it is about, and whose that thing is. A verb governs
// the nearest thing after it, so that "rinunciare alla PEC dell'Ordine e inserire la PEC personale" gives two
// clauses and not a renunciation of the personal box (order.md §7).

type verbo int

const (
	nessunVerbo verbo = iota
	rinuncia
	inserisce
	ottiene
	comunica
	cambia
	annulla
)

type cosa int

const (
	nessunaCosa   cosa = iota
	casellaPEC         // pec, casella, indirizzo, domicilio
	istanza            // a request made before
	provvedimento      // sospensione, diffida, …: takes a verb away from the box
)

type diChi int

const (
	ignoto diChi = iota
	dellOrdine
	personale
)

// clausola is a verb with its object; v and o are the places of the words.
type clausola struct {
	verbo verbo
	cosa  cosa
	di    diChi
	v, o  int
	nuova bool // "nuova PEC", "nuovo indirizzo"
}

// classeVerbo tells what a word does. Past participles are no requests: "la PEC comunicata", "ho rinunciato".
func classeVerbo(s string) verbo {
	if participio(s) {
		return nessunVerbo
	}
	switch {
	case prefisso(s, "rinunci", "rinunzi", "disdi", "disdett", "revoc", "dismett", "dismission"):
		return rinuncia
	case prefisso(s, "inserir", "inserisc", "inseriment", "registrar", "registrazion", "annotar", "annotazion", "sostituir", "sostituzion", "aggiornar", "aggiornament"):
		return inserisce
	case prefisso(s, "ottener", "richiedere", "attivar", "assegnar", "assegnazion") || s == "avere" || s == "richiedo" || s == "richiede":
		return ottiene
	case prefisso(s, "comunic", "trasmett", "indicar", "indico", "indica", "dichiar"):
		return comunica
	case prefisso(s, "variar", "variazion", "modificar", "modifica", "cambiar", "cambio", "cambia"):
		return cambia
	case prefisso(s, "annull", "ritir"):
		return annulla
	}
	return nessunVerbo
}

func participio(s string) bool {
	if len(s) < 7 {
		return false
	}
	switch s[len(s)-3:] {
	case "ata", "ato", "ate", "ati", "ita", "ito", "ite", "iti":
		return true
	}
	return false
}

func classeCosa(s string) cosa {
	switch s {
	case "pec", "casella", "caselle", "indirizzo", "indirizzi", "domicilio", "domicili":
		return casellaPEC
	case "richiesta", "istanza", "domanda", "richieste":
		return istanza
	case "sospensione", "diffida", "delibera", "delega", "provvedimento", "sanzione", "iscrizione":
		return provvedimento
	}
	return nessunaCosa
}

// inClausole reads the clauses of a text. A verb reaches ten words far and not over the end of a sentence.
func inClausole(ws []parola) []clausola {
	var list []clausola
	ultimo := -1
	for i := 0; i < len(ws); i++ {
		if classeVerbo(ws[i].s) != nessunVerbo {
			ultimo = i
		} else if c := classeCosa(ws[i].s); c != nessunaCosa {
			k := clausola{cosa: c, o: i, v: -1}
			if ultimo >= 0 && i-ultimo <= 10 && !fineTra(ws, ultimo, i) {
				k.verbo, k.v = classeVerbo(ws[ultimo].s), ultimo
			}
			if c == casellaPEC && altroLuogo(ws, i) {
				k.cosa = provvedimento
			} else if c == casellaPEC {
				end := fineCosa(ws, i)
				k.di, k.nuova = possesso(ws, i, end), novita(ws, i, end)
				i = end
			}
			list = append(list, k)
			ultimo = -1
		}
		if ws[i].fine {
			ultimo = -1
		}
	}
	return list
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
// the possessive before it.
func possesso(ws []parola, from, end int) diChi {
	for j := from + 1; j < len(ws) && j <= end+4 && !ws[j-1].fine; j++ {
		switch s := ws[j].s; {
		case j > end && (classeVerbo(s) != nessunVerbo || classeCosa(s) != nessunaCosa || s == "e" || s == "ed" || s == "ma"):
			j = len(ws)
		case s == "ordine" || s == "omceo":
			return dellOrdine
		case prefisso(s, "personal", "privat"):
			return personale
		}
	}
	for j := from - 1; j >= 0 && j >= from-2 && !ws[j].fine; j-- {
		switch ws[j].s {
		case "propria", "proprio", "proprie", "mia", "mio", "personale", "personali", "rispettive":
			return personale
		case "vostra", "vs":
			return dellOrdine
		}
	}
	return ignoto
}

func novita(ws []parola, from, end int) bool {
	for j := max(0, from-2); j < len(ws) && j <= end+2; j++ {
		if s := ws[j].s; s == "nuova" || s == "nuovo" {
			return true
		}
	}
	return false
}

// intento is what the clauses of a text come to.
type intento struct {
	tipo     string // "" when nothing is asked about a box
	doppio   bool   // two contradictory requests (U21)
	parziale bool   // half of a form: a person looks
	esplicit bool   // an explicit verb of request
	sue      []clausola
	base     bool // "data base" stands in the text
}

// leggiIntento decides which request the clauses make. indirizzi tells whether the text names an address.
func leggiIntento(ws []parola, indirizzi bool) intento {
	it := intento{base: haDatabase(ws) && italiano(ws), esplicit: verboEsplicito(ws) >= 0}
	var renOrd, renPer, getOrd, ins, com, rit, vago, mia bool
	for _, k := range inClausole(ws) {
		used := true
		switch {
		case k.cosa == istanza && (k.verbo == annulla || k.verbo == rinuncia):
			rit = true
		case k.cosa != casellaPEC:
			used = false
		case k.verbo == rinuncia && k.di == dellOrdine:
			renOrd = true
		case k.verbo == rinuncia:
			renPer, vago = true, vago || k.di == ignoto
		case k.verbo == ottiene && k.di == dellOrdine:
			getOrd = true
		case k.verbo == inserisce || k.verbo == cambia:
			ins = true
		case k.verbo == comunica || k.nuova || k.verbo == nessunVerbo && k.di == personale && indirizzi:
			com = true
			mia = mia || k.nuova || k.di == personale
		default:
			used = false
		}
		if used {
			it.sue = append(it.sue, k)
		}
	}
	rit = rit || haRipensato(ws) || annullaRinuncia(ws)
	it.tipo, it.doppio, it.parziale = sceglie(renOrd, renPer, getOrd, ins || it.base, com, indirizzi)
	if vago || com && !mia && !ins && !it.base { // it is not said whose box is meant
		it.parziale = it.parziale || it.tipo != ""
	}
	if rit {
		it.doppio = it.doppio || ins || com && indirizzi || renOrd || getOrd && renPer
		it.tipo, it.parziale = "R16", false
	}
	if it.tipo == "R1" && senzaAltra(ws) && !indirizzi {
		it.tipo = "R5"
	}
	if it.tipo == "R3" && it.variazione() {
		it.tipo = "R4"
	}
	return it
}

// sceglie is the table of order.md §7: A_ren_ord, B_ren_per, B_get_ord, A_ins_per, a communication, an address.
func sceglie(renOrd, renPer, getOrd, ins, com, addr bool) (tipo string, doppio, parziale bool) {
	switch {
	case renOrd && (getOrd || renPer):
		return "R1", true, false
	case renOrd:
		return "R1", false, addr && !ins && !com // an address that stands there for some other reason
	case getOrd && renPer:
		return "R2", ins && addr, false
	case getOrd:
		return "R2", ins, true
	case renPer && (ins || com) && addr:
		return "R4", false, false
	case renPer:
		return "R5", false, false
	case com && addr:
		return "R3", false, false
	case ins:
		return "R4", false, !addr
	}
	return "", false, false
}

// variazione reports whether the words speak of a change and not of a first communication. The register has the
// last word (R3 needs that no domicile is registered, order.md §6.3).
func (it intento) variazione() bool {
	for _, k := range it.sue {
		if k.nuova || k.verbo == inserisce || k.verbo == cambia {
			return true
		}
	}
	return false
}

// italiano reports whether a text has a word of Italian about a box or a request: "database" alone is a word of every language,
// and mail about software asks the Order nothing.
func italiano(ws []parola) bool {
	for _, w := range ws {
		v := classeVerbo(w.s)
		if v == inserisce || v == rinuncia || v == ottiene || classeCosa(w.s) != nessunaCosa || prefisso(w.s, "sottoscritt", "chied", "comunic") {
			return true
		}
	}
	return false
}

func haDatabase(ws []parola) bool {
	for i, w := range ws {
		if w.s == "database" || w.s == "data" && i+1 < len(ws) && ws[i+1].s == "base" {
			return true
		}
	}
	return false
}

func haRipensato(ws []parola) bool {
	for _, w := range ws {
		if w.s == "ripensato" || w.s == "ripensata" {
			return true
		}
	}
	return false
}

// annullaRinuncia finds "annullare la rinuncia", "revoco la variazione": a change taken back.
func annullaRinuncia(ws []parola) bool {
	for i, w := range ws {
		if v := classeVerbo(w.s); v != annulla && !prefisso(w.s, "revoc") {
			continue
		}
		for j := i + 1; j < len(ws) && j <= i+3 && !ws[j-1].fine; j++ {
			if s := ws[j].s; s == "rinuncia" || s == "variazione" || s == "modifica" || s == "cambio" || s == "comunicazione" {
				return true
			}
		}
	}
	return false
}

// senzaAltra recognises a renunciation that leaves no address: "senza altra PEC", "nessun'altra casella".
func senzaAltra(ws []parola) bool {
	for i, w := range ws {
		if w.s != "senza" && !prefisso(w.s, "nessun") && w.s != "non" {
			continue
		}
		for j := i + 1; j < len(ws) && j <= i+4; j++ {
			if prefisso(ws[j].s, "altr", "sostitu") {
				return true
			}
		}
	}
	return false
}

// verboEsplicito gives the place of the first verb that makes a text a request, or -1.
func verboEsplicito(ws []parola) int {
	for i, w := range ws {
		if esplicito(w.s) && !(i > 0 && (ws[i-1].s == "ho" || ws[i-1].s == "ha")) {
			return i
		}
		if prefisso(w.s, "richiest", "comunicazion") && i+1 < len(ws) && ws[i+1].s == "di" && presentata(ws, i) {
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
	case "chiede", "chiedo", "chiediamo", "chiedono", "richiedo", "richiede", "richiediamo", "richiedono",
		"dichiara", "dichiaro", "comunica", "comunico", "comunichiamo", "trasmetto", "indico", "rinuncio",
		"annullo", "ritiro", "revoco", "desidero", "intendo", "voglio":
		return true
	}
	return false
}
