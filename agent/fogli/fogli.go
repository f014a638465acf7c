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
	fmt.Fprintf(&b, testata, template.HTMLEscapeString(list[0].s), nome)
	for i, r := range list {
		b.WriteString(r.html(i > 0 && list[i-1].specie == r.specie, i+1 < len(list) && list[i+1].specie == r.specie))
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

// html is the piece between its neighbours; after and before say whether they are of its kind: points next to each other are
// one list, commands one box.
func (r riga) html(after, before bool) string {
	if r.specie == comando {
		return gruppo("pre", template.HTMLEscapeString(r.s)+"\n", after, before)
	}
	s := unite(r.s)
	switch r.specie {
	case titolo:
		return "<h1>" + s + "</h1>\n"
	case capo:
		return "<h2>" + s + "</h2>\n"
	case punto:
		return gruppo("ul", "<li>"+s+"</li>\n", after, before)
	}
	return "<p>" + s + "</p>\n"
}

// gruppo opens tag before the first of its kind and closes it after the last.
func gruppo(tag, s string, after, before bool) string {
	if !after {
		s = "<" + tag + ">" + s
	}
	if !before {
		s += "</" + tag + ">\n"
	}
	return s
}

// unite escapes a text and keeps each address and each line to fill in on one line.
func unite(s string) string {
	words := strings.Split(template.HTMLEscapeString(s), " ")
	for i, w := range words {
		if strings.Contains(w, "@") || strings.Contains(w, "___") {
			words[i] = "<span>" + w + "</span>"
		}
	}
	return strings.Join(words, " ")
}

const testata = `<!DOCTYPE html>
<html lang="it">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>%s</title>
<style>
@page { size: A4; margin: 15mm 18mm; }
body { font: 10.5pt/1.35 "Liberation Sans", Arial, sans-serif; color: #111; background: #fff; margin: 0; }
body.sheet { font-size: 11.5pt; }
main { max-width: 46em; margin: 0 auto; padding: 1em; }
h1 { font-size: 1.35em; margin: 0 0 .5em; padding-bottom: .2em; border-bottom: 2px solid #111; }
h2 { font-size: 1.1em; margin: 1em 0 .3em; break-after: avoid; }
p, ul { margin: .3em 0; orphans: 2; widows: 2; }
ul { padding-left: 1.3em; }
li { margin: .2em 0; break-inside: avoid; }
span { white-space: nowrap; }
pre { margin: .35em 0 .5em 1.3em; padding: .3em .7em; background: #f1f1f1; border-left: 3px solid #777; font: .92em/1.45 "Liberation Mono", monospace;
  white-space: pre-wrap; break-inside: avoid; break-before: avoid; print-color-adjust: exact; }
@media print { main { padding: 0; max-width: none; } }
</style>
</head>
<body class="%s">
<main>
`
