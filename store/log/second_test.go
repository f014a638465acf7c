package log

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// This file is a second implementation of everything a verifier needs, written from doc.go, RFC 6962 and the
// format of signed notes with crypto/sha256 and crypto/ed25519 alone: what both get wrong, nobody got right twice.

type plainFrame struct {
	flags  byte
	seq    uint64
	salt   []byte
	body   []byte
	digest []byte // what the leaf is made from
}

func plainSHA(parts ...[]byte) []byte {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return sum[:]
}

// plainLog reads a whole log file.
func plainLog(b []byte) (list []plainFrame, err error) {
	b, ok := bytes.CutPrefix(b, []byte("pecagent log 1\n"))
	if !ok {
		return nil, errors.New("no log")
	}
	for len(b) > 0 {
		if len(b) < 4 || len(b) < 4+int(binary.BigEndian.Uint32(b))+32 || binary.BigEndian.Uint32(b) < 25 {
			return list, errors.New("short")
		}
		n := 4 + int(binary.BigEndian.Uint32(b))
		if !bytes.Equal(plainSHA(b[:n]), b[n:n+32]) {
			return list, errors.New("digest")
		}
		f := plainFrame{flags: b[4], seq: binary.BigEndian.Uint64(b[5:]), salt: b[13:29], body: b[29:n]}
		f.digest = plainSHA(f.salt, f.body)
		if f.flags&2 != 0 {
			f.digest = f.body
		}
		list, b = append(list, f), b[n+32:]
	}
	return list, nil
}

// plainRoot is MTH of RFC 6962 §2.1, by its recursive definition.
func plainRoot(leaves [][]byte) []byte {
	switch len(leaves) {
	case 0:
		return plainSHA()
	case 1:
		return plainSHA([]byte{0}, leaves[0])
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	return plainSHA([]byte{1}, plainRoot(leaves[:k]), plainRoot(leaves[k:]))
}

// plainInclusion walks an audit path up to the root it proves (RFC 9162 §2.1.3.2).
func plainInclusion(index, size int64, digest []byte, path []tlog.Hash) ([]byte, error) {
	fn, sn, r := index, size-1, plainSHA([]byte{0}, digest)
	for _, p := range path {
		if sn == 0 {
			return nil, errors.New("the path is too long")
		}
		if fn&1 == 1 || fn == sn {
			r = plainSHA([]byte{1}, p[:], r)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			r = plainSHA([]byte{1}, r, p[:])
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 {
		return nil, errors.New("the path is too short")
	}
	return r, nil
}

// plainKey takes a verifier key name+hash+base64(1 ‖ key) apart.
func plainKey(vkey string) (name string, hash []byte, key ed25519.PublicKey, err error) {
	f := strings.SplitN(vkey, "+", 3)
	if len(f) != 3 {
		return "", nil, nil, errors.New("no key")
	}
	b, err := base64.StdEncoding.DecodeString(f[2])
	if err != nil || len(b) != 33 || b[0] != 1 {
		return "", nil, nil, errors.New("no Ed25519 key")
	}
	hash = plainSHA([]byte(f[0]+"\n"), b)[:4]
	if fmt.Sprintf("%x", hash) != f[1] {
		return "", nil, nil, errors.New("the hash of the key is wrong")
	}
	return f[0], hash, b[1:], nil
}

// plainCheckpoint verifies a signed head: text, blank line, "— name base64(hash ‖ signature)".
func plainCheckpoint(text, vkey string) (size int64, root []byte, err error) {
	name, hash, key, err := plainKey(vkey)
	if err != nil {
		return 0, nil, err
	}
	body, sigs, ok := strings.Cut(text, "\n\n")
	sig, found := strings.CutPrefix(strings.TrimSuffix(sigs, "\n"), "— "+name+" ")
	if !ok || !found {
		return 0, nil, errors.New("not signed by this log")
	}
	b, err := base64.StdEncoding.DecodeString(sig)
	if err != nil || len(b) != 4+ed25519.SignatureSize || !bytes.Equal(b[:4], hash) {
		return 0, nil, errors.New("the signature is unreadable")
	}
	if !ed25519.Verify(key, []byte(body+"\n"), b[4:]) {
		return 0, nil, errors.New("the signature is wrong")
	}
	lines := strings.Split(body, "\n")
	if len(lines) != 3 || lines[0] != name {
		return 0, nil, errors.New("the lines are wrong")
	}
	if size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return 0, nil, err
	}
	root, err = base64.StdEncoding.DecodeString(lines[2])
	return size, root, err
}

// bytesOf gives the bytes of a log in memory.
func bytesOf(t testing.TB, l *Log) []byte {
	t.Helper()
	return bytes.Clone(l.f.(*memFile).b)
}

func mustMemory(t testing.TB) *Log {
	t.Helper()
	l, err := Memory()
	must(t, err)
	return l
}

// TestTwoImplementationsAgree: for every size up to 64 and every leaf, the second implementation reads the frames,
// computes the root, finds it under the signature, and reaches it from the leaf by the proof that is given.
func TestTwoImplementationsAgree(t *testing.T) {
	l := mustMemory(t)
	var heads []Head
	for n := int64(1); n <= 64; n++ {
		must(t, l.Append([]Entry{{Event: event(int(n))}}))
		heads = append(heads, l.Head())
		frames, err := plainLog(bytesOf(t, l))
		must(t, err)
		if int64(len(frames)) != n {
			t.Fatalf("size %d: the second reader finds %d frames", n, len(frames))
		}
		size, root, err := plainCheckpoint(l.Head().Checkpoint, l.VerifierKey())
		must(t, err)
		if want := plainRoot(digests(frames)); size != n || !bytes.Equal(root, want) {
			t.Fatalf("size %d: the checkpoint says %d and %x, the second root is %x", n, size, root, want)
		}
		for seq := int64(1); seq <= n; seq++ {
			proveTwice(t, l, seq, frames, root)
		}
	}
	for i, h := range heads { // every former head is a prefix of the present log
		got, err := l.RootAt(int64(i + 1))
		if err != nil || got != h.Root {
			t.Errorf("root at %d: %s (%v), it was signed as %s", i+1, got, err, h.Root)
		}
	}
}

func digests(frames []plainFrame) (list [][]byte) {
	for _, f := range frames {
		list = append(list, f.digest)
	}
	return list
}

func proveTwice(t *testing.T, l *Log, seq int64, frames []plainFrame, root []byte) {
	t.Helper()
	rec, path, head, err := l.Prove(seq)
	must(t, err)
	f := frames[seq-1]
	if f.seq != uint64(rec.Seq) || !bytes.Equal(f.body, rec.Event) || !bytes.Equal(f.salt, rec.Salt[:]) || !bytes.Equal(f.digest, rec.Digest[:]) {
		t.Fatalf("event %d: the readers differ: %+v and %+v", seq, f, rec)
	}
	got, err := plainInclusion(seq-1, head.Size, f.digest, path)
	if err != nil || !bytes.Equal(got, root) {
		t.Fatalf("event %d of %d: the path leads to %x (%v), not to %x", seq, head.Size, got, err, root)
	}
	// The same path must prove nothing else: no other leaf, no other place, no other size.
	other, _ := plainInclusion(seq-1, head.Size, frames[seq%head.Size].digest, path)
	if head.Size > 1 && bytes.Equal(other, root) {
		t.Fatalf("event %d: the path proves another event too", seq)
	}
	if place, err := plainInclusion(seq%head.Size, head.Size, f.digest, path); head.Size > 1 && err == nil && bytes.Equal(place, root) {
		t.Fatalf("event %d: the path proves it at another place too", seq)
	}
	if longer, err := plainInclusion(seq-1, head.Size*2+1, f.digest, path); err == nil && bytes.Equal(longer, root) {
		t.Fatalf("event %d: the path proves it in a longer log too", seq)
	}
}

// TestConsistencyOfEveryTwoHeads: between any two signed heads there is a proof that the later only adds.
func TestConsistencyOfEveryTwoHeads(t *testing.T) {
	l := mustMemory(t)
	var heads []Head
	for n := 1; n <= 33; n++ {
		must(t, l.Append([]Entry{{Event: event(n)}}))
		heads = append(heads, l.Head())
	}
	for i, older := range heads {
		for _, newer := range heads[i:] {
			p, err := tlog.ProveTree(newer.Size, older.Size, l.cache)
			must(t, err)
			if err := tlog.CheckTree(p, newer.Size, newer.Root, older.Size, older.Root); err != nil {
				t.Fatalf("%d to %d: %v", older.Size, newer.Size, err)
			}
			forged := older.Root
			forged[0] ^= 1
			if tlog.CheckTree(p, newer.Size, newer.Root, older.Size, forged) == nil {
				t.Fatalf("%d to %d: a forged head passes", older.Size, newer.Size)
			}
		}
	}
}
