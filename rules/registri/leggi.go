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

// Lettura says how a file is to be read.
type Lettura struct {
	Mappa  Mappa
	Foglio string // of a workbook; empty: the one sheet that looks like a register
}

// Letto is a register as a file has it.
type Letto struct {
	Righe   []rules.Iscritto // members of all good lines, in the order of the file
	Colonne []string         // by the names of the format where known
	Errori  []Riga           // lines left out, in order; never empty when a line is missing from Righe
	Assenti []string         // columns of the format that the file lacks, with the map's leave
	Foglio  string           // of a workbook: the sheet that was read
	Testata int              // the line the headings stand in
	// Tradotte are the headings that are not the format's own: "Cod. Fisc. → codice_fiscale".
	Tradotte []string
}

// Leggi reads a register in the format's own words: LeggiCon without a map.
func Leggi(data []byte) (righe []rules.Iscritto, colonne []string, errori []Riga, err error) {
	l, err := LeggiCon(data, Lettura{})
	return l.Righe, l.Colonne, l.Errori, err
}

// LeggiCon reads a register from a CSV text or a workbook (.xlsx). err means that the file as a whole cannot be read as a
// register; it is a *DaMappare where only headings are not known.
func LeggiCon(data []byte, o Lettura) (Letto, error) {
	r := raccolta{mappa: o.Mappa}
	if len(data) > MaxByte {
		return Letto{}, fmt.Errorf("reading the register: il file supera %d MB", MaxByte>>20)
	}
	var err error
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		err = r.daCartella(data, o)
	} else {
		err = r.daTesto(data, o)
	}
	if err == nil && r.colonne == nil {
		err = errors.New("reading the register: il file è vuoto")
	}
	if err != nil {
		return Letto{}, err
	}
	l := Letto{Assenti: r.assenti, Foglio: r.foglio, Testata: r.testata, Tradotte: r.tradotte}
	for _, c := range r.colonne {
		l.Colonne = append(l.Colonne, c.nome)
	}
	l.Righe, l.Errori = r.chiudi()
	return l, nil
}

func (r *raccolta) daTesto(data []byte, o Lettura) (err error) {
	if o.Foglio != "" {
		return errors.New("reading the register: il file è un testo e non ha fogli")
	}
	text, err := decodifica(data)
	if err != nil {
		return err
	}
	spezza(text, separatore(text), func(rec record) bool {
		err = r.prende(rec)
		return err == nil
	})
	return err
}

// prende takes the headings first, then each line.
func (r *raccolta) prende(rec record) (err error) {
	if r.colonne != nil {
		return r.aggiungi(rec)
	}
	if rec.errore != "" {
		return fmt.Errorf("reading the header line: %s", rec.errore)
	}
	r.colonne, r.assenti, err = intestazione(rec.campi, r.mappa)
	for i, c := range r.colonne {
		if h := libera(strings.TrimSpace(rec.campi[i])); chiave(h) != chiave(c.nome) {
			r.tradotte = append(r.tradotte, h+" → "+c.nome)
		}
	}
	r.testata = rec.riga
	return err
}

// decodifica gives the text of a file, whatever of the accepted charsets it is in.
func decodifica(data []byte) (string, error) {
	for _, s := range []struct{ magic, what string }{
		{"\xd0\xcf\x11\xe0", "è una cartella di lavoro .xls, o una .xlsx con una password: salvarla come .xlsx senza password, o convertire in CSV"},
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
