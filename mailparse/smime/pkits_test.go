package smime

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var packPKITS = flag.Bool("pack-pkits", false, "make testdata/pkits.zip again from the Go toolchain")

// vector is one test of the suite, as the Go toolchain writes it.
type vector struct {
	Name           string
	CertPath       []string
	ShouldValidate bool
}

// section is the number of the test, for example 4.13.
func (v vector) section() string {
	return strings.Join(strings.SplitN(strings.Fields(v.Name)[0], ".", 3)[:2], ".")
}

// judged are the sections of the suite that are about what a path is: signatures, dates, names, lists of revocation,
// self-issued authorities, basic constraints, key usage, name constraints. The others are about certificate policies,
// which PEC does not ask for, and about kinds of revocation lists.
var judged = []string{"4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.13"}

// falseRejects are paths that the suite calls valid and we do not believe.
var falseRejects = map[string]string{
	"4.1.4":   "DSA is not accepted: no provider and no list of trust has it",
	"4.1.5":   "DSA, with parameters left to the authority",
	"4.6.15":  "crypto/x509 counts authorities that issue to themselves in the length of the path (RFC 5280 §6.1.4 does not)",
	"4.6.17":  "as 4.6.15",
	"4.13.25": "a host excluded excludes the hosts under it, too: crypto/x509 is stricter than RFC 5280 §4.2.1.10",
	"4.13.27": "constraints on directory names are a critical extension that crypto/x509 does not read: nobody is believed under one",
}

// otherNames are the valid paths of 4.13 that are not about addresses: beside the goal, and listed all the same.
var otherNames = map[string]string{
	"4.13.1": "as 4.13.27", "4.13.4": "as 4.13.27", "4.13.5": "as 4.13.27", "4.13.6": "as 4.13.27", "4.13.11": "as 4.13.27",
	"4.13.14": "as 4.13.27", "4.13.18": "as 4.13.27", "4.13.19": "as 4.13.27",
	"4.13.36": "as 4.13.25, for pages",
}

// ofLists are the tests that fail by a revocation list. The lists do not ship with the toolchain: of these the path is
// judged, which must hold, and that nobody says that the leaf was not revoked. The cases of TestRevocationLists stand for
// them.
var ofLists = []string{"4.4.1", "4.4.2", "4.4.3", "4.4.4", "4.4.5", "4.4.6", "4.4.8", "4.4.9", "4.4.10", "4.4.11", "4.4.12", "4.4.18", "4.4.20",
	"4.4.21", "4.5.2", "4.5.5", "4.5.7", "4.7.4", "4.7.5"}

// TestPKITS judges paths of the Public Key Interoperability Test Suite of NIST (public domain: a work of the
// government of the United States). testdata/pkits.zip is what crypto/x509/testdata/nist-pkits of the Go toolchain holds
// of the sections judged. The path alone is judged: its leaves are not for mail, and the purpose of the leaf has tests of
// its own (TestPaths). openssl is the second judge.
func TestPKITS(t *testing.T) {
	vectors, certs := readPKITS(t)
	openssl := opensslPath(t)
	accepted, refused, rejected, wrongly := 0, 0, 0, 0
	for _, v := range vectors {
		id := strings.Fields(v.Name)[0]
		codes, leaf, why := pathOf(t, v, certs)
		ok := len(codes) == 0
		reason, listed := falseRejects[id]
		if !listed {
			reason, listed = otherNames[id]
		}
		switch {
		case slices.Contains(ofLists, id):
			if !ok || v.ShouldValidate {
				t.Errorf("%s: %v %v: the path alone holds", v.Name, codes, why)
			}
			ch, _, _ := judge(leaf, nil, Trust{}, day)
			if got := ch.revocation(nil); got != NotChecked {
				t.Errorf("%s: revocation %s", v.Name, got)
			}
			continue
		case ok && !v.ShouldValidate:
			wrongly++
			t.Errorf("%s: FALSE ACCEPT", v.Name)
		case !ok && v.ShouldValidate && !listed:
			t.Errorf("%s: %v (%v)", v.Name, codes, why)
		case listed && (ok || !v.ShouldValidate):
			t.Errorf("%s is listed as a false reject and is none", v.Name)
		}
		switch {
		case ok:
			accepted++
			if theirs, out := opensslPathHolds(t, openssl, v, certs); !theirs {
				t.Errorf("%s: we accept, openssl refuses: %s", v.Name, out)
			}
		case v.ShouldValidate:
			rejected++
			t.Logf("false reject: %s: %s", v.Name, reason)
		default:
			refused++
		}
	}
	if len(falseRejects) > 8 { // reliability.md §7 G8
		t.Errorf("%d false rejects", len(falseRejects))
	}
	t.Logf("PKITS %s: %d vectors: %d rightly accepted, %d rightly refused, %d false accepts, %d false rejects (%d of them beside addresses), %d wait for lists",
		strings.Join(judged, " "), len(vectors), accepted-wrongly, refused, wrongly, rejected, len(otherNames), len(ofLists))
}

// pathOf judges a path with its first certificate as the one believed. A certificate that cannot be read is refused as
// a signature with it would be.
func pathOf(t *testing.T, v vector, certs map[string][]byte) (codes []string, leaf *x509.Certificate, why error) {
	t.Helper()
	var path []*x509.Certificate
	for _, name := range v.CertPath {
		c, err := x509.ParseCertificate(certs[name])
		if err != nil {
			return []string{code(err)}, &x509.Certificate{}, err
		}
		path = append(path, c)
	}
	leaf = path[len(path)-1]
	_, codes, why = judge(leaf, path[1:], Trust{CAs: path[:1]}, day)
	codes = slices.DeleteFunc(codes, func(c string) bool { return c == "eku_missing" || c == "key_usage" })
	return codes, leaf, why
}

func opensslPathHolds(t *testing.T, openssl string, v vector, certs map[string][]byte) (bool, string) {
	t.Helper()
	dir := t.TempDir()
	args := []string{"verify", "-no-CApath", "-no-CAstore", "-attime", strconv.FormatInt(day.Unix(), 10)}
	for i, name := range v.CertPath {
		file := filepath.Join(dir, name)
		block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certs[name]})
		if err := os.WriteFile(file, block, 0o600); err != nil {
			t.Fatal(err)
		}
		switch {
		case i == 0:
			args = append(args, "-CAfile", file)
		case i < len(v.CertPath)-1:
			args = append(args, "-untrusted", file)
		default:
			args = append(args, file)
		}
	}
	out, err := exec.Command(openssl, args...).CombinedOutput()
	return err == nil, string(out)
}

const pkitsFile = "testdata/pkits.zip"

func readPKITS(t *testing.T) (vectors []vector, certs map[string][]byte) {
	t.Helper()
	if *packPKITS {
		packVectors(t)
	}
	z, err := zip.OpenReader(pkitsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	certs = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err = errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		certs[f.Name] = b
	}
	if err := json.Unmarshal(certs["vectors.json"], &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) != 114 {
		t.Fatalf("%d vectors", len(vectors))
	}
	return vectors, certs
}

// packVectors makes the file again: the vectors of the sections judged and the certificates they name.
func packVectors(t *testing.T) {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	from := filepath.Join(strings.TrimSpace(string(root)), "src", "crypto", "x509", "testdata", "nist-pkits")
	b, err := os.ReadFile(filepath.Join(from, "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(v vector) bool { return !slices.Contains(judged, v.section()) })
	var names []string
	for _, v := range all {
		names = append(names, v.CertPath...)
	}
	slices.Sort(names)
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	put := func(name string, b []byte) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	list, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	put("vectors.json", list)
	for _, name := range slices.Compact(names) {
		b, err := os.ReadFile(filepath.Join(from, "certs", name))
		if err != nil {
			t.Fatal(err)
		}
		put(name, b)
	}
	if err := errors.Join(z.Close(), os.WriteFile(pkitsFile, buf.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
}
