package rules

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// interruttore is how one rule is switched off in a test program: pieces of one function that are written otherwise.
type interruttore struct {
	id, file, fn string // file from the root of the module
	testa        []string
	via, al      []string // al[i] stands instead of via[i]
	prove        []string // tests that hold the rule besides the scenarios
}

func leggiInterruttori(t *testing.T) (list []interruttore) {
	t.Helper()
	b, err := os.ReadFile("testdata/spegni.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range strings.Split(string(b), "\n") {
		mark, rest, _ := strings.Cut(l, " ")
		switch last := len(list) - 1; {
		case l == "" || mark == "#":
		case mark == "^":
			list[last].testa = append(list[last].testa, rest)
		case mark == "-":
			list[last].via = append(list[last].via, rest)
		case mark == "+":
			list[last].al = append(list[last].al, rest)
		case mark == "prova":
			list[last].prove = append(list[last].prove, rest)
		default:
			w := strings.Fields(l)
			if len(w) != 3 {
				t.Fatalf("spegni.txt line %d: %q", i+1, l)
			}
			list = append(list, interruttore{id: w[0], file: w[1], fn: w[2]})
		}
	}
	return list
}

// modifica is one insertion or replacement in a source file.
type modifica struct {
	da, a int
	testo string
}

// modifiche finds where a switch is put. Each text must stand exactly once in the function.
func (s interruttore) modifiche(t *testing.T, src string) (list []modifica) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), s.file, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var body *ast.BlockStmt
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == s.fn {
			if body != nil {
				t.Fatalf("%s: two functions %s in %s", s.id, s.fn, s.file)
			}
			body = f.Body
		}
	}
	if body == nil {
		t.Fatalf("%s: no function %s in %s", s.id, s.fn, s.file)
	}
	from, to := int(body.Lbrace), int(body.Rbrace)-1 // token.Pos counts from 1
	off := fmt.Sprintf("(spenta == %q)", s.id)
	for _, l := range s.testa {
		list = append(list, modifica{from, from, "\n" + strings.ReplaceAll(l, "SPENTA", off)})
	}
	if len(s.via) != len(s.al) {
		t.Fatalf("%s: %d texts and %d in their stead", s.id, len(s.via), len(s.al))
	}
	for i, l := range s.via {
		at := strings.Index(src[from:to], l)
		if at < 0 || strings.Count(src[from:to], l) != 1 {
			t.Fatalf("%s: %q must stand once in %s of %s", s.id, l, s.fn, s.file)
		}
		list = append(list, modifica{from + at, from + at + len(l), strings.ReplaceAll(s.al[i], "SPENTA", off)})
	}
	return list
}

// programmaDiProva builds the tests of a package with every switch in it. The environment says which rule is off, none
// where it is empty; the sources of the program are untouched.
func programmaDiProva(t *testing.T, list []interruttore, pkg string) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay := map[string]string{}
	n := 0
	put := func(path, text string) {
		n++ // not the length of overlay: a path that is put twice keeps it
		f := filepath.Join(dir, fmt.Sprintf("%d.go", n))
		if err := os.WriteFile(f, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay[filepath.Join(root, path)] = f
	}
	perFile := map[string][]modifica{}
	sources := map[string]string{}
	for _, s := range list {
		if sources[s.file] == "" {
			b, err := os.ReadFile(filepath.Join(root, s.file))
			if err != nil {
				t.Fatal(err)
			}
			sources[s.file] = string(b)
		}
		perFile[s.file] = append(perFile[s.file], s.modifiche(t, sources[s.file])...)
	}
	for file, ms := range perFile {
		slices.SortStableFunc(ms, func(a, b modifica) int { return b.da - a.da })
		text := sources[file]
		for _, m := range ms {
			text = text[:m.da] + m.testo + text[m.a:]
		}
		put(file, text)
		p := filepath.Dir(file)
		put(filepath.Join(p, "spenta_prova.go"), "package "+filepath.Base(p)+"\n\nimport \"os\"\n\nvar spenta = os.Getenv(\"PECAGENT_SPENTA\")\n")
	}
	b, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	o, bin := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "prova")
	if err := os.WriteFile(o, b, 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "test", "-c", "-overlay", o, "-o", bin, "./"+pkg)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building with the switches: %v\n%s", err, out)
	}
	return bin
}

var reFallita = regexp.MustCompile(`--- FAIL: (\S+)`)

// spegne runs tests with one rule off and gives those that fail; with "" all rules hold.
func spegne(t *testing.T, bin, pkg, id, run string) (fails []string) {
	t.Helper()
	cmd := exec.Command(bin, "-test.run", run, "-test.timeout", "3m")
	cmd.Dir = filepath.Join("..", pkg)
	cmd.Env = append(os.Environ(), "PECAGENT_SPENTA="+id)
	out, err := cmd.CombinedOutput()
	for _, m := range reFallita.FindAllStringSubmatch(string(out), -1) {
		fails = append(fails, m[1])
	}
	if err != nil && len(fails) == 0 {
		t.Fatalf("%s off: %v\n%s", id, err, out)
	}
	if err == nil && len(fails) > 0 || strings.Contains(string(out), "no tests to run") {
		t.Fatalf("%s off: %s runs nothing:\n%s", id, run, out)
	}
	return fails
}
