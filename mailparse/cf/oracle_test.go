package cf

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A second way to judge a code, written from order.md §4 and not from the code of this package: a regular expression, the table of
// weights as the law prints it, and strconv.

var (
	reAgID  = regexp.MustCompile(`^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$`)
	reVocal = regexp.MustCompile(`[AEIOU]`)
	reCons  = regexp.MustCompile(`[^AEIOU]`)
)

const pesiDispari = "0=1 1=0 2=5 3=7 4=9 5=13 6=15 7=17 8=19 9=21 A=1 B=0 C=5 D=7 E=9 F=13 G=15 H=17 I=19 J=21 K=2 L=4 M=18 N=20 " +
	"O=11 P=3 Q=6 R=8 S=12 T=14 U=16 V=10 W=22 X=25 Y=24 Z=23"

func tabella(t testing.TB) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, p := range strings.Fields(pesiDispari) {
		k, v, _ := strings.Cut(p, "=")
		n, err := strconv.Atoi(v)
		if err != nil {
			t.Fatal(err)
		}
		out[k] = n
	}
	if len(out) != 36 {
		t.Fatalf("%d weights", len(out))
	}
	return out
}

// secondo judges a code of sixteen characters.
func secondo(pesi map[string]int, s string) bool {
	if !reAgID.MatchString(s) {
		return false
	}
	cifre := strings.NewReplacer("L", "0", "M", "1", "N", "2", "P", "3", "Q", "4", "R", "5", "S", "6", "T", "7", "U", "8", "V", "9").Replace(s[9:11])
	day, err := strconv.Atoi(cifre)
	if err != nil || !(day >= 1 && day <= 31 || day >= 41 && day <= 71) {
		return false
	}
	// A second calendar, the one of the library: the day stands in it in 19yy or in 20yy.
	month, inMonth := strings.Index("ABCDEHLMPRST", s[8:9])+1, false
	anno := strings.NewReplacer("L", "0", "M", "1", "N", "2", "P", "3", "Q", "4", "R", "5", "S", "6", "T", "7", "U", "8", "V", "9").Replace(s[6:8])
	for _, century := range []string{"19", "20"} {
		_, err := time.Parse("2006-1-2", fmt.Sprintf("%s%s-%d-%d", century, anno, month, (day-1)%40+1))
		inMonth = inMonth || err == nil
	}
	if !inMonth {
		return false
	}
	sum := 0
	for i, c := range s[:15] {
		switch k := string(c); {
		case (i+1)%2 == 1:
			sum += pesi[k]
		case c <= '9':
			sum += int(c - '0')
		default:
			sum += int(c - 'A')
		}
	}
	return s[15] == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[sum%26]
}

const alfabeto = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// TestOneCharacterAmiss puts every character in every place of every code of the fixture: both ways say the same, and few pass.
func TestOneCharacterAmiss(t *testing.T) {
	pesi := tabella(t)
	passed, tried := 0, 0
	for _, f := range fixture {
		for i := range Lunghezza {
			for _, c := range alfabeto {
				s := f[0][:i] + string(c) + f[0][i+1:]
				want := secondo(pesi, s)
				if got := Valido(s); got != want {
					t.Errorf("%s: Valido = %v, the second way says %v", s, got, want)
				}
				if s == f[0] {
					continue
				}
				tried++
				if want {
					passed++
				}
			}
		}
	}
	if passed*50 > tried { // a check character that does not check would let 1 in 5 pass
		t.Errorf("%d of %d wrong codes pass", passed, tried)
	}
}

// TestTwoCharactersSwapped: the slip of a typist is judged alike by both ways, and mostly seen.
func TestTwoCharactersSwapped(t *testing.T) {
	pesi := tabella(t)
	seen, all := 0, 0
	for _, f := range fixture {
		for i := range Lunghezza - 1 {
			b := []byte(f[0])
			b[i], b[i+1] = b[i+1], b[i]
			s := string(b)
			if s == f[0] {
				continue
			}
			all++
			if Valido(s) != secondo(pesi, s) {
				t.Errorf("%s: the two ways differ", s)
			}
			if !Valido(s) {
				seen++
			}
		}
	}
	if seen*10 < all*9 {
		t.Errorf("only %d of %d swaps are seen", seen, all)
	}
}

// TestEveryOmocode writes every code in its 128 forms (order.md §4.3): each is a code of its own, none is another person's birth.
func TestEveryOmocode(t *testing.T) {
	const lettere = "LMNPQRSTUV"
	for _, f := range fixture {
		base := Base(f[0])
		y, m, d, donna, ok := Nascita(base)
		if !ok {
			t.Fatalf("%s: no birth", base)
		}
		seen := map[string]bool{}
		for mask := range 1 << 7 {
			b := []byte(base[:15])
			for k, i := range []int{6, 7, 9, 10, 12, 13, 14} {
				if mask&(1<<k) != 0 {
					b[i] = lettere[b[i]-'0']
				}
			}
			s := conControllo(t, string(b))
			if seen[s] {
				t.Fatalf("%s: two forms are one", s)
			}
			seen[s] = true
			if !Valido(s) || Omocodia(s) != (mask != 0) || Base(s) != base {
				t.Errorf("%s: valid %v, omocode %v, base %s", s, Valido(s), Omocodia(s), Base(s))
			}
			if y2, m2, d2, donna2, ok2 := Nascita(s); !ok2 || y2 != y || m2 != m || d2 != d || donna2 != donna {
				t.Errorf("%s: another birth", s)
			}
			if !Compatibile(s, f[1], f[2]) {
				t.Errorf("%s: does not fit %s %s", s, f[1], f[2])
			}
		}
	}
}

// TestOmocodeLettersAreThese: A to K, O and W to Z stand for no digit, in none of the seven places.
func TestOmocodeLettersAreThese(t *testing.T) {
	for _, i := range []int{6, 7, 9, 10, 12, 13, 14} {
		for _, c := range "ABCDEFGHIJKOWXYZ" {
			if s := "RSSMRC69S21G702W"; Forma(s[:i] + string(c) + s[i+1:]) {
				t.Errorf("%c at %d is taken for a digit", c, i)
			}
		}
	}
	for _, c := range "FGIJKNOQUVWXYZ0123456789" {
		if s := "RSSMRC69S21G702W"; Forma(s[:8] + string(c) + s[9:]) {
			t.Errorf("%c is taken for a month", c)
		}
	}
	for k, c := range "ABCDEHLMPRST" {
		s := conControllo(t, "RSSMRC69"+string(c)+"21G702")
		if _, m, _, _, ok := Nascita(s); !ok || m != k+1 {
			t.Errorf("%c is month %d", c, m)
		}
	}
}

// luhn is the check of a partita IVA as accountants do it: the digits written out, the even ones doubled.
func luhn(s string) bool {
	sum := 0
	for i, c := range s[:10] {
		d := int(c - '0')
		if (i+1)%2 == 0 {
			d = []int{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}[d]
		}
		sum += d
	}
	return int(s[10]-'0') == (10-sum%10)%10
}

// TestNumericoSeesEverySlip: every single wrong digit, and every swap but of 0 and 9, is seen (the promise of the Luhn check).
func TestNumericoSeesEverySlip(t *testing.T) {
	const ente = "92032490374"
	for i := range LunghezzaNumerico {
		for c := '0'; c <= '9'; c++ {
			s := ente[:i] + string(c) + ente[i+1:]
			if Numerico(s) != luhn(s) || Numerico(s) != (s == ente) {
				t.Errorf("%s: %v", s, Numerico(s))
			}
		}
	}
	for i := range LunghezzaNumerico - 1 {
		b := []byte(ente)
		b[i], b[i+1] = b[i+1], b[i]
		s := string(b)
		nine := b[i] == '0' && b[i+1] == '9' || b[i] == '9' && b[i+1] == '0'
		if s != ente && !nine && Numerico(s) {
			t.Errorf("%s: a swap is not seen", s)
		}
	}
	for n := range 2000 {
		s := strconv.Itoa(90000000000 + n*7919)
		if Numerico(s) != luhn(s) || Valido(s) != Numerico(s) {
			t.Errorf("%s: the two ways differ", s)
		}
	}
	for _, s := range []string{"", "9203249037", "920324903740", "9203249037 ", "-2032490374", "٩2032490374", "00000000000"} {
		if Numerico(s) {
			t.Errorf("%q is a number of a body", s)
		}
	}
}

// treLettere is order.md §4.4 in regular expressions, for names of plain capitals.
func treLettere(s string, nome bool) string {
	cons := reVocal.ReplaceAllString(s, "")
	if nome && len(cons) >= 4 {
		return cons[:1] + cons[2:4]
	}
	return (cons + reCons.ReplaceAllString(s, "") + strings.Repeat("X", 3))[:3]
}

func TestThreeLettersOfNames(t *testing.T) {
	nomi := strings.Fields("ANNA ADA IO EVA UGO AL LI BO MARIA MARCO LUCA ALDO LEO IDA BEATRICE FRANCESCA GIUSEPPE ALESSANDRO VINCENZO " +
		"CHIARA SARA ELENA CIRO PAOLA TEA GIANLUCA CRISTIANO XU YE AIO UEO B A RR ROSSI FO RE AIELLO BRTZ SCHWARZ")
	for _, n := range nomi {
		if got, want := CodiceCognome(n), treLettere(n, false); got != want {
			t.Errorf("surname %s: %s, want %s", n, got, want)
		}
		if got, want := CodiceNome(n), treLettere(n, true); got != want {
			t.Errorf("name %s: %s, want %s", n, got, want)
		}
		if len(CodiceNome(n)) != 3 {
			t.Errorf("name %s: %q", n, CodiceNome(n))
		}
	}
	for _, s := range []string{"", " ", "'", "123", "—", "李", "Ω"} {
		if CodiceCognome(s) != "" || CodiceNome(s) != "" {
			t.Errorf("%q has a code: %q %q", s, CodiceCognome(s), CodiceNome(s))
		}
	}
}

// TestSpellingOfNames: case, accents, apostrophes, hyphens, blanks and titles do not matter (order.md §4.4).
func TestSpellingOfNames(t *testing.T) {
	for _, v := range []string{"De Luca", "DE LUCA", "de luca", "DeLuca", "De  Luca", "De-Luca", "Dé Lùca", "De' Luca", "De\u00a0Luca"} {
		if !Compatibile("DLCNMR82H70E625V", v, "Anna Maria") {
			t.Errorf("surname %q does not fit", v)
		}
	}
	for _, v := range []string{"Anna Maria", "annamaria", "ANNA-MARIA", "Ànna Marìa", "Anna  Maria"} {
		if !Compatibile("DLCNMR82H70E625V", "De Luca", v) {
			t.Errorf("name %q does not fit", v)
		}
	}
	for _, v := range []string{"Dott.ssa Giulia Bianchi", "dott. Bianchi Giulia", "Prof.ssa Dr.ssa BIANCHI, Giulia", "Giulia  BIANCHI", "la sig.ra Giulia Bianchi", "Il Geom. Giulia Bianchi"} {
		if !CompatibileIntero("BNCGLI78C48G478A", v) {
			t.Errorf("%q does not fit", v)
		}
	}
	for _, v := range []string{"Giulia Verdi", "Marco Bianchi", "Bianchi", "dott.ssa", "", "Giulio Banco Rossi Neri Gialli Viola Blu Verdi Grigi"} {
		if CompatibileIntero("BNCGLI78C48G478A", v) {
			t.Errorf("%q fits", v)
		}
	}
}

// TestNobodyFitsAnother holds every member of the fixture against every code: only namesakes fit.
func TestNobodyFitsAnother(t *testing.T) {
	for _, a := range fixture {
		for _, b := range fixture {
			if got, want := Compatibile(a[0], b[1], b[2]), a[0][:6] == b[0][:6]; got != want {
				t.Errorf("%s and %s %s: %v", a[0], b[1], b[2], got)
			}
		}
	}
}
