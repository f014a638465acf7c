package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"pecagent/rules"
	"pecagent/store/log"
	"pecagent/store/raw"
)

// Copia reads a store that another process may have open and go on writing: the log as its checkpoint vouches for it, the
// keys, and every raw message. It takes no lock and changes nothing. What was read first knows no more than what is read after
// it: checkpoint, log, messages. The index is left out: it is folded from the log.
type Copia struct {
	Head       Head
	Casella    string // the Order's mailbox
	Checkpoint []byte
	Chiavi     map[string][]byte // "chiavi/log.key", "chiavi/log.pub", "chiavi/msgid.key"

	key   string
	f     *os.File
	size  int64
	raw   *raw.Dir
	named map[string]int64 // raw messages the events name: the first event
}

// KeyFiles are what a backup has to hold of chiavi/.
func KeyFiles() []string { return []string{"chiavi/log.key", "chiavi/log.pub", "chiavi/msgid.key"} }

// OpenCopia verifies the log of the folder against its checkpoint and gives the copy to read from. The caller closes it.
// Errors: ErrEmpty where there is no log yet, ErrKey, those of package log.
func OpenCopia(dir string) (*Copia, error) {
	c := &Copia{Chiavi: map[string][]byte{}, named: map[string]int64{}}
	if err := c.open(Options{Dir: dir}); err != nil {
		return nil, errors.Join(fmt.Errorf("reading the store for a copy: %w", err), c.Close())
	}
	return c, nil
}

func (c *Copia) open(o Options) (err error) {
	if c.Checkpoint, err = os.ReadFile(o.path("log.checkpoint")); errors.Is(err, fs.ErrNotExist) {
		return ErrEmpty
	}
	if err != nil {
		return err
	}
	if c.f, err = os.Open(o.path("log")); err != nil {
		return err
	}
	info, err := c.f.Stat()
	if err != nil {
		return err
	}
	for _, name := range KeyFiles() {
		if c.Chiavi[name], err = os.ReadFile(o.path(name)); err != nil {
			return fmt.Errorf("%w: %w", ErrKey, err)
		}
	}
	if _, err := loadSecret(o.path("chiavi/msgid.key"), false); err != nil {
		return err
	}
	key, err := log.VerifierOf(c.Chiavi["chiavi/log.key"])
	if err != nil {
		return err
	}
	c.key = key
	head, end, err := log.CheckCopy(c.f, info.Size(), c.Checkpoint, key, c.event)
	if err != nil {
		return err
	}
	c.Head, c.size = headOf(head), end
	c.raw, err = raw.Reader(o.path("raw"))
	return err
}

// event remembers which messages the log names.
func (c *Copia) event(rec log.Record) error {
	e, err := decodeRecord(rec)
	if err != nil {
		return err
	}
	if e.Kind == rules.KAvvio && e.Avvio != nil {
		c.Casella = e.Avvio.Casella
	}
	if c2 := e.Cancellazione; e.Kind == rules.KCancellazione && c2 != nil && c2.Eseguita {
		delete(c.named, c2.SHA256) // nobody misses it
	}
	for _, sha := range rawNamed(e) {
		if _, seen := c.named[sha]; sha != "" && !seen {
			c.named[sha] = e.Seq
		}
	}
	return nil
}

// Log gives the bytes of the log up to the end of its last whole decision.
func (c *Copia) Log() (io.Reader, int64) { return io.NewSectionReader(c.f, 0, c.size), c.size }

// Events calls f with each event, from the first on, and with its bytes as they stand in the log; of an erased one these are nil.
func (c *Copia) Events(f func(e rules.Event, raw []byte) error) error {
	_, _, err := log.CheckCopy(c.f, c.size, c.Checkpoint, c.key, func(rec log.Record) error {
		e, err := decodeRecord(rec)
		if err != nil {
			return err
		}
		return f(e, rec.Event)
	})
	return err
}

// Decisions calls f with the events of each decision, and of each other thing that was recorded at once, in order.
func (c *Copia) Decisions(f func([]rules.Event) error) error {
	var group []rules.Event
	_, _, err := log.CheckCopy(c.f, c.size, c.Checkpoint, c.key, func(rec log.Record) error {
		e, err := decodeRecord(rec)
		if err != nil {
			return err
		}
		if group = append(group, e); rec.More {
			return nil
		}
		done := group
		group = nil
		return f(done)
	})
	return err
}

// Messages lists the SHA-256 of every message in the folder, and of those that an event names and the folder lacks.
func (c *Copia) Messages() (here, missing []string, err error) {
	err = c.raw.Walk(func(sha string) bool { here = append(here, sha); return true })
	for sha := range c.named {
		if _, ok := slices.BinarySearch(here, sha); !ok {
			missing = append(missing, sha)
		}
	}
	slices.Sort(missing)
	return here, missing, err
}

// Named is the first event that names a message, 0 when none does.
func (c *Copia) Named(sha string) int64 { return c.named[sha] }

// Raw reads a message and checks it against its SHA-256.
func (c *Copia) Raw(sha string) ([]byte, error) { return c.raw.Get(sha) }

// Close releases the files.
func (c *Copia) Close() error {
	var errs []error
	if c.f != nil {
		errs = append(errs, c.f.Close())
	}
	if c.raw != nil {
		errs = append(errs, c.raw.Close())
	}
	return errors.Join(errs...)
}
