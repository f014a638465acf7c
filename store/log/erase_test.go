package log

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestErase: a payload is gone from the file, everything else is as it was: root, checkpoint, proofs, the other events. The log is
// opened again, appended to and erased from again; a log that an erasure left half written is taken away.
func TestErase(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	add := func(from, to int) {
		t.Helper()
		for i := from; i < to; i += 2 {
			if err := l.Append([]Entry{{Event: fmt.Appendf(nil, `{"seq":%d,"nome":"segreto-%d"}`, i, i), More: true}, {Event: fmt.Appendf(nil, `{"seq":%d}`, i+1)}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	add(1, 41)
	before := l.Head()
	check := func(when string, erased map[int64]bool, n int64) {
		t.Helper()
		if h := l.Head(); n == before.Size && h != before {
			t.Errorf("%s: the head changed: %+v", when, h)
		}
		seen := int64(0)
		if err := l.Read(1, func(r Record) bool {
			seen++
			want := fmt.Sprintf(`{"seq":%d}`, r.Seq)
			if r.Seq%2 == 1 {
				want = fmt.Sprintf(`{"seq":%d,"nome":"segreto-%d"}`, r.Seq, r.Seq)
			}
			if r.Erased != erased[r.Seq] || !r.Erased && string(r.Event) != want || r.More != (r.Seq%2 == 1) || r.Erased && r.Salt != [saltSize]byte{} {
				t.Errorf("%s: event %d: %+v", when, r.Seq, r)
			}
			return true
		}); err != nil || seen != n {
			t.Errorf("%s: %d events, %v", when, seen, err)
		}
		for _, seq := range []int64{1, 5, n} {
			if _, _, _, err := l.Prove(seq); err != nil {
				t.Errorf("%s: proof of %d: %v", when, seq, err)
			}
		}
		if err := l.Check(t.Context(), func(_, _ int64) {}); err != nil {
			t.Errorf("%s: %v", when, err)
		}
		b, err := os.ReadFile(filepath.Join(dir, "log"))
		if err != nil {
			t.Fatal(err)
		}
		for seq := range erased {
			if bytes.Contains(b, fmt.Appendf(nil, "segreto-%d\"", seq)) {
				t.Errorf("%s: the payload of %d is in the file", when, seq)
			}
		}
	}
	reopen := func() {
		t.Helper()
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if l, err = Open(Options{Dir: dir}); err != nil {
			t.Fatal(err)
		}
		if l.Torn() != 0 {
			t.Errorf("%d bytes are torn", l.Torn())
		}
	}
	check("before", nil, 40)
	if err := l.Erase(map[int64]bool{5: true, 39: true}); err != nil {
		t.Fatal(err)
	}
	erased := map[int64]bool{5: true, 39: true}
	check("after", erased, 40)
	add(41, 43)
	check("appended", erased, 42)
	stamp, _ := os.Stat(filepath.Join(dir, "log"))
	if err := l.Erase(map[int64]bool{5: true}); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.Stat(filepath.Join(dir, "log")); !os.SameFile(stamp, again) {
		t.Error("the log was written anew for nothing")
	}
	if err := os.WriteFile(filepath.Join(dir, rewritten), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	reopen()
	if _, err := os.Stat(filepath.Join(dir, rewritten)); err == nil {
		t.Error("a log that was not finished stays")
	}
	check("opened again", erased, 42)
	if err := l.Erase(map[int64]bool{1: true, 41: true}); err != nil {
		t.Fatal(err)
	}
	erased[1], erased[41] = true, true
	reopen()
	check("erased twice", erased, 42)
	for _, seq := range []int64{0, 43} {
		if err := l.Erase(map[int64]bool{seq: true}); err == nil {
			t.Errorf("event %d, which is none, was erased", seq)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestEraseWhileReading: who reads goes on with the log he began with.
func TestEraseWhileReading(t *testing.T) {
	l, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i := range 21 {
		if err := l.Append([]Entry{{Event: fmt.Appendf(nil, `{"n":%d,"fill":%q}`, i, bytes.Repeat([]byte("x"), 100))}}); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	err = l.Read(1, func(r Record) bool {
		if n++; n == 2 {
			if err := l.Erase(map[int64]bool{10: true}); err != nil {
				t.Error(err)
			}
		}
		return true
	})
	if err != nil || n != 21 {
		t.Errorf("%d events, %v", n, err)
	}
}
