package rules

import (
	"fmt"
	"strings"
	"testing"
)

func paroleDi(s string) []string {
	var out []string
	for _, w := range inParole(strings.ToLower(s)) {
		t := w.s
		if w.fine {
			t += "."
		} else if w.virgola {
			t += ","
		}
		out = append(out, t)
	}
	return out
}

func TestInParole(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		" .,;":                          "",
		"Ciao mondo":                    "ciao mondo",
		"dell'Ordine, grazie.":          "dell ordine, grazie.",
		"dott.ssa Bianchi":              "dott ssa bianchi",
		"Il dott. Rossi chiede. Grazie": "il dott rossi chiede. grazie",
		"C.F. RSSMRC":                   "c f rssmrc",
		"a@b.example.":                  "@.",
		"scrivo da a@b.example. Chiedo": "scrivo da @. chiedo",
		"(a@b.example), ok":             "@, ok",
		"come? così! sì; no":            "come. così. sì. no",
		"perché è già":                  "perché è già",
		"art. 16 c. 7":                  "art 16 c 7",
		"1° dicembre":                   "1 dicembre",
	} {
		if got := strings.Join(paroleDi(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestAddressesHideTheirLabels: words inside an address are nobody's words.
func TestAddressesHideTheirLabels(t *testing.T) {
	for _, s := range []string{"scrivere a rinuncia.pec@ordine.example", "scrivere a <rinuncia.pec@ordine.example>", "pec.ordine@rinuncia.example chiede"} {
		for _, w := range inParole(s) {
			if w.s == "rinuncia" || w.s == "ordine" {
				t.Errorf("%q gives the word %q", s, w.s)
			}
		}
		if it := leggiIntento(inParole(s), true); it.tipo != "" {
			t.Errorf("%q asks %s", s, it.tipo)
		}
	}
}

func TestPlacesOfWords(t *testing.T) {
	s := "è già così: a@b.example, «dell'Ordine»."
	rs := []rune(s)
	for _, w := range inParole(s) {
		if got := string(rs[w.start:w.end]); w.s != "@" && got != w.s || w.s == "@" && !strings.Contains(got, "@") {
			t.Errorf("word %q stands at %q", w.s, got)
		}
	}
}

// inBreve writes the clauses of a text in short: verb, thing, owner.
func inBreve(s string) string {
	verbs := map[verbo]string{nessunVerbo: "-", rinuncia: "rinuncia", inserisce: "inserisce", ottiene: "ottiene", comunica: "comunica", cambia: "cambia", annulla: "annulla"}
	things := map[cosa]string{casellaPEC: "pec", istanza: "istanza", provvedimento: "altro"}
	owners := map[diChi]string{ignoto: "?", dellOrdine: "ordine", personale: "sua"}
	var out []string
	for _, k := range inClausole(inParole(strings.ToLower(s))) {
		t := fmt.Sprintf("%s %s %s", verbs[k.verbo], things[k.cosa], owners[k.di])
		if k.nuova {
			t += " nuova"
		}
		out = append(out, t)
	}
	return strings.Join(out, "; ")
}

func TestClausole(t *testing.T) {
	for text, want := range map[string]string{
		"rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale":                                               "rinuncia pec ordine; inserisce pec sua",
		"ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione": "ottiene pec ordine; rinuncia pec sua; - altro ?",
		"rinunciare alla casella di posta elettronica certificata dell'Ordine":                                                       "rinuncia pec ordine",
		"rinunciare all'indirizzo della PEC fornita dall'Ordine":                                                                     "rinuncia pec ordine",
		"rinunciare alla vostra PEC":                            "rinuncia pec ordine",
		"rinunciare alla mia PEC dell'Ordine":                   "rinuncia pec ordine",
		"rinunciare alla PEC e saluto l'Ordine":                 "rinuncia pec ?",
		"rinunciare. La PEC dell'Ordine":                        "- pec ordine",
		"ho rinunciato alla PEC dell'Ordine":                    "- pec ordine",
		"la PEC comunicata all'Ordine":                          "- pec ordine",
		"comunico il mio nuovo indirizzo PEC":                   "comunica pec sua nuova",
		"comunica il proprio domicilio digitale: a@b.example":   "comunica pec sua",
		"comunico che il mio indirizzo di residenza è cambiato": "comunica altro ?",
		"comunico il nuovo indirizzo email":                     "comunica altro ?",
		"aggiornare il domicilio fiscale":                       "inserisce altro ?",
		"annullo la richiesta":                                  "annulla istanza ?",
		"chiede la revoca della sospensione e comunica la PEC":  "rinuncia altro ?; comunica pec ?",
		"le rispettive PEC personali":                           "- pec sua",
		"mantenere la PEC dell'Ordine":                          "- pec ordine",
		"attivata la PEC":                                       "- pec ?",
		"variazione PEC":                                        "cambia pec ?",
		"registrare come propria PEC quella dello studio":       "inserisce pec sua",
		"rinunciare a tutto ciò che non riguarda in nessun modo e maniera possibile la mia PEC": "- pec sua",
	} {
		if got := inBreve(text); got != want {
			t.Errorf("%q:\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestSceglie(t *testing.T) {
	for _, c := range []struct {
		renOrd, renPer, getOrd, ins, com, addr bool
		tipo                                   string
		doppio, parziale                       bool
	}{
		{true, false, false, true, false, true, "R1", false, false},
		{true, false, false, false, true, true, "R1", false, false},
		{true, false, false, false, false, false, "R1", false, false},
		{true, false, false, false, false, true, "R1", false, true},
		{true, false, true, false, false, false, "R1", true, false},
		{true, true, false, true, false, true, "R1", true, false},
		{true, true, true, true, false, false, "R1", true, false},
		{false, true, true, false, false, false, "R2", false, false},
		{false, true, true, true, false, true, "R2", true, false},
		{false, false, true, false, false, false, "R2", false, true},
		{false, false, true, true, false, false, "R2", true, true},
		{false, true, false, true, false, true, "R4", false, false},
		{false, true, false, false, false, false, "R5", false, false},
		{false, false, false, false, true, true, "R3", false, false},
		{false, false, false, false, true, false, "", false, false},
		{false, false, false, true, false, true, "R4", false, false},
		{false, false, false, true, false, false, "R4", false, true},
		{false, false, false, false, false, true, "", false, false},
	} {
		tipo, doppio, parziale := sceglie(c.renOrd, c.renPer, c.getOrd, c.ins, c.com, c.addr)
		if tipo != c.tipo || doppio != c.doppio || parziale != c.parziale {
			t.Errorf("%+v: %s %v %v", c, tipo, doppio, parziale)
		}
	}
}

func TestNegato(t *testing.T) {
	for text, want := range map[string]bool{
		"chiedo di rinunciare alla PEC dell'Ordine":                                                 false,
		"non chiedo di rinunciare alla PEC dell'Ordine":                                             true,
		"non ho più la vecchia carta. chiedo di rinunciare alla PEC dell'Ordine":                    false,
		"chiedo di non rinunciare alla PEC dell'Ordine":                                             true,
		"senza rinunciare alla PEC dell'Ordine chiedo altro":                                        true,
		"anziché rinunciare alla PEC dell'Ordine":                                                   true,
		"prima di rinunciare alla PEC dell'Ordine":                                                  true,
		"né intendo rinunciare alla PEC dell'Ordine":                                                true,
		"non desidero affatto, e lo ripeto, rinunciare alla PEC dell'Ordine":                        true,
		"nessuna intenzione di rinunciare alla PEC dell'Ordine":                                     true,
		"chiedo di rinunciare alla PEC dell'Ordine se gratuito":                                     true,
		"qualora possibile, chiedo di rinunciare alla PEC dell'Ordine":                              true,
		"eventualmente chiedo di rinunciare alla PEC dell'Ordine":                                   true,
		"sto valutando di rinunciare alla PEC dell'Ordine":                                          true,
		"chiedo di rinunciare alla PEC dell'Ordine dopo il trasloco":                                true,
		"chiedo di rinunciare alla PEC dell'Ordine?":                                                true,
		"chiedo di rinunciare alla PEC dell'Ordine. Grazie?":                                        false,
		"vorrei rinunciare alla PEC dell'Ordine":                                                    false, // the polite form, with what is wished right after it
		"vorrei tanto poter rinunciare alla PEC dell'Ordine":                                        true,
		"vorrebbe rinunciare alla PEC dell'Ordine":                                                  true,
		"non utilizzando la PEC dell'Ordine, chiedo di rinunciarvi":                                 false,
		"non rinunciando alla PEC dell'Ordine":                                                      true,
		"chiedo di ignorare la rinuncia alla PEC dell'Ordine":                                       true,
		"la PEC dell'Ordine (mai attivata) non mi serve: chiedo di rinunciare alla PEC dell'Ordine": true, // not so, but a look by a person costs little
		"chiedo di rinunciare alla PEC dell'Ordine, non avendo tempo":                               false,
		"non autorizzo la rinuncia alla PEC dell'Ordine":                                            true,
	} {
		f := strings.ToLower(text)
		ws := inParole(f)
		if why := negato(ws, leggiIntento(ws, true), f); (why != "") != want {
			t.Errorf("%q: %q, want negated %v", text, why, want)
		}
	}
}

func TestChiedeCome(t *testing.T) {
	for text, want := range map[string]bool{
		"come si fa a rinunciare": true, "vorrei sapere": true, "è possibile cambiare": true, "chiedo se posso": true, "chiede quale sia": true,
		"chiedo informazioni": true, "chiedo di cambiare": false, "come da accordi chiedo": false, "chiedo la variazione": false,
	} {
		if chiedeCome(text) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

func TestCessato(t *testing.T) {
	for text, want := range map[string]bool{
		"la pec a@b.example non è più attiva":           true,
		"la mia vecchia pec a@b.example":                true,
		"la precedente, a@b.example, è scaduta":         true,
		"casella chiusa: a@b.example":                   true,
		"non utilizzate a@b.example":                    true,
		"la casella non è accessibile. uso a@b.example": false,
		"la mia nuova pec è a@b.example":                false,
		"pec non accessibile":                           false,
	} {
		if got := cessato(inParole(text), func(int) bool { return true }); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestSegni(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(string) bool
		yes  []string
		no   []string
	}{
		{"perAltri", dello(rePerAltri),
			[]string{"per conto del dott. rossi", "in nome e per conto", "il delegato", "su delega", "la segretaria del dott. rossi", "il mio assistito"},
			[]string{"la sottoscritta chiede", "per conto mio", "nomina delegati", "tutorato"}},
		{"segnaposto", dello(reSegnaposto),
			[]string{"sottoscritto ... cf", "cf.....", "cf: ____", "codice fiscale ...", "[nome] chiede", "pec personale ......"},
			[]string{"grazie...", "cf rssmrc69s21g702w", "il sottoscritto mario rossi", "a presto.."}},
		{"diStudio", dello(reDiStudio),
			[]string{"la pec dello studio", "studio associato rossi", "che già utilizza la collega", "casella condivisa", "quella dello studio"},
			[]string{"la mia pec personale", "in studio", "ho studiato"}},
		{"parlaDiPEC", parlaDiPEC,
			[]string{"Rinuncia PEC", "domicilio digitale", "Modulo", "la casella"},
			[]string{"specifica", "quota", "aspec", "pecora"}},
		{"attivazioneFallita", dello(reAttivazione),
			[]string{"non ho mai ricevuto le credenziali", "non riesco ad attivare", "dati non corrispondenti"},
			[]string{"ho ricevuto", "attivata"}},
	} {
		for _, s := range c.yes {
			if !c.f(s) {
				t.Errorf("%s: %q not seen", c.name, s)
			}
		}
		for _, s := range c.no {
			if c.f(s) {
				t.Errorf("%s: %q taken for it", c.name, s)
			}
		}
	}
}

func TestFrase(t *testing.T) {
	s := "Egregi. Il dott. Rossi chiede\ndi rinunciare alla PEC. Grazie."
	ws := inParole(strings.ToLower(s))
	for i, w := range ws {
		if w.s == "rinunciare" {
			if got := frase(s, ws, i, i); got != "Il dott. Rossi chiede di rinunciare alla PEC." {
				t.Errorf("%q", got)
			}
		}
	}
	if frase(s, nil, 0, 0) != "" || frase(s, ws, 3, 1) != "" || frase(s, ws, -1, 1) != "" || frase(s, ws, 0, 99) != "" {
		t.Error("a sentence out of nothing")
	}
	long := strings.Repeat("parola ", 100)
	if n := len([]rune(frase(long, inParole(long), 0, 99))); n != 300 {
		t.Errorf("%d runes", n)
	}
}

func FuzzIntento(f *testing.F) {
	f.Add("chiedo di rinunciare alla pec dell'ordine")
	f.Add("a@b.example non è più attiva? non intendo.")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4096 {
			return
		}
		low := strings.ToLower(s)
		ws := inParole(low)
		n := len([]rune(low))
		for i, w := range ws {
			if w.start < 0 || w.start >= w.end || w.end > n || i > 0 && w.start < ws[i-1].end {
				t.Fatalf("word %d at %d-%d of %d", i, w.start, w.end, n)
			}
		}
		it := leggiIntento(ws, true)
		for _, i := range it.fulcri(ws) {
			if i < 0 || i >= len(ws) {
				t.Fatalf("a word that is not there: %d of %d", i, len(ws))
			}
		}
		negato(ws, it, low)
		cessato(ws, func(int) bool { return true })
		corretti(ws)
	})
}

// dello finds a pattern of the table.
func dello(pattern string) func(string) bool { return func(s string) bool { return trova(pattern, s) } }

// TestDatabaseDaSolo: "database" is a word of every language: without a word of Italian about a box or a request it is no request, so
// that mail about software is never answered (reliability.md §7 G10).
func TestDatabaseDaSolo(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The patch adds the message to the database and modifies the directory", "R99"}, {"database", "R99"}, {"please see the data base of user@host.example", "R99"},
		{"please insert my address me@host.example in your database", "R99"}, {"this indicates a corrupt database", "R99"},
		{"Chiedo di inserire nel data base la PEC personale g.bianchi@pecmail.example", "R4"}, {"inserire nel database a.b@pecmail.example", "R4"},
	} {
		if got := capisciTesto(t, "", c.text).Type; got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}
