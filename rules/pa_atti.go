package rules

import (
	"strings"

	"pecagent/mailparse/cf"
	"pecagent/mailparse/segnatura"
)

// AttoPubblicato records that the reserved list is there for public administrations to consult.
const AttoPubblicato TipoAtto = "ELENCO_PUBBLICATO"

func attiPA() []regolaAtto {
	who := []string{Segreteria}
	return []regolaAtto{
		{tipo: "PA_ELENCO", comando: "pa-list", dice: "predispone l'elenco riservato per una richiesta; spunte: i codici fiscali delle sole persone che la richiesta nomina",
			vuole: []string{"caso"}, puo: []string{"spunte", "motivo"}, ruoli: who, fa: (*decisore).predisponeElenco},
		{tipo: "PA_PROVA", comando: "pa-ask-proof", dice: "chiede a chi non risulta una P.A. di scrivere dalla casella pubblicata in IPA", vuole: []string{"caso"}, ruoli: who,
			fa: func(d *decisore, a Atto) { d.chiedeProva(a) }},
		{tipo: "PA_EVASA", comando: "pa-answered", dice: "la richiesta è stata evasa con un altro mezzo", vuole: []string{"caso", "giorno", "canale", "motivo"}, ruoli: who,
			fa: (*decisore).evasaAMano},
		{tipo: "PA_CONFERMA", comando: "pa-confirm", dice: "prepara la conferma di ricezione che la segnatura chiede, con il numero e il giorno del nostro protocollo (R-210)",
			vuole: []string{"caso", "numero", "giorno"}, ruoli: who, fa: (*decisore).confermaRicezione},
		{tipo: AttoPubblicato, comando: "pa-published", dice: "l'elenco riservato è consultabile dalle pubbliche amministrazioni; indirizzo: dove",
			vuole: []string{"giorno"}, puo: []string{"indirizzo", "numero"}, ruoli: who, fa: (*decisore).pubblicaElenco},
	}
}

// pubblicaElenco records a publication as a run of the list that answers no request.
func (d *decisore) pubblicaElenco(a Atto) {
	d.scriviFlusso(Flusso{ID: d.numero("FLU"), Nome: FlussoRiservato, Stato: FChiuso, Giorno: a.Giorno, Accettato: true, Esito: a.Indirizzo, Da: a.Da, Chiuso: d.now})
}

// dellaPA is the open request R7 of an act.
func (d *decisore) dellaPA(a Atto) (Richiesta, bool) {
	r, ok := d.s.Richiesta(a.Caso)
	if !ok || r.Tipo != "R7" || !r.Stato.Aperta() {
		d.rifiuta("%q non è una richiesta aperta dell'elenco riservato", a.Caso)
		return r, false
	}
	if r.PA == nil {
		r.PA = &RichiestaPA{Passo: PARicevuta, Termine: d.p.TermineOrdine(r.Ricevuta, d.p.giorniPA())}
	}
	return r, true
}

// predisponeElenco makes the list anew at a person's word, of all members or of those named. It goes to a public administration,
// and to nobody else (DL 185/2008 art. 16 c. 7).
func (d *decisore) predisponeElenco(a Atto) {
	r, ok := d.dellaPA(a)
	if !ok {
		return
	}
	if r.Ground != "IPA" {
		d.rifiuta("chi ha scritto %s non risulta in IPA: l'elenco è riservato alle pubbliche amministrazioni", r.Rif)
		return
	}
	if d.p.ElencoTenutoDa == "FEDERATION" {
		d.rifiuta("l'elenco è tenuto dalla federazione: la richiesta %s si inoltra", r.Rif)
		return
	}
	if l, sent := d.letteraPA(r, "EVASA"); sent && !daPartire(l.Stato) && l.Stato != LMancata && l.Stato != LRifiutata && l.Stato != LNonAccettata && l.Stato != LVirus {
		d.rifiuta("la risposta a %s è già partita (%s è %s)", r.Rif, l.ID, l.Stato)
		return
	} else if sent && daPartire(l.Stato) {
		d.passo(Passo{Lettera: l.ID, Stato: LRitirata, Istante: d.now, Motivo: "l'elenco si rifà"}, "R-303", "l'elenco si rifà")
		for _, id := range d.s.Cerca(CompitiVivi, "") {
			if c, ok := d.s.Compito(id); ok && c.Tipo == SegLettera && len(c.Lettere) == 1 && c.Lettere[0] == l.ID {
				c.Stato, c.Nota, c.Chiuso = "chiuso", "l'elenco si rifà", d.now
				d.scriviCompito(c)
			}
		}
	}
	var solo []string
	for _, s := range a.Spunte {
		code := strings.ToUpper(s)
		if !cf.Valido(code) {
			d.rifiuta("%s non è un codice fiscale", s)
			return
		}
		solo = append(solo, code)
	}
	if f, open := d.s.Flusso(r.PA.Flusso); open && f.Stato.Aperto() {
		d.fine(f, "l'elenco si rifà")
		d.chiudiCompitiDi(f.ID, "l'elenco si rifà", SegAllarme)
	}
	d.apreElenco(r, solo)
}

// chiedeProva proposes a letter to who asked and is not in IPA: an administration writes from its published box. A refusal is
// that of every request (rigetto.go), after its notice (U44).
func (d *decisore) chiedeProva(a Atto) {
	r, ok := d.dellaPA(a)
	if !ok {
		return
	}
	if r.Ground == "IPA" {
		d.rifiuta("chi ha scritto %s è in IPA: ha diritto all'elenco", r.Rif)
		return
	}
	d.proponePA(r, d.bozzaPA(r, "PROVA", r.Mittente), "Lettera a "+r.Mittente+", che non risulta in IPA e chiede l'elenco riservato ("+r.Rif+"): l'approvazione la invia.")
}

func (d *decisore) evasaAMano(a Atto) {
	r, ok := d.dellaPA(a)
	if !ok {
		return
	}
	d.ritiraLettere(r.ID, "evasa con un altro mezzo: "+a.Motivo, nil)
	d.chiudiCompiti(r.ID, "evasa con un altro mezzo")
	d.evasaPA(r)
}

// confermaRicezione proposes the confirmation that the sender's segnatura asks for. Our number is that of the Order's own protocol
// program, so that a person gives it; the file is not signed.
func (d *decisore) confermaRicezione(a Atto) {
	r, ok := d.s.Richiesta(a.Caso)
	switch {
	case !ok || r.PA == nil || !r.PA.Conferma:
		d.rifiuta("il messaggio di %q non chiede una conferma di ricezione", a.Caso)
		return
	case len(a.Numero) < 7 || strings.Trim(a.Numero, "0123456789") != "":
		d.rifiuta("il numero di protocollo ha almeno sette cifre, non %q (art. 57 DPR 445/2000)", a.Numero)
		return
	case d.p.Ordine.IPA == "" || d.p.Ordine.AOO == "":
		d.rifiuta("mancano il codice IPA o la AOO dell'Ordine nella configurazione")
		return
	}
	s := &segnatura.Segnatura{Radice: segnatura.RadiceSegnatura, Oggetto: ObjectOf("R7")}
	if r.PA.Informatica {
		s.Radice = segnatura.RadiceInformatica
	}
	if p := r.PA.Registrata; p != nil {
		s.Registrata = segnatura.Registrazione{Amministrazione: p.Amministrazione, AOO: p.AOO, Registro: p.Registro, Numero: p.Numero, Data: p.Data, Ora: p.Ora}
	}
	text := string(segnatura.Conferma(s, segnatura.Registrazione{Amministrazione: d.p.Ordine.IPA, AOO: d.p.Ordine.AOO, Numero: a.Numero, Data: a.Giorno}))
	b := d.bozzaPA(r, "CONFERMA", r.Mittente)
	b.Modello = ModelloFlusso
	b.Dati.Elenco, b.Dati.Protocollo = "Conferma.xml", a.Numero+"/"+a.Giorno[:4]+" del "+giornoItaliano(a.Giorno)
	b.Allegati = []Documento{{Nome: "Conferma.xml", SHA256: hexSHA256(text), Testo: text}}
	d.proponePA(r, b, "Conferma di ricezione chiesta da "+r.Mittente+" ("+r.Rif+"), prot. "+b.Dati.Protocollo+", senza firma: l'approvazione la invia.")
}
