package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// giorniPosta is how long after the last day a communication may still be on its way (order.md §6.5, 5c).
const giorniPosta = 7

// telefonateScadenza is how many attempts to reach the member by phone come before his term is SCADUTA.
const telefonateScadenza = 2

// sanata reports whether the reason of a case has ended, with proof: a domicile that was communicated, or, of the same box, no
// defect any more. One that a file brings is for a person to look at.
func sanata(m Iscritto, c Diffida) bool {
	if m.Domicilio == nil {
		return false
	}
	if c.Motivo == Assente || minuscolo(m.Domicilio.Indirizzo) != minuscolo(c.Indirizzo) {
		return m.Domicilio.Provenienza == Comunicato
	}
	stato, _ := m.Conformita()
	return stato == Conforme
}

// domicilioVerificato is called whenever an address was registered as the member's domicile (DOMICILIO_VERIFICATO, §6.1), and
// gives the member as he is then.
func (d *decisore) domicilioVerificato(m Iscritto, r Richiesta) Iscritto {
	when := r.Ricevuta
	if when.IsZero() {
		when = m.Domicilio.Dal
	}
	if c, ok := DiffidaDi(d.s, m.CF); ok {
		c.Richiesta = r.ID
		d.regolarizza(c, m, when)
	} else if m.Stato == SospesoPEC || m.Stato == SospensioneDeliberata {
		d.cessaSospensione(Diffida{CF: m.CF, Richiesta: r.ID}, m, when)
	}
	if now, ok := d.s.Iscritto(m.CF); ok {
		return now
	}
	return m
}

// avanzaDiffida draws what follows for a case from the facts as they are: deliveries of its letters, the state of the member,
// the calendar. It looks at states, never at what just arrived.
func (d *decisore) avanzaDiffida(id string) {
	c, ok := d.s.Diffida(id)
	if !ok || !c.Stato.Aperta() || d.modo() == Osserva {
		return
	}
	m, ok := d.s.Iscritto(c.CF)
	if !ok || nonSoggetto(m) {
		d.chiudeDiffida(c, DiffidaAnnullata, fmt.Sprintf("l'iscritto risulta %s", m.Stato))
		return
	}
	for {
		next, n, ok := d.consegnate(c)
		if !ok {
			break
		}
		d.spiegaCon("R-144", "La ricevuta di avvenuta consegna prova la notifica.")
		if c.Sospensione != nil {
			d.sospensioneNotificata(next, n)
		} else {
			d.servita(next)
		}
		c, _ = d.s.Diffida(id)
		m, _ = d.s.Iscritto(c.CF)
	}
	if c.Comunicata.IsZero() && sanata(m, c) {
		when := m.Domicilio.Dal
		if minuscolo(m.Domicilio.Indirizzo) == minuscolo(c.Indirizzo) {
			when = later(m.UltimaProva, m.Domicilio.Dal)
		}
		d.regolarizza(c, m, when)
		return
	}
	if c.Motivo == Assente && m.Domicilio != nil {
		d.spiegaCon("R-010", "Un domicilio che porta solo un file non chiude la pratica e non la lascia proseguire.")
		c = d.sollecitaDiffida(c, "file "+m.Domicilio.Indirizzo, Compito{Tipo: SegDiffida,
			Perche: "Il registro importato porta ora il domicilio " + m.Domicilio.Indirizzo + ": la pratica " + c.ID + " non va oltre. Chiarire con l'iscritto: se l'ha comunicato si chiude con diffida-cancel, altrimenti si corregge il registro."})
	}
	c = d.daPredisporre(d.osservata(c))
	d.mancata(c)
	d.scadenzaDiffida(id)
}

// segnoPredisporre marks the call to write a diffida, with its day.
const segnoPredisporre = "predisporre "

// daPredisporre calls the office when the friendly notice has had its time: once a case, and no more cases in a day than drafts
// may be written.
func (d *decisore) daPredisporre(c Diffida) Diffida {
	told := func(c Diffida, mark string) bool {
		return slices.ContainsFunc(c.Solleciti, func(s string) bool { return strings.HasPrefix(s, mark) })
	}
	if c.Stato != DPreavviso || told(c, segnoPredisporre) || d.p.PreavvisoGiorni > 0 && !Scaduto(c.PreavvisoFino, d.now) {
		return c
	}
	mark, n := segnoPredisporre+DataRoma(d.now), 0
	for _, id := range d.s.Cerca(DiffideVive, "") {
		if o, ok := d.s.Diffida(id); ok && told(o, mark) {
			n++
		}
	}
	if d.p.MaxBozzeDiffida > 0 && n >= d.p.MaxBozzeDiffida {
		return c
	}
	why := "Il preavviso bonario della pratica " + c.ID + " è passato senza comunicazione. "
	if d.p.DiffidaDelibera && c.Delibera == nil {
		why += "Delibera del Consiglio (diffida-resolution), poi il"
	} else {
		why += "Il"
	}
	d.spiegaCon("order.md §6.5", "Il preavviso bonario è passato.")
	return d.sollecitaDiffida(c, mark, Compito{Tipo: SegDiffida,
		Perche: why + " numero di protocollo (protocol) e la diffida su carta intestata: il testo con pecagent letters preview T-10 --case " + c.ID + ", il documento con pecagent act diffida-draft."})
}

// osservata notes the member's observations on the diffida (R11). They wait for a person and stop no term by themselves.
func (d *decisore) osservata(c Diffida) Diffida {
	if c.NotificataIl == "" {
		return c
	}
	n := len(c.Osservazioni)
	for _, id := range d.s.Cerca(PerIscritto, c.CF) {
		r, ok := d.s.Richiesta(id)
		if ok && r.Tipo == "R11" && DataRoma(r.Ricevuta) >= c.NotificataIl && !slices.Contains(c.Osservazioni, id) {
			c.Osservazioni = append(slices.Clone(c.Osservazioni), id)
		}
	}
	if len(c.Osservazioni) > n {
		d.spiegaCon("order.md §6.5", "L'iscritto ha presentato osservazioni: le valuta una persona, il termine continua a decorrere.")
		d.scriviDiffida(c)
	}
	return c
}

// mancata calls for paper when PEC did not deliver the act: without a receipt of delivery nothing is served (Cass. SS.UU.
// 28452/2024), and another way has to be taken at once.
func (d *decisore) mancata(c Diffida) {
	for _, n := range c.notifiche() {
		l, ok := d.s.Lettera(n.Lettera)
		if ok && (l.Stato == LMancata || l.Stato == LNonAccettata || l.Stato == LRifiutata || l.Stato == LVirus || l.Stato == LSenzaEsito) {
			c = d.sollecitaDiffida(c, "mancata "+l.ID, Compito{Tipo: SegDiffida, Urgente: true,
				Perche: "La lettera " + l.ID + " (" + l.Modello + ") non è stata consegnata: spedire subito per raccomandata A/R e registrarla con raccomandata-sent --case " + c.ID + ". Nessun termine decorre (SS.UU. 28452/2024)."})
		}
	}
}

// scadenzaDiffida looks at the last day of the term: a communication that came in time and is being proven holds the case;
// silence is a call to check, never an end by itself.
func (d *decisore) scadenzaDiffida(id string) {
	c, _ := d.s.Diffida(id)
	if c.Stato != DNotificata && c.Stato != DInVerifica || !Scaduto(c.Scade, d.now) {
		return
	}
	r, pending := d.comunicazioneAperta(c.CF, c.Scade)
	switch {
	case pending && c.Stato == DNotificata:
		d.spiegaCon("order.md §6.5", "Una comunicazione arrivata nel termine ("+r.Rif+") attende ancora la prova: la pratica resta sospesa fino al suo esito.")
		c.Stato = DInVerifica
		d.scriviDiffida(c)
	case !pending && c.Stato == DInVerifica:
		d.spiegaCon("order.md §6.5", "La comunicazione arrivata nel termine non ha portato un domicilio.")
		c.Stato = DNotificata
		d.scriviDiffida(c)
	}
	if c.Stato != DNotificata {
		return
	}
	from := c.controlliDal()
	d.spiegaCon("order.md §6.5", "Il termine della diffida è passato.")
	why := "Il termine della diffida " + c.ID + " è passato il " + giornoItaliano(c.Scade) + ". Nulla segue da sé. Telefonare due volte (diffida-call) e, non prima del " + giornoItaliano(from) +
		", controllare sportello, posta e protocollo, estrarre INI-PEC e INAD, confrontare l'indirizzo: poi diffida-expired."
	if c.Motivo == Satura || c.Motivo == NonValido {
		why += " Prima, una nuova prova di consegna a " + c.Indirizzo + "."
	}
	d.sollecitaDiffida(c, "termine "+c.Scade, Compito{Tipo: SegDiffida, Scade: from, Perche: why})
}

// controlliDal is the first day of the checks of step 5c; of a diffida that only a file knew, seven days also from the day on
// which a person attached the proof.
func (c Diffida) controlliDal() string {
	if c.Importata {
		return giorniDopo(max(c.Scade, c.RilevataIl), giorniPosta)
	}
	return giorniDopo(c.Scade, giorniPosta)
}

func (d *decisore) vietaTelefonata(a Atto) string {
	_, why := d.casoIn(a, DNotificata, DInVerifica, DScaduta)
	return why
}

func (d *decisore) telefonata(a Atto) {
	c, _ := d.s.Diffida(a.Caso)
	c.Telefonate = append(slices.Clone(c.Telefonate), Telefonata{Giorno: a.Giorno, Ora: a.Ora, Esito: a.Esito, Atto: a.ID})
	d.scriviDiffida(c)
}

// vietaScaduta is step 5c of order.md §6.5: seven days after the last day, a fresh delivery test, and a person who looked
// everywhere that day and attached what he found.
func (d *decisore) vietaScaduta(a Atto) string {
	c, why := d.casoDiffida(a)
	if why == "" && c.Stato == DInVerifica {
		return fmt.Sprintf("la pratica %s è IN_VERIFICA: una comunicazione arrivata nel termine attende ancora la prova", c.ID)
	}
	if why == "" {
		c, why = d.casoIn(a, DNotificata)
	}
	if why != "" {
		return why
	}
	m, why := d.soggetto(c.CF)
	today, from := DataRoma(d.now), c.controlliDal()
	switch {
	case why != "":
		return why
	case today < from:
		return fmt.Sprintf("il termine della diffida %s è il %s: si controlla dal %s, perché la posta può essere in viaggio", c.ID, giornoItaliano(c.Scade), giornoItaliano(from))
	case a.Giorno != today:
		return "i controlli e gli estratti sono di oggi, " + giornoItaliano(today)
	case len(a.Documenti) < 2:
		return "si allegano almeno l'estratto INI-PEC e l'estratto INAD di oggi"
	}
	for _, why := range []string{spunteMancanti(a.Spunte, spunteScadenza), d.estrattiRipetuti(a, c), c.poche(), d.provaDiConsegna(c)} {
		if why != "" {
			return why
		}
	}
	return d.ancora(m, c)
}

// spunteMancanti names the ticks that a list wants and the ones it does not know.
func spunteMancanti(got, want []string) string {
	var missing, unknown []string
	for _, s := range want {
		if !slices.Contains(got, s) {
			missing = append(missing, s)
		}
	}
	for _, s := range got {
		if !slices.Contains(want, s) {
			unknown = append(unknown, s)
		}
	}
	switch {
	case len(missing) > 0:
		return "mancano le spunte " + strings.Join(missing, ", ")
	case len(unknown) > 0:
		return "spunte sconosciute: " + strings.Join(unknown, ", ")
	}
	return ""
}

// poche says that too few attempts by phone are on record since the diffida was served.
func (c Diffida) poche() string {
	seen := map[string]bool{}
	for _, t := range c.Telefonate {
		if t.Giorno >= c.NotificataIl {
			seen[t.Giorno+" "+t.Ora] = true
		}
	}
	if len(seen) < telefonateScadenza {
		return fmt.Sprintf("servono %d tentativi per telefono dopo la notifica (diffida-call): ne risultano %d", telefonateScadenza, len(seen))
	}
	return ""
}

// provaDiConsegna says that a box that was full or did not exist has not been tried again since the last day. A delivery closes
// the defect.
func (d *decisore) provaDiConsegna(c Diffida) string {
	if c.Motivo != Satura && c.Motivo != NonValido {
		return ""
	}
	for _, id := range d.s.Cerca(PerDestinatario, minuscolo(c.Indirizzo)) {
		l, ok := d.s.Lettera(id)
		if ok && l.Stato == LMancata && DataRoma(l.TInvio) > c.Scade {
			return ""
		}
	}
	return fmt.Sprintf("la casella %s va provata di nuovo dopo il %s: nessuna lettera partita da allora risulta non consegnata", c.Indirizzo, giornoItaliano(c.Scade))
}

func (d *decisore) scaduta(a Atto) {
	c, _ := d.s.Diffida(a.Caso)
	c.Stato, c.ScadutaIl, c.Controllato = DScaduta, a.Giorno, a.Spunte
	d.spiegaCon("order.md §6.5", "Il termine è passato e una persona ha controllato ogni canale.")
	d.chiudiCompitiDi(c.ID, "termine accertato", SegDiffida)
	d.scriviDiffida(c)
	why := "La diffida " + c.ID + " è scaduta senza comunicazione: il fascicolo va al Consiglio, che delibera (art. 16 c. 7-bis D.L. 185/2008). La delibera si registra con pecagent act suspension --case " + c.ID + "."
	if gaps := MancaFascicolo(FascicoloDiffida(d.p, d.s, c)); len(gaps) > 0 {
		why += " Nel fascicolo manca: " + strings.Join(gaps, "; ") + "."
	}
	d.compito(Compito{Tipo: SegDelibera, CF: c.CF, Caso: c.ID, Perche: why})
}

// regolarizza closes a case for a communication received at an instant: in time by the acceptance of the sender's provider
// or late; one that comes when the Council has decided ends the suspension, or keeps it from beginning.
func (d *decisore) regolarizza(c Diffida, m Iscritto, when time.Time) {
	c.Comunicata = when
	c.Tardiva = c.Scade != "" && DataRoma(when) > c.Scade
	if c.Sospensione != nil {
		d.cessaSospensione(c, m, when)
		return
	}
	late := c.Stato == DScaduta
	why := "domicilio digitale comunicato il " + giornoItaliano(DataRoma(when))
	if c.Tardiva {
		why += ", dopo il termine del " + giornoItaliano(c.Scade)
	}
	d.chiudeDiffida(c, DRegolarizzata, why)
	if late {
		d.compito(Compito{Tipo: SegDelibera, CF: c.CF, Caso: c.ID, Richiesta: c.Richiesta,
			Perche: "Comunicazione tardiva dopo la diffida " + c.ID + " scaduta: il Consiglio non ha deliberato, nessuna sospensione. Togliere la pratica dall'ordine del giorno."})
	}
}

// chiudeDiffida ends a case: what has not left is taken back, what waits is closed. The register forgets the diffida.
func (d *decisore) chiudeDiffida(c Diffida, end StatoDiffida, why string) {
	c.Stato, c.Fine, c.FineGiorno = end, why, DataRoma(d.now)
	d.spiegaCon("order.md §6.5", "La pratica si chiude: "+why+".")
	d.ritiraLettereDi(c.ID, why)
	d.chiudiCompitiDi(c.ID, why, SegDiffida, SegDelibera, SegLettera, SegAtto)
	d.scriviDiffida(c)
	if m, ok := d.s.Iscritto(c.CF); ok && m.DiffidaNotificata != "" {
		m.DiffidaNotificata = ""
		d.scriviIscritto(m)
	}
}

// annullaDiffide ends the open cases of a member who is no longer subject: transfer, cancellation, death.
func (d *decisore) annullaDiffide(cf, why string) {
	for _, id := range d.s.Cerca(PerDiffida, cf) {
		if c, ok := d.s.Diffida(id); ok && c.Stato.Aperta() {
			d.chiudeDiffida(c, DiffidaAnnullata, why)
		}
	}
}

// orologioDiffide is what the calendar brings to the open cases, and the list of members to look at.
func (d *decisore) orologioDiffide() {
	for _, id := range d.s.Cerca(DiffideVive, "") {
		d.spiegaCon("", "")
		d.chiave = "pratica " + id
		d.avanzaDiffida(id)
	}
	d.elencaInadempienti()
}
