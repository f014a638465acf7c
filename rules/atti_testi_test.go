package rules_test

import (
	"testing"
	"time"

	"pecagent/rules"
	"pecagent/rules/testi"
)

// TestLettereDegliAtti: every letter that an act or the calendar makes can be written with the facts it carries. A letter that
// lacks one would be found only when it is due.
func TestLettereDegliAtti(t *testing.T) {
	m, err := testi.Nuovi(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := rules.DefaultPolicy()
	p.Ordine = rules.Ordine{Nome: "Ordine di prova", PEC: "ordine@pec.example", Telefono: "010 1", Ufficio: "Segreteria", Responsabile: "Anna Neri", Orario: "9-12", PotereSostitutivo: "il Presidente"}
	p.Convenzione = rules.Convenzione{Codice: "OMCEO-GE-0015", Gestore: "ARUBA", Canale: "ARUBA_CONVENZIONI", Pagante: "MEMBER", Anni: 3}
	p.DominiOrdine = []string{"iscritti.example"}
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	a := rules.NewMemoria()
	who := rules.Attore{Tipo: "persona", ID: "anna"}
	seen := map[string]bool{}
	var seq int64
	do := func(in rules.Input) {
		t.Helper()
		d := rules.Decide(p, rules.Vista(a), in)
		if d.Errore != "" {
			t.Fatal(d.Errore)
		}
		for _, e := range d.Events {
			seq++
			e.Seq, e.At = seq, now
			if err := rules.Apply(a, e); err != nil {
				t.Fatal(err)
			}
			if l := e.Lettera; l != nil {
				seen[l.Modello+" "+l.Dettaglio] = true
				if l.Creata.IsZero() {
					l.Creata = now
				}
				if _, err := m.Componi(p, *l); err != nil {
					t.Errorf("%s %s: %v", l.Modello, l.Dettaglio, err)
				}
			}
		}
	}
	act := func(x rules.Atto) { t.Helper(); do(rules.Acted{Now: now, Attore: who, Atto: x}) }
	doc := []rules.Documento{{SHA256: "d", Nome: "d.pdf"}}
	do(rules.Commanded{Now: now, Attore: who, Modo: rules.Modo{Modo: rules.Proponi}})
	const luca, giulia = "CNTLCU88R19A944D", "BNCGLI78C48G478A"
	act(rules.Atto{Tipo: "ISCRIZIONE", CF: luca, Giorno: "2026-11-02", Iscritto: &rules.Iscritto{CF: luca, Cognome: "Conti", Nome: "Luca", EmailOrdinaria: "l@posta.example"}})
	act(rules.Atto{Tipo: "CREAZIONE", CF: luca, Giorno: "2026-11-02"})
	for _, days := range []int{15, 15, 31} { // reminders to activate, then R-123
		now = now.AddDate(0, 0, days)
		do(rules.Ticked{Now: now})
	}
	act(rules.Atto{Tipo: "ATTIVAZIONE", CF: luca, Giorno: rules.DataRoma(now), Scadenza: rules.DataRoma(now.AddDate(0, 0, 20))})
	do(rules.Ticked{Now: now})
	act(rules.Atto{Tipo: "CONVENZIONE_NON_RINNOVATA", Gestore: "ARUBA", Scadenza: "2027-06-30", Documenti: doc})
	act(rules.Atto{Tipo: "TRASFERIMENTO", CF: luca, Giorno: rules.DataRoma(now), Documenti: doc})
	act(rules.Atto{Tipo: "ISCRIZIONE", CF: giulia, Giorno: "2026-11-02", Indirizzo: "giulia.bianchi@pecmail.example",
		Iscritto: &rules.Iscritto{CF: giulia, Cognome: "Bianchi", Nome: "Giulia", EmailOrdinaria: "g@posta.example"}})
	g, _ := rules.Vista(a).Iscritto(giulia)
	g.Precedenti = []rules.Cessato{{Domicilio: rules.Domicilio{Indirizzo: "vecchia@pecmail.example", Dal: now}, Fino: now, Motivo: "VARIAZIONE"}}
	g.Domicilio = &rules.Domicilio{Indirizzo: "giulia.bianchi@pecmail.example", Dal: now}
	if err := rules.Apply(a, rules.Event{Seq: seq + 1, Kind: rules.KIscritto, Iscritto: &g}); err != nil {
		t.Fatal(err)
	}
	act(rules.Atto{Tipo: "RETTIFICA", CF: giulia, Motivo: "errore", Documenti: doc})
	act(rules.Atto{Tipo: "CREAZIONE", CF: giulia, Giorno: rules.DataRoma(now)})
	act(rules.Atto{Tipo: "CANCELLAZIONE", CF: giulia, Giorno: rules.DataRoma(now), Documenti: doc})
	for _, want := range []string{"T-03 ", "T-09 ", "T-23 ", "T-07 -30", "T-07 FINE_CONVENZIONE", "T-08 ", "T-08 MAI_USATA", "T-04 ", "T-26 ANNULLATA"} {
		if !seen[want] {
			t.Errorf("no letter %q was made: %v", want, seen)
		}
	}
}
