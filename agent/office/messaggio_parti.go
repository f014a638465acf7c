package office

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"pecagent/mailparse"
	"pecagent/rules"
)

// ErrNonTrovato means that there is no such message, or that it has no such part.
var ErrNonTrovato = errors.New("il messaggio, o questa sua parte, non c'è")

// Parte is one attachment for keeping: its bytes under a name that stays in one folder of any system.
type Parte struct {
	Nome, SHA256 string
	Contenuto    []byte
}

// MessaggioIntero finds a stored message by its whole SHA-256 and reads it for the eye; the looking is recorded.
func (e *Env) MessaggioIntero(ctx context.Context, sha string) (MessaggioVisto, error) {
	v, err := e.verdetto(sha)
	if err != nil {
		return MessaggioVisto{}, err
	}
	e.guardato(ctx, v, "messaggio")
	return e.messaggioVisto(ctx, v.SHA256, v, v.Decisione)
}

// verdetto is what was decided of a message; one of our own that was sent has none and is found by its letter.
func (e *Env) verdetto(sha string) (v rules.Verdetto, err error) {
	if len(sha) != 64 || strings.Trim(sha, "0123456789abcdef") != "" {
		return v, ErrNonTrovato
	}
	found := false
	err = e.Store.View(func(a rules.Archivio) error {
		v, found = rules.Messaggio(a, sha)
		return nil
	})
	if err == nil && !found {
		if _, release, err := e.Store.MapRaw(sha); err == nil {
			release()
			return rules.Verdetto{SHA256: sha}, nil
		}
		err = ErrNonTrovato
	}
	return v, err
}

// guardato records a looking at a message, whole or a part.
func (e *Env) guardato(ctx context.Context, v rules.Verdetto, what string) {
	seen := rules.Accesso{Comando: what, Cose: []string{v.SHA256}}
	if v.Decisione != nil {
		seen.CF = []string{v.Decisione.CF, v.Decisione.Member}
	}
	e.accesso(ctx, seen)
}

// parti opens a stored message for one of its parts; the looking is recorded under the name of the part.
func (e *Env) parti(ctx context.Context, sha, what string, f func(raw []byte, m *mailparse.Message) error) error {
	v, err := e.verdetto(sha)
	if err != nil {
		return err
	}
	if v.Cancellato != "" {
		return ErrNonTrovato
	}
	raw, release, err := e.Store.MapRaw(sha)
	if err != nil {
		return fmt.Errorf("reading the message: %w", err)
	}
	defer release()
	e.guardato(ctx, v, what)
	m, err := mailparse.Parse(raw)
	if err != nil {
		m = nil // its bytes can still be kept
	}
	return f(raw, m)
}

// HTMLDi is the HTML of a message as its sender wrote it: hostile.
func (e *Env) HTMLDi(ctx context.Context, sha string) (html string, err error) {
	err = e.parti(ctx, sha, "messaggio html", func(_ []byte, m *mailparse.Message) error {
		if m == nil || m.Inner == nil {
			return ErrNonTrovato
		}
		if html = strings.Clone(m.Inner.HTML()); html == "" {
			return ErrNonTrovato
		}
		return nil
	})
	return html, err
}

// AllegatoDi is the n-th attachment, counted from 0.
func (e *Env) AllegatoDi(ctx context.Context, sha string, n int) (p Parte, err error) {
	err = e.parti(ctx, sha, "messaggio allegato", func(_ []byte, m *mailparse.Message) error {
		if m == nil || m.Inner == nil || n < 0 || n >= len(m.Inner.Attachments) {
			return ErrNonTrovato
		}
		a := m.Inner.Attachments[n]
		p = Parte{Nome: NomeFile(a.Name, fmt.Sprintf("allegato-%d.bin", n+1)), SHA256: a.SHA256, Contenuto: append([]byte(nil), a.Content()...)}
		return nil
	})
	return p, err
}

// EMLDi are the bytes of a message as it came or left.
func (e *Env) EMLDi(ctx context.Context, sha string) (p Parte, err error) {
	err = e.parti(ctx, sha, "messaggio eml", func(raw []byte, _ *mailparse.Message) error {
		p = Parte{Nome: sha[:16] + ".eml", SHA256: sha, Contenuto: append([]byte(nil), raw...)}
		return nil
	})
	return p, err
}

// NomeFile makes a name from mail one that stays in its folder on any system, is seen as it is, and is not hidden: at most 100
// characters, its ending kept. otherwise is for a name of which nothing is left.
func NomeFile(name, otherwise string) string {
	name = strings.Map(func(r rune) rune {
		if r == ' ' || strings.ContainsRune(`/\:*?"<>|%;&'`+"`$", r) {
			return '_'
		}
		if s := Visible(string(r)); s != string(r) {
			return '_'
		}
		return r
	}, strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return '_'
		}
		return r
	}, name))
	name = strings.Trim(name, "._-")
	if r := []rune(name); len(r) > 100 {
		name = string(r[:60]) + "…" + string(r[len(r)-39:])
	}
	if strings.Trim(name, "_") == "" {
		return otherwise
	}
	return name
}
