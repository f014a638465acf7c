package rules

import (
	"slices"
	"time"
)

// registra makes the new address the registered domicile and tells the old one (order.md §6.2, R-240). The
// old box stays alive: it dies only by a person, after an answer from the new one (order.md §0, 3).
func (d *decisore) registra(r Richiesta, m Iscritto) {
	c := *m.Candidato
	old := m.Domicilio
	dal := c.L1
	switch {
	case r.Confermata && c.L2.IsZero() && d.dubbio(r, m) != "":
		dal = d.now // registered by a person's word
	case c.L2.After(dal) && !r.DalNuovo && d.dubbio(r, m) != "":
		dal = c.L2 // registered by the answer
	}
	if start := inizioGiorno(r.Decorrenza); start.After(dal) {
		dal = start
	}
	m = m.conDomicilio(&Domicilio{Indirizzo: c.Indirizzo, Dal: dal, Provenienza: Comunicato, Prova: primo(r.Messaggi)}, d.now, "VARIAZIONE")
	c.Stato = Iscritta
	m.Candidato = &c
	if m.UltimaProva = later(m.UltimaProva, later(c.L1, c.L2)); m.DiffidaNotificata != "" && m.Stato == Iscr {
		m.DiffidaNotificata = "" // DIFFIDATO → CONFORME at DOMICILIO_VERIFICATO (§6.1)
	}
	d.spiegaCon("order.md §6.2", "Il nuovo indirizzo è provato: diventa il domicilio digitale iscritto.")
	d.scriviIscritto(m)
	d.chiudiConferme(r.ID)
	d.chiudiDifetti(m.CF)
	m = d.domicilioVerificato(m, r)
	d.annuncia(r, m, old)
	d.conclude(r, m)
}

// annuncia tells the change: T-04 with the new address in full to the old box, or to the new one where the
// request came from it, and then T-26 to the old one if nothing told it yet.
func (d *decisore) annuncia(r Richiesta, m Iscritto, old *Domicilio) {
	var ls []Lettera
	oldLives := old != nil && old.Indirizzo != m.Domicilio.Indirizzo && !morta(m, old.Indirizzo)
	t04 := func(to string) {
		ls = append(ls, d.letteraAvanza(r, d.registrato(r, m, to, indirizzoDi(old)), ""))
	}
	switch {
	case r.DalNuovo:
		t04(m.Domicilio.Indirizzo)
		if oldLives && !d.scritto(r.ID, "T-26", old.Indirizzo) {
			ls = append(ls, d.letteraAvanza(r, d.avvisoVecchia(m, old), ""))
		}
	case oldLives:
		t04(old.Indirizzo)
	}
	d.approvare(r, ls...)
}

// registrato is T-04: the new domicile, told to an address.
func (d *decisore) registrato(r Richiesta, m Iscritto, to, old string) Bozza {
	b := d.bozza(m, "T-04", to)
	b.Dati.Indirizzo, b.Dati.Dal, b.Dati.InINIPEC, b.Dati.Precedente = m.Domicilio.Indirizzo, DataRoma(m.Domicilio.Dal), d.p.FeedINIPEC, old
	if !certa(r, *m.Candidato) {
		b.Dati.Codice = r.Codice // an answer from the new box is awaited
	}
	if r.Tipo == "R1" && m.Casella != nil {
		b.Dati.Casella = m.Casella.Indirizzo
	}
	return b
}

func indirizzoDi(x *Domicilio) string {
	if x == nil {
		return ""
	}
	return x.Indirizzo
}

func (d *decisore) avvisoVecchia(m Iscritto, old *Domicilio) Bozza {
	b := d.bozza(m, "T-26", old.Indirizzo)
	b.Dettaglio, b.Dati.Indirizzo, b.Dati.Precedente, b.Dati.Dal = "VECCHIA", m.Domicilio.Indirizzo, old.Indirizzo, DataRoma(m.Domicilio.Dal)
	return b
}

// conclude ends a request whose address is registered. One that revokes nothing is done; the revocation of
// the Order box needs the answer of the new box or the secretary's confirmation (order.md §6.2).
func (d *decisore) conclude(r Richiesta, m Iscritto) {
	c := *m.Candidato
	revokes := r.Tipo == "R1" && m.Casella != nil && m.Casella.Stato != Revocata && m.Casella.Indirizzo != m.Domicilio.Indirizzo
	if revokes && !certa(r, c) {
		return
	}
	d.risposto(r, m)
	d.annunciaAlNuovo(r, m)
	if revokes {
		r, m = d.rinuncia(r, m)
	}
	d.chiudiConferme(r.ID)
	r.Stato, r.Termine = REseguita, ""
	d.scriviRichiesta(d.chiudiSe(r))
}

// risposto ends what reminds of an answer that has come.
func (d *decisore) risposto(r Richiesta, m Iscritto) {
	if !certa(r, *m.Candidato) {
		return
	}
	d.ritiraLettere(r.ID, "la risposta è arrivata", func(l Lettera) bool { return !l.Dati.Sollecito })
	d.chiudiTipo(r.ID, SegTelefonata, "la risposta è arrivata")
}

// annunciaAlNuovo tells the new box once it has answered. Until then it gets only T-23: a slip of the
// pen would make the reader a stranger.
func (d *decisore) annunciaAlNuovo(r Richiesta, m Iscritto) {
	to := m.Domicilio
	if !certa(r, *m.Candidato) || to == nil || to.Indirizzo != m.Candidato.Indirizzo {
		return
	}
	if d.scritto(r.ID, "T-26", to.Indirizzo) || d.scritto(r.ID, "T-04", to.Indirizzo) {
		return
	}
	d.spiegaCon("R-240", "La variazione è annunciata anche alla nuova casella.")
	b := d.bozza(m, "T-26", to.Indirizzo)
	b.Dettaglio, b.Dati.Indirizzo, b.Dati.Dal, b.Dati.InINIPEC = "NUOVA", to.Indirizzo, DataRoma(to.Dal), d.p.FeedINIPEC
	d.approvare(r, d.letteraAvanza(r, b, ""))
}

// scritto reports whether a letter of the request on this template to this address was made; one that a person
// took back counts, it is not made again.
func (d *decisore) scritto(request, modello, to string) bool {
	return slices.ContainsFunc(d.s.Cerca(PerLettereDi, request), func(id string) bool {
		l, ok := d.s.Lettera(id)
		return ok && l.Modello == modello && l.A == to
	})
}

// rinuncia schedules the end of the Order box: after the grace where it was in use, at once where it never
// was. The agent revokes nothing: a person does it on the provider's panel and says so.
func (d *decisore) rinuncia(r Richiesta, m Iscritto) (Richiesta, Iscritto) {
	k := *m.Casella
	day := DataRoma(d.now)
	k.RevocaMotivo = "RINUNCIA"
	if k.Stato == Attivata {
		k.RevocaDal = d.now.AddDate(0, 0, d.p.RevocaGraceGiorni)
		day = DataRoma(k.RevocaDal)
	} else {
		k.RevocaDal = d.now
	}
	m.Casella = &k
	d.spiegaCon("order.md §6.2 RINUNCIA_ACCOLTA", "La rinuncia alla casella dell'Ordine è accolta: la nuova casella è provata.")
	d.scriviIscritto(m)
	b := d.bozza(m, "T-08", m.Domicilio.Indirizzo)
	if k.Stato == Generata && k.PrimoUso.IsZero() {
		b.Dettaglio = "MAI_USATA"
	}
	b.Dati.Casella, b.Dati.RevocaDal, b.Dati.Motivo, b.Dati.Indirizzo = k.Indirizzo, day, k.RevocaMotivo, m.Domicilio.Indirizzo
	d.approvare(r, d.letteraAvanza(r, b, ""))
	r = d.sollecita(r, "revoca", Compito{Tipo: SegPannello, Scade: day,
		Perche: "Revocare la casella " + k.Indirizzo + " sul pannello del gestore, non prima del " + giornoItaliano(day) + ". L'approvazione dice che è stata revocata."})
	return r, m
}

// avanzaOrdine follows a request for the Order's box (R2): the domicile moves when the box stands as ATTIVATA
// in the register, which a person or an imported list has said. The personal address stays until then.
func (d *decisore) avanzaOrdine(r Richiesta, m Iscritto) {
	k := m.Casella
	if r.Stato != RInEsecuzione || m.Blocco || k == nil || k.Stato != Attivata || !k.RevocaDal.IsZero() {
		return
	}
	old := m.Domicilio
	if old == nil || old.Indirizzo != k.Indirizzo {
		m = m.conDomicilio(&Domicilio{Indirizzo: k.Indirizzo, Dal: d.now, Provenienza: Comunicato, Prova: primo(r.Messaggi)}, d.now, "VARIAZIONE")
		d.spiegaCon("order.md §6.2 ATTIVAZIONE", "La casella dell'Ordine è attiva: diventa il domicilio digitale, la PEC personale cessa.")
		d.scriviIscritto(m)
		m = d.domicilioVerificato(m, r)
		b := d.bozza(m, "T-04", k.Indirizzo)
		b.Dati.Indirizzo, b.Dati.Dal, b.Dati.InINIPEC = k.Indirizzo, DataRoma(d.now), d.p.FeedINIPEC
		ls := []Lettera{d.letteraAvanza(r, b, "")}
		if old != nil {
			ls = append(ls, d.letteraAvanza(r, d.avvisoVecchia(m, old), ""))
		}
		d.approvare(r, ls...)
	}
	r.Stato = REseguita
	d.scriviRichiesta(d.chiudiSe(r))
}

// giorniDi is how long a member has for what a request in this state asks of him, 0 where it asks nothing.
func (d *decisore) giorniDi(s StatoRichiesta) int {
	switch s {
	case RIntegrazione:
		return d.p.IntegrazioneGiorni
	case RConferma:
		return d.p.ConfermaGiorni
	case RPreavviso:
		return giorniOsservazioni
	}
	return 0
}

// domande are the letters that give the member a term, by the state of his request.
var domande = map[StatoRichiesta][]string{
	RIntegrazione: {"T-02", "T-05", "T-06"}, RConferma: {"T-02", "T-05", "T-06"}, RPreavviso: {"T-15"},
}

// faTermine starts the term given to the member by T-02, T-05 or T-06: it runs from the certified delivery
// of the letter, never from its sending. A later question starts a later term.
func (d *decisore) faTermine(r Richiesta) {
	days := d.giorniDi(r.Stato)
	if days <= 0 {
		return
	}
	term := r.Termine
	for _, id := range d.s.Cerca(PerLettereDi, r.ID) {
		l, ok := d.s.Lettera(id)
		if !ok || l.Stato != LConsegnata || !slices.Contains(domande[r.Stato], l.Modello) {
			continue
		}
		term = max(term, d.p.TermineIscritto(l.TConsegna, days))
	}
	if term != r.Termine {
		r.Termine = term
		d.spiegaCon("R-140", "Il termine decorre dalla consegna della lettera.")
		d.scriviRichiesta(r)
	}
}

// chiudiConferme ends the calls that asked for a confirmation no longer needed.
func (d *decisore) chiudiConferme(request string) {
	d.chiudiDove("confermato senza telefonare", func(c Compito) bool { return c.Richiesta == request && c.Tipo == SegConferma })
}

// morta reports whether an address must not be written to: a revoked Order box never gets a letter again.
func morta(m Iscritto, addr string) bool {
	return m.Casella != nil && m.Casella.Indirizzo == addr && m.Casella.Stato == Revocata
}

// inizioGiorno is midnight in Italy of a civil date, the zero time for none.
func inizioGiorno(day string) time.Time {
	t, err := time.Parse(Giorno, day)
	if err != nil {
		return time.Time{}
	}
	_, off := Roma(t).Zone()
	return t.Add(-time.Duration(off) * time.Second)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func primo(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
