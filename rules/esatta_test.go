package rules

import "testing"

func TestEsatta(t *testing.T) {
	const a, b = "chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale comunicata all'atto dell'iscrizione",
		"chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale"
	for text, want := range map[string]bool{
		"Il sottoscritto Mario Rossi CF RSSMRC69S21G702W " + a:                                                  true,
		"La sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, " + a:                                             true,
		"ll sottoscritto, CF BNCGLI78C48G478A, " + b:                                                            true,
		"La sottoscritta, CF BNCGLI78C48G478A, " + b + " g@pec.example":                                         true,
		"Il sottoscritto Mario Rossi non " + a:                                                                  false,
		"La sottoscritta Giulia Bianchi non " + b:                                                               false,
		"Giulia Bianchi " + b:                                                                                   false,
		"La sottoscritta chiede di rinunciare alla PEC dell'Ordine e di inserire nel database la PEC personale": false,
	} {
		if got := capisciTesto(t, "", text).Exact; got != want {
			t.Errorf("%v, want %v: %s", got, want, text)
		}
	}
}
