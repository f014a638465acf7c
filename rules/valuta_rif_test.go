package rules

import "testing"

// dopo02 is the scene after message 02: the address was asked for.
func dopo02(t *testing.T) (*scena, Richiesta) {
	t.Helper()
	s := nuovaScena(t)
	r, _ := s.accade(s.valuta(leggiCaso(t, "02").posta()))
	return s, r
}

// altruiRif puts an open request of another member into the archive under a reference.
func (s *scena) altruiRif(rif string) {
	s.apply(Event{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2026-000900", Rif: rif, CF: "CNTLCU88R19A944D", Tipo: "R4",
		Stato: RInEsecuzione, Mittente: "luca.conti@legalpost.example"}})
}

// TestMiscopiedReferenceWithdraws: a reference that is none of ours leaves the one open request meant.
func TestMiscopiedReferenceWithdraws(t *testing.T) {
	s, r, _ := dopo01(t)
	m := leggiCaso(t, "25").posta()
	m.testo = "annullo la richiesta di ieri (rif. PEC-2026-009999) e chiedo di mantenere la PEC dell'Ordine. BNCGLI78C48G478A"
	v := s.valuta(m)
	if len(v.Altre) != 1 || v.Altre[0].ID != r.ID || v.Altre[0].Stato != RRitirata || v.Esito.Auto != autoSi {
		t.Fatalf("%+v", v)
	}
}

func TestReferenceOfAnotherWithdrawsNothing(t *testing.T) {
	s, _, _ := dopo01(t)
	s.altruiRif("PEC-2026-009999")
	m := leggiCaso(t, "25").posta()
	m.testo = "annullo la richiesta di ieri (rif. PEC-2026-009999) e chiedo di mantenere la PEC dell'Ordine. BNCGLI78C48G478A"
	if v := s.valuta(m); len(v.Altre) > 0 || esegue(v) {
		t.Fatalf("%+v", v)
	}
}

// TestMiscopiedReferenceCompletes: message 46 without thread and with a reference that is none of ours.
func TestMiscopiedReferenceCompletes(t *testing.T) {
	s, r := dopo02(t)
	m := leggiCaso(t, "46").posta()
	m.oggetto = "Re: Richiesta di integrazione rif. PEC-2026-009999"
	m.testo = "giulia.bianchi@pecmail.example"
	v := s.valuta(m)
	if v.Richiesta == nil || v.Richiesta.ID != r.ID || v.Richiesta.Stato != RInEsecuzione || v.Esito.NewPEC != nuovaPosta {
		t.Fatalf("%+v", v)
	}
}

func TestMiscopiedReferenceCompletesNothing(t *testing.T) {
	for name, change := range map[string]func(s *scena, m *posta){
		"of another's request": func(s *scena, _ *posta) { s.altruiRif("PEC-2026-009999") },
		"no reference":         func(_ *scena, m *posta) { m.oggetto = "Re: la mia posta" },
		"other box":            func(_ *scena, m *posta) { m.da = "estraneo@pecmail.example" },
		"ordinary mail":        func(_ *scena, m *posta) { m.env, m.da = "ORD", "giulia78@posta.example" },
		"two requests wait": func(s *scena, _ *posta) {
			s.apply(Event{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2026-000901", Rif: "PEC-2026-000901", CF: giulia, Tipo: "R4",
				Stato: RIntegrazione, Mittente: boxGiulia, Manca: []string{"PEC"}}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := dopo02(t)
			m := leggiCaso(t, "46").posta()
			m.oggetto, m.testo = "Re: Richiesta di integrazione rif. PEC-2026-009999", "giulia.bianchi@pecmail.example"
			change(s, &m)
			if v := s.valuta(m); esegue(v) || v.Iscritto != nil && v.Iscritto.Candidato != nil {
				t.Fatalf("%+v", v)
			}
		})
	}
}

// TestWithdrawalOfSeveralAsks: without a reference, and with two requests open, it is asked which is meant; with one it is that.
func TestWithdrawalOfSeveralAsks(t *testing.T) {
	s, r, _ := dopo01(t)
	s.apply(Event{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2026-000902", Rif: "PEC-2026-000902", CF: giulia, Tipo: "R4", Stato: RInRevisione, Mittente: boxGiulia}})
	m := leggiCaso(t, "25").posta()
	m.testo = "annullo la richiesta di ieri e chiedo di mantenere la PEC dell'Ordine. BNCGLI78C48G478A"
	v := s.valuta(m)
	if len(v.Altre) > 0 || esegue(v) || len(v.Esito.Reply) != 2 || v.Esito.Reply[1] != "T-18" || v.Esito.Outcome != string(RIntegrazione) {
		t.Fatalf("%+v", v.Esito)
	}
	m.testo = "annullo la richiesta rif. " + r.Rif + " e chiedo di mantenere la PEC dell'Ordine. BNCGLI78C48G478A"
	if v := s.valuta(m); len(v.Altre) != 1 || v.Altre[0].ID != r.ID || v.Altre[0].Stato != RRitirata {
		t.Fatalf("%+v", v)
	}
}
