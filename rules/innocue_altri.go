package rules

import (
	"slices"
	"strings"
)

// sillabata reports whether the word at i is one of three single letters in a row with blanks between: who spells a word, or hides one
// ("n o n", "n o"), is read by a person.
func sillabata(ws []parola, rs []rune, i int) bool {
	single := func(k int) bool {
		return k >= 0 && k < len(ws) && ws[k].end-ws[k].start == 1 && !strings.ContainsAny(ws[k].s, "0123456789")
	}
	joined := func(k int) bool { // letters k and k+1 with nothing but blanks between
		return single(k) && single(k+1) && ws[k+1].end <= len(rs) && strings.TrimSpace(string(rs[ws[k].end:ws[k+1].start])) == ""
	}
	no := func(k int) bool { return joined(k) && ws[k].s == "n" && ws[k+1].s == "o" }
	return sillabataConPunti(ws, rs, i) || no(i) || no(i-1) || joined(i-2) && joined(i-1) || joined(i-1) && joined(i) || joined(i) && joined(i+1)
}

// sillabataConPunti reports whether the single letters with signs between, of which the word at i is the first, spell a word that denies or
// takes back: "n.o.n.", "n-o-n". Abbreviations spell none.
func sillabataConPunti(ws []parola, rs []rune, i int) bool {
	var b strings.Builder
	for k := i; k < len(ws) && k < i+12 && ws[k].end-ws[k].start == 1 && ws[k].end <= len(rs); k++ {
		if k > i && strings.Trim(string(rs[ws[k-1].end:min(ws[k].start, ws[k-1].end+3)]), " .-_*·/") != "" {
			break
		}
		b.WriteString(ws[k].s)
		if s := b.String(); s == "non" || s == "mai" || s == "stop" || len(s) > 3 && (ritrattazioni[s] || pericolosa(s)) {
			return true
		}
	}
	return false
}

// ordineDiAltri gives the place of the first word that names an Order which is not ours, or -1: of another profession than those in the
// name of ours, or of another city than the one in it. Where the name of ours has no profession it is taken for an Order of doctors
// (order.md §7 has their forms).
func (g *giudizio) ordineDiAltri(ws []parola) int {
	own := strings.ToLower(g.p.Ordine.Nome)
	doctors := !slices.ContainsFunc(inParole(own), func(w parola) bool { return professioni[w.s] != "" })
	ours := func(s string) bool {
		stem := professioni[s]
		return strings.Contains(own, stem) || doctors && slices.Contains([]string{"medic", "chirurg", "odontoiatr"}, stem)
	}
	city := slices.ContainsFunc(inParole(own), func(w parola) bool { return capoluoghi[w.s] })
	for i, w := range ws {
		if w.s != "ordine" && w.s != "albo" && w.s != "collegio" {
			continue
		}
		for j := i + 1; j < len(ws) && j <= i+12 && !ws[j-1].fine && (legaNomi[ws[j].s] || professioni[ws[j].s] != "" || capoluoghi[ws[j].s]); j++ {
			if p := professioni[ws[j].s]; p != "" && !ours(ws[j].s) || city && capoluoghi[ws[j].s] && w.s == "ordine" && !strings.Contains(own, ws[j].s) {
				return j
			}
		}
	}
	return -1
}

// legaNomi are the words between the parts of an Order's name.
var legaNomi = tavolaParole(`di d del dei degli della delle dell e ed nazionale regionale provinciale territoriale interprovinciale provincia regione città metropolitana professione professioni tecnici delle`)

// professioni are the professions that have an Order, by the word that names them in its name, with their stem.
var professioni = func() map[string]string {
	m := map[string]string{}
	for _, f := range strings.Fields(`medici/medic medico/medic chirurghi/chirurg odontoiatri/odontoiatr farmacisti/farmacist infermieri/infermier infermieristiche/infermier veterinari/veterinar biologi/biolog psicologi/psicolog commercialisti/commercialist
		contabili/contabil ingegneri/ingegner architetti/architett geometri/geometr periti/perit agronomi/agronom forestali/forestal geologi/geolog avvocati/avvocat forense/avvocat notai/nota notarile/nota giornalisti/giornalist chimici/chimic fisici/fisic
		ostetriche/ostetric ostetrica/ostetric fisioterapisti/fisioterapist radiologia/radiolog assistenti/assistent sociali/assistent lavoro/lavor consulenti/lavor attuari/attuar tecnologi/tecnolog pianificatori/pianificator`) {
		word, stem, _ := strings.Cut(f, "/")
		m[word] = stem
	}
	return m
}()

// capoluoghi are the cities that Orders are named after.
var capoluoghi = tavolaParole(`agrigento alessandria ancona aosta arezzo asti avellino bari belluno benevento bergamo biella bologna bolzano brescia brindisi cagliari caltanissetta campobasso caserta catania catanzaro chieti como cosenza cremona crotone cuneo enna
	ferrara firenze foggia forlì frosinone genova gorizia grosseto imperia isernia latina lecce lecco livorno lodi lucca macerata mantova matera messina milano modena monza napoli novara nuoro oristano padova palermo parma pavia perugia pesaro pescara piacenza
	pisa pistoia pordenone potenza prato ragusa ravenna rieti rimini roma rovigo salerno sassari savona siena siracusa sondrio taranto teramo terni torino trapani trento treviso trieste udine varese venezia verbania vercelli verona vicenza viterbo`)

// qualificaCasella reports whether the word at i says which box is meant or what is given up instead of one: "la casella della parrocchia",
// "quella aziendale", "rinunciare alla password". Neither is ever said by a word that is only harmless.
func qualificaCasella(ws []parola, i int) bool {
	for j := i - 1; j >= 0 && j >= i-3 && !ws[j].fine && !ws[j].virgola; j-- {
		s := ws[j].s
		if classeCosa(s) == casellaPEC || s == "quella" || s == "quello" || s == "account" || prefisso(s, "rinunci", "rinunzi", "inseri", "registra", "otten", "sostitui") {
			return true
		}
		if !legaCasella[s] && !slices.Contains([]string{"il", "lo", "la", "l", "i", "gli", "le", "un", "una", "uno"}, s) {
			return false
		}
	}
	return false
}

var legaCasella = tavolaParole(`di d del dei degli della delle dell dello in nel nella per da dal dalla a ad al alla mio mia certificata certificato`)

// perScopo reports whether the word at i says for what a box is to be used: "per il corso comunico la PEC". Then it is not a word beside
// the request, but its bound.
func perScopo(ws []parola, i int) bool {
	for j := i - 1; j >= 0 && j >= i-5 && !ws[j].fine && !ws[j].virgola; j-- {
		switch s := ws[j].s; {
		case s == "per" || prefisso(s, "limitat", "relativ", "riguard") || s == "merito" || s == "ambito" || s == "sede" || s == "pro":
			return !cortesiaPer[ws[i].s] && !(j > 0 && prefisso(ws[j-1].s, "grazie", "ringrazi", "scus", "grat"))
		case !legaCasella[s] && !slices.Contains([]string{"il", "lo", "la", "l", "i", "gli", "le", "un", "una", "uno", "tutti", "tutte", "iscrizione", "invio"}, s) && !lessico[s]:
			return false
		}
	}
	return false
}

// cortesiaPer are the things for which people thank, excuse themselves or have a reason.
var cortesiaPer = tavolaParole(`pazienza disponibilità cortesia attenzione disturbo ritardo aiuto assistenza gentilezza comprensione sollecitudine supporto tempestività celerità consueta premura professionalità semplicità praticità comodità convenienza
	velocità sicurezza tranquillità salute età formalizzare adempiere ottemperare chiarezza lungo breve tutta quanto telefono mail email`)
