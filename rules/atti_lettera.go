package rules

import (
	"slices"
	"strings"
)

// esitiRaccomandata are how a registered letter ends; true: the addressee had it or could have had it.
var esitiRaccomandata = map[string]bool{"RICEVUTA": true, "GIACENZA": true, "RIFIUTATA": true, "IRREPERIBILE": false, "INDIRIZZO_ERRATO": false}

func attiLettera() []regolaAtto {
	office := []string{Segreteria}
	return []regolaAtto{
		{tipo: "TELEFONATA", comando: "phone-call", dice: "una telefonata all'iscritto: esito RISPOSTO o NON_RISPOSTO",
			vuole: []string{"cf", "giorno", "esito"}, puo: []string{"ora", "caso", "motivo"}, ruoli: office, fa: (*decisore).chiamata},
		{tipo: "LETTERA_RACCOMANDATA", comando: "registered-letter-sent", dice: "la lettera (--case LET-…) è stata spedita anche per raccomandata",
			vuole: []string{"caso", "numero", "giorno"}, ruoli: office, fa: (*decisore).letteraSuCarta},
		{tipo: "RACCOMANDATA_ESITO", comando: "registered-letter-returned", dice: "è tornato l'avviso di ricevimento della raccomandata: RICEVUTA, GIACENZA, RIFIUTATA chiudono la lettera; IRREPERIBILE, INDIRIZZO_ERRATO no",
			vuole: []string{"caso", "numero", "giorno", "esito"}, ruoli: office, documento: true, fa: (*decisore).raccomandataTornata},
		{tipo: "PROTOCOLLO_RICHIESTA", comando: "request-protocol", dice: "il numero di protocollo in entrata di una richiesta (--case RIC-…) o di un suo messaggio (RIC-…/2); con un motivo lo corregge",
			vuole: []string{"caso", "numero", "giorno"}, puo: []string{"motivo"}, ruoli: office, vieta: (*decisore).vietaProtocolla, fa: (*decisore).protocolla},
	}
}

// chiamata records a call. An answer that confirms or denies anything is another act: a call proves nothing by itself.
func (d *decisore) chiamata(a Atto) {
	if _, ok := d.s.Iscritto(a.CF); !ok {
		d.rifiuta("%s non è nel registro", a.CF)
		return
	}
	if a.Esito = strings.ToUpper(a.Esito); a.Esito != "RISPOSTO" && a.Esito != "NON_RISPOSTO" {
		d.rifiuta("l'esito di una telefonata è RISPOSTO o NON_RISPOSTO")
		return
	}
	if a.Esito != "RISPOSTO" {
		return
	}
	for _, id := range d.s.Cerca(CompitiVivi, "") { // the call that was asked for is made
		c, ok := d.s.Compito(id)
		if ok && c.Tipo == SegTelefonata && c.CF == a.CF && len(c.Elenco) <= 1 && (a.Caso == "" || a.Caso == c.Richiesta || a.Caso == c.ID) {
			c.Stato, c.Nota, c.Chiuso, c.Da = "chiuso", "telefonata "+a.ID, d.now, d.attore.ID
			d.scriviCompito(c)
		}
	}
}

// letteraDellAtto is the letter an act is about.
func (d *decisore) letteraDellAtto(a Atto) (Lettera, bool) {
	l, ok := d.s.Lettera(a.Caso)
	switch {
	case !ok:
		d.rifiuta("la lettera %q non esiste", a.Caso)
	case strings.HasPrefix(l.Caso, "DIF-"):
		d.rifiuta("la lettera %s è della pratica %s: si usano raccomandata-sent e notified", l.ID, l.Caso)
		return l, false
	}
	return l, ok
}

// letteraSuCarta records the dispatch on paper. The letter stays as it is: only its return closes it.
func (d *decisore) letteraSuCarta(a Atto) {
	if l, ok := d.letteraDellAtto(a); ok && (l.Stato == LConsegnata || l.Stato == LChiusa) {
		d.rifiuta("la lettera %s è già %s", l.ID, l.Stato)
	}
}

// raccomandataTornata closes a letter by the paper channel: what is CHIUSA has reached the member. A term that the
// letter gives runs from the day on the notice.
func (d *decisore) raccomandataTornata(a Atto) {
	l, ok := d.letteraDellAtto(a)
	esito := strings.ToUpper(a.Esito)
	reached, known := esitiRaccomandata[esito]
	switch {
	case !ok:
		return
	case !known:
		d.rifiuta("l'esito della raccomandata è uno fra RICEVUTA, GIACENZA, RIFIUTATA, IRREPERIBILE, INDIRIZZO_ERRATO")
		return
	case l.Stato == LConsegnata || l.Stato == LChiusa:
		d.rifiuta("la lettera %s è già %s", l.ID, l.Stato)
		return
	case !d.raccomandataPartita(l, a):
		d.rifiuta("della lettera %s non risulta spedita la raccomandata %s: prima act registered-letter-sent", l.ID, a.Numero)
		return
	}
	if !reached {
		d.compito(Compito{Tipo: SegAllarme, Urgente: l.Legale, CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif,
			Perche: "La raccomandata " + a.Numero + " della lettera " + l.ID + " è tornata: " + esito + ". La lettera non ha raggiunto l'iscritto: cercare un altro recapito."})
		return
	}
	why := "raccomandata n. " + a.Numero + ", " + strings.ToLower(esito) + " il " + giornoItaliano(a.Giorno)
	d.passo(Passo{Lettera: l.ID, Stato: LChiusa, Istante: a.istante(true), Motivo: why}, "R-231", "Chiusa su carta: "+why+".")
	d.terminePosta(l, a)
}

// raccomandataPartita reports whether an act recorded the dispatch of a registered letter before.
func (d *decisore) raccomandataPartita(l Lettera, a Atto) bool {
	ids := slices.Concat(d.s.Cerca(PerAtto, l.CF), d.s.Cerca(PerAtto, l.ID)) // an act on a letter stands under its member
	return slices.ContainsFunc(ids, func(id string) bool {
		s, ok := d.s.Atto(id)
		return ok && s.Tipo == "LETTERA_RACCOMANDATA" && s.Caso == l.ID && s.Numero == a.Numero && s.Giorno <= a.Giorno
	})
}

// terminePosta starts the term that a question closed on paper gives to the member.
func (d *decisore) terminePosta(l Lettera, a Atto) {
	r, ok := d.s.Richiesta(l.Richiesta)
	if !ok {
		return
	}
	days := d.giorniDi(r.Stato)
	if days <= 0 || !slices.Contains(domande[r.Stato], l.Modello) {
		return
	}
	if term := max(r.Termine, d.p.TermineIscritto(a.istante(true), days)); term != r.Termine {
		r.Termine = term
		d.spiegaCon("R-144", "Il termine decorre dal giorno dell'avviso di ricevimento.")
		d.scriviRichiesta(r)
	}
}
