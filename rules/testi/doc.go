// Package testi writes the Italian letters of the Order (order.md §8).
package testi
