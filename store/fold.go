package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"pecagent/rules"
	"pecagent/store/failpoint"
	"pecagent/store/log"
)

// foldVersion is the version of what is derived from the log. Raise it when rules.Apply or the keys here give
// another state for the same log, or when a kind of event or a key that changes the state is added: the next Open then builds
// Badger again, and an older program refuses what this one wrote (ErrNewer).
const foldVersion = 14 // 2: the signers of each domain (rules.PerGestore); 3: the list of members, the letters of a case; 4: calendar and boxes (rules.InAgenda); 5: members without a domicile; 6: receipts of letters that are not of the store; 7: answers by hand (rules.Mano); 8: finished requests whose new box is silent; 9: who looked (rules.PerAccesso); 10: anchors of the log (rules.Ancora); 11: erasures (rules.Cancellati); 12: erasures that name their records; 13: users of the console (rules.Utente); 14: who sees to a task, notes, paragraphs of a person in a letter

// kErased is the kind under which an erased event is read: unknown to rules, so it changes nothing.
const kErased rules.Kind = "cancellato"

// head says up to where the engine holds the log, and what its entries should add up to.
type head struct {
	V    int    `json:"v"`
	Seq  int64  `json:"seq"`
	Root string `json:"root"` // tree hash of the first Seq events
	Sum  string `json:"sum"`
}

func readHead(r reader) (h head, s sum, err error) {
	b, err := r.Get(headKey)
	if err != nil || b == nil {
		return h, s, err
	}
	if err := json.Unmarshal(b, &h); err != nil {
		return h, s, fmt.Errorf("decoding the head of the index: %w", err)
	}
	s, err = parseSum(h.Sum)
	return h, s, err
}

// decodeRecord gives the event of a frame.
func decodeRecord(rec log.Record) (e rules.Event, err error) {
	if rec.Erased {
		return rules.Event{V: rules.EventVersion, Seq: rec.Seq, Kind: kErased}, nil
	}
	if err := json.Unmarshal(rec.Event, &e); err != nil {
		return e, fmt.Errorf("%w: event %d is not readable: %w", log.ErrChanged, rec.Seq, err)
	}
	if e.Seq != rec.Seq {
		return e, fmt.Errorf("%w: event %d says that it is %d", log.ErrChanged, rec.Seq, e.Seq)
	}
	return e, nil
}

// foldEvent folds one event into the overlay. A panic of rules.Apply about a value it cannot decode is an error:
// nothing may go on from there.
func foldEvent(o *overlay, e rules.Event) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("folding event %d (%s): panic: %v", e.Seq, e.Kind, r)
		}
	}()
	if err := ours(e); err != nil {
		return err
	}
	if err := rules.Apply(archivio{o}, e); err != nil {
		return fmt.Errorf("folding event %d (%s): %w", e.Seq, e.Kind, err)
	}
	if err := derive(o, e); err != nil {
		return fmt.Errorf("folding event %d (%s): %w", e.Seq, e.Kind, err)
	}
	return o.err
}

// ours refuses an event that only a later version can fold: what it changed would be missing from the state, and a letter
// could leave that must not.
func ours(e rules.Event) error {
	switch {
	case e.V > rules.EventVersion:
		return fmt.Errorf("%w (event %d has format %d)", ErrNewer, e.Seq, e.V)
	case e.Kind != kErased && !rules.Conosce(e.Kind):
		return fmt.Errorf("%w (event %d is of the unknown kind %q)", ErrNewer, e.Seq, e.Kind)
	case e.Config != nil && e.Config.Formato > foldVersion:
		return fmt.Errorf("%w (from event %d on it has version %d, this program knows %d)", ErrNewer, e.Seq, e.Config.Formato, foldVersion)
	}
	return nil
}

// inForce are the digests of the last configurazione event.
type inForce struct {
	Policy  string `json:"policy"`
	Regole  string `json:"regole"`
	Modelli string `json:"modelli"`
}

// derive keeps what the store itself needs of the log: which messages ever arrived, and what is in force.
func derive(o *overlay, e rules.Event) error {
	switch e.Kind {
	case rules.KMessaggio:
		o.set(dSHA+e.Messaggio.SHA256, []byte{1})
	case rules.KEsito:
		o.gone = append(o.gone, attemptPrefix+e.Esito.SHA256)
	case rules.KConfig:
		b, err := json.Marshal(inForce{e.Policy, e.Regole, e.Modelli})
		if err != nil {
			return err
		}
		o.set(dConfig, b)
	}
	return nil
}

func readInForce(o *overlay) (f inForce, err error) {
	if b := o.get(dConfig); b != nil {
		if err := json.Unmarshal(b, &f); err != nil {
			return f, fmt.Errorf("decoding the digests in force: %w", err)
		}
	}
	return f, o.err
}

// flush writes an overlay and the head of the sequence number it reaches in one transaction of the engine.
func flush(e engine, o *overlay, seq int64, root string) error {
	if o.err != nil {
		return o.err
	}
	_, total, err := readHead(o.base)
	if err != nil {
		return err
	}
	return e.Update(func(w writer) error {
		err := writeDirty(w, o, &total)
		if err != nil {
			return err
		}
		for _, k := range o.gone {
			if b, err := w.Get(k); err != nil || b == nil {
				if err != nil {
					return err
				}
				continue
			}
			if err := w.Delete(k); err != nil {
				return err
			}
		}
		b, err := json.Marshal(head{V: foldVersion, Seq: seq, Root: root, Sum: total.String()})
		if err != nil {
			return err
		}
		return w.Set(headKey, b)
	})
}

// writeDirty writes the changes and keeps the digest in step.
func writeDirty(w writer, o *overlay, total *sum) (err error) {
	o.dirty.scan("", func(k string, v []byte) bool {
		var old []byte
		if old, err = o.base.Get(k); err != nil {
			return false
		}
		if old != nil {
			total.remove(k, old)
		}
		if v == nil {
			if old != nil {
				err = w.Delete(k)
			}
		} else {
			total.add(k, v)
			err = w.Set(k, v)
		}
		return err == nil
	})
	return err
}

// apply folds events that are in the log into the engine. o may hold their fold already; it may be nil. What is
// too much for one transaction is folded again in halves, each with its own head, so that a crash between them
// is caught up at the next Open like any other.
func apply(e engine, l *log.Log, events []rules.Event, o *overlay) error {
	if len(events) == 0 {
		return nil
	}
	last := events[len(events)-1].Seq
	root, err := l.RootAt(last)
	if err != nil {
		return err
	}
	if o == nil {
		err = foldAndFlush(e, events, last, root.String())
	} else {
		err = flush(e, o, last, root.String())
	}
	if !errors.Is(err, errTooBig) {
		return err
	}
	if len(events) == 1 {
		return fmt.Errorf("event %d: %w", last, err)
	}
	half := len(events) / 2
	if err := apply(e, l, events[:half], nil); err != nil {
		return err
	}
	failpoint.Hit("store.badger.chunk")
	return apply(e, l, events[half:], nil)
}

func foldAndFlush(e engine, events []rules.Event, seq int64, root string) error {
	return view(e, func(r reader) error {
		o := newOverlay(r)
		for _, ev := range events {
			if err := foldEvent(o, ev); err != nil {
				return err
			}
		}
		return flush(e, o, seq, root)
	})
}

const catchUpChunk = 256 // events folded and written together when the index is behind the log

// catchUp folds the events after seq from into the engine.
func catchUp(e engine, l *log.Log, from int64, progress func(done, total int64)) error {
	var chunk []rules.Event
	var failed error
	total := l.Size()
	put := func() bool {
		if failed = apply(e, l, chunk, nil); failed != nil {
			return false
		}
		if len(chunk) > 0 {
			failpoint.Hit("catchup.chunk")
			progress(chunk[len(chunk)-1].Seq, total)
		}
		chunk = chunk[:0]
		return true
	}
	err := l.Read(from+1, func(rec log.Record) bool {
		var ev rules.Event
		if ev, failed = decodeRecord(rec); failed != nil {
			return false
		}
		chunk = append(chunk, ev)
		return len(chunk) < catchUpChunk || put()
	})
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	if !put() {
		return failed
	}
	return nil
}
