package rules

import (
	"fmt"
	"time"
)

// Lettura is an interval in which the mailbox was read to its end again and again, never with more than PausaLettura between. What
// lies between two of them is time in which nobody looked. Arrivals are found afterwards all the same; what came and was deleted
// meanwhile is not.
type Lettura struct {
	Dal time.Time `json:"dal"`
	Al  time.Time `json:"al"`
}

// PausaLettura is how long the mailbox may be unread within a Lettura, where it is asked for each minute.
const PausaLettura = 5 * time.Minute

// Letta is an input: the agent has read the mailbox in an interval.
type Letta struct {
	Now     time.Time
	Lettura Lettura
}

func (Letta) input() {}

func (d *decisore) letta(in Letta) {
	l := in.Lettura
	if !l.Al.After(l.Dal) {
		d.rifiuta("un intervallo di lettura senza durata")
		return
	}
	d.emit(Event{Kind: KOperazione, Operazione: &Operazione{Tipo: "lettura", Lettura: &l,
		Cosa: fmt.Sprintf("casella letta senza interruzioni dal %s al %s", l.Dal.UTC().Format(time.RFC3339), l.Al.UTC().Format(time.RFC3339))}})
}
