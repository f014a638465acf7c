package office

import (
	"context"
	"errors"
	"strings"

	"pecagent/rules"
)

// VistaLettera is one letter with its receipts.
type VistaLettera struct {
	rules.Lettera
	Titolo   string // of its text, in words
	Chi      string // surname and name of the member
	Ricevute []rules.Verdetto
}

// ErrLettera: there is no such letter.
var ErrLettera = errors.New("nessuna lettera con questo numero")

// Lettera gives a letter, and records who looked.
func (e *Env) Lettera(ctx context.Context, id string) (v VistaLettera, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		s := rules.Vista(a)
		l, ok := s.Lettera(strings.ToUpper(id))
		if !ok {
			return ErrLettera
		}
		v.Lettera, v.Titolo = l, e.Modelli.Titolo(l.Modello)
		if m, ok := s.Iscritto(l.CF); ok {
			v.Chi = strings.TrimSpace(m.Cognome + " " + m.Nome)
		}
		for _, sha := range l.Ricevute {
			if m, ok := rules.Messaggio(a, sha); ok {
				v.Ricevute = append(v.Ricevute, m)
			}
		}
		return nil
	})
	if err == nil {
		e.accesso(ctx, rules.Accesso{Comando: "communication show", CF: []string{v.CF}, Cose: append([]string{v.ID, v.SHA256}, v.Lettera.Ricevute...)})
	}
	return v, err
}

// LetteraEML gives the bytes of a letter as they left, and records who looked.
func (e *Env) LetteraEML(ctx context.Context, id string) ([]byte, error) {
	v, err := e.Lettera(ctx, id)
	if err != nil {
		return nil, err
	}
	if v.SHA256 == "" {
		return nil, ErrLettera // not written yet
	}
	return e.Store.Raw(v.SHA256)
}
