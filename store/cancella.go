package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"pecagent/rules"
	"pecagent/store/failpoint"
)

// ErrNominato: a message whose erasure was decided is a document of something else, too, and stays.
var ErrNominato = errors.New("the message is named by another event of the log")

// Cancella carries out the erasures that were decided (rules.Cancellazione) and are not done yet: the log says which records lose their
// payload, the payload of the verdict leaves the log, the bytes of the message leave raw/, the words of it leave the search index. It
// gives the number of messages erased. Each step may be repeated, so that after a crash the next call ends what one has begun; Start of
// the agent calls it. Backups made before hold the message still, and so does the mailbox.
func (s *Store) Cancella(ctx context.Context) (int, error) {
	var due []string
	err := s.View(func(a rules.Archivio) error { due = rules.Vista(a).Cerca(rules.DaCancellare, ""); return nil })
	if err != nil || len(due) == 0 {
		return 0, err
	}
	gone, err := s.payloads(due)
	if err != nil {
		return 0, err
	}
	if err := s.nomina(ctx, due, gone); err != nil {
		return 0, fmt.Errorf("naming the records to erase: %w", err)
	}
	failpoint.Hit("cancella.nominati")
	if err := s.eraseFrom(ctx, gone, due); err != nil {
		return 0, fmt.Errorf("erasing messages: %w", err)
	}
	if err := s.dimenticaRicerca(); err != nil {
		return 0, err
	}
	failpoint.Hit("cancella.senza-ricerca")
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

// nomina says in the log which records are going to lose their payload. After a crash those that have lost it are named already.
func (s *Store) nomina(ctx context.Context, due []string, gone map[string][]int64) error {
	acts := map[string]string{}
	err := s.View(func(a rules.Archivio) error {
		for _, sha := range due {
			v, _ := rules.Vista(a).Verdetto(sha)
			acts[sha] = v.Cancellato
		}
		return nil
	})
	if err != nil || len(gone) == 0 {
		return err
	}
	return s.write(ctx, "store.commit", func(t *change) error {
		for _, sha := range due {
			if len(gone[sha]) == 0 {
				continue
			}
			c := rules.Cancellazione{SHA256: sha, Atto: acts[sha], Record: gone[sha]}
			if _, err := t.add([]rules.Event{{Kind: rules.KCancellazione, Attore: rules.Agente, Causa: sha, Regola: "GDPR art. 17", Cancellazione: &c}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// payloads finds the verdicts of the messages in the log. A message that is also an attachment, a document of an act or a letter of
// ours is none that the rules let go: nothing is erased then.
func (s *Store) payloads(due []string) (map[string][]int64, error) {
	gone := map[string]bool{}
	for _, sha := range due {
		gone[sha] = true
	}
	seqs := map[string][]int64{}
	var failed error
	err := s.Events(1, func(e rules.Event) bool {
		if e.Kind == rules.KEsito && gone[e.Esito.SHA256] {
			seqs[e.Esito.SHA256] = append(seqs[e.Esito.SHA256], e.Seq)
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
func (s *Store) eraseFrom(ctx context.Context, gone map[string][]int64, shas []string) error {
	seqs := map[int64]bool{}
	for _, list := range gone {
		for _, seq := range list {
			seqs[seq] = true
		}
	}
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
	failpoint.Hit("cancella.registro")
	for _, sha := range shas {
		if err := s.raw.Remove(sha); err != nil {
			return s.fault(err)
		}
		failpoint.Hit("cancella.byte")
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
