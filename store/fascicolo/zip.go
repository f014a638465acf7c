package fascicolo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
)

// The records of a zip (PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16) as the format has them.
const (
	sigLocal   = 0x04034b50
	sigCentral = 0x02014b50
	sigEnd     = 0x06054b50

	lenLocal   = 30
	lenCentral = 46
	lenEnd     = 22

	madeBy  = 3<<8 | 10      // Unix, version 1.0: stored files
	needs   = 10             // version 1.0
	dosDate = 1<<5 | 1       // 1980-01-01
	mode    = 0o100644 << 16 // regular file, rw-r--r--
)

// ErrZip says that bytes are not a zip of this format.
var ErrZip = errors.New("il file zip non è un fascicolo")

// Voce is one file as it stands in a fascicolo.
type Voce struct {
	Nome string // below the folder
	Byte []byte
}

// Fascicolo is what a zip or an unpacked folder holds. Nothing in it is believed until Verifica has judged it.
type Fascicolo struct {
	ID       string // the folder
	Voci     []Voce // sorted by name
	Cartella bool   // read from an unpacked folder: there is no zip to compare
}

// Trova gives the bytes of a file.
func (f *Fascicolo) Trova(nome string) ([]byte, bool) {
	i, ok := slices.BinarySearchFunc(f.Voci, nome, func(v Voce, n string) int { return strings.Compare(v.Nome, n) })
	if !ok {
		return nil, false
	}
	return f.Voci[i].Byte, true
}

// Scrivi writes a fascicolo: the files, the manifest (its File is made here) and manifest.sha256. The same values give the
// same bytes. It writes nothing when a name may not stand or a cap is passed.
func Scrivi(w io.Writer, m Manifest, files []Contenuto) error {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b Contenuto) int { return strings.Compare(a.Nome, b.Nome) })
	m.File = make([]File, 0, len(files))
	voci := make([]Voce, 0, len(files)+2)
	for _, f := range files {
		if f.Nome == NomeManifest || f.Nome == NomeSomma {
			return fmt.Errorf("%w: %s is made by Scrivi", ErrNome, f.Nome)
		}
		m.File, voci = append(m.File, f.file()), append(voci, Voce{f.Nome, f.Byte})
	}
	m.Formato = Formato
	b, err := m.JSON()
	if err != nil {
		return fmt.Errorf("writing the manifest: %w", err)
	}
	if _, err := leggiManifest(b); err != nil {
		return fmt.Errorf("writing the manifest: %w", err)
	}
	voci = append(voci, Voce{NomeManifest, b}, Voce{NomeSomma, riga(b)})
	slices.SortFunc(voci, func(a, b Voce) int { return strings.Compare(a.Nome, b.Nome) })
	return scriviZip(w, m.ID, voci)
}

// limiti holds the caps and the names.
func limiti(id string, voci []Voce) error {
	if !segmento(id) || len(id) > MaxName {
		return fmt.Errorf("%w: %q", ErrNome, id)
	}
	if len(voci) > MaxFiles {
		return fmt.Errorf("%w: %d file sono troppi", ErrZip, len(voci))
	}
	var seen nomi
	total := 0
	for _, v := range voci {
		if err := seen.add(v.Nome); err != nil {
			return err
		}
		total += len(v.Byte) + lenLocal + lenCentral + 2*(len(id)+1+len(v.Nome))
		if len(v.Byte) > MaxFile || total > MaxTotal-lenEnd {
			return fmt.Errorf("%w: %s è troppo grande", ErrZip, v.Nome)
		}
	}
	return nil
}

// scriviZip writes the entries, which are sorted by name.
func scriviZip(w io.Writer, id string, voci []Voce) error {
	if err := limiti(id, voci); err != nil {
		return err
	}
	var central []byte
	at := 0
	for _, v := range voci {
		name := id + "/" + v.Nome
		shared := comune(v.Byte, len(name))
		local := binary.LittleEndian.AppendUint32(nil, sigLocal)
		local = append(append(local, shared...), name...)
		central = binary.LittleEndian.AppendUint32(central, sigCentral)
		central = binary.LittleEndian.AppendUint16(central, madeBy)
		central = append(central, shared...)
		central = append(central, 0, 0, 0, 0, 0, 0) // no comment, disk 0, internal attributes
		central = binary.LittleEndian.AppendUint32(central, mode)
		central = binary.LittleEndian.AppendUint32(central, uint32(at))
		central = append(central, name...)
		if _, err := w.Write(local); err != nil {
			return err
		}
		if _, err := w.Write(v.Byte); err != nil {
			return err
		}
		at += len(local) + len(v.Byte)
	}
	end := binary.LittleEndian.AppendUint32(nil, sigEnd)
	end = append(end, 0, 0, 0, 0)
	end = binary.LittleEndian.AppendUint16(end, uint16(len(voci)))
	end = binary.LittleEndian.AppendUint16(end, uint16(len(voci)))
	end = binary.LittleEndian.AppendUint32(end, uint32(len(central)))
	end = binary.LittleEndian.AppendUint32(end, uint32(at))
	end = append(end, 0, 0)
	_, err := w.Write(append(central, end...))
	return err
}

// comune is what local and central headers have in common: version, flags, method, time, date, CRC, sizes, lengths.
func comune(b []byte, name int) []byte {
	le := binary.LittleEndian
	h := le.AppendUint16(nil, needs)
	h = append(h, 0, 0, 0, 0, 0, 0) // flags, stored, 00:00
	h = le.AppendUint16(h, dosDate)
	h = le.AppendUint32(h, crc32.ChecksumIEEE(b))
	h = le.AppendUint32(h, uint32(len(b)))
	h = le.AppendUint32(h, uint32(len(b)))
	h = le.AppendUint16(h, uint16(name))
	return le.AppendUint16(h, 0)
}

// Leggi reads a zip. It refuses what Scrivi would have written otherwise, in any byte. The entries alias b.
func Leggi(b []byte) (*Fascicolo, error) {
	if len(b) < lenEnd || len(b) > MaxTotal {
		return nil, fmt.Errorf("%w: %d byte", ErrZip, len(b))
	}
	end := b[len(b)-lenEnd:]
	le := binary.LittleEndian
	n, size, at := int(le.Uint16(end[10:])), int(le.Uint32(end[12:])), int(le.Uint32(end[16:]))
	if le.Uint32(end) != sigEnd || n > MaxFiles || at+size != len(b)-lenEnd {
		return nil, fmt.Errorf("%w: non finisce come un fascicolo (ricompresso? si può dare la cartella aperta)", ErrZip)
	}
	f := &Fascicolo{Voci: make([]Voce, 0, min(n, size/lenCentral))}
	for c := b[at : at+size]; len(c) > 0; {
		name, v, rest, err := voce(b[:at], c)
		if err != nil {
			return nil, err
		}
		id, nome, ok := strings.Cut(name, "/")
		if !ok || f.ID != "" && id != f.ID {
			return nil, fmt.Errorf("%w: %q non sta nella sua unica cartella", ErrNome, name)
		}
		f.ID, c = id, rest
		f.Voci = append(f.Voci, Voce{nome, v})
		if len(f.Voci) > n {
			return nil, fmt.Errorf("%w: più file di quanti ne annuncia", ErrZip)
		}
	}
	if !slices.IsSortedFunc(f.Voci, func(a, b Voce) int { return strings.Compare(a.Nome, b.Nome) }) {
		return nil, fmt.Errorf("%w: i file non sono in ordine", ErrZip)
	}
	same := &uguale{rest: b}
	if err := scriviZip(same, f.ID, f.Voci); err != nil {
		return nil, err
	}
	if len(same.rest) > 0 {
		return nil, ErrDiverso
	}
	return f, nil
}

// voce reads one central header and finds the bytes of its file among those before the directory.
func voce(files, c []byte) (name string, v, rest []byte, err error) {
	le := binary.LittleEndian
	if len(c) < lenCentral || le.Uint32(c) != sigCentral {
		return "", nil, nil, fmt.Errorf("%w: l'indice è rovinato", ErrZip)
	}
	if le.Uint16(c[10:]) != 0 {
		return "", nil, nil, fmt.Errorf("%w: un file è compresso (ricompresso? si può dare la cartella aperta)", ErrZip)
	}
	size, long, at := int(le.Uint32(c[24:])), int(le.Uint16(c[28:])), int(le.Uint32(c[42:]))
	if len(c) < lenCentral+long {
		return "", nil, nil, fmt.Errorf("%w: l'indice è rovinato", ErrZip)
	}
	start := at + lenLocal + long
	if size > MaxFile || start+size > len(files) {
		return "", nil, nil, fmt.Errorf("%w: l'indice è rovinato", ErrZip)
	}
	return string(c[lenCentral : lenCentral+long]), files[start : start+size : start+size], c[lenCentral+long:], nil
}

// ErrDiverso says that a zip is not the one that its files make.
var ErrDiverso = fmt.Errorf("%w: non è, byte per byte, quello che si ottiene dai suoi file", ErrZip)

// uguale is a writer that compares.
type uguale struct{ rest []byte }

func (u *uguale) Write(p []byte) (int, error) {
	if !bytes.HasPrefix(u.rest, p) {
		return 0, ErrDiverso
	}
	u.rest = u.rest[len(p):]
	return len(p), nil
}
