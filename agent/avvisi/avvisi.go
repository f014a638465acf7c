package avvisi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/smtpout"
	"pecagent/rules"
)

// Archivio is what notices read of the store.
type Archivio interface {
	View(f func(rules.Archivio) error) error
	Events(from int64, f func(rules.Event) bool) error
}

// Opzioni says what there is to tell and of whom.
type Opzioni struct {
	Config   *config.Config
	Archivio Archivio
	Now      func() time.Time
	Log      *slog.Logger
	// Condizioni gives the problems of the program that are no tasks; nil: none.
	Condizioni func() []Problema
	// Letta tells when the mailbox was last read; nil: not said.
	Letta func() time.Time
	// Chiama opens a task for a person: kind, detail, reason; one that is open already is not opened again.
	Chiama func(ctx context.Context, kind, what, why string) error
	// Annota records in the log of events that courtesy mail left.
	Annota func(ctx context.Context, what string) error

	// What the texts say of the Order; New fills them from Config.
	Ordine, Casella, PasswordScade string
}

// Avvisi is the outbox of ordinary mail. One goroutine at a time calls Giro; the other methods may be called beside it.
type Avvisi struct {
	o        Opzioni
	s        stato
	staff    corriere
	membri   corriere
	fermi    bool // the store's mode lets nothing go to members
	riprendi atomic.Bool
	quadro   atomic.Pointer[Quadro]
}

// Quadro is how the outbox stands after the last Giro.
type Quadro struct {
	Coda       int      // mails that wait
	Fermo      string   // why none to the staff goes, "" when they go
	NonProvati []string // addresses of the staff that nobody has proven
}

// Quadro gives how the outbox stands.
func (a *Avvisi) Quadro() Quadro {
	if q := a.quadro.Load(); q != nil {
		return *q
	}
	return Quadro{}
}

func opzioniStaff(cfg *config.Config) *Opzioni {
	return &Opzioni{Config: cfg, Ordine: cfg.Ordine.Nome, Casella: cfg.Ordine.PEC, PasswordScade: string(cfg.IMAP.PasswordScade)}
}

// New reads the outbox of the data folder. A file that cannot be read is an error: to begin anew would repeat everything.
func New(o Opzioni) (*Avvisi, error) {
	d := opzioniStaff(o.Config)
	o.Ordine, o.Casella, o.PasswordScade = d.Ordine, d.Casella, d.PasswordScade
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	a := &Avvisi{o: o}
	var err error
	if o.Config.Avvisi.Host != "" {
		if a.staff, err = staff(o.Config); err != nil {
			return nil, err
		}
	}
	if o.Config.Cortesia.Attiva {
		if a.membri, err = cortesia(o.Config); err != nil {
			return nil, err
		}
	}
	err = leggi(a.file(), &a.s)
	a.s.prepara()
	if !o.Config.Cortesia.Attiva { // switched off: what waits does not go
		a.s.Coda = slices.DeleteFunc(a.s.Coda, func(p posta) bool { return p.Tipo == tipoCortesia })
	}
	a.ritrai()
	return a, err
}

func (a *Avvisi) file() string { return filepath.Join(a.o.Config.Data, "avvisi.json") }

func (a *Avvisi) salva() error { return salva(a.file(), a.s) }

// acceso reports whether there is ordinary mail to send at all.
func (a *Avvisi) acceso() bool { return a.o.Config.Avvisi.Host != "" || a.o.Config.Cortesia.Attiva }

// Giro looks once at what there is to tell, makes it durable, and sends what may go now. What the disk refuses to keep is
// sent all the same and said in the error: it may then be doubled by a later start.
func (a *Avvisi) Giro(ctx context.Context) error {
	if !a.acceso() {
		return nil
	}
	defer a.ritrai()
	changed, err := a.guarda()
	if err != nil {
		return fmt.Errorf("looking for what people have to be told: %w", err)
	}
	if changed {
		err = a.salva()
	}
	return errors.Join(err, a.spedisci(ctx))
}

// guarda turns what the store says into mail, and reports whether anything changed.
func (a *Avvisi) guarda() (changed bool, err error) {
	now := a.o.Now()
	to, err := a.destinatari()
	if err != nil {
		return false, err
	}
	changed = a.riparti()
	var open []Problema
	err = a.o.Archivio.View(func(ar rules.Archivio) error {
		snap := rules.Vista(ar)
		a.fermi = snap.Stato.Modo.Fermo || snap.Stato.Modo.Modo == rules.Osserva
		open = deiCompiti(snap)
		if a.o.Condizioni != nil {
			open = append(open, a.o.Condizioni()...)
		}
		changed = a.s.chiudi(open, now) || changed
		if len(to) == 0 {
			return nil
		}
		if a.s.dovuto(now) {
			a.s.riepiloga(&a.o, snap, partite(ar, a.s.inizioRiepilogo(now)), open, to, now)
			changed = true
		}
		changed = a.s.racconta(&a.o, open, to, now) || changed
		return nil
	})
	if err != nil {
		return changed, err
	}
	more, err := a.cortesie()
	return changed || more, err
}

// partite gives the letters that left on a day or after it.
func partite(ar rules.Archivio, from string) (list []rules.Lettera) {
	rules.Lettere(ar, func(l rules.Lettera) bool {
		if !l.TInvio.IsZero() && rules.DataRoma(l.TInvio) >= from {
			list = append(list, l)
		}
		return true
	})
	return list
}

// destinatari are the proven addresses of the staff.
func (a *Avvisi) destinatari() ([]string, error) {
	no, err := NonProvati(a.o.Config)
	if err != nil || a.o.Config.Avvisi.Host == "" {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(a.o.Config.Avvisi.A), func(x string) bool { return slices.Contains(no, x) }), nil
}

// riparti ends a stop when a code could be sent since, or a person said resume.
func (a *Avvisi) riparti() bool {
	if a.s.Fermo == "" {
		a.riprendi.Store(false)
		return false
	}
	var p prove
	if !a.riprendi.Swap(false) && (leggi(fileProva(a.o.Config), &p) != nil || !p.Riuscito.After(a.s.FermoDal)) {
		return false
	}
	a.s.Fermo, a.s.FermoDal = "", time.Time{}
	return true
}

// Riprendi ends a stop after a refused login, at the next Giro: a person has said resume.
func (a *Avvisi) Riprendi() { a.riprendi.Store(true) }

// ritrai keeps how the outbox stands for others to see.
func (a *Avvisi) ritrai() {
	q := Quadro{Coda: len(a.s.Coda), Fermo: a.s.Fermo}
	q.NonProvati, _ = NonProvati(a.o.Config) // a file that cannot be read is the error of Giro
	a.quadro.Store(&q)
}

// pausa is the wait before another try: 1 minute doubling to an hour.
func pausa(tries int) time.Duration { return min(time.Minute<<min(tries, 6), time.Hour) }

// maxTentativi is after how many tries a person is called, some five hours.
const maxTentativi = 10

// spedisci hands over what is due, each copy once, and notes each outcome durably before the next.
func (a *Avvisi) spedisci(ctx context.Context) error {
	var errs []error
	for i := 0; i < len(a.s.Coda) && ctx.Err() == nil; {
		p := &a.s.Coda[i]
		wait := p.NonPrima.Sub(a.o.Now())
		if wait > 0 && wait <= pausa(maxTentativi) || p.Tipo == tipoCortesia && a.fermi || p.Tipo != tipoCortesia && a.s.Fermo != "" {
			i++
			continue
		}
		err := a.consegna(ctx, p)
		if len(p.A) == 0 {
			a.s.Coda = slices.Delete(a.s.Coda, i, i+1)
		} else {
			i++
		}
		errs = append(errs, err, a.salva())
	}
	return errors.Join(errs...)
}

// consegna sends a mail to those who have not got it, until one cannot get it now. Each try is durable before it begins, and
// the next one later than this: a process that dies in the middle again and again does not send again and again.
func (a *Avvisi) consegna(ctx context.Context, p *posta) error {
	c := a.staff
	if p.Tipo == tipoCortesia {
		c = a.membri
	}
	for len(p.A) > 0 {
		to := p.A[0]
		p.NonPrima = a.o.Now().Add(pausa(p.Tentativi))
		p.Tentativi++
		if err := a.salva(); err != nil {
			a.o.Log.Error("avvisi non annotati", "perche", err)
		}
		r := c.manda(ctx, to, smtpout.MessageID(a.s.Seme, p.ID+" "+to, c.dominio()), *p)
		a.o.Log.Info("posta ordinaria "+r.Esito.String(), "id", p.ID, "genere", p.Tipo, "codice", r.Codice)
		switch {
		case r.Esito == smtpout.Inviata:
			p.A, p.Tentativi = p.A[1:], 0
			if err := a.annota(ctx, p, "partita"); err != nil {
				return err
			}
		case r.Login:
			return a.rifiutato(ctx, p, r.Testo)
		case r.Esito == smtpout.Rifiutata:
			p.A = p.A[1:]
			if err := a.respinto(ctx, p, to, r.Testo); err != nil {
				return err
			}
		default: // also INCERTA: told twice is better than never
			return a.rimanda(ctx, p, r.Testo)
		}
	}
	return nil
}

// rimanda leaves a mail for a later try; after hours a person is called, and courtesy mail is given up.
func (a *Avvisi) rimanda(ctx context.Context, p *posta, why string) error {
	if p.Tentativi < maxTentativi || ctx.Err() != nil {
		return nil
	}
	if p.Tipo == tipoCortesia {
		p.A = nil
		return errors.Join(a.annota(ctx, p, "non partita"), a.chiama(ctx, "cortesia_ferma", p.Chiave+": "+why, "La posta di cortesia agli iscritti non parte da ore: il server non la prende. Avvertirli per telefono."))
	}
	return a.chiama(ctx, "avvisi_fermi", why, "Gli avvisi alla segreteria non partono da ore: il server di posta ordinaria non li prende. Si prova con pecagent notices test.")
}

// rifiutato stops the mail of a section whose login is refused: it is not tried again by itself.
func (a *Avvisi) rifiutato(ctx context.Context, p *posta, why string) error {
	if p.Tipo == tipoCortesia {
		p.A = nil
		return errors.Join(a.annota(ctx, p, "non partita"), a.chiama(ctx, "cortesia_rifiutata", why, "Il server della posta di cortesia rifiuta l'accesso: correggere [cortesia], e avvertire gli iscritti per telefono."))
	}
	a.s.Fermo, a.s.FermoDal = why, time.Now()
	return a.chiama(ctx, "avvisi_rifiutati", why, "Il server di posta ordinaria rifiuta l'accesso: gli avvisi alla segreteria non partono più. Correggere la password, poi pecagent notices test.")
}

// respinto calls a person about an address that the server refuses for good.
func (a *Avvisi) respinto(ctx context.Context, p *posta, to, why string) error {
	if p.Tipo == tipoCortesia {
		return errors.Join(a.annota(ctx, p, "respinta"), a.chiama(ctx, "cortesia_respinta", p.Chiave+": "+why, "Un avviso di cortesia è stato respinto: l'indirizzo di posta ordinaria agli atti non va bene. Avvertire per telefono; il caso è nel registro degli eventi."))
	}
	return a.chiama(ctx, "avviso_respinto", to+": "+why, "Gli avvisi a "+to+" sono respinti dal server di posta: correggere avvisi.a o la casella.")
}

func (a *Avvisi) chiama(ctx context.Context, kind, what, why string) error {
	if a.o.Chiama == nil {
		return nil
	}
	return a.o.Chiama(context.WithoutCancel(ctx), kind, what, why)
}

func (a *Avvisi) annota(ctx context.Context, p *posta, esito string) error {
	if p.Tipo != tipoCortesia || a.o.Annota == nil {
		return nil
	}
	return a.o.Annota(context.WithoutCancel(ctx), p.Chiave+" "+esito)
}
