//go:build !failpoint

package agent

// poison does nothing in a program that is not built for the kill tests.
func poison([]byte) {}
