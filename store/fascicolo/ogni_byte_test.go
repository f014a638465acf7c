package fascicolo

import (
	"bytes"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// TestOgniByteDelloZip: every byte of a small fascicolo, changed, is detected: each with one bit and with all.
func TestOgniByteDelloZip(t *testing.T) {
	p := nuova(t)
	b, o := p.zip(), p.opzioni()
	for i := range b {
		for _, x := range []byte{1, 0xff} {
			b[i] ^= x
			if v := VerificaZip(b, o); v.Verdetto != NonVerificato {
				t.Errorf("byte %d ^ %#x: %s", i, x, v.Verdetto)
			}
			b[i] ^= x
		}
	}
	if v := VerificaZip(b, o); v.Verdetto != Verificato {
		t.Fatal(detto(v))
	}
}

// TestOgniByteDellaCartella: the same of every file of an unpacked folder, where no CRC and no zip helps.
func TestOgniByteDellaCartella(t *testing.T) {
	p := nuova(t)
	f, err := Leggi(p.zip())
	must(t, err)
	f.Cartella = true
	o := p.opzioni()
	if v := Verifica(f, o); v.Verdetto != Verificato {
		t.Fatal(detto(v))
	}
	provaOgni(t, passo(127), func(nome string) bool { return true }, f.Voci, func(voci []Voce) bool {
		return Verifica(&Fascicolo{ID: f.ID, Voci: voci, Cartella: true}, o).Verdetto == NonVerificato
	})
}

// TestOgniByteColManifestRifatto: the same when the forger makes the manifest again. What no record and no signature holds is
// not detected, by its nature, and is said in the verdict: texts, and words about the register.
func TestOgniByteColManifestRifatto(t *testing.T) {
	p := nuova(t)
	f, err := Leggi(p.zip())
	must(t, err)
	m := manifestDi(t, f)
	o := p.opzioni()
	rifatto := func(voci []Voce) Verdetto { return Verifica(rifai(t, m, voci), o) }
	if v := rifatto(f.Voci); v.Verdetto != Verificato {
		t.Fatal(detto(v))
	}
	held := func(nome string) bool {
		return nome != NomeManifest && nome != NomeSomma && nome != "LEGGIMI.txt" && nome != NomeAllaData
	}
	provaOgni(t, passo(127), held, f.Voci, func(voci []Voce) bool { return rifatto(voci).Verdetto == NonVerificato })
	provaOgni(t, 1, func(nome string) bool { return nome == NomeAllaData }, f.Voci, func(voci []Voce) bool {
		v := rifatto(voci)
		return v.Verdetto == NonVerificato || strings.Contains(strings.Join(v.NonControllato, "\n"), "parole di chi ha fatto il fascicolo") && soloParole(t, f, voci)
	})
	provaOgni(t, 1, func(nome string) bool { return nome == "LEGGIMI.txt" }, f.Voci, func(voci []Voce) bool {
		v := rifatto(voci)
		return v.Verdetto == Verificato && strings.Contains(strings.Join(v.NonControllato, "\n"), "ne fa fede solo l'impronta nel manifest")
	})
}

// soloParole: of the sheet of the register only conformity and origin differ.
func soloParole(t *testing.T, f *Fascicolo, voci []Voce) bool {
	var was, is struct {
		Righe []rigaDetta `json:"righe"`
	}
	b, _ := f.Trova(NomeAllaData)
	must(t, rigido(b, &was))
	i := slices.IndexFunc(voci, func(v Voce) bool { return v.Nome == NomeAllaData })
	must(t, rigido(voci[i].Byte, &is))
	for i := range was.Righe {
		is.Righe[i].Conformita, is.Righe[i].Provenienza = was.Righe[i].Conformita, was.Righe[i].Provenienza
	}
	return bytes.Equal(scritta(t, was), scritta(t, is))
}

// passo is every how many bytes one is changed: all with PECAGENT_MUTANTI=tutti.
func passo(n int) int {
	if os.Getenv("PECAGENT_MUTANTI") == "tutti" {
		return 1
	}
	return n
}

// provaOgni changes bytes of the files, one at a time, and asks.
func provaOgni(t *testing.T, step int, which func(nome string) bool, voci []Voce, ask func([]Voce) bool) {
	t.Helper()
	type job struct{ file, at int }
	jobs := make(chan job)
	var wg sync.WaitGroup
	var done atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			mine := slices.Clone(voci)
			for j := range jobs {
				b := bytes.Clone(voci[j.file].Byte)
				b[j.at] ^= 1
				mine[j.file].Byte = b
				if !ask(mine) {
					t.Errorf("%s, byte %d (%q)", voci[j.file].Nome, j.at, b[max(0, j.at-8):min(len(b), j.at+8)])
				}
				mine[j.file].Byte = voci[j.file].Byte
				done.Add(1)
			}
		})
	}
	for i, v := range voci {
		for at := 0; which(v.Nome) && at < len(v.Byte); at += step {
			jobs <- job{i, at}
		}
	}
	close(jobs)
	wg.Wait()
	t.Logf("%d bytes changed", done.Load())
	if done.Load() == 0 {
		t.Error("nothing was changed")
	}
}

func manifestDi(t testing.TB, f *Fascicolo) Manifest {
	t.Helper()
	b, _ := f.Trova(NomeManifest)
	m, err := leggiManifest(b)
	must(t, err)
	return m
}

// rifai makes the manifest of the files as they are, and its digest.
func rifai(t testing.TB, m Manifest, voci []Voce) *Fascicolo {
	out := &Fascicolo{ID: m.ID}
	m.File = slices.Clone(m.File)
	for _, v := range voci {
		for i := range m.File {
			if m.File[i].Nome == v.Nome {
				m.File[i].Byte, m.File[i].SHA256 = int64(len(v.Byte)), somma(v.Byte)
			}
		}
	}
	b, err := m.JSON()
	must(t, err)
	for _, v := range voci {
		switch v.Nome {
		case NomeManifest:
			v.Byte = b
		case NomeSomma:
			v.Byte = riga(b)
		}
		out.Voci = append(out.Voci, v)
	}
	return out
}
