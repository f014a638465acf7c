package smime

import (
	"bytes"
	"crypto/x509"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Every certificate at hand has the form: of openssl, of crypto/x509, of NIST.
func TestCertificatesHaveTheirForm(t *testing.T) {
	_, certs := readPKITS(t)
	n := 0
	for name, der := range certs {
		if !strings.HasSuffix(name, ".crt") {
			continue
		}
		n++
		if err := checkForm(der); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, e := range []*entity{issue(t, nil, "x", authority), issue(t, nil, "x", signer, mystery), issue(t, nil, "", citizen(conti))} {
		if err := checkForm(e.cert.Raw); err != nil {
			t.Errorf("%s: %v", e.cert.Subject, err)
		}
	}
	if n < 190 {
		t.Errorf("%d certificates", n)
	}
}

// rebuilt is a certificate of which one value was changed; its signature no longer holds, which is not asked here.
func rebuilt(t *testing.T, der []byte, change func(tbs []value) []byte) []byte {
	t.Helper()
	c, err := parts(der, 3)
	if err != nil {
		t.Fatal(err)
	}
	tbs, err := (&cursor{b: c[0].body}).all()
	if err != nil {
		t.Fatal(err)
	}
	return seq(seq(change(tbs)), c[1].full, c[2].full)
}

func join(vs []value) (all []byte) {
	for _, v := range vs {
		all = append(all, v.full...)
	}
	return all
}

// TestOddCertificates: what crypto/x509 reads and we do not; openssl does not either.
func TestOddCertificates(t *testing.T) {
	openssl, dir := opensslPath(t), t.TempDir()
	der := issue(t, nil, "Radice", authority).cert.Raw
	null := []byte{5, 0}
	in := func(v value, more []byte) []byte {
		return appendValue(nil, v.tag, append(bytes.Clone(v.body), more...))
	}
	with := func(i int, more []byte) func([]value) []byte {
		return func(tbs []value) []byte {
			return append(append(join(tbs[:i]), in(tbs[i], more)...), join(tbs[i+1:])...)
		}
	}
	for name, change := range map[string]func([]value) []byte{
		"something after the extensions": func(tbs []value) []byte { return append(join(tbs), null...) },
		"extensions of another tag":      func(tbs []value) []byte { return append(join(tbs[:7]), appendValue(nil, 0x83, tbs[7].body)...) },
		"extensions twice":               func(tbs []value) []byte { return append(join(tbs), tbs[7].full...) },
		"version with something after":   with(0, null),
		"algorithm with something after": with(2, append(bytes.Clone(null), null...)),
		"dates with something after":     with(4, null),
		"key with something after":       with(6, null),
		"extension with something after": func(tbs []value) []byte {
			list, err := (&cursor{b: tbs[7].body}).next()
			if err != nil {
				t.Fatal(err)
			}
			exts, err := (&cursor{b: list.body}).all()
			if err != nil {
				t.Fatal(err)
			}
			return append(join(tbs[:7]), appendValue(nil, 0xa3, seq(in(exts[0], null), join(exts[1:])))...)
		},
	} {
		odd := rebuilt(t, der, change)
		if checkForm(odd) == nil {
			t.Errorf("%s: has its form", name)
		}
		stray, ours := x509.ParseCertificate(odd)
		if ours == nil { // beside a good signature
			root := issue(t, nil, "Radice", authority)
			leaf := issue(t, root, "Gestore", signer)
			trust := Trust{CAs: certsOf([]*entity{root})}
			wantReasons(t, name, Verify([]byte("x"), signedBy(t, leaf, []byte("x"), day, leaf.cert, stray), trust, Bounds{}), "sig_malformed")
			wantReasons(t, "without it", Verify([]byte("x"), signedBy(t, leaf, []byte("x"), day, leaf.cert), trust, Bounds{}), "")
		}
		file := filepath.Join(dir, "odd.der")
		if err := os.WriteFile(file, odd, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := run(openssl, "x509", "-inform", "DER", "-in", file, "-noout")
		t.Logf("%-32s crypto/x509 reads it: %v, openssl: %v", name, ours == nil, err == nil)
		if err == nil {
			t.Errorf("%s: openssl reads it: %s", name, out)
		}
	}
	if checkForm(rebuilt(t, der, join)) != nil {
		t.Error("the certificate as it was has not its form")
	}
}

func run(name string, args ...string) (string, error) {
	out, err := exec.Command(name, args...).CombinedOutput()
	return string(out), err
}
