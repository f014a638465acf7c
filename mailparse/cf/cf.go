package cf

import (
	"errors"
	"strings"
)

// Lengths of the two forms of a codice fiscale.
const (
	Lunghezza         = 16
	LunghezzaNumerico = 11
)

// ErrForma says that a string has not the form of the first fifteen characters of a code.
var ErrForma = errors.New("not the first fifteen characters of a codice fiscale")

// dispari are the weights of the odd positions (first, third, …) for 0-9 and A-Z (order.md §4.2, DM 23/12/1976).
var dispari = [36]int{
	1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
	1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
}

// omocode are the letters that stand for 0…9 where two people would have the same code (order.md §4.3).
const omocode = "LMNPQRSTUV"

// mesi are the letters of January to December.
const mesi = "ABCDEHLMPRST"

// forma is the pattern of AgID (segnatura_protocollo.xsd): A letter, 9 digit or omocode letter, M letter of a month.
const forma = "AAAAAA99M99A999A"

// Normalizza takes blanks, dots and hyphens out of a code as people write it and folds it to upper case, in
// ASCII only. It does not judge the result.
func Normalizza(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == ' ' || r == '.' || r == '-' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0':
		case r >= 'a' && r <= 'z':
			b.WriteByte(byte(r - 'a' + 'A'))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Valido reports whether s, in upper case and without blanks, is a well-formed code: sixteen characters with
// month, day and check character right, or eleven digits with the check digit right.
func Valido(s string) bool {
	if len(s) == LunghezzaNumerico {
		return Numerico(s)
	}
	if !Forma(s) {
		return false
	}
	if _, _, _, _, ok := Nascita(s); !ok {
		return false
	}
	c, err := Controllo(s[:15])
	return err == nil && c == s[15]
}

// Forma reports whether s has the pattern of the sixteen characters; check character and day are not looked at.
func Forma(s string) bool {
	return len(s) == Lunghezza && conforme(s, forma)
}

// maxDifformi is how many of its first fifteen signs may be out of place in what is still meant as a code.
const maxDifformi = 2

// Quasi reports whether s, in upper case, nearly has the pattern of a code: fifteen signs or more in A-Z and 0-9, of the first
// fifteen at most two of another kind than their place asks for. It serves to ask again, never to accept.
func Quasi(s string) bool {
	if len(s) < Lunghezza-1 {
		return false
	}
	bad := 0
	for i := range len(s) {
		if _, ok := valore(s[i]); !ok {
			return false
		}
		if i < Lunghezza-1 && !ammesso(s[i], forma[i]) {
			bad++
		}
	}
	return bad <= maxDifformi
}

func conforme(s, modello string) bool {
	for i := 0; i < len(s); i++ {
		if !ammesso(s[i], modello[i]) {
			return false
		}
	}
	return true
}

func ammesso(c, classe byte) bool {
	switch classe {
	case 'A':
		return c >= 'A' && c <= 'Z'
	case 'M':
		return strings.IndexByte(mesi, c) >= 0
	}
	_, ok := cifra(c)
	return ok
}

// cifra is the digit a character stands for, omocode letters included.
func cifra(c byte) (int, bool) {
	if c >= '0' && c <= '9' {
		return int(c - '0'), true
	}
	i := strings.IndexByte(omocode, c)
	return i, i >= 0
}

// Controllo computes the check character of the first fifteen characters (order.md §4.2).
func Controllo(primi15 string) (byte, error) {
	if len(primi15) != 15 {
		return 0, ErrForma
	}
	somma := 0
	for i := 0; i < 15; i++ {
		v, ok := valore(primi15[i])
		if !ok {
			return 0, ErrForma
		}
		if i%2 == 0 { // the first position is odd
			somma += dispari[v]
		} else if v >= 10 {
			somma += v - 10
		} else {
			somma += v
		}
	}
	return byte('A' + somma%26), nil
}

func valore(c byte) (int, bool) {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0'), true
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10, true
	}
	return 0, false
}

// Numerico reports whether s is an eleven-digit code with the right check digit: a partita IVA, the code of a
// body, or the temporary code of a person (order.md §4.5).
func Numerico(s string) bool {
	if len(s) != LunghezzaNumerico || s == "00000000000" {
		return false
	}
	somma := 0
	for i := 0; i < LunghezzaNumerico; i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		d := int(s[i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		somma += d // the tenth digit closes the sum: check = (10 - sum mod 10) mod 10
	}
	return somma%10 == 0
}
