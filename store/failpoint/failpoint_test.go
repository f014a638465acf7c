package failpoint

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func build(t *testing.T, tags string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "steps")
	if out, err := exec.Command("go", "build", "-tags", tags, "-o", path, "./testdata/steps").CombinedOutput(); err != nil {
		t.Fatalf("building the program to kill: %v\n%s", err, out)
	}
	return path
}

// run gives the steps that were survived, the steps that were recorded, what was said, and how the program ended.
func run(t *testing.T, program, failpoint string, steps ...string) (survived, recorded []string, said, end string) {
	t.Helper()
	hits := filepath.Join(t.TempDir(), "hits")
	cmd := exec.Command(program, steps...)
	cmd.Env = append(os.Environ(), "PECAGENT_FAILPOINT="+failpoint, "PECAGENT_FAILPOINT_LOG="+hits)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	end = "well"
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
		end = "killed"
	case errors.As(err, &exit):
		end = "panic"
	case err != nil:
		t.Fatal(err)
	}
	b, err := os.ReadFile(hits)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Fields(out.String()), strings.Fields(string(b)), errs.String(), end
}

// TestKills: at the named step and count, and nowhere else; a name or count that means nothing is no silent pass.
func TestKills(t *testing.T) {
	const a, b = "raw.put.written", "raw.put.synced"
	program := build(t, "failpoint")
	for _, c := range []struct {
		failpoint string
		steps     []string
		survived  int
		recorded  int
		end, says string
	}{
		{"", []string{a, b, a}, 3, 3, "well", ""},
		{a, []string{b, a, b}, 1, 2, "killed", ""},
		{a + ":1", []string{b, a, b}, 1, 2, "killed", ""},
		{a + ":2", []string{a, b, b, a, b}, 3, 4, "killed", ""},
		{a + ":3", []string{a, b, b, a, b}, 5, 5, "well", ""},
		{a + ":0", []string{a}, 1, 1, "well", ""},
		{"raw.put", []string{a, b}, 2, 2, "well", ""}, // the beginning of a name is no name
		{a, []string{b, "raw.put.unknown", a}, 1, 1, "panic", "raw.put.unknown is not in the table of names"},
		{a + ":x", []string{b}, 0, 1, "panic", "must be name or name:N"},
	} {
		survived, recorded, said, end := run(t, program, c.failpoint, c.steps...)
		if len(survived) != c.survived || len(recorded) != c.recorded || end != c.end || !strings.Contains(said, c.says) {
			t.Errorf("%q with %q: survived %q, recorded %q, ended %s\n%s", c.failpoint, c.steps, survived, recorded, end, said)
		}
		if !slices.Equal(recorded, c.steps[:len(recorded)]) {
			t.Errorf("%q: recorded %q of %q", c.failpoint, recorded, c.steps)
		}
	}
}

// TestAReleasedBinaryCannotBeKilled: without the tag the environment says nothing to it.
func TestAReleasedBinaryCannotBeKilled(t *testing.T) {
	program := build(t, "")
	survived, recorded, _, end := run(t, program, "raw.put.written", "raw.put.written", "no.such.step")
	if len(survived) != 2 || len(recorded) != 0 || end != "well" {
		t.Errorf("survived %q, recorded %q, ended %s", survived, recorded, end)
	}
	b, err := os.ReadFile(program)
	if err != nil || bytes.Contains(b, []byte("PECAGENT_FAILPOINT")) {
		t.Errorf("a released binary knows the name of the variable (%v)", err)
	}
}

func TestNames(t *testing.T) {
	list := Names()
	for i, name := range list {
		if name == "" || strings.ContainsAny(name, ": \n") || slices.Contains(list[:i], name) {
			t.Errorf("name %d is %q: empty, twice, or not to be said in PECAGENT_FAILPOINT", i, name)
		}
	}
	list[0] = "changed"
	if Names()[0] == "changed" {
		t.Error("a caller can change the table")
	}
}

// TestTheTableIsTheSource reads the source of the module: every literal step that calls Hit stands in the table,
// and every name of the table stands somewhere in the source, whole or as the two halves that package store joins.
func TestTheTableIsTheSource(t *testing.T) {
	hits, literals := map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || path == filepath.Join("..", "..", "store", "failpoint") || strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2):
			return fs.SkipDir
		case strings.HasSuffix(path, "_test.go") || filepath.Ext(path) != ".go":
			return nil
		}
		return steps(path, hits, literals)
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range hits {
		if !slices.Contains(Names(), name) {
			t.Errorf("the step %q is hit and not in the table: a failpoint build would panic there", name)
		}
	}
	for _, name := range Names() {
		dot := strings.LastIndexByte(name, '.')
		if !hits[name] && (!literals[name[:dot]] || !literals[name[dot+1:]]) {
			t.Errorf("the step %q is in the table and nowhere hit", name)
		}
	}
	if len(hits) < 15 {
		t.Errorf("only %d steps were found: the test looks in the wrong place", len(hits))
	}
}

// steps collects the string literals of a file, and those among them that are the argument of Hit.
func steps(path string, hits, literals map[string]bool) error {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				literals[s] = true
			}
		}
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		lit, isLit := call.Args[0].(*ast.BasicLit)
		if ok && isLit && sel.Sel.Name == "Hit" {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				hits[s] = true
			}
		}
		return true
	})
	return nil
}
