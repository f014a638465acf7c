package store

import (
	"errors"

	"pecagent/rules"
)

// Key space of the engine. What is under the first two is derived from the log alone and digested in the head.
const (
	foldPrefix    = "f" // rules.Apply's keys
	derivedPrefix = "d" // the store's own: dSHA, dConfig
	headKey       = "h" // one head record
	attemptPrefix = "a" // attempts to parse a message; outside the log

	dSHA    = derivedPrefix + "/sha/" // SHA-256 of every message that arrived
	dConfig = derivedPrefix + "/config"
)

var errReadOnly = errors.New("the archive of a view cannot be changed")

// overlay is a state that is not written yet: a read view and the changes on top of it. The first error of the
// medium is kept; from then on reads give nothing and nobody may use what was decided on them.
type overlay struct {
	base     reader
	dirty    *ordered // nil value: deleted
	gone     []string // keys of attempts to delete with the rest, outside the digest
	readOnly bool
	err      error
}

func newOverlay(base reader) *overlay { return &overlay{base: base, dirty: newOrdered()} }

func (o *overlay) fail(err error) {
	if o.err == nil {
		o.err = err
	}
}

func (o *overlay) get(key string) []byte {
	if v, ok := o.dirty.get(key); ok {
		return v
	}
	if o.err != nil {
		return nil
	}
	v, err := o.base.Get(key)
	if err != nil {
		o.fail(err)
		return nil
	}
	return v
}

func (o *overlay) set(key string, value []byte) {
	switch {
	case o.readOnly:
		o.fail(errReadOnly)
	case value == nil:
		o.dirty.set(key, []byte{})
	default:
		o.dirty.set(key, value)
	}
}

func (o *overlay) remove(key string) {
	if o.readOnly {
		o.fail(errReadOnly)
		return
	}
	o.dirty.set(key, nil)
}

// scan merges the view and the changes. f may change the overlay: it walks what was there when it began.
func (o *overlay) scan(prefix string, f func(key string, value []byte) bool) {
	if o.err != nil {
		return
	}
	d, stopped := o.dirty.clone().from(prefix), false
	// before passes on the changes that stand before key; "" passes on the rest.
	before := func(key string, all bool) bool {
		for {
			k, v, ok := d.peek()
			if !ok || !all && k >= key {
				return true
			}
			d.next()
			if v != nil && !f(k, v) {
				return false
			}
		}
	}
	err := o.base.Scan(prefix, func(k string, v []byte) bool {
		if stopped = !before(k, false); stopped {
			return false
		}
		if dk, dv, ok := d.peek(); ok && dk == k {
			d.next()
			stopped = dv != nil && !f(dk, dv)
		} else {
			stopped = !f(k, v)
		}
		return !stopped
	})
	if err != nil {
		o.fail(err)
	} else if !stopped {
		before("", true)
	}
}

// archivio is the overlay as rules sees it.
type archivio struct{ o *overlay }

var _ rules.Archivio = archivio{}

func (a archivio) Get(key string) []byte        { return a.o.get(foldPrefix + key) }
func (a archivio) Set(key string, value []byte) { a.o.set(foldPrefix+key, value) }
func (a archivio) Delete(key string)            { a.o.remove(foldPrefix + key) }
func (a archivio) Scan(prefix string, f func(key string, value []byte) bool) {
	a.o.scan(foldPrefix+prefix, func(k string, v []byte) bool { return f(k[len(foldPrefix):], v) })
}
