package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// TestAncora: a delivery that returns the letter as it was sent anchors the log; one of which nothing is compared, or that
// returns something else, anchors nothing; a contradiction of our own log stops all sending and calls a person once.
func TestAncora(t *testing.T) {
	letter := func(t *testing.T) (*ordine, Lettera) {
		o := nuovoOrdine(t)
		for _, s := range []string{"iscritto CNTLCU88R19A944D Conti Luca domicilio=luca.conti@legalpost.example", "modo automatico R3",
			"scrive luca.conti@legalpost.example R3 INTEGRAZIONE_RICHIESTA AUTO cf=CNTLCU88R19A944D", "invia"} {
			o.comanda(s)
		}
		return o, o.lettera("LET-2026-000001")
	}
	same := &mailparse.Confronto{Done: true}
	ours := RegistroLetto{Dimensione: 7, Radice: "R7", Dove: AncoraTesto, Nostra: "R7"}
	fork, ahead := ours, ours
	fork.Nostra, ahead.Nostra = "altra", ""
	for _, c := range []struct {
		name    string
		read    *RegistroLetto
		compare *mailparse.Confronto
		tipo    pec.Tipo
		anchors bool
		stops   string
	}{
		{"the letter as sent", &ours, same, pec.AvvenutaConsegna, true, ""},
		{"a letter without the line", nil, same, pec.AvvenutaConsegna, false, ""},
		{"nothing compared", &ours, nil, pec.AvvenutaConsegna, false, ""},
		{"another content", &ours, &mailparse.Confronto{Done: true, Missing: true}, pec.AvvenutaConsegna, false, ""},
		{"another root", &fork, same, pec.AvvenutaConsegna, false, "contraddice"},
		{"more events than we have", &ahead, same, pec.AvvenutaConsegna, false, "più vecchio"},
		{"a subject of a letter to a member", &RegistroLetto{Dimensione: 7, Radice: "R7", Dove: AncoraOggetto, Nostra: "R7"}, same, pec.Accettazione, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, l := letter(t)
			in := o.ricevuta(l, c.tipo, o.now, nil)
			in.Registro = c.read
			if c.compare != nil {
				in.Confronto = &Confronto{Con: l.SHA256, Confronto: *c.compare}
			}
			d := o.decide(in)
			x, ok := PrimaAncora(o.a, 1)
			if ok != c.anchors || ok && (x.Radice != "R7" || x.Lettera != l.ID || x.Ricevuta != in.Dove.SHA256 || !x.Istante.Equal(o.now)) {
				t.Errorf("anchor %v %+v", ok, x)
			}
			m := o.vista().Stato.Modo
			if m.Fermo != (c.stops != "") || !strings.Contains(m.Perche, c.stops) {
				t.Errorf("stopped %v: %s", m.Fermo, m.Perche)
			}
			if !m.Fermo {
				return
			}
			calls := func() (n int) {
				for _, id := range o.vista().Cerca(CompitiVivi, "") {
					if k, _ := o.vista().Compito(id); k.Problema == problemaRegistro {
						n++
						if !k.Urgente || !strings.Contains(k.Perche, "Ogni invio è fermo") {
							t.Errorf("%+v", k)
						}
					}
				}
				return n
			}
			if calls() != 1 || len(d.Events) == 0 {
				t.Errorf("%d calls", calls())
			}
			again := o.ricevuta(l, c.tipo, o.now, func(dc *pec.DatiCert) { dc.Data = dc.Data.Add(1e9) })
			again.Registro, again.Confronto = in.Registro, in.Confronto
			o.decide(again)
			if calls() != 1 {
				t.Errorf("%d calls after another receipt", calls())
			}
			o.rigioca()
		})
	}
}

// TestAncoraEstranea: the head in a receipt of a letter that this store never sent shows whether the store was rolled back. It
// must be a letter of our own form; a store that was restored and waits for its resume is not called rolled back once more.
func TestAncoraEstranea(t *testing.T) {
	own := strings.Repeat("ab", 16) + "@pec.ordine-prova.example"
	ahead := RegistroLetto{Dimensione: 1 << 20, Radice: "R", Dove: AncoraTesto}
	equal := RegistroLetto{Dimensione: 7, Radice: "R", Nostra: "R", Dove: AncoraTesto}
	for _, c := range []struct {
		name  string
		read  *RegistroLetto
		msgid string
		why   string // the store is stopped already
		calls bool
	}{
		{"ahead", &ahead, own, "", true},
		{"ahead, stopped by a person", &ahead, own, "ferie", true},
		{"ahead, restored", &ahead, own, FermoRipristinato + "23/11/2026", false},
		{"a head of our own", &equal, own, "", false},
		{"no head", nil, own, "", false},
		{"a letter of the webmail that quotes another Order's", &ahead, "webmail-1@pec.ordine-prova.example", "", false},
	} {
		o := nuovoOrdine(t)
		o.comanda("modo proponi")
		if c.why != "" {
			m := o.vista().Stato.Modo
			m.Fermo, m.Perche = true, c.why
			o.apply(Event{Kind: KModo, Modo: &m})
		}
		in := o.ricevuta(Lettera{A: "qualcuno@pecmail.example", MsgID: c.msgid}, pec.AvvenutaConsegna, o.now, nil)
		in.Registro = c.read
		d := o.decide(in)
		called := slices.ContainsFunc(d.Events, func(e Event) bool { return e.Compito != nil && e.Compito.Problema == problemaRegistro })
		if m := o.vista().Stato.Modo; called != c.calls || m.Fermo != (c.calls || c.why != "") {
			t.Errorf("%s: called %v, stopped %v %s", c.name, called, m.Fermo, m.Perche)
		}
	}
}

// TestPrimaAncora holds the search by key against a walk, for sizes of every length.
func TestPrimaAncora(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	a := NewMemoria()
	var sizes []int64
	for i := range 300 {
		n := r.Int64N(1<<(1+i%36)) + 1
		sizes = append(sizes, n)
		if err := applyAncora(a, Ancora{Dimensione: n, Ricevuta: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(sizes)
	for _, n := range append([]int64{0, 1, 9, 10, 99, 100, 1 << 36, 1 << 37}, sizes...) {
		for _, n := range []int64{max(0, n-1), n, n + 1} {
			i, _ := slices.BinarySearch(sizes, n)
			x, ok := PrimaAncora(a, n)
			if ok != (i < len(sizes)) || ok && x.Dimensione != sizes[i] {
				t.Fatalf("%d: %d %v, want index %d of %d", n, x.Dimensione, ok, i, len(sizes))
			}
		}
	}
	if s := Vista(a).Stato.Ancora; s == nil || s.Dimensione != sizes[len(sizes)-1] {
		t.Errorf("newest %+v", s)
	}
}
