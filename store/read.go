package store

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"pecagent/rules"
	"pecagent/store/log"
)

// View runs f on the archive as of the last commit; later commits do not change it. Changing it is an error. A
// panic of rules about a value it cannot decode is an error.
func (s *Store) View(f func(rules.Archivio) error) error {
	return s.ViewAt(func(a rules.Archivio, _ int64) error { return f(a) })
}

// ViewAt is View, and tells the last event that the archive holds: the log may be an event ahead of it.
func (s *Store) ViewAt(f func(a rules.Archivio, seq int64) error) (err error) {
	snap, err := s.begin()
	if err != nil {
		return err
	}
	defer s.end(snap)
	h, _, err := readHead(snap)
	if err != nil {
		return err
	}
	o := newOverlay(snap)
	o.readOnly = true
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("reading the index: panic: %v", r)
		}
	}()
	return errors.Join(f(archivio{o}, h.Seq), o.err)
}

// begin takes a read view between two commits, never within one.
func (s *Store) begin() (snapshot, error) {
	s.swap.RLock()
	defer s.swap.RUnlock()
	if err := s.usable(); err != nil {
		return nil, err
	}
	snap, err := s.eng.Begin()
	if err == nil {
		s.views.Add(1)
	}
	return snap, err
}

func (s *Store) end(snap snapshot) {
	snap.Close()
	s.views.Done()
}

// Empty reports whether the store has no event yet.
func (s *Store) Empty() bool { return s.log.Size() == 0 }

// Pending gives up to n messages that are stored and not decided, in order of arrival; all when n is not positive.
func (s *Store) Pending(n int) (list []rules.Arrivo, err error) {
	if n <= 0 {
		n = math.MaxInt
	}
	err = s.View(func(a rules.Archivio) error {
		list = rules.InAttesa(a, n)
		return nil
	})
	return list, err
}

// Cursor tells how far a folder was read and recorded.
func (s *Store) Cursor(folder string) (c rules.Cursore, err error) {
	err = s.View(func(a rules.Archivio) error {
		c = rules.CursoreDi(a, folder)
		return nil
	})
	return c, err
}

// Arrived tells which messages have arrived before, in whatever place.
func (s *Store) Arrived(shas []string) (known []bool, err error) {
	known = make([]bool, len(shas))
	err = s.View(func(a rules.Archivio) error {
		for i, sha := range shas {
			known[i] = a.Get(dSHA+sha) != nil
		}
		return nil
	})
	return known, err
}

// Events calls f with each event from sequence number from on (the first is 1) until f gives false. Each is read
// from the log and verified. An erased event comes with the kind "cancellato" and nothing else.
func (s *Store) Events(from int64, f func(rules.Event) bool) error {
	if err := s.usable(); err != nil {
		return err
	}
	var failed error
	err := s.log.Read(from, func(rec log.Record) bool {
		e, err := decodeRecord(rec)
		if failed = err; err != nil {
			return false
		}
		return f(e)
	})
	return errors.Join(err, failed)
}

// EventsWhere is Events for the events whose bytes, the JSON of the log, wants says yes to; erased events come too. Only those are
// decoded, which is most of the work.
func (s *Store) EventsWhere(from int64, wants func(raw []byte) bool, f func(rules.Event) bool) error {
	if err := s.usable(); err != nil {
		return err
	}
	var failed error
	err := s.log.Read(from, func(rec log.Record) bool {
		if !rec.Erased && !wants(rec.Event) {
			return true
		}
		e, err := decodeRecord(rec)
		if failed = err; err != nil {
			return false
		}
		return f(e)
	})
	return errors.Join(err, failed)
}

// Head tells where the log stands.
func (s *Store) Head() Head { return headOf(s.log.Head()) }

func headOf(h log.Head) Head {
	return Head{Size: h.Size, Root: fmt.Sprintf("%x", h.Root[:]), Checkpoint: h.Checkpoint}
}

// Proof is one record of the log with the proof that it stands under a signed head. The leaf is
// RecordHash(SHA-256(Salt ‖ Event)), RFC 6962 §2.1; the index of the leaf is Seq-1.
type Proof struct {
	Seq    int64
	Salt   []byte
	Event  []byte // JSON as in the log; nil when erased
	Digest []byte // SHA-256(Salt ‖ Event)
	Hashes []tlog.Hash
	Head   Head
}

// Prove gives the record of an event and its inclusion proof, checked before it is given.
func (s *Store) Prove(seq int64) (Proof, error) {
	if err := s.usable(); err != nil {
		return Proof{}, err
	}
	rec, hashes, head, err := s.log.Prove(seq)
	if err != nil {
		return Proof{}, err
	}
	return Proof{Seq: seq, Salt: rec.Salt[:], Event: slices.Clone(rec.Event), Digest: rec.Digest[:],
		Hashes: hashes, Head: headOf(head)}, nil
}

// RootAt is the root of the first n events; ok is false where there are fewer.
func (s *Store) RootAt(n int64) (root tlog.Hash, ok bool, err error) {
	if err := s.usable(); err != nil || n < 0 || n > s.log.Size() {
		return root, false, err
	}
	root, err = s.log.RootAt(n)
	return root, err == nil, err
}

// HeadRoot is the size of the log and its root at this moment, under a checkpoint that is on the disk.
func (s *Store) HeadRoot() (size int64, root tlog.Hash) {
	size, root, _ = s.HeadNote()
	return size, root
}

// HeadNote is HeadRoot with the checkpoint itself, the signed note.
func (s *Store) HeadNote() (size int64, root tlog.Hash, checkpoint string) {
	h := s.log.Head()
	return h.Size, h.Root, h.Checkpoint
}

// LogHead is the head that proofs are made at: taken once, it stays good while the log grows.
func (s *Store) LogHead() log.Head { return s.log.Head() }

// ProveAll gives the records of the sequence numbers with their proofs at a head of LogHead, each checked before it is given.
func (s *Store) ProveAll(head log.Head, seqs []int64) ([]log.Proven, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	return s.log.ProveAll(head, seqs)
}

// ProveTree proves that the log of the head begins with n events of the root given with the proof.
func (s *Store) ProveTree(head log.Head, n int64) (tlog.TreeProof, tlog.Hash, error) {
	if err := s.usable(); err != nil {
		return nil, tlog.Hash{}, err
	}
	return s.log.ProveTree(head, n)
}

// VerifierKey is the public key of the checkpoints, as golang.org/x/mod/sumdb/note reads it.
func (s *Store) VerifierKey() string { return s.log.VerifierKey() }

// MessageIDKey is the secret from which Message-IDs are derived: the same for the life of the store.
func (s *Store) MessageIDKey() []byte { return slices.Clone(s.msgid) }

// Subscribe gives a channel that is woken after each commit, and a function that ends it. Several commits may
// wake it once.
func (s *Store) Subscribe() (<-chan struct{}, func()) {
	ch := make(chan struct{}, 1)
	s.state.Lock()
	defer s.state.Unlock()
	s.subs[ch] = struct{}{}
	return ch, func() {
		s.state.Lock()
		defer s.state.Unlock()
		delete(s.subs, ch)
	}
}

func (s *Store) wake() {
	s.state.Lock()
	defer s.state.Unlock()
	for ch := range s.subs {
		select {
		case ch <- struct{}{}:
		default: // woken already
		}
	}
}
