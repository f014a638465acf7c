package smime

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readCert(t testing.TB, name string) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(readFile(t, name+".pem"))
	if block == nil {
		t.Fatalf("%s: no PEM", name)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// pinsOf pins the named CAs of testdata by their whole bytes.
func pinsOf(t testing.TB, names ...string) Trust {
	t.Helper()
	var tr Trust
	for _, n := range names {
		sum := sha256.Sum256(readCert(t, n).Raw)
		tr.Pins = append(tr.Pins, hex.EncodeToString(sum[:]))
	}
	return tr
}

func testTrust(t testing.TB) Trust { return pinsOf(t, "ca", "ca-reissued", "ca-old", "sha1ca") }

// accepted tells whether the report stands for a certified signature.
func accepted(r Report) bool {
	return !slices.ContainsFunc(r.Reasons, func(s string) bool { return s != "weak_digest" && s != "weak_chain" })
}

// verdicts says for every signature of testdata exactly which reasons it has, with the CAs of testTrust pinned.
var verdicts = map[string]string{
	"good": "", "good-sha384": "", "good-sha512": "", "good-cades": "", "good-keyid": "", "good-nr": "",
	"good-two": "", "good-reissued": "", "good-both": "", "good-sub": "", "good-ec": "", "good-ec384": "",
	"good-smimecap": "", "good-pss": "", "good-pss-512": "", "good-sixteen": "", "good-smime": "", "good-ber": "",
	"good-sha1": "weak_digest", "good-pss-sha1": "weak_digest",

	"weak-chain":         "weak_digest weak_chain",
	"weak-chain-sha256":  "weak_chain",
	"weak-chain-outside": "name_constraint",
	"weak-chain-expired": "cert_expired",

	"bad-pss-nosalt":      "sig_invalid",
	"bad-pss-mgf":         "sig_invalid",
	"bad-md5":             "digest_refused",
	"bad-sha224":          "digest_refused",
	"bad-noattr":          "attrs_invalid",
	"bad-nocerts":         "sig_malformed",
	"bad-attached":        "econtent_present",
	"bad-stream-attached": "econtent_present",
	"bad-twosigners":      "signer_count",
	"bad-1024":            "key_weak",
	"bad-ec224":           "key_weak",
	"bad-seventeen":       "sig_limit",

	"trust-nocachain":        "chain_untrusted",
	"trust-stranger":         "chain_untrusted",
	"trust-forgedca":         "chain_untrusted",
	"trust-forgedca-outside": "chain_untrusted",
	"trust-subweak":          "chain_untrusted",
	"trust-md5cert":          "chain_untrusted",
	"trust-critical":         "chain_untrusted",
	"trust-outside":          "name_constraint",
	"trust-server":           "eku_missing",
	"trust-noeku":            "eku_missing",
	"trust-subserver":        "eku_missing",
	"trust-enc":              "key_usage",
	"trust-caleaf":           "key_usage",
	"trust-expired":          "cert_expired",
	"trust-future":           "cert_expired",
	"trust-oldca":            "cert_expired",
}

func TestVerdicts(t *testing.T) {
	octets, trust := readFile(t, "octets.txt"), testTrust(t)
	files, err := filepath.Glob("testdata/*.p7s")
	if err != nil || len(files) != len(verdicts) {
		t.Fatalf("%d files for %d verdicts: %v", len(files), len(verdicts), err)
	}
	for name, want := range verdicts {
		r := Verify(octets, readFile(t, name+".p7s"), trust, Bounds{})
		if got := strings.Join(r.Reasons, " "); got != want {
			t.Errorf("%s: reasons %q, want %q (%s)", name, got, want, r.Detail)
		}
		if (r.Detail == "") != accepted(r) {
			t.Errorf("%s: detail %q for reasons %v", name, r.Detail, r.Reasons)
		}
	}
}

func TestReportTellsTheSigner(t *testing.T) {
	r := Verify(readFile(t, "octets.txt"), readFile(t, "good-two.p7s"), testTrust(t), Bounds{})
	if want := []string{"posta-certificata@pec.altro.example", "rem-service@a.sotto.example"}; !slices.Equal(r.Emails, want) {
		t.Errorf("emails %q, want %q", r.Emails, want)
	}
	if want := "CN=Prova CA1,O=Autorita di prova,C=IT"; r.Issuer != want {
		t.Errorf("issuer %q, want %q", r.Issuer, want)
	}
	if r.Digest != "sha256" || r.Leaf == nil || r.SigningTime.Location() != time.UTC || r.SigningTime.Year() < 2026 {
		t.Errorf("digest %q, leaf %v, signing time %v", r.Digest, r.Leaf != nil, r.SigningTime)
	}
	r = Verify(readFile(t, "octets.txt"), readFile(t, "good.p7s"), testTrust(t), Bounds{})
	if want := []string{"posta-certificata@pec.gestore.example"}; !slices.Equal(r.Emails, want) {
		t.Errorf("emails %q, want them in lower case %q", r.Emails, want)
	}
}

func TestEveryChangedOctetIsRefused(t *testing.T) {
	octets, trust := readFile(t, "octets.txt"), testTrust(t)
	for _, name := range []string{"good", "good-ec", "good-pss", "good-sha1"} {
		p7s := readFile(t, name+".p7s")
		for i := range octets {
			for _, mask := range []byte{0x01, 0x20, 0x80, 0xff} {
				changed := bytes.Clone(octets)
				changed[i] ^= mask
				if r := Verify(changed, p7s, trust, Bounds{}); !slices.Equal(r.Reasons, []string{"sig_invalid"}) {
					t.Fatalf("%s: octet %d ^ %#x: %v", name, i, mask, r.Reasons)
				}
			}
		}
		for _, changed := range [][]byte{octets[:len(octets)-1], octets[1:], append(bytes.Clone(octets), '\n'), nil,
			bytes.ReplaceAll(octets, []byte("\r\n"), []byte("\r")), bytes.ReplaceAll(octets, []byte("\r\n"), []byte("\n\r")), bytes.ReplaceAll(octets, []byte("\r\n"), []byte("\r\r\n"))} {
			if r := Verify(changed, p7s, trust, Bounds{}); !slices.Equal(r.Reasons, []string{"sig_invalid"}) {
				t.Fatalf("%s: %d octets: %v", name, len(changed), r.Reasons)
			}
		}
		whole := Verify(octets, p7s, trust, Bounds{})
		if lf := Verify(bytes.ReplaceAll(octets, []byte("\r\n"), []byte("\n")), p7s, trust, Bounds{}); !reflect.DeepEqual(lf, whole) {
			t.Fatalf("%s: with bare LF %v, with CRLF %v", name, lf.Reasons, whole.Reasons)
		}
	}
}

// Bytes that no signature covers may change without harm; what is believed may not change with them.
func TestChangedSignatureNeverTellsAnotherStory(t *testing.T) {
	octets, trust := readFile(t, "octets.txt"), testTrust(t)
	for _, name := range []string{"good", "good-ber", "weak-chain"} {
		p7s := readFile(t, name+".p7s")
		want := Verify(octets, p7s, trust, Bounds{})
		for i := range p7s {
			for _, mask := range []byte{0x01, 0x80} {
				changed := bytes.Clone(p7s)
				changed[i] ^= mask
				r := Verify(octets, changed, trust, Bounds{})
				if accepted(r) && (!r.Leaf.Equal(want.Leaf) || !r.SigningTime.Equal(want.SigningTime) || r.Digest != want.Digest ||
					!slices.Equal(r.Reasons, want.Reasons)) {
					t.Fatalf("%s: byte %d ^ %#x is accepted with another verdict: %+v", name, i, mask, r)
				}
			}
		}
		for i := range p7s {
			if r := Verify(octets, p7s[:i], trust, Bounds{}); accepted(r) {
				t.Fatalf("%s: accepted when cut at %d", name, i)
			}
		}
	}
}

func TestBounds(t *testing.T) {
	octets, trust := readFile(t, "octets.txt"), testTrust(t)
	p7s := readFile(t, "good.p7s")
	signed := Verify(octets, p7s, trust, Bounds{}).SigningTime
	for _, c := range []struct {
		name             string
		daticert, arrive time.Duration // from the signing time; a negative nanosecond more than a year: none
		want             string
	}{
		{"together", 0, 0, ""},
		{"daticert 10 minutes before", -10 * time.Minute, 0, ""},
		{"daticert 10 minutes after", 10 * time.Minute, time.Hour, ""},
		{"daticert more before", -10*time.Minute - time.Second, 0, "time_incoherent"},
		{"daticert more after", 10*time.Minute + time.Second, 0, "time_incoherent"},
		{"arrival a day before", 0, -24 * time.Hour, ""},
		{"arrival more than a day before", 0, -24*time.Hour - time.Second, "time_incoherent"},
		{"arrival years after", 0, 20000 * time.Hour, ""},
	} {
		b := Bounds{Daticert: signed.Add(c.daticert), Arrival: signed.Add(c.arrive)}
		if got := strings.Join(Verify(octets, p7s, trust, b).Reasons, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	// Both at once are both told.
	r := Verify(octets, readFile(t, "trust-outside.p7s"), trust, Bounds{Daticert: signed.Add(time.Hour)})
	if want := []string{"time_incoherent", "name_constraint"}; !slices.Equal(r.Reasons, want) {
		t.Errorf("reasons %v, want %v", r.Reasons, want)
	}
}

func TestTrust(t *testing.T) {
	octets := readFile(t, "octets.txt")
	config := func(names ...string) Trust {
		var tr Trust
		for _, n := range names {
			tr.CAs = append(tr.CAs, readCert(t, n))
		}
		return tr
	}
	upper := testTrust(t)
	for i := range upper.Pins {
		upper.Pins[i] = strings.ToUpper(upper.Pins[i])
	}
	for _, c := range []struct {
		name, p7s string
		trust     Trust
		want      string
	}{
		{"nobody is believed", "good", Trust{}, "chain_untrusted"},
		{"AgID does not vouch for tests", "good", AgID(), "chain_untrusted"},
		{"pin in capitals", "good", upper, ""},
		{"pin of the other certificate of the key", "good", pinsOf(t, "ca-reissued"), "chain_untrusted"},
		{"pin of the root that is not in the message", "good", pinsOf(t, "root"), "chain_untrusted"},
		{"pin of the leaf", "good", pinsOf(t, "leaf"), "chain_untrusted"},
		{"CA of the configuration", "good", config("ca"), ""},
		{"its constraints hold", "trust-outside", config("ca"), "name_constraint"},
		{"leaf as CA of the configuration", "good", config("leaf"), "chain_untrusted"},
		{"CA of the configuration, not in the message", "trust-nocachain", config("ca"), ""},
		{"root of the configuration", "good", config("root"), ""},
		{"the root passes the constraints on", "trust-outside", config("root"), "name_constraint"},
		{"the SHA-1 CA of the configuration", "weak-chain", config("sha1ca"), "weak_digest weak_chain"},
		{"SHA-1 under nobody", "weak-chain", Trust{}, "weak_digest chain_untrusted"},
		{"forged CA, pinned one in the configuration", "trust-forgedca-outside", config("ca"), "name_constraint"},
	} {
		r := Verify(octets, readFile(t, c.p7s+".p7s"), c.trust, Bounds{})
		if got := strings.Join(r.Reasons, " "); got != c.want {
			t.Errorf("%s: %q, want %q (%s)", c.name, got, c.want, r.Detail)
		}
	}
}

func TestAgIDPins(t *testing.T) {
	pins := AgID().Pins
	if len(pins) != 4 {
		t.Fatalf("%d pins", len(pins))
	}
	for _, p := range pins {
		if b, err := hex.DecodeString(p); err != nil || len(b) != 32 || p != strings.ToLower(p) {
			t.Errorf("pin %q is no SHA-256 in lower hex", p)
		}
	}
}

func TestMailWithin(t *testing.T) {
	for _, c := range []struct {
		addr, constraint string
		want             bool
	}{
		{"a@pec.it", "pec.it", true}, {"a@PEC.it", "Pec.IT", true}, {"a@x.pec.it", "pec.it", false},
		{"a@x.pec.it", ".pec.it", true}, {"a@pec.it", ".pec.it", false}, {"a@xpec.it", ".pec.it", false},
		{"a@pec.it", "a@pec.it", true}, {"A@pec.it", "a@pec.it", false}, {"b@pec.it", "a@pec.it", false},
		{"a@b@pec.it", "pec.it", true}, {"a@.pec.it", ".pec.it", false}, {"nohost", "pec.it", false}, {"a@", ".pec.it", false},
	} {
		if got := mailWithin(c.addr, c.constraint); got != c.want {
			t.Errorf("%q within %q: %v", c.addr, c.constraint, got)
		}
	}
}

// A date is blamed only where the path is there: a stranger's certificate is a stranger's at any time.
func TestDatesAreBlamedOnlyOfBelievedPaths(t *testing.T) {
	trust := testTrust(t)
	for _, c := range []struct {
		p7s  string
		at   time.Time
		want string
	}{
		{"good", time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC), "cert_expired"},
		{"good", time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC), "cert_expired"},
		{"good", time.Date(2055, 1, 1, 0, 0, 0, 0, time.UTC), "cert_expired"},
		{"good-sub", time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC), "cert_expired"},
		{"trust-stranger", time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC), "chain_untrusted"},
		{"trust-nocachain", time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC), "chain_untrusted"},
		{"trust-outside", time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC), "name_constraint"},
		{"weak-chain", time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC), "cert_expired"},
	} {
		sd, err := parseCMS(readFile(t, c.p7s+".p7s"))
		if err != nil {
			t.Fatal(err)
		}
		certs, err := parseCerts(sd.certs)
		if err != nil {
			t.Fatal(err)
		}
		var leaf *x509.Certificate
		for _, x := range certs {
			if sd.signer.names(x) {
				leaf = x
			}
		}
		codes, _ := newChain(leaf, certs, trust, c.at).judge()
		if got := strings.Join(codes, " "); got != c.want {
			t.Errorf("%s at %v: %q, want %q", c.p7s, c.at, got, c.want)
		}
	}
}

// The authorities of the machine are never asked, not even when there is no other.
func TestMachineIsNotBelieved(t *testing.T) {
	t.Setenv("SSL_CERT_FILE", filepath.Join("testdata", "ca.pem"))
	t.Setenv("SSL_CERT_DIR", t.TempDir())
	r := Verify(readFile(t, "octets.txt"), readFile(t, "trust-nocachain.p7s"), Trust{}, Bounds{})
	if !slices.Equal(r.Reasons, []string{"chain_untrusted"}) {
		t.Errorf("reasons %v", r.Reasons)
	}
	// The same file makes crypto/x509 believe the leaf, so that the test can fail.
	opts := x509.VerifyOptions{CurrentTime: r.SigningTime, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}}
	if _, err := r.Leaf.Verify(opts); err != nil {
		t.Skipf("the machine does not read SSL_CERT_FILE here: %v", err)
	}
}

// A nil certificate in the configuration is no root and no crash.
func TestNilAuthority(t *testing.T) {
	r := Verify(readFile(t, "octets.txt"), readFile(t, "good.p7s"), Trust{CAs: []*x509.Certificate{nil, readCert(t, "ca")}}, Bounds{})
	if len(r.Reasons) != 0 {
		t.Errorf("reasons %v", r.Reasons)
	}
}
