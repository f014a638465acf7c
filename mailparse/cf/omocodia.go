package cf

// numeriche are the positions (from 0) that hold digits in a code without omocodia.
var numeriche = [7]int{6, 7, 9, 10, 12, 13, 14}

// Omocodia reports whether a digit of a well-formed code was replaced by a letter.
func Omocodia(s string) bool {
	if !Forma(s) {
		return false
	}
	for _, i := range numeriche {
		if s[i] > '9' {
			return true
		}
	}
	return false
}

// Base is the code with its digits put back and the check character computed again. It serves to decode and to
// warn of homonyms, never to decide identity (order.md §4.3). A string that is no code comes back as it is.
func Base(s string) string {
	if !Forma(s) {
		return s
	}
	b := []byte(s)
	for _, i := range numeriche {
		d, _ := cifra(b[i])
		b[i] = byte('0' + d)
	}
	c, err := Controllo(string(b[:15]))
	if err != nil {
		return s
	}
	b[15] = c
	return string(b)
}

// Nascita decodes year (two digits), month and day of birth. ok is false when the form does not hold or the day
// is none of 01-31 (men) and 41-71 (women).
func Nascita(s string) (anno, mese, giorno int, donna, ok bool) {
	if !Forma(s) {
		return 0, 0, 0, false, false
	}
	b := [4]int{}
	for k, i := range [4]int{6, 7, 9, 10} {
		b[k], _ = cifra(s[i])
	}
	for i := range mesi {
		if mesi[i] == s[8] {
			mese = i + 1
		}
	}
	anno, giorno = b[0]*10+b[1], b[2]*10+b[3]
	if giorno > 40 {
		giorno, donna = giorno-40, true
	}
	if giorno < 1 || giorno > 31 {
		return 0, 0, 0, false, false
	}
	return anno, mese, giorno, donna, true
}
