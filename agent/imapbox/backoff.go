package imapbox

import "time"

// Backoff is the wait before attempt n (from 0) to connect again: it doubles from one second to five minutes,
// between half and the whole of it by rnd, which gives numbers in [0,1).
func Backoff(n int, rnd func() float64) time.Duration {
	d := 5 * time.Minute
	if n >= 0 && n < 9 {
		d = min(d, time.Second<<n)
	}
	return d/2 + time.Duration(rnd()*float64(d/2))
}
