package mailparse

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// slowlyReadable is readable, and marked, in steps of the stdlib: the judges of the one pass that both are now.
func slowlyReadable(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\ufffd")
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("\r\u2028\u2029\u0085\f\v", r):
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, s)
}

func slowlyMarked(s string) string {
	return slowlyReadable(strings.Map(func(r rune) rune {
		if !strings.ContainsRune("\r\n\t\f\v\u0085", r) && (r < ' ' || r >= 0x7f && r < 0xa0) {
			return '\ufffd'
		}
		return r
	}, s))
}

// TestTidyTextAgainstTheStdlib: over strings of what is treated in a way of its own, whole and in pieces.
func TestTidyTextAgainstTheStdlib(t *testing.T) {
	pieces := []string{"a", "b c", "  ", "\r", "\n", "\r\n", "\t", "\x00", "\x1b", "\x7f", "\u0080", "\u0085", "\u00a0", "\u2028", "\u2029", "\f", "\v", "\ufffd", "è", "€", "😀", "\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\x80", "\xed\xa0\x80", "un testo più lungo"}
	r := rand.New(rand.NewPCG(20, 26))
	for range 20000 {
		var b strings.Builder
		for range r.IntN(8) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		s := b.String()
		if got, want := readable(s), slowlyReadable(s); got != want {
			t.Fatalf("readable %q: %q, want %q", s, got, want)
		}
		if got, want := marked(s), slowlyMarked(s); got != want {
			t.Fatalf("marked %q: %q, want %q", s, got, want)
		}
		if got, want := oneLine(s), strings.Join(strings.Fields(slowlyReadable(s)), " "); got != want {
			t.Fatalf("one line %q: %q, want %q", s, got, want)
		}
	}
}
