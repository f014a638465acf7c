package rules

import (
	"strings"
	"testing"
)

// altreMaterie are sentences of other matters, one at least of each family of testdata/corpus/altra, that can stand in the mail of a
// member beside his request.
var altreMaterie = []string{
	"Allego anche l'esposto nei confronti del collega.",
	"Resta ferma la memoria difensiva nel procedimento disciplinare.",
	"Ho ricevuto il decreto ingiuntivo del Tribunale di Prova.",
	"Nella domanda di iscrizione del 2019 era indicata un'altra casella.",
	"La fattura n. 12 è già stata pagata.",
	"Si allega autocertificazione ai sensi del D.P.R. 445/2000.",
	"Ho letto la circolare della FNOMCeO.",
	"I Carabinieri del NAS mi hanno scritto.",
	"In relazione all'accesso civico provvederò a parte.",
	"Clicca qui per lo sconto.",
	"L'INPS e l'INAIL mi scrivono all'indirizzo vecchio.",
	"La polizza è assicurata con la S.r.l. di Prova.",
	"Sarò al convegno e al corso ECM.",
	"Il mio avvocato è informato.",
	"Il decesso di un paziente mi impedisce di venire di persona.",
	"Chiedo anche l'elenco degli iscritti con le PEC.",
	"La scrivente società non c'entra.",
}

// TestRichiestaDiIscrittoMaiAltraPosta: whatever else a member writes beside it, and from wherever, a request that names him is never
// other post; from his registered box nothing but an act of another matter without a word of PEC ever is.
func TestRichiestaDiIscrittoMaiAltraPosta(t *testing.T) {
	n := 0
	for _, base := range []string{"01", "03", "05", "09", "13", "15", "17", "19", "21", "23", "25", "27", "29", "33", "37", "39"} {
		for _, extra := range append([]string{""}, altreMaterie...) {
			for _, from := range []string{"", "altra.casella@pecmail.example", "sconosciuto@posta.example", "luca@pec.asl-prova.example"} {
				m := leggiCaso(t, base).posta()
				for _, text := range []string{extra + "\n" + m.testo, m.testo + "\n" + extra, strings.Replace(m.testo, ". ", ". "+extra+" ", 1)} {
					x := m
					x.testo = text
					if from != "" {
						x.da = from
						if strings.HasSuffix(from, "@posta.example") {
							x.env = "ORD"
						}
						if !strings.Contains(text, "sottoscritt") && !strings.Contains(text, "ottoscrito") {
							continue // from an unknown box, without a name: nobody can tell
						}
					}
					n++
					if v := nuovaScena(t).valuta(x); v.Esito.Type == "R0" {
						t.Fatalf("%s from %s with %q: %s\n%s", base, x.da, extra, v.Esito.Why, text)
					}
				}
			}
		}
	}
	if n < 1500 {
		t.Errorf("only %d texts", n)
	}
	t.Log(n, "texts")
}

// TestDaCasellaRegistrataMaiAltraPosta: the ordinary mail of the corpus, sent from a member's registered box, is other post only where it
// is a memoria, an esposto or a served act; the rest a person sees, and nothing of it is executed.
func TestDaCasellaRegistrataMaiAltraPosta(t *testing.T) {
	altre := 0
	for _, m := range leggiMissive(t, "altra") {
		if m.attese[0] != "R0" {
			continue
		}
		p := nuovaPratica(t)
		m.arriva[1], m.arriva[2] = "PEC", "paola.nitti@pecmail.example"
		p.arriva(m.arriva, m.blocco)
		e := p.ultima.Esito
		if e.Type == "R0" {
			altre++
			text := strings.ToLower(strings.Join(m.blocco, " "))
			if parlaDiPEC(text) || !tavolaAltra.On(unaRiga(text)).Has(reAttoProprio) {
				t.Errorf("%s %s: R0 from a registered box: %s", m.dove, m.nome, e.Why)
			}
		}
		if s := StatoRichiesta(e.Outcome); s == RInEsecuzione || s == REseguita {
			t.Errorf("%s %s: executed: %s", m.dove, m.nome, e.Why)
		}
	}
	if altre == 0 || altre > 40 {
		t.Errorf("%d texts are other post from a registered box", altre)
	}
	t.Log(altre, "of the corpus are other post also from a registered box")
}
