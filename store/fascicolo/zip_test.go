package fascicolo

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func manifest() Manifest {
	return Manifest{ID: "EV-2026-000001", Tipo: "comunicazione", Soggetto: Soggetto{CF: "BNCGLI80A41H501X", Rif: "PEC-2026-000001"},
		Creato: time.Date(2026, 11, 28, 9, 0, 0, 999, time.FixedZone("CET", 3600)), Utente: "legale", Motivo: "ricorso <n. 7> & altro",
		Programma: "prova", Orologio: "di sistema", Manca: []string{"la ricevuta di consegna"}}
}

func scritto(t testing.TB, m Manifest, files ...Contenuto) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, Scrivi(&b, m, files))
	return b.Bytes()
}

func due() []Contenuto {
	return []Contenuto{
		{Nome: "LEGGIMI.txt", Ruolo: RuoloTesto, Byte: []byte("Leggere.\n")},
		{Nome: "70_delibera_e_note/atto.pdf", Ruolo: RuoloDocumento, Di: "LET-2026-000001", Byte: []byte{0, 1, 2, 255}},
		{Nome: "vuoto.txt", Ruolo: RuoloTesto},
	}
}

// TestZipBytes is the format, with a digest that was computed apart (python3 zipfile with the same fields): fascicoli on
// disks outlive this program.
func TestZipBytes(t *testing.T) {
	b := scritto(t, manifest(), due()...)
	if again := scritto(t, manifest(), due()[2], due()[0], due()[1]); !bytes.Equal(b, again) {
		t.Error("the order of the files changes the bytes")
	}
	sum := sha256.Sum256(b)
	if got := hex.EncodeToString(sum[:]); got != zipOfPython(t, b) {
		t.Errorf("%s, python %s", got, zipOfPython(t, b))
	}
	f, err := Leggi(b)
	must(t, err)
	var names []string
	for _, v := range f.Voci {
		names = append(names, v.Nome)
	}
	if got := strings.Join(names, " "); f.ID != "EV-2026-000001" || got != "70_delibera_e_note/atto.pdf LEGGIMI.txt manifest.json manifest.sha256 vuoto.txt" {
		t.Errorf("%s: %s", f.ID, got)
	}
	got, _ := f.Trova(NomeManifest)
	if want := `{
  "formato": 1,
  "id": "EV-2026-000001",
  "tipo": "comunicazione",
  "soggetto": {
    "cf": "BNCGLI80A41H501X",
    "rif": "PEC-2026-000001"
  },
  "creato": "2026-11-28T08:00:00Z",
  "utente": "legale",
  "motivo": "ricorso <n. 7> & altro",
`; !strings.HasPrefix(string(got), want) {
		t.Errorf("manifest %s", got)
	}
	if line, _ := f.Trova(NomeSomma); string(line) != somma(got)+"  manifest.json\n" {
		t.Errorf("manifest.sha256 %q", line)
	}
	if _, ok := f.Trova("LEGGIMI"); ok {
		t.Error("a file that is not there")
	}
}

// zipOfPython writes the same entries with Python's zipfile and gives the SHA-256.
func zipOfPython(t *testing.T, b []byte) string {
	t.Helper()
	secondi(t)
	cmd := exec.Command("python3", "-c", `
import sys, io, zipfile, hashlib
old = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
out = io.BytesIO()
with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as z:
    for n in sorted(old.namelist()):
        i = zipfile.ZipInfo(n)
        i.create_system, i.create_version, i.extract_version, i.external_attr = 3, 10, 10, 0o100644 << 16
        z.writestr(i, old.read(n))
print(hashlib.sha256(out.getvalue()).hexdigest())`)
	cmd.Stdin = bytes.NewReader(b)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// TestEveryByteOfAZip: no byte of a zip is free.
func TestEveryByteOfAZip(t *testing.T) {
	b := scritto(t, manifest(), due()...)
	for i := range b {
		for _, x := range []byte{1, 0x20, 0x80, 0xff} {
			b[i] ^= x
			if f, err := Leggi(b); err == nil {
				t.Errorf("byte %d changed: read as %s with %d files", i, f.ID, len(f.Voci))
			}
			b[i] ^= x
		}
	}
	for i := range b {
		if _, err := Leggi(b[:i]); err == nil {
			t.Errorf("cut at %d", i)
		}
	}
	for _, more := range [][]byte{append(bytes.Clone(b), 0), append([]byte{0}, b...), append(bytes.Clone(b), b...)} {
		if _, err := Leggi(more); err == nil {
			t.Error("more bytes")
		}
	}
}

// TestOtherZips: what other programs write, and what is made to hurt.
func TestOtherZips(t *testing.T) {
	write := func(method uint16, comment string, names ...string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, n := range names {
			w, err := z.CreateHeader(&zip.FileHeader{Name: n, Method: method, Comment: comment})
			must(t, err)
			_, err = io.WriteString(w, strings.Repeat("0", 10000))
			must(t, err)
		}
		must(t, z.Close())
		return b.Bytes()
	}
	for name, b := range map[string][]byte{
		"compressed":   write(zip.Deflate, "", "EV-1/a"),
		"streamed":     write(zip.Store, "", "EV-1/a"),
		"comment":      write(zip.Store, "c", "EV-1/a"),
		"no folder":    write(zip.Store, "", "a"),
		"two folders":  write(zip.Store, "", "EV-1/a", "EV-2/a"),
		"climbing":     write(zip.Store, "", "EV-1/../a"),
		"absolute":     write(zip.Store, "", "/EV-1/a"),
		"same twice":   write(zip.Store, "", "EV-1/a", "EV-1/a"),
		"not in order": write(zip.Store, "", "EV-1/b", "EV-1/a"),
		"nothing":      nil,
		"text":         []byte(strings.Repeat("not a zip ", 10)),
		"empty zip":    write(zip.Store, ""),
	} {
		if f, err := Leggi(b); err == nil {
			t.Errorf("%s: read, %d files", name, len(f.Voci))
		}
	}
	if _, err := Leggi(write(zip.Deflate, "", "EV-1/a")); !strings.Contains(fmt.Sprint(err), "compresso") {
		t.Errorf("a compressed zip: %v", err)
	}
	if _, err := Leggi(write(zip.Deflate, "", "EV-1/../a")); err == nil || !errors.Is(err, ErrZip) {
		t.Errorf("a climbing name in a compressed zip: %v", err)
	}
}

func TestNames(t *testing.T) {
	for _, n := range []string{"a", "00_timeline.csv", "comunicazioni/LET-2026-000001/10_outbound_original.eml", strings.Repeat("a", MaxName), "a/b/c/d/e/f"} {
		if err := NomeAmmesso(n); err != nil {
			t.Errorf("%q: %v", n, err)
		}
	}
	for _, n := range []string{"", ".", "..", "../a", "a/..", "a/../b", "/a", "a/", "a//b", ".a", "a/.b", "a.", "-a", "a b", "è", "a\\b", "a:b", "a\x00", "C:",
		strings.Repeat("a", MaxName+1), "a/b/c/d/e/f/g", "a\n"} {
		if err := NomeAmmesso(n); !errors.Is(err, ErrNome) {
			t.Errorf("%q: %v", n, err)
		}
	}
	for _, list := range [][]string{{"a", "a"}, {"a", "A"}, {"a", "a/b"}, {"a/b", "A"}, {"a/b", "a/B"}} {
		var files []Contenuto
		for _, n := range list {
			files = append(files, Contenuto{Nome: n, Ruolo: RuoloTesto})
		}
		if err := Scrivi(io.Discard, manifest(), files); err == nil {
			t.Errorf("%q written", list)
		}
	}
}

func TestScriviRefuses(t *testing.T) {
	bad := manifest()
	bad.ID = "../EV"
	for name, err := range map[string]error{
		"id":       Scrivi(io.Discard, bad, nil),
		"manifest": Scrivi(io.Discard, manifest(), []Contenuto{{Nome: NomeManifest, Ruolo: RuoloTesto}}),
		"role":     Scrivi(io.Discard, manifest(), []Contenuto{{Nome: "a", Ruolo: "altro"}}),
		"size":     Scrivi(io.Discard, manifest(), []Contenuto{{Nome: "a", Ruolo: RuoloTesto, Byte: make([]byte, MaxFile+1)}}),
	} {
		if err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

func TestLeggiCartella(t *testing.T) {
	f, err := Leggi(scritto(t, manifest(), due()...))
	must(t, err)
	dir := fstest.MapFS{}
	for _, v := range f.Voci {
		dir[v.Nome] = &fstest.MapFile{Data: v.Byte}
	}
	got, err := LeggiCartella(dir, f.ID)
	must(t, err)
	if len(got.Voci) != len(f.Voci) || !got.Cartella {
		t.Fatalf("%d files of %d", len(got.Voci), len(f.Voci))
	}
	for i := range f.Voci {
		if f.Voci[i].Nome != got.Voci[i].Nome || !bytes.Equal(f.Voci[i].Byte, got.Voci[i].Byte) {
			t.Errorf("%s", f.Voci[i].Nome)
		}
	}
	for name, file := range map[string]*fstest.MapFile{".nascosto": {}, "con spazio": {}, "link": {Mode: 1 << 27}} {
		dir[name] = file
		if _, err := LeggiCartella(dir, f.ID); err == nil {
			t.Errorf("%s: read", name)
		}
		delete(dir, name)
	}
}
