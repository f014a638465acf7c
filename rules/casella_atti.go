package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Compito.Cosa of the tasks on the provider's panel.
const (
	cosaRinnovo   = "rinnovo"
	cosaDisdetta  = "disdetta"
	cosaCreazione = "creazione"
	cosaPrimoUso  = "primo_uso"
)

// dettaglioFine is the T-07 that tells all members of a convention that it ends.
const dettaglioFine = "FINE_CONVENZIONE"

// motivoDisciplinare is the reason of R-131, for an Order that has switched it on.
const motivoDisciplinare = "SOSPENSIONE_DISCIPLINARE"

// Reasons for which a box ends (order.md §1 row 38).
var motiviRevoca = []string{"INDIRIZZO_CANCELLATO", "CANCELLAZIONE_ALBO", "TRASFERIMENTO", "RINUNCIA", "DECESSO", "SCADENZA", motivoDisciplinare, "ALTRO"}

func attiCasella() []regolaAtto {
	office := []string{Segreteria}
	return []regolaAtto{
		{tipo: "CREAZIONE", comando: "mailbox-created", dice: "la casella dell'Ordine è stata creata dal gestore (GENERATA); senza --address vale quella proposta",
			vuole: []string{"cf", "giorno"}, puo: []string{"indirizzo", "scadenza", "pagante", "gestore"}, ruoli: office, fa: (*decisore).creazione},
		{tipo: "ATTIVAZIONE", comando: "activation", dice: "l'iscritto ha attivato la casella dell'Ordine (ATTIVATA)",
			vuole: []string{"cf", "giorno"}, puo: []string{"scadenza", "canale"}, ruoli: office, fa: (*decisore).attivazione},
		{tipo: "SCADENZA", comando: "mailbox-expiry", dice: "quando scade la casella e chi la paga, come risulta dal pannello o dal contratto",
			vuole: []string{"cf", "scadenza"}, puo: []string{"pagante", "gestore", "giorno"}, ruoli: office, fa: (*decisore).scadenzaDetta},
		{tipo: "RINNOVO", comando: "renewal", dice: "la casella è rinnovata: la nuova scadenza è la vecchia più il periodo (R-061)",
			vuole: []string{"cf"}, puo: []string{"giorno", "scadenza", "numero"}, ruoli: office, fa: (*decisore).rinnovo},
		{tipo: "REVOCA", comando: "revocation", dice: "la casella è revocata sul pannello del gestore (REVOCATA): " + strings.Join(motiviRevoca, ", "),
			vuole: []string{"cf", "giorno", "motivo"}, puo: []string{"numero"}, ruoli: office, fa: (*decisore).revocaDetta},
		{tipo: "CONVENZIONE_NON_RINNOVATA", comando: "convention-not-renewed", dice: "la convenzione finisce alla scadenza detta: da allora paga l'iscritto",
			vuole: []string{"scadenza", "gestore"}, puo: []string{"giorno", "numero", "motivo"}, ruoli: office, documento: true, fa: (*decisore).fineConvenzione},
		attoServizi(),
	}
}

// conCasella gives the member of an act and his live Order box, or refuses.
func (d *decisore) conCasella(a Atto) (m Iscritto, k Casella, ok bool) {
	m, known := d.s.Iscritto(a.CF)
	switch {
	case !known:
		d.rifiuta("%s non è nel registro", a.CF)
	case m.Casella == nil:
		d.rifiuta("%s non ha una casella dell'Ordine", a.CF)
	case m.Casella.Stato == Revocata:
		d.rifiuta("la casella %s è già revocata", m.Casella.Indirizzo)
	default:
		return m, *m.Casella, true
	}
	return m, k, false
}

// indirizzoProposto is the address the rule gives an Order box: nome.cognome@dominio, with the enrolment number where that is
// taken. "" where the Order has no domain of its own for boxes, or several.
func (d *decisore) indirizzoProposto(m Iscritto) string {
	if len(d.p.DominiOrdine) != 1 {
		return ""
	}
	name := Piega(m.Nome) + "." + Piega(m.Cognome)
	number := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(m.Numero))
	for _, local := range []string{name, name + "." + number} {
		addr := minuscolo(local + "@" + d.p.DominiOrdine[0])
		if !strings.HasSuffix(local, ".") && !d.occupato(addr, "") {
			return addr
		}
	}
	return ""
}

// occupato reports whether an address is somebody's already: his domicile, his box, now or once, or on its way.
func (d *decisore) occupato(addr, cf string) bool {
	for _, i := range []Indice{PerDomicilio, PerCasella, PerCandidato} {
		if slices.ContainsFunc(d.s.Cerca(i, addr), func(id string) bool { return id != cf }) {
			return true
		}
	}
	return false
}

// creazione records a box that the provider has made. The address is only ever proposed: a person says what it is.
func (d *decisore) creazione(a Atto) {
	m, ok := d.s.Iscritto(a.CF)
	addr := minuscolo(a.Indirizzo)
	if ok && addr == "" {
		addr = d.indirizzoProposto(m)
	}
	switch {
	case !ok || !iscrittoVivo(m.Stato):
		d.rifiuta("la casella è per gli iscritti: %s non lo è", a.CF)
		return
	case m.Casella != nil && m.Casella.Stato != Revocata:
		d.rifiuta("%s ha già la casella %s (%s)", a.CF, m.Casella.Indirizzo, m.Casella.Stato)
		return
	case addr == "":
		d.rifiuta("dire l'indirizzo della casella: la regola nome.cognome@dominio non ne dà uno libero")
		return
	case !EIndirizzo(addr) || len(d.p.DominiOrdine) > 0 && !slices.Contains(d.p.DominiOrdine, dominio(addr)):
		d.rifiuta("%s non è un indirizzo delle caselle dell'Ordine", addr)
		return
	case d.occupato(addr, ""):
		d.rifiuta("l'indirizzo %s è già di qualcuno", addr)
		return
	}
	if m.Casella != nil {
		m.CaselleChiuse = append(slices.Clone(m.CaselleChiuse), *m.Casella)
	}
	k := Casella{Indirizzo: addr, Stato: Generata, Data: a.Giorno, Creata: a.Giorno, ProvaCreata: a.ID, Tecnico: TecnicoIgnota}
	if k, ok = d.conScadenza(k, a); !ok {
		return
	}
	m.Casella = &k
	d.spiegaCon("order.md §6.2 CREAZIONE", "La casella dell'Ordine è creata: resta da attivare.")
	d.scriviIscritto(m)
	d.chiudiCosa(m.CF, cosaCreazione, "la casella è stata creata")
	d.istruzioni(m, a)
}

// istruzioni tells the member how to activate his box (T-03), where he can read it.
func (d *decisore) istruzioni(m Iscritto, a Atto) {
	to := d.altroRecapito(m)
	if to == "" {
		d.compito(Compito{Tipo: SegTelefonata, CF: m.CF, Perche: "Casella " + m.Casella.Indirizzo + " creata: dare le istruzioni di attivazione (T-03) su carta o per telefono, non risulta un altro recapito di posta."})
		return
	}
	b := d.bozza(m, "T-03", to)
	b.Dati.Casella = m.Casella.Indirizzo
	if m.Domicilio != nil {
		b.Dati.Precedente = m.Domicilio.Indirizzo
	}
	d.proposte(m, d.letteraAtto(b, a.ID, "istruzioni"))
}

// proposte opens the task of letters that wait for a click.
func (d *decisore) proposte(m Iscritto, ls ...Lettera) {
	var ids []string
	for _, l := range ls {
		if l.Stato == LProposta {
			ids = append(ids, l.ID)
		}
	}
	if len(ids) > 0 {
		d.compito(Compito{Tipo: SegLettera, CF: m.CF, Lettere: ids, Perche: "Lettere da approvare. " + d.perche})
	}
}

// conScadenza puts what an act says of expiry, payer and provider on a box.
func (d *decisore) conScadenza(k Casella, a Atto) (Casella, bool) {
	switch a.Pagante {
	case "":
	case "MEMBER", "ORDER":
		k.Pagante = a.Pagante
	default:
		d.rifiuta("chi paga la casella è MEMBER (l'iscritto) o ORDER (l'Ordine), non %s", a.Pagante)
		return k, false
	}
	if a.Gestore != "" {
		k.Gestore = strings.ToUpper(a.Gestore)
	}
	if a.Scadenza != "" {
		if from := max(a.Giorno, k.Creata, k.AttivataIl); a.Scadenza < from {
			d.rifiuta("la scadenza %s viene prima del %s: controllare le date", giornoItaliano(a.Scadenza), giornoItaliano(from))
			return k, false
		}
		k.Scade, k.ProvaScade = a.Scadenza, a.ID
	}
	return k, true
}

// attivazione: the member has activated his box. With an open R2 it becomes the domicile at once, as he asked; without any
// domicile it is one on its way, proven like any other.
func (d *decisore) attivazione(a Atto) {
	m, k, ok := d.conCasella(a)
	switch {
	case !ok:
		return
	case k.Stato != Generata:
		d.rifiuta("la casella %s è già %s", k.Indirizzo, k.Stato)
		return
	case a.Giorno < k.Creata:
		d.rifiuta("la casella è stata creata il %s: non può essere attivata il %s", giornoItaliano(k.Creata), giornoItaliano(a.Giorno))
		return
	}
	if k, ok = d.conScadenza(k, a); !ok {
		return
	}
	d.attiva(m, k, a.Giorno, a)
}

// attiva makes a box ATTIVATA and draws what follows.
func (d *decisore) attiva(m Iscritto, k Casella, day string, a Atto) {
	k.Stato, k.Data, k.AttivataIl, k.Tecnico = Attivata, day, day, TecnicoOK
	m.Casella = &k
	if m.Difetto != nil && m.Difetto.Motivo == MaiAttivata {
		m.Difetto = nil
	}
	d.spiegaCon("order.md §6.2 ATTIVAZIONE", "La casella dell'Ordine è attiva.")
	d.scriviIscritto(m)
	d.chiudiCosa(m.CF, cosaPrimoUso, "la casella risulta attivata")
	d.ritiraAvvisi(m.CF, "la casella è attivata", "T-03")
	for _, id := range d.s.Cerca(PerIscritto, m.CF) {
		if r, ok := d.s.Richiesta(id); ok && r.Tipo == "R2" && r.Stato.Aperta() {
			d.avanza(id)
		}
	}
	if m, _ = d.s.Iscritto(m.CF); m.Domicilio == nil && iscrittoVivo(m.Stato) && !m.Blocco && (m.Candidato == nil || m.Candidato.Stato == Rifiutata || m.Candidato.Stato == Cessata) {
		a.Indirizzo = k.Indirizzo
		d.apreComunicazione(m, a)
	}
}

// scadenzaDetta records when a box expires: from here the calendar watches it.
func (d *decisore) scadenzaDetta(a Atto) {
	m, k, ok := d.conCasella(a)
	if !ok {
		return
	}
	if k, ok = d.conScadenza(k, a); !ok {
		return
	}
	if k.Tecnico == ScadenzaPresunta && k.Scade >= DataRoma(d.now) {
		k.Tecnico = TecnicoOK
	}
	m.Casella = &k
	d.spiegaCon("order.md §6.2", "La scadenza della casella è detta da una persona.")
	d.scriviIscritto(m)
}

// rinnovo moves the expiry by the period of the convention, from the old expiry, for who is enrolled.
func (d *decisore) rinnovo(a Atto) {
	m, _, ok := d.conCasella(a)
	if !ok {
		return
	}
	if why := d.rinnova(m, a.Scadenza, a.ID, a.Giorno); why != "" {
		d.rifiuta("%s", why)
	}
}

// rinnova renews a box, or says in Italian why it cannot. said is the new expiry where a person read it on the panel, day the day of
// the renewal, "" for today.
func (d *decisore) rinnova(m Iscritto, said, prova, day string) string {
	k := m.Casella
	years := d.p.Convenzione.Anni
	if years <= 0 {
		years = 3
	}
	switch {
	case !iscrittoVivo(m.Stato):
		return m.CF + " non è più iscritto (" + string(m.Stato) + "): la casella non si rinnova"
	case k == nil || k.Stato != Attivata:
		return "la casella di " + m.CF + " non è attiva: non si rinnova"
	case k.DisdettaIl != "" || !k.RevocaDal.IsZero():
		return "la casella " + k.Indirizzo + " è in revoca: non si rinnova"
	case k.Scade == "":
		return "la scadenza della casella " + k.Indirizzo + " non è registrata: act mailbox-expiry"
	}
	next := ProssimaScadenza(k.Scade, years)
	if said != "" && said != next {
		return fmt.Sprintf("la nuova scadenza è la vecchia (%s) più %d anni, cioè %s, e non si conta dal pagamento (R-061); se il pannello ne mostra un'altra si registra con act mailbox-expiry", giornoItaliano(k.Scade), years, giornoItaliano(next))
	}
	if day == "" {
		day = DataRoma(d.now)
	}
	if why := d.rinnovata(*k, day, next, years); why != "" {
		return why
	}
	n := *k
	n.Scade, n.ProvaScade = next, prova
	if n.Tecnico == ScadenzaPresunta {
		n.Tecnico = TecnicoOK
	}
	m.Casella = &n
	d.spiegaCon("R-061", "La casella è rinnovata: la nuova scadenza è la vecchia più il periodo.")
	d.scriviIscritto(m)
	d.ritiraAvvisi(m.CF, "la casella è rinnovata", "T-07")
	return ""
}

// revocaDetta records that the provider ended a box.
func (d *decisore) revocaDetta(a Atto) {
	m, k, ok := d.conCasella(a)
	motivo := strings.ToUpper(a.Motivo)
	switch {
	case !ok:
		return
	case !slices.Contains(motiviRevoca, motivo):
		d.rifiuta("il motivo della revoca è uno fra %s", strings.Join(motiviRevoca, ", "))
		return
	case m.Domicilio != nil && m.Domicilio.Indirizzo == k.Indirizzo && iscrittoVivo(m.Stato) && len(a.Documenti) == 0:
		d.rifiuta("la casella %s è il domicilio digitale iscritto: senza di essa l'iscritto non ne ha uno. Serve il documento che ne mostra la fine", k.Indirizzo)
		return
	}
	if why := d.revoca(m, motivo, a.Giorno, true); why != "" {
		d.rifiuta("%s", why)
	}
}

// revoca makes a box REVOCATA, or says in Italian why not. It is never the agent's: a person saw it on the panel. fatto: the
// provider did it, whatever the date that was promised to the member.
func (d *decisore) revoca(m Iscritto, motivo, day string, fatto bool) string {
	k := *m.Casella
	same := m.Domicilio != nil && m.Domicilio.Indirizzo == k.Indirizzo
	_, g := d.p.GestoreDi(k)
	switch {
	case motivo == "SCADENZA" && k.Scade == "":
		return "la scadenza della casella " + k.Indirizzo + " non è registrata"
	case motivo == "SCADENZA" && day < giornoDopo(k.Scade, revocabileDopo(g)):
		return fmt.Sprintf("la casella %s scaduta il %s non si registra come revocata prima del %s: può ricevere ancora (R-122)", k.Indirizzo, giornoItaliano(k.Scade), giornoItaliano(giornoDopo(k.Scade, revocabileDopo(g))))
	case !fatto && day < DataRoma(k.RevocaDal):
		return fmt.Sprintf("la casella %s non va revocata prima del %s: l'iscritto ha avuto quel termine per salvare i messaggi", k.Indirizzo, DataRoma(k.RevocaDal))
	case !fatto && same && iscrittoVivo(m.Stato) && k.RevocaMotivo != motivoDisciplinare:
		return fmt.Sprintf("la casella %s è ancora il domicilio digitale iscritto: non può risultare revocata", k.Indirizzo)
	}
	if motivo != "" {
		k.RevocaMotivo = motivo
	}
	k.Stato, k.Data, k.Servizi = Revocata, day, nil
	m.Casella = &k
	if same {
		m = m.conDomicilio(nil, d.now, "REVOCA")
	}
	d.spiegaCon("order.md §6.2", "La casella dell'Ordine risulta revocata dal gestore: non si scrive più a quell'indirizzo.")
	d.scriviIscritto(m)
	d.chiudiCosa(m.CF, cosaDisdetta, "la casella è revocata")
	d.chiudiCosa(m.CF, cosaPrimoUso, "la casella è revocata")
	d.ritiraVerso(k.Indirizzo, "la casella è revocata")
	d.ritiraAvvisi(m.CF, "la casella è revocata", "T-03", "T-07")
	return ""
}

// rinnovata tells why a box may not be renewed on a day: the period is renewed already. anticipo is how long before its expiry.
func (d *decisore) rinnovata(k Casella, day, next string, years int) string {
	const anticipo = 90
	last, _ := d.s.Atto(k.ProvaScade)
	_, byTask := d.s.Compito(k.ProvaScade)
	renewed := (last.Tipo == "RINNOVO" || byTask) && k.Scade > giornoDopo(day, anticipo)
	if renewed || next > ProssimaScadenza(day, years+1) {
		return fmt.Sprintf("la casella %s scade il %s: risulta già rinnovata; se il pannello mostra un'altra scadenza si registra con act mailbox-expiry", k.Indirizzo, giornoItaliano(k.Scade))
	}
	return ""
}

// ritiraAvvisi takes back the letters of some models about a member's box that have not left, and closes the tasks that waited only
// for them.
func (d *decisore) ritiraAvvisi(cf, why string, modelli ...string) {
	gone := d.ritiraDove(d.regola, why, func(l Lettera) bool { return l.CF == cf && slices.Contains(modelli, l.Modello) })
	d.chiudiDove(why, func(c Compito) bool {
		return c.Tipo == SegLettera && len(d.attese(c)) == 0 && slices.ContainsFunc(gone, func(l Lettera) bool { return slices.Contains(c.Lettere, l.ID) })
	})
}

// ritiraVerso takes back all letters to an address that have not left.
func (d *decisore) ritiraVerso(addr, why string) {
	d.ritiraDove(d.regola, why, func(l Lettera) bool { return l.A == addr })
}

// chiudiCosa ends the open tasks of a kind about one member.
func (d *decisore) chiudiCosa(cf, cosa, why string) {
	d.chiudiDove(why, func(c Compito) bool { return c.Cosa == cosa && c.CF == cf && len(c.Elenco) <= 1 })
}

// fineConvenzione is order.md §1 row 47: the member pays from the end of the convention, and each is told.
func (d *decisore) fineConvenzione(a Atto) {
	var ls []Lettera
	n := 0
	d.spiegaCon("order.md §1.2 CONVENZIONE_NON_RINNOVATA", "La convenzione non è rinnovata: la casella è a carico dell'iscritto.")
	for _, cf := range d.s.Cerca(ConCasella, "") {
		m, ok := d.s.Iscritto(cf)
		if !ok || m.Casella == nil || m.Casella.Stato == Revocata || !iscrittoVivo(m.Stato) {
			continue
		}
		k := *m.Casella
		if name, _ := d.p.GestoreDi(k); !strings.EqualFold(name, a.Gestore) || k.DisdettaIl != "" || !k.RevocaDal.IsZero() {
			continue
		}
		n++
		if k.Pagante = "MEMBER"; k.Scade == "" || k.ProvaScade == "" { // what is known of a box holds: it is paid until then
			k.Scade, k.ProvaScade = a.Scadenza, a.ID
		}
		m.Casella = &k
		d.scriviIscritto(m)
		if b, ok := d.avvisoScadenza(m, 0); ok {
			b.Dettaglio, b.Caso = dettaglioFine, a.ID
			ls = append(ls, d.lettera(b, nil, proposta, cf))
		}
	}
	if n == 0 {
		d.rifiuta("nessuna casella risulta presso il gestore %s", a.Gestore)
		return
	}
	ids := make([]string, len(ls))
	for i, l := range ls {
		ids[i] = l.ID
	}
	d.compito(Compito{Tipo: SegLettera, Lettere: ids, Perche: fmt.Sprintf("Convenzione non rinnovata: %d caselle passano a carico dell'iscritto (scadenza %s, dove non ne è nota un'altra). Le lettere di avviso attendono l'approvazione.", n, giornoItaliano(a.Scadenza))})
}

// primoUtilizzo is what follows from the first message out of a box still GENERATA: it is in use, so it is no defect any
// more; that its state be put right is asked of a person.
func (d *decisore) primoUtilizzo(m Iscritto) Iscritto {
	if m.Difetto != nil && m.Difetto.Motivo == MaiAttivata {
		m.Difetto = nil
	}
	if m.Casella.Stato == Generata && !d.inCompito(m.CF, cosaPrimoUso) {
		d.compito(Compito{Tipo: SegPannello, Cosa: cosaPrimoUso, CF: m.CF, Messaggio: d.causa, Perche: "Dalla casella " + m.Casella.Indirizzo +
			", che risulta GENERATA, è arrivato un messaggio: è in uso (STATO_PORTALE_DA_ALLINEARE). Controllare sul portale; l'approvazione la registra ATTIVATA."})
	}
	return m
}

// allinea makes a box ATTIVATA after its first use, once a person has said that the panel agrees (§6.2 PRIMO_UTILIZZO).
func (d *decisore) allinea(c Compito) {
	m, ok := d.s.Iscritto(c.CF)
	if !ok || m.Casella == nil || m.Casella.Stato != Generata || m.Casella.PrimoUso.IsZero() {
		return
	}
	d.attiva(m, *m.Casella, DataRoma(m.Casella.PrimoUso), Atto{ID: c.ID, CF: m.CF, Giorno: DataRoma(m.Casella.PrimoUso)})
}
