package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pecagent/agent/config"
	"pecagent/agent/fogli"
	"pecagent/agent/office"
)

var detto = regexp.MustCompile(`\b(?:pecagent|oppure:) ([a-z]+(?: [a-z]+)?)`)

// TestPapersNameCommands: what a paper tells to type is a command of this program.
func TestPapersNameCommands(t *testing.T) {
	n := 0
	for _, f := range fogli.Tutti() {
		s, err := fogli.Testo(f.Nome, config.Default())
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range strings.Split(s, "\n") {
			if !strings.HasPrefix(l, "    ") && !strings.Contains(l, "(pecagent ") {
				continue
			}
			for _, m := range detto.FindAllStringSubmatch(l, -1) {
				n++
				words := strings.Fields(m[1])
				_, known := office.Knows(words)
				if !known && !slices.ContainsFunc(commands(), func(c command) bool { return c.name == words[0] }) {
					t.Errorf("%s names %q, which is no command: %s", f.Nome, m[1], l)
				}
			}
		}
	}
	if n < 30 {
		t.Errorf("only %d commands found in the papers", n)
	}
}

func TestPapers(t *testing.T) {
	u := nuovoUfficio(t, strings.Replace(completo, `"testi"`, `""`, 1))
	if out := u.ok("papers"); strings.Count(out, "\n") != len(fogli.Tutti()) {
		t.Errorf("the list:\n%s", out)
	}
	if out := u.ok("papers", "sheet", "--html"); !strings.HasPrefix(out, "<!DOCTYPE html>\n") || strings.Contains(out, "<script") {
		t.Errorf("the sheet:\n%s", out)
	}
	u.vuole(2, []string{`nessun foglio "x"; ci sono: sheet, privacy, manual`}, "papers", "x")
	u.vuole(2, nil, "papers", "sheet", "privacy")
}
