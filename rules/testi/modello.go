package testi

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// modello is one parsed file: its variants by name. A file without "==" has the one variant "".
type modello struct {
	file    string
	sezioni map[string]*sezione
}

// sezione is one variant of a letter or one common part.
type sezione struct {
	nome    string
	riga    int
	oggetto []nodo
	corpo   [][]nodo // paragraphs for the member
	legge   [][]nodo // paragraphs of law, after the body
}

type specie int

const (
	testo       specie = iota
	fatto              // {nome}
	presente           // {?nome}
	assente            // {!nome}
	facoltativo        // [ … ]
)

type nodo struct {
	specie specie
	testo  string // literal, or the name of the fact
	dentro []nodo // of an optional sentence
	riga   int
}

// errRiga is an error in a template, in Italian: the people who write templates read it.
func errRiga(file string, riga int, format string, a ...any) error {
	return fmt.Errorf("%s:%d: %s", file, riga, fmt.Sprintf(format, a...))
}

// lettore reads a file line by line.
type lettore struct {
	file   string
	m      *modello
	sez    *sezione
	legge  bool
	accapi []accapo // lines of the paragraph being read
}

type accapo struct {
	riga  int
	testo string
	nuova bool // stays a line of its own
}

// voce reports whether a line is an item of a list: "- ", "1) ", "12) " or "a) ".
func voce(s string) bool {
	label, _, ok := strings.Cut(s, ") ")
	if !ok || len(label) == 0 || len(label) > 2 {
		return strings.HasPrefix(s, "- ")
	}
	return strings.Trim(label, "0123456789") == "" || len(label) == 1 && label[0] >= 'a' && label[0] <= 'z'
}

// leggiModello parses one template file.
func leggiModello(file, text string) (*modello, error) {
	l := &lettore{file: file, m: &modello{file: file, sezioni: map[string]*sezione{}}}
	text = strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\ufeff")
	for i, line := range strings.Split(text, "\n") {
		if err := l.linea(i+1, strings.TrimRightFunc(line, unicode.IsSpace)); err != nil {
			return nil, err
		}
	}
	if err := l.paragrafo(); err != nil {
		return nil, err
	}
	return l.m, nil
}

func (l *lettore) linea(n int, s string) error {
	switch {
	case !utf8.ValidString(s):
		return errRiga(l.file, n, "ci sono caratteri che non sono UTF-8: il testo va salvato con la codifica UTF-8")
	case strings.HasPrefix(s, "#"):
		return nil
	case s == "":
		return l.paragrafo()
	case strings.HasPrefix(s, "=="):
		return l.sezione(n, strings.TrimSpace(strings.TrimLeft(s, "=")))
	}
	if l.sez == nil {
		if err := l.apri(n, ""); err != nil {
			return err
		}
	}
	switch {
	case s == "---":
		if l.legge {
			return errRiga(l.file, n, "secondo «---» nella stessa variante")
		}
		err := l.paragrafo()
		l.legge = true
		return err
	case strings.HasPrefix(s, "Oggetto:"):
		return l.oggetto(n, strings.TrimSpace(s[len("Oggetto:"):]))
	}
	t, own := strings.CutPrefix(s, "| ")
	l.accapi = append(l.accapi, accapo{n, strings.TrimSpace(t), own || voce(s)})
	return nil
}

func (l *lettore) sezione(n int, nome string) error {
	if err := l.paragrafo(); err != nil {
		return err
	}
	if nome == "" {
		return errRiga(l.file, n, "«==» senza il nome della variante")
	}
	return l.apri(n, nome)
}

func (l *lettore) apri(n int, nome string) error {
	if l.m.sezioni[nome] != nil {
		return errRiga(l.file, n, "variante %s scritta due volte", nome)
	}
	l.sez = &sezione{nome: nome, riga: n}
	l.m.sezioni[nome], l.legge = l.sez, false
	return nil
}

func (l *lettore) oggetto(n int, s string) error {
	if l.sez.oggetto != nil || len(l.accapi)+len(l.sez.corpo) > 0 {
		return errRiga(l.file, n, "«Oggetto:» va scritto una volta, all'inizio della variante")
	}
	var err error
	l.sez.oggetto, err = analizza(l.file, []accapo{{n, s, false}})
	if err == nil && len(l.sez.oggetto) == 0 {
		err = errRiga(l.file, n, "oggetto vuoto")
	}
	return err
}

func (l *lettore) paragrafo() error {
	if len(l.accapi) == 0 {
		return nil
	}
	p, err := analizza(l.file, l.accapi)
	if err != nil {
		return err
	}
	l.accapi = nil
	if l.legge {
		l.sez.legge = append(l.sez.legge, p)
	} else {
		l.sez.corpo = append(l.sez.corpo, p)
	}
	return nil
}

// analizzatore parses a paragraph; righe[i] is the source line of byte i of s.
type analizzatore struct {
	file  string
	s     string
	righe []int
	i     int
}

func analizza(file string, lines []accapo) ([]nodo, error) {
	a := &analizzatore{file: file}
	for i, l := range lines {
		sep := " "
		if i == 0 {
			sep = ""
		} else if l.nuova {
			sep = "\n"
		}
		a.s += sep + l.testo
		for range len(sep) + len(l.testo) {
			a.righe = append(a.righe, l.riga)
		}
	}
	nodi, err := a.serie(false)
	if err == nil && a.i < len(a.s) {
		err = a.errore(a.i, "«]» senza «[»")
	}
	return nodi, err
}

func (a *analizzatore) errore(at int, format string, v ...any) error {
	return errRiga(a.file, a.righe[min(at, len(a.righe)-1)], format, v...)
}

// serie reads nodes up to the end or to the bracket that closes an optional sentence.
func (a *analizzatore) serie(inside bool) ([]nodo, error) {
	var nodi []nodo
	for a.i < len(a.s) && a.s[a.i] != ']' {
		var n nodo
		var err error
		switch a.s[a.i] {
		case '[':
			n, err = a.gruppo()
		case '{':
			n, err = a.fatto(inside)
		case '}':
			err = a.errore(a.i, "«}» senza «{»")
		default:
			end := strings.IndexAny(a.s[a.i:], "[]{}")
			if end < 0 {
				end = len(a.s) - a.i
			}
			n = nodo{specie: testo, testo: a.s[a.i : a.i+end], riga: a.righe[a.i]}
			a.i += end
		}
		if err != nil {
			return nil, err
		}
		nodi = append(nodi, n)
	}
	return nodi, nil
}

func (a *analizzatore) gruppo() (nodo, error) {
	start := a.i
	a.i++
	dentro, err := a.serie(true)
	if err != nil {
		return nodo{}, err
	}
	if a.i == len(a.s) {
		return nodo{}, a.errore(start, "«[» senza «]» nello stesso capoverso")
	}
	a.i++
	if !slices.ContainsFunc(dentro, func(n nodo) bool { return n.specie == fatto || n.specie == presente || n.specie == assente }) {
		return nodo{}, a.errore(start, "frase facoltativa senza variabili: non si saprebbe quando ometterla")
	}
	return nodo{specie: facoltativo, dentro: dentro, riga: a.righe[start]}, nil
}

func (a *analizzatore) fatto(inside bool) (nodo, error) {
	end := strings.IndexByte(a.s[a.i:], '}')
	if end < 0 {
		return nodo{}, a.errore(a.i, "«{» senza «}»")
	}
	n := nodo{specie: fatto, testo: a.s[a.i+1 : a.i+end], riga: a.righe[a.i]}
	if t, ok := strings.CutPrefix(n.testo, "?"); ok {
		n.specie, n.testo = presente, t
	} else if t, ok := strings.CutPrefix(n.testo, "!"); ok {
		n.specie, n.testo = assente, t
	}
	if n.specie != fatto && !inside {
		return nodo{}, a.errore(a.i, "condizione {%s} fuori da una frase facoltativa [ … ]", a.s[a.i+1:a.i+end])
	}
	if !slices.Contains(variabili, n.testo) {
		return nodo{}, a.errore(a.i, "variabile {%s} sconosciuta; si possono usare: %s", n.testo, strings.Join(variabili, ", "))
	}
	a.i += end + 1
	return n, nil
}

// visita walks all nodes of a variant.
func (s *sezione) visita(f func(nodo)) {
	var giro func([]nodo)
	giro = func(list []nodo) {
		for _, n := range list {
			f(n)
			giro(n.dentro)
		}
	}
	giro(s.oggetto)
	for _, p := range slices.Concat(s.corpo, s.legge) {
		giro(p)
	}
}
