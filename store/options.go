package store

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"pecagent/store/log"
)

var (
	// ErrLocked: another process has the store open.
	ErrLocked = errors.New("the store is open in another process")
	// ErrDiskFull: less than the reserve is free; nothing was taken and nothing is lost.
	ErrDiskFull = errors.New("too little free disk")
	// ErrEmpty: nothing may be recorded before Init.
	ErrEmpty = errors.New("the store has no first event: it was never initialised")
	// ErrNotEmpty: Init was called on a store that has events.
	ErrNotEmpty = errors.New("the store has a first event already")
	// ErrAhead: the index knows events that the log does not have: the log was cut.
	ErrAhead = errors.New("the log is behind its index: events are missing from it")
	// ErrNewer: a later version of pecagent wrote to this store.
	ErrNewer = log.ErrNewer
	// ErrKey: a key file is missing or unreadable although the store has events.
	ErrKey = errors.New("a key of the store is missing or unreadable")
	// ErrFatal: a disk error while making data durable. Every later call gives it; the process must stop.
	ErrFatal = errors.New("the store stopped after a disk error")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("the store is closed")
	// ErrDecision: a decision panicked or could not be recorded; nothing of its batch was committed.
	ErrDecision = errors.New("a decision failed")
)

// DefaultMinFree is 3 × (memtable + value log file) of Badger plus two of the largest messages (reliability.md §1.3).
const DefaultMinFree = 3*(memTableSize+vlogFileSize) + 2*120_000_000

// Options say where a store is and what it depends on. The zero value with Memory set works.
type Options struct {
	Dir       string                          // data folder, created when missing
	Memory    bool                            // no files at all, for inspect and tests
	Now       func() time.Time                // default time.Now
	MinFree   int64                           // bytes that must stay free; 0: DefaultMinFree, negative: no guard
	FreeBytes func(dir string) (int64, error) // default: statfs, what an unprivileged user may still write
	Log       *slog.Logger                    // default: nothing is logged

	wrapLog    func(name string, f log.File) log.File // faults, in tests
	wrapEngine func(engine) engine                    // faults, in tests
	wrapRaw    func(blobs) blobs                      // faults, in tests
	coda       int                                    // entries of the smallest block of the search index; 0: codaRicerca
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MinFree == 0 {
		o.MinFree = DefaultMinFree
	}
	if o.FreeBytes == nil {
		o.FreeBytes = statfs
		if o.Memory {
			o.MinFree = -1
		}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.coda == 0 {
		o.coda = codaRicerca
	}
	if o.wrapEngine == nil {
		o.wrapEngine = func(e engine) engine { return e }
	}
	if o.wrapRaw == nil {
		o.wrapRaw = func(b blobs) blobs { return b }
	}
	return o
}

func (o Options) path(name string) string { return filepath.Join(o.Dir, name) }

// Head is where the log stands.
type Head struct {
	Size       int64  // events
	Root       string // hex of the RFC 6962 tree hash
	Checkpoint string // the signed note
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
