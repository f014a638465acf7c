package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"pecagent/agent"
	"pecagent/agent/config"
	"pecagent/agent/modulo"
	"pecagent/agent/office"
	"pecagent/agent/utenze"
	"pecagent/store"
)

// defaultConfig is where the configuration is looked for.
func defaultConfig() string {
	const here, system = "pecagent.toml", "/etc/pecagent/pecagent.toml"
	if _, err := os.Stat(here); errors.Is(err, os.ErrNotExist) {
		if _, err := os.Stat(system); err == nil {
			return system
		}
	}
	return here
}

// load reads the configuration and the files that it names; what is wrong with them is a usage error.
func load(path string) (*config.Config, error) {
	if path == "" {
		path = defaultConfig()
	}
	c, err := config.Load(path)
	if errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("%w; la prima installazione: pecagent setup", err)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	if _, err := c.Signatures(); err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	if _, err := c.Rules(); err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	if _, err := agent.Letters(c); err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	return c, nil
}

// cutConfig takes --config FILE out of the arguments.
func cutConfig(args []string) (path string, rest []string, err error) {
	for i := 0; i < len(args); i++ {
		name, value, has := strings.Cut(args[i], "=")
		if name != "--config" && name != "-config" {
			rest = append(rest, args[i])
			continue
		}
		if !has {
			if i++; i == len(args) {
				return "", nil, usage("--config vuole un file")
			}
			value = args[i]
		}
		path = value
	}
	return path, rest, nil
}

// runOffice runs a command of the office in this process when the store is free, else in the agent that owns it.
func runOffice(ctx context.Context, args []string, words int) int {
	name := strings.Join(args[:words], " ")
	if slices.ContainsFunc(args[words:], func(a string) bool { return a == "--help" || a == "-h" }) {
		return office.Run(ctx, &office.Env{Out: os.Stdout, Err: os.Stderr}, args) // needs no configuration
	}
	path, args, err := cutConfig(args)
	if err != nil {
		return exit(name, err)
	}
	cfg, err := load(path)
	if err != nil && name == "stop" { // sending is stopped whatever else is wrong: no letter, table or certificate is needed for it
		if path == "" {
			path = defaultConfig()
		}
		cfg, err = config.Load(path)
	}
	if err != nil {
		return exit(name, err)
	}
	if !office.Creates(name, len(args)-words) && !exists(cfg.Data) {
		return withoutStore(ctx, cfg, name, args)
	}
	if file, _ := office.MustBeNew(name, args[words:]); file != "" && esiste(file) {
		return exit(name, fmt.Errorf("%w: %s esiste già: una prova non prende il posto di un altro file", errUsage, file))
	}
	if office.RunsBeside(name) && leggibile(cfg.Data) {
		return besideOffice(ctx, cfg, name, args)
	}
	limit := time.Now().Add(lockWait)
	for {
		st, err := store.Open(store.Options{Dir: cfg.Data, MinFree: readReserve, Log: quiet()})
		if err == nil {
			code := localOffice(ctx, cfg, st, name, args)
			if err := errors.Join(st.Close(), giveBack(cfg.Data)); err != nil {
				return exit(name, err)
			}
			return code
		}
		if !errors.Is(err, store.ErrLocked) && !errors.Is(err, os.ErrPermission) {
			if words := store.Parole(err); name == "check store" && words != "" { // what it is asked for, where it looks for it
				v := office.Voce{Cosa: "archivio", Dice: words}
				reportError((&office.Env{Out: os.Stdout, Err: os.Stderr}).Mostra(v, slices.Contains(args, "--json")))
			}
			return exit(name, err)
		}
		code, err := remoteOffice(ctx, cfg, name, args, words)
		switch {
		case err == nil:
			return code
		case !errors.Is(err, agent.ErrNoAgent):
			return exit(name, err)
		case errors.Is(err, agent.ErrNoAgent) && !ours(cfg.Data):
			return exit(name, fmt.Errorf("l'archivio %s è di un altro utente e l'agente non è in funzione: avviarlo, o usare quell'utente", cfg.Data))
		case time.Now().After(limit):
			return exit(name, fmt.Errorf("l'archivio %s è in uso da un altro comando: riprovare fra poco", cfg.Data))
		}
		time.Sleep(50 * time.Millisecond) // another command has the store for a moment
	}
}

// withoutStore runs a command where there is no store yet: on an empty one in memory, so that looking makes nothing,
// and says so.
func withoutStore(ctx context.Context, cfg *config.Config, name string, args []string) int {
	st, err := store.Open(store.Options{Memory: true})
	if err != nil {
		return exit(name, err)
	}
	defer st.Close()
	fmt.Fprintf(os.Stderr, "pecagent: in %s non c'è ancora un archivio: lo creano members import, mode o run\n", cfg.Data)
	return max(localOffice(ctx, cfg, st, name, args), exitWrong)
}

// leggibile reports whether this user may read the log of the store.
func leggibile(data string) bool { return unix.Access(filepath.Join(data, "log"), unix.R_OK) == nil }

// besideOffice runs a command that only reads the files of the store, whether or not an agent has it open.
func besideOffice(ctx context.Context, cfg *config.Config, name string, args []string) int {
	policy, err := cfg.Rules()
	if err != nil {
		return exit(name, err)
	}
	trust, err := cfg.Signatures()
	if err != nil {
		return exit(name, err)
	}
	e := &office.Env{Config: cfg, Policy: policy, Trust: trust, Now: time.Now, Attore: agent.Person(), Out: os.Stdout, Err: os.Stderr}
	if terminale(os.Stderr) {
		e.Avanza = avanzamento(name)
	}
	return office.Run(ctx, e, args)
}

// avanzamento shows on the terminal how far long work is; the line is gone when it ends.
func avanzamento(name string) func(done, total int64) {
	var last time.Time
	return func(done, total int64) {
		switch now := time.Now(); {
		case done >= total:
			fmt.Fprint(os.Stderr, "\r\x1b[K")
		case now.Sub(last) > 200*time.Millisecond:
			last = now
			fmt.Fprintf(os.Stderr, "\r\x1b[K%s: evento %d di %d", name, done, total)
		}
	}
}

// lockWait is how long a command waits for another one to leave the store. readReserve is the free disk that a
// command of people needs: far less than the agent's, so that a full disk can be looked at and sending stopped.
const (
	lockWait    = 10 * time.Second
	readReserve = 16 << 20
)

// ours reports whether this user may write in the data folder.
func ours(data string) bool { return unix.Access(data, unix.W_OK) == nil }

// exists reports whether a store was ever made in the folder.
func exists(data string) bool {
	_, err := os.Stat(filepath.Join(data, "log"))
	return err == nil
}

func localOffice(ctx context.Context, cfg *config.Config, st *store.Store, name string, args []string) int {
	if name == "stop" {
		policy, err := config.Default().Rules()
		if err != nil {
			return exit(name, err)
		}
		return office.Run(ctx, &office.Env{Store: st, Config: cfg, Policy: policy, Now: time.Now, Attore: agent.Person(), Out: os.Stdout, Err: os.Stderr}, args)
	}
	policy, modelli, err := agent.Start(ctx, st, cfg, time.Now())
	if err != nil {
		return exit(name, err)
	}
	trust, err := cfg.Signatures()
	if err != nil {
		return exit(name, err)
	}
	firme, err := cfg.MemberSignatures()
	if err != nil {
		return exit(name, err)
	}
	people, err := utenze.Apri(utenze.Options{File: utenze.File(cfg.Data)})
	if err != nil {
		return exit(name, err)
	}
	return office.Run(ctx, &office.Env{Store: st, Config: cfg, Policy: policy, Modelli: modelli, Trust: trust, Utenze: people, Proprio: true, Firme: firme, Modulo: modulo.Lettore{}.Leggi, Now: time.Now,
		Attore: agent.Person(), Out: os.Stdout, Err: os.Stderr,
		Save:    salvaPer(name, cfg.Data),
		Resumed: func() { reportError(agent.ClearRefused(cfg)) }}, args)
}

// remoteOffice sends the command to the running agent, with the contents of the files it names.
func remoteOffice(ctx context.Context, cfg *config.Config, name string, args []string, words int) (int, error) {
	call := agent.Call{Args: args, Files: map[string][]byte{}}
	if office.ReadsFile(name) {
		for _, a := range args[words:] {
			if b, err := os.ReadFile(a); err == nil {
				call.Files[a] = b
			}
		}
	}
	r, err := agent.Dial(cfg).Run(ctx, call)
	if err != nil {
		return 0, err
	}
	if _, err := os.Stdout.Write(r.Out); err != nil {
		return 0, err
	}
	if _, err := os.Stderr.Write(r.Err); err != nil {
		return 0, err
	}
	save := salvaPer(name, cfg.Data)
	for file, b := range r.Files {
		if err := save(file, b); err != nil {
			return 0, err
		}
	}
	return r.Code, nil
}

// salva writes a file that a command gives, for its caller alone; the folder it names is made.
func salva(name string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o600)
}

// salvaPer is how the files of a command are written: nothing into the folder of the store, evidence never over a file that is there.
func salvaPer(command, data string) func(name string, b []byte) error {
	write := salva
	if _, fresh := office.MustBeNew(command, nil); fresh {
		write = salvaNuovo
	}
	return func(name string, b []byte) error {
		if within(data, name) {
			return fmt.Errorf("%s sta nella cartella dell'archivio (%s), dove scrive soltanto pecagent: scegliere un'altra cartella", name, data)
		}
		return write(name, b)
	}
}

// within reports whether a file lies in a folder, links followed as far as there is something.
func within(folder, name string) bool {
	real := func(path string) string {
		if p, err := filepath.Abs(path); err == nil {
			path = p
		}
		for rest := ""; ; {
			if p, err := filepath.EvalSymlinks(path); err == nil {
				return filepath.Join(p, rest)
			}
			if path == filepath.Dir(path) {
				return filepath.Join(path, rest)
			}
			path, rest = filepath.Dir(path), filepath.Join(filepath.Base(path), rest)
		}
	}
	rel, err := filepath.Rel(real(folder), real(name))
	return err == nil && rel != ".." && !strings.HasPrefix(rel, "../")
}

// salvaNuovo writes a file that must not exist.
func salvaNuovo(name string, b []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s esiste già: una prova non prende il posto di un altro file", name)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

func esiste(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

func reportError(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "pecagent: %v\n", err)
	}
}

// quiet logs only what is wrong: commands print their own results.
func quiet() *slog.Logger {
	return logger(slog.LevelError)
}
