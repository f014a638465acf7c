package rules

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestRidecidere decides a whole history again from its inputs, each on the archive folded from the log as it stood
// then: the same events come out, in the same order (pecagent replay).
func TestRidecidere(t *testing.T) {
	type passato struct {
		in  Input
		log int // events recorded before it
		got string
	}
	for _, base := range []string{"01", "03", "05", "11", "13", "17", "19", "21", "27", "43"} {
		p := nuovaPratica(t)
		var story []passato
		do := func(in Input) {
			n := len(p.events)
			story = append(story, passato{in, n, encode(t, p.decide(in))})
		}
		in := p.s.ricevuto(leggiCaso(t, base).posta())
		in.Dove = Arrivo{SHA256: in.Msg.SHA256, Cartella: "INBOX", UID: 1, Interna: in.Now}
		p.now = in.Now
		do(in)
		for range 2 {
			for _, l := range Pronte(p.p, p.vista(), p.now) {
				do(Sent{Now: p.now, Passo: Passo{Lettera: l.ID, Stato: LInCoda, MsgID: l.ID + "@ordine.example", SHA256: hexSHA256(l.ID)}})
				do(Sent{Now: p.now, Passo: Passo{Lettera: l.ID, Stato: LInInvio}})
				do(Sent{Now: p.now, Passo: Passo{Lettera: l.ID, Stato: LInviata}})
				do(p.ricevuta(p.lettera(l.ID), "avvenuta-consegna", p.now.Add(time.Minute), nil))
			}
			for _, id := range p.vista().Cerca(CompitiVivi, "") {
				do(Reviewed{Now: p.now, Attore: persona, Compito: id, Approva: true, Msg: in.Msg, Proof: in.Proof, Dove: in.Dove})
			}
			p.now = p.now.AddDate(0, 0, 13)
			do(Ticked{Now: p.now})
		}
		if len(story) < 3 {
			t.Fatalf("%s: a history of %d inputs proves nothing", base, len(story))
		}
		for i, s := range story {
			a := NewMemoria()
			for _, e := range p.events[:s.log] {
				if err := Apply(a, e); err != nil {
					t.Fatal(err)
				}
			}
			before := a.Clone()
			if got := encode(t, Decide(p.p, Vista(a), s.in)); got != s.got {
				t.Errorf("%s, input %d %T: decided again\n%s\nthen\n%s", base, i, s.in, got, s.got)
			}
			if !a.Uguale(before) {
				t.Fatalf("%s, input %d: deciding wrote into the archive", base, i)
			}
		}
	}
}

// TestImportaOgniColonna: a change of one column is one changed member with that column named; the rest of the file
// is unchanged, and the order of the rows does not matter.
func TestImportaOgniColonna(t *testing.T) {
	change := map[string]func(*Iscritto){
		"cognome": func(m *Iscritto) { m.Cognome = "Z" }, "nome": func(m *Iscritto) { m.Nome = "Z" }, "numero_iscrizione": func(m *Iscritto) { m.Numero = "9" },
		"albo": func(m *Iscritto) { m.Albi = []string{"medici", "odontoiatri"} }, "titolo": func(m *Iscritto) { m.Titolo = "dott." },
		"stato": func(m *Iscritto) { m.Stato = SospesoDisc }, "data_stato": func(m *Iscritto) { m.DataStato = "2026-11-20" },
		"domicilio_digitale": func(m *Iscritto) { m.Domicilio = &Domicilio{Indirizzo: "z@x.example"} }, "in_inipec": func(m *Iscritto) { m.InINIPEC = true },
		"diffida_notificata": func(m *Iscritto) { m.DiffidaNotificata = "2026-11-01" }, "email_ordinaria": func(m *Iscritto) { m.EmailOrdinaria = "z@posta.example" },
		"altre colonne": func(m *Iscritto) { m.Altri = []Colonna{{"telefono", "1"}} },
	}
	for name, f := range change {
		o := nuovoOrdine(t)
		o.importaRighe(registro(20))
		rows := registro(20)
		f(&rows[7])
		slices.Reverse(rows)
		x := Confronta(o.vista(), registro(20), Imported{Righe: rows})
		if len(x.Cambiati) != 1 || fmt.Sprint(x.Cambiati[0].Campi) != "["+name+"]" || x.Cambiati[0].Prima.CF != "CF007" || x.Invariati != 19 || len(x.Rifiuti)+len(x.Nuovi)+len(x.Mancanti) > 0 {
			t.Errorf("%s: %+v", name, x)
		}
		if d := o.importaRighe(rows); d.Errore != "" || len(d.Events) != 2 || d.Events[0].Import.Cambiati != 1 {
			t.Errorf("%s: %s", name, encode(t, d))
		}
		if d := o.importaRighe(rows); len(d.Events) != 1 {
			t.Errorf("%s: the same file changes something a second time: %s", name, encode(t, d))
		}
		o.rigioca()
	}
}

// TestRestringimentoAlLimite: exactly two per cent fewer passes, one row more is refused, at every size of register.
func TestRestringimentoAlLimite(t *testing.T) {
	for _, n := range []int{1, 10, 49, 50, 51, 100, 149, 150, 5000} {
		lost := n * 2 / 100
		if why := ristretto(lost, n); why != "" {
			t.Errorf("%d of %d: %s", n-lost, n, why)
		}
		if why := ristretto(lost+1, n); why == "" {
			t.Errorf("%d of %d passes", n-lost-1, n)
		}
	}
	if ristretto(0, 0) != "" || ristretto(0, 3) != "" {
		t.Error("a first file, or one that lacks nobody, is refused")
	}
}

// BenchmarkDecidere is a decision of message 01; the floor in the same run is a fold of its events.
func BenchmarkDecidere(b *testing.B) {
	t := &testing.T{}
	s := nuovaScena(t)
	s.apply(Event{Kind: KAvvio, Avvio: &Avvio{Modo: tutto, Casella: nostraCasella}})
	in := s.ricevuto(leggiCaso(t, "01").posta())
	events := Decide(s.p, Vista(s.a), in).Events
	b.Run("decide", func(b *testing.B) {
		for b.Loop() {
			if d := Decide(s.p, Vista(s.a), in); len(d.Events) != len(events) {
				b.Fatal("another decision")
			}
		}
	})
	b.Run("floor-fold", func(b *testing.B) {
		for b.Loop() {
			for _, e := range events {
				if err := Apply(s.a, e); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
