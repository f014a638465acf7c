package mailparse

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// scena is one case of a file of testdata/client: a text or HTML body, and what must be read in it.
type scena struct {
	file, name string
	part       map[string]string
}

// scene reads the cases: "=== name", then "--- part" and its lines; lines with # before the first case are remarks.
func scene(t *testing.T) []scena {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "client", "*.txt"))
	if err != nil || len(files) < 4 {
		t.Fatalf("corpus: %d files, %v", len(files), err)
	}
	var out []scena
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range strings.Split("\n"+string(b), "\n=== ")[1:] {
			name, rest, _ := strings.Cut(block, "\n")
			s := scena{filepath.Base(f), name, map[string]string{}}
			for _, p := range strings.Split("\n"+rest, "\n--- ")[1:] {
				key, body, _ := strings.Cut(p, "\n")
				s.part[key] = strings.Trim(body, "\n")
			}
			out = append(out, s)
		}
	}
	return out
}

// raw is a message with the body of a case.
func (s scena) raw(extra string) string {
	if h := s.part["html"]; h != "" {
		return da + "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + h + "\n"
	}
	return da + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + s.part["testo"] + "\n" + extra
}

// TestClients reads answers as the programs of members write them (order.md §7, strip quotes and signature).
func TestClients(t *testing.T) {
	for _, s := range scene(t) {
		t.Run(s.file+"/"+s.name, func(t *testing.T) {
			for k := range s.part {
				switch k {
				case "testo", "html", "nuovo", "citato", "firma", "cf", "indirizzi":
				default:
					t.Fatalf("unknown part %q", k)
				}
			}
			x := inner(t, s.raw("")).Testo()
			if x.Nuovo != s.part["nuovo"] {
				t.Errorf("new text\n got  %q\n want %q", x.Nuovo, s.part["nuovo"])
			}
			apart(t, x.Nuovo, "quoted", x.Citato, s.part["citato"])
			apart(t, x.Nuovo, "signature", x.Firma, s.part["firma"])
			if got, want := valori(x.CF, InNuovo), s.part["cf"]; got != want {
				t.Errorf("codes %q, want %q", got, want)
			}
			if got, want := valori(x.Indirizzi, InNuovo), s.part["indirizzi"]; got != want {
				t.Errorf("addresses %q, want %q", got, want)
			}
		})
	}
}

// apart wants each line of want in the piece and none in the new text.
func apart(t *testing.T, nuovo, what, piece, want string) {
	t.Helper()
	for _, w := range strings.Split(want, "\n") {
		if w == "" {
			continue
		}
		if !strings.Contains(piece, w) {
			t.Errorf("%q is not in the %s text %q", w, what, piece)
		}
		if strings.Contains(nuovo, w) {
			t.Errorf("%q is in the new text", w)
		}
	}
}

// TestClientsWithSignature: the signature of RFC 3676 §4.3 below an answer takes nothing from the new text and gives it nothing.
func TestClientsWithSignature(t *testing.T) {
	for _, s := range scene(t) {
		if s.part["testo"] == "" || s.part["citato"] != "" { // below a quotation all is quotation
			continue
		}
		x := inner(t, s.raw("-- \nAltro Nome XXXXXX99A99X999X altro@pecmail.example\n")).Testo()
		if x.Nuovo != s.part["nuovo"] || !strings.Contains(x.Firma, "altro@pecmail.example") {
			t.Errorf("%s: new text %q, signature %q", s.name, x.Nuovo, x.Firma)
		}
	}
}

// TestClientsAnswerAbove: a sentence put above an answer is added to the new text, and takes nothing away.
func TestClientsAnswerAbove(t *testing.T) {
	const more = "Buongiorno a tutti."
	for _, s := range scene(t) {
		body := s.part["testo"]
		if body == "" {
			continue
		}
		x := (&Inner{Text: more + "\n\n" + body}).Testo()
		want := strings.TrimSpace(more + "\n" + s.part["nuovo"])
		if strings.HasPrefix(body, "Questo messaggio") { // a notice below words ends the text: those who put it above put it first
			continue
		}
		if x.Nuovo != want {
			t.Errorf("%s: new text %q, want %q", s.name, x.Nuovo, want)
		}
	}
}

// TestClientsMarkedAsAWhole: each line with > before it, nothing is new, whatever the program (order.md §7).
func TestClientsMarkedAsAWhole(t *testing.T) {
	for _, s := range scene(t) {
		if s.part["testo"] == "" {
			continue
		}
		x := (&Inner{Text: "> " + strings.ReplaceAll(s.part["testo"], "\n", "\n> ")}).Testo()
		if x.Nuovo != "" || valori(x.CF, InNuovo)+valori(x.Indirizzi, InNuovo) != "" {
			t.Errorf("%s: a quoted text is new: %q", s.name, x.Nuovo)
		}
		if s.part["cf"] != "" && !strings.Contains(valori(x.CF, InCitato), s.part["cf"]) {
			t.Errorf("%s: codes of the quotation %q", s.name, valori(x.CF, InCitato))
		}
	}
}

// TestClientsHTMLIsTheSame: a text sent as HTML, line by line, is divided as its plain form.
func TestClientsHTMLIsTheSame(t *testing.T) {
	esc := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for _, s := range scene(t) {
		body := s.part["testo"]
		if body == "" || strings.Contains(body, "\n-- \n") { // a browser shows no blank at the end of a line
			continue
		}
		var b strings.Builder
		for _, l := range strings.Split(body, "\n") {
			if l == "" {
				l = "\u00a0"
			}
			fmt.Fprintf(&b, "<div>%s</div>\n", esc.Replace(l))
		}
		got := inner(t, da+"Content-Type: text/html; charset=utf-8\n\n"+b.String())
		if got.Nascosto || got.Discorde || got.TextFrom != "html" {
			t.Errorf("%s: hidden %v, discordant %v, from %s", s.name, got.Nascosto, got.Discorde, got.TextFrom)
		}
		x, plain := got.Testo(), (&Inner{Text: body}).Testo()
		if a, b := strings.Fields(x.Nuovo), strings.Fields(plain.Nuovo); strings.Join(a, " ") != strings.Join(b, " ") {
			t.Errorf("%s: HTML %q, plain %q", s.name, x.Nuovo, plain.Nuovo)
		}
	}
}
