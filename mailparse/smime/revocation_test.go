package smime

import (
	"crypto/x509"
	"strings"
	"testing"
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
