package fascicolo

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// domanda is a fascicolo with the key under which it is judged.
type domanda struct {
	nome   string
	zip    []byte
	chiave string
}

// secondi finds what the second opinion needs; without it the test is skipped, in CI it fails.
func secondi(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"python3", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("PECAGENT_CI") != "" {
				t.Fatalf("%s is not on PATH, and in CI the second opinion must be asked", tool)
			}
			t.Skipf("NOTICE: %s is not on PATH: the second opinion was NOT asked", tool)
		}
	}
}

// altro asks the second implementation, testdata/verifica.py, all in one process; true: verified.
func altro(t *testing.T, ca []byte, list []domanda) (verified []bool, said []string) {
	t.Helper()
	secondi(t)
	file := filepath.Join(t.TempDir(), "ca.pem")
	must(t, os.WriteFile(file, ca, 0o600))
	var in bytes.Buffer
	for _, d := range list {
		fmt.Fprintf(&in, "%d %s\n", len(d.zip), d.chiave)
		in.Write(d.zip)
	}
	cmd := exec.Command("python3", "testdata/verifica.py", "--ca", file, "--flusso")
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, _ := cmd.Output() // 1: one of them was not verified
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		verified, said = append(verified, s.Text() == "verificato"), append(said, s.Text())
	}
	if len(verified) != len(list) {
		t.Fatalf("%d answers to %d questions", len(verified), len(list))
	}
	return verified, said
}

// TestDueVerificatoriFalsi: both say the same of every forgery, and of what is none.
func TestDueVerificatoriFalsi(t *testing.T) {
	var list []domanda
	var good []bool
	for _, f := range falsi() {
		if f.python != "" {
			t.Logf("%s: not asked, %s", f.nome, f.python)
			continue
		}
		p := nuova(t)
		key := p.l.VerifierKey()
		f.cambia(p)
		if f.male != CCheckpoint {
			key = p.l.VerifierKey()
		}
		list, good = append(list, domanda{f.nome, p.zip(), key}), append(good, f.male == "")
	}
	got, said := altro(t, unGestore().caPEM(), list)
	for i, d := range list {
		if got[i] != good[i] {
			t.Errorf("%s: python says %s", d.nome, said[i])
		}
	}
}

// TestPythonDaSolo: as a person calls it.
func TestPythonDaSolo(t *testing.T) {
	secondi(t)
	args := []string{"testdata/verifica.py", "--ca", "testdata/esempio-ca.pem", "--chiave", "testdata/esempio-log.pub", "testdata/esempio.zip"}
	if out, err := exec.Command("python3", args...).CombinedOutput(); err != nil || string(out) != "verificato\n" {
		t.Errorf("%v: %s", err, out)
	}
	if out, err := exec.Command("python3", append(args[:len(args)-1], "testdata/esempio-ca.pem")...).CombinedOutput(); err == nil || !strings.HasPrefix(string(out), "non verificato: ") {
		t.Errorf("%v: %s", err, out)
	}
}

// TestDueVerificatoriByte: both refuse a zip with a byte changed, a file dropped, two files swapped, and a fascicolo with a
// byte of its evidence changed and the manifest made again.
func TestDueVerificatoriByte(t *testing.T) {
	p := nuova(t)
	whole, o := p.zip(), p.opzioni()
	f, err := Leggi(whole)
	must(t, err)
	m := manifestDi(t, f)
	zips := [][]byte{whole}
	for i := 0; i < len(whole); i += passo(197) {
		b := bytes.Clone(whole)
		b[i] ^= 1
		zips = append(zips, b)
	}
	zipOf := func(f *Fascicolo) []byte {
		var b bytes.Buffer
		must(t, scriviZip(&b, f.ID, f.Voci))
		return b.Bytes()
	}
	for i, v := range f.Voci {
		without := append(append([]Voce(nil), f.Voci[:i]...), f.Voci[i+1:]...)
		zips = append(zips, zipOf(&Fascicolo{ID: f.ID, Voci: without}))
		for j := range f.Voci[:i] {
			swapped := append([]Voce(nil), f.Voci...)
			swapped[i].Byte, swapped[j].Byte = swapped[j].Byte, swapped[i].Byte
			if !bytes.Equal(swapped[i].Byte, swapped[j].Byte) {
				zips = append(zips, zipOf(&Fascicolo{ID: f.ID, Voci: swapped}))
			}
		}
		free := v.Nome == NomeManifest || v.Nome == NomeSomma || v.Nome == NomeFirme || v.Nome == "LEGGIMI.txt" || strings.HasPrefix(v.Nome, "70_")
		for at := 0; !free && at < len(v.Byte); at += passo(197) {
			changed := append([]Voce(nil), f.Voci...)
			changed[i].Byte = bytes.Clone(v.Byte)
			changed[i].Byte[at] ^= 1
			zips = append(zips, zipOf(rifai(t, m, changed)))
		}
	}
	var list []domanda
	for _, b := range zips {
		list = append(list, domanda{"", b, o.Chiave})
	}
	got, said := altro(t, p.g.caPEM(), list)
	for i := range zips {
		ours := VerificaZip(zips[i], o)
		if got[i] != (ours.Verdetto == Verificato) || got[i] != (i == 0) {
			t.Errorf("change %d: python says %q, we\n%s", i, said[i], detto(ours))
		}
	}
	t.Logf("%d changes", len(zips)-1)
}
