package console

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"pecagent/agent/office"
	"pecagent/rules"
)

// aspettano puts n open tasks of the register's members into the store, ten in a hundred urgent.
func (b *banco) aspettano(n int) {
	b.t.Helper()
	cfs := []string{"CNTLCU88R19A944D", "MRTSRA93P49F205U", "GLLFNC80L63L219B"}
	for from := 0; from < n; from += 500 {
		var events []rules.Event
		for i := from; i < min(from+500, n); i++ {
			events = append(events, rules.Event{Kind: rules.KCompito, Attore: rules.Agente, Compito: &rules.Compito{ID: fmt.Sprintf("SEG-2026-%06d", i+1), Tipo: rules.SegTelefonata,
				Perche: fmt.Sprintf("Chiamare per la pratica %d: nessuna risposta da trenta giorni.", i+1), CF: cfs[i%len(cfs)], Urgente: i%10 == 0, Creato: b.ora.Add(-time.Duration(i) * time.Minute), Stato: rules.Aperto}})
		}
		_, err := b.env.Store.Commit(b.t.Context(), func(rules.Snapshot) rules.Decision { return rules.Decision{Events: events} })
		must(b.t, err)
	}
}

// BenchmarkCoda: "Da decidere" with 10,000 open tasks, each time after a view of a case, which is itself an event: the first page, a
// search, and the last page. ms-first is the first of all, before anything is in memory.
func BenchmarkCoda(b *testing.B) {
	t := nuovoBanco(b, rules.Proponi)
	t.aspettano(10_000)
	start := time.Now()
	t.legge("/")
	first := time.Since(start)
	var took []time.Duration
	i := 0
	for b.Loop() {
		t.legge(fmt.Sprintf("/pratica/SEG-2026-%06d", i%10_000+1))
		if i%10 == 0 {
			t.comando("review", "note", fmt.Sprintf("SEG-2026-%06d", i%10_000+1), "--note", "prova")
		}
		start := time.Now()
		t.legge([]string{"/", "/?q=conti+pratica+99", "/?foglio=200"}[i%3])
		took = append(took, time.Since(start))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(first.Microseconds())/1000, "ms-first")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
}

// TestCodaSegue: the list kept in memory is the one that is read anew, after tasks were opened, taken, closed and a member renamed.
func TestCodaSegue(t *testing.T) {
	b := nuovoBanco(t, rules.Proponi)
	b.aspettano(120)
	contiene(t, "the first page", b.legge("/"), "120 in attesa", "pagina 1 di 3")
	b.comando("review", "assign", "SEG-2026-000005", "m.neri")
	b.comando("review", "approve", "SEG-2026-000007", "--note", "chiamato")
	b.scrive(dubbia())
	m := rules.Iscritto{}
	must(t, b.env.Store.View(func(a rules.Archivio) error { m, _ = rules.Vista(a).Iscritto("CNTLCU88R19A944D"); return nil }))
	m.Cognome = "Conti Bianchi"
	_, err := b.env.Store.Commit(t.Context(), func(rules.Snapshot) rules.Decision {
		return rules.Decision{Events: []rules.Event{{Kind: rules.KIscritto, Attore: rules.Agente, Iscritto: &m}}}
	})
	must(t, err)
	kept := b.env
	b.con.presta(&kept)
	fresh, err := b.env.Coda()
	must(t, err)
	live, err := kept.Coda()
	must(t, err)
	if len(live) != 120 || !slices.EqualFunc(fresh, live, func(x, y office.RigaCoda) bool {
		return x.ID == y.ID && x.Nome == y.Nome && x.Assegnato == y.Assegnato && x.Mittente == y.Mittente
	}) {
		t.Errorf("%d kept, %d read anew", len(live), len(fresh))
	}
	contiene(t, "mine", b.legge("/?"+url.Values{"chi": {"mie"}, "q": {"chiamare"}}.Encode()), "SEG-2026-000005", "1 di 120")
}
