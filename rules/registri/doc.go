// Package registri reads and writes the register of members as CSV (cli.md).
package registri
