package rules

import (
	"maps"
	"slices"
	"sort"
	"strings"
)

// Memoria is an Archivio in memory, for inspect, demonstrations, replays and tests. It is not for concurrent
// use. The bytes given to Set and got from Get are shared, as nobody changes them.
type Memoria struct {
	m map[string][]byte
	// blocks hold the keys in ascending order, at most maxBlocco in each and never none, so that a new key
	// among many thousands moves few others.
	blocks [][]string
}

const maxBlocco = 512

// NewMemoria gives an empty archive.
func NewMemoria() *Memoria { return &Memoria{m: map[string][]byte{}} }

// Clone gives a copy that changes independently.
func (a *Memoria) Clone() *Memoria {
	c := &Memoria{m: maps.Clone(a.m), blocks: make([][]string, len(a.blocks))}
	for i, b := range a.blocks {
		c.blocks[i] = slices.Clone(b)
	}
	return c
}

// Get gives the value of a key, nil when there is none.
func (a *Memoria) Get(key string) []byte { return a.m[key] }

// Set stores a value.
func (a *Memoria) Set(key string, value []byte) {
	if _, ok := a.m[key]; !ok {
		a.insert(key)
	}
	a.m[key] = value
}

// Delete removes a key; a missing key is no error.
func (a *Memoria) Delete(key string) {
	if _, ok := a.m[key]; !ok {
		return
	}
	delete(a.m, key)
	i, j := a.find(key)
	a.blocks[i] = slices.Delete(a.blocks[i], j, j+1)
	if len(a.blocks[i]) == 0 {
		a.blocks = slices.Delete(a.blocks, i, i+1)
	}
}

// find gives the block and the place in it of the first key not below key; the block may be past the last.
func (a *Memoria) find(key string) (i, j int) {
	i = sort.Search(len(a.blocks), func(i int) bool { b := a.blocks[i]; return b[len(b)-1] >= key })
	if i < len(a.blocks) {
		j = sort.SearchStrings(a.blocks[i], key)
	}
	return i, j
}

func (a *Memoria) insert(key string) {
	i, j := a.find(key)
	if i == len(a.blocks) {
		if i == 0 {
			a.blocks = append(a.blocks, []string{key})
			return
		}
		i--
		j = len(a.blocks[i])
	}
	b := slices.Insert(a.blocks[i], j, key)
	a.blocks[i] = b
	if len(b) > maxBlocco {
		half := len(b) / 2
		a.blocks[i] = slices.Clone(b[:half])
		a.blocks = slices.Insert(a.blocks, i+1, slices.Clone(b[half:]))
	}
}

// Scan calls f for each key with the prefix in ascending byte order until f gives false. f may change the
// archive: keys that are new since the scan began are not seen, nor are keys that are gone.
func (a *Memoria) Scan(prefix string, f func(key string, value []byte) bool) {
	for _, k := range a.chiavi(prefix) {
		if v, ok := a.m[k]; ok && !f(k, v) {
			return
		}
	}
}

// chiavi gives the keys with a prefix, ascending.
func (a *Memoria) chiavi(prefix string) []string {
	var found []string
	i, j := a.find(prefix)
	for ; i < len(a.blocks); i, j = i+1, 0 {
		for _, k := range a.blocks[i][j:] {
			if !strings.HasPrefix(k, prefix) {
				return found
			}
			found = append(found, k)
		}
	}
	return found
}

// Uguale reports whether two archives hold the same keys and bytes.
func (a *Memoria) Uguale(b *Memoria) bool {
	return maps.EqualFunc(a.m, b.m, func(x, y []byte) bool { return string(x) == string(y) })
}
