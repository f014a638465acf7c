package registri

import "pecagent/rules"

// Riga is a line of the file that cannot be taken, with the reason in Italian.
type Riga struct {
	Numero int
	Motivo string
}

// Leggi reads a register.
func Leggi(data []byte) (righe []rules.Iscritto, colonne []string, errori []Riga, err error) {
	return nil, nil, nil, nil
}

// Scrivi writes a register that Leggi takes back unchanged.
func Scrivi(righe []rules.Iscritto) []byte { return nil }
