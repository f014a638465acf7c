package rules

import (
	"slices"
	"strings"
	"testing"

	"pecagent/mailparse"
)

func capisciTesto(t testing.TB, subject, text string, attachments ...string) Capito {
	t.Helper()
	in := &mailparse.Inner{From: "chi@pecmail.example", Subject: subject, Text: text}
	for _, a := range attachments {
		in.Attachments = append(in.Attachments, mailparse.Attachment{Name: a, Type: "application/pdf"})
	}
	p := DefaultPolicy()
	p.Ordine.PEC = "segreteria@pec.ordine-prova.example"
	p.DominiNonPEC = []string{"posta.example"}
	return Capisci(p, in.Testo(), in)
}

// TestCapisciTipo: what people write, and what it asks.
func TestCapisciTipo(t *testing.T) {
	for _, c := range []struct{ text, tipo, flags string }{
		{"chiedo di rinunciare alla PEC dell'Ordine e di inserire nel database la PEC personale a@b.example", "R1", ""},
		{"CHIEDO DI RINUNCIARE ALLA PEC DELL'ORDINE E DI INSERIRE NEL DATA BASE LA PEC PERSONALE A@B.EXAMPLE", "R1", ""},
		{"chiedo la disdetta della casella PEC fornita dall'Ordine; comunico la mia PEC personale: a@b.example", "R1", ""},
		{"Rinuncio alla casella di posta elettronica certificata dell'Ordine, la mia nuova PEC è a@b.example", "R1", ""},
		{"Desidero rinunciare alla vostra PEC e usare la mia a@b.example", "R1", ""},
		{"chiedo di rinunciare alla mia PEC dell'Ordine", "R1", ""},
		{"chiedo di ottenere la PEC dell'Ordine rinunciando alla mia PEC personale", "R2", ""},
		{"chiedo di avere la casella dell'Ordine e di revocare la PEC personale comunicata a suo tempo", "R2", ""},
		{"comunico il mio domicilio digitale: a@b.example", "R3", ""},
		{"Il mio indirizzo PEC è a@b.example", "R3", ""},
		{"la mia nuova PEC è a@b.example", "R4", ""},
		{"chiedo di modificare l'indirizzo PEC in a@b.example", "R4", ""},
		{"chiedo la variazione della PEC: a@b.example", "R4", ""},
		{"chiedo di rinunciare alla PEC dell'Ordine senza averne altra", "R5", ""},
		{"chiedo di cancellare e revocare la mia PEC personale", "R5", ""},
		{"annullo la mia richiesta del 3 novembre", "R16", ""},
		{"ritiro l'istanza presentata ieri", "R16", ""},
		{"Ci ho ripensato, lasciate tutto com'è", "R16", ""},
		{"potete dirmi se la mia PEC risulta registrata?", "R15", ""},
		{"non riesco ad attivare la casella PEC", "R8", "ATTIVAZIONE_FALLITA"},
		{"Come si fa ad attivare la PEC?", "R8", ""},
		{"chiediamo l'elenco degli iscritti con il domicilio digitale", "R7", ""},
		{"comunico il decesso del dott. Re, titolare della PEC al.re@b.example", "R13", "DECESSO"},
		{"vorrei il kit di firma digitale", "R9", ""},
		{"Buongiorno, a che ora aprite?", "R99", ""},
		{"", "R99", ""},
		{"...", "R99", ""},
		{"Osservazioni sulla diffida: la mia PEC esiste da anni", "R11", ""},
		{"chiede di ottenere la PEC dell'Ordine dichiarando di voler rinunciare alla propria PEC personale e chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale", "R1", "DOPPIO_INTENTO"},
		{"non intendo rinunciare alla PEC dell'Ordine", "R1", "NEGAZIONE"},
		{"chedo di rinuncare alla PEC del'Ordine e di inserie nel databse la PEC personle a@b.example", "R1", "FUZZY"},
	} {
		k := capisciTesto(t, "", c.text)
		if k.Type != c.tipo || strings.Join(k.Flags, " ") != c.flags {
			t.Errorf("%q: %s %v, want %s %s", c.text, k.Type, k.Flags, c.tipo, c.flags)
		}
	}
}

func TestCapisciWords(t *testing.T) {
	k := capisciTesto(t, "", "ll sottoscritto Mario De Rossi, CF RSSMRC69S21G702W, n. iscr. 0123, chiede di rinunciare alla PEC dell'Ordine e di inserire nel data base la PEC personale a@b.example (ripeto: a@b.example) dal 1° marzo 2027. Rif. PEC-2026-000007.\nScrivere a segreteria@pec.ordine-prova.example o alla mail chi@posta.example")
	if k.Nome != "Mario De Rossi" || k.Numero != "123" || !slices.Equal(k.CF, []string{"RSSMRC69S21G702W"}) || k.NewPEC != "a@b.example" || !k.DueVolte {
		t.Errorf("%+v", k)
	}
	if k.Decorrenza != (decorrenza{2027, 3, 1}) || !slices.Equal(k.Rif, []string{"PEC-2026-000007"}) || !k.Exact || !slices.Equal(k.Candidates, []string{"a@b.example"}) {
		t.Errorf("%+v", k)
	}
	if !strings.HasPrefix(k.Quote, "ll sottoscritto") || !strings.Contains(k.Quote, "data base") {
		t.Errorf("quote %q", k.Quote)
	}
	if k := capisciTesto(t, "", "chiedo di inserire la PEC personale a@b.example o c@b.example"); k.NewPEC != "" || len(k.Candidates) != 2 {
		t.Errorf("one of two was chosen: %+v", k)
	}
}

// TestRealWordsAreNotKeyWords: words of the language near a key word never stand for it.
func TestRealWordsAreNotKeyWords(t *testing.T) {
	for _, w := range append(slices.Clone(paroleVere), "pec", "casella", "chiedere", "chieda", "rispondere", "personalità", "rinviare", "inserzione", "sottoscrizione") {
		if k, ok := chiaveVicina(w); ok {
			t.Errorf("%s taken for %s", w, k)
		}
	}
	for w, want := range map[string]string{"rinuncare": "rinunciare", "rinunicare": "rinunciare", "personle": "personale", "otenere": "ottenere", "databse": "database", "inserie": "inserire", "sottoscrito": "sottoscritto", "chede": "chiede"} {
		if k, ok := chiaveVicina(w); !ok || k != want {
			t.Errorf("%s: %s %v, want %s", w, k, ok, want)
		}
	}
}

func TestDistanza(t *testing.T) {
	for _, c := range []struct {
		a, b string
		n    int
	}{{"", "", 0}, {"a", "", 1}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"kitten", "sitting", 3}, {"però", "pero", 1}, {"ca", "abc", 3}} {
		if n := distanza(c.a, c.b); n != c.n {
			t.Errorf("%q %q: %d, want %d", c.a, c.b, n, c.n)
		}
		if n := distanza(c.b, c.a); n != c.n {
			t.Errorf("not symmetric: %q %q", c.a, c.b)
		}
	}
}

func TestLeggiRisposta(t *testing.T) {
	for text, want := range map[string]string{
		"Sì": rispostaSi, "si.": rispostaSi, "SI, confermo": rispostaSi, "ok": rispostaSi, "Confermo": rispostaSi, "Va bene così": rispostaSi,
		"Si chiede un chiarimento": "", "Si comunica che": "", "Ma quando?": "", "": "", "signora": "",
		"No": rispostaNo, "no grazie": rispostaNo, "Non sono io": rispostaNo, "Sì ma non sono stato io": rispostaNo, "è un errore": rispostaNo, "Non confermo": rispostaNo, "non ho mai richiesto niente": rispostaNo,
		"OPERATORE": rispostaOperatore, "vorrei un operatore": rispostaOperatore, "notizie": "", "novembre": "",
	} {
		f := strings.ToLower(text)
		if got := leggiRisposta(inParole(f), tavola.On(unaRiga(f))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestDecorrenza(t *testing.T) {
	for text, want := range map[string]decorrenza{
		"dal 1° dicembre": {0, 12, 1}, "a decorrere dal 01/12/2026": {2026, 12, 1}, "dal 15.1.2027": {2027, 1, 15}, "dall'8 marzo": {0, 3, 8},
		"con decorrenza 2 giugno 2027": {2027, 6, 2}, "dal 40 dicembre": {}, "dal 2014": {}, "iscritto dalla nascita": {}, "dal 3/13": {},
	} {
		if got, ok := leggiDecorrenza(tavola.On(text)); ok != (want != decorrenza{}) || ok && got != want {
			t.Errorf("%q: %v %v, want %v", text, got, ok, want)
		}
	}
}
