// Package mailparse turns the bytes of one mail message into facts: what it is, what is proven, what was written.
package mailparse
