package smime

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"testing"
	"time"
)

// FuzzBER: whatever becomes DER is DER of a fixed form, within the caps, and can be walked.
func FuzzBER(f *testing.F) {
	for name := range verdicts {
		f.Add(readFile(f, name+".p7s"))
	}
	f.Add([]byte("\x24\x80\x04\x01a\x24\x80\x04\x01b\x00\x00\x00\x00"))
	f.Add([]byte("\x30\x84\x00\x00\x00\x02\x05\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		der, err := toDER(b)
		if err != nil {
			return
		}
		if len(der) > len(b)+8 {
			t.Fatalf("%d bytes became %d", len(b), len(der))
		}
		again, err := toDER(der)
		if err != nil || !bytes.Equal(again, der) {
			t.Fatalf("%x is not DER: %x, %v", der, again, err)
		}
	})
}

// FuzzVerify: no input panics; no signature is good over octets its digest does not name.
func FuzzVerify(f *testing.F) {
	octets := readFile(f, "octets.txt")
	for name := range verdicts {
		f.Add(octets, readFile(f, name+".p7s"), int64(0))
	}
	trust := testTrust(f)
	good := readCert(f, "leaf")
	f.Fuzz(func(t *testing.T, content, p7s []byte, daticert int64) {
		b := Bounds{}
		if daticert != 0 {
			b.Daticert = time.Unix(daticert, 0)
		}
		r := Verify(content, p7s, trust, b)
		if len(r.Reasons) == 0 && r.Leaf == nil {
			t.Fatal("good without a signer")
		}
		if accepted(r) && r.Leaf.Equal(good) && Digest(content).SHA256() != sha256.Sum256(octets) { // bare LF is CRLF
			t.Fatalf("the test key signed other octets: %q", content)
		}
	})
}

// BenchmarkVerify judges a receipt of 15 kB; BenchmarkFloor does what no verifier can spare: one SHA-256 of the
// octets and two RSA-2048 verifications (signature and certificate). Compare within one run.
func BenchmarkVerify(b *testing.B) {
	octets, p7s, trust := receipt(b)
	b.SetBytes(int64(len(octets)))
	for b.Loop() {
		if r := Verify(octets, p7s, trust, Bounds{}); len(r.Reasons) != 0 {
			b.Fatal(r.Reasons, r.Detail)
		}
	}
}

func BenchmarkFloor(b *testing.B) {
	octets, _, _ := receipt(b)
	key := leafKey(b)
	sum := sha256.Sum256(octets)
	sig, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(octets)))
	for b.Loop() {
		sum := sha256.Sum256(octets)
		for range 2 {
			if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], sig); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// receipt is 15 kB of octets with a good signature.
func receipt(b *testing.B) (octets, p7s []byte, trust Trust) {
	b.Helper()
	octets = bytes.Repeat([]byte("Ricevuta di avvenuta consegna\r\n"), 15*1024/31)
	return octets, newCraft(b, octets).build(b), testTrust(b)
}
