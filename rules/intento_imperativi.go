package rules

import (
	"slices"
	"strings"
)

// A second person plural that orders something done with a box or an address is a request in so many words (R-115): "mettete
// a@b.example", "registratela", "aggiornate l'albo". Many such forms are also past participles ("le caselle registrate"), so that where
// the word stands decides.

// imperativi are the orders and what they do.
var imperativi = map[string]verbo{
	"mettete": inserisce, "registrate": inserisce, "inserite": inserisce, "aggiornate": inserisce, "annotate": inserisce, "iscrivete": inserisce,
	"segnate": inserisce, "segnatevi": inserisce, "sostituite": inserisce, "riportate": inserisce, "trascrivete": inserisce, "memorizzate": inserisce,
	"cambiate": cambia, "modificate": cambia, "variate": cambia, "rettificate": cambia, "correggete": cambia,
	"usate": usa, "utilizzate": usa,
	"togliete": rinuncia, "cancellate": rinuncia, "eliminate": rinuncia, "chiudete": rinuncia, "disattivate": rinuncia, "revocate": rinuncia,
	"annullate": annulla, "ritirate": annulla,
}

// ordina gives what an order does, and whether its object is in it: "registratela", "segnatevelo".
func ordina(s string) (k verbo, pronome bool) {
	if k = imperativi[s]; k != nessunVerbo {
		return k, false
	}
	for _, p := range []string{"velo", "vela", "mela", "melo", "la", "lo", "le", "li"} {
		if base, ok := strings.CutSuffix(s, p); ok && imperativi[base] != nessunVerbo {
			return imperativi[base], true
		}
	}
	return nessunVerbo, false
}

// imperativo tells what the word at i orders where it stands, and nessunVerbo where it is no order: a participle follows its noun or an
// auxiliary, an order begins its phrase.
func imperativo(ws []parola, i int) verbo {
	k, pronome := ordina(ws[i].s)
	switch {
	case k == nessunVerbo:
	case pronome && !preceduta(ws, i, "avete", "avevate", "aver"):
		return k
	case i+2 < len(ws) && slices.Contains([]string{"la", "l", "il", "gli", "le", "i"}, ws[i+1].s) && slices.Contains(registri, ws[i+2].s) && !(i > 0 && (classeCosa(ws[i-1].s) != nessunaCosa || ausiliare(ws[i-1].s) || ws[i-1].s == "non")):
		return k // without a stop before it: "… a fine anno aggiornate l'albo"
	case !apreFrase(ws, i) || i+1 == len(ws) || ws[i].fine:
	case ws[i].s == "mettete", ws[i].virgola, slices.Contains(dopoImperativo, ws[i+1].s):
		return k
	}
	return nessunVerbo
}

// registri is what is brought up to date.
var registri = strings.Fields("albo archivi elenco elenchi registro registri anagrafica")

func ausiliare(s string) bool {
	return slices.Contains([]string{"sono", "siano", "state", "avete", "avevate", "hanno", "essere", "vengano", "che"}, s)
}

// dopoImperativo is what follows an order and not a participle.
var dopoImperativo = strings.Fields("@ la il l lo i gli le un una pure per questa questo quella quello subito cortesemente gentilmente vi anche con mia mio i nei nel nell sempre solo quanto prima albo ini pec indirizzo dunque quindi pertanto voi ora oggi")

// apreFrase reports whether the word at i begins its phrase, but for the words that soften an order.
func apreFrase(ws []parola, i int) bool {
	for j := i - 1; j >= 0; j-- {
		switch {
		case ws[j].fine, ws[j].virgola:
			return true
		case !slices.Contains([]string{"e", "ed", "pertanto", "quindi", "perciò", "dunque", "pure", "favore", "cortesia", "per", "cortesemente", "gentilmente", "subito", "allora", "così", "adesso", "ora", "cioè", "vi", "oggi", "anzi", "invece"}, ws[j].s):
			return ws[j].s == "@" || ws[j].s == "voi" && preceduta(ws, j, "favore", "cortesia") // "voi mettete a@b.example e poi …" orders nothing
		}
	}
	return true
}

// nonPiu gives the place of "più" in words that give a box of the Order up: "non voglio più la PEC dell'Ordine", "non userò più
// quella dell'Ordine"; -1 where they say anything else. i is the place of "non".
func nonPiu(ws []parola, i int) int {
	if ws[i].s != "non" || i+3 >= len(ws) || !slices.Contains([]string{"voglio", "desidero", "intendo", "uso", "userò", "utilizzo", "utilizzerò", "voler", "volere", "avvalermi", "avvalersi", "volermi", "desidera", "intende", "vuole"}, ws[i+1].s) {
		return -1
	}
	più := -1
	for j := i + 2; j < len(ws) && j <= i+12 && !ws[j-1].fine && !ws[j-1].virgola; j++ {
		switch s := ws[j].s; {
		case s == "più" && più < 0 && j <= i+3, più < 0 && j <= i+3 && prefisso(s, "proseguir", "continuar"):
			più = j
		case più >= 0 && (eOrdine(s) || s == "vostra" && j+1 < len(ws)):
			return più
		case slices.Contains([]string{"usare", "utilizzare", "avvalermi", "avvalersi", "tenere", "mantenere", "avere", "conservare"}, s), classeCosa(s) == casellaPEC,
			slices.Contains([]string{"la", "quella", "di", "dell", "della", "dal", "dall", "con", "ad", "a", "fornita", "data", "gratuita", "del", "elettronica", "posta", "certificata"}, s):
		default:
			return -1
		}
	}
	return -1
}

// diRinuncia reports whether the "non" at j is the one of nonPiu.
func diRinuncia(ws []parola, j int) bool { return nonPiu(ws, j) >= 0 }

// lascia reports whether the word at i says that the box of the Order, named right after it, is left: "lascio la PEC dell'Ordine".
func lascia(ws []parola, i int) bool {
	if !slices.Contains([]string{"lascio", "lasciare", "abbandono", "abbandonare"}, ws[i].s) {
		return false
	}
	if preceduta(ws, i, "la") && i > 1 && !preceduta(ws, i-1, "non", "se") {
		for j := i - 2; j >= 0 && j >= i-5 && !ws[j].fine && !ws[j].virgola; j-- {
			if eOrdine(ws[j].s) { // "quella dell'Ordine la lascio"
				return true
			}
		}
	}
	for j := i + 1; j < len(ws) && j <= i+6 && !ws[j-1].fine && !ws[j-1].virgola; j++ {
		if eOrdine(ws[j].s) || ws[j].s == "vostra" {
			return true
		}
	}
	return false
}

// ordini marks the words of orders and of the box given up as known: what they ask was understood. An order that ends something is known
// only with the old box as its object: "cancellate pure" may be said of the request.
func ordini(ws []parola, ok []bool) {
	for i := range ws {
		switch k := imperativo(ws, i); {
		case k == inserisce || k == cambia || k == usa:
			_, pronome := ordina(ws[i].s)
			ok[i] = ok[i] || pronome || oggetto(ws, i, false)
		case k == rinuncia:
			ok[i] = ok[i] || oggetto(ws, i, true)
		case lascia(ws, i), ws[i].s == "adempio", ws[i].s == "adempie", ws[i].s == "domando" && i+1 < len(ws) && (ws[i+1].s == "che" || ws[i+1].s == "di"):
			ok[i] = true
		}
		for j, to := i, nonPiu(ws, i); j <= to; j++ {
			ok[j] = true
		}
		if i+1 < len(ws) && (prefisso(ws[i].s, "prendete") && (ws[i+1].s == "nota" || ws[i+1].s == "atto") || ws[i].s == "dovete" && ordinato(ws, i+2) && !preceduta(ws, i, "non") ||
			ws[i].s == "se" && graditoSe(ws, i)) {
			ok[i], ok[i+1] = true, true
		}
	}
}

// oggetto reports whether a box, an address or, unless old, a register stands at most five words after the order at i.
func oggetto(ws []parola, i int, old bool) bool {
	for j := i + 1; j < len(ws) && j <= i+5 && !ws[j-1].fine; j++ {
		switch {
		case old && vecchia(ws, j), !old && (ws[j].s == "@" || slices.Contains(registri, ws[j].s)):
			return true
		case classeCosa(ws[j].s) == casellaPEC:
			return !old || possesso(ws, j, fineCosa(ws, j)) == dellOrdine || slices.ContainsFunc(ws[max(i, j-2):min(len(ws), j+2)], func(w parola) bool { return w.s == "vecchia" || w.s == "precedente" })
		case !old && (ws[j].s == "questa" || ws[j].s == "quella" || ws[j].s == "mia"):
			return true
		case classeCosa(ws[j].s) != nessunaCosa:
			return false
		}
	}
	return false
}

// participioDi reports whether the form at i, an order as well as a participle, is more likely the participle: "non aggiornate da anni".
func participioDi(ws []parola, i int) bool {
	return participio(ws[i].s) && i+1 < len(ws) && slices.Contains([]string{"da", "dal", "dall", "dalla", "nell", "nel", "dai"}, ws[i+1].s)
}

// annullaTutto reports whether the text orders an end of something that is not the box given up: "cancellate la presente",
// "annullate tutto", "toglietela" of the new address.
func annullaTutto(ws []parola, it intento) bool {
	for i := range ws {
		k, pronome := ordina(ws[i].s)
		if k != annulla && k != rinuncia || imperativo(ws, i) == nessunVerbo && !apreFrase(ws, i) {
			continue
		}
		if k == rinuncia && !pronome && oggetto(ws, i, true) {
			continue
		}
		if k == annulla || !slices.ContainsFunc(it.sue, func(c clausola) bool { return c.v == i && (c.di == dellOrdine || c.posto) }) {
			return true
		}
	}
	return false
}
