package office_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/agent/office"
)

// spacchetta unpacks a store of the demo that an older program left.
func spacchetta(t *testing.T, file string) (data string) {
	t.Helper()
	dir := t.TempDir()
	f, err := os.Open(file)
	must(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	must(t, err)
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return filepath.Join(dir, "data")
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
}

// TestReplayFormati: the store of the demo as each older version wrote it is replayed to its end: what the log holds no input of is
// counted and said with its reason, nothing is compared with it, and not a byte of log and checkpoint changes. Twice the same output.
func TestReplayFormati(t *testing.T) {
	files, err := filepath.Glob("../../store/testdata/formati/*.tgz")
	must(t, err)
	if len(files) < 10 {
		t.Fatalf("only %d old stores", len(files))
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".tgz"), func(t *testing.T) {
			u, _ := ufficioSuDisco(t)
			cfg := *u.env.Config
			cfg.Data = spacchetta(t, f)
			// From version 11 on the log holds what was decided from; the store brings the authority of its demo.
			ca := filepath.Join(filepath.Dir(cfg.Data), "ca-firma.pem")
			_, err := os.Stat(ca)
			whole := err == nil
			if whole {
				cfg.Trust.CA = []string{ca}
				u.env.Trust, err = cfg.Signatures()
				must(t, err)
			}
			u.env.Config = &cfg
			before := impronta(t, cfg.Data)
			run := func(args ...string) (int, string) {
				u.out.Reset()
				code := office.Run(t.Context(), &u.env, append([]string{"replay"}, args...))
				return code, u.out.String()
			}
			code, out := run()
			if code != office.ExitOK || !strings.Contains(out, "Nessuna differenza.") || whole == strings.Contains(out, "il registro non ne conserva l'ingresso (scritte da una versione precedente)") {
				t.Errorf("exit %d:\n%s", code, out)
			}
			if _, again := run(); again != out {
				t.Errorf("a second replay says\n%s", again)
			}
			_, lines := run("--json")
			last := lines[strings.LastIndex(strings.TrimSpace(lines), "\n")+1:]
			var sum struct {
				NonRigiocabili map[string]int `json:"not_replayable"`
			}
			must(t, json.Unmarshal([]byte(last), &sum))
			if whole != (len(sum.NonRigiocabili) == 0) {
				t.Errorf("what could not be replayed is not counted: %s", last)
			}
			if !bytes.Equal(impronta(t, cfg.Data), before) {
				t.Error("the replay wrote")
			}
		})
	}
}
