package store

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
)

// engines are what the conformance suite runs on.
func engines(t *testing.T) map[string]engine {
	b, err := openBadger(t.TempDir(), slog.New(slog.DiscardHandler))
	must(t, err)
	m := newMemEngine()
	c, err := openBadger(t.TempDir(), slog.New(slog.DiscardHandler))
	must(t, err)
	l, err := newLiveEngine(c)
	must(t, err)
	t.Cleanup(func() { b.Close(); m.Close(); l.Close() })
	return map[string]engine{"badger": b, "memory": m, "live": l}
}

func set(t testing.TB, e engine, pairs ...string) {
	t.Helper()
	must(t, e.Update(func(w writer) error {
		for i := 0; i < len(pairs); i += 2 {
			if err := w.Set(pairs[i], []byte(pairs[i+1])); err != nil {
				return err
			}
		}
		return nil
	}))
}

func scanAll(t testing.TB, r reader, prefix string) (list []string) {
	t.Helper()
	must(t, r.Scan(prefix, func(k string, v []byte) bool { list = append(list, k+"="+string(v)); return true }))
	return list
}

func wantScan(t testing.TB, e engine, prefix string, want ...string) {
	t.Helper()
	must(t, view(e, func(r reader) error {
		if got := scanAll(t, r, prefix); !slices.Equal(got, want) {
			t.Errorf("scan %q: %q, want %q", prefix, got, want)
		}
		return nil
	}))
}

func TestEngineConformance(t *testing.T) {
	for name, f := range map[string]func(t *testing.T, e engine){
		"get and scan":       conformScan,
		"empty value":        conformEmptyValue,
		"delete":             conformDelete,
		"failed update":      conformAtomic,
		"snapshot":           conformSnapshot,
		"nested scans":       conformNested,
		"bytes in keys":      conformKeys,
		"own writes":         conformOwnWrites,
		"values are copies":  conformCopies,
		"stop within a scan": conformStop,
		"live keys":          conformLive,
	} {
		for kind, e := range engines(t) {
			t.Run(name+"/"+kind, func(t *testing.T) { f(t, e) })
		}
	}
}

func conformScan(t *testing.T, e engine) {
	set(t, e, "b/2", "2", "a", "0", "b/1", "1", "b/10", "10", "c", "3", "b", "x")
	wantScan(t, e, "b/", "b/1=1", "b/10=10", "b/2=2")
	wantScan(t, e, "", "a=0", "b=x", "b/1=1", "b/10=10", "b/2=2", "c=3")
	wantScan(t, e, "zz")
	set(t, e, "b/1", "neu")
	wantScan(t, e, "b/1", "b/1=neu", "b/10=10")
}

func conformEmptyValue(t *testing.T, e engine) {
	must(t, e.Update(func(w writer) error { return errors.Join(w.Set("k", nil), w.Set("l", []byte{})) }))
	must(t, view(e, func(r reader) error {
		for _, k := range []string{"k", "l"} {
			if v, err := r.Get(k); err != nil || v == nil || len(v) != 0 {
				t.Errorf("empty value of %s: %v, %v", k, v, err)
			}
		}
		if v, err := r.Get("m"); err != nil || v != nil {
			t.Errorf("missing key: %v, %v", v, err)
		}
		return nil
	}))
}

func conformDelete(t *testing.T, e engine) {
	set(t, e, "a", "1", "b", "2", "c", "3")
	must(t, e.Update(func(w writer) error { return errors.Join(w.Delete("b"), w.Delete("nie")) }))
	wantScan(t, e, "", "a=1", "c=3")
}

func conformAtomic(t *testing.T, e engine) {
	set(t, e, "a", "1")
	stop := errors.New("stop")
	err := e.Update(func(w writer) error {
		if err := errors.Join(w.Set("a", []byte("2")), w.Set("b", []byte("2")), w.Delete("a")); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatalf("error %v", err)
	}
	wantScan(t, e, "", "a=1")
}

func conformSnapshot(t *testing.T, e engine) {
	for i := range 600 {
		set(t, e, fmt.Sprintf("k%03d", i), "1")
	}
	snap, err := e.Begin()
	must(t, err)
	defer snap.Close()
	must(t, e.Update(func(w writer) error {
		for i := range 600 {
			k := fmt.Sprintf("k%03d", i)
			if i%3 == 0 {
				err = w.Delete(k)
			} else {
				err = errors.Join(w.Set(k, []byte("2")), w.Set(k+"x", []byte("2")))
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
	got := scanAll(t, snap, "k")
	if len(got) != 600 || got[0] != "k000=1" || got[599] != "k599=1" {
		t.Errorf("the snapshot changed: %d entries", len(got))
	}
	if v, err := snap.Get("k001x"); v != nil || err != nil {
		t.Errorf("a later key in the snapshot: %q, %v", v, err)
	}
}

func conformNested(t *testing.T, e engine) {
	set(t, e, "a1", "", "a2", "", "b1", "", "b2", "")
	must(t, view(e, func(r reader) error {
		n := 0
		return r.Scan("a", func(string, []byte) bool {
			must(t, r.Scan("b", func(string, []byte) bool { n++; return true }))
			return n < 100
		})
	}))
}

func conformKeys(t *testing.T, e engine) {
	set(t, e, "k\x00\x01", "1", "k\x00", "0", "k\xff\xff", "3", "k\xc3\xa0", "2", "l", "4")
	wantScan(t, e, "k", "k\x00=0", "k\x00\x01=1", "k\xc3\xa0=2", "k\xff\xff=3")
	wantScan(t, e, "k\xff", "k\xff\xff=3")
}

func conformOwnWrites(t *testing.T, e engine) {
	must(t, e.Update(func(w writer) error {
		must(t, w.Set("a", []byte("1")))
		if v, err := w.Get("a"); err != nil || string(v) != "1" {
			t.Errorf("own write: %q, %v", v, err)
		}
		must(t, w.Delete("a"))
		if v, err := w.Get("a"); err != nil || v != nil {
			t.Errorf("own deletion: %q, %v", v, err)
		}
		return nil
	}))
}

func conformCopies(t *testing.T, e engine) {
	set(t, e, "a", "1", "b", "2")
	var kept [][]byte
	must(t, view(e, func(r reader) error {
		return r.Scan("", func(_ string, v []byte) bool { kept = append(kept, v); return true })
	}))
	if len(kept) != 2 || string(kept[0]) != "1" || string(kept[1]) != "2" {
		t.Errorf("kept values: %q", kept)
	}
}

func conformStop(t *testing.T, e engine) {
	set(t, e, "a", "1", "b", "2", "c", "3")
	n := 0
	must(t, view(e, func(r reader) error { return r.Scan("", func(string, []byte) bool { n++; return n < 2 }) }))
	if n != 2 {
		t.Errorf("%d calls", n)
	}
}

// conformLive: the keys that an engine may mirror behave like all others, in views taken before and after.
func conformLive(t *testing.T, e engine) {
	set(t, e, "fq/1", "1", "fq/2", "2", "fx/vive/\x00L1", "")
	snap, err := e.Begin()
	must(t, err)
	defer snap.Close()
	must(t, e.Update(func(w writer) error { return errors.Join(w.Delete("fq/1"), w.Set("fq/3", []byte("3"))) }))
	if err := e.Update(func(w writer) error { must(t, w.Delete("fq/2")); return errReadOnly }); !errors.Is(err, errReadOnly) {
		t.Errorf("error %v", err)
	}
	wantScan(t, e, "fq/", "fq/2=2", "fq/3=3")
	wantScan(t, e, "f", "fq/2=2", "fq/3=3", "fx/vive/\x00L1=")
	if got := scanAll(t, snap, "fq/"); !slices.Equal(got, []string{"fq/1=1", "fq/2=2"}) {
		t.Errorf("an older view sees %q", got)
	}
}

// TestEnginesAgree does the same random work on both engines and on an overlay.
func TestEnginesAgree(t *testing.T) {
	list := engines(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		type step struct {
			key string
			val []byte
		}
		var steps []step
		for range 1 + rnd.IntN(40) {
			s := step{key: fmt.Sprintf("%s/%d", []string{"a", "b", "fq", "fx/vive"}[rnd.IntN(4)], rnd.IntN(300))}
			if rnd.IntN(3) > 0 {
				s.val = fmt.Append(nil, rnd.IntN(1000))
			}
			steps = append(steps, s)
		}
		prefix := []string{"", "a/", "b/1", "fq/", "fx/vive/2", "fx/v", "f"}[rnd.IntN(7)]
		var seen []string
		for _, kind := range []string{"badger", "memory", "live"} {
			e := list[kind]
			var over []string
			must(t, view(e, func(r reader) error {
				o := newOverlay(r)
				for _, s := range steps {
					if s.val == nil {
						o.remove(s.key)
					} else {
						o.set(s.key, s.val)
					}
				}
				o.scan(prefix, func(k string, v []byte) bool { over = append(over, k+"="+string(v)); return true })
				return o.err
			}))
			must(t, e.Update(func(w writer) error {
				for _, s := range steps {
					if s.val == nil {
						must(t, w.Delete(s.key))
					} else {
						must(t, w.Set(s.key, s.val))
					}
				}
				return nil
			}))
			must(t, view(e, func(r reader) error {
				got := scanAll(t, r, prefix)
				if !slices.Equal(got, over) {
					t.Fatalf("%s: overlay %q, engine %q", kind, over, got)
				}
				if seen != nil && !slices.Equal(got, seen) {
					t.Fatalf("engines differ: %q and %q", got, seen)
				}
				seen = got
				return nil
			}))
		}
	}
}

func TestBadgerSaysTooBig(t *testing.T) {
	e := engines(t)["badger"]
	err := e.Update(func(w writer) error {
		for i := range 100_000 {
			if err := w.Set(fmt.Sprint(i), make([]byte, 100)); err != nil {
				return err
			}
		}
		return nil
	})
	if !errors.Is(err, errTooBig) {
		t.Fatalf("error %v", err)
	}
	wantScan(t, e, "")
}

func TestOverlayScanMayBeChangedByItsCallback(t *testing.T) {
	e := newMemEngine()
	set(t, e, "a", "1", "c", "3")
	must(t, view(e, func(r reader) error {
		o := newOverlay(r)
		o.set("b", []byte("2"))
		var keys []string
		o.scan("", func(k string, _ []byte) bool {
			keys = append(keys, k)
			o.remove(k)
			o.set(k+"x", nil)
			return true
		})
		if !slices.Equal(keys, []string{"a", "b", "c"}) {
			t.Errorf("keys %q", keys)
		}
		return o.err
	}))
}

func TestSumDoesNotDependOnOrder(t *testing.T) {
	var a, b sum
	a.add("k", []byte("1"))
	a.add("l", []byte("2"))
	b.add("l", []byte("2"))
	b.add("x", nil)
	b.add("k", []byte("1"))
	b.remove("x", nil)
	if a != b || a == (sum{}) {
		t.Errorf("%s and %s", a, b)
	}
	if back, err := parseSum(a.String()); err != nil || back != a {
		t.Errorf("parse: %v, %v", back, err)
	}
	var c, d sum
	c.add("ab", []byte("c"))
	d.add("a", []byte("bc"))
	if c == d {
		t.Error("the border of key and value does not count")
	}
}
