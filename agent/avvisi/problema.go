package avvisi

import (
	"regexp"
	"time"

	"pecagent/agent/riserbo"
	"pecagent/rules"
)

// Problema is something a person has to look at soon.
type Problema struct {
	Chiave  string    `json:"chiave"` // SEG-…, or the name of a condition
	Tipo    string    `json:"tipo"`
	Motivo  string    `json:"motivo"` // masked
	Da      time.Time `json:"da"`
	Urgente bool      `json:"urgente,omitempty"`
	// Condizione: no task but a state of the program, which may come and go; told once a day at most.
	Condizione bool   `json:"condizione,omitempty"`
	Rif        string `json:"rif,omitempty"`
	Iscritto   string `json:"iscritto,omitempty"` // masked codice fiscale
	Scade      string `json:"scade,omitempty"`    // yyyy-mm-dd
}

// deiCompiti gives the open tasks that are problems, in the order of their numbers.
func deiCompiti(s rules.Snapshot) (list []Problema) {
	for _, id := range s.Cerca(rules.CompitiVivi, "") {
		c, ok := s.Compito(id)
		if !ok || c.Tipo != rules.SegAllarme && !c.Urgente {
			continue
		}
		list = append(list, Problema{Chiave: c.ID, Tipo: c.Tipo, Da: c.Creato, Urgente: c.Urgente, Rif: c.Rif, Scade: c.Scade,
			Iscritto: riserbo.Maschera(c.CF), Motivo: riserbo.Motivo(c.Perche, nomi(s, c)...)})
	}
	return list
}

var codiceFiscale = regexp.MustCompile(`[A-Z]{6}[0-9L-V]{2}[A-Z][0-9L-V]{2}[A-Z][0-9L-V]{3}[A-Z]`)

// nomi are the names of the members that a task is about or whose codes it quotes.
func nomi(s rules.Snapshot, c rules.Compito) (names []string) {
	for _, cf := range append(append([]string{c.CF}, c.Elenco...), codiceFiscale.FindAllString(c.Perche, -1)...) {
		if m, ok := s.Iscritto(cf); ok {
			names = append(names, m.Cognome, m.Nome)
		}
	}
	return names
}
