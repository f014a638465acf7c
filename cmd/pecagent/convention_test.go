package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// listed is what "go list" knows of a package.
type listed struct {
	ImportPath, Name, Dir string
	GoFiles, Imports      []string
	Deps                  []string

	TestGoFiles, XTestGoFiles []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json", "pecagent/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 15 {
		t.Fatalf("only %d packages", len(list))
	}
	return list
}

// layers is the import matrix of design.md §2: a package may import what its row names, and its own parents' row.
var layers = map[string][]string{
	"mailparse/cf":        {},
	"mailparse/xmltree":   {},
	"mailparse/pec":       {"mailparse/xmltree"},
	"mailparse/smime":     {},
	"mailparse/rem":       {"mailparse/pec", "mailparse/xmltree"},
	"mailparse/segnatura": {"mailparse/xmltree"},
	"mailparse/esiti":     {"mailparse/cf", "mailparse/xmltree"},
	"mailparse/places":    {},
	"mailparse/muta":      {},
	"mailparse":           {"mailparse/cf", "mailparse/pec", "mailparse/places", "mailparse/rem", "mailparse/segnatura", "mailparse/smime"},
	"rules":               {"mailparse", "mailparse/cf", "mailparse/esiti", "mailparse/pec", "mailparse/places", "mailparse/segnatura"},
	"rules/testi":         {"rules", "mailparse/cf"},
	"rules/registri":      {"rules", "mailparse/cf"},
	"rules/varianti":      {},
	"store/failpoint":     {},
	"store/cerca":         {},
	"store/raw":           {"store/failpoint"},
	"store/log":           {"store/failpoint"},
	"store/fascicolo":     {"mailparse", "mailparse/pec", "mailparse/smime", "store/log"},
	"store":               {"rules", "store/failpoint", "store/raw", "store/log", "store/cerca"},
	"agent/imapbox":       {},
	"agent/smtpout":       {},
	"agent/servertest":    {},
	"agent/riserbo":       {},
	"agent/salute":        {},
	"agent/fogli":         {"agent/config"},
	"agent/demo":          {"mailparse/pec"},
	"agent/config":        {"mailparse/cf", "mailparse/smime", "rules"},
	"agent/modulo":        {},
	"agent/setup":         {"agent/archivio", "agent/avvisi", "agent/config", "agent/imapbox", "agent/smtpout"},
	"agent/avvisi":        {"agent/config", "agent/riserbo", "agent/smtpout", "rules"},
	"agent/utenze":        {},
	"agent/office":        {"agent/config", "agent/utenze", "agent/modulo", "agent/prove", "mailparse", "mailparse/cf", "mailparse/pec", "mailparse/smime", "rules", "rules/registri", "rules/testi", "store", "store/fascicolo"},
	"agent/prove":         {"mailparse", "mailparse/pec", "mailparse/smime", "rules", "rules/testi", "store", "store/fascicolo"},
	"agent/inspect":       {"agent/config", "agent/modulo", "agent/office", "mailparse", "mailparse/pec", "mailparse/segnatura", "mailparse/smime", "rules", "rules/registri"},
	"agent":               {"agent/archivio", "agent/avvisi", "agent/config", "agent/imapbox", "agent/modulo", "agent/office", "agent/console", "agent/salute", "agent/smtpout", "agent/utenze", "mailparse", "mailparse/pec", "mailparse/smime", "rules", "rules/testi", "store", "store/failpoint", "store/fascicolo"},
	"agent/console":       {"agent/office", "agent/utenze", "mailparse", "rules"},
	"agent/storia":        {"agent", "agent/archivio", "agent/config", "agent/demo", "agent/office", "rules", "store/raw"},
	"cmd/pecverify":       {"mailparse/smime", "store/fascicolo", "store/log"},
	"cmd/pecagent":        {"agent", "agent/archivio", "agent/avvisi", "agent/config", "agent/demo", "agent/fogli", "agent/inspect", "agent/modulo", "agent/office", "agent/riserbo", "agent/setup", "agent/storia", "agent/utenze", "store"},
	"agent/archivio":      {"agent/config", "rules", "rules/registri", "store"},
}

func TestImportMatrix(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "pecagent/")
		row, ok := layers[name]
		if !ok {
			t.Errorf("%s has no row in the import matrix", name)
			continue
		}
		for _, imp := range p.Imports {
			if own, is := strings.CutPrefix(imp, "pecagent/"); is && !slices.Contains(row, own) {
				t.Errorf("%s imports %s: not in the matrix", name, own)
			}
		}
	}
}

// TestPurity: mailparse and rules import no I/O package themselves and call no clock, randomness, environment or
// goroutine (design.md §2).
func TestPurity(t *testing.T) {
	forbidden := []string{"os", "os/exec", "net", "net/http", "io/fs", "io/ioutil", "syscall", "math/rand", "math/rand/v2", "crypto/rand", "path/filepath", "log", "log/slog",
		"sync", "sync/atomic", "golang.org/x/sys/unix", "runtime"}
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "pecagent/")
		if !strings.HasPrefix(name, "mailparse") && !strings.HasPrefix(name, "rules") {
			continue
		}
		for _, imp := range p.Imports {
			if slices.Contains(forbidden, imp) {
				t.Errorf("%s imports %s: it must stay pure", name, imp)
			}
		}
		for _, f := range p.GoFiles {
			for _, bad := range impure(t, filepath.Join(p.Dir, f)) {
				t.Errorf("%s/%s: %s", name, f, bad)
			}
		}
		for _, f := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) { // nor a test: .ci/test runs them without the race detector
			if slices.Contains(impure(t, filepath.Join(p.Dir, f)), concurrent) {
				t.Errorf("%s/%s %s", name, f, concurrent)
			}
		}
	}
}

const concurrent = "starts a goroutine"

// impure finds calls of the clock and goroutines in a file.
func impure(t *testing.T, file string) (bad []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			bad = append(bad, concurrent)
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer"}, n.Sel.Name) {
				bad = append(bad, "calls time."+n.Sel.Name)
			}
		}
		return true
	})
	return bad
}

func TestEveryPackageHasOneDoc(t *testing.T) {
	for _, p := range packages(t) {
		docs := 0
		for _, f := range p.GoFiles {
			parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, f), nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if parsed.Doc != nil {
				docs++
				if f != "doc.go" {
					t.Errorf("%s: the package comment stands in %s, not in doc.go", p.ImportPath, f)
				}
			}
		}
		if docs != 1 {
			t.Errorf("%s has %d package comments", p.ImportPath, docs)
		}
	}
}

// TestNoInit: no init functions, no files over 600 lines (design.md §8).
func TestHouseStyle(t *testing.T) {
	for _, p := range packages(t) {
		for _, f := range p.GoFiles {
			path := filepath.Join(p.Dir, f)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(b), "\n"); n > 600 {
				t.Errorf("%s has %d lines", path, n)
			}
			if strings.Contains(string(b), "\nfunc init()") {
				t.Errorf("%s has an init function", path)
			}
		}
	}
}

// TestTopLevel: the layout is fixed.
// TestOnce: the tests that run without the race detector alone are of pure packages, and each is there.
func TestOnce(t *testing.T) {
	b, err := os.ReadFile("../../.ci/once")
	if err != nil {
		t.Fatal(err)
	}
	where := map[string][]string{}
	for _, p := range packages(t) {
		for _, f := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
			src, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(src)) {
				if rest, ok := strings.CutPrefix(line, "func Test"); ok {
					name, _, _ := strings.Cut(rest, "(")
					where["Test"+name] = append(where["Test"+name], strings.TrimPrefix(p.ImportPath, "pecagent/"))
				}
			}
		}
	}
	for name := range strings.FieldsSeq(string(b)) {
		if len(where[name]) == 0 {
			t.Errorf(".ci/once names %s, which is no test", name)
		}
		for _, p := range where[name] {
			if !strings.HasPrefix(p, "mailparse") && !strings.HasPrefix(p, "rules") {
				t.Errorf(".ci/once names %s, which is also a test of %s", name, p)
			}
		}
	}
}

func TestTopLevel(t *testing.T) {
	list, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(e os.DirEntry) bool { // what .gitignore names is nobody's layout
		return exec.Command("git", "-C", "../..", "check-ignore", "-q", e.Name()).Run() == nil
	})
	allowed := []string{"cmd", "agent", "mailparse", "rules", "store", "go.mod", "go.sum", "README.md"}
	for _, e := range list {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			t.Errorf("top-level entry %s", e.Name())
		}
	}
}
