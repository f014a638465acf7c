package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestGiorniDeiFlussi(t *testing.T) {
	p := DefaultPolicy()
	for day, want := range map[string]bool{"2026-11-23": true, "2026-11-28": false, "2026-11-29": false, "2026-12-08": false, "2026-12-07": true, "2026-04-06": false, "x": false} {
		if got := p.lavorativo(day); got != want {
			t.Errorf("%s: %v", day, got)
		}
	}
	for _, c := range []struct {
		from, to string
		n        int
	}{{"2026-11-23", "2026-11-24", 0}, {"2026-11-23", "2026-11-25", 1}, {"2026-11-27", "2026-11-30", 0}, {"2026-12-04", "2026-12-10", 2}, {"2026-11-24", "2026-11-23", 0}, {"", "2026-11-23", 0}} {
		if got := p.lavorativiFra(c.from, c.to); got != c.n {
			t.Errorf("%s to %s: %d, want %d", c.from, c.to, got, c.n)
		}
	}
	for _, c := range [][2]string{{"2026-12-15", "2026-12-07"}, {"2027-01-20", "2027-01-11"}, {"2026-11-01", "2026-11-06"}} { // the fifth
		if got := p.entroMese(c[0], 5); got != c[1] {
			t.Errorf("month of %s: %s, want %s", c[0], got, c[1])
		}
	}
}

// TestFlussiVita: under any order of days, files, receipts and acts a feed has one open run at most, a run that was taken stays
// taken, none changes after its end but by a confirmation, and a daily feed that is served on its day is never called late.
func TestFlussiVita(t *testing.T) {
	for seed := range uint64(26) {
		r := rand.New(rand.NewPCG(seed, 9))
		o := nuovoOrdine(t)
		o.p.Feeds = map[string]Feed{FlussoINIPEC: {Modo: []string{FlussoPortale, FlussoFederPEC, FlussoInfocamere}[r.IntN(3)], Indirizzo: "f@pec.example"}}
		o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "CNTLCU88R19A944D", Stato: Iscr}})
		o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Automatico, Automatico: []string{"R1"}}})
		closed := map[string]Flusso{}
		for step := range 400 {
			passoFlussi(o, r, step)
			open := 0
			Flussi(o.a, func(f Flusso) bool {
				if f.Stato.Aperto() {
					open++
				}
				if was, ok := closed[f.ID]; ok && (f.Stato != was.Stato || f.Accettato != was.Accettato || f.File != was.File) {
					t.Fatalf("seed %d step %d: %+v was %+v", seed, step, f, was)
				}
				if !f.Stato.Aperto() {
					closed[f.ID] = f
				}
				if f.Accettato && len(f.Entrano)+len(f.Escono) > 0 {
					t.Fatalf("%+v keeps its rows", f)
				}
				return true
			})
			if open > 1 {
				t.Fatalf("seed %d step %d: %d open runs", seed, step, open)
			}
		}
		if len(closed) == 0 {
			t.Fatalf("seed %d: no run ended", seed)
		}
		o.rigioca()
	}
}

// passoFlussi is one thing that happens.
func passoFlussi(o *ordine, r *rand.Rand, step int) {
	o.now = o.now.Add(time.Duration(r.IntN(9)) * time.Hour)
	var open Flusso
	Flussi(o.a, func(f Flusso) bool {
		if f.Stato.Aperto() {
			open = f
		}
		return true
	})
	act := func(t TipoAtto, esito string) {
		o.decide(Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: t, Caso: open.ID, Esito: esito, Motivo: "prova"}})
	}
	switch r.IntN(9) {
	case 0, 1:
		o.decide(Ticked{Now: o.now})
	case 2, 3:
		o.genera(map[string]string{"righe": "3", "nuovi": fmt.Sprint(r.IntN(2)), "sha": fmt.Sprint(step)})
	case 4:
		o.spedisci()
	case 5:
		ids := slices.Clone(o.vista().Cerca(LettereVive, ""))
		if len(ids) > 0 {
			l := o.lettera(ids[r.IntN(len(ids))])
			o.ricevutaDi([]string{[]string{"avvenuta-consegna", "errore-consegna", "accettazione"}[r.IntN(3)], l.ID}, map[string]string{})
		}
	case 6:
		act(AttoCaricato, []string{"OK", "KO"}[r.IntN(2)])
	case 7:
		act(AttoEsitoFlusso, []string{"OK", "KO"}[r.IntN(2)])
	case 8:
		for _, id := range o.vista().Cerca(CompitiVivi, "") {
			if c, ok := o.vista().Compito(id); ok && c.Tipo == SegFlusso && r.IntN(2) == 0 {
				o.decide(Reviewed{Now: o.now, Attore: persona, Compito: id, Approva: true})
			}
		}
	}
}

// TestINIPECSegnaGliIscritti: in_inipec follows what was taken, less what was refused, and nothing that was only written.
func TestINIPECSegnaGliIscritti(t *testing.T) {
	o := nuovoOrdine(t)
	for _, cf := range []string{"CNTLCU88R19A944D", "BNCGLI78C48G478A", "NTTPLA72A55A662G"} {
		o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: cf, Stato: Iscr, InINIPEC: cf[0] == 'N'}})
	}
	o.p.Feeds = map[string]Feed{FlussoINIPEC: {Modo: FlussoPortale}}
	o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Proponi}})
	o.decide(Ticked{Now: o.now})
	o.genera(map[string]string{"righe": "3", "nuovi": "2", "via": "1", "entrano": "CNTLCU88R19A944D,BNCGLI78C48G478A", "escono": "NTTPLA72A55A662G"})
	in := func() (list []bool) {
		for _, cf := range []string{"CNTLCU88R19A944D", "BNCGLI78C48G478A", "NTTPLA72A55A662G"} {
			m, _ := o.vista().Iscritto(cf)
			list = append(list, m.InINIPEC)
		}
		return list
	}
	if got := in(); !slices.Equal(got, []bool{false, false, true}) {
		t.Fatalf("written is not taken: %v", got)
	}
	o.decide(Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: AttoCaricato, Caso: "FLU-2026-000001", Esito: "PARZIALE", Spunte: []string{"BNCGLI78C48G478A:E001"}}})
	if got := in(); !slices.Equal(got, []bool{true, false, false}) {
		t.Errorf("taken: %v", got)
	}
}
