package log

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"golang.org/x/sys/unix"

	"pecagent/store/failpoint"
)

var (
	// ErrCut: the log is shorter than its checkpoint says.
	ErrCut = errors.New("the log is cut: it is shorter than its signed checkpoint")
	// ErrChanged: a frame's bytes or place were changed.
	ErrChanged = errors.New("the log was changed")
	// ErrFork: the log is whole, but not the one that the checkpoint signed.
	ErrFork = errors.New("the log tells another history than its signed checkpoint")
	// ErrCheckpoint: the checkpoint or its key is missing, unreadable or not ours.
	ErrCheckpoint = errors.New("the checkpoint of the log cannot be trusted")
	// ErrNewer: the store was written by a later version, which may mean by it what this one does not know.
	ErrNewer = errors.New("the store was written by a newer version of pecagent; nothing was changed. Install that version again, or restore a backup made before the upgrade into another folder")
	// ErrFatal: the disk reported an error while making the log durable; the process must stop.
	ErrFatal = errors.New("disk error while making the log durable")
)

// Options say where a log is.
type Options struct {
	Dir  string                         // data folder: holds log, log.checkpoint, log.tree and chiavi/
	Wrap func(name string, f File) File // injects faults in tests; may be nil
}

// disk keeps the checkpoint, and the log that Erase writes.
type disk interface {
	readCheckpoint() ([]byte, error) // nil when there is none
	writeCheckpoint(b []byte) error
	newLog() (File, error) // an empty log beside the one in use
	takeNewLog() error     // puts it in its place, durably
}

// Log is an open log. Append is called by one goroutine at a time; reading goes on beside it.
type Log struct {
	disk   disk
	signer note.Signer
	verify note.Verifier
	vkey   string
	cache  *hashCache

	mu      sync.RWMutex
	f       File
	old     []File // logs of before an erasure: they may be read still
	tree    tree
	offsets []int64 // of the frame of seq i+1
	end     int64   // where the next frame goes
	torn    int64   // bytes beyond end that Repair cuts off
	head    []byte  // the checkpoint as signed
	fatal   error
	signed  int64 // size the checkpoint on disk vouches for
}

// Head is where a log stands.
type Head struct {
	Size       int64
	Root       tlog.Hash
	Checkpoint string
}

// Entry is one event to append.
type Entry struct {
	Event []byte // JSON
	More  bool   // more events of the same decision follow
}

// Exists reports whether the folder holds a log or the checkpoint of one.
func Exists(dir string) (bool, error) {
	for _, name := range []string{"log", "log.checkpoint"} {
		_, err := os.Stat(filepath.Join(dir, name))
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return false, fmt.Errorf("looking for the log: %w", err)
		}
	}
	return false, nil
}

// Open opens the log of the folder, or creates it when there is neither a log nor a checkpoint, and verifies
// every frame. It writes nothing to an existing log but its caches: a torn tail is found (Torn) and cut by Repair.
// The caller holds the store's lock.
func Open(o Options) (*Log, error) {
	if o.Wrap == nil {
		o.Wrap = func(_ string, f File) File { return f }
	}
	exists, err := Exists(o.Dir)
	if err != nil {
		return nil, err
	}
	skey, err := loadKey(o.Dir, !exists)
	if err != nil {
		return nil, err
	}
	d := osDisk{dir: o.Dir, wrap: o.Wrap}
	if !exists {
		if err := WriteFile(filepath.Join(o.Dir, "log"), []byte(header), 0o600, o.Wrap); err != nil {
			return nil, fmt.Errorf("creating the log: %w", err)
		}
	}
	if err := os.Remove(filepath.Join(o.Dir, rewritten)); err != nil && !errors.Is(err, fs.ErrNotExist) { // of an erasure that did not end
		return nil, fmt.Errorf("removing a log that was not finished: %w", err)
	}
	f, err := openFile(o, "log")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: the file log is missing", ErrCut)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the log: %w", err)
	}
	c, err := os.OpenFile(filepath.Join(o.Dir, "log.tree"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("opening the cache of tree hashes: %w", err)
	}
	l, err := open(f, osFile{c}, d, skey)
	if err != nil {
		return nil, err
	}
	if err := healPublicKey(o.Dir, l.vkey); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func openFile(o Options, name string) (File, error) {
	f, err := os.OpenFile(filepath.Join(o.Dir, name), os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return o.Wrap(name, osFile{f}), nil
}

// Memory gives an empty log without files and with a key of its own.
func Memory() (*Log, error) {
	skey, _, err := generateKey()
	if err != nil {
		return nil, err
	}
	return open(&memFile{b: []byte(header)}, &memFile{}, &memDisk{}, skey)
}

func open(f, cache File, d disk, skey string) (*Log, error) {
	l := &Log{f: f, disk: d}
	err := l.load(cache, skey)
	if err != nil {
		f.Close()
		cache.Close()
		return nil, err
	}
	return l, nil
}

func (l *Log) load(cache File, skey string) (err error) {
	if l.vkey, err = publicKey(skey); err != nil {
		return err
	}
	if l.signer, l.verify, err = signer(skey, l.vkey); err != nil {
		return err
	}
	if l.cache, err = newHashCache(cache); err != nil {
		return err
	}
	size, root, err := l.readCheckpoint()
	if err != nil {
		return err
	}
	if err := l.scan(size, root); err != nil {
		return err
	}
	return l.cache.flush()
}

// readCheckpoint gives the signed size and root. A missing checkpoint counts as size 0: scan refuses it as soon
// as there is a single event.
func (l *Log) readCheckpoint() (int64, tlog.Hash, error) {
	b, err := l.disk.readCheckpoint()
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	if b == nil {
		return 0, emptyRoot(), nil
	}
	l.head = b
	return ParseCheckpoint(b, l.verify)
}

type osDisk struct {
	dir  string
	wrap func(name string, f File) File
}

func (d osDisk) readCheckpoint() ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(d.dir, "log.checkpoint"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the checkpoint: %w", err)
	}
	if b == nil {
		b = []byte{} // an empty file is not a missing one
	}
	return b, nil
}

func (d osDisk) writeCheckpoint(b []byte) error {
	return WriteFile(filepath.Join(d.dir, "log.checkpoint"), b, 0o644, d.wrap)
}

// Append writes the events under the next sequence numbers and signs the new head. On return they are durable.
// The last entry must end its decision. An error that is not ErrFatal means that nothing was appended; after
// ErrFatal the events may or may not be found by the next Open, and every later Append or Repair gives ErrFatal.
func (l *Log) Append(entries []Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.fatal != nil:
		return l.fatal
	case l.torn > 0:
		return fmt.Errorf("%w: its torn end was not repaired", ErrChanged)
	case len(entries) == 0:
		return nil
	case entries[len(entries)-1].More:
		return errors.New("a decision without its last event") // signed, it would be a log that no Open accepts
	}
	t := l.tree.clone()
	buf, offsets, err := l.encode(&t, entries)
	if err != nil {
		return err
	}
	if err := l.write(buf); err != nil {
		return err
	}
	head, err := signCheckpoint(l.signer, t.n, t.root())
	if err == nil {
		err = l.disk.writeCheckpoint(head)
	}
	if err != nil {
		return l.die("writing the checkpoint", err)
	}
	l.tree, l.offsets, l.end = t, append(l.offsets, offsets...), l.end+int64(len(buf))
	l.head, l.signed = head, t.n
	return nil
}

// encode makes the frames, adds their leaves to t and puts the new hashes into the cache.
func (l *Log) encode(t *tree, entries []Entry) (buf []byte, offsets []int64, err error) {
	at := tlog.StoredHashCount(t.n)
	var hashes []tlog.Hash
	for _, e := range entries {
		if len(e.Event) > maxFrame-fixedSize {
			return nil, nil, fmt.Errorf("an event of %d bytes is too large for the log", len(e.Event))
		}
		var salt [saltSize]byte
		if _, err := rand.Read(salt[:]); err != nil {
			return nil, nil, fmt.Errorf("making a salt: %w", err)
		}
		var flags byte
		if e.More {
			flags = flagMore
		}
		offsets = append(offsets, l.end+int64(len(buf)))
		buf = appendFrame(buf, flags, t.n+1, salt, e.Event)
		d := Digest(salt[:], e.Event)
		hashes = append(hashes, t.add(tlog.RecordHash(d[:]))...)
	}
	return buf, offsets, l.cache.put(at, hashes)
}

// write appends the bytes and makes them durable. A write that fails on a full disk is taken back.
func (l *Log) write(buf []byte) error {
	if _, err := l.f.WriteAt(buf, l.end); err != nil {
		if errors.Is(err, unix.EIO) {
			return l.die("writing the log", err)
		}
		if e := l.f.Truncate(l.end); e != nil {
			return l.die("taking back a failed write", errors.Join(err, e))
		}
		return fmt.Errorf("writing the log: %w", err)
	}
	failpoint.Hit("log.append.written")
	if err := l.f.Sync(); err != nil {
		return l.die("syncing the log", err)
	}
	failpoint.Hit("log.append.synced")
	return nil
}

func (l *Log) die(doing string, err error) error {
	l.fatal = fmt.Errorf("%w: %s: %w", ErrFatal, doing, err)
	return l.fatal
}

// Torn gives the number of bytes that a crash left beyond the last whole decision.
func (l *Log) Torn() int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.torn
}

// Repair cuts off the torn end and signs the head again when it is behind the log. Call it once after Open.
func (l *Log) Repair() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fatal != nil {
		return l.fatal
	}
	if l.torn == 0 && l.head != nil && l.signed == l.tree.n {
		return nil
	}
	if err := l.f.Truncate(l.end); err != nil {
		return fmt.Errorf("cutting off the torn end of the log: %w", err)
	}
	if err := l.f.Sync(); err != nil {
		return l.die("syncing the log", err)
	}
	head, err := signCheckpoint(l.signer, l.tree.n, l.tree.root())
	if err == nil {
		err = l.disk.writeCheckpoint(head)
	}
	if err != nil {
		return l.die("writing the checkpoint", err)
	}
	l.torn, l.head, l.signed = 0, head, l.tree.n
	return nil
}

// Close closes the files. Everything acknowledged is durable already.
func (l *Log) Close() error {
	errs := []error{l.f.Close(), l.cache.f.Close()}
	for _, f := range l.old {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}
