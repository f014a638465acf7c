package mailparse

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"pecagent/mailparse/pec"
)

// ErrNotMail says that bytes cannot be parsed as mail at all.
var ErrNotMail = errors.New("not a mail message: no header field that can be read")

// Parse reads one message as fetched. It never fails half-way: the error is ErrNotMail, and even then the
// message is given, with Raw, SHA256, EffectKey and Busta malformata.
func Parse(raw []byte) (*Message, error) {
	sum := sha256.Sum256(raw)
	key := hex.EncodeToString(sum[:])
	m := &Message{Raw: raw, SHA256: key, EffectKey: key, Format: FormatNone}
	m.Header, _ = ParseHeader(raw)
	if len(m.Header.Fields) == 0 {
		m.Busta = pec.Malformata
		return m, ErrNotMail
	}
	m.Busta = pec.Ordinaria
	return m, nil
}
