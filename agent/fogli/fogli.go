package fogli

import (
	"embed"
	"fmt"
	"html/template"
	"strings"
	texttemplate "text/template"
	"unicode/utf8"

	"pecagent/agent/config"
)

//go:embed testi/*.txt
var testi embed.FS

// Foglio is one paper.
type Foglio struct {
	Nome   string // as the command names it
	Titolo string // what it is, in Italian
}

// Tutti are the papers, in the order in which they are read.
func Tutti() []Foglio {
	return []Foglio{
		{"sheet", "il foglio A4 da appendere: che cosa fa, come si ferma, chi chiamare"},
		{"privacy", "la scheda per la protezione dei dati: ruoli, dati, conservazione, elementi per la valutazione d'impatto"},
		{"manual", "il manuale di chi lo fa funzionare"},
	}
}

// fatti are what a paper says of one Order.
type fatti struct {
	Ordine, PEC, Responsabile, Telefono, Avvisi string
	Data, Copie, Host, HostInvio                string
	MaxOra, MaxGiorno, Ritardo, Tieni           int
	Orario                                      string
}

// daRiempire stands for what the configuration does not say.
const daRiempire = "____________________"

// Testo is a paper for one Order as plain text of at most 80 columns. An unknown name is an error that lists the known ones.
func Testo(nome string, c *config.Config) (string, error) {
	s, err := compila(nome, c)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, r := range leggi(s) {
		b.WriteString(r.testo(80))
	}
	return b.String(), nil
}

// HTML is the same paper as one file that prints on A4.
func HTML(nome string, c *config.Config) (string, error) {
	s, err := compila(nome, c)
	if err != nil {
		return "", err
	}
	list := leggi(s)
	var b strings.Builder
	fmt.Fprintf(&b, testata, template.HTMLEscapeString(list[0].s))
	for i, r := range list {
		b.WriteString(r.html(i > 0 && list[i-1].specie == punto, i+1 < len(list) && list[i+1].specie == punto))
	}
	b.WriteString("</main>\n</body>\n</html>\n")
	return b.String(), nil
}

// compila fills the facts in.
func compila(nome string, c *config.Config) (string, error) {
	raw, err := testi.ReadFile("testi/" + nome + ".txt")
	if err != nil {
		var known []string
		for _, f := range Tutti() {
			known = append(known, f.Nome)
		}
		return "", fmt.Errorf("nessun foglio %q; ci sono: %s", nome, strings.Join(known, ", "))
	}
	t, err := texttemplate.New(nome).Option("missingkey=error").Parse(string(raw))
	if err != nil {
		return "", fmt.Errorf("reading the paper %s: %w", nome, err)
	}
	var b strings.Builder
	if err := t.Execute(&b, fattiDi(c)); err != nil {
		return "", fmt.Errorf("filling the paper %s: %w", nome, err)
	}
	return b.String(), nil
}

func fattiDi(c *config.Config) fatti {
	o := func(s string) string {
		if s = strings.Join(strings.Fields(s), " "); s == "" {
			return daRiempire
		}
		return s
	}
	return fatti{
		Ordine: o(c.Ordine.Nome), PEC: o(c.Ordine.PEC), Responsabile: o(c.Ordine.Responsabile), Telefono: o(c.Ordine.Telefono),
		Avvisi: o(strings.Join(c.Avvisi.A, ", ")), Data: o(c.Data), Copie: o(c.Backup.Cartella), Host: o(c.IMAP.Host), HostInvio: o(c.SMTP.Host),
		MaxOra: c.Invio.MaxOra, MaxGiorno: c.Invio.MaxGiorno, Ritardo: c.Invio.RitardoMinuti, Tieni: c.Backup.Tieni, Orario: o(c.Invio.Orario),
	}
}

type specie int

const (
	paragrafo specie = iota
	titolo
	capo
	punto
	comando
)

// riga is one piece of a paper: a heading, a point, a command, or a whole paragraph.
type riga struct {
	specie specie
	s      string
}

// leggi takes a text apart. Lines of a paragraph, and those of a point that go on with two blanks, belong together.
func leggi(text string) []riga {
	var out []riga
	open := false // the last piece may go on
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\n")
		switch {
		case l == "":
			open = false
			continue
		case strings.HasPrefix(l, "    "):
			out = append(out, riga{comando, l[4:]})
		case strings.HasPrefix(l, "# "):
			out = append(out, riga{titolo, l[2:]})
		case strings.HasPrefix(l, "## "):
			out = append(out, riga{capo, l[3:]})
		case strings.HasPrefix(l, "- "):
			out = append(out, riga{punto, l[2:]})
		case open && (out[len(out)-1].specie == paragrafo || out[len(out)-1].specie == punto):
			out[len(out)-1].s += " " + strings.TrimSpace(l)
		default:
			out = append(out, riga{paragrafo, l})
		}
		open = true
	}
	return out
}

// testo is the piece as lines of at most width columns; a single longer word stands alone.
func (r riga) testo(width int) string {
	switch r.specie {
	case titolo:
		return strings.ToUpper(r.s) + "\n"
	case capo:
		return "\n" + strings.ToUpper(r.s) + "\n"
	case comando:
		return "    " + r.s + "\n"
	case punto:
		return aCapo(r.s, "- ", "  ", width)
	}
	return aCapo(r.s, "", "", width)
}

func aCapo(s, first, then string, width int) string {
	var b strings.Builder
	line := first
	for _, w := range strings.Fields(s) {
		switch {
		case line == first || line == then:
			line += w
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(w) <= width:
			line += " " + w
		default:
			b.WriteString(line + "\n")
			first, line = then, then+w
		}
	}
	b.WriteString(line + "\n")
	return b.String()
}

// html is the piece between its neighbours: points next to each other are one list.
func (r riga) html(after, before bool) string {
	s := template.HTMLEscapeString(r.s)
	switch r.specie {
	case titolo:
		return "<h1>" + s + "</h1>\n"
	case capo:
		return "<h2>" + s + "</h2>\n"
	case comando:
		return "<pre>" + s + "</pre>\n"
	case punto:
		s = "<li>" + s + "</li>\n"
		if !after {
			s = "<ul>\n" + s
		}
		if !before {
			s += "</ul>\n"
		}
		return s
	}
	return "<p>" + s + "</p>\n"
}

const testata = `<!DOCTYPE html>
<html lang="it">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>%s</title>
<style>
@page { size: A4; margin: 16mm 18mm; }
body { font: 11pt/1.35 "Liberation Sans", Arial, sans-serif; color: #111; background: #fff; margin: 0; }
main { max-width: 46em; margin: 0 auto; padding: 1em; }
h1 { font-size: 16pt; margin: 0 0 .5em; border-bottom: 2px solid #111; }
h2 { font-size: 12pt; margin: .9em 0 .25em; break-after: avoid; }
p, ul { margin: .25em 0; }
li { margin: .12em 0; }
pre { margin: .25em 0 .25em 1.2em; font: 10.5pt/1.3 "Liberation Mono", monospace; white-space: pre-wrap; break-inside: avoid; }
@media print { main { padding: 0; max-width: none; } }
</style>
</head>
<body>
<main>
`
