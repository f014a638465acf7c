package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRegistroAlterato: whatever was done to the log behind its back, no command works on it, and start and check say in plain
// words what it is and what to do.
func TestRegistroAlterato(t *testing.T) {
	base := nuovoUfficio(t, semplice)
	base.ok("members", "import", "iscritti.csv")
	other := nuovoUfficio(t, semplice)
	other.ok("members", "import", "iscritti.csv")
	before := filepath.Join(t.TempDir(), "prima")
	must(t, os.CopyFS(before, os.DirFS(base.path("data"))))
	base.ok("stop")
	for name, c := range map[string]struct {
		change func(data string)
		says   string
	}{
		"cut":                            {func(d string) { cutLast(t, filepath.Join(d, "log")) }, "è troncato"},
		"one byte":                       {func(d string) { flip(t, filepath.Join(d, "log"), 400) }, "ne ha cambiato i byte"},
		"the log is gone":                {func(d string) { must(t, os.Remove(filepath.Join(d, "log"))); touch(t, filepath.Join(d, "log")) }, "è troncato"},
		"the checkpoint of another log":  {func(d string) { takes(t, d, other.path("data"), "log.checkpoint") }, "di un altro registro"},
		"no checkpoint":                  {func(d string) { must(t, os.Remove(filepath.Join(d, "log.checkpoint"))) }, "manca, non si legge"},
		"a checkpoint with another byte": {func(d string) { flip(t, filepath.Join(d, "log.checkpoint"), 30) }, "manca, non si legge"},
		"no key":                         {func(d string) { must(t, os.Remove(filepath.Join(d, "chiavi/log.key"))) }, "chiavi/log.key"},
		"an older log":                   {func(d string) { takes(t, d, before, "log", "log.checkpoint") }, "una copia più vecchia"},
		"another history":                {func(d string) { altraStoria(t, before, d) }, "un'altra storia"},
	} {
		t.Run(name, func(t *testing.T) {
			u := nuovoUfficio(t, semplice)
			must(t, os.CopyFS(u.path("data"), os.DirFS(base.path("data"))))
			c.change(u.path("data"))
			for _, args := range [][]string{{"members", "list"}, {"run", "--once"}, {"check", "store"}, {"rebuild"}} {
				e := u.fa(args...)
				if e.code != 1 || !strings.Contains(e.err, c.says) || !strings.Contains(e.err, "ripristinare la copia di sicurezza") {
					t.Errorf("%v: %d %s", args, e.code, e.err)
				}
				if args[0] == "check" && !strings.Contains(e.out, "MANCA   archivio") {
					t.Errorf("check says on standard output %q", e.out)
				}
			}
		})
	}
}

// altraStoria makes of the store of before one that went on otherwise, and puts its log beside the later index.
func altraStoria(t *testing.T, before, data string) {
	t.Helper()
	u := nuovoUfficio(t, semplice)
	must(t, os.CopyFS(u.path("data"), os.DirFS(before)))
	u.ok("stop", "--perche", "un'altra ragione")
	takes(t, data, u.path("data"), "log", "log.checkpoint")
}

func takes(t *testing.T, to, from string, names ...string) {
	t.Helper()
	for _, n := range names {
		b, err := os.ReadFile(filepath.Join(from, n))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(to, n), b, 0o600))
	}
}

func flip(t *testing.T, name string, at int) {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	b[at] ^= 1
	must(t, os.WriteFile(name, b, 0o600))
}

func touch(t *testing.T, name string) {
	t.Helper()
	must(t, os.WriteFile(name, []byte("pecagent log 1\n"), 0o600))
}

// cutLast takes the last frame of a log away.
func cutLast(t *testing.T, name string) {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	const head, around = len("pecagent log 1\n"), 4 + 32
	last, at := head, head
	for at < len(b) {
		last = at
		at += around + int(binary.BigEndian.Uint32(b[at:]))
	}
	must(t, os.WriteFile(name, b[:last], 0o600))
}
