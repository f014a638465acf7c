package agent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"pecagent/agent/imapbox"
	"pecagent/rules"
)

// errPause ends the reading of a folder that has had its time; its cursor stands where it came to.
var errPause = errors.New("the folder is read on later")

// reader reads every folder of the mailbox over one connection: the main one is told of by IDLE, the others are
// asked for at each poll. One goroutine has it.
type reader struct {
	a *Agent
	b *imapbox.Box
	// folder and role are those of the folder that is being read.
	folder string
	role   imapbox.Role
	next   time.Time            // when the other folders are looked at again
	turn   string               // the folder whose turn it was when the time was over
	seen   map[string][2]uint32 // UIDVALIDITY and UIDNEXT that a folder was read up to
	no     map[string]int       // rounds in which a folder did not open
	looked map[string]time.Time // when a folder was last read to its end, by the agent's clock
	lately []found              // what came into folders in the last minutes
	gap    bool                 // messages vanished and are still to be held against the other folders
}

// connect opens the mailbox for reading.
func (a *Agent) connect(ctx context.Context) (*reader, error) {
	r := &reader{a: a, folder: a.imap.Folder, seen: map[string][2]uint32{}, no: map[string]int{}, looked: map[string]time.Time{}, gap: true}
	o := a.imap
	o.Gone = func(validity uint32, gone []imapbox.Gap) error { return r.gone(ctx, validity, gone) }
	o.GiveUp = r.giveUp
	var err error
	r.b, err = imapbox.Open(ctx, o)
	return r, err
}

// round reads what is new in the main folder and, when their time has come, in the others. rest: there is more to read.
func (r *reader) round(ctx context.Context) (rest bool, err error) {
	if err := r.intake(ctx, r.a.imap.Folder, ""); err != nil {
		return false, err
	}
	if time.Now().Before(r.next) {
		return false, nil
	}
	if rest, err = r.others(ctx); err != nil {
		return false, err
	}
	if !rest {
		r.next = time.Now().Add(r.a.imap.Poll)
		if err := r.compare(ctx); err != nil {
			return false, err
		}
	}
	if err := r.a.measure(ctx, r.b); err != nil {
		return false, err
	}
	if r.b.Folder() == r.a.imap.Folder {
		return rest, nil
	}
	return rest, r.intake(ctx, r.a.imap.Folder, "")
}

// all reads every folder to its end.
func (r *reader) all(ctx context.Context) error {
	r.next = time.Time{}
	for {
		if rest, err := r.round(ctx); err != nil || !rest {
			return err
		}
	}
}

// others reads what is new in every folder but the main one, as long as Options.OthersAtOnce allows.
func (r *reader) others(ctx context.Context) (rest bool, err error) {
	list, err := r.b.Folders(ctx)
	if err != nil && list == nil {
		return false, err
	}
	list = r.a.readable(list)
	// The folder that the time ran out at comes last: a large one keeps nobody waiting for ever.
	if i := slices.IndexFunc(list, func(f imapbox.Folder) bool { return f.Name == r.turn }); i >= 0 {
		list = slices.Concat(list[i+1:], list[:i+1])
	}
	end := time.Now().Add(r.a.o.OthersAtOnce)
	began := false // something of one folder at least is read in each round
	for _, f := range list {
		at := [2]uint32{f.UIDValidity, f.UIDNext}
		if f.UIDNext != 0 && r.seen[f.Name] == at {
			continue
		}
		if began && time.Now().After(end) {
			return true, nil
		}
		r.turn, began = f.Name, true
		err := r.intakeUntil(ctx, f.Name, f.Role, end)
		var no *imapbox.FolderError
		switch {
		case errors.As(err, &no):
			if err := r.refused(ctx, f.Name, no); err != nil {
				return false, err
			}
			continue
		case errors.Is(err, errPause):
			return true, nil
		case err != nil:
			return false, err
		}
		r.seen[f.Name] = at
		delete(r.no, f.Name)
	}
	return false, nil
}

// readable are the folders beside the main one that are read: all that can be opened, but drafts, which are nobody's mail
// yet, and what imap.escludi names.
func (a *Agent) readable(list []imapbox.Folder) []imapbox.Folder {
	exclude := a.excluded()
	return slices.DeleteFunc(slices.Clone(list), func(f imapbox.Folder) bool {
		return !f.Selectable || f.Name == a.imap.Folder || imapbox.Excluded(f, exclude)
	})
}

func (a *Agent) excluded() []string { return append([]string{"Bozze"}, a.cfg.IMAP.Escludi...) }

// refused calls a person about a folder that does not open twice; once it may just have been deleted.
func (r *reader) refused(ctx context.Context, folder string, no *imapbox.FolderError) error {
	r.a.log.Warn("cartella non aperta", "cartella", folder, "perche", no.Text)
	if r.no[folder]++; r.no[folder] != 2 {
		return nil
	}
	return r.a.call(ctx, "cartella_chiusa", no.Error(), fmt.Sprintf("La cartella «%s» della casella non si apre: la posta che contiene non viene letta. Se non serve, aggiungerla a imap.escludi.", folder))
}

func (r *reader) intake(ctx context.Context, folder string, role imapbox.Role) error {
	return r.intakeUntil(ctx, folder, role, time.Time{})
}

// intakeUntil stores everything new of a folder: the files first, durable together, then the places and the cursor.
// A crash between the two fetches the batch again, and PutRaw finds its files. With an end it is left with errPause there.
func (r *reader) intakeUntil(ctx context.Context, folder string, role imapbox.Role, end time.Time) error {
	r.folder, r.role = folder, role
	if r.b.Folder() != folder {
		if err := r.b.Use(ctx, folder); err != nil {
			return err
		}
	}
	c, err := r.a.store.Cursor(folder)
	if err != nil {
		return err
	}
	after, validity := c.UID, r.b.UIDValidity()
	if c.UIDValidity == validity {
		r.b.Known()
	} else if after = 0; c.UIDValidity != 0 {
		r.a.log.Warn("UIDVALIDITY cambiata: la cartella si rilegge per intero, senza effetti doppi", "cartella", folder, "prima", c.UIDValidity, "ora", validity)
	} else if err := r.first(ctx); err != nil {
		return err
	}
	if after == 0 {
		if after, err = r.oldest(ctx); err != nil {
			return err
		}
	}
	same, err := r.same(ctx, c)
	if err != nil {
		return err
	}
	if err = imapbox.ErrUIDNext; same {
		err = r.b.Fetch(ctx, after, r.put(ctx, c.UIDValidity != 0 && c.UIDValidity != validity, end))
	}
	if errors.Is(err, imapbox.ErrUIDNext) {
		r.a.log.Warn("i numeri (UID) della cartella non sono più quelli di prima: si rilegge per intero, senza effetti doppi", "cartella", folder, "perche", err)
		if err := errors.Join(r.b.Use(ctx, folder), r.first(ctx)); err != nil { // what is missing below is no gap
			return err
		}
		if after, err = r.oldest(ctx); err == nil {
			err = r.b.Fetch(ctx, after, r.put(ctx, true, end))
		}
	}
	if err == nil {
		r.looked[folder] = r.a.clock.Now()
	}
	return err
}

// same reports whether the last message that was read of the open folder still has its number, once a connection. A mailbox that
// was put back from a copy may give old numbers to other mail under the same UIDVALIDITY, which RFC 3501 §2.3.1.1 forbids.
func (r *reader) same(ctx context.Context, c rules.Cursore) (bool, error) {
	if c.UID == 0 || c.UIDValidity != r.b.UIDValidity() || !r.looked[r.folder].IsZero() {
		return true, nil
	}
	var sha string
	err := r.a.store.View(func(ar rules.Archivio) error { sha = rules.Posto(ar, r.folder, c.UIDValidity, c.UID); return nil })
	if err != nil || sha == "" {
		return true, err
	}
	raw, err := r.a.store.Raw(sha)
	if err != nil || bytes.HasPrefix(raw, []byte(lasciato)) {
		return true, nil // what is damaged the store tells; what stayed on the server has no bytes here
	}
	return r.b.Holds(ctx, c.UID, raw)
}

// oldest gives the UID above which an open folder is read that was not read yet: mail older than avvio.storico_mesi stays
// unread, unless it is of the time from T0 on.
func (r *reader) oldest(ctx context.Context) (after uint32, err error) {
	months := r.a.cfg.Avvio.StoricoMesi
	if months == 0 {
		return 0, nil
	}
	var t0 time.Time
	err = r.a.store.View(func(ar rules.Archivio) error { t0 = rules.Vista(ar).Stato.Avvio.T0; return nil })
	if err != nil {
		return 0, err
	}
	since := r.a.clock.Now().AddDate(0, -months, 0)
	if t0.Before(since) {
		since = t0
	}
	if after, err = r.b.Before(ctx, since); err == nil && after > 0 && r.looked[r.folder].IsZero() {
		r.a.log.Info("storico non letto: più vecchio di avvio.storico_mesi", "cartella", r.folder, "fino a uid", after, "mesi", months)
	}
	return after, err
}

// put stores the batches of a folder; renumbered is one whose numbers are not those it was known by, which may be that of another
// mailbox. With an end it leaves off there.
func (r *reader) put(ctx context.Context, renumbered bool, end time.Time) func([]imapbox.Item) error {
	return func(items []imapbox.Item) error {
		if renumbered {
			renumbered = false
			if r.other() == "" && !r.a.accepted(r.b.UIDValidity()) {
				if err := r.a.sameMailbox(ctx, r.b.UIDValidity(), items); err != nil {
					return err
				}
			}
			if err := r.first(ctx); err != nil {
				return err
			}
		}
		if err := r.keep(ctx, items); err != nil {
			return err
		}
		if !end.IsZero() && time.Now().After(end) {
			return errPause
		}
		return nil
	}
}

// keep makes one batch durable.
func (r *reader) keep(ctx context.Context, items []imapbox.Item) error {
	a := r.a
	// Our own notes are no mail (revisione.go); all else that somebody puts into those folders is read as anywhere.
	if items = slices.DeleteFunc(items, func(it imapbox.Item) bool { _, ours := a.leggiNota(it.Raw); return ours }); len(items) == 0 {
		return nil
	}
	a.busy.Add(1)
	defer a.busy.Add(-1)
	raws := make([][]byte, len(items))
	for i, it := range items {
		raws[i] = it.Raw
		if it.TooLarge || it.Unreadable != "" {
			raws[i] = absent(r.other(), it)
		}
	}
	shas, err := a.store.PutRaw(ctx, raws)
	if err != nil {
		return fmt.Errorf("storing %d messages: %w", len(items), err)
	}
	if err := r.remember(shas, items); err != nil {
		return err
	}
	list := make([]rules.Arrivo, len(items))
	for i, it := range items {
		list[i] = rules.Arrivo{SHA256: shas[i], Cartella: r.folder, Ruolo: string(r.role), UIDValidity: it.UIDValidity, UID: it.UID, Interna: it.Internal, Size: it.Size}
	}
	a.polso.indecisi.comincia()
	if err := a.store.Received(ctx, list); err != nil {
		return fmt.Errorf("recording %d messages: %w", len(items), err)
	}
	a.log.Info("messaggi archiviati", "cartella", r.folder, "quanti", len(list), "fino a uid", list[len(list)-1].UID)
	wake(a.toDecide)
	return nil
}

// other names the folder that is read where it is not the main one: two folders may have the same numbers.
func (r *reader) other() string {
	if r.folder == r.a.imap.Folder {
		return ""
	}
	return fmt.Sprintf("cartella %q ", r.folder)
}

// giveUp passes over a message that the server lists and does not give, after three tries on as many connections.
func (r *reader) giveUp(validity, uid uint32, why error) bool {
	n, err := r.a.store.Attempt(fmt.Sprintf("server %s %d %d", r.folder, validity, uid))
	if err != nil {
		r.a.log.Error("tentativo non contato", "perche", err)
		return false
	}
	return n >= 3
}
