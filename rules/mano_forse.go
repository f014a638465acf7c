package rules

import (
	"reflect"
	"slices"
	"strings"

	"pecagent/mailparse"
)

// SegForse is the task of a letter that the office wrote by hand to somebody whose request waits, without naming the message it
// answers. It is a suggestion: nothing is held, taken back or closed before a person says that it is the answer.
const SegForse = "forse_mano"

// forseRisposta notes a letter by hand that names no message, where it went to somebody who may have waited for it: m is what
// shows it, before what was known of it.
func (d *decisore) forseRisposta(before, m Mano) {
	var to []string // told now for the first time
	for _, a := range m.A {
		if !slices.Contains(before.A, a) {
			to = append(to, a)
		}
	}
	m = before.con(m)
	asked := d.chiAspetta(m, to)
	known := slices.ContainsFunc(to, func(a string) bool {
		return len(d.s.Cerca(PerDomicilio, a)) > 0 || len(d.s.Cerca(PerCasella, a)) > 0
	})
	if len(asked) == 0 && (!known || d.modo() != Osserva) && before.ID == "" || reflect.DeepEqual(m, before) {
		return
	}
	if m.ID == "" {
		m.ID = d.numero("MAN")
	}
	d.sopra.mani[m.ID] = m
	d.emit(Event{Kind: KMano, Mano: &m, Regola: "R-305", Perche: "L'ufficio ha scritto a mano il " + oraRoma(m.Istante) + " senza citare un messaggio."})
	for _, v := range asked {
		about := Compito{Tipo: SegForse, Messaggio: v.SHA256, CF: cfDi(v), Mano: m.ID}
		for _, r := range d.richiesteDi(v.SHA256, "") {
			about.Richiesta, about.Rif, about.CF = r.ID, r.Rif, primoNonVuoto(r.CF, about.CF)
		}
		about.Perche = "Forse risposto a mano il " + Roma(m.Istante).Format("02/01/2006 15:04") + " da webmail" + provaMano[m.Prova] + ": a " + minuscolo(v.Mittente) +
			", «" + m.Oggetto + "», senza citare il messaggio a cui risponde. Se è la risposta, approvare con una nota che dica che cosa ha fatto: le lettere non partite si ritirano e la pratica si chiude. Se non lo è, respingere: nulla cambia."
		d.compito(about)
	}
}

// chiAspetta gives the certified messages of those boxes, older than the letter, that wait for a person or whose answer has not left.
func (d *decisore) chiAspetta(m Mano, to []string) (list []Verdetto) {
	const most = 8
	add := func(sha string) {
		v, ok := d.s.Verdetto(sha)
		if !ok || len(list) == most || v.Livello != mailparse.Certified.String() || !slices.Contains(to, minuscolo(v.Mittente)) || !v.Istante.Before(m.Istante) ||
			slices.ContainsFunc(list, func(x Verdetto) bool { return x.SHA256 == sha }) ||
			d.haCompito(func(c Compito) bool { return c.Messaggio == sha && (c.Tipo == SegForse || c.Tipo == SegMano) }) {
			return
		}
		list = append(list, v)
	}
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		if c, ok := d.s.Compito(id); ok && c.Messaggio != "" && (c.Tipo == SegRevisione || c.Tipo == SegLettera) {
			add(c.Messaggio)
		}
	}
	for _, l := range vive(d.s) {
		if l.Messaggio != "" && daPartire(l.Stato) {
			add(l.Messaggio)
		}
	}
	return list
}

// eraLaRisposta closes the case on a person's word that the letter by hand answered it.
func (d *decisore) eraLaRisposta(in Reviewed, c Compito) {
	m, ok := d.s.Mano(c.Mano)
	switch {
	case !ok:
		d.rifiuta("la risposta a mano %q non esiste", c.Mano)
		return
	case strings.TrimSpace(in.Nota) == "":
		d.rifiuta("dire nella nota (--note) che cosa ha fatto la risposta a mano")
		return
	}
	m.Messaggi, m.CF = append(slices.Clone(m.Messaggi), c.Messaggio), primoNonVuoto(m.CF, c.CF)
	d.scriviMano(m)
	d.rispostoAMano(m, c.Messaggio, c.Richiesta)
	d.chiudiDove("risposto a mano: "+in.Nota, func(x Compito) bool { return x.Tipo == SegMano && x.Messaggio == c.Messaggio })
	d.registraMano(in, c)
}
