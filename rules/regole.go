package rules

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
)

// regoleCSV is the table of the rules: id, the rule in one sentence, its source in the law, and, written by
// TestOgniRegolaSpenta -update, the function that obeys it and the scenarios that fail without it.
//
//go:embed regole.csv
var regoleCSV string

// Regola is a rule or an unhappy path of order.md as legal staff read it.
type Regola struct {
	ID      string   `json:"id"`      // R-101, U05
	Frase   string   `json:"regola"`  // the rule in one Italian sentence
	Fonte   string   `json:"fonte"`   // law, regulation or contract it obeys
	Dove    []string `json:"dove"`    // "rules/fondamento.go identifica", or the package; "nessuno" where nothing is owed
	Scenari []string `json:"scenari"` // "casi/u09_indirizzo_mancante", "messaggi/02", "scenari/termini", "go:store/raw TestX"
}

// Regole gives the table in the order of order.md: R-…, then U….
func Regole() []Regola {
	rows, err := leggiRegole(regoleCSV)
	if err != nil {
		panic(fmt.Sprintf("rules: the embedded regole.csv: %v", err)) // a test reads it
	}
	return rows
}

// RegoleCSV is the same table as CSV with a header line, separator ";".
func RegoleCSV() string { return regoleCSV }

func leggiRegole(text string) ([]Regola, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = ';', 5
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading the table of the rules: %w", err)
	}
	var list []Regola
	for _, f := range rows[1:] {
		list = append(list, Regola{ID: f[0], Frase: f[1], Fonte: f[2], Dove: colonne(f[3]), Scenari: colonne(f[4])})
	}
	return list, nil
}

func colonne(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ", ")
}
