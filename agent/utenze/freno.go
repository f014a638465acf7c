package utenze

import (
	"sync"
	"time"
)

// Freno slows down who guesses: after five failures within a quarter of an hour for one account from one address the next try waits
// until the first of them is a quarter of an hour old; so it does after twenty from one address, and after fifty for one account from
// anywhere. Failures are counted under the name as typed, so that unknown names are braked like known ones. In memory alone.
type Freno struct {
	mu     sync.Mutex
	errori map[string][]time.Time
}

const (
	finestraFreno = 15 * time.Minute
	maxFreno      = 20_000 // keys; whoever has so many addresses is stopped elsewhere
)

var limitiFreno = [3]int{5, 20, 50}

func chiaviFreno(user, ip string) [3]string {
	return [3]string{"c " + user + " " + ip, "i " + ip, "u " + user}
}

// Tenta begins a try: it counts as a failure until Riuscito says otherwise, so that many at once are not one. wait is how long it has to
// wait instead, 0 for not at all; last, whether after this one the next has to.
func (f *Freno) Tenta(user, ip string, now time.Time) (wait time.Duration, last bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.errori == nil {
		f.errori = map[string][]time.Time{}
	}
	keys := chiaviFreno(user, ip)
	for i, k := range keys {
		if list := f.recenti(k, now); len(list) >= limitiFreno[i] {
			wait = max(wait, finestraFreno-now.Sub(list[0]))
		}
	}
	if wait > 0 {
		return wait, false
	}
	if len(f.errori) >= maxFreno {
		f.sfoltisci(now)
	}
	for i, k := range keys {
		f.errori[k] = append(f.recenti(k, now), now)
		last = last || len(f.errori[k]) == limitiFreno[i]
	}
	return 0, last
}

// Riuscito takes a try back that succeeded, and forgets the failures of that account from that address.
func (f *Freno) Riuscito(user, ip string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	keys := chiaviFreno(user, ip)
	delete(f.errori, keys[0])
	for _, k := range keys[1:] {
		if n := len(f.errori[k]); n > 0 {
			f.errori[k] = f.errori[k][:n-1]
		}
	}
}

func (f *Freno) recenti(k string, now time.Time) []time.Time {
	list := f.errori[k]
	for len(list) > 0 && now.Sub(list[0]) >= finestraFreno {
		list = list[1:]
	}
	return list
}

// sfoltisci drops what is over; where nothing is, everything: a table that only grows would be the attack.
func (f *Freno) sfoltisci(now time.Time) {
	for k := range f.errori {
		if len(f.recenti(k, now)) == 0 {
			delete(f.errori, k)
		}
	}
	if len(f.errori) >= maxFreno {
		clear(f.errori)
	}
}
