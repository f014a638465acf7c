package testi

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"

	"pecagent/rules"
)

//go:embed modelli/*.txt
var incorporati embed.FS

// Testo is a letter ready to be sent: a plain subject of one line, the text with paragraphs parted by blank
// lines and not wrapped, and the same text as inert HTML.
type Testo struct {
	Oggetto string
	Testo   string
	HTML    string
}

// Modelli is a checked set of templates. It is immutable and safe for concurrent use.
type Modelli struct {
	modelli  map[string]*modello // by file name
	sorgenti map[string]string   // by file name
	digest   string
}

// Nuovi parses and checks the built-in templates, each replaced by the override of the same file name (T-02.txt,
// comuni.txt). nil is the built-in set. An error names file and line, in Italian: an Order's clerk reads it.
func Nuovi(override map[string]string) (*Modelli, error) {
	m := &Modelli{modelli: map[string]*modello{}, sorgenti: map[string]string{}}
	h := sha256.New()
	var errs []error
	for _, file := range files() {
		text, own := override[file]
		if !own {
			b, err := incorporati.ReadFile("modelli/" + file)
			if err != nil {
				return nil, fmt.Errorf("reading the built-in template %s: %w", file, err)
			}
			text = string(b)
		}
		t, err := leggiModello(file, text)
		if err == nil {
			err = controlla(t)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("reading the template %w", err))
			continue
		}
		m.modelli[file], m.sorgenti[file] = t, text
		fmt.Fprintf(h, "%s %d\n%s", file, len(text), text)
	}
	for _, file := range slices.Sorted(maps.Keys(override)) {
		if !slices.Contains(files(), file) {
			errs = append(errs, fmt.Errorf("reading the template %s:1: nessun modello ha questo nome; ci sono %s", file, strings.Join(files(), ", ")))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	m.digest = hex.EncodeToString(h.Sum(nil))
	return m, nil
}

// files are the names of all template files, in order.
func files() []string {
	list := []string{comuni}
	for nome := range tutte {
		list = append(list, nome+".txt")
	}
	slices.Sort(list)
	return list
}

func controlla(m *modello) error {
	if m.file == comuni {
		return controllaComuni(m)
	}
	return tutte[strings.TrimSuffix(m.file, ".txt")].controlla(m)
}

// Digest is the SHA-256, lower-case hex, over the names and texts of all templates in force.
func (m *Modelli) Digest() string { return m.digest }

// Sorgente is the template file in force of a letter, or of "comuni", as an Order may copy and change it.
func (m *Modelli) Sorgente(nome string) (string, bool) {
	s, ok := m.sorgenti[nome+".txt"]
	return s, ok
}

// Elenco names the letters that can be composed, in order.
func (m *Modelli) Elenco() []string { return slices.Sorted(maps.Keys(tutte)) }

// Componi writes a letter. A fact that the letter needs and does not have is an error, and so is a detail
// without a text: nothing is ever sent with a hole in it.
func (m *Modelli) Componi(p *rules.Policy, l rules.Lettera) (Testo, error) {
	if l.Modello == rules.ModelloAncora { // as far as it is known before it leaves
		return Ancora(p, l, "Impronta del registro: "+senzaImpronta, senzaImpronta), nil
	}
	t, err := m.componi(p, l)
	if err != nil {
		return Testo{}, fmt.Errorf("composing the letter %s (%s, %s): %w", l.Modello, l.ID, l.Rif, err)
	}
	return t, nil
}

func (m *Modelli) componi(p *rules.Policy, l rules.Lettera) (Testo, error) {
	def, ok := tutte[l.Modello]
	if !ok {
		return Testo{}, fmt.Errorf("no template of this name")
	}
	v, err := variante(l.Modello, p, l)
	if err != nil {
		return Testo{}, err
	}
	f, err := fatti(l.Modello, p, l)
	if err != nil {
		return Testo{}, err
	}
	if err := basta(def, l, f); err != nil {
		return Testo{}, err
	}
	f["sospende"] = se(fra(def.sospende, v))
	file := m.modelli[l.Modello+".txt"]
	s := scrittore{file.file, f}
	oggetto, err := s.paragrafo(file.sezioni[v].oggetto)
	if err != nil {
		return Testo{}, err
	}
	corpo, err := m.corpo(s, file.sezioni[v], l.Apertura && def.apre(v), def.conclude)
	if err != nil {
		return Testo{}, err
	}
	testa, fine, err := m.cornice(f, def.chiusure.di(v))
	if err != nil {
		return Testo{}, err
	}
	tutto := slices.Concat(testa, []string{saluto(def, v, l)}, corpo, aggiunta(l), fine)
	return Testo{Oggetto: oggetto, Testo: strings.Join(tutto, "\n\n") + "\n", HTML: pagina(oggetto, tutto)}, nil
}

// aggiunta are the paragraphs that a person added, one a blank line, each on one line as a template's are.
func aggiunta(l rules.Lettera) (list []string) {
	for p := range strings.SplitSeq(strings.ReplaceAll(l.Aggiunta, "\r\n", "\n"), "\n\n") {
		if p = pulito(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

// Con adds a line at the very end of text and page, as a paragraph of its own that no encoding breaks: it is none of the
// template's, so that no wording of an Order can lose it.
func (t Testo) Con(riga string) Testo {
	if riga == "" {
		return t
	}
	const fine = "</body>\n</html>\n"
	t.Testo += "\n" + riga + "\n"
	if body, ok := strings.CutSuffix(t.HTML, fine); ok {
		t.HTML = body + "<p>\n" + html.EscapeString(riga) + "\n</p>\n" + fine
	}
	return t
}

// basta wants the facts that the law wants, whatever an Order's own wording does with them: a suspension or refusal
// without remedies, an observation without an answer, an immediate effect without reasons are not sent.
func basta(def lettera, l rules.Lettera, f map[string]string) error {
	for _, k := range def.vuole {
		if f[k] == "" {
			return errManca{fatto: k}
		}
	}
	switch {
	case f["osservazioni"] != "" && f["controdeduzioni"] == "":
		return fmt.Errorf("the fact {controdeduzioni} is missing: observations are answered (L. 241/1990 art. 10-bis)")
	case l.Dati.Immediata && (f["motivo"] == "" || f["decorrenza"] == ""):
		return fmt.Errorf("an immediate effect without {motivo} or {decorrenza} (L. 241/1990 art. 21-bis)")
	}
	return nil
}

// cornice is what stands around a letter: the heading of one on paper, and the closing block. A letter on paper is not
// answered with a click.
func (m *Modelli) cornice(f map[string]string, chiusura string) (testa, fine []string, err error) {
	parte := func(nome string) ([]string, error) {
		return scrittore{comuni, f}.paragrafi(m.modelli[comuni].sezioni[nome].corpo)
	}
	switch {
	case chiusura == "" && f["carta"] != "":
		chiusura = ordinaria
	case chiusura == "":
		chiusura = "CHIUSURA"
	}
	if f["carta"] != "" {
		if testa, err = parte("INTESTAZIONE"); err != nil {
			return nil, nil, err
		}
	}
	fine, err = parte(chiusura)
	return testa, fine, err
}

// corpo is everything below the greeting: opening lines, body, law. The paragraph under the
// greeting goes on in lower case, as Italian letters do; one that follows the opening lines begins a sentence.
func (m *Modelli) corpo(s scrittore, sez *sezione, apertura, conclude bool) ([]string, error) {
	var parti [][]string
	piece := func(file string, list [][]nodo) error {
		t, err := scrittore{file, s.fatti}.paragrafi(list)
		parti = append(parti, t)
		return err
	}
	comune := func(nome string) error { return piece(comuni, m.modelli[comuni].sezioni[nome].corpo) }
	opening, law := "APERTURA", "AVVIO"
	if conclude {
		opening, law = "APERTURA_CONCLUSA", "RICEVUTA"
	}
	if apertura {
		if err := comune(opening); err != nil {
			return nil, err
		}
	}
	if err := piece(s.file, sez.corpo); err != nil {
		return nil, err
	}
	if apertura {
		if body := parti[1]; len(body) > 0 {
			body[0] = maiuscola(body[0])
		}
		if err := comune(law); err != nil {
			return nil, err
		}
	}
	if err := piece(s.file, sez.legge); err != nil {
		return nil, err
	}
	return slices.Concat(parti...), nil
}
