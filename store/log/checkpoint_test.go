package log

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// TestCheckpointText: signed by our key and yet not a head of this log in its one spelling (C2SP tlog-checkpoint).
func TestCheckpointText(t *testing.T) {
	skey, vkey, err := generateKey()
	must(t, err)
	s, v, err := signer(skey, vkey)
	must(t, err)
	root := emptyRoot().String()
	for _, c := range []struct{ name, text, says string }{
		{"right", v.Name() + "\n7\n" + root + "\n", ""},
		{"another origin", "pecagent/000000000000\n7\n" + root + "\n", "not a checkpoint of this log"},
		{"a line more", v.Name() + "\n7\n" + root + "\nextension\n", "not a checkpoint of this log"},
		{"a line less", v.Name() + "\n7\n", "not a checkpoint of this log"},
		{"no size", v.Name() + "\n\n" + root + "\n", "its size is unreadable"},
		{"a negative size", v.Name() + "\n-7\n" + root + "\n", "its size is unreadable"},
		{"a sign", v.Name() + "\n+7\n" + root + "\n", "its size is unreadable"},
		{"leading zeros", v.Name() + "\n007\n" + root + "\n", "its size is unreadable"},
		{"hexadecimal", v.Name() + "\n0x7\n" + root + "\n", "its size is unreadable"},
		{"a size beyond 64 bits", v.Name() + "\n9223372036854775808\n" + root + "\n", "its size is unreadable"},
		{"a short root", v.Name() + "\n7\nAAAA\n", "its root is unreadable"},
		{"a root in hexadecimal", v.Name() + "\n7\n" + strings.Repeat("a", 64) + "\n", "its root is unreadable"},
	} {
		b, err := note.Sign(&note.Note{Text: c.text}, s)
		must(t, err)
		size, got, err := ParseCheckpoint(b, v)
		if c.says == "" {
			if err != nil || size != 7 || got != emptyRoot() {
				t.Errorf("%s: %d, %s, %v", c.name, size, got, err)
			}
			continue
		}
		if !errors.Is(err, ErrCheckpoint) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
}

// TestAWitnessMayCosign: a second signature by a key that we do not know neither helps nor hurts.
func TestAWitnessMayCosign(t *testing.T) {
	s := makeSample(t, 2)
	wkey, _, err := note.GenerateKey(bytes.NewReader(make([]byte, 64)), "witness.example")
	must(t, err)
	w, err := note.NewSigner(wkey)
	must(t, err)
	text, _, _ := strings.Cut(string(s.head), "\n\n")
	alone, err := note.Sign(&note.Note{Text: text + "\n"}, w)
	must(t, err)
	line := alone[bytes.LastIndex(alone, []byte("— ")):]
	l, err := s.open(s.log, append(bytes.Clone(s.head), line...))
	if err != nil || l.Size() != 2 {
		t.Fatalf("with a cosignature: %v", err)
	}
	s.refuse(t, "signed by the witness alone", s.log, alone)
}

// TestCheckReadsTheHeadOnTheDisk: the file may have been exchanged since Open, and memory must not vouch for it.
func TestCheckReadsTheHeadOnTheDisk(t *testing.T) {
	l := mustMemory(t)
	grow(t, l, 4)
	d := l.disk.(*memDisk)
	now := d.head
	sign := func(size int64, root [32]byte) []byte {
		b, err := signCheckpoint(l.signer, size, root)
		must(t, err)
		return b
	}
	for _, c := range []struct {
		name string
		head []byte
		want error
	}{
		{"as written", now, nil},
		{"missing", nil, ErrCheckpoint},
		{"emptied", []byte{}, ErrCheckpoint},
		{"of another root", sign(4, emptyRoot()), ErrFork},
		{"of an earlier size", sign(3, emptyRoot()), ErrFork},
		{"of a later size, as a commit beside the check writes", sign(5, emptyRoot()), nil},
		{"of another log", makeSample(t, 4).head, ErrCheckpoint},
	} {
		d.head = c.head
		if err := l.Check(t.Context(), func(_, _ int64) {}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// TestKeysThatAreRefused: a private key in any other spelling than ours, before a byte of the log is trusted.
func TestKeysThatAreRefused(t *testing.T) {
	s := makeSample(t, 2)
	f := strings.SplitN(s.skey, "+", 5)
	for name, skey := range map[string]string{
		"empty": "", "text": "key", "no base64": strings.Join(append(f[:4:4], "%%%"), "+"),
		"a short seed": strings.Join(append(f[:4:4], "AQEB"), "+"),
		"a wrong hash": strings.Join([]string{f[0], f[1], f[2], "00000000", f[4]}, "+"),
		"another name": strings.Join([]string{f[0], f[1], "pecagent/other", f[3], f[4]}, "+"),
		"a public key": strings.Join(f[2:], "+"),
		"a bad name":   strings.Join([]string{f[0], f[1], "with space", f[3], f[4]}, "+"),
	} {
		s := s
		s.skey = skey
		if _, err := s.open(s.log, s.head); !errors.Is(err, ErrCheckpoint) || strings.Contains(fmt.Sprint(err), f[4]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestThePublicKeyIsHealed: whatever stands in log.pub, after Open it is the half of the key that signs.
func TestThePublicKeyIsHealed(t *testing.T) {
	dir := t.TempDir()
	l := mustOpen(t, dir)
	grow(t, l, 2)
	vkey := l.VerifierKey()
	must(t, l.Close())
	path := filepath.Join(dir, "chiavi", "log.pub")
	for name, spoil := range map[string]func() error{
		"missing": func() error { return os.Remove(path) },
		"emptied": func() error { return os.Truncate(path, 0) },
		"another": func() error { return os.WriteFile(path, []byte("pecagent/x+00000000+AAAA\n"), 0o644) },
	} {
		must(t, spoil())
		must(t, mustOpen(t, dir).Close())
		if b, err := os.ReadFile(path); err != nil || string(b) != vkey+"\n" {
			t.Errorf("%s: log.pub is %q (%v)", name, b, err)
		}
	}
	for name, want := range map[string]os.FileMode{"chiavi": 0o700, "chiavi/log.key": 0o600, "log": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", name, info.Mode().Perm(), want)
		}
	}
}
