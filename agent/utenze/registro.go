package utenze

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// File is where a data folder keeps the credentials.
func File(data string) string { return filepath.Join(data, "chiavi", "utenze.json") }

// Registro holds the credentials of all users. Its methods may be called from several goroutines.
type Registro struct {
	path     string
	senza    bool // no second factor: the demonstration alone
	mu       sync.Mutex
	di       map[string]credenziale
	posti    posti
	adesso   func() time.Time
	iscritti map[string]iscrizione
	versioni map[string]int
}

// credenziale is what is kept of a user.
type credenziale struct {
	Password string    `json:"password,omitempty"` // PHC form of argon2id
	TOTP     string    `json:"totp,omitempty"`     // base32
	Passo    int64     `json:"passo,omitempty"`    // last step used
	Codice   string    `json:"codice,omitempty"`   // SHA-256 of the one-time code, hexadecimal
	Fino     time.Time `json:"fino,omitzero"`      // until when the code holds
}

// Options is what Apri needs.
type Options struct {
	File      string // empty: in memory
	SenzaTOTP bool
	Now       func() time.Time // nil: the machine's clock
}

// ErrCodice means that a one-time code is wrong, used or too old.
var ErrCodice = errors.New("il codice monouso non è valido o è scaduto")

// Durations of one-time codes.
const (
	DurataPrimo  = 15 * time.Minute
	DurataInvito = 24 * time.Hour
)

// Apri reads the file; there is none before the first user.
func Apri(o Options) (*Registro, error) {
	r := &Registro{path: o.File, senza: o.SenzaTOTP, di: map[string]credenziale{}, posti: make(posti, 2), adesso: o.Now, iscritti: map[string]iscrizione{}, versioni: map[string]int{}}
	if r.adesso == nil {
		r.adesso = time.Now
	}
	if r.path == "" {
		return r, nil
	}
	b, err := os.ReadFile(r.path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &r.di)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the credentials of the console: %w", err)
	}
	return r, nil
}

// SenzaTOTP reports whether passwords alone are asked for.
func (r *Registro) SenzaTOTP() bool { return r.senza }

// scrivi replaces the file; durable on return. The caller has the lock.
func (r *Registro) scrivi() error {
	if r.path == "" {
		return nil
	}
	b, err := json.MarshalIndent(r.di, "", " ")
	if err != nil {
		return fmt.Errorf("writing the credentials of the console: %w", err)
	}
	dir := filepath.Dir(r.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("writing the credentials of the console: %w", err)
	}
	f, err := os.CreateTemp(dir, ".utenze-*") // 0600
	if err != nil {
		return fmt.Errorf("writing the credentials of the console: %w", err)
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), r.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing the credentials of the console: %w", err), os.Remove(f.Name()))
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("writing the credentials of the console: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// cambia changes what is kept of a user; where it cannot be written it stays as it was.
func (r *Registro) cambia(user string, f func(*credenziale)) error {
	old, had := r.di[user]
	c := old
	f(&c)
	if c.Password != old.Password {
		r.versioni[user]++
	}
	r.di[user] = c
	err := r.scrivi()
	if err != nil {
		if r.di[user] = old; !had {
			delete(r.di, user)
		}
	}
	return err
}

// NuovoCodice makes a one-time code: 80 bits, in groups that are read aloud.
func NuovoCodice() string {
	b := make([]byte, 10)
	rand.Read(b)
	s := base32.StdEncoding.EncodeToString(b)
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}

// Impronta is what is kept of a one-time code, however it was typed.
func Impronta(code string) string {
	sum := sha256.Sum256([]byte(strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))))
	return hex.EncodeToString(sum[:])
}

// Invita takes a user's credentials away and gives the one-time code with which he sets new ones.
func (r *Registro) Invita(user string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	code := NuovoCodice()
	return code, r.cambia(user, func(c *credenziale) { *c = credenziale{Codice: Impronta(code), Fino: r.adesso().Add(DurataInvito)} })
}

// Togli takes a user's credentials away.
func (r *Registro) Togli(user string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cambia(user, func(c *credenziale) { *c = credenziale{} })
}

// Ha reports whether a user has a password.
func (r *Registro) Ha(user string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.di[user].Password != ""
}

// Versione counts the changes of a user's password since this Registro was opened: a session of an earlier one is over.
func (r *Registro) Versione(user string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.versioni[user]
}

// CodiceVale reports whether a one-time code is the user's.
func (r *Registro) CodiceVale(user, code string) bool {
	r.mu.Lock()
	c := r.di[user]
	r.mu.Unlock()
	return subtle.ConstantTimeCompare([]byte(Impronta(code)), []byte(c.Codice)) == 1 && r.adesso().Before(c.Fino)
}

// Entra reports whether this is the user, by password and second factor. It takes one hash in any case.
func (r *Registro) Entra(user, password, code string) (bool, error) {
	if len(password) > maxPassword {
		password = ""
	}
	r.mu.Lock()
	c := r.di[user]
	r.mu.Unlock()
	ok := r.posti.uguale(password, c.Password)
	return r.conSecondo(user, code, ok, c.Password)
}

// ProvaSecondo reports whether this is the user who has entered already: by a new code, or where there is no second factor by his password.
func (r *Registro) ProvaSecondo(user, proof string) (bool, error) {
	if r.senza {
		return r.Entra(user, proof, "")
	}
	r.mu.Lock()
	kept := r.di[user].Password
	r.mu.Unlock()
	return r.conSecondo(user, proof, true, kept)
}

// conSecondo asks for the second factor and marks its step as used; the password must still be the one that was compared.
func (r *Registro) conSecondo(user, code string, ok bool, kept string) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.di[user]
	ok = ok && c.Password != "" && c.Password == kept
	if r.senza {
		return ok, nil
	}
	step := totp(c.TOTP, strings.ReplaceAll(code, " ", ""), r.adesso(), c.Passo)
	if !ok || step == 0 {
		return false, nil
	}
	return true, r.cambia(user, func(c *credenziale) { c.Passo = step })
}
