package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"pecagent/agent/demo"
)

const automatica = semplice + `
non_pec = ["posta.example"]
[imap]
host = "127.0.0.1"
port = %s
user = "segreteria@pec.ordine-prova.example"
password_file = "password"
ca = "gestore/ca-tls.pem"
poll = "1s"
cartella_inviate = "-"
[smtp]
host = "127.0.0.1"
port = %s
user = "segreteria@pec.ordine-prova.example"
password_file = "password"
ca = "gestore/ca-tls.pem"
[trust]
ca = ["gestore/ca-firma.pem"]
[avvio]
modo = "automatico"
automatico = ["R1", "R2", "R3", "R4", "R5", "R11", "R15", "R16"]
t0 = "2026-11-01T00:00:00+01:00"
[invio]
max_ora = 0
max_giorno = 0
orario = "sempre"
ritardo_minuti = 0
[policy]
r102 = "AUTO"
`

// inServizio is an office with a provider; the agent is a process of its own.
func inServizio(t *testing.T) (*ufficio, *demo.Gestore) {
	t.Helper()
	u := nuovoUfficio(t, "")
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.FixedZone("CET", 3600))
	g, err := demo.Avvia(demo.Options{Ora: at, Dir: u.path("gestore"), Automatica: true})
	must(t, err)
	t.Cleanup(func() { must(t, g.Close()) })
	port := func(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }
	u.scrivi("password", "demo\n")
	u.scrivi("pecagent.toml", fmt.Sprintf(automatica, port(g.Stato().IMAP), port(g.Stato().SMTP)))
	return u, g
}

// agente starts "pecagent run" and waits until it waits for mail.
func (u *ufficio) agente() *exec.Cmd {
	u.t.Helper()
	c := u.comando("run", "--demo-clock", "2026-11-23T08:30:00+01:00", "--log", "error")
	errs, err := c.StderrPipe()
	must(u.t, err)
	must(u.t, c.Start())
	ready := make(chan string, 1)
	go func() {
		var said strings.Builder
		for s := bufio.NewScanner(errs); s.Scan(); {
			if s.Text() == "pronto" {
				ready <- ""
				continue
			}
			said.WriteString(s.Text() + "\n")
		}
		select {
		case ready <- said.String():
		default:
		}
	}()
	select {
	case said := <-ready:
		if said != "" {
			u.t.Fatalf("the agent ended: %s", said)
		}
	case <-time.After(30 * time.Second):
		u.t.Fatal("the agent is not ready within 30 s")
	}
	u.t.Cleanup(func() {
		if c.ProcessState == nil {
			c.Process.Kill()
			c.Wait()
		}
	})
	return c
}

// ferma ends the agent as a service manager does, and wants code 0 within 5 seconds.
func (u *ufficio) ferma(c *exec.Cmd) {
	u.t.Helper()
	from := time.Now()
	must(u.t, c.Process.Signal(syscall.SIGTERM))
	if err := c.Wait(); err != nil {
		u.t.Fatalf("after SIGTERM: %v", err)
	}
	if d := time.Since(from); d > 5*time.Second {
		u.t.Errorf("the end took %v", d)
	}
}

func (u *ufficio) finche(what string, ok func() bool) {
	u.t.Helper()
	for limit := time.Now().Add(45 * time.Second); !ok(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(limit) {
			u.t.Fatalf("%s: not in time", what)
		}
	}
}

// sguardi are the commands that look and change nothing.
func sguardi() [][]string {
	return [][]string{{"members", "list"}, {"members", "list", "--json"}, {"members", "export"}, {"members", "show", "Bianchi", "--json"}, {"members", "show", "Bianchi", "--at", "2026-11-23"},
		{"members", "history", "BNCGLI78C48G478A"}, {"members", "history", "BNCGLI78C48G478A", "--json"}, {"evidence", "find", "--json"}, {"evidence", "find", "--member", "BNCGLI78C48G478A"},
		{"review", "list"}, {"review", "list", "--json"}, {"review", "list", "--json", "--tutto"}, {"mode"}, {"mode", "--json"}, {"check", "store", "--json"}}
}

func (u *ufficio) guarda() map[string]string {
	u.t.Helper()
	out := map[string]string{}
	for _, args := range sguardi() {
		out[strings.Join(args, " ")] = testa.ReplaceAllString(u.ok(args...), "‹eventi e radice›") // each look is an event too
	}
	return out
}

var testa = regexp.MustCompile(`\d+ eventi, radice [0-9a-f]{64}`)

func stessi(t *testing.T, what string, a, b map[string]string) {
	t.Helper()
	for k, v := range a {
		if b[k] != v {
			t.Errorf("%s, pecagent %s:\n%s\n%s", what, k, v, b[k])
		}
	}
}

// TestVita: an agent at work, the same commands through its socket and without it, and the index made again.
func TestVita(t *testing.T) {
	u, g := inServizio(t)
	c := u.agente()
	u.vuole(0, parole{"15 nuovi"}, "members", "import", "iscritti.csv") // by the agent, so at its hour
	scrivi := func(s demo.Scritto) {
		t.Helper()
		_, err := g.Scrivi(s)
		must(t, err)
	}
	scrivi(demo.Scritto{From: "giulia.bianchi@iscritti.pec-ordine.example", Subject: "Rinuncia PEC Ordine",
		Body: "La sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example"})
	scrivi(demo.Scritto{From: "elena.popescu@iscritti.pec-ordine.example", Subject: "Rinuncia PEC",
		Body: "La sottoscritta, CF GLLFNC80L63L219B, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale e.popescu@pecmail.example"})
	scrivi(demo.Scritto{From: "sara.moretti@pecmail.example", Subject: "manomessa", Manomessa: true, Body: "La sottoscritta Sara Moretti comunica la nuova PEC x@pecmail.example"})
	u.finche("the switch of domicile and two tasks", func() bool {
		list := u.ok("evidence", "find", "--json")
		return strings.Contains(u.ok("members", "show", "Bianchi", "--json"), `"domicilio_digitale":"giulia.bianchi@pecmail.example"`) &&
			!strings.Contains(list, `"state":"ACCETTATA"`) && !strings.Contains(list, `"state":"IN_PARTENZA"`) && !strings.Contains(list, `"state":"INVIATA"`) &&
			strings.Count(u.ok("review", "list", "--json"), "\n") >= 2
	})
	if _, err := os.Stat(u.path("data/pecagent.sock")); err != nil {
		t.Fatal(err)
	}
	u.vuole(1, parole{"SEG-2026-999999"}, "review", "show", "SEG-2026-999999")
	u.vuole(2, nil, "members", "show")
	for _, args := range [][]string{{"run", "--once"}, {"run"}, {"rebuild"}} { // the store has one owner
		u.vuole(1, parole{"pecagent: "}, args...)
	}
	u.vuole(2, nil, "rebuild", "tutto")
	u.ok("members", "export", "dalla-porta.csv")
	u.scrivi("errato.csv", u.leggi("iscritti.csv")+"BNCGLI78C48G478B;Errata;Anna;2001;ISCRITTO;2005-01-10;;no;;;;;\n")
	u.vuole(1, parole{"riga 17"}, "members", "import", "errato.csv")
	u.vuole(1, parole{"niente è stato importato"}, "members", "import", "iscritti.csv", "--yes") // a proof is newer than the file
	running := u.guarda()
	u.ferma(c)
	stessi(t, "with and without the agent", running, u.guarda())
	if u.leggi("dalla-porta.csv") != running["members export"] {
		t.Error("a file exported through the socket differs")
	}
	u.vuole(1, parole{"niente è stato importato"}, "members", "import", "iscritti.csv", "--yes")

	u.vuole(0, parole{"0 nuovi, 0 cambiati, 15 invariati"}, "members", "import", "dalla-porta.csv", "--yes") // what it wrote it takes back
	u.vuole(1, parole{"nessun iscritto"}, "members", "show", "Bianchi", "--at", "2026-11-22")
	u.vuole(1, parole{"nessun iscritto"}, "members", "show", "Bianchi", "--at", "2026-11-23T08:29:59+01:00")
	u.vuole(0, parole{"giulia.bianchi@pecmail.example"}, "members", "show", "Bianchi", "--at", "2026-11-23T07:30:00Z")

	before := u.ok("check", "store", "--json")
	must(t, os.RemoveAll(u.path("data/badger")))
	out := u.vuole(0, parole{"Radice del registro"}, "rebuild").out
	if root := out[strings.LastIndexByte(strings.TrimSpace(out), ' ')+1:]; !strings.Contains(before, strings.TrimSpace(root)) {
		t.Errorf("another root: %s\n%s", out, before)
	}
	stessi(t, "after rebuild", running, u.guarda())
	must(t, os.RemoveAll(u.path("data/badger")))
	stessi(t, "with the index made at opening", running, u.guarda())
	ricevute(t, u, g)
}

// ricevute: what was sent and what came back are all in the folder, byte for byte.
func ricevute(t *testing.T, u *ufficio, g *demo.Gestore) {
	t.Helper()
	n := 0
	must(t, filepath.WalkDir(u.path("data/raw"), func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	}))
	if reg := g.Registro(); n < len(reg.Consegnati) || len(reg.Proibiti) > 0 {
		t.Errorf("%d raw files for %d messages; forbidden commands %v", n, len(reg.Consegnati), reg.Proibiti)
	}
}

// TestUnaVolta: run --once reads, decides, sends and ends; the second time there is nothing to do.
func TestUnaVolta(t *testing.T) {
	u, g := inServizio(t)
	u.ok("members", "import", "iscritti.csv")
	_, err := g.Scrivi(demo.Scritto{From: "sara.moretti@pecmail.example", Subject: "verifica PEC", Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? Sara Moretti MRTSRA93P49F205U"})
	must(t, err)
	for range 2 {
		u.vuole(0, nil, "run", "--once", "--demo-clock", "2026-11-23T08:30:00+01:00", "--log", "error")
		if list := u.ok("evidence", "find", "--json"); strings.Count(list, `"template":`) != 1 || !strings.Contains(list, `"state":"CONSEGNATA"`) || !strings.Contains(list, `"template":"T-16"`) {
			t.Errorf("%s", list)
		}
	}
	if n := len(g.Registro().Lettere); n != 1 {
		t.Errorf("%d letters", n)
	}
	_, err = g.Scrivi(demo.Scritto{From: "sara.moretti@pecmail.example", Subject: "x", Manomessa: true, Body: "x"})
	must(t, err)
	u.vuole(1, parole{"persona"}, "run", "--once", "--demo-clock", "2026-11-23T08:30:00+01:00", "--log", "error") // a quarantine waits
	u.scrivi("password", "sbagliata\n")
	u.vuole(1, parole{"resume"}, "run", "--once", "--log", "error")
	u.vuole(1, parole{"resume"}, "run", "--once", "--log", "error")
}
