package agent

import (
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"pecagent/agent/config"
	"pecagent/rules"
)

// asks is a program that another system user runs: it prints the status line of the socket's answer, or why there is none.
const asks = `import socket,sys
s=socket.socket(socket.AF_UNIX)
try:
    s.connect(sys.argv[1]); s.sendall(b"GET /status HTTP/1.0\r\n\r\n"); print(s.recv(4096).split(b"\r\n")[0].decode())
except OSError as e: print(type(e).__name__)`

// TestTwoSystemUsers: over the socket the kernel says who asks. Without socket_group nobody but the agent's user gets in; with it
// only those of the group whom the configuration names.
func TestTwoSystemUsers(t *testing.T) {
	nobody, err := user.Lookup("nobody")
	if os.Getuid() != 0 || err != nil {
		t.Skip("needs root to be somebody else")
	}
	const python = "/usr/bin/python3" // one that other users may run
	if _, err := os.Stat(python); err != nil {
		t.Skip("needs python3 of the system")
	}
	group, err := user.LookupGroup("mail")
	if err != nil {
		t.Skip("needs a group to admit")
	}
	gid, uid := number(t, group.Gid), number(t, nobody.Uid)
	for _, c := range []struct {
		group string
		named bool
		gid   int
		want  string
	}{
		{"", true, gid, "PermissionError"},
		{"mail", true, gid, "HTTP/1.0 200 OK"},
		{"mail", false, gid, "HTTP/1.0 403 Forbidden"},
		{"mail", true, gid + 4242, "PermissionError"},
	} {
		data := filepath.Join(t.TempDir(), "data")
		if err := os.Mkdir(data, 0o700); err != nil {
			t.Fatal(err)
		}
		for dir := filepath.Dir(data); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
			if err := os.Chmod(dir, 0o711); err != nil {
				t.Fatal(err)
			}
		}
		a := &Agent{cfg: &config.Config{Data: data, SocketGroup: c.group}, policy: rules.DefaultPolicy()}
		if c.named {
			a.policy.Persone = []rules.Persona{{Utente: "nobody", Ruoli: []string{rules.Segreteria}}}
		}
		d, err := a.openDoor()
		if err != nil {
			t.Fatal(err)
		}
		who := make(chan visitor, 1)
		d.srv.Handler = d.guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			v, _ := r.Context().Value(callerKey{}).(visitor)
			who <- v
		}))
		done := make(chan error, 1)
		go func() { done <- d.serve(t.Context()) }()
		cmd := exec.CommandContext(t.Context(), python, "-c", asks, Socket(data))
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(c.gid)}}
		out, err := cmd.CombinedOutput()
		if got := string(out); err != nil || got != c.want+"\n" {
			t.Errorf("group %q, named %v, gid %d: %q, %v; want %s", c.group, c.named, c.gid, got, err, c.want)
		}
		if c.want == "HTTP/1.0 200 OK" {
			select {
			case v := <-who:
				if v.name != "nobody" || v.own {
					t.Errorf("the visitor is %+v", v)
				}
			case <-time.After(30 * time.Second):
				t.Error("nobody was served")
			}
		}
		d.close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
