package store

import "errors"

// errTooBig: the writes of one Update do not fit one transaction of the engine; fewer must be tried.
var errTooBig = errors.New("too many writes for one transaction")

// engine is the ordered key-value medium under the store. It holds nothing that the log and the raw files do not
// hold, except the counters of attempts. One goroutine writes at a time; snapshots may be read beside it.
type engine interface {
	// Begin gives a consistent read view that later Updates do not change. It must be closed.
	Begin() (snapshot, error)
	// Update makes the writes of f durable together, or none of them. Errors are f's, errTooBig or the medium's.
	Update(f func(w writer) error) error
	Close() error
}

// reader reads one state of the engine. Values must not be changed and stay valid until the snapshot is closed.
type reader interface {
	// Get gives the value of key, or nil when there is none.
	Get(key string) ([]byte, error)
	// Scan calls f for each key with the prefix in ascending byte order until f gives false.
	Scan(prefix string, f func(key string, value []byte) bool) error
}

// snapshot is a read view. Scans may nest.
type snapshot interface {
	reader
	Close()
}

// writer is what Update may do. Get sees the writes before it.
type writer interface {
	Get(key string) ([]byte, error)
	Set(key string, value []byte) error
	Delete(key string) error
}

// view runs f on a snapshot.
func view(e engine, f func(r reader) error) error {
	snap, err := e.Begin()
	if err != nil {
		return err
	}
	defer snap.Close()
	return f(snap)
}
