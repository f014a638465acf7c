package agent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/imapbox"
	"pecagent/rules"
	"pecagent/store/failpoint"
)

// copiesPause is how long the Sent folder is left alone after it took no copy: sending never waits for it.
const copiesPause = 10 * time.Minute

// errNoSent says that the mailbox has no folder for the copies.
var errNoSent = errors.New("nella casella non c'è una cartella della posta inviata: indicarne una in imap.cartella_inviate")

// copySent appends each letter that has left to the Sent folder, on a connection of its own that lives as long as
// there are copies to make. Nothing that happens here stops sending: a person is told once, and it is tried again later.
// Only the errors of the store are given back.
func (a *Agent) copySent(ctx context.Context) error {
	if !a.copies() || time.Now().Before(a.copyAfter) {
		return nil
	}
	var list []rules.Lettera
	err := a.store.View(func(ar rules.Archivio) error { list = rules.SenzaCopia(rules.Vista(ar)); return nil })
	if err != nil || len(list) == 0 {
		return err
	}
	err = a.copyAll(ctx, list)
	if err == nil || ctx.Err() != nil || isFatal(err) {
		return err
	}
	a.copyAfter = time.Now().Add(copiesPause)
	a.log.Warn("copie non messe fra la posta inviata: si riprova", "quante", len(list), "perche", err, "tra", copiesPause.String())
	var refused *imapbox.AppendError
	var closed *imapbox.FolderError
	if errors.As(err, &refused) || errors.As(err, &closed) || errors.Is(err, errNoSent) {
		return a.callOnce(ctx, "copie_inviate", err.Error(), "Le lettere partono, ma la loro copia non entra nella cartella della posta inviata: controllare imap.cartella_inviate e lo spazio della casella. Si riprova da sé.")
	}
	return nil
}

// callOnce is call, once a run.
func (a *Agent) callOnce(ctx context.Context, kind, what, why string) error {
	if a.told[kind] {
		return nil
	}
	a.told[kind] = true
	return a.input(ctx, rules.Segnalata{Now: a.clock.Now(), Tipo: kind, Cosa: what, Perche: why})
}

// copies reports whether copies are made at all.
func (a *Agent) copies() bool { return a.cfg.IMAP.CartellaInviate != config.NessunaCopia }

func (a *Agent) copyAll(ctx context.Context, list []rules.Lettera) error {
	b, err := imapbox.Open(ctx, a.imap)
	if err != nil {
		return fmt.Errorf("opening the mailbox for the copies: %w", err)
	}
	defer b.Close()
	folders, err := b.Folders(ctx)
	if folders == nil && err != nil {
		return err
	}
	folder, err := chooseSent(folders, a.cfg.IMAP.CartellaInviate)
	if err != nil {
		return err
	}
	for _, l := range list {
		if err := a.copyOne(ctx, b, folder, l); err != nil {
			return err
		}
	}
	return nil
}

// chooseSent is the folder that the configuration names, else the server's own. None is ever made.
func chooseSent(list []imapbox.Folder, name string) (string, error) {
	if name == "" {
		f, ok := imapbox.Find(list, imapbox.Sent)
		if !ok {
			return "", errNoSent
		}
		return f.Name, nil
	}
	for _, f := range list {
		if f.Name == name && f.Selectable {
			return name, nil
		}
	}
	return "", fmt.Errorf("%w (ora %q, che non c'è)", errNoSent, name)
}

// copyOne looks before it writes: a copy of an earlier try that nobody could record, or one that the provider keeps by
// itself, is found by its Message-ID. So neither a kill nor a broken line makes two.
func (a *Agent) copyOne(ctx context.Context, b *imapbox.Box, folder string, l rules.Lettera) error {
	found, err := b.HasMessageID(ctx, folder, l.MsgID)
	if err != nil {
		return fmt.Errorf("looking for the copy of %s: %w", l.ID, err)
	}
	if !found {
		raw, err := a.store.Raw(l.SHA256)
		if err != nil {
			return fmt.Errorf("reading the letter %s: %w", l.ID, err)
		}
		if err := b.Append(ctx, folder, raw, l.TInvio); err != nil {
			return fmt.Errorf("copying %s: %w", l.ID, err)
		}
		failpoint.Hit("copie.appended")
	}
	return a.input(context.WithoutCancel(ctx), rules.Copiata{Now: a.clock.Now(), Copia: rules.Copia{Lettera: l.ID, Cartella: folder, Trovata: found}})
}
