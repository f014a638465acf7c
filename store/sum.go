package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
)

// sum is a digest of a set of entries that does not depend on their order and can be kept up to date entry by
// entry: the sum modulo 2^256 of SHA-256(length of key ‖ key ‖ value). It tells damage, not malice: whoever can
// write Badger can write its sum, and the log is what proves.
type sum [4]uint64

func entryHash(key string, value []byte) (x sum) {
	h := sha256.New()
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(key)))
	h.Write(n[:])
	h.Write([]byte(key))
	h.Write(value)
	var d [sha256.Size]byte
	h.Sum(d[:0])
	for i := range x {
		x[i] = binary.LittleEndian.Uint64(d[8*i:])
	}
	return x
}

func (s *sum) add(key string, value []byte) {
	var carry uint64
	for i, x := range entryHash(key, value) {
		s[i], carry = bits.Add64(s[i], x, carry)
	}
}

func (s *sum) remove(key string, value []byte) {
	var borrow uint64
	for i, x := range entryHash(key, value) {
		s[i], borrow = bits.Sub64(s[i], x, borrow)
	}
}

// String is 64 hex digits.
func (s sum) String() string {
	var b [32]byte
	for i, x := range s {
		binary.LittleEndian.PutUint64(b[8*i:], x)
	}
	return hex.EncodeToString(b[:])
}

func parseSum(text string) (s sum, err error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != 32 {
		return s, fmt.Errorf("%q is no digest of entries", text)
	}
	for i := range s {
		s[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return s, nil
}

// scanSum reads every derived entry and gives their digest.
func scanSum(r reader) (s sum, err error) {
	for _, prefix := range []string{foldPrefix, derivedPrefix} {
		err := r.Scan(prefix, func(k string, v []byte) bool {
			s.add(k, v)
			return true
		})
		if err != nil {
			return s, err
		}
	}
	return s, nil
}
