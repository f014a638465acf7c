package rules

import (
	"slices"
	"strings"
	"testing"

	"pecagent/mailparse"
)

const rinunciaIntera = "La sottoscritta Giulia Bianchi, CF BNCGLI78C48G478A, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale giulia.bianchi@pecmail.example"

// valutaCon judges the plain request of a registered sender after a change of what was read.
func valutaCon(t *testing.T, testo string, change func(*Received)) Valutazione {
	t.Helper()
	s := nuovaScena(t)
	in := s.ricevuto(posta{env: "PEC", da: "giulia.bianchi@iscritti.pec-ordine.example", oggetto: "Rinuncia", testo: testo, ora: "2026-11-23 10:00"})
	if change != nil {
		change(&in)
	}
	v := Valuta(s.p, Vista(s.a), in, false)
	s.forma(v)
	return v
}

// TestLetturaDubbia: the request that executes as it stands waits for a person, who is told why, as soon as a reader could see another
// sender or other words.
func TestLetturaDubbia(t *testing.T) {
	inner := func(change func(*mailparse.Inner)) func(*Received) { return func(r *Received) { change(r.Msg.Inner) } }
	for _, c := range []struct {
		nome   string
		cambia func(*Received)
		perche string // "" where it executes
	}{
		{"as it stands", nil, ""},
		{"the sender in capitals", inner(func(in *mailparse.Inner) { in.From = "Giulia.Bianchi@ISCRITTI.pec-ordine.example" }), ""},
		{"another sender in the original", inner(func(in *mailparse.Inner) { in.From = "luca.conti@legalpost.example" }), "si dice di luca.conti@legalpost.example"},
		{"no sender in the original", inner(func(in *mailparse.Inner) { in.From = "" }), "non dice da chi viene"},
		{"two subjects", inner(func(in *mailparse.Inner) { in.Ambiguo, in.Doppi = true, []string{"From", "Subject"} }), "porta più volte From e Subject"},
		{"two readings", inner(func(in *mailparse.Inner) { in.Ambiguo = true }), "in modi diversi"},
		{"words that are hidden", inner(func(in *mailparse.Inner) { in.Nascosto = true }), "parole nascoste"},
		{"two forms that differ", inner(func(in *mailparse.Inner) { in.Discorde = true }), "non dicono la stessa cosa"},
	} {
		e := valutaCon(t, rinunciaIntera, c.cambia).Esito
		want, auto := string(RInRevisione), autoPersona
		if c.perche == "" {
			want, auto = string(RInEsecuzione), autoSi
		}
		if e.Outcome != want || e.Auto != auto || !strings.Contains(e.Why, c.perche) {
			t.Errorf("%s: %s %s, %s", c.nome, e.Outcome, e.Auto, e.Why)
		}
	}
}

// TestCaratteriAlterati: a code or an address that only looks like one is for a person, also where nothing but a question would go out
// (reliability.md §3.1).
func TestCaratteriAlterati(t *testing.T) {
	const cf, addr = "BNCGLI78C48G478A", "giulia.bianchi@pecmail.example"
	for _, c := range []struct{ nome, da, a string }{
		{"full width", cf, "ＢＮＣＧＬＩ７８Ｃ４８Ｇ４７８Ａ"}, {"a zero-width blank in the code", cf, "BNCGLI78C48\u200bG478A"}, {"a Cyrillic letter in the code", cf, "\u0412NCGLI78C48G478A"},
		{"a direction mark in the address", addr, "giulia.bianchi\u202e@pecmail.example"}, {"a Cyrillic letter in the address", addr, "giulia.bi\u0430nchi@pecmail.example"},
		{"a domain with an accent", addr, "giulia.bianchi@pecm\u00e0il.example"}, {"a domain of the IDNA form", addr, "giulia.bianchi@xn--pecmil-lta.example"},
	} {
		e := valutaCon(t, strings.Replace(rinunciaIntera, c.da, c.a, 1), nil).Esito
		if e.Auto != autoPersona || !slices.Contains(e.Flags, "CARATTERI_ALTERATI") || e.Outcome == string(RInEsecuzione) {
			t.Errorf("%s: %s %s %v", c.nome, e.Outcome, e.Auto, e.Flags)
		}
	}
	if e := valutaCon(t, rinunciaIntera+"\nL’Ordine è «avvisato» — grazie…", nil).Esito; slices.Contains(e.Flags, "CARATTERI_ALTERATI") {
		t.Errorf("typographic signs of a text: %v", e.Flags)
	}
}
