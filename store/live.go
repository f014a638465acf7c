package store

import (
	"strings"
	"sync"
)

// livePrefixes are the keys that come and go all the time: the queue of messages to decide, open requests, letters
// and tasks. Badger keeps a deleted key until a compaction, and a scan steps over all of them: at 20,000 decided
// messages a decision took twelve times as long as at the first. So their living keys are mirrored in memory.
func livePrefixes() []string {
	return []string{foldPrefix + "q/", foldPrefix + "x/vive/", foldPrefix + "x/aperte/", foldPrefix + "x/compiti/",
		foldPrefix + "x/diffide/", foldPrefix + "x/flussi/", foldPrefix + "x/kitvivi/", foldPrefix + "x/campagne/"}
}

// liveEngine serves scans within the live prefixes from memory and passes all else on. The mirror is made from the
// engine at Open and follows each Update.
type liveEngine struct {
	engine
	mu   sync.Mutex
	live *ordered
}

func newLiveEngine(e engine) (*liveEngine, error) {
	l := &liveEngine{engine: e, live: newOrdered()}
	err := view(e, func(r reader) error {
		for _, p := range livePrefixes() {
			err := r.Scan(p, func(k string, v []byte) bool { l.live.set(k, v); return true })
			if err != nil {
				return err
			}
		}
		return nil
	})
	return l, err
}

func isLive(key string) bool {
	for _, p := range livePrefixes() {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}

// Begin pairs a view of the engine with the mirror of the same moment.
func (l *liveEngine) Begin() (snapshot, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, err := l.engine.Begin()
	if err != nil {
		return nil, err
	}
	return liveSnapshot{s, l.live.clone()}, nil
}

// Update holds the lock until the engine has committed, so that no view sees one without the other.
func (l *liveEngine) Update(f func(w writer) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	next := l.live.clone()
	if err := l.engine.Update(func(w writer) error { return f(liveWriter{w, next}) }); err != nil {
		return err
	}
	l.live = next
	return nil
}

type liveSnapshot struct {
	snapshot
	live *ordered
}

func (s liveSnapshot) Scan(prefix string, f func(key string, value []byte) bool) error {
	if isLive(prefix) {
		s.live.scan(prefix, f)
		return nil
	}
	return s.snapshot.Scan(prefix, f)
}

type liveWriter struct {
	writer
	live *ordered
}

func (w liveWriter) Set(key string, value []byte) error {
	if isLive(key) {
		v := append([]byte{}, value...)
		w.live.set(key, v)
	}
	return w.writer.Set(key, value)
}

func (w liveWriter) Delete(key string) error {
	if isLive(key) {
		w.live.remove(key)
	}
	return w.writer.Delete(key)
}
