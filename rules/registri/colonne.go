package registri

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The columns of the register (cli.md), spelled as there.
const (
	cCF         = "codice_fiscale"
	cCognome    = "cognome"
	cNome       = "nome"
	cNumero     = "numero_iscrizione"
	cStato      = "stato"
	cDataStato  = "data_stato"
	cDomicilio  = "domicilio_digitale"
	cINIPEC     = "in_inipec"
	cCasella    = "casella_ordine"
	cStatoCas   = "stato_casella"
	cDataCas    = "data_casella"
	cDiffida    = "diffida_notificata"
	cEmail      = "email_ordinaria"
	cAlbo       = "albo"
	cTitolo     = "titolo"
	cScadeCas   = "scadenza_casella"
	cPagante    = "pagante"
	maxColonne  = 200
	colonneBase = "codice_fiscale;cognome;nome;numero_iscrizione;stato;data_stato;domicilio_digitale;in_inipec;" +
		"casella_ordine;stato_casella;data_casella;diffida_notificata;email_ordinaria"
)

// obbligatorie are the columns that have to be there, in the order in which they are written.
func obbligatorie() []string { return strings.Split(colonneBase, ";") }

// facoltative are the columns that may be there, in the order in which they are written.
func facoltative() []string { return []string{cAlbo, cTitolo, cScadeCas, cPagante} }

// sinonimi are usual headings of albo programs, folded as chiave does.
var sinonimi = map[string]string{
	"cf": cCF, "cod_fiscale": cCF, "cod_fisc": cCF, "codicefiscale": cCF, "c_f": cCF,
	"numero": cNumero, "n_iscrizione": cNumero, "num_iscrizione": cNumero, "n_iscrizione_albo": cNumero, "numero_iscrizione_albo": cNumero,
	"stato_iscrizione": cStato, "stato_iscritto": cStato,
	"pec": cDomicilio, "indirizzo_pec": cDomicilio, "email_pec": cDomicilio, "e_mail_pec": cDomicilio, "posta_elettronica_certificata": cDomicilio,
	"inipec": cINIPEC, "in_ini_pec": cINIPEC, "ini_pec": cINIPEC,
	"pec_ordine": cCasella, "casella_dell_ordine": cCasella,
	"email": cEmail, "e_mail": cEmail, "mail": cEmail,
}

// unite are headings of a column that holds surname and name together.
var unite = map[string]bool{"cognome_e_nome": true, "cognome_nome": true, "nome_e_cognome": true, "nome_cognome": true,
	"nominativo": true, "cognomenome": true}

// chiave folds a heading for comparison: no case, accents or punctuation.
func chiave(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		case !unicode.Is(unicode.Mn, r):
			gap = true
		}
	}
	return b.String()
}

// nota reports the column of the format a heading stands for, or "".
func nota(heading string) string {
	k := chiave(heading)
	if s, ok := sinonimi[k]; ok {
		return s
	}
	if slices.Contains(facoltative(), k) {
		return k
	}
	for _, c := range obbligatorie() {
		if k == c {
			return c
		}
	}
	return ""
}

// colonna is a column of a file: the format's name where it is one of the format's, else the file's own.
type colonna struct {
	nome string
	nota bool
}

// intestazione gives the columns of a file, and those of the format that it lacks with the map's leave.
func intestazione(fields []string, m Mappa) (cols []colonna, absent []string, err error) {
	if len(fields) > maxColonne {
		return nil, nil, fmt.Errorf("reading the header line: %d colonne, al massimo %d", len(fields), maxColonne)
	}
	seen := map[string]string{}
	var unknown []string
	for i, h := range fields {
		h = libera(strings.TrimSpace(h)) // Scrivi defends headings, too
		_, mapped := m.Colonne[chiave(h)]
		if unite[chiave(h)] && !mapped {
			return nil, nil, fmt.Errorf("reading the header line: la colonna «%s» va divisa in due, cognome e nome", h)
		}
		known := m.colonna(h)
		name := known
		if name == "" {
			name = h
			if nota(h) != "" { // kept apart by the map: under a name that is not taken for the format's when it is read again
				name = "altra " + h
			}
			unknown = append(unknown, h)
		}
		if chiave(name) == "" {
			return nil, nil, fmt.Errorf("reading the header line: la colonna %d non ha un nome", i+1)
		}
		if m := testoPulito(name, 100, false); m != "" {
			return nil, nil, fmt.Errorf("reading the header line: colonna %d: %s", i+1, m)
		}
		if old, ok := seen[chiave(name)]; ok {
			return nil, nil, fmt.Errorf("reading the header line: le colonne «%s» e «%s» sono la stessa", old, h)
		}
		seen[chiave(name)] = h
		cols = append(cols, colonna{name, known != ""})
	}
	var missing []string
	for _, c := range obbligatorie() {
		_, there := seen[c]
		switch {
		case there:
		case slices.Contains(m.Assenti, c):
			absent = append(absent, c)
		default:
			missing = append(missing, c)
		}
	}
	if len(missing) > 0 {
		return nil, nil, &DaMappare{Mancano: missing, Ignote: unknown, Proposte: proponi(missing, unknown)}
	}
	if slices.Contains(absent, cCasella) != slices.Contains(absent, cStatoCas) {
		return nil, nil, fmt.Errorf("reading the header line: %s e %s ci sono tutte e due o nessuna delle due", cCasella, cStatoCas)
	}
	return cols, absent, nil
}
