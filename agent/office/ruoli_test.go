package office_test

import (
	"strings"
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

// TestAttoDaConfermare: the second person reads the whole act before he confirms it, its documents by their digest too.
func TestAttoDaConfermare(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	u.env.Policy.Persone = []rules.Persona{{Utente: "m.neri", Ruoli: []string{rules.Segreteria, rules.Presidente}}, {Utente: "bruno", Ruoli: []string{rules.Presidente}}}
	u.env.Files["delibera.pdf"] = []byte("delibera 7/2026")
	var due rules.VoceAtto
	for _, v := range rules.VociAtto() {
		if v.Due && v.Comando == "suspension" {
			due = v
		}
	}
	if due.Comando == "" || !due.Documento {
		t.Fatalf("the suspension is %+v", due)
	}
	a := rules.Atto{ID: "ATT-2026-000001", Tipo: due.Tipo, CF: "CNTLCU88R19A944D", Caso: "DIF-2026-000001", Giorno: "2026-11-20", Numero: "7/2026", Organo: "Consiglio",
		Spunte: []string{"sportello"}, Documenti: []rules.Documento{{SHA256: strings.Repeat("ab", 32), Nome: "delibera.pdf"}}, Stato: rules.AttoDaConfermare, Da: "m.neri"}
	c := rules.Compito{ID: "SEG-2026-000001", Tipo: rules.SegAtto, Atto: a.ID, CF: a.CF, Stato: rules.Aperto, Perche: "Atto da confermare."}
	_, err := u.env.Store.Commit(t.Context(), func(rules.Snapshot) rules.Decision {
		return rules.Decision{Events: []rules.Event{{Kind: rules.KAtto, Atto: &a}, {Kind: rules.KCompito, Compito: &c}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	contiene(t, "show", u.riesce("review", "show", c.ID), "registrato da m.neri", "2026-11-20", "7/2026", "Consiglio", "sportello", "delibera.pdf (SHA-256 "+strings.Repeat("ab", 32)+")", "DIF-2026-000001")
}
