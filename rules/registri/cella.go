package registri

import (
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// formato is how a number of a cell is shown, as far as it changes what the number is.
type formato struct {
	giorno, ora bool
	cifre       int // "00000": at least so many digits (a CAP)
}

// leggiStili reads the number formats of the cells (ECMA-376 §18.8.30: 14 to 22 and 45 to 47 are dates and times).
func (c *cartella) leggiStili(part string) error {
	var s struct {
		Formati []struct {
			ID     int    `xml:"numFmtId,attr"`
			Codice string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Celle []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := c.decodifica(part, &s); err != nil {
		return err
	}
	if len(s.Celle) > maxStili || len(s.Formati) > maxStili {
		return errPiena
	}
	own := map[int]formato{}
	for _, f := range s.Formati {
		own[f.ID] = leggiFormato(f.Codice)
	}
	for _, x := range s.Celle {
		f, custom := own[x.ID]
		switch {
		case custom:
		case x.ID >= 14 && x.ID <= 17 || x.ID >= 27 && x.ID <= 36 || x.ID >= 50 && x.ID <= 58:
			f.giorno = true
		case x.ID >= 18 && x.ID <= 21 || x.ID >= 45 && x.ID <= 47:
			f.ora = true
		case x.ID == 22:
			f.giorno, f.ora = true, true
		}
		c.stili = append(c.stili, f)
	}
	return nil
}

// leggiFormato looks at the letters of a format code outside quotes, brackets and escapes.
func leggiFormato(code string) (f formato) {
	code, _, _ = strings.Cut(code, ";")
	var plain strings.Builder
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\\', '_', '*':
			i++
		case '"', '[':
			end := map[byte]string{'"': `"`, '[': "]"}[code[i]]
			n := strings.Index(code[i+1:], end)
			if n < 0 {
				i = len(code)
			} else {
				i += n + 1
			}
		default:
			plain.WriteByte(code[i])
		}
	}
	s := strings.ToLower(plain.String())
	if s == "general" || s == "standard" {
		return f
	}
	f.giorno = strings.ContainsAny(s, "dyg")
	f.ora = strings.ContainsAny(s, "hs")
	if strings.Contains(s, "m") && !f.ora {
		f.giorno = true
	}
	if strings.Trim(code, "0") == "" {
		f.cifre = len(code)
	}
	return f
}

// righe gives the rows of a sheet to each, empty ones left out, until it gives false. A row that cannot be read has errore.
func (c *cartella) righe(f foglio, each func(record) bool) error {
	l := lettoreFoglio{c: c, each: each}
	err := c.token(f.parte, l.token)
	if err == errBasta {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the sheet %q: %w", f.nome, err)
	}
	return nil
}

var errBasta = errors.New("enough") // the caller has seen enough of a sheet

// lettoreFoglio reads one sheet, cell by cell.
type lettoreFoglio struct {
	c     *cartella
	each  func(record) bool
	r     record
	cells int
	// of the present cell
	col          int
	tipo         string
	stile        int
	v, is        strings.Builder
	valore, form bool
}

func (l *lettoreFoglio) token(t xml.Token, at []string) error {
	here := at[max(0, len(at)-1):]
	inRow := len(at) >= 3 && at[1] == "sheetData" && at[2] == "row"
	switch t := t.(type) {
	case xml.StartElement:
		switch {
		case !inRow:
		case len(at) == 3:
			return l.riga(t)
		case len(at) == 4 && here[0] == "c":
			return l.cella(t)
		case here[0] == "v":
			l.valore = true
		case here[0] == "f":
			l.form = true
		}
	case xml.CharData:
		switch {
		case !inRow || len(at) < 5:
		case here[0] == "v":
			l.v.Write(t)
		case here[0] == "t" && !slices.Contains(at, "rPh"):
			l.is.Write(t)
		}
	case xml.EndElement:
		switch {
		case !inRow:
		case len(at) == 4 && here[0] == "c":
			return l.chiudiCella()
		case len(at) == 3 && len(l.r.campi)+len(l.r.errore) > 0 && !l.each(l.r):
			return errBasta
		}
	}
	return nil
}

func (l *lettoreFoglio) riga(t xml.StartElement) error {
	n := l.r.riga + 1
	for _, a := range t.Attr {
		if a.Name.Local == "r" {
			var err error
			if n, err = strconv.Atoi(a.Value); err != nil || n <= l.r.riga {
				return fmt.Errorf("la riga %q non segue la riga %d", a.Value, l.r.riga)
			}
		}
	}
	l.r, l.col = record{riga: n}, -1
	return nil
}

func (l *lettoreFoglio) cella(t xml.StartElement) error {
	l.tipo, l.stile, l.valore, l.form = "", 0, false, false
	l.v.Reset()
	l.is.Reset()
	next := l.col + 1
	for _, a := range t.Attr {
		var err error
		switch a.Name.Local {
		case "r":
			next, err = colonnaDi(a.Value)
		case "t":
			l.tipo = a.Value
		case "s":
			l.stile, err = strconv.Atoi(a.Value)
		}
		if err != nil {
			return fmt.Errorf("riga %d: cella %q: %w", l.r.riga, a.Value, err)
		}
	}
	if next <= l.col {
		return fmt.Errorf("riga %d: le celle non sono in ordine", l.r.riga)
	}
	l.col = next
	return nil
}

// colonnaDi is the column of a reference such as "AB12", from 0.
func colonnaDi(ref string) (int, error) {
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if n == 0 {
		return 0, fmt.Errorf("riferimento non valido")
	}
	return n - 1, nil
}

func (l *lettoreFoglio) chiudiCella() error {
	s, problem := l.testo()
	switch {
	case problem == "" && strings.TrimSpace(s) == "":
		return nil
	case l.col >= maxColonne:
		return fmt.Errorf("riga %d: più di %d colonne", l.r.riga, maxColonne)
	case problem != "" && l.r.errore == "":
		l.r.errore = fmt.Sprintf("colonna %s: %s", nomeColonna(l.col), problem)
	}
	if l.cells++; l.cells > maxCelle {
		return errPiena
	}
	for len(l.r.campi) < l.col {
		l.r.campi = append(l.r.campi, "")
	}
	l.r.campi = append(l.r.campi, s)
	return nil
}

func nomeColonna(n int) string {
	s := ""
	for n++; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

// testo is the value of the present cell as a person sees it.
func (l *lettoreFoglio) testo() (s, problem string) {
	v := l.v.String()
	if l.form && !l.valore {
		return "", "una formula che nessuno ha calcolato: aprire il file con il foglio di calcolo e salvarlo"
	}
	switch l.tipo {
	case "inlineStr":
		return senzaFughe(l.is.String()), ""
	case "str":
		return senzaFughe(v), ""
	case "e":
		return "", "il foglio di calcolo vi ha scritto un errore: " + v
	case "d":
		return strings.TrimSuffix(strings.TrimSuffix(v, "Z"), "T00:00:00"), ""
	}
	if !l.valore || v == "" {
		return "", ""
	}
	switch l.tipo {
	case "s":
		i, err := strconv.Atoi(v)
		if err != nil || i < 0 || i >= len(l.c.stringhe) {
			return "", fmt.Sprintf("il testo numero %q non c'è", v)
		}
		return l.c.stringhe[i], ""
	case "b":
		return map[string]string{"0": "no", "1": "si"}[v], ""
	case "n", "":
		return l.numero(v)
	}
	return "", fmt.Sprintf("tipo di cella %q sconosciuto", l.tipo)
}

func (l *lettoreFoglio) numero(v string) (s, problem string) {
	x, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return "", fmt.Sprintf("%q non è un numero", v)
	}
	var f formato
	if l.stile >= 0 && l.stile < len(l.c.stili) {
		f = l.c.stili[l.stile]
	}
	if f.giorno || f.ora {
		t, ok := giornoSerie(x, l.c.d1904)
		switch {
		case !ok && f.giorno:
			return "", fmt.Sprintf("%s non è il numero di una data", v)
		case !ok:
			return "", fmt.Sprintf("%s non è il numero di un'ora", v)
		case !f.giorno:
			return t.Format(time.TimeOnly), ""
		case t.Equal(t.Truncate(24 * time.Hour)):
			return t.Format(time.DateOnly), ""
		}
		return t.Format(time.DateTime), ""
	}
	s = strconv.FormatFloat(x, 'f', -1, 64)
	if f.cifre > len(s) && x >= 0 && x == math.Trunc(x) {
		s = strings.Repeat("0", f.cifre-len(s)) + s
	}
	return s, ""
}

// giornoSerie is the instant that a workbook writes as a number of days. In the system of 1900 there was a 29 February 1900,
// number 60, that never was (ECMA-376 §18.17.4.1).
func giornoSerie(x float64, d1904 bool) (time.Time, bool) {
	if x < 0 || x >= 2_958_466 {
		return time.Time{}, false
	}
	day, sec := math.Trunc(x), math.Round((x-math.Trunc(x))*86400)
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case d1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 60:
		return time.Time{}, false
	case day < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	return epoch.AddDate(0, 0, int(day)).Add(time.Duration(sec) * time.Second), true
}

// senzaFughe undoes the _xHHHH_ of characters that XML cannot hold.
func senzaFughe(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
