package archivio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"pecagent/agent/config"
	"pecagent/rules"
	"pecagent/store"
)

// ErrNonVuota: a restore goes only into an empty folder.
var ErrNonVuota = errors.New("la cartella non è vuota: si ripristina solo in una cartella vuota")

// cantiere is where a restore works, within its folder.
const cantiere = ".ripristino"

// Ripristino is what a restore needs.
type Ripristino struct {
	File, Chiave, Dir string
	Attore            rules.Attore // the person
	Now               func() time.Time
}

// Restore unpacks a backup into an empty folder, builds the index again, verifies everything, and stops sending. On an error
// the folder is as empty as before. The manifest tells whose store it is and when it was copied.
func Restore(ctx context.Context, r Ripristino) (m Manifesto, err error) {
	if r.Now == nil {
		r.Now = time.Now
	}
	ids, err := Chiavi(r.Chiave)
	if err != nil {
		return m, err
	}
	f, err := os.Open(r.File)
	if err != nil {
		return m, fmt.Errorf("opening the backup: %w", err)
	}
	defer f.Close()
	made, err := prepara(r.Dir)
	if err != nil {
		return m, err
	}
	work := filepath.Join(r.Dir, cantiere)
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(work))
			if made {
				err = errors.Join(err, os.Remove(r.Dir))
			}
		}
	}()
	if m, err = read(ctx, f, ids, unpack{work}); err != nil {
		return m, err
	}
	if err = prova(ctx, work, m, r); err != nil {
		return m, err
	}
	if err = owner(r.Dir, work); err != nil {
		return m, err
	}
	return m, colloca(work, r.Dir)
}

// prepara makes the folder, or finds it empty but for what an interrupted restore left.
func prepara(dir string) (made bool, err error) {
	list, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		made = true
		err = os.MkdirAll(dir, 0o700)
	case err == nil && (len(list) > 1 || len(list) == 1 && list[0].Name() != cantiere):
		return false, fmt.Errorf("%s: %w", dir, ErrNonVuota)
	case err == nil:
		err = os.RemoveAll(filepath.Join(dir, cantiere))
	}
	if err == nil {
		err = os.Mkdir(filepath.Join(dir, cantiere), 0o700)
	}
	if err != nil {
		return made, fmt.Errorf("preparing the folder: %w", err)
	}
	return made, nil
}

// unpack writes the entries below a folder; names were checked against the few that a backup has.
type unpack struct{ dir string }

func (u unpack) take(name string, _ int64, r io.Reader) (err error) {
	switch name {
	case "LEGGIMI.txt":
		_, err := io.Copy(io.Discard, r)
		return err
	case configurazione:
		name = "pecagent.toml.copia" // for the eye: nobody reads a configuration from the data folder
	}
	p := filepath.Join(u.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Join(u.dir, filepath.FromSlash(dirOf(name))), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(p, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode(name))
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close()) // durable together, in prova
}

// mode is that of the store: messages are read-only.
func mode(name string) fs.FileMode {
	if rawName.MatchString(name) {
		return 0o400
	}
	return 0o600
}

// prova opens the store as the agent will, verifies log, messages and index, and writes into the log that sending stands still.
func prova(ctx context.Context, dir string, m Manifesto, r Ripristino) (err error) {
	if err := syncAll(dir); err != nil {
		return err
	}
	head, err := store.Rebuild(ctx, store.Options{Dir: dir, Now: r.Now})
	if err != nil {
		return fmt.Errorf("opening the restored store: %w", err)
	}
	if head.Size != m.Eventi || head.Root != m.Radice {
		return fmt.Errorf("%w: %d eventi con radice %s, il manifesto dice %d e %s", ErrIncompleta, head.Size, head.Root, m.Eventi, m.Radice)
	}
	st, err := store.Open(store.Options{Dir: dir, Now: r.Now})
	if err != nil {
		return fmt.Errorf("opening the restored store: %w", err)
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	problems, err := st.Verify(ctx, nil)
	if err != nil {
		return fmt.Errorf("verifying the restored store: %w", err)
	}
	for _, p := range problems {
		if len(m.Mancano) == 0 { // what the store lacked when it was copied is no fault of the copy
			return fmt.Errorf("%w: %s", ErrIncompleta, p)
		}
	}
	if err := ferma(ctx, st, m, r); err != nil {
		return fmt.Errorf("stopping the restored store: %w", err)
	}
	return store.MarkRestored(dir, m.Creata)
}

// ferma records, as a person's act, that all sending stands still.
func ferma(ctx context.Context, st *store.Store, m Manifesto, r Ripristino) error {
	policy, err := config.Default().Rules() // stopping depends on nothing of it
	if err != nil {
		return err
	}
	d, err := st.Commit(ctx, func(s rules.Snapshot) rules.Decision {
		modo := s.Stato.Modo
		modo.Fermo, modo.Perche = true, rules.FermoRipristinato+rules.Roma(m.Creata).Format("02/01/2006 15:04")+
			": pecagent run rilegge la casella, poi una persona riprende con pecagent resume"
		return rules.Decide(policy, s, rules.Commanded{Now: r.Now(), Attore: r.Attore, Modo: modo})
	})
	if err == nil && d.Errore != "" {
		err = errors.New(d.Errore)
	}
	return err
}

// syncAll makes everything below dir durable.
func syncAll(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(d.Fd())), d.Close())
}

// owner gives what root has unpacked to the owner of the folder.
func owner(dir, work string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 || st.Uid == 0 {
		return nil
	}
	return filepath.WalkDir(work, func(p string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(p, int(st.Uid), int(st.Gid))
	})
}

// colloca moves everything to its place, the log last: without it a folder is no store, and one with messages is refused.
func colloca(work, dir string) error {
	list, err := os.ReadDir(work)
	if err != nil {
		return err
	}
	for _, last := range []bool{false, true} {
		for _, e := range list {
			if (e.Name() == "log") != last {
				continue
			}
			if err := os.Rename(filepath.Join(work, e.Name()), filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
		if err := syncAll(dir); err != nil {
			return err
		}
	}
	return errors.Join(os.Remove(work), syncAll(dir))
}

// Quando is the moment of the backup as people in Italy read it.
func (m Manifesto) Quando() string { return rules.Roma(m.Creata).Format("02/01/2006 15:04") }
