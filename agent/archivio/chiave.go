package archivio

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
)

// NuovaChiave makes the key of the backups: the secret half goes into a file that must leave the machine, the public half,
// for backup.destinatario, is given. A file that exists is never written over.
func NuovaChiave(file string, now time.Time) (destinatario string, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", fmt.Errorf("making a key: %w", err)
	}
	text := fmt.Sprintf(`# Chiave delle copie di sicurezza di pecagent, creata il %s.
# Senza questa riga nessuno può leggere le copie: stamparla o copiarla su due supporti da conservare in luoghi diversi,
# per esempio in cassaforte, e toglierla da questo computer.
# Parte pubblica (backup.destinatario): %s
%s
`, now.Format("02/01/2006"), id.Recipient(), id)
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", fmt.Errorf("writing the key: %w", err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("writing the key: %w", err), os.Remove(file))
	}
	return id.Recipient().String(), syncDir(filepath.Dir(file))
}

// Chiavi reads the secret keys of a file.
func Chiavi(file string) ([]age.Identity, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the key: %w", err)
	}
	ids, err := age.ParseIdentities(strings.NewReader(string(b)))
	if err != nil {
		return nil, fmt.Errorf("reading the key %s: %w", file, err)
	}
	return ids, nil
}
