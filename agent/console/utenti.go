package console

import (
	"net/http"
	"strings"

	"pecagent/agent/utenze"
	"pecagent/rules"
)

// rotteUtenti are a person's own access, and for administrators that of all.
func rotteUtenti() []rotta {
	amministra := []string{rules.Amministratore}
	return []rotta{
		{Schema: "GET /accesso", Ruoli: tutti, Fa: (*pagina).accesso},
		{Schema: "POST /accesso/password", Ruoli: tutti, Fa: (*pagina).cambiaPassword, Riprova: true},
		{Schema: "POST /accesso/termina", Ruoli: tutti, Fa: (*pagina).termina},
		{Schema: "GET /utenti", Ruoli: amministra, Fa: (*pagina).utenti},
		{Schema: "POST /utenti", Ruoli: amministra, Fa: (*pagina).nuovoUtente, Riprova: true},
		{Schema: "POST /utenti/{utente}/{cosa}", Ruoli: amministra, Fa: (*pagina).cambiaUtente, Riprova: true},
	}
}

// accesso shows a person's sessions and lets him change his password.
func (p *pagina) accesso() error { return p.mostraAccesso(http.StatusOK, "", "") }

func (p *pagina) mostraAccesso(status int, said, wrong string) error {
	p.mostra(status, "accesso", "Il mio accesso", struct {
		Sessioni      []sessione
		Questa        string
		Detto, Errore string
		Minimo        int
	}{p.c.sessioni.elenco(p.Chi.Utente), p.sessione.ID, said, wrong, utenze.MinimoPassword})
	return nil
}

// cambiaPassword replaces the password; the other sessions end with the old one.
func (p *pagina) cambiaPassword() error {
	next, user := p.r.PostFormValue("nuova"), p.Chi.Utente
	if next != p.r.PostFormValue("ripeti") {
		return p.mostraAccesso(http.StatusUnprocessableEntity, "", "Le due password sono diverse.")
	}
	if err := utenze.Adatta(next, user, p.Chi.Nome); err != nil {
		return p.mostraAccesso(http.StatusUnprocessableEntity, "", err.Error())
	}
	if err := p.c.utenze().CambiaPassword(user, next); err != nil {
		return err
	}
	p.annota(p.attore(), "password della console cambiata; le altre sessioni sono chiuse")
	p.c.sessioni.chiudi(func(x *sessione) bool { return x.Utente == user })
	manda(p.w, p.r, p.c.sessioni.apri(user, indirizzoDi(p.r), p.r.UserAgent(), p.c.utenze().Versione(user)))
	return p.torna("/accesso", "La password è cambiata. Le altre sessioni sono chiuse.", true)
}

// termina ends one of the person's own sessions.
func (p *pagina) termina() error {
	id := p.r.PostFormValue("sessione")
	if p.c.sessioni.chiudi(func(x *sessione) bool { return x.ID == id && x.Utente == p.Chi.Utente }) == 0 {
		return p.torna("/accesso", "La sessione era già chiusa.", false)
	}
	p.annota(p.attore(), "una propria sessione della console chiusa")
	return p.torna("/accesso", "La sessione è chiusa.", true)
}

func (p *pagina) utenti() error { return p.mostraUtenti(http.StatusOK, "", false) }

// mostraUtenti shows the users and what the last change said; a one-time code stands in this answer alone, never in an address.
func (p *pagina) mostraUtenti(status int, said string, ok bool) error {
	type riga struct {
		rules.Utente
		Credenziali bool
	}
	list, err := p.Env.Utenti()
	if err != nil {
		return err
	}
	d := struct {
		Utenti []riga
		Ruoli  []string
		Detto  string
		OK     bool
	}{Ruoli: rules.Ruoli(), Detto: said, OK: ok}
	for _, u := range list {
		d.Utenti = append(d.Utenti, riga{u, p.c.utenze().Ha(u.Utente)})
	}
	p.mostra(status, "utenti", "Utenti della console", d)
	return nil
}

func (p *pagina) nuovoUtente() error {
	return p.suUtenti("add", strings.TrimSpace(p.r.PostFormValue("utente")), "--nome="+p.r.PostFormValue("nome"), "--ruoli="+strings.Join(p.r.PostForm["ruoli"], ","))
}

func (p *pagina) cambiaUtente() error {
	user := p.r.PathValue("utente")
	switch what := p.r.PathValue("cosa"); what {
	case "ruoli":
		return p.suUtenti("roles", user, strings.Join(p.r.PostForm["ruoli"], ","))
	case "disattiva":
		return p.suUtenti("disable", user)
	case "riattiva":
		return p.suUtenti("enable", user)
	case "azzera":
		return p.suUtenti("reset", user)
	}
	return errNonTrovata
}

// suUtenti runs a users command with the person's name; an argument is never an option.
func (p *pagina) suUtenti(verb, user string, args ...string) error {
	if user == "" || strings.HasPrefix(user, "-") {
		return richiesta("Manca il nome dell'utente.")
	}
	said, ok := p.esegue(append([]string{"users", verb, user}, args...)...)
	status := http.StatusOK
	if !ok {
		status = http.StatusUnprocessableEntity
	}
	return p.mostraUtenti(status, said, ok)
}
