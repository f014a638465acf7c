package log

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"golang.org/x/sys/unix"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mustOpen(t testing.TB, dir string) *Log {
	t.Helper()
	l, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	must(t, l.Repair())
	return l
}

func event(i int) []byte { return fmt.Appendf(nil, `{"v":1,"seq":%d,"kind":"operazione"}`, i) }

// grow appends events up to number n, in decisions of two.
func grow(t testing.TB, l *Log, n int) {
	t.Helper()
	for i := int(l.Size()) + 1; i <= n; i += 2 {
		must(t, l.Append([]Entry{{Event: event(i), More: true}, {Event: event(i + 1)}}))
	}
}

func read(t testing.TB, l *Log, from int64) (list []Record) {
	t.Helper()
	must(t, l.Read(from, func(r Record) bool { list = append(list, r); return true }))
	return list
}

// TestFrameBytes is the format, computed apart with Python: files on disks outlive this program.
func TestFrameBytes(t *testing.T) {
	salt := [saltSize]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	got := hex.EncodeToString(appendFrame(nil, flagMore, 258, salt, []byte(`{"v":1}`)))
	want := "00000020" + "01" + "0000000000000102" + "000102030405060708090a0b0c0d0e0f" + "7b2276223a317d" +
		"245c8457c48fde9d095844d3b62c61e09e8423738e7598a84e75b67a0b5dd9d4"
	if got != want {
		t.Errorf("frame\n got %s\nwant %s", got, want)
	}
	rec, n, err := readFrame(bytes.NewReader(mustHex(t, got)))
	if err != nil || n != 68 || rec.Seq != 258 || !rec.More || rec.Erased || string(rec.Event) != `{"v":1}` || rec.Salt != salt {
		t.Errorf("record %+v, %d, %v", rec, n, err)
	}
	if leaf := rec.Leaf(); leaf != tlog.RecordHash(rec.Digest[:]) || hex.EncodeToString(leaf[:]) != "ba0e5d909b63675e44fd4dcd2ac7391f6860cbf22064bc9fdb1d431d098c0219" {
		t.Errorf("leaf %x", leaf)
	}
}

func mustHex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	must(t, err)
	return b
}

func TestTreeAgreesWithTlog(t *testing.T) {
	var tr tree
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(idx []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(idx))
		for i, x := range idx {
			out[i] = stored[x]
		}
		return out, nil
	})
	for n := int64(0); n < 130; n++ {
		if int64(len(stored)) != tlog.StoredHashCount(n) {
			t.Fatalf("%d leaves: %d hashes", n, len(stored))
		}
		if n > 0 {
			if want, err := tlog.TreeHash(n, reader); err != nil || want != tr.root() {
				t.Fatalf("%d leaves: root %s, want %s (%v)", n, tr.root(), want, err)
			}
		}
		stored = append(stored, tr.add(tlog.RecordHash(fmt.Append(nil, n)))...)
	}
}

func TestReopenGivesTheSame(t *testing.T) {
	dir := t.TempDir()
	l := mustOpen(t, dir)
	grow(t, l, 20)
	want, head := read(t, l, 1), l.Head()
	must(t, l.Close())
	l = mustOpen(t, dir)
	defer l.Close()
	got := read(t, l, 1)
	if len(got) != 20 || l.Head() != head {
		t.Fatalf("%d records, head %+v, want %+v", len(got), l.Head(), head)
	}
	for i := range got {
		if got[i].Seq != int64(i+1) || !bytes.Equal(got[i].Event, want[i].Event) || got[i].Salt != want[i].Salt {
			t.Errorf("record %d: %+v", i+1, got[i])
		}
	}
	if from := read(t, l, 19); len(from) != 2 || from[0].Seq != 19 {
		t.Errorf("from 19: %+v", from)
	}
	must(t, l.Check(context.Background(), func(_, _ int64) {}))
}

func TestProofs(t *testing.T) {
	l, err := Memory()
	must(t, err)
	grow(t, l, 26)
	v, err := note.NewVerifier(l.VerifierKey())
	must(t, err)
	for seq := int64(1); seq <= 26; seq++ {
		rec, p, head, err := l.Prove(seq)
		must(t, err)
		size, root, err := ParseCheckpoint([]byte(head.Checkpoint), v)
		must(t, err)
		must(t, tlog.CheckRecord(p, size, root, seq-1, rec.Leaf()))
		rec.Event[0] ^= 1
		d := Digest(rec.Salt[:], rec.Event)
		if tlog.CheckRecord(p, size, root, seq-1, tlog.RecordHash(d[:])) == nil {
			t.Fatalf("event %d: the proof holds for other bytes", seq)
		}
	}
	for _, seq := range []int64{0, -1, 27} {
		if _, _, _, err := l.Prove(seq); err == nil {
			t.Errorf("a proof of event %d", seq)
		}
	}
}

func TestErasedPayloadKeepsTheTree(t *testing.T) {
	dir := t.TempDir()
	l := mustOpen(t, dir)
	grow(t, l, 6)
	head := l.Head()
	must(t, l.Close())
	frames := split(t, dir)
	rec, err := parseFrame(frames[2])
	must(t, err)
	flags := byte(flagErased)
	if rec.More {
		flags |= flagMore
	}
	frames[2] = appendFrame(nil, flags, rec.Seq, [saltSize]byte{}, rec.Digest[:])
	join(t, dir, frames)
	l = mustOpen(t, dir)
	defer l.Close()
	if l.Head() != head {
		t.Fatalf("head %+v, want %+v", l.Head(), head)
	}
	got := read(t, l, 3)[0]
	if !got.Erased || got.Event != nil || got.Digest != rec.Digest {
		t.Fatalf("record %+v", got)
	}
	if _, _, _, err := l.Prove(3); err != nil {
		t.Fatal(err)
	}
}

// split gives the frames of the log file of dir.
func split(t testing.TB, dir string) (frames [][]byte) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "log"))
	must(t, err)
	r := bytes.NewReader(b[len(header):])
	for at := len(header); at < len(b); {
		_, n, err := readFrame(r)
		must(t, err)
		frames = append(frames, bytes.Clone(b[at:at+int(n)]))
		at += int(n)
	}
	return frames
}

func join(t testing.TB, dir string, frames [][]byte) {
	t.Helper()
	b := append([]byte(header), bytes.Join(frames, nil)...)
	must(t, os.WriteFile(filepath.Join(dir, "log"), b, 0o600))
}

// TestAppendFaults: an error of the write is taken back, an error of durability ends the log.
func TestAppendFaults(t *testing.T) {
	for _, c := range []struct {
		name, file string
		op         string
		err        error
		fatal      bool
	}{
		{"disk full while writing", "log", "write", unix.ENOSPC, false},
		{"disk error while writing", "log", "write", unix.EIO, true},
		{"fsync of the log", "log", "sync", unix.EIO, true},
		{"fsync of the log, disk full", "log", "sync", unix.ENOSPC, true},
		{"write of the checkpoint", "log.checkpoint", "write", unix.ENOSPC, true},
		{"fsync of the checkpoint", "log.checkpoint", "sync", unix.EIO, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			armed := false
			fault := func(name, op string) error {
				if armed && name == c.file && op == c.op {
					return c.err
				}
				return nil
			}
			l, err := Open(Options{Dir: dir, Wrap: func(name string, f File) File { return faulty{f, name, fault} }})
			must(t, err)
			must(t, l.Repair())
			grow(t, l, 4)
			armed = true
			err = l.Append([]Entry{{Event: event(5)}})
			if !errors.Is(err, c.err) || errors.Is(err, ErrFatal) != c.fatal || l.Size() != 4 {
				t.Fatalf("err %v, %d events", err, l.Size())
			}
			armed = false
			if err := l.Append([]Entry{{Event: event(5)}}); errors.Is(err, ErrFatal) != c.fatal {
				t.Fatalf("next append: %v", err)
			}
			must(t, l.Close())
			l = mustOpen(t, dir)
			if n := len(read(t, l, 1)); n < 4 || n > 5 || int64(n) != l.Size() {
				t.Fatalf("after a restart: %d events", n)
			}
			must(t, l.Close())
		})
	}
}

type faulty struct {
	File
	name  string
	fault func(name, op string) error
}

func (f faulty) WriteAt(p []byte, off int64) (int, error) {
	if err := f.fault(f.name, "write"); err != nil {
		n, _ := f.File.WriteAt(p[:len(p)/2], off) // a short write, as a full disk gives
		return n, err
	}
	return f.File.WriteAt(p, off)
}

func (f faulty) Sync() error {
	if err := f.fault(f.name, "sync"); err != nil {
		return err
	}
	return f.File.Sync()
}

func FuzzReadFrame(f *testing.F) {
	f.Add(appendFrame(nil, 0, 1, [saltSize]byte{1}, []byte(`{}`)))
	f.Add(appendFrame(nil, flagErased, 1, [saltSize]byte{}, make([]byte, 32)))
	f.Add([]byte{0, 0, 0, 25})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		rec, n, err := readFrame(bytes.NewReader(b))
		if err != nil {
			return
		}
		flags, body := byte(0), rec.Event
		if rec.More {
			flags |= flagMore
		}
		if rec.Erased {
			flags, body = flags|flagErased, rec.Digest[:]
		}
		if !bytes.Equal(appendFrame(nil, flags, rec.Seq, rec.Salt, body), b[:n]) {
			t.Fatal("a frame that is read does not encode to its bytes")
		}
	})
}

func FuzzOpen(f *testing.F) {
	good := appendFrame(append([]byte(nil), header...), 0, 1, [saltSize]byte{1}, []byte(`{}`))
	f.Add(good)
	f.Add(good[:40])
	f.Add([]byte(header))
	skey, _, err := generateKey()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := open(&memFile{b: bytes.Clone(b)}, &memFile{}, &memDisk{}, skey)
		if err == nil && (!bytes.HasPrefix(b, []byte(header)) || l.Size() > 0) {
			t.Fatal("events without a checkpoint, or no log at all, were accepted")
		}
	})
}
