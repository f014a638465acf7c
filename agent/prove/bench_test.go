package prove

import (
	"fmt"
	"testing"
	"time"

	"pecagent/rules"
	"pecagent/rules/testi"
	"pecagent/store"
)

// lungo is a store whose log has n events about other members, and then a letter to one, which never left.
func lungo(t testing.TB, n int) Opzioni {
	t.Helper()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	st, err := store.Open(store.Options{Memory: true, MinFree: -1, Now: func() time.Time { return now }})
	must(t, err)
	t.Cleanup(func() { must(t, st.Close()) })
	must(t, st.Init(t.Context(), rules.Avvio{T0: now, Casella: "ordine@pec.example", Modo: rules.Modo{Modo: rules.Proponi}}, rules.Agente))
	p := rules.DefaultPolicy()
	mod, err := testi.Nuovi(nil)
	must(t, err)
	must(t, st.Configure(t.Context(), p, p.Digest(), rules.DigestRegole(), mod.Digest()))
	commit := func(list []rules.Event) {
		_, err := st.Commit(t.Context(), func(rules.Snapshot) rules.Decision { return rules.Decision{Events: list} })
		must(t, err)
	}
	member := func(i int) *rules.Iscritto {
		cf := fmt.Sprintf("RSSMRA80A01H%03d%c", i%1000, 'A'+rune(i/1000%26))
		return &rules.Iscritto{CF: cf, Cognome: "Rossi", Nome: "Mario", Stato: rules.Iscr, Domicilio: &rules.Domicilio{Indirizzo: fmt.Sprintf("a%d@pec.example", i), Dal: now, Provenienza: rules.Importato}}
	}
	for i := 0; i < n; i += 1000 {
		var group []rules.Event
		for j := range min(1000, n-i) {
			group = append(group, rules.Event{Kind: rules.KIscritto, Attore: rules.Agente, Iscritto: member(i + j)})
		}
		commit(group)
	}
	commit([]rules.Event{{Kind: rules.KLettera, Attore: rules.Agente, Lettera: &rules.Lettera{ID: "LET-2026-000001", Rif: "PEC-2026-000001", Modello: "T-04", CF: member(7).CF, A: "a7@pec.example", Stato: rules.LProposta}}})
	return Opzioni{Store: st, Policy: p, Modelli: mod, ID: "EV-2026-000001", Now: now, Utente: "anna"}
}

// BenchmarkEsporta is the fascicolo of one letter out of a log of 200,000 events: nearly all of it is the reading of the log.
func BenchmarkEsporta(b *testing.B) {
	o := lungo(b, 200_000)
	b.ResetTimer()
	for b.Loop() {
		_, err := Esporta(b.Context(), o, Domanda{Comunicazione: "LET-2026-000001"})
		must(b, err)
	}
}

// TestLetteraMaiPartita: a letter that waits makes a fascicolo that verifies and says what is missing; the rows of others are not in it.
func TestLetteraMaiPartita(t *testing.T) {
	x, err := Esporta(t.Context(), lungo(t, 30), Domanda{Comunicazione: "LET-2026-000001"})
	must(t, err)
	if !x.Sano() || len(x.Manca) != 1 || x.Record != 2 {
		t.Errorf("%v, %q, %d records", x.Verdetto.Verdetto, x.Manca, x.Record)
	}
}
