package agent_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

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
	t.Parallel()
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
	t.Parallel()
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

func (b *bench) cursor(folder string) rules.Cursore {
	b.t.Helper()
	m := rules.NewMemoria()
	for _, ev := range b.events() {
		must(b.t, rules.Apply(m, ev))
	}
	return rules.CursoreDi(m, folder)
}

// TestSomebodyDeletes: what another program deletes before it was read is counted and told with its hours, once; what it
// only moved is found and not told. The history from before the first look is no gap, also where the newest had been moved away.
func TestSomebodyDeletes(t *testing.T) {
	t.Parallel()
	dove := servertest.Dovecot(t)
	other := dove.Client()
	for i := range 3 {
		dove.Deliver("INBOX", ordinary(i, start()), start())
	}
	other.MoveAll("INBOX", "Vecchie") // INBOX begins empty, with three numbers gone
	b := onDovecot(t, dove, "")
	run := func() { b.run(); b.socket() }
	idle := func() {
		b.until("waiting", func() bool { s, err := b.status(); return err == nil && s.Waiting })
	}
	run()
	b.until("the history", func() bool { return len(b.seen().decided) == 3 })
	idle()
	if list := b.cmd("review", "list"); strings.Contains(list, "spariti") {
		t.Fatalf("the history is told as a gap:\n%s", list)
	}

	// While the agent is away: one message is moved unread, then two are deleted for good.
	must(t, b.end())
	dove.Deliver("INBOX", ordinary(10, start()), start())
	other.MoveAll("INBOX", "Evase")
	run()
	b.until("the moved one", func() bool { return len(b.seen().decided) == 4 })
	b.until("the comparison", func() bool { c := b.cursor("INBOX"); return c.Ultimo == 4 && c.Sospesi == 0 })
	if c, list := b.cursor("INBOX"), b.cmd("review", "list"); c.Spariti != 0 || strings.Contains(list, "spariti") {
		t.Fatalf("a message that was moved counts as lost: %+v\n%s", c, list)
	}
	must(t, b.end())
	dove.Deliver("INBOX", ordinary(11, start()), start())
	dove.Deliver("INBOX", ordinary(12, start()), start())
	other.DeleteAll("INBOX")
	b.clock.Set(start().Add(90 * time.Minute))
	run()
	told := func() string { return b.cmd("review", "list") }
	b.until("the call", func() bool { return strings.Contains(told(), "2 messaggi sono spariti dalla cartella «INBOX»") })
	if list := told(); !strings.Contains(list, "tra le 08:00 del 23/11/2026 e le 09:30 del 23/11/2026") {
		t.Errorf("the hours are not told:\n%s", list)
	}
	// It goes on: the same call, and no second one across restarts.
	must(t, b.end())
	dove.Deliver("INBOX", ordinary(13, start()), start())
	other.DeleteAll("INBOX")
	run()
	idle()
	b.until("all accounted for", func() bool { c := b.cursor("INBOX"); return c.Ultimo == 7 && c.Sospesi == 0 })
	must(t, b.end())
	run()
	idle()
	if list := told(); strings.Count(list, "INBOX") != 1 {
		t.Errorf("called more than once:\n%s", list)
	}
	if s := b.seen(); len(s.twice()) > 0 {
		t.Errorf("decided twice: %v", s.twice())
	}
}

// TestMailboxFills: the quota of the account is told at its thresholds and stands in check.
func TestMailboxFills(t *testing.T) {
	t.Parallel()
	dove := servertest.DovecotQuota(t, "storage=100K")
	big := append(ordinary(1, start()), strings.Repeat("riga\r\n", 4500)...)
	dove.Deliver("INBOX", big, start())
	health := freePort(t)
	b := onDovecot(t, dove, "")
	b.cfg.Salute.Listen = health
	b.run()
	b.socket()
	b.until("the first message", func() bool { return len(b.seen().decided) == 1 })
	if list := b.cmd("review", "list"); strings.Contains(list, "piena al") {
		t.Fatalf("told too early:\n%s", list)
	}
	dove.Deliver("INBOX", append(ordinary(2, start()), big...), start())
	dove.Deliver("Pratiche", append(ordinary(3, start()), big...), start())
	b.until("the call", func() bool { return strings.Contains(b.cmd("review", "list"), "La casella PEC è piena al") })
	if _, metrics := get(t, "http://"+health+"/metrics"); !strings.Contains(metrics, "\npecagent_mailbox_quota_bytes 102400\n") ||
		!regexp.MustCompile(`\npecagent_mailbox_used_bytes [6-9]\d{4}\n`).MatchString(metrics) || strings.Contains(metrics, "pecagent_mailbox_quota_messages") {
		t.Errorf("metrics:\n%s", metrics)
	}
	must(t, b.end())
	var says []string
	for _, v := range agent.Check(t.Context(), b.cfg, false) {
		if v.Cosa == "spazio nella casella" {
			says = append(says, v.Dice)
		}
	}
	if len(says) != 1 || !strings.HasPrefix(says[0], "piena al ") {
		t.Errorf("check says %q", says)
	}
}

// TestLargeFolderWaits: another folder is read a piece at a time, and nothing of it is left out or taken twice.
func TestLargeFolderWaits(t *testing.T) {
	t.Parallel()
	dove := servertest.Dovecot(t)
	const n = 260
	old := start().AddDate(-1, 0, 0)
	for i := range n {
		dove.Deliver([]string{"Archivio", "Pratiche"}[i/240], ordinary(i, old), old)
	}
	dove.Deliver("INBOX", ordinary(n, old), old)
	b := onDovecot(t, dove, "")
	if err := agent.Run(t.Context(), agent.Options{Config: b.cfg, Clock: b.clock, Once: true, OthersAtOnce: time.Nanosecond}); err != nil {
		t.Fatal(err)
	}
	b.run()
	b.socket()
	s := b.seen()
	if len(s.arrived) != n+1 || len(s.decided) != n+1 || len(s.places["Archivio"]) != 240 || len(s.places["Pratiche"]) != n-240 {
		t.Errorf("%d arrived, %d decided; in the folders %d and %d", len(s.arrived), len(s.decided), len(s.places["Archivio"]), len(s.places["Pratiche"]))
	}
	for sha, times := range s.arrived {
		if times != 1 {
			t.Errorf("%s arrived %d times", sha[:12], times)
		}
	}
}

// TestDoubtLoginRefused: the search for the receipt of a doubtful letter tries a refused password once, as all else does.
func TestDoubtLoginRefused(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`))
	must(t, g.Guasto(demo.Guasto{Punto: demo.SMTPCadePersa, Destinatario: "m.rossi@pecmail.example"}))
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	if _, err := g.Scrivi(demo.Scritto{From: "m.rossi@pecmail.example", Subject: "verifica PEC", Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? Marco Rossi RSSMRC69S21G702W"}); err != nil {
		t.Fatal(err)
	}
	b.until("a doubtful letter", func() bool { return strings.Contains(b.cmd("evidence", "find", "--json"), "INCERTA") })
	must(t, g.Guasto(demo.Guasto{Punto: demo.IMAPLogin, Volte: 5}))
	b.clock.Set(start().Add(3 * time.Hour))
	must(t, g.Clock(start().Add(3*time.Hour)))
	var err error
	select {
	case err = <-b.done:
		b.stop = nil
	case <-time.After(time.Minute):
		t.Fatal("the agent goes on")
	}
	if !errors.Is(err, agent.ErrLogin) {
		t.Errorf("ended with %v", err)
	}
	if n := g.Registro().AccessiRifiutati; n != 1 {
		t.Errorf("%d logins were refused", n)
	}
}
