package agent_test

import (
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/agent"
	"pecagent/agent/avvisi"
	"pecagent/agent/demo"
	"pecagent/agent/servertest"
)

// arrivata is a mail in the mailbox of the staff.
type arrivata struct{ oggetto, testo string }

// staffMail are the mails that reached the staff so far.
func staffMail(t *testing.T, d *servertest.DovecotServer) (list []arrivata) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(d.Maildir("INBOX"), "new", "*"))
	must(t, err)
	for _, f := range files {
		b, err := os.ReadFile(f)
		must(t, err)
		m, err := mail.ReadMessage(strings.NewReader(string(b)))
		must(t, err)
		body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		must(t, err)
		list = append(list, arrivata{m.Header.Get("Subject"), string(body)})
	}
	return list
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().String()
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	must(t, err)
	return r.StatusCode, string(b)
}

// TestPeopleAreTold: the certified server refuses the agent's password. Over a real ordinary server the staff gets a notice and
// the digest, without a member's data; a monitoring program is told that sending stands still; when the log is damaged the end
// is told too.
func TestPeopleAreTold(t *testing.T) {
	g := provider(t, demo.Options{Casella: order, Automatica: true})
	s := g.Stato()
	dove := servertest.Dovecot(t)
	post := servertest.Postfix(t, "", dove)
	health := freePort(t)
	text := toml("127.0.0.1", port(t, s.IMAP), "127.0.0.1", port(t, s.SMTP), s.Utente, s.CATLS, s.CATLS, s.CAFirma, fmt.Sprintf(automatic, `t0 = "2026-11-01T00:00:00+01:00"`))
	smtp := strings.Index(text, "[smtp]")
	text = text[:smtp] + strings.Replace(text[smtp:], `"password"`, `"sbagliata"`, 1) + fmt.Sprintf(
		"[avvisi]\nhost = %q\nport = %d\nuser = %q\npassword_file = \"ordinaria\"\nca = %q\na = [%q]\n[salute]\nlisten = %q\n", post.Host, post.Port, post.User, post.CAFile, dove.User, health)
	b := newBench(t, text, "demo")
	must(t, os.WriteFile(filepath.Join(b.dir, "sbagliata"), []byte("no\n"), 0o600))
	must(t, os.WriteFile(filepath.Join(b.dir, "ordinaria"), []byte(post.Password+"\n"), 0o600))
	_, err := avvisi.MandaCodici(t.Context(), b.cfg, time.Now())
	must(t, err)
	b.until("the code", func() bool { return len(staffMail(t, dove)) == 1 })
	if _, err := avvisi.Conferma(b.cfg, regexp.MustCompile(`\d{8}`).FindString(staffMail(t, dove)[0].testo), time.Now()); err != nil {
		t.Fatal(err)
	}
	b.run()
	b.socket()
	b.cmd("members", "import", b.members())
	b.until("health", func() bool { code, body := get(t, "http://"+health+"/healthz"); return code == 200 && body == "ok\n" })
	if _, err := g.Scrivi(demo.Scritto{From: bianchi, Subject: "Rinuncia PEC Ordine", Body: formB}); err != nil {
		t.Fatal(err)
	}
	b.until("digest and notice", func() bool { return len(staffMail(t, dove)) >= 3 })
	list := staffMail(t, dove)
	if !slices.ContainsFunc(list, func(m arrivata) bool {
		return strings.HasPrefix(m.oggetto, "[pecagent] Da vedere: SEG-2026-") && strings.Contains(m.testo, "il server SMTP rifiuta l'accesso")
	}) || !slices.ContainsFunc(list, func(m arrivata) bool { return strings.HasPrefix(m.oggetto, "[pecagent] Riepilogo del 23/11/2026") }) {
		t.Errorf("the staff got %+v", list)
	}
	for _, m := range list {
		for _, word := range []string{"BNCGLI78C48G478A", "Bianchi", bianchi, nuova} {
			if strings.Contains(m.oggetto+m.testo, word) {
				t.Errorf("«%s» tells %q", m.oggetto, word)
			}
		}
	}
	b.within("health after the stop", 40*time.Second, func() bool {
		code, body := get(t, "http://"+health+"/healthz")
		return code == 503 && strings.HasPrefix(body, "INVIO FERMO")
	})
	_, metrics := get(t, "http://"+health+"/metrics")
	for _, want := range []string{"pecagent_healthy 0\n", "pecagent_sending_stopped 1\n", "pecagent_mode{mode=\"automatico\"} 1\n", "pecagent_alarms_open 1\n", "pecagent_members 15\n",
		"pecagent_letters{state=\"CONSEGNATA\"} 0\n", "pecagent_letters{state=\"IN_CODA\"} ", "pecagent_queue_messages 0\n", "pecagent_last_poll_age_seconds ", "pecagent_store_bytes ", "pecagent_disk_free_bytes ", "pecagent_build_info{"} {
		if !strings.Contains(metrics, "\n"+want) {
			t.Errorf("no %q in\n%s", want, metrics)
		}
	}
	must(t, b.end())
	for _, v := range agent.Check(t.Context(), b.cfg, false) {
		if v.Cosa == "avvisi" && (!v.OK || !strings.Contains(v.Dice, "accesso riuscito")) {
			t.Errorf("check: %+v", v)
		}
	}
	log := filepath.Join(b.cfg.Data, "log")
	must(t, filepath.Walk(log, func(p string, info os.FileInfo, err error) error {
		if err == nil && info.Size() > 4000 {
			err = os.Truncate(p, info.Size()/2)
		}
		return err
	}))
	for range 2 {
		if err := agent.Run(t.Context(), agent.Options{Config: b.cfg, Clock: b.clock}); err == nil {
			t.Fatal("it runs on a log that was cut")
		}
	}
	n := 0
	b.until("the notice of the end", func() bool {
		n = 0
		for _, m := range staffMail(t, dove) {
			if strings.Contains(m.oggetto, "FERMO") {
				n++
			}
		}
		return n > 0
	})
	if n != 1 {
		t.Errorf("the end is told %d times", n)
	}
}
