package testi

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"pecagent/mailparse/cf"
	"pecagent/rules"
)

// variabili are the facts a template can name, in the order in which fatti gives them.
var variabili = []string{
	"ordine", "pec", "mail", "aoo", "ufficio", "responsabile", "telefono", "orario", "potere_sostitutivo",
	"convenzione", "gestore", "sito", "assistenza", "aruba", "inipec",
	"rif", "protocollo", "protocollo_richiesta", "nome", "data_ricevuta", "ora_ricevuta", "mittente", "oggetto", "termine", "giorni", "giorni_procedimento",
	"sospende", "manca", "opzioni", "indirizzo", "precedente", "dal", "motivo", "codice", "casella", "revoca_dal", "chiesta_da_lei", "sollecito",
	"carta", "data", "destinatario", "cf", "recapito",
	"scadenza", "costo", "solo_riceve", "disattivata", "cancellata", "servizi", "difetto_dal",
	"albo", "organo", "delibera", "presidente", "giorni_diffida", "protocollo_diffida", "notificata_il", "decorrenza", "immediata",
	"rimedi", "enti", "osservazioni", "controdeduzioni", "riapre_entro",
	"evento", "quando", "luogo", "ordine_del_giorno", "altre_indicazioni",
	"pagamento", "a_mezzo_banca", "ritiro", "ente", "protocollo_ente", "elenco", "elenco_sha256", "inoltrata_a", "inoltrata_il",
}

// fatti gives every fact of a letter as text; one that does not apply is "".
func fatti(nome string, p *rules.Policy, l rules.Lettera) (map[string]string, error) {
	o, d := p.Ordine, l.Dati
	f := map[string]string{
		"ordine": o.Nome, "pec": o.PEC, "mail": o.Mail, "aoo": o.AOO, "ufficio": o.Ufficio,
		"responsabile": o.Responsabile, "telefono": o.Telefono, "orario": o.Orario,
		"potere_sostitutivo": o.PotereSostitutivo,
		"convenzione":        p.Convenzione.Codice, "inipec": se(d.InINIPEC), "sollecito": se(d.Sollecito),
		"sospende": "", // the variant says it: componi
		"rif":      l.Rif, "protocollo": d.Protocollo, "protocollo_richiesta": d.ProtocolloRichiesta, "nome": nomeIntero(d), "mittente": d.Mittente, "oggetto": senzaPunto(d.Oggetto),
		"giorni": giorni(nome, p, d), "giorni_procedimento": numero(p.ConclusioneGiorni),
		"indirizzo": d.Indirizzo, "precedente": d.Precedente, "codice": d.Codice, "casella": d.Casella,
	}
	if o.Nome == "" {
		f["ordine"] = "Ordine professionale"
	}
	for k, v := range f {
		f[k] = pulito(v)
	}
	if !d.RicevutaIl.IsZero() {
		r := rules.Roma(d.RicevutaIl)
		f["data_ricevuta"], f["ora_ricevuta"] = dataLunga(r), r.Format("15:04")
	}
	if err := composti(nome, p, d, f); err != nil {
		return nil, err
	}
	return f, degliAtti(nome, p, l, f)
}

// composti adds the facts that have to be worked out and can be wrong.
func composti(nome string, p *rules.Policy, d rules.DatiLettera, f map[string]string) error {
	if nome == "T-11" {
		d.Dal = primo(d.Dal, d.Fine, rules.DataRoma(d.RicevutaIl)) // the suspension ends at the communication (order.md §6.1)
	}
	termine := d.Termine
	if termine == "" && p.ConclusioneGiorni > 0 {
		termine = p.TermineOrdine(d.RicevutaIl, p.ConclusioneGiorni)
	}
	for k, v := range map[string]string{"termine": termine, "dal": d.Dal, "revoca_dal": d.RevocaDal} {
		t, err := data(v)
		if err != nil {
			return fmt.Errorf("the fact {%s}: %w", k, err)
		}
		f[k] = t
	}
	var err error
	if f["motivo"], err = inParole(nome, d.Motivo); err != nil {
		return err
	}
	f["motivo"] = senzaPunto(f["motivo"])
	f["chiesta_da_lei"] = se(d.Motivo == "" || d.Motivo == "ALTRO" || d.Motivo == "RINUNCIA" || d.Motivo == "INDIRIZZO_CANCELLATO")
	if f["manca"], err = elencoMancanti(d.Manca); nome == "T-02" && err != nil {
		return err
	}
	var lines []string
	for i, v := range d.Opzioni {
		lines = append(lines, fmt.Sprintf("%d) %s", i+1, pulito(v)))
	}
	f["opzioni"] = strings.Join(lines, "\n")
	if nome == "T-02" && len(d.Opzioni) == 1 {
		f["opzioni"] = pulito(d.Opzioni[0])
	}
	return nil
}

func se(b bool) string {
	if b {
		return "sì"
	}
	return ""
}

func numero(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// giorni is the term the letter gives to the member: its own, else that of the policy.
func giorni(nome string, p *rules.Policy, d rules.DatiLettera) string {
	switch {
	case d.Giorni > 0:
		return numero(d.Giorni)
	case nome == "T-02", nome == "T-18", nome == "T-13":
		return numero(p.IntegrazioneGiorni)
	case nome == "T-06":
		return numero(p.ConfermaGiorni)
	case nome == "T-24":
		return numero(p.PreavvisoGiorni)
	}
	return ""
}

// mesi are the names of the months.
var mesi = [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
	"ottobre", "novembre", "dicembre"}

// data writes a civil date yyyy-mm-dd in words; "" stays "".
func data(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	t, err := time.Parse(rules.Giorno, s)
	if err != nil {
		return "", fmt.Errorf("reading the date %q: %w", s, err)
	}
	return dataLunga(t), nil
}

func dataLunga(t time.Time) string {
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = "1°"
	}
	return day + " " + mesi[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// pulito makes a value one line of visible text: what came from a mail or a file cannot break the lines of a
// letter nor turn its direction.
func pulito(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cc, r):
			return ' '
		case unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// persona is a name as it is written in a letter: an albo program's capitals become Anna Maria, De Luca, D'Angelo.
func persona(s string) string {
	s = pulito(s)
	if s != strings.ToUpper(s) {
		return s
	}
	start := true
	return strings.Map(func(r rune) rune {
		up := start
		start = r == ' ' || r == '\'' || r == '’' || r == '-'
		if up {
			return r
		}
		return unicode.ToLower(r)
	}, s)
}

// nomeIntero is name and surname, or "" when one of them is not known.
func nomeIntero(d rules.DatiLettera) string {
	if d.Nome == "" || d.Cognome == "" {
		return ""
	}
	return persona(d.Nome) + " " + persona(d.Cognome)
}

// saluto is the greeting. A name without title is said in full; no name, no guess.
func saluto(def lettera, variante string, l rules.Lettera) string {
	cognome := persona(l.Dati.Cognome)
	switch {
	case def.saluti.di(variante) != "":
		return def.saluti.di(variante)
	case def.anonima(variante) || cognome == "":
		return "Buongiorno,"
	}
	titolo := titoloDi(l)
	if titolo == "" {
		return "Gentile " + pulito(persona(l.Dati.Nome)+" "+cognome) + ","
	}
	return "Gentile " + titolo + " " + cognome + ","
}

// titoloDi is the title of the register; where that has none it follows from the codice fiscale, which tells a woman by
// the day of birth.
func titoloDi(l rules.Lettera) string {
	if t := pulito(l.Dati.Titolo); t != "" {
		if t == strings.ToUpper(t) {
			return strings.ToLower(t) // DOTT.SSA, GEOM. of an albo program
		}
		return t
	}
	switch _, _, _, donna, ok := cf.Nascita(primo(l.Dati.CF, l.CF)); {
	case !ok:
		return ""
	case donna:
		return "dott.ssa"
	}
	return "dott."
}

// primo is the first text that is there.
func primo(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// senzaPunto is a person's words as part of a sentence of the letter, which ends by itself.
func senzaPunto(s string) string { return strings.TrimRight(pulito(s), " .;,:") }
