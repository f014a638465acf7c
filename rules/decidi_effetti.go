package rules

import (
	"encoding/base32"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// Kinds of tasks (Compito.Tipo).
const (
	SegRevisione   = "revisione"   // a message to be decided by a person
	SegLettera     = "lettera"     // letters that wait for one click
	SegQuarantena  = "quarantena"  // the provider's signature does not hold
	SegIlleggibile = "illeggibile" // cannot be read
	SegAllarme     = "allarme"     // something of our own went wrong
	SegTelefonata  = "telefonata"  // call the member; approval says that the call was made, no more
	SegConferma    = "conferma"    // call the member about his new address; approval confirms it
	SegPannello    = "pannello"    // to be done on the provider's panel; approval says it was done
	SegDifetto     = "difetto"     // a delivery to a registered domicile failed
	SegDelibera    = "delibera"    // the Council or the president has to resolve or take note
	SegRicevuta    = "ricevuta"    // a receipt that does not fit
	SegAtto        = "atto"        // an act of two persons; approval by the second one executes it
	SegCampagna    = "campagna"    // a communication to many that waits for its approval
	SegFlusso      = "flusso"      // a file for a register that a person loads or confirms; approval says that it was done
	SegBlocco      = "blocco"      // changes of a member are frozen; approval lifts the freeze
	SegRettifica   = "rettifica"   // a domicile to be put back (U49); approval does it
)

// modalita is how the letters of a decision are born.
type modalita int

const (
	proposta   modalita = iota // PROPOSTA, with a task
	inPartenza                 // IN_PARTENZA, after the delay of R-303
)

// applica turns a valuation into events. auto: the letters need no click.
func (d *decisore) applica(in Received, v *Verdetto, val Valutazione, auto bool) {
	e := val.Esito
	if e.Auto == "NONE" {
		d.compiti(val.Compiti, nil, v)
		return
	}
	var before Richiesta
	if val.Richiesta != nil && val.Richiesta.ID != "" {
		before, _ = d.s.Richiesta(val.Richiesta.ID)
	}
	if before.Operatore {
		auto = false // OPERATORE: no automatic letters any more in that case (order.md §8)
	}
	review := e.Auto != "AUTO"
	r := d.applicaRichiesta(in, val, before, review)
	d.applicaIscritto(val, r, review)
	if r != nil {
		v.Richiesta, v.Rif = r.ID, r.Rif
	}
	if !review {
		for _, o := range val.Altre {
			d.scriviRichiesta(d.chiudiSe(o))
		}
	}
	if before.ID != "" && !review {
		d.superate(before.ID)
	}
	waiting := d.lettere(val.Lettere, e, r, auto)
	d.compiti(val.Compiti, r, v)
	if review || len(waiting) > 0 {
		c := d.compitoDi(e, r, waiting, review)
		c.Scade = val.Scade
		v.Compito = d.compito(c).ID
	}
	if r != nil && !review {
		d.avanza(r.ID)
		if m, ok := d.s.Iscritto(r.CF); r.Tipo == "R9" && ok && m.Stato == Iscr {
			d.apreKit(r.CF, r.ID, DataRoma(r.Ricevuta), "")
		}
	}
	if r != nil && d.attore == Agente { // never against a person's act
		d.sorveglia(*r, in)
	}
}

// compitoDi is the task for what waits of one message.
func (d *decisore) compitoDi(e Esito, r *Richiesta, waiting []string, review bool) Compito {
	c := Compito{Tipo: SegLettera, Perche: "Lettere da approvare.", Messaggio: d.causa, CF: e.CF, Esito: &e, Lettere: waiting}
	if review {
		c.Tipo, c.Perche, c.Gestore = SegRevisione, e.Why, d.gestore
		c.Urgente = slices.Contains(e.Flags, "SCADENZA_VICINA") || slices.Contains(e.Flags, "BLOCCO_VARIAZIONI")
	}
	if r != nil {
		c.Richiesta, c.Rif, c.CF = r.ID, r.Rif, r.CF
	}
	return c
}

// applicaRichiesta opens or changes the request of a message. What waits for a person never stands as being
// executed or done; a request that was there before keeps what it knew until the person decides.
func (d *decisore) applicaRichiesta(in Received, val Valutazione, before Richiesta, review bool) *Richiesta {
	if val.Richiesta == nil {
		return nil
	}
	r := *val.Richiesta
	if review && before.ID != "" {
		changed := r.Stato
		r = before
		r.Operatore, r.Osservazioni = before.Operatore || val.Richiesta.Operatore, val.Richiesta.Osservazioni
		if changed != before.Stato && changed != RInEsecuzione && changed != REseguita {
			r.Stato = changed
		}
	}
	if review && before.ID == "" && (r.Stato == RInEsecuzione || r.Stato == REseguita || r.Stato == "") {
		r.Stato = RInRevisione
	}
	if r.ID == "" {
		r.ID, r.Rif = d.numero("RIC"), d.numero("PEC")
	}
	for _, f := range val.Esito.Flags {
		if !slices.Contains(r.Flags, f) {
			r.Flags = append(slices.Clone(r.Flags), f)
		}
	}
	if !slices.Contains(r.Messaggi, d.causa) {
		r.Messaggi = append(slices.Clone(r.Messaggi), d.causa)
	}
	if r.Ricevuta.IsZero() {
		r.Ricevuta = in.Msg.CertifiedTime(in.Proof)
	}
	if r.Codice == "" && slices.ContainsFunc(val.Lettere, func(b Bozza) bool { return b.Modello == "T-23" || b.Modello == "T-06" }) {
		r.Codice = codice(d.chiave, r.ID)
	}
	r = d.chiudiSe(r)
	d.scriviRichiesta(r)
	return &r
}

// chiudiSe dates the end of a request that is no longer open and takes back what still waits for it.
func (d *decisore) chiudiSe(r Richiesta) Richiesta {
	if r.Stato.Aperta() {
		r.Chiusa = time.Time{}
		return r
	}
	if r.Chiusa.IsZero() {
		r.Chiusa = d.now
	}
	if r.Stato == RRitirata || r.Stato == RAssorbita || r.Stato == RArchiviata || r.Stato == RRigettata || r.Stato == RAnnullata {
		d.ritiraLettere(r.ID, "la richiesta "+r.Rif+" è "+strings.ToLower(string(r.Stato)), nil)
		d.chiudiCompiti(r.ID, "la richiesta è "+strings.ToLower(string(r.Stato)))
	}
	return r
}

// applicaIscritto changes the member. While a person has to decide, only facts enter that protect him (the
// freeze) or that the provider has certified whatever the decision will be (first use, R-033).
func (d *decisore) applicaIscritto(val Valutazione, r *Richiesta, review bool) {
	if val.Iscritto == nil || val.Iscritto.CF == "" {
		return
	}
	m := *val.Iscritto
	old, ok := d.s.Iscritto(m.CF)
	lift := slices.ContainsFunc(val.Compiti, func(c Compito) bool { return c.Tipo == SegBlocco })
	if m.Blocco && !old.Blocco && !lift { // who freezes gives a person the way to lift it
		c := Compito{Tipo: SegBlocco, Urgente: true, CF: m.CF, Messaggio: d.causa,
			Perche: "Variazioni automatiche bloccate (BLOCCO_VARIAZIONI): " + val.Esito.Why + " L'approvazione toglie il blocco."}
		if r != nil {
			c.Richiesta, c.Rif = r.ID, r.Rif
		}
		defer d.compito(c)
	}
	if review {
		if !ok {
			return
		}
		changed := old
		changed.Blocco = old.Blocco || m.Blocco
		if old.Casella != nil && m.Casella != nil && old.Casella.PrimoUso.IsZero() && !m.Casella.PrimoUso.IsZero() {
			c := *old.Casella
			c.PrimoUso = m.Casella.PrimoUso
			changed.Casella = &c
		}
		if changed.Blocco == old.Blocco && changed.Casella == old.Casella {
			return
		}
		m = changed
	} else if m.Candidato != nil && m.Candidato.Richiesta == "" && r != nil {
		c := *m.Candidato
		c.Richiesta = r.ID
		m.Candidato = &c
	}
	if usata := old.Casella != nil && m.Casella != nil && old.Casella.PrimoUso.IsZero() && !m.Casella.PrimoUso.IsZero(); usata {
		m = d.primoUtilizzo(m)
	}
	d.scriviIscritto(m)
}

// lettere makes the letters of a message and gives the ids of those that wait for a click. A draft by its
// nature (Esito.Draft: refusals, ends of suspension) always waits.
func (d *decisore) lettere(bs []Bozza, e Esito, r *Richiesta, auto bool) []string {
	var waiting []string
	for i, b := range bs {
		how := proposta
		if auto && !slices.Contains(e.Draft, b.Modello) {
			how = inPartenza
		}
		l := d.lettera(b, r, how, strconv.Itoa(i))
		if l.Stato == LProposta {
			waiting = append(waiting, l.ID)
		}
	}
	return waiting
}

// lettera makes one letter. n tells apart letters of one cause that are otherwise alike. Effetto is a digest
// of cause, template, recipient, request and n: the same on every retry of the same decision, and never the
// same for two letters.
func (d *decisore) lettera(b Bozza, r *Richiesta, how modalita, n string) Lettera {
	l := Lettera{
		ID: d.numero("LET"), Modello: b.Modello, Apertura: b.Apertura, Dettaglio: b.Dettaglio, CF: b.CF, Messaggio: d.causa,
		A: minuscolo(b.A), InReplyTo: b.InReplyTo, Legale: b.Legale, Caso: b.Caso, Breve: b.Breve, Allegati: b.Allegati, Dati: b.Dati, Stato: LProposta,
	}
	if how == inPartenza {
		l.Stato, l.NonPrima = LInPartenza, d.now.Add(d.ritardo())
	}
	if r != nil {
		l.Richiesta, l.Rif = r.ID, r.Rif
		if l.CF == "" {
			l.CF = r.CF
		}
		if l.Dati.Codice == "" && (b.Modello == "T-23" || b.Modello == "T-06") {
			l.Dati.Codice = r.Codice
		}
	} else {
		l.Rif = d.numero("PEC")
	}
	l = d.aggiunge(l)
	l.Effetto = hexSHA256(fmt.Sprintf("lettera\n%s\n%s\n%s\n%s\n%s\n", d.chiave, l.Modello, l.A, l.Richiesta, n))
	d.scriviLettera(l)
	return l
}

func (d *decisore) ritardo() time.Duration {
	return time.Duration(d.p.Invio.RitardoMinuti) * time.Minute
}

// codice is the six-character code that stands in a challenge. It ties an answer to its request; it is no
// secret and proves nothing by itself: the proof is the certified box that answers (order.md §6.2).
func codice(effect, request string) string {
	const signs = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789" // no I, O, 0, 1
	enc := base32.NewEncoding(signs).WithPadding(base32.NoPadding)
	return enc.EncodeToString([]byte(hexSHA256("codice\n" + effect + "\n" + request))[:5])[:6]
}

// compito opens a task.
func (d *decisore) compito(c Compito) Compito {
	c.ID, c.Creato, c.Stato = d.numero("SEG"), d.now, Aperto
	d.scriviCompito(c)
	return c
}

// segnala records a technical fact and calls a person, once while the same call is open.
func (d *decisore) segnala(in Segnalata) {
	d.emit(Event{Kind: KOperazione, Operazione: &Operazione{Tipo: in.Tipo, Cosa: in.Cosa}})
	if in.Muta {
		return
	}
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		if c, ok := d.s.Compito(id); ok && c.Tipo == SegAllarme && c.Perche == in.Perche {
			return
		}
	}
	d.compito(Compito{Tipo: SegAllarme, Perche: in.Perche, Urgente: in.Urgente})
}

// compiti opens the tasks that a valuation adds to its review.
func (d *decisore) compiti(cs []Compito, r *Richiesta, v *Verdetto) {
	for _, c := range cs {
		if r != nil {
			c.Richiesta, c.Rif = r.ID, r.Rif
			if c.CF == "" {
				c.CF = r.CF
			}
		}
		if c.Messaggio == "" {
			c.Messaggio = d.causa
		}
		c = d.compito(c)
		if v != nil && v.Compito == "" {
			v.Compito = c.ID
		}
	}
}

// sollecita opens a task about a request once: mark names it among the request's Solleciti.
func (d *decisore) sollecita(r Richiesta, mark string, c Compito) Richiesta {
	if slices.Contains(r.Solleciti, mark) {
		return r
	}
	r.Solleciti = append(slices.Clone(r.Solleciti), mark)
	d.scriviRichiesta(r)
	c.Richiesta, c.Rif, c.CF = r.ID, r.Rif, r.CF
	d.compito(c)
	return r
}

// ritiraLettere takes back the letters of a request that have not left, except those that keep spares.
func (d *decisore) ritiraLettere(request, why string, keep func(Lettera) bool) {
	for _, id := range d.s.Cerca(PerLettereDi, request) {
		l, ok := d.s.Lettera(id)
		if !ok || !daPartire(l.Stato) || keep != nil && keep(l) {
			continue
		}
		d.ritira(l, "R-303", why)
	}
}

// superate takes back the questions of a request that have not left when a message has answered them, and closes
// the tasks that waited only for them.
func (d *decisore) superate(request string) {
	const why = "superata da un messaggio successivo"
	d.ritiraLettere(request, why, func(l Lettera) bool {
		return !slices.Contains([]string{"T-02", "T-05", "T-06", "T-18"}, l.Modello)
	})
	d.chiudiDove(why, func(c Compito) bool {
		return c.Richiesta == request && c.Tipo == SegLettera && len(c.Lettere) > 0 && len(d.attese(c)) == 0
	})
}

// daPartire reports whether a letter in this state has not been handed to the provider and is not being so.
func daPartire(s StatoLettera) bool { return s == LProposta || s == LInPartenza || s == LInCoda }

// chiudiCompiti ends the open tasks of a request that wait for a decision that is no longer needed. Tasks on
// the provider's panel, alarms and defects stay: they are facts.
func (d *decisore) chiudiCompiti(request, why string) {
	d.chiudiDove(why, func(c Compito) bool {
		return c.Richiesta == request && slices.Contains([]string{SegRevisione, SegLettera, SegTelefonata, SegConferma}, c.Tipo)
	})
}

// minimi of U48: so many boxes within so many days freeze a member.
const (
	troppiMittenti = 3
	finestraU48    = 7 * 24 * time.Hour
)

// estranei counts the certified boxes, none of them the member's, that asked within a week to change his
// address, this message included; 0 when this one is no such message.
func (d *decisore) estranei(r Richiesta, in Received) int {
	m, ok := d.s.Iscritto(r.CF)
	if !ok || !variazione(r.Tipo) || in.Proof.Level != mailparse.Certified || in.Msg.Busta != pec.Trasporto || eSuo(m, r.Mittente) {
		return 0
	}
	senders := map[string]bool{minuscolo(r.Mittente): true}
	for _, id := range d.s.Cerca(PerIscritto, r.CF) {
		o, ok := d.s.Richiesta(id)
		if ok && variazione(o.Tipo) && !eSuo(m, o.Mittente) && !o.Ricevuta.IsZero() && d.now.Sub(o.Ricevuta) < finestraU48 {
			senders[minuscolo(o.Mittente)] = true
		}
	}
	return len(senders)
}

// sorveglia freezes the automatic changes of a member when several foreign boxes try to change his address
// within a week (U48). The freeze never stops a person's act or a term of the member.
func (d *decisore) sorveglia(r Richiesta, in Received) {
	n := d.estranei(r, in)
	m, ok := d.s.Iscritto(r.CF)
	if n < troppiMittenti || !ok || m.Blocco {
		return
	}
	m.Blocco = true
	d.scriviIscritto(m)
	d.compito(Compito{Tipo: SegBlocco, Urgente: true, CF: r.CF, Richiesta: r.ID, Rif: r.Rif, Messaggio: d.causa,
		Perche: fmt.Sprintf("%d caselle diverse hanno chiesto in una settimana di cambiare l'indirizzo di questo iscritto: variazioni automatiche bloccate (BLOCCO_VARIAZIONI). Avvisare l'iscritto.", n)})
}

// eSuo reports whether an address is one the register already ties to the member.
func eSuo(m Iscritto, addr string) bool {
	a := minuscolo(addr)
	return m.Domicilio != nil && minuscolo(m.Domicilio.Indirizzo) == a ||
		m.Casella != nil && minuscolo(m.Casella.Indirizzo) == a ||
		m.Candidato != nil && m.Candidato.Stato != Rifiutata && minuscolo(m.Candidato.Indirizzo) == a
}

// minuscolo folds an address: ASCII letters and blanks only. A full Unicode fold would make the Kelvin sign a k, and one sender
// another (reliability.md §3.1); a no-break space at the end is another's address too.
func minuscolo(s string) string {
	return pec.FoldAddress(strings.Trim(s, " \t\r\n"))
}
