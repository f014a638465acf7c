package log

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// sample is a small log in memory with its signed head, to be damaged in every way there is.
type sample struct {
	log, head []byte
	skey      string
	frames    [][]byte
}

func makeSample(t testing.TB, events int) sample {
	t.Helper()
	skey, _, err := generateKey()
	must(t, err)
	f, d := &memFile{b: []byte(header)}, &memDisk{}
	l, err := open(f, &memFile{}, d, skey)
	must(t, err)
	grow(t, l, events)
	s := sample{log: bytes.Clone(f.b), head: bytes.Clone(d.head), skey: skey}
	r := bytes.NewReader(s.log[len(header):])
	for at := len(header); at < len(s.log); {
		_, n, err := readFrame(r)
		must(t, err)
		s.frames = append(s.frames, s.log[at:at+int(n)])
		at += int(n)
	}
	return s
}

func (s sample) open(log, head []byte) (*Log, error) {
	return open(&memFile{b: bytes.Clone(log)}, &memFile{}, &memDisk{head: head}, s.skey)
}

// typed says whether an error is one of those that a person gets explained.
func typed(err error) bool {
	for _, e := range []error{ErrCut, ErrChanged, ErrFork, ErrCheckpoint, ErrNewer} {
		if errors.Is(err, e) && strings.HasPrefix(err.Error(), e.Error()) {
			return true
		}
	}
	return false
}

func (s sample) refuse(t *testing.T, what string, log, head []byte) {
	t.Helper()
	l, err := s.open(log, head)
	if err == nil {
		t.Fatalf("%s: it opens with %d events", what, l.Size())
	}
	if !typed(err) {
		t.Fatalf("%s: %v is no word for a person", what, err)
	}
}

// TestEveryFlippedBitIsRefused: all eight bits of every byte of log and checkpoint.
func TestEveryFlippedBitIsRefused(t *testing.T) {
	s := makeSample(t, 4)
	for i := range s.log {
		for bit := range 8 {
			bad := bytes.Clone(s.log)
			bad[i] ^= 1 << bit
			s.refuse(t, fmt.Sprintf("log, byte %d, bit %d", i, bit), bad, s.head)
		}
	}
	for i := range s.head {
		for bit := range 8 {
			bad := bytes.Clone(s.head)
			bad[i] ^= 1 << bit
			s.refuse(t, fmt.Sprintf("checkpoint, byte %d, bit %d: %q", i, bit, bad), s.log, bad)
		}
	}
	if _, err := s.open(s.log, s.head); err != nil {
		t.Fatalf("the undamaged log: %v", err)
	}
}

// TestEveryTruncationIsRefused: nothing that the head signed may be missing, and no piece of a head is a head.
func TestEveryTruncationIsRefused(t *testing.T) {
	s := makeSample(t, 6)
	for size := range s.log {
		l, err := s.open(s.log[:size], s.head)
		if err == nil {
			t.Fatalf("%d of %d bytes open with %d events", size, len(s.log), l.Size())
		}
		if !errors.Is(err, ErrCut) {
			t.Fatalf("%d of %d bytes: %v", size, len(s.log), err)
		}
	}
	for size := range s.head {
		if _, err := s.open(s.log, s.head[:size:size]); !errors.Is(err, ErrCheckpoint) {
			t.Fatalf("%d of %d bytes of the checkpoint: %v", size, len(s.head), err)
		}
	}
}

// TestEveryReorderingIsRefused: frames swapped, moved, doubled, left out, and frames of a twin log put in.
func TestEveryReorderingIsRefused(t *testing.T) {
	s, twin := makeSample(t, 8), makeSample(t, 8)
	whole := func(f [][]byte) []byte { return append([]byte(header), bytes.Join(f, nil)...) }
	for i := range s.frames {
		s.refuse(t, fmt.Sprintf("without %d", i), whole(slices.Delete(slices.Clone(s.frames), i, i+1)), s.head)
		f := slices.Clone(s.frames)
		f[i] = twin.frames[i] // same number, same event, another salt
		s.refuse(t, fmt.Sprintf("frame %d of a twin", i), whole(f), s.head)
		for j := range s.frames {
			if i < j {
				f := slices.Clone(s.frames)
				f[i], f[j] = f[j], f[i]
				s.refuse(t, fmt.Sprintf("%d and %d swapped", i, j), whole(f), s.head)
			}
			if i == j && i == len(s.frames)-1 {
				continue // the last one again behind itself is a torn end: see below
			}
			s.refuse(t, fmt.Sprintf("%d again at %d", i, j), whole(slices.Insert(slices.Clone(s.frames), j, s.frames[i])), s.head)
			s.refuse(t, fmt.Sprintf("%d of a twin put in at %d", i, j), whole(slices.Insert(slices.Clone(s.frames), j, twin.frames[i])), s.head)
		}
	}
	s.refuse(t, "the log of the twin", twin.log, s.head)
	s.refuse(t, "the checkpoint of the twin", s.log, twin.head)
}

// TestWhatStandsBehindTheHead: only a whole decision with the next numbers counts, the rest is a torn end.
func TestWhatStandsBehindTheHead(t *testing.T) {
	s := makeSample(t, 4)
	good := func(flags byte, seq int64) []byte {
		return appendFrame(nil, flags, seq, [saltSize]byte{}, []byte("{}"))
	}
	for _, c := range []struct {
		name string
		tail []byte
		want int64
	}{
		{"nothing", nil, 4},
		{"one event", good(0, 5), 5},
		{"a decision of two", slices.Concat(good(flagMore, 5), good(0, 6)), 6},
		{"half a decision", good(flagMore, 5), 4},
		{"a decision and half of one", slices.Concat(good(0, 5), good(flagMore, 6)), 5},
		{"a number again", good(0, 4), 4},
		{"the last frame again", s.frames[3], 4},
		{"a number left out", good(0, 6), 4},
		{"a negative number", good(0, -1), 4},
		{"a decision with a number left out", slices.Concat(good(flagMore, 5), good(0, 7)), 4},
		{"an unknown flag", good(4, 5), 4},
		{"an erased frame of the wrong length", good(flagErased, 5), 4},
		{"zeros, as a file system leaves", make([]byte, 4096), 4},
		{"a length beyond the cap", []byte{2, 0, 0, 1, 0}, 4},
		{"a length below a frame", append([]byte{0, 0, 0, 24}, make([]byte, 24+32)...), 4},
		{"a second header", []byte(header), 4},
	} {
		l, err := s.open(append(bytes.Clone(s.log), c.tail...), s.head)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		kept := int64(0)
		must(t, l.Read(5, func(r Record) bool { kept += int64(4 + fixedSize + len(r.Event) + 32); return true }))
		if l.Size() != c.want || l.Torn() != int64(len(c.tail))-kept {
			t.Errorf("%s: %d events and %d torn bytes of %d, want %d events", c.name, l.Size(), l.Torn(), len(c.tail), c.want)
		}
		must(t, l.Repair())
		if b := bytesOf(t, l); len(b) != len(s.log)+int(kept) || l.Torn() != 0 {
			t.Errorf("%s: after the repair %d bytes", c.name, len(b))
		}
		if size, _, err := plainCheckpoint(l.Head().Checkpoint, l.VerifierKey()); err != nil || size != c.want {
			t.Errorf("%s: after the repair the head says %d (%v)", c.name, size, err)
		}
	}
}
