package raw

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Memory keeps messages in memory, for inspect and for tests of other packages.
type Memory struct {
	mu sync.RWMutex
	m  map[string][]byte
}

// NewMemory gives an empty Memory.
func NewMemory() *Memory { return &Memory{m: map[string][]byte{}} }

// Put keeps the messages; the slices must not change afterwards.
func (d *Memory) Put(_ context.Context, msgs [][]byte) ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	shas := make([]string, len(msgs))
	for i, m := range msgs {
		sum := sha256.Sum256(m)
		shas[i] = hex.EncodeToString(sum[:])
		d.m[shas[i]] = m
	}
	return shas, nil
}

// Get gives the bytes that were put, or ErrMissing.
func (d *Memory) Get(sha string) ([]byte, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	b, ok := d.m[sha]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrMissing, sha)
	}
	return b, nil
}

// Has reports whether the message is there.
func (d *Memory) Has(sha string) (bool, error) {
	_, err := d.Get(sha)
	return err == nil, nil
}

// Remove forgets a message.
func (d *Memory) Remove(sha string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.m, sha)
	return nil
}

// Walk calls f with every SHA-256 in ascending order until f gives false.
func (d *Memory) Walk(f func(sha string) bool) error {
	d.mu.RLock()
	keys := slices.Sorted(maps.Keys(d.m))
	d.mu.RUnlock()
	for _, k := range keys {
		if !f(k) {
			break
		}
	}
	return nil
}

// Close does nothing.
func (d *Memory) Close() error { return nil }
