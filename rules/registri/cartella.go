package registri

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Limits of a workbook. What is over them is refused before it takes memory.
const (
	maxParti    = 2000      // files in the workbook
	maxEspanso  = 128 << 20 // bytes of all parts that are read, unpacked: what a zip bomb would break
	maxCelle    = 4_000_000 // cells that hold something, of one sheet
	maxStringhe = 2_000_000
	maxFogli    = 256
	maxStili    = 100_000
)

var errPiena = errors.New("supera i limiti: salvare in CSV, o togliere i fogli che non servono")

// cartella is a workbook of ECMA-376 (.xlsx). It reads what a register needs: values as a person sees them, dates as dates.
// Any part that cannot be read to its end is an error: a sheet that is cut would be a list of members that shrank.
type cartella struct {
	parti    map[string]*zip.File
	fogli    []foglio
	stringhe []string
	stili    []formato
	d1904    bool // days are counted from 1904-01-01
	limite   int64
	aperte   map[string]bool
	espanso  int64 // bytes of the parts opened so far
	letto    int64 // the same, each time that a part is read: the headings are looked for before the rows
}

type foglio struct {
	nome     string
	parte    string
	nascosto bool
}

// relazione is one entry of a .rels part.
type relazione struct {
	ID     string `xml:"Id,attr"`
	Tipo   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Modo   string `xml:"TargetMode,attr"`
}

func apriCartella(data []byte) (*cartella, error) { return apriEntro(data, maxEspanso) }

// apriEntro opens a workbook that unpacks into so many bytes at most.
func apriEntro(data []byte, limit int64) (*cartella, error) {
	c, err := leggiCartella(data, limit)
	if err != nil {
		return nil, fmt.Errorf("reading the workbook: %w", err)
	}
	return c, nil
}

func leggiCartella(data []byte, limit int64) (*cartella, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("il file non è una cartella di lavoro intera: %w", err)
	}
	if len(z.File) > maxParti {
		return nil, errPiena
	}
	c := &cartella{limite: limit, parti: map[string]*zip.File{}, aperte: map[string]bool{}}
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if _, twice := c.parti[name]; twice {
			return nil, fmt.Errorf("la parte %q è due volte", f.Name)
		}
		c.parti[name] = f
	}
	book, err := c.principale()
	if err != nil {
		return nil, err
	}
	rels, err := c.relazioni(book)
	if err != nil {
		return nil, err
	}
	if err := c.leggiLibro(book, rels); err != nil {
		return nil, err
	}
	for _, r := range rels {
		switch {
		case strings.HasSuffix(r.Tipo, "/sharedStrings"):
			err = c.leggiStringhe(r.Target)
		case strings.HasSuffix(r.Tipo, "/styles"):
			err = c.leggiStili(r.Target)
		}
		if err != nil {
			return nil, err
		}
	}
	return c, nil
}

// principale is the part that lists the sheets.
func (c *cartella) principale() (string, error) {
	rels, err := c.relazioni("")
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if strings.HasSuffix(r.Tipo, "/officeDocument") {
			return r.Target, nil
		}
	}
	return "", errors.New("il file non è una cartella di lavoro di Excel")
}

// relazioni reads what a part refers to; targets are made names of parts.
func (c *cartella) relazioni(part string) ([]relazione, error) {
	dir, base := path.Split(part)
	var all struct {
		Rel []relazione `xml:"Relationship"`
	}
	if err := c.decodifica(dir+"_rels/"+base+".rels", &all); err != nil {
		return nil, err
	}
	out := slices.DeleteFunc(all.Rel, func(r relazione) bool { return r.Modo == "External" })
	for i, r := range out {
		if strings.HasPrefix(r.Target, "/") {
			out[i].Target = strings.TrimPrefix(path.Clean(r.Target), "/")
		} else {
			out[i].Target = path.Join(dir, r.Target)
		}
	}
	return out, nil
}

func (c *cartella) leggiLibro(part string, rels []relazione) error {
	var book struct {
		Pr struct {
			D1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Fogli []struct {
			Nome  string     `xml:"name,attr"`
			Stato string     `xml:"state,attr"`
			Attr  []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := c.decodifica(part, &book); err != nil {
		return err
	}
	if len(book.Fogli) > maxFogli {
		return errPiena
	}
	c.d1904 = book.Pr.D1904 == "1" || book.Pr.D1904 == "true"
	for _, s := range book.Fogli {
		for _, a := range s.Attr {
			i := slices.IndexFunc(rels, func(r relazione) bool {
				return a.Name.Local == "id" && r.ID == a.Value && strings.HasSuffix(r.Tipo, "/worksheet")
			})
			if i >= 0 {
				c.fogli = append(c.fogli, foglio{s.Nome, rels[i].Target, s.Stato != "" && s.Stato != "visible"})
			}
		}
	}
	if len(c.fogli) == 0 {
		return errors.New("non ha nessun foglio")
	}
	return nil
}

// apri opens a part. All parts together are bounded by the sizes that the zip declares, to which its reader holds them.
func (c *cartella) apri(name string) (io.ReadCloser, error) {
	f, ok := c.parti[strings.ToLower(name)]
	if !ok {
		return nil, fmt.Errorf("manca la parte %q", name)
	}
	if f.Flags&1 != 0 {
		return nil, errors.New("è protetta da una password: toglierla e salvare di nuovo")
	}
	size := f.UncompressedSize64
	if !c.aperte[f.Name] && size > uint64(c.limite-c.espanso) || size > uint64(2*c.limite-c.letto) {
		return nil, errPiena
	}
	if !c.aperte[f.Name] {
		c.espanso += int64(size)
	}
	c.letto += int64(size)
	c.aperte[f.Name] = true
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("parte %q: %w", name, err)
	}
	return r, nil
}

// decodifica reads a small part into v.
func (c *cartella) decodifica(name string, v any) error {
	r, err := c.apri(name)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("parte %q: %w", name, err)
	}
	return c.fino(d, name)
}

// fino reads a part to its end, where the zip's checksum is looked at.
func (c *cartella) fino(d *xml.Decoder, name string) error {
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("parte %q: %w", name, err)
		}
	}
}

// token gives each start, text and end of a part to f until the part ends; the path of local names leads to where it stands.
func (c *cartella) token(name string, f func(t xml.Token, path []string) error) error {
	r, err := c.apri(name)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	var at []string
	for {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && len(at) == 0:
			return nil
		case err != nil:
			return fmt.Errorf("parte %q: %w", name, err)
		}
		if s, is := t.(xml.StartElement); is {
			if at = append(at, s.Name.Local); len(at) > 32 {
				return fmt.Errorf("parte %q: annidata troppo", name)
			}
		}
		if len(at) == 0 {
			continue // before and after the root
		}
		if err := f(t, at); err != nil {
			return err
		}
		if _, is := t.(xml.EndElement); is {
			at = at[:len(at)-1]
		}
	}
}

// leggiStringhe reads the texts that cells refer to by number. Phonetic readings (rPh) are no part of a text.
func (c *cartella) leggiStringhe(part string) error {
	var b strings.Builder
	return c.token(part, func(t xml.Token, at []string) error {
		switch t := t.(type) {
		case xml.CharData:
			if at[len(at)-1] == "t" && !slices.Contains(at, "rPh") {
				b.Write(t)
			}
		case xml.EndElement:
			if len(at) == 2 && at[1] == "si" {
				if len(c.stringhe) == maxStringhe {
					return errPiena
				}
				c.stringhe = append(c.stringhe, senzaFughe(b.String()))
				b.Reset()
			}
		}
		return nil
	})
}
