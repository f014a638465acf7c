package prove

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Measures of the page, in millimetres and points.
const (
	largo       = 178.0 // of the text
	bordo       = 16.0
	fondo       = 18.0
	carattere   = "Go"
	corpo       = 10.0
	piccolo     = 8.0
	riga        = 4.6
	rigaPiccola = 3.6
)

// foglio is a PDF under way.
type foglio struct {
	*fpdf.Fpdf
	id string
}

// pdf is relazione.pdf: the same words as the page, fonts embedded, the same bytes from the same words.
func (r relazione) pdf(id string, at time.Time) ([]byte, error) {
	f := &foglio{Fpdf: fpdf.New("P", "mm", "A4", ""), id: id}
	f.SetCatalogSort(true)
	f.SetCreationDate(at.UTC())
	f.SetModificationDate(at.UTC())
	f.SetLang("it-IT")
	f.SetTitle(r.Titolo, true)
	f.SetAuthor(r.Ordine, true)
	f.SetCreator("pecagent", true)
	f.AddUTF8FontFromBytes(carattere, "", goregular.TTF)
	f.AddUTF8FontFromBytes(carattere, "B", gobold.TTF)
	f.SetMargins(bordo, bordo, bordo)
	f.SetAutoPageBreak(true, fondo)
	f.SetFooterFunc(f.piede)
	f.AliasNbPages("{pagine}")
	f.AddPage()
	f.prima(r)
	for _, c := range r.Capitoli {
		f.capitolo(c)
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		return nil, fmt.Errorf("writing the PDF: %w", err)
	}
	return b.Bytes(), nil
}

func (f *foglio) piede() {
	f.SetY(-13)
	f.SetFont(carattere, "", piccolo)
	f.SetTextColor(80, 80, 80)
	f.CellFormat(largo, 5, fmt.Sprintf("%s · relazione, copia non probatoria: la prova è nei file .eml · pagina %d di {pagine}", f.id, f.PageNo()), "", 0, "C", false, 0, "")
	f.SetTextColor(0, 0, 0)
}

// prima is the first page: what it is, what happened, what is missing.
func (f *foglio) prima(r relazione) {
	f.testo(r.Ordine, "", 10, 5)
	f.testo(r.Titolo, "B", 19, 9)
	f.testo(r.Sotto, "", 11.5, 6)
	f.Ln(3)
	for _, d := range r.Dati {
		y := f.GetY()
		f.SetFont(carattere, "", 9)
		f.SetTextColor(90, 90, 90)
		f.CellFormat(30, riga, stampabile(d[0]), "", 0, "L", false, 0, "")
		f.SetTextColor(0, 0, 0)
		f.SetXY(bordo+30, y)
		f.MultiCell(largo-30, riga, stampabile(d[1]), "", "L", false)
	}
	f.Ln(3)
	for _, s := range r.Sintesi {
		f.testo(s, "", 10.5, 5)
		f.Ln(1.5)
	}
	list := make([]string, len(r.Manca))
	for i, s := range r.Manca {
		list[i] = "•  " + s
	}
	title := "Che cosa manca"
	if len(list) == 0 {
		title = "Non manca nulla di ciò che si aspetta"
	}
	f.SetDrawColor(138, 28, 28)
	f.SetLineWidth(0.5)
	f.riquadro(riquadro{title, list})
	f.SetDrawColor(0, 0, 0)
	f.SetLineWidth(0.2)
	f.riquadro(riquadro{"La prova", []string{"La prova è nei file .eml di questo fascicolo, così come sono, e non in questa relazione: portano la firma del gestore di posta certificata, che si " +
		"verifica senza questo programma. La relazione dice dove guardare. Ciò che è nella cartella extracted/ è una copia, non probatoria."}})
}

func (f *foglio) capitolo(c capitolo) {
	f.spazio(30)
	f.Ln(5)
	f.testo(c.Titolo, "B", 12.5, 6)
	y := f.GetY() + 0.5
	f.Line(bordo, y, bordo+largo, y)
	f.Ln(2.5)
	for _, s := range c.Prima {
		f.testo(s, "", 9.5, riga)
		f.Ln(1.2)
	}
	if c.Tabella != nil {
		f.tabella(*c.Tabella)
	}
	for _, b := range c.Riquadri {
		f.riquadro(b)
	}
}

// testo writes a paragraph.
func (f *foglio) testo(s, style string, size, line float64) {
	f.SetFont(carattere, style, size)
	f.MultiCell(largo, line, stampabile(s), "", "L", false)
}

// spazio begins a page where less than so many millimetres are left.
func (f *foglio) spazio(h float64) {
	_, page := f.GetPageSize()
	if f.GetY()+h > page-fondo {
		f.AddPage()
	}
}

// riquadro is a framed text, on one page where it fits on one.
func (f *foglio) riquadro(b riquadro) {
	const inside = 4.0
	f.SetFont(carattere, "", 9.5)
	h := 2*inside + 5.5
	for _, s := range b.Testo {
		h += float64(len(f.righe(s, largo-2*inside)))*riga + 1
	}
	f.Ln(2)
	f.spazio(min(h, 200))
	top, page := f.GetY(), f.PageNo()
	f.SetXY(bordo+inside, top+inside)
	f.SetFont(carattere, "B", corpo)
	f.MultiCell(largo-2*inside, 5.5, stampabile(b.Titolo), "", "L", false)
	f.SetFont(carattere, "", 9.5)
	for _, s := range b.Testo {
		f.SetX(bordo + inside)
		f.MultiCell(largo-2*inside, riga, stampabile(s), "", "L", false)
		f.Ln(1)
	}
	if f.PageNo() == page {
		f.Rect(bordo, top, largo, f.GetY()+inside-1-top, "D")
	}
	f.SetY(f.GetY() + inside)
}

// tabella draws a table; a row never breaks over pages, and each page begins with the head.
func (f *foglio) tabella(t tabella) {
	if len(t.Righe) > 0 {
		f.spazio(6 + f.alta(t, t.Righe[0], true))
	}
	f.testa(t)
	for i, row := range t.Righe {
		strong := i < len(t.Forti) && t.Forti[i]
		h := f.alta(t, row, strong)
		_, page := f.GetPageSize()
		if f.GetY()+h > page-fondo {
			f.AddPage()
			f.testa(t)
		}
		y := f.GetY()
		x := bordo
		for n, cell := range row {
			w := f.larga(t, n)
			f.cella(x, y+1, w-2, cell, strong && (n == 0 || n == 2))
			x += w
		}
		f.SetDrawColor(150, 150, 150)
		f.Line(bordo, y+h, bordo+largo, y+h)
		f.SetDrawColor(0, 0, 0)
		f.SetXY(bordo, y+h)
	}
	f.Ln(2)
}

func (f *foglio) testa(t tabella) {
	f.SetFont(carattere, "B", piccolo)
	y, x := f.GetY(), bordo
	for n, s := range t.Testa {
		f.SetXY(x, y)
		f.CellFormat(f.larga(t, n), 5, stampabile(s), "", 0, "L", false, 0, "")
		x += f.larga(t, n)
	}
	f.Line(bordo, y+5.2, bordo+largo, y+5.2)
	f.SetXY(bordo, y+5.5)
}

func (f *foglio) larga(t tabella, n int) float64 { return largo * float64(t.Larghezze[n]) / 100 }

// alta is the height of a row.
func (f *foglio) alta(t tabella, row []string, strong bool) float64 {
	most := 0
	for n, cell := range row {
		f.stile(strong && (n == 0 || n == 2))
		lines := 0
		for _, p := range strings.Split(cell, "\n") {
			lines += len(f.righe(p, f.larga(t, n)-2))
		}
		most = max(most, lines)
	}
	return float64(most)*rigaPiccola + 2
}

func (f *foglio) stile(strong bool) {
	style := ""
	if strong {
		style = "B"
	}
	f.SetFont(carattere, style, piccolo)
}

// cella writes the lines of a cell; all but the first are paler.
func (f *foglio) cella(x, y, w float64, s string, strong bool) {
	f.stile(strong)
	for i, p := range strings.Split(s, "\n") {
		if i > 0 {
			f.SetTextColor(80, 80, 80)
		}
		for _, line := range f.righe(p, w) {
			f.SetXY(x, y)
			f.CellFormat(w, rigaPiccola, line, "", 0, "L", false, 0, "")
			y += rigaPiccola
		}
	}
	f.SetTextColor(0, 0, 0)
}

// righe breaks a paragraph into the lines of a width; a word that is longer is broken where it has to be.
func (f *foglio) righe(s string, w float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(stampabile(s)) {
		next := strings.TrimSpace(line + " " + word)
		if f.GetStringWidth(next) <= w-2 {
			line = next
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		var full []string
		full, line = f.spezza(word, w-2)
		lines = append(lines, full...)
	}
	return append(lines, line)
}

// spezza breaks a word into full lines and a rest, where it can behind a stroke, a dot or a blank line of a file name.
func (f *foglio) spezza(word string, w float64) (full []string, rest string) {
	for _, c := range word {
		if f.GetStringWidth(rest+string(c)) > w {
			cut := len(rest)
			if i := strings.LastIndexAny(rest, "/_-.@,"); i > 0 {
				cut = i + 1
			}
			full, rest = append(full, rest[:cut]), rest[cut:]
		}
		rest += string(c)
	}
	return full, rest
}

// stampabile is text in the characters that the library can set: those of the first plane.
func stampabile(s string) string {
	return strings.Map(func(c rune) rune {
		if c > 0xFFFF || c < ' ' && c != '\n' {
			return '?'
		}
		return c
	}, s)
}
