package cf

import "slices"

// cifreDi and lettereDi are the signs that a hand, a scanner or an eye takes for one another: what stands for a digit
// where a digit is due, and for a letter where a letter is due.
var (
	cifreDi   = map[byte]string{'O': "0", 'Q': "0", 'D': "0", 'I': "1", 'L': "1", 'J': "1", 'Z': "2", 'S': "5", 'G': "6", 'B': "8"}
	lettereDi = map[byte]string{'0': "OQD", '1': "IL", '2': "Z", '5': "S", '6': "G", '8': "B"}
)

// maxConfusi bounds the signs looked at together: more than that is another code, not a slip of the eye.
const maxConfusi = 3

// Suggerimenti are the valid codes that a wrong one of sixteen characters may stand for, where the signs that look
// alike (O and 0, I and 1, …) are put right, at most three of them; the fewest first, then in order. They are shown to a
// person and never applied (order.md §4.7): a code that is valid has none.
func Suggerimenti(s string) []string {
	if len(s) != Lunghezza || Valido(s) {
		return nil
	}
	var out []string
	for n := 1; n <= maxConfusi && len(out) == 0; n++ {
		correggi([]byte(s), 0, n, &out)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// correggi puts right n more signs of b from position i on and keeps what is then valid.
func correggi(b []byte, i, n int, out *[]string) {
	if n == 0 {
		if s := string(b); Valido(s) {
			*out = append(*out, s)
		}
		return
	}
	for ; i < len(b); i++ {
		was := b[i]
		alt := lettereDi[was]
		if forma[i] == '9' {
			alt = cifreDi[was]
		}
		for k := range len(alt) {
			b[i] = alt[k]
			correggi(b, i+1, n-1, out)
		}
		b[i] = was
	}
}
