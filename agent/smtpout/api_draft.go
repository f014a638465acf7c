package smtpout

import (
	"context"
	"errors"
)

var errDraft = errors.New("smtpout: not connected")

// Invia submits one message to one recipient.
func Invia(ctx context.Context, o Options, from, to string, raw []byte, prima func() error) Risultato {
	return Risultato{Esito: Rinviata, Testo: errDraft.Error()}
}

// Componi builds the bytes of a letter.
func Componi(l Lettera) ([]byte, error) { return nil, errDraft }

// MessageID is the Message-ID of the letter of an effect.
func MessageID(key []byte, effetto, domain string) string { return "" }
