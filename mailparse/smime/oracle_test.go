package smime

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
)

// The second opinions: openssl and smallstep/pkcs7. What we accept, openssl must accept; where it accepts and we
// do not, the case is listed with its reason.

// stricter are the signatures that openssl accepts and Verify does not.
var stricter = map[string]string{
	"bad-noattr":          "signed attributes are required",
	"bad-attached":        "content inside is refused",
	"bad-stream-attached": "content inside is refused",
	"bad-twosigners":      "one signer",
	"bad-sha224":          "digest is not on the list",
	"bad-md5":             "MD5",
	"bad-1024":            "key too short",
	"bad-ec224":           "curve too short",
	"bad-pss-nosalt":      "salt is required",
	"bad-pss-mgf":         "one hash for digest and mask",
	"bad-seventeen":       "too many certificates",
	"trust-subweak":       "sub CA key too short",
	"trust-caleaf":        "an authority does not sign messages",
	"trust-noeku":         "emailProtection must be said",
	"trust-md5cert":       "certificate signed with MD5",
}

func opensslPath(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil && os.Getenv("PECAGENT_CI") != "" {
		t.Fatal("openssl is not on PATH, and in CI the oracle must run")
	}
	if err != nil {
		t.Log("NOTICE: openssl is not on PATH: the second opinion on every signature was NOT asked")
		t.SkipNow()
	}
	return path
}

// opensslAccepts asks openssl about a p7s at an instant, with the CAs of testTrust believed.
func opensslAccepts(t *testing.T, openssl, dir string, p7s []byte, at time.Time) (bool, string) {
	t.Helper()
	in, roots := filepath.Join(dir, "in.p7s"), filepath.Join(dir, "roots.pem")
	if err := os.WriteFile(in, p7s, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(roots); err != nil {
		all := slices.Concat(readFile(t, "ca.pem"), readFile(t, "sha1ca.pem"))
		if err := os.WriteFile(roots, all, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"cms", "-verify", "-binary", "-inform", "DER", "-in", in, "-content", "testdata/octets.txt",
		"-CAfile", roots, "-no-CApath", "-no-CAstore", "-partial_chain", "-purpose", "smimesign", "-out", os.DevNull}
	if !at.IsZero() {
		args = append(args, "-attime", strconv.FormatInt(at.Unix(), 10))
	}
	out, err := exec.Command(openssl, args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return err == nil, string(out)
}

func TestOpenSSLAgrees(t *testing.T) {
	openssl, dir := opensslPath(t), t.TempDir()
	octets := readFile(t, "octets.txt")
	trust := Trust{CAs: []*x509.Certificate{readCert(t, "ca"), readCert(t, "sha1ca")}}
	now := Verify(octets, readFile(t, "good.p7s"), trust, Bounds{}).SigningTime
	for name := range verdicts {
		p7s := readFile(t, name+".p7s")
		r := Verify(octets, p7s, trust, Bounds{})
		at := r.SigningTime
		if at.IsZero() {
			at = now
		}
		theirs, out := opensslAccepts(t, openssl, dir, p7s, at)
		_, listed := stricter[name]
		switch {
		case accepted(r) && !theirs:
			t.Errorf("%s: we accept, openssl refuses: %s", name, out)
		case !accepted(r) && theirs && !listed:
			t.Errorf("%s: openssl accepts, we say %v (%s), and it is not listed", name, r.Reasons, r.Detail)
		case listed && (accepted(r) || !theirs):
			t.Errorf("%s: is listed as a difference and is none: %s", name, out)
		}
	}
}

// Changes at random places: nothing that we accept may openssl refuse.
func TestOpenSSLAgreesOnChangedSignatures(t *testing.T) {
	openssl, dir := opensslPath(t), t.TempDir()
	octets := readFile(t, "octets.txt")
	trust := pinsOf(t, "ca", "sha1ca") // as in service: a CA certificate of the message counts only when whole
	random := rand.New(rand.NewPCG(1, 2))
	asked := 0
	for _, name := range []string{"good", "good-ber", "good-keyid", "good-ec", "good-pss"} {
		p7s := readFile(t, name+".p7s")
		for range 1500 {
			changed := bytes.Clone(p7s)
			for range 1 + random.IntN(2) {
				changed[random.IntN(len(changed))] ^= byte(1 << random.IntN(8))
			}
			r := Verify(octets, changed, trust, Bounds{})
			if !accepted(r) {
				continue
			}
			asked++
			if theirs, out := opensslAccepts(t, openssl, dir, changed, r.SigningTime); !theirs {
				t.Errorf("%s: we accept (changed at %v), openssl refuses: %s", name, differences(p7s, changed), out)
			}
		}
	}
	t.Logf("%d changed signatures are still good, openssl agrees on each", asked)
}

func differences(a, b []byte) (at []string) {
	for i := range a {
		if a[i] != b[i] {
			at = append(at, fmt.Sprintf("%d: %02x>%02x", i, a[i], b[i]))
		}
	}
	return at
}

// smallstepAccepts asks smallstep/pkcs7, which hostile input would kill: only small files of our own come here.
func smallstepAccepts(octets, p7s []byte, roots *x509.CertPool, at time.Time) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	p, err := pkcs7.Parse(p7s)
	if err != nil {
		return err
	}
	if len(p.Content) > 0 {
		return errors.New("content inside")
	}
	p.Content = octets
	return p.VerifyWithChainAtTime(roots, at)
}

// unknownToSmallstep are good signatures that it cannot read (libraries.md §2).
var unknownToSmallstep = []string{"good-keyid", "good-pss", "good-pss-512", "good-pss-sha1", "weak-chain", "weak-chain-sha256"}

func TestSmallstepAgrees(t *testing.T) {
	octets := readFile(t, "octets.txt")
	trust := Trust{CAs: []*x509.Certificate{readCert(t, "ca"), readCert(t, "sha1ca")}}
	roots := x509.NewCertPool()
	for _, c := range trust.CAs {
		roots.AddCert(c)
	}
	for name := range verdicts {
		if !strings.HasPrefix(name, "good") && !strings.HasPrefix(name, "weak") && !strings.HasPrefix(name, "trust") {
			continue
		}
		p7s := readFile(t, name+".p7s")
		r := Verify(octets, p7s, trust, Bounds{})
		err := smallstepAccepts(octets, p7s, roots, r.SigningTime)
		if ours := accepted(r); ours && err != nil && !slices.Contains(unknownToSmallstep, name) {
			t.Errorf("%s: we accept, smallstep says %v", name, err)
		}
		changed := bytes.Clone(octets)
		changed[0] ^= 1
		if err := smallstepAccepts(changed, p7s, roots, r.SigningTime); err == nil {
			t.Errorf("%s: smallstep accepts a changed message; the oracle is worth nothing", name)
		}
	}
}

// A signature that smallstep makes, over a message and key of its own choice of structure, is good here.
func TestSignaturesOfSmallstep(t *testing.T) {
	octets := []byte("Subject: x\r\n\r\nciao\r\n")
	for _, digest := range []struct{ oid, want string }{{"sha256", ""}, {"sha1", "weak_digest"}} {
		sd, err := pkcs7.NewSignedData(octets)
		if err != nil {
			t.Fatal(err)
		}
		sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
		if digest.oid == "sha1" {
			sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA1)
		}
		if err := sd.AddSignerChain(readCert(t, "leaf"), leafKey(t), []*x509.Certificate{readCert(t, "ca")}, pkcs7.SignerInfoConfig{}); err != nil {
			t.Fatal(err)
		}
		sd.Detach()
		p7s, err := sd.Finish()
		if err != nil {
			t.Fatal(err)
		}
		// smallstep signs at the present, when the leaf of testdata may have expired: that alone may be said.
		r := Verify(octets, p7s, testTrust(t), Bounds{})
		got := slices.DeleteFunc(r.Reasons, func(s string) bool { return s == "cert_expired" })
		if strings.Join(got, " ") != digest.want {
			t.Errorf("%s: %v (%s)", digest.oid, got, r.Detail)
		}
	}
}
