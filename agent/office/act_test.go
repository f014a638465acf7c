package office_test

import (
	"os"
	"path/filepath"
	"testing"

	"pecagent/agent/office"
	"pecagent/rules"
)

// TestAttoDettoMale: what a secretary types wrong is told in Italian, with the option that he has to give or to leave out.
func TestAttoDettoMale(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	dir := t.TempDir()
	closed := filepath.Join(dir, "chiuso.pdf")
	if err := os.WriteFile(closed, []byte("x"), 0); err != nil {
		t.Fatal(err)
	}
	u.env.Files = nil // read where the command runs
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{office.ExitUsage, "opzione sconosciuta: --giorno\n", []string{"kit-requested", "--giorno", "2026-11-20"}},
		{office.ExitUsage, "dopo l'opzione --date manca il suo valore\n", []string{"kit-requested", "--date"}},
		{office.ExitUsage, "l'opzione --immediate non può valere \"forse\"\n", []string{"suspension", "--immediate=forse"}},
		{office.ExitUsage, "---date non è un'opzione\n", []string{"kit-requested", "---date"}},
		{office.ExitUsage, "kit-requested vuole anche --date (il giorno in cui è avvenuto, aaaa-mm-gg)\n", []string{"kit-requested", "--cf", "CNTLCU88R19A944D"}},
		{office.ExitUsage, "kit-requested non prende --body (l'organo che ha deliberato)\n",
			[]string{"kit-requested", "--cf", "CNTLCU88R19A944D", "--date", "2026-11-20", "--body", "Consiglio"}},
		{office.ExitUsage, "non è una data: si scrive aaaa-mm-gg\n", []string{"kit-requested", "--cf", "CNTLCU88R19A944D", "--date", "20/11/2026"}},
		{office.ExitWrong, "il file \"" + filepath.Join(dir, "manca.pdf") + "\" non esiste\n", []string{"kit-requested", "--cf", "CNTLCU88R19A944D", "--date", "2026-11-20", "--document", filepath.Join(dir, "manca.pdf")}},
		{office.ExitWrong, "il file \"" + dir + "\" non si legge: è una cartella\n", []string{"kit-requested", "--cf", "CNTLCU88R19A944D", "--date", "2026-11-20", "--document", dir}},
		{office.ExitWrong, "il file \"" + closed + "\" non si può leggere: mancano i permessi\n", []string{"kit-requested", "--cf", "CNTLCU88R19A944D", "--date", "2026-11-20", "--document", closed}},
	} {
		if os.Geteuid() == 0 && c.args[len(c.args)-1] == closed {
			continue // root reads everything
		}
		contiene(t, c.says, u.fallisce(c.code, append([]string{"act"}, c.args...)...), c.says)
	}
}
