package console

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"pecagent/rules"
	"pecagent/store"
)

var milione = flag.Int("milione", 0, "messages of TestMilione; 0: it is skipped")

// Sizes of the office that TestMilione measures.
const (
	iscrittiMilione = 10_000
	aperteMilione   = 10_000
)

// TestMilione measures the pages over a store of many messages, 10,000 members and 10,000 open cases. It needs about 4 GB of disk for a
// million (TMPDIR says where) and is no test of correctness.
func TestMilione(t *testing.T) {
	if *milione == 0 {
		t.Skip("by hand: go test ./agent/console -run TestMilione -milione 1000000 -v -timeout 60m")
	}
	b := nuovoBanco(t, rules.Proponi)
	b.ora = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	st, err := store.Open(store.Options{Dir: t.TempDir(), Now: func() time.Time { return b.ora }, MinFree: -1})
	must(t, err)
	defer func() { must(t, st.Close()) }()
	b.env.Store = st
	must(t, st.Init(t.Context(), rules.Avvio{T0: b.ora.AddDate(-6, 0, 0), Casella: ordine, Modo: rules.Modo{Modo: rules.Proponi}}, rules.Agente))
	begin := time.Now()
	riempi(t, b, st, *milione/3)
	t.Logf("%d messages, %d events: %v", *milione, st.Head().Size, time.Since(begin).Round(time.Second))
	must(t, st.Indicizza(t.Context(), nil))
	b.ora = b.ora.AddDate(0, 0, 1) // all of it is of yesterday
	b.siede("g.verdi")
	cf := func(i int) string { return cfMilione(i * 7919 % iscrittiMilione) }
	begin = time.Now()
	for done := 0; done < 1000; {
		done, err = b.con.andamento.Avanza(&b.env, time.Second)
		must(t, err)
	}
	t.Logf("history of the register read: %v", time.Since(begin).Round(time.Millisecond))
	for _, p := range []struct {
		che string
		di  func(i int) string
	}{
		{"Da decidere", func(int) string { return "/" }},
		{"Iscritti", func(int) string { return "/iscritti" }},
		{"Iscritti, while typing", func(i int) string { return "/iscritti?frammento=1&q=" + fmt.Sprintf("rossi+cognome%04d", i%100) }},
		{"Iscritto", func(i int) string { return "/iscritto/" + cf(i) }},
		{"Iscritto, on a day", func(i int) string { return "/iscritto/" + cf(i) + "?al=2026-11-23" }},
		{"Comunicazioni", func(int) string { return "/comunicazioni" }},
		{"Comunicazioni, not arrived", func(int) string { return "/comunicazioni?stato=MANCATA" }},
		{"Comunicazione", func(i int) string { return fmt.Sprintf("/comunicazione/LET-2026-%06d", i*7919%(*milione/3)) }},
		{"Scadenze", func(int) string { return "/scadenze?mese=2026-12" }},
		{"Prove", func(i int) string { return fmt.Sprintf("/prove?q=numero+%d", i*7919%(*milione/3)) }},
		{"Prove, common words", func(int) string { return "/prove?q=domicilio+digitale" }},
		{"Chi ha guardato", func(i int) string { return "/prove/accessi?di=" + cf(i) }},
		{"Quadro", func(int) string { return "/quadro" }},
		{"Registro", func(i int) string { return fmt.Sprintf("/registro?da=%d", 1000+i*7919%(*milione)) }},
		{"Sistema", func(int) string { return "/sistema" }},
	} {
		var list []time.Duration
		for i := range 201 {
			w, r := httptest.NewRecorder(), httptest.NewRequest("GET", p.di(i), nil)
			begin := time.Now()
			b.con.ServeHTTP(w, r)
			list = append(list, time.Since(begin))
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d\n%s", p.di(i), w.Code, w.Body)
			}
		}
		first := list[0]
		list = list[1:]
		slices.Sort(list)
		t.Logf("%-28s first %9v  p50 %9v  p99 %9v", p.che, first.Round(10*time.Microsecond), list[100].Round(10*time.Microsecond), list[197].Round(10*time.Microsecond))
	}
}

// riempi writes members, open cases and closed ones with their letters and receipts.
func riempi(t *testing.T, b *banco, st *store.Store, casi int) {
	t.Helper()
	var fs []func(rules.Snapshot) rules.Decision
	add := func(events ...rules.Event) {
		if len(events) > 0 {
			fs = append(fs, func(rules.Snapshot) rules.Decision { return rules.Decision{Events: events} })
		}
		if len(fs) >= 500 || len(events) == 0 && len(fs) > 0 {
			_, err := st.CommitBatch(t.Context(), fs)
			must(t, err)
			fs = nil
		}
	}
	for i := range iscrittiMilione {
		m := rules.Iscritto{CF: cfMilione(i), Cognome: []string{"Rossi", "Bianchi", "De Luca", "Conti"}[i%4], Nome: fmt.Sprintf("Cognome%04d", i%1000), Numero: fmt.Sprint(i), Stato: rules.Iscr,
			Domicilio: &rules.Domicilio{Indirizzo: fmt.Sprintf("iscritto.%d@pec.example", i), Dal: b.ora.AddDate(-5, 0, 0), Provenienza: rules.Importato}}
		if i%9 == 0 {
			m.Domicilio = nil
		}
		if i%2 == 0 {
			m.Casella = &rules.Casella{Indirizzo: fmt.Sprintf("iscritto.%d@iscritti.example", i), Stato: rules.Attivata, Scade: fmt.Sprintf("2027-%02d-15", 1+i%12)}
		}
		add(rules.Event{Kind: rules.KIscritto, Iscritto: &m})
	}
	for i := range aperteMilione {
		ric, seg, sha := fmt.Sprintf("RIC-2026-9%05d", i), fmt.Sprintf("SEG-2026-%06d", i), fmt.Sprintf("%064x", 1<<40+i)
		add(rules.Event{Kind: rules.KEsito, Esito: &rules.Verdetto{SHA256: sha, Chiave: sha, Busta: "trasporto", Tipo: "posta-certificata", Livello: "certified", Istante: b.ora, Arrivo: b.ora,
			Mittente: fmt.Sprintf("iscritto.%d@pec.example", i), Oggetto: "Cambio PEC", Destinatari: []string{ordine}, Decisione: &rules.Esito{Type: "R4", Outcome: "IN_REVISIONE", CF: cfMilione(i)}}},
			rules.Event{Kind: rules.KRichiesta, Richiesta: &rules.Richiesta{ID: ric, Rif: fmt.Sprintf("PEC-2026-9%05d", i), Tipo: "R4", CF: cfMilione(i), Stato: rules.RInRevisione, Messaggi: []string{sha}, Ricevuta: b.ora.AddDate(0, 0, -i%20)}},
			rules.Event{Kind: rules.KCompito, Compito: &rules.Compito{ID: seg, Tipo: rules.SegRevisione, CF: cfMilione(i), Richiesta: ric, Messaggio: sha, Perche: "L'indirizzo nuovo non è certo.", Creato: b.ora, Stato: rules.Aperto}})
	}
	for i := range casi {
		add(casoMilione(i, b.ora)...)
	}
	add()
}

func cfMilione(i int) string { return fmt.Sprintf("RSSMRA%02dA01H%03dU", i/1000+10, i%1000) }

// casoMilione is a request with its letter and the two receipts of that, spread over ten years.
func casoMilione(i int, now time.Time) []rules.Event {
	sha := func(k int) string { return fmt.Sprintf("%060x%04x", i*2654435761, k) }
	at, cf, pec, rif := now.AddDate(-9, 0, 0).Add(time.Duration(i)*13*time.Minute), cfMilione(i%iscrittiMilione), fmt.Sprintf("iscritto.%d@pec.example", i%iscrittiMilione), fmt.Sprintf("PEC-2026-%06d", i)
	let, ric, msgid := fmt.Sprintf("LET-2026-%06d", i), fmt.Sprintf("RIC-2026-%06d", i), fmt.Sprintf("%032x@pec.ordine.example", i)
	state := rules.LConsegnata
	if i%50 == 0 {
		state = rules.LMancata
	}
	ev := []rules.Event{
		{Kind: rules.KEsito, Causa: sha(0), Esito: &rules.Verdetto{SHA256: sha(0), Chiave: sha(10), Busta: "trasporto", Tipo: "posta-certificata", Livello: "certified", Firmatario: "posta-certificata@gestore.example",
			Istante: at, Arrivo: at, Mittente: pec, Oggetto: fmt.Sprintf("Rinuncia alla PEC dell'Ordine e nuovo domicilio digitale numero %d", i), Destinatari: []string{ordine}, MsgID: fmt.Sprintf("m%d@pec.example", i),
			Richiesta: ric, Rif: rif, Decisione: &rules.Esito{Type: "R1", Ground: "R-101", Outcome: "ESEGUITA", Member: cf, CF: cf, Auto: "AUTO", Why: "La richiesta viene dal domicilio digitale registrato dell'iscritto."}}},
		{Kind: rules.KRichiesta, Causa: sha(0), Richiesta: &rules.Richiesta{ID: ric, Rif: rif, Tipo: "R1", CF: cf, Mittente: pec, Stato: rules.REseguita, Messaggi: []string{sha(0)}, Ricevuta: at, Chiusa: at.Add(time.Hour)}},
		{Kind: rules.KLettera, Causa: sha(0), Lettera: &rules.Lettera{ID: let, Rif: rif, Modello: "T-02", CF: cf, Richiesta: ric, Messaggio: sha(0), A: pec, Effetto: sha(10), Stato: rules.LInCoda,
			Creata: at.Add(time.Minute), MsgID: msgid, SHA256: sha(1), Oggetto: "Ricevuta del Suo messaggio (Rif. " + rif + ")"}},
	}
	for k, tipo := range []string{"accettazione", "avvenuta-consegna"} {
		s, st, when := sha(2+k), []rules.StatoLettera{rules.LAccettata, state}[k], at.Add(time.Duration(k+2)*time.Minute)
		ev = append(ev, rules.Event{Kind: rules.KEsito, Causa: s, Esito: &rules.Verdetto{SHA256: s, Chiave: sha(20 + k), Busta: "ricevuta", Tipo: tipo, Livello: "certified", Istante: when, Arrivo: when,
			Mittente: ordine, Destinatari: []string{pec}, Oggetto: "Ricevuta", MsgID: msgid}},
			rules.Event{Kind: rules.KPasso, Causa: s, Passo: &rules.Passo{Lettera: let, Stato: st, Istante: when, Ricevuta: s, Motivo: "piena"}})
	}
	return ev
}
