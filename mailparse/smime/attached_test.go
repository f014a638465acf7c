package smime

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// p7mFiles are what testdata/p7m/gen.sh made with openssl: the reasons of each signer, outermost first, "/" between two; of
// the whole where nothing could be judged.
var p7mFiles = map[string]string{
	"good":             "",
	"good-plain":       "",
	"good-512":         "",
	"good-sub":         "",
	"good-ec":          "",
	"good-ec384":       "",
	"good-keyid":       "",
	"good-pss":         "",
	"good-ber":         "",
	"good-pem":         "",
	"good-base64":      "",
	"good-base64-line": "",
	"text":             "",
	"pades":            "",
	"good-two":         "/",
	"good-nested":      "/",
	"good-nested3":     "//",
	"bad-nested4":      "whole: sig_limit",
	"bad-noattr":       "whole: attrs_invalid",
	"bad-detached":     "whole: sig_malformed",
	"bad-sha1":         "digest_refused",
	"bad-cns":          "key_usage",
	"bad-expired":      "cert_expired",
	"bad-altra":        "chain_untrusted",
	"bad-self":         "chain_untrusted",
	"bad-sha1cert":     "weak_chain",
	"bad-two":          "chain_untrusted/",
	"bad-tampered":     "sig_invalid",
}

// laxerOpenSSL are the files that openssl accepts and we do not.
var laxerOpenSSL = map[string]string{
	"bad-nested4":  "layers are not counted",
	"bad-noattr":   "signed attributes are required",
	"bad-sha1":     "SHA-1",
	"bad-cns":      "a certificate of authentication commits to nothing",
	"bad-sha1cert": "certificate signed with SHA-1",
}

func p7mFile(t testing.TB, name string) []byte { return readFile(t, filepath.Join("p7m", name)) }

// p7mTrust believes the authority of testdata/p7m.
func p7mTrust(t testing.TB) Trust {
	t.Helper()
	block, _ := pem.Decode(p7mFile(t, "ca.pem"))
	ca, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return Trust{CAs: []*x509.Certificate{ca}}
}

// p7mDay is an instant at which the certificates of testdata/p7m are valid: an hour after they signed.
func p7mDay(t testing.TB) time.Time {
	t.Helper()
	a := VerifyAttached(p7mFile(t, "good.p7m"), Trust{}, day)
	if len(a.Signers) != 1 || a.Signers[0].SigningTime.IsZero() {
		t.Fatalf("%+v", a)
	}
	return a.Signers[0].SigningTime.Add(time.Hour)
}

// verdictOf is the verdict on a p7m in the form of p7mFiles.
func verdictOf(a Attached) string {
	if len(a.Reasons) > 0 {
		return "whole: " + strings.Join(a.Reasons, " ")
	}
	var out []string
	for _, s := range a.Signers {
		out = append(out, strings.Join(s.Reasons, " "))
	}
	return strings.Join(out, "/")
}

func TestP7MOfOpenSSL(t *testing.T) {
	openssl, trust, at, doc := opensslPath(t), p7mTrust(t), p7mDay(t), p7mFile(t, "modulo.pdf")
	files, err := filepath.Glob("testdata/p7m/*.p7m")
	if err != nil || len(files) != len(p7mFiles) {
		t.Fatalf("%d files, %d listed, %v", len(files), len(p7mFiles), err)
	}
	for name, want := range p7mFiles {
		p7m := p7mFile(t, name+".p7m")
		before := bytes.Clone(p7m)
		a := VerifyAttached(p7m, trust, at)
		if got := verdictOf(a); got != want {
			t.Errorf("%s: %q, want %q (%s)", name, got, want, a.Detail)
		}
		if a.Valid() == strings.HasPrefix(name, "bad") {
			t.Errorf("%s: valid %v", name, a.Valid())
		}
		if a.Valid() && !bytes.Equal(a.Content, doc) && strings.HasPrefix(name, "good") {
			t.Errorf("%s: content %q", name, a.Content)
		}
		if !bytes.Equal(before, p7m) {
			t.Errorf("%s: the input was changed", name)
		}
		theirs, content, out := opensslOpens(t, openssl, p7m, trust.CAs, at)
		_, listed := laxerOpenSSL[name]
		switch {
		case a.Valid() && !theirs:
			t.Errorf("%s: we accept, openssl refuses: %s", name, out)
		case a.Valid() && !strings.Contains(name, "nested") && !bytes.Equal(content, a.Content):
			t.Errorf("%s: openssl reads another document: %q", name, content)
		case !a.Valid() && theirs != listed:
			t.Errorf("%s: openssl accepts %v, listed %v: %s", name, theirs, listed, out)
		}
	}
}

// opensslOpens asks openssl about a p7m at an instant and for its content.
func opensslOpens(t *testing.T, openssl string, p7m []byte, roots []*x509.Certificate, at time.Time) (ok bool, content []byte, out string) {
	t.Helper()
	dir := t.TempDir()
	in, doc, ca := filepath.Join(dir, "in.p7m"), filepath.Join(dir, "doc"), filepath.Join(dir, "roots.pem")
	pemFile(t, ca, roots)
	form := "DER"
	switch {
	case bytes.HasPrefix(p7m, []byte("-----")):
		form = "PEM"
	case p7m[0] != tagSequence: // openssl reads no bare base64
		ber, err := unwrap(p7m)
		if err != nil {
			t.Fatal(err)
		}
		p7m = ber
	}
	if err := os.WriteFile(in, p7m, 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command(openssl, "cms", "-verify", "-binary", "-inform", form, "-in", in, "-CAfile", ca, "-no-CApath", "-no-CAstore",
		"-partial_chain", "-purpose", "any", "-attime", strconv.FormatInt(at.Unix(), 10), "-out", doc).CombinedOutput()
	if err != nil {
		return false, nil, string(said)
	}
	if content, err = os.ReadFile(doc); err != nil {
		t.Fatal(err)
	}
	return true, content, string(said)
}

func TestP7MPerson(t *testing.T) {
	trust, at := p7mTrust(t), p7mDay(t)
	a := VerifyAttached(p7mFile(t, "good-nested.p7m"), trust, at)
	if !a.Valid() || len(a.Signers) != 2 {
		t.Fatalf("%+v", a)
	}
	outer, inner := a.Signers[0], a.Signers[1]
	if outer.Serial != "IT:PPSLNE85D67Z129L" || outer.Organization != "Studio di prova" || outer.Layer != 1 || outer.Surname != "Popescu" {
		t.Errorf("outer: %+v", outer)
	}
	if inner.Serial != "TINIT-CNTLCU88R19A944D" || inner.Name != "Conti Luca" || inner.GivenName != "Luca" || inner.Surname != "Conti" || inner.Layer != 2 ||
		inner.Digest != "sha256" || inner.Revocation != NotChecked || inner.Leaf == nil || inner.Issuer != "CN=Prova CA firme,O=Certificatore di prova,C=IT" {
		t.Errorf("inner: %+v", inner)
	}
}

// The instant of receipt decides, not the time the signer claims.
func TestP7MIsJudgedAtReceipt(t *testing.T) {
	trust, at := p7mTrust(t), p7mDay(t)
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{at, ""}, {at.AddDate(0, 0, 3), "cert_expired"}, {at.AddDate(-2, 0, 0), "cert_expired"}, {at.AddDate(40, 0, 0), "cert_expired"},
		{time.Time{}, "time_incoherent"},
	} {
		a := VerifyAttached(p7mFile(t, "good.p7m"), trust, c.at)
		if got := verdictOf(a); got != c.want || !a.Signers[0].SigningTime.Equal(at.Add(-time.Hour)) {
			t.Errorf("%v: %q, want %q", c.at, got, c.want)
		}
	}
	if a := VerifyAttached(p7mFile(t, "bad-expired.p7m"), trust, at.AddDate(-1, 0, 0)); !a.Valid() {
		t.Errorf("received while it was valid: %+v", a)
	}
}

func TestP7MRevocation(t *testing.T) {
	trust, at := p7mTrust(t), p7mDay(t)
	l, err := x509.ParseRevocationList(p7mFile(t, "revoked.crl"))
	if err != nil {
		t.Fatal(err)
	}
	trust.CRLs = []*x509.RevocationList{nil, l}
	for _, c := range []struct {
		name       string
		at         time.Time
		want, says string
	}{
		{"good", at, "revoked", Revoked}, {"good", at.AddDate(0, 0, -3), "", Good}, {"good-512", at, "revoked", Revoked}, {"good-ec", at, "", Good},
		{"good-sub", at, "", NotChecked}, {"bad-altra", at, "chain_untrusted", NotChecked},
	} {
		a := VerifyAttached(p7mFile(t, c.name+".p7m"), trust, c.at)
		if got := verdictOf(a); got != c.want || a.Signers[0].Revocation != c.says || a.Valid() != (c.want == "") {
			t.Errorf("%s: %q %s, want %q %s", c.name, got, a.Signers[0].Revocation, c.want, c.says)
		}
	}
}

func TestP7MUnderNobody(t *testing.T) {
	at := p7mDay(t)
	for name := range p7mFiles {
		for _, trust := range []Trust{{}, AgID(), {CAs: []*x509.Certificate{nil, readCert(t, "ca")}}} {
			if a := VerifyAttached(p7mFile(t, name+".p7m"), trust, at); a.Valid() {
				t.Errorf("%s is valid under %d authorities that signed nothing", name, len(trust.CAs))
			}
		}
	}
}

var allBits = flag.Bool("all-bits", false, "change every bit of a p7m and ask openssl about each that is still valid; else one bit of each byte, and one in sixteen")

// One bit of every byte changed: what is still valid says the same document by the same person, and openssl agrees.
func TestEveryByteOfAP7M(t *testing.T) {
	openssl, trust, at, doc := opensslPath(t), p7mTrust(t), p7mDay(t), p7mFile(t, "modulo.pdf")
	still := 0
	for _, name := range []string{"good", "good-ber", "good-nested", "good-ec"} {
		p7m := p7mFile(t, name+".p7m")
		for i := range p7m {
			for bit := range 8 {
				if bit != i%8 && !*allBits {
					continue
				}
				changed := bytes.Clone(p7m)
				changed[i] ^= 1 << bit
				a := VerifyAttached(changed, trust, at)
				if !a.Valid() {
					continue
				}
				still++
				if !bytes.Equal(a.Content, doc) || !slices.ContainsFunc(a.Signers, func(s Signer) bool { return s.Serial == "TINIT-CNTLCU88R19A944D" }) {
					t.Fatalf("%s, byte %d: valid with %q", name, i, a.Content)
				}
				if still%16 != 0 && !*allBits {
					continue
				}
				if theirs, _, out := opensslOpens(t, openssl, changed, trust.CAs, at); !theirs {
					t.Errorf("%s, byte %d, bit %d: we accept, openssl refuses: %s", name, i, bit, out)
				}
			}
		}
	}
	t.Logf("%d changed files are still valid", still)
}
