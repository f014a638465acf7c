package agent_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/agent"
	"pecagent/agent/demo"
	"pecagent/agent/servertest"
	"pecagent/rules"
)

// oldMessages is how many messages the mailbox holds before the agent comes (issue 2 §3).
const oldMessages = 20000

// oldMailbox fills a Dovecot with years of mail: certified requests really signed by the demo provider, requests by
// ordinary mail, newsletters; half of it with a recent INTERNALDATE, as a mailbox that was moved has it.
func oldMailbox(t *testing.T, dove *servertest.DovecotServer) *demo.Gestore {
	t.Helper()
	var signed [][]byte
	g := provider(t, demo.Options{Casella: order, Automatica: true, Recapita: func(_ string, raw []byte) error {
		signed = append(signed, raw)
		return nil
	}})
	for i := range 200 {
		at := time.Date(2015+i%12, time.Month(1+i%10), 1+i%28, 9, 0, 0, 0, time.UTC)
		if _, err := g.Scrivi(demo.Scritto{From: bianchi, Subject: fmt.Sprintf("Rinuncia %d", i), Body: formB, At: at}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range oldMessages {
		at := time.Date(2015+i%11, time.Month(1+i%12), 1+i%28, i%24, i%60, 0, 0, time.UTC)
		internal := at
		if i%2 == 0 {
			internal = start().Add(-time.Hour) // moved yesterday: the server says it is new
		}
		if i%100 == 0 {
			dove.Deliver("INBOX", signed[i/100], internal)
			continue
		}
		dove.Deliver("INBOX", ordinary(i, at), internal)
	}
	return g
}

// ordinary is the i-th old ordinary message.
func ordinary(i int, at time.Time) []byte {
	body := "Le novità del mese.\r\n"
	if i%3 == 0 {
		body = "Il sottoscritto Marco Rossi CF RSSMRC69S21G702W chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione.\r\n"
	}
	return fmt.Appendf(nil, "From: marcorossi%d@posta.example\r\nTo: %s\r\nSubject: messaggio %d\r\nDate: %s\r\nMessage-ID: <old-%d@posta.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s",
		i, order, i, at.Format(time.RFC1123Z), i, body)
}

// oldMembers is a register with dates of 2015 to 2025.
func oldMembers(t *testing.T, b *bench) string {
	t.Helper()
	data, err := os.ReadFile(b.members())
	must(t, err)
	rows := strings.Split(strings.TrimSpace(string(data)), "\n")
	for i, row := range rows[1:] {
		cols := strings.Split(row, ";")
		cols[5] = fmt.Sprintf("%d-03-04", 2015+i%11)
		if cols[8] != "" {
			cols[10] = fmt.Sprintf("%d-05-06", 2015+i%11)
		}
		cols[11] = fmt.Sprintf("%d-07-08", 2015+i%11) // diffida_notificata: an imported date starts nothing
		rows[i+1] = strings.Join(cols, ";")
	}
	name := filepath.Join(b.dir, "vecchi.csv")
	must(t, os.WriteFile(name, []byte(strings.Join(rows, "\n")+"\n"), 0o600))
	return name
}

// TestHistoryHasNoEffects: the first run on a mailbox with 20,000 old messages and a register with old dates gives no
// letter and no task, in automatico with limits off and once more with the defaults.
func TestHistoryHasNoEffects(t *testing.T) {
	if testing.Short() {
		t.Skip("20,000 messages")
	}
	dove := servertest.Dovecot(t)
	g := oldMailbox(t, dove)
	for name, more := range map[string]string{"automatico, limits off": fmt.Sprintf(automatic, ""), "defaults": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // both mostly wait for the disk; the mailbox is only read
			s := g.Stato()
			b := newBench(t, toml(dove.Host, dove.Port, "127.0.0.1", port(t, s.SMTP), dove.User, dove.CAFile, s.CATLS, s.CAFirma, more), dove.Password)
			began := time.Now()
			b.runProgram()
			b.socket()
			b.cmd("members", "import", oldMembers(t, b))
			b.within("all of the mailbox", 5*time.Minute, func() bool {
				st, err := b.status()
				return err == nil && st.Waiting && st.Pending == 0 && !st.Busy && st.UID >= oldMessages
			})
			t.Logf("%d old messages fetched, stored, verified and decided in %v", oldMessages, time.Since(began).Round(time.Millisecond))
			rounds := must1(t)(agent.Dial(b.cfg).SetClock(t.Context(), start().AddDate(0, 2, 0))).Rounds // two months later nothing has fallen due
			b.until("a look at the clock", func() bool { st, err := b.status(); return err == nil && st.Done > rounds })
			history, certified := 0, 0
			for _, ev := range b.events() {
				switch {
				case ev.Lettera != nil || ev.Compito != nil || ev.Richiesta != nil || ev.Kind == rules.KIscritto && ev.Attore.Tipo != "persona":
					t.Fatalf("history had an effect: %+v", ev)
				case ev.Esito != nil && ev.Esito.Storico:
					history++
					if ev.Esito.Livello == "certified" {
						certified++
					}
				}
			}
			if history != oldMessages || certified != oldMessages/100 {
				t.Errorf("%d messages of history, %d of them certified", history, certified)
			}
			if n := len(g.Registro().Transazioni); n != 0 {
				t.Errorf("%d letters were sent", n)
			}
		})
	}
}
