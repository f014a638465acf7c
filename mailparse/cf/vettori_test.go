package cf

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// vettori are the rows of testdata/vettori.txt, computed by testdata/vettori.py from the decree.
func vettori(t *testing.T) [][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/vettori.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, strings.Split(line, ";"))
		}
	}
	return out
}

func TestVettori(t *testing.T) {
	n := map[string]int{}
	for _, r := range vettori(t) {
		n[r[0]]++
		switch r[0] {
		case "ok":
			buono(t, r)
		case "no":
			if Valido(r[2]) {
				t.Errorf("%s: %s is valid", r[1], r[2])
			}
		case "num":
			if !Numerico(r[1]) || !Valido(r[1]) {
				t.Errorf("%s is not valid", r[1])
			}
		case "non":
			if Numerico(r[1]) {
				t.Errorf("%s is valid", r[1])
			}
		default:
			t.Errorf("row %v", r)
		}
	}
	if n["ok"] < 50 || n["no"] < 20 || n["num"] < 9 || n["non"] < 9 {
		t.Errorf("rows %v", n)
	}
}

// buono holds a person of the table against all that is read from the code.
func buono(t *testing.T, r []string) {
	t.Helper()
	cognome, nome, nato, sesso, luogo, omo, code := r[1], r[2], r[3], r[4], r[5], r[6], r[7]
	if !Valido(code) || !Compatibile(code, cognome, nome) || !CompatibileIntero(code, nome+" "+cognome) || !CompatibileIntero(code, "Dott. "+cognome+" "+nome) {
		t.Errorf("%s: not the code of %s %s", code, cognome, nome)
	}
	if CodiceCognome(cognome)+CodiceNome(nome) != code[:6] {
		t.Errorf("%s %s: %s%s, want %s", cognome, nome, CodiceCognome(cognome), CodiceNome(nome), code[:6])
	}
	y, m, d, donna, ok := Nascita(code)
	yy, _ := strconv.Atoi(nato[2:4])
	mm, _ := strconv.Atoi(nato[5:7])
	dd, _ := strconv.Atoi(nato[8:])
	if !ok || y != yy || m != mm || d != dd || donna != (sesso == "F") {
		t.Errorf("%s: born %d-%d-%d woman %v, want %s %s", code, y, m, d, donna, nato, sesso)
	}
	if at, estero, ok := Luogo(code); !ok || at != luogo || estero != (luogo[0] == 'Z') {
		t.Errorf("%s: born at %s, want %s", code, at, luogo)
	}
	if Omocodia(code) != (omo != "0") {
		t.Errorf("%s: omocode %v", code, Omocodia(code))
	}
}

// TestOmocodiDeiVettori: two rows of one person are omocodes of each other, and of nobody else.
func TestOmocodiDeiVettori(t *testing.T) {
	rows := slices.DeleteFunc(vettori(t), func(r []string) bool { return r[0] != "ok" })
	pairs := 0
	for _, a := range rows {
		list := Omocodi(a[7])
		if len(list) != 7 || slices.Contains(list, a[7]) {
			t.Errorf("%s: omocodes %v", a[7], list)
		}
		for _, b := range rows {
			same := a[1]+a[2]+a[3] == b[1]+b[2]+b[3] && a[7] != b[7]
			if slices.Contains(list, b[7]) != same {
				t.Errorf("%s and %s: %v", a[7], b[7], !same)
			}
			if same {
				pairs++
			}
		}
	}
	if pairs < 20 {
		t.Errorf("%d pairs", pairs)
	}
	if Omocodi("boh") != nil || Omocodi("92032490374") != nil {
		t.Error("what is no code has omocodes")
	}
	if _, _, ok := Luogo("boh"); ok {
		t.Error("what is no code has a place")
	}
}

func TestQuasi(t *testing.T) {
	for s, want := range map[string]bool{
		"RSSMRC69S21G702W": true, "RSSMRC69S2IG7O2W": true, "RSSMRC69S21G702": true, "RSSMRC69S21G702WW": true, "R5SMRC69S21G702W": true,
		"R55M1C69S21G702W": false, "NATOIL12051980A": false, "RSSMRC69S21G70": false, "": false, "RSSMRC69S21G702é": false, "rssmrc69s21g702w": false, "123456789012345": false,
	} {
		if Quasi(s) != want {
			t.Errorf("%s: %v", s, !want)
		}
	}
}

// TestSuggerimenti: the slips of eye and scanner are put right for a person to see, each only where its place allows it.
func TestSuggerimenti(t *testing.T) {
	for s, want := range map[string]string{
		"CNTLCU88R19A944D": "", // valid: nothing to suggest
		"CNTLCU88RI9A944D": "CNTLCU88R19A944D", "CNTLCU88R1GA944D": "", "CNTLCUB8R19A944D": "CNTLCU88R19A944D", "CNTLCU8BRI9A944D": "CNTLCU88R19A944D",
		"FOXGU055A05E202E": "FOXGUO55A05E202E", "F0XGUO55A05E202E": "FOXGUO55A05E202E", "F0XGU055AO5E2O2E": "",
		"FOXGUOSSA05E202E": "FOXGUO55A05E202E", "FOXGUO55AO5E202E": "FOXGUO55A05E202E",
		"RSSMRC69S2IG702W": "RSSMRC69S21G702W", "R55MRC69S21G702W": "RSSMRC69S21G702W", "RSSMRC69S21G7O2W": "RSSMRC69S21G702W",
		"5PSCRI58C17F839T": "SPSCRI58C17F839T", "SPSCR158C17F839T": "SPSCRI58C17F839T",
		"CNTLCU88R19A944X": "", "CNTLCU88R19A944": "", "": "", "cntlcu88ri9a944d": "", "9203249O374": "",
	} {
		if got := strings.Join(Suggerimenti(s), " "); got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestSuggerimentiDiOgniScambio: whatever digit of a code is written as the letter that looks like it, the code is among
// what is suggested, or the slip is itself a code (an omocode letter) whose check character does not fool us.
func TestSuggerimentiDiOgniScambio(t *testing.T) {
	found, all := 0, 0
	for _, f := range fixture {
		for i := range 15 {
			for wrong, right := range map[byte]byte{'O': '0', 'I': '1', 'Z': '2', 'S': '5', 'B': '8', 'G': '6', '0': 'O', '1': 'I', '5': 'S', '8': 'B', '2': 'Z', '6': 'G'} {
				if f[0][i] != right {
					continue
				}
				s := f[0][:i] + string(wrong) + f[0][i+1:]
				all++
				if slices.Contains(Suggerimenti(s), f[0]) {
					found++
				} else if !Valido(s) {
					t.Errorf("%s is not among the suggestions of %s: %v", f[0], s, Suggerimenti(s))
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("%d of %d", found, all)
	}
}
