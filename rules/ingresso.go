package rules

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"pecagent/mailparse"
)

// Ingresso is the input of a decision as the log keeps it, on the first event of the decision: what a replay decides again
// from. A message is not in it: its bytes are the raw file that Dove names, and it is parsed and verified again. An input about
// many members (a register file) stands alone in a last event, of the kind ingresso: the others may be shown as evidence about one.
type Ingresso struct {
	Tipo string `json:"tipo"`
	// Giro is the last look at the clock, since the event before, from which nothing followed.
	Giro time.Time `json:"giro,omitzero"`
	// Dati is the input, under the names of its fields: these must not be renamed any more.
	Dati json.RawMessage `json:"dati"`
	// Firme is what Firma keeps to itself, in the order of the input's Firme.
	Firme []firmaLetta `json:"firme,omitempty"`
	// Letto: the message stood beside the input.
	Letto bool `json:"letto,omitempty"`
}

// firmaLetta holds the fields of a Firma that no verdict carries.
type firmaLetta struct {
	Leggibile bool     `json:"leggibile,omitempty"`
	NonModulo bool     `json:"non_modulo,omitempty"`
	Indirizzi []string `json:"indirizzi,omitempty"`
}

// tipoIngresso is one kind of input in the log.
type tipoIngresso struct {
	tipo  string
	dice  string // Italian, in the plural, for people
	e     func(Input) bool
	legge func([]byte) (Input, error)
}

func ingressoDi[T Input](tipo, dice string) tipoIngresso {
	return tipoIngresso{tipo, dice,
		func(in Input) bool { _, ok := in.(T); return ok },
		func(b []byte) (Input, error) {
			var in T
			err := json.Unmarshal(b, &in)
			return in, err
		}}
}

var tipiIngresso = []tipoIngresso{
	ingressoDi[Received]("messaggio", "messaggi"), ingressoDi[Sent]("spedizione", "passi di spedizione"),
	ingressoDi[Ticked]("orologio", "giri dell'orologio"), ingressoDi[Reviewed]("revisione", "decisioni di persone"),
	ingressoDi[Imported]("importazione", "importazioni del registro"), ingressoDi[Unreadable]("illeggibile", "messaggi illeggibili"),
	ingressoDi[Cercata]("ricerca", "ricerche di lettere incerte"), ingressoDi[Withdrawn]("ritiro", "ritiri di lettere"),
	ingressoDi[Adopted]("adozione", "adozioni"), ingressoDi[Segnalata]("segnalata", "fatti tecnici"),
	ingressoDi[Commanded]("comando", "comandi di modo"), ingressoDi[Acted]("atto", "atti"),
	ingressoDi[Generato]("flusso", "file dei flussi"), ingressoDi[Risposto]("confronto", "confronti con le risposte a mano"),
	ingressoDi[Registrati]("protocollo", "elenchi di protocollo"), ingressoDi[Copiata]("copia", "copie nella posta inviata"),
	ingressoDi[Sfogliata]("cartella", "esami delle cartelle"), ingressoDi[Misurata]("quota", "misure della casella"),
	ingressoDi[Assegnata]("assegnazione", "assegnazioni"), ingressoDi[Annotata]("nota", "note"),
	ingressoDi[Presa]("presa", "pratiche prese da una persona"), ingressoDi[Chiesta]("domanda", "domande agli iscritti"),
	ingressoDi[Consultato]("accesso", "consultazioni"), ingressoDi[Letta]("lettura", "letture della casella"),
	ingressoDi[UtenteCambiato]("utente", "cambi di utenti"), ingressoDi[ConsoleUsata]("console", "fatti della console"),
}

// nomeIngresso names the kind of an input, "" where there is none.
func nomeIngresso(in Input) string {
	for i := range tipiIngresso {
		if tipiIngresso[i].e(in) {
			return tipiIngresso[i].tipo
		}
	}
	return ""
}

// annota puts the input beside what was decided from it. A look at the clock without a consequence is left to the
// store, which notes it on the next event.
func annota(d Decision, in Input) Decision {
	if len(d.Events) == 0 {
		if t, ok := in.(Ticked); ok && d.Errore == "" {
			d.Giro = t.Now
		}
		return d
	}
	g := &Ingresso{Tipo: nomeIngresso(in)}
	var firme []Firma
	switch in := in.(type) {
	case Received:
		firme, g.Letto = in.Firme, in.Msg != nil
	case Reviewed:
		firme, g.Letto = in.Firme, in.Msg != nil
	}
	for _, f := range firme {
		g.Firme = append(g.Firme, firmaLetta{f.Leggibile, f.NonModulo, f.Indirizzi})
	}
	var err error
	if g.Dati, err = json.Marshal(in); err != nil {
		panic(fmt.Sprintf("rules: encoding an input: %v", err)) // our own types always encode
	}
	d.Ingresso = g
	return d
}

// diMolti reports whether the input tells of many members.
func (g *Ingresso) diMolti() bool {
	return g.Tipo == "importazione" || g.Tipo == "protocollo" || g.Tipo == "flusso"
}

// ConIngresso gives the events of a decision as they are recorded, with its input and the last look at the clock that came to nothing.
func (d Decision) ConIngresso(giro time.Time) []Event {
	if d.Ingresso == nil || len(d.Events) == 0 {
		return d.Events
	}
	g := *d.Ingresso
	g.Giro = giro
	out := slices.Clone(d.Events)
	if g.diMolti() {
		return append(out, Event{Kind: KIngresso, Attore: out[0].Attore, Ingresso: &g})
	}
	out[0].Ingresso = &g
	return out
}

// SenzaIngresso takes the input out of the recorded events of a decision; nil where there is none.
func SenzaIngresso(events []Event) ([]Event, *Ingresso) {
	if n := len(events) - 1; n > 0 && events[n].Kind == KIngresso {
		return events[:n], events[n].Ingresso
	}
	if len(events) == 0 {
		return events, nil
	}
	return events, events[0].Ingresso
}

// Messaggio is the SHA-256 of the message that Input wants, and its INTERNALDATE; "" where none is wanted.
func (g *Ingresso) Messaggio() (sha string, interna time.Time) {
	if !g.Letto {
		return "", time.Time{}
	}
	var x struct{ Dove Arrivo }
	if json.Unmarshal(g.Dati, &x) != nil {
		return "", time.Time{}
	}
	return x.Dove.SHA256, x.Dove.Interna
}

// Input makes the input again. msg and proof are of the message that Messaggio names.
func (g *Ingresso) Input(msg *mailparse.Message, proof mailparse.Proof) (Input, error) {
	for _, t := range tipiIngresso {
		if t.tipo != g.Tipo {
			continue
		}
		in, err := t.legge(g.Dati)
		if err != nil {
			return nil, fmt.Errorf("decoding an input of the kind %s: %w", g.Tipo, err)
		}
		switch x := in.(type) {
		case Received:
			x.Msg, x.Proof, x.Firme = msg, proof, g.firme(x.Firme)
			return x, nil
		case Reviewed:
			x.Msg, x.Proof, x.Firme = msg, proof, g.firme(x.Firme)
			return x, nil
		}
		return in, nil
	}
	return nil, fmt.Errorf("an input of the unknown kind %q", g.Tipo)
}

func (g *Ingresso) firme(list []Firma) []Firma {
	for i := range min(len(list), len(g.Firme)) {
		list[i].Leggibile, list[i].NonModulo, list[i].Indirizzi = g.Firme[i].Leggibile, g.Firme[i].NonModulo, g.Firme[i].Indirizzi
	}
	return list
}
