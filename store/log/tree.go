package log

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"golang.org/x/mod/sumdb/tlog"
)

// tree is the right edge of the Merkle tree: enough to add leaves and to know the root.
type tree struct {
	n    int64
	edge []tlog.Hash // one complete subtree for each 1 bit of n, largest first
}

// add adds a leaf and returns the hashes to store, in the order of tlog.StoredHashIndex.
func (t *tree) add(leaf tlog.Hash) []tlog.Hash {
	stored := []tlog.Hash{leaf}
	h := leaf
	for n := t.n; n&1 == 1; n >>= 1 {
		h = tlog.NodeHash(t.edge[len(t.edge)-1], h)
		t.edge = t.edge[:len(t.edge)-1]
		stored = append(stored, h)
	}
	t.edge = append(t.edge, h)
	t.n++
	return stored
}

// root is the tree hash (RFC 6962 §2.1).
func (t *tree) root() tlog.Hash {
	if t.n == 0 {
		return emptyRoot()
	}
	h := t.edge[len(t.edge)-1]
	for i := len(t.edge) - 2; i >= 0; i-- {
		h = tlog.NodeHash(t.edge[i], h)
	}
	return h
}

func (t *tree) clone() tree {
	return tree{n: t.n, edge: append([]tlog.Hash(nil), t.edge...)}
}

// hashCache holds the stored hashes of the tree for proofs. Nothing read from it is served unchecked.
type hashCache struct {
	f File
	w *bufio.Writer // while the log is scanned
}

func newHashCache(f File) (*hashCache, error) {
	if err := f.Truncate(0); err != nil {
		return nil, fmt.Errorf("emptying the cache of tree hashes: %w", err)
	}
	c := &hashCache{f: f}
	c.w = bufio.NewWriterSize(io.NewOffsetWriter(f, 0), 1<<16)
	return c, nil
}

// put writes hashes from index at on.
func (c *hashCache) put(at int64, hashes []tlog.Hash) error {
	b := make([]byte, 0, len(hashes)*tlog.HashSize)
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	var err error
	if c.w != nil {
		_, err = c.w.Write(b)
	} else {
		_, err = c.f.WriteAt(b, at*tlog.HashSize)
	}
	if err != nil {
		return fmt.Errorf("writing the cache of tree hashes: %w", err)
	}
	return nil
}

// flush ends the sequential writing of the scan.
func (c *hashCache) flush() error {
	if err := c.w.Flush(); err != nil {
		return fmt.Errorf("writing the cache of tree hashes: %w", err)
	}
	c.w = nil
	return nil
}

// ReadHashes implements tlog.HashReader.
func (c *hashCache) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if _, err := c.f.ReadAt(out[i][:], x*tlog.HashSize); err != nil {
			return nil, fmt.Errorf("reading the cache of tree hashes: %w", err)
		}
	}
	return out, nil
}

// File is what the log needs of a file; tests wrap it to inject faults.
type File interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Truncate(size int64) error
	Sync() error
	Size() (int64, error)
}

type osFile struct{ *os.File }

func (f osFile) Size() (int64, error) {
	i, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return i.Size(), nil
}
