package office

import (
	"testing"
	"time"

	"pecagent/rules"
)

// TestVistiDueVolte: the same look of the same person is recorded once in ten minutes; what is new, another person, another command, a
// reason, and the same after ten minutes are recorded.
func TestVistiDueVolte(t *testing.T) {
	var v Visti
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	look := rules.Accesso{Comando: "members list", CF: []string{"A", "B"}}
	v.nota("anna", look, now)
	for _, c := range []struct {
		says string
		chi  string
		a    rules.Accesso
		at   time.Duration
		want bool
	}{
		{"the same", "anna", look, time.Minute, false},
		{"a part", "anna", rules.Accesso{Comando: "members list", CF: []string{"B"}}, ripetuta, false},
		{"one more", "anna", rules.Accesso{Comando: "members list", CF: []string{"A", "C"}}, time.Minute, true},
		{"all", "anna", rules.Accesso{Comando: "members list", Tutti: true}, time.Minute, true},
		{"another person", "bruno", look, time.Minute, true},
		{"another command", "anna", rules.Accesso{Comando: "evidence find", CF: []string{"A"}}, time.Minute, true},
		{"a reason", "anna", rules.Accesso{Comando: "members list", CF: []string{"A"}, Motivo: "reclamo"}, time.Minute, true},
		{"later", "anna", look, ripetuta + time.Second, true},
	} {
		if got := v.nuovo(c.chi, c.a, now.Add(c.at)); got != c.want {
			t.Errorf("%s: %v", c.says, got)
		}
	}
}
