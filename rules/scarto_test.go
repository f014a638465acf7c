package rules

import (
	"strings"
	"testing"
	"time"
)

// TestScartabili: nothing without a term; with one only what is closed, of nobody who is enrolled, and from the day on.
func TestScartabili(t *testing.T) {
	at := time.Date(2016, 3, 1, 12, 0, 0, 0, time.UTC)
	a := NewMemoria()
	for _, e := range []Event{
		{Kind: KIscritto, Iscritto: &Iscritto{CF: "ISCRITTO", Stato: Iscr}},
		{Kind: KIscritto, Iscritto: &Iscritto{CF: "SOSPESO", Stato: SospesoPEC, DataStato: "2000-01-01"}},
		{Kind: KIscritto, Iscritto: &Iscritto{CF: "MORTO", Stato: Deceduto, DataStato: "2016-11-24"}},
		{Kind: KIscritto, Iscritto: &Iscritto{CF: "IGNOTO", Stato: Cancellato}},
		{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2016-000001", CF: "ISCRITTO", Stato: REseguita, Chiusa: at, Messaggi: []string{"a"}}},
		{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2016-000002", CF: "MORTO", Stato: REseguita, Chiusa: at, Messaggi: []string{"b"}}},
		{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2016-000003", CF: "", Stato: RIgnorata, Chiusa: at, Messaggi: []string{"c"}}},
		{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2016-000004", CF: "", Stato: RIntegrazione, Messaggi: []string{"d"}}},
		{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2016-000005", CF: "IGNOTO", Stato: REseguita, Chiusa: at, Messaggi: []string{"e"}}},
		{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2016-000006", CF: "SOSPESO", Stato: REseguita, Chiusa: at, Messaggi: []string{"f"}}},
		{Kind: KLettera, Lettera: &Lettera{ID: "LET-2016-000001", CF: "MORTO", Richiesta: "RIC-2016-000002", Stato: LConsegnata, SHA256: "l1", Ricevute: []string{"r1"}, TInvio: at}},
		{Kind: KLettera, Lettera: &Lettera{ID: "LET-2016-000002", CF: "ESTRANEO", Stato: LConsegnata, SHA256: "l2", TInvio: at}},
		{Kind: KLettera, Lettera: &Lettera{ID: "LET-2016-000003", CF: "ESTRANEO", Stato: LInviata, SHA256: "l3", TInvio: at}},
		{Kind: KDiffida, Diffida: &Diffida{ID: "DIF-2016-000001", CF: "MORTO", Stato: DRegolarizzata, FineGiorno: "2016-05-01"}},
		{Kind: KDiffida, Diffida: &Diffida{ID: "DIF-2016-000002", CF: "MORTO", Stato: DNotificata}},
		{Kind: KEsito, Esito: &Verdetto{SHA256: "x", Chiave: "x", Istante: at, Decisione: &Esito{Outcome: "NON_PERTINENTE"}}},
		{Kind: KEsito, Esito: &Verdetto{SHA256: "y", Chiave: "y", Istante: at, Decisione: &Esito{Outcome: "NON_PERTINENTE", Member: "ISCRITTO"}}},
		{Kind: KEsito, Esito: &Verdetto{SHA256: "z", Chiave: "z", Istante: at, Decisione: &Esito{Outcome: "IN_REVISIONE"}}},
	} {
		if err := Apply(a, e); err != nil {
			t.Fatal(err)
		}
	}
	all := TerminiScarto{RichiesteAnni: 10, DiffideAnni: 10, LettereAnni: 10, AltraPostaGiorni: 365}
	for _, c := range []struct {
		terms TerminiScarto
		day   string
		want  string
	}{
		{TerminiScarto{}, "2090-01-01", ""},
		{all, "2017-02-28", ""},
		{all, "2017-03-01", "x"},
		{all, "2026-02-28", "x"},
		{all, "2026-03-01", "x LET-2016-000002 RIC-2016-000003"},
		{all, "2026-11-23", "x LET-2016-000002 RIC-2016-000003"},
		{all, "2026-11-24", "x LET-2016-000002 RIC-2016-000003 DIF-2016-000001 RIC-2016-000002"},
		{TerminiScarto{RichiesteAnni: 10}, "2026-11-24", "RIC-2016-000003 RIC-2016-000002"},
	} {
		now, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range Scartabili(a, c.terms, now.Add(12*time.Hour)) {
			got = append(got, s.ID)
			if s.ID == "RIC-2016-000002" && (strings.Join(s.Documenti, " ") != "b l1 r1" || s.Finito != "2016-11-24") {
				t.Errorf("%+v", s)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v on %s: %v, want %s", c.terms, c.day, got, c.want)
		}
	}
}
