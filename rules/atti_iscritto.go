package rules

import (
	"slices"
	"strings"
	"time"

	"pecagent/mailparse/cf"
)

func attiIscritto() []regolaAtto {
	office := []string{Segreteria}
	left := func(t TipoAtto, comando, dice string) regolaAtto {
		return regolaAtto{tipo: t, comando: comando, dice: dice, vuole: []string{"cf", "giorno"}, puo: []string{"numero", "organo", "motivo"}, ruoli: office,
			documento: true, vieta: (*decisore).vietaGiorno, fa: (*decisore).cessazione}
	}
	return slices.Concat([]regolaAtto{
		{tipo: "ISCRIZIONE", comando: "enrolment", dice: "un nuovo iscritto, con la PEC che ha indicato (--address) o senza",
			vuole: []string{"cf", "iscritto", "giorno"}, puo: []string{"albo", "indirizzo", "numero", "organo"}, ruoli: office, vieta: (*decisore).vietaIscrizione, fa: (*decisore).iscrizione},
		left("TRASFERIMENTO", "transfer", "l'iscritto si è trasferito a un altro Ordine"),
		left("CANCELLAZIONE", "cancellation", "l'iscritto è cancellato dall'albo"),
		left("RADIAZIONE", "striking-off", "l'iscritto è radiato dall'albo"),
		left("DECESSO", "death", "l'iscritto è deceduto: serve il certificato"),
		{tipo: "SOSPENSIONE_DISCIPLINARE", comando: "disciplinary-suspension", dice: "l'iscritto è sospeso per motivi disciplinari (non per la PEC)",
			vuole: []string{"cf", "giorno"}, puo: []string{"scadenza", "numero", "organo"}, ruoli: office, documento: true, vieta: (*decisore).vietaGiorno, fa: (*decisore).sospensioneDisciplinare},
		{tipo: "FINE_SOSPENSIONE_DISCIPLINARE", comando: "disciplinary-suspension-end", dice: "la sospensione disciplinare è finita",
			vuole: []string{"cf", "giorno"}, puo: []string{"numero", "organo"}, ruoli: office, vieta: (*decisore).vietaGiorno, fa: (*decisore).fineDisciplinare},
		{tipo: attoRettificaStato, comando: "status-correction", dice: "un decesso, un trasferimento, una cancellazione o una sospensione disciplinare era sbagliata: torna lo stato precedente",
			vuole: []string{"cf", "motivo"}, puo: []string{"giorno", "numero", "organo"}, ruoli: office, due: true, documento: true,
			vieta: (*decisore).vietaRettificaStato, fa: (*decisore).rettificaStato},
	}, attiIndirizzo(), attiLettera())
}

// iscrizione enters a new member, or one who comes back. Without an address the Order makes him a box (order.md §6.1).
func (d *decisore) iscrizione(a Atto) {
	n := *a.Iscritto
	n.CF = strings.ToUpper(strings.TrimSpace(n.CF))
	m, known := d.s.Iscritto(n.CF)
	addr := minuscolo(a.Indirizzo)
	switch {
	case !cf.Valido(n.CF) || n.Cognome == "" || n.Nome == "":
		d.rifiuta("per l'iscrizione servono codice fiscale valido, cognome e nome")
		return
	case a.CF != n.CF:
		d.rifiuta("l'atto nomina %s e l'iscritto %s", a.CF, n.CF)
		return
	case known && iscrittoVivo(m.Stato):
		d.rifiuta("%s è già iscritto (%s)", n.CF, m.Stato)
		return
	case known && m.Stato == Deceduto:
		d.rifiuta("%s è registrato come deceduto: prima si corregge quel dato", n.CF)
		return
	case n.EmailOrdinaria != "" && !EIndirizzo(minuscolo(n.EmailOrdinaria)):
		d.rifiuta("%q non è un indirizzo di posta", n.EmailOrdinaria)
		return
	}
	m = m.conDomicilio(nil, d.now, "FINE_ISCRIZIONE")
	if k := m.Casella; k != nil && k.Stato == Revocata {
		m.CaselleChiuse, m.Casella = append(slices.Clone(m.CaselleChiuse), *k), nil
	}
	m.CF, m.Cognome, m.Nome, m.Stato, m.DataStato = n.CF, n.Cognome, n.Nome, Iscr, a.Giorno
	m.Candidato, m.DiffidaNotificata, m.InINIPEC, m.StatoPrima = nil, "", false, nil
	for _, f := range []struct{ to, from *string }{{&m.Numero, &n.Numero}, {&m.Titolo, &n.Titolo}, {&m.EmailOrdinaria, &n.EmailOrdinaria}} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	if len(n.Albi) > 0 {
		m.Albi = n.Albi
	}
	if why := d.nonRegistrabile(addr, m); addr != "" && why != "" {
		d.rifiuta("%s", why)
		return
	}
	d.spiegaCon("order.md §6.1 ISCRIZIONE", "Nuovo iscritto.")
	d.scriviIscritto(m)
	if addr != "" {
		d.apreComunicazione(m, a)
		return
	}
	if m.Casella == nil {
		d.creare(m)
	}
}

// creare is the task to have an Order box made, with the address the rule proposes.
func (d *decisore) creare(m Iscritto) {
	why := "Creare la casella dell'Ordine per " + m.Cognome + " " + m.Nome
	if addr := d.indirizzoProposto(m); addr != "" {
		why += " (indirizzo proposto: " + addr + ")"
	}
	d.compito(Compito{Tipo: SegPannello, Cosa: cosaCreazione, CF: m.CF,
		Perche: why + ". Quando il gestore l'ha creata si registra con act mailbox-created."})
}

// statoDopo are the states that end an enrolment, and the reason their boxes end with.
var statoDopo = map[TipoAtto]struct {
	stato  StatoIscritto
	motivo string
}{"TRASFERIMENTO": {Trasferito, "TRASFERIMENTO"}, "CANCELLAZIONE": {Cancellato, "CANCELLAZIONE_ALBO"}, "RADIAZIONE": {Radiato, "CANCELLAZIONE_ALBO"}, "DECESSO": {Deceduto, "DECESSO"}}

// cessazione ends an enrolment. What was under way is cancelled, the Order box is ended on the provider's panel by a
// person; the member, if he lives, is told before the box dies. The domicile stays on file until its box is revoked: it tells who
// writes (U31, U33); registers are fed by the state.
func (d *decisore) cessazione(a Atto) {
	m, ok := d.s.Iscritto(a.CF)
	to := statoDopo[a.Tipo]
	switch {
	case !ok:
		d.rifiuta("%s non è nel registro", a.CF)
		return
	case m.Stato == Deceduto || m.Stato == to.stato:
		d.rifiuta("%s è già %s", m.CF, m.Stato)
		return
	case !iscrittoVivo(m.Stato) && to.stato != Deceduto && !(m.Stato == Cancellato && to.stato == Radiato):
		d.rifiuta("%s è già %s", m.CF, m.Stato)
		return
	}
	d.spiegaCon("R-130", "L'iscrizione è cessata: "+string(to.stato)+" dal "+giornoItaliano(a.Giorno)+".")
	if to.stato == Deceduto {
		d.regola = "R-133"
	}
	m = m.conStatoPrima()
	m.Stato, m.DataStato, m.DiffidaNotificata, m.Difetto = to.stato, a.Giorno, "", nil
	if c := m.Candidato; c != nil && c.Stato != Iscritta {
		m.Candidato = nil
	}
	m = d.disdice(m, to.motivo, a)
	d.scriviIscritto(m)
	d.annullaTutto(m, a)
	if to.stato == Deceduto {
		d.compito(Compito{Tipo: SegDelibera, CF: m.CF, Perche: "Decesso di " + m.Cognome + " " + m.Nome + " registrato: la cancellazione dall'albo la delibera il Consiglio. Nessuna lettera parte più verso le sue caselle."})
		return
	}
	d.ultimaLettera(m, a)
}

// disdice begins the end of a live Order box: a task on the panel, after the grace in which the member saves his messages. The dead
// have none.
func (d *decisore) disdice(m Iscritto, motivo string, a Atto) Iscritto {
	if m.Casella == nil || m.Casella.Stato == Revocata {
		return m
	}
	k := *m.Casella
	k.DisdettaIl, k.RevocaMotivo, k.RevocaDal = a.Giorno, motivo, d.now
	if motivo != "DECESSO" && k.Stato == Attivata {
		k.RevocaDal = d.now.AddDate(0, 0, d.p.RevocaGraceGiorni)
	}
	m.Casella = &k
	day := DataRoma(k.RevocaDal)
	d.chiudiDove("superata: "+string(a.Tipo), func(c Compito) bool { return c.CF == m.CF && c.Tipo == SegPannello && len(c.Elenco) == 0 })
	d.compito(Compito{Tipo: SegPannello, Cosa: cosaDisdetta, CF: m.CF, Scade: day,
		Perche: "Disdire la casella " + k.Indirizzo + " di " + m.Cognome + " " + m.Nome + " sul pannello del gestore, non prima del " + giornoItaliano(day) + ". L'approvazione dice che è stata revocata."})
	return m
}

// ultimaLettera is T-08: save your messages before the box dies.
func (d *decisore) ultimaLettera(m Iscritto, a Atto) {
	k := m.Casella
	if k == nil || k.Stato == Revocata || k.DisdettaIl == "" {
		return
	}
	b := d.bozza(m, "T-08", k.Indirizzo)
	if k.Stato == Generata && k.PrimoUso.IsZero() {
		b.Dettaglio = "MAI_USATA"
		if b.A = m.EmailOrdinaria; b.A == "" {
			return // nobody reads the box, and there is nothing in it
		}
	}
	b.Dati.Casella, b.Dati.RevocaDal, b.Dati.Motivo, b.Dati.Servizi = k.Indirizzo, DataRoma(k.RevocaDal), k.RevocaMotivo, k.Servizi
	if m.Domicilio != nil && m.Domicilio.Indirizzo != k.Indirizzo {
		b.Dati.Indirizzo = m.Domicilio.Indirizzo
	}
	d.proposte(m, d.letteraAtto(b, a.ID, "ultima"))
}

// annullaTutto cancels what was under way of a member who left or died: requests, terms, diffide, calls, and of the dead every
// letter that has not left.
func (d *decisore) annullaTutto(m Iscritto, a Atto) {
	dead := m.Stato == Deceduto
	why := string(a.Tipo) + " del " + giornoItaliano(a.Giorno)
	for _, id := range d.s.Cerca(PerIscritto, m.CF) {
		r, ok := d.s.Richiesta(id)
		if !ok || !r.Stato.Aperta() || !dead && !variazione(r.Tipo) {
			continue
		}
		r.Stato, r.Motivo, r.Termine = RAnnullata, string(a.Tipo), ""
		d.scriviRichiesta(d.chiudiSe(r))
	}
	d.annullaDiffide(m.CF, why)
	if dead {
		d.ritiraDi(m, why)
	}
	d.chiudiDove(why, func(c Compito) bool { return c.CF == m.CF && superfluo(c, dead) })
}

// superfluo reports whether a task asks of a member what nobody asks of one who left, or of the dead. Alarms stay.
func superfluo(c Compito, dead bool) bool {
	switch c.Tipo {
	case SegConferma, SegTelefonata, SegDifetto, SegRettifica:
		return true
	case SegLettera, segOperatore, SegBlocco:
		return dead
	}
	return false
}

// ritiraDi takes back every letter to a member or to a box of his that has not left.
func (d *decisore) ritiraDi(m Iscritto, why string) {
	d.ritiraDove(d.regola, why, func(l Lettera) bool {
		return l.CF == m.CF || eSuo(m, l.A) || l.A != "" && l.A == minuscolo(m.EmailOrdinaria)
	})
}

// sospensioneDisciplinare is R-131: it ends the Order box only where the Order has said so.
func (d *decisore) sospensioneDisciplinare(a Atto) {
	m, ok := d.s.Iscritto(a.CF)
	if !ok || m.Stato != Iscr {
		d.rifiuta("la sospensione disciplinare si registra per chi è ISCRITTO: %s è %s", a.CF, m.Stato)
		return
	}
	m = m.conStatoPrima()
	m.Stato, m.DataStato = SospesoDisc, a.Giorno
	d.spiegaCon("R-131", "Sospensione per motivi disciplinari: la casella resta, salvo che l'Ordine abbia disposto altrimenti.")
	if d.p.RevocaDisciplinare {
		m = d.disdice(m, motivoDisciplinare, a)
	}
	d.scriviIscritto(m)
	if d.p.RevocaDisciplinare {
		d.ultimaLettera(m, a)
	}
}

func (d *decisore) fineDisciplinare(a Atto) {
	m, ok := d.s.Iscritto(a.CF)
	if !ok || m.Stato != SospesoDisc {
		d.rifiuta("%s non è sospeso per motivi disciplinari", a.CF)
		return
	}
	m.Stato, m.DataStato, m.StatoPrima = Iscr, a.Giorno, nil
	d.spiegaCon("R-131", "La sospensione disciplinare è finita.")
	k := m.Casella
	kept := k != nil && k.DisdettaIl != "" && k.Stato != Revocata && k.RevocaMotivo == motivoDisciplinare
	if kept {
		n := *k
		n.DisdettaIl, n.RevocaMotivo, n.RevocaDal = "", "", time.Time{}
		m.Casella = &n
	}
	d.scriviIscritto(m)
	if kept {
		d.chiudiCosa(m.CF, cosaDisdetta, "la sospensione è finita")
		d.ritiraVerso(k.Indirizzo, "la sospensione è finita, la casella resta")
	}
}
