package main

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"pecagent/agent/setup"
)

// TestSetupInterrotto: Ctrl-C at a question ends setup, which says that nothing was written.
func TestSetupInterrotto(t *testing.T) {
	t.Parallel()
	u := nuovoUfficio(t, semplice)
	cmd := u.comando("setup", "--config", u.path("nuovo/pecagent.toml"), "--data", u.path("dati"), "--backups", u.path("copie"))
	in, err := cmd.StdinPipe()
	must(t, err)
	defer in.Close()
	out, err := cmd.StdoutPipe()
	must(t, err)
	var said strings.Builder
	cmd.Stderr = &said
	must(t, cmd.Start())
	for b, seen := make([]byte, 4096), ""; !strings.Contains(seen, "Indirizzo PEC"); {
		n, err := out.Read(b)
		must(t, err)
		seen += string(b[:n])
	}
	must(t, cmd.Process.Signal(os.Interrupt))
	killed := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Signal(syscall.SIGKILL) })
	defer killed.Stop()
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitWrong || !strings.Contains(said.String(), setup.ErrInterrotto.Error()) {
		t.Errorf("%v: %s", err, said.String())
	}
	if exists(u.path("nuovo")) || exists(u.path("dati")) {
		t.Error("something was written")
	}
}
