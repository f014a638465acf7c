package rules

import (
	"slices"
	"strings"
	"time"
)

// Accesso is that a person looked at personal data: with which command, whose, and why if he said so. It changes nothing; it
// answers "chi ha visto i dati di X" (GDPR art. 5 c. 2 and 32).
type Accesso struct {
	Comando string   `json:"comando"`          // "members show"
	CF      []string `json:"cf,omitempty"`     // the members whose data was shown, sorted
	Cose    []string `json:"cose,omitempty"`   // what was shown: LET-…, SEG-…, EV-…, SHA-256 of a message; sorted
	Tutti   bool     `json:"tutti,omitempty"`  // it counts for every member: the whole register, or too many to name
	Quanti  int      `json:"quanti,omitempty"` // of Tutti: how many members were shown, where that is known
	Motivo  string   `json:"motivo,omitempty"` // in the person's words
}

// Consultato tells that a person is about to see personal data.
type Consultato struct {
	Now     time.Time
	Attore  Attore
	Accesso Accesso
}

func (Consultato) input() {}

// PerAccesso is the index of the lookings: codice fiscale, or id of what was shown → sequence numbers of the events, 20 digits.
// "*" has those that count for every member, "" has all.
const PerAccesso Indice = "accesso"

// accessoNomina is how many members or things one event names; above, it counts for every member.
const accessoNomina = 200

// consultato records a looking. It is never refused for what it says: what is too long is cut, or counted.
func (d *decisore) consultato(in Consultato) {
	a := in.Accesso
	if a.Comando == "" || in.Attore.ID == "" {
		d.rifiuta("una consultazione senza il comando o senza la persona")
		return
	}
	d.attore = in.Attore
	d.attore.Ruolo = strings.Join(d.persona(in.Attore.ID).Ruoli, ",")
	a.CF, a.Cose = nominati(a.CF), nominati(a.Cose)
	if a.Quanti == 0 {
		a.Quanti = len(a.CF)
	}
	if a.Tutti = a.Tutti || len(a.CF) > accessoNomina || len(a.Cose) > accessoNomina; a.Tutti {
		a.CF = nil
		if len(a.Cose) > accessoNomina {
			a.Cose = nil
		}
	} else {
		a.Quanti = 0
	}
	if r := []rune(a.Motivo); len(r) > 500 {
		a.Motivo = string(r[:500])
	}
	d.emit(Event{Kind: KAccesso, Accesso: &a, Perche: "Consultazione: " + a.Comando + "."})
}

// nominati is the sorted set of the values that are not empty.
func nominati(list []string) []string {
	return slices.DeleteFunc(insieme(list), func(s string) bool { return s == "" })
}

func applyAccesso(a Archivio, e Event) error {
	seq := seqKey(e.Seq)
	addIndice(a, PerAccesso, "", seq)
	if e.Accesso.Tutti {
		addIndice(a, PerAccesso, "*", seq)
	}
	for _, k := range slices.Concat(e.Accesso.CF, e.Accesso.Cose) {
		addIndice(a, PerAccesso, k, seq)
	}
	for _, k := range e.Accesso.Cose {
		if strings.HasPrefix(k, "EV-") { // a fascicolo was made: its number is given
			return contaID(a, k)
		}
	}
	return nil
}

// Accessi gives the sequence numbers of the lookings at a member (his codice fiscale) or a thing (its id), those that count for
// every member included, in order; with "" all.
func Accessi(f Fatti, di string) []string {
	list := f.Cerca(PerAccesso, di)
	if di != "" {
		list = append(list, f.Cerca(PerAccesso, "*")...)
	}
	return insieme(list)
}
