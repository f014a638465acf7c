package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pecagent/mailparse"
)

// TestLogTellsNoPersonalData: the log of a whole demo, at its most talkative, has no codice fiscale, no member's address
// and no word of a message; and at INFO a message has at most three lines.
func TestLogTellsNoPersonalData(t *testing.T) {
	t.Parallel()
	u := nuovoUfficio(t, semplice)
	u.ok("demo", "--keep", "vita", "--log", "debug")
	log := u.leggi("vita/agente.log")
	if n := strings.Count(log, "level="); n < 100 || !strings.Contains(log, "level=DEBUG") {
		t.Fatalf("only %d lines: no log of a demo", n)
	}
	folded := strings.ToLower(log)
	canaries := canarini(t, u)
	for what, words := range canaries {
		if len(words) < 10 {
			t.Errorf("only %d canaries of %s", len(words), what)
		}
		for w := range words {
			if strings.Contains(folded, strings.ToLower(w)) {
				t.Errorf("the log tells %s %q", what, w)
			}
		}
	}
	storie(t, log)
	fascicoliDellaDemo(t, u)
}

// canarini are the words that must never stand in a log.
func canarini(t *testing.T, u *ufficio) map[string]map[string]bool {
	t.Helper()
	set := map[string]map[string]bool{"the codice fiscale": {}, "the address": {}, "the text": {}, "the subject": {}}
	f, err := os.Open(u.path("vita/members.csv"))
	must(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = ';'
	rows, err := r.ReadAll()
	must(t, err)
	for _, row := range rows[1:] {
		set["the codice fiscale"][row[0]] = true
		for _, cell := range row[1:] {
			if strings.Contains(cell, "@") {
				set["the address"][cell] = true
			}
		}
	}
	files, err := filepath.Glob(u.path("vita/posta/*.eml"))
	must(t, err)
	for _, name := range files {
		raw, err := os.ReadFile(name)
		must(t, err)
		m, err := mailparse.Parse(raw)
		if err != nil || m.Inner == nil {
			continue
		}
		for line := range strings.SplitSeq(m.Inner.Text, "\n") {
			if line = strings.TrimSpace(line); len(line) > 12 {
				set["the text"][line] = true
			}
		}
		if len(m.Inner.Subject) > 12 {
			set["the subject"][m.Inner.Subject] = true
		}
	}
	return set
}

// storie counts the INFO lines: each message is told once where it is decided, and all the lines of the intake and of the letters
// together keep within three a message.
func storie(t *testing.T, log string) {
	t.Helper()
	told, info := map[string]int{}, 0
	sha := regexp.MustCompile(`sha256=([0-9a-f]{12})`)
	for line := range strings.SplitSeq(log, "\n") {
		if !strings.Contains(line, "level=INFO") {
			continue
		}
		info++
		if m := sha.FindStringSubmatch(line); m != nil {
			told[m[1]]++
		}
	}
	if len(told) < 50 || info > 3*len(told) {
		t.Errorf("%d INFO lines for %d messages", info, len(told))
	}
	for id, n := range told {
		if n > 1 {
			t.Errorf("message %s is told %d times", id, n)
		}
	}
	if t.Failed() {
		fmt.Println(log)
	}
}
