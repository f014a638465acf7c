package office_test

import (
	"reflect"
	"testing"

	"pecagent/agent/office"
	"pecagent/rules"
)

// TestRacconta: what people read of each kind of event, word by word.
func TestRacconta(t *testing.T) {
	at := inizio()
	esito := func(v rules.Verdetto) rules.Event {
		v.Mittente, v.Oggetto, v.Busta, v.Livello = "a@pec.example", "Cambio", "trasporto", "certified"
		return rules.Event{Esito: &v}
	}
	const msg = "messaggio di a@pec.example «Cambio»: busta trasporto, prova certified"
	decisa := &rules.Esito{Type: "R4", Ground: "R-101", Outcome: "IN_ESECUZIONE", Auto: "AUTO", Why: "perché sì"}
	m := rules.Iscritto{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Domicilio: &rules.Domicilio{Indirizzo: "l@pec.example"}}
	nuova := m
	nuova.Domicilio, nuova.Candidato = nil, &rules.Candidato{Indirizzo: "n@pec.example", Stato: rules.Dichiarata}
	for want, ev := range map[string]rules.Event{
		"avvio: casella o@pec.example, T0 23/11/2026 09:00, modo osserva":                       {Avvio: &rules.Avvio{T0: at, Casella: "o@pec.example", Modo: rules.Modo{Modo: "osserva"}}},
		"configurazione in vigore":                                                              {Config: &rules.Config{}},
		"messaggio archiviato da INBOX, UID 7":                                                  {Messaggio: &rules.Arrivo{Cartella: "INBOX", UID: 7}},
		msg:                                                                                     esito(rules.Verdetto{}),
		msg + "; non leggibile: troppo grande":                                                  esito(rules.Verdetto{Errore: "troppo grande", Decisione: decisa}),
		msg + "; copia di un messaggio già deciso, nessun effetto":                              esito(rules.Verdetto{Copia: true, Decisione: decisa}),
		msg + "; anteriore a T0, nessun effetto":                                                esito(rules.Verdetto{Storico: true, Decisione: decisa}),
		msg + "; R4 R-101 IN_ESECUZIONE AUTO: perché sì":                                        esito(rules.Verdetto{Decisione: decisa}),
		msg + "; R4 R-101 IN_ESECUZIONE AUTO (osserva: nessun effetto): perché sì":              esito(rules.Verdetto{Osserva: true, Decisione: decisa}),
		msg + "; QUARANTENA REVIEW: dubbio":                                                     esito(rules.Verdetto{Decisione: &rules.Esito{Outcome: "QUARANTENA", Auto: "REVIEW", Why: "dubbio"}}),
		"richiesta RIC-1 (PEC-1) R4: IN_ESECUZIONE n@pec.example":                               {Richiesta: &rules.Richiesta{ID: "RIC-1", Rif: "PEC-1", Tipo: "R4", Stato: rules.RInEsecuzione, NuovaPEC: "n@pec.example"}},
		"richiesta RIC-1 (PEC-1) R1: ESEGUITA":                                                  {Richiesta: &rules.Richiesta{ID: "RIC-1", Rif: "PEC-1", Tipo: "R1", Stato: rules.REseguita}},
		"iscritto Conti Luca: domicilio l@pec.example":                                          {Iscritto: &m},
		"iscritto Conti Luca: domicilio –, nuovo indirizzo n@pec.example DICHIARATA; la regola": {Iscritto: &nuova, Perche: "la regola"},
		"lettera LET-1 T-23 a n@pec.example: PROPOSTA":                                          {Lettera: &rules.Lettera{ID: "LET-1", Modello: "T-23", A: "n@pec.example", Stato: rules.LProposta}},
		"lettera LET-1: MANCATA 5.1.1 casella inesistente":                                      {Passo: &rules.Passo{Lettera: "LET-1", Stato: rules.LMancata, Codice: "5.1.1", Motivo: "casella inesistente"}},
		"lettera LET-1: IN_CODA":                                                                {Passo: &rules.Passo{Lettera: "LET-1", Stato: rules.LInCoda}},
		"avvenuta-consegna del 23/11/2026 09:00 per LET-1":                                      {Ricevuta: &rules.Ricevuta{Tipo: "avvenuta-consegna", Istante: at, Lettera: "LET-1"}},
		"avvenuta-consegna del 23/11/2026 09:00 per LET-1; il contenuto è quello inviato":       {Ricevuta: &rules.Ricevuta{Tipo: "avvenuta-consegna", Istante: at, Lettera: "LET-1", Contenuto: rules.ContenutoUguale}},
		"errore-consegna del 23/11/2026 09:00 per un messaggio non dell'agente (5.1.1 no-dest); anomalie: from_mismatch, weak": {Ricevuta: &rules.Ricevuta{Tipo: "errore-consegna", Istante: at, Codice: "5.1.1", Errore: "no-dest", Anomalie: []string{"from_mismatch", "weak"}}},
		"segnalazione SEG-1 aperto: decide una persona":                 {Compito: &rules.Compito{ID: "SEG-1", Stato: rules.Aperto, Perche: "decide una persona"}},
		"INVIO FERMO: guasto":                                           {Modo: &rules.Modo{Modo: "proponi", Fermo: true, Perche: "guasto"}},
		"modo proponi: ripreso":                                         {Modo: &rules.Modo{Modo: "proponi", Perche: "ripreso"}},
		"registro importato da a.csv: 3 nuovi, 2 cambiati, 1 invariati": {Import: &rules.Import{File: "a.csv", Nuovi: 3, Cambiati: 2, Invariati: 1}},
		"accesso: rifiutato":                                            {Operazione: &rules.Operazione{Tipo: "accesso", Cosa: "rifiutato"}},
		"novita":                                                        {Kind: "novita"}, // a kind of a later version
	} {
		ev.Attore = rules.Agente
		if got := office.Racconta(ev); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		ev.Attore = rules.Attore{Tipo: "persona", ID: "m.neri"}
		if got := office.Racconta(ev); got != want+" (da m.neri)" {
			t.Errorf("%q does not name the person", got)
		}
	}
}

// TestRaccontaTutto: no kind of content an event can have is told by its kind alone.
func TestRaccontaTutto(t *testing.T) {
	typ := reflect.TypeFor[rules.Event]()
	for i := range typ.NumField() {
		if f := typ.Field(i); f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct {
			ev := rules.Event{Kind: "muto"}
			reflect.ValueOf(&ev).Elem().Field(i).Set(reflect.New(f.Type.Elem()))
			if got := office.Racconta(ev); got == "muto" || got == "" {
				t.Errorf("nothing is told of %s", f.Name)
			}
		}
	}
}

// TestStoriaDiUno: the history of a member has his events and nobody else's, letters' steps included.
func TestStoriaDiUno(t *testing.T) {
	u := conCaso(t)
	rossi := cambio("marco.rossi.nuovo@pecmail.example")
	rossi.From, rossi.Body = "m.rossi@pecmail.example", "chiedo di registrare come mio domicilio digitale l'indirizzo PEC marco.rossi.nuovo@pecmail.example\nMarco Rossi RSSMRC69S21G702W\n"
	u.scrive(rossi)
	u.riesce("review", "approve", "SEG-2026-000001")
	u.riesce("review", "approve", "SEG-2026-000002")
	total := 0
	for _, cf := range []string{"CNTLCU88R19A944D", "RSSMRC69S21G702W"} {
		list := oggetti(t, u.riesce("members", "history", cf, "--json"))
		total += len(list)
		kinds := map[string]int{}
		for _, o := range list {
			kinds[o["kind"].(string)]++
		}
		for kind, n := range map[string]int{"esito": 1, "richiesta": 1, "lettera": 2, "passo": 2, "compito": 2, "iscritto": 2} {
			if kinds[kind] != n {
				t.Errorf("%s: %d events %s, want %d: %v", cf, kinds[kind], kind, n, kinds)
			}
		}
	}
	if both := oggetti(t, u.riesce("members", "history", "CNTLCU88R19A944D", "--json")); total != 2*len(both) {
		t.Errorf("%d events of both, %d of one", total, len(both))
	}
}
