package varianti

import "strings"

// dispari are the values of the characters at odd places of a codice fiscale (DM 23/12/1976): index 0-9 digits and A-J.
var dispari = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

// controllo is the check character of the first fifteen of a codice fiscale.
func controllo(s string) byte {
	sum := 0
	for i := 0; i < 15; i++ {
		c := s[i]
		n := int(c - 'A')
		if c >= '0' && c <= '9' {
			n = int(c - '0')
		}
		if i%2 == 0 {
			n = dispari[n]
		}
		sum += n
	}
	return byte('A' + sum%26)
}

// conControlloErrato changes the check character.
func conControlloErrato(cf string) string {
	last := byte('A' + (cf[15]-'A'+1)%26)
	return cf[:15] + string(last)
}

// altroGiorno is the code of one born on another day, with its right check character.
func altroGiorno(cf string) string {
	d := cf[10]
	if d < '0' || d > '9' {
		d = '0'
	}
	s := cf[:10] + string('0'+(d-'0'+3)%10) + cf[11:15]
	return s + string(controllo(s))
}

// letteraScambiata exchanges two neighbours of the surname: what one types in a hurry.
func letteraScambiata(cf string) string {
	return cf[:1] + cf[2:3] + cf[1:2] + cf[3:]
}

// aGruppi is a code as people write it, in groups.
func aGruppi(cf string) string {
	return strings.Join([]string{cf[:3], cf[3:6], cf[6:11], cf[11:]}, " ")
}
