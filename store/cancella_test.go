package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pecagent/rules"
	"pecagent/store/failpoint"
)

// ofErasure are the steps of an erasure of their own; those of a commit are passed twice in it.
func ofErasure(name string) bool {
	return strings.HasPrefix(name, "cancella.") || strings.HasPrefix(name, "log.erase.") || strings.HasPrefix(name, "log.append.") || strings.HasPrefix(name, "log.checkpoint.") || strings.HasPrefix(name, "store.commit.")
}

// TestErasureKilledAtEveryStep: a process is killed at each step of an erasure. What opens then has the message whole or says that its
// payload is gone, every record that lost it is named by an earlier event, the tree of before is the same, and the next run ends it:
// the words are nowhere.
func TestErasureKilledAtEveryStep(t *testing.T) {
	program := crashProgram(t)
	_, total := calm(t, program)
	dir, hits := t.TempDir(), filepath.Join(t.TempDir(), "hits")
	if acks, killed := runCrash(t, program, dir, "", hits, "erase"); killed || !slices.Contains(acks, "done") {
		t.Fatalf("a calm run: %q", acks)
	}
	want := erased(t, dir, true)
	b, err := os.ReadFile(hits)
	must(t, err)
	passed := map[string]int{}
	for name := range strings.Lines(string(b)) {
		passed[strings.TrimSpace(name)]++
	}
	for _, name := range failpoint.Names() {
		if !ofErasure(name) {
			continue
		}
		if passed[name] <= total[name] {
			t.Errorf("%s is never passed", name)
		}
		for n := total[name] + 1; n <= passed[name]; n++ {
			at := fmt.Sprintf("%s:%d", name, n)
			t.Run(at, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				acks, killed := runCrash(t, program, dir, at, "", "erase")
				if !killed {
					t.Fatal("it was not killed")
				}
				acknowledged(t, dir, acks)
				erased(t, dir, false)
				if acks, killed := runCrash(t, program, dir, "", "", "erase"); killed || !slices.Contains(acks, "done") {
					t.Fatalf("the run after the crash: %q", acks)
				}
				if got := erased(t, dir, true); got != want {
					t.Errorf("state %s, without a crash %s", got, want)
				}
			})
		}
	}
}

// erased looks at a store in which an erasure was begun, or whole, and gives the digest of its state.
func erased(t *testing.T, dir string, whole bool) string {
	t.Helper()
	s := mustOpen(t, testOptions(dir))
	defer s.Close()
	named, gone, done := map[int64]bool{}, []int64{}, 0
	must(t, s.Events(1, func(e rules.Event) bool {
		switch {
		case e.Kind == kErased:
			gone = append(gone, e.Seq)
		case e.Cancellazione != nil && e.Cancellazione.Eseguita:
			done++
		case e.Cancellazione != nil:
			for _, seq := range e.Cancellazione.Record {
				named[seq] = seq < e.Seq && e.Cancellazione.Atto == "ATT-2026-000001"
			}
		}
		return true
	}))
	for _, seq := range gone {
		if !named[seq] {
			t.Errorf("record %d lost its payload and nothing says so", seq)
		}
	}
	problems, err := s.Verify(t.Context(), nil)
	must(t, err)
	problems = slices.DeleteFunc(problems, func(p string) bool { return !whole && strings.Contains(p, "decisa e non ancora eseguita") })
	if len(problems) > 0 || whole && (len(gone) != 1 || done != 1) {
		t.Errorf("%q, %d records erased, ended %d times", problems, len(gone), done)
	}
	b, err := os.ReadFile(filepath.Join(dir, "log"))
	must(t, err)
	if len(gone) > 0 && bytes.Contains(b, []byte("segreto")) {
		t.Error("the log holds the words")
	}
	return digest(t, s)
}
