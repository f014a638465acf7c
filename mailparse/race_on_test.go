//go:build race

package mailparse

const slow = 4
