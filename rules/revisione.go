package rules

import (
	"slices"
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// revisione carries out a person's decision on a task. The person is named; a closed or unknown task is
// refused, so that two people who click at once do not both decide.
func (d *decisore) revisione(in Reviewed) {
	c, ok := d.aperto(in.Attore, in.Compito)
	if !ok {
		return
	}
	d.perche = in.Nota
	c.Da, c.Nota, c.Chiuso = in.Attore.ID, in.Nota, in.Now
	if in.Approva {
		c.Stato = Approvato
	} else {
		c.Stato = "respinto"
	}
	if in.Approva && len(d.attese(c)) > 0 && d.modo() == Osserva {
		d.rifiuta("in modo osserva nessuna lettera parte: passare a proponi, poi approvare")
		return
	}
	d.scriviCompito(c)
	if in.Approva {
		if d.numera(c, in.Protocollo) && d.conAggiunte(in, c) {
			d.approva(in, c)
			d.senzaPosto(in)
		}
	} else {
		d.respinge(in, c)
	}
}

// ritirata takes back a letter that has not left: a person's act, with his name and reason.
func (d *decisore) ritirata(in Withdrawn) {
	l, ok := d.s.Lettera(in.Lettera)
	switch {
	case in.Attore.Tipo != "persona" || in.Attore.ID == "":
		d.rifiuta("il ritiro di %s non ha il nome di una persona", in.Lettera)
	case !ok:
		d.rifiuta("la lettera %q non esiste", in.Lettera)
	case !daPartire(l.Stato):
		d.rifiuta("la lettera %s è %s: non si può più ritirare", l.ID, l.Stato)
	default:
		d.attore, d.regola = in.Attore, "R-303"
		why := "ritirata da " + in.Attore.ID
		if in.Nota != "" {
			why += ": " + in.Nota
		}
		d.passo(Passo{Lettera: l.ID, Stato: LRitirata, Istante: in.Now, Motivo: why}, "R-303", in.Nota)
		d.senzaLettera(l)
	}
}

// senzaLettera keeps a case in sight when the letter it depended on was taken back: nobody was asked, nobody told.
func (d *decisore) senzaLettera(l Lettera) {
	r, ok := d.s.Richiesta(l.Richiesta)
	if !ok || !r.Stato.Aperta() {
		return
	}
	d.compito(Compito{Tipo: SegRevisione, CF: r.CF, Richiesta: r.ID, Rif: r.Rif,
		Perche: "La lettera " + l.ID + " (" + l.Modello + ") della pratica " + r.Rif + " è stata ritirata: la pratica aspetta una persona. Si chiude con review reject, dicendo che cosa si è fatto."})
}

// adottata makes a task of a message that had no effect.
func (d *decisore) adottata(in Adopted) {
	v := in.Verdict
	switch {
	case in.Attore.Tipo != "persona" || in.Attore.ID == "":
		d.rifiuta("l'adozione del messaggio %.12s non ha il nome di una persona", v.SHA256)
		return
	case v.SHA256 == "" || !v.Storico && !v.Osserva || v.Decisione == nil:
		d.rifiuta("il messaggio %.12s non è fra quelli rimasti senza effetti", v.SHA256)
		return
	case d.modo() == Osserva:
		d.rifiuta("in modo osserva nulla ha effetti: passare a proponi, poi adottare")
		return
	}
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		if c, ok := d.s.Compito(id); ok && c.Messaggio == v.SHA256 {
			d.rifiuta("il messaggio %.12s è già nella segnalazione %s", v.SHA256, c.ID)
			return
		}
	}
	if len(d.s.Cerca(PerMessaggio, v.SHA256)) > 0 {
		d.rifiuta("il messaggio %.12s ha già una pratica", v.SHA256)
		return
	}
	d.attore, d.causa, d.regola = in.Attore, v.SHA256, "R-301"
	cf := v.Decisione.CF
	if cf == "" {
		cf = v.Decisione.Member
	}
	why := "Adottato: " + v.Decisione.Why + " Prima di approvare, controllare che l'ufficio non abbia già risposto."
	for _, id := range d.s.Cerca(ManiDi, v.SHA256) {
		if m, ok := d.s.Mano(id); ok && m.Confronto != provaNessuna {
			why += " L'ufficio ha risposto a mano il " + oraRoma(m.Istante) + provaMano[m.Prova] + "."
		}
	}
	if end := d.p.TermineOrdine(v.Istante, d.p.ConclusioneGiorni); !v.Istante.IsZero() && end < DataRoma(d.now) {
		why += " Il termine del procedimento era il " + end + ": la lettera lo direbbe passato."
	}
	c := Compito{Tipo: SegRevisione, Messaggio: v.SHA256, CF: cf, Esito: v.Decisione, Perche: why}
	if slices.Contains(v.Motivi, aFirmatario) {
		c.Gestore = d.estraneo(minuscolo(v.Firmatario), v.Dominio, nil)
	}
	d.compito(c)
}

// attese gives the letters of a task that still wait.
func (d *decisore) attese(c Compito) []Lettera {
	var ls []Lettera
	for _, id := range c.Lettere {
		if l, ok := d.s.Lettera(id); ok && (l.Stato == LProposta || l.Trattenuta != "" && l.Stato == LInPartenza) {
			ls = append(ls, l)
		}
	}
	return ls
}

func (d *decisore) approva(in Reviewed, c Compito) {
	switch c.Tipo {
	case SegRevisione:
		d.approvaMessaggio(in, c)
	case SegMano:
		d.registraMano(in, c)
	case SegForse:
		d.eraLaRisposta(in, c)
	case SegConferma:
		d.libera(c)
		d.confermata(c)
	case SegQuarantena:
		d.rifiuta("una busta in quarantena non si approva: %s si chiude con review reject, dicendo nella nota che cosa si è fatto", c.ID)
	case SegPannello:
		d.pannello(c)
	case SegAtto:
		d.confermaAtto(in, c)
	case SegCampagna:
		d.approvaCampagna(Atto{Caso: c.Caso, Da: in.Attore.ID})
	case SegFlusso:
		d.approvaFlusso(in, c)
	case SegRettifica:
		d.approvaRettifica(c)
	case SegBlocco:
		if m, ok := d.s.Iscritto(c.CF); ok && m.Blocco {
			m.Blocco = false
			d.scriviIscritto(m)
		}
	default:
		if why := d.soloConAtto(c); why != "" {
			d.rifiuta("%s", why)
			return
		}
		d.libera(c)
	}
}

// soloConAtto tells why a task is not settled by an approval: its letters wait no more, or its own words name the act that settles it.
func (d *decisore) soloConAtto(c Compito) string {
	if c.Tipo == SegLettera && len(c.Lettere) > 0 && len(d.attese(c)) == 0 {
		return "le lettere di " + c.ID + " non attendono più (partite o ritirate): l'approvazione non farebbe nulla; chiudere con review reject, dicendo nella nota che cosa si è fatto"
	}
	if _, after, ok := strings.Cut(c.Perche, "pecagent act "); ok && c.Tipo == SegDelibera && len(d.attese(c)) == 0 {
		name, _, _ := strings.Cut(after, " ")
		return "l'approvazione di " + c.ID + " non farebbe nulla: si chiude con pecagent act " + strings.TrimRight(name, ".,;:)")
	}
	return ""
}

// numera writes the number that a person has typed on the letters of a task: on those that want one, or on all where none does.
// It reports false where another document has the number; then the approval is refused.
func (d *decisore) numera(c Compito, number string) bool {
	if number == "" {
		return true
	}
	ls := d.attese(c)
	for _, l := range ls {
		if other := d.numeroDi(number, l.ID); other != "" && !slices.ContainsFunc(ls, func(x Lettera) bool { return x.ID == other }) {
			d.rifiuta("il protocollo %s è già di %s", number, other)
			return false
		}
	}
	wants := func(l Lettera) bool { return slices.Contains(conProtocollo, l.Modello) }
	some := slices.ContainsFunc(ls, wants)
	for _, l := range ls {
		if some && !wants(l) {
			continue
		}
		l.Dati.Protocollo = number
		d.scriviLettera(l)
	}
	return true
}

// libera lets the letters of a task go, after the delay in which they can still be withdrawn. An act that the law wants
// registered does not leave without its number.
func (d *decisore) libera(c Compito) {
	for _, l := range d.protocollate(c) {
		p := Passo{Lettera: l.ID, Stato: LInPartenza, Istante: d.now, NonPrima: later(l.NonPrima, d.now.Add(d.ritardo()))}
		if l.Trattenuta != "" {
			p.Trattenuta = approvata
		}
		d.passo(p, "R-302", d.perche)
		d.ancoraAtto(l)
	}
}

// liberaQualcosa lets the letters of a task go; an approval that would do nothing is refused, so that nobody takes the
// case for settled.
func (d *decisore) liberaQualcosa(c Compito) {
	if len(d.attese(c)) == 0 && c.Gestore == nil {
		d.rifiuta("l'approvazione di %s non ha nulla da eseguire né lettere da inviare: decidere a mano e chiudere con review reject, dicendo nella nota che cosa si è fatto", c.ID)
		return
	}
	d.libera(c)
}

// approvaMessaggio decides a message again with the person's approval. Where that makes it executable it is
// executed, with the letters that follow now instead of those that waited; else the waiting letters go.
// Quarantine and contradictions of identity never become executable by a click (Valuta says so).
func (d *decisore) approvaMessaggio(in Reviewed, c Compito) {
	m := in.Msg
	if m != nil && m.Busta == pec.Trasporto && in.Proof.Level != mailparse.Certified {
		d.rifiuta("riletto ora, il messaggio di %s non è più certificato (%s): non si esegue nulla; controllare orologio e autorità di firma, oppure chiudere con review reject", c.ID, strings.Join(in.Proof.Reasons, " "))
		return
	}
	if d.modo() == Osserva || m == nil || m.Inner == nil || m.Busta == pec.Ricevuta || m.SHA256 != "" && c.Messaggio != "" && m.SHA256 != c.Messaggio {
		d.liberaQualcosa(c)
		return
	}
	rec := Received{Now: in.Now, Dove: in.Dove, Msg: m, Proof: in.Proof, Firme: in.Firme}
	r, known := d.s.Richiesta(c.Richiesta)
	opened := known && primo(r.Messaggi) == c.Messaggio
	if opened {
		d.sopra.nascosta = r.ID // else the message would be a duplicate of itself (U18)
	}
	val := d.valuta(d.p, d.s, rec, true)
	d.sopra.nascosta = ""
	if val.Esito.Auto != "AUTO" {
		d.liberaQualcosa(c)
		return
	}
	for _, l := range d.attese(c) {
		d.passo(Passo{Lettera: l.ID, Stato: LRitirata, Istante: d.now, Motivo: "sostituita dopo l'approvazione"}, "R-302", d.perche)
	}
	if opened && val.Richiesta != nil && val.Richiesta.ID == "" {
		n := *val.Richiesta
		n.ID, n.Rif, n.Codice, n.Solleciti = r.ID, r.Rif, r.Codice, r.Solleciti
		val.Richiesta = &n
	}
	d.chiave = "compito " + c.ID
	d.spiega(val.Esito)
	v := Verdetto{}
	d.applicaApprovata(rec, &v, val)
}

// applicaApprovata executes a valuation that a person approved: its letters need no further click.
func (d *decisore) applicaApprovata(in Received, v *Verdetto, val Valutazione) {
	d.esito = &val.Esito
	d.applica(in, v, val, true)
}

// confermata records the secretary's word on an address (order.md §6.2) and draws what follows.
func (d *decisore) confermata(c Compito) {
	r, ok := d.s.Richiesta(c.Richiesta)
	if m, known := d.s.Iscritto(r.CF); !ok || r.Stato != RInEsecuzione && !(known && r.Stato == REseguita && muta(r, m)) {
		return // ended or put to a person meanwhile: there is nothing to confirm
	}
	r.Confermata = true
	d.scriviRichiesta(r)
	d.avanza(r.ID)
}

// pannello records that a person did on the provider's panel what the task said. The Order box is REVOCATA
// only so, and never while it is the registered domicile (order.md §0, 3).
func (d *decisore) pannello(c Compito) {
	d.libera(c)
	r, _ := d.s.Richiesta(c.Richiesta)
	m, ok := d.s.Iscritto(c.CF)
	none := m.Casella == nil || m.Casella.Stato == Revocata
	switch {
	case c.Cosa == cosaRinnovo:
		d.rinnovati(c)
	case c.Cosa == cosaPrimoUso:
		d.allinea(c)
	case ok && (c.Cosa == cosaCreazione || c.Cosa == "" && r.Tipo == "R2") && none:
		d.rifiuta("la casella dell'Ordine di %s non è ancora nel registro: si registra con act mailbox-created o members import, poi la segnalazione si chiude", m.CF)
	case ok && (c.Cosa == cosaDisdetta || c.Cosa == "" && r.Tipo == "R1") && !none:
		if why := d.revoca(m, "", DataRoma(d.now), false); why != "" {
			d.rifiuta("%s", why)
		}
	}
}

// rinnovati records the renewal of all boxes of a task. One that cannot be renewed is named and stays for a person.
func (d *decisore) rinnovati(c Compito) {
	for _, cf := range c.Elenco {
		m, _ := d.s.Iscritto(cf)
		if why := d.rinnova(m, "", c.ID, ""); why != "" {
			d.compito(Compito{Tipo: SegAllarme, CF: cf, Perche: "Rinnovo non registrato: " + why + "."})
		}
	}
}

// respinge takes back what waited. The request that the message opened is filed (ARCHIVIATA) with the person's
// note, as a refusal is an act of another kind (T-15 first); one whose letters alone were refused stays for a
// person; an address that a call did not confirm is given up, the domicile on file stays.
func (d *decisore) respinge(in Reviewed, c Compito) {
	for _, l := range d.attese(c) {
		d.passo(Passo{Lettera: l.ID, Stato: LRitirata, Istante: d.now, Motivo: "respinta: " + in.Nota}, "R-302", in.Nota)
	}
	switch c.Tipo {
	case SegAtto:
		d.annullaAtto(c)
		return
	case SegCampagna:
		d.annullaCampagna(Atto{Caso: c.Caso, Motivo: in.Nota})
		return
	case SegMano:
		d.registraMano(in, c)
		return
	case SegForse:
		return
	}
	r, ok := d.s.Richiesta(c.Richiesta)
	if m, known := d.s.Iscritto(r.CF); ok && known && c.Tipo == SegConferma && r.Stato == REseguita && muta(r, m) {
		d.smentita(r, in.Nota)
		return
	}
	if !ok || !r.Stato.Aperta() {
		return
	}
	opened := c.Messaggio != "" && primo(r.Messaggi) == c.Messaggio
	switch {
	case c.Tipo == SegRevisione && opened:
		r.Stato = RArchiviata // the person answers by hand; an answer in the thread opens it again (§6.3)
		d.scriviRichiesta(d.chiudiSe(r))
	case c.Tipo == SegLettera && opened:
		r.Stato = RInRevisione
		d.scriviRichiesta(r)
	case c.Tipo == SegConferma && r.Stato == RInEsecuzione:
		d.smentita(r, in.Nota)
	}
}

// smentita gives up an address that the member, reached by phone, did not confirm. Where it is registered
// already, his changes are frozen and a person puts the former domicile back (U49, R-307).
func (d *decisore) smentita(r Richiesta, nota string) {
	m, ok := d.s.Iscritto(r.CF)
	mine := ok && m.Candidato != nil && m.Candidato.Richiesta == r.ID
	switch {
	case mine && m.Candidato.Stato == Iscritta:
		m.Blocco = true
		d.scriviIscritto(m)
		d.ritiraLettere(r.ID, "indirizzo non riconosciuto dall'iscritto", nil) // reminders to a box that may be a stranger's
		d.chiudiDove("l'iscritto non riconosce l'indirizzo", func(c Compito) bool { return c.Richiesta == r.ID && c.Tipo == SegTelefonata })
		d.compito(Compito{Tipo: SegBlocco, Urgente: true, CF: m.CF, Richiesta: r.ID, Rif: r.Rif,
			Perche: "L'iscritto non riconosce il domicilio " + m.Candidato.Indirizzo + " appena iscritto: variazioni bloccate, rimettere il domicilio precedente (U49)."})
		if last, ok := d.p.contestabile(m, d.now); ok {
			x := compitoRettifica(m, last, "Per telefono l'iscritto non riconosce la variazione.")
			x.Richiesta, x.Rif = r.ID, r.Rif
			d.compito(x)
		}
	case mine:
		k := *m.Candidato
		k.Stato, k.Motivo = Rifiutata, strings.TrimSpace("non confermata "+nota)
		m.Candidato = &k
		d.scriviIscritto(m)
		d.ritiraLettere(r.ID, "indirizzo non confermato", func(l Lettera) bool { return l.Modello != "T-23" })
	}
	if r.Stato.Aperta() {
		r.Stato = RInRevisione
		d.scriviRichiesta(r)
	}
}

// comando changes the mode, stops or resumes: a person's act, named, in the log. Whether a type may be
// automatic yet is PuoAutomatico's question, which needs the history. The agent itself may only stop.
func (d *decisore) comando(in Commanded) {
	now := d.s.Stato.Modo
	stops := in.Attore == Agente && in.Modo.Fermo && in.Modo.Modo == now.Modo && slices.Equal(in.Modo.Automatico, now.Automatico)
	if !stops && (in.Attore.Tipo != "persona" || in.Attore.ID == "") {
		d.rifiuta("il modo cambia solo per decisione di una persona")
		return
	}
	m := in.Modo
	switch m.Modo {
	case Osserva, Proponi:
		m.Automatico = nil
	case Automatico:
		m.Automatico = slices.Clone(m.Automatico)
		slices.Sort(m.Automatico)
		m.Automatico = slices.Compact(m.Automatico)
	default:
		if !stops {
			d.rifiuta("il modo %q non esiste: osserva, proponi o automatico", m.Modo)
			return
		}
	}
	d.attore = in.Attore
	d.emit(Event{Kind: KModo, Modo: &m, Regola: "R-302", Perche: m.Perche})
}
