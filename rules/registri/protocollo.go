package registri

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pecagent/rules"
)

// titoliProtocollo are the headings of a file of protocol numbers, folded; the first is the one protocol export writes.
var titoliProtocollo = map[string][]string{
	"id":     {"id", "rif", "riferimento", "documento", "rif_pecagent"},
	"numero": {"numero", "protocollo", "n_protocollo", "numero_protocollo", "num_protocollo", "prot"},
	"data":   {"data", "data_protocollo", "data_registrazione", "del"},
	"verso":  {"verso", "tipo", "entrata_uscita"},
}

// versi are the words for the direction of a document.
var versi = map[string]string{"": "", "entrata": rules.Entrata, "e": rules.Entrata, "in": rules.Entrata, "arrivo": rules.Entrata, "a": rules.Entrata,
	"uscita": rules.Uscita, "u": rules.Uscita, "out": rules.Uscita, "partenza": rules.Uscita, "p": rules.Uscita}

// LeggiProtocollo reads the numbers that the protocol program gave, from CSV or .xlsx: columns id (or rif), numero, data,
// and verso where a rif could mean two documents. A line without a number has none yet. err: the file is no such file.
func LeggiProtocollo(data []byte) (righe []rules.RigaProtocollo, errori []Riga, err error) {
	if len(data) > MaxByte {
		return nil, nil, fmt.Errorf("reading the protocol numbers: il file supera %d MB", MaxByte>>20)
	}
	var cols map[string]int
	width, excel := 0, false
	each := func(rec record) bool {
		if cols == nil {
			cols, err = colonneProtocollo(rec)
			width = len(rec.campi)
			return err == nil
		}
		for rec.errore == "" && excel && len(rec.campi) < width {
			rec.campi = append(rec.campi, "")
		}
		row, why := rigaProtocollo(rec, cols, width, excel)
		switch {
		case why != "":
			errori = append(errori, Riga{rec.riga, why})
		case row.Numero != "":
			righe = append(righe, row)
		}
		if len(righe)+len(errori) > MaxRighe {
			err = fmt.Errorf("reading the protocol numbers: più di %d righe", MaxRighe)
		}
		return err == nil
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		excel = true
		c, bad := apriCartella(data)
		if bad != nil {
			return nil, nil, bad
		}
		i := max(0, slices.IndexFunc(c.fogli, func(f foglio) bool { return !f.nascosto }))
		if bad := c.righe(c.fogli[i], each); bad != nil && err == nil {
			err = bad
		}
	} else {
		text, bad := decodifica(data)
		if bad != nil {
			return nil, nil, bad
		}
		spezza(text, separatore(text), each)
	}
	if err == nil && cols == nil {
		err = errors.New("reading the protocol numbers: il file è vuoto")
	}
	if err != nil {
		return nil, nil, err
	}
	return righe, errori, nil
}

func colonneProtocollo(rec record) (map[string]int, error) {
	cols := map[string]int{}
	for i, h := range rec.campi {
		for name, words := range titoliProtocollo {
			if !slices.Contains(words, chiave(h)) {
				continue
			}
			old, twice := cols[name]
			switch {
			case name == "id" && twice && chiave(rec.campi[old]) == "id": // our own file has id and rif
			case name == "id" && twice && chiave(h) == "id":
				cols[name] = i
			case twice:
				return nil, fmt.Errorf("reading the protocol numbers: le colonne «%s» e «%s» dicono la stessa cosa", rec.campi[old], h)
			default:
				cols[name] = i
			}
		}
	}
	for _, name := range []string{"id", "numero", "data"} {
		if _, ok := cols[name]; !ok {
			return nil, fmt.Errorf("reading the protocol numbers: manca la colonna %s; servono id (o rif), numero, data", name)
		}
	}
	return cols, nil
}

func rigaProtocollo(rec record, cols map[string]int, width int, excel bool) (r rules.RigaProtocollo, why string) {
	switch {
	case rec.errore != "":
		return r, rec.errore
	case len(rec.campi) != width:
		return r, fmt.Sprintf("%d campi invece di %d", len(rec.campi), width)
	}
	get := func(name string) string {
		if i, ok := cols[name]; ok {
			return libera(strings.TrimSpace(rec.campi[i]))
		}
		return ""
	}
	r = rules.RigaProtocollo{Riga: rec.riga, Di: get("id"), Numero: get("numero"), Giorno: get("data")}
	verso, known := versi[strings.ToLower(get("verso"))]
	r.Verso = verso
	for _, v := range []string{r.Di, r.Numero} {
		if m := testoPulito(v, maxNome, false); m != "" {
			return r, m
		}
	}
	switch {
	case r.Numero == "" && r.Giorno == "":
		return r, ""
	case r.Numero == "":
		return r, "c'è la data e manca il numero"
	case r.Di == "":
		return r, "manca di quale documento è il numero"
	case r.Giorno == "":
		return r, "manca la data del protocollo " + r.Numero
	case !known:
		return r, fmt.Sprintf("verso «%s» sconosciuto: ENTRATA o USCITA", get("verso"))
	}
	if excel {
		r.Giorno = dataSerie(r.Giorno, false)
	}
	r.Giorno, why = data(map[string]string{"data": r.Giorno}, "data")
	return r, why
}
