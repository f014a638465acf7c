package console

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"pecagent/agent/office"
	"pecagent/rules"
)

// perFoglio is how many tasks one page of the list shows.
const perFoglio = 50

// rotteCoda are the pages of what waits for a person.
func rotteCoda() []rotta {
	return []rotta{
		{Schema: "GET /{$}", Ruoli: tutti, Fa: (*pagina).coda},
		{Schema: "POST /insieme", Ruoli: ufficio, Fa: (*pagina).insieme},
	}
}

// vistaCoda is what the page of the list shows.
type vistaCoda struct {
	Filtro         office.Filtro
	Righe          []office.RigaCoda
	Tipi           [][2]string
	Trovati, Tutti int
	Foglio, Fogli  int
	Prima, Dopo    string // addresses of the neighbouring pages
	SoloConto      bool   // the role sees no personal data
	Oggi           string
	Chi            string // whose: "", mie, libere
	Qui            string // the address of this list
	Insieme        bool   // some of the rows may be closed together
}

// coda shows "Da decidere". Who may not see personal data is told how much waits.
func (p *pagina) coda() error {
	list, err := p.Env.Coda()
	if err != nil {
		return err
	}
	v := vistaCoda{Tutti: len(list), Tipi: office.TipiCompito(), Oggi: rules.DataRoma(p.Env.Now())}
	if !p.ha(conNomi...) {
		v.SoloConto = true
		return p.pagina("coda", "Da decidere", v)
	}
	q := p.r.URL.Query()
	v.Filtro = office.Filtro{Testo: taglia(q.Get("q"), 200), Tipo: q.Get("tipo"), Urgente: q.Get("urgenti") != "", Scade: q.Get("scade")}
	switch v.Chi = q.Get("chi"); v.Chi {
	case "mie":
		v.Filtro.Di = p.Chi.Utente
	case "libere":
		v.Filtro.Libere = true
	}
	list = office.Filtra(list, v.Filtro)
	v.Trovati = len(list)
	v.foglio(list, q)
	for _, r := range v.Righe {
		v.Insieme = v.Insieme || p.ha(ufficio...) && office.InBlocco(r.Tipo)
	}
	return p.pagina("coda", "Da decidere", v)
}

// foglio cuts one page out of the list.
func (v *vistaCoda) foglio(list []office.RigaCoda, q url.Values) {
	n, _ := strconv.Atoi(q.Get("foglio")) // what is no number is the first page
	v.Fogli = max(1, (len(list)+perFoglio-1)/perFoglio)
	v.Foglio = min(max(n, 1), v.Fogli)
	from := (v.Foglio - 1) * perFoglio
	v.Righe = list[from:min(from+perFoglio, len(list))]
	for _, k := range campiDetti {
		q.Del(k)
	}
	v.Qui = "/?" + q.Encode()
	at := func(n int) string {
		q.Set("foglio", strconv.Itoa(n))
		return "/?" + q.Encode()
	}
	if v.Foglio > 1 {
		v.Prima = at(v.Foglio - 1)
	}
	if v.Foglio < v.Fogli {
		v.Dopo = at(v.Foglio + 1)
	}
}

// indirizzoPratica is the address of a task.
func indirizzoPratica(id string) string { return "/pratica/" + url.PathEscape(id) }

// insieme closes several tasks with one note: only those that have to be seen or were done outside, one decision each, none where
// one of them is of another kind.
func (p *pagina) insieme() error {
	if err := p.r.ParseForm(); err != nil {
		return richiesta("Il modulo non si legge.")
	}
	ids, note := p.r.PostForm["id"], strings.TrimSpace(p.r.PostFormValue("nota"))
	back := p.r.PostFormValue("qui")
	if !strings.HasPrefix(back, "/?") {
		back = "/"
	}
	switch {
	case len(ids) == 0:
		return p.torna(back, "Scegliere almeno una segnalazione.", false)
	case len(ids) > perFoglio:
		return richiesta("Se ne chiudono al più %d alla volta.", perFoglio)
	case note == "":
		return p.torna(back, "Scrivere che cosa si è fatto: resta agli atti di ciascuna.", false)
	}
	for _, id := range ids {
		if c, err := p.Env.Compito(id); err != nil || !office.InBlocco(c.Tipo) {
			return p.torna(back, "La segnalazione "+office.VisibleLine(id)+" si decide da sola: nessuna è stata chiusa.", false)
		}
	}
	for i, id := range ids {
		if said, ok := p.esegue("review", "approve", id, opzione("note", note)); !ok {
			return p.torna(back, fmt.Sprintf("%s: %s Chiuse prima di questa: %d.", office.VisibleLine(id), dettoDalComando(said), i), false)
		}
	}
	return p.torna(back, fmt.Sprintf("Chiuse insieme: %d.", len(ids)), true)
}
