package rules

import (
	"slices"
	"strings"
)

// nessunServizio is the tick of mailbox-services that says that there are none any more.
const nessunServizio = "NESSUNO"

// serviziAggiuntivi are the add-ons of an Order box that its member buys and pays (order.md §1.2 row 48): tick and words of a letter.
var serviziAggiuntivi = [][2]string{{"SPAZIO_1GB", "spazio aggiuntivo di 1 GB"}, {"CONSERVAZIONE_1GB", "conservazione di 1 GB"}}

func attoServizi() regolaAtto {
	return regolaAtto{tipo: "SERVIZI", comando: "mailbox-services",
		dice:  "i servizi aggiuntivi della casella, tutti quelli che l'iscritto paga ora: " + spunteServizi(),
		vuole: []string{"cf", "spunte"}, puo: []string{"giorno"}, ruoli: []string{Segreteria}, fa: (*decisore).serviziDetti}
}

func spunteServizi() string {
	var names []string
	for _, s := range serviziAggiuntivi {
		names = append(names, s[0])
	}
	return strings.Join(names, ", ") + " o " + nessunServizio
}

// serviziDetti records the whole list, so that what was given up is gone: the letters about the end of the box name them (row 49).
func (d *decisore) serviziDetti(a Atto) {
	m, k, ok := d.conCasella(a)
	if !ok {
		return
	}
	none := slices.Equal(a.Spunte, []string{nessunServizio})
	var list []string
	for _, s := range serviziAggiuntivi {
		if slices.Contains(a.Spunte, s[0]) {
			list = append(list, s[1])
		}
	}
	if !none && len(list) != len(a.Spunte) { // one that is unknown, said twice, or none beside some
		d.rifiuta("i servizi aggiuntivi sono %s, ciascuno una volta, non %s", spunteServizi(), strings.Join(a.Spunte, " "))
		return
	}
	k.Servizi = list
	m.Casella = &k
	d.spiegaCon("order.md §1.2", "I servizi aggiuntivi della casella sono detti da una persona: finiscono con essa.")
	d.scriviIscritto(m)
}
