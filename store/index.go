package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"pecagent/store/failpoint"
	"pecagent/store/log"
)

// errIndex: the index is not what the log gives; it must be built again.
var errIndex = errors.New("the index does not match what was written to it")

// openIndex opens Badger, holds it against the log, repairs the log's torn end and catches up.
func (s *Store) openIndex(rebuild bool) error {
	from, err := s.tryIndex()
	switch {
	case errors.Is(err, ErrAhead) || errors.Is(err, log.ErrFork) || errors.Is(err, ErrNewer):
		return err
	case err != nil || rebuild:
		s.o.Log.Warn("the index is built again from the log", "because", because(err), "events", s.log.Size())
		if err := s.freshIndex(); err != nil {
			return err
		}
		from = 0
	}
	if torn := s.log.Torn(); torn > 0 {
		s.o.Log.Warn("a crash left an unfinished decision at the end of the log: it is cut off", "bytes", torn)
	}
	if err := s.log.Repair(); err != nil {
		return err
	}
	if n := s.log.Size() - from; n > 0 {
		s.o.Log.Info("the index is behind the log and is caught up", "events", n)
	}
	return catchUp(s.eng, s.log, from, func(_, _ int64) {})
}

func because(err error) string {
	if err == nil {
		return "asked for"
	}
	return err.Error()
}

// tryIndex opens the index and tells up to which event it holds the log.
func (s *Store) tryIndex() (int64, error) {
	mark := s.o.path("badger.opening")
	if exists(mark) {
		return 0, fmt.Errorf("%w: an earlier process died while opening it", errIndex)
	}
	dir := s.o.path("badger")
	if !exists(dir) && s.log.Size() > 0 {
		return 0, fmt.Errorf("%w: it is missing", errIndex)
	}
	if err := checkTables(dir); err != nil {
		return 0, err
	}
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		return 0, fmt.Errorf("marking that the index is being opened: %w", err)
	}
	e, err := openBadger(dir, s.o.Log)
	if err != nil {
		return 0, err
	}
	from, err := checkIndex(e, s.log)
	if err != nil {
		return 0, errors.Join(err, e.Close(), os.Remove(mark))
	}
	if err := s.useIndex(e); err != nil {
		return 0, err
	}
	return from, os.Remove(mark)
}

func (s *Store) useIndex(e engine) error {
	l, err := newLiveEngine(e)
	if err != nil {
		return errors.Join(err, e.Close())
	}
	s.eng = s.o.wrapEngine(l)
	return nil
}

// checkIndex holds the head of the index against the log and its entries against the head.
func checkIndex(e engine, l *log.Log) (from int64, err error) {
	err = view(e, func(r reader) error {
		h, want, err := readHead(r)
		if err != nil {
			return err
		}
		from = h.Seq
		if err := checkHead(h, l); err != nil {
			return err
		}
		got, err := scanSum(r)
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("%w: at event %d its entries add up to another digest", errIndex, h.Seq)
		}
		return nil
	})
	return from, err
}

func checkHead(h head, l *log.Log) error {
	if h.Seq > l.Size() {
		return fmt.Errorf("%w: the index knows %d events, the log has %d", ErrAhead, h.Seq, l.Size())
	}
	if h.Seq == 0 {
		return nil
	}
	root, err := l.RootAt(h.Seq)
	if err != nil {
		return err
	}
	if root.String() != h.Root {
		return fmt.Errorf("%w: at event %d the index was made from a tree of root %s, the log gives %s", log.ErrFork, h.Seq, h.Root, root)
	}
	if h.V > foldVersion {
		return fmt.Errorf("%w (its index has version %d, this program knows %d)", ErrNewer, h.V, foldVersion)
	}
	if h.V != foldVersion {
		return fmt.Errorf("%w: it was made by another version", errIndex)
	}
	return nil
}

// freshIndex throws the index away and opens an empty one.
func (s *Store) freshIndex() error {
	if s.eng != nil {
		if err := s.eng.Close(); err != nil {
			s.o.Log.Warn("closing the old index", "error", err)
		}
		s.eng = nil
	}
	if err := os.RemoveAll(s.o.path("badger")); err != nil {
		return fmt.Errorf("deleting the index: %w", err)
	}
	if err := os.RemoveAll(s.o.path("badger.opening")); err != nil {
		return fmt.Errorf("deleting the mark of the index: %w", err)
	}
	failpoint.Hit("rebuild.emptied")
	e, err := openBadger(s.o.path("badger"), s.o.Log)
	if err != nil {
		return err
	}
	return s.useIndex(e)
}

// Rebuild deletes the index and folds the whole log into a new one. It refuses what Open refuses: a log that is
// cut, changed, or behind the index that is still there.
func Rebuild(ctx context.Context, o Options) (Head, error) {
	if err := ctx.Err(); err != nil {
		return Head{}, err
	}
	s, err := openStore(o, true)
	if err != nil {
		return Head{}, err
	}
	h := s.Head()
	return h, s.Close()
}
