package rules

import "slices"

// intento is what the clauses of a text come to.
type intento struct {
	tipo     string // "" when nothing is asked about a box
	doppio   bool   // two contradictory requests (U21)
	parziale bool   // half of a form: a person looks
	esplicit bool   // an explicit verb of request
	sue      []clausola
	rinuncia bool // the writer renounces a box of his own
	base     bool // "data base" stands in the text
}

// chieste is what the clauses of a text ask, put together.
type chieste struct {
	renOrd, renPer, renVaga, getOrd, ins, com bool
	mia                                       bool // whose box is meant is said
	rit                                       bool // a request is taken back
	altra                                     bool // a box of the Order's own is communicated: "la nuova PEC dell'Ordine di Torino"
	detto                                     bool // an address is communicated in so many words
	posto                                     bool // a box of the writer is to be replaced
}

// aggiunge takes a clause in; false where it asks nothing about a box.
func (q *chieste) aggiunge(k clausola, it *intento, ws []parola, indirizzi bool) bool {
	switch {
	case k.cosa == istanza && (k.verbo == annulla || k.verbo == rinuncia):
		q.rit = true
	case k.cosa != casellaPEC:
		return false
	case k.posto:
		q.posto = q.posto || k.di != dellOrdine
		return k.di == personale
	case k.verbo == rinuncia && k.di == dellOrdine:
		q.renOrd = true
	case k.verbo == rinuncia && k.di == ignoto:
		q.renVaga = true
	case k.verbo == rinuncia:
		q.renPer = true
	case (k.verbo == ottiene || k.verbo == usa) && k.di == dellOrdine:
		q.getOrd = true
	case k.verbo == inserisce || k.verbo == cambia || k.verbo == usa && (it.esplicit || k.di == personale):
		q.ins = true
	case k.verbo == comunica || k.nuova || k.di == personale && indirizzi:
		q.altra = q.altra || k.di == dellOrdine && (k.verbo == comunica || k.nuova)
		q.com, q.detto = true, q.detto || k.verbo == comunica
		q.mia = q.mia || k.nuova || k.di == personale || k.verbo == comunica && it.esplicit && !altrui(ws, k.o)
	default:
		return false
	}
	return true
}

// altrui reports whether a thing is said to be somebody's: "la PEC dell'avvocato". What is the writer's or the Order's is not.
func altrui(ws []parola, o int) bool {
	for j := fineCosa(ws, o) + 1; j < len(ws) && j <= o+8 && !ws[j-1].fine && !ws[j-1].virgola; j++ {
		switch s := ws[j].s; {
		case s == "di" || s == "del" || s == "della" || s == "dell" || s == "dello" || s == "dei" || s == "degli" || s == "delle":
			return j+1 >= len(ws) || !prefisso(ws[j+1].s, "sottoscritt", "scrivente") && !aggettivoCasella(ws[j+1].s)
		case s == "@":
			return false
		}
	}
	return false
}

// leggiIntento decides which request the clauses make. indirizzi tells whether the text names an address.
func leggiIntento(ws []parola, indirizzi bool) intento {
	it := intento{base: haDatabase(ws) && italiano(ws), esplicit: verboEsplicito(ws) >= 0}
	var q chieste
	l := leggiClausole(ws)
	list := l.list
	back := ritirate(ws, list)
	for i, k := range list {
		if back[i] { // what the request was that is taken back
			continue
		}
		if q.aggiunge(k, &it, ws, indirizzi) {
			it.sue = append(it.sue, k)
		}
	}
	q.renPer = q.renPer || q.renVaga && !q.renOrd // "Oggetto: rinuncia PEC" is the one that is explained after
	vaga := q.renVaga && !q.renOrd
	if q.getOrd && q.posto && !q.renOrd {
		q.renPer = true // "la PEC dell'Ordine in sostituzione della mia"
	}
	rit := q.rit || haRipensato(ws) || annullaRinuncia(ws)
	it.tipo, it.doppio, it.parziale = sceglie(q.renOrd, q.renPer, q.getOrd, q.ins || it.base, q.com, indirizzi)
	if it.tipo == "R2" && q.detto && indirizzi {
		it.doppio = true
	}
	it.rinuncia = q.renPer
	if vaga || q.altra && !q.renOrd || q.com && !q.mia && !q.ins && !it.base { // it is not said whose box is meant
		it.parziale = it.parziale || it.tipo != ""
	}
	if rit {
		it.doppio = it.doppio || q.ins || q.com && indirizzi || q.renOrd || q.getOrd && q.renPer
		it.tipo, it.parziale = "R16", false
	}
	if it.tipo == "R1" && senzaAltra(ws) && !indirizzi {
		it.tipo = "R5"
	}
	if it.tipo == "R3" && (it.variazione() || q.posto) {
		it.tipo = "R4"
	}
	it.parziale = it.parziale || l.altri && it.tipo != ""
	if l.persa && (it.tipo == "R3" || it.tipo == "R4") && !q.ins {
		it.tipo, it.parziale = "R1", true // something is renounced, and it is not said what
	}
	return it
}

// ritirate tells which clauses only say what the request was that is taken back: "ritiro la richiesta di cambiare la PEC", "annullo la
// rinuncia alla PEC dell'Ordine".
func ritirate(ws []parola, list []clausola) []bool {
	out := make([]bool, len(list))
	from := -1
	for i, k := range list {
		if k.cosa == istanza && (k.verbo == annulla || k.verbo == rinuncia) {
			from = k.o
			continue
		}
		out[i] = from >= 0 && k.o-from <= 3*portata && !fineTra(ws, from, k.o) && !slices.ContainsFunc(ws[from:k.o], func(w parola) bool { return esplicito(w.s) })
		if k.v > 0 && classeVerbo(ws[k.v].s) == rinuncia && annullato(ws, k.v) {
			out[i] = true
		}
	}
	return out
}

// annullato reports whether the noun at v is what is annulled: "annullo la rinuncia".
func annullato(ws []parola, v int) bool {
	for j := v - 1; j >= 0 && j >= v-3 && !ws[j].fine; j-- {
		if classeVerbo(ws[j].s) == annulla || prefisso(ws[j].s, "revoc") {
			return true
		}
	}
	return false
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
		if k.nuova || k.verbo == inserisce || k.verbo == cambia || k.verbo == usa {
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
		if (w.s == "altre" || w.s == "altra") && i+3 < len(ws) && ws[i+1].s == "non" && ws[i+2].s == "ne" && ws[i+3].s == "ho" {
			return true
		}
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
