package storia

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"pecagent/agent/archivio"
	"pecagent/agent/demo"
)

//go:embed fixture/members.csv
var membersCSV []byte

//go:embed fixture/enti.csv
var entiCSV []byte

// processo is a child that this program started and ends.
type processo struct {
	cmd  *exec.Cmd
	log  io.WriteCloser // the whole of it, when the folder is kept
	mu   sync.Mutex
	last []byte
	done chan struct{}
	err  error
}

// Write keeps the end of what the child says on standard error.
func (p *processo) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = append(p.last, b...)
	if len(p.last) > 64<<10 {
		p.last = p.last[len(p.last)-32<<10:]
	}
	if p.log != nil {
		return p.log.Write(b)
	}
	return len(b), nil
}

func (p *processo) tail() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return string(p.last[max(0, len(p.last)-4000):])
}

func (p *processo) says(word string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Contains(string(p.last), word)
}

func (p *processo) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func (r *regia) child(args ...string) *processo {
	p := &processo{cmd: exec.Command(r.o.Program, args...), done: make(chan struct{})}
	p.cmd.Stderr = p
	p.cmd.WaitDelay = 5 * time.Second
	// A child of its own group: an interrupt at the terminal reaches only the director, which ends them in order.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return p
}

func (p *processo) start() error {
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func() {
		p.err = p.cmd.Wait()
		if p.log != nil {
			p.err = errors.Join(p.err, p.log.Close())
		}
		close(p.done)
	}()
	return nil
}

// stop ends the child with SIGTERM, by force after ten seconds.
func (p *processo) stop() error {
	if p == nil || p.cmd.Process == nil {
		return nil
	}
	if !p.ended() {
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
	}
	select {
	case <-p.done:
		return p.err
	case <-time.After(10 * time.Second):
		return errors.Join(fmt.Errorf("il processo %d non termina", p.cmd.Process.Pid), p.cmd.Process.Kill())
	}
}

func (r *regia) startProvider() error {
	r.gest = r.child(r.o.Provider, "--seed", strconv.FormatInt(r.o.Seed, 10), "--dir", r.dir, "--ora", r.now.Format(time.RFC3339))
	if r.o.Keys != "" {
		r.gest.cmd.Args = append(r.gest.cmd.Args, "--pki", r.o.Keys)
	}
	in, err := r.gest.cmd.StdinPipe()
	if err != nil {
		return err
	}
	// A pipe of our own: Wait must not close it under the reader.
	out, w := io.Pipe()
	r.gest.cmd.Stdout = w
	if err := r.gest.start(); err != nil {
		return err
	}
	go func() { <-r.gest.done; w.Close() }()
	r.cl = demo.NewClient(in, out)
	if r.avvio, err = r.cl.Stato(); err != nil {
		return fmt.Errorf("%w: %s", err, r.gest.tail())
	}
	if r.o.Sabota > 0 {
		return r.cl.Sabota(r.o.Sabota)
	}
	return nil
}

func (r *regia) startAgent() error {
	r.agente = r.child("run", "--config", filepath.Join(r.dir, "pecagent.toml"), "--demo-clock", r.now.Format(time.RFC3339))
	if r.o.Log != "" {
		r.agente.cmd.Args = append(r.agente.cmd.Args, "--log", r.o.Log)
	}
	r.agente.cmd.Env = append(os.Environ(), r.env...)
	if r.o.Keep != "" {
		f, err := os.OpenFile(filepath.Join(r.dir, "agente.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		r.agente.log = f
	}
	if err := r.agente.start(); err != nil {
		return err
	}
	limit := time.Now().Add(20 * time.Second)
	for !r.agente.says("pronto") {
		if r.agente.ended() || time.Now().After(limit) {
			return fmt.Errorf("non è pronto: %s", r.agente.tail())
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// close ends the children that still run.
func (r *regia) close() error {
	var errs []error
	if r.agente != nil && !r.agente.ended() {
		errs = append(errs, r.agente.stop())
	}
	if r.gest != nil && !r.gest.ended() {
		errs = append(errs, r.cl.Fine())
		<-r.gest.done
	}
	return errors.Join(errs...)
}

// command runs a pecagent command as another process and gives what it prints.
func (r *regia) command(args ...string) ([]byte, error) {
	cmd := exec.Command(r.o.Program, append(args, "--config", filepath.Join(r.dir, "pecagent.toml"))...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return out, fmt.Errorf("pecagent %s: %w: %s", strings.Join(args, " "), err, exit.Stderr)
	}
	return out, err
}

// writeFiles leaves the configuration and the register as a person would write them.
func (r *regia) writeFiles() error {
	host, imapPort, err := net.SplitHostPort(r.avvio.IMAP)
	if err != nil {
		return err
	}
	_, smtpPort, err := net.SplitHostPort(r.avvio.SMTP)
	if err != nil {
		return err
	}
	key := filepath.Join(r.dir, "chiave-copie.txt") // of a real Order it leaves the machine
	if err := os.Remove(key); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	to, err := archivio.NuovaChiave(key, time.Now())
	if err != nil {
		return err
	}
	files := map[string][]byte{
		"members.csv": membersCSV, "enti.csv": entiCSV, "password": []byte("demo\n"),
		"pecagent.toml": fmt.Appendf(nil, configText, host, imapPort, r.avvio.Utente, rel(r.dir, r.avvio.CATLS), host, smtpPort, r.avvio.Utente,
			rel(r.dir, r.avvio.CATLS), rel(r.dir, r.avvio.CAFirma), r.console(), to),
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(r.dir, name), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func rel(dir, file string) string {
	if p, err := filepath.Rel(dir, file); err == nil {
		return p
	}
	return file
}

// controlla takes a backup, as every day, and lets check look at the whole store.
func (r *regia) controlla() error {
	for _, args := range [][]string{{"backup"}, {"check", "store"}} {
		if out, err := r.command(args...); err != nil {
			return fmt.Errorf("%w %s", err, out)
		}
	}
	return nil
}

// console is where the console listens: on any port where the demonstration stays up, else nowhere.
func (r *regia) console() string {
	if r.o.Stay {
		return "localhost:0"
	}
	return ""
}

const configText = `# Demo: indirizzi inventati, nessun valore legale.
data = "data"
ipa_file = "enti.csv"

[ordine]
nome = "Ordine di Prova"
cf = "92032490374"
pec = "segreteria@pec.ordine-prova.example"
mail = "info@ordine-prova.example"
ipa = "odp_test"
ufficio = "Segreteria"
responsabile = "dott.ssa Maria Esempi"
telefono = "000 000000"
orario = "dal lunedì al venerdì, ore 9-13"

[imap]
host = "%s"
port = %s
user = "%s"
password_file = "password"
ca = "%s"
poll = "2s"
cartella_inviate = "-"

[smtp]
host = "%s"
port = %s
user = "%s"
password_file = "password"
ca = "%s"

[trust]
ca = ["%s"]

[domini]
ordine = ["iscritti.pec-ordine.example"]
pec = ["pecmail.example", "legalpost.example"]
non_pec = ["posta.example", "ordine-prova.example"]

[console]
listen = "%s"

[avvio]
modo = "automatico"
automatico = ["R1", "R2", "R3", "R4", "R5", "R11", "R15", "R16"]
t0 = "2026-11-01T00:00:00+01:00"

[invio]
max_ora = 0
max_giorno = 0
orario = "sempre"
ritardo_minuti = 0

[backup]
cartella = "copie"
destinatario = "%s"

[policy]
r102 = "AUTO"
remedies = "ricorso al Tribunale amministrativo regionale entro sessanta giorni dal ricevimento"
`
