package mailparse

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/pem"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
	"pecagent/mailparse/smime"
)

// ricevuta is a receipt completa of about size bytes: a letter of 8 kB, and an attachment in base64 for the rest.
func ricevuta(b *testing.B, size int) []byte {
	g := unGestore()
	l := g.messaggio(pec.AvvenutaConsegna, dati(pec.AvvenutaConsegna))
	head := "From: Giulia <giulia.bianchi@iscritti.example>\r\nTo: segreteria@pec.ordine.example\r\nSubject: Rinuncia\r\nMessage-ID: <op1.20261121@pec.gestore.example>\r\n" +
		"Date: Mon, 23 Nov 2026 09:12:33 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
		strings.Repeat("Una riga di testo della lettera, lunga quanto basta.\r\n", 150) +
		"\r\n--b1\r\nContent-Type: application/pdf; name=\"documento.pdf\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"documento.pdf\"\r\n\r\n"
	const around = 14 << 10 // what is not the attachment
	l.parts[2] = emlPart(pec.FilePostaCert, head+strings.Repeat(strings.Repeat("QUJD", 19)+"\r\n", max(1, (size-around)/78))+"\r\n--b1--\r\n")
	return g.busta(b, l)
}

// BenchmarkPEC holds reading and verifying a receipt against two yardsticks measured in the same run. x-floor is how many times
// the floor an operation took: the best of many short turns of each, taken alternately, so that a busy machine spoils
// neither alone.
//
// Parse: splits, decodes, reads daticert and the inner message, hashes the raw message, the signed octets and the attachments.
// Verify/warm: the Cache knows the certificates: what is timed is the signature (RSA-2048), the reading of the p7s and
// the comparison of headers and daticert. Verify/cold: no Cache: certificates are parsed and their path is built, another
// RSA-2048. Both judge a message that Parse has read: the SHA-256 of the signed octets was taken there, as EffectKey, and is
// not taken again. ParseVerify: Parse, then Verify with a warm Cache, as the agent does for each message of a mailbox.
//
// Floor: what no verifier can spare, one SHA-256 of the signed octets and one RSA-2048 verification. OpenSSL: the process
// "openssl cms -verify" on a file, start included; it reads no daticert, no inner message and no attachment.
// Allocations of the operations are counted, those of the yardsticks too, but for the process.
func BenchmarkPEC(b *testing.B) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"15KB", 15 << 10}, {"1MB", 1 << 20}} {
		b.Run(size.name, func(b *testing.B) { benchmarkPEC(b, ricevuta(b, size.bytes)) })
	}
}

func benchmarkPEC(b *testing.B, raw []byte) {
	cold, warm := unGestore().trust(), unGestore().trust()
	warm.Cache = &smime.Cache{}
	m := mustParse(b, raw)
	verify := func(m *Message, t smime.Trust) {
		if p := m.Verify(t, time.Time{}); p.Level != Certified {
			b.Fatal(p.Reasons)
		}
	}
	floor := floorOf(b, m.Signed.Octets)
	run := func(name string, rounds int, op func()) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				op()
			}
			b.ReportMetric(times(op, floor, rounds), "x-floor")
		})
	}
	run("Floor", 400, floor)
	run("Parse", 400, func() { mustParse(b, raw) })
	run("Verify/warm", 400, func() { verify(m, warm) })
	run("Verify/cold", 400, func() { verify(m, cold) })
	run("ParseVerify", 400, func() { verify(mustParse(b, raw), warm) })
	if openssl := opensslOf(b, raw); openssl != nil {
		run("OpenSSL", 20, openssl)
	}
}

// times is the best time of op in units of the best time of floor.
func times(op, floor func(), rounds int) float64 {
	best := [2]time.Duration{time.Hour, time.Hour}
	for range rounds {
		for i, f := range []func(){op, floor} {
			start := time.Now()
			f()
			best[i] = min(best[i], time.Since(start))
		}
	}
	return float64(best[0]) / float64(best[1])
}

// floorOf is the least that must be computed to know that octets were signed.
func floorOf(b *testing.B, octets []byte) func() {
	key := unGestore().key
	sum := sha256.Sum256(octets)
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		b.Fatal(err)
	}
	return func() {
		sum := sha256.Sum256(octets)
		if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], sig); err != nil {
			b.Fatal(err)
		}
	}
}

// opensslOf is the process that verifies raw, nil and a loud line where openssl is not installed.
func opensslOf(b *testing.B, raw []byte) func() {
	bin, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("PECAGENT_CI") != "" {
			b.Fatal("openssl is not installed: no second yardstick")
		}
		b.Log("SKIPPED: openssl is not installed: no second yardstick")
		return nil
	}
	dir := b.TempDir()
	in, ca := filepath.Join(dir, "in.eml"), filepath.Join(dir, "ca.pem")
	for name, data := range map[string][]byte{in: raw, ca: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: unGestore().ca.Raw})} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return func() {
		if out, err := exec.Command(bin, "cms", "-verify", "-inform", "SMIME", "-purpose", "smimesign", "-in", in, "-CAfile", ca, "-out", os.DevNull).CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
}

// BenchmarkStdlib is what reading alone costs in the stdlib: net/mail and mime/multipart find the same parts and decide nothing.
func BenchmarkStdlib(b *testing.B) {
	raw := ricevuta(b, 15<<10)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			b.Fatal(err)
		}
		walkStdlib(b, m.Header.Get("Content-Type"), m.Body)
	}
}

func walkStdlib(b *testing.B, ct string, r io.Reader) {
	typ, params, err := mime.ParseMediaType(ct)
	if err != nil || !strings.HasPrefix(typ, "multipart/") {
		if _, err := io.Copy(io.Discard, r); err != nil {
			b.Fatal(err)
		}
		return
	}
	mr := multipart.NewReader(r, params["boundary"])
	for {
		p, err := mr.NextRawPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			b.Fatal(err)
		}
		walkStdlib(b, p.Header.Get("Content-Type"), p)
	}
}

func BenchmarkTesto(b *testing.B) {
	in := &Inner{Text: strings.Repeat("La sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine: giulia@pec.example\n", 20)}
	b.SetBytes(int64(len(in.Text)))
	for b.Loop() {
		if len(in.Testo().CF) != 20 {
			b.Fatal("codes not found")
		}
	}
}

// BenchmarkLarge reads a busta with an attachment of 20 MB.
func BenchmarkLarge(b *testing.B) {
	g := unGestore()
	l := g.messaggio(pec.PostaCertificata, dati(pec.PostaCertificata))
	eml := strings.Replace(original, "Content-Type: text/plain; charset=utf-8\r\n\r\n", "Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1)
	l.parts[2] = emlPart("postacert.eml", strings.Split(eml, "\r\n\r\n")[0]+"\r\n\r\n"+strings.Repeat(strings.Repeat("QUJD", 19)+"\r\n", 20<<20/78))
	raw := g.busta(b, l)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}
