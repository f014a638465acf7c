package mailparse

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// TestEndsInLabel holds the reading of labels against the pattern it stands for, on strings made of their pieces.
func TestEndsInLabel(t *testing.T) {
	re := regexp.MustCompile(`(\bc\.? ?f\.?|\bcod(\.|ice)? ?fisc(\.|ale)?)( ?/ ?p\.? ?iva)?[ :.,'"(n°=-]*$`)
	pieces := []string{"c", "f", ".", " ", "cod", "ice", "fisc", "ale", "/", "p", "iva", ":", "n", "°", "(", "x", "_", "8", "à", "\n", "c.f.", "codice fiscale", " / p. iva"}
	r := rand.New(rand.NewPCG(4, 7))
	yes := 0
	for range 200000 {
		var b strings.Builder
		for range 1 + r.IntN(9) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		s := b.String()
		if got, want := endsInLabel(s), re.MatchString(s); got != want {
			t.Fatalf("%q: %v, the pattern says %v", s, got, want)
		} else if got {
			yes++
		}
	}
	if yes < 5000 {
		t.Errorf("only %d labels among them", yes)
	}
}
