package registri

import (
	"slices"
	"strings"

	"pecagent/rules"
)

// intestazioneRiservato are the columns of the reserved list: identification data and domicile, no more (DL 185/2008 art. 16
// c. 7; order.md §3.4). No official format was found.
var intestazioneRiservato = []string{"codice_fiscale", "cognome", "nome", "albo", "numero_iscrizione", "provincia", "domicilio_digitale", "data_aggiornamento"}

// Riservato makes the reserved list for a public administration: who is enrolled, or of them only the codici fiscali of solo
// where it names some. A person reads it, so it is written as the register of members is: UTF-8 with BOM, quoted, defended
// against spreadsheets. oggi is the day it speaks of (yyyy-mm-dd), which stands in every row whose domicile has no date of its own.
func Riservato(iscritti []rules.Iscritto, solo []string, oggi string) Prodotto {
	var b strings.Builder
	b.WriteString("\ufeff")
	riga(&b, intestazioneRiservato)
	p := Prodotto{}
	owners := map[string]string{}
	found := map[string]bool{}
	for _, m := range ordinati(iscritti) {
		if len(solo) > 0 && !slices.Contains(solo, m.CF) || !registrabile(m) {
			continue
		}
		found[m.CF] = true
		addr, day := "", oggi
		if m.Domicilio != nil && !cessata(m) {
			p.unico(owners, m)
			addr = m.Domicilio.Indirizzo
			if !m.Domicilio.Dal.IsZero() {
				day = rules.DataRoma(m.Domicilio.Dal)
			}
		}
		albi := m.Albi
		if len(albi) == 0 {
			albi = []string{""}
		}
		for _, albo := range albi {
			riga(&b, []string{m.CF, m.Cognome, m.Nome, albo, m.Numero, altro(m, "provincia", "prov"), addr, day})
			p.Righe++
		}
	}
	for _, code := range solo {
		if !found[code] {
			p.escludi("%s non risulta iscritto", code)
		}
	}
	return p.chiudi("elenco-riservato-"+oggi+".csv", []byte(b.String()))
}
