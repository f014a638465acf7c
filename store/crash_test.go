package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pecagent/rules"
	"pecagent/store/failpoint"
	"pecagent/store/raw"
)

// crashProgram builds testdata/crash with failpoints.
func crashProgram(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "crash")
	out, err := exec.Command("go", "build", "-tags", "failpoint", "-o", path, "./testdata/crash").CombinedOutput()
	if err != nil {
		t.Fatalf("building the program to kill: %v\n%s", err, out)
	}
	return path
}

// runCrash runs the program on dir until it ends or dies at the failpoint; it gives what was acknowledged.
func runCrash(t *testing.T, program, dir, failpoint, hits string, more ...string) (acks []string, killed bool) {
	t.Helper()
	cmd := exec.Command(program, append([]string{dir}, more...)...)
	cmd.Env = append(os.Environ(), "PECAGENT_FAILPOINT="+failpoint, "PECAGENT_FAILPOINT_LOG="+hits)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	acks = strings.Split(strings.TrimSpace(out.String()), "\n")
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return acks, true
	}
	if err != nil {
		t.Fatalf("the program failed: %v\n%s", err, errs.String())
	}
	return acks, false
}

// acknowledged checks that all that was acknowledged is there.
func acknowledged(t *testing.T, dir string, acks []string) {
	t.Helper()
	s := mustOpen(t, testOptions(dir))
	defer s.Close()
	must(t, s.View(func(a rules.Archivio) error {
		for _, ack := range acks {
			f := strings.Fields(ack)
			var ok bool
			switch {
			case len(f) == 0 || f[0] == "done":
				continue
			case f[0] == "raw":
				_, err := s.Raw(f[1])
				ok = err == nil
			case f[0] == "received":
				var uid uint32
				fmt.Sscan(f[1], &uid)
				ok = rules.Posto(a, "INBOX", 7, uid) == f[2]
			case f[0] == "decided":
				_, ok = rules.Messaggio(a, f[1])
			case f[0] == "erased":
				_, err := s.Raw(f[1])
				ok = errors.Is(err, raw.ErrMissing)
			case f[0] == "imported":
				ok = rules.Vista(a).Stato.Iscritti > 0
			}
			if !ok {
				t.Errorf("acknowledged and lost: %s", ack)
			}
		}
		return nil
	}))
	problems, err := s.Verify(t.Context(), nil)
	must(t, err)
	if problems = slices.DeleteFunc(problems, func(p string) bool { return strings.Contains(p, "decisa e non ancora eseguita") }); len(problems) > 0 {
		t.Fatalf("problems: %q", problems)
	}
}

// once checks that every message has exactly one verdict, one request and one letter.
func once(t *testing.T, dir string) string {
	t.Helper()
	s := mustOpen(t, testOptions(dir))
	defer s.Close()
	counts := map[string]int{}
	must(t, s.Events(1, func(e rules.Event) bool {
		if e.Kind != rules.KIscritto && e.Causa != "" {
			counts[string(e.Kind)+" "+e.Causa]++
		}
		return true
	}))
	for what, n := range counts {
		if n != 1 {
			t.Errorf("%s: %d times", what, n)
		}
	}
	if len(counts) != 4*12 {
		t.Errorf("%d facts, want 48", len(counts))
	}
	return digest(t, s)
}

// TestKilledAtEveryStep: a process is killed at each named step; what it acknowledged is there, and the next run
// ends in the very state of a run that was never killed (reliability.md §7 G1).
func TestKilledAtEveryStep(t *testing.T) {
	program := crashProgram(t)
	for _, big := range []bool{false, true} {
		var more []string
		if big {
			more = []string{"register"}
		}
		want, total := calm(t, program, more...)
		for _, name := range failpoint.Names() {
			// The steps of a long commit are those of a run with a register.
			if !ofStore(name) || big != (name == "store.badger.chunk") {
				continue
			}
			if total[name] == 0 {
				t.Errorf("%s is never hit", name)
			}
			for _, n := range slices.Compact([]int{1, (total[name] + 1) / 2, total[name]}) {
				if n > 1 && testing.Short() {
					continue
				}
				t.Run(fmt.Sprintf("%s:%d", name, n), func(t *testing.T) {
					t.Parallel()
					killedAt(t, program, fmt.Sprintf("%s:%d", name, n), want, more...)
				})
			}
		}
	}
}

// calm runs the program without killing it: the state it ends in, and how often it hit each step.
func calm(t *testing.T, program string, more ...string) (state string, total map[string]int) {
	t.Helper()
	dir, hits := t.TempDir(), filepath.Join(t.TempDir(), "hits")
	if acks, killed := runCrash(t, program, dir, "", hits, more...); killed || !slices.Contains(acks, "done") {
		t.Fatalf("a calm run: %q", acks)
	}
	logged, err := os.ReadFile(hits)
	must(t, err)
	total = map[string]int{}
	for name := range strings.Lines(string(logged)) {
		total[strings.TrimSpace(name)]++
	}
	return once(t, dir), total
}

func killedAt(t *testing.T, program, failpoint, want string, more ...string) {
	dir := t.TempDir()
	acks, killed := runCrash(t, program, dir, failpoint, "", more...)
	if !killed {
		t.Fatal("it was not killed")
	}
	acknowledged(t, dir, acks)
	if acks, killed := runCrash(t, program, dir, "", "", more...); killed || !slices.Contains(acks, "done") {
		t.Fatalf("the run after the crash: %q", acks)
	}
	if got := once(t, dir); got != want {
		t.Errorf("state %s, without a crash %s", got, want)
	}
}

// ofStore tells the steps of this package from those of the agent.
func ofStore(name string) bool {
	return strings.HasPrefix(name, "raw.") || strings.HasPrefix(name, "store.") || strings.HasPrefix(name, "log.") && !strings.HasPrefix(name, "log.erase.")
}

// TestNoFailpointsInAReleasedBinary: without the tag the environment cannot kill the process.
func TestNoFailpointsInAReleasedBinary(t *testing.T) {
	t.Setenv("PECAGENT_FAILPOINT", "store.commit.decided")
	s := mustOpen(t, testOptions(""))
	initStore(t, s)
}
