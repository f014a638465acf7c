package office_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pecagent/agent/demo"
	"pecagent/agent/office"
	"pecagent/rules"
)

// TestTrovaPagine: pages follow each other without a gap, newest first, within 100 columns, and say how many are left.
func TestTrovaPagine(t *testing.T) {
	u := nuovoUfficio(t, rules.Proponi)
	u.albo()
	for range 5 {
		u.ora = u.ora.AddDate(0, 0, 1)
		u.scrive(demo.Scritto{From: "un.indirizzo.molto.lungo.di.prova@pecmail.example", Subject: "Offerta speciale di toner per stampanti di ogni marca e modello", Body: "Toner.\n"})
	}
	after, seen := []string{}, ""
	for _, want := range []string{"altri 3.\n", "altri 1.\n", "1 trovato in questa pagina, l'ultima."} {
		out := u.riesce(append([]string{"evidence", "find", "--limit", "2", "--text", "TONER"}, after...)...)
		contiene(t, "a page", out, want)
		for line := range strings.Lines(out) {
			if utf8.RuneCountInString(strings.TrimRight(line, "\n")) > 100 {
				t.Errorf("%q is too wide", line)
			}
			if strings.Contains(line, "trasporto") {
				seen += line[:2] + " "
			}
		}
		if m := regexp.MustCompile(`--after \S+`).FindString(out); m != "" {
			after = strings.Fields(m)
		}
	}
	if seen != "28 27 26 25 24 " {
		t.Errorf("days %s", seen)
	}
}

// TestTrovaMessaggi: the keys of a message.
func TestTrovaMessaggi(t *testing.T) {
	u := conCaso(t)
	soloChiavi(t, "evidence find", oggetti(t, u.riesce("evidence", "find", "--kind", "messaggio", "--json")), "sha256 busta livello destinatari",
		"tipo istante arrivo mittente oggetto msgid busta_id identificativo rif richieste lettere members type outcome flags protocollo storico copia")
}

// TestTrovaSviste: what neither the program nor the store knows is an error that names what there is, never «0 trovati»; what could be
// there and is not yet, is none.
func TestTrovaSviste(t *testing.T) {
	u := conCaso(t)
	for _, c := range []struct{ flag, value, says string }{
		{"--outcome", "xyz", "si cercano ACCETTATA, ANNULLATA, "}, {"--kind", "xyz", "si cercano accettazione, "}, {"--kind", "T-99", "ci sono F-01, T-01"}, {"--kind", "R99", "non è un tipo"},
		{"--kind", "R01", "non è un tipo"}, {"--member", "Nessuno", "nessun iscritto"}, {"--member", "CNTLCU88R19A944X", "non è un codice fiscale valido"},
	} {
		contiene(t, c.flag+" "+c.value, u.fallisce(office.ExitUsage, "evidence", "find", c.flag, c.value), c.says)
	}
	for _, args := range [][]string{{"--outcome", "rigettata"}, {"--outcome", " Certified "}, {"--kind", "r16"}, {"--kind", "t-10"}, {"--kind", "T-10b"}, {"--kind", "mancata consegna"}, {"--outcome", "IN_REVISIONE"}} {
		u.riesce(append([]string{"evidence", "find"}, args...)...)
	}
	contiene(t, "a slip", u.fallisce(office.ExitUsage, "evidence", "accesses", "--member", "CNTLCU88R19A944X"), "non è un codice fiscale valido")
	contiene(t, "nobody", u.fallisce(office.ExitWrong, "evidence", "accesses", "--member", "RSSMRA80A01H501U"), "nessun iscritto, e nessuna consultazione")
	u.riesce("evidence", "accesses", "--member", "CNTLCU88R19A944D")
}
