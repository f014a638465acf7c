package rules

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Times of order.md §6.9.
const (
	primoRitento   = 24 * time.Hour // U11: a box bought yesterday is not active yet
	secondoRitento = 48 * time.Hour // after the second failure: 72 hours from the first
	giorniSilenzio = 12             // U41: then a call
)

// avanza draws what follows for a request from the facts as they are now: receipts of its letters, an answer
// from the new box, a person's word, the calendar. It looks at states, never at what just arrived, so it gives
// the same end in whatever order the receipts came, and it may be called again at any time. A store that
// observes draws nothing; what it left undone follows when the mode changes.
func (d *decisore) avanza(id string) {
	r, ok := d.s.Richiesta(id)
	if !ok || r.CF == "" || d.modo() == Osserva || d.attendeMano(r) {
		return
	}
	m, ok := d.s.Iscritto(r.CF)
	if !ok {
		return
	}
	r = d.confermaMorta(r, m)
	switch r.Tipo {
	case "R1", "R3", "R4", "R11":
		d.avanzaVariazione(r, m)
	case "R2":
		d.avanzaOrdine(r, m)
	}
}

// avanzaVariazione carries the change to a personal address from its challenge to its end (order.md §6.2).
func (d *decisore) avanzaVariazione(r Richiesta, m Iscritto) {
	c := m.Candidato
	if c == nil || c.Richiesta != r.ID || m.Blocco {
		return
	}
	switch {
	case r.Stato == REseguita && c.Stato == Iscritta:
		if certa(r, *c) {
			d.risposto(r, m)
			d.chiudiConferme(r.ID)
		}
		d.annunciaAlNuovo(r, m)
	case r.Stato != RInEsecuzione:
	case c.Stato == Iscritta:
		d.conclude(r, m)
	default:
		d.prova(r, m)
	}
}

// prova looks for L1, the delivery of a letter of this request to the new address, and registers it.
func (d *decisore) prova(r Richiesta, m Iscritto) {
	l1 := d.primaConsegna(r.ID, m.Candidato.Indirizzo)
	if l1.IsZero() {
		d.sfida(r, m)
		return
	}
	c := *m.Candidato
	if c.Stato == Rifiutata {
		return // given up before the receipt came: a person has the task of the late receipt
	}
	if !c.L1.Equal(l1) || c.Stato == Dichiarata {
		c.L1, c.Stato = l1, Verificata
		m.Candidato = &c
		d.spiegaCon("order.md §6.2 L1", "La nuova casella ha ricevuto la nostra lettera: esiste ed è certificata.")
		d.scriviIscritto(m)
	}
	d.ritiraLettere(r.ID, "la nuova casella ha già ricevuto la lettera", func(l Lettera) bool { return l.Modello != "T-23" })
	d.iscrivi(r, m)
}

// primaConsegna is the earliest certified delivery of a letter of the request to an address.
func (d *decisore) primaConsegna(request, addr string) time.Time {
	var first time.Time
	for _, id := range d.s.Cerca(PerLettereDi, request) {
		l, ok := d.s.Lettera(id)
		if ok && l.A == addr && l.Stato == LConsegnata && !l.TConsegna.IsZero() && (first.IsZero() || l.TConsegna.Before(first)) {
			first = l.TConsegna
		}
	}
	return first
}

// iscrivi registers the new address, or says what it waits for.
func (d *decisore) iscrivi(r Richiesta, m Iscritto) {
	if r.Decorrenza != "" && r.Decorrenza > DataRoma(d.now) {
		return // DECORRENZA_FUTURA: the clock calls again
	}
	c := m.Candidato
	if why := d.impedimento(m); why != "" {
		r = d.sollecita(r, "impedimento", Compito{Tipo: SegRevisione, Urgente: true, Perche: why})
		r.Stato = RInRevisione
		d.scriviRichiesta(r)
		return
	}
	sure := certa(r, *c)
	if doubt := d.dubbio(r, m); !sure && doubt != "" {
		d.sollecita(r, "conferma", Compito{Tipo: SegConferma,
			Perche: "Confermare per telefono l'indirizzo " + c.Indirizzo + ": " + doubt + ". L'approvazione lo registra."})
		return
	}
	d.registra(r, m)
}

// certa reports whether more than a delivery speaks for the address: a certified message from it (L2), the
// request itself having come from it, or a person.
func certa(r Richiesta, c Candidato) bool { return r.Confermata || r.DalNuovo || !c.L2.IsZero() }

// impedimento is why an address may not be registered whoever confirms it, "" when it may.
func (d *decisore) impedimento(m Iscritto) string {
	switch m.Stato {
	case Trasferito, Cancellato, Radiato, Deceduto:
		return "L'iscritto risulta " + string(m.Stato) + ": l'indirizzo non viene registrato."
	}
	a := m.Candidato.Indirizzo
	for _, i := range []Indice{PerDomicilio, PerCasella} {
		for _, cf := range d.s.Cerca(i, a) {
			if cf != m.CF { // one address, one person
				return "L'indirizzo " + a + " è già di un altro iscritto (R-054): non viene registrato."
			}
		}
	}
	return ""
}

// dubbio is why a delivery alone does not register the address (order.md §6.2), "" when it does: a slip of
// the pen may have named a stranger's box.
func (d *decisore) dubbio(r Richiesta, m Iscritto) string {
	c := m.Candidato
	if d.p.SfidaBlocca == "sempre" {
		return "l'Ordine chiede sempre una conferma"
	}
	if r.Ground == "R-102" || daGuardare(r.Ground) {
		return "la richiesta non viene dalla PEC registrata e non è firmata digitalmente"
	}
	if omonimi(d.s, m) {
		return "un altro iscritto ha lo stesso nome o un codice fiscale che ne differisce per omocodia"
	}
	for _, cf := range d.s.Cerca(PerCandidato, c.Indirizzo) {
		if cf != m.CF {
			return "anche un altro iscritto ha indicato lo stesso indirizzo"
		}
	}
	if !r.DueVolte && !contieneNome(c.Indirizzo, m) {
		return "è stato scritto una volta sola e non contiene il cognome o il nome"
	}
	return ""
}

// contieneNome reports whether the local part of an address holds the whole surname or the whole name. Names
// of fewer than four letters must stand alone between signs: "re" is in too many words.
func contieneNome(addr string, m Iscritto) bool {
	local, _, _ := strings.Cut(addr, "@")
	whole := Piega(local)
	parts := strings.FieldsFunc(local, func(r rune) bool { return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') })
	for _, n := range []string{Piega(m.Cognome), Piega(m.Nome)} {
		switch {
		case n == "":
		case len(n) >= 4 && strings.Contains(whole, n):
			return true
		case slices.ContainsFunc(parts, func(s string) bool { return Piega(s) == n }):
			return true
		}
	}
	return false
}

// sfida deals with a challenge that has not been delivered (U11): an address that is no certified box is
// refused at once; a failed delivery is tried again after 24 and 72 hours, then the member is asked.
func (d *decisore) sfida(r Richiesta, m Iscritto) {
	c := m.Candidato
	if c.Stato == Rifiutata {
		return
	}
	tries := d.sfide(r.ID, c.Indirizzo)
	if len(tries) == 0 {
		return
	}
	last := tries[len(tries)-1] // taken back by a person: nothing goes on by itself
	switch {
	case slices.ContainsFunc(tries, func(l Lettera) bool { return l.Codice == codiceEsterno && l.Stato == LAccettata }):
		d.scarta(r, m, "NON_CERTIFICATA", "L'indirizzo indicato non è una casella certificata (U11).")
	case last.Stato != LMancata:
	case len(tries) < 3:
		wait := primoRitento
		if len(tries) == 2 {
			wait = secondoRitento
		}
		d.spiegaCon("U11", "La lettera non è stata consegnata: si riprova più tardi, la casella può non essere ancora attiva.")
		d.chiave = last.Effetto
		again := d.letteraAvanza(r, Bozza{Modello: "T-23", A: c.Indirizzo, CF: m.CF, Dati: last.Dati}, "ritento")
		again.NonPrima = last.Istante.Add(wait)
		if soonest := d.now.Add(d.ritardo()); again.NonPrima.Before(soonest) {
			again.NonPrima = soonest
		}
		d.sostituisci(again)
		d.approvare(r, again)
	default:
		d.scarta(r, m, "NON_ATTIVA", "L'indirizzo indicato non riceve: tre lettere non sono state consegnate (U11).")
	}
}

// sfide gives the challenges of a request to an address, oldest first.
func (d *decisore) sfide(request, addr string) []Lettera {
	var ls []Lettera
	for _, id := range d.s.Cerca(PerLettereDi, request) {
		if l, ok := d.s.Lettera(id); ok && l.Modello == "T-23" && l.A == addr {
			ls = append(ls, l)
		}
	}
	return ls
}

// scarta gives an address up and asks the member for another.
func (d *decisore) scarta(r Richiesta, m Iscritto, reason, why string) {
	c := *m.Candidato
	c.Stato, c.Motivo = Rifiutata, reason
	m.Candidato = &c
	d.spiegaCon("U11", why)
	d.scriviIscritto(m)
	r.Stato, r.Manca, r.Termine = RIntegrazione, []string{"PEC"}, ""
	if reason == "NON_CERTIFICATA" && !slices.Contains(r.Flags, "NON_PEC") {
		r.Flags = append(slices.Clone(r.Flags), "NON_PEC")
	}
	d.scriviRichiesta(r)
	d.ritiraLettere(r.ID, why, func(l Lettera) bool { return l.Modello != "T-23" })
	to := r.Mittente
	if to == "" { // the request came on paper: the answer goes where he can be written to
		to = d.altroRecapito(m)
	}
	if to == "" {
		d.sollecita(r, "scartata "+c.Indirizzo, Compito{Tipo: SegTelefonata, Perche: "L'indirizzo " + c.Indirizzo + " non va bene: " + why + " Chiederne un altro per telefono o su carta."})
		return
	}
	b := d.bozza(m, "T-02", to)
	b.Dettaglio, b.Dati.Manca, b.Dati.Indirizzo, b.Dati.Giorni = reason, []string{"PEC"}, c.Indirizzo, d.p.IntegrazioneGiorni
	if m.Domicilio != nil {
		b.Dati.Precedente = m.Domicilio.Indirizzo
	}
	d.approvare(r, d.letteraAvanza(r, b, c.Indirizzo))
}

// spiegaCon puts rule and reason on the events that follow.
func (d *decisore) spiegaCon(regola, why string) { d.regola, d.perche = regola, why }

// bozza is a letter to a member with what the register knows of his name.
func (d *decisore) bozza(m Iscritto, modello, to string) Bozza {
	return Bozza{Modello: modello, A: to, CF: m.CF, Dati: DatiLettera{Nome: m.Nome, Cognome: m.Cognome, Titolo: m.Titolo}}
}

// letteraAvanza makes a letter that follows from the state of a request: without a click where its type needs none.
func (d *decisore) letteraAvanza(r Richiesta, b Bozza, n string) Lettera {
	if d.chiave == "" {
		d.chiave = "richiesta " + r.ID
	}
	how := proposta
	if d.automatico(r.Tipo) && !r.Operatore {
		how = inPartenza
	}
	// The letters already made for the request tell apart two of one template from one cause.
	return d.lettera(b, &r, how, n+"/"+strconv.Itoa(len(d.s.Cerca(PerLettereDi, r.ID))))
}

// sostituisci corrects a letter made in this same decision.
func (d *decisore) sostituisci(l Lettera) {
	for i := range d.events {
		if d.events[i].Kind == KLettera && d.events[i].Lettera.ID == l.ID {
			d.events[i].Lettera = &l
		}
	}
	d.sopra.lettere[l.ID] = l
}

// approvare opens the one task under which the letters that wait for a click stand together.
func (d *decisore) approvare(r Richiesta, ls ...Lettera) {
	var ids []string
	for _, l := range ls {
		if l.Stato == LProposta {
			ids = append(ids, l.ID)
		}
	}
	if len(ids) > 0 {
		d.compito(Compito{Tipo: SegLettera, Perche: "Lettere da approvare. " + d.perche, CF: r.CF, Richiesta: r.ID, Rif: r.Rif, Lettere: ids})
	}
}
