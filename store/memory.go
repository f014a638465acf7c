package store

import "sync"

// memEngine is the engine without a disk: for inspect, for simulation, and as the model that Badger is held
// against in tests.
type memEngine struct {
	mu sync.Mutex
	m  *ordered
}

func newMemEngine() *memEngine { return &memEngine{m: newOrdered()} }

type memSnapshot struct{ m *ordered }

func (e *memEngine) Begin() (snapshot, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return memSnapshot{e.m.clone()}, nil
}

func (e *memEngine) Update(f func(w writer) error) error {
	e.mu.Lock()
	next := e.m.clone()
	e.mu.Unlock()
	if err := f(memWriter{next}); err != nil {
		return err
	}
	e.mu.Lock()
	e.m = next
	e.mu.Unlock()
	return nil
}

func (e *memEngine) Close() error { return nil }

func (s memSnapshot) Get(key string) ([]byte, error) {
	v, _ := s.m.get(key)
	return v, nil
}

func (s memSnapshot) Scan(prefix string, f func(key string, value []byte) bool) error {
	s.m.scan(prefix, f)
	return nil
}

func (s memSnapshot) Close() {}

type memWriter struct{ m *ordered }

func (w memWriter) Get(key string) ([]byte, error) {
	v, _ := w.m.get(key)
	return v, nil
}

func (w memWriter) Set(key string, value []byte) error {
	if value == nil {
		value = []byte{}
	}
	w.m.set(key, value)
	return nil
}

func (w memWriter) Delete(key string) error {
	w.m.remove(key)
	return nil
}
