package smime

import (
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRevocation(t *testing.T) {
	octets := readFile(t, "octets.txt")
	for _, c := range []struct {
		p7s, lists, want string
	}{
		{"good", "", NotChecked},
		{"good", "clean", Good},
		{"good", "clean-past", NotChecked},
		{"good", "clean-later", Good},
		{"good", "clean-too-late", NotChecked}, // the leaf had expired and may have been dropped
		{"good", "revoked", Revoked},
		{"good", "revoked-past", Revoked},
		{"good", "revoked-later", Good},
		{"good", "revoked-other", Good},
		{"good", "revoked-forged", NotChecked},
		{"good", "clean revoked", Revoked},
		{"good", "revoked clean", Revoked},
		{"good", "revoked-forged clean", Good},
		{"good", "clean-sha1ca", NotChecked},
		{"good-reissued", "clean", Good},
		{"good-reissued", "revoked", Revoked},
		{"good-sub", "clean", NotChecked}, // a list of the authority above
		{"weak-chain", "clean-sha1ca", Good},
		{"weak-chain", "clean", NotChecked},
		{"trust-outside", "clean", NotChecked},
		{"bad-md5", "clean", NotChecked},
	} {
		trust := testTrust(t)
		for name := range strings.FieldsSeq(c.lists) {
			l, err := x509.ParseRevocationList(readFile(t, name+".crl"))
			if err != nil {
				t.Fatal(err)
			}
			trust.CRLs = append(trust.CRLs, nil, l)
		}
		r := Verify(octets, readFile(t, c.p7s+".p7s"), trust, Bounds{})
		if r.Revocation != c.want {
			t.Errorf("%s with %q: %s, want %s", c.p7s, c.lists, r.Revocation, c.want)
		}
		if got := strings.Contains(strings.Join(r.Reasons, " "), "revoked"); got != (c.want == Revoked) || got != (r.Revocation == Revoked) {
			t.Errorf("%s with %q: reasons %v", c.p7s, c.lists, r.Reasons)
		}
	}
}

// TestStolenKey: whoever has the key writes the instant of the signature himself; only an arrival before the revocation shows
// that the signature is older. Any other reason tells of its own date.
func TestStolenKey(t *testing.T) {
	g := newRegistry(t)
	later := day.Add(48 * time.Hour)
	p7s := signedBy(t, g.leaf, []byte("x"), day, g.leaf.cert)
	for _, c := range []struct {
		reason  int
		arrival time.Time
		want    string
	}{
		{keyCompromise, time.Time{}, Revoked}, {keyCompromise, later, Revoked}, {keyCompromise, later.Add(time.Hour), Revoked}, {keyCompromise, later.Add(-time.Second), Good},
		{caCompromise, time.Time{}, Revoked}, {aaCompromise, time.Time{}, Revoked}, {caCompromise, day, Good},
		{0, time.Time{}, Good}, {4, later.Add(time.Hour), Good}, {5, time.Time{}, Good},
	} {
		l := list{from: later, to: later.Add(7 * 24 * time.Hour), by: g.ca, revoked: []x509.RevocationListEntry{g.entry(later, c.reason)}}.make(t)
		r := Verify([]byte("x"), p7s, Trust{CAs: []*x509.Certificate{g.ca.cert}, CRLs: []*x509.RevocationList{l}}, Bounds{Arrival: c.arrival})
		if r.Revocation != c.want || (c.want == Revoked) != slices.Contains(r.Reasons, "revoked") {
			t.Errorf("reason %d, arrival %v: %s %v", c.reason, c.arrival, r.Revocation, r.Reasons)
		}
	}
}
