package agent

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime/debug"
	"time"

	"pecagent/agent/salute"
	"pecagent/rules"
	"pecagent/store"
)

// How long the mailbox may stay unread, the clock unasked and messages undecided, by the machine's clock, before the agent is
// not healthy. IDLE is renewed every nine minutes, and one submission may wait twelve for its answer.
const (
	sanaLettura   = 30 * time.Minute
	sanoOrologio  = 45 * time.Minute
	sanaDecisione = 15 * time.Minute
	misuraDisco   = 10 * time.Minute // the data folder is walked no more often
)

// openHealth begins to answer a monitoring program, where the configuration says so. That it cannot is said and stops nothing:
// mail goes on.
func (a *Agent) openHealth() *salute.Server {
	if a.cfg.Salute.Listen == "" {
		return nil
	}
	s, err := salute.Apri(a.cfg.Salute.Listen, a.health)
	if err != nil {
		a.log.Error("nessuna risposta ai programmi di controllo", "perche", err)
		return nil
	}
	a.log.Info("risposta ai programmi di controllo", "indirizzo", "http://"+s.Addr()+"/healthz")
	return s
}

// conti are figures of the store, counted again only when it has changed.
type conti struct {
	seq                       int64
	lettere                   map[rules.StatoLettera]int
	compiti, allarmi, urgenti int
	modo                      rules.Modo
	quota                     *rules.SpazioCasella // as last recorded; nil: the server never told it
	iscritti                  int
	spazio                    int64
	misurato                  time.Time
}

// health gathers what salute shows; salute calls it from one goroutine at a time.
func (a *Agent) health() (st salute.Stato, err error) {
	if err := a.count(); err != nil {
		return st, err
	}
	pending, err := a.store.Pending(1000)
	if err != nil {
		return st, err
	}
	free, err := freeDisk(a.cfg.Data)
	if err != nil {
		return st, err
	}
	st.Motivi = a.ill(len(pending), free, a.conti.modo.Fermo)
	st.Misure = append(a.figures(len(pending), free), a.byState()...)
	return st, nil
}

// ill says in Italian why the agent does not do its work; no personal data.
func (a *Agent) ill(pending int, free int64, stopped bool) (list []string) {
	say := func(ill bool, format string, args ...any) {
		if ill {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	q := a.avvisi.Quadro()
	say(a.polso.letta.da(a.started) > sanaLettura, "la casella non viene letta da %s", minuti(a.polso.letta.da(a.started)))
	say(a.polso.orologio.da(a.started) > sanoOrologio, "l'invio non procede da %s", minuti(a.polso.orologio.da(a.started)))
	say(pending > 0 && a.polso.indecisi.da(a.started) > sanaDecisione, "%d messaggi archiviati non vengono decisi da %s", pending, minuti(a.polso.indecisi.da(a.started)))
	say(stopped, "INVIO FERMO: pecagent mode dice perché, pecagent resume riprende")
	say(free < store.DefaultMinFree, "disco quasi pieno: %d MB liberi", free/1_000_000)
	say(a.cfg.Avvisi.Host == "" || len(q.NonProvati) == len(a.cfg.Avvisi.A), "nessuno riceve gli avvisi: pecagent notices test")
	say(q.Fermo != "", "il server degli avvisi rifiuta l'accesso: pecagent notices test")
	return list
}

func minuti(d time.Duration) string { return fmt.Sprintf("%d minuti", int(d/time.Minute)) }

// count counts letters and tasks when the log has grown since the last time.
func (a *Agent) count() error {
	if time.Since(a.conti.misurato) > misuraDisco {
		size, err := folderSize(a.cfg.Data)
		if err != nil {
			return err
		}
		a.conti.spazio, a.conti.misurato = size, time.Now()
	}
	seq := a.store.Head().Size
	if seq == a.conti.seq {
		return nil
	}
	c := conti{seq: seq, spazio: a.conti.spazio, misurato: a.conti.misurato, lettere: map[rules.StatoLettera]int{}}
	err := a.store.View(func(ar rules.Archivio) error {
		s := rules.Vista(ar)
		c.modo, c.iscritti, c.quota = s.Stato.Modo, s.Stato.Iscritti, s.Stato.Quota
		rules.Lettere(ar, func(l rules.Lettera) bool { c.lettere[l.Stato]++; return true })
		for _, id := range s.Cerca(rules.CompitiVivi, "") {
			t, ok := s.Compito(id)
			if !ok {
				continue
			}
			c.compiti++
			if t.Tipo == rules.SegAllarme {
				c.allarmi++
			}
			if t.Urgente {
				c.urgenti++
			}
		}
		return nil
	})
	if err == nil {
		a.conti = c
	}
	return err
}

func (a *Agent) figures(pending int, free int64) []salute.Misura {
	c, q := a.conti, a.avvisi.Quadro()
	list := []salute.Misura{
		{Nome: "pecagent_start_time_seconds", Aiuto: "When the agent started, Unix time.", Valore: float64(a.started.Unix())},
		{Nome: "pecagent_loop_age_seconds", Aiuto: "Since the outbound loop completed a round.", Valore: a.polso.orologio.da(a.started).Seconds()},
		{Nome: "pecagent_queue_messages", Aiuto: "Messages stored and not yet decided, 1000 at most.", Valore: float64(pending)},
		{Nome: "pecagent_tasks_open", Aiuto: "What waits for a person.", Valore: float64(c.compiti)},
		{Nome: "pecagent_tasks_urgent", Aiuto: "What waits for a person and is urgent.", Valore: float64(c.urgenti)},
		{Nome: "pecagent_alarms_open", Aiuto: "Alarms that wait for a person.", Valore: float64(c.allarmi)},
		{Nome: "pecagent_sending_stopped", Aiuto: "1 while all sending is stopped.", Valore: bit(c.modo.Fermo)},
		{Nome: "pecagent_members", Aiuto: "Members in the register.", Valore: float64(c.iscritti)},
		{Nome: "pecagent_log_events_total", Aiuto: "Events in the log.", Contatore: true, Valore: float64(c.seq)},
		{Nome: "pecagent_store_bytes", Aiuto: "Size of the data folder, measured every ten minutes.", Valore: float64(c.spazio)},
		{Nome: "pecagent_disk_free_bytes", Aiuto: "Free disk where the data folder is.", Valore: float64(free)},
		{Nome: "pecagent_notices_queued", Aiuto: "Ordinary mails that wait to go out.", Valore: float64(q.Coda)},
		{Nome: "pecagent_notices_stopped", Aiuto: "1 while the server of the notices refuses the login.", Valore: bit(q.Fermo != "")},
	}
	if q := c.quota; q != nil && q.Totale > 0 {
		list = append(list, salute.Misura{Nome: "pecagent_mailbox_used_bytes", Aiuto: "Use of the mailbox, as the server told it (RFC 9208); recorded when it moves by a hundredth.", Valore: float64(q.Usati)},
			salute.Misura{Nome: "pecagent_mailbox_quota_bytes", Aiuto: "What the mailbox may hold.", Valore: float64(q.Totale)})
	}
	if q := c.quota; q != nil && q.MaxMessaggi > 0 {
		list = append(list, salute.Misura{Nome: "pecagent_mailbox_messages", Aiuto: "Messages in the mailbox, as the server counts them against its limit.", Valore: float64(q.Messaggi)},
			salute.Misura{Nome: "pecagent_mailbox_quota_messages", Aiuto: "How many messages the mailbox may hold.", Valore: float64(q.MaxMessaggi)})
	}
	if !a.lastRead().IsZero() {
		list = append(list, salute.Misura{Nome: "pecagent_last_poll_age_seconds", Aiuto: "Since the mailbox was last read to its end.", Valore: a.polso.letta.da(a.started).Seconds()})
	}
	return list
}

// byState are the figures that have a label.
func (a *Agent) byState() (list []salute.Misura) {
	for _, m := range []string{rules.Osserva, rules.Proponi, rules.Automatico} {
		list = append(list, salute.Misura{Nome: "pecagent_mode", Aiuto: "1 for the mode in force.", Etichette: [][2]string{{"mode", m}}, Valore: bit(a.conti.modo.Modo == m)})
	}
	for _, s := range rules.StatiLettera() {
		list = append(list, salute.Misura{Nome: "pecagent_letters", Aiuto: "Letters by state (order.md 6.4).", Etichette: [][2]string{{"state", string(s)}}, Valore: float64(a.conti.lettere[s])})
	}
	info := salute.Misura{Nome: "pecagent_build_info", Aiuto: "Always 1; what was built.", Valore: 1}
	if b, ok := debug.ReadBuildInfo(); ok {
		info.Etichette = [][2]string{{"version", b.Main.Version}, {"goversion", b.GoVersion}}
		for _, s := range b.Settings {
			if s.Key == "vcs.revision" {
				info.Etichette = append(info.Etichette, [2]string{"revision", s.Value})
			}
		}
	}
	return append(list, info)
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// folderSize adds up the files of a folder; one that goes away meanwhile counts nothing.
func folderSize(dir string) (n int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // removed between its listing and its look
		}
		if info, err := d.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	return n, err
}

// healthLoop answers until the run ends.
func healthLoop(s *salute.Server) func(context.Context) error {
	return func(ctx context.Context) error {
		defer context.AfterFunc(ctx, s.Chiudi)()
		return s.Servi(ctx)
	}
}
