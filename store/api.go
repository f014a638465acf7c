package store

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"pecagent/rules"
)

var errSoon = errors.New("store: not built yet")

// Options say where a store is and what it depends on. The zero value with Memory set works.
type Options struct {
	Dir       string                          // data folder; created when missing
	Memory    bool                            // no files at all, for inspect and tests
	Now       func() time.Time                // default time.Now
	MinFree   int64                           // bytes that must stay free; 0: DefaultMinFree, negative: no guard
	FreeBytes func(dir string) (int64, error) // default statfs
	Log       *slog.Logger                    // default discards
}

// Head is where the log stands.
type Head struct {
	Size       int64  // events
	Root       string // hex of the RFC 6962 tree hash
	Checkpoint string // the signed note
}

// Store is one open store.
type Store struct{}

func Open(o Options) (*Store, error)                                             { return nil, errSoon }
func (s *Store) Close() error                                                    { return errSoon }
func (s *Store) Empty() bool                                                     { return true }
func (s *Store) Init(ctx context.Context, a rules.Avvio, who rules.Attore) error { return errSoon }
func (s *Store) Configure(ctx context.Context, p *rules.Policy, policyDigest, rulesDigest, templatesDigest string) error {
	return errSoon
}
func (s *Store) PutRaw(ctx context.Context, msgs [][]byte) ([]string, error) { return nil, errSoon }
func (s *Store) Raw(sha string) ([]byte, error)                              { return nil, errSoon }
func (s *Store) Received(ctx context.Context, list []rules.Arrivo) error     { return errSoon }
func (s *Store) Pending(n int) ([]rules.Arrivo, error)                       { return nil, errSoon }
func (s *Store) Cursor(folder string) (rules.Cursore, error)                 { return rules.Cursore{}, errSoon }
func (s *Store) Attempt(sha string) (int, error)                             { return 0, errSoon }
func (s *Store) Attempts(shas []string) ([]int, error)                       { return nil, errSoon }
func (s *Store) AttemptDone(sha string) error                                { return errSoon }
func (s *Store) Commit(ctx context.Context, decide func(rules.Snapshot) rules.Decision) (rules.Decision, error) {
	return rules.Decision{}, errSoon
}
func (s *Store) CommitBatch(ctx context.Context, decide []func(rules.Snapshot) rules.Decision) ([]rules.Decision, error) {
	return nil, errSoon
}
func (s *Store) View(f func(rules.Archivio) error) error           { return errSoon }
func (s *Store) Events(from int64, f func(rules.Event) bool) error { return errSoon }
func (s *Store) Head() Head                                        { return Head{} }
func (s *Store) Verify(ctx context.Context, progress func(done, total int64)) (problems []string, err error) {
	return nil, errSoon
}
func Rebuild(ctx context.Context, o Options) (Head, error) { return Head{}, errSoon }
func (s *Store) MessageIDKey() []byte                      { return nil }
func (s *Store) Subscribe() (<-chan struct{}, func())      { return nil, func() {} }

var (
	// ErrLocked: another process has the store open.
	ErrLocked = errors.New("the store is open in another process")
	// ErrDiskFull: less than the reserve is free; nothing was taken.
	ErrDiskFull = errors.New("too little free disk")
	// ErrEmpty: nothing may be recorded before Init.
	ErrEmpty = errors.New("the store has no first event")
)
