package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

const (
	memTableSize = 16 << 20
	vlogFileSize = 64 << 20
)

// badgerOptions are the settings of reliability.md §1.1 and libraries.md §1.5: nothing acknowledged is lost at a
// power cut, about 200 MiB of memory. Values stay under ValueThreshold, so none goes to the value log, whose
// fsync errors Badger only logs. One goroutine writes, so conflicts need no detection.
func badgerOptions(dir string, l *slog.Logger) badger.Options {
	return badger.DefaultOptions(dir).
		WithSyncWrites(true).
		WithMemTableSize(memTableSize).
		WithNumMemtables(2).
		WithBlockCacheSize(32 << 20).
		WithValueLogFileSize(vlogFileSize).
		WithValueThreshold(1 << 20).
		WithNumCompactors(2).
		WithChecksumVerificationMode(options.OnBlockRead).
		WithDetectConflicts(false).
		WithMetricsEnabled(false).
		WithLogger(badgerLog{l})
}

type badgerEngine struct{ db *badger.DB }

// openBadger opens Badger. A panic of Badger about a damaged file becomes an error.
func openBadger(dir string, l *slog.Logger) (e *badgerEngine, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("opening Badger: panic: %v", r)
		}
	}()
	db, err := badger.Open(badgerOptions(dir, l))
	if err != nil {
		return nil, fmt.Errorf("opening Badger: %w", err)
	}
	return &badgerEngine{db}, nil
}

func (e *badgerEngine) Close() error { return e.db.Close() }

func (e *badgerEngine) Begin() (snapshot, error) {
	return badgerSnapshot{e.db.NewTransaction(false)}, nil
}

func (e *badgerEngine) Update(f func(w writer) error) error {
	txn := e.db.NewTransaction(true)
	defer txn.Discard()
	if err := f(badgerWriter{txn}); err != nil {
		return tooBig(err)
	}
	return tooBig(txn.Commit())
}

func tooBig(err error) error {
	if errors.Is(err, badger.ErrTxnTooBig) {
		return errTooBig
	}
	return err
}

type badgerSnapshot struct{ txn *badger.Txn }

func (s badgerSnapshot) Close() { s.txn.Discard() }

func (s badgerSnapshot) Get(key string) ([]byte, error) { return badgerGet(s.txn, key) }

func badgerGet(txn *badger.Txn, key string) ([]byte, error) {
	item, err := txn.Get([]byte(key))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading Badger: %w", err)
	}
	return copyValue(item)
}

// copyValue never gives nil for a value that is there: nil means a missing key.
func copyValue(item *badger.Item) ([]byte, error) {
	v, err := item.ValueCopy(make([]byte, 0, item.ValueSize()))
	if err != nil {
		return nil, fmt.Errorf("reading Badger: %w", err)
	}
	if v == nil {
		v = []byte{}
	}
	return v, nil
}

func (s badgerSnapshot) Scan(prefix string, f func(key string, value []byte) bool) error {
	o := badger.DefaultIteratorOptions
	o.Prefix = []byte(prefix)
	o.PrefetchSize = 16
	it := s.txn.NewIterator(o)
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		v, err := copyValue(it.Item())
		if err != nil {
			return err
		}
		if !f(string(it.Item().Key()), v) {
			return nil
		}
	}
	return nil
}

type badgerWriter struct{ txn *badger.Txn }

func (w badgerWriter) Get(key string) ([]byte, error) { return badgerGet(w.txn, key) }

func (w badgerWriter) Set(key string, value []byte) error {
	if err := w.txn.Set([]byte(key), value); err != nil {
		return fmt.Errorf("writing Badger: %w", err)
	}
	return nil
}

func (w badgerWriter) Delete(key string) error {
	if err := w.txn.Delete([]byte(key)); err != nil {
		return fmt.Errorf("writing Badger: %w", err)
	}
	return nil
}

// badgerLog passes Badger's warnings and errors on and drops its chatter.
type badgerLog struct{ l *slog.Logger }

func (b badgerLog) Errorf(f string, a ...any)   { b.log(slog.LevelError, f, a) }
func (b badgerLog) Warningf(f string, a ...any) { b.log(slog.LevelWarn, f, a) }
func (badgerLog) Infof(string, ...any)          {}
func (badgerLog) Debugf(string, ...any)         {}

func (b badgerLog) log(level slog.Level, f string, a []any) {
	b.l.Log(context.Background(), level, "badger", "message", strings.TrimSpace(fmt.Sprintf(f, a...)))
}
