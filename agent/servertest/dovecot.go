package servertest

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"text/template"
	"time"
)

// DovecotServer is a running Dovecot with one account, Maildir storage, a quota of 1 GiB and implicit TLS.
type DovecotServer struct {
	Host     string // 127.0.0.1
	Port     int    // IMAP with implicit TLS
	User     string // pec@ordine.example
	Password string
	CAFile   string // PEM of the certificate that signs itself

	t          testing.TB
	dir        string
	config     string
	cmd        *exec.Cmd
	seq        int
	renumbered int
	owner      [2]int // of the mail, when root
	tls        *tls.Config
	quota      string
}

// Dovecot starts a server that lives as long as the test.
func Dovecot(t testing.TB) *DovecotServer { return DovecotQuota(t, "") }

// DovecotQuota is Dovecot with a limit on the account, such as "storage=100K"; "" is 1 GiB. It is told and not
// enforced on what Deliver puts there.
func DovecotQuota(t testing.TB, quota string) *DovecotServer {
	t.Helper()
	need(t, "dovecot")
	dir := openDir(t, "pecdove")
	d := &DovecotServer{Host: "127.0.0.1", User: "pec@ordine.example", Password: "segreta-" + strconv.Itoa(os.Getpid()), t: t, dir: dir,
		config: filepath.Join(dir, "dovecot.conf"), owner: [2]int{-1, -1}, quota: quota}
	d.CAFile, d.tls = writeCertificate(t, dir)
	for _, sub := range []string{"run", "mail", "log"} {
		d.mkdir(filepath.Join(dir, sub))
	}
	d.write(filepath.Join(dir, "users"), d.User+":{PLAIN}"+d.Password+"\n")
	if os.Getuid() == 0 {
		d.owner = lookup(t, "nobody")
		if err := os.Chown(filepath.Join(dir, "mail"), d.owner[0], d.owner[1]); err != nil {
			t.Fatalf("giving the mail to nobody: %v", err)
		}
	}
	t.Cleanup(d.Stop)
	for range 3 { // another test may take a port between the choice and the start
		d.Port = freePort(t)
		d.writeConfig()
		if d.start() == nil {
			return d
		}
	}
	t.Fatalf("dovecot does not start:\n%s", d.Log())
	return nil
}

// TLS trusts the server's certificate.
func (d *DovecotServer) TLS() *tls.Config { return d.tls.Clone() }

// AuthSocket is where Postfix asks for logins.
func (d *DovecotServer) AuthSocket() string { return filepath.Join(d.dir, "run", "auth-postfix") }

// LMTPSocket is where mail is delivered; Dovecot gives it only where its lmtp is installed.
func (d *DovecotServer) LMTPSocket() string { return filepath.Join(d.dir, "run", "lmtp") }

// Log is the server's log so far.
func (d *DovecotServer) Log() string {
	b, err := os.ReadFile(filepath.Join(d.dir, "log", "dovecot.log"))
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// Maildir is the directory of a folder; INBOX is the root of the account.
func (d *DovecotServer) Maildir(folder string) string {
	root := filepath.Join(d.dir, "mail", d.User)
	if folder == "" || folder == "INBOX" {
		return root
	}
	return filepath.Join(root, "."+strings.ReplaceAll(folder, "/", "."))
}

// Deliver puts one message into a folder with the given INTERNALDATE; messages get their UIDs in this order.
// The bytes are stored as they are: Dovecot sends bare LF as CRLF.
func (d *DovecotServer) Deliver(folder string, raw []byte, internal time.Time) {
	d.t.Helper()
	dir := d.Maildir(folder)
	d.mkdir(d.Maildir("INBOX")) // it holds the other folders and must belong to the mail's owner
	for _, sub := range []string{"", "tmp", "new", "cur"} {
		d.mkdir(filepath.Join(dir, sub))
	}
	if folder != "" && folder != "INBOX" {
		d.write(filepath.Join(dir, "maildirfolder"), "")
	}
	d.seq++
	name := fmt.Sprintf("%d.M%06dP1.prova", 1700000000+d.seq, d.seq)
	tmp := filepath.Join(dir, "tmp", name)
	d.write(tmp, string(raw))
	if err := os.Chtimes(tmp, internal, internal); err != nil {
		d.t.Fatalf("setting the date of a message: %v", err)
	}
	if err := os.Rename(tmp, filepath.Join(dir, "new", name)); err != nil {
		d.t.Fatalf("delivering a message: %v", err)
	}
}

// Remove takes the n-th delivered message (from 1) away, as another reader would.
func (d *DovecotServer) Remove(folder string, n int) {
	d.t.Helper()
	m, _ := filepath.Glob(filepath.Join(d.Maildir(folder), "*", fmt.Sprintf("%d.M%06dP1.prova*", 1700000000+n, n)))
	if len(m) != 1 {
		d.t.Fatalf("message %d: found %q", n, m)
	}
	if err := os.Remove(m[0]); err != nil {
		d.t.Fatal(err)
	}
}

// Renumber gives the folder a new UIDVALIDITY, as a restored mailbox has. The server must be stopped.
func (d *DovecotServer) Renumber(folder string) {
	d.t.Helper()
	dir := d.Maildir(folder)
	m, _ := filepath.Glob(filepath.Join(dir, "dovecot*"))
	for _, f := range m {
		if err := os.Remove(f); err != nil {
			d.t.Fatal(err)
		}
	}
	d.renumbered++
	d.write(filepath.Join(dir, "dovecot-uidlist"), fmt.Sprintf("3 V%d N1\n", 3999999999+d.renumbered))
}

// Reuse numbers the folder from 1 again under the UIDVALIDITY that Renumber gave it last, as no server may. It must be stopped.
func (d *DovecotServer) Reuse(folder string) {
	d.t.Helper()
	d.renumbered--
	d.Renumber(folder)
}

// Flags maps each message file of the account (folder/base name) to its Maildir flags and content digest: two
// equal snapshots show that a reader has changed nothing.
func (d *DovecotServer) Flags() map[string]string {
	d.t.Helper()
	out := map[string]string{}
	root := filepath.Join(d.dir, "mail", d.User)
	err := filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.Contains(path, "/cur/") && !strings.Contains(path, "/new/") {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(filepath.Dir(path)))
		base, flags, _ := strings.Cut(e.Name(), ":2,")
		base, _, _ = strings.Cut(base, ",")
		out[rel+"/"+base] = fmt.Sprintf("%s %d %d", flags, info.Size(), info.ModTime().UnixNano())
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		d.t.Fatalf("reading the maildir: %v", err)
	}
	return out
}

// Stop ends the server and waits for it. It may be called twice.
func (d *DovecotServer) Stop() {
	if d.cmd == nil {
		return
	}
	stop(d.cmd)
	d.cmd = nil
}

// Start starts a stopped server on its former port.
func (d *DovecotServer) Start() {
	d.t.Helper()
	if err := d.start(); err != nil {
		d.t.Fatalf("starting dovecot again: %v\n%s", err, d.Log())
	}
}

// Restart stops and starts the server.
func (d *DovecotServer) Restart() {
	d.t.Helper()
	d.Stop()
	d.Start()
}

func (d *DovecotServer) start() error {
	d.cmd = exec.Command("dovecot", "-F", "-c", d.config)
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithTest(d.cmd.SysProcAttr)
	log, err := os.OpenFile(filepath.Join(d.dir, "log", "start.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	d.cmd.Stdout, d.cmd.Stderr = log, log
	if err := d.cmd.Start(); err != nil {
		return err
	}
	if err := answers(fmt.Sprintf("127.0.0.1:%d", d.Port), d.tls); err != nil {
		d.Stop()
		return err
	}
	return nil
}

func (d *DovecotServer) writeConfig() {
	d.t.Helper()
	who, group := "nobody", "nogroup"
	if os.Getuid() != 0 {
		u, err := user.Current()
		if err != nil {
			d.t.Fatal(err)
		}
		g, err := user.LookupGroupId(u.Gid)
		if err != nil {
			d.t.Fatal(err)
		}
		who, group = u.Username, g.Name
	}
	_, err := os.Stat("/usr/lib/dovecot/lmtp")
	_, quota := os.Stat("/usr/lib/dovecot/modules/lib11_imap_quota_plugin.so")
	driver := "count"
	if d.quota != "" {
		driver = "dirsize" // in one long session count was seen to miss a file that Deliver had put into a new folder
	}
	var b bytes.Buffer
	if err := template.Must(template.New("dovecot").Parse(dovecotConf)).Execute(&b, map[string]any{
		"Dir": d.dir, "Port": d.Port, "Root": os.Getuid() == 0, "User": who, "Group": group, "LMTP": err == nil, "Quota": quota == nil, "Limit": cmp.Or(d.quota, "storage=1G"), "Driver": driver,
	}); err != nil {
		d.t.Fatal(err)
	}
	d.write(d.config, b.String())
}

func (d *DovecotServer) mkdir(dir string) {
	d.t.Helper()
	if _, err := os.Stat(dir); err == nil {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		d.t.Fatal(err)
	}
	if strings.HasPrefix(dir, filepath.Join(d.dir, "mail")+"/") {
		d.chown(dir)
	}
}

func (d *DovecotServer) write(file, content string) {
	d.t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		d.t.Fatal(err)
	}
	if strings.HasPrefix(file, filepath.Join(d.dir, "mail")+"/") {
		d.chown(file)
	}
}

func (d *DovecotServer) chown(path string) {
	d.t.Helper()
	if err := os.Lchown(path, d.owner[0], d.owner[1]); err != nil {
		d.t.Fatal(err)
	}
}

// dovecotConf is for Dovecot 2.3. As a plain user everything runs as that user, without chroot.
const dovecotConf = `base_dir = {{.Dir}}/run
state_dir = {{.Dir}}/run
instance_name = pecagent-{{.Port}}
log_path = {{.Dir}}/log/dovecot.log
info_log_path = {{.Dir}}/log/dovecot.log
listen = 127.0.0.1
protocols = imap{{if .LMTP}} lmtp{{end}}
ssl = required
ssl_cert = <{{.Dir}}/cert.pem
ssl_key = <{{.Dir}}/key.pem
disable_plaintext_auth = no
{{if .Root}}default_internal_user = dovecot
default_login_user = dovenull
{{else}}default_internal_user = {{.User}}
default_internal_group = {{.Group}}
default_login_user = {{.User}}
{{end}}mail_location = maildir:{{.Dir}}/mail/%u
mail_uid = {{.User}}
mail_gid = {{.Group}}
first_valid_uid = 1
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 50
maildir_very_dirty_syncs = no
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \Sent
    auto = create
  }
  mailbox Trash {
    special_use = \Trash
    auto = create
  }
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {{.Dir}}/users
}
userdb {
  driver = static
  args = uid={{.User}} gid={{.Group}} home={{.Dir}}/mail/%u
}
service imap-login {
{{if not .Root}}  chroot =
{{end}}  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = {{.Port}}
    ssl = yes
  }
}
service anvil {
{{if not .Root}}  chroot =
{{end}}}
service stats {
{{if not .Root}}  chroot =
{{end}}}
{{if .Quota}}mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = {{.Driver}}:User quota
  quota_vsizes = yes
  quota_rule = *:{{.Limit}}
}
{{end}}service auth {
  unix_listener auth-postfix {
    mode = 0666
  }
}
{{if .LMTP}}service lmtp {
  unix_listener lmtp {
    mode = 0666
  }
}
{{end}}`
