package store

import (
	"slices"
	"strings"
)

// chunkMax bounds a chunk of an ordered map: an insert moves at most this many entries.
const chunkMax = 256

// ordered is a sorted map of keys in chunks. A clone shares the chunks; whoever writes copies the chunk first, so
// a clone is a snapshot that costs one slice. A nil value is a value of its own (the overlay's tombstone).
type ordered struct {
	chunks []*chunk
	owner  *int // identity of this map: chunks of another owner are copied before they are written
}

type chunk struct {
	owner *int
	keys  []string
	vals  [][]byte
}

func newOrdered() *ordered { return &ordered{owner: new(int)} }

// clone gives a copy. Both copies may be written afterwards without touching the other.
func (m *ordered) clone() *ordered {
	m.owner = new(int) // what is shared now belongs to neither
	return &ordered{chunks: slices.Clone(m.chunks), owner: new(int)}
}

// find gives the chunk and the position where key is or would be.
func (m *ordered) find(key string) (c, i int, found bool) {
	c, _ = slices.BinarySearchFunc(m.chunks, key, func(ch *chunk, k string) int {
		return strings.Compare(ch.keys[len(ch.keys)-1], k)
	})
	if c == len(m.chunks) {
		return c, 0, false
	}
	i, found = slices.BinarySearch(m.chunks[c].keys, key)
	return c, i, found
}

func (m *ordered) get(key string) ([]byte, bool) {
	c, i, ok := m.find(key)
	if !ok {
		return nil, false
	}
	return m.chunks[c].vals[i], true
}

// own makes chunk c writable.
func (m *ordered) own(c int) *chunk {
	ch := m.chunks[c]
	if ch.owner != m.owner {
		ch = &chunk{owner: m.owner, keys: slices.Clone(ch.keys), vals: slices.Clone(ch.vals)}
		m.chunks[c] = ch
	}
	return ch
}

func (m *ordered) set(key string, val []byte) {
	c, i, found := m.find(key)
	if found {
		m.own(c).vals[i] = val
		return
	}
	if c == len(m.chunks) {
		if c == 0 {
			m.chunks = append(m.chunks, &chunk{owner: m.owner, keys: []string{key}, vals: [][]byte{val}})
			return
		}
		c--
		i = len(m.chunks[c].keys)
	}
	ch := m.own(c)
	ch.keys, ch.vals = slices.Insert(ch.keys, i, key), slices.Insert(ch.vals, i, val)
	if len(ch.keys) > chunkMax {
		m.split(c)
	}
}

func (m *ordered) split(c int) {
	ch, half := m.chunks[c], chunkMax/2
	right := &chunk{owner: m.owner, keys: slices.Clone(ch.keys[half:]), vals: slices.Clone(ch.vals[half:])}
	ch.keys, ch.vals = slices.Clip(ch.keys[:half]), slices.Clip(ch.vals[:half])
	m.chunks = slices.Insert(m.chunks, c+1, right)
}

func (m *ordered) remove(key string) {
	c, i, found := m.find(key)
	if !found {
		return
	}
	ch := m.own(c)
	ch.keys, ch.vals = slices.Delete(ch.keys, i, i+1), slices.Delete(ch.vals, i, i+1)
	if len(ch.keys) == 0 {
		m.chunks = slices.Delete(m.chunks, c, c+1)
	}
}

// scan calls f for the keys with the prefix in order. The map must not be written meanwhile; clone it first
// where that may happen.
func (m *ordered) scan(prefix string, f func(key string, val []byte) bool) {
	c, i, _ := m.find(prefix)
	for ; c < len(m.chunks); c, i = c+1, 0 {
		ch := m.chunks[c]
		for ; i < len(ch.keys); i++ {
			if !strings.HasPrefix(ch.keys[i], prefix) || !f(ch.keys[i], ch.vals[i]) {
				return
			}
		}
	}
}

// from gives a cursor at the first key with the prefix.
func (m *ordered) from(prefix string) *cursor {
	c, i, _ := m.find(prefix)
	return &cursor{m: m, prefix: prefix, c: c, i: i}
}

// cursor walks the keys with a prefix.
type cursor struct {
	m      *ordered
	prefix string
	c, i   int
}

// peek gives the entry under the cursor; ok is false at the end.
func (u *cursor) peek() (key string, val []byte, ok bool) {
	if u.c < len(u.m.chunks) && u.i == len(u.m.chunks[u.c].keys) {
		u.c, u.i = u.c+1, 0
	}
	if u.c >= len(u.m.chunks) {
		return "", nil, false
	}
	ch := u.m.chunks[u.c]
	if !strings.HasPrefix(ch.keys[u.i], u.prefix) {
		return "", nil, false
	}
	return ch.keys[u.i], ch.vals[u.i], true
}

func (u *cursor) next() { u.i++ }
