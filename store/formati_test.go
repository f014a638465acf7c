package store

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pecagent/rules"
	"pecagent/store/log"
)

// attesi is what the program that wrote a store read from it itself.
type attesi struct {
	Eventi   int64            `json:"eventi"`
	Radice   string           `json:"radice"`
	Iscritti []map[string]any `json:"iscritti"`
	Lettere  []map[string]any `json:"lettere"`
}

// formati are the stores of testdata/formati, one of each foldVersion that left the house (12 and 13 lived for hours): log, checkpoint, keys and messages of a demo that
// was stopped in its middle, written by a program of that version.
func formati(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("testdata/formati/*.tgz")
	must(t, err)
	if len(list) < 12 {
		t.Fatalf("only %d old stores", len(list))
	}
	if now := fmt.Sprintf("testdata/formati/v%d.tgz", foldVersion); !slices.Contains(list, now) {
		t.Errorf("there is no %s: a store of this version, for the programs to come", now)
	}
	return list
}

// spacchetta unpacks an old store into a folder of its own.
func spacchetta(t *testing.T, file string) (data string, want attesi) {
	t.Helper()
	dir := t.TempDir()
	f, err := os.Open(file)
	must(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	must(t, err)
	r := tar.NewReader(z)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			must(t, os.MkdirAll(path, 0o700))
			continue
		}
		b, err := io.ReadAll(r)
		must(t, err)
		must(t, os.WriteFile(path, b, 0o600))
	}
	b, err := os.ReadFile(filepath.Join(dir, "attesi.json"))
	must(t, err)
	must(t, json.Unmarshal(b, &want))
	return filepath.Join(dir, "data"), want
}

// TestOldStores: a store of every version so far opens, with its index built anew or caught up, verifies without a problem, says of
// members and letters what the program of then said, takes new events, and opens again.
func TestOldStores(t *testing.T) {
	for _, file := range formati(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			dir, want := spacchetta(t, file)
			s := mustOpen(t, testOptions(dir))
			if h := s.Head(); h.Size != want.Eventi || h.Root != want.Radice {
				t.Errorf("head %d %s, then %d %s", h.Size, h.Root, want.Eventi, want.Radice)
			}
			noProblems(t, s)
			same(t, s, want)
			must(t, s.Configure(context.Background(), nil, "p", "r", "m"))
			head := s.Head()
			must(t, s.Close())
			s = mustOpen(t, testOptions(dir))
			if s.Head() != head || head.Size != want.Eventi+1 {
				t.Errorf("after another event: %d, %d", s.Head().Size, head.Size)
			}
			noProblems(t, s)
			same(t, s, want)
		})
	}
}

// same holds members and letters against what was read then: what was there is there with the same value; more keys may be.
func same(t *testing.T, s *Store, want attesi) {
	t.Helper()
	got := attesi{}
	must(t, s.View(func(a rules.Archivio) error {
		rules.Iscritti(a, func(x rules.Iscritto) bool { got.Iscritti = append(got.Iscritti, keys(t, x)); return true })
		rules.Lettere(a, func(x rules.Lettera) bool { got.Lettere = append(got.Lettere, keys(t, x)); return true })
		return nil
	}))
	if len(want.Iscritti) < 10 || len(want.Lettere) == 0 {
		t.Errorf("a store of %d members and %d letters shows little", len(want.Iscritti), len(want.Lettere))
	}
	compare(t, "cf", want.Iscritti, got.Iscritti)
	compare(t, "id", want.Lettere, got.Lettere)
}

func keys(t *testing.T, x any) (m map[string]any) {
	t.Helper()
	b, err := json.Marshal(x)
	must(t, err)
	must(t, json.Unmarshal(b, &m))
	return m
}

func compare(t *testing.T, name string, want, got []map[string]any) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%d by %s, then %d", len(got), name, len(want))
		return
	}
	for i, w := range want {
		for k, v := range w {
			if !reflect.DeepEqual(got[i][k], v) {
				t.Errorf("%v: %s is %v, then %v", w[name], k, got[i][k], v)
			}
		}
	}
}

// TestKilledWhileUpgrading: on the two oldest by name the program dies after the old index was deleted, and after each chunk of the new one; the next start
// goes on and ends where one that was never killed does.
func TestKilledWhileUpgrading(t *testing.T) {
	program := upgradeProgram(t)
	for _, file := range formati(t)[:2] {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			for _, step := range []string{"rebuild.emptied", "catchup.chunk"} {
				dir, want := spacchetta(t, file)
				upgrade(t, program, dir, step, true)
				upgrade(t, program, dir, "", false)
				s := mustOpen(t, testOptions(dir))
				if h := s.Head(); h.Root != want.Radice {
					t.Errorf("%s: root %s, want %s", step, h.Root, want.Radice)
				}
				noProblems(t, s)
				same(t, s, want)
				must(t, s.Close())
			}
		})
	}
}

func upgradeProgram(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "apri")
	out, err := exec.Command("go", "build", "-tags", "failpoint", "-o", path, "./testdata/apri").CombinedOutput()
	if err != nil {
		t.Fatalf("building the program to kill: %v\n%s", err, out)
	}
	return path
}

func upgrade(t *testing.T, program, dir, step string, dies bool) {
	t.Helper()
	cmd := exec.Command(program, dir)
	cmd.Env = append(os.Environ(), "PECAGENT_FAILPOINT="+step)
	out, err := cmd.CombinedOutput()
	if dies != (err != nil) || dies && !strings.Contains(err.Error(), "killed") {
		t.Fatalf("%s: %v\n%s", step, err, out)
	}
}

// TestNewerStores: what a later version may have done to a store is refused in words, before anything is decided, and the log stays
// as it is.
func TestNewerStores(t *testing.T) {
	cases := map[string]struct {
		make func(t *testing.T, dir string)
		says string
	}{
		"log format": {func(t *testing.T, dir string) { newHeader(t, dir, "pecagent log 2\n") }, "format 2"},
		"event version": {func(t *testing.T, dir string) {
			later(t, dir, `{"v":2,"seq":%d,"at":"2027-01-01T00:00:00Z","kind":"messaggio","attore":{"tipo":"agente"}}`)
		}, "has format 2"},
		"event kind": {func(t *testing.T, dir string) {
			later(t, dir, `{"v":1,"seq":%d,"at":"2027-01-01T00:00:00Z","kind":"teletrasporto","attore":{"tipo":"agente"}}`)
		}, "teletrasporto"},
		"version of the fold in the log": {func(t *testing.T, dir string) {
			later(t, dir, `{"v":1,"seq":%d,"at":"2027-01-01T00:00:00Z","kind":"configurazione","attore":{"tipo":"agente"},"config":{"policy":null,"formato":999}}`)
		}, "version 999"},
		"version of the index": {newIndex, "index has version 999"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := make20(t).dir
			c.make(t, dir)
			before, err := os.ReadFile(filepath.Join(dir, "log"))
			must(t, err)
			for range 2 { // a second attempt finds what the first one left
				s, err := Open(testOptions(dir))
				if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "Install that version again") {
					if s != nil {
						s.Close()
					}
					t.Fatalf("%v; it should name %q and say what to do", err, c.says)
				}
			}
			if after, err := os.ReadFile(filepath.Join(dir, "log")); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the log was changed: %v", err)
			}
			if _, err := Rebuild(context.Background(), testOptions(dir)); !errors.Is(err, ErrNewer) {
				t.Errorf("rebuild: %v", err)
			}
		})
	}
}

func newHeader(t *testing.T, dir, header string) {
	t.Helper()
	path := filepath.Join(dir, "log")
	b, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, append([]byte(header), b[len(header):]...), 0o600))
}

// later appends an event as a later version would write it: whole, under a signed head.
func later(t *testing.T, dir, event string) {
	t.Helper()
	l, err := log.Open(log.Options{Dir: dir})
	must(t, err)
	must(t, l.Append([]log.Entry{{Event: fmt.Appendf(nil, event, l.Size()+1)}}))
	must(t, l.Close())
}

// newIndex raises the version in the head of the index.
func newIndex(t *testing.T, dir string) {
	t.Helper()
	e, err := openBadger(filepath.Join(dir, "badger"), testOptions("").withDefaults().Log)
	must(t, err)
	var h head
	must(t, view(e, func(r reader) (err error) { h, _, err = readHead(r); return err }))
	must(t, e.Update(func(w writer) error {
		h.V = 999
		b, err := json.Marshal(h)
		if err != nil {
			return err
		}
		return w.Set(headKey, b)
	}))
	must(t, e.Close())
}

// TestTheVersionIsInTheLog: each configurazione event says which version of the fold wrote it and what follows.
func TestTheVersionIsInTheLog(t *testing.T) {
	s := mustOpen(t, testOptions(""))
	initStore(t, s)
	must(t, s.Configure(context.Background(), nil, "p", "r", "m"))
	found := 0
	must(t, s.log.Read(1, func(rec log.Record) bool {
		e, err := decodeRecord(rec)
		if err == nil && e.Kind == rules.KConfig && e.Config.Formato == foldVersion {
			found++
		}
		return err == nil
	}))
	if found != 1 {
		t.Errorf("%d configurazione events say version %d", found, foldVersion)
	}
}
