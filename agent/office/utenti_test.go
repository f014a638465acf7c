package office_test

import (
	"regexp"
	"testing"

	"pecagent/agent/office"
	"pecagent/agent/utenze"
	"pecagent/rules"
)

// TestUsers: the system's own user makes, changes, puts out and brings back users of the console, also where [[persone]] does not name him;
// another may as an administrator alone; the first user takes nothing from who had it without [[persone]].
func TestUsers(t *testing.T) {
	u := conCaso(t)
	var err error
	u.env.Utenze, err = utenze.Apri(utenze.Options{})
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){3}`)
	contiene(t, "no users", u.riesce("users", "list"), "La console non ha utenti")
	given := code.FindString(u.riesce("users", "add", "maria", "--nome", "Maria Neri", "--ruoli", "segreteria"))
	if !u.env.Utenze.CodiceVale("maria", given) {
		t.Errorf("%q is no code", given)
	}
	contiene(t, "list", u.riesce("users", "list"), "maria", "Maria Neri", "segreteria", "senza password")
	u.riesce("review", "list")
	u.riesce("act", "kit-requested", "--cf", "CNTLCU88R19A944D", "--date", "2026-11-20") // as before there was a user
	contiene(t, "again", u.fallisce(office.ExitWrong, "users", "add", "maria", "--nome", "M", "--ruoli", "legale"), "c'è già")
	contiene(t, "roles", u.riesce("users", "roles", "maria", "legale,revisore"), "legale, revisore")
	contiene(t, "no role", u.fallisce(office.ExitWrong, "users", "roles", "maria", "re"), "i ruoli sono")
	contiene(t, "nobody", u.fallisce(office.ExitWrong, "users", "reset", "ugo"), "non è un utente della console")
	contiene(t, "out", u.riesce("users", "disable", "maria"), "disattivato")
	if u.env.Utenze.CodiceVale("maria", given) {
		t.Error("who was put out has a code")
	}
	contiene(t, "reset", u.fallisce(office.ExitWrong, "users", "reset", "maria"), "disattivato")
	if code.FindString(u.riesce("users", "enable", "maria")) == "" || code.FindString(u.riesce("users", "reset", "maria")) == "" {
		t.Error("no new code")
	}
	u.env.Policy.Persone = []rules.Persona{{Utente: "anna", Ruoli: []string{rules.Segreteria}}, {Utente: "carla", Ruoli: []string{rules.Amministratore}}}
	u.riesce("users", "roles", "maria", "segreteria") // [[persone]] does not name him, and the machine is his
	u.env.Proprio = false
	for who, may := range map[string]bool{"anna": false, "carla": true, "sconosciuto": false} {
		u.env.Attore = rules.Attore{Tipo: "persona", ID: who}
		if got := office.Run(t.Context(), &u.env, []string{"users", "reset", "maria"}) == office.ExitOK; got != may {
			t.Errorf("%s: %v %s", who, got, u.err.String())
		}
	}
	u.env.Attore, u.env.Policy.Persone = rules.Attore{Tipo: "persona", ID: "sconosciuto"}, nil
	contiene(t, "a stranger", u.fallisce(office.ExitWrong, "users", "reset", "maria"), "non ha uno di questi ruoli")
}
