package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestOgniIngressoNelRegistro: every type that is an Input (has the method input) has one row of tipiIngresso, and no two rows share a name:
// a new input that the log would not know how to give back makes this fail.
func TestOgniIngressoNelRegistro(t *testing.T) {
	var declared []string
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Name.Name != "input" || fn.Recv == nil || fn.Type.Params.NumFields() > 0 {
				continue
			}
			if id, ok := fn.Recv.List[0].Type.(*ast.Ident); ok {
				declared = append(declared, id.Name)
			} else {
				t.Errorf("an input with a receiver that is no plain type in %s", f.Name())
			}
		}
	}
	var listed, names []string
	for _, k := range tipiIngresso {
		in, err := k.legge([]byte("{}"))
		if err != nil {
			t.Errorf("%s: %v", k.tipo, err)
			continue
		}
		listed = append(listed, reflect.TypeOf(in).Name())
		names = append(names, k.tipo)
		if nomeIngresso(in) != k.tipo || k.dice == "" {
			t.Errorf("%T is recorded as %q, want %q", in, nomeIngresso(in), k.tipo)
		}
	}
	slices.Sort(declared)
	slices.Sort(listed)
	if len(declared) < 20 || !slices.Equal(declared, listed) {
		t.Errorf("inputs of the package\n%v\nof the log\n%v", declared, listed)
	}
	if slices.Sort(names); len(slices.Compact(names)) != len(listed) {
		t.Errorf("two rows of one name: %v", names)
	}
}
