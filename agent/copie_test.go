package agent_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/agent/servertest"
	"pecagent/rules"
)

// onBoth is a bench that reads a real Dovecot and sends through the demo provider, which delivers into it.
func onBoth(t *testing.T, imapMore string) (*bench, *servertest.DovecotServer, *demo.Gestore) {
	t.Helper()
	dove := servertest.Dovecot(t)
	g := provider(t, demo.Options{Casella: order, Automatica: true, Recapita: func(_ string, raw []byte) error {
		dove.Deliver("INBOX", raw, start())
		return nil
	}})
	text := toml(dove.Host, dove.Port, "127.0.0.1", port(t, g.Stato().SMTP), dove.User, dove.CAFile, g.Stato().CATLS, g.Stato().CAFirma,
		fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`))
	text = strings.Replace(text, "poll = \"1s\"\n", "poll = \"1s\"\n"+imapMore, 1)
	i := strings.Index(text, "[smtp]")
	text = text[:i] + strings.Replace(text[i:], fmt.Sprintf("user = %q", dove.User), fmt.Sprintf("user = %q\npassword_env = \"PECAGENT_TEST_SMTP\"", g.Stato().Utente), 1)
	text = text[:i] + strings.Replace(text[i:], "password_file = \"password\"\n", "", 1)
	t.Setenv("PECAGENT_TEST_SMTP", "demo")
	return newBench(t, text, dove.Password), dove, g
}

// rinuncia makes a member ask for what three letters answer at once.
func rinuncia(t *testing.T, g *demo.Gestore) {
	t.Helper()
	_, err := g.Scrivi(demo.Scritto{From: bianchi, Subject: "Rinuncia PEC Ordine", Body: formB})
	must(t, err)
}

// copie are the events of copies, by whether the copy was found there; sent is how many letters have left.
func (b *bench) copie() (made, found, sent int) {
	for _, ev := range b.events() {
		switch {
		case ev.Copia != nil && ev.Copia.Trovata:
			found++
		case ev.Copia != nil:
			made++
		case ev.Passo != nil && ev.Passo.Stato == rules.LInviata:
			sent++
		}
	}
	return made, found, sent
}

// TestCopies: each letter that leaves is appended once to the folder that the server marks as Sent; read back from there it is
// ours, and nobody's answer by hand; the INBOX gets nothing from us.
func TestCopies(t *testing.T) {
	b, dove, g := onBoth(t, "")
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	rinuncia(t, g)
	b.until("all letters delivered, copied and read back", func() bool {
		list := b.cmd("evidence", "find", "--json")
		made, _, sent := b.copie()
		s := b.seen()
		return sent >= 3 && strings.Count(list, `"state":"CONSEGNATA"`) == sent && made == sent && len(s.places["Sent"]) == sent && len(s.decided) == len(s.arrived)
	})
	made, _, _ := b.copie()
	if n := dove.Client().Open("Sent"); int(n) != made {
		t.Errorf("%d letters, %d messages in Sent", made, n)
	}
	letters := map[string]bool{}
	for _, ev := range b.events() {
		if ev.Passo != nil && ev.Passo.SHA256 != "" {
			letters[ev.Passo.SHA256] = true
		}
		if ev.Mano != nil {
			t.Errorf("our own letter was taken for an answer by hand: %+v", ev.Mano)
		}
	}
	for _, sha := range b.seen().places["Sent"] {
		if !letters[sha] {
			t.Errorf("Sent holds %s, which is not a letter byte for byte", sha)
		}
	}
	for name, flags := range dove.Flags() {
		if strings.Contains(name, "Sent") && !strings.Contains(flags, "S") {
			t.Errorf("the copy %s is not marked as read: %q", name, flags)
		}
	}
}

// TestCopyKilled: the agent dies after the server has taken a copy and before it could record it; the next run finds it.
func TestCopyKilled(t *testing.T) {
	b, dove, g := onBoth(t, "")
	bin := filepath.Join(t.TempDir(), "pecagent")
	if out, err := exec.Command("go", "build", "-tags", "failpoint", "-o", bin, "pecagent/cmd/pecagent").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.Command(bin, "run", "--config", filepath.Join(b.dir, "pecagent.toml"), "--demo-clock", start().Format(time.RFC3339), "--log", "warn")
	cmd.Env = append(os.Environ(), "PECAGENT_FAILPOINT=copie.appended:1")
	must(t, cmd.Start())
	died := make(chan error, 1)
	go func() { died <- cmd.Wait() }()
	b.socket()
	b.cmd("members", "import", b.members())
	rinuncia(t, g)
	var exit *exec.ExitError
	select {
	case err := <-died:
		if !errors.As(err, &exit) {
			t.Fatalf("the program ended with %v", err)
		}
	case <-time.After(time.Minute):
		must(t, cmd.Process.Kill())
		t.Fatalf("the program passed no copy: %v", <-died)
	}
	if n := dove.Client().Open("Sent"); n != 1 {
		t.Fatalf("%d messages in Sent when it died", n)
	}
	b.run()
	b.socket()
	b.until("a copy of each letter", func() bool {
		made, found, sent := b.copie()
		return sent > 1 && made+found == sent
	})
	made, found, sent := b.copie()
	if n := dove.Client().Open("Sent"); found != 1 || int(n) != sent {
		t.Errorf("%d letters, %d messages in Sent, %d copies made and %d found", sent, n, made, found)
	}
}

// TestCopyRefused: where there is no folder for the copies the letters leave all the same and a person is told once; "-"
// makes none.
func TestCopyRefused(t *testing.T) {
	b, _, g := onBoth(t, "cartella_inviate = \"Non c'è\"\n")
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	rinuncia(t, g)
	b.until("the letters delivered, a person told", func() bool {
		return strings.Contains(b.cmd("evidence", "find", "--json"), `"state":"CONSEGNATA"`) && strings.Contains(b.cmd("review", "list"), "imap.cartella_inviate")
	})
	told := 0
	for _, ev := range b.events() {
		if ev.Operazione != nil && ev.Operazione.Tipo == "copie_inviate" {
			told++
		}
	}
	if made, found, sent := b.copie(); made+found != 0 || sent == 0 || told != 1 {
		t.Errorf("%d letters, %d copies, told %d times", sent, made+found, told)
	}
}
