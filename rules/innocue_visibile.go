package rules

import (
	"regexp"
	"slices"
	"strings"

	"pecagent/mailparse"
)

// What a person sees at once and no single word tells: a box that nobody ticked, a request of which the subject says that it is over, a day
// that only the subject names, the name of the sender.

// reCasella is a box to tick, as keyboards write it. Ticked or not, which words it stands for only eyes tell.
var reCasella = regexp.MustCompile(`\\?\[[ _.]{0,3}\\?\]|\([ _]{1,3}\)`)

// reFinita are phrases of harmless words by which a request is not one yet, or no longer: "rinuncia PEC cancellata", "disdetta della
// rinuncia", "da confermare". A stop or comma between parts them.
var reFinita = regexp.MustCompile(`\b(?:rinunci|rinunzi|richiest|domand|istanz|comunicazion|variazion)\w* (?:[\pL']+ ){0,4}(?:annullat|cancellat|cessat|terminat|chius|eliminat|disdett|revocat|sospes|ritirat|superat)[aeio]\b` +
	`|\b(?:disdett|rinunci|rinunzi|recess|revoc|annullament|ritir)\w* (?:[dan]?ell[ae] |[dan]?ell'|alla |all'|di |mia |precedente |presente ){1,3}(?:rinunci|rinunzi|richiest|domand|istanz)` +
	`|\bdisdetta (?:rinuncia|richiesta|domanda)\b|\bda (?:confermar|chiarir|precisar|formalizzar|verificar)(?:e|si)\b`)

// visibile says what of these a person has to look at, "" when nothing.
func (g *giudizio) visibile() string {
	subject := strings.ToLower(g.t.Oggetto)
	if risposta(g.t.Oggetto) {
		subject = "" // somebody else's words
	}
	for _, s := range []string{g.t.Piegato, subject} {
		if box := reCasella.FindString(s); box != "" {
			return "Il messaggio contiene una casella da spuntare, «" + box + "»"
		}
		if over := reFinita.FindString(s); over != "" && g.c.Type != "R16" {
			return "Il messaggio contiene «" + over + "»"
		}
	}
	switch {
	case altroAffare(subject):
		return "L'oggetto «" + g.t.Oggetto + "» nomina anche altro"
	case g.c.Decorrenza.giorno == 0 && (schemi[reDecorrenza].MatchString(subject) || schemi[reVaga].MatchString(subject)):
		return "L'oggetto «" + g.t.Oggetto + "» indica un giorno che il testo non dice"
	case g.decorrenza() != "" && !slices.Contains([]string{"R1", "R3", "R4"}, g.c.Type):
		return "La richiesta vale da un giorno futuro"
	}
	return g.nomeCheParla()
}

// altroAffare reports whether a subject names a matter of its own, which an answer to the request would leave without one.
func altroAffare(subject string) bool {
	for _, w := range inParole(subject) {
		switch w.s {
		case "residenza", "appuntamento", "rimborso":
			return true
		case "trasferimento", "certificato":
			return !trova(reParlaDiPEC, subject)
		}
	}
	return false
}

// nomeCheParla says that the name which every mail program shows as the sender's says what takes a request back.
func (g *giudizio) nomeCheParla() string {
	list, _ := mailparse.ParseAddresses(g.inner.Header.Get("From"))
	if len(list) == 0 {
		return ""
	}
	name := strings.ToLower(list[0].Name)
	if reRitira.MatchString(name) || reNomeRitira.MatchString(name) || slices.ContainsFunc(inParole(name), func(w parola) bool { return ritrattazioni[w.s] }) {
		return "Il nome del mittente è «" + list[0].Name + "»"
	}
	return ""
}
