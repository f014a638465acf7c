package smime

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// The classes of faults that were found in Go's crypto/x509 and encoding/asn1 (reliability.md §3.4), as certificates and signatures made
// by hand.

var oidSAN = asn1.ObjectIdentifier{2, 5, 29, 17}

// extension is an extension of any content.
func extension(id asn1.ObjectIdentifier, der []byte) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: id, Value: der})
	}
}

// TestConstraintsOfOneLocalPart (GO-2026-4599): constraints that share a local part at several domains hold each, not the last alone.
func TestConstraintsOfOneLocalPart(t *testing.T) {
	octets := []byte("octets\r\n")
	for _, c := range []struct {
		name                string
		permitted, excluded []string
		email, want         string
	}{
		{"first of the excluded", nil, []string{"posta@uno.example", "posta@due.example"}, "posta@uno.example", "name_constraint"},
		{"last of the excluded", nil, []string{"posta@uno.example", "posta@due.example"}, "posta@due.example", "name_constraint"},
		{"none of the excluded", nil, []string{"posta@uno.example", "posta@due.example"}, "posta@tre.example", ""},
		{"first of the permitted", []string{"posta@uno.example", "posta@due.example"}, nil, "posta@uno.example", ""},
		{"last of the permitted", []string{"posta@uno.example", "posta@due.example"}, nil, "posta@due.example", ""},
		{"none of the permitted", []string{"posta@uno.example", "posta@due.example"}, nil, "posta@tre.example", "name_constraint"},
		{"excluded in a permitted domain", []string{"uno.example"}, []string{"posta@uno.example"}, "posta@uno.example", "name_constraint"},
		{"beside the excluded", []string{"uno.example"}, []string{"posta@uno.example"}, "altra@uno.example", ""},
		{"domain in capitals", []string{"uno.example"}, nil, "posta@UNO.example", ""},
		{"excluded domain in capitals", nil, []string{"uno.example"}, "posta@UNO.example", "name_constraint"},
		{"a longer domain", []string{"uno.example"}, nil, "posta@unouno.example", "name_constraint"},
	} {
		ca := issue(t, nil, "CA", authority, func(x *x509.Certificate) {
			x.PermittedEmailAddresses, x.ExcludedEmailAddresses, x.PermittedDNSDomainsCritical = c.permitted, c.excluded, true
		})
		leaf := issue(t, ca, "Posta", signer, func(x *x509.Certificate) { x.EmailAddresses = []string{c.email} })
		r := Verify(octets, signedBy(t, leaf, octets, day, leaf.cert, ca.cert), Trust{CAs: certsOf([]*entity{ca})}, Bounds{})
		if got := strings.Join(r.Reasons, " "); got != c.want {
			t.Errorf("%s: %q, want %q (%s)", c.name, got, c.want, r.Detail)
		}
	}
}

// TestCertificatesNobodyWrites (GO-2026-4600, GO-2026-5972, GO-2025-4011): certificates with names and extensions that no authority writes, in a
// sound signature: no panic, no long work, and no more trust than without.
func TestCertificatesNobodyWrites(t *testing.T) {
	octets := []byte("octets\r\n")
	deep := bytes.Repeat([]byte{0x30, 0x80}, 10000)
	definite := []byte{5, 0}
	for len(definite) < 30000 {
		definite = seq(definite)
	}
	name := func(tag byte, s string) []byte { return appendValue(nil, tag, []byte(s)) }
	own := name(0x81, "posta-certificata@pec.gestore.example")
	long := bytes.Repeat(name(0x82, "a.example"), 2000)
	odd := map[string][]func(*x509.Certificate){
		"empty DNS name":         {extension(oidSAN, seq(own, name(0x82, "")))},
		"DNS name of dots":       {extension(oidSAN, seq(own, name(0x82, "...")))},
		"empty address":          {extension(oidSAN, seq(own, name(0x81, "")))},
		"address without domain": {extension(oidSAN, seq(own, name(0x81, "posta@")))},
		"address of bytes":       {extension(oidSAN, seq(own, name(0x81, "\xff\x00@\x80")))},
		"two ats":                {extension(oidSAN, seq(own, name(0x81, "a@b@pec.gestore.example")))},
		"quoted local part":      {extension(oidSAN, seq(own, name(0x81, `"a@b"@pec.gestore.example`)))},
		"empty URI":              {extension(oidSAN, seq(own, name(0x86, "")))},
		"URI without host":       {extension(oidSAN, seq(own, name(0x86, "a:b")))},
		"URI of an IPv6":         {extension(oidSAN, seq(own, name(0x86, "http://[::1%25]/")))},
		"IP of 3 bytes":          {extension(oidSAN, seq(own, name(0x87, "abc")))},
		"no names":               {extension(oidSAN, seq())},
		"many names":             {extension(oidSAN, seq(own, long))},
		"names nested":           {extension(oidSAN, seq(own, deep))},
		"names nested, definite": {extension(oidSAN, definite)},
		"unknown, nested":        {extension(asn1.ObjectIdentifier{1, 2, 3}, definite)},
		"policies nested":        {extension(asn1.ObjectIdentifier{2, 5, 29, 32}, definite)},
		"lists nested":           {extension(asn1.ObjectIdentifier{2, 5, 29, 31}, definite)},
		"access nested":          {extension(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 1}, definite)},
		"constraints on a leaf":  {extension(asn1.ObjectIdentifier{2, 5, 29, 30}, definite)},
		"two of one extension":   {extension(oidSAN, seq(own)), extension(oidSAN, seq(own))},
		"empty extension":        {extension(asn1.ObjectIdentifier{2, 5, 29, 15}, nil)},
		"usage of no bits":       {extension(asn1.ObjectIdentifier{2, 5, 29, 15}, []byte{3, 1, 0})},
	}
	verdicts := map[string]string{"usage of no bits": "key_usage"}
	for _, what := range []string{"IP of 3 bytes", "URI of an IPv6", "access nested", "address of bytes", "constraints on a leaf", "empty extension", "names nested", "policies nested", "two of one extension"} {
		verdicts[what] = "sig_malformed"
	}
	// The names that an excluded domain, the empty one of DNS above all, must hold.
	held := []string{"DNS name of dots", "URI without host", "empty DNS name", "empty URI", "empty address", "many names"}
	for _, constrained := range []bool{false, true} {
		ca := issue(t, nil, "CA", authority, func(x *x509.Certificate) {
			if constrained {
				x.PermittedDNSDomainsCritical = true
				x.ExcludedDNSDomains, x.ExcludedEmailAddresses, x.ExcludedURIDomains = []string{"evil.example", ""}, []string{"evil.example"}, []string{"evil.example"}
			}
		})
		for what, change := range odd {
			leaf := oddLeaf(t, ca, change)
			before, start := allocated(), time.Now()
			r := Verify(octets, signedBy(t, leaf, octets, day, leaf.cert, ca.cert), Trust{CAs: certsOf([]*entity{ca})}, Bounds{})
			if d := time.Since(start); d > 30*time.Second {
				t.Errorf("%s: took %v", what, d)
			}
			if mb := (allocated() - before) >> 20; mb > 64 {
				t.Errorf("%s: %d MB", what, mb)
			}
			want := verdicts[what]
			if constrained && want == "" && slices.Contains(held, what) {
				want = "name_constraint"
			}
			if got := strings.Join(r.Reasons, " "); got != want {
				t.Errorf("%s, constrained %v: %q, want %q (%s)", what, constrained, got, want, r.Detail)
			}
		}
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// oddLeaf is a certificate as the template says, whether or not the stdlib can read it back.
func oddLeaf(t *testing.T, ca *entity, change []func(*x509.Certificate)) *entity {
	t.Helper()
	tmpl := &x509.Certificate{SerialNumber: ca.cert.SerialNumber, Subject: pkix.Name{CommonName: "Posta"}, NotBefore: day.AddDate(0, -5, 0), NotAfter: day.AddDate(0, 6, 0)}
	signer(tmpl)
	tmpl.EmailAddresses = nil
	for _, c := range change {
		c(tmpl)
	}
	key := newKey(t)
	der, err := x509.CreateCertificate(nil, tmpl, ca.cert, key.Public(), ca.key)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := x509.ParseCertificate(der); err == nil {
		return &entity{cert: c, key: key}
	}
	return &entity{cert: &x509.Certificate{Raw: der, SerialNumber: tmpl.SerialNumber, RawIssuer: ca.cert.RawSubject, PublicKeyAlgorithm: x509.ECDSA}, key: key}
}
