package rules

import (
	"regexp"
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// formaNostra is the form of the Message-IDs that this program gives, whatever store made them.
var formaNostra = regexp.MustCompile(`^[0-9a-f]{32}@`)

// ConRicevuteIgnote adds to the decision about a message the stop of R-301: a receipt for a letter of our form that this store
// never wrote, or the copy of one in the Sent folder. That the message is history, or that the store only observes, is no reason
// to pass it over: a store that was lost begins again with both. It stops once for each letter: when another receipt of it comes,
// a person has seen the first and resumed. Of what had no effect no letter is remembered; until somebody resumes one stop is enough.
func ConRicevuteIgnote(p *Policy, s Snapshot, in Input, d Decision) Decision {
	if s.Stato.Modo.Fermo || slices.ContainsFunc(d.Events, func(ev Event) bool { return ev.Modo != nil && ev.Modo.Fermo }) {
		return d // stopped already, or for a graver reason
	}
	for _, ev := range d.Events {
		id, sha := letteraIgnota(p, s, in, ev)
		if id == "" || !formaNostra.MatchString(id) || !strings.EqualFold(dominio(id), dominio(p.Ordine.PEC)) {
			continue
		}
		m := s.Stato.Modo
		m.Fermo, m.Perche = true, "la casella contiene ricevute di lettere che l'archivio non conosce: ripristinare la copia di sicurezza"
		d.Events = append(d.Events, Event{Kind: KModo, Attore: Agente, Causa: sha, Regola: "R-301", Perche: m.Perche, Modo: &m})
		break
	}
	return d
}

// letteraIgnota gives the Message-ID that an event proves the Order to have sent and no letter of the store has.
func letteraIgnota(p *Policy, s Snapshot, in Input, ev Event) (msgid, sha string) {
	if r := ev.Ricevuta; r != nil && r.Lettera == "" && len(s.Cerca(PerEstranea, r.MsgID)) == 0 {
		return r.MsgID, r.SHA256
	}
	v := ev.Esito
	if v == nil || v.MsgID == "" || !strings.EqualFold(v.Mittente, p.Ordine.PEC) || v.Copia || !v.Storico && !v.Osserva || len(s.Cerca(PerMsgID, v.MsgID)) > 0 {
		return "", ""
	}
	got, ok := in.(Received)
	receipt := v.Busta == string(pec.Ricevuta) && v.Livello == mailparse.Certified.String()
	sent := ok && got.Dove.Ruolo == ruoloInviata && v.Busta == string(pec.Ordinaria)
	if receipt || sent {
		return v.MsgID, v.SHA256
	}
	return "", ""
}
