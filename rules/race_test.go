//go:build race

package rules

// rara is how much rarer the heavy tables are tried under the race detector, which slows them tenfold and has nothing to find in a
// package without goroutines; .ci/test tries them in full without it.
const rara = 32
