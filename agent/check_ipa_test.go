package agent

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/agent/config"
)

// TestCheckIPA: check says how many public bodies' addresses are known, and what is wrong with a table.
func TestCheckIPA(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"enti.csv": "Mail1,Tipo_Mail1\nA@pec.ente.example,Pec\nb@pec.ente.example,pec\nx,pec\nc@ente.example,Altro\n",
		"solo.csv": "Mail1,Tipo_Mail1\nc@ente.example,Altro\n", "altro.csv": "a,b\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for file, want := range map[string]struct {
		ok   bool
		says string
	}{
		"":            {true, "nessun elenco indicato"},
		"enti.csv":    {true, "2 indirizzi PEC di pubbliche amministrazioni; enti.csv: 2 in 4 righe, 1 illeggibili scartati"},
		"solo.csv":    {false, "nessun indirizzo di tipo pec"},
		"altro.csv":   {false, "no columns Mail1"},
		"assente.csv": {false, "key ipa_file: open "},
	} {
		cfg, err := config.Parse("ipa_file = \""+file+"\"\n[ordine]\npec = \"segreteria@pec.ordine-prova.example\"\n", dir)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, v := range inForce(cfg) {
			if v.Cosa == "elenco IPA" {
				found = true
				if v.OK != want.ok || !strings.Contains(v.Dice, want.says) {
					t.Errorf("%q: %v %s", file, v.OK, v.Dice)
				}
			}
		}
		if !found {
			t.Errorf("%q: check says nothing of the table", file)
		}
	}
}
