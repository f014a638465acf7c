package fascicolo

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzLeggi: whatever is read is written again as the same bytes, and no input makes verification panic.
func FuzzLeggi(f *testing.F) {
	b, err := os.ReadFile(filepath.Join("testdata", "esempio.zip"))
	must(f, err)
	f.Add(b)
	f.Add(scritto(f, manifest(), due()...))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := Leggi(b)
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := scriviZip(&again, x.ID, x.Voci); err != nil || !bytes.Equal(again.Bytes(), b) {
			t.Errorf("read, and written otherwise: %v", err)
		}
		Verifica(x, Opzioni{})
	})
}

// FuzzFile puts the bytes in the place of one file of a sound fascicolo, with its manifest made again: verification never panics
// and believes nothing that replaces evidence.
func FuzzFile(f *testing.F) {
	p := nuova(f)
	sound, err := Leggi(p.zip())
	must(f, err)
	m := manifestDi(f, sound)
	for i, v := range sound.Voci {
		f.Add(i, v.Byte)
	}
	f.Fuzz(func(t *testing.T, i int, b []byte) {
		if i < 0 || i >= len(sound.Voci) || bytes.Equal(b, sound.Voci[i].Byte) {
			return
		}
		x := &Fascicolo{ID: sound.ID}
		for j, v := range sound.Voci {
			if j == i {
				v.Byte = b
			}
			x.Voci = append(x.Voci, v)
		}
		if n := sound.Voci[i].Nome; n != NomeManifest && n != NomeSomma {
			x = rifai(t, m, x.Voci)
		}
		free := sound.Voci[i].Nome == "LEGGIMI.txt" || sound.Voci[i].Nome == "70_delibera_e_note/scansione.pdf"
		if v := Verifica(x, p.opzioni()); v.Verdetto == Verificato && !free {
			t.Errorf("%s: verified with other bytes\n%s", sound.Voci[i].Nome, detto(v))
		}
	})
}
