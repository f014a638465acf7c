//go:build !race

package mailparse

// slow divides the size of tests that measure work: nothing here is concurrent, and the race detector makes it twenty times
// slower.
const slow = 1
