package office

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pecagent/rules"
)

// TestRegole: the command gives the table as it is kept in the sources, in each form, and one rule by its id.
func TestRegole(t *testing.T) {
	say := func(form string, ids ...string) string {
		var b bytes.Buffer
		if err := Regole(&b, form, ids); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	kept, err := os.ReadFile("../../rules/regole.csv")
	if err != nil {
		t.Fatal(err)
	}
	if say("csv") != string(kept) {
		t.Error("--csv is not rules/regole.csv")
	}
	lines := strings.Split(strings.TrimSpace(say("json")), "\n")
	if len(lines) != len(rules.Regole()) {
		t.Fatalf("%d lines for %d rules", len(lines), len(rules.Regole()))
	}
	for i, l := range lines {
		var r rules.Regola
		if err := json.Unmarshal([]byte(l), &r); err != nil || r.ID != rules.Regole()[i].ID || r.Fonte == "" {
			t.Errorf("%s: %v", l, err)
		}
	}
	if one := say("", "r-101"); !strings.HasPrefix(one, "R-101  La richiesta spedita dal domicilio digitale") || strings.Count(one, "\n") != 4 ||
		!strings.Contains(one, "dove: rules/fondamento.go identifica") || !strings.Contains(one, "fonte: CAD art. 65 c. 1 lett. c-bis") {
		t.Errorf("one rule:\n%s", one)
	}
	if err := Regole(&bytes.Buffer{}, "", []string{"R-101", "R-999"}); err == nil {
		t.Error("R-999 is no rule")
	}
}
