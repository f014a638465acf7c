package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// testiOstili are texts made to cost time or to be read in two ways.
func testiOstili(n int) map[string]string {
	full := func(s string) string { return strings.Repeat(s, n/len(s)+1)[:n] }
	return map[string]string{
		"one word":              full("a"),
		"at signs":              full("@"),
		"addresses":             full("a@b.example "),
		"almost addresses":      full("a.b.c.d@"),
		"blanks":                full(" \t"),
		"lines":                 full("\n"),
		"quote signs":           full("> "),
		"nested quotes":         full(">>>>>>>> x\n"),
		"dots":                  full("CF….. "),
		"codes":                 full(conti + " "),
		"almost codes":          full("CNTLCU88R19A944 "),
		"negations":             full("non non "),
		"requests":              full("chiedo di rinunciare alla PEC dell'Ordine "),
		"references":            full("PEC-2026-000001 "),
		"signature marks":       full("-- \n"),
		"brackets":              full("((((<<<<[[[["),
		"combining marks":       "e" + full("\u0301"),
		"right to left":         full("\u202e\u202d"),
		"zero width":            full("r\u200bi\u200bn\u200bu\u200bn\u200bc\u200bi\u200bo "),
		"broken UTF-8":          full("\xff\xfe\xc3"),
		"NUL":                   full("\x00"),
		"dates":                 full("dal 31/02/2027 "),
		"full width":            full("ＣＮＴＬＣＵ "),
		"declared names":        full("il sottoscritto Luca Conti "),
		"headers of a citation": full("Da: x@y.example\nInviato: oggi\n"),
	}
}

// TestTestiOstili: no text costs more than in proportion to its length, makes the judgment differ from itself,
// executes anything, or puts into a decision what cannot be written in JSON. The bound is loose: what is looked for
// is a text that costs its square.
func TestTestiOstili(t *testing.T) {
	const small, large = 2 << 10, 12 << 10
	big := testiOstili(large)
	for name, text := range testiOstili(small) {
		s := nuovaScena(t)
		cost := func(text string) time.Duration {
			m := posta{env: "PEC", da: "ladro@pecmail.example", oggetto: text[:200], testo: text, ora: "2026-11-23 10:00"}
			in := s.ricevuto(m)
			start := time.Now()
			v := Valuta(s.p, Vista(s.a), in, false)
			spent := time.Since(start)
			if esegue(v) || v.Iscritto != nil {
				t.Errorf("%s: executed %+v", name, v.Esito)
			}
			for _, w := range []string{v.Esito.Quote, v.Esito.Why} {
				if !utf8.ValidString(w) || len(w) > 4096 {
					t.Errorf("%s: %d bytes of quote or reason, valid %v", name, len(w), utf8.ValidString(w))
				}
			}
			return spent
		}
		a, b := cost(text), cost(big[name])
		if b > 40*a+2*time.Second { // six times the length
			t.Errorf("%s: %s for %d bytes, %s for %d", name, a, small, b, large)
		}
	}
}

// TestInvisibiliNonCambiano: signs nobody sees neither make a request of what is none nor another address of one
// that is written; where they stand inside the address, nothing executes by itself with a changed one.
func TestInvisibiliNonCambiano(t *testing.T) {
	base := leggiCaso(t, "13").posta()
	want := nuovaScena(t).valuta(base).Esito
	if want.Auto != autoSi || want.NewPEC == "" {
		t.Fatalf("the message to start from: %+v", want)
	}
	for _, sign := range []string{"\u200b", "\u00ad", "\u200d", "\ufeff", "\u202e", "\u2060"} {
		m := base
		m.testo = strings.ReplaceAll(base.testo, want.NewPEC, want.NewPEC[:4]+sign+want.NewPEC[4:])
		if e := nuovaScena(t).valuta(m).Esito; esegue(Valutazione{Esito: e}) && e.NewPEC != want.NewPEC {
			t.Errorf("%q in the address: %+v", sign, e)
		}
		m.testo = sign + base.testo + sign
		if e := nuovaScena(t).valuta(m).Esito; esegue(Valutazione{Esito: e}) && (e.NewPEC != want.NewPEC || e.Type != want.Type || e.CF != want.CF) {
			t.Errorf("%q around the text: %+v", sign, e)
		}
	}
	// Cyrillic letters that look like Latin ones are another address: it is never taken for a member's.
	m := base
	m.testo = strings.ReplaceAll(base.testo, want.NewPEC, strings.Replace(want.NewPEC, "o", "\u043e", 1))
	if v := nuovaScena(t).valuta(m); esegue(v) && slices.Contains([]string{want.NewPEC}, v.Esito.NewPEC) {
		t.Errorf("a look-alike was read as %s", v.Esito.NewPEC)
	}
}

// TestStessoTestoAltraCarta: what does not matter does not matter: the hour, the subject, the case, blanks, the order
// of name and code; and what matters does: one sign of the code, the box, the negation.
func TestStessoTestoAltraCarta(t *testing.T) {
	base := posta{env: "PEC", da: domConti, oggetto: "PEC", ora: "2026-11-23 10:00",
		testo: "Il sottoscritto Luca Conti, CF " + conti + ", comunica la nuova PEC conti.luca@pecmail.example."}
	say := func(m posta) string {
		e := nuovaScena(t).valuta(m).Esito
		return fmt.Sprintln(e.Type, e.Ground, e.Outcome, e.CF, e.NewPEC, e.Auto, e.Flags)
	}
	want := say(base)
	if !strings.Contains(want, "R4 R-101 IN_ESECUZIONE") {
		t.Fatal(want)
	}
	same := map[string]func(*posta){
		"hour": func(m *posta) { m.ora = "2026-12-24 23:59" }, "subject": func(m *posta) { m.oggetto = "" },
		"small code":     sost(conti, strings.ToLower(conti)),
		"spaced code":    sost(conti, "CNT LCU 88R19 A944D"),
		"capital box":    sost("conti.luca@pecmail.example", "Conti.Luca@PecMail.Example"),
		"angle brackets": sost("conti.luca@pecmail.example", "<conti.luca@pecmail.example>"),
		"surname first":  sost("Luca Conti", "Conti Luca"),
		"title":          sost("Luca Conti", "Dott. Luca Conti"),
		"blank lines":    func(m *posta) { m.testo = "\n\n" + strings.ReplaceAll(m.testo, ", ", ",\n") + "\n\n" },
		"own box named":  func(m *posta) { m.testo += "\nScrivo da " + domConti + "." },
		"box of sender":  func(m *posta) { m.da = strings.ToUpper(domConti) },
	}
	for name, change := range same {
		m := base
		change(&m)
		if got := say(m); got != want {
			t.Errorf("%s: %s  want %s", name, got, want)
		}
	}
	differs := map[string]func(*posta){
		"one sign of the code": sost(conti, "CNTLCU88R19A945D"), "another box": func(m *posta) { m.da = "x@pecmail.example" },
		"negation": sost("comunica", "non comunica"), "another name": sost("Luca Conti", "Mario Bruni"),
		"channel": func(m *posta) { m.env = "ORD" }, "two boxes": sost("conti.luca@pecmail.example", "conti.luca@pecmail.example o l.c@pecmail.example"),
		"question": sost("comunica", "chiede come comunicare"), "condition": sost("comunica", "se fosse possibile comunicherebbe"),
		"code of another": sost(conti, "MRTSRA93P49F205U"), "in a quotation": func(m *posta) { m.testo = "> " + m.testo },
		"a second code": func(m *posta) { m.testo += " MRTSRA93P49F205U" },
	}
	for name, change := range differs {
		m := base
		change(&m)
		if v := nuovaScena(t).valuta(m); esegue(v) {
			t.Errorf("%s: still executed: %+v", name, v.Esito)
		}
	}
}
