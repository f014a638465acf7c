package rules

import (
	"fmt"
	"time"
)

// orologio is what the calendar and the clock bring: letters that hear nothing, limits, terms, dates that
// have come. It makes each task once; no term harms anybody by itself, silence becomes a call (§6.3, §9b).
func (d *decisore) orologio() {
	d.regola, d.perche = "", ""
	for _, l := range vive(d.s) {
		d.attesa(l)
	}
	d.limiti()
	d.scadenzaPassword()
	if d.modo() == Osserva {
		return
	}
	for _, id := range d.s.Cerca(RichiesteVive, "") {
		r, ok := d.s.Richiesta(id)
		if !ok {
			continue
		}
		d.spiegaCon("", "")
		d.chiave = ""
		d.faTermine(r)
		d.avanza(id)
		if r, ok = d.s.Richiesta(id); ok && r.Stato.Aperta() {
			d.scadenze(r)
		}
	}
	for _, id := range d.s.Cerca(SfideAperte, "") {
		if r, ok := d.s.Richiesta(id); ok {
			d.spiegaCon("", "")
			d.chiave = ""
			d.sfidaFinita(r)
		}
	}
	for _, cases := range []func(){d.orologioCaselle, d.orologioDiffide, d.orologioFlussi, d.orologioKit, d.orologioCampagne, d.orologioAncora} {
		d.spiegaCon("", "")
		d.chiave = ""
		cases()
	}
}

// attesa calls a person about a letter that hears nothing (order.md §6.4, pec.md §8): no accettazione in time
// is an alarm; no outcome in time is SENZA_ESITO, never counted as delivered.
func (d *decisore) attesa(l Lettera) {
	switch l.Stato {
	case LInviata:
		wait := time.Duration(d.p.Invio.AttesaAccettazione) * time.Second
		if wait <= 0 || l.Motivo != "" || l.TInvio.IsZero() || d.now.Sub(l.TInvio) < wait {
			return
		}
		why := "nessuna accettazione dopo " + durata(wait)
		d.passo(Passo{Lettera: l.ID, Stato: LInviata, Istante: d.now, Motivo: why}, "order.md §6.4", why)
		d.allarme(l, "La lettera "+l.ID+" a "+l.A+" non ha ricevuta di accettazione dopo "+durata(wait)+": controllare la casella e il gestore.")
	case LAccettata, LPreavviso12H:
		wait := time.Duration(d.p.Invio.AttesaEsito) * time.Second
		from := l.TAccettazione
		if from.IsZero() {
			from = l.TInvio
		}
		if wait <= 0 || l.Codice == codiceEsterno || from.IsZero() || d.now.Sub(from) < wait {
			return
		}
		why := "nessun esito dopo " + durata(wait)
		d.passo(Passo{Lettera: l.ID, Stato: LSenzaEsito, Istante: d.now, Motivo: why}, "order.md §6.4", why)
		d.allarme(l, "La lettera "+l.ID+" a "+l.A+" è senza esito dopo "+durata(wait)+": non vale come consegnata, ripetere o usare un altro mezzo.")
	}
}

func (d *decisore) allarme(l Lettera, why string) {
	if l.massiva() { // one call for a communication to many, at its end
		return
	}
	d.compito(Compito{Tipo: SegAllarme, Urgente: l.Legale, Perche: why, CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif})
}

func durata(t time.Duration) string {
	if t == time.Hour {
		return "1 ora"
	}
	if t%time.Hour == 0 {
		return fmt.Sprintf("%d ore", int(t/time.Hour))
	}
	return fmt.Sprintf("%d minuti", int(t/time.Minute))
}

// mostraTrattenute shows a person what a limit holds: one task for all that one look at the clock has found, or nobody
// would read them.
func (d *decisore) mostraTrattenute(held []Lettera) {
	switch len(held) {
	case 0:
	case 1:
		l := held[0]
		d.compito(Compito{Tipo: SegLettera, CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif, Lettere: []string{l.ID},
			Perche: "La lettera " + l.ID + " è trattenuta: " + l.Trattenuta + ". L'approvazione la fa partire."})
	default:
		c := Compito{Tipo: SegLettera, Perche: fmt.Sprintf("%d lettere sono trattenute: %s. L'approvazione le fa partire tutte.", len(held), held[0].Trattenuta)}
		for _, l := range held {
			c.Lettere = append(c.Lettere, l.ID)
		}
		d.compito(c)
	}
}

// limiti stops all sending when more is ready than the limits allow, and shows what the limits per member
// hold. It does not slow down: a flood means that something is wrong, and a person must say go.
func (d *decisore) limiti() {
	if d.modo() == Osserva || d.s.Stato.Modo.Fermo || !orarioDiInvio(d.p, d.now) {
		return
	}
	ready := mature(d.s, d.now)
	free := 0
	var held []Lettera
	for _, l := range ready {
		if defunto(d.s, l) {
			const why = "l'iscritto è deceduto: nessuna lettera parte verso le sue caselle"
			d.ritira(l, "R-133", why)
			continue
		}
		why := trattiene(d.p, d.s, l, nil, d.now)
		if why == "" && !l.massiva() && l.scrivibile() {
			free++
		}
		if why != "" && l.Trattenuta == "" {
			d.passo(Passo{Lettera: l.ID, Stato: l.Stato, Istante: d.now, NonPrima: l.NonPrima, Codice: l.Codice, Motivo: l.Motivo, Trattenuta: why}, "R-303", why)
			l.Trattenuta = why
			held = append(held, l)
		}
	}
	d.mostraTrattenute(held)
	if room := posto(d.p, d.s, d.now); room == 0 && free > 0 {
		m := d.s.Stato.Modo
		m.Fermo = true
		m.Perche = fmt.Sprintf("superato il limite di invio (%d l'ora, %d al giorno)", d.p.Invio.MaxOra, d.p.Invio.MaxGiorno)
		d.emit(Event{Kind: KModo, Modo: &m, Regola: "R-303", Perche: m.Perche})
		d.s.Stato.Modo = m
		d.compito(Compito{Tipo: SegAllarme, Urgente: true,
			Perche: fmt.Sprintf("Invii fermati: %s. %d lettere attendono. Controllare e riprendere con resume.", m.Perche, free)})
	}
}

// scadenze turns silence into calls: the end of the term given to the member (nothing valid is archived by
// the clock), and a registered box that never answered (U41).
func (d *decisore) scadenze(r Richiesta) {
	if (r.Stato == RIntegrazione || r.Stato == RConferma) && Scaduto(r.Termine, d.now) {
		d.spiegaCon("order.md §6.3", "Il termine è passato senza risposta.")
		r = d.sollecita(r, "termine "+r.Termine, Compito{Tipo: SegTelefonata,
			Perche: "Il termine del " + giornoItaliano(r.Termine) + " è passato senza risposta: telefonare. La richiesta resta aperta, il domicilio agli atti resta valido."})
	}
	d.fineOsservazioni(r)
	d.promemoria(r)
	d.conclusione(r)
	m, ok := d.s.Iscritto(r.CF)
	if ok && r.Stato == RInEsecuzione && muta(r, m) {
		d.silenzio(r, m)
	}
}

// giorniAvviso is how long before the end of the Order's own term a person is called.
const giorniAvviso = 5

// conclusione calls a person before the term of the procedure ends (L. 241/1990 art. 2, 30 days from receipt).
// It does not count while the member is asked for something, nor once the new domicile is registered and only
// the answer that lets the Order box die is awaited.
func (d *decisore) conclusione(r Richiesta) {
	if r.Stato != RInRevisione && r.Stato != RInEsecuzione && r.Stato != RPreavviso {
		return
	}
	if m, ok := d.s.Iscritto(r.CF); ok && m.Candidato != nil && m.Candidato.Richiesta == r.ID && m.Candidato.Stato == Iscritta {
		return
	}
	term := d.p.TermineOrdine(r.Ricevuta, d.p.ConclusioneGiorni)
	if term == "" || DataRoma(d.now.AddDate(0, 0, giorniAvviso)) < term {
		return
	}
	d.spiegaCon("L. 241/1990 art. 2", "Il termine di conclusione del procedimento si avvicina.")
	d.sollecita(r, "conclusione", Compito{Tipo: SegAllarme, Urgente: true, Scade: term,
		Perche: "Il procedimento " + r.Rif + " va concluso entro il " + giornoItaliano(term) + " (art. 2 L. 241/1990), senza contare le sospensioni."})
}
