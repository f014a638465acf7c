package rules

import (
	"slices"
	"strings"
)

// Words that look like a condition, an uncertain day, a delegate or another request and are none where they stand.

// nonCondizione reports whether the word at i, one of those of a condition, sets none: it tells what was ("quando mi sono iscritto",
// "dopo anni"), what the law says ("in caso di dichiarazioni mendaci"), or it is only polite ("vi sarei grato se voleste").
func nonCondizione(ws []parola, i int) bool {
	next := func(n int, words ...string) bool {
		return i+n < len(ws) && !slices.ContainsFunc(ws[i:i+n], func(w parola) bool { return w.fine }) && slices.Contains(words, ws[i+n].s)
	}
	switch ws[i].s {
	case "entro": // the verb: "non ci entro più"
		return preceduta(ws, i, "ci", "vi")
	case "se":
		return preceduta(ws, i, "anche") && !next(1, "non") || graditoSe(ws, i)
	case "quando":
		return passato(ws, i+1)
	case "caso", "ipotesi":
		return diFalso(ws, i)
	case "prossimo", "prossima":
		return next(2, "scadenza") && next(1, "alla", "a") || preceduta(ws, i, "anno", "mese") // "essendo prossimo alla scadenza"
	case "dopo":
		return next(1, "anni", "tutti", "tanti", "mesi", "tanto", "molti", "lunga") || next(2, "anni", "mesi")
	case "fino":
		return next(1, "ad", "a") && next(2, "oggi", "ieri", "ora") ||
			slices.ContainsFunc(ws[i:], func(w parola) bool { return prefisso(w.s, "continuer", "consulter", "controller") }) // the old box is read until then
	}
	return false
}

// graditoSe reports whether the "se" at i is that of a polite request: "Vi sarei grato se voleste registrare".
func graditoSe(ws []parola, i int) bool {
	if i+1 >= len(ws) || !slices.Contains([]string{"voleste", "volesse", "poteste", "potesse", "vorrete", "vorrà", "provvedeste"}, ws[i+1].s) {
		return false
	}
	return vicina(ws, i, "grato", "grata", "ringrazio", "gradirei", "riconoscente")
}

// passato reports whether a word from i on, among four, is of a past tense: "quando mi sono iscritto", "quando vi diedi".
func passato(ws []parola, i int) bool {
	for j := i; j < len(ws) && j < i+4 && !(j > i && ws[j-1].fine); j++ {
		if slices.Contains([]string{"sono", "ho", "ero", "avevo", "era", "abbiamo", "diedi", "comunicai", "iscrissi", "aprii"}, ws[j].s) {
			return j+1 >= len(ws) || ws[j].s != "sono" || participio(ws[j+1].s) || strings.HasSuffix(ws[j+1].s, "itta") || strings.HasSuffix(ws[j+1].s, "itto")
		}
	}
	return false
}

// diFalso reports whether the words right after i speak of false declarations, which a form warns of (art. 76 D.P.R. 445/2000).
func diFalso(ws []parola, i int) bool {
	for j := i + 1; j < len(ws) && j <= i+5 && !ws[j-1].fine; j++ {
		if prefisso(ws[j].s, "falsit", "mendac", "fals") {
			return true
		}
	}
	return false
}

// parenti are those who write for a member, and of whom he also tells.
var parenti = tavolaParole(`padre madre marito moglie figlio figlia fratello sorella suocero suocera nipote zio zia cugino cugina mamma papà papa`)

// soloRaccontato reports whether every "mio padre", "mia figlia" of a text is one who helped with the box or to whom something
// happened, and nobody who asks or for whom somebody asks: "mia figlia mi ha aiutato ad aprirla".
func soloRaccontato(ws []parola) bool {
	told := false
	for i := 1; i < len(ws); i++ {
		if !parenti[ws[i].s] || !slices.Contains([]string{"mio", "mia"}, ws[i-1].s) {
			continue
		}
		if !aiuta(ws, i) || i > 1 && slices.Contains([]string{"per", "da", "di", "del", "della"}, ws[i-2].s) && !preceduta(ws, i-2, "aiuto") {
			return false
		}
		told = true
	}
	return told
}

// aiuta reports whether what follows the relative at i is that he helped, gave or bought, or that something befell him.
func aiuta(ws []parola, i int) bool {
	if vicina(ws, i, "aiuto", "grazie") {
		return true
	}
	end := min(len(ws), i+9)
	for j := i - 5; j < end; j++ { // "me l'ha regalata mio padre", "mio padre, che lavora in banca, mi ha aiutato"
		if j < 1 || j < i && slices.ContainsFunc(ws[j:i], func(w parola) bool { return w.fine }) {
			continue
		}
		if j > i && ws[j-1].fine {
			break
		}
		if prefisso(ws[j].s, "fatt") && vicina(ws, j, "ha") && slices.ContainsFunc(ws[j+1:min(len(ws), j+4)], func(w parola) bool { return classeCosa(w.s) == casellaPEC }) && slices.Contains([]string{"la", "una"}, ws[min(len(ws)-1, j+1)].s) {
			return true // "mia figlia mi ha fatto la PEC"
		}
		if prefisso(ws[j].s, "aiutat", "regalat", "apert", "accompagnat", "insegnat", "rott", "ammalat", "mancat", "attivat", "creat", "convint") && vicina(ws, j, "ha", "è") {
			return true
		}
	}
	return false
}

// soloAltroTempo reports whether the days without a number that a text names are of something told and not of the effect asked:
// "vado in pensione a marzo", "a maggio avevo lasciato la casella", "perché a gennaio mi scade".
func soloAltroTempo(riga string) bool {
	list := schemi[reVaga].FindAllStringIndex(riga, maxNumeri+1)
	if len(list) == 0 || len(list) > maxNumeri {
		return false
	}
	for _, at := range list {
		a, b := at[0], at[1]
		for a > 0 && !strings.ContainsRune(".;,:!?", rune(riga[a-1])) {
			a--
		}
		for b < len(riga) && !strings.ContainsRune(".;,:!?", rune(riga[b])) {
			b++
		}
		piece := " " + riga[a:b] + " "
		if strings.Contains(piece, "@") || !contieneUno(piece, " ho ", " scors", "'ho ", " aver", " avevo ", " aveva ", " ha ", " pensione ", " scade ", " ero ", " abbiamo ", " scadrà ", " compio ", " sono stat", " è stat") ||
			contieneUno(piece, " decorr", " effett", " registr", " inser", " aggiorn", " vale", " varr", " sarà ", " us", " divent", " cambier", " attiv", " vigore", " valid") {
			return false
		}
	}
	return true
}

func contieneUno(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

// soloNominata reports whether a text beside its request only names what is on file, and asks nothing about it: "la PEC da inserire nei
// vostri archivi".
func soloNominata(riga string) bool {
	return !contieneUno(riga, "?", "sapere", "verific", "conoscere", "controll", "indicarmi", "dirmi", "conferm", "mi dite", "risult", "vedere", "capire", "informarmi", "comunicarmi")
}

// lamentela reports whether what a text says of passwords and full boxes is why the writer gives a box up, and no cry for help: nothing is
// asked about it.
func lamentela(riga string) bool {
	return !contieneUno(riga, "alla password", "password dell'ordine", "password fornit", "password person", "password mess", "?", "devo fare", "come faccio", "come si", "come posso", "è possibile", "mai ricevut", "non ho ricevut", "inviatemi", "mandatemi", "assistenza per", "chiedo assistenza",
		"chiede assistenza", "richiedo assistenza", "nuove credenziali", "nuova password", "reimposta", "ripristin", "recuper", "aiuto", "aiutat", "aiutar", "sbloccar", "sbloccat")
}

// soloPer reports whether the word at i limits what is asked: "soltanto per le fatture", "valida solo se", "esclusivamente quando".
func soloPer(ws []parola, i int) bool {
	if !slices.Contains([]string{"solo", "soltanto", "solamente", "esclusivamente", "unicamente"}, ws[i].s) || i+1 >= len(ws) || ws[i].fine {
		return false
	}
	return slices.Contains([]string{"per", "se", "quando", "dopo", "fino", "finché", "alle", "ai", "nel", "nei", "nelle", "in", "con"}, ws[i+1].s) && !(i+2 < len(ws) && (ws[i+2].s == "motivi" || ws[i+2].s == "ragioni"))
}
