package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/agent/imapbox"
	"pecagent/agent/office"
	"pecagent/agent/smtpout"
	"pecagent/rules"
	"pecagent/rules/testi"
	"pecagent/store"
	"pecagent/store/failpoint"
	"pecagent/store/fascicolo"
)

// outbound looks at the clock and sends what may go, each time it is woken and each tick.
func (a *Agent) outbound(ctx context.Context) error {
	tick := time.NewTicker(a.o.Tick)
	defer tick.Stop()
	for {
		round := a.rounds.Add(1)
		if err := a.sendDue(ctx); err != nil && ctx.Err() == nil {
			if isFatal(err) || errors.Is(err, ErrLogin) {
				return err
			}
			a.log.Error("invio rimandato", "perche", err)
		}
		a.done.Store(round)
		a.polso.orologio.batte()
		select {
		case <-ctx.Done():
			return nil
		case <-a.toSend:
		case <-tick.C:
		}
	}
}

// sendDue lets the clock decide, looks for the receipts of doubtful letters, and sends what may go now.
func (a *Agent) sendDue(ctx context.Context) error {
	a.busy.Add(1)
	defer a.busy.Add(-1)
	if err := a.input(ctx, rules.Ticked{Now: a.clock.Now()}); err != nil {
		return fmt.Errorf("looking at the clock: %w", err)
	}
	if err := a.writeFeeds(ctx); err != nil {
		return err
	}
	if err := a.searchDoubts(ctx); err != nil {
		return err
	}
	stuck := map[string]bool{}
	for ctx.Err() == nil {
		list, err := a.lettere(rules.Pronte)
		i := slices.IndexFunc(list, func(l rules.Lettera) bool { return !stuck[l.ID] })
		if err != nil {
			return err
		}
		if i < 0 {
			return a.copySent(ctx)
		}
		if err := a.sendOne(ctx, list[i]); err != nil {
			if isFatal(err) || errors.Is(err, store.ErrDiskFull) || ctx.Err() != nil {
				return err
			}
			stuck[list[i].ID] = true // the others do not wait for it
			if errors.Is(err, errNonScritta) {
				continue
			}
			if over, e := a.superata(list[i].ID); e != nil || over {
				a.log.Info("lettera non più da inviare", "lettera", list[i].ID, "perche", err)
				if e != nil {
					return e
				}
				continue
			}
			if err := a.tellStuck(ctx, list[i], err); err != nil {
				return err
			}
		}
		// The limits are looked at again after each letter.
		if err := a.input(ctx, rules.Ticked{Now: a.clock.Now()}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// superata reports whether a letter that was about to leave has to stay, since it was taken back or sending was stopped between
// the list and the attempt: nothing of it is wrong and nobody is called.
func (a *Agent) superata(id string) (over bool, err error) {
	err = a.store.View(func(ar rules.Archivio) error {
		v := rules.Vista(ar)
		l, ok := v.Lettera(id)
		still := v.Stato.Modo.Fermo || v.Stato.Modo.Modo == rules.Osserva
		over = ok && (l.Stato == rules.LRitirata || still && (l.Stato == rules.LInPartenza || l.Stato == rules.LInCoda))
		return nil
	})
	return over, err
}

// tellStuck calls a person, once a run, about a letter that cannot be read or recorded; it is tried again at each look.
func (a *Agent) tellStuck(ctx context.Context, l rules.Lettera, cause error) error {
	a.log.Error("lettera ferma", "lettera", l.ID, "perche", cause)
	if a.told[l.ID] {
		return nil
	}
	a.told[l.ID] = true
	return a.call(ctx, "lettera_ferma", l.ID+": "+cause.Error(), "La lettera "+l.ID+" non può partire: il motivo è nel registro degli eventi.")
}

// lettere reads a list of letters from the present state.
func (a *Agent) lettere(f func(*rules.Policy, rules.Snapshot, time.Time) []rules.Lettera) (list []rules.Lettera, err error) {
	err = a.store.View(func(ar rules.Archivio) error {
		list = f(a.policy, rules.Vista(ar), a.clock.Now())
		return nil
	})
	return list, err
}

// input decides an input that has no message.
func (a *Agent) input(ctx context.Context, in rules.Input) error {
	d, err := a.store.Commit(ctx, func(s rules.Snapshot) rules.Decision { return rules.Decide(a.policy, s, in) })
	if err == nil && d.Errore != "" {
		err = errors.New(d.Errore)
	}
	return err
}

func (a *Agent) step(ctx context.Context, p rules.Passo) error {
	return a.input(ctx, rules.Sent{Now: a.clock.Now(), Passo: p})
}

// sendOne takes one letter from its facts to the answer of the server. Each durable step is named, so that the
// kill tests can stop there: whatever step is the last, the next start knows what to do.
func (a *Agent) sendOne(ctx context.Context, l rules.Lettera) error {
	if l.SHA256 == "" {
		b, id, subject, err := a.write(l)
		if err != nil {
			return a.unsendable(ctx, l, err)
		}
		if err := a.queue(ctx, &l, b, id, subject); err != nil {
			return err
		}
		if gone, err := a.takenBack(l.ID); err != nil || gone {
			return err
		}
	}
	raw, err := a.store.Raw(l.SHA256)
	if err != nil {
		return fmt.Errorf("reading the letter %s: %w", l.ID, err)
	}
	failpoint.Hit("outbox.before-sending")
	if err := a.step(ctx, rules.Passo{Lettera: l.ID, Stato: rules.LInInvio, Istante: a.clock.Now(), Tentativo: true, Copia: a.copies()}); err != nil {
		return fmt.Errorf("marking %s as sending: %w", l.ID, err)
	}
	failpoint.Hit("outbox.sending")
	if gone, err := a.takenBack(l.ID); err != nil || gone {
		return err
	}
	r := smtpout.Invia(ctx, a.smtp, a.policy.Ordine.PEC, l.A, raw, func() error {
		defer failpoint.Hit("smtp.before-dot")
		return a.step(ctx, rules.Passo{Lettera: l.ID, Stato: rules.LInInvio, Istante: a.clock.Now(), Punto: true})
	})
	failpoint.Hit("smtp.after-answer")
	// The outcome is recorded even when the run is being ended: a letter that went out must not look doubtful.
	err = a.outcome(context.WithoutCancel(ctx), l, r)
	failpoint.Hit("outbox.outcome")
	return err
}

// write makes the bytes of a letter. The Message-ID comes from the effect and the letter's date from its creation; the head of
// the log in its footer is that of now. Its bytes are fixed by IN_CODA, before which none of them has left the machine: composed
// again after a crash, the letter has the same Message-ID and perhaps a later head.
func (a *Agent) write(l rules.Lettera) (raw []byte, id, subject string, err error) {
	t, err := a.testo(l)
	if err != nil {
		return nil, "", "", err
	}
	from := a.policy.Ordine.PEC
	id = smtpout.MessageID(a.store.MessageIDKey(), l.Effetto, domainOf(from))
	m := smtpout.Lettera{From: from, FromName: a.policy.Ordine.Nome, To: l.A, Subject: t.Oggetto, Text: t.Testo, HTML: t.HTML,
		MessageID: id, InReplyTo: l.InReplyTo, Date: rules.Roma(l.Creata), Breve: l.Breve}
	if l.InReplyTo != "" {
		m.References = []string{l.InReplyTo}
	}
	if m.Allegati, err = a.allegati(l); err != nil {
		return nil, "", "", err
	}
	raw, err = smtpout.Componi(m)
	return raw, id, t.Oggetto, err
}

// testo is what a letter says, with the head of the log as it is now.
func (a *Agent) testo(l rules.Lettera) (testi.Testo, error) {
	size, root, checkpoint := a.store.HeadNote()
	if l.Modello == rules.ModelloAncora {
		return testi.Ancora(a.policy, l, fascicolo.OggettoAncora(size, root), checkpoint), nil
	}
	t, err := a.modelli.Componi(a.policy, l)
	if err == nil && a.cfg.Registro.AncoraNelleLettere {
		t = t.Con(fascicolo.RigaAncora(size, root))
	}
	return t, err
}

// allegati reads the files that go with a letter; they were stored before the letter was made.
func (a *Agent) allegati(l rules.Lettera) (list []smtpout.Allegato, err error) {
	for _, d := range l.Allegati {
		b := []byte(d.Testo)
		if d.Testo == "" {
			if b, err = a.store.Raw(d.SHA256); err != nil {
				return nil, fmt.Errorf("reading the attachment %s: %w", d.Nome, err)
			}
		}
		list = append(list, smtpout.Allegato{Nome: smtpout.NomeAllegato(d.Nome), Contenuto: b})
	}
	return list, nil
}

// takenBack reports whether the rules withdrew a letter instead of letting it go: it went out from another store.
func (a *Agent) takenBack(id string) (gone bool, err error) {
	err = a.store.View(func(ar rules.Archivio) error {
		l, _ := rules.Vista(ar).Lettera(id)
		gone = l.Stato == rules.LRitirata
		return nil
	})
	return gone, err
}

// queue stores the bytes and fixes the letter's SHA-256 and Message-ID (order.md §6.4 IN_CODA).
func (a *Agent) queue(ctx context.Context, l *rules.Lettera, raw []byte, id, subject string) error {
	shas, err := a.store.PutRaw(ctx, [][]byte{raw})
	if err != nil {
		return fmt.Errorf("storing the letter %s: %w", l.ID, err)
	}
	failpoint.Hit("outbox.composed")
	l.SHA256, l.MsgID = shas[0], id
	err = a.step(ctx, rules.Passo{Lettera: l.ID, Stato: rules.LInCoda, Istante: a.clock.Now(), MsgID: id, SHA256: shas[0], Oggetto: subject, Dubbia: l.Dubbia})
	failpoint.Hit("outbox.queued")
	return err
}

// errNonScritta is a letter that cannot be composed: a person was called, it is tried again at the next look.
var errNonScritta = errors.New("the letter cannot be composed")

// unsendable leaves a letter that cannot be composed where it is, and calls a person with the reason. The decision is asked
// for at each look and tells a person once.
func (a *Agent) unsendable(ctx context.Context, l rules.Lettera, cause error) error {
	why := cause.Error()
	if fact, ok := testi.Manca(cause); ok && office.ChiaveDi(fact) != "" {
		why = "nella configurazione manca " + office.ChiaveDi(fact)
	}
	if !a.told[l.ID+why] {
		a.told[l.ID+why] = true
		a.log.Error("lettera non componibile", "lettera", l.ID, "perche", why)
	}
	if err := a.step(ctx, rules.Passo{Lettera: l.ID, Stato: rules.LInPartenza, Istante: a.clock.Now(), Motivo: why}); err != nil {
		return fmt.Errorf("calling a person about %s: %w", l.ID, err)
	}
	return errNonScritta
}

// outcome records what the server said. A refused login stops all sending until a person resumes.
func (a *Agent) outcome(ctx context.Context, l rules.Lettera, r smtpout.Risultato) error {
	now := a.clock.Now()
	p := rules.Passo{Lettera: l.ID, Istante: now, Motivo: r.Testo}
	if r.Codice != 0 {
		p.Codice = fmt.Sprint(r.Codice)
	}
	switch r.Esito {
	case smtpout.Inviata:
		p.Stato, p.Motivo, p.Codice = rules.LInviata, "", ""
	case smtpout.Incerta:
		p.Stato, p.Motivo = rules.LIncerta, "il server non ha risposto dopo la fine del messaggio ("+r.Testo+")"
	case smtpout.Rifiutata:
		p.Stato = rules.LRifiutata
	default:
		p.Stato, p.NonPrima = rules.LInCoda, now.Add(retryAfter(l.Tentativi))
	}
	a.log.Info("lettera "+strings.ToLower(string(p.Stato)), "lettera", l.ID, "modello", l.Modello, "codice", r.Codice, "risposta", p.Motivo)
	if r.Login {
		p.Stato, p.NonPrima = rules.LInCoda, time.Time{}
	}
	if err := a.step(ctx, p); err != nil {
		return fmt.Errorf("recording the outcome of %s: %w", l.ID, err)
	}
	if r.Login {
		return a.stopSending(ctx, "il server SMTP rifiuta l'accesso: "+r.Testo)
	}
	return nil
}

// retryAfter is the pause before another try after a temporary failure: 1 minute doubling to an hour.
func retryAfter(tries int) time.Duration {
	return min(time.Minute<<min(tries, 6), time.Hour)
}

// stopSending stops all sending and calls a person.
func (a *Agent) stopSending(ctx context.Context, why string) error {
	var m rules.Modo
	err := a.store.View(func(ar rules.Archivio) error { m = rules.Vista(ar).Stato.Modo; return nil })
	if err != nil {
		return err
	}
	if err := a.call(ctx, "invio_fermo", why, "Ogni invio è fermo: "+why); err != nil {
		return err
	}
	m.Fermo, m.Perche = true, why
	return a.input(ctx, rules.Commanded{Now: a.clock.Now(), Attore: rules.Agente, Modo: m})
}

// searchDoubts looks in every folder for a receipt of each INCERTA letter whose time has come, on a connection of
// its own that lives as long as the search.
func (a *Agent) searchDoubts(ctx context.Context) error {
	list, err := a.lettere(rules.DaCercare)
	if err != nil || len(list) == 0 {
		return err
	}
	pending, err := a.uncompared()
	if err != nil || pending {
		return err // whether a receipt may be among what vanished is known in a moment
	}
	b, err := imapbox.Open(ctx, a.imap)
	var login *imapbox.LoginError
	if errors.As(err, &login) {
		return a.markRefused(ctx, err) // one try, whoever makes it
	}
	if err != nil {
		return fmt.Errorf("searching the receipts of doubtful letters: %w", err)
	}
	defer b.Close()
	for _, l := range list {
		found, err := b.SearchMessageID(ctx, l.MsgID)
		// A receipt found in one folder is found, whatever the others said; none found is believed only of all.
		if err != nil && len(found) == 0 {
			return fmt.Errorf("searching a receipt of %s: %w", l.ID, err)
		}
		c := rules.Cercata{Now: a.clock.Now(), Lettera: l.ID, Trovata: len(found) > 0}
		if c.Trovata {
			c.Dove = found[0].Folder
		}
		if err := a.input(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
