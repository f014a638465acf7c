package agent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/agent/imapbox"
	"pecagent/agent/office"
	"pecagent/mailparse"
	"pecagent/rules"
)

// Review from the mail client (key revisione.cartella, off by default since it writes to the mailbox): a note for each task about
// a message stands in a folder; a person moves it or answers it, and the agent applies that through the command line's own
// way, with the account as the person. The folders alone say what is to be done: nothing else is remembered, so a crash
// anywhere repeats nothing but a look. No message is ever deleted, and none is moved that this program did not write.
const (
	maxNote         = 200              // notes that stand in the folder at one time, the oldest tasks first
	vassoioPausa    = 30 * time.Second // between two looks
	vassoioGuasto   = 10 * time.Minute // after the server refused a folder
	maxRisposte     = 300              // the last messages of the Sent folder that are looked at on the first round
	senzaMotivo     = "respinta spostando la nota nella cartella «Respinte», senza un motivo scritto"
	sottoApprovate  = "Approvate"
	sottoRespinte   = "Respinte"
	sottoDecise     = "Decise"
	nonPiuComePrima = "NON APPLICATA: da quando la nota era stata scritta la situazione è cambiata. Questa nota dice come è ora; decidere di nuovo."
)

// vassoio is the folders of the review and the connection to them.
type vassoio struct {
	a                                 *Agent
	b                                 *imapbox.Box
	base, approvate, respinte, decise string
	sent                              string
	sentSeen                          uint32
	note                              map[string][]nota // by folder
}

// diRevisione reports whether a folder is one of the review: notes come and go there.
func (a *Agent) diRevisione(folder string) bool {
	base := a.cfg.Revisione.Cartella
	return base != "" && strings.HasPrefix(folder, base)
}

// trayLoop looks at the folders of the review. Nothing that fails here stops the mail.
func (a *Agent) trayLoop(ctx context.Context) error {
	v := &vassoio{a: a}
	defer v.chiudi()
	for {
		pause := min(vassoioPausa, max(time.Second, a.imap.Poll))
		if err := v.giro(ctx); err != nil && ctx.Err() == nil {
			var login *imapbox.LoginError
			switch {
			case isFatal(err):
				return err
			case errors.As(err, &login): // a password is never tried twice
				return a.markRefused(ctx, err)
			}
			v.chiudi()
			pause = vassoioGuasto
			a.log.Warn("cartella di revisione non aggiornata: si riprova", "perche", err, "tra", pause.String())
			var no *imapbox.FolderError
			if errors.As(err, &no) || errors.Is(err, imapbox.ErrNoMove) {
				if err := a.callOnce(ctx, "cartella_revisione", err.Error(), "La revisione dal programma di posta non funziona: il server rifiuta la cartella «"+a.cfg.Revisione.Cartella+"». Si decide dalla console o con pecagent review."); err != nil {
					return err
				}
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

func (v *vassoio) chiudi() {
	if v.b != nil {
		v.b.Close()
		v.b, v.sentSeen = nil, 0 // the folder may be another one by then; what was applied is not applied again
	}
}

// giro is one look: what was decided is applied, then the notes are brought up to date.
func (v *vassoio) giro(ctx context.Context) error {
	if v.a.refused() != nil {
		return nil // a refused login is tried by the main connection alone, after resume
	}
	if err := v.apre(ctx); err != nil {
		return err
	}
	open, err := v.aperti()
	if err != nil {
		return err
	}
	v.note = map[string][]nota{}
	for _, f := range []string{v.base, v.approvate, v.respinte} {
		if v.note[f], err = v.leggi(ctx, f); err != nil {
			return err
		}
	}
	if err := v.spostate(ctx, open); err != nil {
		return err
	}
	if err := v.risposte(ctx, open); err != nil {
		return err
	}
	if open, err = v.aperti(); err != nil { // what was decided just now is no longer open
		return err
	}
	return v.allinea(ctx, open)
}

// apre connects and makes the folders.
func (v *vassoio) apre(ctx context.Context) error {
	if v.b != nil {
		return nil
	}
	b, err := imapbox.Open(ctx, v.a.imap)
	if err != nil {
		return fmt.Errorf("opening the mailbox for the review: %w", err)
	}
	v.b = b
	list, err := b.Folders(ctx)
	if list == nil && err != nil {
		return err
	}
	delim := "/"
	for _, f := range list {
		if f.Delim != 0 {
			delim = string(f.Delim)
		}
	}
	v.base = v.a.cfg.Revisione.Cartella
	v.approvate, v.respinte, v.decise = v.base+delim+sottoApprovate, v.base+delim+sottoRespinte, v.base+delim+sottoDecise
	if f, ok := imapbox.Find(list, imapbox.Sent); ok {
		v.sent = f.Name
	}
	return b.Make(ctx, v.base, v.approvate, v.respinte, v.decise)
}

// aperti are the open tasks about a message, by id.
func (v *vassoio) aperti() (open map[string]rules.Compito, err error) {
	open = map[string]rules.Compito{}
	err = v.a.store.View(func(ar rules.Archivio) error {
		rules.Compiti(ar, func(c rules.Compito) bool {
			if c.Stato == rules.Aperto && c.Messaggio != "" {
				open[c.ID] = c
			}
			return true
		})
		return nil
	})
	return open, err
}

func (v *vassoio) leggi(ctx context.Context, folder string) (list []nota, err error) {
	heads, err := v.b.Heads(ctx, folder, 0, 5*maxNote)
	for _, h := range heads {
		if n, ok := v.a.leggiNota(h.Raw); ok {
			n.uid, n.cartella = h.UID, folder
			list = append(list, n)
		}
	}
	return list, err
}

// spostate applies what was moved.
func (v *vassoio) spostate(ctx context.Context, open map[string]rules.Compito) error {
	for _, n := range slices.Concat(v.note[v.approvate], v.note[v.respinte]) {
		if c, ok := open[n.caso]; ok {
			args := []string{"review", "approve", n.caso}
			if n.cartella == v.respinte {
				args = []string{"review", "reject", n.caso, "--note", senzaMotivo}
			}
			if err := v.applica(ctx, c, n, args); err != nil {
				return err
			}
			delete(open, n.caso)
		}
		if err := v.b.Move(ctx, n.cartella, n.uid, v.decise); err != nil {
			return err
		}
	}
	return nil
}

// applica runs a decision in the name of the account. What is not done is said in a new note in the folder; only errors of
// the mailbox and the store come back.
func (v *vassoio) applica(ctx context.Context, c rules.Compito, n nota, args []string) error {
	why := nonPiuComePrima
	if _, now := v.mostra(ctx, c.ID); now == n.visto {
		code, _, errs := v.esegue(ctx, args...)
		if code == office.ExitOK {
			v.a.log.Info("deciso dal programma di posta", "caso", c.ID, "comando", args[1])
			return nil
		}
		why = "NON APPLICATA: " + strings.TrimSpace(strings.TrimPrefix(errs, "pecagent: "))
	}
	return v.scrive(ctx, c, "", why)
}

// scrive puts a note into the folder, once: the same note is found by its Message-ID.
func (v *vassoio) scrive(ctx context.Context, c rules.Compito, di, first string) error {
	raw, err := v.componi(ctx, c, di, first)
	if err != nil { // the others have their notes; this one waits in the queue as ever
		v.a.log.Warn("nota di revisione non scritta", "caso", c.ID, "perche", err)
		return v.a.callOnce(ctx, "cartella_revisione", err.Error(), "Nella cartella «"+v.base+"» manca la nota di "+c.ID+": deciderla dalla console o con pecagent review.")
	}
	if n, ok := v.a.leggiNota(raw); !ok || slices.ContainsFunc(v.note[v.base], func(m nota) bool { return m.msgid == n.msgid && di != "" }) {
		return nil // a crash came between the note and the filing of the one it answers
	}
	if err := v.b.Use(ctx, v.a.imap.Folder); err != nil { // Append refuses the open folder
		return err
	}
	return v.b.AppendUnread(ctx, v.base, raw, v.a.clock.Now())
}

// risposte applies the replies in the Sent folder: who writes there has the account.
func (v *vassoio) risposte(ctx context.Context, open map[string]rules.Compito) error {
	if v.sent == "" || len(v.note[v.base]) == 0 {
		return nil
	}
	heads, err := v.b.Heads(ctx, v.sent, v.sentSeen, maxRisposte)
	if err != nil {
		return err
	}
	for _, h := range heads {
		m, err := mailparse.Parse(h.Raw)
		if err != nil || m.Inner == nil {
			continue
		}
		to := strings.Trim(m.Header.Get("In-Reply-To"), "<> ")
		i := slices.IndexFunc(v.note[v.base], func(n nota) bool { return n.msgid == to && to != "" })
		if i < 0 {
			continue
		}
		n := v.note[v.base][i]
		c, ok := open[n.caso]
		if !ok {
			continue
		}
		if err := v.risposta(ctx, c, n, m); err != nil {
			return err
		}
		delete(open, n.caso)
		if err := v.b.Move(ctx, v.base, n.uid, v.decise); err != nil {
			return err
		}
		v.note[v.base] = slices.Delete(v.note[v.base], i, i+1)
	}
	if n := len(heads); n > 0 {
		v.sentSeen = heads[n-1].UID
	}
	return nil
}

// risposta applies one reply. What it does not understand is said in a new note.
func (v *vassoio) risposta(ctx context.Context, c rules.Compito, n nota, m *mailparse.Message) error {
	verbo, resto := comando(m.Inner.Text)
	switch verbo {
	case "approva", "approvo", "approvata":
		args := []string{"review", "approve", c.ID}
		if resto != "" {
			args = append(args, "--note", resto)
		}
		return v.applica(ctx, c, n, args)
	case "respingi", "respingo", "respinta":
		if resto != "" {
			return v.applica(ctx, c, n, []string{"review", "reject", c.ID, "--note", resto})
		}
		return v.scrive(ctx, c, m.SHA256[:32], "NON APPLICATA: per respingere serve il motivo, sulla stessa riga: «respingi: il motivo».")
	}
	return v.scrive(ctx, c, m.SHA256[:32], "NON APPLICATA: la risposta «"+office.VisibleLine(accorcia(verbo+" "+resto))+"» non è fra quelle che pecagent applica.")
}

func accorcia(s string) string {
	r := []rune(strings.TrimSpace(s))
	return string(r[:min(80, len(r))])
}

// allinea puts a note where a task has none, and files those whose task was decided elsewhere.
func (v *vassoio) allinea(ctx context.Context, open map[string]rules.Compito) error {
	notes, err := v.leggi(ctx, v.base)
	if err != nil {
		return err
	}
	has := map[string]bool{}
	for _, n := range notes {
		if _, ok := open[n.caso]; !ok {
			if err := v.b.Move(ctx, v.base, n.uid, v.decise); err != nil {
				return err
			}
			continue
		}
		has[n.caso] = true
	}
	ids := make([]string, 0, len(open))
	for id := range open {
		if !has[id] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids[:max(0, min(len(ids), maxNote-len(has)))] {
		if err := v.scrive(ctx, open[id], "", ""); err != nil {
			return err
		}
	}
	return nil
}

// esegue runs a command of package office with the account as the person.
func (v *vassoio) esegue(ctx context.Context, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	v.a.busy.Add(1)
	defer v.a.busy.Add(-1)
	env := v.a.env(rules.Attore{Tipo: "persona", ID: v.a.cfg.Revisione.Chi(v.a.cfg)}, &o, &e)
	code = office.Run(ctx, env, args)
	return code, o.String(), e.String()
}
