package smime

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"hash"
)

// Digested are the signed octets of a message as received, with the digest that nearly every signature is made over.
// The octets must not change while it is in use.
type Digested struct {
	octets []byte
	sha256 [sha256.Size]byte
	known  bool // sha256 was taken
}

// Digest takes the SHA-256 of octets in their CRLF form.
func Digest(octets []byte) Digested {
	d := Digested{octets: octets}
	d.sha256 = [sha256.Size]byte(d.sum(crypto.SHA256))
	d.known = true
	return d
}

// SHA256 is the digest of the CRLF form.
func (d Digested) SHA256() [sha256.Size]byte { return [sha256.Size]byte(d.sum(crypto.SHA256)) }

// Sum is a digest of octets in their CRLF form, as a REM evidence has it of the original (EN 319 532-4 C.4.5.1).
func Sum(octets []byte, hash crypto.Hash) []byte { return Digested{octets: octets}.sum(hash) }

// sum is a digest of the CRLF form.
func (d Digested) sum(hash crypto.Hash) []byte {
	if hash == crypto.SHA256 && d.known {
		return d.sha256[:]
	}
	h := hash.New()
	writeCRLF(h, d.octets)
	return h.Sum(nil)
}

// writeCRLF writes b with CRLF for every bare LF (RFC 8551 §3.1.1). A bare CR stays: it was no line end for the signer.
func writeCRLF(h hash.Hash, b []byte) {
	crlf := []byte("\r\n")
	start := 0 // of what is not written yet
	for pos := 0; ; {
		i := bytes.IndexByte(b[pos:], '\n')
		if i < 0 {
			break
		}
		if pos += i; pos == 0 || b[pos-1] != '\r' {
			h.Write(b[start:pos])
			h.Write(crlf)
			start = pos + 1
		}
		pos++
	}
	h.Write(b[start:])
}
