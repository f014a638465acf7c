package rules

import (
	"slices"
	"strings"
)

// SegMano is the task of an answer by hand: approval closes the case with what the note says, refusal leaves it to be decided.
const SegMano = "mano"

const chiusaAMano = "RISPOSTA_A_MANO" // Richiesta.Motivo, Candidato.Motivo

// rispostoAMano draws what follows for a message that the office answered by hand: letters of ours that answer it
// and have not left are taken back, whatever the mode; nothing goes on by itself in its case; a person records what the
// answer did. What the answer says is never read. A letter that has left stays. It gives the id of the task it opens.
func (d *decisore) rispostoAMano(m Mano, sha, richiesta string) string {
	words := "Risposto a mano il " + Roma(m.Istante).Format("02/01/2006 15:04") + " da webmail" + provaMano[m.Prova]
	d.spiegaCon("R-305", words+".")
	gone := d.ritiraDove("R-305", "risposto a mano da webmail", func(l Lettera) bool { return l.Messaggio == sha })
	var partite []Lettera
	about := Compito{Tipo: SegMano, Messaggio: sha, CF: m.CF}
	waits := len(gone) > 0
	for _, r := range d.richiesteDi(sha, richiesta) {
		about.Richiesta, about.Rif, about.CF = r.ID, r.Rif, primoNonVuoto(r.CF, about.CF)
		waits = waits || r.Stato.Aperta()
		r.Operatore, r.AMano = r.Operatore || r.Stato.Aperta(), m.Istante
		d.scriviRichiesta(r)
		for _, id := range d.s.Cerca(PerLettereDi, r.ID) {
			if l, ok := d.s.Lettera(id); ok && l.Messaggio == sha && !daPartire(l.Stato) && l.Stato != LRitirata {
				partite = append(partite, l)
			}
		}
	}
	d.chiudiDove(words+": le lettere sono ritirate", func(c Compito) bool {
		return c.Tipo == SegLettera && len(c.Lettere) > 0 && slices.ContainsFunc(gone, func(l Lettera) bool { return slices.Contains(c.Lettere, l.ID) }) && len(d.attese(c)) == 0
	})
	ofMessage := func(c Compito) bool { return c.Messaggio == sha }
	if !waits && !d.haCompito(func(c Compito) bool { return ofMessage(c) && (c.Tipo == SegRevisione || c.Tipo == SegLettera) }) ||
		d.haCompito(func(c Compito) bool { return ofMessage(c) && c.Tipo == SegMano }) {
		return ""
	}
	about.Perche = words + "." + elencoLettere(" Lettere nostre ritirate: ", gone) + elencoLettere(" Lettere nostre già partite: ", partite) +
		" Registrare che cosa ha fatto la risposta: l'approvazione, con una nota, chiude la pratica (ciò che cambia nel registro si scrive con pecagent act); il rifiuto la rimette fra quelle da decidere."
	return d.compito(about).ID
}

// provaMano says what shows the answer.
var provaMano = map[string]string{
	ManoConsegna: " (ricevuta di avvenuta consegna)", ManoInviata: " (copia fra la posta inviata)", ManoPersona: " (registrato da una persona)",
}

func elencoLettere(title string, ls []Lettera) string {
	var ids []string
	for _, l := range ls {
		ids = append(ids, l.ID+" "+l.Modello)
	}
	if ids == nil {
		return ""
	}
	return title + strings.Join(ids, ", ") + "."
}

// richiesteDi gives the requests that a message belongs to; also names one that this decision has opened.
func (d *decisore) richiesteDi(sha, also string) []Richiesta {
	ids := slices.Clone(d.s.Cerca(PerMessaggio, sha))
	if also != "" && !slices.Contains(ids, also) {
		ids = append(ids, also)
	}
	var rs []Richiesta
	for _, id := range ids {
		if r, ok := d.s.Richiesta(id); ok {
			rs = append(rs, r)
		}
	}
	return rs
}

// attendeMano reports whether a person has still to record what an answer by hand did: until then nothing is drawn for the
// request. The receipts of its letters count all the same.
func (d *decisore) attendeMano(r Richiesta) bool {
	return !r.AMano.IsZero() && d.haCompito(func(c Compito) bool { return c.Tipo == SegMano && c.Richiesta == r.ID })
}

// registraMano closes or reopens a case that was answered by hand, on a person's word.
func (d *decisore) registraMano(in Reviewed, c Compito) {
	if strings.TrimSpace(in.Nota) == "" {
		d.rifiuta("dire nella nota (--note) che cosa ha fatto la risposta a mano")
		return
	}
	rs := slices.DeleteFunc(d.richiesteDi(c.Messaggio, c.Richiesta), func(r Richiesta) bool { return !r.Stato.Aperta() })
	if !in.Approva {
		d.riapreMano(c, rs)
		return
	}
	for _, r := range rs {
		r.Stato, r.Motivo = RArchiviata, chiusaAMano
		d.scriviRichiesta(d.chiudiSe(r))
		m, ok := d.s.Iscritto(r.CF)
		if k := m.Candidato; ok && k != nil && k.Richiesta == r.ID && k.Stato != Iscritta {
			given := *k
			given.Stato, given.Motivo = Rifiutata, chiusaAMano
			m.Candidato = &given
			d.scriviIscritto(m)
		}
	}
	d.chiudiDove("risposto a mano: "+in.Nota, func(x Compito) bool {
		return x.Messaggio == c.Messaggio && (x.Tipo == SegRevisione || x.Tipo == SegLettera)
	})
}

// riapreMano leaves the message to be decided: its approval executes it, as if nobody had answered.
func (d *decisore) riapreMano(c Compito, rs []Richiesta) {
	for _, r := range rs {
		if r.Stato == RInEsecuzione {
			r.Stato = RInRevisione
			d.scriviRichiesta(r)
		}
	}
	v, ok := d.s.Verdetto(c.Messaggio)
	if !ok || d.haCompito(func(x Compito) bool { return x.Messaggio == c.Messaggio && x.Tipo == SegRevisione }) {
		return
	}
	d.compito(Compito{Tipo: SegRevisione, Messaggio: c.Messaggio, CF: c.CF, Richiesta: c.Richiesta, Rif: c.Rif, Esito: v.Decisione,
		Perche: "Risposto a mano, ma la pratica resta da decidere: " + d.perche})
}
