package store

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"pecagent/rules"
)

var milione = flag.Int("milione", 0, "messages of TestMilione; 0: it is skipped")

// TestMilione measures searches in a store of many messages: a third are requests of 20,000 members, the others receipts of the
// letters that answered them. It needs about 4 GB of disk for a million (TMPDIR says where) and is no test of correctness.
func TestMilione(t *testing.T) {
	if *milione == 0 {
		t.Skip("by hand: go test ./store -run TestMilione -milione 1000000 -v -timeout 60m")
	}
	o := testOptions(t.TempDir())
	s := mustOpen(t, o)
	initStore(t, s)
	begin := time.Now()
	casi := *milione / 3
	for i := 0; i < casi; i += 1000 {
		var fs []func(rules.Snapshot) rules.Decision
		for j := i; j < min(casi, i+1000); j++ {
			fs = append(fs, func(rules.Snapshot) rules.Decision { return rules.Decision{Events: caso(j)} })
		}
		_, err := s.CommitBatch(ctxProva, fs)
		must(t, err)
	}
	t.Logf("%d messages, %d events: %v", 3*casi, s.Head().Size, time.Since(begin).Round(time.Second))
	begin = time.Now()
	must(t, s.Indicizza(ctxProva, nil))
	t.Logf("search index: %v, %d MB in %d files", time.Since(begin).Round(time.Second), peso(t, filepath.Join(o.Dir, "cerca"))>>20, len(s.ricerca.blocks))
	t.Logf("Badger: %d MB", peso(t, filepath.Join(o.Dir, "badger"))>>20)
	begin = time.Now()
	must(t, s.Close())
	s = mustOpen(t, o)
	t.Logf("closed and opened: %v", time.Since(begin).Round(time.Millisecond))
	begin = time.Now()
	must(t, s.Indicizza(ctxProva, nil))
	t.Logf("search index read: %v", time.Since(begin).Round(time.Millisecond))
	for _, q := range domande(casi) {
		misura(t, s, o.Dir, q.che, q.r)
	}
}

type domanda struct {
	che string
	r   func(i int) rules.Ricerca
}

func domande(casi int) []domanda {
	at := func(i int) int { return i * 7919 % casi }
	return []domanda{
		{"member", func(i int) rules.Ricerca { return rules.Ricerca{CF: cfDi(at(i))} }},
		{"address", func(i int) rules.Ricerca { return rules.Ricerca{Indirizzo: pecDi(at(i))} }},
		{"Message-ID", func(i int) rules.Ricerca { return rules.Ricerca{MsgID: fmt.Sprintf("m%d@pec.example", at(i))} }},
		{"identificativo", func(i int) rules.Ricerca {
			return rules.Ricerca{Identificativo: fmt.Sprintf("opec2.%d@gestore.example", at(i))}
		}},
		{"protocol number", func(i int) rules.Ricerca { return rules.Ricerca{Protocollo: fmt.Sprintf("%d/2026", at(i)+1)} }},
		{"reference", func(i int) rules.Ricerca { return rules.Ricerca{Rif: fmt.Sprintf("PEC-2026-%06d", at(i))} }},
		{"two days", func(i int) rules.Ricerca {
			from := quandoCaso(at(i))
			return rules.Ricerca{Dal: from, Al: from.Add(48 * time.Hour)}
		}},
		{"kind and outcome", func(i int) rules.Ricerca {
			return rules.Ricerca{Tipo: []string{"lettera", "T-10"}[i%2], Esito: "MANCATA"}
		}},
		{"a rare word", func(i int) rules.Ricerca { return rules.Ricerca{Testo: fmt.Sprintf("numero %d", at(i))} }},
		{"common words", func(i int) rules.Ricerca {
			return rules.Ricerca{Testo: []string{"ricevuta", "domicilio digitale", "rinuncia"}[i%3], Tipo: []string{"", "consegna"}[i%2]}
		}},
		{"member, kind, year", func(i int) rules.Ricerca {
			return rules.Ricerca{CF: cfDi(at(i)), Tipo: "consegna", Dal: testNow, Al: testNow.AddDate(1, 0, 0)}
		}},
		{"everything", func(int) rules.Ricerca { return rules.Ricerca{} }},
	}
}

// misura gives the first search after the pages of the index were dropped, and the median and the 99th percentile of 300 more.
func misura(t *testing.T, s *Store, dir, che string, r func(int) rules.Ricerca) {
	one := func(i int) (time.Duration, int) {
		begin := time.Now()
		p, err := s.Cerca(ctxProva, r(i), 200, "")
		must(t, err)
		return time.Since(begin), len(p.Voci) + p.Altre
	}
	fredda(t, dir)
	cold, _ := one(0)
	var list []time.Duration
	found := 0
	for i := range 300 {
		d, n := one(i + 1)
		list, found = append(list, d), found+n
	}
	slices.Sort(list)
	t.Logf("%-20s %8d found  cold %8v  p50 %8v  p99 %8v", che, found/len(list), cold.Round(100*time.Microsecond), list[150].Round(10*time.Microsecond), list[297].Round(10*time.Microsecond))
}

// fredda asks the system to forget what it holds of the files of the index; mapped pages in use it keeps.
func fredda(t *testing.T, dir string) {
	must(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
	}))
}

func peso(t *testing.T, dir string) (n int64) {
	must(t, filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			n += info.Sys().(*syscall.Stat_t).Blocks * 512
		}
		return err
	}))
	return n
}

func cfDi(i int) string  { return fmt.Sprintf("RSSMRA%02dA01H%04dU", i%20000/200, i%20000) }
func pecDi(i int) string { return fmt.Sprintf("iscritto.%d@pec.example", i%20000) }

// quandoCaso spreads the cases over ten years.
func quandoCaso(i int) time.Time {
	return testNow.AddDate(-5, 0, 0).Add(time.Duration(i) * 15 * time.Minute)
}

// caso is a request with its letter and the two receipts of that.
func caso(i int) []rules.Event {
	sha := func(k int) string { return fmt.Sprintf("%060x%04x", i*2654435761, k) }
	at, cf, pec, rif := quandoCaso(i), cfDi(i), pecDi(i), fmt.Sprintf("PEC-2026-%06d", i)
	let, ric, msgid := fmt.Sprintf("LET-2026-%06d", i), fmt.Sprintf("RIC-2026-%06d", i), fmt.Sprintf("%032x@pec.ordine.example", i)
	subject := fmt.Sprintf("Rinuncia alla PEC dell'Ordine e nuovo domicilio digitale numero %d del dott. Rossi %s", i, cf)
	answer := "Ricevuta del Suo messaggio (Rif. " + rif + ")"
	state := rules.LConsegnata
	if i%50 == 0 {
		state = rules.LMancata
	}
	ev := []rules.Event{
		{Kind: rules.KEsito, Causa: sha(0), Esito: &rules.Verdetto{SHA256: sha(0), Chiave: sha(10), Busta: "trasporto", Tipo: "posta-certificata", Livello: "certified",
			Firmatario: "posta-certificata@gestore.example", Digest: "sha256", Istante: at, Arrivo: at, Mittente: pec, Dominio: "pec.example", Oggetto: subject,
			Destinatari: []string{"ordine@pec.ordine.example"}, MsgID: fmt.Sprintf("m%d@pec.example", i), BustaID: fmt.Sprintf("opec2.%d@gestore.example", i),
			Identificativo: fmt.Sprintf("opec2.%d@gestore.example", i), Richiesta: ric, Rif: rif,
			Decisione: &rules.Esito{Type: "R1", Ground: "R-101", Outcome: "ESEGUITA", Member: cf, CF: cf, NewPEC: pec, Reply: []string{"T-02"}, Auto: "AUTO", Basis: []string{"R-101"},
				Why: "La richiesta viene dal domicilio digitale registrato dell'iscritto."}}},
		{Kind: rules.KRichiesta, Causa: sha(0), Richiesta: &rules.Richiesta{ID: ric, Rif: rif, Tipo: "R1", CF: cf, Mittente: pec, Stato: rules.REseguita, Messaggi: []string{sha(0)}, Ricevuta: at,
			Protocollo: fmt.Sprintf("%07d/2026 del 23/11/2026", i+1)}},
		{Kind: rules.KLettera, Causa: sha(0), Lettera: &rules.Lettera{ID: let, Rif: rif, Modello: []string{"T-02", "T-10"}[i%2], CF: cf, Richiesta: ric, Messaggio: sha(0), A: pec, Effetto: sha(10),
			Stato: rules.LInCoda, Creata: at.Add(time.Minute), MsgID: msgid, SHA256: sha(1), Oggetto: answer}},
	}
	for k, tipo := range []string{"accettazione", "avvenuta-consegna"} {
		s, st := sha(2+k), []rules.StatoLettera{rules.LAccettata, state}[k]
		when := at.Add(time.Duration(k+2) * time.Minute)
		id := fmt.Sprintf("opec3.%d.%d@gestore.example", k, i)
		ev = append(ev, rules.Event{Kind: rules.KEsito, Causa: s, Esito: &rules.Verdetto{SHA256: s, Chiave: sha(20 + k), Busta: "ricevuta", Tipo: tipo, Livello: "certified",
			Firmatario: "posta-certificata@gestore.example", Digest: "sha256", Istante: when, Arrivo: when, Mittente: "ordine@pec.ordine.example", Destinatari: []string{pec}, Oggetto: answer,
			MsgID: msgid, Identificativo: id}},
			rules.Event{Kind: rules.KPasso, Causa: s, Passo: &rules.Passo{Lettera: let, Stato: st, Istante: when, Identificativo: id, Ricevuta: s}})
	}
	return ev
}
