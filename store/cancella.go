package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"pecagent/rules"
)

// ErrNominato: a message whose erasure was decided is a document of something else, too, and stays.
var ErrNominato = errors.New("the message is named by another event of the log")

// Cancella carries out the erasures that were decided (rules.Cancellazione) and are not done yet: the payload of the verdict leaves the
// log, the bytes of the message leave raw/, the words of it leave the search index. It gives the number of messages erased. Each step may
// be repeated, so that after a crash the next call ends what one has begun; Start of the agent calls it. Backups made before hold the
// message still, and so does the mailbox.
func (s *Store) Cancella(ctx context.Context) (int, error) {
	var due []string
	err := s.View(func(a rules.Archivio) error { due = rules.Vista(a).Cerca(rules.DaCancellare, ""); return nil })
	if err != nil || len(due) == 0 {
		return 0, err
	}
	seqs, err := s.payloads(due)
	if err != nil {
		return 0, err
	}
	if err := s.eraseFrom(ctx, seqs, due); err != nil {
		return 0, fmt.Errorf("erasing messages: %w", err)
	}
	if err := s.dimenticaRicerca(); err != nil {
		return 0, err
	}
	err = s.write(ctx, "store.commit", func(t *change) error {
		for _, sha := range due {
			group := []rules.Event{{Kind: rules.KCancellazione, Attore: rules.Agente, Causa: sha, Regola: "GDPR art. 17", Cancellazione: &rules.Cancellazione{SHA256: sha, Eseguita: true}}}
			if _, err := t.add(group); err != nil {
				return err
			}
		}
		return nil
	})
	return len(due), err
}

// payloads finds the verdicts of the messages in the log. A message that is also an attachment, a document of an act or a letter of
// ours is none that the rules let go: nothing is erased then.
func (s *Store) payloads(due []string) (map[int64]bool, error) {
	gone := map[string]bool{}
	for _, sha := range due {
		gone[sha] = true
	}
	seqs := map[int64]bool{}
	var failed error
	err := s.Events(1, func(e rules.Event) bool {
		if e.Kind == rules.KEsito && gone[e.Esito.SHA256] {
			seqs[e.Seq] = true
		}
		if e.Kind != rules.KMessaggio {
			for _, sha := range rawNamed(e) {
				if gone[sha] {
					failed = fmt.Errorf("%w: %s by event %d", ErrNominato, sha, e.Seq)
				}
			}
		}
		return failed == nil
	})
	return seqs, errors.Join(err, failed)
}

// eraseFrom keeps writers out: the log is written anew, which needs as much room as it takes.
func (s *Store) eraseFrom(ctx context.Context, seqs map[int64]bool, shas []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(ctx); err != nil {
		return err
	}
	if info, err := os.Stat(s.o.path("log")); err == nil && !s.o.Memory && s.o.MinFree >= 0 {
		if err := s.o.room(s.o.MinFree + info.Size()); err != nil {
			return err
		}
	}
	if err := s.log.Erase(seqs); err != nil {
		return s.fault(err)
	}
	for _, sha := range shas {
		if err := s.raw.Remove(sha); err != nil {
			return s.fault(err)
		}
	}
	return nil
}

// dimenticaRicerca deletes the search index: its blocks hold words of what was erased. The next search makes it again.
func (s *Store) dimenticaRicerca() error {
	s.closeRicerca()
	if s.o.Memory {
		return nil
	}
	names, err := filepath.Glob(filepath.Join(s.o.path("cerca"), "*"))
	if err != nil {
		return err
	}
	for _, n := range names {
		if err := os.Remove(n); err != nil {
			return fmt.Errorf("deleting the search index: %w", err)
		}
	}
	return nil
}
