package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"pecagent/rules"
	"pecagent/store/failpoint"
	"pecagent/store/log"
	"pecagent/store/raw"
)

// Commit makes one decision on the state as it is and records its events. See CommitBatch.
func (s *Store) Commit(ctx context.Context, decide func(rules.Snapshot) rules.Decision) (rules.Decision, error) {
	list, err := s.CommitBatch(ctx, []func(rules.Snapshot) rules.Decision{decide})
	if err != nil {
		return rules.Decision{}, err
	}
	return list[0], nil
}

// CommitBatch makes the decisions in order, each seeing what the former changed, and records all their events
// with one append to the log. On return they are durable and visible. The decisions come back with their events
// as recorded: V, Seq and At set.
//
// A decision must not keep its snapshot, must not call the store, and may be made again after an error. When one
// panics, the whole batch is discarded with ErrDecision and nothing is recorded: make them one by one to find it.
// An error other than ErrFatal means that nothing was recorded.
func (s *Store) CommitBatch(ctx context.Context, decide []func(rules.Snapshot) rules.Decision) ([]rules.Decision, error) {
	out := make([]rules.Decision, len(decide))
	err := s.write(ctx, "store.commit", func(t *change) error {
		if t.seq == 0 {
			return ErrEmpty
		}
		for i, f := range decide {
			d, err := t.decide(f)
			if err != nil {
				return fmt.Errorf("decision %d of %d: %w", i+1, len(decide), err)
			}
			out[i] = d
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Init records the first event of a store.
func (s *Store) Init(ctx context.Context, a rules.Avvio, who rules.Attore) error {
	return s.write(ctx, "store.commit", func(t *change) error {
		if t.seq != 0 {
			return ErrNotEmpty
		}
		_, err := t.add([]rules.Event{{Kind: rules.KAvvio, Attore: who, Avvio: &a}})
		return err
	})
}

// Configure records the policy and the digests in force from here on, unless the digests are in force already.
func (s *Store) Configure(ctx context.Context, p *rules.Policy, policyDigest, rulesDigest, templatesDigest string) error {
	return s.write(ctx, "store.commit", func(t *change) error {
		if t.seq == 0 {
			return ErrEmpty
		}
		now, err := readInForce(t.o)
		if err != nil || now == (inForce{policyDigest, rulesDigest, templatesDigest}) {
			return err
		}
		_, err = t.add([]rules.Event{{Kind: rules.KConfig, Attore: rules.Agente, Policy: policyDigest,
			Regole: rulesDigest, Modelli: templatesDigest, Config: &rules.Config{Policy: p, Formato: foldVersion}}})
		return err
	})
}

// change is what one write adds: events numbered and folded, not yet in the log.
type change struct {
	s       *Store
	o       *overlay
	seq     int64 // last number given
	entries []log.Entry
	events  []rules.Event
	giro    time.Time // last look at the clock, after the last event, from which nothing followed
}

// decide calls f; a panic, of f or of an undecodable value, is an error.
func (t *change) decide(f func(rules.Snapshot) rules.Decision) (d rules.Decision, err error) {
	defer func() {
		if r := recover(); r != nil {
			t.s.o.Log.Error("a decision panicked", "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("%w: panic: %v", ErrDecision, r)
		}
	}()
	d = f(rules.Vista(archivio{t.o}))
	if t.o.err != nil {
		return d, fmt.Errorf("reading the index: %w", t.o.err)
	}
	if len(d.Events) == 0 && !d.Giro.IsZero() {
		t.giro = d.Giro
	}
	n := len(d.Events)
	if d.Events, err = t.add(d.ConIngresso(t.giro)); err == nil {
		d.Events = d.Events[:n]
	}
	if n > 0 {
		t.giro = time.Time{}
	}
	return d, err
}

// add numbers the events of one decision, folds them and gives them back as the log will give them.
func (t *change) add(group []rules.Event) ([]rules.Event, error) {
	out := make([]rules.Event, 0, len(group))
	now, err := readInForce(t.o)
	if err != nil {
		return nil, err
	}
	for i, e := range group {
		e.V, e.Seq, e.At = rules.EventVersion, t.seq+1, t.s.o.Now().UTC()
		if i == 0 && e.Kind != rules.KConfig && e.Policy+e.Regole+e.Modelli == "" {
			e.Policy, e.Regole, e.Modelli = now.Policy, now.Regole, now.Modelli
		}
		e, err := t.addOne(e, i < len(group)-1)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// addOne encodes an event and folds what the encoding gives back: the state of a replay, not of the memory.
func (t *change) addOne(e rules.Event, more bool) (rules.Event, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return e, fmt.Errorf("%w: encoding event %d (%s): %w", ErrDecision, e.Seq, e.Kind, err)
	}
	var back rules.Event
	if err := json.Unmarshal(b, &back); err != nil {
		return e, fmt.Errorf("%w: decoding event %d (%s): %w", ErrDecision, e.Seq, e.Kind, err)
	}
	if err := foldEvent(t.o, back); err != nil {
		return e, fmt.Errorf("%w: %w", ErrDecision, err)
	}
	t.seq = e.Seq
	t.entries = append(t.entries, log.Entry{Event: b, More: more})
	t.events = append(t.events, back)
	return back, nil
}

// write is the one path by which events come to be: f fills a change over the present state; then log, then
// index. step prefixes the names of its failpoints.
func (s *Store) write(ctx context.Context, step string, f func(t *change) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(ctx); err != nil {
		return err
	}
	return view(s.eng, func(r reader) error {
		t := &change{s: s, o: newOverlay(r), seq: s.log.Size(), giro: s.giro}
		if err := f(t); err != nil {
			return err
		}
		if t.o.err != nil {
			return fmt.Errorf("reading the index: %w", t.o.err)
		}
		if len(t.entries) > 0 {
			if err := s.record(t, step); err != nil {
				return err
			}
		}
		s.giro = t.giro
		return nil
	})
}

// record appends a change to the log and folds it into the index. A crash before the log has it: nothing
// happened. After: Open folds it.
func (s *Store) record(t *change, step string) error {
	hit(step, "decided")
	if err := s.log.Append(t.entries); err != nil {
		return s.fault(err)
	}
	hit(step, "logged")
	s.swap.Lock()
	err := s.applyChange(t)
	s.swap.Unlock()
	if err != nil {
		return s.die(fmt.Errorf("%w: the index did not take what the log holds: %w", ErrFatal, err))
	}
	hit(step, "badger")
	s.ricerca.nota(t.events)
	s.wake()
	return nil
}

// applyChange turns a panic of the engine into an error: the log has the events, only the index lacks them.
func (s *Store) applyChange(t *change) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return apply(s.eng, s.log, t.events, t.o)
}

// hit names the steps of the two kinds of write.
func hit(step, what string) {
	if step == "store.received" {
		what = map[string]string{"decided": "before", "logged": "logged", "badger": "done"}[what]
	}
	failpoint.Hit(step + "." + what)
}

// ready tells whether the store may be written now.
func (s *Store) ready(ctx context.Context) error {
	if err := s.usable(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.o.room(s.o.MinFree)
}

func (s *Store) usable() error {
	s.state.Lock()
	defer s.state.Unlock()
	return s.dead
}

// fault makes the store unusable when the error is one of durability.
func (s *Store) fault(err error) error {
	if errors.Is(err, log.ErrFatal) || errors.Is(err, raw.ErrFatal) {
		return s.die(fmt.Errorf("%w: %w", ErrFatal, err))
	}
	return err
}

func (s *Store) die(err error) error {
	s.state.Lock()
	defer s.state.Unlock()
	if s.dead == nil || errors.Is(err, ErrClosed) {
		s.dead = err
	}
	return err
}
