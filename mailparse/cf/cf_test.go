package cf

import (
	"strings"
	"testing"
)

// fixture are the members of messages.md: code, surname, name.
var fixture = [][3]string{
	{"BNCGLI78C48G478A", "Bianchi", "Giulia"}, {"RSSMRC69S21G702W", "Rossi", "Marco"},
	{"DLCNMR82H70E625V", "De Luca", "Anna Maria"}, {"FOXGUO55A05E202E", "Fo", "Ugo"},
	{"DNGNCL90M14A182W", "D'Angelo", "Niccolò"}, {"FRRLSN74E42D969I", "Ferrari", "Alessandra"},
	{"CNTLCU88R19A944D", "Conti", "Luca"}, {"PPSLNE85D67Z129L", "Popescu", "Elena"},
	{"VRDGPP61B11H501R", "Verdi", "Giuseppe"}, {"MRTSRA93P49F205U", "Moretti", "Sara"},
	{"RSSMRC69S21G70NL", "Rossi", "Marco"}, {"GLLFNC80L63L219B", "Galli", "Francesca"},
	{"REXLAX70T01F839V", "Re", "Al"}, {"SPSCRI58C17F839T", "Esposito", "Ciro"},
	{"NTTPLA72A55A662G", "Nitti", "Paola"}, {"SRRCHR86B65D612L", "Serra", "Chiara"},
}

func TestFixture(t *testing.T) {
	for _, f := range fixture {
		if !Valido(f[0]) {
			t.Errorf("%s: not valid", f[0])
		}
		if got := CodiceCognome(f[1]) + CodiceNome(f[2]); got != f[0][:6] {
			t.Errorf("%s %s: code %s, want %s", f[1], f[2], got, f[0][:6])
		}
		if !Compatibile(f[0], f[1], f[2]) || !CompatibileIntero(f[0], "Dott.ssa "+f[2]+" "+f[1]) || !CompatibileIntero(f[0], f[1]+" "+f[2]) {
			t.Errorf("%s: name does not fit", f[0])
		}
	}
}

func TestEveryWrongCharacterIsSeen(t *testing.T) {
	// a changed check character never passes; a changed letter elsewhere passes only if its weight is the same mod 26
	for _, f := range fixture {
		for c := byte('A'); c <= 'Z'; c++ {
			if s := f[0][:15] + string(c); c != f[0][15] && Valido(s) {
				t.Errorf("%s passes", s)
			}
		}
	}
}

func TestValido(t *testing.T) {
	for s, want := range map[string]bool{
		"RSSMRA85T10A562S": true, "rssmra85t10a562s": false, "RSSMRA85T10A562": false, "": false,
		"RSSMRA85T10A562SX": false, "RSSMRA85F10A562S": false, "92032490374": true, "92032490375": false,
		"00000000000": false, "9203249037A": false, "RSSMRA85T1ÀA562": false,
	} {
		if Valido(s) != want {
			t.Errorf("Valido(%q) = %v", s, !want)
		}
	}
}

func conControllo(t *testing.T, s string) string {
	t.Helper()
	c, err := Controllo(s)
	if err != nil {
		t.Fatalf("check of %q: %v", s, err)
	}
	return s + string(c)
}

func TestDay(t *testing.T) {
	for day, want := range map[string]bool{"00": false, "01": true, "31": true, "32": false, "40": false, "41": true, "71": true, "72": false, "99": false, "LM": true} {
		if s := conControllo(t, "RSSMRA85T"+day+"A562"); Valido(s) != want {
			t.Errorf("%s: Valido = %v", s, !want)
		}
	}
}

func TestControlloRefuses(t *testing.T) {
	for _, s := range []string{"", "RSSMRA85T10A56", "RSSMRA85T10A56é", "rssmra85t10a562"} {
		if _, err := Controllo(s); err == nil {
			t.Errorf("Controllo(%q): no error", s)
		}
	}
}

func TestOmocodia(t *testing.T) {
	a, b := "RSSMRC69S21G702W", "RSSMRC69S21G70NL"
	if Omocodia(a) || !Omocodia(b) || Omocodia("x") {
		t.Error("omocodia not told apart")
	}
	if Base(b) != a || Base(a) != a || Base("boh") != "boh" {
		t.Errorf("Base: %s", Base(b))
	}
	y1, m1, d1, f1, ok1 := Nascita(conControllo(t, "RSSMRCSVSNMG702"))
	if !ok1 || y1 != 69 || m1 != 11 || d1 != 21 || f1 {
		t.Errorf("Nascita: %d %d %d %v %v", y1, m1, d1, f1, ok1)
	}
	if _, m, d, f, ok := Nascita("BNCGLI78C48G478A"); !ok || m != 3 || d != 8 || !f {
		t.Errorf("Nascita woman: %d %d %v %v", m, d, f, ok)
	}
	if _, _, _, _, ok := Nascita("RSSMRA85T00A562S"); ok {
		t.Error("day 00 decoded")
	}
}

func TestNormalizza(t *testing.T) {
	for in, want := range map[string]string{
		"rss mrc 69s21 g702w": "RSSMRC69S21G702W", "RSS.MRC.69S21.G702W": "RSSMRC69S21G702W", "ſ": "ſ", "ＲＳＳ": "ＲＳＳ",
	} {
		if got := Normalizza(in); got != want {
			t.Errorf("Normalizza(%q) = %q", in, got)
		}
	}
}

func TestNames(t *testing.T) {
	for nome, want := range map[string]string{"Alessandro": "LSN", "Vincenzo": "VCN", "Al": "LAX", "Sara": "SRA", "Gianfranco": "GFR", "": ""} {
		if got := CodiceNome(nome); got != want {
			t.Errorf("CodiceNome(%s) = %s", nome, got)
		}
	}
	for cognome, want := range map[string]string{"Fo": "FOX", "Re": "REX", "Müller": "MLL", "Dell'Acqua": "DLL", "Łukasz": "LKS", "Aiò": "AIO", "ß": "SSX"} {
		if got := CodiceCognome(cognome); got != want {
			t.Errorf("CodiceCognome(%s) = %s", cognome, got)
		}
	}
}

func TestCompatibile(t *testing.T) {
	giulia := "BNCGLI78C48G478A"
	for _, c := range []struct {
		code, cognome, nome string
		want                bool
	}{
		{giulia, "BIANCHI", "giulia", true}, {giulia, "Rossi", "Giulia", false}, {giulia, "Bianchi", "Maria", false},
		{giulia, "Bianchi-Rossi", "Giulia", true}, {giulia, "Rossi Bianchi", "Giulia", true}, {giulia, "", "", false},
		{"no", "Bianchi", "Giulia", false}, {"DNGNCL90M14A182W", "D’Angelo", "Niccolo'", true},
		{"DLCNMR82H70E625V", "Luca", "Anna Maria", false},
		{conControllo(t, "FHNJGN85T10Z112"), "Föhn", "Jürgen", true}, // four consonants: first, third, fourth
		{conControllo(t, "FHNJRG85T10Z112"), "Föhn", "Jürgen", false},
		{conControllo(t, "REUXXX85T10Z112"), "Rü", "X", false},
	} {
		if got := Compatibile(c.code, c.cognome, c.nome); got != c.want {
			t.Errorf("Compatibile(%s, %s, %s) = %v", c.code, c.cognome, c.nome, got)
		}
	}
	// an umlaut written out changes the vowels that fill the code
	if !Compatibile(conControllo(t, "RUXMRA85T10Z112"), "Rü", "Mara") || !Compatibile(conControllo(t, "RUEMRA85T10Z112"), "Rü", "Mara") {
		t.Error("umlaut: both forms must fit")
	}
	if CompatibileIntero(giulia, strings.Repeat("a ", 50)) || CompatibileIntero(giulia, "Giulia") {
		t.Error("a single or endless name fits")
	}
}
