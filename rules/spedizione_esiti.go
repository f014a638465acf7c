package rules

import (
	"cmp"
	"strings"
	"time"
)

// spedita records a step that the sender of letters reports. The order of steps is part of the promise that
// nothing is sent twice: IN_CODA fixes the bytes, IN_INVIO is durable before MAIL, and a receipt that came
// before the answer of the server is never undone by it (order.md §6.4).
func (d *decisore) spedita(in Sent) {
	p := in.Passo
	l, ok := d.s.Lettera(p.Lettera)
	if !ok {
		d.rifiuta("la lettera %q non esiste", p.Lettera)
		return
	}
	if p.Istante.IsZero() {
		p.Istante = in.Now
	}
	p.Ricevuta = "" // only ricevuta() moves a letter by a receipt
	switch p.Stato {
	case LInPartenza:
		d.nonScritta(l, p.Motivo)
	case LInCoda:
		d.accodata(l, p)
	case LInInvio:
		d.inInvio(l, p)
	case LInviata, LRifiutata, LIncerta:
		d.rispostaSMTP(l, p)
	default:
		d.rifiuta("la lettera %s non passa da %s a %s con un invio", l.ID, l.Stato, p.Stato)
	}
}

// accodata takes a letter that was composed, or one that the server asked to try later (4xx).
func (d *decisore) accodata(l Lettera, p Passo) {
	switch l.Stato {
	case LInPartenza, LInCoda:
	case LInInvio:
		if p.NonPrima.IsZero() {
			p.NonPrima = d.now.Add(pausa(l.Tentativi))
		}
	default:
		d.rifiuta("la lettera %s è %s: non va in coda", l.ID, l.Stato)
		return
	}
	if l.MsgID != "" && p.MsgID != "" && p.MsgID != l.MsgID || l.SHA256 != "" && p.SHA256 != "" && p.SHA256 != l.SHA256 {
		d.rifiuta("la lettera %s ha già i suoi byte: non cambiano", l.ID)
		return
	}
	if !d.giaPartita(l, p.MsgID) {
		d.passo(p, "", "")
	}
}

// nonComponibile begins the reason of a letter that cannot be written, which the agent tries again at each look.
const nonComponibile = "non componibile: "

// cosaNonScritta and the id of the letter are the Cosa of the task about it.
const cosaNonScritta = "non_scritta/"

// scrivibile reports whether nothing is known that keeps a letter from being written.
func (l Lettera) scrivibile() bool {
	return l.Stato != LInPartenza || !strings.HasPrefix(l.Motivo, nonComponibile)
}

// nonScritta calls a person about a letter that is due and cannot be written, once for a reason; the letter waits, and when the
// reason is gone it leaves and the call is closed (chiudiNonScritta). A later reason takes the place of the former one.
func (d *decisore) nonScritta(l Lettera, why string) {
	if l.Stato != LInPartenza || why == "" {
		d.rifiuta("la lettera %s è %s: non si scrive", l.ID, l.Stato)
		return
	}
	if l.Motivo == nonComponibile+why {
		return
	}
	d.chiudiNonScritta(l.ID, "il motivo è cambiato: "+why)
	d.passo(Passo{Lettera: l.ID, Stato: LInPartenza, Istante: d.now, NonPrima: l.NonPrima, Trattenuta: l.Trattenuta, Motivo: nonComponibile + why}, "order.md §6.4", why)
	d.compito(Compito{Tipo: SegAllarme, Cosa: cosaNonScritta + l.ID, Urgente: true, CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif, Caso: l.Caso,
		Perche: "La lettera " + l.ID + " (" + l.Modello + ") a " + l.A + " non si può scrivere: " + why + ". Attende: corretta la causa parte da sé, altrimenti si ritira."})
}

func (d *decisore) chiudiNonScritta(id, why string) {
	d.chiudiDove(why, func(c Compito) bool { return c.Cosa == cosaNonScritta+id })
}

// giaPartita takes back a letter that is about to leave for the first time although certified receipts speak of its
// Message-ID: it went out before, from a store that knew more than this one, as one brought back from a backup does not
// . Nothing is sent twice; what the receipts prove for the case is for a person.
func (d *decisore) giaPartita(l Lettera, msgid string) bool {
	if msgid == "" || l.Tentativi > 0 || l.Dubbia {
		return false
	}
	list := d.s.Cerca(PerEstranea, msgid)
	if len(list) == 0 {
		return false
	}
	const why = "già partita prima del ripristino dell'archivio: la casella ne contiene le ricevute"
	d.passo(Passo{Lettera: l.ID, Stato: LRitirata, Istante: d.now, Motivo: why}, "R-301", why)
	d.compito(Compito{Tipo: SegAllarme, Urgente: true, Messaggio: list[0], CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif, Perche: "La lettera " + l.ID + " (" + l.Modello +
		") a " + l.A + " è " + why + ". Non viene spedita di nuovo. Verificare le ricevute e registrare a mano ciò che provano."})
	return true
}

// pausa is the wait before another try after a passing refusal: 5, 10, 20 … minutes, at most 4 hours.
func pausa(tries int) time.Duration {
	t := 5 * time.Minute
	for ; tries > 1 && t < 4*time.Hour; tries-- {
		t *= 2
	}
	return min(t, 4*time.Hour)
}

// inInvio lets a letter leave; with Punto it is the mark before the final dot. It refuses when sending was
// stopped or the letter withdrawn in the meantime.
func (d *decisore) inInvio(l Lettera, p Passo) {
	switch {
	case p.Punto && l.Stato != LInInvio, !p.Punto && l.Stato != LInCoda:
		d.rifiuta("la lettera %s è %s: non parte", l.ID, l.Stato)
	case d.modo() == Osserva:
		d.rifiuta("in modo osserva nessuna lettera parte")
	case d.s.Stato.Modo.Fermo:
		d.rifiuta("gli invii sono fermi: %s", d.s.Stato.Modo.Perche)
	case l.MsgID == "" && p.MsgID == "" || l.SHA256 == "" && p.SHA256 == "":
		d.rifiuta("la lettera %s non ha ancora byte e Message-ID fissati", l.ID)
	case !p.Punto && d.giaPartita(l, cmp.Or(p.MsgID, l.MsgID)):
	default:
		p.Tentativo = !p.Punto // the second mark of one dispatch is no second attempt
		d.passo(p, "", "")
	}
}

// rispostaSMTP records the answer of the server, or that there was none.
func (d *decisore) rispostaSMTP(l Lettera, p Passo) {
	if l.Stato == LProposta || l.Stato == LRitirata || l.Stato == LInPartenza {
		d.rifiuta("la lettera %s è %s: non è mai partita", l.ID, l.Stato)
		return
	}
	if rank[l.Stato] > rank[LInviata] { // a receipt was faster than the answer
		d.passo(Passo{Lettera: l.ID, Stato: l.Stato, Istante: p.Istante, Codice: l.Codice, Motivo: l.Motivo}, "order.md §6.4",
			"La ricevuta è arrivata prima della risposta del server: vale la ricevuta.")
		return
	}
	switch p.Stato {
	case LIncerta:
		p.NonPrima = later(p.NonPrima, d.now.Add(attesaRicerca))
		if p.Motivo == "" {
			p.Motivo = "nessuna risposta dopo i dati"
		}
	case LInviata:
		p.Motivo = "" // attesa() writes there once it has called a person
	}
	l = d.passo(p, "", "")
	if l.Stato == LRifiutata {
		d.compito(Compito{Tipo: SegAllarme, Urgente: true, CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif,
			Perche: "Il server ha rifiutato la lettera " + l.ID + " a " + l.A + ": " + p.Motivo + "."})
	}
}

// cercata resolves a doubt by what the mailbox holds. Found: the receipt will be read and will move the letter.
// Not found: a letter that is no legal act goes once more with the same bytes and Message-ID; a legal act, or
// a second doubt, waits for a person (order.md §6.4, R-304).
func (d *decisore) cercata(in Cercata) {
	l, ok := d.s.Lettera(in.Lettera)
	if !ok || l.Stato != LIncerta {
		d.rifiuta("la lettera %q non è incerta", in.Lettera)
		return
	}
	again := func(why string) {
		d.passo(Passo{Lettera: l.ID, Stato: LIncerta, Istante: in.Now, Motivo: why, NonPrima: in.Now.Add(attesaRicerca)}, "order.md §6.4", why)
	}
	switch {
	case in.Trovata:
		again("ricevuta trovata in " + in.Dove)
		d.unaVolta(l, Compito{Tipo: SegAllarme, Perche: "Per la lettera incerta " + l.ID + " c'è una ricevuta nella cartella " + in.Dove +
			": si attende che sia letta. Se resta incerta, controllare che la cartella non sia esclusa."})
	case l.Legale:
		again("nessuna ricevuta trovata")
		d.unaVolta(l, Compito{Tipo: SegAllarme, Urgente: true, Perche: "La lettera " + l.ID +
			" è un atto e non si sa se sia partita: nessuna ricevuta in nessuna cartella. Decide una persona, non viene rispedita da sola."})
	case l.Dubbia:
		again("nessuna ricevuta trovata dopo il secondo invio")
		d.unaVolta(l, Compito{Tipo: SegAllarme, Urgente: true, Perche: "Anche il secondo invio della lettera " + l.ID +
			" è incerto: non viene rispedita ancora, decide una persona."})
	case d.lacunaAperta(): // the receipt may be among what vanished
		again("nessuna ricevuta trovata, ma dalla casella sono spariti messaggi")
		d.unaVolta(l, Compito{Tipo: SegAllarme, Urgente: true, Perche: "Non si sa se la lettera " + l.ID + " sia partita: nessuna ricevuta in nessuna cartella, ma dalla casella sono spariti messaggi non letti. " +
			"Non viene rispedita finché l'avviso sui messaggi spariti è aperto: cercare la ricevuta presso chi ha scaricato la posta."})
	default:
		d.passo(Passo{Lettera: l.ID, Stato: LInCoda, Istante: in.Now, NonPrima: in.Now, Dubbia: true, Motivo: "secondo invio con gli stessi byte"},
			"order.md §6.4", "Nessuna ricevuta in nessuna cartella: si rispedisce una volta, con gli stessi byte e lo stesso Message-ID.")
	}
}

// unaVolta opens a task about a letter unless one with the same words is open.
func (d *decisore) unaVolta(l Lettera, c Compito) {
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		if o, ok := d.s.Compito(id); ok && o.Tipo == c.Tipo && o.Perche == c.Perche {
			return
		}
	}
	c.CF, c.Richiesta, c.Rif = l.CF, l.Richiesta, l.Rif
	d.compito(c)
}
