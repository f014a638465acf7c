package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"pecagent/rules"
	"pecagent/store/cerca"
)

// The search index: blocks of package cerca below DIR/cerca, made from the log behind the commits, which it costs nothing. It may
// be deleted at any time. What the last events touched is in no block yet and is looked at one by one.

const (
	versioneRicerca = "2"                  // of the words (rules.Voce.Termini); another one makes the index anew
	codaRicerca     = 1024                 // entries of the smallest block
	cresce          = 8                    // so many blocks of one size become one of the next; there are three sizes
	codaMassima     = cresce * codaRicerca // touched entries that are remembered; past it the log is read again
)

// ricerca is the search index of an open store.
type ricerca struct {
	build sync.Mutex // one builder at a time

	mu     sync.RWMutex // guards what follows
	loaded bool
	seq    int64 // the last event whose entries are in a block or in coda
	blocks []bloccoFile
	coda   map[string]*inCoda // entries that events after the last block touched

	read sync.Mutex // guards what searches keep in coda
}

// inCoda is an entry that no block has as it is: seq is the last event that touched it, letta tells that words are those since.
type inCoda struct {
	seq    int64
	letta  bool
	esiste bool
	pos    cerca.Posizione
	parole []cerca.Parola // ascending
}

type bloccoFile struct {
	*cerca.Blocco
	path    string
	release func()
}

// nota keeps the index at the head of the log as events are recorded; one that has fallen behind catches up from the log.
func (x *ricerca) nota(events []rules.Event) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.loaded || len(events) == 0 || events[0].Seq != x.seq+1 || len(x.coda) >= codaMassima {
		return
	}
	x.tocca(events)
}

func (x *ricerca) tocca(events []rules.Event) {
	for _, e := range events {
		for _, ref := range rules.Toccate(e) {
			if ref != "" {
				x.coda[ref] = &inCoda{seq: e.Seq}
			}
		}
		x.seq = e.Seq
	}
}

// Indicizza brings the search index up to the head of the log; progress, where it is not nil, tells how many events are behind.
// The agent does it beside its work, whoever searches before he does.
func (s *Store) Indicizza(ctx context.Context, progress func(done, total int64)) error {
	x := &s.ricerca
	x.build.Lock()
	defer x.build.Unlock()
	if err := s.usable(); err != nil {
		return err
	}
	if err := s.apriRicerca(); err != nil {
		return err
	}
	if progress == nil {
		progress = func(_, _ int64) {}
	}
	for {
		from, size := x.stand()
		end, err := s.folded()
		if err != nil || from >= end && size < s.o.coda {
			return err
		}
		// Behind by much: larger blocks at once, less work over.
		limit := s.o.coda
		if large := limit * cresce * cresce; end-from > int64(4*large) {
			limit = large
		}
		if from < end {
			if err := s.avanza(ctx, from, end, limit, progress); err != nil {
				return err
			}
		}
		if err := s.scriviCoda(ctx, limit); err != nil {
			return err
		}
	}
}

func (x *ricerca) stand() (seq int64, coda int) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.seq, len(x.coda)
}

// folded is the last event whose entities can be read: the log may be an event ahead of it.
func (s *Store) folded() (int64, error) {
	snap, err := s.begin()
	if err != nil {
		return 0, err
	}
	defer s.end(snap)
	h, _, err := readHead(snap)
	return h.Seq, err
}

// avanza reads events after from, up to end or until their entries are limit.
func (s *Store) avanza(ctx context.Context, from, end int64, limit int, progress func(done, total int64)) error {
	x, n := &s.ricerca, 0
	err := s.Events(from+1, func(e rules.Event) bool {
		x.mu.Lock()
		if e.Seq == x.seq+1 {
			x.tocca([]rules.Event{e})
		}
		n = len(x.coda)
		x.mu.Unlock()
		progress(e.Seq, end)
		return e.Seq < end && n < limit && ctx.Err() == nil
	})
	return errors.Join(err, ctx.Err())
}

// scriviCoda makes a block of the touched entries once they are limit, and one larger block of the small ones behind it.
func (s *Store) scriviCoda(ctx context.Context, limit int) error {
	x := &s.ricerca
	x.mu.RLock()
	refs, seq, da := make([]string, 0, len(x.coda)), x.seq, int64(0)
	for ref := range x.coda {
		refs = append(refs, ref)
	}
	blocks := slices.Clone(x.blocks)
	x.mu.RUnlock()
	if len(refs) < limit {
		return nil
	}
	keep := len(blocks)
	for _, level := range []int{s.o.coda * cresce, s.o.coda * cresce * cresce} {
		n, i := len(refs), keep
		for i > 0 && blocks[i-1].Voci() < level {
			i--
			n += blocks[i].Voci()
		}
		if n >= level {
			keep = i
		}
	}
	for _, b := range blocks[keep:] {
		refs = append(refs, b.Refs()...)
	}
	slices.Sort(refs)
	refs = slices.Compact(refs)
	if keep > 0 {
		da = blocks[keep-1].A
	}
	b, err := s.componiBlocco(ctx, refs, da, seq)
	if err != nil {
		return err
	}
	return s.mettiBlocco(b, da, seq, keep)
}

// componiBlocco reads the entries as they are now and makes their block.
func (s *Store) componiBlocco(ctx context.Context, refs []string, da, a int64) ([]byte, error) {
	root, err := s.log.RootAt(a)
	if err != nil {
		return nil, err
	}
	voci := make([]cerca.Voce, 0, len(refs))
	for len(refs) > 0 { // short views, so that the index does not hold old versions for long
		n := min(len(refs), codaRicerca)
		err := s.View(func(ar rules.Archivio) error {
			for _, ref := range refs[:n] {
				v, ok := rules.VoceDi(ar, ref)
				if !ok {
					continue // erased, or of a message that is decided later: it comes with its verdict
				}
				p, err := cerca.PosizioneDi(ref, v.Quando())
				if err != nil {
					return err
				}
				voci = append(voci, cerca.Voce{Posizione: p, Parole: parole(v.Termini())})
			}
			return ctx.Err()
		})
		if err != nil {
			return nil, err
		}
		refs = refs[n:]
	}
	return cerca.Scrivi(voci, cerca.Copre{Da: da, A: a, Root: root}), nil
}

func parole(words []string) []cerca.Parola {
	list := make([]cerca.Parola, len(words))
	for i, w := range words {
		list[i] = cerca.ParolaDi(w)
	}
	return list
}

// mettiBlocco puts a block in the place of those after keep; entries touched meanwhile stay in the queue.
func (s *Store) mettiBlocco(b []byte, da, a int64, keep int) error {
	file, err := s.salvaBlocco(b, da, a)
	if err != nil {
		return err
	}
	x := &s.ricerca
	x.mu.Lock()
	defer x.mu.Unlock()
	old := x.blocks[keep:]
	x.blocks = append(slices.Clone(x.blocks[:keep]), file)
	maps.DeleteFunc(x.coda, func(_ string, c *inCoda) bool { return c.seq <= a })
	for _, o := range old {
		o.release()
		if o.path != "" && o.path != file.path {
			if err := os.Remove(o.path); err != nil {
				return fmt.Errorf("removing a block of the search index: %w", err)
			}
		}
	}
	return nil
}

// salvaBlocco writes a block and maps it. A crash on the way leaves a file that the next start does not take.
func (s *Store) salvaBlocco(b []byte, da, a int64) (f bloccoFile, err error) {
	if s.o.Memory {
		k, err := cerca.Leggi(b)
		return bloccoFile{k, "", func() {}}, err
	}
	if err := s.o.room(s.o.MinFree); err != nil {
		return f, err
	}
	path := filepath.Join(s.o.path("cerca"), fmt.Sprintf("%s-%020d-%020d", versioneRicerca, da, a))
	tmp := path + ".tmp"
	if err := scriviFile(tmp, b); err != nil {
		return f, fmt.Errorf("writing the search index: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return f, fmt.Errorf("writing the search index: %w", err)
	}
	return leggiBlocco(path)
}

func scriviFile(path string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

func leggiBlocco(path string) (f bloccoFile, err error) {
	file, err := os.Open(path)
	if err != nil {
		return f, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return f, err
	}
	if info.Size() == 0 {
		return f, fmt.Errorf("%w: it is empty", cerca.ErrBlocco)
	}
	b, err := unix.Mmap(int(file.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return f, fmt.Errorf("mapping the search index: %w", err)
	}
	release := func() { unix.Munmap(b) } // fails only for what was not mapped
	var k *cerca.Blocco
	err = senzaGuasto(func() (err error) { k, err = cerca.Leggi(b); return err })
	if err != nil {
		release()
		return f, err
	}
	return bloccoFile{k, path, release}, nil
}

// apriRicerca reads the blocks that are there: those of this version that follow each other from the first event on and were
// made from this log. Others are deleted.
func (s *Store) apriRicerca() error {
	x := &s.ricerca
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.loaded {
		return nil
	}
	x.coda = map[string]*inCoda{}
	if s.o.Memory {
		x.loaded = true
		return nil
	}
	names, err := filepath.Glob(filepath.Join(s.o.path("cerca"), "*"))
	if err != nil {
		return err
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(b, a) }) // of two that begin at one event the longer one first
	for next := true; next; {
		next = false
		for _, path := range names {
			if !strings.HasPrefix(filepath.Base(path), fmt.Sprintf("%s-%020d-", versioneRicerca, x.seq)) || strings.HasSuffix(path, ".tmp") {
				continue
			}
			if b, ok := s.prendiBlocco(path, x.seq); ok {
				x.blocks, x.seq, next = append(x.blocks, b), b.A, true
				break
			}
		}
	}
	for _, path := range names {
		if !slices.ContainsFunc(x.blocks, func(b bloccoFile) bool { return b.path == path }) {
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("removing a block of the search index: %w", err)
			}
		}
	}
	x.loaded = true
	return nil
}

func (s *Store) prendiBlocco(path string, da int64) (bloccoFile, bool) {
	b, err := leggiBlocco(path)
	if err != nil {
		s.o.Log.Warn("a block of the search index is not readable and is made again", "block", filepath.Base(path), "error", err)
		return b, false
	}
	if root, err := s.log.RootAt(b.A); b.Da != da || b.A <= da || b.A > s.log.Size() || err != nil || [32]byte(root) != b.Root {
		s.o.Log.Warn("a block of the search index is of another log and is made again", "block", filepath.Base(path))
		b.release()
		return b, false
	}
	return b, true
}

// senzaGuasto runs what reads mapped files; a page that the disk does not give is an error and not the end of the process.
func senzaGuasto(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: a page of the search index cannot be read: %v", unix.EIO, p)
		}
	}()
	return f()
}

// closeRicerca unmaps the blocks. Nobody searches any more.
func (s *Store) closeRicerca() {
	x := &s.ricerca
	x.build.Lock()
	defer x.build.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, b := range x.blocks {
		b.release()
	}
	x.blocks, x.loaded, x.seq = nil, false, 0
}

// ErrSegno: the mark of a page that Cerca was given is none.
var ErrSegno = errors.New("not the mark of a page")

// Pagina is a part of what a search found.
type Pagina struct {
	Voci []rules.Voce
	// Altre is how many more there are, to a few when Circa; Prossima is the mark of the next page, "" when there is none.
	Altre    int
	Circa    bool
	Prossima string
	// Lacune counts the entries of the interval that were recorded without a fact that is asked for (rules.Ricerca.Lacune).
	Lacune map[string]int
}

// Cerca finds messages and letters, the newest first: limit at most, after the mark of the page before. It brings the index up to
// the log first, and holds each entry against what it is now.
func (s *Store) Cerca(ctx context.Context, r rules.Ricerca, limit int, dopo string) (p Pagina, err error) {
	var after *cerca.Posizione
	if dopo != "" {
		at, err := cerca.Segno(dopo)
		if err != nil {
			return p, fmt.Errorf("%w: %w", ErrSegno, err)
		}
		after = &at
	}
	if err := s.Indicizza(ctx, nil); err != nil {
		return p, fmt.Errorf("bringing the search index up to date: %w", err)
	}
	d := cerca.Domanda{Parole: parole(r.Termini()), Dal: r.Dal, Al: r.Al, Dopo: after}
	folded, err := s.folded() // before the view, which knows as much or more
	if err != nil {
		return p, err
	}
	err = s.View(func(a rules.Archivio) error {
		for len(p.Voci) < limit && ctx.Err() == nil {
			list, more, exact, err := s.candidate(a, folded, d, limit)
			if err != nil {
				return err
			}
			p.Altre, p.Circa, p.Prossima = more, !exact, ""
			for i, at := range list {
				if v, ok := rules.VoceDi(a, at.Ref()); ok && r.Trova(v) {
					p.Voci = append(p.Voci, v)
				}
				if d.Dopo = &list[i]; len(p.Voci) == limit {
					p.Altre += len(list) - i - 1
					break
				}
			}
			if p.Altre == 0 {
				break
			}
		}
		if p.Altre > 0 {
			p.Prossima = d.Dopo.String()
		}
		p.Lacune, err = s.lacune(a, folded, r)
		return errors.Join(err, ctx.Err())
	})
	return p, err
}

// candidate asks all blocks, the newest first, and the entries that are in none yet.
func (s *Store) candidate(a rules.Archivio, folded int64, d cerca.Domanda, limit int) (list []cerca.Posizione, more int, exact bool, err error) {
	x := &s.ricerca
	x.mu.RLock()
	defer x.mu.RUnlock()
	out := cerca.NuovaRaccolta(limit)
	x.read.Lock()
	for ref, c := range x.coda {
		if !c.letta {
			if err := c.leggi(a, ref, folded); err != nil {
				x.read.Unlock()
				return nil, 0, false, err
			}
		}
		if c.esiste && d.Ha(c.pos, c.parole) {
			out.Metti(c.pos)
		}
	}
	x.read.Unlock()
	err = senzaGuasto(func() error {
		for _, b := range slices.Backward(x.blocks) {
			b.Cerca(d, out)
		}
		return nil
	})
	list, more, exact = out.Prime()
	return list, more, exact, err
}

// leggi keeps the words of an entry, unless it was touched after what the view is known to hold.
func (c *inCoda) leggi(a rules.Archivio, ref string, folded int64) error {
	v, ok := rules.VoceDi(a, ref)
	if c.esiste = ok; ok {
		at, err := cerca.PosizioneDi(ref, v.Quando())
		if err != nil {
			return err
		}
		c.pos, c.parole = at, parole(v.Termini())
		slices.Sort(c.parole)
	}
	c.letta = c.seq <= folded
	return nil
}

// lacune counts the entries of the interval that lack a fact.
func (s *Store) lacune(a rules.Archivio, folded int64, r rules.Ricerca) (map[string]int, error) {
	counts := map[string]int{}
	for _, w := range r.Lacune() {
		_, n, _, err := s.candidate(a, folded, cerca.Domanda{Parole: parole([]string{w}), Dal: r.Dal, Al: r.Al}, 0)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			counts[w] = n
		}
	}
	return counts, nil
}
