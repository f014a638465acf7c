package rules

import (
	"slices"
	"strings"
	"time"

	"pecagent/mailparse/pec"
)

// Numbers of order.md §2.4.
const (
	giorniSaturo   = 7 // the second attempt at a full box, not before
	tempiDiSeguito = 3 // time-outs in a row
)

// difetto calls a person about a letter that was not delivered. At a member's registered domicile it is a compliance event
// the defect is recorded, T-09 lies ready, and no term runs from here.
func (d *decisore) difetto(l Lettera, text string) {
	c := Compito{Tipo: SegDifetto, Messaggio: d.causa, CF: l.CF, Richiesta: l.Richiesta, Rif: l.Rif,
		Perche: "La lettera " + l.ID + " non è stata consegnata a " + l.A + ": " + motivoDifetto(l.Motivo, text) + "."}
	if cf := primo(d.s.Cerca(PerDomicilio, l.A)); cf != "" {
		c.CF = cf
		c.Urgente = true
		c.Perche += " È il domicilio digitale iscritto: contattare l'iscritto e ripetere l'invio con altro mezzo"
		if !l.TAccettazione.IsZero() {
			c.Perche += ", conservando la ricevuta di accettazione del " + oraRoma(l.TAccettazione)
		}
		c.Perche += ". Nessun termine decorre da qui."
		if m, ok := d.s.Iscritto(cf); ok {
			c.Lettere = d.nuovoDifetto(m, &c)
		}
	}
	d.compito(c)
}

// nuovoDifetto records the defect that the letters to the domicile show, and gives T-09 when it is new.
func (d *decisore) nuovoDifetto(m Iscritto, c *Compito) []string {
	before := m.Difetto
	m, changed := d.riveduto(m)
	if !changed {
		return nil
	}
	d.scriviIscritto(m)
	f := m.Difetto
	if f == nil || before != nil && before.Motivo == f.Motivo {
		if f != nil && !f.Secondo.IsZero() && before.Secondo.IsZero() {
			c.Perche += " Anche il secondo tentativo non è riuscito: il difetto è confermato."
		}
		return nil
	}
	c.Perche += " Difetto " + f.Motivo + " dal " + giornoItaliano(DataRoma(f.Dal)) + ": telefonare"
	if m.EmailOrdinaria == "" {
		c.Perche += " o scrivere su carta (T-09)."
		return nil
	}
	c.Perche += "; l'approvazione invia la lettera T-09 alla posta ordinaria."
	return []string{d.lettera(d.avvisoDifetto(m, m.EmailOrdinaria), nil, proposta, "difetto "+f.Motivo).ID}
}

// avvisoDifetto is T-09 about the open defect of a member.
func (d *decisore) avvisoDifetto(m Iscritto, to string) Bozza {
	f := m.Difetto
	b := d.bozza(m, "T-09", to)
	b.Dati.Indirizzo, b.Dati.Difetto, b.Dati.DifettoDal = f.Indirizzo, f.Motivo, DataRoma(f.Dal)
	if f.Causa == string(pec.MotivoTempo) {
		b.Dettaglio = "NON_RAGGIUNGIBILE"
	}
	return b
}

// rivediDifetto looks again at the defect of whoever has the address as domicile, after a delivery to it.
func (d *decisore) rivediDifetto(addr string) {
	for _, cf := range d.s.Cerca(PerDomicilio, addr) {
		m, ok := d.s.Iscritto(cf)
		if !ok || m.Difetto == nil {
			continue
		}
		if m, changed := d.riveduto(m); changed {
			d.spiegaCon("R-120", "Una lettera è stata consegnata: l'indirizzo riceve, il difetto è chiuso.")
			if m.Difetto != nil {
				d.perche = "Una lettera è stata consegnata fra due mancate consegne: il difetto comincia dopo di essa."
			}
			d.scriviIscritto(m)
		}
	}
}

// riveduto draws the defect of the domicile from the outcomes of all letters to it, by their certified instants: what a
// run of failures after the last delivery says, whatever the order in which the receipts came. A defect of a box that nobody
// opened is not closed by a delivery: that the box exists was never in doubt.
func (d *decisore) riveduto(m Iscritto) (Iscritto, bool) {
	if m.Domicilio == nil || !iscrittoVivo(m.Stato) {
		return m, false
	}
	old := m.Difetto
	f := d.difettoDa(m.Domicilio.Indirizzo)
	switch {
	case f == nil && old != nil && old.Motivo == MaiAttivata:
		return m, false
	case f == nil && old == nil:
		return m, false
	case f != nil && old != nil && old.Motivo == f.Motivo && !f.Dal.After(old.Dal): // the same run of failures
		f.Proposta = old.Proposta
	}
	m.Difetto = f
	if k := m.Casella; k != nil && k.Indirizzo == m.Domicilio.Indirizzo {
		n := *k
		switch {
		case f != nil && f.Motivo == Satura:
			n.Tecnico = TecnicoSatura
		case f == nil && n.Tecnico == TecnicoSatura:
			n.Tecnico = TecnicoOK
		}
		m.Casella = &n
	}
	if f == nil {
		m.UltimaProva = later(m.UltimaProva, d.ultimaConsegna(m.Domicilio.Indirizzo))
	}
	return m, true
}

// difettoDa is the defect that the last run of failed letters to an address shows (U26, U27), nil for none. A virus, a refusal of our
// own provider and a reason nobody knows never count against a member.
func (d *decisore) difettoDa(addr string) *Difetto {
	run := d.mancateDiFila(addr)
	if len(run) == 0 {
		return nil
	}
	f := &Difetto{Indirizzo: addr}
	tempi := 0
	for _, l := range run {
		switch pec.Motivo(l.Motivo) {
		case pec.MotivoInesistente:
			f.Motivo = NonValido
		case pec.MotivoPiena:
			if f.Motivo == "" {
				f.Motivo = Satura
			}
		case pec.MotivoTempo:
			tempi++
		}
	}
	if f.Motivo == "" && tempi >= tempiDiSeguito {
		f.Motivo = NonValido
	}
	if f.Motivo == "" {
		return nil
	}
	for _, l := range run {
		if f.Dal.IsZero() {
			f.Dal = l.Istante
		}
		f.Ultimo, f.Causa = l.Istante, l.Motivo
		f.Lettere, f.Prove = append(f.Lettere, l.ID), append(f.Prove, l.Ricevute...)
	}
	wait := primoRitento
	if f.Motivo == Satura {
		wait = giorniSaturo * unGiorno
	}
	if !f.Ultimo.Before(f.Dal.Add(wait)) && f.Causa != string(pec.MotivoTempo) {
		f.Secondo = f.Ultimo
	}
	return f
}

// mancateDiFila are the letters to an address that failed for a reason of the box after the last delivery, oldest first.
func (d *decisore) mancateDiFila(addr string) []Lettera {
	var run []Lettera
	last := d.ultimaConsegna(addr)
	for _, id := range d.s.Cerca(PerDestinatario, addr) {
		l, ok := d.s.Lettera(id)
		if !ok || l.Stato != LMancata || !l.Istante.After(last) {
			continue
		}
		switch pec.Motivo(l.Motivo) {
		case pec.MotivoInesistente, pec.MotivoPiena, pec.MotivoTempo:
			run = append(run, l)
		}
	}
	slices.SortStableFunc(run, func(a, b Lettera) int {
		if n := a.Istante.Compare(b.Istante); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return run
}

func (d *decisore) ultimaConsegna(addr string) (last time.Time) {
	for _, id := range d.s.Cerca(PerDestinatario, addr) {
		if l, ok := d.s.Lettera(id); ok && l.Stato == LConsegnata {
			last = later(last, l.TConsegna)
		}
	}
	return last
}

// proponiSecondo proposes the confirmatory message or the second attempt at a full box: a letter to the box
// that waits for a person. Not while the member has an open request.
func (d *decisore) proponiSecondo(m Iscritto, g *giro) (Iscritto, bool) {
	for _, id := range d.s.Cerca(PerIscritto, m.CF) {
		if r, ok := d.s.Richiesta(id); ok && r.Stato.Aperta() {
			return m, false
		}
	}
	f := *m.Difetto
	if m.Domicilio == nil || m.Domicilio.Indirizzo != f.Indirizzo || d.now.Before(f.Ultimo.Add(primoRitento)) {
		return m, false
	}
	d.chiave = "calendario " + m.CF
	l := d.lettera(d.avvisoDifetto(m, f.Indirizzo), nil, proposta, "secondo "+f.Dal.UTC().Format(time.RFC3339))
	f.Proposta = l.ID
	m.Difetto = &f
	why := "La casella risultava inesistente, scaduta o bloccata: un messaggio di conferma, dopo 24 ore, è pronto (R-120). "
	if f.Motivo == Satura {
		why = "La casella risultava piena: il secondo tentativo, dopo sette giorni, è pronto (R-121). "
	}
	d.compito(Compito{Tipo: SegLettera, CF: m.CF, Rif: l.Rif, Lettere: []string{l.ID},
		Perche: why + "Se viene consegnato il difetto si chiude da solo; se no, resta."})
	return m, true
}

// chiudiDifetti ends the calls about a domicile that is another now. That a letter did not arrive stays true: what has to be sent
// again is in its own case.
func (d *decisore) chiudiDifetti(cf string) {
	d.chiudiDove("l'iscritto ha un nuovo domicilio", func(c Compito) bool {
		return c.CF == cf && c.Tipo == SegDifetto && c.Richiesta == "" && len(d.attese(c)) == 0
	})
}

// motivoDifetto says the reason as it may be told: providers do not tell a missing box from an expired one.
func motivoDifetto(motivo, text string) string {
	switch pec.Motivo(motivo) {
	case pec.MotivoInesistente:
		return "casella inesistente, scaduta o bloccata (R-120)"
	case pec.MotivoPiena:
		return "casella piena (R-121: secondo tentativo non prima di sette giorni)"
	case pec.MotivoTempo:
		return "tempo massimo superato (R-124: riprovare)"
	}
	return text
}
