package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"pecagent/rules"
)

var ctxProva = context.Background()

// mondo makes events of messages, requests, letters and receipts at random.
type mondo struct {
	t    testing.TB
	s    *Store
	rnd  *rand.Rand
	refs []string
	n    int
	// richieste are the messages of each request: they only grow. inviate are Message-IDs of letters that have one.
	richieste map[string][]string
	inviate   []string
}

func (m *mondo) di(list ...string) string { return list[m.rnd.IntN(len(list))] }
func (m *mondo) uno(format string, n int) string {
	return fmt.Sprintf(format, m.rnd.IntN(n))
}

// passo records some decisions.
func (m *mondo) passo(n int) {
	m.t.Helper()
	var fs []func(rules.Snapshot) rules.Decision
	for range n {
		m.n++
		var d rules.Decision
		switch m.rnd.IntN(5) {
		case 0, 1, 2:
			d.Events = m.messaggio()
		case 3:
			id := fmt.Sprintf("LET-2026-%06d", m.n)
			m.refs = append(m.refs, id)
			d.Events = []rules.Event{{Kind: rules.KLettera, Lettera: &rules.Lettera{ID: id, Rif: m.uno("PEC-2026-%06d", 30), Modello: m.di("T-02", "T-10"), CF: m.uno("CF%d", 9),
				A: m.uno("a%d@pec.example", 9), Stato: rules.LProposta, Creata: testNow.Add(time.Duration(m.rnd.IntN(1000)) * time.Hour)}}}
		case 4:
			d.Events = m.cambia()
		}
		fs = append(fs, func(rules.Snapshot) rules.Decision { return d })
	}
	_, err := m.s.CommitBatch(ctxProva, fs)
	must(m.t, err)
}

func (m *mondo) messaggio() []rules.Event {
	sha := fmt.Sprintf("%064x", m.n)
	m.refs = append(m.refs, sha)
	v := rules.Verdetto{SHA256: sha, Chiave: sha, Busta: m.di("trasporto", "ricevuta", "ordinaria"), Livello: "certified", Mittente: m.uno("a%d@pec.example", 9),
		Oggetto: m.di("Città", "RINUNCIA ", "pec") + " " + m.uno("numero %d", 40), MsgID: m.uno("m%d@x", 60), Identificativo: fmt.Sprint("g", m.n),
		Istante: testNow.Add(time.Duration(m.rnd.IntN(1000)) * time.Hour), Decisione: &rules.Esito{Outcome: m.di("IN_REVISIONE", "ESEGUITA"), Type: "R1"}}
	if v.Busta == "ricevuta" {
		v.Tipo, v.Decisione = m.di("accettazione", "avvenuta-consegna"), nil
		if len(m.inviate) > 0 {
			v.MsgID = m.di(m.inviate...)
		}
	}
	if m.rnd.IntN(3) > 0 {
		v.Destinatari = []string{m.uno("a%d@pec.example", 9)}
	}
	list := []rules.Event{{Kind: rules.KEsito, Esito: &v}}
	if v.Busta != "ricevuta" && m.rnd.IntN(2) == 0 {
		if m.richieste == nil {
			m.richieste = map[string][]string{}
		}
		id := m.uno("RIC-2026-%06d", 50)
		m.richieste[id] = append(slices.Clone(m.richieste[id]), sha)
		list = append(list, rules.Event{Kind: rules.KRichiesta, Richiesta: &rules.Richiesta{ID: id, Rif: m.uno("PEC-2026-%06d", 30), Tipo: m.di("R1", "R4"),
			CF: m.uno("CF%d", 9), Stato: rules.RInRevisione, Messaggi: m.richieste[id], Protocollo: m.uno("000%d/2026 del 01/02/2026", 20)}})
	}
	return list
}

// cambia makes a letter go on.
func (m *mondo) cambia() []rules.Event {
	i := slices.IndexFunc(m.refs, func(ref string) bool { return ref[0] == 'L' && m.rnd.IntN(4) == 0 })
	if i < 0 {
		return nil
	}
	id := fmt.Sprintf("%s@x", m.refs[i])
	if !slices.Contains(m.inviate, id) {
		m.inviate = append(m.inviate, id)
	}
	return []rules.Event{{Kind: rules.KPasso, Passo: &rules.Passo{Lettera: m.refs[i], Stato: rules.StatoLettera(m.di("IN_CODA", "CONSEGNATA", "MANCATA")), SHA256: "x", MsgID: id,
		Oggetto: m.di("", "Ricevuta della pec", "Città")}}}
}

func (m *mondo) ricerca() (r rules.Ricerca) {
	for range 1 + m.rnd.IntN(2) {
		switch m.rnd.IntN(11) {
		case 0:
			r.CF = m.uno("cf%d", 9)
		case 1:
			r.Indirizzo = m.uno("A%d@pec.example", 9)
		case 2:
			r.A = m.uno("a%d@pec.example", 9)
		case 3:
			r.MsgID = m.uno("<m%d@x>", 60)
		case 4:
			r.Identificativo = m.uno("g%d", m.n)
		case 5:
			r.Protocollo = m.di("1/2026", "3", "prot. 0005/2026")
		case 6:
			r.Rif = m.uno("PEC-2026-%06d", 30)
		case 7:
			r.Tipo = m.di("consegna", "lettera", "T-02", "R1", "busta", "messaggio")
		case 8:
			r.Esito = m.di("MANCATA", "proposta", "ESEGUITA", "IN_REVISIONE", "CONSEGNATA")
		case 9:
			r.Testo = m.di("citta", "Rinuncia", "PEC numero 3", "numero")
		case 10:
			r.Dal = testNow.Add(time.Duration(m.rnd.IntN(500)) * time.Hour)
			r.Al = r.Dal.Add(time.Duration(m.rnd.IntN(500)) * time.Hour)
		}
	}
	return r
}

// confronta holds a search, page by page, against a look at every entry; it gives how many were found.
func (m *mondo) confronta(r rules.Ricerca) int {
	m.t.Helper()
	want := map[string]bool{}
	must(m.t, m.s.View(func(a rules.Archivio) error {
		for _, ref := range m.refs {
			if v, ok := rules.VoceDi(a, ref); ok && r.Trova(v) {
				want[ref] = true
			}
		}
		return nil
	}))
	n, after, last := 0, "", time.Time{}
	for {
		p, err := m.s.Cerca(ctxProva, r, 40, after)
		must(m.t, err)
		for _, v := range p.Voci {
			if !want[v.Ref()] || n > 0 && v.Quando().After(last) {
				m.t.Fatalf("%+v: %s is twice, not looked for, or out of order", r, v.Ref())
			}
			delete(want, v.Ref())
			n, last = n+1, v.Quando()
		}
		if after = p.Prossima; after == "" {
			break
		}
	}
	if len(want) > 0 {
		m.t.Fatalf("%+v: %d found, and not %d: %v", r, n, len(want), want)
	}
	return n
}

// TestCercaTrovaTutto: what is found is what a look at everything finds, with blocks of all sizes, after a restart, with the index
// deleted, damaged, or of another time.
func TestCercaTrovaTutto(t *testing.T) {
	o := testOptions(t.TempDir())
	o.coda = 16
	m := &mondo{t: t, s: mustOpen(t, o), rnd: rand.New(rand.NewPCG(3, 4))}
	initStore(t, m.s)
	found := 0
	for round := range 30 {
		m.passo(1 + m.rnd.IntN(50))
		for range 4 {
			found += m.confronta(m.ricerca())
		}
		files, err := filepath.Glob(filepath.Join(o.Dir, "cerca", "*"))
		must(t, err)
		if round%6 != 5 {
			continue
		}
		if len(files) == 0 || len(files) > 20 {
			t.Fatalf("round %d: %d blocks", round, len(files))
		}
		must(t, m.s.Close())
		switch victim := files[m.rnd.IntN(len(files))]; round % 4 {
		case 0:
		case 1:
			must(t, os.Remove(victim))
		case 2, 3:
			b, err := os.ReadFile(victim)
			must(t, err)
			b[m.rnd.IntN(len(b))] ^= 4
			must(t, os.WriteFile(victim, b, 0o600))
		}
		must(t, os.WriteFile(filepath.Join(o.Dir, "cerca", "1-x.tmp"), nil, 0o600))
		m.s = mustOpen(t, o)
	}
	if found < 300 {
		t.Errorf("only %d found: the test looks at little", found)
	}
	must(t, m.s.Close())
	// a folder of blocks that belongs to another log
	other := testOptions(t.TempDir())
	other.coda = 16
	n := &mondo{t: t, s: mustOpen(t, other), rnd: rand.New(rand.NewPCG(9, 9))}
	initStore(t, n.s)
	for range 12 {
		n.passo(50)
	}
	must(t, n.s.Close())
	must(t, os.CopyFS(filepath.Join(other.Dir, "cerca"), os.DirFS(filepath.Join(o.Dir, "cerca"))))
	n.s = mustOpen(t, other)
	for range 20 {
		n.confronta(n.ricerca())
	}
}

// TestCercaMentreSiScrive: searches, the builder of the index and decisions beside each other.
func TestCercaMentreSiScrive(t *testing.T) {
	o := testOptions("")
	o.coda = 16
	m := &mondo{t: t, s: mustOpen(t, o), rnd: rand.New(rand.NewPCG(5, 6))}
	initStore(t, m.s)
	m.passo(20)
	done := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if i == 0 {
					if err := m.s.Indicizza(ctxProva, nil); err != nil {
						t.Error(err)
					}
				} else if _, err := m.s.Cerca(ctxProva, rules.Ricerca{Tipo: "messaggio"}, 3, ""); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		m.passo(10)
	}
	close(done)
	wg.Wait()
	for range 30 {
		m.confronta(m.ricerca())
	}
}

// TestCercaLacune: what was recorded without recipients or subject is counted where it is asked for.
func TestCercaLacune(t *testing.T) {
	o := testOptions("")
	o.coda = 4
	s := mustOpen(t, o)
	initStore(t, s)
	for i := range 10 {
		v := rules.Verdetto{SHA256: fmt.Sprintf("%064x", i), Chiave: fmt.Sprint(i), Istante: testNow.Add(time.Duration(i) * time.Hour), Mittente: "x@pec.example"}
		if i%2 == 0 {
			v.Destinatari = []string{"-"}
		}
		_, err := s.Commit(ctxProva, func(rules.Snapshot) rules.Decision {
			return rules.Decision{Events: []rules.Event{{Kind: rules.KEsito, Esito: &v}}}
		})
		must(t, err)
	}
	p, err := s.Cerca(ctxProva, rules.Ricerca{A: "y@pec.example", Dal: testNow.Add(time.Hour)}, 10, "")
	must(t, err)
	if len(p.Voci) != 0 || p.Lacune[rules.LacunaDestinatari] != 5 {
		t.Errorf("%d found, %v", len(p.Voci), p.Lacune)
	}
	if p, err = s.Cerca(ctxProva, rules.Ricerca{Indirizzo: "X@pec.example"}, 3, ""); err != nil || len(p.Voci) != 3 || p.Altre != 7 {
		t.Errorf("%d found, %d more, %v", len(p.Voci), p.Altre, err)
	}
}
