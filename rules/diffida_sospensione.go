package rules

import (
	"fmt"
	"slices"
	"time"
)

// vietaSospensione: the Council decides on a term that was found to have passed, by its own resolution; the letter that says so
// carries the remedies (L. 241/1990 art. 3 c. 4), and immediate effect has its reasons (art. 21-bis).
func (d *decisore) vietaSospensione(a Atto) string {
	c, why := d.casoIn(a, DScaduta)
	if why != "" {
		return why
	}
	m, why := d.soggetto(c.CF)
	switch {
	case why != "":
		return why
	case d.p.Rimedi == "":
		return "nella configurazione mancano i rimedi (policy.remedies): senza, la lettera di sospensione non si può scrivere"
	case a.Giorno < c.ScadutaIl:
		return fmt.Sprintf("il termine risulta passato dal controllo del %s: la delibera non può essere del %s", giornoItaliano(c.ScadutaIl), giornoItaliano(a.Giorno))
	case c.Protocollo == "":
		return fmt.Sprintf("della diffida %s non si conosce il numero di protocollo, che la lettera di sospensione cita (R-209): si registra con protocol", c.ID)
	case a.Immediato && a.Motivo == "":
		return "l'effetto immediato vuole il motivo, come lo dice la delibera (art. 21-bis L. 241/1990)"
	case !a.Immediato && a.Motivo != "":
		return "il motivo si registra solo per l'effetto immediato"
	}
	for _, id := range c.Osservazioni {
		if r, ok := d.s.Richiesta(id); ok && r.Stato.Aperta() {
			return fmt.Sprintf("le osservazioni dell'iscritto (%s) non sono state valutate", r.Rif)
		}
	}
	for _, why := range []string{d.organoEstraneo(m, a.Organo), d.inAttesaDi(a), nonPrima(a, "la delibera", passoDato{"la scadenza della diffida", c.Scade})} {
		if why != "" {
			return why
		}
	}
	return d.ancora(m, c)
}

// sospesa records the resolution. It has no effect before it reaches the member, unless it says so itself.
func (d *decisore) sospesa(a Atto) {
	c, _ := d.s.Diffida(a.Caso)
	m, _ := d.s.Iscritto(c.CF)
	c.Sospensione = &Delibera{Numero: a.Numero, Giorno: a.Giorno, Organo: a.Organo, Immediata: a.Immediato, Motivi: a.Motivo, Atto: a.ID}
	c.Stato = DDelibera
	m.Stato, m.DataStato = SospensioneDeliberata, a.Giorno
	m.Sospensione = &Sospensione{Caso: c.ID, Delibera: a.Numero, DeliberaDel: a.Giorno, Organo: a.Organo, Immediata: a.Immediato}
	d.spiegaCon("order.md §6.1", "Il Consiglio ha deliberato la sospensione, due persone lo hanno registrato: ha effetto dalla notifica.")
	d.scriviIscritto(m)
	d.chiudiCompitiDi(c.ID, "deliberata la sospensione", SegDelibera, SegDiffida)
	c = d.letteraSospensione(c, m, a)
	if a.Immediato {
		d.spiegaCon("L. 241/1990 art. 21-bis", "La delibera dichiara l'effetto immediato, con i motivi.")
		d.iniziaSospensione(c, m, a.Giorno)
	}
}

// letteraSospensione makes T-10b: by PEC where a box of the member works, else to be printed for a raccomandata.
func (d *decisore) letteraSospensione(c Diffida, m Iscritto, a Atto) Diffida {
	x := datiDiffida(d.p, c, m)
	x.Protocollo, x.ProtocolloDiffida, x.NotificataIl = "", protocollo(c.Protocollo, c.ProtocolloDel), c.NotificataIl
	x.Delibera, x.DeliberaDel, x.Organo, x.Enti, x.Rimedi = a.Numero, a.Giorno, a.Organo, d.p.EntiSospensione, []string{d.p.Rimedi}
	if a.Immediato {
		x.Immediata, x.Decorrenza, x.Motivo = true, a.Giorno, a.Motivo
	}
	l := d.letteraAtto(Bozza{Modello: "T-10b", A: d.casellaPerAtto(m, c), CF: m.CF, Legale: true, Dati: x}, c.ID, "sospensione "+a.ID)
	c.SospLettera = l.ID
	why := "La lettera di sospensione " + l.ID + " vuole il numero di protocollo (pecagent act protocol --case " + l.ID + "). "
	k := Compito{Tipo: SegDiffida, CF: c.CF, Caso: c.ID, Rif: l.Rif, Perche: why + "L'iscritto non ha una casella che riceva: stamparla e spedirla per raccomandata A/R (raccomandata-sent)."}
	if l.A == "" {
		d.ancoraCarta("Prima che la sospensione " + l.ID + " parta su carta.")
	} else {
		c.SospNotif = []Notifica{{Canale: "PEC", Lettera: l.ID, Atto: a.ID}}
		k.Tipo, k.Lettere, k.Perche = SegLettera, []string{l.ID}, why+"Poi l'approvazione la fa partire."
	}
	d.scriviDiffida(c)
	d.compito(k)
	return c
}

// sospensioneNotificata gives the resolution its effect from the day on which it reached the member. One that reaches him after
// he has communicated his domicile has none; one that a receipt shows to have reached him before had it until then.
func (d *decisore) sospensioneNotificata(c Diffida, n Notifica) {
	m, _ := d.s.Iscritto(c.CF)
	d.chiudiCompitiDi(c.ID, "sospensione notificata", SegDiffida)
	switch {
	case c.SospesoDal != "": // already in force: a second way, or immediate effect
		d.scriviDiffida(c)
	case c.Comunicata.IsZero():
		d.iniziaSospensione(c, m, n.Giorno)
	case prima(n, c.Comunicata):
		c.Stato, c.SospesoDal = DSospeso, n.Giorno
		d.spiegaCon("L. 241/1990 art. 21-bis", "La sospensione era stata notificata prima della comunicazione: ha avuto effetto fino a quella.")
		d.scriviDiffida(c)
		if m.Sospensione != nil {
			s := *m.Sospensione
			s.Dal = n.Giorno
			m.Sospensione = &s
			d.scriviIscritto(m)
		}
		d.sollecitaDiffida(c, "effetto tardo", Compito{Tipo: SegDelibera,
			Perche: "La ricevuta mostra che la sospensione " + c.Sospensione.Numero + " era stata notificata il " + giornoItaliano(n.Giorno) + ", prima della comunicazione: ha avuto effetto fino al " +
				giornoItaliano(DataRoma(c.Comunicata)) + ". Presa d'atto, ReGIndE ed enti."})
	default:
		d.spiegaCon("order.md §6.1", "La comunicazione è arrivata prima della notifica: nessun effetto comincia.")
		d.scriviDiffida(c)
	}
}

// prima reports whether a notification came before an instant: by the certified time of a PEC; of paper only on an earlier day.
func prima(n Notifica, t time.Time) bool {
	if !n.Istante.IsZero() {
		return n.Istante.Before(t)
	}
	return n.Giorno < DataRoma(t)
}

// iniziaSospensione makes the member SOSPESO_PEC from a day, and says who has to be told. No box is revoked: he needs it to
// comply.
func (d *decisore) iniziaSospensione(c Diffida, m Iscritto, dal string) {
	c.Stato, c.SospesoDal = DSospeso, dal
	m.Stato, m.DataStato = SospesoPEC, dal
	if m.Sospensione != nil {
		s := *m.Sospensione
		s.Dal = dal
		m.Sospensione = &s
	}
	d.scriviDiffida(c)
	d.scriviIscritto(m)
	d.avvisaEnti(c, m, "sospensione dal "+giornoItaliano(dal)+" (delibera "+c.Sospensione.Numero+")", "sospeso")
}

// avvisaEnti opens one task for each body that has to know of a suspension or of its end, and one for ReGIndE.
func (d *decisore) avvisaEnti(c Diffida, m Iscritto, what, reginde string) {
	for _, e := range d.p.EntiSospensione {
		d.compito(Compito{Tipo: SegEnti, CF: m.CF, Caso: c.ID, Perche: "Comunicare a " + e + ": " + nomeDi(m) + ", " + what + "."})
	}
	d.compito(Compito{Tipo: SegEnti, CF: m.CF, Caso: c.ID, Perche: "ReGIndE: " + nomeDi(m) + ", " + what + ": stato " + reginde + " nel prossimo invio."})
}

// cessaSospensione is the communication of a suspended member: the suspension ends with it; one resolved and not yet notified
// does not begin. What the Council has to take note of stays with a person. c.ID is empty where only a file knew of it.
func (d *decisore) cessaSospensione(c Diffida, m Iscritto, when time.Time) {
	began := m.Stato == SospesoPEC
	day := DataRoma(when)
	m.Stato, m.DataStato, m.DiffidaNotificata = Iscr, day, ""
	s := Sospensione{}
	if m.Sospensione != nil {
		s = *m.Sospensione
	}
	s.Fine = when
	m.Sospensione = &s
	d.spiegaCon("U34", "L'iscritto ha comunicato il domicilio digitale: la sospensione cessa dalla comunicazione.")
	d.scriviIscritto(m)
	c.Comunicata = when
	if c.ID != "" {
		d.ritiraLettereDi(c.ID, "domicilio comunicato il "+giornoItaliano(day))
		d.chiudiCompitiDi(c.ID, "domicilio comunicato", SegDiffida, SegLettera)
		d.scriviDiffida(c)
	}
	k := Compito{Tipo: SegDelibera, CF: m.CF, Caso: c.ID, Richiesta: c.Richiesta, Urgente: !began}
	if began {
		k.Perche = "L'iscritto sospeso ha comunicato il domicilio digitale il " + giornoItaliano(day) + ": la sospensione è cessata da allora (U34). Presa d'atto e revoca: pecagent act suspension-end " + dellaPratica(c) + "."
		d.letteraCessazione(c, m, s)
		d.avvisaEnti(c, m, "fine della sospensione, dal "+giornoItaliano(day), "attivo")
	} else {
		k.Perche = "Sospensione deliberata e non ancora notificata: il domicilio digitale è stato comunicato il " + giornoItaliano(day) + ". Nessun effetto comincia: revoca in autotutela (pecagent act suspension-end " + dellaPratica(c) + ")."
	}
	if !d.apertoDi(m.CF, c.Richiesta, SegDelibera) {
		d.compito(k)
	}
}

// apertoDi reports whether a task of a kind about the member's request, or about a case of his, is open.
func (d *decisore) apertoDi(cf, request, tipo string) bool {
	return slices.ContainsFunc(d.s.Cerca(CompitiVivi, ""), func(id string) bool {
		k, ok := d.s.Compito(id)
		return ok && k.CF == cf && k.Tipo == tipo && request != "" && k.Richiesta == request
	})
}

// letteraCessazione puts the facts of the end into the T-11 that the message's answer made, or makes one.
func (d *decisore) letteraCessazione(c Diffida, m Iscritto, s Sospensione) {
	put := func(x DatiLettera) DatiLettera {
		x.Dal, x.Fine, x.Delibera, x.DeliberaDel, x.Organo, x.Enti = DataRoma(s.Fine), DataRoma(s.Fine), s.Delibera, s.DeliberaDel, s.Organo, d.p.EntiSospensione
		if m.Domicilio != nil {
			x.Indirizzo = m.Domicilio.Indirizzo
		}
		return x
	}
	for _, id := range d.s.Cerca(PerLettereDi, c.Richiesta) {
		if l, ok := d.s.Lettera(id); ok && l.Modello == "T-11" && l.Stato == LProposta && c.Richiesta != "" {
			l.Dati = put(l.Dati)
			d.scriviLettera(l)
			return
		}
	}
	if m.Domicilio == nil {
		return
	}
	b := d.bozza(m, "T-11", m.Domicilio.Indirizzo)
	b.Legale, b.Caso, b.Dati = true, c.ID, put(b.Dati)
	var of *Richiesta
	if r, ok := d.s.Richiesta(c.Richiesta); ok {
		of = &r
	}
	l := d.lettera(b, of, proposta, "cessazione "+c.ID)
	d.compito(Compito{Tipo: SegLettera, CF: m.CF, Caso: c.ID, Rif: l.Rif, Lettere: []string{l.ID},
		Perche: "Cessazione della sospensione (T-11): vuole il numero di protocollo (pecagent act protocol --case " + l.ID + "), poi l'approvazione la fa partire."})
}

// vietaRevoca: the President records that the Council took note of the end; without a communication it is a revocation in
// autotutela, and has its reason.
func (d *decisore) vietaRevoca(a Atto) string {
	if a.Caso == "" {
		return d.vietaRevocaImportata(a)
	}
	c, why := d.casoIn(a, DDelibera, DSospeso)
	switch {
	case why != "":
		return why
	case c.Comunicata.IsZero() && a.Motivo == "":
		return d.senzaComunicazione(c.CF)
	case a.Giorno < c.Sospensione.Giorno:
		return fmt.Sprintf("la sospensione è stata deliberata il %s", giornoItaliano(c.Sospensione.Giorno))
	case !c.Comunicata.IsZero():
		return nonPrima(a, "la presa d'atto", passoDato{"la comunicazione del domicilio digitale", DataRoma(c.Comunicata)})
	}
	return ""
}

// senzaComunicazione tells why a suspension without a communication does not end by taking note of one.
func (d *decisore) senzaComunicazione(cf string) string {
	if r, ok := d.comunicazioneAperta(cf, ""); ok {
		return fmt.Sprintf("la comunicazione del %s (%s, rif. %s) attende ancora la prova della casella %s, cioè la consegna della lettera che le si scrive (T-23): la presa d'atto si registra dopo; una revoca in autotutela vuole il motivo",
			giornoItaliano(DataRoma(r.Ricevuta)), r.ID, r.Rif, r.NuovaPEC)
	}
	return cf + " non ha comunicato un domicilio: la revoca in autotutela vuole il motivo"
}

func (d *decisore) revocata(a Atto) {
	if a.Caso == "" {
		d.revocataImportata(a)
		return
	}
	c, _ := d.s.Diffida(a.Caso)
	m, ok := d.s.Iscritto(c.CF)
	c.PresaDAtto = &Delibera{Numero: a.Numero, Giorno: a.Giorno, Organo: a.Organo, Motivi: a.Motivo, Atto: a.ID}
	began := c.SospesoDal != ""
	why := "presa d'atto della cessazione, delibera " + a.Numero
	if !began {
		why = "revoca in autotutela, delibera " + a.Numero
	}
	if c.Comunicata.IsZero() && ok && (m.Stato == SospesoPEC || m.Stato == SospensioneDeliberata) {
		why = "revoca in autotutela, delibera " + a.Numero + ": " + a.Motivo
		m.Stato, m.DataStato, m.DiffidaNotificata = Iscr, a.Giorno, ""
		if m.Sospensione != nil {
			s := *m.Sospensione
			s.Fine = inizioGiorno(a.Giorno)
			m.Sospensione = &s
		}
		d.spiegaCon("order.md §6.1", "Revoca in autotutela della sospensione.")
		d.scriviIscritto(m)
		if began {
			d.avvisaEnti(c, m, "revoca in autotutela della sospensione, del "+giornoItaliano(a.Giorno), "attivo")
		}
	}
	d.chiudiCompitiDi(c.ID, why, SegDelibera)
	d.fineSospensione(c, why)
}

// fineSospensione closes a case whose suspension is over. T-11 and the tasks about bodies and ReGIndE stay: they have to be
// done; a T-10b that has not left is taken back.
func (d *decisore) fineSospensione(c Diffida, why string) {
	c.Stato, c.Fine, c.FineGiorno = DRevocata, why, DataRoma(d.now)
	if l, ok := d.s.Lettera(c.SospLettera); ok && daPartire(l.Stato) {
		d.passo(Passo{Lettera: l.ID, Stato: LRitirata, Istante: d.now, Motivo: why}, "R-303", why)
	}
	d.scriviDiffida(c)
}

// vietaAnnullata: before the diffida was served the office closes a case; after, the President, with the document. A suspension
// is revoked, not cancelled.
func (d *decisore) vietaAnnullata(a Atto) string {
	c, why := d.casoDiffida(a)
	switch {
	case why != "":
		return why
	case c.Sospensione != nil:
		return fmt.Sprintf("la pratica %s è %s: la sospensione si revoca con suspension-end", c.ID, c.Stato)
	case c.NotificataIl != "" && !d.haRuolo(a.Da, []string{Presidente}):
		return fmt.Sprintf("la diffida %s è notificata: l'annullamento in autotutela spetta al Presidente", c.ID)
	case c.NotificataIl != "" && len(a.Documenti) == 0:
		return "l'annullamento di una diffida notificata vuole il documento"
	}
	return ""
}

func (d *decisore) annullata(a Atto) {
	c, _ := d.s.Diffida(a.Caso)
	told := c.NotificataIl != ""
	d.chiudeDiffida(c, DiffidaAnnullata, a.Motivo)
	if told {
		d.compito(Compito{Tipo: SegDiffida, CF: c.CF, Caso: c.ID, Perche: "La diffida " + c.ID + " è annullata in autotutela: comunicarlo all'iscritto."})
	}
}
