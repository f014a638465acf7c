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

// Nascita decodes year (two digits), month and day of birth. ok is false when the form does not hold or there is no
// such day: 01-31 for men and 41-71 for women, within the month. 29 February holds in every fourth year, 00 among
// them: the code does not say the century, and 2000 was a leap year.
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
	if giorno < 1 || giorno > giorniDi(mese, anno) {
		return 0, 0, 0, false, false
	}
	return anno, mese, giorno, donna, true
}

// giorniDi is the length of a month.
func giorniDi(mese, anno int) int {
	switch {
	case mese == 2 && anno%4 == 0:
		return 29
	case mese == 2:
		return 28
	case mese == 4 || mese == 6 || mese == 9 || mese == 11:
		return 30
	}
	return 31
}

// Luogo is the code of the place of birth, its digits put back: a letter and three digits, as "F205"; with Z it is a
// foreign state. Whether there is such a comune is not judged: suppressed ones stay valid for those born there
// (order.md §4.1). ok is false when the form does not hold.
func Luogo(s string) (codice string, estero, ok bool) {
	if !Forma(s) {
		return "", false, false
	}
	codice = Base(s)[11:15]
	return codice, codice[0] == 'Z', true
}

// Omocodi are the other forms that the code of one birth and name has had since its digits are replaced from the
// right, one after the other (order.md §4.3): those of people who can be taken for one another. They serve to warn
// of a homonym, never to decide identity. A string that is no code has none.
func Omocodi(s string) []string {
	if !Forma(s) {
		return nil
	}
	b := []byte(Base(s))
	out := make([]string, 0, len(numeriche))
	for k := len(numeriche); k >= 0; k-- {
		if k < len(numeriche) {
			b[numeriche[k]] = omocode[b[numeriche[k]]-'0']
		}
		c, err := Controllo(string(b[:15]))
		if err != nil {
			return nil
		}
		b[15] = c
		if string(b) != s {
			out = append(out, string(b))
		}
	}
	return out
}
