package rules

import (
	"slices"
	"strings"
	"time"
)

// TipoAtto is a kind of act: what a person did, or learnt, outside the mailbox (order.md §9b R-307).
type TipoAtto string

// Atto is one act of a person, as it is recorded: who says so, of which day, with which document. Only the fields
// of its kind are set. An act never has the clock's day by default: Giorno is the day of the thing, as its document shows it.
type Atto struct {
	ID        string       `json:"id"` // ATT-2026-000123
	Tipo      TipoAtto     `json:"tipo"`
	CF        string       `json:"cf,omitempty"`
	Caso      string       `json:"caso,omitempty"`      // DIF-…, KIT-…, FLU-…, CAM-…, RIC-…, LET-…, ATT-…
	Giorno    string       `json:"giorno,omitempty"`    // yyyy-mm-dd
	Ora       string       `json:"ora,omitempty"`       // hh:mm in Italy, where an hour matters
	Indirizzo string       `json:"indirizzo,omitempty"` // an address, a box
	Scadenza  string       `json:"scadenza,omitempty"`  // yyyy-mm-dd
	Numero    string       `json:"numero,omitempty"`    // of a resolution, a raccomandata, a protocol
	Organo    string       `json:"organo,omitempty"`    // who resolved
	Motivo    string       `json:"motivo,omitempty"`
	Messaggio string       `json:"messaggio,omitempty"` // SHA-256 of the message that it is about
	Canale    string       `json:"canale,omitempty"`    // PEC, RACCOMANDATA, SPORTELLO, TELEFONO, MAIL, AREA_RISERVATA, PORTALE
	Esito     string       `json:"esito,omitempty"`
	Albo      string       `json:"albo,omitempty"`
	Spunte    []string     `json:"spunte,omitempty"` // what was ticked, in the words of the act's own list
	Immediato bool         `json:"immediato,omitempty"`
	Documenti []Documento  `json:"documenti,omitempty"`
	Nota      string       `json:"nota,omitempty"`
	Dati      *DatiLettera `json:"dati,omitempty"`     // what a letter to many says
	Pagante   string       `json:"pagante,omitempty"`  // MEMBER or ORDER
	Gestore   string       `json:"gestore,omitempty"`  // key of Policy.Gestori
	Iscritto  *Iscritto    `json:"iscritto,omitempty"` // ISCRIZIONE: the new member
	Firme     []Firma      `json:"firme,omitempty"`    // signatures on the documents, as the office's program verified them

	// Stato is "eseguito", or "da_confermare" while a second person is awaited, or "annullato".
	Stato    string `json:"stato"`
	Da       string `json:"da"`                 // who recorded it
	Conferma string `json:"conferma,omitempty"` // the second person
}

// Documento is a file that shows an act or goes with a letter: stored by its SHA-256 beside the messages, or, where the decision
// itself wrote its few lines, Testo.
type Documento struct {
	SHA256 string `json:"sha256"`
	Nome   string `json:"nome"`
	Testo  string `json:"testo,omitempty"`
}

// decidono are the roles that decide; legale and revisore read (order.md §9).
var decidono = []string{Segreteria, Presidente, Amministratore}

// States of an act.
const (
	AttoEseguito     = "eseguito"
	AttoDaConfermare = "da_confermare"
	AttoAnnullato    = "annullato"
)

// Roles of order.md §9.
const (
	Segreteria     = "segreteria"
	Presidente     = "presidente"
	Legale         = "legale"
	Amministratore = "amministratore"
	Revisore       = "revisore"
)

// Persona is a user of the system who works with the agent, and what he is in the Order.
type Persona struct {
	Utente string   `json:"utente"`
	Nome   string   `json:"nome,omitempty"`
	CF     string   `json:"cf,omitempty"` // codice fiscale: whose digital signature is his
	Ruoli  []string `json:"ruoli"`
}

// regolaAtto says who may do an act and what it does. due: a second person, with another account, has to confirm;
// one of the two must have one of the roles.
type regolaAtto struct {
	tipo      TipoAtto
	comando   string   // English name after "pecagent act"
	dice      string   // what it records, in Italian, for people
	vuole     []string // fields of Atto that must be there, by their JSON names
	puo       []string // fields that may be there besides nota and documenti
	ruoli     []string
	due       bool
	documento bool // without a document it is refused
	// vieta says why the act may not be done now, "" when it may: asked when it is recorded and, of two persons, again
	// when the second one confirms.
	vieta func(*decisore, Atto) string
	// ratifica: one person does it at once, a second one confirms it within three working days (order.md §9); disfa undoes
	// it when he says no.
	ratifica bool
	disfa    func(*decisore, Atto)
	fa       func(*decisore, Atto)
}

// regoleAtti are the acts there are. A new kind has a row in the table of its file.
func regoleAtti() []regolaAtto {
	return slices.Concat(attiRichiesta(), attiIscritto(), attiCasella(), attiDiffida(), attiPA(), attiFlusso(), attiKit(), attiCampagna(), attiCancella())
}

// VoceAtto is one kind of act as a command or a page offers it. Vuole and Puo are JSON names of fields of Atto.
type VoceAtto struct {
	Tipo           TipoAtto
	Comando        string
	Dice           string
	Vuole, Puo     []string
	Ruoli          []string
	Due, Documento bool
	Ratifica       bool
}

// VociAtto lists the acts there are, for commands and pages.
func VociAtto() []VoceAtto {
	var vs []VoceAtto
	for _, r := range regoleAtti() {
		vs = append(vs, VoceAtto{r.tipo, r.comando, r.dice, r.vuole, r.puo, r.ruoli, r.due, r.documento, r.ratifica})
	}
	return vs
}

func regolaDi(t TipoAtto) (regolaAtto, bool) {
	rs := regoleAtti()
	i := slices.IndexFunc(rs, func(r regolaAtto) bool { return r.tipo == t })
	if i < 0 {
		return regolaAtto{}, false
	}
	return rs[i], true
}

// compie records an act and draws what follows from it. Nobody's act but a named person's; a role where the law gives
// the act to an office (order.md §9). An act of two persons waits until the second one confirms.
func (d *decisore) compie(in Acted) {
	a := in.Atto
	if a.Iscritto != nil && a.CF == "" {
		a.CF = a.Iscritto.CF
	}
	rule, ok := regolaDi(a.Tipo)
	switch {
	case in.Attore.Tipo != "persona" || in.Attore.ID == "":
		d.rifiuta("l'atto %s non ha il nome di una persona", a.Tipo)
		return
	case !ok:
		d.rifiuta("l'atto %q non esiste", a.Tipo)
		return
	case rule.documento && len(a.Documenti) == 0:
		d.rifiuta("l'atto %s vuole il documento che lo prova (--document FILE)", a.Tipo)
		return
	}
	if why := mancano(a, rule); why != "" {
		d.rifiuta("l'atto %s %s", a.Tipo, why)
		return
	}
	if a.Giorno > DataRoma(d.now) { // what has not happened is not recorded
		d.rifiuta("l'atto %s porta la data %s, che è nel futuro", a.Tipo, giornoItaliano(a.Giorno))
		return
	}
	if !rule.due && !d.ha(in.Attore.ID, rule.ruoli) {
		d.rifiuta("l'atto %s spetta a chi ha il ruolo %s: %s", a.Tipo, strings.Join(rule.ruoli, " o "), d.ruoliDi(in.Attore.ID))
		return
	}
	if rule.due && !d.puoIniziare(in.Attore.ID, rule.ruoli) {
		d.rifiuta("l'atto %s vuole due persone, una delle quali con il ruolo %s: nella configurazione non ce ne sono (tabella [[persone]])", a.Tipo, strings.Join(rule.ruoli, " o "))
		return
	}
	if a.Da = in.Attore.ID; a.CF == "" {
		a.CF = d.cfDelCaso(a.Caso)
	}
	if why := d.vietato(rule, a); why != "" {
		d.rifiuta("%s", why)
		return
	}
	d.attore, d.regola, d.perche = in.Attore, "R-307", a.Nota
	a.ID, a.Stato = d.numero("ATT"), AttoEseguito
	d.chiave = "atto " + a.ID
	if len(a.Documenti) > 0 {
		d.causa = a.Documenti[0].SHA256
	}
	if rule.due {
		a.Stato = AttoDaConfermare
		d.scriviAtto(a)
		d.compito(Compito{Tipo: SegAtto, Urgente: true, CF: a.CF, Atto: a.ID,
			Perche: "Atto " + string(a.Tipo) + " registrato da " + a.Da + ": una seconda persona, con un altro utente, controlla i documenti e lo conferma. Fino ad allora non ha effetto."})
		return
	}
	d.scriviAtto(a)
	rule.fa(d, a)
	if rule.ratifica && d.errore == "" {
		d.attendeRatifica(a)
	}
}

// giorniRatifica are the working days within which a second person confirms what one did in an emergency.
const giorniRatifica = 3

func (d *decisore) attendeRatifica(a Atto) {
	d.compito(Compito{Tipo: SegAtto, Urgente: true, CF: a.CF, Atto: a.ID, Scade: d.p.giorniLavorativi(d.now, giorniRatifica),
		Perche: "Atto " + string(a.Tipo) + " eseguito da " + a.Da + " in via d'urgenza: una seconda persona, con un altro utente, lo conferma entro tre giorni lavorativi. Il rifiuto lo annulla."})
}

// confermaAtto executes an act of two persons when the second one says yes; the first cannot confirm himself.
func (d *decisore) confermaAtto(in Reviewed, c Compito) {
	a, ok := d.s.Atto(c.Atto)
	rule, known := regolaDi(a.Tipo)
	switch {
	case !ok || !known || a.Stato != AttoDaConfermare && !d.daRatificare(a, rule):
		d.rifiuta("l'atto %s non attende una conferma", c.Atto)
	case a.Da == in.Attore.ID:
		d.rifiuta("l'atto %s è stato registrato da %s: lo conferma un'altra persona, con un altro utente", a.ID, a.Da)
	case !d.ha(in.Attore.ID, rule.ruoli) && !d.ha(a.Da, rule.ruoli):
		d.rifiuta("l'atto %s vuole, fra le due persone, chi ha il ruolo %s", a.ID, strings.Join(rule.ruoli, " o "))
	case (d.conRuoli(in.Attore.ID) || rule.due && len(d.persone()) > 0) && !d.haRuolo(in.Attore.ID, decidono):
		d.rifiuta("%s non può confermare l'atto %s: %s", in.Attore.ID, a.ID, d.ruoliDi(in.Attore.ID))
	case d.vietato(rule, a) != "":
		d.rifiuta("%s", d.vietato(rule, a))
	case d.daRatificare(a, rule):
		a.Conferma = in.Attore.ID
		d.scriviAtto(a)
	default:
		a.Stato, a.Conferma = AttoEseguito, in.Attore.ID
		d.scriviAtto(a)
		d.chiave = "atto " + a.ID
		rule.fa(d, a)
	}
}

func (d *decisore) vietato(rule regolaAtto, a Atto) string {
	if rule.vieta == nil {
		return ""
	}
	return rule.vieta(d, a)
}

// cfDelCaso is the member of a case of diffida, "" for any other.
func (d *decisore) cfDelCaso(id string) string {
	c, _ := d.s.Diffida(id)
	return c.CF
}

// annullaAtto ends an act whose second person said no.
func (d *decisore) annullaAtto(c Compito) {
	a, ok := d.s.Atto(c.Atto)
	rule, known := regolaDi(a.Tipo)
	switch {
	case ok && a.Stato == AttoDaConfermare:
		a.Stato = AttoAnnullato
		d.scriviAtto(a)
	case ok && known && d.daRatificare(a, rule):
		a.Stato = AttoAnnullato
		d.scriviAtto(a)
		d.chiave = "atto " + a.ID
		rule.disfa(d, a)
	}
}

// daRatificare reports whether an act was done by one person and the second one has not said yes or no.
func (d *decisore) daRatificare(a Atto, rule regolaAtto) bool {
	return rule.ratifica && a.Stato == AttoEseguito && a.Conferma == ""
}

func eGiorno(s string) bool {
	_, err := time.Parse(Giorno, s)
	return err == nil
}

// istante is the instant of an act in Italy; without an hour the end of its day for what starts a term against nobody, so the
// caller says which: begin is midnight, else 23:59.
func (a Atto) istante(begin bool) time.Time {
	t := inizioGiorno(a.Giorno)
	switch {
	case t.IsZero():
	case a.Ora != "":
		h, _ := time.Parse("15:04", a.Ora)
		return t.Add(time.Duration(h.Hour())*time.Hour + time.Duration(h.Minute())*time.Minute)
	case !begin:
		return t.Add(24*time.Hour - time.Minute)
	}
	return t
}

// persone are those of the configuration and of the console.
func (d *decisore) persone() []Persona { return Persone(d.p, d.s.Stato) }

func (d *decisore) conRuoli(user string) bool { return ConRuoli(d.p, d.s.Stato, user) }

// persona is what a user is in the Order, the zero value for an unknown one.
func (d *decisore) persona(user string) Persona {
	for _, p := range d.persone() {
		if p.Utente == user {
			return p
		}
	}
	return Persona{}
}

// ha reports whether a user may do an act of these roles. Where no persons are configured, acts of the secretariat are
// open to whoever reaches the store (the system guards it), except for the users of the console; acts of an office never are.
func (d *decisore) ha(user string, ruoli []string) bool {
	if !d.conRuoli(user) {
		return len(ruoli) == 0 || slices.Contains(ruoli, Segreteria)
	}
	return d.haRuolo(user, ruoli) || len(ruoli) == 0 && len(d.persona(user).Ruoli) > 0
}

func (d *decisore) haRuolo(user string, ruoli []string) bool {
	return slices.ContainsFunc(d.persona(user).Ruoli, func(r string) bool { return slices.Contains(ruoli, r) })
}

// puoIniziare reports whether an act of two persons can ever be completed: the first is one who decides, and somebody has the role.
func (d *decisore) puoIniziare(user string, ruoli []string) bool {
	office := len(ruoli) == 0 || slices.ContainsFunc(d.persone(), func(p Persona) bool { return d.haRuolo(p.Utente, ruoli) })
	return d.haRuolo(user, decidono) && office && len(d.persone()) > 1
}

func (d *decisore) ruoliDi(user string) string {
	p := d.persona(user)
	if len(p.Ruoli) == 0 {
		return user + " non ne ha nella configurazione"
	}
	return user + " è " + strings.Join(p.Ruoli, ", ")
}

func (d *decisore) scriviAtto(a Atto) {
	d.sopra.atti[a.ID] = a
	d.emit(Event{Kind: KAtto, Atto: &a})
}

// letteraAtto makes a letter that follows from an act or from the calendar and answers no message: without a click only
// in automatico and when it is no legal act; a person of the office has one click more for the rest.
func (d *decisore) letteraAtto(b Bozza, caso, n string) Lettera {
	how := proposta
	if d.modo() == Automatico && !b.Legale && !letteraDiUfficio[b.Modello] {
		how = inPartenza
	}
	b.Caso = caso
	return d.lettera(b, nil, how, caso+"/"+n)
}

// letteraDiUfficio are the letters that never leave without a person's click, whatever the mode.
var letteraDiUfficio = map[string]bool{"T-09": true, "T-10": true, "T-10b": true, "T-11": true, "T-15": true, "T-20": true, "T-22": true, "T-24": true, "T-25": true}
