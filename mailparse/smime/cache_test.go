package smime

import (
	"bytes"
	"crypto/x509"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// cacheTrusts are trusts that differ in pins, CAs and lists; the lists speak about the fixtures.
func cacheTrusts(t *testing.T) []Trust {
	var lists []*x509.RevocationList
	for _, name := range []string{"clean", "clean-past", "clean-sha1ca", "clean-too-late", "revoked", "revoked-past", "revoked-later", "revoked-forged"} {
		l, err := x509.ParseRevocationList(readFile(t, name+".crl"))
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, l)
	}
	trusts := []Trust{testTrust(t), pinsOf(t, "ca"), pinsOf(t, "ca-old", "sha1ca"), {}, {CAs: certsOfFiles(t, "ca", "sha1ca", "ca-reissued", "root")}, {CAs: certsOfFiles(t, "stranger")}}
	for _, l := range lists {
		tr := testTrust(t)
		tr.CRLs = []*x509.RevocationList{l}
		trusts = append(trusts, tr)
	}
	all := testTrust(t)
	all.CRLs = lists
	return append(trusts, all)
}

func certsOfFiles(t *testing.T, names ...string) (certs []*x509.Certificate) {
	for _, n := range names {
		certs = append(certs, readCert(t, n))
	}
	return certs
}

// instantsOf are the edges of the validity of the certificates of a signature, a second before, on and after each, and some between.
func instantsOf(t *testing.T, p7s []byte) (at []time.Time) {
	sd, err := parseCMS(p7s)
	if err != nil {
		return []time.Time{day}
	}
	certs, err := parseCerts(sd.certs)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range certs[:min(len(certs), 3)] {
		for _, edge := range []time.Time{c.NotBefore, c.NotAfter} {
			at = append(at, edge.Add(-time.Second), edge, edge.Add(time.Second))
		}
		at = append(at, c.NotBefore.Add(c.NotAfter.Sub(c.NotBefore)/2))
	}
	return append(at, sd.signer.attrs.signingTime)
}

// judgedAt is Verify at an instant of choice in place of the signing time.
func judgedAt(octets, p7s []byte, t Trust, at time.Time) Report {
	r := Report{Revocation: NotChecked}
	if set, v, ok := r.signature(Digested{octets: octets}.sum, p7s, t); ok && !at.IsZero() {
		r.trust(set, v, t, at, time.Time{})
	}
	return r
}

// TestCacheChangesNoVerdict: over all fixtures, many instants and trusts in random order, with one cache for all, every
// report is the same with the cache and without.
func TestCacheChangesNoVerdict(t *testing.T) {
	octets, trusts := readFile(t, "octets.txt"), cacheTrusts(t)
	type question struct {
		name string
		p7s  []byte
		at   time.Time
	}
	var qs []question
	for name := range verdicts {
		p7s := readFile(t, name+".p7s")
		for _, at := range instantsOf(t, p7s) {
			qs = append(qs, question{name, p7s, at})
		}
	}
	r := rand.New(rand.NewPCG(3, 14))
	cache, hits := &Cache{}, map[bool]int{}
	for _, tr := range trusts {
		r.Shuffle(len(qs), func(i, j int) { qs[i], qs[j] = qs[j], qs[i] })
		cached := tr
		cached.Cache = cache
		for _, q := range qs {
			hits[known(cache, q.p7s, q.at)]++
			with, without := judgedAt(octets, q.p7s, cached, q.at), judgedAt(octets, q.p7s, tr, q.at)
			if !reflect.DeepEqual(with, without) {
				t.Fatalf("%s at %v: with the cache %v %q %s, without %v %q %s", q.name, q.at, with.Reasons, with.Detail, with.Revocation, without.Reasons, without.Detail, without.Revocation)
			}
		}
	}
	t.Logf("%d questions, %d answered by the cache", hits[true]+hits[false], hits[true])
	if hits[true] < 500 || hits[false] < 500 {
		t.Errorf("%d questions answered by the cache, %d not", hits[true], hits[false])
	}
}

// known tells whether the cache has a path for the signature that holds at the instant.
func known(c *Cache, p7s []byte, at time.Time) bool {
	sd, err := parseCMS(p7s)
	if err != nil {
		return false
	}
	v := c.entries[string(sd.certSet)]
	return v != nil && v.holds(v.leaf, at)
}

// TestCacheHelpsNoForger: a good signature that the cache knows does nothing for certificates that only look like its own.
func TestCacheHelpsNoForger(t *testing.T) {
	octets := readFile(t, "octets.txt")
	tr := testTrust(t)
	tr.Cache = &Cache{}
	good := readFile(t, "good.p7s")
	for range 2 {
		if r := Verify(octets, good, tr, Bounds{}); !accepted(r) {
			t.Fatal(r.Reasons)
		}
	}
	if !known(tr.Cache, good, Verify(octets, good, tr, Bounds{}).SigningTime) {
		t.Fatal("the cache does not know the good signature")
	}
	for name, want := range verdicts {
		if got := strings.Join(Verify(octets, readFile(t, name+".p7s"), tr, Bounds{}).Reasons, " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for i := range good { // every bit of the certificates and of the signature
		for bit := range 8 {
			p7s := bytes.Clone(good)
			p7s[i] ^= 1 << bit
			bare := tr
			bare.Cache = nil
			with, without := Verify(octets, p7s, tr, Bounds{}), Verify(octets, p7s, bare, Bounds{})
			if !slices.Equal(with.Reasons, without.Reasons) {
				t.Fatalf("byte %d bit %d: %v with the cache, %v without", i, bit, with.Reasons, without.Reasons)
			}
			if i%16 != 0 { // all bits of some bytes, one of all
				break
			}
		}
	}
	if r := Verify([]byte("other octets"), good, tr, Bounds{}); r.Reasons[0] != "sig_invalid" {
		t.Errorf("other octets: %v", r.Reasons)
	}
}

// TestCacheIsOfOneTrust: what one trust believed is nothing to another.
func TestCacheIsOfOneTrust(t *testing.T) {
	octets, good := readFile(t, "octets.txt"), readFile(t, "good.p7s")
	cache := &Cache{}
	for range 3 {
		for _, c := range []struct {
			tr   Trust
			want string
		}{{testTrust(t), ""}, {Trust{}, "chain_untrusted"}, {pinsOf(t, "sha1ca"), "chain_untrusted"}, {Trust{CAs: certsOfFiles(t, "ca")}, ""}, {Trust{CAs: certsOfFiles(t, "ca-forged")}, ""}, {Trust{CAs: certsOfFiles(t, "stranger")}, "chain_untrusted"}} {
			c.tr.Cache = cache
			if got := strings.Join(Verify(octets, good, c.tr, Bounds{}).Reasons, " "); got != c.want {
				t.Errorf("pins %v, %d CAs: %q, want %q", c.tr.Pins, len(c.tr.CAs), got, c.want)
			}
		}
	}
	tr := testTrust(t)
	tr.Cache = cache
	Verify(octets, good, tr, Bounds{})
	tr.Pins[0] = strings.Repeat("0", 64) // the same slice, changed in place
	if got := strings.Join(Verify(octets, good, tr, Bounds{}).Reasons, " "); got != "chain_untrusted" {
		t.Errorf("a pin that was taken away is still believed: %q", got)
	}
}

// TestCacheIsBounded: in entries, in certificates and in bytes; and it holds on to no message.
func TestCacheIsBounded(t *testing.T) {
	octets := readFile(t, "octets.txt")
	tr := testTrust(t)
	tr.Cache = &Cache{}
	verify := func(extra ...[]byte) []byte {
		cr := newCraft(t, octets)
		cr.certs = append(cr.certs, extra...)
		p7s := cr.build(t)
		if r := Verify(octets, p7s, tr, Bounds{}); len(r.Reasons) > 0 {
			t.Fatalf("%d certificates: %v", len(cr.certs), r.Reasons)
		}
		sd, err := parseCMS(p7s)
		if err != nil {
			t.Fatal(err)
		}
		return sd.certSet
	}
	stray := func() []byte { return issue(t, nil, "uno di troppo").cert.Raw }
	for n := range cacheEntries {
		verify(stray())
		if len(tr.Cache.entries) != n+1 {
			t.Fatalf("%d entries after %d signatures", len(tr.Cache.entries), n+1)
		}
	}
	verify(stray())
	if len(tr.Cache.entries) != 1 {
		t.Errorf("%d entries after one too many", len(tr.Cache.entries))
	}
	large := func(n int) []byte {
		return issue(t, nil, "grande", func(c *x509.Certificate) { c.DNSNames = slices.Repeat([]string{"lungo.example"}, n/15) }).cert.Raw
	}
	for name, c := range map[string]struct {
		set  []byte
		kept bool
	}{
		"four certificates": {verify(stray(), stray()), true}, "five certificates": {verify(stray(), stray(), stray()), false},
		"twelve kilobytes": {verify(large(12 << 10)), true}, "seventeen kilobytes": {verify(large(17 << 10)), false},
	} {
		v := tr.Cache.entries[string(c.set)]
		if (v != nil) != c.kept {
			t.Errorf("%s: kept %v", name, v != nil)
		}
	}
	for file := range verdicts {
		if !strings.HasPrefix(file, "good") {
			before := len(tr.Cache.entries)
			Verify(octets, readFile(t, file+".p7s"), tr, Bounds{})
			if len(tr.Cache.entries) != before && !strings.HasPrefix(file, "weak-chain") {
				t.Errorf("%s is remembered", file)
			}
		}
	}
	overwritten, bare := readFile(t, "good.p7s"), tr
	bare.Cache = nil
	Verify(octets, overwritten, tr, Bounds{})
	clear(overwritten)
	if with, without := Verify(octets, readFile(t, "good.p7s"), tr, Bounds{}), Verify(octets, readFile(t, "good.p7s"), bare, Bounds{}); !reflect.DeepEqual(with, without) {
		t.Error("the cache aliases a message")
	}
}
