package testi

import (
	"errors"
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errManca names the fact a letter cannot do without.
type errManca struct {
	fatto string
	file  string
	riga  int
}

func (e errManca) Error() string {
	if e.file == "" {
		return fmt.Sprintf("the fact {%s} is missing: the letter cannot do without it", e.fatto)
	}
	return fmt.Sprintf("the fact {%s} of %s:%d is missing", e.fatto, e.file, e.riga)
}

// Manca is the fact that a letter lacks, when an error of Componi is of that kind.
func Manca(err error) (fatto string, ok bool) {
	var e errManca
	ok = errors.As(err, &e)
	return e.fatto, ok
}

// scrittore puts facts into nodes.
type scrittore struct {
	file  string
	fatti map[string]string
}

// nodi writes a list of nodes; a fact that is missing outside an optional sentence is an error.
func (s scrittore) nodi(b *strings.Builder, list []nodo) error {
	for _, n := range list {
		switch n.specie {
		case testo:
			b.WriteString(n.testo)
		case fatto:
			v := s.fatti[n.testo]
			if v == "" {
				return errManca{n.testo, s.file, n.riga}
			}
			b.WriteString(v)
		case facoltativo:
			if !s.vale(n.dentro) {
				continue
			}
			if err := s.nodi(b, n.dentro); err != nil {
				return err
			}
		}
	}
	return nil
}

// vale reports whether an optional sentence stands: its own facts and conditions hold. Optional sentences
// inside it stand or fall by themselves.
func (s scrittore) vale(list []nodo) bool {
	for _, n := range list {
		empty := s.fatti[n.testo] == ""
		if (n.specie == fatto || n.specie == presente) && empty || n.specie == assente && !empty {
			return false
		}
	}
	return true
}

// paragrafo writes one paragraph: a dropped sentence leaves no double blank and no empty line; "" when nothing
// of it stands.
func (s scrittore) paragrafo(list []nodo) (string, error) {
	var b strings.Builder
	if err := s.nodi(&b, list); err != nil {
		return "", err
	}
	var lines []string
	for _, l := range strings.Split(b.String(), "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, elidi(l))
		}
	}
	return strings.Join(lines, "\n"), nil
}

// paragrafi writes several and leaves out those of which nothing stands.
func (s scrittore) paragrafi(list [][]nodo) ([]string, error) {
	var out []string
	for _, p := range list {
		t, err := s.paragrafo(p)
		if err != nil {
			return nil, err
		}
		if t != "" {
			out = append(out, t)
		}
	}
	return out, nil
}

// maiuscola makes the first letter of a sentence a capital.
func maiuscola(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// pagina is the HTML of a text: paragraphs and line breaks, all else escaped. It holds no link, no image and no
// reference to anything outside itself.
func pagina(oggetto string, paragrafi []string) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html lang=\"it\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
	b.WriteString(html.EscapeString(oggetto))
	b.WriteString("</title>\n</head>\n<body>\n")
	for _, p := range paragrafi {
		b.WriteString("<p>")
		b.WriteString(strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\n"))
		b.WriteString("</p>\n")
	}
	b.WriteString("</body>\n</html>\n")
	return b.String()
}
