package rules

import "testing"

// TestConteso: the box a member writes from and calls his domicile does not lose against an address in a foot without a name.
func TestConteso(t *testing.T) {
	const from = "chi@pecmail.example"
	for text, want := range map[string]string{
		"Comunico il mio domicilio digitale: " + from + "\n\nSegreteria\ninfo@legalpost.example\ntel. 050": "",
		"La mia PEC è " + from + "\ntel 050 - info@legalpost.example":                                      "",
		"Comunico il mio domicilio digitale: " + from:                                                      from,
		"Scrivo da " + from + "; la nuova PEC è altra@pecmail.example":                                     "altra@pecmail.example",
		"La mia PEC è " + from + ", chiedo di sostituirla con altra@pecmail.example":                       "altra@pecmail.example",
		"Vecchio domicilio digitale: " + from + "\nNuovo: altra@pecmail.example":                           "altra@pecmail.example",
		"chiede di inserire nel data base la PEC personale altra@pecmail.example\n\ndott. Chi\n" + from:    "altra@pecmail.example",
		"la PEC personale altra@pecmail.example in luogo del domicilio digitale " + from:                   "altra@pecmail.example",
	} {
		if got := capisciTesto(t, "", text).NewPEC; got != want {
			t.Errorf("%q, want %q: %s", got, want, text)
		}
	}
}

// TestContesoNonRegistra: none of the two is taken; a question or a person settles it.
func TestContesoNonRegistra(t *testing.T) {
	for _, name := range []string{"19", "21", "17"} {
		s, c := nuovaScena(t), leggiCaso(t, name)
		m := c.posta()
		m.testo += "\n\nSegreteria\ninfo.prova@legalpost.example\ntel. 050 1234"
		v := s.valuta(m)
		if esegue(v) || v.Esito.NewPEC == "info.prova@legalpost.example" || v.Iscritto != nil && v.Iscritto.Candidato != nil {
			t.Errorf("%s: %+v", name, v.Esito)
		}
	}
}
