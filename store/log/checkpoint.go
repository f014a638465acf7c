package log

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"pecagent/store/failpoint"
)

func emptyRoot() tlog.Hash { return sha256.Sum256(nil) }

// signCheckpoint makes the signed head: origin, size, root (C2SP tlog-checkpoint).
func signCheckpoint(s note.Signer, size int64, root tlog.Hash) ([]byte, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", s.Name(), size, root)
	b, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		return nil, fmt.Errorf("signing the checkpoint: %w", err)
	}
	return b, nil
}

// ParseCheckpoint verifies a checkpoint and gives the size and root it vouches for.
func ParseCheckpoint(b []byte, v note.Verifier) (size int64, root tlog.Hash, err error) {
	n, err := note.Open(b, note.VerifierList(v))
	if err != nil {
		return 0, root, fmt.Errorf("%w: its signature is not by the key of this log: %w", ErrCheckpoint, err)
	}
	// note.Open ignores the four padding bits at the end of the base64: one head must have one spelling.
	if _, err := base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64); err != nil {
		return 0, root, fmt.Errorf("%w: its signature is not spelled as it was written: %w", ErrCheckpoint, err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != v.Name() || lines[3] != "" {
		return 0, root, fmt.Errorf("%w: it is not a checkpoint of this log", ErrCheckpoint)
	}
	size, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return 0, root, fmt.Errorf("%w: its size is unreadable", ErrCheckpoint)
	}
	root, err = tlog.ParseHash(lines[2])
	if err != nil {
		return 0, root, fmt.Errorf("%w: its root is unreadable: %w", ErrCheckpoint, err)
	}
	return size, root, nil
}

// publicKey derives the verifier key from the private one, so that no second file has to be trusted.
func publicKey(skey string) (string, error) {
	// PRIVATE+KEY+name+hash+base64(algorithm ‖ seed), golang.org/x/mod/sumdb/note.
	f := strings.SplitN(skey, "+", 5)
	if len(f) != 5 {
		return "", fmt.Errorf("%w: the key of the log is unreadable", ErrCheckpoint)
	}
	b, err := base64.StdEncoding.DecodeString(f[4])
	if err != nil || len(b) != 1+ed25519.SeedSize {
		return "", fmt.Errorf("%w: the key of the log is unreadable", ErrCheckpoint)
	}
	pub := ed25519.NewKeyFromSeed(b[1:]).Public().(ed25519.PublicKey)
	vkey, err := note.NewEd25519VerifierKey(f[2], pub)
	if err != nil {
		return "", fmt.Errorf("%w: the key of the log is unreadable: %w", ErrCheckpoint, err)
	}
	return vkey, nil
}

// WriteFile replaces a file durably: temporary file beside it, fsync, rename, fsync of the folder. wrap may be
// nil; tests use it to inject faults.
func WriteFile(path string, b []byte, mode os.FileMode, wrap func(name string, f File) File) error {
	tmp := path + ".tmp"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	file := File(osFile{f})
	if wrap != nil {
		file = wrap(filepath.Base(path), file)
	}
	if err := writeSynced(file, b); err != nil {
		return err
	}
	failpoint.Hit("log.checkpoint.written")
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	failpoint.Hit("log.checkpoint.renamed")
	return syncDir(filepath.Dir(path))
}

func writeSynced(f File, b []byte) error {
	_, err := f.WriteAt(b, 0)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	err = d.Sync()
	if e := d.Close(); err == nil {
		err = e
	}
	return err
}
