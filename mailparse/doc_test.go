package mailparse

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDoc reads the table of pec.md in the package doc: every test it names is there, every section of pec.md from 2 to 10 has a row, and
// every line V1 to V15 of reliability.md has a test that is called after it.
func TestDoc(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`(?:\b([a-z0-9]+)\.)?\b(Test[A-Z]\w*)`)
	row := regexp.MustCompile(`(?m)^//\t(§\d+)(?:\.\d+)? +(\S.*?)  +(.*)$`)
	rows, sections, known := row.FindAllSubmatch(doc, -1), map[string]bool{}, map[string]map[string]bool{}
	for _, r := range rows {
		sections[string(r[1])] = true
		tests := named.FindAllSubmatch(r[3], -1)
		if len(tests) == 0 || len(strings.Fields(string(r[3]))) != len(tests) {
			t.Errorf("%s %s names %q", r[1], r[2], r[3])
		}
		for _, n := range tests {
			pkg, name := string(n[1]), string(n[2])
			if known[pkg] == nil {
				known[pkg] = testsOf(t, pkg)
			}
			if !known[pkg][name] {
				t.Errorf("%s %s: there is no %s in package %q", r[1], r[2], name, pkg)
			}
		}
	}
	for _, s := range []string{"§2", "§3", "§4", "§5", "§6", "§7", "§8", "§9", "§10"} {
		if !sections[s] {
			t.Errorf("no row for %s", s)
		}
	}
	if len(rows) < 35 {
		t.Errorf("only %d rows", len(rows))
	}
	ours := testsOf(t, "")
	for v := 1; v <= 15; v++ {
		re := regexp.MustCompile(fmt.Sprintf("^TestV%d[A-Z]", v))
		found := false
		for name := range ours {
			found = found || re.MatchString(name)
		}
		if !found {
			t.Errorf("no test is called after V%d", v)
		}
	}
}

// testsOf are the tests of this package, or of one below.
func testsOf(t *testing.T, pkg string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(pkg, "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests in package %q: %v", pkg, err)
	}
	found := map[string]bool{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`).FindAllSubmatch(b, -1) {
			found[string(m[1])] = true
		}
	}
	return found
}
