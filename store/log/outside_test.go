package log

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tool finds a program of another maker. Without it there is no second opinion, which in CI is a failure.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("PECAGENT_CI") != "" {
		t.Fatalf("%s is not on PATH, and in CI the second opinion must be asked", name)
	}
	if err != nil {
		t.Skipf("NOTICE: %s is not on PATH: its opinion on the log was NOT asked", name)
	}
	return path
}

func askPython(t *testing.T, python, dir string) (string, error) {
	t.Helper()
	out, err := exec.Command(python, "testdata/verify.py", filepath.Join(dir, "log"), filepath.Join(dir, "log.checkpoint")).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// TestPythonReadsTheLog: a hundred lines of Python from the text of doc.go agree about a sound log, about one with
// an erased payload, and refuse what is not sound.
func TestPythonReadsTheLog(t *testing.T) {
	python := tool(t, "python3")
	dir := t.TempDir()
	l := mustOpen(t, dir)
	grow(t, l, 22)
	must(t, l.Append([]Entry{{Event: []byte(strings.Repeat("è", 70_000))}})) // longer than any buffer
	head := l.Head()
	must(t, l.Close())
	if got, err := askPython(t, python, dir); err != nil || got != fmt.Sprintf("23 %s 0", head.Root) {
		t.Fatalf("python says %q (%v), the root is %s", got, err, head.Root)
	}
	frames := split(t, dir)
	frames[6] = erase(t, frames[6])
	join(t, dir, frames)
	if got, err := askPython(t, python, dir); err != nil || got != fmt.Sprintf("23 %s 1", head.Root) {
		t.Fatalf("with an erased payload python says %q (%v), the root is %s", got, err, head.Root)
	}
	for name, bad := range map[string][][]byte{
		"digest of frame 4": append(append(frames[:3:3], flipped(frames[3], 50)), frames[4:]...),
		"frame 5 says 6":    append(frames[:4:4], frames[5:]...),
		"checkpoint":        frames[:22],
	} {
		join(t, dir, bad)
		if got, err := askPython(t, python, dir); err == nil || got != "bad: "+name {
			t.Errorf("python says %q (%v), want %q", got, err, name)
		}
		if l, err := Open(Options{Dir: dir}); err == nil {
			l.Close()
			t.Errorf("%s: python refuses, we accept", name)
		}
	}
}

// erase takes the payload out of a frame as doc.go says: salt zeroed, digest kept.
func erase(t testing.TB, frame []byte) []byte {
	t.Helper()
	rec, err := parseFrame(frame)
	must(t, err)
	flags := byte(flagErased)
	if rec.More {
		flags |= flagMore
	}
	return appendFrame(nil, flags, rec.Seq, [saltSize]byte{}, rec.Digest[:])
}

func flipped(b []byte, at int) []byte {
	b = append([]byte(nil), b...)
	b[at] ^= 1
	return b
}

// TestOpensslVerifiesTheCheckpoint: the public key as PEM, the text of the note, 64 bytes of signature.
func TestOpensslVerifiesTheCheckpoint(t *testing.T) {
	openssl := tool(t, "openssl")
	dir := t.TempDir()
	l := mustOpen(t, dir)
	grow(t, l, 4)
	must(t, l.Close())
	note, err := os.ReadFile(filepath.Join(dir, "log.checkpoint"))
	must(t, err)
	pub, err := os.ReadFile(filepath.Join(dir, "chiavi", "log.pub"))
	must(t, err)
	_, _, key, err := plainKey(strings.TrimSpace(string(pub)))
	must(t, err)
	body, sigs, _ := strings.Cut(string(note), "\n\n")
	sig, err := base64.StdEncoding.DecodeString(strings.Fields(sigs)[2])
	must(t, err)
	if out, err := opensslVerify(t, openssl, key, body+"\n", sig[4:]); err != nil {
		t.Fatalf("openssl refuses our checkpoint: %v\n%s", err, out)
	}
	if out, err := opensslVerify(t, openssl, key, strings.Replace(body, "\n4\n", "\n5\n", 1)+"\n", sig[4:]); err == nil {
		t.Fatalf("openssl accepts another size: the test does not verify\n%s", out)
	}
}

func opensslVerify(t *testing.T, openssl string, key ed25519.PublicKey, text string, sig []byte) (string, error) {
	t.Helper()
	dir := t.TempDir()
	der, err := x509.MarshalPKIXPublicKey(key)
	must(t, err)
	for name, b := range map[string][]byte{"key": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "text": []byte(text), "sig": sig} {
		must(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
	cmd := exec.Command(openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "text", "-sigfile", "sig")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}
