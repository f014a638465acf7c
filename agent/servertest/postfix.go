package servertest

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"text/template"
)

// PostfixServer is a running Postfix: submission with implicit TLS and AUTH through Dovecot.
type PostfixServer struct {
	Host           string // 127.0.0.1
	Port           int    // submissions
	User, Password string // Dovecot's account
	CAFile         string

	t   testing.TB
	dir string
	cmd *exec.Cmd
	tls *tls.Config
}

// Postfix starts a submission server. Mail for the domain of dovecot's account is delivered there by LMTP,
// all other mail goes by plain SMTP to relayTo (host:port), or nowhere when relayTo is empty. When
// relayAll is given and true, mail for that domain goes to relayTo too. Postfix insists on root.
func Postfix(t testing.TB, relayTo string, dovecot *DovecotServer, relayAll ...bool) *PostfixServer {
	t.Helper()
	need(t, "postfix")
	if os.Getuid() != 0 {
		missing(t, "postfix must be started by root")
	}
	dir := openDir(t, "pecpf")
	p := &PostfixServer{Host: "127.0.0.1", User: dovecot.User, Password: dovecot.Password, t: t, dir: dir}
	p.CAFile, p.tls = writeCertificate(t, dir)
	for _, sub := range []string{"pf", "q", "data", "log"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	owner := lookup(t, "postfix")
	if err := os.Chown(filepath.Join(dir, "data"), owner[0], owner[1]); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	local := len(relayAll) == 0 || !relayAll[0]
	for range 3 {
		p.Port = freePort(t)
		p.configure(relayTo, dovecot, local)
		if p.start() == nil {
			return p
		}
	}
	t.Fatalf("postfix does not start:\n%s", p.Log())
	return nil
}

// TLS trusts the server's certificate.
func (p *PostfixServer) TLS() *tls.Config { return p.tls.Clone() }

// Log is the server's log so far.
func (p *PostfixServer) Log() string {
	var all strings.Builder
	for _, f := range []string{"start.log", "postfix.log"} {
		b, err := os.ReadFile(filepath.Join(p.dir, "log", f))
		if err != nil {
			all.WriteString(err.Error() + "\n")
		}
		all.Write(b)
	}
	return all.String()
}

// Stop ends the server and waits for it. It may be called twice.
func (p *PostfixServer) Stop() {
	if p.cmd == nil {
		return
	}
	stop(p.cmd)
	p.cmd = nil
}

// start runs the master in the foreground as our child.
func (p *PostfixServer) start() error {
	log, err := os.OpenFile(filepath.Join(p.dir, "log", "start.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	conf := filepath.Join(p.dir, "pf")
	check := exec.Command("postfix", "-c", conf, "check") // makes the queue directories
	check.Stdout, check.Stderr = log, log
	if err := check.Run(); err != nil {
		return fmt.Errorf("postfix check: %w", err)
	}
	p.cmd = exec.Command("/usr/lib/postfix/sbin/master", "-c", conf, "-d")
	p.cmd.Dir = filepath.Join(p.dir, "q")
	p.cmd.Env = append(os.Environ(), "MAIL_CONFIG="+conf, "MAIL_LOGTAG=postfix")
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithTest(p.cmd.SysProcAttr)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		return err
	}
	if err := answers(fmt.Sprintf("127.0.0.1:%d", p.Port), p.tls); err != nil {
		p.Stop()
		return err
	}
	return nil
}

func (p *PostfixServer) configure(relayTo string, d *DovecotServer, local bool) {
	p.t.Helper()
	transport := "discard:"
	if relayTo != "" {
		host, port, ok := strings.Cut(relayTo, ":")
		if !ok {
			p.t.Fatalf("relay %q is not host:port", relayTo)
		}
		transport = "smtp:[" + host + "]:" + port
	}
	_, domain, _ := strings.Cut(d.User, "@")
	for name, text := range map[string]string{"main.cf": mainCF, "master.cf": masterCF} {
		var b bytes.Buffer
		if err := template.Must(template.New(name).Parse(text)).Execute(&b, map[string]any{
			"Dir": p.dir, "Port": p.Port, "Auth": d.AuthSocket(), "LMTP": d.LMTPSocket(), "Domain": domain, "Local": local, "Transport": transport,
		}); err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(p.dir, "pf", name), b.Bytes(), 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
}

const mainCF = `compatibility_level = 3.6
queue_directory = {{.Dir}}/q
data_directory = {{.Dir}}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {{.Dir}}/log/postfix.log
maillog_file_prefixes = {{.Dir}}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = hub.prova.example
mydestination =
local_recipient_maps =
{{if .Local}}virtual_mailbox_domains = {{.Domain}}
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:unix:{{.LMTP}}
{{end}}default_transport = {{.Transport}}
relay_transport = {{.Transport}}
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtp_address_preference = ipv4
smtp_tls_security_level = none
alias_maps =
alias_database =
message_size_limit = 134217728
mailbox_size_limit = 0
virtual_mailbox_limit = 0
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
smtpd_tls_cert_file = {{.Dir}}/cert.pem
smtpd_tls_key_file = {{.Dir}}/key.pem
smtpd_sasl_type = dovecot
smtpd_sasl_path = {{.Auth}}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =
smtpd_client_restrictions =
smtpd_sender_restrictions =
mynetworks =
`

const masterCF = `127.0.0.1:{{.Port}} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
pickup    unix  n       -       n       60      1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
flush     unix  n       -       n       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
proxywrite unix -       -       n       -       1       proxymap
smtp      unix  -       -       n       -       -       smtp
relay     unix  -       -       n       -       -       smtp
showq     unix  n       -       n       -       -       showq
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
discard   unix  -       -       n       -       -       discard
local     unix  -       n       n       -       -       local
virtual   unix  -       n       n       -       -       virtual
lmtp      unix  -       -       n       -       -       lmtp
anvil     unix  -       -       n       -       1       anvil
scache    unix  -       -       n       -       1       scache
postlog   unix-dgram n  -       n       -       1       postlogd
`
