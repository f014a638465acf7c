package registri

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"pecagent/rules"
)

// Limits of a register file.
const (
	MaxByte  = 64 << 20
	MaxRighe = 200_000
	maxCampo = 4000 // characters of a value that is only kept
	maxNome  = 200  // characters of a value that is understood
)

// Riga is a line of the file that cannot be taken, with the reason in Italian. Numero counts the lines of the
// file from 1; the header is line 1 where nothing stands before it.
type Riga struct {
	Numero int
	Motivo string
}

// Leggi reads a register. righe are the members of all good lines, in the order of the file; colonne are the
// columns, by the names of the format where known; errori are the lines left out, in order of line and never
// empty when a line is missing from righe. err means that the file as a whole cannot be read as a register.
func Leggi(data []byte) (righe []rules.Iscritto, colonne []string, errori []Riga, err error) {
	text, err := decodifica(data)
	if err != nil {
		return nil, nil, nil, err
	}
	sep := separatore(text)
	var r raccolta
	spezza(text, sep, func(rec record) bool {
		if r.colonne == nil {
			r.colonne, err = testata(rec)
		} else {
			err = r.aggiungi(rec)
		}
		return err == nil
	})
	if err == nil && r.colonne == nil {
		err = errors.New("reading the register: il file è vuoto")
	}
	if err != nil {
		return nil, nil, nil, err
	}
	for _, c := range r.colonne {
		colonne = append(colonne, c.nome)
	}
	righe, errori = r.chiudi()
	return righe, colonne, errori, nil
}

func testata(rec record) ([]colonna, error) {
	if rec.errore != "" {
		return nil, fmt.Errorf("reading the header line: %s", rec.errore)
	}
	return intestazione(rec.campi)
}

// decodifica gives the text of a file, whatever of the accepted charsets it is in.
func decodifica(data []byte) (string, error) {
	if len(data) > MaxByte {
		return "", fmt.Errorf("reading the register: il file supera %d MB", MaxByte>>20)
	}
	for _, s := range []struct{ magic, what string }{
		{"PK\x03\x04", "è una cartella di lavoro (.xlsx): convertire in CSV"},
		{"\xd0\xcf\x11\xe0", "è una cartella di lavoro (.xls): convertire in CSV"},
		{"\xff\xfe", "è in UTF-16: salvarlo come CSV UTF-8"},
		{"\xfe\xff", "è in UTF-16: salvarlo come CSV UTF-8"},
	} {
		if bytes.HasPrefix(data, []byte(s.magic)) {
			return "", fmt.Errorf("reading the register: il file %s", s.what)
		}
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", errors.New("reading the register: il file non è un testo")
	}
	data, bom := bytes.CutPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return string(data), nil
	}
	if bom {
		return "", errors.New("reading the register: il file si dice UTF-8 e non lo è")
	}
	b, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return "", fmt.Errorf("reading the register as Windows-1252: %w", err)
	}
	return string(b), nil
}

// separatore looks at the first line that is not empty.
func separatore(text string) byte {
	first := strings.TrimLeft(text, "\r\n\t ")
	first = first[:finoACapo(first)]
	if strings.ContainsRune(first, ';') || !strings.ContainsRune(first, ',') {
		return ';'
	}
	return ','
}
