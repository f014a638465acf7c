package smime

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// largeKey is an RSA key of the largest size with the largest exponent that crypto/rsa takes: nobody can sign with it,
// and checking costs what it costs at most. n is no product of primes that anybody knows.
var largeKey = sync.OnceValue(func() *rsa.PublicKey {
	n := new(big.Int).Lsh(big.NewInt(1), maxRSA-1)
	return &rsa.PublicKey{N: n.Add(n, big.NewInt(1234567)), E: 1<<31 - 1}
})

// worstSignatures are the p7s that cost a verifier more than their size, if any does; each of about n bytes.
func worstSignatures(t testing.TB) map[string]func(n int) []byte {
	octets := readFile(t, "octets.txt")
	rep := func(b []byte, n int) []byte { return bytes.Repeat(b, max(1, n/len(b))) }
	crafted := func(spoil func(c *craft, n int)) func(int) []byte {
		return func(n int) []byte {
			c := newCraft(t, octets)
			spoil(c, n)
			return c.build(t)
		}
	}
	leafWith := func(change func(c *x509.Certificate, n int)) func(int) []byte {
		return func(n int) []byte {
			e := issueKey(t, nil, leafKey(t), "grande", signer, func(c *x509.Certificate) { change(c, n) })
			return signedBy(t, e, octets, day, e.cert)
		}
	}
	list := map[string]func(int) []byte{
		"indefinite in one another": func(n int) []byte { return rep([]byte("\x30\x80"), n) },
		"octets in pieces":          func(n int) []byte { return wrap(octetsJoined, rep([]byte("\x04\x01a"), n), 1) },
		"octets in pieces of pieces": func(n int) []byte {
			return wrap(octetsJoined, rep([]byte("\x04\x01a"), n), maxDepth-2)
		},
		"one octets in many frames": func(n int) []byte { return wrap(octetsJoined, octet(rep([]byte("a"), n)), maxDepth-2) },
		"sequences in many frames":  func(n int) []byte { return wrap(tagSequence, rep([]byte("\x05\x00"), n), maxDepth-2) },
		"lengths too long":          func(n int) []byte { return wrap(tagSequence, rep([]byte("\x04\x84\x00\x00\x00\x01a"), n), maxDepth-2) },
		"empty frames":              func(n int) []byte { return wrap(tagSequence, rep([]byte("\x30\x80\x00\x00"), n), 1) },
		"digest algorithms":         crafted(func(c *craft, n int) { c.digests = rep(algID(oidSHA256), n) }),
		"signers":                   crafted(func(c *craft, n int) { c.signers = n / 700 }),
		"certificates":              crafted(func(c *craft, n int) { c.certs = [][]byte{rep([]byte("\x30\x00"), n)} }),
		"signed attributes": crafted(func(c *craft, n int) {
			c.attrs = append(c.attrs, rep(attr("\x2a\x03", octet(nil)), n))
		}),
		"values of an attribute": crafted(func(c *craft, n int) {
			c.attrs = append(c.attrs, attr("\x2a\x03", rep([]byte("\x05\x00"), n)))
		}),
		"unsigned attributes": crafted(func(c *craft, n int) {
			c.unsigned = appendValue(nil, tagContext1, rep(attr("\x2a\x03", octet(nil)), n))
		}),
		"unsigned values": crafted(func(c *craft, n int) {
			c.unsigned = appendValue(nil, tagContext1, attr("\x2a\x03", rep([]byte("\x05\x00"), n)))
		}),
		"names of a leaf": leafWith(func(c *x509.Certificate, n int) {
			c.Subject = pkix.Name{}
			for i := range n / 20 {
				c.Subject.ExtraNames = append(c.Subject.ExtraNames, pkix.AttributeTypeAndValue{Type: asn1.ObjectIdentifier{2, 5, 4, 11}, Value: fmt.Sprint(i)})
			}
		}),
		"a name of unknown types": leafWith(func(c *x509.Certificate, n int) {
			c.Subject = pkix.Name{}
			for range n / 20 {
				c.Subject.ExtraNames = append(c.Subject.ExtraNames, pkix.AttributeTypeAndValue{Type: asn1.ObjectIdentifier{2, 5, 4, 111}, Value: "a"})
			}
		}),
		"addresses of a leaf": leafWith(func(c *x509.Certificate, n int) {
			for i := range n / 14 {
				c.EmailAddresses = append(c.EmailAddresses, fmt.Sprintf("%d@b.example", i))
			}
		}),
		"usages of a leaf": leafWith(func(c *x509.Certificate, n int) {
			for i := range n / 6 {
				c.UnknownExtKeyUsage = append(c.UnknownExtKeyUsage, asn1.ObjectIdentifier{1, 2, 3, i})
			}
		}),
		"extensions of a leaf": leafWith(func(c *x509.Certificate, n int) {
			for i := range n / 14 {
				c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, i}, Value: []byte{5, 0}})
			}
		}),
		"constraints of a leaf": leafWith(func(c *x509.Certificate, n int) {
			authority(c)
			for i := range n / 20 {
				c.PermittedEmailAddresses = append(c.PermittedEmailAddresses, fmt.Sprintf("%d.example", i))
			}
		}),
		"sixteen large keys of one name": func(int) []byte {
			ca := issue(t, nil, "grande", authority)
			c := newCraft(t, octets)
			c.certs, c.keyID = nil, []byte("grande")
			for i := range maxCerts {
				der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(int64(i + 1)), Subject: pkix.Name{CommonName: "x"}, SubjectKeyId: c.keyID,
					NotBefore: day, NotAfter: day.AddDate(1, 0, 0)}, ca.cert, largeKey(), ca.key)
				if err != nil {
					t.Fatal(err)
				}
				c.certs = append(c.certs, der)
			}
			return c.build(t)
		},
		"a list of many": func(n int) []byte {
			ca := issue(t, nil, "grande", authority)
			var revoked []x509.RevocationListEntry
			for i := range n / 40 {
				revoked = append(revoked, x509.RevocationListEntry{SerialNumber: big.NewInt(int64(i + 1)), RevocationTime: day})
			}
			der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: day, NextUpdate: day, RevokedCertificateEntries: revoked}, ca.cert, ca.key)
			if err != nil {
				t.Fatal(err)
			}
			return crafted(func(c *craft, _ int) { c.crls = [][]byte{der} })(0)
		},
	}
	return list
}

// wrap puts content into frames of indefinite length.
func wrap(tag byte, content []byte, frames int) []byte {
	head := bytes.Repeat([]byte{tag, 0x80}, frames)
	return append(append(head, content...), bytes.Repeat([]byte{0, 0}, frames)...)
}

// TestWorstSignatures: none takes more memory than a message may (64 MB, freed or not), nor a time out of all measure. Each
// took less than 40 ms of processor when it was written; the limit leaves room for the race detector on a busy machine.
func TestWorstSignatures(t *testing.T) {
	octets, trust := readFile(t, "octets.txt"), testTrust(t)
	for name, make := range worstSignatures(t) {
		for _, n := range []int{300 << 10, 1000 << 10} { // some grow in the making; beyond 1 MiB nothing is read
			p7s := make(n)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			r := Verify(octets, p7s, trust, Bounds{Arrival: day})
			d := time.Since(start)
			runtime.ReadMemStats(&after)
			if accepted(r) {
				t.Errorf("%s is accepted", name)
			}
			if got := after.TotalAlloc - before.TotalAlloc; got > 64<<20 {
				t.Errorf("%s of %d bytes: %d bytes allocated", name, len(p7s), got)
			}
			if d > 30*time.Second {
				t.Errorf("%s of %d bytes: %v", name, len(p7s), d)
			}
		}
	}
}

// TestLargeCertificate: at the cap a certificate is read, one byte above it is not.
func TestLargeCertificate(t *testing.T) {
	octets := readFile(t, "octets.txt")
	made := func(pad int) []byte {
		return issueKey(t, nil, leafKey(t), "grande", func(c *x509.Certificate) {
			c.SerialNumber = big.NewInt(1) // so that no length but that of the padding changes
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3}, Value: bytes.Repeat([]byte{5}, pad)}}
		}).cert.Raw
	}
	pad := maxCert - len(made(maxCert-1000)) + maxCert - 1000
	for extra, want := range map[int]string{0: "", 1: "sig_limit"} {
		c := newCraft(t, octets)
		c.certs = append(c.certs, made(pad+extra))
		if got := len(c.certs[2]); got != maxCert+extra {
			t.Fatalf("a certificate of %d bytes was made", got)
		}
		r := Verify(octets, c.build(t), testTrust(t), Bounds{})
		if got := strings.Join(r.Reasons, " "); got != want {
			t.Errorf("%d bytes: %q (%s), want %q", maxCert+extra, got, r.Detail, want)
		}
	}
}
