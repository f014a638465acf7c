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
	m    map[string][]byte
	keys []string // ascending
}

// NewMemoria gives an empty archive.
func NewMemoria() *Memoria { return &Memoria{m: map[string][]byte{}} }

// Clone gives a copy that changes independently.
func (a *Memoria) Clone() *Memoria {
	return &Memoria{m: maps.Clone(a.m), keys: slices.Clone(a.keys)}
}

// Get gives the value of a key, nil when there is none.
func (a *Memoria) Get(key string) []byte { return a.m[key] }

// Set stores a value.
func (a *Memoria) Set(key string, value []byte) {
	if _, ok := a.m[key]; !ok {
		i := sort.SearchStrings(a.keys, key)
		a.keys = slices.Insert(a.keys, i, key)
	}
	a.m[key] = value
}

// Delete removes a key; a missing key is no error.
func (a *Memoria) Delete(key string) {
	if _, ok := a.m[key]; !ok {
		return
	}
	delete(a.m, key)
	i := sort.SearchStrings(a.keys, key)
	a.keys = slices.Delete(a.keys, i, i+1)
}

// Scan calls f for each key with the prefix in ascending byte order until f gives false. f may change the
// archive: it sees the keys as they were when the scan began.
func (a *Memoria) Scan(prefix string, f func(key string, value []byte) bool) {
	var found []string
	for _, k := range a.keys[sort.SearchStrings(a.keys, prefix):] {
		if !strings.HasPrefix(k, prefix) {
			break
		}
		found = append(found, k)
	}
	for _, k := range found {
		if v, ok := a.m[k]; ok && !f(k, v) {
			return
		}
	}
}

// Uguale reports whether two archives hold the same keys and bytes.
func (a *Memoria) Uguale(b *Memoria) bool {
	return maps.EqualFunc(a.m, b.m, func(x, y []byte) bool { return string(x) == string(y) })
}
