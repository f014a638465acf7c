package mailparse

import "testing"

// TestSameWords: the two forms that a program makes of one text are one text, whatever it does to lines, lists, links and quotations.
func TestSameWords(t *testing.T) {
	for _, c := range []struct {
		plain, htm string
		want       bool
	}{
		{"Chiedo\ndi rinunciare.", "Chiedo di rinunciare.", true}, {"* uno\n* due", "uno\ndue", true}, {"1. uno", "uno", true}, {"*Nota*: perche\u0301", "Nota: perch\u00e9", true},
		{"il sito<https://www.x.example/a?b=c>", "il sito", true}, {"scrivo da a@b.example<mailto:a@b.example>", "scrivo da a@b.example", true}, {"[image: Logo Studio]\ntesto", "testo", true}, {"[cid:image001.png@01DA]testo", "testo", true},
		{"testo\n\n-----Messaggio originale-----\nDa: x\nInviato: oggi\nA: y\n\ncitato", "testo\n\nDa: x <x@y.example>\nInviato: oggi\nA: y\n\ncitato", true}, {"testo\n> citato", "testo\n> citato", true}, {"TESTO", "testo", true},
		{"chiedo", "non chiedo", false}, {"chiedo di no", "chiedo", false}, {"uno due", "due uno", false}, {"dal primo marzo", "dal primo aprile", false}, {"testo\n-- \nfirma", "testo", false}, {"", "n", false},
	} {
		if got := sameWords(c.plain, c.htm); got != c.want {
			t.Errorf("%q and %q: %v", c.plain, c.htm, got)
		}
	}
}

// TestOneAddress: a bare mailbox and nothing that is more, or only looks like one.
func TestOneAddress(t *testing.T) {
	for in, want := range map[string]bool{
		"a@b.example": true, "Mario.Rossi@PEC.example": true, "a+b%c@d.e.example": true, "a.@b.example": true, "x_y-z'w@b-c.example": true,
		"": false, "a": false, "@b.example": false, "a@b": false, "a@b.example, c@d.example": false, "Mario <a@b.example>": false, "a(x)@b.example": false, "a@b.example (x)": false, "\"a\"@b.example": false, "a@b@c.example": false,
		"a@b.example.": false, "a@b..example": false, "a b@c.example": false, "\u0430@b.example": false, "a@b\uff0eexample": false, "a@b\u3002example": false, "a\u200b@b.example": false, "a@[192.0.2.1]": false, "a@-b.example": false,
	} {
		if got := oneAddress(in); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}
