package rules

import "slices"

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
	usa // "utilizzare la mia PEC": asks the box to be had where it is the Order's, to be registered where it is not
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

// classeVerbo tells what a word does. Past participles are no requests: "la PEC comunicata", "ho rinunciato".
func classeVerbo(s string) verbo {
	if participio(s) {
		return nessunVerbo
	}
	return radice(s)
}

// radice tells what the stem of a word does, whatever its form.
func radice(s string) verbo {
	switch {
	case prefisso(s, "rinunci", "rinunzi", "disdi", "disdett", "cessare", "revoc", "dismett", "dismission"), finisce(s):
		return rinuncia
	case prefisso(s, "inserir", "inserisc", "iscriver", "riportat", "prenderne", "mettete", "mettere", "iscriverl", "riportare", "segnare", "sostituisca", "inserit", "inseriment", "registrar", "registrat", "registrazion", "annotar", "annotat", "annotazion", "sostituir", "sostituit", "sostituzion", "aggiornar", "aggiornat", "aggiornament"):
		return inserisce
	case prefisso(s, "ottener", "richiedere", "attivar", "attivat", "attivazion", "assegnar", "assegnat", "assegnazion", "attribuir", "attribuit", "concedere", "concession", "rilascio", "rilasciare") || slices.Contains([]string{"avere", "riavere", "richiedo", "richiede", "passare", "passo", "usufruire", "fruire"}, s):
		return ottiene
	case prefisso(s, "comunic", "trasmett", "indicar", "indico", "indica", "dichiar", "segnalar", "segnalazion", "notificar", "elegger", "elezion"),
		slices.Contains([]string{"segnalo", "segnala", "informo", "informa", "informare", "eleggo", "elegge", "fornisco", "fornisce", "fornire", "notifico"}, s):
		return comunica
	case prefisso(s, "variar", "variat", "variazion", "modificar", "modificat", "modifica", "cambiar", "cambiat", "cambio", "cambia") && !prefisso(s, "cambiament"):
		return cambia
	case prefisso(s, "annull", "ritir"):
		return annulla
	case prefisso(s, "utilizzar", "avvaler") || s == "usare" || s == "usarla" || s == "usate" || s == "utilizzate":
		return usa
	}
	return nessunVerbo
}

// finisce reports whether a word puts an end to a box: it reaches less far than "rinunciare", for these words are said of
// registers, data and requests too.
func finisce(s string) bool {
	return prefisso(s, "toglie", "disattivar", "disattivat", "disattivazion", "cessazion", "chiuder", "chiusura", "eliminar", "eliminat", "eliminazion", "cancellar", "cancellat", "cancellazion", "soppression", "dismissione")
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

// verboDi tells what the word at i does where it stands: a participle after "sia", "venga" asks; "in sostituzione di" does not.
func verboDi(ws []parola, i int) verbo {
	s := ws[i].s
	if k := imperativo(ws, i); k != nessunVerbo {
		return k
	}
	switch {
	case s == "più" && i > 1 && (nonPiu(ws, i-2) == i || i > 2 && nonPiu(ws, i-3) == i), lascia(ws, i):
		return rinuncia
	case s == "scrivere" && i+1 < len(ws) && (prefisso(ws[i+1].s, "nel") || ws[i+1].s == "in"):
		return inserisce
	case prefisso(s, "ritirat", "annullat") && i > 0 && prefisso(ws[i-1].s, "consider"):
		return annulla
	case s == "iscritta" || s == "iscritto":
		if passivo(ws, i) {
			return inserisce
		}
	case s == "concessa" || s == "concesso":
		if passivo(ws, i) {
			return ottiene
		}
	case s == "chiusa" || s == "chiuso" || s == "dismessa" || s == "dismesso":
		if passivo(ws, i) {
			return rinuncia
		}
	case participio(s) && !passivo(ws, i):
		return nessunVerbo
	case s == "sostituzione" && preceduta(ws, i, "in"):
		return nessunVerbo
	}
	return radice(s)
}

// passivo reports whether a participle is asked to be so: "sia registrata", "venga inserito".
func passivo(ws []parola, i int) bool {
	for j := i - 1; j >= 0 && j >= i-4 && !ws[j].fine; j-- {
		if slices.Contains([]string{"sia", "siano", "venga", "vengano", "essere", "considerare", "venisse", "fosse"}, ws[j].s) {
			return true
		}
		if j < i-1 && ws[j].s != "e" && ws[i-1].s != "e" {
			break
		}
	}
	return false
}

// preceduta reports whether the word right before i, in its sentence, is one of the words.
func preceduta(ws []parola, i int, words ...string) bool {
	return i > 0 && !ws[i-1].fine && slices.Contains(words, ws[i-1].s)
}

// conPronome reports whether the object of a verb is in it: "rinunciarvi", "registrarla".
func conPronome(s string) bool {
	if _, pronome := ordina(s); pronome {
		return true
	}
	if len(s) < 8 {
		return false
	}
	switch s[len(s)-3:] {
	case "rla", "rlo", "rle", "rli", "rvi", "rci", "rne":
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

// cosaDi tells what the word at i names where it stands: a box may also be "quella dell'Ordine", "la mia", "il nuovo", once one
// was named; "posta certificata" is one as well.
func cosaDi(ws []parola, i int, named bool) cosa {
	if c := classeCosa(ws[i].s); c != nessunaCosa {
		return c
	}
	next := func(words ...string) bool {
		return ws[i].fine || ws[i].virgola || i+1 == len(ws) || slices.Contains(words, ws[i+1].s)
	}
	article := preceduta(ws, i, "la", "il", "alla", "al", "della", "del", "dalla", "dal", "con")
	switch s := ws[i].s; {
	case s == "posta" && i+1 < len(ws) && (ws[i+1].s == "certificata" || ws[i+1].s == "elettronica" && i+2 < len(ws) && ws[i+2].s == "certificata"):
		return casellaPEC
	case s == "recapito" && i+1 < len(ws) && !ws[i].fine && (prefisso(ws[i+1].s, "certificat", "digital") || ws[i+1].s == "@"):
		return casellaPEC
	case !named:
	case slices.Contains([]string{"questa", "questo", "quella", "quello"}, s) && (ordinato(ws, i) && next("@", "per", "come", "quale", "in", "con", "al", "e", "nel") || preceduta(ws, i, "con") && next("e", "grazie")),
		vecchia(ws, i) && article && (next("@", "con", "e") || next("potete")) && (next("@", "potete") || daOrdine(ws, i)),
		s == "vostra" && article && next("e", "ed", "@", "al"):
		return casellaPEC
	case s == "quella" || s == "quello":
		if dataDaVoi(ws, i) {
			return casellaPEC
		}
		for j := i + 1; j < len(ws) && j <= i+3 && !ws[j-1].fine && !ws[j-1].virgola; j++ {
			if eOrdine(ws[j].s) || j == i+1 && (ws[j].s == "mia" || ws[j].s == "personale") {
				return casellaPEC
			}
		}
	case slices.Contains([]string{"mia", "mio", "propria", "proprio"}, s) && article && next("e", "ed", "è", "sarà", "personale", "privata", "@", "che", "nuova", "nuovo"),
		slices.Contains([]string{"nuova", "nuovo"}, s) && article && next("è", "sarà", "@", "diventa"):
		return casellaPEC
	}
	return nessunaCosa
}

// ordinato reports whether the word right before i, or the one before that, says that something is registered or used.
func ordinato(ws []parola, i int) bool {
	for j := i - 1; j >= 0 && j >= i-2 && !ws[j].fine; j-- {
		switch verboDi(ws, j) {
		case inserisce, usa, cambia:
			return true
		}
	}
	return false
}

// vecchia reports whether the word at i is the old box without its noun: "la vecchia", "il precedente".
func vecchia(ws []parola, i int) bool {
	return slices.Contains([]string{"vecchia", "vecchio", "precedente"}, ws[i].s)
}

// daOrdine reports whether a verb that changes or ends a box stands at most five words before i.
func daOrdine(ws []parola, i int) bool {
	for j := i - 1; j >= 0 && j >= i-5 && !ws[j].fine; j-- {
		switch verboDi(ws, j) {
		case inserisce, cambia, rinuncia:
			return true
		}
	}
	return false
}

func eOrdine(s string) bool { return s == "ordine" || s == "omceo" || s == "collegio" }
