package office_test

import (
	"slices"
	"strings"
	"testing"

	"pecagent/rules"
)

// inProva is an office that only observes: Conti's request was answered by hand, Bianchi's not as far as the mailbox shows.
func inProva(t *testing.T) *ufficio {
	t.Helper()
	u := nuovoUfficio(t, rules.Osserva)
	u.albo()
	u.scrive(cambio("conti.luca@pecmail.example"))
	u.risponde("luca.conti@legalpost.example", "=Preso nota.", false)
	w := cambio("x@pecmail.example")
	w.From, w.Body = "giulia.bianchi@pecmail.example", "Buongiorno, chiedo di cambiare la mia PEC.\nGiulia Bianchi\n"
	u.scrive(w)
	return u
}

// TestProva: the answer is found by the provider's own receipt; what nobody compared is never the same; a person's word
// counts, with his name, and not against what the mailbox proves.
func TestProva(t *testing.T) {
	u := inProva(t)
	list := oggetti(t, u.riesce("report", "--prova", "--json"))
	soloChiavi(t, "report --prova", list[:2], "messaggio quando mittente tipo auto confronto", "cf agente perche ufficio manca")
	soloChiavi(t, "report --prova, sums", list[2:], "somma messaggi esiti", "")
	for _, o := range list[:2] {
		if o["confronto"] != rules.ProvaNonSiSa {
			t.Errorf("nobody compared, and it is %v", o["confronto"])
		}
	}
	conti, bianchi := list[0]["messaggio"].(string), list[1]["messaggio"].(string)
	if list[0]["cf"] != "CNTLCU88R19A944D" {
		conti, bianchi = bianchi, conti
	}
	contiene(t, "no answer against a receipt", u.fallisce(1, "review", "answered", conti, "--esito", "nessuna"), "ha risposto il")
	contiene(t, "no word of that kind", u.fallisce(1, "review", "answered", conti, "--esito", "simile"), "uguale, diversa o nessuna")
	u.riesce("review", "answered", conti[:12], "--esito", "uguale", "--note", "stesse parole")
	u.riesce("review", "answered", bianchi, "--esito", "nessuna")
	last := u.ultimo()
	if last.Mano == nil || last.Attore.ID != "m.neri" || last.Regola != "R-310" {
		t.Errorf("recorded as %+v", last)
	}
	var got []string
	for _, o := range oggetti(t, u.riesce("report", "--prova", "--json"))[:2] {
		got = append(got, o["confronto"].(string))
	}
	slices.Sort(got)
	if strings.Join(got, " ") != "solo_agente uguale" {
		t.Errorf("after the words of a person: %v", got)
	}
	csv := u.riesce("report", "--prova", "--csv")
	contiene(t, "the CSV", csv, "messaggio;quando;mittente;cf;tipo;agente", ";'=Preso nota.;uguale;stesse parole;m.neri")
	if n := strings.Count(csv, "\n"); n != 3 {
		t.Errorf("%d lines:\n%s", n, csv)
	}
	contiene(t, "the sums", u.riesce("report", "--prova", "--somme"), "tutti 2 messaggi: uguale 1, solo l'agente 1")
	contiene(t, "history", u.riesce("members", "history", "CNTLCU88R19A944D"), "risposto a mano il 23/11/2026 09:00 da webmail (consegna), accanto a quella dell'agente: uguale (da m.neri)")
	u.riesce("mode", "proponi")
	contiene(t, "adopting what was answered", u.riesce("review", "adopt", conti), "L'ufficio ha risposto a mano il 23/11/2026")
}

// TestRispostoAMano: a letter that waits is withdrawn when the provider certifies that the office answered by hand, and a
// person records what that answer did.
func TestRispostoAMano(t *testing.T) {
	u := conCaso(t)
	u.risponde("luca.conti@legalpost.example", "Abbiamo provveduto.", false)
	list := u.riesce("review", "list")
	contiene(t, "the list", list, "Risposto a mano il 23/11/2026 09:00 da webmail (ricevuta di avvenuta consegna). Lettere nostre ritirate: LET-2026-000001 T-01, LET-2026-000002 T-23.")
	contiene(t, "without a note", u.fallisce(1, "review", "approve", "SEG-2026-000002"), "--note")
	u.riesce("review", "approve", "SEG-2026-000002", "--note", "aggiornato a mano")
	contiene(t, "history", u.riesce("members", "history", "CNTLCU88R19A944D"), "ARCHIVIATA", "risposto a mano il 23/11/2026 09:00 da webmail (consegna)")
	if n := len(u.eventi(rules.KMano)); n != 1 {
		t.Errorf("%d events of one answer", n)
	}
}
