package console

import (
	"fmt"
	"strconv"
	"strings"

	"pecagent/agent/office"
)

// rotteRimasti are the lists of messages that had no effect: the initial situation, what was seen while observing, other post; and
// the trial beside what the office answered.
func rotteRimasti() []rotta {
	return []rotta{
		{Schema: "GET /rimasti/{elenco}", Ruoli: conNomi, Fa: (*pagina).rimasti},
		{Schema: "POST /rimasti/{elenco}/{sha}/adotta", Ruoli: ufficio, Fa: (*pagina).adotta},
		{Schema: "GET /periodo-di-prova", Ruoli: conNomi, Fa: (*pagina).provaAccanto},
		{Schema: "POST /periodo-di-prova/{sha}", Ruoli: ufficio, Fa: (*pagina).confrontata},
	}
}

// elenchi are the lists with what they hold, in words.
var elenchi = []struct{ Codice, Nome, Dice string }{
	{office.Iniziali, "Situazione iniziale", "Richieste dei sessanta giorni prima dell'avvio: nella casella non si riconosce una risposta a mano. Si prendono in carico una per una; poi si decidono come le altre."},
	{office.Osservati, "Visti in osservazione", "Messaggi arrivati in modo osserva: è scritto che cosa l'agente avrebbe fatto, nulla è stato fatto."},
	{office.Altra, "Altra posta", "Messaggi che non riguardano la PEC degli iscritti: nessuno di essi ha avuto risposta e non aspettano l'agente."},
}

type vistaRimasti struct {
	Elenco, Nome, Dice string
	Elenchi            any
	Righe              []office.Rimasto
	Quanti             int
	Prima, Dopo        string
	Adotta             bool
}

func (p *pagina) rimasti() error {
	v := vistaRimasti{Elenco: p.r.PathValue("elenco"), Elenchi: elenchi}
	for _, x := range elenchi {
		if x.Codice == v.Elenco {
			v.Nome, v.Dice = x.Nome, x.Dice
		}
	}
	if v.Nome == "" {
		return errNonTrovata
	}
	n, _ := strconv.Atoi(p.r.URL.Query().Get("foglio")) // what is no number is the first page
	n = min(max(n, 1), 1_000_000)
	var err error
	v.Righe, v.Quanti, err = p.Env.Rimasti(p.r.Context(), &p.c.rimasti, v.Elenco, (n-1)*perFoglio, perFoglio)
	if err != nil {
		return err
	}
	v.Adotta = v.Elenco != office.Altra && p.ha(ufficio...)
	at := func(n int) string { return fmt.Sprintf("/rimasti/%s?foglio=%d", v.Elenco, n) }
	if n > 1 {
		v.Prima = at(n - 1)
	}
	if n*perFoglio < v.Quanti {
		v.Dopo = at(n + 1)
	}
	return p.pagina("rimasti", v.Nome, v)
}

// adotta makes a task of a message.
func (p *pagina) adotta() error {
	said, ok := p.esegue("review", "adopt", p.r.PathValue("sha"))
	if ok {
		said = "Preso in carico: ora è fra le cose da decidere."
	}
	return p.torna("/rimasti/"+p.r.PathValue("elenco"), dettoDalComando(said), ok)
}

// provaAccanto shows what the agent would have answered beside what the office answered.
func (p *pagina) provaAccanto() error {
	rows, sums, err := p.Env.PeriodoDiProva(p.r.Context())
	if err != nil {
		return err
	}
	return p.pagina("prova", "Periodo di prova", struct {
		Righe  []office.RigaProva
		Somme  []office.SommaProva
		Esiti  [][2]string
		Decide bool
	}{rows, sums, office.EsitiProva(), p.ha(ufficio...)})
}

// confrontata records how the office's answer was beside the agent's.
func (p *pagina) confrontata() error {
	said, ok := p.esegue("review", "answered", p.r.PathValue("sha"), opzione("esito", p.r.PostFormValue("esito")), opzione("note", strings.TrimSpace(p.r.PostFormValue("nota"))))
	return p.torna("/periodo-di-prova", dettoDalComando(said), ok)
}
