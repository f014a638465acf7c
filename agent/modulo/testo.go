package modulo

import (
	"math"
	"strings"

	"github.com/ledongthuc/pdf"
)

// pagina collects the text of one page in the order in which it is drawn. A change of line is a line feed, a step to the
// side a blank (ISO 32000-1 §9.4).
type pagina struct {
	b     *strings.Builder
	fonts map[string]*carattere

	font                 *carattere
	size, leading        float64
	spacing, words, wide float64 // Tc, Tw, Tz
	x, y                 float64 // where the line begins
	sx, sy               float64 // how large a unit of text is
	pen                  float64 // x behind what was shown last
	drawn                bool    // something stands on the line
	lastY                float64
}

// How deep drawings lie within drawings, and how many there are.
const (
	maxLivelliForme = 4
	maxForme        = 2000
)

// pieno is the panic with which the library is left in the middle of a stream.
type pieno struct{}

// testo appends the text of the pages.
func testo(r *pdf.Reader, out *string) error {
	var b strings.Builder
	forms := 0
	defer func() {
		*out = b.String() // what was read before a panic is kept
		if p := recover(); p != nil && p != (pieno{}) {
			panic(p)
		}
	}()
	for n := 1; n <= min(r.NumPage(), maxPagine) && b.Len() < maxTesto; n++ {
		p := r.Page(n)
		if p.V.IsNull() {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		disegna(&b, p.V.Key("Contents"), p.Resources(), 0, &forms)
	}
	return nil
}

// disegna interprets one content stream.
func disegna(b *strings.Builder, content, resources pdf.Value, depth int, forms *int) {
	if content.Kind() != pdf.Stream && content.Kind() != pdf.Array {
		return
	}
	p := &pagina{b: b, fonts: map[string]*carattere{}, sx: 1, sy: 1, wide: 1}
	pdf.Interpret(content, func(stk *pdf.Stack, op string) {
		args := make([]pdf.Value, stk.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stk.Pop()
		}
		if b.Len() > maxTesto {
			panic(pieno{})
		}
		if op == "Do" && len(args) == 1 && depth < maxLivelliForme && *forms < maxForme {
			*forms++
			form := resources.Key("XObject").Key(args[0].Name())
			if form.Key("Subtype").Name() == "Form" {
				res := form.Key("Resources")
				if res.Kind() != pdf.Dict {
					res = resources
				}
				p.aCapo()
				disegna(b, form, res, depth+1, forms)
			}
			return
		}
		p.opera(op, args, resources)
	})
}

func (p *pagina) opera(op string, args []pdf.Value, resources pdf.Value) {
	num := func(i int) float64 { return numerico(args[i]) }
	switch {
	case op == "Tf" && len(args) == 2:
		p.usa(args[0].Name(), resources)
		p.size = num(1)
	case op == "Tc" && len(args) == 1:
		p.spacing = num(0)
	case op == "Tw" && len(args) == 1:
		p.words = num(0)
	case op == "Tz" && len(args) == 1:
		p.wide = num(0) / 100
	case op == "BT":
		p.x, p.y, p.sx, p.sy = 0, 0, 1, 1
	case op == "TL" && len(args) == 1:
		p.leading = num(0)
	case op == "Tm" && len(args) == 6:
		p.sx, p.sy = math.Hypot(num(0), num(1)), math.Hypot(num(2), num(3))
		p.vai(num(4), num(5))
	case op == "Td" && len(args) == 2:
		p.vai(p.x+num(0)*p.sx, p.y+num(1)*p.sy)
	case op == "TD" && len(args) == 2:
		p.leading = -num(1)
		p.vai(p.x+num(0)*p.sx, p.y+num(1)*p.sy)
	case op == "T*":
		p.vai(p.x, p.y-p.leading*p.sy)
	case op == "Tj" && len(args) == 1:
		p.mostra(args[0].RawString())
	case op == "'" && len(args) == 1, op == "\"" && len(args) == 3:
		p.vai(p.x, p.y-p.leading*p.sy)
		p.mostra(args[len(args)-1].RawString())
	case op == "TJ" && len(args) == 1:
		for i := range args[0].Len() {
			if v := args[0].Index(i); v.Kind() == pdf.String {
				p.mostra(v.RawString())
			} else { // thousandths of the size, to the left
				p.pen -= numerico(v) / 1000 * p.size * p.sx * p.wide
				if numerico(v) < -180 {
					p.spazio()
				}
			}
		}
	}
}

func numerico(v pdf.Value) float64 {
	if v.Kind() == pdf.Integer {
		return float64(v.Int64())
	}
	return v.Float64()
}

func (p *pagina) usa(name string, resources pdf.Value) {
	if p.fonts[name] == nil {
		p.fonts[name] = nuovoCarattere(resources.Key("Font").Key(name))
	}
	p.font = p.fonts[name]
}

// vai moves to the beginning of a line: another line when it lies higher or lower; on the same one a blank when there is
// a gap behind what was shown, since some programs place every letter by itself.
func (p *pagina) vai(x, y float64) {
	p.x, p.y = x, y
	unit := math.Max(1, math.Abs(p.size*p.sy))
	switch {
	case p.drawn && math.Abs(y-p.lastY) > 0.3*unit:
		p.aCapo()
	case p.drawn && math.Abs(x-p.pen) > 0.15*math.Max(1, math.Abs(p.size*p.sx)):
		p.spazio()
	}
	p.pen = x
}

func (p *pagina) mostra(raw string) {
	if p.font == nil {
		p.font = nuovoCarattere(pdf.Value{})
	}
	w, n := p.font.larghezza(raw)
	blanks := 0
	if !p.font.doppio {
		blanks = strings.Count(raw, " ")
	}
	p.pen += (w/1000*p.size + float64(n)*p.spacing + float64(blanks)*p.words) * p.sx * p.wide
	if s := p.font.enc.Decode(raw); s != "" {
		p.b.WriteString(s)
		p.drawn, p.lastY = true, p.y
	}
}

func (p *pagina) aCapo() {
	if p.drawn {
		p.b.WriteByte('\n')
	}
	p.drawn = false
}

func (p *pagina) spazio() {
	if s := p.b.String(); p.drawn && !strings.HasSuffix(s, " ") {
		p.b.WriteByte(' ')
	}
}
