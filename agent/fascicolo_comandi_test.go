package agent_test

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
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
func comandi(text string) (list []string) {
	for line := range strings.Lines(text) {
		if s, ok := strings.CutPrefix(line, "    "); ok {
			list = append(list, strings.TrimSpace(s))
		}
	}
	return list
}

// esegue runs one command of LEGGIMI.txt in the folder.
func esegue(dir string, command string) (string, error) {
	c := exec.Command("bash", "-c", command)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return string(out), err
}

// manomissione is what somebody does to an unpacked fascicolo, and how many commands at least say no.
type manomissione struct {
	nome string
	fa   func(m *mano)
}

// mano changes files of the folder.
type mano struct {
	t   *testing.T
	dir string
}

func (m *mano) cambia(nome string, change func(string) string) {
	m.t.Helper()
	file := filepath.Join(m.dir, nome)
	b, err := os.ReadFile(file)
	must(m.t, err)
	after := change(string(b))
	if after == string(b) {
		m.t.Fatalf("%s is not changed", nome)
	}
	must(m.t, os.WriteFile(file, []byte(after), 0o600))
}

// impronte makes the sums of SHA256SUMS again, as a forger would.
func (m *mano) impronte() {
	m.t.Helper()
	if out, err := esegue(m.dir, "cut -c67- SHA256SUMS | tr '\\n' '\\0' | xargs -0 sha256sum > ../nuovo && mv ../nuovo SHA256SUMS"); err != nil {
		m.t.Fatal(err, out)
	}
}

// tutto makes sums and manifest again.
func (m *mano) tutto() {
	m.t.Helper()
	m.impronte()
	var list fascicolo.Manifest
	b, err := os.ReadFile(filepath.Join(m.dir, "manifest.json"))
	must(m.t, err)
	must(m.t, json.Unmarshal(b, &list))
	for i := range list.File {
		b, err := os.ReadFile(filepath.Join(m.dir, list.File[i].Nome))
		must(m.t, err)
		list.File[i].Byte, list.File[i].SHA256 = int64(len(b)), fmt.Sprintf("%x", sha256.Sum256(b))
	}
	b, err = list.JSON()
	must(m.t, err)
	must(m.t, os.WriteFile(filepath.Join(m.dir, "manifest.json"), b, 0o600))
	must(m.t, os.WriteFile(filepath.Join(m.dir, "manifest.sha256"), fmt.Appendf(nil, "%x  manifest.json\n", sha256.Sum256(b)), 0o600))
}

// primaCifra changes a digit in what is signed.
func primaCifra(s string) string {
	i := strings.Index(s, "daticert.xml")
	for ; s[i] < '0' || s[i] > '9'; i++ {
	}
	return s[:i] + string(s[i]^1) + s[i+1:]
}

func sostituisce(from, to string) func(string) string {
	return func(s string) string { return strings.Replace(s, from, to, 1) }
}

// manomissioni are what the commands of LEGGIMI.txt must notice between them; altra is a certified receipt of another letter.
func manomissioni(id string, altra []byte) []manomissione {
	copied := "extracted/daticert_30_ricevuta_consegna.xml"
	return []manomissione{
		{"the manifest", func(m *mano) { m.cambia("manifest.json", sostituisce("DIF-2026-000001", "DIF-2026-000002")) }},
		{"a text", func(m *mano) { m.cambia("00_timeline.csv", sostituisce("consegna", "accettazione")) }},
		{"a document, and its sum", func(m *mano) {
			m.cambia("70_delibera_e_note/ATT-2026-000002_preavviso.pdf", func(s string) string { return s + "x" })
			m.impronte()
		}},
		{"a file more", func(m *mano) { must(m.t, os.WriteFile(filepath.Join(m.dir, "altro.eml"), []byte("x"), 0o600)) }},
		{"another authority", func(m *mano) { must(m.t, os.WriteFile(filepath.Join(m.dir, "..", "ca.pem"), []byte("x"), 0o600)) }},
		{"the acceptance", func(m *mano) { m.cambia("20_ricevuta_accettazione.eml", primaCifra); m.tutto() }},
		{"the delivery", func(m *mano) { m.cambia("30_ricevuta_consegna.eml", primaCifra); m.tutto() }},
		{"the letter's id", func(m *mano) { m.cambia("10_outbound_original.eml", sostituisce(id, "altro@pec.example")); m.tutto() }},
		{"the letter's id, with the true one in its text", func(m *mano) {
			m.cambia("10_outbound_original.eml", func(s string) string {
				return strings.Replace(s, id, "altro@pec.example", 1) + "Message-ID: <" + id + ">\r\n"
			})
			m.tutto()
		}},
		{"a copy that is not what is signed", func(m *mano) { m.cambia(copied, func(s string) string { return s + "<!-- " + id + " -->" }); m.tutto() }},
		{"the receipt of another letter, with a copy that has the id", func(m *mano) {
			m.cambia("30_ricevuta_consegna.eml", func(string) string { return string(altra) })
			m.tutto()
		}},
	}
}

// provaComandi: bash, sha256sum and openssl say yes to every command of LEGGIMI.txt, each manipulation makes one of them say no, and
// each command notices one.
func provaComandi(t *testing.T, f *fascicolo.Fascicolo, ca string, altra []byte) {
	t.Helper()
	text, _ := f.Trova("LEGGIMI.txt")
	list := comandi(string(text))
	dir := spacchetta(t, f, ca)
	for _, c := range list {
		out, err := esegue(dir, c)
		if err != nil || strings.Count(out, "Verification successful") != strings.Count(c, "openssl cms -verify") {
			t.Errorf("%v\n%s\n%s", err, c, out)
		}
	}
	letter, _ := f.Trova("10_outbound_original.eml")
	_, rest, _ := strings.Cut(string(letter), "Message-ID: <")
	id, _, _ := strings.Cut(rest, ">")
	noticed := make([]int, len(list))
	for _, x := range manomissioni(id, altra) {
		m := &mano{t, spacchetta(t, f, ca)}
		x.fa(m)
		any := false
		for i, c := range list {
			if _, err := esegue(m.dir, c); err != nil {
				any = true
				noticed[i]++
			}
		}
		if !any {
			t.Errorf("no command notices: %s", x.nome)
		}
	}
	for i, c := range list {
		if noticed[i] == 0 {
			t.Errorf("notices nothing: %s", c)
		}
	}
	for _, want := range []string{"-in 20_ricevuta_accettazione.eml -CAfile ../ca.pem", "-out ../firmato.txt", "cmp ../daticert.xml extracted/daticert_30_ricevuta_consegna.xml", "manifest.json | sort"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("LEGGIMI.txt has no %q", want)
		}
	}
}
