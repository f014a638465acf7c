package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// vietaRilevata: a case is opened by a person who has looked in the files, for a reason that the policy admits and the
// register shows; one open case a member, and none while a communication of his is being dealt with.
func (d *decisore) vietaRilevata(a Atto) string {
	m, why := d.soggetto(a.CF)
	if why != "" {
		return why
	}
	if c, ok := DiffidaDi(d.s, a.CF); ok {
		return fmt.Sprintf("%s ha già la pratica di diffida %s, %s", nomeDi(m), c.ID, c.Stato)
	}
	if !slices.Contains(d.p.DiffidaPer, a.Motivo) {
		return fmt.Sprintf("l'Ordine non diffida per %s: diffida_per è %s", a.Motivo, strings.Join(d.p.DiffidaPer, ", "))
	}
	stato, motivo := m.Conformita()
	switch {
	case stato == Diffidato:
		return fmt.Sprintf("il registro importato dà %s già diffidato il %s: se ne registra la prova con notified, o si corregge il registro", nomeDi(m), giornoItaliano(m.DiffidaNotificata))
	case a.Motivo == Assente && stato != Assente, a.Motivo != Assente && (stato != Difettoso || motivo != a.Motivo):
		return fmt.Sprintf("%s è %s: la pratica non si apre per %s", nomeDi(m), strings.TrimSpace(stato+" "+motivo), a.Motivo)
	case !slices.Equal(a.Spunte, []string{SpuntaAtti}):
		return "la pratica si apre dopo aver controllato protocollo, fascicolo e programma dell'albo: spunta " + SpuntaAtti + " (un'importazione da sola non prova nulla, R-148)"
	}
	if r, ok := d.comunicazioneAperta(a.CF, ""); ok {
		return fmt.Sprintf("%s ha la richiesta %s (%s) in corso: prima si decide quella", nomeDi(m), r.ID, r.Tipo)
	}
	return ""
}

func (d *decisore) rilevata(a Atto) {
	c := Diffida{ID: d.numero("DIF"), CF: a.CF, Motivo: a.Motivo, Stato: DRilevata, Atto: a.ID, RilevataIl: a.Giorno}
	if m, ok := d.s.Iscritto(a.CF); ok && m.Domicilio != nil {
		c.Indirizzo = m.Domicilio.Indirizzo
	}
	d.spiegaCon("order.md §6.5", "")
	d.scriviDiffida(c)
	d.compito(Compito{Tipo: SegDiffida, CF: c.CF, Caso: c.ID,
		Perche: "Dare il preavviso bonario per posta ordinaria, e-mail o telefono (il testo: pecagent letters preview T-24 --case " + c.ID + ") e registrarlo: pecagent act diffida-notice --case " + c.ID + "."})
}

// comunicazioneAperta gives an open request of the member that may bring a domicile, received not after a day where one
// is given. Observations on a diffida (R11) without an address are none (order.md §6.5).
func (d *decisore) comunicazioneAperta(cf, entro string) (Richiesta, bool) {
	for _, id := range d.s.Cerca(PerIscritto, cf) {
		r, ok := d.s.Richiesta(id)
		if !ok || !r.Stato.Aperta() || r.Stato == RPreavviso {
			continue
		}
		switch r.Tipo {
		case "R1", "R2", "R3", "R4":
		case "R11":
			if r.NuovaPEC == "" {
				continue
			}
		default:
			continue
		}
		if entro == "" || !r.Ricevuta.IsZero() && DataRoma(r.Ricevuta) <= entro {
			return r, true
		}
	}
	return Richiesta{}, false
}

func (d *decisore) vietaPreavviso(a Atto) string {
	c, why := d.casoIn(a, DRilevata)
	switch {
	case why != "":
		return why
	case !slices.Contains([]string{"MAIL", "POSTA", "SPORTELLO", "TELEFONO"}, a.Canale):
		return fmt.Sprintf("il preavviso bonario si dà per MAIL, POSTA, SPORTELLO o TELEFONO, non %q", a.Canale)
	case a.Canale == "TELEFONO" && a.Esito == "":
		return "di una telefonata si registra l'esito"
	case a.Canale != "TELEFONO" && len(a.Documenti) == 0:
		return "del preavviso scritto si allega la copia"
	}
	if why := nonPrima(a, "il preavviso", passoDato{"l'apertura della pratica", c.RilevataIl}); why != "" {
		return why
	}
	_, why = d.soggetto(c.CF)
	return why
}

func (d *decisore) preavvisata(a Atto) {
	c, _ := d.s.Diffida(a.Caso)
	c.Stato, c.PreavvisoIl, c.PreavvisoCanale, c.PreavvisoFino = DPreavviso, a.Giorno, a.Canale, a.Giorno
	if d.p.PreavvisoGiorni > 0 {
		c.PreavvisoFino = d.p.TermineIscritto(inizioGiorno(a.Giorno), d.p.PreavvisoGiorni)
	}
	d.chiudiCompitiDi(c.ID, "preavviso dato", SegDiffida)
	d.scriviDiffida(c)
}

// organoEstraneo says which bodies decide for the member's albi when the one of an act is none of them (organo_competente).
func (d *decisore) organoEstraneo(m Iscritto, organo string) string {
	var bodies []string
	for _, albo := range m.Albi {
		if o := d.p.OrganoCompetente[albo]; o != "" {
			bodies = append(bodies, o)
		}
	}
	if len(bodies) == 0 || slices.ContainsFunc(bodies, func(o string) bool { return strings.EqualFold(o, organo) }) {
		return ""
	}
	return fmt.Sprintf("per l'albo %s delibera %s, non %q", strings.Join(m.Albi, ", "), strings.Join(bodies, " o "), organo)
}

func (d *decisore) vietaDeliberaDiffida(a Atto) string {
	c, why := d.casoIn(a, DPreavviso, DPredisposta)
	if why != "" {
		return why
	}
	if c.Firmata != nil {
		return fmt.Sprintf("la diffida %s è già firmata", c.ID)
	}
	m, why := d.soggetto(c.CF)
	if why == "" {
		why = d.organoEstraneo(m, a.Organo)
	}
	switch {
	case why != "":
		return why
	case c.Delibera != nil:
		return fmt.Sprintf("la delibera sulla diffida è già registrata: n. %s del %s. Se è sbagliata la pratica si annulla con diffida-cancel e se ne apre un'altra", c.Delibera.Numero, giornoItaliano(c.Delibera.Giorno))
	}
	return nonPrima(a, "la delibera", passoDato{"l'apertura della pratica", c.RilevataIl})
}

func (d *decisore) deliberataDiffida(a Atto) {
	c, _ := d.s.Diffida(a.Caso)
	c.Delibera = &Delibera{Numero: a.Numero, Giorno: a.Giorno, Organo: a.Organo, Atto: a.ID}
	d.scriviDiffida(c)
}

// vietaPredisposta: the friendly notice has had its time, the Council has resolved where the Order wants it, and no more
// drafts in a day than the policy says.
func (d *decisore) vietaPredisposta(a Atto) string {
	c, why := d.casoIn(a, DPreavviso, DPredisposta)
	if why != "" {
		return why
	}
	m, why := d.soggetto(c.CF)
	switch {
	case why != "":
		return why
	case c.Firmata != nil:
		return fmt.Sprintf("la diffida %s è già firmata", c.ID)
	case len(a.Documenti) != 1:
		return "la diffida è un solo documento"
	case d.p.PreavvisoGiorni > 0 && !Scaduto(c.PreavvisoFino, d.now):
		return fmt.Sprintf("il preavviso bonario del %s dà tempo fino al %s", giornoItaliano(c.PreavvisoIl), giornoItaliano(c.PreavvisoFino))
	case d.p.DiffidaDelibera && c.Delibera == nil:
		return "la diffida vuole la delibera del Consiglio (diffida_richiede_delibera): si registra con diffida-resolution"
	case d.p.MaxBozzeDiffida > 0 && d.bozzeOggi(c.ID) >= d.p.MaxBozzeDiffida:
		return fmt.Sprintf("oggi sono già state predisposte %d diffide (max_bozze_diffida_giorno): si continua domani", d.p.MaxBozzeDiffida)
	case d.p.PreavvisoGiorni > 0 && a.Giorno <= c.PreavvisoFino:
		return fmt.Sprintf("il preavviso bonario del %s dà tempo fino al %s: la diffida non può essere del %s", giornoItaliano(c.PreavvisoIl), giornoItaliano(c.PreavvisoFino), giornoItaliano(a.Giorno))
	}
	steps := []passoDato{{"il preavviso bonario", c.PreavvisoIl}}
	if c.Delibera != nil {
		steps = append(steps, passoDato{"la delibera sulla diffida", c.Delibera.Giorno})
	}
	if why := nonPrima(a, "la diffida", steps...); why != "" {
		return why
	}
	return d.ancora(m, c)
}

// ancora says why the reason of a case does not stand any more, "" when it does.
func (d *decisore) ancora(m Iscritto, c Diffida) string {
	if sanata(m, c) || c.Motivo == Assente && m.Domicilio != nil {
		return fmt.Sprintf("nel registro %s ha ora il domicilio %s: la pratica si chiude, o si chiarisce", nomeDi(m), indirizzo(m.Domicilio))
	}
	if r, ok := d.comunicazioneAperta(m.CF, ""); ok {
		return fmt.Sprintf("%s ha la richiesta %s (%s) in corso: prima si decide quella", nomeDi(m), r.ID, r.Tipo)
	}
	return ""
}

func (d *decisore) bozzeOggi(except string) int {
	n, today := 0, DataRoma(d.now)
	for _, id := range d.s.Cerca(DiffideVive, "") {
		if c, ok := d.s.Diffida(id); ok && id != except && c.PredispostaIl == today {
			n++
		}
	}
	return n
}

func (d *decisore) predisposta(a Atto) {
	c, _ := d.s.Diffida(a.Caso)
	doc := a.Documenti[0]
	c.Stato, c.Bozza, c.PredispostaIl = DPredisposta, &doc, DataRoma(d.now)
	if a.Numero != "" {
		c.Protocollo, c.ProtocolloDel = a.Numero, a.Giorno
	}
	d.scriviDiffida(c)
	d.chiudiCompitiDi(c.ID, "diffida predisposta", SegDiffida)
	d.compito(Compito{Tipo: SegDiffida, CF: c.CF, Caso: c.ID,
		Perche: "La diffida è predisposta: la firma il Presidente, fuori da pecagent; il file firmato si registra con pecagent act diffida-signed --case " + c.ID + "."})
}

// vietaFirmata: the file holds the draft and nothing else, signed by the President and nobody else; the number of the protocol
// is known; where it is to go by PEC there is a box of the member that works.
func (d *decisore) vietaFirmata(a Atto) string {
	c, why := d.casoIn(a, DPredisposta)
	if why != "" {
		return why
	}
	m, why := d.soggetto(c.CF)
	switch {
	case why != "":
		return why
	case c.Firmata != nil:
		return fmt.Sprintf("la diffida %s è già firmata", c.ID)
	case c.Protocollo == "":
		return fmt.Sprintf("la diffida %s non ha il numero di protocollo dell'Ordine (R-209): si registra con protocol, prima della firma", c.ID)
	case a.Canale != "PEC" && a.Canale != "RACCOMANDATA":
		return fmt.Sprintf("la diffida si notifica per PEC o RACCOMANDATA, non %q", a.Canale)
	case a.Canale == "PEC" && d.casellaPerAtto(m, c) == "":
		return fmt.Sprintf("%s non ha una casella PEC che riceva con certezza: la diffida va per raccomandata A/R (art. 3-bis c. 4-bis CAD)", nomeDi(m))
	}
	for _, why := range []string{d.firmaDelPresidente(a, c), nonPrima(a, "la firma", d.passiFirma(c)...), d.partePEC(a), d.inAttesaDi(a)} {
		if why != "" {
			return why
		}
	}
	return d.ancora(m, c)
}

// partePEC says that a diffida signed for PEC would be dated, or leave, on a day on which none does.
func (d *decisore) partePEC(a Atto) string {
	if a.Canale != "PEC" {
		return ""
	}
	if why := d.p.inFinestraDiffida(a.Giorno); why != "" {
		return why
	}
	return d.p.inFinestraDiffida(DataRoma(d.now))
}

// firmaDelPresidente says why the signed file of an act is not the draft signed by the President, "" when it is.
func (d *decisore) firmaDelPresidente(a Atto, c Diffida) string {
	var codes []string
	for _, p := range d.persone() {
		if slices.Contains(p.Ruoli, Presidente) && p.CF != "" {
			codes = append(codes, p.CF)
		}
	}
	switch {
	case len(codes) == 0:
		return "nella configurazione nessuno con il ruolo presidente ha il codice fiscale (persone.cf): la firma non si può riconoscere"
	case len(a.Documenti) != 1:
		return "il file firmato è uno solo"
	case len(a.Firme) == 0:
		return fmt.Sprintf("il documento %s non è un file firmato digitalmente (.p7m)", a.Documenti[0].Nome)
	}
	for _, f := range a.Firme {
		switch {
		case f.NonVerificata || !f.Valida:
			return "la firma del documento non è valida" + dettaglioFirma(f)
		case !slices.Contains(codes, f.CF):
			return fmt.Sprintf("il documento è firmato da %s, che nella configurazione non è il presidente", f.CF)
		case d.p.CRLObbligatoria && f.Revoca != "good":
			return "non è stato possibile controllare se il certificato di firma sia revocato (trust.crl_obbligatoria)"
		case c.Bozza == nil || f.Documento != c.Bozza.SHA256:
			return fmt.Sprintf("il documento firmato non è la diffida predisposta per %s", c.ID)
		}
	}
	return ""
}

// casellaPerAtto is the box of the member to which a legal act may go: his domicile where it works, else the Order's box where
// it is in use; never one GENERATA, never used, about to be revoked, with a defect, or that did not take our last letter.
// "" for none.
func (d *decisore) casellaPerAtto(m Iscritto, c Diffida) string {
	k := casellaDi(m)
	addr, own := indirizzo(m.Domicilio), minuscolo(k.Indirizzo)
	inUse := k.Stato == Attivata && k.RevocaDal.IsZero() && k.DisdettaIl == ""
	switch {
	case addr == "" || addr == minuscolo(c.Indirizzo) || m.Difetto != nil && minuscolo(m.Difetto.Indirizzo) == addr || d.nonRiceve(addr):
	case addr != own || inUse:
		return addr
	}
	if own != "" && own != minuscolo(c.Indirizzo) && inUse && !k.PrimoUso.IsZero() && !d.nonRiceve(own) {
		return own
	}
	return ""
}

// nonRiceve reports whether the last letter to an address whose fate is known was not delivered.
func (d *decisore) nonRiceve(addr string) bool {
	var at time.Time
	failed := false
	for _, id := range d.s.Cerca(PerDestinatario, addr) {
		l, ok := d.s.Lettera(id)
		if !ok || l.Istante.IsZero() || l.Istante.Before(at) {
			continue
		}
		switch {
		case !l.TConsegna.IsZero():
			at, failed = l.Istante, false
		case l.Stato == LMancata || l.Stato == LChiusa:
			at, failed = l.Istante, true
		}
	}
	return failed
}
