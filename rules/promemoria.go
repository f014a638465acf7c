package rules

import (
	"slices"
	"strconv"
	"time"
)

// Days of the reminders, from the certified delivery of what they remind of. They are no legal terms: never shifted, and
// a clock that was away gives only the latest.
var (
	giorniPromemoriaConferma = []int{7, 20} // order.md §9 conferma_giorni
	giorniPromemoriaNuova    = []int{3, 8}  // U41
)

// SfideAperte is the index of the finished requests whose new box has not answered yet: "" → ids (U41).
const SfideAperte Indice = "sfide"

// promemoria reminds of a question that stands: the confirmation asked of the registered box, and the answer of a new box that
// is registered and has not spoken.
func (d *decisore) promemoria(r Richiesta) {
	m, ok := d.s.Iscritto(r.CF)
	if !ok || r.Operatore {
		return
	}
	switch {
	case r.Stato == RConferma:
		if l, ok := d.consegnata(r.ID, "T-06", ""); ok && d.scatta(&r, "promemoria", giorniPromemoriaConferma, l.TConsegna) {
			d.spiegaCon("order.md §9 conferma_giorni", "La conferma chiesta alla casella registrata non è arrivata: si ricorda.")
			d.approvare(r, d.ripete(r, l))
		}
	case r.Stato == RInEsecuzione && muta(r, m):
		d.promemoriaNuova(r, m)
	}
}

// muta reports whether the new box of a change is registered, is the domicile still, and nobody has answered from it nor for it.
func muta(r Richiesta, m Iscritto) bool {
	c := m.Candidato
	return c != nil && c.Richiesta == r.ID && c.Stato == Iscritta && m.Domicilio != nil && m.Domicilio.Indirizzo == c.Indirizzo && !certa(r, *c)
}

// sfidaAperta reports whether a finished request still waits for the answer of its new box (U41): R3 and R4 end at the
// delivery, the reminders and the call do not. The call of the twelfth day is the last of them. Whose the Order's own box is needs
// no answer.
func sfidaAperta(r Richiesta, m Iscritto) bool {
	return r.Stato == REseguita && muta(r, m) && !slices.Contains(r.Solleciti, segnoSilenzio) &&
		(m.Casella == nil || m.Casella.Indirizzo != m.Candidato.Indirizzo)
}

// segnoSilenzio marks a request whose new box was silent for twelve days.
const segnoSilenzio = "silenzio"

// sfidaFinita is the clock's look at a finished request whose new box has not answered.
func (d *decisore) sfidaFinita(r Richiesta) {
	m, ok := d.s.Iscritto(r.CF)
	if !ok || !iscrittoVivo(m.Stato) || m.Blocco || !sfidaAperta(r, m) {
		return
	}
	if !r.Operatore {
		d.promemoriaNuova(r, m)
		r, _ = d.s.Richiesta(r.ID)
	}
	d.silenzio(r, m)
}

// silenzio calls a person about a registered box that did not answer for twelve days (U41).
func (d *decisore) silenzio(r Richiesta, m Iscritto) {
	c := *m.Candidato
	if !muta(r, m) || c.L1.IsZero() || d.now.Sub(c.L1) < giorniSilenzio*24*time.Hour {
		return
	}
	then := "L'approvazione conferma la casella."
	if r.Tipo == "R1" && r.Stato == RInEsecuzione {
		then = "L'approvazione conferma la casella e avvia la revoca di quella dell'Ordine."
	}
	d.spiegaCon("U41", "La nuova casella non ha mai risposto.")
	d.sollecita(r, segnoSilenzio, Compito{Tipo: SegConferma,
		Perche: "La nuova casella " + c.Indirizzo + " non ha risposto da dodici giorni: telefonare. " + then})
}

// promemoriaNuova writes to both boxes of a change and calls a person (U41). To the new one T-23 alone: it may be a stranger's.
func (d *decisore) promemoriaNuova(r Richiesta, m Iscritto) {
	if d.now.Sub(m.Candidato.L1) >= giorniSilenzio*24*time.Hour { // the call of the twelfth day takes its place
		return
	}
	if !d.scatta(&r, "promemoria nuova", giorniPromemoriaNuova, m.Candidato.L1) {
		return
	}
	d.spiegaCon("U41", "La nuova casella riceve e non ha risposto: si ricorda.")
	var ls []Lettera
	if l, ok := d.consegnata(r.ID, "T-23", m.Candidato.Indirizzo); ok {
		ls = append(ls, d.ripete(r, l))
	}
	if l, ok := d.consegnata(r.ID, "T-04", ""); ok && !morta(m, l.A) {
		ls = append(ls, d.ripete(r, l))
	}
	d.approvare(r, ls...)
	d.sollecita(r, "telefonata nuova", Compito{Tipo: SegTelefonata,
		Perche: "La nuova casella " + m.Candidato.Indirizzo + " è registrata e non ha risposto: ricordarlo all'iscritto per telefono."})
}

// scatta reports whether a reminder is due and notes it; of several that are due the earlier ones are skipped.
func (d *decisore) scatta(r *Richiesta, name string, days []int, from time.Time) bool {
	due := 0
	for _, n := range days {
		if !from.IsZero() && d.now.Sub(from) >= time.Duration(n)*24*time.Hour {
			due = n
		}
	}
	mark := name + " " + strconv.Itoa(due)
	if due == 0 || sollecitata(*r, name, days, due) {
		return false
	}
	r.Solleciti = append(append([]string(nil), r.Solleciti...), mark)
	d.scriviRichiesta(*r)
	return true
}

// sollecitata reports whether this reminder or a later one was made.
func sollecitata(r Richiesta, name string, days []int, due int) bool {
	for _, s := range r.Solleciti {
		for _, n := range days {
			if n >= due && s == name+" "+strconv.Itoa(n) {
				return true
			}
		}
	}
	return false
}

// consegnata gives the last delivered letter of a request on a template, to an address where one is named.
func (d *decisore) consegnata(request, modello, to string) (last Lettera, ok bool) {
	for _, id := range d.s.Cerca(PerLettereDi, request) {
		l, is := d.s.Lettera(id)
		if is && l.Modello == modello && l.Stato == LConsegnata && (to == "" || l.A == to) && l.TConsegna.After(last.TConsegna) {
			last, ok = l, true
		}
	}
	return last, ok
}

// ripete makes a letter again as a reminder.
func (d *decisore) ripete(r Richiesta, l Lettera) Lettera {
	dati := l.Dati
	dati.Sollecito = true
	return d.letteraAvanza(r, Bozza{Modello: l.Modello, Dettaglio: l.Dettaglio, A: l.A, CF: l.CF, InReplyTo: l.InReplyTo, Dati: dati}, "promemoria")
}
