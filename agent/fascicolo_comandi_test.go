package agent_test

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/store/fascicolo"
)

// spacchetta unpacks a fascicolo beside the certificate of the authority, as LEGGIMI.txt wants it, and gives the folder.
func spacchetta(t *testing.T, f *fascicolo.Fascicolo, ca string) string {
	t.Helper()
	dir := t.TempDir()
	pem, err := os.ReadFile(ca)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, "ca.pem"), pem, 0o600))
	for _, v := range f.Voci {
		name := filepath.Join(dir, f.ID, v.Nome)
		must(t, os.MkdirAll(filepath.Dir(name), 0o700))
		must(t, os.WriteFile(name, v.Byte, 0o600))
	}
	return filepath.Join(dir, f.ID)
}

// secondo asks the second verifier, written from the format alone.
func secondo(t *testing.T, zip []byte, cas []*x509.Certificate) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		if os.Getenv("PECAGENT_CI") != "" {
			t.Fatal("python3 is not on PATH, and in CI the second opinion must be asked")
		}
		t.Log("NOTICE: python3 is not on PATH: the second opinion was NOT asked")
		return
	}
	dir := t.TempDir()
	var ca []byte
	for _, c := range cas {
		ca = append(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	must(t, os.WriteFile(filepath.Join(dir, "ca.pem"), ca, 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "x.zip"), zip, 0o600))
	if out, err := exec.Command("python3", "../store/fascicolo/testdata/verifica.py", "--ca", filepath.Join(dir, "ca.pem"), filepath.Join(dir, "x.zip")).CombinedOutput(); err != nil {
		t.Errorf("the second verifier: %v: %s", err, out)
	}
}

// comandi gives the commands of LEGGIMI.txt: the lines that begin with four blanks.
func comandi(text string) string {
	var list []string
	for line := range strings.Lines(text) {
		if s, ok := strings.CutPrefix(line, "    "); ok {
			list = append(list, s)
		}
	}
	return strings.Join(list, "")
}

// eseguiComandi runs the commands of LEGGIMI.txt in the folder.
func eseguiComandi(dir string, script string) (string, error) {
	c := exec.Command("bash", "-e", "-c", script)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return string(out), err
}

// provaComandi: bash, sha256sum and openssl say yes to every command of LEGGIMI.txt, and no once a receipt has been changed.
func provaComandi(t *testing.T, f *fascicolo.Fascicolo, ca string) {
	t.Helper()
	text, _ := f.Trova("LEGGIMI.txt")
	script := comandi(string(text))
	dir := spacchetta(t, f, ca)
	out, err := eseguiComandi(dir, script)
	if err != nil || strings.Count(out, "Verification successful") != strings.Count(script, "openssl cms -verify") || !strings.Contains(script, "30_ricevuta_consegna.eml") {
		t.Errorf("%v\n%s\n%s", err, script, out)
	}
	receipt := filepath.Join(dir, "30_ricevuta_consegna.eml")
	b, err := os.ReadFile(receipt)
	must(t, err)
	i := strings.Index(string(b), "daticert.xml")
	for ; b[i] < '0' || b[i] > '9'; i++ { // a digit of what is signed
	}
	b[i] ^= 1
	must(t, os.WriteFile(receipt, b, 0o600))
	if out, err := eseguiComandi(dir, script); err == nil {
		t.Errorf("a changed receipt passes:\n%s", out)
	}
	only := "openssl" + strings.SplitN(strings.SplitN(script, "-in 30_ricevuta_consegna.eml", 2)[1], "\n", 2)[0]
	only = strings.Replace(only, "openssl", "openssl cms -verify -inform SMIME -in 30_ricevuta_consegna.eml", 1)
	if out, err := eseguiComandi(dir, only); err == nil {
		t.Errorf("openssl believes a changed receipt:\n%s", out)
	}
}
