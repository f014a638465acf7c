package office

import (
	"bytes"
	"sync"
	"time"

	"pecagent/rules"
	"pecagent/store"
)

// Uscite counts the letters that left today. It follows the log, so that to ask costs the events since the last time; the first
// time, and on a new day, those of the day. The zero value is ready; safe for several goroutines.
type Uscite struct {
	mu      sync.Mutex
	giorno  string // yyyy-mm-dd in Italy
	seq     int64  // the last event counted
	lettere map[string]bool
}

// Oggi is how many letters the server of the mailbox took on the Italian day of now.
func (u *Uscite) Oggi(s *store.Store, now time.Time) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if day := rules.DataRoma(now); day != u.giorno || s.Head().Size < u.seq {
		midnight, err := inizioGiorno(day)
		if err != nil {
			return 0, err
		}
		from, err := primoDopo(s, midnight)
		if err != nil {
			return 0, err
		}
		u.giorno, u.seq, u.lettere = day, from-1, map[string]bool{}
	}
	if s.Head().Size == u.seq {
		return len(u.lettere), nil
	}
	end := s.Head().Size // taken first, so that no event is passed over
	err := s.EventsWhere(u.seq+1, puoUscire, func(ev rules.Event) bool {
		if p := ev.Passo; p != nil && uscita(p.Stato) && rules.DataRoma(p.Istante) == u.giorno {
			u.lettere[p.Lettera] = true
		}
		return ev.Seq < end
	})
	if err == nil {
		u.seq = end
	}
	return len(u.lettere), err
}

// uscita reports whether a step shows that the server has the letter; the receipt may come before its answer.
func uscita(s rules.StatoLettera) bool { return s == rules.LInviata || s == rules.LAccettata }

// puoUscire picks the events worth decoding.
func puoUscire(raw []byte) bool {
	return bytes.Contains(raw, []byte(`"stato":"`+string(rules.LInviata)+`"`)) || bytes.Contains(raw, []byte(`"stato":"`+string(rules.LAccettata)+`"`))
}

// primoDopo is the number of the first event recorded at an instant or later, one past the last where there is none. Events are
// recorded in the order of the clock but for its corrections.
func primoDopo(s *store.Store, t time.Time) (int64, error) {
	lo, hi := int64(1), s.Head().Size+1
	for lo < hi {
		mid := (lo + hi) / 2
		var at time.Time
		// An erased event has no instant: the next one that has it stands for it.
		if err := s.Events(mid, func(ev rules.Event) bool { at = ev.At; return at.IsZero() }); err != nil {
			return 0, err
		}
		if at.IsZero() || !at.Before(t) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo, nil
}
