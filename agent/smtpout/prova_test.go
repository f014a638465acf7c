package smtpout

import (
	"strings"
	"testing"
)

// TestProva: the login is tried once and nothing is sent.
func TestProva(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at, how string
		want    Esito
		login   bool
	}{{"", "", Inviata, false}, {"auth", "5xx", Rinviata, true}, {"greeting", "cut", Rinviata, false}, {"tls", "cut", Rinviata, false}} {
		s := serve(t, c.at, c.how)
		if r := Prova(bg(t), s.options()); r.Esito != c.want || r.Login != c.login {
			t.Errorf("%s %s: %+v", c.at, c.how, r)
		}
		s.mu.Lock()
		for _, line := range s.commands {
			if strings.HasPrefix(line, "MAIL") {
				t.Errorf("said %q", line)
			}
		}
		s.mu.Unlock()
	}
}
