package console

import (
	"errors"
	"strings"

	"pecagent/agent/office"
	"pecagent/rules"
)

// rotteComunicazioni are the pages of what the Order wrote.
func rotteComunicazioni() []rotta {
	return []rotta{
		{Schema: "GET /comunicazioni", Ruoli: conNomi, Fa: (*pagina).comunicazioni},
		{Schema: "GET /comunicazione/{id}", Ruoli: conNomi, Fa: (*pagina).comunicazione},
		{Schema: "GET /comunicazione/{id}/eml", Ruoli: conNomi, Fa: (*pagina).letteraEML},
		{Schema: "POST /comunicazione/{id}/ritira", Ruoli: ufficio, Fa: (*pagina).ritira},
		{Schema: "GET /comunicazioni/recapiti/{id}", Ruoli: conNomi, Fa: (*pagina).recapiti},
	}
}

// rigaLettera is a letter in the list.
type rigaLettera struct {
	rules.Lettera
	Titolo, Chi string
}

// comunicazioni lists the letters, the newest first.
func (p *pagina) comunicazioni() error {
	q := p.r.URL.Query()
	text := taglia(strings.TrimSpace(q.Get("q")), 200)
	r := rules.Ricerca{}
	if text != "" {
		if found, ok := ricercaLibera(text); ok {
			r = found
		}
	}
	r.Tipo, r.Esito = "lettera", strings.ToUpper(q.Get("stato"))
	from, to, err := giorni(q.Get("dal"), q.Get("al"))
	if err != nil {
		return err
	}
	r.Dal, r.Al = from, to
	page, err := p.Env.Cerca(p.r.Context(), r, perPagina, q.Get("dopo"), "")
	if err != nil {
		return diRicerca(err)
	}
	if err := p.c.specchio.Aggiorna(p.Env); err != nil { // the names
		return err
	}
	rows := make([]rigaLettera, 0, len(page.Voci))
	for _, v := range page.Voci {
		if l := v.Lettera; l != nil {
			rows = append(rows, rigaLettera{*l, p.Env.Modelli.Titolo(l.Modello), p.c.specchio.Nome(l.CF)})
		}
	}
	next := ""
	if page.Prossima != "" {
		next = con(q, "/comunicazioni", "dopo", page.Prossima)
	}
	v := struct {
		Testo, Stato, Dal, Al string
		Stati                 any
		Righe                 []rigaLettera
		Altre                 int
		Circa                 bool
		Dopo                  string
	}{text, r.Esito, q.Get("dal"), q.Get("al"), statiLettera, rows, page.Altre, page.Circa, next}
	if q.Get("frammento") != "" {
		return p.frammento("comunicazioni", "risultati", v)
	}
	return p.pagina("comunicazioni", "Comunicazioni", v)
}

// comunicazione is one letter with its receipts.
func (p *pagina) comunicazione() error {
	v, err := p.Env.Lettera(p.r.Context(), p.r.PathValue("id"))
	if errors.Is(err, office.ErrLettera) {
		return errNonTrovata
	}
	if err != nil {
		return err
	}
	return p.pagina("comunicazione", v.ID, struct {
		office.VistaLettera
		Passi     []tappa
		SiRitira  bool
		Esportare bool
	}{v, tappe(v.Lettera), (v.Stato == rules.LProposta || v.Stato == rules.LInPartenza || v.Stato == rules.LInCoda) && p.ha(ufficio...), true})
}

// letteraEML is the letter as it left, to keep.
func (p *pagina) letteraEML() error {
	id := strings.ToUpper(p.r.PathValue("id"))
	b, err := p.Env.LetteraEML(p.r.Context(), id)
	if errors.Is(err, office.ErrLettera) {
		return errNonTrovata
	}
	if err != nil {
		return err
	}
	p.scarica(id+".eml", "application/octet-stream", b)
	return nil
}

// tappa is one step of a letter on its way.
type tappa struct {
	Nome, Quando string
	Fatta, Male  bool
}

// tappe are the steps of a letter, those to come included.
func tappe(l rules.Lettera) []tappa {
	list := []tappa{{"scritta", office.Giorno(l.Creata), !l.Creata.IsZero(), false},
		{"consegnata al server", office.Giorno(l.TInvio), !l.TInvio.IsZero(), l.Stato == rules.LRifiutata},
		{"accettata dal gestore", office.Giorno(l.TAccettazione), !l.TAccettazione.IsZero(), l.Stato == rules.LNonAccettata}}
	last := tappa{"consegnata nella casella", office.Giorno(l.TConsegna), !l.TConsegna.IsZero(), false}
	switch l.Stato {
	case rules.LMancata, rules.LVirus, rules.LSenzaEsito:
		last = tappa{diLettera(l.Stato).Dice, office.Giorno(l.Istante), true, true}
	case rules.LRitirata, rules.LChiusa:
		last = tappa{diLettera(l.Stato).Dice, office.Giorno(l.Istante), true, false}
	}
	return append(list, last)
}

// ritira withdraws a letter that has not left.
func (p *pagina) ritira() error {
	args := []string{"review", "withdraw", p.r.PathValue("id")}
	if note := strings.TrimSpace(p.r.PostFormValue("nota")); note != "" {
		args = append(args, opzione("note", note))
	}
	detto, ok := p.esegue(args...)
	return p.torna("/comunicazione/"+p.r.PathValue("id"), detto, ok)
}

// recapiti is the CSV of what came of a communication to many.
func (p *pagina) recapiti() error {
	detto, ok := p.esegue("report", "deliveries", p.r.PathValue("id"))
	if !ok {
		return richiesta("%s", detto)
	}
	p.scarica("recapiti-"+p.r.PathValue("id")+".csv", "text/csv; charset=utf-8", p.out.Bytes())
	return nil
}
