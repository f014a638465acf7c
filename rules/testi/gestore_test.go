package testi

import (
	"testing"

	"pecagent/rules"
)

// TestGestoreDellaLettera: a letter speaks of the provider that the calendar counts with, also where one name stands in another.
func TestGestoreDellaLettera(t *testing.T) {
	p := rules.DefaultPolicy()
	p.Gestori = map[string]rules.ProfiloGestore{"ARUBA": {Assistenza: "uno"}, "ARUBA PEC": {Assistenza: "due"}, "REG": {Assistenza: "tre"}}
	for name, want := range map[string]string{"Aruba S.p.A.": "uno", "Aruba PEC S.p.A.": "due", "aruba": "uno", "Register.it": "", "Non Aruba": ""} {
		f := map[string]string{}
		delGestore("T-07", p, rules.DatiLettera{Gestore: name}, f)
		if f["assistenza"] != want {
			t.Errorf("%s: %q, want %q", name, f["assistenza"], want)
		}
	}
}
