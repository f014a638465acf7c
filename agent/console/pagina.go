package console

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"pecagent/agent/office"
	"pecagent/rules"
)

// pagina is one request on its way to an answer.
type pagina struct {
	c   *Console
	w   http.ResponseWriter
	r   *http.Request
	Chi rules.Persona
	// sessione is the login, zero where the tests say who asks.
	sessione sessione
	// Env is what the commands work with, in the person's name; what they print is in out and err.
	Env      *office.Env
	out, err bytes.Buffer
	// perduta: this look at personal data is not in the log.
	perduta bool
}

// Errors that become pages. Any other is a fault: status 500, its words in the program's log.
var (
	errNonTrovata = errors.New("pagina non trovata")
	errVietata    = errors.New("il suo ruolo non comprende questa pagina")
)

// errRichiesta is a request that cannot be served as it is; its text is for the person.
type errRichiesta struct{ text string }

func (e errRichiesta) Error() string { return e.text }

func richiesta(format string, args ...any) error { return errRichiesta{fmt.Sprintf(format, args...)} }

// serve finds out who asks, whether he may, and answers.
func (c *Console) serve(w http.ResponseWriter, r *http.Request, rt rotta) {
	p := &pagina{c: c, w: w, r: r}
	p.riconosce()
	p.Env = c.o.Env(p.attore())
	p.Env.Out, p.Env.Err = &p.out, &p.err
	p.Env.Perduta = func(command string, err error) {
		p.perduta = true
		c.log.Error("una consultazione nella console non è stata registrata", "utente", p.Chi.Utente, "comando", command, "perche", err)
	}
	c.presta(p.Env)
	if !rt.Aperta && p.Chi.Utente == "" {
		p.vaiEntra()
		return
	}
	err := errVietata
	if goOn := rt.Aperta || p.ha(rt.Ruoli...); goOn {
		if err = r.ParseForm(); err != nil {
			err = richiesta("Il modulo non si legge o è troppo grande.")
		}
		if goOn = err == nil; goOn && rt.Riprova && !p.fresca() {
			goOn, err = p.chiede()
		}
		if goOn {
			err = rt.Fa(p)
		}
	}
	if err != nil {
		p.errore(err)
	}
	if r.Method == http.MethodPost && c.o.Dopo != nil {
		c.o.Dopo()
	}
}

// riconosce finds out who asks: the user of a session that still holds, with the roles he has now.
func (p *pagina) riconosce() {
	if p.c.o.Chi != nil {
		p.Chi = p.c.o.Chi(p.r)
		return
	}
	x, ok := p.c.sessioni.trova(gettoneDi(p.r))
	if !ok || x.versione != p.c.utenze().Versione(x.Utente) {
		return
	}
	e := p.c.o.Env(rules.Agente)
	users, err := e.Utenti()
	if err == nil && slices.ContainsFunc(users, func(u rules.Utente) bool { return u.Utente == x.Utente && u.Attivo }) {
		var all []rules.Persona
		all, err = e.Persone()
		if i := slices.IndexFunc(all, func(c rules.Persona) bool { return c.Utente == x.Utente }); i >= 0 {
			p.Chi, p.sessione = all[i], x
		}
	}
	if err != nil { // nobody, as long as it cannot be read
		p.c.log.Error("gli utenti della console non si leggono", "perche", err)
	}
}

// vaiEntra leads to the login, and back from it after a page was asked for.
func (p *pagina) vaiEntra() {
	to := "/entra"
	if p.r.Method == http.MethodGet && p.r.URL.Path != "/" {
		to += "?dopo=" + queryEscape(p.r.URL.RequestURI())
	}
	http.Redirect(p.w, p.r, to, http.StatusSeeOther)
}

func (p *pagina) attore() rules.Attore {
	return rules.Attore{Tipo: "persona", ID: p.Chi.Utente, Ruolo: strings.Join(p.Chi.Ruoli, ",")}
}

// ha reports whether the person has one of these roles.
func (p *pagina) ha(ruoli ...string) bool {
	return slices.ContainsFunc(p.Chi.Ruoli, func(r string) bool { return slices.Contains(ruoli, r) })
}

// esegue runs a command of package office in the person's name and gives what it said. The words are for people.
func (p *pagina) esegue(args ...string) (detto string, ok bool) {
	if slices.ContainsFunc(args, func(a string) bool { return a == "-h" || a == "--help" }) {
		return "La richiesta non è valida.", false // a place of the form is no request for help, which would pass for success
	}
	p.out.Reset()
	p.err.Reset()
	code := office.Run(p.r.Context(), p.Env, args)
	return strings.TrimSpace(p.out.String() + strings.TrimPrefix(p.err.String(), "pecagent: ")), code == office.ExitOK
}

// opzione is an option of a command with what was typed for it, whatever that begins with.
func opzione(name, typed string) string { return "--" + name + "=" + typed }

// errore answers with a page that says what is wrong.
func (p *pagina) errore(err error) {
	status, text := http.StatusInternalServerError, "Qualcosa non ha funzionato. L'errore è nel registro del programma; riprovare, e se continua chiamare chi lo mantiene."
	var known errRichiesta
	switch {
	case errors.Is(err, errNonTrovata):
		status, text = http.StatusNotFound, "Questa pagina non c'è."
	case errors.Is(err, errVietata):
		status, text = http.StatusForbidden, "Il suo ruolo non comprende questa pagina o questo comando."
	case errors.As(err, &known):
		status, text = http.StatusUnprocessableEntity, known.text
	default:
		p.c.log.Error("una pagina della console non è riuscita", "percorso", p.r.URL.Path, "perche", err)
	}
	p.mostra(status, "errore", "Non riuscito", text)
}
