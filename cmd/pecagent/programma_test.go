package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/agent/modulo"
)

// asProgram in the environment makes the test binary the program itself, so that tests see real exit codes.
const asProgram = "PECAGENT_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" || len(os.Args) == 2 && os.Args[1] == modulo.Comando { // the child of a PDF has no environment
		main()
		return
	}
	os.Exit(m.Run())
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ufficio is a folder with a configuration and a register, in which the program is called.
type ufficio struct {
	t   *testing.T
	dir string
}

type esito struct {
	code     int
	out, err string
}

const semplice = `data = "data"
[ordine]
nome = "Ordine di Prova"
pec = "segreteria@pec.ordine-prova.example"
[domini]
ordine = ["iscritti.pec-ordine.example"]
pec = ["pecmail.example", "legalpost.example"]
`

func nuovoUfficio(t *testing.T, config string) *ufficio {
	t.Helper()
	u := &ufficio{t, t.TempDir()}
	u.scrivi("pecagent.toml", config)
	albo, err := os.ReadFile("testdata/iscritti.csv")
	must(t, err)
	u.scrivi("iscritti.csv", string(albo))
	return u
}

func (u *ufficio) path(name string) string { return filepath.Join(u.dir, name) }

func (u *ufficio) scrivi(name, text string) {
	u.t.Helper()
	must(u.t, os.WriteFile(u.path(name), []byte(text), 0o600))
}

func (u *ufficio) leggi(name string) string {
	u.t.Helper()
	b, err := os.ReadFile(u.path(name))
	must(u.t, err)
	return string(b)
}

// comando is the program with arguments, in the office's folder.
func (u *ufficio) comando(args ...string) *exec.Cmd {
	u.t.Helper()
	self, err := os.Executable()
	must(u.t, err)
	c := exec.CommandContext(u.t.Context(), self, args...)
	c.Dir, c.Env = u.dir, append(os.Environ(), asProgram+"=1")
	return c
}

// fa runs the program to its end.
func (u *ufficio) fa(args ...string) esito {
	u.t.Helper()
	return u.con("", args...)
}

// con runs the program with a standard input.
func (u *ufficio) con(stdin string, args ...string) esito {
	u.t.Helper()
	c := u.comando(args...)
	var out, errs bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), &out, &errs
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		u.t.Fatalf("pecagent %v: %v", args, err)
	}
	return esito{c.ProcessState.ExitCode(), out.String(), errs.String()}
}

// vuole runs the program and wants a code, and words in what it says (standard output and error together).
func (u *ufficio) vuole(code int, words []string, args ...string) esito {
	u.t.Helper()
	e := u.fa(args...)
	if e.code != code {
		u.t.Fatalf("pecagent %s: code %d, want %d\n%s%s", strings.Join(args, " "), e.code, code, e.out, e.err)
	}
	for _, w := range words {
		if !strings.Contains(e.out+e.err, w) {
			u.t.Errorf("pecagent %s: does not say %q:\n%s%s", strings.Join(args, " "), w, e.out, e.err)
		}
	}
	if code != 0 && !strings.Contains(e.err, "pecagent: ") && !strings.Contains(e.err, "uso: ") && len(words) > 0 && args[0] != "inspect" {
		u.t.Errorf("pecagent %s: errors do not begin with pecagent: %s", strings.Join(args, " "), e.err)
	}
	return e
}

// ok runs the program and wants code 0; its standard output.
func (u *ufficio) ok(args ...string) string {
	u.t.Helper()
	return u.vuole(0, nil, args...).out
}

func righe(s string) []string { return strings.Split(strings.TrimSuffix(s, "\n"), "\n") }
