package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Assegnata says who sees to a task, for his colleagues: nothing follows from it, and whoever may decide still may. A is a user
// with a role that decides, "" nobody.
type Assegnata struct {
	Now     time.Time
	Attore  Attore
	Compito string
	A       string
}

// Annotata is a person's note on an open task.
type Annotata struct {
	Now     time.Time
	Attore  Attore
	Compito string
	Testo   string
}

// Presa takes the case of a message out of the agent's hands: the person answers himself. What waited is taken back, nothing
// automatic is written in the case any more, and the task becomes that of an answer by hand (SegMano).
type Presa struct {
	Now     time.Time
	Attore  Attore
	Compito string
	Nota    string
}

// Chiesta has the member asked for the one thing that his request lacks (T-02): PEC or CF.
type Chiesta struct {
	Now     time.Time
	Attore  Attore
	Compito string
	Manca   string
}

func (Assegnata) input() {}
func (Annotata) input()  {}
func (Presa) input()     {}
func (Chiesta) input()   {}

// Appunto is a note on a task.
type Appunto struct {
	Da    string    `json:"da"`
	Il    time.Time `json:"il"`
	Testo string    `json:"testo"`
}

// Aggiunta is a paragraph that a person adds to a letter that an approval lets go: to the letter of this template to this address.
type Aggiunta struct {
	Modello string
	A       string
	Testo   string
}

// Bounds of what a person may write: in runes, and how many notes a task keeps.
const (
	MaxAppunto  = 2000
	MaxAggiunta = 2000
	maxAppunti  = 50
)

// aperto gives the open task that a named person decides on; else the decision is refused.
func (d *decisore) aperto(who Attore, id string) (Compito, bool) {
	c, ok := d.s.Compito(id)
	switch {
	case who.Tipo != "persona" || who.ID == "":
		d.rifiuta("la decisione su %s non ha il nome di una persona", id)
	case !ok:
		d.rifiuta("la segnalazione %q non esiste", id)
	case c.Stato != Aperto:
		by := c.Da
		if by == "" {
			by = "pecagent"
		}
		d.rifiuta("la segnalazione %s è già chiusa (%s da %s)", c.ID, c.Stato, by)
	default:
		d.attore, d.causa, d.chiave, d.regola = who, c.Messaggio, "compito "+c.ID, "R-302"
		return c, true
	}
	return c, false
}

func (d *decisore) assegnata(in Assegnata) {
	c, ok := d.aperto(in.Attore, in.Compito)
	switch {
	case !ok:
		return
	case in.A != "" && len(d.persone()) > 0 && !d.haRuolo(in.A, []string{Segreteria, Presidente}):
		d.rifiuta("%s non può occuparsi della segnalazione %s: %s", in.A, c.ID, d.ruoliDi(in.A))
		return
	case in.A == c.Assegnato:
		d.rifiuta("la segnalazione %s è già così", c.ID)
		return
	}
	c.Assegnato = in.A
	d.perche = "se ne occupa " + in.A
	if in.A == "" {
		d.perche = "nessuno se ne occupa più"
	}
	d.scriviCompito(c)
}

func (d *decisore) annotata(in Annotata) {
	c, ok := d.aperto(in.Attore, in.Compito)
	text := strings.TrimSpace(in.Testo)
	switch {
	case !ok:
		return
	case text == "" || len([]rune(text)) > MaxAppunto:
		d.rifiuta("una nota ha da 1 a %d caratteri", MaxAppunto)
		return
	case len(c.Note) >= maxAppunti:
		d.rifiuta("la segnalazione %s ha già %d note", c.ID, maxAppunti)
		return
	}
	c.Note = append(slices.Clone(c.Note), Appunto{Da: in.Attore.ID, Il: in.Now, Testo: text})
	d.perche = text
	d.scriviCompito(c)
}

func (d *decisore) presa(in Presa) {
	c, ok := d.aperto(in.Attore, in.Compito)
	switch {
	case !ok:
		return
	case c.Tipo != SegRevisione && c.Tipo != SegLettera || c.Messaggio == "":
		d.rifiuta("la segnalazione %s non è un messaggio a cui rispondere", c.ID)
		return
	}
	who := "risponde " + in.Attore.ID
	d.spiegaCon("R-305", strings.TrimSpace(who+" "+in.Nota))
	for _, l := range d.attese(c) {
		d.ritira(l, "R-305", who)
	}
	next := Compito{Tipo: SegMano, Messaggio: c.Messaggio, CF: c.CF, Richiesta: c.Richiesta, Rif: c.Rif, Scade: c.Scade, Urgente: c.Urgente,
		Assegnato: in.Attore.ID, Note: c.Note, Perche: "Risponde " + in.Attore.ID + ": l'agente non scrive più nulla in questa pratica. Quando la risposta è partita, registrare che cosa ha fatto: " +
			"l'approvazione, con una nota, chiude la pratica (ciò che cambia nel registro si scrive con pecagent act); il rifiuto la rimette fra quelle da decidere."}
	c.Stato, c.Da, c.Nota, c.Chiuso = "chiuso", in.Attore.ID, strings.TrimSpace("risponde a mano. "+in.Nota), in.Now
	d.scriviCompito(c)
	if r, ok := d.s.Richiesta(c.Richiesta); ok && r.Stato.Aperta() {
		d.ritiraLettere(r.ID, who, nil)
		d.chiudiDove(who, func(x Compito) bool {
			return x.Richiesta == r.ID && (x.Tipo == SegLettera || x.Tipo == SegRevisione)
		})
		r.Operatore, r.Stato = true, RInRevisione
		d.scriviRichiesta(r)
	}
	d.compito(next)
}

// chiedibili are the types of requests that lack one thing alone where it is asked for.
var chiedibili = map[string][]string{"PEC": {"R1", "R3", "R4", "R11"}, "CF": {"R1", "R2", "R3", "R4", "R5", "R11", "R15", "R16"}}

// SiChiede reports whether a request of a type may lack the thing.
func SiChiede(tipo, what string) bool { return slices.Contains(chiedibili[what], tipo) }

func (d *decisore) chiesta(in Chiesta) {
	c, ok := d.aperto(in.Attore, in.Compito)
	if !ok {
		return
	}
	r, known := d.s.Richiesta(c.Richiesta)
	switch {
	case chiedibili[in.Manca] == nil:
		d.rifiuta("si può chiedere PEC (l'indirizzo) o CF (il codice fiscale), non %q", in.Manca)
		return
	case d.modo() == Osserva:
		d.rifiuta("in modo osserva nessuna lettera parte: passare a proponi, poi chiedere")
		return
	case c.Tipo != SegRevisione || !known || !r.Stato.Aperta() || r.Mittente == "":
		d.rifiuta("la segnalazione %s non è una richiesta aperta di cui si possa chiedere qualcosa per PEC", c.ID)
		return
	case !SiChiede(r.Tipo, in.Manca):
		d.rifiuta("di una richiesta di questo tipo (%s) non si chiede %s", r.Tipo, in.Manca)
		return
	}
	d.spiegaCon("R-302", "chiesto all'iscritto: "+in.Manca)
	for _, l := range d.attese(c) {
		d.ritira(l, "R-302", "al suo posto si chiede ciò che manca")
	}
	c.Stato, c.Da, c.Nota, c.Chiuso = Approvato, in.Attore.ID, d.perche, in.Now
	d.scriviCompito(c)
	r.Stato, r.Manca, r.Termine = RIntegrazione, []string{in.Manca}, ""
	d.scriviRichiesta(r)
	d.lettera(d.domanda(r, c, in.Manca), &r, inPartenza, fmt.Sprintf("chiesta/%d", len(d.s.Cerca(PerLettereDi, r.ID))))
}

// domanda is the T-02 that asks for one thing. The member is named only where his own box reads it; the lines of the receipt stand at
// its head where no receipt has left.
func (d *decisore) domanda(r Richiesta, c Compito, what string) Bozza {
	b := Bozza{Modello: "T-02", A: r.Mittente, Apertura: true}
	if m, ok := d.s.Iscritto(r.CF); ok && eSuo(m, r.Mittente) {
		b = d.bozza(m, "T-02", r.Mittente)
		b.Apertura = true
		if m.Domicilio != nil {
			b.Dati.Precedente = m.Domicilio.Indirizzo
		}
	}
	if v, ok := d.s.Verdetto(c.Messaggio); ok {
		b.InReplyTo = v.MsgID
	}
	for _, id := range d.s.Cerca(PerLettereDi, r.ID) {
		if l, ok := d.s.Lettera(id); ok && (l.Apertura || l.Modello == t01) && l.Stato != LRitirata {
			b.Apertura = false
		}
	}
	b.Dati.Manca, b.Dati.Giorni = []string{what}, d.p.IntegrazioneGiorni
	b.Dati.Oggetto, b.Dati.RicevutaIl, b.Dati.Mittente = ObjectOf(r.Tipo), r.Ricevuta, r.Mittente
	if !r.Ricevuta.IsZero() {
		b.Dati.Termine = d.p.TermineOrdine(r.Ricevuta, d.p.ConclusioneGiorni)
	}
	return b
}

// aggiunge puts a person's paragraph into a letter that he lets go, and remembers that it found its place.
func (d *decisore) aggiunge(l Lettera) Lettera {
	for i, a := range d.aggiunte {
		if a.Modello == l.Modello && minuscolo(a.A) == l.A && !l.Legale {
			l.Aggiunta = strings.TrimSpace(a.Testo)
			d.aggiunte[i].Testo = ""
		}
	}
	return l
}

// conAggiunte checks what a person adds, and puts it into the letters that wait already.
func (d *decisore) conAggiunte(in Reviewed, c Compito) bool {
	for _, a := range in.Aggiunte {
		if n := len([]rune(strings.TrimSpace(a.Testo))); n == 0 || n > MaxAggiunta {
			d.rifiuta("un'aggiunta ha da 1 a %d caratteri", MaxAggiunta)
			return false
		}
	}
	d.aggiunte = slices.Clone(in.Aggiunte)
	for _, l := range d.attese(c) {
		n := len(d.mancanti())
		if with := d.aggiunge(l); len(d.mancanti()) < n {
			d.scriviLettera(with)
		}
	}
	d.aggiunte = slices.Clone(in.Aggiunte) // the letters that take their place get it too
	return true
}

// mancanti are the additions that no letter has taken.
func (d *decisore) mancanti() []Aggiunta {
	return slices.DeleteFunc(slices.Clone(d.aggiunte), func(a Aggiunta) bool { return a.Testo == "" })
}

// senzaPosto refuses an approval with an addition to a letter that does not leave with it.
func (d *decisore) senzaPosto(in Reviewed) {
	for _, a := range in.Aggiunte {
		taken := slices.ContainsFunc(d.events, func(e Event) bool {
			if e.Lettera == nil || e.Lettera.Aggiunta == "" || e.Lettera.Modello != a.Modello || e.Lettera.A != minuscolo(a.A) {
				return false
			}
			l, _ := d.s.Lettera(e.Lettera.ID)
			return l.Stato != LRitirata
		})
		if !taken && d.errore == "" {
			d.rifiuta("la lettera %s a %s, a cui aggiungere un capoverso, non parte con questa approvazione o non lo ammette", a.Modello, a.A)
		}
	}
}
