package console

import (
	"archive/zip"
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"pecagent/rules"
)

// legali may take out any fascicolo; the secretaries that of one communication (order.md §9).
var legali = []string{rules.Legale, rules.Presidente}

// rotteProve are the pages of evidence.
func rotteProve() []rotta {
	return []rotta{
		{Schema: "GET /prove", Ruoli: conNomi, Fa: (*pagina).prove},
		{Schema: "POST /prove/fascicolo", Ruoli: conNomi, Fa: (*pagina).fascicolo},
		{Schema: "POST /prove/estratto", Ruoli: legali, Fa: (*pagina).estratto},
		{Schema: "POST /prove/periodo-di-prova", Ruoli: conNomi, Fa: (*pagina).periodoDiProva},
		{Schema: "GET /prove/accessi", Ruoli: leggonoRegistro, Fa: (*pagina).accessi},
	}
}

// campiProve are what the search form asks for.
type campiProve struct {
	Q, CF, Indirizzo, MsgID, Protocollo, Rif, Tipo, Esito, Dal, Al string
}

// prove searches messages and letters; without a question it shows the form alone.
func (p *pagina) prove() error {
	q := p.r.URL.Query()
	get := func(name string) string { return taglia(strings.TrimSpace(q.Get(name)), 300) }
	f := campiProve{get("q"), strings.ToUpper(get("cf")), get("indirizzo"), get("msgid"), get("protocollo"), get("rif"), get("tipo"), get("esito"), get("dal"), get("al")}
	v := struct {
		Campi   campiProve
		Tipi    []string
		Chiesto bool
		Voci    []rules.Voce
		Altre   int
		Circa   bool
		Dopo    string
		Lacune  map[string]int
		Legale  bool
	}{Campi: f, Tipi: rules.TipiNoti(), Legale: p.ha(legali...)}
	if f == (campiProve{}) {
		return p.pagina("prove", "Prove", v)
	}
	r, _ := ricercaLibera(f.Q)
	for _, x := range []struct {
		from string
		into *string
	}{{f.CF, &r.CF}, {f.Indirizzo, &r.Indirizzo}, {f.MsgID, &r.MsgID}, {f.Protocollo, &r.Protocollo}, {f.Rif, &r.Rif}, {f.Tipo, &r.Tipo}, {f.Esito, &r.Esito}} {
		if x.from != "" {
			*x.into = x.from
		}
	}
	var err error
	if r.Dal, r.Al, err = giorni(f.Dal, f.Al); err != nil {
		return err
	}
	page, err := p.Env.Cerca(p.r.Context(), r, perPagina, q.Get("dopo"), get("motivo"))
	if err != nil {
		return diRicerca(err)
	}
	v.Chiesto, v.Voci, v.Altre, v.Circa, v.Lacune = true, page.Voci, page.Altre, page.Circa, page.Lacune
	if page.Prossima != "" {
		v.Dopo = con(q, "/prove", "dopo", page.Prossima)
	}
	if q.Get("frammento") != "" {
		return p.frammento("prove", "risultati", v)
	}
	return p.pagina("prove", "Prove", v)
}

// fascicolo makes the evidence of one matter and hands it out. What could not be verified is handed out too, under a name that says so.
func (p *pagina) fascicolo() error {
	form := func(name string) string { return strings.TrimSpace(p.r.PostFormValue(name)) }
	why := strings.Join(strings.Fields(form("motivo")), " ")
	if why == "" {
		return richiesta("Serve il motivo: resta nel registro accanto a chi ha preso il fascicolo.")
	}
	args := []string{"evidence", "export", opzione("motivo", why)}
	if form("comunicazione") == "" && !p.ha(legali...) {
		return richiesta("La segreteria può prendere il fascicolo di una comunicazione; gli altri li prende chi ha il ruolo legale o presidente.")
	}
	for _, x := range [][2]string{{"comunicazione", "communication"}, {"richiesta", "request"}, {"iscritto", "member"}, {"diffida", "diffida"}, {"campagna", "campaign"}, {"dal", "from"}, {"al", "to"}} {
		if v := form(x[0]); v != "" {
			args = append(args, opzione(x[1], v))
		}
	}
	if form("deposito") != "" {
		args = append(args, "--deposito")
	}
	var files []file
	p.Env.Save = func(name string, b []byte) error {
		files = append(files, file{filepath.Base(name), bytes.Clone(b)})
		return nil
	}
	detto, ok := p.esegue(args...)
	if len(files) == 0 {
		return richiesta("%s", detto)
	}
	name, content := files[0].nome, files[0].byte
	if len(files) > 1 {
		var err error
		if name, content, err = insieme(files); err != nil {
			return err
		}
	}
	if !ok {
		name = strings.TrimSuffix(name, ".zip") + "-NON-VERIFICATO.zip"
		p.c.log.Warn("un fascicolo esce non verificato", "file", name)
	}
	p.scarica(name, "application/zip", content)
	return nil
}

type file struct {
	nome string
	byte []byte
}

// insieme puts the parts of a deposit into one file; they are compressed already.
func insieme(files []file) (name string, b []byte, err error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.nome, Method: zip.Store})
		if err != nil {
			return "", nil, fmt.Errorf("packing the deposit: %w", err)
		}
		if _, err := w.Write(f.byte); err != nil {
			return "", nil, fmt.Errorf("packing the deposit: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return "", nil, fmt.Errorf("packing the deposit: %w", err)
	}
	return strings.TrimSuffix(files[0].nome, ".zip") + "-deposito.zip", out.Bytes(), nil
}

// estratto shows whether a message came in a period, to be printed and signed by an officer.
func (p *pagina) estratto() error {
	form := func(name string) string { return strings.TrimSpace(p.r.PostFormValue(name)) }
	args := []string{"evidence", "absence", opzione("from", form("dal")), opzione("to", form("al")), opzione("motivo", form("motivo"))}
	switch chi := form("chi"); {
	case chi == "" || form("dal") == "" || form("al") == "" || form("motivo") == "":
		return richiesta("Servono di chi, le due date e il motivo.")
	case strings.Contains(chi, "@"):
		args = append(args, opzione("address", chi))
	default:
		args = append(args, opzione("member", chi))
	}
	detto, ok := p.esegue(args...)
	if !ok && p.out.Len() == 0 {
		return richiesta("%s", detto)
	}
	return p.pagina("estratto", "Estratto dal registro della casella", struct{ Testo string }{p.out.String()})
}

// periodoDiProva is the report of the trial, as a table for a spreadsheet.
func (p *pagina) periodoDiProva() error {
	detto, ok := p.esegue("report", "--prova", "--csv")
	if !ok {
		return richiesta("%s", detto)
	}
	p.scarica("periodo-di-prova.csv", "text/csv; charset=utf-8", p.out.Bytes())
	return nil
}

// accessi shows who looked.
func (p *pagina) accessi() error {
	q := p.r.URL.Query()
	di, utente := taglia(strings.TrimSpace(q.Get("di")), 100), taglia(strings.TrimSpace(q.Get("utente")), 100)
	key := strings.ToUpper(di)
	if len(di) == 64 {
		key = strings.ToLower(di)
	}
	list, next, err := p.Env.Accessi(key, utente, int64(numero(q.Get("prima"))), perPagina)
	if err != nil {
		return err
	}
	dopo := ""
	if next > 0 {
		dopo = con(q, "/prove/accessi", "prima", fmt.Sprint(next))
	}
	return p.pagina("accessi", "Chi ha guardato", struct {
		Di, Utente string
		Righe      any
		Dopo       string
	}{di, utente, list, dopo})
}
