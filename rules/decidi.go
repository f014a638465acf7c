package rules

import (
	"fmt"
	"maps"
	"time"
)

// Decide gives what follows from an input in a snapshot: the events to record, in order. It is pure and total:
// equal snapshots, policies and inputs give equal decisions, and what it does not understand becomes a task
// that a person sees (design.md §1). It may be called again inside a transaction that retries.
//
// Only a panic of the snapshot itself (a store that cannot be read) goes through: the store must then stop.
func Decide(p *Policy, s Snapshot, in Input) Decision { return decidi(p, s, in, Valuta) }

// valutatore judges a message that is neither receipt, copy nor history; Valuta, but in some tests.
type valutatore func(*Policy, Snapshot, Received, bool) Valutazione

func decidi(p *Policy, s Snapshot, in Input, v valutatore) (dec Decision) {
	d := nuovoDecisore(p, s, in, v)
	defer func() {
		if r := recover(); r != nil {
			if d.sopra.legge {
				panic(r)
			}
			dec = d.dopoPanico(s, in, r)
		}
		dec = annota(dec, in)
	}()
	d.input(in)
	return Decision{Events: d.events, Esito: d.esito, Errore: d.errore, Capito: d.capito}
}

// decisore collects the events of one decision and sees the snapshot as they have changed it.
type decisore struct {
	p      *Policy
	s      Snapshot // reads through sopra
	sopra  *strato
	valuta valutatore
	now    time.Time
	attore Attore
	causa  string // SHA-256 of the message or file
	chiave string // effect key of the cause: every letter's Effetto begins with it
	regola string
	perche string
	events []Event
	esito  *Esito
	capito *Capito
	// gestore is the signer of the message where another was expected
	gestore *Gestore
	// aggiunte are the paragraphs of a person that have not found their letter yet
	aggiunte []Aggiunta
	errore   string
	numeri   map[string]int
}

func nuovoDecisore(p *Policy, s Snapshot, in Input, v valutatore) *decisore {
	d := &decisore{p: p, valuta: v, attore: Agente, sopra: nuovoStrato(s.Fatti), numeri: maps.Clone(s.Stato.Contatori)}
	if d.numeri == nil {
		d.numeri = map[string]int{}
	}
	d.s = Snapshot{Fatti: d.sopra, Stato: s.Stato}
	d.now = adesso(in)
	return d
}

// adesso is the agent's clock as the input carries it.
func adesso(in Input) time.Time {
	switch in := in.(type) {
	case Received:
		return in.Now
	case Unreadable:
		return in.Now
	case Ticked:
		return in.Now
	case Reviewed:
		return in.Now
	case Imported:
		return in.Now
	case Sent:
		return in.Now
	case Cercata:
		return in.Now
	case Segnalata:
		return in.Now
	case Sfogliata:
		return in.Now
	case Misurata:
		return in.Now
	case Letta:
		return in.Now
	case Withdrawn:
		return in.Now
	case Adopted:
		return in.Now
	case Commanded:
		return in.Now
	case Acted:
		return in.Now
	case Generato:
		return in.Now
	case Risposto:
		return in.Now
	case Registrati:
		return in.Now
	case Copiata:
		return in.Now
	case Consultato:
		return in.Now
	case UtenteCambiato:
		return in.Now
	case ConsoleUsata:
		return in.Now
	case Assegnata:
		return in.Now
	case Annotata:
		return in.Now
	case Presa:
		return in.Now
	case Chiesta:
		return in.Now
	}
	return time.Time{}
}

func (d *decisore) input(in Input) {
	switch in := in.(type) {
	case Received:
		d.ricevuto(in)
	case Unreadable:
		d.illeggibile(in.Dove, in.Perche)
	case Ticked:
		d.orologio()
	case Reviewed:
		d.revisione(in)
	case Imported:
		d.importa(in)
	case Sent:
		d.spedita(in)
	case Cercata:
		d.cercata(in)
	case Segnalata:
		d.segnala(in)
	case Sfogliata:
		d.sfogliata(in)
	case Misurata:
		d.misurata(in)
	case Letta:
		d.letta(in)
	case Withdrawn:
		d.ritirata(in)
	case Adopted:
		d.adottata(in)
	case Commanded:
		d.comando(in)
	case Acted:
		d.compie(in)
	case Generato:
		d.generato(in)
	case Risposto:
		d.registraRisposta(in)
	case Registrati:
		d.registrati(in)
	case Copiata:
		d.copiata(in)
	case Consultato:
		d.consultato(in)
	case UtenteCambiato:
		d.utenteCambiato(in)
	case ConsoleUsata:
		d.consoleUsata(in)
	case Assegnata:
		d.assegnata(in)
	case Annotata:
		d.annotata(in)
	case Presa:
		d.presa(in)
	case Chiesta:
		d.chiesta(in)
	default:
		d.rifiuta("ingresso di tipo sconosciuto %T", in)
	}
}

// rifiuta ends the decision without events, telling a person why.
func (d *decisore) rifiuta(format string, args ...any) {
	d.errore, d.events, d.esito = fmt.Sprintf(format, args...), nil, nil
}

// dopoPanico is the decision when the rules met what they cannot hold: a message goes to a person as
// unreadable, anything else is refused.
func (d *decisore) dopoPanico(s Snapshot, in Input, cause any) Decision {
	r, ok := in.(Received)
	if !ok {
		return Decision{Errore: fmt.Sprintf("la decisione si è interrotta: %v", cause)}
	}
	e := nuovoDecisore(d.p, s, in, d.valuta)
	e.illeggibile(r.Dove, fmt.Sprintf("la decisione si è interrotta: %v", cause))
	return Decision{Events: e.events, Esito: e.esito}
}

// modo is the mode in force; a store without one observes.
func (d *decisore) modo() string {
	switch m := d.s.Stato.Modo.Modo; m {
	case Proponi, Automatico:
		return m
	}
	return Osserva
}

// numero gives the next id of a kind: RIC, LET, PEC, SEG; one counter per kind and year (cli.md, R-209). The
// year is the one in Italy.
func (d *decisore) numero(kind string) string {
	k := fmt.Sprintf("%s-%04d", kind, Roma(d.now).Year())
	d.numeri[k]++
	return fmt.Sprintf("%s-%06d", k, d.numeri[k])
}

func (d *decisore) emit(e Event) {
	e.V, e.Attore, e.Causa = EventVersion, d.attore, d.causa
	if e.Regola == "" {
		e.Regola = d.regola
	}
	if e.Perche == "" {
		e.Perche = d.perche
	}
	d.events = append(d.events, e)
}

func (d *decisore) scriviRichiesta(r Richiesta) {
	d.sopra.richieste[r.ID] = r
	d.emit(Event{Kind: KRichiesta, Richiesta: &r})
}

func (d *decisore) scriviIscritto(m Iscritto) {
	m.Agenda = d.p.prossimo(m)
	d.sopra.iscritti[m.CF] = m
	d.emit(Event{Kind: KIscritto, Iscritto: &m})
}

func (d *decisore) scriviLettera(l Lettera) {
	if r, ok := d.s.Richiesta(l.Richiesta); ok && l.nominaProtocollo() && l.Dati.ProtocolloRichiesta == "" {
		l.Dati.ProtocolloRichiesta = r.Protocollo
	}
	d.sopra.lettere[l.ID] = l
	d.emit(Event{Kind: KLettera, Lettera: &l})
}

func (d *decisore) scriviCompito(c Compito) {
	d.sopra.compiti[c.ID] = c
	d.emit(Event{Kind: KCompito, Compito: &c})
}

// passo moves a letter and gives it as it is then.
func (d *decisore) passo(p Passo, regola, perche string) Lettera {
	l, _ := d.s.Lettera(p.Lettera)
	stuck := !l.scrivibile()
	l = l.dopo(p)
	d.sopra.lettere[l.ID] = l
	d.emit(Event{Kind: KPasso, Passo: &p, Regola: regola, Perche: perche})
	if stuck && l.Stato != LInPartenza {
		d.chiudiNonScritta(l.ID, "la lettera è "+string(l.Stato))
	}
	return l
}
