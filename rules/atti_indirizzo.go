package rules

import (
	"slices"
	"strings"
	"time"
)

func attiIndirizzo() []regolaAtto {
	office := []string{Segreteria}
	return []regolaAtto{
		{tipo: "COMUNICAZIONE", comando: "communication", dice: "l'iscritto ha comunicato il domicilio allo sportello, per raccomandata (giorno: quello di spedizione) o dall'area riservata",
			vuole: []string{"cf", "indirizzo", "giorno", "canale"}, puo: []string{"ora", "numero"}, ruoli: office, documento: true, fa: (*decisore).comunicazione},
		{tipo: "RETTIFICA", comando: "correction", dice: "una variazione era sbagliata: torna il domicilio precedente (o quello detto con --address)",
			vuole: []string{"cf", "motivo"}, puo: []string{"indirizzo", "giorno"}, ruoli: office, documento: true, ratifica: true, disfa: (*decisore).nonRatificata, fa: (*decisore).rettifica},
		{tipo: "BLOCCO", comando: "freeze", dice: "urgenza: nessuna variazione automatica di questo iscritto",
			vuole: []string{"cf", "motivo"}, puo: []string{"giorno"}, ruoli: office, ratifica: true, disfa: (*decisore).sblocca, fa: (*decisore).blocca},
		{tipo: "SBLOCCO", comando: "unfreeze", dice: "le variazioni automatiche di questo iscritto riprendono",
			vuole: []string{"cf", "motivo"}, puo: []string{"giorno"}, ruoli: office, ratifica: true, disfa: (*decisore).blocca, fa: (*decisore).sblocca},
	}
}

// canaliComunicazione are the channels besides the mailbox by which a domicile is communicated: signed on paper, or by SPID or
// CIE. A call or an ordinary mail is none (CAD art. 65).
var canaliComunicazione = []string{"SPORTELLO", "RACCOMANDATA", "AREA_RISERVATA"}

// comunicazione opens the request of a member who came in person, wrote on paper or used the reserved area. The address
// is proven as one by mail is; the day of the act is the stamp's or the posting's.
func (d *decisore) comunicazione(a Atto) {
	m, ok := d.s.Iscritto(a.CF)
	addr := minuscolo(a.Indirizzo)
	switch {
	case !ok || !iscrittoVivo(m.Stato):
		d.rifiuta("%s non risulta iscritto", a.CF)
		return
	case !slices.Contains(canaliComunicazione, a.Canale):
		d.rifiuta("il canale è uno fra %s", strings.Join(canaliComunicazione, ", "))
		return
	case m.Domicilio != nil && m.Domicilio.Indirizzo == addr:
		d.rifiuta("%s è già il domicilio digitale agli atti", addr)
		return
	}
	if why := d.nonRegistrabile(addr, m); why != "" {
		d.rifiuta("%s", why)
		return
	}
	d.apreComunicazione(m, a)
}

// nonRegistrabile tells in Italian why an address may not become a member's domicile, "" when it may (order.md §2.5).
func (d *decisore) nonRegistrabile(addr string, m Iscritto) string {
	if !EIndirizzo(addr) {
		return "«" + addr + "» non è un indirizzo"
	}
	g := &giudizio{p: d.p, s: d.s}
	o, ok := g.esamina(addr, m)
	switch {
	case ok:
		return ""
	case o.dubbio != "":
		return "l'indirizzo " + addr + " non si registra: " + o.dubbio
	}
	return "l'indirizzo " + addr + " non si registra: " + strings.Join(o.flags, ", ")
}

// apreComunicazione opens the request that an act makes, with its challenge. Other open requests of change end: the
// latest will of the member, with his document, holds.
func (d *decisore) apreComunicazione(m Iscritto, a Atto) {
	addr := minuscolo(a.Indirizzo)
	for _, id := range d.s.Cerca(PerIscritto, m.CF) {
		if o, ok := d.s.Richiesta(id); ok && o.Stato.Aperta() && variaIndirizzo(o.Tipo) {
			o.Stato = RAssorbita
			d.scriviRichiesta(d.chiudiSe(o))
		}
	}
	r := Richiesta{ID: d.numero("RIC"), Rif: d.numero("PEC"), Tipo: "R3", CF: m.CF, Ground: "R-307", Stato: RInEsecuzione, NuovaPEC: addr,
		Ricevuta: a.istante(true), Atto: a.ID}
	if m.Domicilio != nil {
		r.Tipo = "R4"
	}
	for _, doc := range a.Documenti {
		r.Messaggi = append(r.Messaggi, doc.SHA256)
	}
	r.Codice = codice(d.chiave, r.ID)
	m.Candidato = &Candidato{Indirizzo: addr, Stato: Dichiarata, Richiesta: r.ID}
	d.spiegaCon("R-307", "Il domicilio è comunicato fuori dalla posta: si scrive all'indirizzo per provarlo.")
	d.scriviRichiesta(r)
	d.scriviIscritto(m)
	d.approvare(r, d.letteraAvanza(r, Bozza{Modello: "T-23", A: addr, CF: m.CF, Dati: DatiLettera{Nome: m.Nome, Cognome: m.Cognome}}, "sfida"))
}

// rettifica puts a former domicile back and tells both boxes (R-307, U49). What the wrong change had begun is stopped.
func (d *decisore) rettifica(a Atto) {
	m, ok := d.s.Iscritto(a.CF)
	i := daRipristinare(m, minuscolo(a.Indirizzo))
	switch {
	case !ok || !iscrittoVivo(m.Stato):
		d.rifiuta("%s non risulta iscritto", a.CF)
		return
	case d.inRatifica(a) != "":
		d.rifiuta("la rettifica %s di %s attende ancora la seconda persona: prima si conferma o si respinge", d.inRatifica(a), a.CF)
		return
	case i < 0:
		d.rifiuta("%s", nessunPrecedente(m, a.Indirizzo))
		return
	}
	back, wrong := m.Precedenti[i].Domicilio, m.Domicilio
	if morta(m, back.Indirizzo) || slices.ContainsFunc(m.CaselleChiuse, func(k Casella) bool { return k.Indirizzo == back.Indirizzo }) {
		d.rifiuta("la casella %s è revocata: non può tornare domicilio", back.Indirizzo)
		return
	}
	for _, x := range []Indice{PerDomicilio, PerCasella} {
		if slices.ContainsFunc(d.s.Cerca(x, back.Indirizzo), func(cf string) bool { return cf != m.CF }) {
			d.rifiuta("l'indirizzo %s è ora di un altro iscritto (R-054)", back.Indirizzo)
			return
		}
	}
	m.Precedenti = slices.Delete(slices.Clone(m.Precedenti), i, i+1)
	m = m.conDomicilio(&back, d.now, "RETTIFICA")
	m = d.fermaVariazione(m)
	if c := m.Candidato; c != nil && c.Stato == Rifiutata && c.Indirizzo == back.Indirizzo {
		m.Candidato = nil // an earlier correction refused what this one puts back
	}
	d.spiegaCon("R-307", "Rettifica: torna il domicilio precedente. "+a.Motivo)
	d.scriviIscritto(m)
	d.chiudiRettifiche(m.CF)
	ls := []Lettera{d.letteraAtto(d.rimesso(m, back, wrong), a.ID, "rimesso")}
	if wrong != nil && !morta(m, wrong.Indirizzo) {
		d.ritiraVerso(wrong.Indirizzo, "rettifica")
		b := Bozza{Modello: "T-26", Dettaglio: "ANNULLATA", A: wrong.Indirizzo, CF: m.CF} // no name: the reader may be a stranger
		ls = append(ls, d.letteraAtto(b, a.ID, "tolto"))
	}
	d.proposte(m, ls...)
}

// rimesso tells the box that is the domicile again: T-18 where the member contested the change, which says that his changes stay
// frozen (U49), else T-04.
func (d *decisore) rimesso(m Iscritto, back Domicilio, wrong *Domicilio) Bozza {
	b := d.bozza(m, "T-04", back.Indirizzo)
	b.Dati.Indirizzo, b.Dati.Dal = back.Indirizzo, DataRoma(later(back.Dal, d.now))
	if m.Blocco {
		b.Modello, b.Dettaglio, b.Dati.Precedente = "T-18", "RIPRISTINO", indirizzoDi(wrong)
		return b
	}
	b.Dati.InINIPEC = d.p.FeedINIPEC
	return b
}

// inRatifica is the correction of the same member that waits for its second person, "" for none.
func (d *decisore) inRatifica(a Atto) string {
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		c, ok := d.s.Compito(id)
		if x, known := d.s.Atto(c.Atto); ok && known && c.Tipo == SegAtto && x.Tipo == a.Tipo && x.CF == a.CF && x.ID != a.ID {
			return x.ID
		}
	}
	return ""
}

// nessunPrecedente says that there is no such former domicile, and which there are.
func nessunPrecedente(m Iscritto, addr string) string {
	if len(m.Precedenti) == 0 {
		return m.CF + " non ha un domicilio precedente da rimettere"
	}
	var all []string
	for _, c := range m.Precedenti {
		if !slices.Contains(all, c.Indirizzo) {
			all = append(all, c.Indirizzo)
		}
	}
	return addr + " non è fra i domicili precedenti di " + m.CF + ": " + strings.Join(all, ", ")
}

// daRipristinare is the place of the former domicile that a correction means: the last one, or the last with the address.
func daRipristinare(m Iscritto, addr string) int {
	for i := len(m.Precedenti) - 1; i >= 0; i-- {
		if addr == "" || m.Precedenti[i].Indirizzo == addr {
			return i
		}
	}
	return -1
}

// fermaVariazione stops the change that brought the present domicile: its candidate, its request, the end of the Order box it began.
func (d *decisore) fermaVariazione(m Iscritto) Iscritto {
	if c := m.Candidato; c != nil {
		n := *c
		n.Stato, n.Motivo = Rifiutata, "RETTIFICA"
		m.Candidato = &n
		if r, ok := d.s.Richiesta(c.Richiesta); ok && r.Stato.Aperta() {
			r.Stato = RInRevisione
			d.scriviRichiesta(r)
		}
		d.ritiraLettere(c.Richiesta, "rettifica", nil)
		d.chiudiConferme(c.Richiesta)
	}
	k := m.Casella
	if k == nil || k.Stato == Revocata || k.RevocaDal.IsZero() || k.RevocaMotivo != "RINUNCIA" {
		return m
	}
	n := *k
	n.RevocaDal, n.RevocaMotivo = time.Time{}, ""
	m.Casella = &n
	d.chiudiDove("rettifica: la casella non si revoca", func(c Compito) bool { return c.CF == m.CF && c.Tipo == SegPannello && len(c.Elenco) == 0 })
	return m
}

func (d *decisore) chiudiRettifiche(cf string) {
	d.chiudiDove("il domicilio precedente è rimesso", func(c Compito) bool { return c.CF == cf && c.Tipo == SegRettifica })
}

// nonRatificata: the second person does not agree with a correction. A domicile is not thrown to and fro: people decide.
func (d *decisore) nonRatificata(a Atto) {
	d.compito(Compito{Tipo: SegAllarme, Urgente: true, CF: a.CF,
		Perche: "La rettifica " + a.ID + " di " + a.Da + " non è stata confermata dalla seconda persona: il domicilio rimesso resta finché non si decide (act correction, con l'indirizzo giusto)."})
}

func (d *decisore) blocca(a Atto) {
	m, ok := d.s.Iscritto(a.CF)
	if !ok || m.Blocco {
		d.rifiuta("%s non è nel registro, o le sue variazioni sono già bloccate", a.CF)
		return
	}
	m.Blocco = true
	d.spiegaCon("order.md §9", "Variazioni automatiche bloccate. "+a.Motivo)
	d.scriviIscritto(m)
}

func (d *decisore) sblocca(a Atto) {
	m, ok := d.s.Iscritto(a.CF)
	if !ok || !m.Blocco {
		d.rifiuta("le variazioni di %s non sono bloccate", a.CF)
		return
	}
	m.Blocco = false
	d.spiegaCon("order.md §9", "Le variazioni automatiche riprendono. "+a.Motivo)
	d.scriviIscritto(m)
	d.chiudiDove("sbloccato: "+a.Motivo, func(c Compito) bool { return c.CF == m.CF && c.Tipo == SegBlocco })
}

// contestabile gives the former domicile that a change took the place of, within the grace in which the member can contest it
// (U49).
func (p *Policy) contestabile(m Iscritto, now time.Time) (last Cessato, ok bool) {
	i := daRipristinare(m, "")
	if i < 0 || m.Domicilio == nil || !iscrittoVivo(m.Stato) {
		return last, false
	}
	last = m.Precedenti[i]
	return last, last.Motivo == "VARIAZIONE" && !now.After(last.Fino.AddDate(0, 0, p.RevocaGraceGiorni)) && !morta(m, last.Indirizzo)
}

// compitoRettifica is the task by which one click puts the former domicile back.
func compitoRettifica(m Iscritto, last Cessato, why string) Compito {
	return Compito{Tipo: SegRettifica, Urgente: true, CF: m.CF, Perche: why + " Sentire l'iscritto. L'approvazione rimette il domicilio precedente " +
		last.Indirizzo + " al posto di " + m.Domicilio.Indirizzo + " e lo dice a entrambe le caselle; una seconda persona conferma entro tre giorni lavorativi."}
}

// approvaRettifica does the correction that a task proposes, as an act of the person who approves.
func (d *decisore) approvaRettifica(c Compito) {
	a := Atto{ID: d.numero("ATT"), Tipo: "RETTIFICA", CF: c.CF, Motivo: "U49, segnalazione " + c.ID, Nota: c.Nota, Stato: AttoEseguito, Da: d.attore.ID}
	d.chiave = "atto " + a.ID
	d.scriviAtto(a)
	if d.rettifica(a); d.errore == "" {
		d.attendeRatifica(a)
	}
}
