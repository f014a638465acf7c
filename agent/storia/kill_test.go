package storia

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/rules"
)

// program builds the program once: with the failpoints, so that its steps can be stopped at.
var program = sync.OnceValues(func() (string, error) {
	dir := buildDir
	bin := filepath.Join(dir, "pecagent")
	out, err := exec.Command("go", "build", "-tags", "failpoint", "-o", bin, "pecagent/cmd/pecagent").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	p, err := demo.NewPKI(demo.PKIOptions{})
	if err != nil {
		return "", err
	}
	b, err := p.Marshal()
	if err != nil {
		return "", err
	}
	return bin, os.WriteFile(filepath.Join(dir, "pki"), b, 0o600)
})

// buildDir holds the program and the provider's keys while the tests run.
var buildDir string

func TestMain(m *testing.M) {
	var err error
	if buildDir, err = os.MkdirTemp("", "pecagent-kill-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(buildDir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// world is a provider with mail waiting, and no agent yet.
func world(t *testing.T, env ...string) *regia {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	r := &regia{ctx: context.Background(), dir: dir, now: inizio(), env: env, out: narratore{w: io.Discard},
		o: Options{Program: bin, Provider: "demo-gestore", Seed: 1, Keys: filepath.Join(filepath.Dir(bin), "pki"), Keep: dir}}
	t.Cleanup(func() {
		if err := r.close(); err != nil && !strings.Contains(err.Error(), "signal: killed") {
			t.Error(err)
		}
	})
	must(t, r.startProvider())
	must(t, r.writeFiles())
	must(t, r.configure())
	if _, err := r.command("members", "import", filepath.Join(dir, "members.csv")); err != nil {
		t.Fatal(err)
	}
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lavoro is the work in flight of the kill tests: requests of three kinds, a doubled message, ordinary mail.
func lavoro(t *testing.T, r *regia) {
	t.Helper()
	for _, f := range []func(*regia) error{modB, modBpagina, modA, modAordinaria, fuoriUfficio, giaRevocata} {
		must(t, f(r))
	}
	list, err := r.cl.ConsegnaPosta(0)
	must(t, err)
	for _, c := range list {
		r.uid = max(r.uid, c.UID)
	}
}

// finisci lets everything come to its end: receipts, retries, doubts, the answer of the new box.
func finisci(t *testing.T, r *regia) {
	t.Helper()
	must(t, r.posta())
	for _, wait := range []time.Duration{6 * time.Minute, 2*time.Hour + time.Minute, 10 * time.Minute} {
		must(t, r.vai(r.now.Add(wait)))
		must(t, r.posta())
	}
	must(t, risponde(bianchi2, "ok grazie")(r))
	must(t, r.posta())
	must(t, r.vai(r.now.Add(time.Hour)))
	must(t, r.posta())
}

// giudica compares the provider's ledger with the store; the ledger is the judge.
func giudica(t *testing.T, r *regia) (letters, twice int) {
	t.Helper()
	must(t, r.agente.stop())
	reg, err := r.cl.Registro()
	must(t, err)
	v, err := r.rileggi()
	must(t, err)
	for _, b := range v.confronta(reg, r.dir) {
		t.Error(b)
	}
	for _, l := range reg.Lettere {
		if l.Accolta > 1 {
			twice++
		}
	}
	byTemplate := map[string]int{}
	for _, c := range v.tutte {
		byTemplate[c.Template]++
	}
	// T-01 Bianchi, T-23, T-04, T-26, T-08; T-02; T-03; T-05; T-16.
	want := map[string]int{"T-01": 1, "T-02": 1, "T-03": 1, "T-04": 1, "T-05": 1, "T-08": 1, "T-16": 1, "T-23": 1, "T-26": 1}
	if fmt.Sprint(byTemplate) != fmt.Sprint(want) {
		t.Errorf("letters %v, want %v", byTemplate, want)
	}
	if s := v.schede["BNCGLI78C48G478A"]; s.Domicilio != bianchi2 || s.RevocaDal == "" {
		t.Errorf("Bianchi: %+v", s)
	}
	if err := r.controlla(); err != nil {
		t.Error(err)
	}
	return len(reg.Lettere), twice
}

// hits counts how often each step was passed, from the log that the failpoint build writes.
func hits(t *testing.T, file string) map[string]int {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, l := range bytes.Fields(b) {
		n[string(l)]++
	}
	return n
}

// steps are the durable steps at which the agent is killed.
var steps = []string{
	"raw.put.written", "raw.put.renamed", "raw.put.synced",
	"store.received.before", "log.append.written", "log.append.synced", "log.checkpoint.written", "log.checkpoint.renamed",
	"store.received.logged", "store.received.done", "store.attempt.before", "store.attempt.done",
	"store.commit.decided", "store.commit.logged", "store.commit.badger",
	"agent.parse.before", "agent.decide.before", "agent.decide.after",
	"outbox.composed", "outbox.queued", "outbox.before-sending", "outbox.sending", "smtp.before-dot", "smtp.after-answer", "outbox.outcome",
}

// TestKillAtEveryStep kills the agent (kill -9) at each named step with work in flight, starts it again, and lets
// the provider's ledger judge: nothing lost, nothing doubled but the flagged letter of a real doubt.
func TestKillAtEveryStep(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	log := filepath.Join(t.TempDir(), "hits")
	clean := world(t, "PECAGENT_FAILPOINT_LOG="+log)
	lavoro(t, clean)
	must(t, clean.startAgent())
	finisci(t, clean)
	if letters, twice := giudica(t, clean); twice != 0 {
		t.Fatalf("a clean run sent %d of %d letters twice", twice, letters)
	}
	total := hits(t, log)
	for _, step := range steps {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			if total[step] == 0 {
				t.Fatalf("the step %s is never passed", step)
			}
			killAt(t, step, (total[step]+1)/2)
		})
	}
}

func killAt(t *testing.T, step string, nth int) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "hits")
	r := world(t, fmt.Sprintf("PECAGENT_FAILPOINT=%s:%d", step, nth), "PECAGENT_FAILPOINT_LOG="+log)
	lavoro(t, r)
	if err := r.startAgent(); err == nil {
		untilDeath(t, r)
	}
	<-r.agente.done
	var exit *exec.ExitError
	if !errors.As(r.agente.err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the agent ended with %v and not by SIGKILL: %s", r.agente.err, r.agente.tail())
	}
	n := hits(t, log)[step]
	if n != nth {
		t.Fatalf("step %s passed %d times before the death, want %d", step, n, nth)
	}
	r.env = nil
	must(t, r.startAgent())
	finisci(t, r)
	letters, twice := giudica(t, r)
	t.Logf("kill -9 at %-24s (time %3d): %d letters, %d of them twice and flagged", step, n, letters, twice)
}

// untilDeath releases mail and moves the clock until the agent dies at its step.
func untilDeath(t *testing.T, r *regia) {
	t.Helper()
	answered := false
	for round := range 400 {
		if r.agente.ended() {
			return
		}
		list, err := r.cl.ConsegnaPosta(0)
		must(t, err)
		for _, c := range list {
			r.uid = max(r.uid, c.UID)
		}
		if round == 100 && !answered {
			answered = true
			must(t, risponde(bianchi2, "ok grazie")(r))
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the agent does not reach the step")
}

// TestPoison: a message that kills the parser is quarantined after two deaths, and the mailbox goes on.
func TestPoison(t *testing.T) {
	r := world(t, "PECAGENT_POISON=veleno-per-il-lettore")
	must(t, r.scrivi(demo.Scritto{From: moretti, Subject: "prima", Body: "Buongiorno, potete confermarmi quale indirizzo PEC risulta in anagrafica a mio nome? Sara Moretti MRTSRA93P49F205U"}))
	must(t, r.scrivi(demo.Scritto{Env: demo.EnvOrdinaria, From: ordinaria, Subject: "veleno", Body: "veleno-per-il-lettore"}))
	must(t, modB(r))
	list, err := r.cl.ConsegnaPosta(0)
	must(t, err)
	r.uid = uint32(len(list))
	for death := range 2 {
		if err := r.startAgent(); err == nil {
			select {
			case <-r.agente.done:
			case <-time.After(20 * time.Second):
				t.Fatalf("death %d does not come", death+1)
			}
		}
		<-r.agente.done
	}
	must(t, r.startAgent())
	must(t, r.posta())
	must(t, r.vai(r.now.Add(10*time.Minute)))
	must(t, r.posta())
	must(t, r.agente.stop())
	v, err := r.rileggi()
	must(t, err)
	if n := slices.IndexFunc(v.compiti, func(c rules.Compito) bool { return c.Tipo == "illeggibile" && strings.Contains(c.Perche, "2 volte") }); n < 0 {
		t.Errorf("no task for the poison mail: %+v", v.compiti)
	}
	templates := map[string]int{}
	for _, c := range v.tutte {
		templates[c.Template]++
	}
	if templates["T-16"] != 1 || templates["T-23"] != 1 {
		t.Errorf("the mail before and after the poison was not answered: %v", templates)
	}
}

// TestTerm: SIGTERM ends the agent in order, exit code 0, within 5 s, with work in flight.
func TestTerm(t *testing.T) {
	r := world(t)
	lavoro(t, r)
	must(t, r.startAgent())
	start := time.Now()
	if err := r.agente.stop(); err != nil {
		t.Fatalf("%v: %s", err, r.agente.tail())
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Fatalf("took %v", d)
	}
	must(t, r.startAgent())
	finisci(t, r)
	giudica(t, r)
}

// TestStory runs the whole demo twice with one seed: it holds, and tells the same text.
func TestStory(t *testing.T) {
	bin, err := program()
	must(t, err)
	tell := func(o Options) (string, error) {
		var b bytes.Buffer
		o.Program, o.Provider, o.Out, o.Err = bin, "demo-gestore", &b, io.Discard
		o.Keys = filepath.Join(filepath.Dir(bin), "pki")
		err := Run(context.Background(), o)
		return b.String(), err
	}
	first, err := tell(Options{Seed: 7})
	if err != nil {
		t.Fatalf("%v\n%s", err, first[max(0, len(first)-2000):])
	}
	if second, err := tell(Options{Seed: 7}); err != nil || second != first {
		t.Errorf("the second telling differs (%v)", err)
	}
	if !strings.HasSuffix(first, "tutto torna.\n") {
		t.Errorf("last line: %q", first[max(0, len(first)-200):])
	}
	for _, n := range []int{1, 2, 3, 10} {
		if text, err := tell(Options{Seed: 7, Sabota: n}); !errors.Is(err, ErrCheck) {
			t.Errorf("letter %d sabotaged, and the demo ends with %v\n%s", n, err, text[max(0, len(text)-1000):])
		}
	}
}
