package console

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"pecagent/agent/office"
	"pecagent/agent/utenze"
	"pecagent/rules"
)

// TestSegreti: password, second factor, its codes, one-time codes and cookies are in no record of the log of events, in no line of the
// program's log at any level, and on no page but the one that gives them.
func TestSegreti(t *testing.T) {
	p := nuovaPorta(t, false)
	var said bytes.Buffer
	con, err := New(Options{Log: slog.New(slog.NewJSONHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug})), Utenze: p.cred, Ora: p.con.ora, Env: func(a rules.Attore) *office.Env {
		e := p.env
		e.Attore, e.Utenze = a, p.cred
		return &e
	}})
	must(t, err)
	p.con = con
	first, err := p.con.CodicePrimo()
	must(t, err)
	b := p.browser()
	secret := b.registra("sara", "Sara Bianchi", first)
	invite := b.vuole(200, "POST", "/utenti", url.Values{"utente": {"maria"}, "nome": {"Maria Neri"}, "ruoli": {rules.Segreteria}})
	invite = codiceMonouso.FindString(invite)
	secrets := []string{frase, secret, raggruppa(secret), first, utenze.Impronta(first), invite, utenze.Impronta(invite), b.biscotti["pecagent"], "sbagliata sbagliata", "argon2id$"}
	code := p.codice(secret)
	other := p.browser()
	other.entra(401, "sara", "sbagliata sbagliata", code)
	other.entra(401, "sbagliata sbagliata", "sbagliata sbagliata", code)
	other.entra(303, "sara", frase, code)
	secrets = append(secrets, other.biscotti["pecagent"])
	for _, target := range []string{"/", "/utenti", "/accesso", "/registro", "/sistema", "/quadro", "/conferma", "/non-c-e"} {
		_, page := other.manda("GET", target, nil)
		said.WriteString(page)
	}
	other.manda("POST", "/utenti/maria/"+strings.Repeat("x", 2000), nil)
	must(t, p.env.Store.Events(0, func(ev rules.Event) bool {
		line, err := json.Marshal(ev)
		must(t, err)
		said.Write(line)
		return true
	}))
	if !strings.Contains(said.String(), "accesso riuscito alla console") || invite == "" {
		t.Fatal("nothing was recorded")
	}
	for _, s := range secrets {
		if strings.Contains(said.String(), s) {
			t.Errorf("%q is written where it can be read", s)
		}
	}
}
