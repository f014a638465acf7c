package rules

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// voce is one hand-written message of testdata/corpus/richieste with what must follow: testdata/corpus/LEGGIMI.md says how
// to read one.
type voce struct {
	numero, marca, famiglia string
	posta                   posta
	html                    bool
	dopo                    string     // the message that came before
	poi                     [][]string // steps of testdata/casi after it: "respinta T-06 no-dest"
	firme                   [][]string // signatures on the attachment, as in testdata/casi
	premesse                [][]string // "iscritto CF …": what the register says otherwise
	esiti                   []string   // TIPO ESITO AUTO FONDAMENTO, each word one or more spellings with |
	cf                      string     // for whom a clean one is executed
	nuova                   string     // "" is not looked at, "nessuna" is none
	flag                    []string   // that must stand; "nessuno" alone: none may
	lettere                 string     // "" is not looked at
}

// Marks of a message.
const (
	pulita = "pulita" // must be executed without a person
	mai    = "no"     // must never be executed by itself
	chiede = "chiede" // must be asked by a letter that goes by itself
)

// leggiCorpus reads all messages, in order of files and place.
func leggiCorpus(t testing.TB) []voce {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "corpus", "richieste", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all []voce
	seen := map[string]bool{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range strings.Split(strings.TrimSpace(string(b)), "\n\n") {
			if v, ok := leggiVoce(t, block); ok {
				v.famiglia = strings.TrimSuffix(filepath.Base(f), ".txt")
				if seen[v.numero] {
					t.Fatalf("two messages %s", v.numero)
				}
				seen[v.numero], all = true, append(all, v)
			}
		}
	}
	return all
}

// leggiVoce reads one block of lines; a block of remarks alone is none.
func leggiVoce(t testing.TB, block string) (v voce, ok bool) {
	t.Helper()
	var text []string
	for _, l := range strings.Split(block, "\n") {
		if s, is := strings.CutPrefix(l, "|"); is {
			text = append(text, strings.TrimPrefix(s, " "))
			continue
		}
		w := strings.Fields(l)
		switch {
		case strings.HasPrefix(l, "#") || len(w) == 0:
		case w[0] == "messaggio" && len(w) == 3:
			v.numero, v.marca, ok = w[1], w[2], true
		case w[0] == "arriva" && len(w) == 5:
			v.posta.env, v.posta.da, v.posta.ora = w[1], w[2], w[3]+" "+w[4]
		case w[0] == "iscritto" && len(w) > 2:
			v.premesse = append(v.premesse, w[1:])
		default:
			k, s, _ := strings.Cut(l, ":")
			if !v.campo(k, strings.TrimSpace(s)) {
				t.Fatalf("message %s: unknown line %q", v.numero, l)
			}
		}
	}
	v.posta.testo = strings.Join(text, "\n")
	if ok && (v.posta.env == "" || len(v.esiti) == 0 || !slices.Contains([]string{pulita, mai, chiede}, v.marca)) {
		t.Fatalf("message %s is not complete", v.numero)
	}
	return v, ok
}

func (v *voce) campo(k, s string) bool {
	switch k {
	case "oggetto":
		v.posta.oggetto = s
	case "formato":
		v.html = s == "html"
	case "allegato":
		v.posta.allegati = append(v.posta.allegati, s)
	case "auto":
		v.posta.auto = s
	case "firma":
		v.firme = append(v.firme, strings.Fields(s))
	case "poi":
		v.poi = append(v.poi, strings.Fields(s))
	case "risponde":
		v.posta.risponde = s
	case "dopo":
		v.dopo = s
	case "esito":
		for _, e := range strings.Split(s, " | ") {
			v.esiti = append(v.esiti, strings.TrimSpace(e))
		}
	case "cf":
		v.cf = s
	case "nuova":
		v.nuova = s
	case "flag":
		v.flag = strings.Fields(s)
	case "lettere":
		v.lettere = s
	default:
		return false
	}
	return true
}

// miglioria is the list of what the rules do not do yet: testdata/corpus/da_migliorare.txt. Every entry must still be missed, so
// that the list can only shrink.
type miglioria struct {
	note   map[string]bool // key of a message, of a variation of one, or "*/variation"
	errate map[string]bool // those under "ESECUZIONE ERRATA"
	viste  map[string]bool // entries that were needed in this run
}

var fileMigliorie = filepath.Join("testdata", "corpus", "da_migliorare.txt")

func leggiMigliorie(t testing.TB) *miglioria {
	t.Helper()
	b, err := os.ReadFile(fileMigliorie)
	if err != nil {
		t.Fatal(err)
	}
	m := &miglioria{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	into := m.note
	for _, l := range strings.Split(string(b), "\n") {
		k, _, _ := strings.Cut(l, ":")
		switch k = strings.TrimSpace(k); {
		case strings.HasPrefix(l, "#") || k == "":
		case k == "ESECUZIONE ERRATA":
			into = m.errate
		case k == "DA MIGLIORARE":
			into = m.note
		default:
			into[k] = true
		}
	}
	return m
}

// nota reports whether a miss is known, and remembers that it still is one.
func (m *miglioria) nota(key string, wrong bool) bool {
	list, keys := m.note, []string{key}
	if wrong {
		list = m.errate
	}
	if number, how, ok := strings.Cut(key, "/"); ok {
		plain, _, _ := strings.Cut(how, "+") // the same in another dress
		keys = append(keys, number+"/"+plain, "*/"+how, "*/"+plain)
	}
	for _, k := range keys {
		if list[k] {
			m.viste[k] = true
			return true
		}
	}
	return false
}

// superate gives the entries that are missed no more, and with -update takes them out of the file.
func (m *miglioria) superate(t testing.TB, prefix func(key string) bool) {
	t.Helper()
	done := map[string]bool{}
	for _, list := range []map[string]bool{m.note, m.errate} {
		for k := range list {
			if prefix(k) && !m.viste[k] {
				done[k] = true
			}
		}
	}
	if len(done) == 0 {
		return
	}
	if !*update {
		for k := range done {
			t.Errorf("%s is no miss any more: take it out of da_migliorare.txt (go test ./rules -run TestCorpus -update)", k)
		}
		return
	}
	b, err := os.ReadFile(fileMigliorie)
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.DeleteFunc(strings.Split(string(b), "\n"), func(l string) bool {
		k, _, _ := strings.Cut(l, ":")
		return done[strings.TrimSpace(k)]
	})
	if err := os.WriteFile(fileMigliorie, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}
