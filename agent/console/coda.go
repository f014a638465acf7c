package console

import (
	"net/url"
	"strconv"

	"pecagent/agent/office"
	"pecagent/rules"
)

// perFoglio is how many tasks one page of the list shows.
const perFoglio = 50

// rotteCoda are the pages of what waits for a person.
func rotteCoda() []rotta {
	return []rotta{
		{Schema: "GET /{$}", Ruoli: tutti, Fa: (*pagina).coda},
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
	list = office.Filtra(list, v.Filtro)
	v.Trovati = len(list)
	v.foglio(list, q)
	return p.pagina("coda", "Da decidere", v)
}

// foglio cuts one page out of the list.
func (v *vistaCoda) foglio(list []office.RigaCoda, q url.Values) {
	n, _ := strconv.Atoi(q.Get("foglio")) // what is no number is the first page
	v.Fogli = max(1, (len(list)+perFoglio-1)/perFoglio)
	v.Foglio = min(max(n, 1), v.Fogli)
	from := (v.Foglio - 1) * perFoglio
	v.Righe = list[from:min(from+perFoglio, len(list))]
	at := func(n int) string {
		q.Del("fatto")
		q.Del("errore")
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
