package smime

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/sha512"
	"math/rand/v2"
	"regexp"
	"testing"
)

// TestDigestIsOfTheCRLFForm: against a form made by a regular expression, over texts of nothing but line ends and letters.
func TestDigestIsOfTheCRLFForm(t *testing.T) {
	bare := regexp.MustCompile(`\r?\n`)
	r := rand.New(rand.NewPCG(8551, 3))
	texts := []string{"", "a\nb\r\nc\rd\n", "\n", "\r\n", "\n\n", "\r\r\n\n", "a\r", "\r\r", "\n\r"}
	for range 2000 {
		b := make([]byte, r.IntN(20))
		for i := range b {
			b[i] = "\r\na"[r.IntN(3)]
		}
		texts = append(texts, string(b))
	}
	for _, s := range texts {
		form := bare.ReplaceAll([]byte(s), []byte("\r\n"))
		d := Digest([]byte(s))
		if d.SHA256() != sha256.Sum256(form) || (Digested{octets: []byte(s)}).SHA256() != d.SHA256() {
			t.Fatalf("%q: not the digest of %q", s, form)
		}
		if want := sha512.Sum512(form); !bytes.Equal(d.sum(crypto.SHA512), want[:]) {
			t.Fatalf("%q: not the SHA-512 of %q", s, form)
		}
	}
}
