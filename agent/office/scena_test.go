package office_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/rules"
)

var update = flag.Bool("update", false, "write what the commands answer into the scenes")

// TestScene plays testdata/scene/*.txt: what people do at the command line and what they read, word by word. "$" is a
// command, "*" an event outside of the office (see accade), "#" a remark; all else is what the command wrote, standard
// error last, and the exit code when it is not 0. What differs from run to run stands as ‹…›.
func TestScene(t *testing.T) {
	files, err := filepath.Glob("testdata/scene/*.txt")
	must(t, err)
	if len(files) < 4 {
		t.Fatalf("%d scenes", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			must(t, err)
			got := nuovoUfficio(t, rules.Proponi).recita(string(b))
			if *update {
				must(t, os.WriteFile(file, []byte(got), 0o644))
			} else if got != string(b) {
				t.Errorf("the scene is now\n%s\nit differs at: %s", got, diversa(got, string(b)))
			}
		})
	}
}

// diversa is the first line in which two texts differ.
func diversa(a, b string) string {
	la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(la), len(lb)) {
		if la[i] != lb[i] {
			return fmt.Sprintf("line %d: %q, was %q", i+1, la[i], lb[i])
		}
	}
	return fmt.Sprintf("line %d: one text ends", min(len(la), len(lb))+1)
}

// variabile is what the provider's keys and signatures, new in each run, make different.
var variabile = regexp.MustCompile(`\b[0-9a-f]{64}\b|messaggio [0-9a-f]{12}\b|\b[0-9a-f]{12} {4}|Codice: [0-9A-Z]{6}\b`)

// recita plays a scene and gives it with the answers of now.
func (u *ufficio) recita(scene string) string {
	u.t.Helper()
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(scene), "\n") {
		cmd, isCmd := strings.CutPrefix(line, "$ pecagent ")
		event, isEvent := strings.CutPrefix(line, "* ")
		switch {
		case isCmd:
			b.WriteString("\n" + line + "\n")
			code, out, errs := u.esegue(parole(cmd)...)
			b.WriteString(variabile.ReplaceAllString(out+errs, "‹…›"))
			if code != 0 {
				fmt.Fprintf(&b, "[esce %d]\n", code)
			}
		case isEvent:
			b.WriteString("\n" + line + "\n")
			u.accade(event)
		case strings.HasPrefix(line, "#"):
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// parole splits a command line; double quotes hold words together.
func parole(s string) (list []string) {
	for i, part := range strings.Split(s, `"`) {
		if i%2 == 1 {
			list = append(list, part)
		} else {
			list = append(list, strings.Fields(part)...)
		}
	}
	return list
}

// accade is an event outside of the office:
//
//	albo                        the register of the fixture is imported by m.neri
//	ora 2026-11-24T10:00        the clock, in UTC
//	persona g.verdi             who sits at the terminal
//	scrive ADDR | OGGETTO | TESTO   a member writes by PEC
//	risponde ADDR | TESTO        the office answers his last message by hand; its receipts come (risponde_copia: only the copy in Sent)
//	passo LET-… STATO MSGID     a step of the sending
//	scade                       the clock strikes: terms are looked at
//	file NOME | RIGHE           a file at hand; RIGHE parted by "/"
func (u *ufficio) accade(s string) {
	u.t.Helper()
	f := strings.Fields(s)
	part := strings.Split(s, " | ")
	switch f[0] {
	case "albo":
		u.albo()
	case "ora":
		at, err := time.Parse("2006-01-02T15:04", f[1])
		must(u.t, err)
		u.ora = at
	case "persona":
		u.env.Attore.ID = f[1]
	case "scrive":
		u.scrive(demo.Scritto{From: f[1], Subject: part[1], Body: strings.ReplaceAll(part[2], " / ", "\n") + "\n"})
	case "risponde", "risponde_copia":
		u.risponde(f[1], part[1], f[0] == "risponde_copia")
	case "passo":
		u.commit(rules.Sent{Now: u.ora, Passo: rules.Passo{Lettera: f[1], Stato: rules.StatoLettera(f[2]), Istante: u.ora, MsgID: f[3],
			SHA256: strings.Repeat("a", 64)}})
	case "scade":
		u.commit(rules.Ticked{Now: u.ora})
	case "file":
		u.env.Files[f[1]] = []byte(strings.ReplaceAll(part[1], "/", "\n") + "\n")
	default:
		u.t.Fatalf("unknown event %q", s)
	}
}
