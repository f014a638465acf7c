package log

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// generateKey makes the signing key of a new log. Its name is the origin of the checkpoints, unique for each log
// as C2SP asks, so that heads of two stores are never mistaken for each other.
func generateKey() (skey, vkey string, err error) {
	var id [6]byte
	if _, err := rand.Read(id[:]); err != nil {
		return "", "", fmt.Errorf("naming the log: %w", err)
	}
	skey, vkey, err = note.GenerateKey(rand.Reader, "pecagent/"+hex.EncodeToString(id[:]))
	if err != nil {
		return "", "", fmt.Errorf("making the key of the log: %w", err)
	}
	return skey, vkey, nil
}

// loadKey reads DIR/chiavi/log.key. When there is none and create is set, it makes one; a log that has lost its
// key is refused, since nobody could tell a checkpoint of ours from another.
func loadKey(dir string, create bool) (string, error) {
	path := filepath.Join(dir, "chiavi", "log.key")
	b, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("reading the key of the log: %w", err)
	}
	if !create {
		return "", fmt.Errorf("%w: the key of the log is missing (chiavi/log.key)", ErrCheckpoint)
	}
	skey, vkey, err := generateKey()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("creating the folder of keys: %w", err)
	}
	// The public half first: a log.key stands only beside its log.pub.
	if err := WriteFile(filepath.Join(filepath.Dir(path), "log.pub"), []byte(vkey+"\n"), 0o644, nil); err != nil {
		return "", fmt.Errorf("writing the public key of the log: %w", err)
	}
	if err := WriteFile(path, []byte(skey+"\n"), 0o600, nil); err != nil {
		return "", fmt.Errorf("writing the key of the log: %w", err)
	}
	return skey, nil
}

// healPublicKey writes log.pub again when it is not the public half of the key that signed the checkpoint.
func healPublicKey(dir, vkey string) error {
	path := filepath.Join(dir, "chiavi", "log.pub")
	if b, err := os.ReadFile(path); err == nil && string(b) == vkey+"\n" {
		return nil
	}
	if err := WriteFile(path, []byte(vkey+"\n"), 0o644, nil); err != nil {
		return fmt.Errorf("writing the public key of the log: %w", err)
	}
	return nil
}

// signer gives the signer and the verifier of a key pair.
func signer(skey, vkey string) (note.Signer, note.Verifier, error) {
	s, err := note.NewSigner(skey)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: the key of the log is unreadable: %w", ErrCheckpoint, err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: the key of the log is unreadable: %w", ErrCheckpoint, err)
	}
	return s, v, nil
}

// VerifierOf is the public key of a log, from the bytes of its chiavi/log.key.
func VerifierOf(key []byte) (string, error) { return publicKey(strings.TrimSpace(string(key))) }
