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

// rompi lets a long file name or address be broken where a reader would, a date never.
func rompi(s string) template.HTML {
	var b strings.Builder
	digit := func(i int) bool { return i >= 0 && i < len(s) && '0' <= s[i] && s[i] <= '9' }
	for i, c := range s {
		b.WriteString(template.HTMLEscapeString(string(c)))
		if c == '_' || c == '@' || c == '/' && !(digit(i-1) && digit(i+1)) {
			b.WriteString("<wbr>")
		}
	}
	return template.HTML(b.String())
}
