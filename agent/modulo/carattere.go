package modulo

import (
	"strings"

	"github.com/ledongthuc/pdf"
)

// media is the width of a letter whose font does not say it, in thousandths of its size.
const media = 500

// elvetica are the widths of Helvetica from the blank to the tilde, for fonts that say none: the fourteen that every program has
// need not (ISO 32000-1 §9.6.2.2), and the others are near enough to tell a gap between words.
var elvetica = [...]float64{278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556,
	278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
	667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
	500, 500, 500, 334, 260, 334, 584}

// maxLarghezze are the widths that are read of one font.
const maxLarghezze = 1 << 16

// carattere is a font: what its codes mean and how wide they are.
type carattere struct {
	enc    pdf.TextEncoding
	doppio bool // two bytes a code
	widths map[int]float64
	deflt  float64
}

func nuovoCarattere(v pdf.Value) *carattere {
	f := &pdf.Font{V: v}
	c := &carattere{enc: f.Encoder(), widths: map[int]float64{}, deflt: media}
	if v.Key("Subtype").Name() == "Type0" {
		c.composto(v.Key("DescendantFonts").Index(0))
		return c
	}
	first := f.FirstChar()
	list := v.Key("Widths")
	for i := range min(list.Len(), 256) {
		c.widths[first+i] = numerico(list.Index(i))
	}
	switch {
	case list.Len() > 0:
	case strings.Contains(f.BaseFont(), "Courier"):
		c.deflt = 600
	default:
		for i, w := range elvetica {
			c.widths[' '+i] = w
		}
	}
	return c
}

// composto reads the widths of a composite font (ISO 32000-1 §9.7.4.3): "code [w w …]" and "from to w".
func (c *carattere) composto(v pdf.Value) {
	c.doppio, c.deflt = true, 1000
	if d := v.Key("DW"); d.Kind() != pdf.Null {
		c.deflt = numerico(d)
	}
	list := v.Key("W")
	for i := 0; i+1 < list.Len() && len(c.widths) < maxLarghezze; {
		from := int(list.Index(i).Int64())
		if run := list.Index(i + 1); run.Kind() == pdf.Array {
			for j := range min(run.Len(), maxLarghezze) {
				c.widths[from+j] = numerico(run.Index(j))
			}
			i += 2
			continue
		}
		w := numerico(list.Index(i + 2))
		for code, to := from, int(list.Index(i+1).Int64()); code <= to && len(c.widths) < maxLarghezze; code++ {
			c.widths[code] = w
		}
		i += 3
	}
}

// larghezza is the width of a string in thousandths of the size, and how many codes it has.
func (c *carattere) larghezza(raw string) (sum float64, n int) {
	step := 1
	if c.doppio {
		step = 2
	}
	for i := 0; i+step <= len(raw); i += step {
		code := int(raw[i])
		if c.doppio {
			code = code<<8 | int(raw[i+1])
		}
		w, ok := c.widths[code]
		if !ok {
			w = c.deflt
		}
		sum += w
		n++
	}
	return sum, n
}
