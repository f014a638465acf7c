//go:build !race

package rules

const rara = 1
