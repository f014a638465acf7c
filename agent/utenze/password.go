package utenze

import (
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Cost of a password (reliability.md §6.2): memory in KiB, passes, lanes.
const (
	memoria, passate, corsie = 64 << 10, 3, 2
	lunghezzaHash            = 32
)

// MinimoPassword is in characters; more than maxPassword octets are not read.
const (
	MinimoPassword = 15
	maxPassword    = 1 << 10
)

//go:embed rifiutate.txt
var rifiutate string

// Adatta says why a password may not be used, in words for the person; nil where it may. names are the person's own: login and name.
func Adatta(password string, names ...string) error {
	low := strings.ToLower(password)
	switch {
	case utf8.RuneCountInString(password) < MinimoPassword:
		return fmt.Errorf("la password ha almeno %d caratteri: per esempio quattro parole che non stanno insieme", MinimoPassword)
	case len(password) > maxPassword:
		return errors.New("la password è troppo lunga")
	case differenti(low) < 5:
		return errors.New("la password ripete sempre gli stessi caratteri")
	}
	for _, w := range strings.Fields(rifiutate) {
		if base := strings.Trim(low, "0123456789.,;:!?_- "); low == w || base == w || strings.Repeat(w, 1+len(low)/len(w))[:len(low)] == low {
			return errors.New("questa password è fra quelle che si provano per prime: sceglierne un'altra")
		}
	}
	rest := low
	for _, part := range strings.FieldsFunc(strings.ToLower(strings.Join(names, " ")), func(r rune) bool { return strings.ContainsRune(" ._-", r) }) {
		if len(part) > 3 {
			rest = strings.ReplaceAll(rest, part, "")
		}
	}
	if len(rest) < 8 && rest != low {
		return errors.New("la password è quasi soltanto il nome di chi la usa: sceglierne un'altra")
	}
	return nil
}

func differenti(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// posti bounds the memory that checks of passwords take together.
type posti chan struct{}

func (p posti) hash(password string, salt []byte) []byte {
	p <- struct{}{}
	defer func() { <-p }()
	return argon2.IDKey([]byte(password), salt, passate, memoria, corsie, lunghezzaHash)
}

// impronta makes the text that is kept of a password: the PHC form of argon2id.
func (p posti) impronta(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoria, passate, corsie, enc.EncodeToString(salt), enc.EncodeToString(p.hash(password, salt)))
}

// uguale compares a password with what is kept of one. With "" it takes as long and is false.
func (p posti) uguale(password, kept string) bool {
	salt, want, ok := leggiImpronta(kept)
	got := p.hash(password, salt)
	return subtle.ConstantTimeCompare(got, want) == 1 && ok
}

func leggiImpronta(kept string) (salt, hash []byte, ok bool) {
	head := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, memoria, passate, corsie)
	rest, ok := strings.CutPrefix(kept, head)
	a, b, two := strings.Cut(rest, "$")
	salt, err1 := base64.RawStdEncoding.DecodeString(a)
	hash, err2 := base64.RawStdEncoding.DecodeString(b)
	if !ok || !two || err1 != nil || err2 != nil || len(salt) < 16 || len(hash) != lunghezzaHash {
		return make([]byte, 16), make([]byte, lunghezzaHash), false
	}
	return salt, hash, true
}
