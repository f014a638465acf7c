package mailparse

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"pecagent/mailparse/cf"
)

// TestWhatMustNotMatter changes the form of every text of messaggi as programs and keyboards do: codes and addresses of the new text stay.
func TestWhatMustNotMatter(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"carriage returns":       func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"hard blanks":            func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
		"doubled blanks":         func(s string) string { return strings.ReplaceAll(s, " ", "  ") },
		"tabs":                   func(s string) string { return strings.ReplaceAll(s, ", ", ",\t") },
		"blanks at line ends":    func(s string) string { return strings.ReplaceAll(s, "\n", "  \n") },
		"decomposed accents":     norm.NFD.String,
		"curly apostrophes":      func(s string) string { return strings.ReplaceAll(s, "'", "’") },
		"byte order mark":        func(s string) string { return "\ufeff" + s },
		"zero width after comma": func(s string) string { return strings.ReplaceAll(s, ", ", ",\u200b ") },
		"greeting above":         func(s string) string { return "Buongiorno.\n\n" + s },
		"empty lines above":      func(s string) string { return "\n\n \n" + s },
		"empty lines below":      func(s string) string { return s + "\n\n \n" },
		"signature below":        func(s string) string { return s + "\n-- \nAltri RSSMRC69S21G702W altri@altra.example" },
		"quotation below": func(s string) string {
			return s + "\n\nIl 16/11/2026 09:12, Altri ha scritto:\n> RSSMRC69S21G702W altri@altra.example"
		},
		"codes in small letters": func(s string) string { return reCodice.ReplaceAllStringFunc(s, strings.ToLower) },
		"codes in groups": func(s string) string {
			return reCodice.ReplaceAllStringFunc(s, func(c string) string { return c[:3] + " " + c[3:6] + " " + c[6:11] + " " + c[11:] })
		},
		"addresses in capitals": func(s string) string { return reIndirizzo.ReplaceAllStringFunc(s, strings.ToUpper) },
		"addresses in angles":   func(s string) string { return reIndirizzo.ReplaceAllString(s, "<$0>") },
		"label before the code": func(s string) string { return reCodice.ReplaceAllString(s, "codice fiscale: $0") },
	} {
		for _, m := range messaggi {
			if name == "addresses in angles" && strings.Contains(m.testo, "<") {
				continue
			}
			x := (&Inner{Text: change(m.testo)}).Testo()
			if got := valori(x.CF, InNuovo); got != m.cf {
				t.Errorf("%s, %s: codes %q, want %q", m.id, name, got, m.cf)
			}
			if got := valori(x.Indirizzi, InNuovo); got != m.indirizzi {
				t.Errorf("%s, %s: addresses %q, want %q", m.id, name, got, m.indirizzi)
			}
		}
	}
}

var (
	reCodice    = regexp.MustCompile(`\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b`)
	reIndirizzo = regexp.MustCompile(`[a-z.]+@[a-z.-]+[a-z]`)
)

// TestWrappedAtAnyWidth breaks a request at blanks at every width a program may use: nothing is lost and nothing is glued.
func TestWrappedAtAnyWidth(t *testing.T) {
	const s = "La sottoscritta dott.ssa Giulia Bianchi, nata a Prova il 08/03/1978, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine e di " +
		"inserire nel data base la PEC personale giulia.bianchi@pecmail.example, in sostituzione della precedente vecchia@altra.example, da oggi"
	want := strings.Fields(s)
	for width := 20; width < 120; width++ {
		x := (&Inner{Text: wrapAt(s, width)}).Testo()
		if got := strings.Fields(x.Nuovo); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("width %d: %q", width, x.Nuovo)
		}
		if valori(x.CF, InNuovo) != "BNCGLI78C48G478A" || valori(x.Indirizzi, InNuovo) != "giulia.bianchi@pecmail.example vecchia@altra.example" {
			t.Errorf("width %d: %q %q", width, valori(x.CF, InNuovo), valori(x.Indirizzi, InNuovo))
		}
		if width >= wrapWidth+20 && strings.Contains(x.Nuovo, "\n") {
			t.Errorf("width %d: the paragraph is broken: %q", width, x.Nuovo)
		}
	}
}

func wrapAt(s string, width int) string {
	var b strings.Builder
	n := 0
	for i, w := range strings.Fields(s) {
		if i > 0 && n+1+len(w) > width {
			b.WriteByte('\n')
			n = 0
		} else if i > 0 {
			b.WriteByte(' ')
			n++
		}
		b.WriteString(w)
		n += len(w)
	}
	return b.String()
}

// TestCodesHowPeopleWriteThem sets blanks, dots and hyphens between the characters of a code, one or two together, by chance; the code
// is found, whole and valid. A third separator parts it.
func TestCodesHowPeopleWriteThem(t *testing.T) {
	r := rand.New(rand.NewPCG(16, 11))
	const code = "RSSMRC69S21G702W"
	for range 800 {
		var b strings.Builder
		for i, c := range code {
			if i > 0 {
				b.WriteString([]string{"", "", "", " ", ".", "-", ". ", "- ", " -", ".-"}[r.IntN(10)])
			}
			if r.IntN(3) == 0 {
				c += 'a' - 'A'
				if c > 'z' || c < 'a' {
					c -= 'a' - 'A'
				}
			}
			b.WriteRune(c)
		}
		for _, s := range []string{"CF " + b.String() + ", chiede", "(" + b.String() + ")", b.String()} {
			if got := valori(testo(s).CF, InNuovo); got != code {
				t.Fatalf("%q: %q", s, got)
			}
		}
	}
	if got := valori(testo("RSSMRC69S21.-.G702W").CF, InNuovo); strings.Contains(got, code) {
		t.Errorf("three separators: %q", got)
	}
}

// TestLabelsOfACode: after each form of the label a code with a slip is given as not valid, so that it is asked again; the placeholder
// of the form is no code (order.md §4.7).
func TestLabelsOfACode(t *testing.T) {
	for _, label := range []string{"CF", "cf", "C.F.", "c.f.:", "C. F.", "CF:", "CF n.", "cod. fisc.", "Cod.Fisc.", "cod fisc", "codice fiscale", "Codice Fiscale:", "codice fiscale n°", "C.F./P.IVA", "CF ="} {
		if got := valori(testo(label+" RSSMRC69S2G702W").CF, InNuovo); got != "!RSSMRC69S2G702W" {
			t.Errorf("%s, a character missing: %q", label, got)
		}
		if got := valori(testo(label+" RSSMRC69S21G702W").CF, InNuovo); got != "RSSMRC69S21G702W" {
			t.Errorf("%s: %q", label, got)
		}
		if got := valori(testo(label+" 92032490374").CF, InNuovo); got != "92032490374" {
			t.Errorf("%s, eleven digits: %q", label, got)
		}
		for _, empty := range []string{"…..", "......", "________", "", "(da indicare)", "xxxxxxxxxxxxxxxx", "____/____"} {
			if got := valori(testo("ll sottoscritto ... "+label+" "+empty+" chiede di rinunciare").CF, InNuovo); got != "" {
				t.Errorf("%s with a placeholder %q: %q", label, empty, got)
			}
		}
	}
	for _, s := range []string{"tel. 92032490374", "n. prot. 2026123456789012", "IT60X0542811101000000123456", "fattura RSS12", "1234567890123456", "ABCDEFGHIJKLMNOP", "rif. PEC-2026-000123"} {
		if got := valori(testo(s).CF, InNuovo); got != "" {
			t.Errorf("%q is taken for a code: %q", s, got)
		}
	}
}

// TestOneSlipIsNeverAnother: each character of a code is changed to each other: what is found valid is what stands there (order.md §4.7:
// corrections are suggested, never applied).
func TestOneSlipIsNeverAnother(t *testing.T) {
	const code = "BNCGLI78C48G478A"
	for i := range code {
		for _, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			s := code[:i] + string(c) + code[i+1:]
			for _, f := range testo("CF " + s).CF {
				if f.Valore != s || f.Valido != cf.Valido(s) {
					t.Fatalf("%s: found %s valid %v", s, f.Valore, f.Valido)
				}
			}
		}
	}
}

// TestHiddenAndAlike puts an invisible or a look-alike character at each place of a code and of an address: found or not, it is
// never valid, and never the plain one's twin (reliability.md §3.1).
func TestHiddenAndAlike(t *testing.T) {
	alike := map[rune]string{'A': "\u0410\uff21\u0391", 'B': "\u0412\uff22", 'C': "\u0421\uff23", 'I': "\u0406\uff29\u2160", '4': "\uff14\u0664", '8': "\uff18", 'a': "\u0430\uff41", 'e': "\u0435\uff45", 'i': "\u0456\u2170", 'p': "\u0440"}
	check := func(s, plain string) {
		x := testo(s)
		for _, f := range append(x.CF, x.Indirizzi...) {
			if f.Valido && strings.EqualFold(f.Valore, plain) {
				t.Errorf("%+q: %q is valid", s, f.Valore)
			}
		}
	}
	for _, plain := range []string{"BNCGLI78C48G478A", "giulia.bianchi@pecmail.example"} {
		for i, c := range plain {
			for _, h := range "\u200b\u200c\u200d\u00ad\u2060\ufeff\u034f\u180e\u202e\u2066" {
				if i > 0 {
					check("CF "+plain[:i]+string(h)+plain[i:]+" chiede", plain)
				}
			}
			for _, a := range alike[c] {
				check("CF "+plain[:i]+string(a)+plain[i+1:]+" chiede", plain)
			}
		}
	}
}

// TestNamesOfTheSenderAreNotText: display names and other headers give no candidate; the subject gives its own (order.md §7, traps).
func TestNamesOfTheSenderAreNotText(t *testing.T) {
	in := inner(t, "From: \"RSSMRC69S21G702W altro@altra.example\" <giulia@pec.example>\nTo: \"BNCGLI78C48G478A\" <a@b.example>\nReply-To: terzo@altra.example\n"+
		"Subject: CF GLLFNC80L63L219B\nComments: quarto@altra.example\n\nChiedo.\n")
	x := in.Testo()
	if len(x.CF) != 1 || x.CF[0].Dove != InOggetto || x.CF[0].Valore != "GLLFNC80L63L219B" || len(x.Indirizzi) != 0 {
		t.Errorf("codes %+v, addresses %+v", x.CF, x.Indirizzi)
	}
}

// TestNamesOfAttachmentsAreNotText: nor do the names and words of attachments.
func TestNamesOfAttachmentsAreNotText(t *testing.T) {
	in := inner(t, da+"Content-Type: multipart/mixed; boundary=B\n\n--B\n\nChiedo.\n--B\nContent-Type: text/plain; name=\"RSSMRC69S21G702W.txt\"\n\nBNCGLI78C48G478A x@altra.example\n--B\nContent-Type: message/rfc822\n\nSubject: GLLFNC80L63L219B\n\ny@altra.example\n--B--\n")
	if x := in.Testo(); len(x.CF)+len(x.Indirizzi) != 0 || x.Nuovo != "Chiedo." || len(in.Attachments) != 2 {
		t.Errorf("codes %+v, addresses %+v, text %q", x.CF, x.Indirizzi, x.Nuovo)
	}
}

// TestAddressesInSentences sets an address among the marks of sentences: it is found as it is, and nothing beside it.
func TestAddressesInSentences(t *testing.T) {
	const a = "giulia.bianchi-2@pec-mail.example"
	for _, f := range []string{"%s", "%s.", "%s,", "%s;", "%s:", "%s!", "%s?", "(%s)", "[%s]", "<%s>", "\"%s\"", "«%s»", "'%s'", "*%s*", "PEC:%s", "PEC=%s"[:4] + " %s", "- %s", "-%s", "%s)", "%s...", "%s - tel. 06",
		"mailto:%s", "è %s e", "%s/altro", "PEC %s\nTel. 06", "%s\u00a0", "\t%s\t", "e-mail %s.\nSaluti", "\u200b%s\u200b", "<mailto:%s>"} {
		if got := valori(testo(fmt.Sprintf(f, a)).Indirizzi, InNuovo); got != a {
			t.Errorf(f+": %q", a, got)
		}
	}
	for _, f := range []string{"%s chiocciola %s", "%s (at) %s", "%s [at] %s", "%s(at)%s", "%s @ %s", "%s @%s", "%s@ %s", "%s (chiocciola) %s", "%s CHIOCCIOLA %s", "%s [@] %s", "%s@\n%s"} {
		if got := valori(testo("la mia PEC è "+fmt.Sprintf(f, "giulia.bianchi-2", "pec-mail.example")+" da oggi").Indirizzi, InNuovo); got != a {
			t.Errorf("%s: %q", f, got)
		}
	}
	for _, s := range []string{"la chiocciola di mare.", "@ordine", "ore @ 12.30", "a@b", "prezzo @ 3,50", "@", "@@", "x@", "giulia@pec", "at home (at) last"} {
		if got := valori(testo(s).Indirizzi, InNuovo); strings.Trim(got, "!") != "" && !strings.HasPrefix(got, "!") {
			t.Errorf("%q is taken for an address: %q", s, got)
		}
	}
}
