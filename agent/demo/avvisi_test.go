package demo

import (
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// TestAvvisi reads every failure with the agent's own reading of daticert: reason, finality and instant have to be
// the ones that the policy asks for (pec.md §4.5).
func TestAvvisi(t *testing.T) {
	type avviso struct {
		motivo pec.Motivo
		codice string
		final  bool
		ore    int
		testo  string // in the readable part
		da     string // in From
	}
	for p, want := range map[Politica][]avviso{
		NoDest:          {{pec.MotivoInesistente, "", true, 0, "rifiutato", "gestore-due"}},
		Inesistente:     {{pec.MotivoInesistente, "5.1.1", true, 0, "rifiutato", "gestore-due"}},
		Piena:           {{pec.MotivoPiena, "5.2.2", true, 0, "rifiutato", "gestore-due"}},
		VirusConsegna:   {{pec.MotivoVirus, "5.5.1", true, 0, "rifiutato", "gestore-uno"}},
		NonAccettata:    {{pec.MotivoAltro, "", true, 0, "non è stato accettato", "gestore-uno"}},
		NonAccettaVirus: {{pec.MotivoVirus, "", true, 0, "non è stato accettato", "gestore-uno"}},
		Preavviso12:     {{pec.MotivoTempo, "4.4.1", false, 12, "dodici", "gestore-uno"}},
		Preavviso24:     {{pec.MotivoTempo, "4.4.1", false, 12, "dodici", "gestore-uno"}, {pec.MotivoTempo, "5.4.1", true, 24, "ventiquattro", "gestore-uno"}},
		Preavviso24Solo: {{pec.MotivoTempo, "", true, 24, "ventiquattro", "gestore-uno"}},
	} {
		g := avviaTest(t, Options{})
		start := g.now()
		must(t, g.Politica("*@legalpost.example", p))
		must(t, spedisci(t, g, lettera("uno@x.example", luca), luca))
		must(t, g.Clock(start.Add(30*time.Hour)))
		var got []avviso
		for _, c := range consegnaTutto(t, g) {
			f := mustVerifica(t, g, grezzo(t, g, c.UID))
			if f.dc.Tipo == pec.Accettazione {
				continue
			}
			final, certo := f.dc.Definitivo(time.Time{}) // without the instant of acceptance: code or words must settle it
			if !certo {
				t.Errorf("%s: %s is doubtful", p, f.dc.ErroreEsteso)
			}
			a := avviso{f.dc.Motivo(), f.dc.Codice(), final, int(f.dc.Data.Sub(start).Hours()), "", ""}
			if i := len(got); i < len(want) && strings.Contains(f.testo, want[i].testo) && strings.Contains(f.head.Get("From"), want[i].da) {
				a.testo, a.da = want[i].testo, want[i].da
			}
			if !c.Quando.Equal(f.dc.Data) {
				t.Errorf("%s: INTERNALDATE %v, data %v", p, c.Quando, f.dc.Data)
			}
			virus := f.head.Get(pec.HeaderVerificaSicurezza) == pec.SicurezzaErrore
			if virus != (f.dc.Errore == pec.Virus) || virus != strings.Contains(f.head.Get("Subject"), "VIRUS:") {
				t.Errorf("%s: virus headers %v, errore %s, subject %s", p, virus, f.dc.Errore, f.head.Get("Subject"))
			}
			got = append(got, a)
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d notices", p, len(got))
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s, notice %d: %+v, want %+v", p, i, got[i], want[i])
			}
		}
	}
}

// TestNumerate: letters of a mailbox count from 1, and a negative number counts from the last.
func TestNumerate(t *testing.T) {
	g := avviaTest(t, Options{})
	for _, id := range []string{"uno@x.example", "due@x.example", "tre@x.example"} {
		must(t, spedisci(t, g, lettera(id, giulia), giulia))
	}
	consegnaTutto(t, g)
	box := g.Casella(strings.ToUpper(giulia))
	for i, a := range box {
		if a.N != i+1 {
			t.Errorf("letter %d has number %d", i+1, a.N)
		}
	}
	for n, want := range map[int]int{1: 0, 3: 2, 0: 2, -1: 1} {
		_, err := g.Rispondi(Risposta{Casella: giulia, N: n, Scritto: Scritto{Body: "x"}})
		must(t, err)
		f := apri(t, grezzo(t, g, consegnaTutto(t, g)[0].UID))
		if got := leggi(f.messaggi[0]).inReplyTo; got != box[want].Identificativo {
			t.Errorf("answer to letter %d refers to %s", n, got)
		}
	}
	for _, n := range []int{4, -3} {
		if _, err := g.Rispondi(Risposta{Casella: giulia, N: n}); err == nil {
			t.Errorf("answered letter %d of 3", n)
		}
	}
}
