package rules

import (
	"regexp"
	"slices"
	"strings"
)

// formaNostra is the form of the Message-IDs that this program gives, whatever store made them.
var formaNostra = regexp.MustCompile(`^[0-9a-f]{32}@`)

// ConRicevuteIgnote adds to the decision about a message the stop of R-301: a receipt for a letter of our form that this store
// never wrote. It stops once for each letter: when another receipt of it comes, a person has seen the first and resumed.
func ConRicevuteIgnote(p *Policy, s Snapshot, d Decision) Decision {
	if slices.ContainsFunc(d.Events, func(ev Event) bool { return ev.Modo != nil && ev.Modo.Fermo }) {
		return d // stopped for a graver reason
	}
	for _, ev := range d.Events {
		r := ev.Ricevuta
		if r == nil || r.Lettera != "" || s.Stato.Modo.Fermo || len(s.Cerca(PerEstranea, r.MsgID)) > 0 || !formaNostra.MatchString(r.MsgID) ||
			!strings.EqualFold(dominio(r.MsgID), dominio(p.Ordine.PEC)) {
			continue
		}
		m := s.Stato.Modo
		m.Fermo, m.Perche = true, "la casella contiene ricevute di lettere che l'archivio non conosce: ripristinare la copia di sicurezza"
		d.Events = append(d.Events, Event{Kind: KModo, Attore: Agente, Causa: r.SHA256, Regola: "R-301", Perche: m.Perche, Modo: &m})
		break
	}
	return d
}
