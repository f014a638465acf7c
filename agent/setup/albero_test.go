package setup

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pecagent/agent/servertest"
)

// albero is a Debian in a folder, in which commands are run as a newcomer would.
type albero struct {
	t   *testing.T
	dir string
}

// fa runs a command in the tree and wants its exit code; as is the user, input the answers.
func (a *albero) fa(code int, as string, input risposte, args ...string) string {
	a.t.Helper()
	if as != "" {
		args = append([]string{"setpriv", "--reuid", as, "--regid", as, "--clear-groups"}, args...)
	}
	cmd := exec.Command("chroot", append([]string{a.dir, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"}, args...)...)
	cmd.Stdin = &input
	out, err := cmd.CombinedOutput()
	a.t.Logf("# %s\n%s", strings.Join(args, " "), out)
	if got := cmd.ProcessState.ExitCode(); got != code {
		a.t.Fatalf("%s: exit %d (%v), want %d", strings.Join(args, " "), got, err, code)
	}
	return string(out)
}

func (a *albero) path(p string) string { return filepath.Join(a.dir, p) }

func (a *albero) copia(from, to string) {
	a.t.Helper()
	b, err := os.ReadFile(from)
	must(a.t, err)
	must(a.t, os.WriteFile(a.path(to), b, 0o644))
}

// vuole wants words in what was printed.
func (a *albero) vuole(out string, words ...string) {
	a.t.Helper()
	for _, w := range words {
		if !strings.Contains(out, w) {
			a.t.Errorf("does not say %q", w)
		}
	}
}

// servizio wants everything in a folder to belong to the service's user, as numbers of the tree.
func (a *albero) servizio(dir string) {
	a.t.Helper()
	top, err := os.Stat(a.path(dir))
	must(a.t, err)
	if top.Mode().Perm() != 0o700 {
		a.t.Errorf("%s: %v", dir, top.Mode())
	}
	uid := top.Sys().(*syscall.Stat_t).Uid
	must(a.t, filepath.WalkDir(a.path(dir), func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		i, err := e.Info()
		if owner := i.Sys().(*syscall.Stat_t).Uid; err == nil && (uid == 0 || owner != uid) {
			a.t.Errorf("%s: owner %d, the folder's %d", p, owner, uid)
		}
		return err
	}))
}

// TestAlberoNuovo walks from the package to its removal in the tree of PECAGENT_ALBERO; .ci/fresh makes the tree and the package.
func TestAlberoNuovo(t *testing.T) {
	dir, deb := os.Getenv("PECAGENT_ALBERO"), os.Getenv("PECAGENT_DEB")
	if dir == "" || deb == "" {
		t.Skip("PECAGENT_ALBERO and PECAGENT_DEB name a Debian tree and a package: .ci/fresh makes both")
	}
	a := &albero{t, dir}
	d := servertest.Dovecot(t)
	pf := servertest.Postfix(t, "", d)
	for i := range 5 {
		d.Deliver("INBOX", fmt.Appendf(nil, "From: a@posta.example\r\nTo: %s\r\nSubject: %d\r\nMessage-ID: <%d@posta.example>\r\n\r\nBuongiorno.\r\n", d.User, i, i), time.Now())
	}
	for from, to := range map[string]string{deb: "srv/pecagent.deb", d.CAFile: "srv/imap.pem", pf.CAFile: "srv/smtp.pem", "../../cmd/pecagent/testdata/iscritti.csv": "srv/iscritti.csv"} {
		a.copia(from, to)
	}
	must(t, os.WriteFile(a.path("etc/hosts"), []byte("127.0.0.1 localhost\n"), 0o644)) // an installer of Debian writes it
	a.vuole(a.fa(0, "", nil, "apt-get", "install", "-y", "-qq", "/srv/pecagent.deb"), "ora, da root, pecagent setup")
	a.vuole(a.fa(2, "", nil, "pecagent", "check"), "la prima installazione: pecagent setup")

	imap, smtp := fmt.Sprintf("127.0.0.1:%d", d.Port), fmt.Sprintf("127.0.0.1:%d", pf.Port)
	r := append(dice(ordine...), dice("10", imap, d.User, d.Password, "/srv/imap.pem", smtp, "/srv/smtp.pem", d.User, fmt.Sprintf("localhost:%d", pf.Port), d.User, pf.Password, "/srv/smtp.pem",
		"/srv/copie", "/srv/chiave.txt", "s")...)
	r = append(r, func() string { return codice(t, d) })
	a.vuole(a.fa(0, "", r, "pecagent", "setup"), "5 messaggi in INBOX", "usati su 1073", d.User+" è provato")
	a.vuole(a.fa(0, "", nil, "pecagent", "setup"), "è già configurato")
	a.vuole(a.fa(0, "", nil, "cat", "/etc/systemd/system/pecagent-backup.service.d/cartella.conf"), "ReadWritePaths=/srv/copie")
	a.vuole(a.fa(0, "", nil, "stat", "-c", "%n %U:%G %a", "/etc/pecagent/pecagent.toml", "/etc/pecagent/imap.password", "/etc/systemd/system/pecagent-backup.service.d/cartella.conf"),
		"pecagent.toml root:pecagent 640", "imap.password pecagent:pecagent 600", "cartella.conf root:pecagent 644")
	a.vuole(a.fa(0, "", nil, "pecagent", "members", "import", "/srv/iscritti.csv"), "15 nuovi")
	a.servizio("var/lib/pecagent")
	a.fa(0, "pecagent", nil, "pecagent", "run", "--once")
	a.fa(0, "pecagent", nil, "pecagent", "backup")
	a.vuole(a.fa(1, "", nil, "pecagent", "check"), "ok      copia di sicurezza", "ok      casella", "ok      invio", "ok      archivio", "ok      modo                     osserva", "policy.remedies")
	a.servizio("var/lib/pecagent")

	// The disk is lost; the backup comes back.
	must(t, os.Rename(a.path("var/lib/pecagent"), a.path("srv/perso")))
	a.fa(0, "", nil, "install", "-d", "-o", "pecagent", "-g", "pecagent", "-m", "0700", "/var/lib/pecagent")
	copie, err := filepath.Glob(a.path("srv/copie/*.age"))
	must(t, err)
	file := strings.TrimPrefix(copie[0], dir)
	a.vuole(a.fa(0, "", nil, "pecagent", "restore", file, "--identity", "/srv/chiave.txt", "--into", "/var/lib/pecagent"), "Ripristinato e verificato")
	a.servizio("var/lib/pecagent")
	a.vuole(a.fa(1, "", nil, "pecagent", "resume"), "non è stata ancora riletta")
	if out := a.fa(0, "pecagent", nil, "pecagent", "run", "--once"); strings.Contains(out, "non è provato") {
		t.Error("the proof of the notice address did not come back")
	}
	a.vuole(a.fa(0, "", nil, "pecagent", "resume"), "ripreso")
	a.vuole(a.fa(0, "", nil, "pecagent", "export", "--all", "/srv/tutto"), " messaggi, 15 iscritti")

	a.fa(0, "", nil, "apt-get", "remove", "-y", "-qq", "pecagent")
	if _, err := os.Stat(a.path("usr/bin/pecagent")); err == nil {
		t.Error("the program stays")
	}
	for _, p := range []string{"var/lib/pecagent/log", "etc/pecagent/pecagent.toml"} {
		if _, err := os.Stat(a.path(p)); err != nil {
			t.Errorf("a removal took %s: %v", p, err)
		}
	}
	a.fa(0, "", nil, "apt-get", "install", "-y", "-qq", "/srv/pecagent.deb")
	a.vuole(a.fa(0, "", nil, "pecagent", "mode"), "osserva")
	a.vuole(a.fa(0, "", nil, "apt-get", "purge", "-y", "-qq", "pecagent"), "sono prove")
	if _, err := os.Stat(a.path("etc/pecagent")); err == nil {
		t.Error("a purge leaves the passwords")
	}
	if _, err := os.Stat(a.path("var/lib/pecagent/log")); err != nil {
		t.Errorf("a purge took the evidence: %v", err)
	}
}
