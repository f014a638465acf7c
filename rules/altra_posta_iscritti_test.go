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

// TestChiScrive: a member writes where he declares his name, signs with it or begins with it; not where he is spoken of.
func TestChiScrive(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Il sottoscritto Luca Conti comunica la nuova PEC.", true},
		{"Il sottoscritto Mario Bassi segnala la PEC del dott. Luca Conti.", false},
		{"Comunico la mia nuova PEC e allego la fattura.\nLuca Conti", true},
		{"Comunico la mia nuova PEC e allego la fattura.\nDott. Conti Luca", true},
		{"Vi mando il decreto ingiuntivo e la nuova PEC, grazie Luca Conti", true},
		{"Segnalo il comportamento scorretto e la PEC sbagliata del dott. Luca Conti", false},
		{"Segnalo la PEC sbagliata.\ndel dott. Luca Conti", false},
		{"Niccolò D'Angelo\n\nAllego la fattura.\n\nLa nuova PEC è qui.", true},
		{"Anna Maria De Luca\n\nAllego la fattura.\n\nLa nuova PEC è qui.", true},
		{"Buongiorno.\nLuca Conti, CF CNTLCU88R19A944D, allega la fattura\ne comunica la nuova PEC\nal più presto possibile", true},
		{"Esposto contro\nLuca Conti, CF CNTLCU88R19A944D, per la fattura\ne la PEC mai comunicata\na chi di dovere", false},
		{"Si scrive nei confronti del medico,\nLuca Conti, CF CNTLCU88R19A944D, per la fattura\ne la PEC mai comunicata\na chi di dovere", false},
		{"Sono Luca Conti, CF CNTLCU88R19A944D, e vorrei la PEC al più presto possibile per favore.", true},
		{"Si chiede la PEC di Luca Conti, CF CNTLCU88R19A944D, nell'interesse del creditore e con ogni urgenza del caso.", false},
		{"Comunico la mia nuova PEC e allego la fattura.\nGiorgio Bassi", false},
		{"", false},
	} {
		s := nuovaScena(t)
		in := s.ricevuto(posta{env: "PEC", da: "x@pecmail.example", testo: c.text, ora: "2026-11-23 10:00"})
		g := &giudizio{p: s.p, s: Vista(s.a), in: in, inner: in.Msg.Inner, t: in.Msg.Inner.Testo(), mittente: "x@pecmail.example"}
		g.c = Capisci(s.p, g.t, g.inner)
		if got := g.leggiAltra().iscritto; got != c.want {
			t.Errorf("%q: %v", c.text, got)
		}
	}
}

// TestTermineMese: the same day of the next month or its last, moved off a holiday (GDPR art. 12 par. 3, R-142, R-146).
func TestTermineMese(t *testing.T) {
	p := DefaultPolicy()
	for day, want := range map[string]string{
		"2026-11-24": "2026-12-24", "2026-11-25": "2026-12-28", "2027-01-31": "2027-03-01", "2028-01-30": "2028-02-29",
		"2026-12-01": "2027-01-02", "2026-12-31": "2027-02-01", "2026-10-31": "2026-11-30", "2026-09-04": "2026-10-05",
	} {
		if got := p.TermineMese(orario(t, day+" 23:30")); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

// TestCasellaDiUfficio: a box of an office is told by its function; a person of the office writes for himself.
func TestCasellaDiUfficio(t *testing.T) {
	const mia = "La sottoscritta Rosa Bruni, CF BRNRSO80A41A944F, comunica la propria PEC rosa.bruni@pecmail.example."
	for _, c := range []struct {
		da, testo string
		r0        bool
	}{
		{"protocollo@pec.tribunale-prova.example", "Si comunica il nuovo indirizzo PEC nuovo@pec.tribunale-prova.example.", true},
		{"segreteria@pec.ordine-altra.example", "Si comunica il nuovo indirizzo PEC ordine@pec.ordine-altra.example.", true},
		{"mario.bassi@pec.asl-altra.example", "Si comunica il nuovo indirizzo PEC nuovo@pec.asl-altra.example.", true},
		{"rosa.bruni@pec.asl-altra.example", mia, false},
		{"rosa.bruni@pec.ordine-altra.example", mia, false},
		{"rosa.bruni@iscritti.pec-ordine.example", mia, false},
		{"rosa.bruni@pec.ordine-altra.example", "Comunico la mia nuova PEC rosa.bruni@pecmail.example.", false},
	} {
		v := nuovaScena(t).valuta(posta{env: "PEC", da: c.da, testo: c.testo, ora: "2026-11-23 10:00"})
		if (v.Esito.Type == "R0") != c.r0 {
			t.Errorf("%s %q: %+v", c.da, c.testo, v.Esito)
		}
	}
}
