package registri

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pecagent/mailparse/cf"
	"pecagent/rules"
)

// formule are the first characters that a spreadsheet takes for a formula.
const formule = "=+-@＝＋－＠"

// difendi puts an apostrophe before a value that a spreadsheet would run; libera takes it off again. Apostrophes
// that stand before such a character already get one more, so that nothing is lost.
func difendi(s string) string {
	if formula(s) {
		return "'" + s
	}
	return s
}

func libera(s string) string {
	if t, ok := strings.CutPrefix(s, "'"); ok && formula(t) {
		return t
	}
	return s
}

func formula(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "'"))
	return strings.ContainsRune(formule, r)
}

// valoriRiga are the values of one line: by column of the format, and the others in order.
type valoriRiga struct {
	noti  map[string]string
	altri []rules.Colonna
}

func (v valoriRiga) vuota() bool {
	for _, s := range v.noti {
		if s != "" {
			return false
		}
	}
	return len(v.altri) == 0
}

// valori cuts a record into values, or says why not.
func valori(rec record, cols []colonna) (v valoriRiga, motivo string) {
	if rec.errore != "" {
		return v, rec.errore
	}
	if len(rec.campi) != len(cols) {
		if !slices.ContainsFunc(rec.campi, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			return v, ""
		}
		return v, fmt.Sprintf("%d campi invece di %d", len(rec.campi), len(cols))
	}
	v.noti = map[string]string{}
	for i, c := range cols {
		val := libera(strings.TrimSpace(rec.campi[i]))
		limit := maxNome
		if !c.nota {
			limit = maxCampo
		}
		if m := testoPulito(val, limit, !c.nota); m != "" {
			return v, c.nome + ": " + m
		}
		if c.nota {
			v.noti[c.nome] = val
		} else if val != "" {
			v.altri = append(v.altri, rules.Colonna{Nome: c.nome, Valore: val})
		}
	}
	return v, ""
}

// testoPulito says what is wrong with a text: too long, or characters that cannot be seen.
func testoPulito(s string, limit int, linee bool) string {
	if utf8.RuneCountInString(s) > limit {
		return fmt.Sprintf("più di %d caratteri", limit)
	}
	for _, r := range s {
		if linee && (r == '\n' || r == '\r' || r == '\t') {
			continue
		}
		if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return fmt.Sprintf("carattere invisibile o non leggibile (U+%04X)", r)
		}
	}
	return ""
}

// iscritto makes a member of a line, without albi; motivo says why it cannot.
func iscritto(v valoriRiga) (m rules.Iscritto, motivo string) {
	n := v.noti
	m = rules.Iscritto{CF: senzaSpazi(n[cCF]), Cognome: n[cCognome], Nome: n[cNome], Numero: n[cNumero],
		Titolo: n[cTitolo], EmailOrdinaria: n[cEmail], Altri: v.altri}
	switch {
	case m.CF == "":
		return m, "manca il codice fiscale"
	case !cf.Valido(m.CF):
		return m, fmt.Sprintf("codice fiscale %s non valido", m.CF)
	case m.Cognome == "" || m.Nome == "":
		return m, "mancano il cognome o il nome"
	case m.EmailOrdinaria != "" && !rules.EIndirizzo(strings.ToLower(m.EmailOrdinaria)):
		return m, fmt.Sprintf("%s: «%s» non è un indirizzo", cEmail, m.EmailOrdinaria)
	}
	steps := []func(map[string]string, *rules.Iscritto) string{leggiStato, leggiDate, leggiDomicilio, leggiCasella}
	for _, f := range steps {
		if motivo = f(n, &m); motivo != "" {
			return m, motivo
		}
	}
	return m, ""
}

// senzaSpazi is a codice fiscale, which lists write also with blanks between its parts.
func senzaSpazi(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s))
}

// stati are the states of a member (order.md §6.1).
var stati = []rules.StatoIscritto{rules.Iscr, rules.SospesoPEC, rules.SospesoDisc, rules.Trasferito, rules.Cancellato,
	rules.Radiato, rules.Deceduto, rules.SospensioneDeliberata}

func leggiStato(n map[string]string, m *rules.Iscritto) string {
	m.Stato = rules.StatoIscritto(strings.ToUpper(n[cStato]))
	if n[cStato] == "" {
		return "manca lo stato"
	}
	if !slices.Contains(stati, m.Stato) {
		return fmt.Sprintf("stato «%s» sconosciuto; si può scrivere %s", n[cStato], elenco(stati))
	}
	switch strings.ToLower(n[cINIPEC]) {
	case "si", "sì", "s":
		m.InINIPEC = true
	case "no", "n", "":
	default:
		return fmt.Sprintf("%s: «%s» invece di si o no", cINIPEC, n[cINIPEC])
	}
	return ""
}

func elenco[T ~string](list []T) string {
	var out []string
	for _, s := range list {
		out = append(out, string(s))
	}
	return strings.Join(out, ", ")
}

func leggiDate(n map[string]string, m *rules.Iscritto) (motivo string) {
	if m.DataStato, motivo = data(n, cDataStato); motivo == "" {
		m.DiffidaNotificata, motivo = data(n, cDiffida)
	}
	return motivo
}

// data reads yyyy-mm-dd or gg/mm/aaaa into yyyy-mm-dd.
func data(n map[string]string, col string) (iso, motivo string) {
	s := n[col]
	if s == "" {
		return "", ""
	}
	for _, layout := range []string{rules.Giorno, "02/01/2006", "2/1/2006"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return t.Format(rules.Giorno), ""
		}
	}
	return "", fmt.Sprintf("%s: «%s» non è una data (aaaa-mm-gg o gg/mm/aaaa)", col, s)
}

func leggiDomicilio(n map[string]string, m *rules.Iscritto) string {
	a := strings.ToLower(n[cDomicilio])
	switch {
	case a == "":
		return ""
	case !rules.EIndirizzo(a):
		return fmt.Sprintf("%s: «%s» non è un indirizzo", cDomicilio, n[cDomicilio])
	}
	m.Domicilio = &rules.Domicilio{Indirizzo: a, Provenienza: rules.Importato}
	return ""
}

func leggiCasella(n map[string]string, m *rules.Iscritto) string {
	a, stato := strings.ToLower(n[cCasella]), rules.StatoCasella(strings.ToUpper(n[cStatoCas]))
	caselle := []rules.StatoCasella{rules.Generata, rules.Attivata, rules.Revocata}
	when, motivo := data(n, cDataCas)
	scade, wrong := data(n, cScadeCas)
	pagante := strings.ToUpper(n[cPagante])
	switch {
	case motivo != "" || wrong != "":
		return motivo + wrong
	case a == "" && (stato != "" || when != ""):
		return "stato_casella o data_casella senza casella_ordine"
	case a == "" && (scade != "" || pagante != ""):
		return "scadenza_casella o pagante senza casella_ordine"
	case a == "":
		return ""
	case !rules.EIndirizzo(a):
		return fmt.Sprintf("%s: «%s» non è un indirizzo", cCasella, n[cCasella])
	case stato == "":
		return "casella_ordine senza stato_casella"
	case !slices.Contains(caselle, stato):
		return fmt.Sprintf("%s «%s» sconosciuto; si può scrivere %s", cStatoCas, n[cStatoCas], elenco(caselle))
	}
	if pagante != "" && pagante != "MEMBER" && pagante != "ORDER" {
		return fmt.Sprintf("%s: «%s» invece di MEMBER o ORDER", cPagante, n[cPagante])
	}
	m.Casella = &rules.Casella{Indirizzo: a, Stato: stato, Data: when, Scade: scade, Pagante: pagante}
	return ""
}
