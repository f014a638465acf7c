package places

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestConstructs: each construct at the edges of the words of 64 places.
func TestConstructs(t *testing.T) {
	patterns := []string{`a`, `\ba`, `a\b`, `ab`, `a.{0,3}b`, `a.{2,70}b`, `a.{0,130}b`, `aw*b`, `aw*wb`, `aw+b`, `(?:ab|b)c`, `(?:a |b ){0,3}c`, `[^b]+b`, `a?b?c`, `\d{2,3}x`, `(?:a|)b`, `.{3}b`, ``}
	tab := Compile(patterns...)
	rnd := rand.New(rand.NewPCG(3, 4))
	signs := []string{"a", "b", "c", "w", " ", "è", "1", "x", "\n"}
	for _, p := range patterns {
		re := regexp.MustCompile(`(?s)` + p)
		for n := range 400 {
			s := strings.Repeat("w", rnd.IntN(3)*63)
			for range rnd.IntN(n%140 + 1) {
				s += signs[rnd.IntN(len(signs))]
			}
			if got, want := tab.On(s).Has(p), re.MatchString(s); got != want {
				t.Fatalf("%q in %q: %v, regexp says %v", p, s, got, want)
			}
		}
	}
	for _, p := range []string{`a$`, `^a`, `(?i)a`, `(?:ab)*`, `\Ba`} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q was taken", p)
				}
			}()
			Compile(p)
		}()
	}
}

// TestLast: the last occurrence is found, however near the end.
func TestLast(t *testing.T) {
	patterns := []string{`\bmi\b`, `abc|x`, `è`}
	tab := Compile(patterns...)
	rnd := rand.New(rand.NewPCG(5, 6))
	parts := []string{"mi", "ab", "abc", "x", " ", "è", "\n", strings.Repeat("w ", 31)}
	for range 3000 {
		s := ""
		for range rnd.IntN(9) {
			s += parts[rnd.IntN(len(parts))]
		}
		for _, p := range patterns {
			want := -1
			for _, m := range regexp.MustCompile(p).FindAllStringIndex(s, -1) {
				want = utf8.RuneCountInString(s[:m[1]])
			}
			if got := tab.On(s).Last(p); got != want {
				t.Fatalf("%q in %q: last ends at %d, want %d", p, s, got, want)
			}
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a pattern that is not in the table was looked for")
		}
	}()
	tab.On("x").Has("y")
}
