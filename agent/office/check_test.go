package office_test

import (
	"strings"
	"testing"
	"time"

	"pecagent/rules"
)

// TestCheckDiceCheCosaManca: a store without a register and an alarm that nobody has looked at are not "all is well"; a stop
// keeps its reason whatever mode is chosen; a file without a line is no register.
func TestCheckDiceCheCosaManca(t *testing.T) {
	u := nuovoUfficio(t, rules.Osserva)
	check := func(want string, also ...string) {
		t.Helper()
		code, out, _ := u.esegue("check", "store")
		if code != 1 {
			t.Errorf("check: exit %d", code)
		}
		contiene(t, want, out, also...)
	}
	check("no register", "MANCA   iscritti                 nessuno nel registro")
	u.env.Files["vuoto.csv"] = []byte("codice_fiscale;cognome;nome;numero_iscrizione;stato;data_stato;domicilio_digitale;in_inipec;casella_ordine;stato_casella;data_casella;diffida_notificata;email_ordinaria\n")
	contiene(t, "a register without lines", u.fallisce(1, "members", "import", "vuoto.csv"), "nessuna riga")
	u.albo()
	u.riesce("members", "import", "iscritti.csv")
	u.riesce("check", "store")

	u.commit(rules.Segnalata{Now: u.ora, Tipo: "casella_altra", Cosa: "prova", Perche: "La casella sembra un'altra.", Urgente: true})
	check("an alarm", "MANCA   allarme SEG-2026-000001 ", "La casella sembra un'altra.")
	u.riesce("review", "approve", "SEG-2026-000001", "--note", "guardata")
	u.riesce("check", "store")

	now := u.ora
	u.ora = now.Add(-time.Hour)
	contiene(t, "a clock that went back", u.riesce("check", "store"), "avviso  orologio                 è indietro: l'ultimo evento registrato è del ")
	u.ora = now.Add(-5 * time.Minute)
	if out := u.riesce("check", "store"); strings.Contains(out, "orologio") {
		t.Errorf("clocks differ by minutes:\n%s", out)
	}
	u.ora = now

	u.riesce("stop", "--perche", "ferie")
	u.riesce("mode", "proponi")
	check("the stop", "MANCA   invio                    fermo: fermato da m.neri: ferie")
}
