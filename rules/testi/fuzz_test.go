package testi

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// FuzzModello: no template text makes the parser panic, and one that is taken can be written or says what it lacks.
func FuzzModello(f *testing.F) {
	for _, file := range files() {
		b, err := incorporati.ReadFile("modelli/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add("[{?rif}[{!dal}\n| {opzioni}]]")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := leggiModello("x.txt", text)
		if err != nil {
			if !regexp.MustCompile(`^x\.txt:\d+: `).MatchString(err.Error()) {
				t.Fatalf("an error without line: %v", err)
			}
			return
		}
		for _, s := range m.sezioni {
			out, err := scrittore{"x.txt", map[string]string{"rif": "R"}}.paragrafi(slices.Concat(s.corpo, s.legge))
			if err == nil && strings.Contains(strings.Join(out, "\n\n"), "\n\n\n") {
				t.Fatalf("%q", out)
			}
		}
	})
}
