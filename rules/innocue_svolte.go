package rules

import (
	"slices"
	"strconv"
)

// A word may be harmless wherever it stands and turn a request all the same in company: "tra dieci giorni", "a nome del presidente",
// "confermo la PEC dell'Ordine". What is known word by word, or in a phrase, is known no more where one of these stands.
var svolte = tavolaLocuzioni(`
<num> = un uno una due tre quattro cinque sei sette otto nove dieci dodici quindici venti trenta sessanta novanta # qualche alcuni alcune pochi poche poco
<tempo> = ore ora giorno giorni settimana settimane mese mesi anno anni semestre tempo
tra|fra <num> <tempo>
per <num> <tempo>
per il|questo|quest momento|mese|anno|periodo
per adesso
per questi|tutti giorni|mesi
dopo <num> ore|giorni|giorno|settimane|settimana|mesi|mese
a fine anno|mese|settimana
a giorni
con|col|dal|dall|da|nel|nell il|l? nuovo|anno anno|nuovo
a|in nome di|d|del|della|dello|dell|dei|degli
per ordine|mandato di|del|della|dello|dell
<ente> = studio ospedale azienda clinica ambulatorio asl ausl usl dipartimento reparto banca direzione presidenza farmacia computer
<ufficio> = segreteria ufficio consiglio
<dice> = chiede richiede comunica dichiara scrive segnala informa
scrivo|scrive per il|la|l|lo <ente>|<ufficio>
<dice> il|la|l|lo|un|una|uno <ente>|<ufficio>
il|la|l|lo|un|una|uno <ente> <dice>
l|un ufficio scrive
opera di|del|della|dello|dell
come dichiara|scrive il|la|l|lo
è il|la|lo|l|un|una titolo|contenuto|circolare|formulario|possibilità|opportunità|invito|promemoria|lettera|esercizio|informativa|sollecito
è quanto sopra
sono il|la|lo|l|un|una|uno gestore|fornitore|provider|paziente|corriere|lettore
richiesta|istanza|domanda|comunicazione|dichiarazione|rinuncia è|era|sia ormai|oramai|già? obsoleta|scaduta|desueta|vecchia|eccessiva
a monte
in causa
scrivo|scritto da|dal|dalla vecchia|vecchio|precedente
come|quale mio|mia? vecchio|vecchia|precedente
<usaV> = usare usate utilizzare utilizzate
<usaV> la|il|ancora? vecchia|vecchio|precedente
scrivetemi|scrivermi|contattatemi alla|al|all|sulla vecchia|vecchio|precedente|ordine
in futuro|avvenire
decisione è|sarà|verrà|spetta di|del|della|dello|dell|presa|comunicata
`)

// tiene are phrases that keep a box which the request gives up; they are no harm to who asks for the Order's.
var tiene = tavolaLocuzioni(`
<casella> = pec casella indirizzo domicilio
<confermo> = confermo confermare confermando confermarvi
<confermo> la|il|l? mia|mio|vecchia|vecchio|precedente|attuale? <casella> pec? fornita|rilasciata|assegnata|presso? dell|dall|l ordine
<confermo> la|il|l? vecchia|vecchio|precedente|attuale|vostra <casella>
<confermo> quella|quello dell|dall ordine
<casella> dell ordine è|sia|resta|rimane valida|utile|comoda|ottima|ideale
`)

// gira tells which words turn the request.
func (g *giudizio) gira(ws []parola) []bool {
	out := make([]bool, len(ws))
	lists := []frasario{svolte}
	if g.c.Type != "R2" {
		lists = append(lists, tiene)
	}
	for i, w := range ws {
		for _, f := range lists {
			for _, p := range f[w.s] {
				n := lunga(ws[i:], p, true)
				if n == 0 || nellaFine(ws, i) || g.suo(ws, i+n) {
					continue
				}
				for j := i; j < i+n; j++ {
					out[j] = true
				}
			}
		}
		out[i] = out[i] || g.annoAvvenire(ws, i)
	}
	return out
}

// nellaFine reports whether what stands at i is when a box ends, or how long one was used: "scade tra un mese", "usata per dieci anni".
func nellaFine(ws []parola, i int) bool {
	for j := i - 1; j >= 0 && j >= i-3 && !ws[j].fine && !ws[j].virgola; j-- {
		if prefisso(ws[j].s, "scad", "chiud", "chius", "dismett", "dismess", "disattiv", "cess", "spar", "finir", "termin", "grazie", "ringrazi", "usata", "usato", "utilizzat", "avuta", "avuto", "tenuta") {
			return true
		}
	}
	return false
}

// suo reports whether the name that begins at i is the writer's: "intestata a nome di Giulia Bianchi".
func (g *giudizio) suo(ws []parola, i int) bool {
	for i < len(ws) && !ws[i-1].fine && diPersona(ws[i].s) {
		i++
	}
	return i < len(ws) && !ws[i-1].fine && (prefisso(ws[i].s, "sottoscritt", "scrivente") || slices.Contains(g.nomi(), Piega(ws[i].s)))
}

// annoAvvenire reports whether word i is a year to come from which, or in which, something is to be: "dal 2027".
func (g *giudizio) annoAvvenire(ws []parola, i int) bool {
	if !preceduta(ws, i, "nel", "dal", "per", "il") || preceduta(ws, i, "il") && !preceduta(ws, i-1, "per") || nellaFine(ws, i) {
		return false
	}
	n, err := strconv.Atoi(ws[i].s)
	return err == nil && len(ws[i].s) == 4 && n > g.istante.Year() && n < g.istante.Year()+20
}
