package registri

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pecagent/rules"
)

// TestAlLimite: at the cap a file is read, one beyond it is refused, and never half of it is taken.
func TestAlLimite(t *testing.T) {
	wide := func(cols int) []byte {
		head, row := strings.TrimSuffix(testa, "\n"), strings.TrimSuffix(base, "\n")
		for i := 13; i < cols; i++ {
			head, row = head+fmt.Sprintf(";c%d", i), row+fmt.Sprintf(";v%d", i)
		}
		return []byte(head + "\n" + row + "\n")
	}
	if m := leggi(t, wide(maxColonne))[0]; len(m.Altri) != maxColonne-13 || m.Altri[186] != (rules.Colonna{Nome: "c199", Valore: "v199"}) {
		t.Errorf("%d columns kept", len(m.Altri))
	}
	if _, _, _, err := Leggi(wide(maxColonne + 1)); err == nil || err.Error() != "reading the header line: 201 colonne, al massimo 200" {
		t.Error(err)
	}
	note := func(n int) []byte {
		return []byte(strings.Replace(testa, "\n", ";note\n", 1) + strings.TrimSuffix(base, "\n") + ";" + strings.Repeat("è", n) + "\n")
	}
	if m := leggi(t, note(maxCampo))[0]; len([]rune(m.Altri[0].Valore)) != maxCampo {
		t.Error("a note of the greatest length is not kept whole")
	}
	if _, _, bad, err := Leggi(note(maxCampo + 1)); err != nil || len(bad) != 1 || bad[0].Motivo != "note: più di 4000 caratteri" {
		t.Error(bad, err)
	}
}

// TestRigheAlLimite: 200 000 rows are read; blank rows are not counted among them.
func TestRigheAlLimite(t *testing.T) {
	rows := []byte(testa + strings.Repeat("x\n;;;;;;;;;;;;\n", MaxRighe))
	list, _, bad, err := Leggi(rows)
	if err != nil || len(list) != 0 || len(bad) != MaxRighe {
		t.Errorf("%d %d %v", len(list), len(bad), err)
	}
	if _, _, bad, err = Leggi(append(rows, "x\n"...)); err == nil || err.Error() != "reading the register: più di 200000 righe" || len(bad) > 0 {
		t.Error(len(bad), err)
	}
}

// TestNonTesto: what is no CSV is refused in words that say what to do, and the limit of size comes before all else.
func TestNonTesto(t *testing.T) {
	for data, want := range map[string]string{
		"PK\x03\x04":            "reading the workbook: il file non è una cartella di lavoro intera: zip: not a valid zip file",
		"\xd0\xcf\x11\xe0\xa1":  "reading the register: il file è una cartella di lavoro .xls, o una .xlsx con una password: salvarla come .xlsx senza password, o convertire in CSV",
		"\xff\xfec\x00":         "reading the register: il file è in UTF-16: salvarlo come CSV UTF-8",
		"\xfe\xff\x00c":         "reading the register: il file è in UTF-16: salvarlo come CSV UTF-8",
		testa + "\x00":          "reading the register: il file non è un testo",
		"\xef\xbb\xbfcitt\xe0":  "reading the register: il file si dice UTF-8 e non lo è",
		"":                      "reading the register: il file è vuoto",
		"\xef\xbb\xbf \r\n\t\r": "reading the register: il file è vuoto",
	} {
		if _, _, _, err := Leggi([]byte(data)); err == nil || err.Error() != want {
			t.Errorf("%q: %v", data, err)
		}
	}
	big := append([]byte("PK\x03\x04"), make([]byte, MaxByte)...)
	if _, _, _, err := Leggi(big); err == nil || err.Error() != "reading the register: il file supera 64 MB" {
		t.Error(err)
	}
}

// TestWindows1252: the bytes that Windows-1252 does not have condemn their line; its signs are read as they are meant.
func TestWindows1252(t *testing.T) {
	for b, want := range map[byte]string{0xe0: "à", 0x80: "€", 0x92: "’", 0x8a: "Š", 0xff: "ÿ"} {
		data := strings.Replace(base, "Bianchi", "Bian"+string([]byte{b})+"chi", 1)
		if m := leggi(t, []byte(testa+data))[0]; m.Cognome != "Bian"+want+"chi" {
			t.Errorf("%#x is read as %q", b, m.Cognome)
		}
	}
	for _, b := range []byte{0x81, 0x8d, 0x8f, 0x90, 0x9d} {
		data := strings.Replace(base, "Bianchi", "Bian"+string([]byte{b})+"chi", 1)
		list, _, bad, err := Leggi([]byte(testa + data))
		if err != nil || len(list) != 0 || len(bad) != 1 || !strings.HasPrefix(bad[0].Motivo, "cognome: carattere invisibile o non leggibile") {
			t.Errorf("%#x: %+v %v %v", b, list, bad, err)
		}
	}
}

// TestSeparatore: the header line decides, not the values; tabs are no separator.
func TestSeparatore(t *testing.T) {
	for s, want := range map[string]byte{
		"a;b\n1,2": ';', "a,b\n1;2": ',', "\n\n a,b": ',', "a,b;c": ';', "abc": ';', "": ';', "a\tb": ';', "\r\n\"a,b\"\r\n": ',',
	} {
		if got := separatore(s); got != want {
			t.Errorf("%q: %q", s, got)
		}
	}
}

// grande is a register of n members in which half have two albi.
func grande(n int) []byte {
	r := nuovoCaso(6000)
	list := r.registro(n)
	for i := range list {
		if list[i].Albi = []string{"MEDICI"}; i%2 == 0 {
			list[i].Albi = append(list[i].Albi, "ODONTOIATRI")
		}
	}
	return Scrivi(list)
}

// BenchmarkLeggi reads a register of 5 000 members; the floor, in the same run, is encoding/csv that only cuts it.
func BenchmarkLeggi(b *testing.B) {
	data := grande(5000)
	b.Run("floor csv", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, err := reader(data).ReadAll(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Leggi", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			leggi(b, data)
		}
	})
}

// BenchmarkScrivi writes it; the floor is a copy of the bytes.
func BenchmarkScrivi(b *testing.B) {
	data := grande(5000)
	list := leggi(b, data)
	b.Run("floor copy", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			bytes.Clone(data)
		}
	})
	b.Run("Scrivi", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			Scrivi(list)
		}
	})
}
