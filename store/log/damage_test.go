package log

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// rewrite re-encodes frame i with another body or number and a good digest, as a forger would.
func rewrite(t *testing.T, frame []byte, seq int64, body string) []byte {
	t.Helper()
	rec, err := parseFrame(frame)
	must(t, err)
	if body == "" {
		body = string(rec.Event)
	}
	if seq == 0 {
		seq = rec.Seq
	}
	var flags byte
	if rec.More {
		flags = flagMore
	}
	return appendFrame(nil, flags, seq, rec.Salt, []byte(body))
}

// TestTamperedLogIsRefused: whoever changes the acknowledged part of a log is told what is wrong with it.
func TestTamperedLogIsRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(t *testing.T, f [][]byte) [][]byte
		want error
		says string
	}{
		{"last decision cut", func(_ *testing.T, f [][]byte) [][]byte { return f[:8] }, ErrCut, "ends after event 8, the checkpoint says 10"},
		{"last event cut", func(_ *testing.T, f [][]byte) [][]byte { return f[:9] }, ErrCut, "checkpoint says 10"},
		{"all cut", func(_ *testing.T, f [][]byte) [][]byte { return nil }, ErrCut, "ends after event 0"},
		{"cut inside a frame", func(_ *testing.T, f [][]byte) [][]byte { f[9] = f[9][:20]; return f }, ErrCut, "checkpoint says 10"},
		{"first event missing", func(_ *testing.T, f [][]byte) [][]byte { return f[1:] }, ErrChanged, "event 1"},
		{"event in the middle missing", func(_ *testing.T, f [][]byte) [][]byte { return slices.Delete(f, 4, 5) }, ErrChanged, "event 5"},
		{"two swapped", func(_ *testing.T, f [][]byte) [][]byte { f[2], f[3] = f[3], f[2]; return f }, ErrChanged, "event 3"},
		{"one doubled", func(_ *testing.T, f [][]byte) [][]byte { return slices.Insert(f, 3, f[2]) }, ErrChanged, "event 4"},
		{"one inserted, numbers kept", func(t *testing.T, f [][]byte) [][]byte {
			return slices.Insert(f, 3, rewrite(t, f[3], 4, `{"forged":1}`))
		}, ErrChanged, "event 5"},
		{"one byte flipped", func(_ *testing.T, f [][]byte) [][]byte { f[5][40] ^= 1; return f }, ErrChanged, "event 6"},
		{"forged with a good digest", func(t *testing.T, f [][]byte) [][]byte {
			f[5] = rewrite(t, f[5], 0, `{"v":1,"seq":6,"kind":"altro"}`)
			return f
		}, ErrFork, "root"},
		{"forged at the end", func(t *testing.T, f [][]byte) [][]byte {
			f[9] = rewrite(t, f[9], 0, `{"v":1}`)
			return f
		}, ErrFork, "checkpoint says"},
		{"swapped and renumbered", func(t *testing.T, f [][]byte) [][]byte {
			f[2], f[4] = rewrite(t, f[4], 3, ""), rewrite(t, f[2], 5, "")
			return f
		}, ErrFork, "root"},
		{"unknown flag", func(t *testing.T, f [][]byte) [][]byte {
			f[3] = appendFrame(nil, 128, 4, [saltSize]byte{}, []byte(`{}`))
			return f
		}, ErrChanged, "event 4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			l := mustOpen(t, dir)
			grow(t, l, 10)
			must(t, l.Close())
			join(t, dir, c.do(t, split(t, dir)))
			refused(t, dir, c.want, c.says)
		})
	}
}

func refused(t *testing.T, dir string, want error, says string) {
	t.Helper()
	before, _ := os.ReadFile(filepath.Join(dir, "log"))
	l, err := Open(Options{Dir: dir})
	if err == nil {
		l.Close()
		t.Fatal("opened")
	}
	if !errors.Is(err, want) || !strings.Contains(err.Error(), says) {
		t.Fatalf("error %q, want %q with %q", err, want, says)
	}
	if after, _ := os.ReadFile(filepath.Join(dir, "log")); !bytes.Equal(before, after) {
		t.Fatal("a refused log was changed")
	}
}

// TestEveryFlippedByteIsRefused flips each byte of the log and of its checkpoint.
func TestEveryFlippedByteIsRefused(t *testing.T) {
	dir := t.TempDir()
	l := mustOpen(t, dir)
	grow(t, l, 6)
	must(t, l.Close())
	for _, name := range []string{"log", "log.checkpoint"} {
		path := filepath.Join(dir, name)
		good, err := os.ReadFile(path)
		must(t, err)
		for i := range good {
			bad := bytes.Clone(good)
			bad[i] ^= 0x20
			must(t, os.WriteFile(path, bad, 0o600))
			if l, err := Open(Options{Dir: dir}); err == nil {
				l.Close()
				t.Errorf("%s: byte %d of %d changed, and it opens", name, i, len(good))
			} else if !errors.Is(err, ErrChanged) && !errors.Is(err, ErrCut) && !errors.Is(err, ErrCheckpoint) {
				t.Errorf("%s: byte %d: %v", name, i, err)
			}
		}
		must(t, os.WriteFile(path, good, 0o600))
	}
	must(t, mustOpen(t, dir).Close())
}

func TestCheckpointsThatAreRefused(t *testing.T) {
	other := t.TempDir()
	lo := mustOpen(t, other)
	grow(t, lo, 10)
	must(t, lo.Close())
	for _, c := range []struct {
		name string
		do   func(t *testing.T, dir string)
		want error
	}{
		{"of another log", func(t *testing.T, dir string) { copyFile(t, other, dir, "log.checkpoint") }, ErrCheckpoint},
		{"with another key", func(t *testing.T, dir string) { copyFile(t, other, dir, "chiavi/log.key") }, ErrCheckpoint},
		{"without key", func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, "chiavi/log.key"))) }, ErrCheckpoint},
		{"with an unreadable key", func(t *testing.T, dir string) {
			must(t, os.WriteFile(filepath.Join(dir, "chiavi/log.key"), []byte("PRIVATE+KEY+x"), 0o600))
		}, ErrCheckpoint},
		{"missing", func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, "log.checkpoint"))) }, ErrCheckpoint},
		{"empty", func(t *testing.T, dir string) { must(t, os.Truncate(filepath.Join(dir, "log.checkpoint"), 0)) }, ErrCheckpoint},
		{"forged root", func(t *testing.T, dir string) { sign(t, dir, 10, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") }, ErrFork},
		{"forged size", func(t *testing.T, dir string) { sign(t, dir, 12, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") }, ErrCut},
		{"within a decision", func(t *testing.T, dir string) { sign(t, dir, 9, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") }, ErrFork},
		{"log of another store", func(t *testing.T, dir string) { copyFile(t, other, dir, "log") }, ErrFork},
		{"log missing", func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, "log"))) }, ErrCut},
		{"log empty", func(t *testing.T, dir string) { must(t, os.Truncate(filepath.Join(dir, "log"), 0)) }, ErrCut},
		{"header changed", func(t *testing.T, dir string) {
			b, err := os.ReadFile(filepath.Join(dir, "log"))
			must(t, err)
			must(t, os.WriteFile(filepath.Join(dir, "log"), bytes.Replace(b, []byte("log 1"), []byte("lug 1"), 1), 0o600))
		}, ErrChanged},
		{"of a newer version", func(t *testing.T, dir string) {
			b, err := os.ReadFile(filepath.Join(dir, "log"))
			must(t, err)
			must(t, os.WriteFile(filepath.Join(dir, "log"), bytes.Replace(b, []byte("log 1"), []byte("log 2"), 1), 0o600))
		}, ErrNewer},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			l := mustOpen(t, dir)
			grow(t, l, 10)
			must(t, l.Close())
			c.do(t, dir)
			refused(t, dir, c.want, "")
		})
	}
}

func copyFile(t *testing.T, from, to, name string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(from, name))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(to, name), b, 0o600))
}

// sign writes a checkpoint with the log's own key: what a thief of the key could do.
func sign(t *testing.T, dir string, size int, root string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "chiavi/log.key"))
	must(t, err)
	s, err := note.NewSigner(strings.TrimSpace(string(b)))
	must(t, err)
	text := fmt.Sprintf("%s\n%d\n%s\n", s.Name(), size, root)
	signed, err := note.Sign(&note.Note{Text: text}, s)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, "log.checkpoint"), signed, 0o600))
}

// TestTornEnds cuts an append that no checkpoint covers at many places: whole decisions stay, half ones go.
func TestTornEnds(t *testing.T) {
	dir := t.TempDir()
	l := mustOpen(t, dir)
	grow(t, l, 4)
	old, err := os.ReadFile(filepath.Join(dir, "log.checkpoint"))
	must(t, err)
	grow(t, l, 8) // two more decisions of two events
	must(t, l.Close())
	full, err := os.ReadFile(filepath.Join(dir, "log"))
	must(t, err)
	frames := split(t, dir)
	ends := []int{len(header)}
	for _, f := range frames {
		ends = append(ends, ends[len(ends)-1]+len(f))
	}
	sizes := []int{}
	for size := ends[4]; size <= len(full); size += 17 {
		sizes = append(sizes, size)
	}
	for _, e := range ends[4:] {
		sizes = append(sizes, e-1, e, min(e+1, len(full)))
	}
	for _, size := range sizes {
		if size < ends[4] {
			continue // within the checkpoint
		}
		must(t, os.WriteFile(filepath.Join(dir, "log"), full[:size], 0o600))
		must(t, os.WriteFile(filepath.Join(dir, "log.checkpoint"), old, 0o600))
		want := int64(4)
		if size >= ends[6] {
			want = 6
		}
		if size >= ends[8] {
			want = 8
		}
		l, err := Open(Options{Dir: dir})
		must(t, err)
		if l.Size() != want || l.Torn() != int64(size-ends[want]) {
			t.Fatalf("%d bytes: %d events, %d torn bytes", size, l.Size(), l.Torn())
		}
		if l.Torn() > 0 {
			if err := l.Append([]Entry{{Event: event(9)}}); err == nil {
				t.Fatal("appended behind a torn end")
			}
		}
		must(t, l.Repair())
		must(t, l.Append([]Entry{{Event: []byte("after")}}))
		must(t, l.Close())
		l = mustOpen(t, dir)
		if got := read(t, l, 1); int64(len(got)) != want+1 || string(got[want].Event) != "after" {
			t.Fatalf("%d bytes: %d events after the repair", size, len(got))
		}
		must(t, l.Close())
	}
}

// TestDamageWhileOpen: a frame that changes under an open log is not served.
func TestDamageWhileOpen(t *testing.T) {
	dir := t.TempDir()
	l := mustOpen(t, dir)
	defer l.Close()
	grow(t, l, 6)
	path := filepath.Join(dir, "log")
	b, err := os.ReadFile(path)
	must(t, err)
	b[len(b)-50] ^= 1
	must(t, os.WriteFile(path, b, 0o600))
	if err := l.Read(1, func(Record) bool { return true }); !errors.Is(err, ErrChanged) {
		t.Errorf("Read: %v", err)
	}
	if err := l.Check(t.Context(), func(_, _ int64) {}); !errors.Is(err, ErrChanged) {
		t.Errorf("Check: %v", err)
	}
	must(t, os.Truncate(path, int64(len(b)/2)))
	if err := l.Read(1, func(Record) bool { return true }); !errors.Is(err, ErrCut) {
		t.Errorf("Read of a cut log: %v", err)
	}
}
