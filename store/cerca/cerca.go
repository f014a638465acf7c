package cerca

import (
	"encoding/binary"
	"math"
	"slices"
	"sort"
	"time"
)

// Domanda is what is looked for: entries that have all the words, between two instants (zero: open), after a position.
type Domanda struct {
	Parole  []Parola
	Dal, Al time.Time
	Dopo    *Posizione
}

// Raccolta collects candidates in order and remembers the best; its memory is bounded whatever is found.
type Raccolta struct {
	limit int
	list  []Posizione
	full  *Posizione // nothing behind it is kept any more
	cut   int        // candidates that were not kept
}

const raccolti = 1 << 16 // candidates kept at most

// NuovaRaccolta keeps the first limit entries, at most half of what it may hold.
func NuovaRaccolta(limit int) *Raccolta { return &Raccolta{limit: min(limit, raccolti/2)} }

// Metti adds a candidate.
func (r *Raccolta) Metti(p Posizione) {
	if r.full != nil && p.Compare(*r.full) >= 0 {
		r.cut++
		return
	}
	if r.list = append(r.list, p); len(r.list) < raccolti {
		return
	}
	r.ordina()
	if n := len(r.list); n > r.limit {
		r.cut += n - r.limit
		last := r.list[r.limit] // the first that is not kept
		r.list, r.full = r.list[:r.limit], &last
	}
}

func (r *Raccolta) ordina() {
	slices.SortFunc(r.list, Posizione.Compare)
	r.list = slices.Compact(r.list)
}

// Prime gives the first limit candidates in order and how many more there are; that number is exact unless more than raccolti
// were found, when a name that stands in several blocks may be counted twice.
func (r *Raccolta) Prime() (list []Posizione, more int, exact bool) {
	r.ordina()
	n := min(len(r.list), r.limit)
	return r.list[:n], len(r.list) - n + r.cut, r.full == nil
}

// Ha reports whether an entry that is in no block is looked for; its words are in ascending order.
func (d Domanda) Ha(p Posizione, words []Parola) bool {
	if from, to := d.tra(); p.t < from || p.t > to || d.Dopo != nil && p.Compare(*d.Dopo) <= 0 {
		return false
	}
	for _, w := range d.Parole {
		if _, ok := slices.BinarySearch(words, w); !ok {
			return false
		}
	}
	return true
}

// tra are the instants as blocks hold them, both included.
func (d Domanda) tra() (from, to int64) {
	from, to = math.MinInt64, math.MaxInt64
	if !d.Dal.IsZero() {
		from = d.Dal.UnixMilli() << 1
	}
	if !d.Al.IsZero() {
		to = d.Al.UnixMilli()<<1 | 1
	}
	return from, to
}

// Cerca puts what a block holds of an answer into a collection. Entries stand the newest first, so that what lies outside the interval is
// passed over by a binary search, and what comes behind the last that is kept is counted, not looked at.
func (k *Blocco) Cerca(d Domanda, r *Raccolta) {
	lo, hi := k.fra(d)
	if len(d.Parole) == 0 {
		for i := lo; i < hi; i++ {
			if r.dietro(k.time(i)) {
				r.cut += int(hi - i)
				return
			}
			k.put(i, d, r)
		}
		return
	}
	lists := make([][]byte, len(d.Parole))
	for i, w := range d.Parole {
		list := skip(k.ha(w), lo)
		if lists[i] = list[:len(list)-len(skip(list, hi))]; len(lists[i]) == 0 {
			return
		}
	}
	slices.SortFunc(lists, func(a, b []byte) int { return len(a) - len(b) })
	first, rest := lists[0], lists[1:]
next:
	for ; len(first) > 0; first = first[4:] {
		n := binary.LittleEndian.Uint32(first)
		if len(rest) == 0 && r.dietro(k.time(n)) {
			r.cut += len(first) / 4
			return
		}
		for j := range rest {
			if rest[j] = skip(rest[j], n); len(rest[j]) == 0 {
				return
			}
			if binary.LittleEndian.Uint32(rest[j]) != n {
				continue next
			}
		}
		k.put(n, d, r)
	}
}

// fra are the first entry of a question's interval and the first behind it.
func (k *Blocco) fra(d Domanda) (lo, hi uint32) {
	from, to := d.tra()
	if d.Dopo != nil {
		to = min(to, d.Dopo.t)
	}
	lo = uint32(sort.Search(k.n, func(i int) bool { return k.time(uint32(i)) <= to }))
	hi = uint32(sort.Search(k.n, func(i int) bool { return k.time(uint32(i)) < from }))
	return lo, max(lo, hi)
}

func (k *Blocco) put(i uint32, d Domanda, r *Raccolta) {
	if r.dietro(k.time(i)) {
		r.cut++
		return
	}
	if p := k.at(i); d.Dopo == nil || p.Compare(*d.Dopo) > 0 {
		r.Metti(p)
	}
}

// dietro reports whether an entry of an instant stands behind all that is kept.
func (r *Raccolta) dietro(t int64) bool { return r.full != nil && t < r.full.t }

// skip drops what is smaller than n from an ascending list: by doubling steps, so that a rare word costs little beside a common one.
func skip(list []byte, n uint32) []byte {
	step := 1
	for 4*step <= len(list) && binary.LittleEndian.Uint32(list[4*(step-1):]) < n {
		step *= 2
	}
	lo, hi := step/2, min(step, len(list)/4)
	for lo < hi {
		mid := (lo + hi) / 2
		if binary.LittleEndian.Uint32(list[4*mid:]) < n {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return list[4*lo:]
}
