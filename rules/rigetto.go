package rules

import (
	"strings"
	"time"
)

// giorniOsservazioni is the term of the member after a T-15, from its delivery (L. 241/1990 art. 10-bis).
const giorniOsservazioni = 10

// SegRigetto is the task of a refusal whose notice has run its term: a person decides.
const SegRigetto = "rigetto"

func attiRichiesta() []regolaAtto {
	who := []string{Segreteria, Presidente}
	return []regolaAtto{
		{tipo: "RIGETTO", comando: "request-refuse", dice: "rigetta una richiesta dopo il preavviso e il suo termine; motivo, e in esito la risposta alle osservazioni",
			vuole: []string{"caso", "motivo"}, puo: []string{"numero", "giorno", "esito", "cf"}, ruoli: who, fa: (*decisore).rigetta},
		{tipo: "RICHIESTA_RIPRESA", comando: "request-resume", dice: "riprende l'esame di una richiesta che aspettava: le osservazioni sono accolte, o si decide altrimenti",
			vuole: []string{"caso", "motivo"}, puo: []string{"cf"}, ruoli: who, fa: (*decisore).riprende},
		{tipo: "RICHIESTA_ARCHIVIATA", comando: "request-file", dice: "archivia una richiesta rimasta senza risposta, dopo averne cercata una; una risposta la riapre entro dodici mesi",
			vuole: []string{"caso", "motivo"}, puo: []string{"cf"}, ruoli: who, fa: (*decisore).archivia},
	}
}

// richiestaDelCaso finds the open request that an act names, by its id or by the reference that letters carry.
func (d *decisore) richiestaDelCaso(a Atto) (Richiesta, bool) {
	ids := []string{a.Caso}
	if strings.HasPrefix(a.Caso, "PEC-") {
		ids = d.s.Cerca(PerRif, a.Caso)
	}
	for _, id := range ids {
		if r, ok := d.s.Richiesta(id); ok && r.Stato.Aperta() && (a.CF == "" || a.CF == r.CF) {
			return r, true
		}
	}
	d.rifiuta("nessuna richiesta aperta %q", a.Caso)
	return Richiesta{}, false
}

// preavvisoRicevuto is when the T-15 of a request reached the member: the certified delivery, or the day that a person
// recorded for one on paper.
func (d *decisore) preavvisoRicevuto(r Richiesta) time.Time {
	var at time.Time
	for _, id := range d.s.Cerca(PerLettereDi, r.ID) {
		switch l, ok := d.s.Lettera(id); {
		case !ok || l.Modello != "T-15":
		case l.Stato == LConsegnata:
			at = later(at, l.TConsegna)
		case l.Stato == LChiusa:
			at = later(at, l.Istante)
		}
	}
	return at
}

// rigetta ends a request by refusal: never before the member was told the reasons and either answered or let ten days go
// (L. 241/1990 art. 10-bis). The letter is a legal act and waits for its protocol number and a click.
func (d *decisore) rigetta(a Atto) {
	r, ok := d.richiestaDelCaso(a)
	if !ok {
		return
	}
	told := d.preavvisoRicevuto(r)
	switch {
	case told.IsZero():
		d.rifiuta("la richiesta %s non si rigetta: il preavviso (T-15) non risulta ricevuto (art. 10-bis L. 241/1990)", r.Rif)
		return
	case len(r.Osservazioni) == 0 && !Scaduto(d.p.TermineIscritto(told, giorniOsservazioni), d.now):
		d.rifiuta("la richiesta %s non si rigetta prima del %s: l'iscritto può presentare osservazioni fino a quel giorno", r.Rif, giornoItaliano(d.p.TermineIscritto(told, giorniOsservazioni)))
		return
	case len(r.Osservazioni) > 0 && a.Esito == "":
		d.rifiuta("la richiesta %s ha osservazioni dell'iscritto: il rigetto dice perché non sono accolte", r.Rif)
		return
	}
	m, _ := d.s.Iscritto(r.CF)
	r.Stato, r.Termine = RRigettata, ""
	d.spiegaCon("art. 10-bis L. 241/1990", a.Motivo)
	r = d.chiudiSe(r)
	d.scriviRichiesta(r)
	d.chiudiTipo(r.ID, SegRigetto, "rigettata da "+a.Da)
	b := d.bozza(m, "T-25", r.Mittente)
	b.Legale = true
	b.Dati.Motivo, b.Dati.Controdeduzioni, b.Dati.NotificataIl, b.Dati.Protocollo, b.Dati.Indirizzo = a.Motivo, a.Esito, DataRoma(told), protocollo(a.Numero, a.Giorno), r.NuovaPEC
	b.Dati.RicevutaIl, b.Dati.Precedente = r.Ricevuta, indirizzo(m.Domicilio)
	if len(r.Osservazioni) > 0 {
		b.Dati.Osservazioni = "messaggio del " + giornoItaliano(r.Osservazioni[len(r.Osservazioni)-1])
	}
	l := d.lettera(b, &r, proposta, "rigetto")
	d.compito(Compito{Tipo: SegLettera, CF: r.CF, Richiesta: r.ID, Rif: r.Rif, Lettere: []string{l.ID}, Perche: "Rigetto deciso da " + a.Da + ": la lettera aspetta un'ultima lettura e il numero di protocollo."})
}

// riprende puts a request back before a person.
func (d *decisore) riprende(a Atto) {
	r, ok := d.richiestaDelCaso(a)
	if !ok {
		return
	}
	d.spiegaCon("order.md §6.3", a.Motivo)
	r.Stato, r.Termine = RInRevisione, ""
	d.scriviRichiesta(r)
	d.ritiraLettere(r.ID, "esame ripreso da "+a.Da, nil)
	d.chiudiTipo(r.ID, SegRigetto, "ripresa da "+a.Da)
	d.compito(Compito{Tipo: SegRevisione, CF: r.CF, Richiesta: r.ID, Rif: r.Rif, Messaggio: primo(r.Messaggi), Perche: "Esame ripreso da " + a.Da + ": " + a.Motivo})
}

// archivia files a request that nobody answered: a person's act, never the clock's (order.md §6.3). The letter says that an
// answer reopens it.
func (d *decisore) archivia(a Atto) {
	r, ok := d.richiestaDelCaso(a)
	if !ok {
		return
	}
	if r.Stato != RIntegrazione && r.Stato != RConferma && r.Stato != RInRevisione {
		d.rifiuta("la richiesta %s è %s: non si archivia", r.Rif, r.Stato)
		return
	}
	if r.Stato != RInRevisione && (r.Termine == "" || !Scaduto(r.Termine, d.now)) {
		d.rifiuta("la richiesta %s attende ancora l'iscritto: il termine non è passato", r.Rif)
		return
	}
	m, _ := d.s.Iscritto(r.CF)
	d.spiegaCon("order.md §6.3", a.Motivo)
	r.Stato, r.Termine = RArchiviata, ""
	r = d.chiudiSe(r)
	d.scriviRichiesta(r)
	if c := m.Candidato; c != nil && c.Richiesta == r.ID && (c.Stato == Dichiarata || c.Stato == Verificata) {
		k := *c
		k.Stato, k.Motivo = Rifiutata, "richiesta archiviata"
		m.Candidato = &k
		d.scriviIscritto(m)
	}
	b := d.bozza(m, "T-21", r.Mittente)
	b.Dati.Motivo, b.Dati.Indirizzo, b.Dati.RiapreEntro = a.Motivo, indirizzo(m.Domicilio), DataRoma(d.now.AddDate(1, 0, 0))
	l := d.lettera(b, &r, proposta, "archiviata")
	d.compito(Compito{Tipo: SegLettera, CF: r.CF, Richiesta: r.ID, Rif: r.Rif, Lettere: []string{l.ID}, Perche: "Archiviata da " + a.Da + ": la lettera aspetta un'ultima lettura."})
}

// chiudiTipo ends the open tasks of a kind of a request.
func (d *decisore) chiudiTipo(request, tipo, why string) {
	d.chiudiDove(why, func(c Compito) bool { return c.Richiesta == request && c.Tipo == tipo })
}

// fineOsservazioni calls a person when the term of a T-15 has run: a refusal is decided, never drawn from a silence.
func (d *decisore) fineOsservazioni(r Richiesta) {
	if r.Stato != RPreavviso || !Scaduto(r.Termine, d.now) {
		return
	}
	d.spiegaCon("art. 10-bis L. 241/1990", "Il termine per le osservazioni è passato.")
	d.sollecita(r, "osservazioni "+r.Termine, Compito{Tipo: SegRigetto, Perche: "Il termine per le osservazioni della pratica " + r.Rif + " è passato il " + giornoItaliano(r.Termine) +
		" e nessuna è arrivata nella casella: controllare sportello e posta, poi rigettare (act request-refuse) o riprendere l'esame (act request-resume)."})
}
