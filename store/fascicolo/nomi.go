package fascicolo

import (
	"errors"
	"fmt"
	"strings"
)

// Caps of a fascicolo, held before anything in it is parsed.
const (
	MaxFiles = 65000     // a zip counts to 65535
	MaxFile  = 256 << 20 // bytes of one file
	MaxTotal = 2 << 30   // bytes of all, and of the zip
	MaxName  = 200       // bytes of a name, without the folder
	MaxDepth = 6         // folders in a name, and the name
)

// ErrNome says that a name may not stand in a fascicolo.
var ErrNome = errors.New("nome non ammesso")

// NomeAmmesso tells whether a name, relative to the folder, may stand in a fascicolo.
func NomeAmmesso(nome string) error {
	parts := strings.Split(nome, "/")
	if len(nome) > MaxName || len(parts) > MaxDepth {
		return fmt.Errorf("%w: %q è troppo lungo o troppo profondo", ErrNome, nome)
	}
	for _, p := range parts {
		if !segmento(p) {
			return fmt.Errorf("%w: %q", ErrNome, nome)
		}
	}
	return nil
}

// segmento: letters, digits, . _ -; neither first nor last a dot, so that there is no "..", nothing hidden and nothing that
// Windows calls otherwise.
func segmento(s string) bool {
	if s == "" || s[0] == '.' || s[0] == '-' || s[len(s)-1] == '.' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '_' || c == '-') {
			return false
		}
	}
	return true
}

// nomi watches that names are unpacked alike everywhere.
type nomi struct{ seen map[string]bool } // true: a file, false: a folder; in lower case

func (n *nomi) add(nome string) error {
	if err := NomeAmmesso(nome); err != nil {
		return err
	}
	if n.seen == nil {
		n.seen = map[string]bool{}
	}
	low := strings.ToLower(nome)
	if _, ok := n.seen[low]; ok {
		return fmt.Errorf("%w: %q due volte", ErrNome, nome)
	}
	for i := range len(low) {
		if low[i] == '/' {
			if n.seen[low[:i]] {
				return fmt.Errorf("%w: %q è insieme file e cartella", ErrNome, nome[:i])
			}
			n.seen[low[:i]] = false
		}
	}
	n.seen[low] = true
	return nil
}
