package registri

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// python runs a program of python3's standard library with JSON in and out: another hand's reading of RFC 4180. Where
// python3 is missing the test is skipped, under PECAGENT_CI it fails.
func python(t *testing.T, program string, in, out any) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		if os.Getenv("PECAGENT_CI") != "" {
			t.Fatalf("python3 is needed: %v", err)
		}
		t.Skipf("NOT COMPARED with python3's csv: %v", err)
	}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "python3", "-c", program)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(b), &stderr
	b, err = cmd.Output()
	if err != nil {
		t.Fatalf("python3: %v\n%s", err, stderr.Bytes())
	}
	if err := json.Unmarshal(b, out); err != nil {
		t.Fatal(err)
	}
}

// leggePython reads each text with python3's strict csv; null is a text it refuses.
const leggePython = `
import csv, io, json, sys
def read(s):
    try:
        return list(csv.reader(io.StringIO(s, newline=''), delimiter=';', strict=True))
    except csv.Error:
        return None
json.dump([read(s) for s in json.load(sys.stdin)], sys.stdout)
`

// TestPython compares the reader of records with python3's csv on random texts: what one takes the other takes with
// the same fields. Python alone takes a quote in the middle of a bare field.
func TestPython(t *testing.T) {
	r := nuovoCaso(3000)
	var texts []string
	for range 4000 {
		var b strings.Builder
		for range 1 + r.IntN(14) {
			b.WriteString(scegli(r, "a", "bè", " ", ";", ";", `"`, `"`, `""`, "\n", "\r\n", "\r", `;"`, `";`, "\"\n"))
		}
		texts = append(texts, b.String())
	}
	var want [][][]string
	python(t, leggePython, texts, &want)
	taken, refused := 0, 0
	for i, s := range texts {
		got, bad := record4180(s)
		theirs := slices.DeleteFunc(want[i], func(f []string) bool { return len(f) == 0 || len(f) == 1 && strings.TrimSpace(f[0]) == "" })
		switch {
		case want[i] == nil && len(bad) == 0:
			t.Errorf("%q: python3 refuses it, here it is %q", s, got)
		case want[i] != nil && len(bad) == 0 && len(got)+len(theirs) > 0 && !reflect.DeepEqual(got, theirs):
			t.Errorf("%q: %q, python3 reads %q", s, got, theirs)
		case want[i] != nil && len(bad) > 0 && !strings.HasSuffix(bad[0], "virgolette in mezzo al testo"):
			t.Errorf("%q: %q, python3 reads %q", s, bad, theirs)
		}
		if len(bad) == 0 {
			taken++
		} else {
			refused++
		}
	}
	if taken < 500 || refused < 500 {
		t.Errorf("%d texts taken and %d refused: the comparison says little", taken, refused)
	}
}

// record4180 are the good records of a text and what is wrong with the others.
func record4180(s string) (rows [][]string, bad []string) {
	spezza(s, ';', func(rec record) bool {
		if rec.errore != "" {
			bad = append(bad, rec.errore)
		} else {
			rows = append(rows, rec.campi)
		}
		return true
	})
	return rows, bad
}

// scrivePython writes registers as an albo program in python would: by the dialect and charset told.
const scrivePython = `
import base64, csv, io, json, sys
out = []
for c in json.load(sys.stdin):
    f = io.StringIO(newline='')
    quoting = csv.QUOTE_ALL if c['All'] else csv.QUOTE_MINIMAL
    csv.writer(f, delimiter=c['Sep'], quoting=quoting, lineterminator=c['EOL']).writerows(c['Rows'])
    out.append(base64.b64encode(f.getvalue().encode(c['Charset'])).decode())
json.dump(out, sys.stdout)
`

// TestPythonScrive: a register written by python3 is read as one written here, whatever dialect it chose.
func TestPythonScrive(t *testing.T) {
	type file struct {
		Sep, EOL, Charset string
		All               bool
		Rows              [][]string
	}
	r := nuovoCaso(4000)
	var files []file
	var want [][]byte
	for range 200 {
		out := Scrivi(r.registro(1 + r.IntN(5)))
		f := file{Sep: scegli(r, ";", ","), EOL: scegli(r, "\r\n", "\n"), Charset: scegli(r, "utf-8", "utf-8-sig", "cp1252"),
			All: r.IntN(2) == 0, Rows: tavola(t, out)}
		if f.Sep == "," && strings.Contains(strings.Join(f.Rows[0], ""), ";") {
			f.Sep = ";"
		}
		files, want = append(files, f), append(want, out)
	}
	var got [][]byte
	python(t, scrivePython, files, &got)
	for i, b := range got {
		if !reflect.DeepEqual(leggi(t, b), leggi(t, want[i])) {
			t.Errorf("%+v:\n%s", files[i], b)
		}
	}
}

// TestPythonLegge: what is written here python3 reads with the same fields, and no field is one a spreadsheet runs.
func TestPythonLegge(t *testing.T) {
	r := nuovoCaso(5000)
	var texts []string
	for range 200 {
		texts = append(texts, strings.TrimPrefix(string(Scrivi(r.registro(1+r.IntN(5)))), "\ufeff"))
	}
	var got [][][]string
	python(t, leggePython, texts, &got)
	for i, s := range texts {
		if want := tavola(t, []byte(s)); !reflect.DeepEqual(got[i], want) {
			t.Errorf("%s\npython3 reads %q\nwant %q", s, got[i], want)
		}
		for _, f := range slices.Concat(got[i]...) {
			if f != "" && strings.ContainsRune(formule, []rune(f)[0]) {
				t.Errorf("the cell %q is a formula", f)
			}
		}
	}
}
