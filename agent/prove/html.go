package prove

import (
	"bytes"
	_ "embed"
	"html/template"
	"strings"
)

//go:embed relazione.html.tmpl
var paginaHTML string

// html is relazione.html: one file, no script, nothing fetched from elsewhere, made to be printed on A4.
func (r relazione) html() ([]byte, error) {
	t, err := template.New("relazione").Funcs(template.FuncMap{
		"righe": func(s string) []string { return strings.Split(s, "\n") },
		"rompi": rompi,
		"forte": func(t *tabella, i int) bool { return i < len(t.Forti) && t.Forti[i] },
	}).Parse(paginaHTML)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, r)
	return b.Bytes(), err
}

// rompi lets a long file name or address be broken where a reader would.
func rompi(s string) template.HTML {
	s = template.HTMLEscapeString(s)
	for _, c := range []string{"/", "_", "@"} {
		s = strings.ReplaceAll(s, c, c+"<wbr>")
	}
	return template.HTML(s)
}
