package archivio

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"

	"filippo.io/age"

	"pecagent/store"
)

// ErrIncompleta: the file is not a whole backup.
var ErrIncompleta = errors.New("la copia di sicurezza non è intera")

// sink takes the entries of a backup. Each message was held against its digest when its take has returned nil.
type sink interface {
	take(name string, size int64, r io.Reader) error
}

// verifySink keeps nothing.
type verifySink struct{}

func (verifySink) take(_ string, _ int64, r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

var rawName = regexp.MustCompile(`^raw/sha256/([0-9a-f]{2})/([0-9a-f]{64})\.eml$`)

// maxMessage bounds one message, maxMeta the small entries: far above what Backup writes.
const (
	maxMessage = 1 << 30
	maxMeta    = 8 << 20
)

// read decrypts a backup, gives each entry to s, and checks digests, names and the manifest.
func read(ctx context.Context, src io.Reader, ids []age.Identity, s sink) (m Manifesto, err error) {
	plain, err := age.Decrypt(src, ids...)
	var no *age.NoIdentityMatchError
	if errors.As(err, &no) {
		return m, errors.New("la chiave non è quella di questa copia")
	}
	if err != nil {
		return m, fmt.Errorf("%w: %w", ErrIncompleta, err)
	}
	z, err := gzip.NewReader(plain)
	if err != nil {
		return m, fmt.Errorf("%w: %w", ErrIncompleta, err)
	}
	r := reading{ctx: ctx, sink: s, seen: map[string]bool{}}
	if m, err = r.all(tar.NewReader(z)); err != nil {
		return m, err
	}
	// To the end: only there gzip and age say that nothing was cut off.
	for _, rest := range []io.Reader{z, plain} {
		if n, err := io.Copy(io.Discard, rest); err != nil || n > 1<<20 {
			return m, fmt.Errorf("%w: %d byte dopo la fine (%w)", ErrIncompleta, n, err)
		}
	}
	return m, nil
}

type reading struct {
	ctx   context.Context
	sink  sink
	seen  map[string]bool
	n     int
	bytes int64
}

func (r *reading) all(t *tar.Reader) (m Manifesto, err error) {
	for done := false; ; {
		h, err := t.Next()
		switch {
		case err == io.EOF && done:
			return m, r.judge(m)
		case err == io.EOF:
			return m, fmt.Errorf("%w: manca il manifesto", ErrIncompleta)
		case err != nil:
			return m, fmt.Errorf("%w: %w", ErrIncompleta, err)
		case r.ctx.Err() != nil:
			return m, r.ctx.Err()
		case h.Typeflag != tar.TypeReg || r.seen[h.Name] || done:
			return m, fmt.Errorf("%w: voce inattesa %q", ErrIncompleta, h.Name)
		}
		r.seen[h.Name] = true
		if h.Name == manifesto {
			done = true
			if err := json.NewDecoder(io.LimitReader(t, maxMeta)).Decode(&m); err != nil {
				return m, fmt.Errorf("%w: il manifesto: %w", ErrIncompleta, err)
			}
			continue
		}
		if err := r.entry(h.Name, h.Size, t); err != nil {
			return m, err
		}
	}
}

// entry checks one file and hands it on.
func (r *reading) entry(name string, size int64, t io.Reader) error {
	sha := rawName.FindStringSubmatch(name)
	switch {
	case sha != nil && sha[1] == sha[2][:2] && size <= maxMessage:
		h := sha256.New()
		if err := r.sink.take(name, size, io.TeeReader(t, h)); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrIncompleta, name, err)
		}
		if hex.EncodeToString(h.Sum(nil)) != sha[2] {
			return fmt.Errorf("%w: %s non corrisponde alla propria impronta", ErrIncompleta, name)
		}
		r.n, r.bytes = r.n+1, r.bytes+size
		return nil
	case name == "log", slices.Contains(meta(), name) && size <= maxMeta:
		if err := r.sink.take(name, size, t); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrIncompleta, name, err)
		}
		return nil
	}
	return fmt.Errorf("%w: voce inattesa %q", ErrIncompleta, name)
}

// meta are the small entries by name.
func meta() []string {
	return slices.Concat([]string{"LEGGIMI.txt", "log.checkpoint", configurazione}, accanto(), store.KeyFiles())
}

// judge holds what was read against the manifest.
func (r *reading) judge(m Manifesto) error {
	for _, name := range append([]string{"log", "log.checkpoint"}, store.KeyFiles()...) {
		if !r.seen[name] {
			return fmt.Errorf("%w: manca %s", ErrIncompleta, name)
		}
	}
	switch {
	case m.Versione != versione:
		return fmt.Errorf("la copia è della versione %d: questo programma legge la %d", m.Versione, versione)
	case m.Messaggi != r.n || m.Byte != r.bytes:
		return fmt.Errorf("%w: %d messaggi e %d byte, il manifesto dice %d e %d", ErrIncompleta, r.n, r.bytes, m.Messaggi, m.Byte)
	}
	return nil
}

// dirOf is the folder of an entry.
func dirOf(name string) string { return path.Dir(name) }
