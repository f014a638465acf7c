package log

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Proven is a record with the proof that it stands in the tree of a head (RFC 6962 §2.1.1).
type Proven struct {
	Record
	Proof tlog.RecordProof
}

// Prove gives a record and the proof that it stands in the tree of the head that is returned with it. The proof
// is checked before it is given.
func (l *Log) Prove(seq int64) (Record, tlog.RecordProof, Head, error) {
	head := l.Head()
	p, err := l.proveOne(head, seq)
	return p.Record, p.Proof, head, err
}

// ProveAll gives the records of the sequence numbers, in the order asked, all proven at one head of this log, which may
// have grown since. Every proof is checked before it is given.
func (l *Log) ProveAll(head Head, seqs []int64) ([]Proven, error) {
	out := make([]Proven, 0, len(seqs))
	for _, seq := range seqs {
		p, err := l.proveOne(head, seq)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func (l *Log) proveOne(head Head, seq int64) (Proven, error) {
	var p Proven
	if seq < 1 || seq > head.Size || head.Size > l.Size() {
		return p, fmt.Errorf("the log has %d events, not %d", head.Size, seq)
	}
	if err := l.Read(seq, func(r Record) bool { p.Record = r; return false }); err != nil {
		return p, err
	}
	l.mu.RLock()
	proof, err := tlog.ProveRecord(head.Size, seq-1, l.cache)
	l.mu.RUnlock()
	if err == nil {
		err = tlog.CheckRecord(proof, head.Size, head.Root, seq-1, p.Leaf())
	}
	if err != nil {
		return Proven{}, fmt.Errorf("%w: proving event %d: %w", ErrChanged, seq, err)
	}
	p.Proof = proof
	return p, nil
}

// ProveTree proves that the log of the head begins with the n events of the root that is returned with the proof (RFC 6962
// §2.1.2); n from 1 to the size of the head. The proof is checked before it is given.
func (l *Log) ProveTree(head Head, n int64) (tlog.TreeProof, tlog.Hash, error) {
	if n < 1 || n > head.Size || head.Size > l.Size() {
		return nil, tlog.Hash{}, fmt.Errorf("the log has %d events, not %d", head.Size, n)
	}
	root, err := l.RootAt(n)
	if err != nil {
		return nil, root, fmt.Errorf("%w: the root of the first %d events: %w", ErrChanged, n, err)
	}
	l.mu.RLock()
	proof, err := tlog.ProveTree(head.Size, n, l.cache)
	l.mu.RUnlock()
	if err == nil {
		err = tlog.CheckTree(proof, head.Size, head.Root, n, root)
	}
	if err != nil {
		return nil, tlog.Hash{}, fmt.Errorf("%w: proving the first %d events: %w", ErrChanged, n, err)
	}
	return proof, root, nil
}
