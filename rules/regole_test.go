package rules

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// scenariDi are the tests whose cases are files that legal staff read, by the folder of the files.
var scenariDi = map[string]string{"scenari": "TestScenari", "casi": "TestCasi", "messaggi": "TestMessaggi"}

const maxScenari = 4 // named for a rule in the table

// TestOgniRegolaSpenta: with any one rule switched off, each scenario that the table names for it fails, and fails for that
// alone: with all rules on they pass. The tests are built once with a switch in each rule (testdata/spegni.txt).
// With -update the table's last two columns are written again from what fails.
func TestOgniRegolaSpenta(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a test program of its own")
	}
	switches := leggiInterruttori(t)
	rows := Regole()
	bins := map[string]string{}
	for _, s := range switches {
		pkg := filepath.Dir(s.file)
		if bins[pkg] == "" {
			bins[pkg] = programmaDiProva(t, switches, pkg)
		}
		i := slices.IndexFunc(rows, func(r Regola) bool { return r.ID == s.id })
		if i < 0 {
			t.Errorf("%s has a switch and no row in regole.csv", s.id)
			continue
		}
		if *update {
			rows[i].Dove, rows[i].Scenari = []string{s.file + " " + s.fn}, falliti(t, bins[pkg], s)
			continue
		}
		if where := []string{s.file + " " + s.fn}; !slices.Equal(rows[i].Dove, where) {
			t.Errorf("%s: the table says %v, the switch is in %v: run with -update", s.id, rows[i].Dove, where)
		}
		fails := cadono(t, bins[pkg], pkg, s.id, rows[i].Scenari)
		for _, x := range rows[i].Scenari {
			if !slices.Contains(fails, x) {
				t.Errorf("%s is off and %s does not fail", s.id, x)
			}
		}
	}
	if *update {
		for i := range rows {
			if strings.HasPrefix(rows[i].ID, "U") {
				rows[i].Dove, rows[i].Scenari = osservano(t, rows[i].ID), cheRaccontano(t, rows[i].ID)
			}
		}
		scriviRegole(t, rows)
		return
	}
	for pkg, bin := range bins { // and with none off they hold
		var all []string
		for _, s := range switches {
			if i := slices.IndexFunc(rows, func(r Regola) bool { return r.ID == s.id }); i >= 0 && filepath.Dir(s.file) == pkg {
				all = append(all, rows[i].Scenari...)
			}
		}
		if fails := cadono(t, bin, pkg, "", all); len(fails) > 0 {
			t.Errorf("with every rule on fail %v", fails)
		}
	}
}

// cadono plays scenarios of the table with one rule off, in one process for all files and one for the tests in Go, and gives
// those that fail.
func cadono(t *testing.T, bin, pkg, id string, scenari []string) (list []string) {
	t.Helper()
	var names, gos []string
	for _, x := range scenari {
		if _, test, ok := strings.Cut(x, " "); ok { // go:rules TestX
			gos = append(gos, test)
		} else {
			names = append(names, filepath.Base(x))
		}
	}
	if len(names) > 0 {
		run := "^(TestScenari|TestCasi|TestMessaggi)$/^(" + strings.Join(names, "|") + ")$"
		list = append(list, daFile(spegne(t, bin, pkg, id, run))...)
	}
	if len(gos) > 0 {
		for _, f := range spegne(t, bin, pkg, id, "^("+strings.Join(gos, "|")+")$") {
			list = append(list, "go:"+pkg+" "+f)
		}
	}
	return list
}

// daFile names the scenarios among failed tests.
func daFile(fails []string) (list []string) {
	for _, f := range fails {
		for folder, test := range scenariDi {
			if name, ok := strings.CutPrefix(f, test+"/"); ok {
				list = append(list, folder+"/"+name)
			}
		}
	}
	return list
}

// falliti are the scenarios that fail without the rule: those that name it first, then the shortest; Go tests where a
// switch names them.
func falliti(t *testing.T, bin string, s interruttore) (list []string) {
	t.Helper()
	pkg := filepath.Dir(s.file)
	if pkg == "rules" { // where the scenarios are played
		list = daFile(spegne(t, bin, pkg, s.id, "^(TestScenari|TestCasi|TestMessaggi)$"))
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(unoSe(cheNomina(t, b, s.id)), unoSe(cheNomina(t, a, s.id))), cmp.Compare(quantoLungo(t, a), quantoLungo(t, b)), cmp.Compare(a, b))
	})
	list = list[:min(len(list), maxScenari)]
	for _, p := range s.prove {
		if len(spegne(t, bin, pkg, s.id, "^"+p+"$")) > 0 {
			list = append(list, "go:"+pkg+" "+p)
		}
	}
	return list
}

func unoSe(b bool) int {
	if b {
		return 1
	}
	return 0
}

func testoDi(t *testing.T, scenario string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", scenario+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func quantoLungo(t *testing.T, scenario string) int { return len(testoDi(t, scenario)) }

func cheNomina(t *testing.T, scenario, id string) bool {
	return regexp.MustCompile(`\b` + id + `\b`).MatchString(testoDi(t, scenario))
}

// raccontano are the scenarios of an unhappy path: the files that name it.
func cheRaccontano(t *testing.T, id string) (list []string) {
	t.Helper()
	for _, folder := range []string{"casi", "scenari", "messaggi"} {
		files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if x := folder + "/" + strings.TrimSuffix(filepath.Base(f), ".txt"); cheNomina(t, x, id) {
				list = append(list, x)
			}
		}
	}
	return list[:min(len(list), maxScenari)]
}

var reFunzione = regexp.MustCompile(`^func (?:\([^)]*\) )?(\w+)`)

// osservano are the functions of this package that name an unhappy path, in their comment or their body.
func osservano(t *testing.T, id string) (list []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	word := regexp.MustCompile(`\b` + id + `\b`)
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") || f == "doc.go" {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(b), "\n")
		for i, fn := 0, ""; i < len(lines); i++ {
			if m := reFunzione.FindStringSubmatch(lines[i]); m != nil {
				fn = m[1]
			}
			if !word.MatchString(lines[i]) {
				continue
			}
			at := fn
			for k := i; strings.HasPrefix(lines[k], "//"); k++ { // a comment is of what follows it
				if m := reFunzione.FindStringSubmatch(lines[k+1]); m != nil {
					at = m[1]
				}
			}
			if at != "" && !slices.Contains(list, "rules/"+f+" "+at) {
				list = append(list, "rules/"+f+" "+at)
			}
		}
	}
	return list[:min(len(list), maxScenari)]
}

func scriviRegole(t *testing.T, rows []Regola) {
	t.Helper()
	f, err := os.Create("regole.csv")
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	w.Comma = ';'
	out := [][]string{{"id", "regola", "fonte", "dove", "scenari"}}
	for _, r := range rows {
		out = append(out, []string{r.ID, r.Frase, r.Fonte, strings.Join(r.Dove, ", "), strings.Join(r.Scenari, ", ")})
	}
	if err := w.WriteAll(out); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// nonDovute are the rules of order.md from which nothing is to follow, with the reason.
var nonDovute = map[string]string{
	"R-126": "a comparison: it binds no Order",
	"R-211": "XAdES signing is outside; agent/prove and the README say so",
}

// senzaInterruttore are the rules that packages above this one obey, so that no scenario of this one can miss them.
var senzaInterruttore = []string{"R-200", "R-201", "R-204", "R-220"}

// TestTabellaDelleRegole: every rule and every unhappy path of order.md (the list is testdata/regole_order.txt) has its row, and
// every row a sentence, a source, a place and a scenario that exist; each R- row can be switched off, or is named above.
func TestTabellaDelleRegole(t *testing.T) {
	b, err := os.ReadFile("testdata/regole_order.txt")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range Regole() {
		ids = append(ids, r.ID)
		if err := r.manca(); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
	}
	if want := strings.Fields(string(b)); !slices.Equal(ids, want) {
		t.Errorf("regole.csv has the rows\n%v\norder.md the rules\n%v", ids, want)
	}
	off := map[string]bool{}
	for _, s := range leggiInterruttori(t) {
		off[s.id] = true
	}
	for _, id := range ids {
		if strings.HasPrefix(id, "R") && !off[id] && nonDovute[id] == "" && !slices.Contains(senzaInterruttore, id) {
			t.Errorf("%s cannot be switched off", id)
		}
	}
}

// manca says what a row lacks.
func (r Regola) manca() error {
	switch {
	case len(r.Frase) < 20:
		return fmt.Errorf("no sentence")
	case len(r.Fonte) < 5:
		return fmt.Errorf("no legal basis")
	case len(r.Dove) == 0:
		return fmt.Errorf("nobody obeys it")
	case len(r.Scenari) == 0:
		return fmt.Errorf("no scenario")
	case nonDovute[r.ID] != "":
		return nil
	}
	for _, d := range r.Dove {
		file, _, _ := strings.Cut(d, " ")
		if _, err := os.Stat(filepath.Join("..", file)); err != nil {
			return err
		}
	}
	for _, x := range r.Scenari {
		pkg, test, isGo := strings.Cut(strings.TrimPrefix(x, "go:"), " ")
		if !isGo {
			if _, err := os.Stat(filepath.Join("testdata", x+".txt")); err != nil {
				return err
			}
			continue
		}
		files, err := filepath.Glob(filepath.Join("..", pkg, "*_test.go"))
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(files, func(f string) bool {
			b, err := os.ReadFile(f)
			return err == nil && strings.Contains(string(b), "\nfunc "+test+"(t *testing.T)")
		}) {
			return fmt.Errorf("no test %s in %s", test, pkg)
		}
	}
	return nil
}
