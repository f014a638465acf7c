package rules

import (
	"slices"
	"strings"
	"testing"
)

func TestSignedForm(t *testing.T) {
	s, m := nuovaScena(t), leggiCaso(t, "15").posta()
	m.firme = []Firma{{Allegato: "variazione_pec.pdf.p7m", CF: "CNTLCU88R19A944D", Valida: true}}
	v := s.valuta(m)
	controlla(t, v.Esito, map[string]string{"type": "R4", "ground": "R-103", "outcome": "IN_ESECUZIONE", "cf": "CNTLCU88R19A944D",
		"new_pec": "conti.luca@pecmail.example", "reply": "T-01 T-26", "auto": "AUTO", "flags": ""})
	if k := v.Iscritto.Candidato; k.Stato != Verificata || k.L2.IsZero() || !v.Richiesta.DalNuovo {
		t.Errorf("%+v", v.Iscritto)
	}
	for _, b := range v.Lettere {
		if b.Modello == "T-26" && b.A != "luca.conti@legalpost.example" || b.Modello == "T-01" && b.A != "conti.luca@pecmail.example" {
			t.Errorf("%s to %s", b.Modello, b.A)
		}
	}
}

func TestApproval(t *testing.T) {
	for _, c := range []struct {
		name, base string
		prima      func(*scena)
		change     func(*posta)
		executes   bool
	}{
		{"R-102 under REVIEW", "19", func(s *scena) { s.p.R102 = "REVIEW" }, nil, true},
		{"late", "01", nil, func(m *posta) { m.adesso = "2026-12-01 09:00" }, true},
		{"SHA-1", "01", nil, func(m *posta) { m.sha1 = true }, true},
		{"unexpected signer", "01", nil, func(m *posta) { m.motivi = []string{"signer_unexpected"} }, true},
		{"signature looked at", "15", nil, nil, true},
		{"only in the subject", "13", nil, func(m *posta) {
			m.oggetto, m.testo = "Variazione PEC", "conti.luca@pecmail.example\nLuca Conti CNTLCU88R19A944D"
		}, true},
		{"CF of another", "11", nil, nil, false},
		{"two CFs", "43", nil, nil, false},
		{"deceased", "31", nil, nil, false},
		{"negated", "01", nil, sost("chiede di rinunciare", "non intende rinunciare"), false},
		{"address of another", "27", nil, nil, false},
		{"ordinary", "05", nil, nil, false},
		{"not the registered box", "17", nil, nil, false},
		{"other name", "19", nil, sost("Ugo Fo", "Mario Neri"), false},
		{"frozen", "01", func(s *scena) {
			m := s.iscritto(giulia)
			m.Blocco = true
			s.apply(Event{Kind: KIscritto, Iscritto: &m})
		}, nil, false},
		{"transferred", "01", stato(giulia, Trasferito), nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, m := nuovaScena(t), leggiCaso(t, c.base).posta()
			if c.prima != nil {
				c.prima(s)
			}
			if c.change != nil {
				c.change(&m)
			}
			if v := s.giudica(m, false); v.Esito.Auto == autoSi && esegue(v) {
				t.Fatalf("executed without approval: %+v", v.Esito)
			}
			if v := s.giudica(m, true); esegue(v) != c.executes {
				t.Errorf("approved: %+v", v.Esito)
			}
		})
	}
}

func TestBareAddress(t *testing.T) {
	s := nuovaScena(t)
	v := s.valuta(posta{env: "PEC", da: "luca.conti@legalpost.example", oggetto: "PEC", ora: "2026-11-23 10:00",
		testo: "conti.luca@pecmail.example\nLuca Conti CNTLCU88R19A944D"})
	if esegue(v) || v.Esito.Outcome != "IN_REVISIONE" {
		t.Errorf("R-115: %+v", v.Esito)
	}
}

// TestNeverActivated is U43: an Order box that is not registered leaves the member without domicile, a
// registered one does not (message 17).
func TestNeverActivated(t *testing.T) {
	s := nuovaScena(t)
	m := s.iscritto("DLCNMR82H70E625V")
	m.Domicilio, m.InINIPEC = nil, false
	s.apply(Event{Kind: KIscritto, Iscritto: &m})
	v := s.valuta(leggiCaso(t, "17").posta())
	controlla(t, v.Esito, map[string]string{"type": "R1", "ground": "R-102", "outcome": "IN_ESECUZIONE", "reply": "T-01", "new_pec": "am.deluca@pecmail.example"})
}

func TestFirstUse(t *testing.T) {
	s := nuovaScena(t)
	box := "annamaria.deluca@iscritti.pec-ordine.example"
	m := leggiCaso(t, "17").posta()
	m.da = box
	v := s.valuta(m)
	controlla(t, v.Esito, map[string]string{"ground": "R-101", "outcome": "IN_ESECUZIONE", "flags": "STATO_PORTALE_DA_ALLINEARE", "reply": "T-01 T-23"})
	if v.Iscritto.Casella.PrimoUso.IsZero() || v.Iscritto.Candidato == nil {
		t.Errorf("%+v", v.Iscritto)
	}
	s.accade(v)
	if c := s.iscritto("DLCNMR82H70E625V").Casella; c.PrimoUso.IsZero() || c.Stato != Generata {
		t.Errorf("%+v", c)
	}
	s = nuovaScena(t)
	w := s.valuta(posta{env: "PEC", da: box, oggetto: "saluti", testo: "Buongiorno a tutti", ora: "2026-11-23 10:00"})
	if w.Iscritto == nil || w.Iscritto.Casella.PrimoUso.IsZero() || w.Esito.Type != "R99" {
		t.Errorf("%+v", w)
	}
	m.sha1 = true // what waits for a person leaves the fact and nothing else
	if w := s.valuta(m); w.Iscritto == nil || w.Iscritto.Candidato != nil || w.Iscritto.Casella.PrimoUso.IsZero() {
		t.Errorf("%+v", w.Iscritto)
	}
}

func TestDeadBox(t *testing.T) {
	s, m := nuovaScena(t), leggiCaso(t, "13").posta()
	m.da = "conti.luca@pecmail.example"
	s.apply(Event{Kind: KLettera, Lettera: &Lettera{ID: "LET-2026-000500", Modello: "T-06", A: "luca.conti@legalpost.example", Stato: LMancata, Codice: "5.1.1", Istante: orario(t, "2026-11-20 10:00")}})
	v := s.valuta(m)
	controlla(t, v.Esito, map[string]string{"ground": "R-105b", "outcome": "INTEGRAZIONE_RICHIESTA", "reply": "T-05"})
	if v.Lettere[0].Dettaglio != "FIRMA" {
		t.Errorf("%+v", v.Lettere[0])
	}
}

func TestNoOps(t *testing.T) {
	s := nuovaScena(t)
	m := leggiCaso(t, "13").posta()
	m.testo = strings.ReplaceAll(m.testo, "conti.luca@pecmail.example", "luca.conti@legalpost.example")
	controlla(t, s.valuta(m).Esito, map[string]string{"outcome": "ESEGUITA", "reply": "T-01 T-16", "auto": "AUTO"}) // U15
	x := s.iscritto("RSSMRC69S21G702W")
	x.Casella = &Casella{Indirizzo: "marco.rossi@iscritti.pec-ordine.example", Stato: Attivata}
	s.apply(Event{Kind: KIscritto, Iscritto: &x})
	controlla(t, s.valuta(leggiCaso(t, "03").posta()).Esito, map[string]string{"outcome": "ESEGUITA", "reply": "T-01 T-16"}) // U17
	x.Casella.Stato = Generata
	s.apply(Event{Kind: KIscritto, Iscritto: &x})
	if v := s.valuta(leggiCaso(t, "03").posta()); len(v.Compiti) > 0 || v.Esito.Outcome != "IN_ESECUZIONE" {
		t.Errorf("a second box is made: %+v", v)
	}
}

func TestUnknownCode(t *testing.T) {
	s, m := nuovaScena(t), leggiCaso(t, "19").posta()
	m.testo = strings.ReplaceAll(m.testo, "FOXGUO55A05E202E", "SRRCHR86B65D612L")
	v := s.valuta(m)
	controlla(t, v.Esito, map[string]string{"outcome": "NON_PERTINENTE", "reply": "T-14", "auto": "AUTO", "flags": "CF_SCONOSCIUTO", "member": ""})
	m.env, m.da = "ORD", "serra@posta.example"
	controlla(t, s.valuta(m).Esito, map[string]string{"outcome": "RICEVUTA_NON_VALIDA", "reply": "T-05"})
}

func TestSuspensionResolved(t *testing.T) {
	s := nuovaScena(t)
	stato("FRRLSN74E42D969I", SospensioneDeliberata)(s)
	v := s.valuta(leggiCaso(t, "21").posta())
	if len(v.Compiti) != 2 || !v.Compiti[0].Urgente || slices.Contains(v.Esito.Draft, "T-11") || v.Esito.Outcome != "IN_ESECUZIONE" {
		t.Errorf("%+v", v)
	}
}

func TestAltraPosta(t *testing.T) {
	for name, c := range map[string]struct {
		env, da, oggetto, testo, want string
	}{
		"complaint":              {"PEC", "avvocato@pecmail.example", "Esposto", "Si trasmette esposto nei confronti del dott. X.", "R0"},
		"invoice":                {"PEC", "fornitore@pecmail.example", "Fattura n. 12", "In allegato la fattura.", "R0"},
		"newsletter":             {"ORD", "news@posta.example", "Novità", "Leggi la newsletter di novembre", "R0"},
		"unknown, nothing of us": {"PEC", "qualcuno@pecmail.example", "saluti", "Buone feste", "R0"},
		"P.A. on one member":     {"PEC", "protocollo@pec.asl-prova.example", "Verifica", "Si chiede se il dott. X sia iscritto e la sua PEC.", "R0"},
		"member, complaint":      {"PEC", "sara.moretti@pecmail.example", "Memoria", "Trasmetto memoria difensiva nel procedimento disciplinare.", "R0"},
		"member, unknown text":   {"PEC", "sara.moretti@pecmail.example", "quota", "Ho pagato la quota ieri.", "R99"},
		"unknown, speaks of PEC": {"PEC", "qualcuno@pecmail.example", "PEC", "Vi scrivo per la PEC.", "R99"},
		"death by mail":          {"ORD", "figlio@posta.example", "notizia", "Comunico il decesso di mio padre, dott. Ciro Esposito", "R13"},
	} {
		t.Run(name, func(t *testing.T) {
			s := nuovaScena(t)
			v := s.valuta(posta{env: c.env, da: c.da, oggetto: c.oggetto, testo: c.testo, ora: "2026-11-23 10:00"})
			e := v.Esito
			if e.Type != c.want || len(v.Lettere) > 0 || esegue(v) {
				t.Errorf("%+v, letters %v", e, v.Lettere)
			}
			if c.want == "R0" && (e.Outcome != "NON_PERTINENTE" || e.Auto != "NONE" || v.Richiesta != nil) || c.want != "R0" && e.Auto != "REVIEW" {
				t.Errorf("%+v", e)
			}
		})
	}
}

// TestStrangersLearnNothing: whatever an unproven writer asks about a member, no letter to him says a word of the
// register.
func TestStrangersLearnNothing(t *testing.T) {
	for _, base := range []string{"01", "03", "11", "13", "25", "27", "29", "33", "39", "43"} {
		for _, env := range []string{"PEC", "ORD", "ANOMALIA"} {
			s, m := nuovaScena(t), leggiCaso(t, base).posta()
			m.env, m.da = env, "ladro@pecmail.example"
			v := s.valuta(m)
			if esegue(v) {
				t.Errorf("%s %s: executed %+v", base, env, v.Esito)
			}
			for _, b := range v.Lettere {
				if d := b.Dati; b.A == m.da && (d.Nome != "" || d.Cognome != "" || d.Indirizzo != "" || d.Casella != "" || d.Precedente != "" || d.CF != "" || b.CF != "") {
					t.Errorf("%s %s: %+v", base, env, b)
				}
			}
		}
	}
}

// TestThroughDecide: the whole decision of each message of the specification agrees with Valuta and breaks nothing.
func TestThroughDecide(t *testing.T) {
	for _, base := range []string{"01", "02", "03", "05", "07", "09", "11", "13", "15", "17", "19", "21", "23", "27", "29", "31", "33", "35", "37", "39", "41", "43", "45"} {
		s := nuovaScena(t)
		types := []string{"R1", "R2", "R3", "R4", "R5", "R11", "R15", "R16"}
		s.apply(Event{Kind: KAvvio, Avvio: &Avvio{T0: orario(t, "2026-11-01 00:00"), Modo: Modo{Modo: Automatico, Automatico: types}, Casella: s.p.Ordine.PEC}})
		in := s.ricevuto(leggiCaso(t, base).posta())
		d := Decide(s.p, Vista(s.a), in)
		if d.Errore != "" || d.Esito == nil {
			t.Errorf("%s: %q", base, d.Errore)
			continue
		}
		if v := Valuta(s.p, Vista(s.a), in, false); d.Esito.Outcome != v.Esito.Outcome || d.Esito.Auto != v.Esito.Auto {
			t.Errorf("%s: Decide %+v, Valuta %+v", base, d.Esito, v.Esito)
		}
		for _, e := range d.Events {
			s.apply(e)
		}
	}
}

// FuzzValuta: no text of a stranger ever moves anything of a member.
func FuzzValuta(f *testing.F) {
	for _, base := range []string{"01", "03", "13", "19", "25"} {
		c := leggiCasoF(f, base)
		f.Add(c.oggetto, c.testo)
	}
	f.Fuzz(func(t *testing.T, subject, text string) {
		if len(text) > 2048 || len(subject) > 256 {
			return
		}
		s := nuovaScena(t)
		for _, env := range []string{"ORD", "PEC"} {
			v := s.valuta(posta{env: env, da: "ladro@legalpost.example", oggetto: subject, testo: text, ora: "2026-11-23 10:00"})
			if esegue(v) && v.Esito.Ground != "R-102" {
				t.Fatalf("%s: executed %+v", env, v.Esito)
			}
			if v.Iscritto != nil && v.Iscritto.Domicilio != nil && env == "ORD" {
				t.Fatalf("ordinary mail touched a member with a domicile: %+v", v.Iscritto)
			}
		}
	})
}

func leggiCasoF(f *testing.F, name string) posta {
	f.Helper()
	t := &testing.T{}
	return leggiCaso(t, name).posta()
}

// TestAnswerThroughDecide: request, challenge and answer, decided and recorded as the store does.
func TestAnswerThroughDecide(t *testing.T) {
	s := nuovaScena(t)
	s.apply(Event{Kind: KAvvio, Avvio: &Avvio{T0: orario(t, "2026-11-01 00:00"), Modo: Modo{Modo: Automatico, Automatico: []string{"R1"}}, Casella: s.p.Ordine.PEC}})
	step := func(m posta) Decision {
		t.Helper()
		d := Decide(s.p, Vista(s.a), s.ricevuto(m))
		if d.Errore != "" {
			t.Fatal(d.Errore)
		}
		for _, e := range d.Events {
			s.apply(e)
		}
		return d
	}
	step(leggiCaso(t, "01").posta())
	var sfida Lettera
	Lettere(s.a, func(l Lettera) bool {
		if l.Modello == "T-23" {
			sfida = l
		}
		return true
	})
	if sfida.A != nuovaPosta || len(sfida.Dati.Codice) < 4 {
		t.Fatalf("%+v", sfida)
	}
	s.apply(Event{Kind: KPasso, Passo: &Passo{Lettera: sfida.ID, Stato: LInviata, MsgID: "sfida@ordine.example", Istante: orario(t, "2026-11-23 09:20")}})
	d := step(risposta01(nuovaPosta, "ok grazie", "sfida@ordine.example"))
	m := s.iscritto(giulia)
	if m.Candidato == nil || m.Candidato.L2.IsZero() || d.Esito.Auto != autoSi {
		t.Fatalf("no L2: %+v, %+v", m.Candidato, d.Esito)
	}
	r, _ := Vista(s.a).Richiesta(sfida.Richiesta)
	if !r.Confermata || len(r.Messaggi) != 2 {
		t.Errorf("%+v", r)
	}
	if m.Domicilio.Indirizzo != boxGiulia {
		t.Error("the domicile changed without the receipt of our letter (L1)")
	}
}
