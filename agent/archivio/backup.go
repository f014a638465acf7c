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
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"golang.org/x/sys/unix"

	"pecagent/store"
)

// Options say what is copied, whereto and for whom.
type Options struct {
	Data        string // data folder of the store
	Config      string // configuration file that goes along; empty: none
	Dir         string // folder of the backups, created 0700 when missing
	Destinatari string // age recipients, one a line
	Tieni       int    // how many backups stay, this one included; 0: all
	Now         func() time.Time
	Progress    func(done, total int)
}

// Manifesto is the last entry of a backup.
type Manifesto struct {
	Versione int       `json:"versione"`
	Creata   time.Time `json:"creata"`
	Casella  string    `json:"casella"`
	Eventi   int64     `json:"eventi"`
	Radice   string    `json:"radice"`
	Messaggi int       `json:"messaggi"`
	Byte     int64     `json:"byte"`              // of the messages
	Mancano  []string  `json:"mancano,omitempty"` // SHA-256 of messages that the store itself lacked or had damaged
}

const (
	versione  = 1
	manifesto = "manifesto.json"
	temp      = ".in-corso-"
)

// Copia is a backup that was made.
type Copia struct {
	File      string
	Byte      int64
	SHA256    string
	Manifesto Manifesto
	Tolte     []string // older ones that went
}

// ErrMancano: the backup was made, and the store it was made from lacks messages.
var ErrMancano = errors.New("nell'archivio mancano messaggi o sono danneggiati: la copia c'è, le copie precedenti non sono state tolte; pecagent check dice di più")

// Backup writes a backup, reads it back from the disk, and gives it its name. With ErrMancano it stands all the same.
func Backup(ctx context.Context, o Options) (c Copia, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	recipients, err := Destinatari(o.Destinatari)
	if err != nil {
		return c, err
	}
	once, err := age.GenerateX25519Identity()
	if err != nil {
		return c, fmt.Errorf("making a key: %w", err)
	}
	src, err := store.OpenCopia(o.Data)
	if err != nil {
		return c, err
	}
	defer src.Close()
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return c, fmt.Errorf("creating the folder of the backups: %w", err)
	}
	if err := clear(o.Dir); err != nil {
		return c, err
	}
	at := o.Now().UTC().Truncate(time.Second)
	c.File = filepath.Join(o.Dir, nome(at))
	if _, err := os.Lstat(c.File); !errors.Is(err, fs.ErrNotExist) {
		return c, fmt.Errorf("%s exists already", c.File)
	}
	tmp := filepath.Join(o.Dir, temp+nome(at))
	defer os.Remove(tmp) // gone already where all went well
	m := Manifesto{Versione: versione, Creata: at, Casella: src.Casella, Eventi: src.Head.Size, Radice: src.Head.Root}
	if c.SHA256, c.Byte, err = write(ctx, o, src, tmp, &m, append(recipients, once.Recipient())); err != nil {
		return c, fmt.Errorf("writing the backup: %w", err)
	}
	c.Manifesto = m
	if err := readBack(ctx, tmp, c, once); err != nil {
		return c, fmt.Errorf("reading the backup again: %w", err)
	}
	if err := publish(tmp, c); err != nil {
		return c, fmt.Errorf("naming the backup: %w", err)
	}
	if len(m.Mancano) > 0 {
		return c, ErrMancano
	}
	c.Tolte, err = prune(o.Dir, o.Tieni)
	return c, err
}

// Destinatari reads age recipients, one a line.
func Destinatari(s string) ([]age.Recipient, error) {
	if strings.TrimSpace(s) == "" {
		return nil, errors.New("key backup.destinatario: is missing; pecagent backup --new-key FILE makes a key and tells it")
	}
	list, err := age.ParseRecipients(strings.NewReader(s))
	if err != nil {
		return nil, fmt.Errorf("key backup.destinatario: %w", err)
	}
	return list, nil
}

// clear removes what interrupted backups left. Two backups at once would disturb each other: the timer never starts two.
func clear(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, temp+"*"))
	for _, f := range left {
		err = errors.Join(err, os.Remove(f))
	}
	return err
}

// write makes the file durable and gives the digest of its bytes.
func write(ctx context.Context, o Options, src *store.Copia, tmp string, m *Manifesto, to []age.Recipient) (sum string, size int64, err error) {
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := &counted{w: f, h: sha256.New()}
	enc, err := age.Encrypt(h, to...)
	if err != nil {
		return "", 0, err
	}
	z, err := gzip.NewWriterLevel(enc, gzip.BestSpeed)
	if err != nil {
		return "", 0, err
	}
	w := &tarWriter{w: tar.NewWriter(z), at: m.Creata}
	if err := fill(ctx, o, src, w, m); err != nil {
		return "", 0, err
	}
	for _, c := range []io.Closer{w.w, z, enc} {
		if err := c.Close(); err != nil {
			return "", 0, err
		}
	}
	return hex.EncodeToString(h.h.Sum(nil)), h.n, f.Sync()
}

// fill writes the entries in their order.
func fill(ctx context.Context, o Options, src *store.Copia, w *tarWriter, m *Manifesto) error {
	here, missing, err := src.Messages()
	if err != nil {
		return err
	}
	m.Mancano = missing
	log, size := src.Log()
	if err := errors.Join(w.bytes("LEGGIMI.txt", []byte(leggimi)), w.stream("log", log, size), w.bytes("log.checkpoint", src.Checkpoint)); err != nil {
		return err
	}
	for _, name := range store.KeyFiles() {
		if err := w.bytes(name, src.Chiavi[name]); err != nil {
			return err
		}
	}
	if o.Config != "" {
		b, err := os.ReadFile(o.Config)
		if err == nil {
			err = w.bytes(configurazione, b)
		}
		if err != nil {
			return err
		}
	}
	for _, name := range accanto() {
		b, err := os.ReadFile(filepath.Join(o.Data, name))
		if err == nil {
			err = w.bytes(name, b)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for i, sha := range here {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := src.Raw(sha)
		if err != nil {
			m.Mancano = append(m.Mancano, sha)
			continue
		}
		if err := w.bytes(messaggio(sha), b); err != nil {
			return err
		}
		m.Messaggi, m.Byte = m.Messaggi+1, m.Byte+int64(len(b))
		o.Progress(i+1, len(here))
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return w.bytes(manifesto, append(b, '\n'))
}

// messaggio is the place of a message in the archive, as in the store.
func messaggio(sha string) string { return path.Join("raw/sha256", sha[:2], sha+".eml") }

// readBack decrypts the whole file as it stands on the disk and holds it against its manifest and its digest.
func readBack(ctx context.Context, tmp string, c Copia, id age.Identity) (err error) {
	f, err := os.Open(tmp)
	if err != nil {
		return err
	}
	defer f.Close()
	// A hint, that the bytes come from the disk and not from memory; without it they are checked all the same.
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
	h := &counted{r: f, h: sha256.New()}
	m, err := read(ctx, h, []age.Identity{id}, verifySink{})
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, h); err != nil {
		return err
	}
	if hex.EncodeToString(h.h.Sum(nil)) != c.SHA256 || h.n != c.Byte || m.Radice != c.Manifesto.Radice || m.Messaggi != c.Manifesto.Messaggi {
		return errors.New("the disk gives other bytes than were written")
	}
	return nil
}

// publish writes the digest, gives the file its name and makes both durable.
func publish(tmp string, c Copia) error {
	line := fmt.Sprintf("%s  %s\n", c.SHA256, filepath.Base(c.File))
	f, err := os.OpenFile(c.File+".sha256", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, c.File); err != nil {
		return err
	}
	return syncDir(filepath.Dir(c.File))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// counted counts and digests what passes.
type counted struct {
	w io.Writer
	r io.Reader
	h hash.Hash
	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.h.Write(p[:n])
	c.n += int64(n)
	return n, err
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.h.Write(p[:n])
	c.n += int64(n)
	return n, err
}

// tarWriter writes regular files.
type tarWriter struct {
	w  *tar.Writer
	at time.Time
}

func (t *tarWriter) bytes(name string, b []byte) error {
	return t.stream(name, strings.NewReader(string(b)), int64(len(b)))
}

func (t *tarWriter) stream(name string, r io.Reader, size int64) error {
	h := &tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: t.at, Typeflag: tar.TypeReg, Format: tar.FormatPAX}
	if err := t.w.WriteHeader(h); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	if _, err := io.Copy(t.w, r); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}
