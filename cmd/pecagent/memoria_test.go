//go:build !race

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/mailparse/pec"
)

// maxAnonima is the most anonymous memory that a message of 100 MB may take (reliability.md G13).
const maxAnonima = 128 << 20

// TestMemoria: a busta of 100 MB, in every form in which one travels, is certified within the memory of G13. The
// program is built for itself: the test binary is not the one people run.
func TestMemoria(t *testing.T) {
	dir, program := t.TempDir(), costruito(t)
	pki, err := demo.NewPKI(demo.PKIOptions{})
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, "ca.pem"), pki.CAPEM(), 0o600))
	config := filepath.Join(dir, "pecagent.toml")
	must(t, os.WriteFile(config, []byte("[ordine]\npec = \"segreteria@pec.ordine-prova.example\"\n[trust]\nca = [\"ca.pem\"]\n"), 0o600))
	made := map[string][]byte{}
	for _, c := range []struct {
		name     string
		encoding string
		lf       bool
		json     bool
		stdin    bool
	}{{"base64", "base64", false, true, false}, {"base64, LF", "base64", true, true, false}, {"8bit", "8bit", false, true, false},
		{"base64, page", "base64", false, false, false}, {"base64, standard input", "base64", false, true, true}} {
		t.Run(c.name, func(t *testing.T) {
			if made[c.encoding] == nil {
				made[c.encoding] = centoMega(t, pki, c.encoding)
			}
			raw := made[c.encoding]
			if c.lf {
				raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
			}
			file := filepath.Join(dir, "grande.eml")
			must(t, os.WriteFile(file, raw, 0o600))
			size := len(raw)
			args := []string{"inspect", "--config", config, file}
			if c.stdin {
				args[3] = "-"
			}
			if c.json {
				args = append(args, "--json")
			}
			cmd := exec.Command(program, args...)
			var text bytes.Buffer
			cmd.Stdout, cmd.Stderr = &text, os.Stderr
			if c.stdin {
				f, err := os.Open(file)
				must(t, err)
				defer f.Close()
				cmd.Stdin = struct{ io.Reader }{f} // through a pipe
			}
			anon := piccoAnonimo(t, cmd)
			if c.json {
				var o struct {
					Proof struct{ Level string }
					Inner struct{ Attachments []struct{ Size int } }
				}
				must(t, json.Unmarshal(text.Bytes(), &o))
				if o.Proof.Level != "certified" || len(o.Inner.Attachments) != 1 || o.Inner.Attachments[0].Size < 70<<20 {
					t.Errorf("%.500s", text.String())
				}
			} else if !strings.Contains(text.String(), "AUTENTICO") {
				t.Errorf("%.500s", text.String())
			}
			t.Logf("%s: message of %d MiB, peak anonymous memory %d KiB", c.name, size>>20, anon>>10)
			if anon > maxAnonima {
				t.Errorf("peak anonymous memory %d MiB, at most %d MiB", anon>>20, maxAnonima>>20)
			}
		})
	}
}

// costruito builds the program as people run it.
func costruito(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "pecagent")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return program
}

// TestMemoriaAgente: the whole way of such a message, from the mailbox over the store to the decision.
func TestMemoriaAgente(t *testing.T) {
	u, g := inServizio(t)
	pki, err := demo.NewPKI(demo.PKIOptions{})
	must(t, err)
	must(t, os.WriteFile(u.path("gestore/ca-firma.pem"), pki.CAPEM(), 0o600))
	u.ok("members", "import", "iscritti.csv")
	program := costruito(t)
	run := func() int64 {
		cmd := exec.Command(program, "run", "--once", "--demo-clock", "2026-11-23T10:00:00+01:00")
		var errs bytes.Buffer
		cmd.Dir, cmd.Stderr = u.dir, &errs
		peak := piccoAnonimo(t, cmd)
		t.Logf("%s", errs.String())
		return peak
	}
	base := run()
	must(t, g.Clock(time.Date(2026, 11, 23, 9, 15, 0, 0, time.FixedZone("", 3600))))
	_, err = g.Scrivi(demo.Scritto{Env: demo.EnvGrezza, Raw: centoMega(t, pki, "base64")})
	must(t, err)
	peak := run()
	list := u.ok("review", "list", "--tutto", "--json")
	t.Logf("peak anonymous memory: without mail %d MiB, with a message of 100 MB %d MiB", base>>20, peak>>20)
	if peak > maxAnonima || !strings.Contains(list, `"outcome":"IN_REVISIONE"`) {
		t.Errorf("peak anonymous memory %d MiB, at most %d MiB; %s", peak>>20, maxAnonima>>20, list)
	}
}

// piccoAnonimo runs a program and gives the largest RssAnon that was seen, in bytes.
func piccoAnonimo(t *testing.T, cmd *exec.Cmd) (peak int64) {
	t.Helper()
	must(t, cmd.Start())
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	seen := 0
	for {
		select {
		case err := <-done:
			if cmd.ProcessState.ExitCode() > 1 {
				t.Fatalf("%v: %v", cmd.Args, err)
			}
			if seen < 5 {
				t.Errorf("the memory was looked at %d times only", seen)
			}
			return peak
		case <-time.After(time.Millisecond):
		}
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
		if err != nil {
			continue // gone in the meantime
		}
		for l := range strings.Lines(string(b)) {
			if v, ok := strings.CutPrefix(l, "RssAnon:"); ok {
				var kib int64
				_, err := fmt.Sscanf(v, "%d kB", &kib)
				must(t, err)
				peak = max(peak, kib<<10)
				seen++
			}
		}
	}
}

// centoMega is a signed busta di trasporto of 100 MB with one attachment.
func centoMega(t *testing.T, pki *demo.PKI, encoding string) []byte {
	t.Helper()
	const gestore, from, to = "pec.gestore-uno.example", "giulia.bianchi@iscritti.pec-ordine.example", "segreteria@pec.ordine-prova.example"
	at := time.Date(2026, 11, 23, 9, 14, 0, 0, time.FixedZone("", 3600))
	d := &pec.DatiCert{Tipo: pec.PostaCertificata, Errore: pec.Nessuno, Mittente: from, Oggetto: "Grande", Gestore: "Gestore di prova", Data: at,
		Identificativo: "grande.1@" + gestore, MsgID: "grande@client.example", Ricevuta: "completa", Destinatari: []pec.Destinatario{{Address: to, Tipo: "certificato"}}}
	var e bytes.Buffer
	e.Grow(101 << 20)
	fmt.Fprintf(&e, "Content-Type: multipart/mixed; boundary=\"dentro\"\r\n\r\n--dentro\r\nContent-Type: text/plain\r\n\r\nMessaggio\r\n--dentro\r\n"+
		"Content-Type: application/xml; name=\"daticert.xml\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--dentro\r\nContent-Type: message/rfc822; name=\"postacert.eml\"\r\n\r\n"+
		"From: %s\r\nTo: %s\r\nSubject: Grande\r\nMessage-ID: <grande.1@%s>\r\nDate: Mon, 23 Nov 2026 09:14:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"m\"\r\n\r\n"+
		"--m\r\nContent-Type: text/plain\r\n\r\nIn allegato i documenti.\r\n--m\r\nContent-Type: application/zip; name=\"documenti.zip\"\r\nContent-Transfer-Encoding: %s\r\n\r\n",
		base64.StdEncoding.EncodeToString(d.XML()), from, to, gestore, encoding)
	r := rand.NewChaCha8([32]byte{1})
	chunk, line := make([]byte, 57), make([]byte, 76)
	for e.Len() < 100<<20 {
		_, err := r.Read(chunk)
		must(t, err)
		base64.StdEncoding.Encode(line, chunk)
		if encoding == "8bit" {
			line[0] = 0xe8
		}
		e.Write(line)
		e.WriteString("\r\n")
	}
	e.WriteString("--m--\r\n\r\n--dentro--\r\n")
	p7s, err := pki.Leaf[gestore].Firma(e.Bytes(), at, demo.Firma{}, pki.CA.Cert)
	must(t, err)
	head := fmt.Sprintf("From: \"Per conto di: %s\" <posta-certificata@%s>\r\nTo: %s\r\nSubject: POSTA CERTIFICATA: Grande\r\nMessage-ID: <grande.1@%s>\r\nX-Riferimento-Message-ID: <grande@client.example>\r\n"+
		"X-Trasporto: posta-certificata\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\"fuori\"\r\n\r\n--fuori\r\n", from, gestore, to, gestore)
	return bytes.Join([][]byte{[]byte(head), e.Bytes(), []byte("\r\n--fuori\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(p7s) + "\r\n--fuori--\r\n")}, nil)
}
