package main

import (
	"os"
	"strings"
	"testing"
)

// TestNotices: the commands say what is missing, never need a store, and leave exit codes of cli.md.
func TestNotices(t *testing.T) {
	t.Parallel()
	u := nuovoUfficio(t, semplice)
	u.vuole(2, []string{"notices", "confirm CODICE"}, "notices")
	u.vuole(2, nil, "notices", "altro")
	u.vuole(1, []string{"[avvisi]"}, "notices", "test")
	u.vuole(1, []string{"nessun codice è in attesa"}, "notices", "confirm", "12345678")
	check := func(want string) {
		t.Helper()
		if e := u.fa("check", "--offline"); e.code != 1 || !strings.Contains(e.out, "MANCA   avvisi") || !strings.Contains(e.out, want) {
			t.Errorf("check does not say %q: %+v", want, e)
		}
	}
	check("nessun server in [avvisi]")
	u.scrivi("password", "x\n")
	u.scrivi("pecagent.toml", semplice+"[avvisi]\nhost = \"127.0.0.1\"\nport = 1\nuser = \"robot@posta.example\"\npassword_file = \"password\"\na = [\"anna@posta.example\"]\n")
	u.vuole(1, nil, "notices", "show")
	check("indirizzi non provati: [anna@posta.example]")
	e := u.fa("notices", "test")
	if e.code != 1 || e.out == "" {
		t.Errorf("a server that is not there: %+v", e)
	}
	if _, err := os.Stat(u.path("data/log")); err == nil {
		t.Error("the commands made a store")
	}
}
