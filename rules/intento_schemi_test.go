package rules

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// conforme is a random text that a pattern matches, as long as \b does not come in the way.
func conforme(rnd *rand.Rand, re *syntax.Regexp) string {
	var b strings.Builder
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		i := 2 * rnd.IntN(len(re.Rune)/2)
		return string(re.Rune[i] + rune(rnd.IntN(int(min(re.Rune[i+1]-re.Rune[i], 200)+1))))
	case syntax.OpAnyChar:
		return string([]rune("aè .1")[rnd.IntN(5)])
	case syntax.OpAlternate:
		return conforme(rnd, re.Sub[rnd.IntN(len(re.Sub))])
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		least, most := volte(re)
		if most < 0 {
			most = least + 3
		}
		n := least + rnd.IntN(most-least+1)
		if rnd.IntN(4) == 0 {
			n = most
		}
		for range n {
			b.WriteString(conforme(rnd, re.Sub[0]))
		}
	default:
		for _, sub := range re.Sub {
			b.WriteString(conforme(rnd, sub))
		}
	}
	return b.String()
}

// volte are the bounds of a repetition.
func volte(re *syntax.Regexp) (least, most int) {
	switch re.Op {
	case syntax.OpStar:
		return 0, -1
	case syntax.OpPlus:
		return 1, -1
	case syntax.OpQuest:
		return 0, 1
	}
	return re.Min, re.Max
}

// TestPlacesAreRegexp: the patterns say the same of every text as package regexp does: texts that match, with one
// rune more, less or another, among others.
func TestPlacesAreRegexp(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	filler := []rune("aeiou nrst.,:'-_1290èà°\n[]<>")
	fill := func(n int) string {
		out := make([]rune, n)
		for i := range out {
			out[i] = filler[rnd.IntN(len(filler))]
		}
		return string(out)
	}
	for _, pattern := range tavola.Patterns() {
		re := regexp.MustCompile(`(?s)` + pattern)
		parsed, err := syntax.Parse(pattern, syntax.Perl|syntax.DotNL)
		if err != nil {
			t.Fatal(err)
		}
		yes, no := 0, 0
		for n := range 1500 {
			rs := []rune(conforme(rnd, parsed))
			i := rnd.IntN(len(rs))
			switch n % 4 {
			case 1:
				rs[i] = filler[rnd.IntN(len(filler))]
			case 2:
				rs = slices.Delete(rs, i, i+1)
			case 3:
				rs = slices.Insert(rs, i, []rune(fill(1+rnd.IntN(150)))...)
			}
			s := strings.ToValidUTF8(string(rs), "x")
			if n%3 > 0 {
				s = fill(rnd.IntN(130)) + " " + s + " " + fill(rnd.IntN(20))
			}
			want := re.MatchString(s)
			if want {
				yes++
			} else {
				no++
			}
			if got := trova(pattern, s); got != want {
				t.Fatalf("%q in %q: %v, regexp says %v", pattern, s, got, want)
			}
		}
		if yes < 100 || no < 20 {
			t.Errorf("%q: %d texts matched, %d did not", pattern, yes, no)
		}
	}
}

func FuzzPlaces(f *testing.F) {
	f.Add("il sottoscritto chiede di ottenere la pec dell'ordine")
	f.Add("elenco degli iscritti con pec; cf ........; iscritto al n. 12 dal 1° dicembre")
	res := map[string]*regexp.Regexp{}
	for _, p := range tavola.Patterns() {
		res[p] = regexp.MustCompile(`(?s)` + p)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		for p, re := range res {
			if got, want := trova(p, s), re.MatchString(s); got != want {
				t.Fatalf("%q in %q: %v, regexp says %v", p, s, got, want)
			}
		}
	})
}
