package registri

import (
	"fmt"
	"strings"
)

// record is one record of a CSV file. errore is set when its quoting is wrong; campi then means nothing.
type record struct {
	riga   int // line of the file on which it begins, from 1
	campi  []string
	errore string
}

// spezza cuts a text into records (RFC 4180 §2): quoted fields may hold separators, line ends and doubled
// quotes. Empty lines are no records. f is called for each until it gives false.
func spezza(s string, sep byte, f func(record) bool) {
	line := 1
	for len(s) > 0 {
		r := record{riga: line}
		n := r.leggi(s, sep)
		line += strings.Count(s[:n], "\n") + strings.Count(s[:n], "\r") - strings.Count(s[:n], "\r\n")
		s = s[n:]
		if r.vuoto() {
			continue
		}
		if !f(r) {
			return
		}
	}
}

func (r *record) vuoto() bool {
	return r.errore == "" && len(r.campi) == 1 && strings.TrimSpace(r.campi[0]) == ""
}

// leggi reads one record and gives its length, line end included. Wrong quoting ends the record at the end of
// its line, so that the lines after it are still read; a quote that is never closed takes the rest of the file.
func (r *record) leggi(s string, sep byte) int {
	for i := 0; ; {
		field, n, problem := campo(s[i:], sep)
		i += n
		if problem != "" {
			r.errore = fmt.Sprintf("campo %d: %s", len(r.campi)+1, problem)
			return i + finoACapo(s[i:])
		}
		r.campi = append(r.campi, field)
		switch {
		case i < len(s) && s[i] == sep:
			i++
		default:
			return i + finoACapo(s[i:])
		}
	}
}

// campo reads one field up to its separator or line end and gives its length.
func campo(s string, sep byte) (value string, n int, problem string) {
	if !strings.HasPrefix(s, `"`) {
		n = strings.IndexAny(s, string(sep)+"\"\r\n")
		if n < 0 {
			return s, len(s), ""
		}
		if s[n] == '"' {
			return "", n, "virgolette in mezzo al testo"
		}
		return s[:n], n, ""
	}
	var b strings.Builder
	for n = 1; ; {
		q := strings.IndexByte(s[n:], '"')
		if q < 0 {
			return "", len(s), "virgolette aperte e mai chiuse: il resto del file non è stato letto"
		}
		b.WriteString(s[n : n+q])
		n += q + 1
		if n < len(s) && s[n] == '"' {
			b.WriteByte('"')
			n++
			continue
		}
		if n < len(s) && s[n] != sep && s[n] != '\r' && s[n] != '\n' {
			return "", n, "testo dopo le virgolette chiuse"
		}
		return b.String(), n, ""
	}
}

// finoACapo is the number of bytes up to and with the next line end (LF, CR LF or CR).
func finoACapo(s string) int {
	n := strings.IndexAny(s, "\r\n")
	switch {
	case n < 0:
		return len(s)
	case strings.HasPrefix(s[n:], "\r\n"):
		return n + 2
	}
	return n + 1
}
