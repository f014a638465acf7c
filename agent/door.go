package agent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"pecagent/agent/config"
	"pecagent/agent/office"
	"pecagent/rules"
)

// Socket is the path of the unix socket of a data folder (cli.md).
func Socket(data string) string { return filepath.Join(data, "pecagent.sock") }

// Call is a command sent to the running agent; Reply is its answer.
type Call struct {
	Args  []string          `json:"args"`
	Files map[string][]byte `json:"files,omitempty"`
}

// Reply is what the command printed, the files it wants written at the caller's, and its exit code.
type Reply struct {
	Code  int               `json:"code"`
	Out   []byte            `json:"out,omitempty"`
	Err   []byte            `json:"err,omitempty"`
	Files map[string][]byte `json:"files,omitempty"`
}

// Status tells how far the agent is: whether it waits for mail, what it still has to do.
type Status struct {
	Now     time.Time `json:"now"`
	Seq     int64     `json:"seq"`
	UID     uint32    `json:"uid"`
	Waiting bool      `json:"waiting"`
	Busy    bool      `json:"busy"`
	Pending int       `json:"pending"`
	Ready   int       `json:"ready"`             // letters that may go out now
	Rounds  int64     `json:"rounds"`            // looks at the clock and the outbox, begun
	Done    int64     `json:"done"`              // and completed
	Console string    `json:"console,omitempty"` // where the console is, "" for nowhere
}

// door is the unix socket: people's commands over HTTP, the caller known by the kernel's word.
type door struct {
	a   *Agent
	l   net.Listener
	srv *http.Server
}

type callerKey struct{}

func (a *Agent) openDoor() (*door, error) {
	path := Socket(a.cfg.Data)
	// The store's lock is ours: a socket found here belongs to a process that is gone.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("opening the socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("opening the socket: %w", err)
	}
	if err := admit(path, a.cfg.SocketGroup); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the socket: %w", err), l.Close())
	}
	d := &door{a: a, l: l}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /run", d.run)
	mux.HandleFunc("POST /accesso", d.accesso)
	mux.HandleFunc("GET /status", d.status)
	mux.HandleFunc("GET /events", d.events)
	mux.HandleFunc("POST /clock", d.clock)
	d.srv = &http.Server{Handler: d.guard(mux), ReadHeaderTimeout: 10 * time.Second, ConnContext: func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, callerKey{}, caller(c))
	}}
	return d, nil
}

// guard lets nobody in whom the configuration does not name.
func (d *door) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if v, _ := r.Context().Value(callerKey{}).(visitor); !d.a.welcome(v) {
			http.Error(w, v.name+" non è nella tabella [[persone]] della configurazione", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// serve answers until the door is closed.
func (d *door) serve(context.Context) error {
	if err := d.srv.Serve(d.l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the socket: %w", err)
	}
	return nil
}

func (d *door) close() { d.srv.Close() }

// admit sets who may use the socket: the agent's own user, and the users of a group where the configuration names one. They
// reach the socket and nothing else: the data folder lets them pass through, its files stay the agent's.
func admit(path, group string) error {
	if group == "" {
		return os.Chmod(path, 0o600)
	}
	g, err := user.LookupGroup(group)
	if err != nil {
		return fmt.Errorf("key socket_group: %w", err)
	}
	gid, err := strconv.Atoi(g.Gid)
	if err != nil {
		return fmt.Errorf("key socket_group: the group %s has the id %q", group, g.Gid)
	}
	data := filepath.Dir(path)
	return errors.Join(os.Chown(data, -1, gid), os.Chmod(data, 0o710), os.Chown(path, -1, gid), os.Chmod(path, 0o660))
}

// visitor is the system user at the other end of a connection, by the kernel's word.
type visitor struct {
	name string
	own  bool // the agent's own user, or root
}

func caller(c net.Conn) visitor {
	v := visitor{name: "sconosciuto"}
	u, ok := c.(*net.UnixConn)
	if !ok {
		return v
	}
	raw, err := u.SyscallConn()
	if err != nil {
		return v
	}
	err = raw.Control(func(fd uintptr) {
		if cred, err := unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED); err == nil {
			v = visitor{userName(int(cred.Uid)), cred.Uid == 0 || int(cred.Uid) == os.Getuid()}
		}
	})
	if err != nil {
		return visitor{name: "sconosciuto"}
	}
	return v
}

// welcome reports whether a visitor may use commands: the agent's own user, or one whom the configuration names.
func (a *Agent) welcome(v visitor) bool {
	return v.own || slices.ContainsFunc(a.policy.Persone, func(p rules.Persona) bool { return p.Utente == v.name })
}

// userName is the login name of a system user, or its number.
func userName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return "uid " + strconv.Itoa(uid)
}

// Person is the actor of commands that this process runs by itself.
func Person() rules.Attore { return rules.Attore{Tipo: "persona", ID: userName(os.Getuid())} }

func (d *door) run(w http.ResponseWriter, r *http.Request) {
	var call Call
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 128<<20)).Decode(&call); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	who, _ := r.Context().Value(callerKey{}).(visitor)
	var out, errs bytes.Buffer
	reply := Reply{Files: map[string][]byte{}}
	a := d.a
	a.busy.Add(1)
	env := a.env(rules.Attore{Tipo: "persona", ID: who.name}, &out, &errs)
	env.Proprio, env.Files, env.Save = who.own, call.Files, func(name string, b []byte) error { reply.Files[name] = b; return nil }
	reply.Code = office.Run(r.Context(), env, call.Args)
	a.busy.Add(-1)
	reply.Out, reply.Err = out.Bytes(), errs.Bytes()
	wake(a.toSend)
	answer(w, reply)
}

// accesso records a looking of a command that reads the files beside the agent (export --all), under the caller's name.
func (d *door) accesso(w http.ResponseWriter, r *http.Request) {
	var seen rules.Accesso
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&seen); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	who, _ := r.Context().Value(callerKey{}).(visitor)
	err := d.a.input(r.Context(), rules.Consultato{Now: d.a.clock.Now(), Attore: rules.Attore{Tipo: "persona", ID: who.name}, Accesso: seen})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, struct{}{})
}

// resumed forgets a refused login and tries the mailbox again at once.
func (a *Agent) resumed() {
	if err := ClearRefused(a.cfg); err != nil {
		a.log.Error("accesso rifiutato non dimenticato", "perche", err)
	}
	a.avvisi.Riprendi()
	wake(a.retryMail)
}

func (d *door) status(w http.ResponseWriter, _ *http.Request) {
	a := d.a
	s := Status{Now: a.clock.Now(), Seq: a.store.Head().Size, Waiting: a.waiting.Load(), Busy: a.busy.Load() > 0, Rounds: a.rounds.Load(), Done: a.done.Load()}
	s.Console, _ = a.consoleURL.Load().(string)
	list, err := a.store.Pending(1)
	if err == nil {
		s.Pending = len(list)
		var c rules.Cursore
		c, err = a.store.Cursor(a.imap.Folder)
		s.UID = c.UID
	}
	if err == nil {
		var ready []rules.Lettera
		ready, err = a.lettere(rules.Pronte)
		s.Ready = len(ready)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, s)
}

// events gives the events from a sequence number on, one object a line.
func (d *door) events(w http.ResponseWriter, r *http.Request) {
	from, err := strconv.ParseInt(r.FormValue("from"), 10, 64)
	if err != nil {
		http.Error(w, "from: "+err.Error(), http.StatusBadRequest)
		return
	}
	enc := json.NewEncoder(w)
	err = d.a.store.Events(from, func(ev rules.Event) bool { return enc.Encode(ev) == nil })
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// clock moves a virtual clock; the machine's clock is not to be moved.
func (d *door) clock(w http.ResponseWriter, r *http.Request) {
	v, ok := d.a.clock.(*Virtual)
	if !ok {
		http.Error(w, "this agent runs on the machine's clock", http.StatusConflict)
		return
	}
	t, err := time.Parse(time.RFC3339, r.FormValue("t"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	v.Set(t)
	rounds := d.a.rounds.Load() // the next round sees the new time
	wake(d.a.toSend)
	answer(w, Status{Now: t, Rounds: rounds})
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// Remote is a client of a running agent's socket.
type Remote struct{ c *http.Client }

// Dial reaches the agent that runs on the data folder of cfg.
func Dial(cfg *config.Config) *Remote {
	return &Remote{c: &http.Client{Timeout: 5 * time.Minute, Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", Socket(cfg.Data))
	}}}}
}

// Run executes a command in the agent.
func (r *Remote) Run(ctx context.Context, call Call) (reply Reply, err error) {
	b, err := json.Marshal(call)
	if err != nil {
		return reply, err
	}
	err = r.do(ctx, "POST", "/run", bytes.NewReader(b), &reply)
	return reply, err
}

// accesso records a looking at personal data in the store of the agent.
func (r *Remote) accesso(ctx context.Context, seen rules.Accesso) error {
	b, err := json.Marshal(seen)
	if err != nil {
		return err
	}
	var nothing struct{}
	return r.do(ctx, "POST", "/accesso", bytes.NewReader(b), &nothing)
}

// Status asks how far the agent is.
func (r *Remote) Status(ctx context.Context) (s Status, err error) {
	err = r.do(ctx, "GET", "/status", nil, &s)
	return s, err
}

// SetClock moves the virtual clock.
func (r *Remote) SetClock(ctx context.Context, t time.Time) (s Status, err error) {
	err = r.do(ctx, "POST", "/clock?t="+t.UTC().Format(time.RFC3339), nil, &s)
	return s, err
}

// Events gives the events from a sequence number on.
func (r *Remote) Events(ctx context.Context, from int64) (list []rules.Event, err error) {
	err = r.stream(ctx, "/events?from="+strconv.FormatInt(from, 10), func(dec *json.Decoder) error {
		for dec.More() {
			var ev rules.Event
			if err := dec.Decode(&ev); err != nil {
				return err
			}
			list = append(list, ev)
		}
		return nil
	})
	return list, err
}
