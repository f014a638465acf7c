package console

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pecagent/agent/office"
	"pecagent/rules"
)

// perPagina is how many rows a list shows at a time.
const perPagina = 50

// rotteIscritti are the pages of the register.
func rotteIscritti() []rotta {
	return []rotta{
		{Schema: "GET /iscritti", Ruoli: conNomi, Fa: (*pagina).iscritti},
		{Schema: "GET /iscritto/{cf}", Ruoli: conNomi, Fa: (*pagina).iscritto},
	}
}

// elencoIscritti is what the list of members shows.
type elencoIscritti struct {
	Testo, Stato string
	Stati        any
	Righe        []office.RigaIscritto
	Totale       int
	Da, A        int
	Prima, Dopo  string
	// Messaggi are messages and letters that a search of at least three letters finds too; TuttiMessaggi leads to all of them.
	Messaggi      []rules.Voce
	TuttiMessaggi string
	Cercato       bool
}

// iscritti lists the members, or those that a text finds; with «frammento» only what changes while one types.
func (p *pagina) iscritti() error {
	q := p.r.URL.Query()
	v := elencoIscritti{Testo: taglia(strings.TrimSpace(q.Get("q")), 200), Stato: q.Get("stato"), Stati: conformita}
	from := max(0, numero(q.Get("da")))
	var err error
	if v.Righe, v.Totale, err = p.c.specchio.Iscritti(p.Env, v.Testo, v.Stato, from, perPagina); err != nil {
		return err
	}
	p.Env.VistiIscritti(p.r.Context(), v.Righe)
	v.Da, v.A = from+1, from+len(v.Righe)
	if from > 0 {
		v.Prima = con(q, "/iscritti", "da", strconv.Itoa(max(0, from-perPagina)))
	}
	if v.A < v.Totale {
		v.Dopo = con(q, "/iscritti", "da", strconv.Itoa(v.A))
	}
	if r, ok := ricercaLibera(v.Testo); ok && from == 0 && v.Stato == "" {
		found, err := p.Env.Cerca(p.r.Context(), r, 8, "", "")
		if err != nil {
			return err
		}
		v.Cercato, v.Messaggi = true, found.Voci
		v.TuttiMessaggi = "/prove?" + url.Values{"q": {v.Testo}}.Encode()
	}
	if q.Get("frammento") != "" {
		return p.frammento("iscritti", "risultati", v)
	}
	return p.pagina("iscritti", "Iscritti", v)
}

// ricercaLibera reads what somebody typed into one field: a reference, an address, a Message-ID, or words of a subject.
func ricercaLibera(text string) (r rules.Ricerca, ok bool) {
	text = strings.TrimSpace(text)
	up := strings.ToUpper(text)
	switch {
	case len([]rune(text)) < 3:
		return r, false
	case strings.ContainsAny(text, " \t") || !strings.ContainsAny(text, "@-0123456789"):
		r.Testo = text
		return r, len(rules.Parole(text)) > 0
	case len(up) == 16 && !strings.ContainsAny(up, "-@"):
		r.CF = up
	case strings.HasPrefix(up, "PEC-"), strings.HasPrefix(up, "RIC-"), strings.HasPrefix(up, "LET-"), strings.HasPrefix(up, "DIF-"), strings.HasPrefix(up, "CAM-"):
		r.Rif = up
	case strings.Contains(text, "@"):
		r.Indirizzo = text
	case strings.Trim(text, "0123456789/") == "":
		r.Protocollo = text
		return r, len(rules.Ricerca{Protocollo: text}.Termini()) > 0
	default:
		r.Testo = text
		return r, len(rules.Parole(text)) > 0
	}
	return r, true
}

// iscritto is one member.
func (p *pagina) iscritto() error {
	q := p.r.URL.Query()
	cf, al := p.r.PathValue("cf"), q.Get("al")
	if _, err := time.Parse(time.DateOnly, al); al != "" && err != nil {
		return richiesta("Il giorno va scritto come 2026-11-23.")
	}
	v, err := p.Env.Iscritto(p.r.Context(), cf, al, q.Get("motivo"))
	switch {
	case errors.Is(err, office.ErrNessuno) && al != "":
		return richiesta("Il %s questo codice fiscale non era nel registro.", office.GiornoDi(al))
	case errors.Is(err, office.ErrNessuno):
		return errNonTrovata
	case errors.Is(err, office.ErrStoria):
		return richiesta("Lo storico si sta ancora leggendo: riprovare fra qualche istante.")
	case err != nil:
		return err
	}
	found, err := p.Env.Cerca(p.r.Context(), rules.Ricerca{CF: v.CF}, perPagina, q.Get("dopo"), "")
	if err != nil {
		return err
	}
	dopo := ""
	if found.Prossima != "" {
		dopo = con(q, "/iscritto/"+url.PathEscape(v.CF), "dopo", found.Prossima)
	}
	return p.pagina("iscritto", strings.TrimSpace(v.Cognome+" "+v.Nome), struct {
		office.VistaIscritto
		Linea linea
		Posta []rules.Voce
		Altre int
		Dopo  string
	}{v, lineaDi(v, p.Env.Now()), found.Voci, found.Altre, dopo})
}

// con is an address with its query, one value of which is another.
func con(q url.Values, path, name, value string) string {
	u := url.Values{}
	for k, v := range q {
		if k != "frammento" && !slices.Contains(campiDetti, k) {
			u[k] = v
		}
	}
	u.Set(name, value)
	return path + "?" + u.Encode()
}

// numero reads a number of an address, 0 where there is none.
func numero(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
