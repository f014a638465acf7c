package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"pecagent/store/log"
)

// restoredMark is the file of a store that came from a backup and has not seen the mailbox since.
const restoredMark = "ripristinato"

// MarkRestored says durably, in a store that is not open, that it is the copy of an earlier one: until the mailbox was read it
// does not know what went out in the meantime. at is when the copy was made.
func MarkRestored(dir string, at time.Time) error {
	o := Options{Dir: dir}
	if err := log.WriteFile(o.path(restoredMark), []byte(at.UTC().Format(time.RFC3339)+"\n"), 0o600, nil); err != nil {
		return fmt.Errorf("marking the store as restored: %w", err)
	}
	return nil
}

// Restored reports whether the store came from a backup and the mailbox was not read to its end since.
func (s *Store) Restored() (bool, error) {
	if s.o.Memory {
		return false, nil
	}
	_, err := os.Stat(s.o.path(restoredMark))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// MailboxRead takes the mark away: everything that the mailbox holds is stored and decided.
func (s *Store) MailboxRead() error {
	if s.o.Memory {
		return nil
	}
	if err := os.Remove(s.o.path(restoredMark)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forgetting that the store was restored: %w", err)
	}
	return nil
}
