package rules

import (
	"fmt"
	"slices"
)

// Outcomes of a raccomandata (Atto.Esito).
const (
	EsitoConsegnata   = "CONSEGNATA"
	EsitoGiacenza     = "GIACENZA"
	EsitoIrreperibile = "IRREPERIBILE"
)

// firmata lets the signed diffida go: by PEC as a letter that carries it, on paper as a task for the office.
func (d *decisore) firmata(a Atto) {
	c, _ := d.s.Diffida(a.Caso)
	m, _ := d.s.Iscritto(c.CF)
	doc := a.Documenti[0]
	c.Firmata, c.Firmatario = &doc, a.Firme[0].CF
	d.spiegaCon("order.md §6.5", "La diffida è firmata dal Presidente e confermata da due persone.")
	d.chiudiCompitiDi(c.ID, "diffida firmata", SegDiffida)
	if a.Canale == "RACCOMANDATA" {
		d.scriviDiffida(c)
		d.ancoraCarta("Prima che la diffida " + c.ID + " parta su carta.")
		d.compito(Compito{Tipo: SegDiffida, CF: c.CF, Caso: c.ID,
			Perche: "Spedire la diffida per raccomandata A/R e registrare il numero: pecagent act raccomandata-sent --case " + c.ID + ". L'originale firmato digitalmente resta agli atti (art. 3-bis c. 4-bis CAD)."})
		return
	}
	b := Bozza{Modello: "T-10", A: d.casellaPerAtto(m, c), CF: m.CF, Legale: true, Allegati: []Documento{doc}, Dati: datiDiffida(d.p, c, m)}
	l := d.letteraAtto(b, c.ID, "diffida "+a.ID)
	c.Notifiche = append(slices.Clone(c.Notifiche), Notifica{Canale: "PEC", Lettera: l.ID, Atto: a.ID})
	d.scriviDiffida(c)
	d.compito(Compito{Tipo: SegLettera, CF: c.CF, Caso: c.ID, Rif: l.Rif, Lettere: []string{l.ID}, Perche: "La diffida " + c.ID + " è pronta per la PEC: l'approvazione la fa partire."})
}

// notifiche are the ways of the act that is being served now: of the suspension once it is resolved, else of the diffida.
func (c Diffida) notifiche() []Notifica {
	if c.Sospensione != nil {
		return c.SospNotif
	}
	return c.Notifiche
}

func (c Diffida) conNotifiche(list []Notifica) Diffida {
	if c.Sospensione != nil {
		c.SospNotif = list
	} else {
		c.Notifiche = list
	}
	return c
}

// casoDaNotificare is the case of an act about a raccomandata: the diffida is signed, or the suspension resolved.
func (d *decisore) casoDaNotificare(a Atto) (c Diffida, why string) {
	c, why = d.casoIn(a, DPredisposta, DNotificata, DInVerifica, DDelibera, DSospeso)
	switch {
	case why != "":
		return c, why
	case c.Stato.notificabile() && c.Firmata == nil && !c.Importata:
		return c, fmt.Sprintf("la diffida %s non è firmata e confermata da due persone: non si notifica", c.ID)
	}
	m, ok := d.s.Iscritto(c.CF)
	if !ok || nonSoggetto(m) {
		return c, fmt.Sprintf("%s risulta %s: non si notifica nulla", nomeDi(m), m.Stato)
	}
	return c, ""
}

func nonSoggetto(m Iscritto) bool {
	stato, _ := m.Conformita()
	return stato == NonSoggetto
}

func (d *decisore) vietaRaccomandata(a Atto) string {
	c, why := d.casoDaNotificare(a)
	if why != "" {
		return why
	}
	if slices.ContainsFunc(c.notifiche(), func(n Notifica) bool { return n.Numero == a.Numero }) {
		return fmt.Sprintf("la raccomandata %s è già registrata", a.Numero)
	}
	if l, ok := d.s.Lettera(c.SospLettera); ok && c.Sospensione != nil && l.Dati.Protocollo == "" {
		return fmt.Sprintf("la lettera %s di sospensione non ha il numero di protocollo dell'Ordine (R-209): si registra con protocol", l.ID)
	}
	if why := nonPrima(a, "la spedizione", d.passiInvio(c)...); why != "" {
		return why
	}
	if c.Sospensione == nil {
		return d.p.inFinestraDiffida(a.Giorno)
	}
	return ""
}

func (d *decisore) raccomandata(a Atto) {
	c, _ := d.s.Diffida(a.Caso)
	c = c.conNotifiche(append(slices.Clone(c.notifiche()), Notifica{Canale: "RACCOMANDATA", Numero: a.Numero, Spedita: a.Giorno, Atto: a.ID}))
	d.chiudiCompitiDi(c.ID, "raccomandata spedita", SegDiffida)
	d.scriviDiffida(c)
	d.chiudiSuperate(c, Notifica{Numero: a.Numero}, false)
	d.compito(Compito{Tipo: SegDiffida, CF: c.CF, Caso: c.ID,
		Perche: "Raccomandata " + a.Numero + " spedita il " + giornoItaliano(a.Giorno) + ": quando torna l'avviso di ricevimento, registrarlo con pecagent act notified --case " + c.ID + " (giacenza: raccomandata-held). Nessun termine decorre prima."})
}

// raccomandataDi finds the raccomandata of an act by its number, or the only one still on its way.
func raccomandataDi(c Diffida, numero string) (i int, why string) {
	var open []int
	for i, n := range c.notifiche() {
		if n.Canale != "RACCOMANDATA" || n.Giorno != "" || n.Esito == EsitoIrreperibile {
			continue
		}
		if numero != "" && n.Numero == numero {
			return i, ""
		}
		open = append(open, i)
	}
	switch {
	case numero != "":
		return 0, fmt.Sprintf("la pratica %s non ha una raccomandata %s in viaggio: si registra prima con raccomandata-sent", c.ID, numero)
	case len(open) == 0:
		return 0, fmt.Sprintf("la pratica %s non ha una raccomandata in viaggio: si registra prima con raccomandata-sent", c.ID)
	case len(open) > 1:
		return 0, fmt.Sprintf("la pratica %s ha più raccomandate in viaggio: serve il numero", c.ID)
	}
	return open[0], ""
}

func (d *decisore) vietaGiacenza(a Atto) string {
	c, why := d.casoDaNotificare(a)
	if why != "" {
		return why
	}
	i, why := raccomandataDi(c, a.Numero)
	if why == "" && a.Giorno < c.notifiche()[i].Spedita {
		return fmt.Sprintf("la raccomandata %s è partita il %s: l'avviso non può essere del %s", a.Numero, giornoItaliano(c.notifiche()[i].Spedita), giornoItaliano(a.Giorno))
	}
	if why == "" {
		why = nonPrima(a, "l'avviso di giacenza", d.passiInvio(c)...)
	}
	return why
}

// GiornoProposto is a day from which a raccomandata in giacenza may be taken as known, and why.
type GiornoProposto struct{ Giorno, Perche string }

// ProposteGiacenza are the candidates for a raccomandata that was left at the post office, the latest last; that one is
// proposed, as it harms nobody. A person enters the day, with the document.
func ProposteGiacenza(avviso string) []GiornoProposto {
	return []GiornoProposto{
		{avviso, "rilascio dell'avviso di giacenza (Cass. 27526/2015)"},
		{giorniDopo(avviso, 10), "dieci giorni di giacenza, la regola degli atti giudiziari"},
		{giorniDopo(avviso, 30), "fine dei trenta giorni di deposito"},
	}
}

func (d *decisore) giacenza(a Atto) {
	c, _ := d.s.Diffida(a.Caso)
	i, _ := raccomandataDi(c, a.Numero)
	list := slices.Clone(c.notifiche())
	list[i].Giacenza = a.Giorno
	c = c.conNotifiche(list)
	d.scriviDiffida(c)
	days := ProposteGiacenza(a.Giorno)
	last := days[len(days)-1]
	d.compito(Compito{Tipo: SegDiffida, CF: c.CF, Caso: c.ID, Scade: last.Giorno,
		Perche: "Raccomandata " + list[i].Numero + " in giacenza dal " + giornoItaliano(a.Giorno) + ". Giorno proposto per la notifica: " + giornoItaliano(last.Giorno) + " (" + last.Perche +
			"). Lo registra una persona, con il documento: pecagent act notified --case " + c.ID + " --outcome GIACENZA."})
}

// vietaNotifica: a day with its document starts a term, or the effect of a suspension; one before the proposal of a giacenza is
// said why. Of a PEC the receipt of delivery alone counts.
func (d *decisore) vietaNotifica(a Atto) string {
	if a.Caso == "" {
		return d.vietaNotificaImportata(a)
	}
	c, why := d.casoDaNotificare(a)
	if why != "" {
		return why
	}
	if !slices.Contains([]string{"", EsitoConsegnata, EsitoGiacenza, EsitoIrreperibile}, a.Esito) {
		return fmt.Sprintf("l'esito è CONSEGNATA, GIACENZA o IRREPERIBILE, non %q", a.Esito)
	}
	i, why := raccomandataDi(c, a.Numero)
	if why != "" {
		return why
	}
	n := c.notifiche()[i]
	switch {
	case a.Giorno < n.Spedita:
		return fmt.Sprintf("la raccomandata %s è partita il %s: non può essere arrivata il %s", n.Numero, giornoItaliano(n.Spedita), giornoItaliano(a.Giorno))
	case a.Esito == EsitoGiacenza && n.Giacenza == "":
		return fmt.Sprintf("della giacenza della raccomandata %s si registra prima l'avviso, con raccomandata-held", n.Numero)
	case a.Esito == EsitoGiacenza && a.Giorno < n.Giacenza:
		return fmt.Sprintf("l'avviso di giacenza è del %s", giornoItaliano(n.Giacenza))
	case a.Esito == EsitoGiacenza && a.Giorno < giorniDopo(n.Giacenza, 30) && a.Motivo == "":
		return fmt.Sprintf("il giorno proposto è il %s: per un giorno precedente si dice il motivo", giornoItaliano(giorniDopo(n.Giacenza, 30)))
	}
	return nonPrima(a, "la notifica", d.passiInvio(c)...)
}

// vietaNotificaImportata: the register said that a diffida was served and nothing ran; now a person attaches the proof.
func (d *decisore) vietaNotificaImportata(a Atto) string {
	m, why := d.soggetto(a.CF)
	if why != "" {
		return why
	}
	if c, ok := DiffidaDi(d.s, a.CF); ok {
		return fmt.Sprintf("%s ha già la pratica di diffida %s, %s: si usa --case", nomeDi(m), c.ID, c.Stato)
	}
	switch {
	case m.DiffidaNotificata == "":
		return fmt.Sprintf("nel registro %s non risulta diffidato: la pratica si apre con diffida-open", nomeDi(m))
	case m.Domicilio != nil:
		return fmt.Sprintf("%s ha il domicilio %s", nomeDi(m), m.Domicilio.Indirizzo)
	case a.Esito != "" && a.Esito != EsitoConsegnata:
		return "di una diffida importata si registra il giorno della consegna"
	case a.Giorno != m.DiffidaNotificata && a.Motivo == "":
		return fmt.Sprintf("il registro dice notificata il %s, il documento il %s: si dice il motivo, o si corregge il registro", giornoItaliano(m.DiffidaNotificata), giornoItaliano(a.Giorno))
	}
	return ""
}

func (d *decisore) notificata(a Atto) {
	doc := a.Documenti[0]
	if a.Caso == "" {
		d.spiegaCon("R-148", "La prova della notifica è allegata da una persona: da quel giorno decorre il termine.")
		c := Diffida{ID: d.numero("DIF"), CF: a.CF, Motivo: Assente, Stato: DPredisposta, Atto: a.ID, RilevataIl: DataRoma(d.now), Importata: true,
			Notifiche: []Notifica{{Canale: "RACCOMANDATA", Numero: a.Numero, Esito: EsitoConsegnata, Giorno: a.Giorno, Prova: doc.SHA256, Atto: a.ID}}}
		d.servita(c)
		return
	}
	c, _ := d.s.Diffida(a.Caso)
	i, _ := raccomandataDi(c, a.Numero)
	list := slices.Clone(c.notifiche())
	list[i].Esito, list[i].Prova, list[i].Atto = a.Esito, doc.SHA256, a.ID
	if a.Esito == "" {
		list[i].Esito = EsitoConsegnata
	}
	d.chiudiCompitiDi(c.ID, "avviso di ricevimento registrato", SegDiffida)
	if a.Esito == EsitoIrreperibile {
		d.spiegaCon("R-231", "La raccomandata non è stata consegnata: non vale come notifica.")
		d.scriviDiffida(c.conNotifiche(list))
		d.compito(Compito{Tipo: SegDiffida, Urgente: true, CF: c.CF, Caso: c.ID,
			Perche: "La raccomandata " + list[i].Numero + " non è stata consegnata: nessun termine decorre. Cercare il recapito e spedire di nuovo (raccomandata-sent)."})
		return
	}
	list[i].Giorno = a.Giorno
	d.spiegaCon("R-231", "Notificata per raccomandata A/R: lo prova il documento allegato.")
	d.chiudiSuperate(c, list[i], true)
	if c.Sospensione != nil {
		d.sospensioneNotificata(c.conNotifiche(list), list[i])
	} else {
		d.servita(c.conNotifiche(list))
	}
}

// servita starts the term of a diffida, from the latest of its proofs: of two ways each letter gives thirty days from its own
// arrival. What else is on its way goes on; a letter by PEC that failed is closed by the raccomandata.
func (d *decisore) servita(c Diffida) {
	last := ""
	for _, n := range c.Notifiche {
		last = max(last, n.Giorno)
	}
	if last == "" || last == c.NotificataIl {
		d.scriviDiffida(c)
		return
	}
	c.NotificataIl = last
	_, c.Scade = d.p.TermineDiffida(last)
	if c.Stato == DPredisposta {
		c.Stato = DNotificata
	}
	d.scriviDiffida(c)
	if m, ok := d.s.Iscritto(c.CF); ok && m.DiffidaNotificata != last {
		m.DiffidaNotificata = last
		d.scriviIscritto(m)
	}
}

// chiudiSuperate closes the letters of the act that another way has replaced (order.md §6.4): those PEC did not deliver and the one
// printed for the post; once the raccomandata has arrived, also those that have not left. The tasks that waited for them end.
func (d *decisore) chiudiSuperate(c Diffida, n Notifica, arrived bool) {
	why := "spedita con raccomandata " + n.Numero
	for _, l := range d.lettereDi(c.ID) {
		switch {
		case l.Modello != "T-10" && l.Modello != "T-10b" || (l.ID == c.SospLettera) != (c.Sospensione != nil):
		case l.Stato == LConsegnata || l.Stato == LRitirata || l.Stato == LChiusa:
		case l.A == "" || l.Stato.Finale():
			d.passo(Passo{Lettera: l.ID, Stato: LChiusa, Istante: d.now, Motivo: why}, "order.md §6.4", why)
		case arrived && daPartire(l.Stato):
			d.passo(Passo{Lettera: l.ID, Stato: LRitirata, Istante: d.now, Motivo: why}, "order.md §6.4", why)
			d.chiudiCompitiDi(c.ID, why, SegLettera)
		}
	}
}

// consegnate takes the certified deliveries of the case's letters as proofs; ok is false when there is nothing new.
func (d *decisore) consegnate(c Diffida) (out Diffida, fresh Notifica, ok bool) {
	list := slices.Clone(c.notifiche())
	for i, n := range list {
		l, found := d.s.Lettera(n.Lettera)
		if !found || n.Giorno != "" || l.Stato != LConsegnata || l.TConsegna.IsZero() {
			continue
		}
		list[i].Giorno, list[i].Istante, list[i].Esito = DataRoma(l.TConsegna), l.TConsegna, EsitoConsegnata
		if len(l.Ricevute) > 0 {
			list[i].Prova = l.Ricevute[len(l.Ricevute)-1]
		}
		return c.conNotifiche(list), list[i], true
	}
	return c, Notifica{}, false
}
