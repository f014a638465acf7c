package modulo

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"
)

// apri opens a PDF. The library wants the file to begin with %PDF-1.x and to end with %%EOF; others are less strict
// (ISO 32000-1, annex H.3), so what stands before and behind is left away and a 2.0 is called 1.7.
func apri(b []byte) (*pdf.Reader, error) {
	if i := bytes.Index(b[:min(len(b), 1024)], []byte("%PDF-")); i > 0 {
		b = b[i:]
	}
	if i := bytes.LastIndex(b, []byte("%%EOF")); i >= 0 {
		b = b[:i+len("%%EOF")]
	}
	if len(b) > 9 && (b[5] != '1' || b[8] != '\n' && b[8] != '\r') {
		b = slices.Concat([]byte("%PDF-1.7\n"), b[9:])
	}
	return pdf.NewReader(bytes.NewReader(b), int64(len(b)))
}

// Flags of a button (ISO 32000-1, table 226).
const (
	pulsante = 1 << 16
	radio    = 1 << 15
)

// maxLivelli is how deep fields lie within one another.
const maxLivelli = 16

// modulista walks the fields of a form (ISO 32000-1 §12.7.3).
type modulista struct {
	list []Campo
	seen int
}

// ereditati are what a field has from those above it.
type ereditati struct {
	name        string
	kind        string
	flags       int64
	value, opts pdf.Value
}

// campi gives the fields of the form, in its order; those without a value too.
func campi(r *pdf.Reader, m *Modulo) []Campo {
	form := r.Trailer().Key("Root").Key("AcroForm")
	w := &modulista{}
	fields := form.Key("Fields")
	for i := range min(fields.Len(), maxCampi) {
		w.campo(fields.Index(i), ereditati{}, 0)
	}
	if len(w.list) == 0 && form.Key("XFA").Kind() != pdf.Null {
		m.Error = "è un modulo dinamico (XFA): lo mostra soltanto un programma di Adobe"
	}
	return w.list
}

func (w *modulista) campo(v pdf.Value, e ereditati, depth int) {
	if w.seen++; w.seen > 10*maxCampi || len(w.list) >= maxCampi || depth > maxLivelli {
		return
	}
	if t := stringa(v.Key("T")); t != "" {
		e.name = strings.TrimPrefix(e.name+"."+t, ".")
	}
	if k := v.Key("FT").Name(); k != "" {
		e.kind = k
	}
	if f := v.Key("Ff"); f.Kind() == pdf.Integer {
		e.flags = f.Int64()
	}
	if x := v.Key("V"); x.Kind() != pdf.Null {
		e.value = x
	}
	if x := v.Key("Opt"); x.Kind() != pdf.Null {
		e.opts = x
	}
	kids := v.Key("Kids")
	below := false // kids with a name are fields, those without are only places on a page
	for i := range kids.Len() {
		if kid := kids.Index(i); kid.Key("T").Kind() != pdf.Null {
			below = true
			w.campo(kid, e, depth+1)
		}
	}
	if !below && e.kind != "" && !(e.kind == "Btn" && e.flags&pulsante != 0) {
		w.list = append(w.list, Campo{Name: pulito(e.name, 255), Label: pulito(stringa(v.Key("TU")), 255), Value: pulito(e.valore(v), maxValore)})
	}
}

// valore is what was filled in.
func (e ereditati) valore(v pdf.Value) string {
	switch e.kind {
	case "Btn":
		return e.scelta(v)
	case "Sig":
		if e.value.Kind() == pdf.Dict {
			return "(firma digitale)"
		}
		return ""
	}
	switch e.value.Kind() {
	case pdf.Array:
		var list []string
		for i := range min(e.value.Len(), maxCampi) {
			list = append(list, e.mostrata(stringa(e.value.Index(i))))
		}
		return strings.Join(list, ", ")
	case pdf.Stream:
		b, err := io.ReadAll(io.LimitReader(e.value.Reader(), maxValore))
		if err != nil {
			return ""
		}
		return decodifica(string(b))
	}
	return e.mostrata(stringa(e.value))
}

// scelta is the state of a box or of a group of buttons: the name of what is chosen, nothing when nothing is.
func (e ereditati) scelta(v pdf.Value) string {
	on := e.value.Name()
	if on == "" { // some programs only switch the appearance
		on = v.Key("AS").Name()
		for i := range min(v.Key("Kids").Len(), maxCampi) {
			if s := v.Key("Kids").Index(i).Key("AS").Name(); s != "" && s != "Off" {
				on = s
			}
		}
	}
	if on == "Off" {
		return ""
	}
	if e.flags&radio != 0 && e.opts.Len() > 0 { // the names are then numbers of options
		for i := range min(e.opts.Len(), maxCampi) {
			if on == strconv.Itoa(i) {
				return stringa(e.opts.Index(i))
			}
		}
	}
	return decodifica(on)
}

// mostrata is the words that a list shows for a value that it exports.
func (e ereditati) mostrata(s string) string {
	for i := range min(e.opts.Len(), maxCampi) {
		if o := e.opts.Index(i); o.Len() == 2 && stringa(o.Index(0)) == s {
			return stringa(o.Index(1))
		}
	}
	return s
}

func stringa(v pdf.Value) string {
	if v.Kind() != pdf.String {
		return ""
	}
	if s := v.RawString(); strings.HasPrefix(s, "\xef\xbb\xbf") { // PDF 2.0
		return s[3:]
	}
	return v.Text()
}

// decodifica reads bytes that are no PDF string as text: UTF-8 where they are, else Latin-1.
func decodifica(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	r := make([]rune, len(s))
	for i := range len(s) {
		r[i] = rune(s[i])
	}
	return string(r)
}
