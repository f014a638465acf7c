package setup

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/servertest"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// risposte gives one line at each Read, so that a later answer can depend on what happened meanwhile.
type risposte []func() string

func (r *risposte) Read(p []byte) (int, error) {
	if len(*r) == 0 {
		return 0, io.EOF
	}
	line := (*r)[0]() + "\n"
	*r = (*r)[1:]
	return copy(p, line), nil
}

func dice(lines ...string) (r risposte) {
	for _, l := range lines {
		r = append(r, func() string { return l })
	}
	return r
}

// posto is where a test installs.
func posto(t *testing.T) Percorsi {
	t.Helper()
	d := t.TempDir()
	return Percorsi{Programma: "/usr/bin/pecagent", Config: filepath.Join(d, "etc", "pecagent.toml"), Dati: filepath.Join(d, "dati"), Copie: filepath.Join(d, "copie")}
}

func esegui(t *testing.T, p Percorsi, r risposte) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := Esegui(t.Context(), Opzioni{Percorsi: p, In: &r, Out: &out, MX: func(context.Context, string) ([]string, error) { return nil, errors.New("nessuno") }})
	return out.String(), err
}

var ordine = []string{"segreteria@pec.ordine-prova.example", "Ordine di Prova", "Segreteria", "dott.ssa Maria Esempi", "010 000000", "lun-ven 9-13"}

// TestInstallazione is a first installation against real servers: an unknown authority named, a wrong password typed again, the
// notice address proven by the code that arrived; then a second run that changes nothing.
func TestInstallazione(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	pf := servertest.Postfix(t, "", d)
	for i := range 3 {
		d.Deliver("INBOX", fmt.Appendf(nil, "From: a@posta.example\r\nTo: %s\r\nSubject: %d\r\n\r\nx\r\n", d.User, i), time.Now())
	}
	d.Deliver("Protocollate", []byte("From: a@posta.example\r\nSubject: y\r\n\r\nx\r\n"), time.Now())
	p := posto(t)
	key := filepath.Join(t.TempDir(), "chiave.txt")
	arrived := func() string { return codice(t, d) }
	imap, smtp := fmt.Sprintf("127.0.0.1:%d", d.Port), fmt.Sprintf("127.0.0.1:%d", pf.Port)
	r := append(dice(ordine...), dice("10", imap, d.User, "sbagliata", d.CAFile, imap, "", d.Password, smtp, pf.CAFile, d.User, fmt.Sprintf("localhost:%d", pf.Port), d.User, pf.Password, pf.CAFile, "", key, "s")...)
	r = append(r, arrived)
	out, err := esegui(t, p, r)
	must(t, err)
	for _, want := range []string{"non è di un'autorità conosciuta", "refused the login", "accesso riuscito: 3 messaggi in INBOX", "Protocollate", "spazio: 0 MB usati su 1073 (0 %)", "altri lettori: nessun segno",
		"senza inviare nulla …\n  accesso riuscito", "impronta SHA-256", d.User + " è provato", "modo osserva", "CHIAVE DELLE COPIE"} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, d.Password) {
		t.Error("the password is shown")
	}
	cfg, err := config.Load(p.Config)
	must(t, err)
	if cfg.Avvio.Modo != "osserva" || cfg.IMAP.Port != d.Port || cfg.IMAP.User != d.User || cfg.Ordine.Nome != "Ordine di Prova" || cfg.Data != p.Dati || !strings.HasPrefix(cfg.Backup.Destinatario, "age1") {
		t.Errorf("%+v", cfg)
	}
	if i, err := os.Stat(p.Config); err != nil || i.Mode().Perm() != 0o640 {
		t.Errorf("%v %v", i, err)
	}
	for _, ca := range []string{cfg.IMAP.CA, cfg.SMTP.CA, cfg.Avvisi.CA} {
		if filepath.Dir(ca) != filepath.Dir(p.Config) {
			t.Errorf("the authority's file stays at %s, where the service may not read it", ca)
		}
	}
	for _, f := range []string{cfg.IMAP.PasswordFile, cfg.SMTP.PasswordFile, cfg.Avvisi.PasswordFile, cfg.Console.TLSKey, key} {
		if i, err := os.Stat(f); err != nil || i.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f, i, err)
		}
	}
	if b, err := os.ReadFile(p.Config); err != nil || strings.Contains(string(b), d.Password) || strings.Count(string(b), "#") < 100 {
		t.Errorf("the configuration has no comments or a password: %v", err)
	}
	before := tutto(t, filepath.Dir(p.Config))
	for _, again := range []risposte{dice(""), nil} {
		if out, err := esegui(t, p, again); err != nil || !strings.Contains(out, "è già configurato") {
			t.Errorf("second run: %v\n%s", err, out)
		}
	}
	if tutto(t, filepath.Dir(p.Config)) != before {
		t.Error("a second run changed something")
	}
	// A change: the telephone; everything else is what Enter answers.
	r = append(dice("s", "", "", "", "", "010 111111", ""), dice("", "", "", "", "", "", "", "", "", "s")...)
	out, err = esegui(t, p, r)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	changed, err := config.Load(p.Config)
	must(t, err)
	if changed.Ordine.Telefono != "010 111111" || changed.IMAP.User != cfg.IMAP.User || changed.Backup.Destinatario != cfg.Backup.Destinatario {
		t.Errorf("%+v", changed)
	}
	if old, err := os.ReadFile(p.Config + ".precedente"); err != nil || !strings.Contains(string(old), "010 000000") {
		t.Errorf("the former configuration is gone: %v", err)
	}
	if pw, err := config.Password(changed.IMAP.PasswordFile, ""); err != nil || pw != d.Password {
		t.Errorf("the password changed: %v", err)
	}
}

var codiceDiProva = regexp.MustCompile(`Codice di prova: (\d{8})`)

// codice waits for the code of the notices in the mailbox.
func codice(t *testing.T, d *servertest.DovecotServer) string {
	t.Helper()
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(50 * time.Millisecond) {
		found := ""
		_ = filepath.WalkDir(d.Maildir("INBOX"), func(p string, _ fs.DirEntry, _ error) error { // files come and go while it walks
			if b, err := os.ReadFile(p); err == nil && found == "" {
				if m := codiceDiProva.FindSubmatch(b); m != nil {
					found = string(m[1])
				}
			}
			return nil
		})
		if found != "" {
			return found
		}
	}
	t.Error("no code arrived")
	return ""
}

// tutto is every file below a folder as one string.
func tutto(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	must(t, filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(p)
		fmt.Fprintf(&b, "%s %s\n", p, text)
		return err
	}))
	return b.String()
}

// TestInterrotta: wherever the answers end, and on a no at the end or a password refused for the third time, nothing is written.
func TestInterrotta(t *testing.T) {
	t.Parallel()
	d := servertest.Dovecot(t)
	pf := servertest.Postfix(t, "", d)
	key := filepath.Join(t.TempDir(), "chiave.txt")
	imap, smtp := fmt.Sprintf("127.0.0.1:%d", d.Port), fmt.Sprintf("127.0.0.1:%d", pf.Port)
	all := append(append([]string{}, ordine...), "10", imap, d.User, d.Password, d.CAFile, smtp, pf.CAFile, "", "", key, "n")
	for _, n := range []int{0, 5, 9, 11, len(all) - 1, len(all)} {
		p := posto(t)
		out, err := esegui(t, p, dice(all[:n]...))
		if n < len(all) && !errors.Is(err, ErrInterrotto) || n == len(all) && err != nil {
			t.Errorf("%d answers: %v\n%s", n, err, out)
		}
		if list, _ := os.ReadDir(filepath.Dir(filepath.Dir(p.Config))); len(list) != 0 {
			t.Errorf("%d answers leave %v", n, list)
		}
	}
	p := posto(t)
	_, err := esegui(t, p, dice(append(append([]string{}, ordine...), "10", imap, d.User, "no", d.CAFile, imap, d.User, "no", imap, d.User, "no", "resto")...))
	if err == nil || !strings.Contains(err.Error(), "dopo 3 prove") {
		t.Errorf("%v", err)
	}
	if n := strings.Count(d.Log(), "auth failed"); n > 3 {
		t.Errorf("%d logins", n)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("a key was made")
	}
}

func TestRiconosci(t *testing.T) {
	for _, c := range []struct {
		domain string
		mx     []string
		want   string
	}{
		{"pec.it", nil, "Aruba PEC"}, {"PEC.aruba.it", nil, "Aruba PEC"}, {"legalmail.it", nil, "InfoCert Legalmail"},
		{"pec.ordine.it", []string{"mx.pec.aruba.it."}, "Aruba PEC"}, {"pec.ordine.it", []string{"mx.cert.legalmail.it."}, "InfoCert Legalmail"},
		{"ordine.telecompost.it", nil, "TIM / Trust Technologies"}, {"actaliscertymail.it", nil, "Actalis"},
		{"pec.ordine.it", []string{"mail.ordine.it."}, ""}, {"finto-pec.it", nil, ""}, {"xlegalmail.it", nil, ""},
	} {
		got := ""
		if i := riconosci(c.domain, c.mx); i >= 0 {
			got = gestori()[i].nome
		}
		if got != c.want {
			t.Errorf("%s %v: %q", c.domain, c.mx, got)
		}
	}
	for _, g := range gestori() {
		if server(g.imap) != "" || server(g.smtp) != "" || len(g.domini) == 0 {
			t.Errorf("%+v", g)
		}
	}
}

func TestCertificato(t *testing.T) {
	now := time.Now()
	cert, key, sum, err := Certificato([]string{"albo-server", "localhost"}, []net.IP{net.IPv4(192, 168, 1, 9)}, now)
	must(t, err)
	pair, err := tls.X509KeyPair(cert, key)
	must(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(pair.Leaf)
	for _, name := range []string{"albo-server", "localhost", "192.168.1.9"} {
		if _, err := pair.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: pool, CurrentTime: now.AddDate(4, 11, 0)}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := pair.Leaf.Verify(x509.VerifyOptions{DNSName: "altro", Roots: pool}); err == nil || len(sum) != 64 {
		t.Errorf("another name: %v", err)
	}
}

// verifica has systemd read the units with a program that is there, also with the secrets as its credentials: it must say nothing.
func verifica(t *testing.T) {
	t.Helper()
	me, err := os.Executable()
	must(t, err)
	dir, p := t.TempDir(), Usuali()
	p.Programma = me
	must(t, ScriviUnita(dir, p))
	unit := filepath.Join(dir, "pecagent.service")
	b, err := os.ReadFile(unit)
	must(t, err)
	for _, more := range []string{"", "LoadCredential=imap.password:/etc/pecagent/imap.password\nIPAddressDeny=any\nIPAddressAllow=localhost\n", "Inventata=si\n"} {
		must(t, os.WriteFile(unit, []byte(strings.Replace(string(b), "LimitCORE=0\n", "LimitCORE=0\n"+more, 1)), 0o600))
		out, err := exec.Command("systemd-analyze", "verify", "--man=no", unit, filepath.Join(dir, "pecagent-backup.service"), filepath.Join(dir, "pecagent-backup.timer")).CombinedOutput()
		if wrong := err != nil || len(out) > 0; wrong != (more == "Inventata=si\n") {
			t.Errorf("with %q: %v\n%s", more, err, out)
		}
	}
}

// TestUnita: systemd itself finds the units hardened (reliability.md §6.2: at most 1.5) and well-formed, with the usual places and
// with others.
func TestUnita(t *testing.T) {
	other := Percorsi{Programma: "/opt/pecagent/pecagent", Config: "/srv/p/pecagent.toml", Dati: "/srv/p/dati", Copie: "/mnt/copie", Utente: "posta"}
	for _, p := range []Percorsi{Usuali(), other} {
		dir := t.TempDir()
		must(t, ScriviUnita(dir, p))
		b, err := os.ReadFile(filepath.Join(dir, "pecagent-backup.service"))
		must(t, err)
		for _, want := range []string{"ExecStart=" + p.Programma + " backup --config " + p.Config + "\n", "User=" + p.Utente + "\n", "ReadWritePaths=" + p.Copie + "\n"} {
			if !strings.Contains(string(b), want) {
				t.Errorf("no %q in\n%s", want, b)
			}
		}
		if strings.Contains(string(b), "ReadWritePaths="+p.Dati+"\n") == strings.Contains(string(b), "StateDirectory=") {
			t.Errorf("the data folder:\n%s", b)
		}
		for _, u := range []string{"pecagent.service", "pecagent-backup.service"} {
			out, err := exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", filepath.Join(dir, u)).CombinedOutput()
			if errors.Is(err, exec.ErrNotFound) {
				t.Skip("no systemd-analyze here")
			}
			if err != nil {
				t.Errorf("%s: %v\n%s", u, err, out)
			}
		}
	}
	verifica(t)
	for _, bad := range []string{"relativo", "/con spazio", "/con%segno", "/con\nriga"} {
		p := Usuali()
		if p.Copie = bad; ScriviUnita(t.TempDir(), p) == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
