package cf

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// secondoNumerico judges eleven digits by the sum of Luhn, from the right (DM 23/12/1976, order.md §4.5).
func secondoNumerico(s string) bool {
	if len(s) != 11 || strings.Trim(s, "0") == "" {
		return false
	}
	sum := 0
	for i := range 11 {
		d, err := strconv.Atoi(s[10-i : 11-i])
		if err != nil {
			return false
		}
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return sum%10 == 0
}

// FuzzValido: a second reader, by regular expression and the table as the law prints it, judges alike; folding is stable; what is valid
// decodes to a birth, and so does its base; names are three letters of the code's alphabet.
func FuzzValido(f *testing.F) {
	for _, m := range fixture {
		f.Add(m[0])
		f.Add(m[1] + " " + m[2])
		f.Add(strings.ToLower(m[0][:6]) + " " + m[0][6:11] + "." + m[0][11:])
	}
	for _, s := range []string{"92032490374", "00000000000", "1234567890", "\uff21BC", "RSSMRC69S21G702\u212a", "", "ß Ö", "\xff"} {
		f.Add(s)
	}
	pesi := tabella(f)
	f.Fuzz(func(t *testing.T, s string) {
		for _, x := range []string{s, Normalizza(s)} {
			if got, want := Valido(x), secondo(pesi, x) || secondoNumerico(x); got != want {
				t.Fatalf("%q: Valido is %v, a second reader says %v", x, got, want)
			}
			if Forma(x) != reAgID.MatchString(x) || Numerico(x) != secondoNumerico(x) {
				t.Fatalf("%q: form %v, numeric %v", x, Forma(x), Numerico(x))
			}
		}
		n := Normalizza(s)
		if Normalizza(n) != n || strings.ContainsAny(n, " .-\t\r\nabcdefghijklmnopqrstuvwxyz") || utf8.ValidString(s) && utf8.RuneCountInString(n) > utf8.RuneCountInString(s) {
			t.Fatalf("%q becomes %q", s, n)
		}
		coded(t, n)
		for _, c := range []string{CodiceCognome(s), CodiceNome(s)} {
			if c != "" && (len(c) != 3 || strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") || c == "" != (lettere(s, false) == "") {
				t.Fatalf("%q: %q", s, c)
			}
		}
		if c := CodiceCognome(s) + CodiceNome(s) + "69S21G702W"; len(c) == 16 && len(s) < 60 && !Compatibile(c, s, s) {
			t.Fatalf("%q does not fit the code made of it: %s", s, c)
		}
		CompatibileIntero(n, s)
		suggested(t, pesi, n)
	})
}

// coded checks what is said of a code of sixteen characters.
func coded(t *testing.T, n string) {
	t.Helper()
	_, month, day, _, ok := Nascita(n)
	if Valido(n) && len(n) == Lunghezza != ok || ok && (month < 1 || month > 12 || day < 1 || day > 31) {
		t.Fatalf("%s: month %d day %d %v", n, month, day, ok)
	}
	b := Base(n)
	if Base(b) != b || Omocodia(b) || Forma(n) != Forma(b) || Forma(n) && len(b) != len(n) {
		t.Fatalf("base of %s is %s", n, b)
	}
	if len(n) == Lunghezza && Valido(n) && !Valido(b) {
		t.Fatalf("base of a valid code is not valid: %s", n)
	}
}

// suggested checks that what is suggested is valid to the second reader, as long as what was written, and never the same.
func suggested(t *testing.T, pesi map[string]int, n string) {
	t.Helper()
	for _, c := range Suggerimenti(n) {
		if !secondo(pesi, c) || len(c) != len(n) || c == n || Valido(n) {
			t.Fatalf("%q suggests %q", n, c)
		}
	}
	for _, c := range Omocodi(n) {
		if Base(c) != Base(n) || c == n || c[:6] != n[:6] {
			t.Fatalf("%q is an omocode of %q", c, n)
		}
	}
}
