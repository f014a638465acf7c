package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pecagent/store/fascicolo"
	"pecagent/store/log"
)

const (
	esempio = "../../store/fascicolo/testdata/esempio.zip"
	ca      = "../../store/fascicolo/testdata/esempio-ca.pem"
	pub     = "../../store/fascicolo/testdata/esempio-log.pub"
)

var update = flag.Bool("update", false, "write testdata/chiusura.txt again")

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// chiama runs the program in this process.
func chiama(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(args, &o, &e)
	return code, o.String(), e.String()
}

func scrivi(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, b, 0o600))
	return path
}

func TestFascicolo(t *testing.T) {
	code, out, errs := chiama("--ca", ca, "--chiave", pub, esempio)
	if code != exitOK || errs != "" || !strings.HasPrefix(out, "FASCICOLO EV-2026-000001: VERIFICATO\n") || !strings.Contains(out, "\nNon controllato\n") {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
	code, out, errs = chiama(esempio, "--json", "--ca", ca)
	var v fascicolo.Verdetto
	must(t, json.Unmarshal([]byte(out), &v))
	if code != exitOK || errs != "" || v.Verdetto != "verificato" || len(v.Controlli) < 15 || len(v.SHA256) != 64 || strings.Count(out, "\n") != 1 {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
	for _, key := range []string{`"verdict":"verificato"`, `"checks":[{"id":"zip","ok":true,"why":`, `"not_checked":["`} {
		if !strings.Contains(out, key) {
			t.Errorf("no %s in %s", key, out)
		}
	}
	code, out, _ = chiama(esempio) // AgID did not certify this provider
	if code != exitWrong || !strings.Contains(out, ": NON VERIFICATO\n") || !strings.Contains(out, "MALE  Firma del gestore") {
		t.Errorf("%d\n%s", code, out)
	}
	other, err := log.Memory()
	must(t, err)
	code, out, _ = chiama("--ca", ca, "--chiave", scrivi(t, "log.pub", []byte(other.VerifierKey()+"\n")), esempio)
	if code != exitWrong || !strings.Contains(out, "quella data è") {
		t.Errorf("another key: %d\n%s", code, out)
	}
	if code, out, _ = chiama("--ca", ca, esempio); code != exitOK || !strings.Contains(out, "CON RISERVA") || !strings.Contains(out, "non è stata data da fuori") {
		t.Errorf("without a key from outside: %d\n%s", code, out)
	}
	if _, out, _ = chiama("--ca", ca, "--chiave", pub, esempio); strings.Contains(out, "CON RISERVA") {
		t.Errorf("with the key:\n%s", out)
	}
	for _, secret := range []string{"PRIVATE+KEY+pecagent/x+c2d262b9+AVeryPrivateKey", "cf;cognome\nBNCGLI78C48G478A;Bianchi"} {
		code, out, words := chiama("--ca", ca, "--chiave", scrivi(t, "log.key", []byte(secret)), esempio)
		if code != exitUsage || strings.Contains(out+words, secret[:10]) || !strings.Contains(words, "chiave pubblica") {
			t.Errorf("no public key: %d\n%s\n%s", code, out, words)
		}
	}
	b, err := os.ReadFile(esempio)
	must(t, err)
	b[len(b)/2] ^= 1
	if code, out, _ = chiama("--ca", ca, scrivi(t, "x.zip", b)); code != exitWrong || !strings.Contains(out, "MALE  Zip") {
		t.Errorf("a changed zip: %d\n%s", code, out)
	}
}

// TestCartella: the folder as any program unpacks it.
func TestCartella(t *testing.T) {
	dir := t.TempDir()
	z, err := zip.OpenReader(esempio)
	must(t, err)
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, err)
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, f.Name)), 0o700))
		must(t, os.WriteFile(filepath.Join(dir, f.Name), b, 0o600))
	}
	dir = filepath.Join(dir, "EV-2026-000001")
	code, out, errs := chiama("--ca", ca, dir)
	if code != exitOK || !strings.Contains(out, "il file zip: è stata data la cartella aperta") {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
	must(t, os.WriteFile(filepath.Join(dir, "aggiunto.txt"), nil, 0o600))
	if code, out, _ := chiama("--ca", ca, dir); code != exitWrong || !strings.Contains(out, "MALE  File, aggiunto.txt") {
		t.Errorf("%d\n%s", code, out)
	}
	must(t, os.Remove(filepath.Join(dir, "aggiunto.txt")))
	must(t, os.Symlink("LEGGIMI.txt", filepath.Join(dir, "legame")))
	if code, _, errs := chiama("--ca", ca, dir); code != exitUsage || !strings.Contains(errs, "non è un file ordinario") {
		t.Errorf("%d\n%s", code, errs)
	}
}

func TestUso(t *testing.T) {
	if code, out, errs := chiama("--help"); code != exitOK || out != uso || errs != "" {
		t.Errorf("help: %d %q %q", code, out, errs)
	}
	empty := scrivi(t, "vuoto", nil)
	for _, args := range [][]string{{}, {"a", "b"}, {"--altro", esempio}, {"--confronta", esempio}, {"--log", empty}, {"--log", empty, "--checkpoint", empty}, {"manca.zip"},
		{"--log", empty, "--checkpoint", empty, "--chiave", pub, esempio}, {"--ca", empty, esempio}, {"--ca", "manca", esempio}, {"--chiave", empty, esempio}, {"--chiave", "manca", esempio}, {"--crl", empty, esempio},
		{"--crl", "manca", esempio}, {"--crl", ca, esempio}, {"--crl"}, {"--confronta", filepath.Dir(empty), esempio},
		{"--log", "manca", "--checkpoint", empty, "--chiave", pub}, {"--log", empty, "--checkpoint", "manca", "--chiave", pub}} {
		if code, out, errs := chiama(args...); code != exitUsage || out != "" || !strings.HasPrefix(errs, "pecverify: uso") || regexp.MustCompile(`no such|provided|needs an argument`).MatchString(errs) {
			t.Errorf("%q: %d %q %q", args, code, out, errs)
		}
	}
}

// registroVero makes a log on disk and gives its folder; more are appended by the function.
func registroVero(t *testing.T) (dir string, l *log.Log, append func(n int)) {
	t.Helper()
	dir = t.TempDir()
	l, err := log.Open(log.Options{Dir: dir})
	must(t, err)
	must(t, l.Repair())
	t.Cleanup(func() { l.Close() })
	return dir, l, func(n int) {
		for range n {
			must(t, l.Append([]log.Entry{{Event: fmt.Appendf(nil, `{"seq":%d}`, l.Size()+1)}}))
		}
	}
}

func TestRegistroIntero(t *testing.T) {
	dir, _, grow := registroVero(t)
	grow(20)
	file, checkpoint, key := filepath.Join(dir, "log"), filepath.Join(dir, "log.checkpoint"), filepath.Join(dir, "chiavi/log.pub")
	code, out, errs := chiama("--log", file, "--checkpoint", checkpoint, "--chiave", key)
	if code != exitOK || !strings.HasPrefix(out, "REGISTRO: verificato\n  20 record") {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
	whole, err := os.ReadFile(file)
	must(t, err)
	for name, b := range map[string][]byte{
		"tagliato": whole[:len(whole)-1], "cambiato": slices.Concat(whole[:200], []byte{whole[200] ^ 1}, whole[201:]), "vuoto": nil,
	} {
		code, out, errs := chiama("--log", scrivi(t, "log", b), "--checkpoint", checkpoint, "--chiave", key, "--json")
		if code != exitWrong || !strings.Contains(out, `"verdict":"non verificato"`) || errs != "" {
			t.Errorf("%s: %d\n%s%s", name, code, out, errs)
		}
	}
	if code, out, _ := chiama("--log", file, "--checkpoint", checkpoint, "--chiave", pub); code != exitWrong || !strings.Contains(out, "non è firmata con questa chiave") {
		t.Errorf("another key: %d\n%s", code, out)
	}
}

func TestConfronta(t *testing.T) {
	dir, l, grow := registroVero(t)
	file, checkpoint, key := filepath.Join(dir, "log"), filepath.Join(dir, "log.checkpoint"), filepath.Join(dir, "chiavi/log.pub")
	head := func(n int) string {
		grow(n)
		return scrivi(t, "testa", []byte(l.Head().Checkpoint))
	}
	a, b := head(7), head(5)
	// another history under the same key: the folder copied before, then gone on otherwise
	fork := t.TempDir()
	must(t, os.CopyFS(fork, os.DirFS(dir)))
	c := head(3)
	l2, err := log.Open(log.Options{Dir: fork})
	must(t, err)
	must(t, l2.Repair())
	defer l2.Close()
	for range 3 {
		must(t, l2.Append([]log.Entry{{Event: []byte(`{"altro":1}`)}}))
	}
	d := scrivi(t, "testa", []byte(l2.Head().Checkpoint))
	copia := []string{"--log", file, "--checkpoint", checkpoint}
	for _, x := range []struct {
		a, b string
		with []string
		code int
		says string
	}{
		{a, a, nil, exitOK, "coerenti"}, {a, b, nil, exitWrong, "non si può dire"}, {a, b, copia, exitOK, "coerenti"}, {c, a, copia, exitOK, "coerenti"},
		{c, d, nil, exitWrong, "biforcazione"}, {d, a, copia, exitWrong, "biforcazione"},
	} {
		code, out, errs := chiama(append([]string{"--confronta", "--chiave", key, x.a, x.b}, x.with...)...)
		if code != x.code || !strings.HasPrefix(out, x.says) {
			t.Errorf("%d, not %d %s\n%s%s", code, x.code, x.says, out, errs)
		}
	}
	if code, out, errs := chiama("--confronta", "--ca", ca, esempio, esempio, "--json"); code != exitOK || !strings.Contains(out, `{"esito":"coerenti"`) {
		t.Errorf("two fascicoli: %d %s%s", code, out, errs)
	}
	if code, out, errs := chiama("--confronta", "--chiave", key, a, esempio); code != exitWrong || out != "" || errs == "" {
		t.Errorf("two logs: %d %s%s", code, out, errs)
	}
	if code, _, errs := chiama("--confronta", a, b); code != exitUsage || !strings.Contains(errs, "--chiave") {
		t.Errorf("without a key: %d %s", code, errs)
	}
}

// TestChiusura: what the verifier is built of. Whoever reads the list knows what has to be believed.
func TestChiusura(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux") // as it is shipped
	out, err := cmd.Output()
	must(t, err)
	var list []string
	for _, p := range strings.Fields(string(out)) {
		first, _, _ := strings.Cut(p, "/")
		if ours := strings.Contains(first, ".") || first == "pecagent"; ours || !strings.Contains("/"+p+"/", "/internal/") && first != "vendor" { // internals of Go come and go
			list = append(list, p)
		}
		for _, bad := range []string{"net/http", "net/smtp", "crypto/tls", "os/exec", "plugin", "github.com/"} {
			if p == bad || strings.HasSuffix(bad, "/") && strings.HasPrefix(p, bad) {
				t.Errorf("pecverify is built with %s", p)
			}
		}
	}
	slices.Sort(list)
	got := strings.Join(list, "\n") + "\n"
	if *update {
		must(t, os.WriteFile("testdata/chiusura.txt", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/chiusura.txt")
	must(t, err)
	if got != string(want) {
		t.Errorf("the import closure is another (go test -update writes it):\n%s", got)
	}
}
