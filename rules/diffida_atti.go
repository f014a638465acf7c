package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Acts on a case of diffida. What the Council or the President does outside is recorded with its document; the diffida
// itself and the suspension want two persons (order.md §9).
const (
	AttoDiffidaRilevata     TipoAtto = "DIFFIDA_RILEVATA"
	AttoPreavvisoBonario    TipoAtto = "PREAVVISO_BONARIO"
	AttoDeliberaDiffida     TipoAtto = "DELIBERA_DIFFIDA"
	AttoDiffidaPredisposta  TipoAtto = "DIFFIDA_PREDISPOSTA"
	AttoProtocollo          TipoAtto = "PROTOCOLLO"
	AttoDiffidaFirmata      TipoAtto = "DIFFIDA_FIRMATA"
	AttoRaccomandata        TipoAtto = "RACCOMANDATA_SPEDITA"
	AttoGiacenza            TipoAtto = "RACCOMANDATA_IN_GIACENZA"
	AttoNotifica            TipoAtto = "NOTIFICA"
	AttoTelefonataDiffida   TipoAtto = "DIFFIDA_TELEFONATA"
	AttoDiffidaScaduta      TipoAtto = "DIFFIDA_SCADUTA"
	AttoSospensione         TipoAtto = "SOSPENSIONE_DELIBERATA"
	AttoSospensioneRevocata TipoAtto = "SOSPENSIONE_REVOCATA"
	AttoDiffidaAnnullata    TipoAtto = "DIFFIDA_ANNULLATA"
)

// Tasks about a case of diffida: approval says that it was done, no more.
const (
	SegDiffida      = "diffida"      // the next step of the case
	SegEnti         = "enti"         // a body that has to be told of a suspension or of its end
	SegInadempienti = "inadempienti" // members without a working domicile, to be looked at
)

// What is ticked when a case is opened and when its term is found to have passed (order.md §6.5, 5c).
const (
	SpuntaAtti       = "atti"       // protocol, paper file and albo program: no communication of the member
	SpuntaSportello  = "sportello"  // no communication at the counter
	SpuntaPosta      = "posta"      // none by post
	SpuntaProtocollo = "protocollo" // none in the protocol register
	SpuntaINIPEC     = "inipec"     // extract of INI-PEC of that day, attached
	SpuntaINAD       = "inad"       // extract of INAD of that day, attached
	SpuntaIndirizzo  = "indirizzo"  // our address equals what the member wrote
)

// spunteScadenza are the ticks without which no term is SCADUTA. The two attempts by phone are acts of their own.
var spunteScadenza = []string{SpuntaSportello, SpuntaPosta, SpuntaProtocollo, SpuntaINIPEC, SpuntaINAD, SpuntaIndirizzo}

func attiDiffida() []regolaAtto {
	office, chair := []string{Segreteria, Presidente}, []string{Presidente}
	caso := func(more ...string) []string { return append([]string{"caso"}, more...) }
	return []regolaAtto{
		{tipo: AttoDiffidaRilevata, comando: "diffida-open", dice: "l'iscritto non ha un domicilio digitale che funzioni: si apre la pratica; motivo ASSENTE, SATURA, NON_VALIDO o MAI_ATTIVATA; spunta " + SpuntaAtti,
			vuole: []string{"cf", "motivo", "giorno", "spunte"}, ruoli: office, vieta: (*decisore).vietaRilevata, fa: (*decisore).rilevata},
		{tipo: AttoPreavvisoBonario, comando: "diffida-notice", dice: "il preavviso bonario è stato dato; canale MAIL, POSTA, SPORTELLO o TELEFONO",
			vuole: caso("canale", "giorno"), puo: []string{"cf", "esito"}, ruoli: office, vieta: (*decisore).vietaPreavviso, fa: (*decisore).preavvisata},
		{tipo: AttoDeliberaDiffida, comando: "diffida-resolution", dice: "il Consiglio ha deliberato la diffida",
			vuole: caso("numero", "giorno", "organo"), puo: []string{"cf"}, ruoli: office, documento: true, vieta: (*decisore).vietaDeliberaDiffida, fa: (*decisore).deliberataDiffida},
		{tipo: AttoDiffidaPredisposta, comando: "diffida-draft", dice: "la diffida è scritta, su carta intestata: il documento che il Presidente firmerà; numero e giorno sono quelli del protocollo, se già assegnato",
			vuole: caso("giorno"), puo: []string{"cf", "numero"}, ruoli: office, documento: true, vieta: (*decisore).vietaPredisposta, fa: (*decisore).predisposta},
		{tipo: AttoProtocollo, comando: "protocol", dice: "il numero di protocollo di una diffida (DIF-…), di una lettera (LET-…) o di una convocazione (CAM-…) nel registro dell'Ordine",
			vuole: caso("numero", "giorno"), puo: []string{"cf", "motivo"}, ruoli: office, vieta: (*decisore).vietaProtocollo, fa: (*decisore).protocollata},
		{tipo: AttoDiffidaFirmata, comando: "diffida-signed", dice: "il Presidente ha firmato la diffida (.p7m): si notifica; canale PEC o RACCOMANDATA",
			vuole: caso("canale", "giorno"), puo: []string{"cf"}, ruoli: chair, due: true, documento: true, vieta: (*decisore).vietaFirmata, fa: (*decisore).firmata},
		{tipo: AttoRaccomandata, comando: "raccomandata-sent", dice: "la diffida o la sospensione è partita per raccomandata A/R, con il numero della raccomandata",
			vuole: caso("numero", "giorno"), puo: []string{"cf"}, ruoli: office, documento: true, vieta: (*decisore).vietaRaccomandata, fa: (*decisore).raccomandata},
		{tipo: AttoGiacenza, comando: "raccomandata-held", dice: "la raccomandata è in giacenza, dal giorno dell'avviso",
			vuole: caso("numero", "giorno"), puo: []string{"cf"}, ruoli: office, documento: true, vieta: (*decisore).vietaGiacenza, fa: (*decisore).giacenza},
		{tipo: AttoNotifica, comando: "notified", dice: "la diffida o la sospensione è stata notificata: il giorno dell'avviso di ricevimento; esito CONSEGNATA, GIACENZA o IRREPERIBILE; di una diffida importata senza prova basta il cf",
			vuole: []string{"giorno"}, puo: []string{"cf", "caso", "numero", "esito", "motivo"}, ruoli: office, documento: true, vieta: (*decisore).vietaNotifica, fa: (*decisore).notificata},
		{tipo: AttoTelefonataDiffida, comando: "diffida-call", dice: "si è telefonato all'iscritto diffidato, con l'esito",
			vuole: caso("giorno", "ora", "esito"), puo: []string{"cf"}, ruoli: office, vieta: (*decisore).vietaTelefonata, fa: (*decisore).telefonata},
		{tipo: AttoDiffidaScaduta, comando: "diffida-expired", dice: "il termine è passato e tutto è stato controllato oggi: spunte " + strings.Join(spunteScadenza, ", ") + "; allegati gli estratti INI-PEC e INAD",
			vuole: caso("giorno", "spunte"), puo: []string{"cf"}, ruoli: office, documento: true, vieta: (*decisore).vietaScaduta, fa: (*decisore).scaduta},
		{tipo: AttoSospensione, comando: "suspension", dice: "il Consiglio ha deliberato la sospensione; immediato solo se la delibera lo dichiara, con il motivo",
			vuole: caso("numero", "giorno", "organo"), puo: []string{"cf", "immediato", "motivo"}, ruoli: chair, due: true, documento: true, vieta: (*decisore).vietaSospensione, fa: (*decisore).sospesa},
		{tipo: AttoSospensioneRevocata, comando: "suspension-end", dice: "presa d'atto della fine della sospensione, o revoca in autotutela della delibera; di una sospensione importata, che non ha pratica, basta il cf",
			vuole: []string{"numero", "giorno", "organo"}, puo: []string{"cf", "caso", "motivo"}, ruoli: chair, documento: true, vieta: (*decisore).vietaRevoca, fa: (*decisore).revocata},
		{tipo: AttoDiffidaAnnullata, comando: "diffida-cancel", dice: "la pratica è chiusa o annullata in autotutela, con il motivo; dopo la notifica spetta al Presidente, con il documento",
			vuole: caso("motivo", "giorno"), puo: []string{"cf"}, ruoli: office, vieta: (*decisore).vietaAnnullata, fa: (*decisore).annullata},
	}
}

// casoDiffida is the open case of an act, or why there is none.
func (d *decisore) casoDiffida(a Atto) (c Diffida, why string) {
	c, ok := d.s.Diffida(a.Caso)
	switch {
	case !ok:
		return c, fmt.Sprintf("la pratica di diffida %q non esiste", a.Caso)
	case a.CF != "" && a.CF != c.CF:
		return c, fmt.Sprintf("la pratica %s non è di %s", c.ID, a.CF)
	case !c.Stato.Aperta():
		return c, fmt.Sprintf("la pratica %s è chiusa: %s", c.ID, c.Stato)
	}
	return c, ""
}

// casoIn is casoDiffida in one of these states.
func (d *decisore) casoIn(a Atto, states ...StatoDiffida) (c Diffida, why string) {
	c, why = d.casoDiffida(a)
	if why == "" && !slices.Contains(states, c.Stato) {
		return c, fmt.Sprintf("la pratica %s è %s: %s si registra quando è %s", c.ID, c.Stato, comandoDi(a.Tipo), elencoStati(states))
	}
	return c, why
}

func elencoStati(states []StatoDiffida) string {
	var w []string
	for _, s := range states {
		w = append(w, string(s))
	}
	return strings.Join(w, " o ")
}

// soggetto says why no step against the member may be made, "" when it may: who is no longer enrolled, or suspended already,
// is never served a diffida (order.md §6.5).
func (d *decisore) soggetto(cf string) (m Iscritto, why string) {
	m, ok := d.s.Iscritto(cf)
	switch {
	case !ok:
		return m, cf + " non è iscritto"
	case m.Stato != Iscr:
		return m, fmt.Sprintf("%s risulta %s: non è soggetto a diffida", nomeDi(m), m.Stato)
	}
	return m, ""
}

func nomeDi(m Iscritto) string { return strings.TrimSpace(m.Cognome + " " + m.Nome) }

// sollecitaDiffida opens a task about a case once: mark names it.
func (d *decisore) sollecitaDiffida(c Diffida, mark string, k Compito) Diffida {
	if slices.Contains(c.Solleciti, mark) {
		return c
	}
	c.Solleciti = append(slices.Clone(c.Solleciti), mark)
	d.scriviDiffida(c)
	k.Caso, k.CF = c.ID, c.CF
	d.compito(k)
	return c
}

// chiudiCompitiDi ends the open tasks of a case that wait for what is no longer to be done.
func (d *decisore) chiudiCompitiDi(caso, why string, kinds ...string) {
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		k, ok := d.s.Compito(id)
		if !ok || k.Caso != caso || len(kinds) > 0 && !slices.Contains(kinds, k.Tipo) {
			continue
		}
		k.Stato, k.Nota, k.Chiuso = "chiuso", why, d.now
		d.scriviCompito(k)
	}
}

// ritiraLettereDi takes back the letters of a case that have not left.
func (d *decisore) ritiraLettereDi(caso, why string) {
	for _, l := range d.lettereDi(caso) {
		if daPartire(l.Stato) {
			d.passo(Passo{Lettera: l.ID, Stato: LRitirata, Istante: d.now, Motivo: why}, "R-303", why)
		}
	}
}
