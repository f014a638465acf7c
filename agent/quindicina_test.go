package agent_test

import (
	"fmt"
	"maps"
	"net/smtp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"pecagent/agent"
	"pecagent/agent/demo"
	"pecagent/agent/servertest"
	"pecagent/mailparse"
)

// quindicina is an Order's first fortnight with pecagent: a real Dovecot with a quota and several folders, the provider, a secretary
// at the webmail, a protocol program that reads the same mailbox, and the agent in osserva.
type quindicina struct {
	*bench
	dove       *servertest.DovecotServer
	g          *demo.Gestore
	segretaria *servertest.Client
	protocollo *servertest.Client
	oggi       time.Time
	chiede     map[string]string // who wrote → Message-ID of the envelope that the webmail shows
	aMano      int               // answers that the secretary sent
	posta      int               // messages that ever came into a folder which the agent reads
}

func nuovaQuindicina(t *testing.T) *quindicina {
	t.Helper()
	q := &quindicina{oggi: start(), chiede: map[string]string{}}
	q.dove = servertest.DovecotQuota(t, "storage=20M")
	q.g = provider(t, demo.Options{Casella: order, Automatica: true, PianoAddr: "127.0.0.1:0", Recapita: func(_ string, raw []byte) error {
		if m, err := mailparse.Parse(raw); err == nil && m.Inner != nil {
			q.chiede[m.Inner.From] = m.Header.Get("Message-ID")
		}
		q.arriva("INBOX", raw)
		return nil
	}})
	old := start().AddDate(0, -2, 0)
	for i, folder := range []string{"INBOX", "Evase", "Pratiche/2026", "Trash", "Sent", "Drafts"} {
		q.dove.Deliver(folder, ordinary(i, old), old)
	}
	q.posta = 5 // but the draft
	s := q.g.Stato()
	text := toml(q.dove.Host, q.dove.Port, "127.0.0.1", port(t, s.SMTP), q.dove.User, q.dove.CAFile, s.CATLS, s.CAFirma, "")
	i := strings.Index(text, "[smtp]")
	text = text[:i] + strings.NewReplacer(fmt.Sprintf("user = %q", q.dove.User), fmt.Sprintf("user = %q", s.Utente), `"password"`, `"password-smtp"`).Replace(text[i:])
	q.bench = newBench(t, text, q.dove.Password)
	must(t, os.WriteFile(filepath.Join(q.dir, "password-smtp"), []byte("demo\n"), 0o600))
	q.segretaria, q.protocollo = q.dove.Client(), q.dove.Client()
	return q
}

func (q *quindicina) arriva(folder string, raw []byte) {
	q.t.Helper()
	q.posta++
	q.dove.Deliver(folder, raw, q.oggi)
}

// vai moves every clock to a day of the fortnight, at nine.
func (q *quindicina) vai(day int) {
	q.t.Helper()
	q.ora(start().AddDate(0, 0, day).Add(time.Hour))
}

func (q *quindicina) ora(now time.Time) {
	q.t.Helper()
	q.oggi = now
	q.clock.Set(now)
	must(q.t, q.g.Clock(now))
}

// cambia makes a member ask for another address (R4).
func (q *quindicina) cambia(from, cf, name string) {
	q.t.Helper()
	_, err := q.g.Scrivi(demo.Scritto{From: from, Subject: "Cambio PEC", Body: fmt.Sprintf(
		"Buongiorno,\nchiedo di registrare come mio domicilio digitale il nuovo indirizzo PEC %s.nuovo%d@pecmail.example\n%s, %s\n", strings.ToLower(cf[:6]), q.oggi.Day(), name, cf)})
	must(q.t, err)
}

// risponde is the secretary's answer from the webmail: with In-Reply-To or as a new message, with or without a copy in Sent.
func (q *quindicina) risponde(to string, reply, copia bool) {
	q.t.Helper()
	q.aMano++
	head := ""
	if reply {
		head = "In-Reply-To: " + q.chiede[to] + "\r\n"
	}
	raw := fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: Re: Cambio PEC\r\nDate: %s\r\nMessage-ID: <webmail-%d@pec.ordine-prova.example>\r\n%sContent-Type: text/plain; charset=utf-8\r\n\r\nGentile iscritto, abbiamo preso nota.\r\n",
		order, to, q.oggi.Format(time.RFC1123Z), q.aMano, head)
	must(q.t, smtp.SendMail(q.g.Stato().Piano, nil, order, []string{to}, raw))
	if copia {
		q.posta++
		c := q.segretaria.Append("Sent", int64(len(raw)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: q.oggi})
		_, err := c.Write(raw)
		must(q.t, err)
		must(q.t, c.Close())
		_, err = c.Wait()
		must(q.t, err)
	}
}

// legge marks everything in the INBOX as read, as a protocol program does that takes each message whole.
func (q *quindicina) legge() {
	q.t.Helper()
	if q.protocollo.Open("INBOX") == 0 {
		return
	}
	all := imap.UIDSet{imap.UIDRange{Start: 1, Stop: 0}}
	_, err := q.protocollo.Fetch(all, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{}}}).Collect()
	must(q.t, err)
}

// vede is what anybody outside can see of the mailbox: folders, their numbers, the messages with number, flags, date and size, and
// what of it lies on the disk.
func (q *quindicina) vede() map[string]string {
	q.t.Helper()
	c := q.dove.Client()
	out := map[string]string{}
	list, err := c.List("", "*", nil).Collect()
	must(q.t, err)
	for _, f := range list {
		if slices.Contains(f.Attrs, imap.MailboxAttrNonExistent) || slices.Contains(f.Attrs, imap.MailboxAttrNoSelect) {
			out[f.Mailbox] = fmt.Sprint(f.Attrs)
			continue
		}
		data, err := c.Select(f.Mailbox, &imap.SelectOptions{ReadOnly: true}).Wait()
		must(q.t, err)
		f.Attrs = slices.DeleteFunc(f.Attrs, func(x imap.MailboxAttr) bool { // what Dovecot guesses, from one LIST to the next
			return x == imap.MailboxAttrMarked || x == imap.MailboxAttrUnmarked
		})
		s := fmt.Sprintf("%v validity %d next %d:", f.Attrs, data.UIDValidity, data.UIDNext)
		if data.NumMessages > 0 {
			msgs, err := c.Fetch(imap.UIDSet{imap.UIDRange{Start: 1, Stop: 0}}, &imap.FetchOptions{UID: true, Flags: true, InternalDate: true, RFC822Size: true}).Collect()
			must(q.t, err)
			for _, m := range msgs {
				flags := slices.DeleteFunc(m.Flags, func(x imap.Flag) bool { return x == `\Recent` })
				slices.Sort(flags)
				s += fmt.Sprintf(" %d%v%s/%d", m.UID, flags, m.InternalDate.UTC().Format(time.RFC3339), m.RFC822Size)
			}
		}
		out[f.Mailbox] = s
	}
	maps.Copy(out, q.dove.Flags())
	must(q.t, c.Logout().Wait())
	return out
}

// letta waits until the agent has read and decided all that ever came.
func (q *quindicina) letta(what string) {
	q.t.Helper()
	q.until(what, func() bool {
		s := q.seen()
		return len(s.arrived) == q.posta && len(s.decided) == q.posta
	})
}

// dice runs a command that may fail.
func (q *quindicina) dice(args ...string) (int, string) {
	q.t.Helper()
	r, err := agent.Dial(q.cfg).Run(q.t.Context(), agent.Call{Args: args})
	must(q.t, err)
	return r.Code, string(r.Out) + string(r.Err)
}

// iscritti are those who ask for a change in the fortnight.
func iscritti() [][3]string {
	return [][3]string{{"luca.conti@legalpost.example", "CNTLCU88R19A944D", "Luca Conti"}, {"m.rossi@pecmail.example", "RSSMRC69S21G702W", "Marco Rossi"},
		{"sara.moretti@pecmail.example", "MRTSRA93P49F205U", "Sara Moretti"}, {"studiogalli@pecmail.example", "GLLFNC80L63L219B", "Francesca Galli"},
		{"paola.nitti@pecmail.example", "NTTPLA72A55A662G", "Paola Nitti"}, {"marco.rossi69@legalpost.example", "RSSMRC69S21G70NL", "Marco Rossi"}}
}

// giorno is one day at the office: a member asks, the protocol program reads, the secretary answers or not, and tidies up.
func (q *quindicina) giorno(day int) {
	q.t.Helper()
	q.vai(day)
	m := iscritti()[day%6]
	q.cambia(m[0], m[1], m[2])
	if day%3 == 0 {
		q.legge()
	}
	switch day % 4 {
	case 0:
		q.risponde(m[0], true, true)
	case 1:
		q.risponde(m[0], true, false)
	case 2:
		q.risponde(m[0], false, true)
	}
	switch day % 5 {
	case 1:
		q.segretaria.MoveAll("INBOX", "Evase")
	case 3:
		q.arriva("INBOX", ordinary(100+day, q.oggi))
		q.segretaria.MoveAll("INBOX", "Pratiche/2026")
		q.segretaria.DeleteAll("Trash")
	}
}

// TestProvaDiDueSettimane is the trial fortnight. For fourteen days the agent observes and nobody outside can notice it: what the
// mailbox shows before it looked and after is the same, nothing is sent. The report shows its answers beside the office's; only then may
// a type go by itself, and the first automatic letter leaves on the fifteenth day.
func TestProvaDiDueSettimane(t *testing.T) {
	t.Parallel()
	q := nuovaQuindicina(t)
	folders := q.vede()
	q.run()
	q.socket()
	q.cmd("members", "import", q.members())
	for day := range 14 {
		q.giorno(day)
		before := q.vede()
		q.letta(fmt.Sprintf("day %d", day))
		for name, now := range q.vede() {
			if before[name] != now {
				t.Errorf("day %d, only the agent was at it: %s was\n%s\nand is\n%s", day, name, before[name], now)
			}
			delete(before, name)
		}
		if len(before) > 0 {
			t.Errorf("day %d: gone: %v", day, before)
		}
		if day == 6 || day == 13 {
			if code, says := q.dice("mode", "automatico", "--type", "R4"); code == 0 || !strings.Contains(says, "ne servono") {
				t.Errorf("automatic on day %d: %d %s", day, code, says)
			}
		}
	}
	for name := range folders {
		if !strings.Contains(name, "/") && q.vede()[name] == "" {
			t.Errorf("the folder %s is gone", name)
		}
	}
	q.nullaInviato()
	q.confronta()

	q.vai(14)
	q.cmd("mode", "automatico", "--type", "R4")
	m := iscritti()[2]
	q.cambia(m[0], m[1], m[2])
	q.until("the decision of the fifteenth day", func() bool { return strings.Contains(q.cmd("evidence", "find", "--json"), `"state":"IN_PARTENZA"`) })
	q.nullaInviato() // it can still be withdrawn
	q.ora(q.oggi.Add(25 * time.Minute))
	q.until("the first automatic letter", func() bool { return strings.Contains(q.cmd("evidence", "find", "--json"), `"state":"CONSEGNATA"`) })
	for _, l := range q.g.Registro().Lettere {
		if l.Accolta != 1 || !strings.HasPrefix(l.MsgID, "webmail-") && !slices.Contains([]string{m[0], strings.ToLower(m[1][:6]) + ".nuovo7@pecmail.example"}, l.Rcpt[0]) {
			t.Errorf("«%s» to %v, %d times", l.Oggetto, l.Rcpt, l.Accolta)
		}
	}
}

// nullaInviato holds what the provider took against what the secretary sent.
func (q *quindicina) nullaInviato() {
	q.t.Helper()
	reg := q.g.Registro()
	if len(reg.Transazioni) != q.aMano {
		q.t.Errorf("%d letters went through the provider, the secretary sent %d", len(reg.Transazioni), q.aMano)
	}
	for _, x := range reg.Transazioni {
		if !strings.HasPrefix(x.MsgID, "webmail-") {
			q.t.Errorf("not the secretary's: %+v", x)
		}
	}
	if len(reg.Proibiti) != 0 {
		q.t.Errorf("the mailbox was changed: %v", reg.Proibiti)
	}
}

// confronta reads the report of the trial, lets a person compare, and reads it again.
func (q *quindicina) confronta() {
	q.t.Helper()
	rows := q.righeProva()
	found := 0
	for _, r := range rows {
		if strings.Contains(r, `"tipo":"R4"`) && strings.Contains(r, `"ufficio":[`) {
			found++
			sha := r[strings.Index(r, `"messaggio":"`)+len(`"messaggio":"`):][:64]
			q.cmd("review", "answered", sha, "--esito", "uguale", "--note", "stessa sostanza")
		}
	}
	if found != 8 { // of fourteen requests eight were answered as a reply, three in a new message, three not at all
		q.t.Errorf("%d answers by hand were recognised:\n%s", found, strings.Join(rows, "\n"))
	}
	sums := q.cmd("report", "--prova", "--somme")
	for _, want := range []string{"R4", "14 messaggi", "uguale 8", "non si sa 6"} {
		if !strings.Contains(sums, want) {
			q.t.Errorf("the report does not say %q:\n%s", want, sums)
		}
	}
	q.t.Logf("report --prova --somme:\n%s", sums)
}

func (q *quindicina) righeProva() (rows []string) {
	q.t.Helper()
	for line := range strings.Lines(q.cmd("report", "--prova", "--json")) {
		if strings.Contains(line, `"messaggio":`) {
			rows = append(rows, strings.TrimSpace(line))
		}
	}
	return rows
}
