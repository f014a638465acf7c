package registri

import (
	"slices"
	"strings"

	"pecagent/rules"
)

// Scrivi writes a register that Leggi takes back unchanged: UTF-8 with BOM, ";", CR LF (RFC 4180 §2). The columns
// of the format come first, then albo, titolo, scadenza_casella and pagante where a member has them, then the others in the order in which
// the members hold them. A member in two albi has two rows.
func Scrivi(righe []rules.Iscritto) []byte {
	cols := obbligatorie()
	if slices.ContainsFunc(righe, func(m rules.Iscritto) bool { return len(m.Albi) > 0 }) {
		cols = append(cols, cAlbo)
	}
	for _, c := range []string{cTitolo, cScadeCas, cPagante} {
		if slices.ContainsFunc(righe, func(m rules.Iscritto) bool { return campi(m)[c] != "" }) {
			cols = append(cols, c)
		}
	}
	altre := altreColonne(righe)
	var b strings.Builder
	b.WriteString("\ufeff")
	riga(&b, slices.Concat(cols, altre.nomi))
	for _, m := range righe {
		v := campi(m)
		albi := m.Albi
		if len(albi) == 0 {
			albi = []string{""}
		}
		for _, albo := range albi {
			v[cAlbo] = albo
			fields := make([]string, 0, len(cols)+len(altre.nomi))
			for _, c := range cols {
				fields = append(fields, v[c])
			}
			riga(&b, append(fields, altre.valori(m)...))
		}
	}
	return []byte(b.String())
}

// campi are the values of a member by column of the format, albo left out.
func campi(m rules.Iscritto) map[string]string {
	v := map[string]string{cCF: m.CF, cCognome: m.Cognome, cNome: m.Nome, cNumero: m.Numero, cStato: string(m.Stato),
		cDataStato: m.DataStato, cINIPEC: "no", cDiffida: m.DiffidaNotificata, cEmail: m.EmailOrdinaria, cTitolo: m.Titolo}
	if m.InINIPEC {
		v[cINIPEC] = "si"
	}
	if m.Domicilio != nil {
		v[cDomicilio] = m.Domicilio.Indirizzo
	}
	if c := m.Casella; c != nil {
		v[cCasella], v[cStatoCas], v[cDataCas], v[cScadeCas], v[cPagante] = c.Indirizzo, string(c.Stato), c.Data, c.Scade, c.Pagante
	}
	return v
}

// altre are the columns that are kept without being understood.
type altre struct {
	nomi  []string       // headings, as first seen
	posto map[string]int // folded heading → index in nomi
	key   map[string]string
}

// chiave is the folded heading, "" for one that has to be left out: it is the format's own or has no letter.
func (a *altre) chiave(nome string) string {
	k, ok := a.key[nome]
	if !ok {
		if nota(nome) == "" {
			k = chiave(nome)
		}
		a.key[nome] = k
	}
	return k
}

// altreColonne puts the further columns of all members into an order that no member contradicts: each member
// holds the non-empty ones of its file in the order of that file. Where files differ the first seen decides.
func altreColonne(righe []rules.Iscritto) *altre {
	a := &altre{posto: map[string]int{}, key: map[string]string{}}
	var seen []string
	nomi := map[string]string{}
	before := map[string]map[string]bool{} // folded heading → headings that stand just before it somewhere
	for _, m := range righe {
		prev := ""
		for _, c := range m.Altri {
			k := a.chiave(c.Nome)
			if k == "" {
				continue
			}
			if before[k] == nil {
				before[k], nomi[k] = map[string]bool{}, c.Nome
				seen = append(seen, k)
			}
			if prev != "" && prev != k {
				before[k][prev] = true
			}
			prev = k
		}
	}
	for len(seen) > 0 {
		i := max(0, slices.IndexFunc(seen, func(k string) bool {
			return !slices.ContainsFunc(seen, func(o string) bool { return before[k][o] })
		}))
		a.posto[seen[i]] = len(a.nomi)
		a.nomi = append(a.nomi, nomi[seen[i]])
		seen = slices.Delete(seen, i, i+1)
	}
	return a
}

// valori are a member's values under the headings.
func (a *altre) valori(m rules.Iscritto) []string {
	v := make([]string, len(a.nomi))
	for _, c := range m.Altri {
		if k := a.chiave(c.Nome); k != "" {
			v[a.posto[k]] = c.Valore
		}
	}
	return v
}

// riga writes one record.
func riga(b *strings.Builder, fields []string) {
	for i, f := range fields {
		if i > 0 {
			b.WriteByte(';')
		}
		f = difendi(strings.TrimSpace(f))
		if strings.ContainsAny(f, ";\"\r\n") {
			f = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
		}
		b.WriteString(f)
	}
	b.WriteString("\r\n")
}
