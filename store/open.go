package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"pecagent/store/log"
	"pecagent/store/raw"
)

// blobs keeps raw messages: raw.Dir or raw.Memory.
type blobs interface {
	Put(ctx context.Context, msgs [][]byte) ([]string, error)
	Get(sha string) ([]byte, error)
	Has(sha string) (bool, error)
	Walk(f func(sha string) bool) error
	Remove(sha string) error
	Close() error
}

// Store is one open store. Its methods may be called from several goroutines; writes wait for each other, reads
// do not wait for writes.
type Store struct {
	o     Options
	lock  *os.File
	raw   blobs
	log   *log.Log
	eng   engine
	msgid []byte

	ricerca ricerca

	mu    sync.Mutex     // one writer at a time
	giro  time.Time      // under mu: the last look at the clock after the last event from which nothing followed
	swap  sync.RWMutex   // held for writing while the index is between two commits
	views sync.WaitGroup // read views that are open; Badger must not be closed under them
	state sync.Mutex     // guards what follows
	dead  error
	subs  map[chan struct{}]struct{}
}

// Open opens or creates a store. It verifies the whole log, reads the whole index, and folds into it what a crash
// left behind; an index that is missing or damaged is built again, and said so in Log. Errors: ErrLocked,
// ErrDiskFull, ErrAhead, ErrKey and those of package log, each in words.
func Open(o Options) (*Store, error) { return openStore(o, false) }

func openStore(o Options, rebuild bool) (*Store, error) {
	o = o.withDefaults()
	s := &Store{o: o, subs: map[chan struct{}]struct{}{}}
	var err error
	switch {
	case o.Memory:
		err = s.openMemory()
	case o.Dir == "":
		err = errors.New("the store has no data folder")
	default:
		err = s.openDisk(rebuild)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the store: %w", err), s.close())
	}
	return s, nil
}

func (s *Store) openMemory() (err error) {
	s.raw = s.o.wrapRaw(raw.NewMemory())
	s.eng = s.o.wrapEngine(newMemEngine())
	if s.log, err = log.Memory(); err != nil {
		return err
	}
	s.msgid = make([]byte, 32)
	_, err = rand.Read(s.msgid)
	return err
}

func (s *Store) openDisk(rebuild bool) error {
	if err := os.MkdirAll(s.o.Dir, 0o700); err != nil {
		return fmt.Errorf("creating the data folder: %w", err)
	}
	if err := s.flock(); err != nil {
		return err
	}
	if err := s.o.roomToOpen(); err != nil {
		return err
	}
	if err := s.openRaw(); err != nil {
		return err
	}
	var err error
	if s.log, err = log.Open(log.Options{Dir: s.o.Dir, Wrap: s.o.wrapLog}); err != nil {
		return err
	}
	if s.msgid, err = loadSecret(s.o.path("chiavi/msgid.key"), s.log.Size() == 0); err != nil {
		return err
	}
	if err := s.openIndex(rebuild); err != nil {
		return err
	}
	s.o.layBallast()
	return nil
}

// lockPatience is how long a lock that is held is tried again: a process that has just been killed, or one that forks while
// it closes the store, gives its lock back a moment later than it seems.
const lockPatience = 500 * time.Millisecond

func (s *Store) flock() error {
	f, err := os.OpenFile(s.o.path("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("opening the lock: %w", err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	for waited := time.Duration(0); errors.Is(err, unix.EWOULDBLOCK) && waited < lockPatience; waited += lockPatience / 20 {
		time.Sleep(lockPatience / 20)
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	}
	if err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return ErrLocked
		}
		return fmt.Errorf("taking the lock: %w", err)
	}
	s.lock = f
	return nil
}

func (s *Store) openRaw() error {
	d, err := raw.Open(s.o.path("raw"))
	if err != nil {
		return err
	}
	d.OnReplaced(func(sha string) {
		s.o.Log.Warn("a damaged raw message was replaced by its good bytes", "sha256", sha)
	})
	s.raw = s.o.wrapRaw(d)
	logged, err := log.Exists(s.o.Dir)
	if err != nil || logged {
		return err
	}
	any := exists(s.o.path("badger"))
	if err := s.raw.Walk(func(string) bool { any = true; return false }); err != nil {
		return err
	}
	if any {
		return fmt.Errorf("%w: the log is missing, and the data folder is not new", log.ErrCut)
	}
	return nil
}

// loadSecret reads a key of 32 bytes, kept with its SHA-256 behind it: a damaged key must not pass for another. A
// missing one is made when create is set.
func loadSecret(path string, create bool) ([]byte, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && create {
		return makeSecret(path)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if len(b) != 32+sha256.Size || sha256.Sum256(b[:32]) != [sha256.Size]byte(b[32:]) {
		return nil, fmt.Errorf("%w: chiavi/msgid.key is damaged", ErrKey)
	}
	return b[:32], nil
}

func makeSecret(path string) ([]byte, error) {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	sum := sha256.Sum256(b)
	if err := log.WriteFile(path, append(slices.Clone(b), sum[:]...), 0o600, nil); err != nil {
		return nil, fmt.Errorf("writing a key: %w", err)
	}
	return b, nil
}

// Close closes the store. Everything acknowledged is durable already. It waits for the writer and for the views
// that are open; it must not be called from within one.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(); errors.Is(err, ErrClosed) {
		return nil
	}
	s.swap.Lock() // no view begins while the store is marked
	s.die(ErrClosed)
	s.swap.Unlock()
	s.views.Wait()
	return s.close()
}

func (s *Store) close() error {
	var errs []error
	s.closeRicerca()
	if s.eng != nil {
		errs = append(errs, s.eng.Close())
	}
	if s.log != nil {
		errs = append(errs, s.log.Close())
	}
	if s.raw != nil {
		errs = append(errs, s.raw.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close()) // gives up the flock
	}
	return errors.Join(errs...)
}
