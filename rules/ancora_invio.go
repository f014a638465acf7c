package rules

import (
	"fmt"
	"slices"
	"time"
)

const problemaAncoraA = "ancora_a:" // and the address, which is a member's

// attiDaAncorare are the acts before which the log is anchored by a mail of its own.
var attiDaAncorare = []string{"T-10", "T-10b"}

// orologioAncora sends the anchor where no receipt has carried one for AncoraGiorni days: few letters leave, and what the log
// holds of these days would be proven by nobody. A mail that did not arrive is tried again after as many days.
func (d *decisore) orologioAncora() {
	if d.p.AncoraA == "" || d.p.AncoraGiorni <= 0 || d.s.Stato.Modo.Fermo {
		return
	}
	last := d.s.Stato.Avvio.T0
	if x := d.s.Stato.Ancora; x != nil && x.Istante.After(last) {
		last = x.Istante
	}
	if sent := d.ancoreInviate(); len(sent) > 0 && sent[len(sent)-1].Creata.After(last) {
		last = sent[len(sent)-1].Creata
	}
	if d.now.Sub(last) >= time.Duration(d.p.AncoraGiorni)*unGiorno {
		d.inviaAncora(fmt.Sprintf("Da %d giorni nessuna ricevuta porta l'impronta del registro.", d.p.AncoraGiorni))
	}
}

// ancoraAtto sends the anchor before a diffida or a suspension that was approved now: what the case rests on then existed
// before the act, by a provider's word. The act does not wait for it.
func (d *decisore) ancoraAtto(l Lettera) {
	if d.p.AncoraA != "" && slices.Contains(attiDaAncorare, l.Modello) {
		d.inviaAncora("Prima dell'atto " + l.ID + " (" + l.Modello + ").")
	}
}

// ancoraCarta is ancoraAtto for an act that goes on paper, when two persons have confirmed it and before anybody takes it to the post.
func (d *decisore) ancoraCarta(perche string) {
	if d.p.AncoraA != "" {
		d.inviaAncora(perche)
	}
}

// ancoreInviate are the mails of their own so far, the oldest first.
func (d *decisore) ancoreInviate() (list []Lettera) {
	for _, id := range d.s.Cerca(PerDestinatario, minuscolo(d.p.AncoraA)) {
		if l, ok := d.s.Lettera(id); ok && l.Modello == ModelloAncora {
			list = append(list, l)
		}
	}
	return list
}

// inviaAncora makes the mail, unless one waits that will carry a later head still. No person has to click, in proponi either: it
// goes to the Order's own box, which a person put into the configuration, and says nothing of anybody. Never in osserva.
func (d *decisore) inviaAncora(perche string) {
	to, sent := minuscolo(d.p.AncoraA), d.ancoreInviate()
	if d.modo() == Osserva || slices.ContainsFunc(sent, func(l Lettera) bool { return daPartire(l.Stato) && l.SHA256 == "" }) {
		return
	}
	for _, i := range []Indice{PerDomicilio, PerCasella, PerCandidato, PerEmail} {
		if len(d.s.Cerca(i, to)) > 0 {
			d.problema(problemaAncoraA+to, 1, "registro.ancora_a è di un iscritto", Compito{
				Perche: "L'indirizzo " + to + " (registro.ancora_a) è di un iscritto: l'impronta del registro non gli viene inviata. Indicare una casella dell'Ordine."})
			return
		}
	}
	was := d.chiave
	d.chiave = "ancora"
	d.spiegaCon("design §5", perche)
	l := d.lettera(Bozza{Modello: ModelloAncora, A: to}, nil, inPartenza, fmt.Sprint(len(sent)))
	d.chiave = was
	l.NonPrima, l.Creata = d.now, d.now // nobody has to be given time to withdraw it
	d.scriviLettera(l)
}
