package raw

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"pecagent/store/failpoint"
)

var (
	// ErrMissing: no file of that name.
	ErrMissing = errors.New("raw message missing")
	// ErrDamaged: the file's bytes do not hash to its name.
	ErrDamaged = errors.New("raw message damaged: its bytes do not match its SHA-256")
	// ErrFatal: the disk reported an error while making data durable; the process must stop.
	ErrFatal = errors.New("disk error while making messages durable")
)

// Dir is a folder of messages. Its methods may be called from several goroutines.
type Dir struct {
	path     string
	root     *os.File // kept open so that syncfs reports every write-back error since Open
	sync     func(fd int) error
	replaced func(sha string)
}

// Open opens or creates the folder and clears leftovers of a crash from its tmp. The caller holds the store's lock.
func Open(path string) (*Dir, error) {
	for _, sub := range []string{"sha256", "tmp"} {
		if err := os.MkdirAll(filepath.Join(path, sub), 0o700); err != nil {
			return nil, fmt.Errorf("creating the folder of raw messages: %w", err)
		}
	}
	root, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the folder of raw messages: %w", err)
	}
	d := &Dir{path: path, root: root, sync: unix.Syncfs, replaced: func(string) {}}
	if err := d.clearTmp(); err != nil {
		root.Close()
		return nil, err
	}
	return d, nil
}

// Reader opens the folder for reading alone, beside a process that has it open: nothing is created or cleared, and Put is
// not to be called.
func Reader(path string) (*Dir, error) {
	root, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the folder of raw messages: %w", err)
	}
	return &Dir{path: path, root: root, sync: unix.Syncfs, replaced: func(string) {}}, nil
}

// OnReplaced sets a function that is told the SHA-256 of each damaged file that Put replaced by good bytes.
// Call it before the first Put.
func (d *Dir) OnReplaced(f func(sha string)) { d.replaced = f }

// Close releases the folder.
func (d *Dir) Close() error { return d.root.Close() }

func (d *Dir) clearTmp() error {
	list, err := os.ReadDir(filepath.Join(d.path, "tmp"))
	if err != nil {
		return fmt.Errorf("reading leftovers of raw messages: %w", err)
	}
	for _, e := range list {
		if err := os.Remove(filepath.Join(d.path, "tmp", e.Name())); err != nil {
			return fmt.Errorf("removing a leftover of raw messages: %w", err)
		}
	}
	return nil
}

// Put stores the messages and returns their SHA-256 in the order given. On return all are durable. Calling it
// again with the same bytes changes nothing. On an error nothing is promised about any of them; on ErrFatal the
// process must stop and not retry.
func (d *Dir) Put(ctx context.Context, msgs [][]byte) ([]string, error) {
	shas := make([]string, len(msgs))
	for i, m := range msgs {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("storing raw messages: %w", err)
		}
		sum := sha256.Sum256(m)
		shas[i] = hex.EncodeToString(sum[:])
		if err := d.putOne(shas[i], m); err != nil {
			return nil, err
		}
	}
	if len(msgs) == 0 {
		return shas, nil
	}
	failpoint.Hit("raw.put.renamed")
	if err := d.sync(int(d.root.Fd())); err != nil {
		return nil, fmt.Errorf("%w: syncfs: %w", ErrFatal, err)
	}
	failpoint.Hit("raw.put.synced")
	return shas, nil
}

func (d *Dir) putOne(sha string, m []byte) error {
	_, release, err := d.Map(sha)
	if err == nil {
		release()
	}
	damaged := errors.Is(err, ErrDamaged)
	if err == nil || !damaged && !errors.Is(err, ErrMissing) {
		return err
	}
	if err := d.write(sha, m); err != nil {
		return err
	}
	if damaged {
		d.replaced(sha)
	}
	return nil
}

func (d *Dir) write(sha string, m []byte) (err error) {
	f, err := os.CreateTemp(filepath.Join(d.path, "tmp"), sha[:16]+"-*")
	if err != nil {
		return fmt.Errorf("creating a file for raw message %s: %w", sha, err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name()) // best effort: what stays is cleared at the next Open
		}
	}()
	if _, err := f.Write(m); err != nil {
		f.Close()
		return writeError(sha, err)
	}
	if err := f.Chmod(0o400); err != nil {
		f.Close()
		return fmt.Errorf("making raw message %s read-only: %w", sha, err)
	}
	if err := f.Close(); err != nil {
		return writeError(sha, err)
	}
	failpoint.Hit("raw.put.written")
	dst := d.file(sha)
	if err := os.MkdirAll(filepath.Dir(dst), 0o700); err != nil {
		return fmt.Errorf("creating a folder for raw message %s: %w", sha, err)
	}
	if err := os.Rename(f.Name(), dst); err != nil {
		return fmt.Errorf("naming raw message %s: %w", sha, err)
	}
	return nil
}

// writeError tells a disk that fails (EIO) from one that is full: the first is fatal, the second is not.
func writeError(sha string, err error) error {
	if errors.Is(err, unix.EIO) {
		return fmt.Errorf("%w: writing %s: %w", ErrFatal, sha, err)
	}
	return fmt.Errorf("writing raw message %s: %w", sha, err)
}

// Get reads a message and checks it against its SHA-256: it returns exactly the bytes that were put, or
// ErrMissing, ErrDamaged or an I/O error.
func (d *Dir) Get(sha string) ([]byte, error) {
	if !valid(sha) {
		return nil, fmt.Errorf("%w: %q is no SHA-256", ErrMissing, sha)
	}
	b, err := os.ReadFile(d.file(sha))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrMissing, sha)
	}
	if err != nil {
		return nil, fmt.Errorf("reading raw message %s: %w", sha, err)
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != sha {
		return nil, fmt.Errorf("%w: %s", ErrDamaged, sha)
	}
	return b, nil
}

// Has reports whether a file of that name exists, without reading it.
func (d *Dir) Has(sha string) (bool, error) {
	if !valid(sha) {
		return false, nil
	}
	_, err := os.Stat(d.file(sha))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for raw message %s: %w", sha, err)
	}
	return true, nil
}

// Remove deletes a message for good and durably; one that is not there is no error. It is for erasures that people decided.
func (d *Dir) Remove(sha string) error {
	if !valid(sha) {
		return fmt.Errorf("%q is no SHA-256", sha)
	}
	if err := os.Remove(d.file(sha)); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return fmt.Errorf("deleting raw message %s: %w", sha, err)
	}
	if err := d.sync(int(d.root.Fd())); err != nil {
		return fmt.Errorf("%w: syncfs: %w", ErrFatal, err)
	}
	return nil
}

// Walk calls f with the SHA-256 of every file, in ascending order, until f gives false. The bytes are not read.
func (d *Dir) Walk(f func(sha string) bool) error {
	stop := errors.New("stop")
	err := filepath.WalkDir(filepath.Join(d.path, "sha256"), func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		sha, ok := strings.CutSuffix(e.Name(), ".eml")
		if e.IsDir() || !ok || !valid(sha) {
			return nil
		}
		if !f(sha) {
			return stop
		}
		return nil
	})
	if err != nil && !errors.Is(err, stop) {
		return fmt.Errorf("listing raw messages: %w", err)
	}
	return nil
}

func (d *Dir) file(sha string) string {
	return filepath.Join(d.path, "sha256", sha[:2], sha+".eml")
}

// valid keeps anything but a lower-case SHA-256 away from file names.
func valid(sha string) bool {
	if len(sha) != 2*sha256.Size {
		return false
	}
	return strings.Trim(sha, "0123456789abcdef") == ""
}
