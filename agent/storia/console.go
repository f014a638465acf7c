package storia

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"pecagent/agent"
	"pecagent/rules"
)

// accessi is how the console of a demonstration that stays up is entered: one account a role, one password, no second factor.
type accessi struct {
	URL      string
	Utenti   []string
	Password string
}

var nomiDemo = map[string]string{rules.Segreteria: "Maria Neri", rules.Presidente: "Giulia Verdi", rules.Legale: "Aldo Legge",
	rules.Amministratore: "Sara Bianchi", rules.Revisore: "Renzo Conti"}

var codiceDemo = regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){3}`)

// apriConsole makes the accounts as a person would: pecagent users add, then the page of the first access.
func (r *regia) apriConsole() (x accessi, err error) {
	s, err := r.remote.Status(r.ctx)
	if err != nil {
		return x, err
	}
	if s.Console == "" {
		return x, fmt.Errorf("la console non è in funzione: %s", r.agente.tail())
	}
	u, err := url.Parse(s.Console)
	if err != nil {
		return x, err
	}
	x.URL = "http://localhost:" + u.Port()
	for _, role := range rules.Ruoli() {
		code, err := r.invita(role)
		if err != nil {
			return x, err
		}
		if x.Password == "" {
			x.Password = "demo-" + code // chance, like the code itself
		}
		if err := registra(r.ctx, s.Console, role, code, x.Password); err != nil {
			return x, fmt.Errorf("registrando %s nella console: %w", role, err)
		}
		x.Utenti = append(x.Utenti, role)
	}
	return x, nil
}

// invita makes the account of a role and gives its one-time code.
func (r *regia) invita(role string) (string, error) {
	reply, err := r.remote.Run(r.ctx, agent.Call{Args: []string{"users", "add", role, "--nome", nomiDemo[role], "--ruoli", role}})
	if err != nil {
		return "", err
	}
	code := codiceDemo.FindString(string(reply.Out))
	if reply.Code != 0 || code == "" {
		return "", fmt.Errorf("creando l'utente %s: %s%s", role, reply.Out, reply.Err)
	}
	return code, nil
}

// registra sends the form of the first access; what it leads to is the page after the login.
func registra(ctx context.Context, base, user, code, password string) error {
	form := url.Values{"utente": {user}, "codice": {code}, "password": {password}, "ripeti": {password}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/primo-accesso", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", base)
	c := &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("la console risponde %s", res.Status)
	}
	return nil
}
