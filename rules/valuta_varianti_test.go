package rules

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestVarianti: what a mail program or a polite writer adds to a message of the specification changes nothing of
// its outcome.
func TestVarianti(t *testing.T) {
	vary := map[string]func(*posta){
		"confidentiality footer with the studio's address": func(m *posta) {
			m.testo += "\n\nAvviso di riservatezza\nQuesto messaggio è riservato. Studio Associato Prova, studio.prova@legalpost.example"
		},
		"signature of the studio": func(m *posta) { m.testo += "\n\n-- \nStudio Prova\ntel. 050 000000\nstudio@posta.example" },
		"our letter quoted": func(m *posta) {
			if !strings.Contains(m.testo, "\n>") {
				m.testo += "\n\nIl 16/11/2026 09:12, Segreteria ha scritto:\n> Le ricordiamo di comunicare la PEC a segreteria@pec.ordine-prova.example"
			}
		},
		"phone":        func(m *posta) { m.testo += "\n\nInviato da iPhone" },
		"greetings":    func(m *posta) { m.testo += "\n\nRingraziando per l'attenzione, porgo distinti saluti." },
		"upper case":   func(m *posta) { m.testo = strings.ToUpper(m.testo) },
		"curly quotes": func(m *posta) { m.testo = strings.ReplaceAll(m.testo, "'", "’") },
		"wrapped lines": func(m *posta) {
			if !strings.Contains(m.testo, "\n>") && !strings.Contains(m.testo, "\nDa:") {
				m.testo = acapo(m.testo)
			}
		},
	}
	files, _ := filepath.Glob(filepath.Join("testdata", "messaggi", "*.txt"))
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".txt")
		c := leggiCaso(t, name)
		if c.testa["dopo"] != "" || name == "41" {
			continue
		}
		for how, change := range vary {
			t.Run(name+" "+how, func(t *testing.T) {
				m := c.posta()
				change(&m)
				controlla(t, nuovaScena(t).valuta(m).Esito, c.attesi)
			})
		}
	}
}

// acapo breaks long lines at 72 columns, as format=fixed clients do.
func acapo(s string) string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		cur := ""
		for _, w := range strings.Fields(line) {
			if cur != "" && len(cur)+1+len(w) > 72 {
				out, cur = append(out, cur), ""
			}
			cur = strings.TrimSpace(cur + " " + w)
		}
		out = append(out, cur)
	}
	return strings.Join(out, "\n")
}

// TestParole: other words for the same requests, from the registered box, are understood without a person.
func TestParole(t *testing.T) {
	const (
		g = "giulia.bianchi@iscritti.pec-ordine.example"
		l = "luca.conti@legalpost.example"
		r = "m.rossi@pecmail.example"
	)
	for _, c := range []struct{ da, testo, tipo, addr string }{
		{g, "Il sottoscritto Bianchi Giulia C.F. BNC GLI 78C48 G478A chiede di rinunciare alla PEC dell'Ordine e di inserire nel database la PEC personale: g.b@pecmail.example", "R1", "g.b@pecmail.example"},
		{g, "Io sottoscritta Giulia Bianchi (BNCGLI78C48G478A) chiedo la disdetta della casella PEC dell'Ordine e comunico la mia PEC personale g.b@pecmail.example", "R1", "g.b@pecmail.example"},
		{g, "Giulia Bianchi, bncgli78c48g478a.\nRinuncio alla PEC fornita dall'Ordine; la mia nuova PEC è g.b@pecmail.example", "R1", "g.b@pecmail.example"},
		{g, "Chiedo di sostituire la PEC dell'Ordine con la mia PEC personale g.b@pecmail.example. Giulia Bianchi BNCGLI78C48G478A", "R4", "g.b@pecmail.example"},
		{g, "Chiedo di rinunciare alla PEC dell'Ordine e di inserire la PEC personale g.b@pecmail.example.\nGiulia Bianchi", "R1", "g.b@pecmail.example"},
		{l, "Comunico la mia nuova PEC: conti@pecmail.example. Luca Conti CNTLCU88R19A944D", "R4", "conti@pecmail.example"},
		{l, "Il sottoscritto Luca Conti CF CNTLCU88R19A944D comunica il proprio nuovo domicilio digitale conti@pecmail.example", "R4", "conti@pecmail.example"},
		{l, "Chiedo la variazione del mio indirizzo PEC in conti@pecmail.example. Luca Conti CNTLCU88R19A944D", "R4", "conti@pecmail.example"},
		{r, "Il sottoscritto Marco Rossi CF RSSMRC69S21G702W chiede di ottenere la PEC dell'Ordine e di rinunciare alla propria PEC personale.", "R2", ""},
		{r, "Marco Rossi RSSMRC69S21G702W chiedo di avere la casella PEC dell'Ordine rinunciando alla mia PEC personale", "R2", ""},
	} {
		v := nuovaScena(t).valuta(posta{env: "PEC", da: c.da, oggetto: "PEC", testo: c.testo, ora: "2026-11-23 10:00"})
		if e := v.Esito; e.Type != c.tipo || e.NewPEC != c.addr || e.Outcome != "IN_ESECUZIONE" || e.Auto != autoSi {
			t.Errorf("%q: %+v", c.testo, e)
		}
	}
}
