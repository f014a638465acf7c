package mailparse

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// giudice is openssl, the second judge (reliability.md §2).
type giudice struct {
	bin, dir string
}

// secondoGiudice finds openssl; where it is not installed the test is skipped, with PECAGENT_CI set it fails.
func secondoGiudice(t *testing.T) giudice {
	t.Helper()
	bin, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("PECAGENT_CI") != "" {
			t.Fatal("openssl is not installed: no verdict can be held against a second judge")
		}
		t.Skip("SKIPPED: openssl is not installed: NO verdict is held against a second judge")
	}
	return giudice{bin, t.TempDir()}
}

// parere is what openssl says of a message.
type parere struct {
	smime  bool // given the message as a client would give it, byte for byte
	der    bool // given the signed octets, in CRLF form, and the signature
	parole string
}

// sente asks openssl about a message: the believed authorities as its only ones, at the instant of the signature, for mail. The
// octets and signature apart are asked only where the message as it stands is refused.
func (g giudice) sente(i int, c caso, m *Message, p Proof) (parere, error) {
	at := p.SigningTime
	if at.IsZero() {
		at = istante
	}
	cas := filepath.Join(g.dir, fmt.Sprint(i, ".pem"))
	var b bytes.Buffer
	for _, x := range append([]*x509.Certificate{laCA().x}, c.trust().CAs...) {
		b.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: x.Raw}))
	}
	var lists []string
	if p.Revocation != "not_checked" { // where no list can tell, openssl would refuse for want of one
		lists = []string{"-crl_check"}
		for _, l := range c.trust().CRLs {
			b.Write(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: l.Raw}))
		}
	}
	if err := os.WriteFile(cas, b.Bytes(), 0o600); err != nil {
		return parere{}, err
	}
	args := append(lists, "-purpose", "smimesign", "-CAfile", cas, "-no-CApath", "-no-CAstore", "-attime", strconv.FormatInt(at.Unix(), 10), "-out", os.DevNull)
	args = append([]string{"cms", "-verify"}, args...)
	ok, words, err := g.esegue(m.Raw, append(args, "-inform", "SMIME")...)
	if err != nil || ok || m.Signed == nil || m.Signed.P7S == nil {
		return parere{ok, ok, words}, err
	}
	octets, p7s := filepath.Join(g.dir, fmt.Sprint(i, ".octets")), filepath.Join(g.dir, fmt.Sprint(i, ".p7s"))
	if err := errors.Join(os.WriteFile(octets, inCRLF(m.Signed.Octets), 0o600), os.WriteFile(p7s, m.Signed.P7S, 0o600)); err != nil {
		return parere{}, err
	}
	der, _, err := g.esegue(nil, append(args, "-inform", "DER", "-binary", "-in", p7s, "-content", octets)...)
	return parere{ok, der, words}, err
}

func (g giudice) esegue(in []byte, args ...string) (ok bool, words string, err error) {
	cmd := exec.Command(g.bin, args...)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return false, "", err
	}
	return err == nil, strings.TrimSpace(string(out)), nil
}

// inCRLF is the canonical form of octets (RFC 8551 §3.1.1).
func inCRLF(b []byte) []byte {
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))
}

// spieghe says why openssl verifies a message that has a reason against it: what openssl does not look at, or is laxer in. A reason
// that is not here has to be explained by its case.
var spieghe = map[string]string{
	"from_mismatch": "no From", "header_duplicate": "no From", "header_mismatch": "no PEC", "msgid_mismatch": "no PEC", "recipient_mismatch": "no PEC",
	"daticert_missing": "no PEC", "daticert_bad": "no PEC", "time_incoherent": "no times but its own", "resource_limit": "no caps", "sig_limit": "no caps",
	"econtent_present": "laxer CMS", "signer_count": "laxer CMS", "attrs_invalid": "laxer CMS", "digest_refused": "laxer CMS", "key_weak": "laxer keys",
	"eku_missing": "laxer purposes", "key_usage": "laxer purposes",
}

func (c caso) spiega(p Proof) string {
	if c.apre != "" {
		return c.apre
	}
	var why []string
	for _, r := range p.Reasons {
		if s := spieghe[r]; s != "" && !slices.Contains(why, s) {
			why = append(why, s)
		}
	}
	return strings.Join(why, ", ")
}

// TestDueGiudici puts every message, sound and hostile, before openssl too, and prints the matrix. What we certify openssl verifies;
// what it verifies and we do not certify is told with the reason.
func TestDueGiudici(t *testing.T) {
	g := secondoGiudice(t)
	all := slices.Concat(attacchi(), sani())
	messages, proofs, pareri := make([]*Message, len(all)), make([]Proof, len(all)), make([]parere, len(all))
	for i, c := range all {
		messages[i], _ = Parse(c.fatto) // malformata is a verdict too
		proofs[i] = messages[i].Verify(c.trust(), c.arriva())
	}
	start := time.Now()
	work, failed := make(chan int), make(chan error, len(all))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range work {
				var err error
				if pareri[i], err = g.sente(i, all[i], messages[i], proofs[i]); err != nil {
					failed <- fmt.Errorf("%s: %w", all[i], err)
				}
			}
		})
	}
	for i := range all {
		work <- i
	}
	close(work)
	wg.Wait()
	close(failed)
	for err := range failed {
		t.Fatal(err)
	}
	matrice(t, all, proofs, pareri)
	t.Logf("%d messages in %v", len(all), time.Since(start).Round(time.Millisecond))
}

// matrice counts and lists.
func matrice(t *testing.T, all []caso, proofs []Proof, pareri []parere) {
	t.Helper()
	count := map[string][2]int{}
	var laxer, forms []string
	for i, c := range all {
		p, o := proofs[i], pareri[i]
		n := count[p.Level.String()]
		switch why := c.spiega(p); {
		case p.Level == Certified && !o.smime && (!o.der || c.forma == ""):
			t.Errorf("WE CERTIFY, OPENSSL REFUSES: %s (octets and signature apart: %v): %s", c, o.der, o.parole)
		case p.Level == Certified && !o.smime:
			forms = append(forms, fmt.Sprintf("%s: %s", c, c.forma))
		case p.Level == Certified && c.forma != "":
			t.Errorf("%s: openssl needs no other form, though it is said: %s", c, c.forma)
		case p.Level != Certified && o.smime && why == "":
			t.Errorf("%s: openssl verifies, we say %v, and nobody says why", c, p.Reasons)
		case p.Level != Certified && o.smime:
			laxer = append(laxer, fmt.Sprintf("%s: %v: %s", c, p.Reasons, why))
		case c.apre != "":
			t.Errorf("%s: openssl refuses too, though it is said: %s: %s", c, c.apre, o.parole)
		}
		if o.smime || p.Level == Certified && o.der {
			n[0]++
		} else {
			n[1]++
		}
		count[p.Level.String()] = n
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%12s %10s %10s\n", "", "openssl +", "openssl -")
	for _, l := range []Level{Certified, Mismatch, Broken, Unsigned} {
		fmt.Fprintf(&b, "%12s %10d %10d\n", l, count[l.String()][0], count[l.String()][1])
	}
	fmt.Fprintf(&b, "\nverified by openssl when it is given octets and signature apart, not the message (%d):\n  %s\n", len(forms), strings.Join(forms, "\n  "))
	fmt.Fprintf(&b, "\nverified by openssl, not certified by us (%d):\n  %s", len(laxer), strings.Join(laxer, "\n  "))
	t.Log(b.String())
}
