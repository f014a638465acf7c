package fascicolo

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// ErrNonOrdinario says that a folder holds what no fascicolo unpacks to: a link, a device.
var ErrNonOrdinario = errors.New("non è un file ordinario: nessun fascicolo, aperto, ne contiene")

// LeggiCartella reads an unpacked fascicolo; id is the name of its folder. Only regular files may stand in it.
func LeggiCartella(fsys fs.FS, id string) (*Fascicolo, error) {
	f := &Fascicolo{ID: id, Cartella: true}
	total := 0
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return fmt.Errorf("%q %w", name, ErrNonOrdinario)
		case len(f.Voci) == MaxFiles:
			return errors.New("troppi file")
		}
		b, err := leggiUno(fsys, name)
		if total += len(b); err == nil && total > MaxTotal {
			err = errors.New("troppi byte")
		}
		f.Voci = append(f.Voci, Voce{name, b})
		return err
	})
	if err == nil {
		slices.SortFunc(f.Voci, func(a, b Voce) int { return strings.Compare(a.Nome, b.Nome) })
		err = limiti(id, f.Voci)
	}
	if err != nil {
		return nil, fmt.Errorf("lettura della cartella: %w", err)
	}
	return f, nil
}

func leggiUno(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	if err == nil && len(b) > MaxFile {
		err = fmt.Errorf("%s è troppo grande", name)
	}
	return b, err
}
