package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/store/log"
)

var eventi = flag.Int("eventi", 5000, "events of the log that TestMisuraRegistro verifies; README: 1000000")

// TestMisuraRegistro verifies a log of events of the usual size with the program as it is shipped, and prints how long it took.
func TestMisuraRegistro(t *testing.T) {
	dir := t.TempDir()
	l, err := log.Open(log.Options{Dir: dir})
	must(t, err)
	must(t, l.Repair())
	pad := strings.Repeat("x", 500)
	for n := 0; n < *eventi; {
		var batch []log.Entry
		for range min(10000, *eventi-n) {
			n++
			batch = append(batch, log.Entry{Event: fmt.Appendf(nil, `{"v":1,"seq":%d,"at":"2026-11-28T09:00:00Z","kind":"operazione","perche":"%s"}`, n, pad)})
		}
		must(t, l.Append(batch))
	}
	must(t, l.Close())
	bin := filepath.Join(dir, "pecverify")
	build := exec.Command("go", "build", "-trimpath", "-o", bin, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.Command(bin, "--log", filepath.Join(dir, "log"), "--checkpoint", filepath.Join(dir, "log.checkpoint"), "--chiave", filepath.Join(dir, "chiavi/log.pub"))
	start := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), fmt.Sprintf("%d record", *eventi)) {
		t.Fatalf("%v: %s", err, out)
	}
	info, err := os.Stat(filepath.Join(dir, "log"))
	must(t, err)
	t.Logf("%d events, %d MB: %.1f s, of the processor %.1f s", *eventi, info.Size()>>20, time.Since(start).Seconds(), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
}
