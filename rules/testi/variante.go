package testi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pecagent/rules"
)

// variante chooses the variant of a letter. A detail that no variant has is an error: a letter never says
// something else than what was decided.
func variante(nome string, p *rules.Policy, l rules.Lettera) (string, error) {
	switch nome {
	case "T-02":
		return variante02(l)
	case "T-03":
		return variante03(p), nil
	case "T-07":
		return variante07(p, l)
	case "T-09", "T-10", "T-24":
		return tra(primo(l.Dettaglio, l.Dati.Difetto), tutte[nome].varianti)
	case "T-16":
		m := l.Dati.Motivo
		if m == "" {
			m = l.Dettaglio
		}
		return tra(m, tutte["T-16"].varianti)
	}
	return tra(l.Dettaglio, tutte[nome].varianti)
}

func tra(v string, nomi []string) (string, error) {
	if !slices.Contains(nomi, v) {
		return "", fmt.Errorf("no variant %q (there are %q)", v, nomi)
	}
	return v, nil
}

// variante02 is the question of T-02: addresses to choose from stand before what is asked in words.
func variante02(l rules.Lettera) (string, error) {
	d := l.Dettaglio
	switch {
	case d != "" && d != "PEC" && d != "CF":
		return tra(d, []string{"NON_CERTIFICATA", "NON_ATTIVA", "NEUTRA", "SINGOLARMENTE", "DELEGA"})
	case len(l.Dati.Manca) > 1:
		return "ELENCO", nil
	case len(l.Dati.Opzioni) > 1:
		return "OPZIONI", nil
	case len(l.Dati.Opzioni) == 1:
		return "UNA", nil
	case d != "":
		return d, nil
	case len(l.Dati.Manca) == 1:
		return tra(l.Dati.Manca[0], []string{"PEC", "CF", "NON_CERTIFICATA", "NON_ATTIVA", "NEUTRA", "SINGOLARMENTE", "DELEGA"})
	}
	return "", fmt.Errorf("nothing is asked: Dettaglio, Manca and Opzioni are empty")
}

// variante07 is the notice of an expiry: -30, -5 or +25 days to the member who pays, ORDINE or ORDINE_SCADUTA to the one
// whose box the Order pays. Another number of days is the notice nearest to it. Who pays is never guessed: a wrong notice
// makes a member pay twice or lose a box.
func variante07(p *rules.Policy, l rules.Lettera) (string, error) {
	pagante := primo(l.Dati.Pagante, p.Convenzione.Pagante)
	if l.Dettaglio == "FINE_CONVENZIONE" {
		return l.Dettaglio, nil
	}
	days, err := strconv.Atoi(l.Dettaglio)
	switch {
	case err != nil || days == 0:
		return "", fmt.Errorf("no variant %q (there are days before, -30, and after, +25, and FINE_CONVENZIONE)", l.Dettaglio)
	case pagante == "ORDER" && days < 0:
		return "ORDINE", nil
	case pagante == "ORDER":
		return "ORDINE_SCADUTA", nil
	case pagante != "MEMBER":
		return "", fmt.Errorf("who pays for the box is not known (Pagante %q: neither MEMBER nor ORDER)", pagante)
	case days < -7:
		return "-30", nil
	case days < 0:
		return "-5", nil
	}
	return "+25", nil
}

// variante03 follows the channel of activation; without one, or without the code its steps need, the office
// sends the instructions.
func variante03(p *rules.Policy) string {
	c := p.Convenzione
	if c.Canale == "ARUBA_CONVENZIONI" && c.Codice == "" || !slices.Contains(tutte["T-03"].varianti, c.Canale) {
		return "GENERICA"
	}
	return c.Canale
}

// mancanti are the words of what T-02 asks.
var mancanti = map[string]string{
	"PEC":    "l'indirizzo della Sua PEC personale",
	"CF":     "il Suo codice fiscale (16 caratteri)",
	"NOME":   "il Suo nome e cognome",
	"NUMERO": "il Suo numero di iscrizione all'albo",
	"DELEGA": "la delega scritta e firmata, con copia dei documenti d'identità",
}

// elencoMancanti is the list of what is asked, a line each.
func elencoMancanti(list []string) (string, error) {
	var lines []string
	for _, m := range list {
		w, ok := mancanti[m]
		if !ok {
			return "", fmt.Errorf("no words for what is asked: %q", m)
		}
		lines = append(lines, "- "+w)
	}
	return strings.Join(lines, "\n"), nil
}

// motiviDi is the table of reasons of a letter: T-25 says those of T-15 to the member himself.
func motiviDi(nome string) map[string]string {
	if nome != "T-25" {
		return motivi[nome]
	}
	m := map[string]string{}
	for k, w := range motivi["T-15"] {
		m[k] = strings.ReplaceAll(w, "alla S.V.", "a Lei")
	}
	return m
}

// motivi are the reasons of T-15 (flags of order.md §6.9) and of T-08 (order.md §1.2 row 38) in words.
var motivi = map[string]map[string]string{
	"T-15": {
		"PEC_NON_UNIVOCA":          "l'indirizzo PEC indicato non è riferito soltanto alla S.V., mentre ogni iscritto deve averne uno proprio",
		"PEC_STUDIO":               "l'indirizzo PEC indicato è di uno studio o di una società e non di una sola persona",
		"PEC_DATORE_LAVORO":        "l'indirizzo PEC indicato è del datore di lavoro, mentre ogni iscritto deve averne uno proprio",
		"NON_PEC":                  "l'indirizzo indicato non è di una casella PEC valida per i professionisti",
		"NON_PIU_ISCRITTO":         "la casella PEC dell'Ordine spetta solo a chi è iscritto all'albo",
		"RICHIEDENTE_NON_PA":       "l'elenco riservato può essere consultato solo dalle pubbliche amministrazioni; l'indirizzo PEC di un professionista si trova nell'indice pubblico INI-PEC, gratuito e senza registrazione",
		"RINUNCIA_SENZA_SOSTITUTO": "chi è iscritto all'albo deve avere un indirizzo PEC (domicilio digitale) e non può rinunciarvi senza indicarne un altro",
	},
	"T-08": {
		"RINUNCIA":             "Sua rinuncia",
		"INDIRIZZO_CANCELLATO": "cancellazione dell'indirizzo",
		"CANCELLAZIONE_ALBO":   "cancellazione dall'albo",
		"TRASFERIMENTO":        "trasferimento ad altro Ordine",
		"SCADENZA":             "scadenza senza rinnovo",
		"ALTRO":                "",
	},
}

// inParole gives a reason in words. A code that has none is an error; what is no code is words already.
func inParole(nome, motivo string) (string, error) {
	table := motiviDi(nome)
	if motivo == "" || table == nil {
		return pulito(motivo), nil
	}
	var out []string
	for _, m := range strings.Split(motivo, ",") {
		w, ok := table[strings.TrimSpace(m)]
		switch {
		case ok && w != "":
			out = append(out, w)
		case !ok && strings.Trim(motivo, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_, ") == "":
			return "", fmt.Errorf("no words for the reason %q", m)
		case !ok:
			return pulito(motivo), nil
		}
	}
	return strings.Join(out, "; "), nil
}
