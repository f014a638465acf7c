package agent_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pecagent/agent"
	"pecagent/agent/config"
	"pecagent/agent/demo"
	"pecagent/agent/servertest"
	"pecagent/rules"
)

const (
	order   = "segreteria@pec.ordine-prova.example"
	bianchi = "giulia.bianchi@iscritti.pec-ordine.example"
	nuova   = "giulia.bianchi@pecmail.example"
	formB   = "La sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// start is the hour at which the tests' clock stands.
func start() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.FixedZone("CET", 3600)) }

// bench is an agent in this process on servers of the test's choice.
type bench struct {
	t     *testing.T
	dir   string
	cfg   *config.Config
	clock *agent.Virtual
	done  chan error
	stop  context.CancelFunc
}

// newBench writes a configuration; more is appended to it, password is what the file holds.
func newBench(t *testing.T, more, password string) *bench {
	t.Helper()
	b := &bench{t: t, dir: t.TempDir(), clock: agent.NewVirtual(start())}
	must(t, os.WriteFile(filepath.Join(b.dir, "password"), []byte(password+"\n"), 0o600))
	must(t, os.WriteFile(filepath.Join(b.dir, "pecagent.toml"), []byte(more), 0o600))
	var err error
	b.cfg, err = config.Load(filepath.Join(b.dir, "pecagent.toml"))
	must(t, err)
	return b
}

// run starts the agent; the test's end stops it.
func (b *bench) run() {
	b.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	b.stop, b.done = stop, make(chan error, 1)
	go func() {
		b.done <- agent.Run(ctx, agent.Options{Config: b.cfg, Clock: b.clock, Log: slog.New(slog.NewTextHandler(testWriter{b.t}, &slog.HandlerOptions{Level: slog.LevelWarn})),
			Tick: 50 * time.Millisecond, IdleMax: 2 * time.Second})
	}()
	b.t.Cleanup(func() { b.end() })
}

// runProgram starts the agent as a process of the built program: without the race detector, which makes the long
// tests ten times longer.
func (b *bench) runProgram() {
	b.t.Helper()
	bin := filepath.Join(b.t.TempDir(), "pecagent")
	if out, err := exec.Command("go", "build", "-o", bin, "pecagent/cmd/pecagent").CombinedOutput(); err != nil {
		b.t.Fatalf("%v: %s", err, out)
	}
	var said bytes.Buffer
	cmd := exec.Command(bin, "run", "--config", filepath.Join(b.dir, "pecagent.toml"), "--demo-clock", start().Format(time.RFC3339), "--log", "warn")
	cmd.Stderr = &said
	must(b.t, cmd.Start())
	b.done = make(chan error, 1)
	go func() { b.done <- cmd.Wait() }()
	b.stop = func() {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			b.t.Log(err)
		}
	}
	b.t.Cleanup(func() {
		if err := b.end(); err != nil {
			b.t.Errorf("%v: %s", err, said.String())
		}
	})
}

func (b *bench) end() error {
	if b.stop == nil {
		return nil
	}
	b.stop()
	b.stop = nil
	return <-b.done
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

// cmd runs a command of the office in the running agent.
func (b *bench) cmd(args ...string) string {
	b.t.Helper()
	call := agent.Call{Args: args, Files: map[string][]byte{}}
	for _, a := range args {
		if data, err := os.ReadFile(a); err == nil {
			call.Files[a] = data
		}
	}
	r, err := agent.Dial(b.cfg).Run(b.t.Context(), call)
	must(b.t, err)
	if r.Code != 0 {
		b.t.Fatalf("pecagent %v: %d %s%s", args, r.Code, r.Out, r.Err)
	}
	return string(r.Out)
}

// until waits for something to become true.
func (b *bench) until(what string, ok func() bool) {
	b.t.Helper()
	b.within(what, time.Minute, ok)
}

func (b *bench) within(what string, d time.Duration, ok func() bool) {
	b.t.Helper()
	for limit := time.Now().Add(d); !ok(); {
		select {
		case err := <-b.done:
			b.t.Fatalf("%s: the agent ended with %v", what, err)
		default:
		}
		if time.Now().After(limit) {
			b.t.Fatalf("%s: not within %v", what, d)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// socket waits until the agent answers on its socket.
func (b *bench) socket() {
	b.t.Helper()
	b.until("socket", func() bool { _, err := agent.Dial(b.cfg).Status(b.t.Context()); return err == nil })
}

func (b *bench) events() []rules.Event {
	b.t.Helper()
	list, err := agent.Dial(b.cfg).Events(b.t.Context(), 0)
	must(b.t, err)
	return list
}

// members writes the register of the tests and gives its name.
func (b *bench) members() string {
	b.t.Helper()
	data, err := os.ReadFile("storia/fixture/members.csv")
	must(b.t, err)
	name := filepath.Join(b.dir, "members.csv")
	must(b.t, os.WriteFile(name, data, 0o600))
	return name
}

// toml is a configuration on the given servers.
func toml(imapHost string, imapPort int, smtpHost string, smtpPort int, user, imapCA, smtpCA, signCA, more string) string {
	return fmt.Sprintf(`data = "data"
[ordine]
nome = "Ordine di Prova"
pec = %q
responsabile = "dott.ssa Maria Esempi"
[imap]
host = %q
port = %d
user = %q
password_file = "password"
ca = %q
poll = "1s"
[smtp]
host = %q
port = %d
user = %q
password_file = "password"
ca = %q
[trust]
ca = [%q]
[domini]
ordine = ["iscritti.pec-ordine.example"]
pec = ["pecmail.example", "legalpost.example"]
non_pec = ["posta.example"]
%s`, order, imapHost, imapPort, user, imapCA, smtpHost, smtpPort, user, smtpCA, signCA, more)
}

const automatic = `
[avvio]
modo = "automatico"
automatico = ["R1", "R2", "R3", "R4", "R5", "R11", "R15", "R16"]
%s
[invio]
max_ora = 0
max_giorno = 0
orario = "sempre"
ritardo_minuti = 0
[policy]
r102 = "AUTO"
`

// provider is the demo provider with its IMAP and SMTP servers in this process.
func provider(t *testing.T, o demo.Options) *demo.Gestore {
	t.Helper()
	o.Ora, o.Dir = start(), t.TempDir()
	g, err := demo.Avvia(o)
	must(t, err)
	t.Cleanup(func() { must(t, g.Close()) })
	return g
}

// onDemo is a bench on the demo provider's own servers.
func onDemo(t *testing.T, g *demo.Gestore, more string) *bench {
	t.Helper()
	s := g.Stato()
	return newBench(t, senzaCopie(toml("127.0.0.1", port(t, s.IMAP), "127.0.0.1", port(t, s.SMTP), s.Utente, s.CATLS, s.CATLS, s.CAFirma, more)), "demo")
}

// senzaCopie switches the copies off: the demo provider's IMAP server lets nobody write.
func senzaCopie(text string) string {
	return strings.Replace(text, "poll = \"1s\"\n", "poll = \"1s\"\ncartella_inviate = \"-\"\n", 1)
}

func port(t *testing.T, addr string) int {
	t.Helper()
	a, err := net.ResolveTCPAddr("tcp", addr)
	must(t, err)
	return a.Port
}

// TestRealServers runs a member's request all the way on a real Dovecot and a real Postfix: the demo provider is
// Postfix's next hop and delivers into Dovecot. The mailbox's flags stay as they were.
func TestRealServers(t *testing.T) {
	dove := servertest.Dovecot(t)
	g := provider(t, demo.Options{Casella: order, PianoAddr: "127.0.0.1:0", Automatica: true, Recapita: func(_ string, raw []byte) error {
		dove.Deliver("INBOX", raw, start())
		return nil
	}})
	post := servertest.Postfix(t, g.Stato().Piano, dove, true)
	b := newBench(t, toml(dove.Host, dove.Port, post.Host, post.Port, dove.User, dove.CAFile, post.CAFile, g.Stato().CAFirma,
		fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`)), dove.Password)
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	if _, err := g.Scrivi(demo.Scritto{From: bianchi, Subject: "Rinuncia PEC Ordine", Body: formB}); err != nil {
		t.Fatal(err)
	}
	b.until("the switch of domicile", func() bool {
		return strings.Contains(b.cmd("members", "show", "--json", "Bianchi"), `"domicilio_digitale":"`+nuova+`"`)
	})
	if s := b.cmd("members", "show", "--json", "Bianchi"); strings.Contains(s, "revoca_dal") {
		t.Errorf("the old box is to be revoked before the new one answered: %s", s)
	}
	before := dove.Flags()
	if _, err := g.Rispondi(demo.Risposta{Casella: nuova, Scritto: demo.Scritto{Body: "ok grazie"}}); err != nil {
		t.Fatal(err)
	}
	b.until("the answer of the new box", func() bool { return strings.Contains(b.cmd("members", "show", "--json", "Bianchi"), "revoca_dal") })
	b.until("all letters delivered", func() bool {
		list := b.cmd("evidence", "find", "--kind", "lettera", "--json")
		return strings.Count(list, `"state":"CONSEGNATA"`) == 5 && strings.Count(list, "\n") == 5
	})
	for _, ev := range b.events() { // what went through Postfix comes back as it was sent
		if r := ev.Ricevuta; r != nil && r.Tipo == "avvenuta-consegna" && r.Contenuto != rules.ContenutoUguale {
			t.Errorf("the content of a receipt of %s: %q %v", r.Lettera, r.Contenuto, r.Anomalie)
		}
	}
	must(t, b.end())
	after := dove.Flags()
	for name, flags := range before {
		if after[name] != flags {
			t.Errorf("the flags of %s changed from %q to %q", name, flags, after[name])
		}
	}
	reg := g.Registro()
	if len(reg.Lettere) != 5 {
		t.Errorf("the provider took %d letters", len(reg.Lettere))
	}
	for _, l := range reg.Lettere {
		if l.Accolta != 1 {
			t.Errorf("«%s» taken %d times", l.Oggetto, l.Accolta)
		}
	}
}

// TestWrongPassword: one login, then none until resume, across restarts.
func TestWrongPassword(t *testing.T) {
	dove := servertest.Dovecot(t)
	g := provider(t, demo.Options{Casella: order})
	b := newBench(t, toml(dove.Host, dove.Port, dove.Host, 465, dove.User, dove.CAFile, dove.CAFile, g.Stato().CAFirma, ""), "sbagliata")
	for range 3 {
		err := agent.Run(t.Context(), agent.Options{Config: b.cfg, Clock: b.clock})
		if !errors.Is(err, agent.ErrLogin) {
			t.Fatalf("ended with %v", err)
		}
	}
	for end := time.Now().Add(10 * time.Second); !strings.Contains(dove.Log(), "auth failed") && time.Now().Before(end); { // the log is another process's
		time.Sleep(20 * time.Millisecond)
	}
	if n := strings.Count(dove.Log(), "auth failed"); n != 1 {
		t.Errorf("%d logins were tried:\n%s", n, dove.Log())
	}
	must(t, os.WriteFile(filepath.Join(b.dir, "password"), []byte(dove.Password), 0o600))
	must(t, agent.ClearRefused(b.cfg))
	// A person was called when the login was refused, and has not closed the call yet.
	if err := agent.Run(t.Context(), agent.Options{Config: b.cfg, Clock: b.clock, Once: true}); !errors.Is(err, agent.ErrOperator) {
		t.Errorf("after resume with the right password: %v", err)
	}
}

// TestObserves: a new installation reads, verifies, decides and sends nothing.
func TestObserves(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, "[avvio]\nt0 = \"2026-11-01T00:00:00+01:00\"\n")
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	for _, s := range []demo.Scritto{{From: bianchi, Subject: "Rinuncia", Body: formB}, {Env: demo.EnvAnomalia, From: "x@posta.example", Subject: "PEC", Body: formB}} {
		if _, err := g.Scrivi(s); err != nil {
			t.Fatal(err)
		}
	}
	decided := func() (n int) {
		for _, ev := range b.events() {
			if ev.Esito != nil && ev.Esito.Osserva && ev.Esito.Decisione != nil {
				n++
			}
		}
		return n
	}
	b.until("two decisions", func() bool { return decided() == 2 })
	for _, ev := range b.events() {
		if ev.Lettera != nil || ev.Richiesta != nil || ev.Compito != nil || ev.Iscritto != nil && ev.Attore.Tipo != "persona" {
			t.Errorf("osserva had an effect: %+v", ev)
		}
	}
	if reg := g.Registro(); len(reg.Transazioni) != 0 || len(reg.Proibiti) != 0 {
		t.Errorf("osserva sent %d letters, changed the mailbox %v", len(reg.Transazioni), reg.Proibiti)
	}
	list := b.cmd("review", "list")
	for _, want := range []string{"«Rinuncia»", "R1 R-101 IN_ESECUZIONE T-01 T-23", "«PEC»", "2 messaggi visti in modo osserva", "0 da decidere"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list does not show %q:\n%s", want, list)
		}
	}
	// Later, a person takes up what was only observed.
	msg := list[strings.Index(list, "messaggio ")+len("messaggio "):][:12]
	b.cmd("mode", "proponi")
	b.cmd("review", "adopt", msg)
	b.cmd("review", "approve", "SEG-2026-000001")
	if list := b.cmd("evidence", "find", "--json"); strings.Count(list, "IN_PARTENZA") != 1 && strings.Count(list, "IN_PARTENZA") != 2 {
		t.Errorf("the adopted request has no letters: %s", list)
	}
}

// TestOvertakenQuestion: a question that waits for a click is taken back when the member has answered it meanwhile.
func TestOvertakenQuestion(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, "[avvio]\nmodo = \"proponi\"\nt0 = \"2026-11-01T00:00:00+01:00\"\n[invio]\norario = \"sempre\"\nritardo_minuti = 20\n")
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	write := func(s demo.Scritto) {
		t.Helper()
		if _, err := g.Scrivi(s); err != nil {
			t.Fatal(err)
		}
	}
	write(demo.Scritto{From: bianchi, Subject: "richiesta", Body: "La sottoscritta Giulia Bianchi CF BNCGLI78C48G478A chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale"})
	b.until("the question", func() bool { return strings.Contains(b.cmd("review", "list", "--json"), "SEG-2026-000001") })
	write(demo.Scritto{From: bianchi, Subject: "Re: richiesta (Rif. PEC-2026-000001)", Body: nuova})
	b.until("the proof of the address", func() bool { return strings.Contains(b.cmd("evidence", "find", "--json"), `"T-23"`) })
	for _, line := range strings.Split(strings.TrimSpace(b.cmd("evidence", "find", "--json")), "\n") {
		if strings.Contains(line, `"T-02"`) != strings.Contains(line, `"RITIRATA"`) {
			t.Errorf("letter: %s", line)
		}
	}
	list := b.cmd("review", "list")
	if strings.Contains(list, "SEG-2026-000001") || !strings.Contains(list, "SEG-2026-000002") {
		t.Errorf("the overtaken question is still offered:\n%s", list)
	}
	// An approved letter can be withdrawn while it is about to leave.
	b.cmd("review", "approve", "SEG-2026-000002")
	if list := b.cmd("review", "list"); !strings.Contains(list, "in partenza: LET-2026-000002 T-01") {
		t.Errorf("letters about to leave are not shown:\n%s", list)
	}
	b.cmd("review", "withdraw", "LET-2026-000002", "--note", "gli ho telefonato")
	if list := b.cmd("evidence", "find", "--json"); strings.Count(list, "RITIRATA") != 2 {
		t.Errorf("letters: %s", list)
	}
	if n := len(g.Registro().Transazioni); n != 0 {
		t.Errorf("%d letters went out within the delay", n)
	}
}

// TestLostStore: receipts of our own form in the mailbox of an empty store stop all sending.
func TestLostStore(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	more := fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`)
	first := onDemo(t, g, more)
	first.run()
	first.socket()
	first.cmd("members", "import", first.members())
	if _, err := g.Scrivi(demo.Scritto{From: bianchi, Subject: "Rinuncia", Body: formB}); err != nil {
		t.Fatal(err)
	}
	first.until("a letter delivered", func() bool { return strings.Contains(first.cmd("evidence", "find", "--json"), "CONSEGNATA") })
	must(t, first.end())
	sent := len(g.Registro().Transazioni)

	// A store begins again as a new installation does: it observes, and what there is is history.
	for name, more := range map[string]string{"osserva": "[avvio]\nmodo = \"osserva\"\nt0 = \"2026-11-01T00:00:00+01:00\"\n", "storico": "[avvio]\nt0 = \"2027-01-01T00:00:00+01:00\"\n"} {
		b := onDemo(t, g, more)
		b.run()
		b.socket()
		b.until("the stop of "+name, func() bool { return strings.Contains(b.cmd("mode"), "ripristinare la copia di sicurezza") })
		b.cmd("mode", "proponi")
		if out := b.cmd("mode"); !strings.Contains(out, "ripristinare la copia di sicurezza") {
			t.Errorf("%s: another mode ends the stop: %s", name, out)
		}
		must(t, b.end())
	}

	second := onDemo(t, g, more)
	second.run()
	second.socket()
	second.until("the stop", func() bool { return strings.Contains(second.cmd("mode"), "ripristinare la copia di sicurezza") })
	second.cmd("members", "import", second.members())
	if _, err := g.Scrivi(demo.Scritto{From: "m.rossi@pecmail.example", Subject: "PEC", Body: "Il sottoscritto Marco Rossi CF RSSMRC69S21G702W chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione."}); err != nil {
		t.Fatal(err)
	}
	second.until("the decision", func() bool { return strings.Contains(second.cmd("evidence", "find", "--json"), "T-03") })
	time.Sleep(300 * time.Millisecond)
	if n := len(g.Registro().Transazioni); n != sent {
		t.Errorf("a store that was lost sent %d letters", n-sent)
	}
}

func (b *bench) status() (agent.Status, error) { return agent.Dial(b.cfg).Status(b.t.Context()) }

// must1 takes a status or fails: must1(t)(b.status()).
func must1(t testing.TB) func(agent.Status, error) agent.Status {
	return func(s agent.Status, err error) agent.Status {
		t.Helper()
		must(t, err)
		return s
	}
}

// TestProposesAndStops: in proponi every letter waits for a click; stop holds what was approved, resume lets it go;
// limits stop all sending and call a person.
func TestProposesAndStops(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, strings.NewReplacer(`modo = "automatico"`, `modo = "proponi"`, "max_ora = 0", "max_ora = 2").Replace(fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`)))
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	if _, err := g.Scrivi(demo.Scritto{From: bianchi, Subject: "Rinuncia", Body: formB}); err != nil {
		t.Fatal(err)
	}
	b.until("a proposal", func() bool { return strings.Contains(b.cmd("review", "list", "--json"), "SEG-2026-000001") })
	if list := b.cmd("evidence", "find", "--json"); strings.Count(list, "PROPOSTA") != 2 {
		t.Fatalf("letters: %s", list)
	}
	if show := b.cmd("review", "show", "SEG-2026-000001"); !strings.Contains(show, "chiede di rinunciare alla PEC dell'Ordine") || !strings.Contains(show, "Gentile dott.ssa Bianchi") {
		t.Errorf("the case does not show message and letter:\n%s", show)
	}
	b.cmd("stop", "--perche", "prova")
	b.cmd("review", "approve", "SEG-2026-000001")
	time.Sleep(300 * time.Millisecond)
	if n := len(g.Registro().Transazioni); n != 0 {
		t.Fatalf("%d letters went out while stopped", n)
	}
	b.cmd("resume")
	b.until("the letters", func() bool { return len(g.Registro().Lettere) == 2 })
	b.until("the next proposal", func() bool { return strings.Contains(b.cmd("evidence", "find", "--json"), `"T-04"`) })
	for _, line := range strings.Split(strings.TrimSpace(b.cmd("review", "list", "--json")), "\n") {
		id := line[strings.Index(line, "SEG-"):][:len("SEG-2026-000001")]
		b.cmd("review", "approve", id)
	}
	b.until("the stop of the limit", func() bool { return strings.Contains(b.cmd("mode"), "INVIO FERMO") })
	if n := len(g.Registro().Lettere); n != 2 {
		t.Errorf("%d letters in an hour, the limit is 2", n)
	}
	if !strings.Contains(b.cmd("review", "list"), "limite") {
		t.Errorf("nobody was called: %s", b.cmd("review", "list"))
	}
}

// TestReplacedMailbox: a renumbered folder with known messages is read again without effects; one that holds nothing
// known may be another account's, and waits for a person.
func TestReplacedMailbox(t *testing.T) {
	dove := servertest.Dovecot(t)
	g := provider(t, demo.Options{Casella: order})
	for i := range 3 {
		dove.Deliver("INBOX", ordinary(i, start()), start())
	}
	b := newBench(t, toml(dove.Host, dove.Port, dove.Host, 465, dove.User, dove.CAFile, dove.CAFile, g.Stato().CAFirma, ""), dove.Password)
	once := func() error {
		return agent.Run(t.Context(), agent.Options{Config: b.cfg, Clock: b.clock, Once: true})
	}
	must(t, once())
	renumber := func() { dove.Stop(); dove.Renumber("INBOX"); dove.Start() }
	renumber()
	must(t, once()) // the same mailbox under other numbers
	for i := range 3 {
		dove.Remove("INBOX", i+1)
	}
	dove.Deliver("INBOX", ordinary(99, start()), start())
	renumber()
	for range 2 {
		if err := once(); !errors.Is(err, agent.ErrReplaced) {
			t.Fatalf("another mailbox: %v", err)
		}
	}
	must(t, agent.ClearRefused(b.cfg))
	if err := once(); !errors.Is(err, agent.ErrOperator) { // the call to a person is still open
		t.Fatalf("after resume: %v", err)
	}
}

// TestReusedNumbers: another mailbox under the same UIDVALIDITY, whose numbers reach as far as those that were read, waits for a
// person and is then read whole.
func TestReusedNumbers(t *testing.T) {
	t.Parallel()
	dove := servertest.Dovecot(t)
	for i := range 3 {
		dove.Deliver("INBOX", ordinary(i, start()), start())
	}
	dove.Stop()
	dove.Renumber("INBOX")
	dove.Start()
	b := newBench(t, toml(dove.Host, dove.Port, dove.Host, 465, dove.User, dove.CAFile, dove.CAFile, provider(t, demo.Options{Casella: order}).Stato().CAFirma, ""), dove.Password)
	once := func() error {
		return agent.Run(t.Context(), agent.Options{Config: b.cfg, Clock: b.clock, Once: true})
	}
	must(t, once())
	must(t, once()) // nothing new: the last number is the message that it was
	for i := range 3 {
		dove.Remove("INBOX", i+1)
		dove.Deliver("INBOX", ordinary(90+i, start()), start())
	}
	dove.Stop()
	dove.Reuse("INBOX")
	dove.Start()
	if err := once(); !errors.Is(err, agent.ErrReplaced) {
		t.Fatalf("other mail under the old numbers: %v", err)
	}
	must(t, agent.ClearRefused(b.cfg))
	for range 2 { // read whole, and not again
		if err := once(); !errors.Is(err, agent.ErrOperator) {
			t.Fatalf("after resume: %v", err)
		}
	}
	b.run()
	b.socket()
	if s := b.seen(); len(s.decided) != 6 || len(s.twice()) > 0 || len(s.places["INBOX"]) != 6 {
		t.Errorf("decided %v, places %v", s.decided, s.places)
	}
}

// TestStuckLetterHoldsNobodyUp: a letter whose stored bytes are damaged stays, a person is called, the others go.
func TestStuckLetterHoldsNobodyUp(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	b := onDemo(t, g, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`))
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	asks := func(from, who string) {
		t.Helper()
		if _, err := g.Scrivi(demo.Scritto{From: from, Subject: "verifica PEC", Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? " + who}); err != nil {
			t.Fatal(err)
		}
	}
	must(t, g.Guasto(demo.Guasto{Punto: demo.SMTPRcpt, Destinatario: "m.rossi@pecmail.example", Codice: 451}))
	asks("m.rossi@pecmail.example", "Marco Rossi RSSMRC69S21G702W")
	b.until("a letter that waits to be tried again", func() bool {
		return slices.ContainsFunc(b.events(), func(ev rules.Event) bool {
			return ev.Passo != nil && ev.Passo.Stato == rules.LInCoda && !ev.Passo.NonPrima.IsZero()
		})
	})
	list := b.cmd("evidence", "find", "--json")
	sha := list[strings.Index(list, `"sha256":"`)+len(`"sha256":"`):][:64]
	file := filepath.Join(b.dir, "data", "raw", "sha256", sha[:2], sha+".eml")
	must(t, os.Chmod(file, 0o600))
	must(t, os.WriteFile(file, []byte("altro"), 0o600))
	b.clock.Set(start().Add(6 * time.Hour))
	must(t, g.Clock(start().Add(6*time.Hour)))
	b.until("the call to a person", func() bool { return strings.Contains(b.cmd("review", "list"), "non può partire") })
	asks("sara.moretti@pecmail.example", "Sara Moretti MRTSRA93P49F205U")
	b.until("the other letter", func() bool { return strings.Contains(b.cmd("evidence", "find", "--json"), `"state":"CONSEGNATA"`) })
	if n := strings.Count(b.cmd("review", "list"), "non può partire"); n != 1 {
		t.Errorf("a person was called %d times", n)
	}
}
