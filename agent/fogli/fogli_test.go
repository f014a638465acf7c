package fogli

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pecagent/agent/config"
)

func ordine() *config.Config {
	c := config.Default()
	c.Ordine.Nome, c.Ordine.PEC, c.Ordine.Telefono = "Ordine <degli> Psicologi", "ordine@pec.ordine-esempio.example", "02 0000000"
	c.Avvisi.A = []string{"segreteria@ordine-esempio.example", "presidente@ordine-esempio.example"}
	return c
}

// TestFogli: each paper is whole, fits 80 columns and has no template left, with a configuration and without.
func TestFogli(t *testing.T) {
	for _, f := range Tutti() {
		for _, c := range []*config.Config{ordine(), config.Default()} {
			s, err := Testo(f.Nome, c)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(s, "{{") || strings.Contains(s, "<no value>") {
				t.Errorf("%s is not filled in:\n%s", f.Nome, s)
			}
			for l := range strings.Lines(s) {
				if n := utf8.RuneCountInString(strings.TrimRight(l, "\n")); n > 80 {
					t.Errorf("%s has a line of %d: %s", f.Nome, n, l)
				}
			}
		}
	}
	if s, _ := Testo("sheet", config.Default()); !strings.Contains(s, daRiempire+" – casella "+daRiempire) {
		t.Errorf("what is not configured is no line to fill in:\n%s", s)
	}
	if _, err := Testo("../fogli", ordine()); err == nil || !strings.Contains(err.Error(), "ci sono: sheet, privacy, manual") {
		t.Errorf("an unknown paper: %v", err)
	}
}

// TestUnaPagina: the sheet for the wall is one page.
func TestUnaPagina(t *testing.T) {
	s, err := Testo("sheet", ordine())
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(s, "\n"); n > 58 {
		t.Errorf("the sheet has %d lines:\n%s", n, s)
	}
	for _, w := range []string{"pecagent stop", "pecagent resume", "segreteria@ordine-esempio.example", "entro 20 minuti", "0 da decidere"} {
		if !strings.Contains(s, w) {
			t.Errorf("the sheet does not say %q", w)
		}
	}
}

// TestHTML: what the configuration says is text, lists are closed, nothing is fetched or run.
func TestHTML(t *testing.T) {
	for _, f := range Tutti() {
		s, err := HTML(f.Nome, ordine())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(s, "Ordine &lt;degli&gt; Psicologi") || strings.Contains(s, "<degli>") {
			t.Errorf("%s: the Order's name is not escaped", f.Nome)
		}
		for _, tag := range []string{"ul", "li", "h1", "h2", "p", "pre"} {
			open := strings.Count(s, "<"+tag+">")
			if open == 0 || open != strings.Count(s, "</"+tag+">") {
				t.Errorf("%s: %d <%s> and %d </%s>", f.Nome, open, tag, strings.Count(s, "</"+tag+">"), tag)
			}
		}
		if !strings.Contains(s, "<span>ordine@pec.ordine-esempio.example</span>") {
			t.Errorf("%s may break an address over two lines", f.Nome)
		}
		if strings.Contains(s, "</pre>\n<pre>") || strings.Contains(s, "</ul>\n<ul>") {
			t.Errorf("%s: neighbours of one kind are not together", f.Nome)
		}
		if strings.Contains(s, "<script") || strings.Contains(s, "src=") || strings.Contains(s, "href=") {
			t.Errorf("%s runs or fetches something", f.Nome)
		}
		text, err := Testo(f.Nome, ordine())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(text, "\n- ") != strings.Count(s, "<li>") {
			t.Errorf("%s: the points of the text and of the page differ", f.Nome)
		}
	}
}

// TestChiavi: a section or key of the configuration that a paper names is one of the shipped example.
func TestChiavi(t *testing.T) {
	for _, f := range Tutti() {
		s, err := Testo(f.Nome, ordine())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\[\[?[a-z_]+\]?\]`).FindAllString(s, -1) {
			if !strings.Contains(config.Esempio(), m) {
				t.Errorf("%s names %s, which the example does not have", f.Nome, m)
			}
		}
	}
}

func TestACapo(t *testing.T) {
	for _, c := range []struct{ s, want string }{
		{"uno due tre", "- uno due\n  tre\n"},
		{"lunghissima parola", "- lunghissima\n  parola\n"},
		{"è già", "- è già\n"},
		{"", "- \n"},
	} {
		if got := aCapo(c.s, "- ", "  ", 10); got != c.want {
			t.Errorf("%q: %q, want %q", c.s, got, c.want)
		}
	}
}
