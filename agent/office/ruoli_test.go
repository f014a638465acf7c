package office_test

import (
	"testing"

	"pecagent/agent/office"
	"pecagent/rules"
)

// TestRuoli: where the configuration names persons, each does what his roles are for; anybody may look and stop.
func TestRuoli(t *testing.T) {
	u := conCaso(t)
	u.env.Policy.Persone = []rules.Persona{{Utente: "anna", Ruoli: []string{rules.Segreteria}}, {Utente: "luigi", Ruoli: []string{rules.Legale}},
		{Utente: "bruno", Ruoli: []string{rules.Presidente, rules.Revisore}}}
	for _, c := range []struct {
		who  string
		args []string
		may  bool
	}{
		{"anna", []string{"review", "list"}, true}, {"luigi", []string{"review", "list"}, true}, {"sconosciuto", []string{"members", "list"}, true},
		{"luigi", []string{"mode"}, true}, {"luigi", []string{"act"}, true},
		{"anna", []string{"mode", "proponi"}, false}, {"bruno", []string{"mode", "proponi"}, true},
		{"luigi", []string{"stop"}, true}, {"luigi", []string{"resume"}, false}, {"anna", []string{"resume"}, true},
		{"luigi", []string{"act", "kit-requested", "--cf", "CNTLCU88R19A944D", "--date", "2026-11-20"}, false},
		{"sconosciuto", []string{"act", "kit-requested", "--cf", "CNTLCU88R19A944D", "--date", "2026-11-20"}, false},
		{"anna", []string{"act", "kit-requested", "--cf", "CNTLCU88R19A944D", "--date", "2026-11-20"}, true},
		{"luigi", []string{"review", "reject", "SEG-2026-000001", "--note", "no"}, false},
	} {
		u.env.Attore = rules.Attore{Tipo: "persona", ID: c.who}
		u.out.Reset()
		u.err.Reset()
		if code := office.Run(t.Context(), &u.env, c.args); (code == office.ExitOK) != c.may {
			t.Errorf("%s %q: %d %s", c.who, c.args, code, u.err.String())
		} else if !c.may {
			contiene(t, c.who, u.err.String(), "non ha uno di questi ruoli")
		}
	}
}
