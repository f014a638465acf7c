package rules

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// TestTogli: taking matches out piece by piece is the same as taking them out of the whole text.
func TestTogli(t *testing.T) {
	pieces := []string{"via pec", "a mezzo posta certificata", "con pec del 10", "rispondere alla", "casella", "nella sua casella", "all'atto della iscrizione", "iscrizione della mia pec", "modulo di iscrizione", "indirizzo pec dedicato",
		"trasmetto", "posta elettronica certificata", "questa", "il", "dott", ".", ";", ":", "@", ",", "pec ricevuta il", "una pec", "è", "perché"}
	r := rand.New(rand.NewPCG(3, 1))
	changed := 0
	for range 20000 {
		var b strings.Builder
		for range r.IntN(14) {
			b.WriteString(pieces[r.IntN(len(pieces))])
			if r.IntN(5) > 0 {
				b.WriteByte(' ')
			}
		}
		s := b.String()
		for _, c := range []struct {
			re    *regexp.Regexp
			words []string
		}{{reNonIscrizione, []string{"iscrizione"}}, {reTramite, []string{"pec", "posta", "casell", "modul"}}} {
			want := c.re.ReplaceAllString(s, " ")
			if got := togli(c.re, s, c.words...); got != want {
				t.Fatalf("%q:\n%q\n%q", s, got, want)
			}
			if want != s {
				changed++
			}
		}
	}
	if changed < 5000 {
		t.Errorf("only %d texts had something to take out", changed)
	}
}
