package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// modelloLettera is a second, tiny implementation of order.md §6.4, written from the page: what the sender of letters
// may report in each state, and what receipts make of it. TestModelloLettera holds the real one against it.
type modelloLettera struct {
	stato     StatoLettera
	byte      string // "" until composed
	tentativi int
	dubbia    bool
	fermo     bool
	partita   bool // it was handed to the server once
	altrove   bool // a receipt speaks of its Message-ID although it never left from here
}

// altezza is the order of the page: a letter is in the highest state that its receipts reached, and of two equally
// high in the later one.
var altezza = map[StatoLettera]int{LSenzaEsito: 1, LAccettata: 2, LPreavviso12H: 3, LNonAccettata: 4, LMancata: 5, LVirus: 5, LConsegnata: 6}

// passa tells whether a reported step is taken and makes it.
func (m *modelloLettera) passa(p Passo) bool {
	switch p.Stato {
	case LInCoda:
		if m.stato != LInPartenza && m.stato != LInCoda && m.stato != LInInvio || m.byte != "" && p.SHA256 != "" && p.SHA256 != m.byte {
			return false
		}
		if m.giaPartita() {
			return true
		}
	case LInInvio:
		from := LInCoda
		if p.Punto {
			from = LInInvio // the mark before the final dot
		}
		if m.stato != from || m.fermo || m.byte == "" && p.SHA256 == "" {
			return false
		}
		if !p.Punto && m.giaPartita() {
			return true
		}
		m.partita = true
		if !p.Punto {
			m.tentativi++
		}
	case LInviata, LIncerta:
		if m.stato == LInPartenza || m.stato == LRitirata {
			return false
		}
		if altezza[m.stato] > 0 {
			return true // a receipt was faster: it stays
		}
	case LRifiutata:
		if m.stato == LInPartenza || m.stato == LRitirata {
			return false
		}
		if altezza[m.stato] > 0 {
			return true
		}
	default:
		return false
	}
	if p.SHA256 != "" {
		m.byte = p.SHA256
	}
	m.stato = p.Stato
	return true
}

// giaPartita takes back a letter that left from a store that this one was restored after.
func (m *modelloLettera) giaPartita() bool {
	if !m.altrove || m.tentativi > 0 || m.dubbia {
		return false
	}
	m.stato = LRitirata
	return true
}

// riceve is a certified receipt of the letter.
func (m *modelloLettera) riceve(s StatoLettera) {
	if !m.partita && (m.stato == LInPartenza || m.stato == LInCoda || m.stato == LRitirata) {
		m.altrove = true
		return // it cannot be its own: it never left
	}
	if altezza[s] >= altezza[m.stato] {
		m.stato = s
	}
}

// cerca is the answer of the mailbox to a doubt; ok is false where there is none.
func (m *modelloLettera) cerca(found bool) bool {
	if m.stato != LIncerta {
		return false
	}
	if !found && !m.dubbia {
		m.stato, m.dubbia = LInCoda, true
	}
	return true
}

// TestModelloLettera: random histories of sending, receipts, doubts and stops give the state of the model after
// every step, and are refused where the model refuses.
func TestModelloLettera(t *testing.T) {
	reached := map[StatoLettera]int{}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		o, m := inPartenzaUna(t), modelloLettera{stato: LInPartenza}
		id := "LET-2026-000001"
		for step := range 24 {
			o.now = o.now.Add(time.Duration(1+r.IntN(30)) * time.Minute)
			what, ok, refused := passoACaso(o, &m, r, id)
			if refused == ok {
				t.Fatalf("seed %d step %d %s in %s: refused %v, the model says %v", seed, step, what, m.stato, refused, ok)
			}
			l := o.lettera(id)
			if l.Stato != m.stato || l.Tentativi != m.tentativi || l.Dubbia != m.dubbia || l.SHA256 != m.byte {
				t.Fatalf("seed %d step %d %s: %s, %d tries, doubt %v, bytes %q; the model: %+v", seed, step, what, l.Stato, l.Tentativi, l.Dubbia, l.SHA256, m)
			}
			if live := slices.Contains(o.vista().Cerca(LettereVive, ""), id); live == m.stato.Finale() {
				t.Fatalf("seed %d: %s and live %v", seed, m.stato, live)
			}
			reached[m.stato]++
		}
		o.rigioca()
	}
	for _, s := range []StatoLettera{LInCoda, LInInvio, LInviata, LIncerta, LRifiutata, LAccettata, LNonAccettata, LMancata, LVirus, LConsegnata} {
		if reached[s] == 0 {
			t.Errorf("no history reached %s: the test proves less than it says", s)
		}
	}
}

// inPartenzaUna is an Order with one letter that is ready to leave.
func inPartenzaUna(t *testing.T) *ordine {
	t.Helper()
	o := nuovoOrdine(t)
	o.comanda("iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example")
	o.comanda("modo automatico R3")
	o.comanda("scrive luca.conti@legalpost.example R3 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D")
	return o
}

// passoACaso makes one random step in both.
func passoACaso(o *ordine, m *modelloLettera, r *rand.Rand, id string) (what string, ok, refused bool) {
	o.t.Helper()
	receipts := map[StatoLettera]pec.Tipo{LAccettata: pec.Accettazione, LNonAccettata: pec.NonAccettazione, LMancata: pec.ErroreConsegna, LVirus: pec.RilevazioneVirus, LConsegnata: pec.AvvenutaConsegna}
	switch n := r.IntN(10); {
	case n < 6:
		p := Passo{Lettera: id, Stato: []StatoLettera{LInCoda, LInCoda, LInInvio, LInInvio, LInInvio, LInviata, LInviata, LIncerta, LRifiutata, LConsegnata, LProposta}[r.IntN(11)]}
		if p.Stato == LInCoda {
			p.SHA256 = []string{"byte", "byte", "byte", "altri"}[r.IntN(4)]
			p.MsgID = "m@ordine.example"
		}
		p.Punto = p.Stato == LInInvio && r.IntN(2) == 0
		ok = m.passa(p)
		return fmt.Sprintf("sent %s %s", p.Stato, p.SHA256), ok, o.decide(Sent{Now: o.now, Passo: p}).Errore != ""
	case n < 8:
		all := []StatoLettera{LAccettata, LNonAccettata, LMancata, LVirus, LConsegnata}
		s := all[r.IntN(len(all))]
		l := o.lettera(id)
		if l.MsgID == "" {
			return "no receipt yet", true, false
		}
		m.riceve(s)
		return "receipt " + string(s), true, o.decide(o.ricevuta(l, receipts[s], o.now, nil)).Errore != ""
	case n == 8:
		found := r.IntN(2) == 0
		ok = m.cerca(found)
		return "searched", ok, o.decide(Cercata{Now: o.now, Lettera: id, Trovata: found, Dove: "INBOX"}).Errore != ""
	}
	m.fermo = !m.fermo
	mode := o.vista().Stato.Modo
	mode.Fermo = m.fermo
	return "stop or resume", true, o.decide(Commanded{Now: o.now, Attore: persona, Modo: mode}).Errore != ""
}

// TestDopoPermutato: the state that receipts give a letter is the same in all their orders, each receipt counted
// once or twice.
func TestDopoPermutato(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	steps := []Passo{
		{Stato: LAccettata, Ricevuta: "1", Istante: at}, {Stato: LPreavviso12H, Ricevuta: "2", Istante: at.Add(12 * time.Hour), Motivo: "tempo"},
		{Stato: LMancata, Ricevuta: "3", Istante: at.Add(24 * time.Hour), Codice: "5.1.1"}, {Stato: LMancata, Ricevuta: "4", Istante: at.Add(24 * time.Hour), Codice: "5.2.2"},
		{Stato: LVirus, Ricevuta: "5", Istante: at.Add(time.Hour)},
	}
	ends := map[string]string{}
	permuta(len(steps), func(order []int) {
		once, twice := Lettera{Stato: LInviata}, Lettera{Stato: LInviata}
		for _, i := range order {
			once, twice = once.dopo(steps[i]), twice.dopo(steps[i]).dopo(steps[i])
		}
		for _, l := range []Lettera{once, twice} {
			end := fmt.Sprintf("%s %s %s %s, accepted %s", l.Stato, l.Codice, l.Motivo, l.Istante, l.TAccettazione)
			ends[end] = fmt.Sprint(order)
			slices.Sort(l.Ricevute)
			if got := strings.Join(l.Ricevute, ""); got != "12345" {
				t.Errorf("order %v: receipts %s", order, got)
			}
		}
	})
	if len(ends) != 1 {
		t.Errorf("the end depends on the order: %v", ends)
	}
	for end := range ends {
		if !strings.HasPrefix(end, "MANCATA 5.2.2 ") {
			t.Errorf("the end is %s", end)
		}
	}
}

// permuta calls f with every order of n things.
func permuta(n int, f func([]int)) {
	var walk func(done []int)
	walk = func(done []int) {
		if len(done) == n {
			f(done)
			return
		}
		for i := range n {
			if !slices.Contains(done, i) {
				walk(append(slices.Clone(done), i))
			}
		}
	}
	walk(nil)
}

// TestFinale: the states from which nothing is awaited are those of the page and no other.
func TestFinale(t *testing.T) {
	final := []StatoLettera{LRitirata, LRifiutata, LNonAccettata, LMancata, LVirus, LChiusa, LConsegnata}
	for s := range rank {
		if s.Finale() != slices.Contains(final, s) {
			t.Errorf("%s: final is %v", s, s.Finale())
		}
	}
	open := []StatoRichiesta{RIntegrazione, RConferma, RInRevisione, RInEsecuzione, RPreavviso}
	for _, s := range []StatoRichiesta{RIntegrazione, RConferma, RInRevisione, RInEsecuzione, REseguita, RPreavviso, RDuplicata, RAssorbita, RNonPertinente, RRitirata, RNonValida, RIgnorata, RQuarantena, RRigettata, RArchiviata, ""} {
		if s.Aperta() != slices.Contains(open, s) {
			t.Errorf("request %q: open is %v", s, s.Aperta())
		}
	}
}
