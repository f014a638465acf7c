package rules

import (
	"slices"
	"strings"
	"testing"
)

const (
	giulia     = "BNCGLI78C48G478A"
	boxGiulia  = "giulia.bianchi@iscritti.pec-ordine.example"
	nuovaPosta = "giulia.bianchi@pecmail.example"
)

// dopo01 is the scene after message 01: request open, T-23 sent to the new box.
func dopo01(t *testing.T) (*scena, Richiesta, []Lettera) {
	t.Helper()
	s := nuovaScena(t)
	r, letters := s.accade(s.valuta(leggiCaso(t, "01").posta()))
	return s, r, letters
}

func risposta01(da, testo, filo string) posta {
	return posta{env: "PEC", da: da, oggetto: "Re: conferma", testo: testo, ora: "2026-11-24 10:00", risponde: filo}
}

func TestL2(t *testing.T) {
	for name, text := range map[string]string{"thanks": "ok grazie", "empty": "", "yes": "Sì, confermo", "read": "Ricevuto.", "phone": "Va bene\n\nInviato da iPhone"} {
		t.Run(name, func(t *testing.T) {
			s, r, letters := dopo01(t)
			v := s.valuta(risposta01(nuovaPosta, text, lettera(t, letters, "T-23").MsgID))
			if v.Iscritto == nil || v.Iscritto.Candidato == nil || v.Iscritto.Candidato.L2.IsZero() || v.Iscritto.Candidato.Stato != Verificata {
				t.Fatalf("no L2: %+v", v)
			}
			if v.Richiesta == nil || v.Richiesta.ID != r.ID || !v.Richiesta.Confermata || v.Richiesta.Stato != RInEsecuzione || v.Esito.Auto != autoSi || v.Esito.Type != "R1" {
				t.Errorf("request %+v, %+v", v.Richiesta, v.Esito)
			}
			if len(v.Lettere) > 0 || v.Iscritto.Domicilio.Indirizzo != boxGiulia {
				t.Errorf("letters %v, domicile %v", v.Lettere, v.Iscritto.Domicilio)
			}
		})
	}
}

func TestL2ByCode(t *testing.T) {
	for name, m := range map[string]func(code string) posta{
		"subject": func(c string) posta { return posta{oggetto: "codice " + c, testo: "eccomi"} },
		"quoted":  func(c string) posta { return posta{testo: "grazie\n\n> il codice è " + c} },
		"text":    func(c string) posta { return posta{testo: strings.ToLower(c)} },
	} {
		t.Run(name, func(t *testing.T) {
			s, r, _ := dopo01(t)
			p := m(r.Codice)
			p.env, p.da, p.ora = "PEC", nuovaPosta, "2026-11-24 10:00"
			if v := s.valuta(p); v.Richiesta == nil || !v.Richiesta.Confermata || v.Iscritto.Candidato.L2.IsZero() {
				t.Errorf("%+v", v)
			}
		})
	}
}

func TestL2AfterRegistration(t *testing.T) {
	s, r, letters := dopo01(t)
	m := s.iscritto(giulia)
	m.Domicilio = &Domicilio{Indirizzo: nuovaPosta, Provenienza: Comunicato}
	k := *m.Candidato
	k.Stato = Iscritta
	m.Candidato = &k
	s.apply(Event{Kind: KIscritto, Iscritto: &m})
	v := s.valuta(risposta01(nuovaPosta, "grazie", lettera(t, letters, "T-23").MsgID))
	if v.Richiesta == nil || v.Richiesta.ID != r.ID || !v.Richiesta.Confermata || v.Iscritto.Candidato.Stato != Iscritta || v.Iscritto.Candidato.L2.IsZero() {
		t.Errorf("%+v", v)
	}
}

func TestDenialFreezes(t *testing.T) {
	for _, text := range []string{"Non sono io", "C'è un errore, non conosco questa persona", "NO", "Avete sbagliato destinatario", "Non ho mai chiesto nulla"} {
		for _, da := range []string{nuovaPosta, boxGiulia} {
			s, r, letters := dopo01(t)
			v := s.valuta(risposta01(da, text, lettera(t, letters, "T-23").MsgID))
			if v.Iscritto == nil || !v.Iscritto.Blocco || v.Richiesta.ID != r.ID || v.Richiesta.Stato != RInRevisione || v.Esito.Auto != autoPersona ||
				!slices.Contains(v.Esito.Flags, "BLOCCO_VARIAZIONI") || v.Richiesta.Confermata {
				t.Errorf("%s from %s: %+v", text, da, v)
			}
		}
	}
}

func TestNoL2(t *testing.T) {
	for name, change := range map[string]func(m *posta){
		"automatic":      func(m *posta) { m.auto = "Auto-Submitted: auto-replied" },
		"ordinary":       func(m *posta) { m.env = "ORD" },
		"anomaly":        func(m *posta) { m.env = "ANOMALIA" },
		"other box":      func(m *posta) { m.da = "estraneo@pecmail.example" },
		"no thread":      func(m *posta) { m.risponde = "" },
		"nested":         func(m *posta) { m.annidata = true },
		"question of if": func(m *posta) { m.testo = "Chiedo se è possibile tenere la PEC dell'Ordine" },
		"refuses":        func(m *posta) { m.testo = "non intendo rinunciare alla PEC dell'Ordine" },
		"CF of another":  func(m *posta) { m.testo = "sono GLLFNC80L63L219B" },
	} {
		t.Run(name, func(t *testing.T) {
			s, _, letters := dopo01(t)
			m := risposta01(nuovaPosta, "ok grazie", lettera(t, letters, "T-23").MsgID)
			change(&m)
			v := s.valuta(m)
			if v.Richiesta != nil && v.Richiesta.Confermata || v.Iscritto != nil && v.Iscritto.Candidato != nil && !v.Iscritto.Candidato.L2.IsZero() {
				t.Errorf("counted as L2: %+v", v)
			}
		})
	}
}

// TestReferenceAloneIsNoL2: the Rif counts up and can be guessed; the thread of our letter or its code is wanted.
func TestReferenceAloneIsNoL2(t *testing.T) {
	s, r, _ := dopo01(t)
	m := risposta01(nuovaPosta, "ok grazie", "")
	m.oggetto = "R: Risponda (Rif. " + r.Rif + ")"
	v := s.valuta(m)
	if v.Richiesta == nil || v.Richiesta.ID != r.ID || v.Richiesta.Confermata || v.Esito.Auto != autoPersona || v.Iscritto != nil {
		t.Errorf("%+v", v)
	}
}

func TestOtherBoxInThread(t *testing.T) {
	s, _, letters := dopo01(t)
	v := s.valuta(risposta01("estraneo@pecmail.example", "Sì, confermo", lettera(t, letters, "T-23").MsgID))
	controlla(t, v.Esito, map[string]string{"outcome": "RICEVUTA_NON_VALIDA", "reply": "T-05", "flags": "MITTENTE_NON_REGISTRATO", "member": ""})
	if v.Richiesta != nil || v.Iscritto != nil {
		t.Errorf("%+v", v)
	}
}

func TestOperatore(t *testing.T) {
	s, r, letters := dopo01(t)
	v := s.valuta(risposta01(boxGiulia, "OPERATORE", lettera(t, letters, "T-23").MsgID))
	if v.Richiesta == nil || v.Richiesta.ID != r.ID || !v.Richiesta.Operatore || len(v.Lettere) > 0 || len(v.Compiti) != 1 {
		t.Errorf("%+v", v)
	}
}

func TestWithdrawalCancelsTheChallenge(t *testing.T) {
	s, r, _ := dopo01(t)
	m := leggiCaso(t, "25").posta()
	m.testo = strings.ReplaceAll(m.testo, "PEC-2026-000123", r.Rif)
	v := s.valuta(m)
	if len(v.Altre) != 1 || v.Altre[0].ID != r.ID || v.Altre[0].Stato != RRitirata || v.Iscritto == nil || v.Iscritto.Candidato != nil {
		t.Errorf("%+v", v)
	}
	if b := v.Lettere[0]; b.Modello != "T-04" || !b.Apertura || b.Dettaglio != "RITIRO" || b.Dati.Indirizzo != boxGiulia {
		t.Errorf("%+v", b)
	}
	m.da = "estraneo@pecmail.example"
	if v := s.valuta(m); esegue(v) || len(v.Altre) > 0 {
		t.Errorf("withdrawn from another box: %+v", v.Esito)
	}
}

// daNuova is message 01 sent from the new box: R-105.
func daNuova(t *testing.T) (*scena, Richiesta, []Lettera) {
	t.Helper()
	s, m := nuovaScena(t), leggiCaso(t, "01").posta()
	m.da = nuovaPosta
	v := s.valuta(m)
	controlla(t, v.Esito, map[string]string{"ground": "R-105", "outcome": "CONFERMA_RICHIESTA", "reply": "T-05 T-06", "flags": "MITTENTE_NON_REGISTRATO", "new_pec": nuovaPosta, "auto": "AUTO"})
	r, letters := s.accade(v)
	if l := lettera(t, letters, "T-06"); l.A != boxGiulia {
		t.Fatalf("T-06 to %s", l.A)
	}
	return s, r, letters
}

func TestConfirmationFromTheRegisteredBox(t *testing.T) {
	s, r, letters := daNuova(t)
	v := s.valuta(risposta01(boxGiulia, "Sì", lettera(t, letters, "T-06").MsgID))
	controlla(t, v.Esito, map[string]string{"type": "R1", "ground": "R-101", "outcome": "IN_ESECUZIONE", "new_pec": nuovaPosta, "reply": "T-01 T-23", "auto": "AUTO", "cf": giulia, "flags": ""})
	if v.Richiesta.ID != r.ID || !v.Richiesta.Confermata || v.Iscritto.Candidato.Indirizzo != nuovaPosta || v.Iscritto.Candidato.Richiesta != r.ID {
		t.Errorf("%+v", v)
	}
	_, letters = s.accade(v)
	w := s.valuta(risposta01(nuovaPosta, "grazie", lettera(t, letters, "T-23").MsgID))
	if w.Iscritto == nil || w.Iscritto.Candidato.L2.IsZero() {
		t.Errorf("no L2 from the box that asked: %+v", w)
	}
}

func TestConfirmationOfR2(t *testing.T) {
	s, m := nuovaScena(t), leggiCaso(t, "03").posta()
	m.da = "altra@pecmail.example"
	_, letters := s.accade(s.valuta(m))
	v := s.valuta(risposta01("m.rossi@pecmail.example", "Si, sono stato io", lettera(t, letters, "T-06").MsgID))
	controlla(t, v.Esito, map[string]string{"type": "R2", "outcome": "IN_ESECUZIONE", "reply": "T-01 T-03"})
}

func TestNoFromTheRegisteredBox(t *testing.T) {
	s, _, letters := daNuova(t)
	v := s.valuta(risposta01(boxGiulia, "NO", lettera(t, letters, "T-06").MsgID))
	if v.Iscritto == nil || !v.Iscritto.Blocco || v.Esito.Outcome != "IN_REVISIONE" {
		t.Errorf("%+v", v)
	}
}

func TestAskerCannotConfirmHimself(t *testing.T) {
	for _, text := range []string{"Sì", "Sì, confermo tutto", "ok"} {
		s, _, letters := daNuova(t)
		v := s.valuta(risposta01(nuovaPosta, text, lettera(t, letters, "T-05").MsgID))
		if esegue(v) || v.Richiesta != nil && v.Richiesta.Confermata || v.Iscritto != nil {
			t.Errorf("%s: %+v", text, v)
		}
		// the code of T-06, stolen or guessed, proves nothing from the wrong box
		m := risposta01(nuovaPosta, text+" "+v.Richiesta.Codice, lettera(t, letters, "T-06").MsgID)
		if v := s.valuta(m); esegue(v) || v.Richiesta != nil && v.Richiesta.Confermata {
			t.Errorf("by code: %+v", v)
		}
	}
}

func TestOldBoxSaysItWasNotHim(t *testing.T) {
	s, r, _ := dopo01(t)
	m := s.iscritto(giulia)
	m.Domicilio = &Domicilio{Indirizzo: nuovaPosta, Provenienza: Comunicato}
	s.apply(Event{Kind: KIscritto, Iscritto: &m})
	r.Stato = REseguita
	s.apply(Event{Kind: KRichiesta, Richiesta: &r})
	s.apply(Event{Kind: KLettera, Lettera: &Lettera{ID: "LET-2026-000900", Modello: "T-04", A: boxGiulia, Richiesta: r.ID, MsgID: "t04@ordine.example", Stato: LConsegnata}})
	v := s.valuta(risposta01(boxGiulia, "Non sono stata io!", "t04@ordine.example"))
	if v.Iscritto == nil || !v.Iscritto.Blocco || !slices.Contains(v.Esito.Reply, "T-18") || v.Esito.Auto != autoPersona {
		t.Errorf("%+v", v)
	}
}

func TestSecondRequest(t *testing.T) {
	t.Run("duplicate", func(t *testing.T) {
		s, r, _ := dopo01(t)
		v := s.valuta(leggiCaso(t, "01").posta())
		controlla(t, v.Esito, map[string]string{"outcome": "DUPLICATA", "reply": "T-17", "auto": "AUTO"})
		if v.Lettere[0].Dati.Precedente != r.Rif || v.Iscritto != nil || v.Richiesta.ID != r.ID {
			t.Errorf("%+v", v)
		}
	})
	t.Run("another address", func(t *testing.T) {
		s, r, _ := dopo01(t)
		m := leggiCaso(t, "01").posta()
		m.testo = strings.ReplaceAll(m.testo, "pecmail", "legalpost")
		v := s.valuta(m)
		controlla(t, v.Esito, map[string]string{"outcome": "INTEGRAZIONE_RICHIESTA", "reply": "T-01 T-18"})
		if len(v.Altre) != 1 || v.Altre[0].ID != r.ID || v.Altre[0].Stato != RIntegrazione || v.Iscritto != nil {
			t.Errorf("the first is not held: %+v", v)
		}
	})
	t.Run("completes the incomplete one", func(t *testing.T) {
		s := nuovaScena(t)
		r, _ := s.accade(s.valuta(leggiCaso(t, "02").posta()))
		v := s.valuta(leggiCaso(t, "01").posta())
		controlla(t, v.Esito, map[string]string{"outcome": "IN_ESECUZIONE", "new_pec": nuovaPosta})
		if len(v.Altre) != 1 || v.Altre[0].ID != r.ID || v.Altre[0].Stato != RAssorbita {
			t.Errorf("%+v", v.Altre)
		}
	})
	t.Run("unproven one does not stop the member", func(t *testing.T) {
		s, r, _ := daNuova(t)
		v := s.valuta(leggiCaso(t, "01").posta())
		controlla(t, v.Esito, map[string]string{"outcome": "IN_ESECUZIONE"})
		if len(v.Altre) != 1 || v.Altre[0].ID != r.ID || v.Altre[0].Stato != RAssorbita {
			t.Errorf("%+v", v.Altre)
		}
	})
	t.Run("stranger against the member", func(t *testing.T) {
		s, _, _ := dopo01(t)
		m := leggiCaso(t, "01").posta()
		m.da, m.testo = "ladro@pecmail.example", strings.ReplaceAll(m.testo, nuovaPosta, "ladro@pecmail.example")
		v := s.valuta(m)
		controlla(t, v.Esito, map[string]string{"outcome": "IN_REVISIONE", "ground": "R-105", "auto": "REVIEW"})
		innocua(t, v)
	})
}

func TestChoice(t *testing.T) {
	for answer, want := range map[string]string{"2": "g.bianchi@legalpost.example", "la 1, grazie": nuovaPosta, "g.bianchi@legalpost.example": "g.bianchi@legalpost.example", "1 o 2": "", "la terza": "", "no, nessuna": ""} {
		s, m := nuovaScena(t), leggiCaso(t, "01").posta()
		m.testo += "\noppure g.bianchi@legalpost.example"
		_, letters := s.accade(s.valuta(m))
		l := lettera(t, letters, "T-02")
		if len(l.Dati.Opzioni) != 2 {
			t.Fatalf("%v", l.Dati)
		}
		v := s.valuta(risposta01(boxGiulia, answer, l.MsgID))
		if got := v.Esito.NewPEC; want != "" && (got != want || v.Esito.Outcome != "IN_ESECUZIONE") || want == "" && esegue(v) {
			t.Errorf("%s: %+v", answer, v.Esito)
		}
	}
}

func TestAddressOfTheSignature(t *testing.T) {
	s, m := nuovaScena(t), leggiCaso(t, "02").posta()
	m.testo += "\n\n-- \nGiulia Bianchi\nPEC g.bianchi@legalpost.example"
	v := s.valuta(m)
	controlla(t, v.Esito, map[string]string{"outcome": "INTEGRAZIONE_RICHIESTA", "new_pec": "", "reply": "T-01 T-02"})
	_, letters := s.accade(v)
	if w := s.valuta(risposta01(boxGiulia, "SÌ", lettera(t, letters, "T-02").MsgID)); w.Esito.NewPEC != "g.bianchi@legalpost.example" || w.Esito.Outcome != "IN_ESECUZIONE" {
		t.Errorf("%+v", w.Esito)
	}
}

func TestOrdinaryR3(t *testing.T) {
	for policy, outcome := range map[string]string{"AUTO": "IN_ESECUZIONE", "REVIEW": "IN_REVISIONE"} {
		s, m := nuovaScena(t), leggiCaso(t, "19").posta()
		s.p.R102 = policy
		m.env, m.da = "ORD", "ugofo55@posta.example"
		v := s.valuta(m)
		controlla(t, v.Esito, map[string]string{"type": "R3", "ground": "R-109", "outcome": "CONFERMA_RICHIESTA", "reply": "T-05 T-23", "member": ""})
		r, letters := s.accade(v)
		w := s.valuta(risposta01("ugo.fo@legalpost.example", "confermo", lettera(t, letters, "T-23").MsgID))
		controlla(t, w.Esito, map[string]string{"ground": "R-102", "outcome": outcome, "new_pec": "ugo.fo@legalpost.example"})
		if w.Richiesta.ID != r.ID {
			t.Errorf("%+v", w.Richiesta)
		}
		if w := s.valuta(risposta01("ladro@legalpost.example", "confermo", lettera(t, letters, "T-23").MsgID)); esegue(w) {
			t.Errorf("another box confirmed: %+v", w.Esito)
		}
	}
}

func TestIdentityCopyInReply(t *testing.T) {
	s := nuovaScena(t)
	r, letters := s.accade(s.valuta(leggiCaso(t, "17").posta()))
	m := risposta01("am.deluca@pecmail.example", "In allegato il modulo firmato e il documento. Anna Maria De Luca DLCNMR82H70E625V", lettera(t, letters, "T-05").MsgID)
	m.allegati = []string{"modulo_firmato.pdf", "carta_identita.pdf"}
	v := s.valuta(m)
	controlla(t, v.Esito, map[string]string{"type": "R1", "ground": "R-104", "outcome": "IN_REVISIONE", "auto": "REVIEW"})
	innocua(t, v)
	w := s.giudica(m, true)
	controlla(t, w.Esito, map[string]string{"ground": "R-104", "outcome": "IN_ESECUZIONE", "new_pec": "am.deluca@pecmail.example"})
	if w.Richiesta.ID != r.ID || !w.Richiesta.DalNuovo {
		t.Errorf("%+v", w.Richiesta)
	}
}

func TestNotUnderstoodInThread(t *testing.T) {
	s, r, letters := dopo01(t)
	v := s.valuta(risposta01(boxGiulia, "Quando arrivo in sede posso parlare con qualcuno della quota?", lettera(t, letters, "T-23").MsgID))
	if v.Richiesta == nil || v.Richiesta.ID != r.ID || v.Richiesta.Stato != RInEsecuzione || v.Esito.Outcome != "IN_REVISIONE" || v.Esito.Auto != autoPersona {
		t.Errorf("%+v", v)
	}
}

func TestAnswerToT02(t *testing.T) {
	for text, want := range map[string]string{
		leggiCaso(t, "01").testo:                                     "IN_ESECUZIONE",
		"La mia PEC personale è " + nuovaPosta:                       "IN_ESECUZIONE",
		"Chiedo di inserire la PEC personale " + nuovaPosta:          "IN_ESECUZIONE",
		"La vecchia era " + nuovaPosta:                               "IN_REVISIONE",
		"Posso usare " + nuovaPosta + "? È possibile?":               "IN_REVISIONE",
		"Non intendo più rinunciare, lasciate perdere " + nuovaPosta: "IN_REVISIONE",
		"giulia78@posta.example":                                     "INTEGRAZIONE_RICHIESTA",
		"sara.moretti@pecmail.example":                               "PREAVVISO_RIGETTO",
		"grazie, vi faccio sapere":                                   "IN_REVISIONE",
		nuovaPosta + "\nGLLFNC80L63L219B":                            "IN_REVISIONE",
	} {
		s := nuovaScena(t)
		r, letters := s.accade(s.valuta(leggiCaso(t, "02").posta()))
		v := s.valuta(risposta01(boxGiulia, text, lettera(t, letters, "T-02").MsgID))
		if v.Esito.Outcome != want || v.Richiesta == nil || v.Richiesta.ID != r.ID || want == "IN_ESECUZIONE" && (v.Esito.Auto != autoSi || v.Esito.NewPEC != nuovaPosta || len(v.Altre) > 0) {
			t.Errorf("%q: %+v\n%+v", text, v.Esito, v.Richiesta)
		}
		if m := risposta01("altra@pecmail.example", text, lettera(t, letters, "T-02").MsgID); esegue(s.valuta(m)) {
			t.Errorf("%q from another box is executed", text)
		}
	}
}

// TestAnswerToT18: which of two requests holds is never read from a number or a yes.
func TestAnswerToT18(t *testing.T) {
	for _, text := range []string{"1", "2", "sì", "la seconda", "confermo " + nuovaPosta} {
		s, _, _ := dopo01(t)
		m := leggiCaso(t, "01").posta()
		m.testo = strings.ReplaceAll(m.testo, "pecmail", "legalpost")
		_, letters := s.accade(s.valuta(m))
		if v := s.valuta(risposta01(boxGiulia, text, lettera(t, letters, "T-18").MsgID)); esegue(v) || v.Esito.Auto != autoPersona {
			t.Errorf("%q: %+v", text, v.Esito)
		}
	}
}

func TestLateAnswerReopens(t *testing.T) {
	for closed, want := range map[string]StatoRichiesta{"2026-10-01 10:00": RInRevisione, "2025-10-01 10:00": RArchiviata} {
		s := nuovaScena(t)
		r, letters := s.accade(s.valuta(leggiCaso(t, "02").posta()))
		r.Stato, r.Chiusa = RArchiviata, orario(t, closed)
		s.apply(Event{Kind: KRichiesta, Richiesta: &r})
		v := s.valuta(risposta01(boxGiulia, nuovaPosta, lettera(t, letters, "T-02").MsgID))
		got := RArchiviata
		if v.Richiesta != nil && v.Richiesta.ID == r.ID {
			got = v.Richiesta.Stato
		}
		if got != want || esegue(v) || v.Esito.Auto != autoPersona {
			t.Errorf("closed %s: %+v %s", closed, v.Esito, got)
		}
	}
}
