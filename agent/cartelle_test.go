package agent_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pecagent/agent"
	"pecagent/agent/demo"
	"pecagent/agent/servertest"
	"pecagent/rules"
)

// onDovecot is a bench on a Dovecot alone: nothing can be sent from it.
func onDovecot(t *testing.T, d *servertest.DovecotServer, imapMore string) *bench {
	t.Helper()
	g := provider(t, demo.Options{Casella: order})
	text := toml(d.Host, d.Port, d.Host, 465, d.User, d.CAFile, d.CAFile, g.Stato().CAFirma, "[avvio]\nmodo = \"proponi\"\nt0 = \"2026-11-01T00:00:00+01:00\"\n")
	return newBench(t, strings.Replace(text, "poll = \"1s\"\n", "poll = \"1s\"\n"+imapMore, 1), d.Password)
}

// seen counts, for each message by its subject number, how often it arrived in a place, how often it was decided and where.
type seen struct {
	arrived, decided map[string]int
	places           map[string][]string
}

func (b *bench) seen() seen {
	b.t.Helper()
	s := seen{map[string]int{}, map[string]int{}, map[string][]string{}}
	for _, ev := range b.events() {
		if m := ev.Messaggio; m != nil {
			s.arrived[m.SHA256]++
			s.places[m.Cartella] = append(s.places[m.Cartella], m.SHA256)
		}
		if ev.Esito != nil {
			s.decided[ev.Esito.SHA256]++
		}
	}
	return s
}

func (s seen) twice() (list []string) {
	for sha, n := range s.decided {
		if n > 1 {
			list = append(list, sha)
		}
	}
	return list
}

// TestEveryFolder: all folders are read but drafts and what is excluded; what another program moves is found where it is,
// before or after it was read, and decided once; folders come, go and change their name and number.
func TestEveryFolder(t *testing.T) {
	dove := servertest.Dovecot(t)
	for i, folder := range []string{"INBOX", "INBOX", "Pratiche/2026", "Trash", "Bozze", "Personale/ferie"} {
		dove.Deliver(folder, ordinary(i, start()), start())
	}
	b := onDovecot(t, dove, "escludi = [\"personale\"]\n")
	before := dove.Flags()
	b.run()
	b.socket()
	b.until("four messages", func() bool { return len(b.seen().decided) == 4 })
	for _, folder := range []string{"Bozze", "Personale/ferie"} {
		if got := b.seen().places[folder]; len(got) != 0 {
			t.Errorf("%s was read: %v", folder, got)
		}
	}
	if after := dove.Flags(); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the mailbox was changed:\n%v\n%v", before, after)
	}

	other := dove.Client()
	other.MoveAll("INBOX", "Evase")
	b.until("the moved ones in their new place", func() bool { return len(b.seen().places["Evase"]) == 2 })
	must(t, other.Rename("Evase", "Evase 2026", nil).Wait())
	b.until("the renamed folder", func() bool { return len(b.seen().places["Evase 2026"]) == 2 })
	must(t, other.Delete("Pratiche/2026").Wait())
	dove.Deliver("INBOX", ordinary(10, start()), start())
	b.until("a new one", func() bool { return len(b.seen().decided) == 5 })

	// While the agent is away a message is moved unread, and a folder gets other numbers.
	must(t, b.end())
	dove.Deliver("INBOX", ordinary(11, start()), start())
	other.MoveAll("INBOX", "Nuova")
	dove.Stop()
	dove.Renumber("Evase 2026")
	dove.Start()
	b.run()
	b.socket()
	b.until("the one moved unread", func() bool { return len(b.seen().decided) == 6 })
	b.until("the renumbered folder", func() bool { return len(b.seen().places["Evase 2026"]) == 4 })
	s := b.seen()
	if list := s.twice(); len(list) > 0 {
		t.Errorf("decided twice: %v", list)
	}
	if got := s.places["Nuova"]; len(got) != 2 || s.arrived[got[0]] != 2 && s.arrived[got[1]] != 2 {
		t.Errorf("the new folder holds %v", got)
	}
	for _, line := range strings.Split(b.cmd("review", "list"), "\n") {
		if strings.Contains(line, "cartella") {
			t.Errorf("a person was called: %s", line)
		}
	}
	role := func(ev rules.Event) bool {
		return ev.Messaggio != nil && ev.Messaggio.Cartella == "Trash" && ev.Messaggio.Ruolo == `\Trash`
	}
	if !slices.ContainsFunc(b.events(), role) {
		t.Error("what the folder is for was not recorded")
	}
}

// TestCheckFolders: check says what is read and what is not, and that an excluded name does not exist.
func TestCheckFolders(t *testing.T) {
	dove := servertest.Dovecot(t)
	for i, folder := range []string{"INBOX", "Pratiche", "Bozze", "Privata"} {
		dove.Deliver(folder, ordinary(i, start()), start())
	}
	b := onDovecot(t, dove, "escludi = [\"Privata\", \"Cestino\", \"Prviata\"]\n")
	var got []string
	for _, v := range agent.Check(t.Context(), b.cfg, false) {
		if strings.Contains(v.Cosa, "cartelle") || strings.Contains(v.Cosa, "copie") || v.Cosa == "imap.escludi" {
			got = append(got, fmt.Sprintf("%v %s: %s", v.OK, v.Cosa, v.Dice))
		}
	}
	want := []string{
		"true altre cartelle lette: Pratiche (1), Sent [posta inviata] (0)",
		"true cartelle non lette: Bozze [bozze], Privata, Trash [cestino]: bozze, o escluse da imap.escludi",
		"true copie delle lettere inviate: nella cartella Sent",
		`false imap.escludi: nessuna cartella si chiama "Prviata": controllare come la scrive il server`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("check says\n%s", strings.Join(got, "\n"))
	}
}
