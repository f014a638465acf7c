package fascicolo

import (
	"crypto/x509"
	"encoding/pem"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/mailparse/smime"
)

var update = flag.Bool("update", false, "write the example of testdata again")

// TestEsempio: a fascicolo that was written when the format was made verifies ever after. It is also what cmd/pecverify and
// verifica.py are tried on.
func TestEsempio(t *testing.T) {
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		must(t, err)
		return b
	}
	if *update {
		p := nuova(t)
		for name, b := range map[string][]byte{"esempio.zip": p.zip(), "esempio-ca.pem": p.g.caPEM(), "esempio-log.pub": []byte(p.l.VerifierKey() + "\n")} {
			must(t, os.WriteFile(filepath.Join("testdata", name), b, 0o644))
		}
	}
	v := VerificaZip(read("esempio.zip"), Opzioni{Fiducia: &smime.Trust{CAs: []*x509.Certificate{certificato(t, read("esempio-ca.pem"))}}, Chiave: strings.TrimSpace(string(read("esempio-log.pub")))})
	if v.Verdetto != Verificato {
		t.Error(detto(v))
	}
	if v := VerificaZip(read("esempio.zip"), Opzioni{}); v.Verdetto != NonVerificato {
		t.Error("believed without its authority")
	}
}

func certificato(t testing.TB, b []byte) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(b)
	c, err := x509.ParseCertificate(block.Bytes)
	must(t, err)
	return c
}
