package registri

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Mappa says once what the headings and words of an albo program stand for. It is the Order's: a person gave it.
type Mappa struct {
	V int `json:"v"`
	// Colonne: a heading of the program → a column of the format; "-" keeps it as a further column, whatever it looks like.
	Colonne map[string]string `json:"colonne,omitempty"`
	// Assenti are columns of the format that the program does not hold: an import leaves them as the register has them.
	Assenti []string `json:"assenti,omitempty"`
	// Valori: column → word of the program → word of the format ("Attivo" → ISCRITTO).
	Valori map[string]map[string]string `json:"valori,omitempty"`
}

const (
	versioneMappa = 1
	nessunaColon  = "-"
	maxMappa      = 1000 // entries
)

// possonoMancare are the columns an albo program may not hold: those that pecagent can know by itself.
var possonoMancare = []string{cNumero, cDataStato, cDomicilio, cINIPEC, cCasella, cStatoCas, cDataCas, cDiffida, cEmail}

// conValori are the columns whose words may be translated. Codes, names, addresses and dates are taken as they stand.
var conValori = []string{cStato, cStatoCas, cINIPEC, cPagante, cAlbo, cTitolo}

// LeggiMappa reads what Scrivi wrote; nothing at all is a map that changes nothing.
func LeggiMappa(b []byte) (m Mappa, err error) {
	if len(bytes.TrimSpace(b)) == 0 {
		return m, nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Mappa{}, fmt.Errorf("reading the map of headings: %w", err)
	}
	if m.V > versioneMappa || len(m.Colonne)+len(m.Valori) > maxMappa {
		return Mappa{}, fmt.Errorf("reading the map of headings: version %d, %d entries", m.V, len(m.Colonne))
	}
	out := Mappa{V: versioneMappa}
	for h, c := range m.Colonne {
		if out, err = out.Con(h + "=" + c); err != nil {
			return Mappa{}, err
		}
	}
	for _, c := range m.Assenti {
		if out, err = out.Con(nessunaColon + "=" + c); err != nil {
			return Mappa{}, err
		}
	}
	for c, words := range m.Valori {
		for from, to := range words {
			if out, err = out.ConValore(c + ":" + from + "=" + to); err != nil {
				return Mappa{}, err
			}
		}
	}
	return out, nil
}

// Scrivi writes a map for a file that a person may read and change.
func (m Mappa) Scrivi() []byte {
	m.V = versioneMappa
	slices.Sort(m.Assenti)
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("registri: encoding a map: %v", err)) // our own types always encode
	}
	return append(b, '\n')
}

// Vuota reports whether nothing is mapped.
func (m Mappa) Vuota() bool { return len(m.Colonne)+len(m.Assenti)+len(m.Valori) == 0 }

// Con adds "heading=column", "heading=-" (a further column) or "-=column" (the program does not hold it).
func (m Mappa) Con(s string) (Mappa, error) {
	i := strings.LastIndexByte(s, '=')
	if i < 0 {
		return m, fmt.Errorf("%q non è nella forma INTESTAZIONE=colonna", s)
	}
	head, col := strings.TrimSpace(s[:i]), strings.ToLower(strings.TrimSpace(s[i+1:]))
	known := slices.Contains(append(obbligatorie(), facoltative()...), col)
	m.Colonne, m.Assenti = maps.Clone(m.Colonne), slices.Clone(m.Assenti)
	switch {
	case head == nessunaColon && slices.Contains(possonoMancare, col):
		if !slices.Contains(m.Assenti, col) {
			m.Assenti = append(m.Assenti, col)
		}
		return m, nil
	case head == nessunaColon && known:
		return m, fmt.Errorf("la colonna %s deve esserci: senza, un elenco non dice di chi parla", col)
	case chiave(head) == "":
		return m, fmt.Errorf("%q: manca l'intestazione", s)
	case col != nessunaColon && !known:
		return m, fmt.Errorf("%q non è una colonna del registro: si può scrivere %s", col, strings.Join(append(obbligatorie(), facoltative()...), ", "))
	}
	if m.Colonne == nil {
		m.Colonne = map[string]string{}
	}
	m.Colonne[chiave(head)] = col
	return m, nil
}

// ConValore adds "column:word=WORD".
func (m Mappa) ConValore(s string) (Mappa, error) {
	i, j := strings.IndexByte(s, ':'), strings.LastIndexByte(s, '=')
	if i < 0 || j < i {
		return m, fmt.Errorf("%q non è nella forma colonna:PAROLA=valore", s)
	}
	col, from, to := strings.ToLower(strings.TrimSpace(s[:i])), chiave(s[i+1:j]), strings.TrimSpace(s[j+1:])
	if !slices.Contains(conValori, col) {
		return m, fmt.Errorf("i valori di %q non si traducono: si può per %s", col, strings.Join(conValori, ", "))
	}
	if from == "" {
		return m, fmt.Errorf("%q: manca la parola da tradurre", s)
	}
	all := map[string]map[string]string{}
	for c, w := range m.Valori {
		all[c] = maps.Clone(w)
	}
	if all[col] == nil {
		all[col] = map[string]string{}
	}
	all[col][from], m.Valori = to, all
	return m, nil
}

// colonna is what a heading stands for under the map, "" for a further column.
func (m Mappa) colonna(heading string) string {
	if c, ok := m.Colonne[chiave(heading)]; ok {
		return strings.TrimSuffix(c, nessunaColon)
	}
	return nota(heading)
}

func (m Mappa) valore(col, v string) string {
	if to, ok := m.Valori[col][chiave(v)]; ok && v != "" {
		return to
	}
	return v
}

// Righe says a map in words, one entry a line.
func (m Mappa) Righe() (list []string) {
	for _, h := range slices.Sorted(maps.Keys(m.Colonne)) {
		if c := m.Colonne[h]; c == nessunaColon {
			list = append(list, h+" → solo conservata")
		} else {
			list = append(list, h+" → "+c)
		}
	}
	for _, c := range slices.Sorted(slices.Values(m.Assenti)) {
		list = append(list, c+": il programma dell'albo non la tiene")
	}
	for _, c := range slices.Sorted(maps.Keys(m.Valori)) {
		for _, w := range slices.Sorted(maps.Keys(m.Valori[c])) {
			list = append(list, fmt.Sprintf("%s «%s» → %s", c, w, m.Valori[c][w]))
		}
	}
	return list
}

// Proposta is a guess at what the file calls a column; Intestazione is empty where no heading looks like it.
type Proposta struct {
	Colonna      string `json:"colonna"`
	Intestazione string `json:"intestazione,omitempty"`
}

// Argomento is the guess as the argument that accepts it.
func (p Proposta) Argomento() string { return cmp.Or(p.Intestazione, nessunaColon) + "=" + p.Colonna }

// DaMappare is the error of a file in which columns are missing: which, and what the others may stand for. It decides nothing.
type DaMappare struct {
	Mancano  []string
	Ignote   []string // headings that stand for nothing known
	Proposte []Proposta
}

func (e *DaMappare) Error() string {
	return fmt.Sprintf("reading the header line: mancano le colonne %s; servono %s", strings.Join(e.Mancano, ", "), colonneBase)
}

// parole are the words by which albo programs name a column, beside those of the format's own name.
var parole = map[string][]string{
	cCF:        {"codice fiscale", "cod fisc", "cf"},
	cCognome:   {"cognome"},
	cNome:      {"nome"},
	cNumero:    {"numero iscrizione", "n iscr", "nr iscrizione", "matricola", "numero albo", "posizione albo"},
	cStato:     {"stato", "stato iscrizione", "posizione", "situazione", "condizione"},
	cDataStato: {"data stato", "data variazione", "decorrenza", "data iscrizione", "dal"},
	cDomicilio: {"domicilio digitale", "pec", "posta certificata", "mail certificata", "email certificata"},
	cINIPEC:    {"in inipec", "inipec", "ini pec"},
	cCasella:   {"casella ordine", "pec ordine", "pec assegnata"},
	cStatoCas:  {"stato casella", "stato pec"},
	cDataCas:   {"data casella", "data pec", "attivazione pec"},
	cDiffida:   {"diffida notificata", "data diffida", "diffida"},
	cEmail:     {"email ordinaria", "mail", "posta elettronica", "e mail"},
}

// proponi guesses which unknown heading stands for each missing column: the best likeness, where no other is as good.
func proponi(missing, unknown []string) (list []Proposta) {
	taken := map[string]bool{}
	for _, c := range missing {
		best, score, tie := "", 0, false
		for _, h := range unknown {
			switch s := somiglia(c, h); {
			case s > score && !taken[h]:
				best, score, tie = h, s, false
			case s == score && s > 0 && !taken[h]:
				tie = true
			}
		}
		if tie || score < 60 {
			best = ""
		}
		taken[best] = best != ""
		list = append(list, Proposta{c, best})
	}
	return list
}

// somiglia is how like a heading is to a column, 0 to 100: the share of words that agree, of both.
func somiglia(col, heading string) (best int) {
	got := strings.Split(chiave(heading), "_")
	for _, name := range append(parole[col], strings.ReplaceAll(col, "_", " ")) {
		want := strings.Fields(name)
		hit := 0
		for _, w := range want {
			if slices.ContainsFunc(got, func(g string) bool { return stessaParola(w, g) }) {
				hit++
			}
		}
		if hit == len(want) {
			best = max(best, 200*hit/(len(want)+len(got)))
		}
	}
	return best
}

// stessaParola: equal, one an abbreviation of the other, or a slip of one letter.
func stessaParola(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) >= 3 && strings.HasPrefix(b, a) {
		return true
	}
	return len(a) >= 5 && len(b)-len(a) <= 1 && distanza1(a, b)
}

// distanza1 reports whether one letter changed, added or left out makes one word of the other; a is not the longer.
func distanza1(a, b string) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i < len(a) && a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}
