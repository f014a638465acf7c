package utenze

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// iscrizione is a password that waits, in memory, for its second factor to be shown to work.
type iscrizione struct {
	user, codice, password, segreto string
	fino                            time.Time
}

// maxIscrizioni bounds what waits.
const maxIscrizioni = 100

// Inizia takes the password of who has a one-time code and gives the secret of his second factor and a token for Conferma. The
// caller has looked at the code, whose Impronta is given, and at the password (Adatta).
func (r *Registro) Inizia(user, codice, password string) (token, secret string) {
	b := make([]byte, 32)
	rand.Read(b)
	token = hex.EncodeToString(b)
	i := iscrizione{user: user, codice: codice, password: r.posti.impronta(password), segreto: NuovoSegreto(), fino: r.adesso().Add(DurataPrimo)}
	r.mu.Lock()
	defer r.mu.Unlock()
	for k, old := range r.iscritti {
		if r.adesso().After(old.fino) || old.user == user || len(r.iscritti) >= maxIscrizioni {
			delete(r.iscritti, k)
		}
	}
	r.iscritti[chiaveIscrizione(token)] = i
	return token, i.segreto
}

func chiaveIscrizione(token string) string {
	sum := sha256.Sum256([]byte(token))
	return string(sum[:])
}

// Segreto is the secret that a token waits with, for showing it again; "" for an unknown token.
func (r *Registro) Segreto(token string) (user, secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i, ok := r.iscritti[chiaveIscrizione(token)]
	if !ok || r.adesso().After(i.fino) {
		return "", ""
	}
	return i.user, i.segreto
}

// Conferma ends what Inizia began: code is of the second factor and shows that it works. crea, when not nil, is called before anything
// is kept, and its error is given: it makes the user where there was none. ErrCodice where the one-time code is used or too old.
func (r *Registro) Conferma(token, code string, crea func(codice string) error) (user string, ok bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i, known := r.iscritti[chiaveIscrizione(token)]
	if !known || r.adesso().After(i.fino) {
		return "", false, ErrCodice
	}
	var step int64
	if !r.senza {
		if step = totp(i.segreto, code, r.adesso(), 0); step == 0 {
			return i.user, false, nil
		}
	}
	if crea != nil {
		if err := crea(i.codice); err != nil {
			return i.user, false, err
		}
	} else if c := r.di[i.user]; c.Codice != i.codice || c.Codice == "" || !r.adesso().Before(c.Fino) {
		return i.user, false, ErrCodice
	}
	delete(r.iscritti, chiaveIscrizione(token))
	return i.user, true, r.cambia(i.user, func(c *credenziale) {
		*c = credenziale{Password: i.password, Passo: step}
		if !r.senza {
			c.TOTP = i.segreto
		}
	})
}

// CambiaPassword replaces the password of who has just shown the old one.
func (r *Registro) CambiaPassword(user, password string) error {
	kept := r.posti.impronta(password)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cambia(user, func(c *credenziale) { c.Password = kept })
}
