package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"path/filepath"

	"pecagent/rules"
	"pecagent/store/failpoint"
)

// PutRaw stores messages byte for byte and returns their SHA-256 in order. On return they are durable; the same
// bytes again change nothing. ErrDiskFull takes nothing; ErrFatal means that the process must stop.
func (s *Store) PutRaw(ctx context.Context, msgs [][]byte) ([]string, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	shas, err := s.raw.Put(ctx, msgs)
	if err != nil {
		return nil, s.fault(err)
	}
	return shas, nil
}

// Raw gives the bytes of a stored message, checked against their SHA-256: raw.ErrMissing, raw.ErrDamaged.
func (s *Store) Raw(sha string) ([]byte, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	return s.raw.Get(sha)
}

// Temp is the folder for files that nobody misses after a crash, on the disk of the store; "" for a store in memory.
func (s *Store) Temp() string {
	if s.o.Memory {
		return ""
	}
	return filepath.Join(s.o.path("raw"), "tmp")
}

// MapRaw is Raw without a copy of a large message. The bytes are valid until release is called, once.
func (s *Store) MapRaw(sha string) (b []byte, release func(), err error) {
	if err := s.usable(); err != nil {
		return nil, nil, err
	}
	if m, ok := s.raw.(interface {
		Map(sha string) ([]byte, func(), error)
	}); ok {
		return m.Map(sha)
	}
	b, err = s.raw.Get(sha)
	return b, func() {}, err
}

// Received records that messages stand in their places; their bytes were stored by PutRaw before. On return the
// arrivals and the cursors of their folders are durable. A place that is recorded with the same bytes is skipped;
// a place that now holds other bytes is recorded again and remarked, since no server may do that (RFC 3501
// §2.3.1.1). Noto is set here: true for bytes that arrived before, in whatever place.
func (s *Store) Received(ctx context.Context, list []rules.Arrivo) error {
	return s.write(ctx, "store.received", func(t *change) error {
		if t.seq == 0 {
			return ErrEmpty
		}
		for _, m := range list {
			if err := t.receive(m); err != nil {
				return fmt.Errorf("recording UID %d of %s: %w", m.UID, m.Cartella, err)
			}
		}
		return nil
	})
}

func (t *change) receive(m rules.Arrivo) error {
	was := rules.Posto(archivio{t.o}, m.Cartella, m.UIDValidity, m.UID)
	if was == m.SHA256 && was != "" || t.o.err != nil {
		return t.o.err
	}
	if ok, err := t.s.raw.Has(m.SHA256); err != nil || !ok {
		if err == nil {
			err = fmt.Errorf("message %q is not stored", m.SHA256)
		}
		return err
	}
	m.Noto, m.Seq = t.o.get(dSHA+m.SHA256) != nil, 0
	group := []rules.Event{{Kind: rules.KMessaggio, Attore: rules.Agente, Causa: m.SHA256, Messaggio: &m}}
	if was != "" {
		group = append(group, rules.Event{Kind: rules.KOperazione, Attore: rules.Agente, Causa: m.SHA256,
			Perche: "Il server ha dato un altro messaggio nello stesso posto della casella.",
			Operazione: &rules.Operazione{Tipo: "posto_cambiato",
				Cosa: fmt.Sprintf("%s, UIDVALIDITY %d, UID %d: prima %s, ora %s", m.Cartella, m.UIDValidity, m.UID, was, m.SHA256)}})
	}
	_, err := t.add(group)
	return err
}

// Attempt counts, durably and before the parser sees it, that a message is going to be parsed, and gives the
// count: 1 the first time. What finds 3 had two deaths and goes to quarantine unparsed (reliability.md §1.6).
func (s *Store) Attempt(sha string) (int, error) {
	list, err := s.Attempts([]string{sha})
	if err != nil {
		return 0, err
	}
	return list[0], nil
}

// Attempts is Attempt for several messages with one write. A death while one of them is parsed counts for all.
func (s *Store) Attempts(shas []string) ([]int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(context.Background()); err != nil {
		return nil, err
	}
	failpoint.Hit("store.attempt.before")
	counts := make([]int, len(shas))
	err := s.update(func(w writer) error {
		for i, sha := range shas {
			b, err := w.Get(attemptPrefix + sha)
			if err != nil {
				return err
			}
			n, _ := binary.Uvarint(b) // no bytes: 0
			counts[i] = int(n) + 1
			if err := w.Set(attemptPrefix+sha, binary.AppendUvarint(nil, n+1)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("counting attempts: %w", err)
	}
	failpoint.Hit("store.attempt.done")
	return counts, nil
}

// AttemptDone forgets the attempts of a message. Committing its esito does it too, at no cost.
func (s *Store) AttemptDone(sha string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(context.Background()); err != nil {
		return err
	}
	var b []byte
	err := view(s.eng, func(r reader) (err error) {
		b, err = r.Get(attemptPrefix + sha)
		return err
	})
	if err != nil || b == nil {
		return err
	}
	return s.update(func(w writer) error { return w.Delete(attemptPrefix + sha) })
}

// update writes the index outside the log. A medium that fails ends the store: Badger may have taken half.
func (s *Store) update(f func(w writer) error) error {
	if err := s.eng.Update(f); err != nil {
		return s.die(fmt.Errorf("%w: writing the index: %w", ErrFatal, err))
	}
	return nil
}
