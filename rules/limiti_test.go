package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// partita is a letter that left, as the test's own account of what went out.
type partita struct {
	id, modello, a, cf string
	at                 time.Time
}

// conti24 counts what left in a window that ends at an instant.
func conti24(sent []partita, at time.Time, within time.Duration, same func(partita) bool) int {
	n := 0
	for _, s := range sent {
		if at.Sub(s.at) < within && same(s) {
			n++
		}
	}
	return n
}

// TestLimitiInOgniOrdine sends what Pronte gives, one letter or the whole list at a time, as letters arrive in a
// random order for hours, and counts by itself: never more than max_ora in any hour, max_giorno in any day, six a
// member, one of a kind to one recipient.
func TestLimitiInOgniOrdine(t *testing.T) {
	for seed := range uint64(2) {
		r := rand.New(rand.NewPCG(seed, 4))
		o := nuovoOrdine(t)
		o.p.Invio.MaxOra, o.p.Invio.MaxGiorno = 3+r.IntN(4), 12+r.IntN(10)
		o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Automatico, Automatico: []string{"R4"}}})
		var sent []partita
		made := 0
		for range 90 {
			o.now = o.now.Add(time.Duration(1+r.IntN(40)) * time.Minute)
			for range r.IntN(3) {
				made++
				cf := fmt.Sprintf("CF%d", r.IntN(3))
				o.apply(Event{Kind: KRichiesta, Richiesta: &Richiesta{ID: "RIC-2026-00000" + cf[2:], Rif: "PEC-2026-00000" + cf[2:], CF: cf, Stato: REseguita}},
					Event{Kind: KLettera, Lettera: &Lettera{ID: fmt.Sprintf("LET-2026-%06d", made), Rif: "PEC-2026-000001", Modello: fmt.Sprintf("T-%02d", r.IntN(9)),
						A: fmt.Sprintf("%s-%d@pecmail.example", cf, r.IntN(2)), CF: cf, Richiesta: "RIC-2026-00000" + cf[2:], Effetto: fmt.Sprint(made), Stato: LInPartenza, NonPrima: o.now}})
			}
			list := Pronte(o.p, o.vista(), o.now)
			if r.IntN(2) == 0 && len(list) > 1 {
				list = list[:1]
			}
			for _, l := range list {
				spedisciUna(o, l)
				sent = append(sent, partita{l.ID, l.Modello, l.A, l.CF, o.now})
			}
			contaLimiti(t, o, sent)
		}
		if len(sent) < 12 {
			t.Errorf("seed %d: only %d letters left: the test proves less than it says", seed, len(sent))
		}
		o.rigioca()
	}
}

func spedisciUna(o *ordine, l Lettera) {
	o.t.Helper()
	for _, p := range []Passo{{Lettera: l.ID, Stato: LInCoda, MsgID: l.ID + "@ordine.example", SHA256: hexSHA256(l.ID)}, {Lettera: l.ID, Stato: LInInvio}, {Lettera: l.ID, Stato: LInviata}} {
		if d := o.decide(Sent{Now: o.now, Passo: p}); d.Errore != "" {
			o.t.Fatalf("%s: %s", l.ID, d.Errore)
		}
	}
}

func contaLimiti(t *testing.T, o *ordine, sent []partita) {
	t.Helper()
	all := func(partita) bool { return true }
	for _, s := range sent {
		if n := conti24(sent, s.at, time.Hour, func(p partita) bool { return !p.at.After(s.at) }); n > o.p.Invio.MaxOra {
			t.Fatalf("%d letters in the hour to %s, limit %d", n, s.at, o.p.Invio.MaxOra)
		}
		before := func(p partita) bool { return !p.at.After(s.at) }
		if n := conti24(sent, s.at, 24*time.Hour, before); n > o.p.Invio.MaxGiorno {
			t.Fatalf("%d letters in the day to %s, limit %d", n, s.at, o.p.Invio.MaxGiorno)
		}
		if n := conti24(sent, s.at, 24*time.Hour, func(p partita) bool { return before(p) && (p.cf == s.cf || p.a == s.a) }); n > 6 {
			t.Fatalf("%d letters to one member in a day", n)
		}
		if n := conti24(sent, s.at, 24*time.Hour, func(p partita) bool { return before(p) && p.modello == s.modello && p.a == s.a }); n > 1 {
			t.Fatalf("%s to %s %d times in a day", s.modello, s.a, n)
		}
	}
	if got, want := len(o.vista().Stato.Invii), conti24(sent, o.now, 24*time.Hour+time.Minute, all); len(sent) > 0 && got < want-1 {
		t.Fatalf("%d sendings remembered, %d made", got, want)
	}
}

// TestFermoAlLimite: over a limit sending stops once, a person is called once, and nothing goes until he resumes,
// not even when the hour has passed (R-303: it does not slow down).
func TestFermoAlLimite(t *testing.T) {
	o := nuovoOrdine(t)
	o.p.Invio.MaxOra, o.p.Invio.MaxGiorno = 2, 40
	o.comanda("modo automatico R4")
	for i := range 4 {
		o.apply(Event{Kind: KLettera, Lettera: &Lettera{ID: fmt.Sprintf("LET-2026-%06d", i+1), Rif: "PEC-2026-000001", Modello: "T-02", A: fmt.Sprintf("m%d@pecmail.example", i), Effetto: fmt.Sprint(i), Stato: LInPartenza}})
	}
	if n := len(o.spedisci()); n != 2 {
		t.Fatalf("%d letters at once", n)
	}
	first := o.comanda("orologio")
	if !strings.Contains(first, "FERMO: superato il limite di invio (2 l'ora, 40 al giorno)") || !strings.Contains(first, "2 lettere attendono") {
		t.Fatalf("the clock says: %s", first)
	}
	o.now = o.now.Add(3 * time.Hour)
	if again := o.comanda("orologio"); strings.Contains(again, "Invii fermati") || strings.Contains(again, "modo") {
		t.Errorf("told twice: %s", again)
	}
	if n := len(o.spedisci()); n != 0 {
		t.Errorf("%d letters left while stopped", n)
	}
	if d := o.decide(Sent{Now: o.now, Passo: Passo{Lettera: "LET-2026-000003", Stato: LInCoda, MsgID: hexSHA256("2")[:32] + "@pec.ordine-prova.example", SHA256: hexSHA256("bytes 2")}}); d.Errore != "" {
		t.Fatal(d.Errore)
	}
	if d := o.decide(Sent{Now: o.now, Passo: Passo{Lettera: "LET-2026-000003", Stato: LInInvio}}); !strings.HasPrefix(d.Errore, "gli invii sono fermi: superato il limite") {
		t.Errorf("a composed letter left while stopped: %q", d.Errore)
	}
	o.comanda("modo automatico R4")
	if n := len(o.spedisci()); n != 2 {
		t.Errorf("%d letters after the resume", n)
	}
}

// TestTrattenutaSiVede: a letter held by a limit per member is shown once and never dropped; refused by the person
// it is taken back, left alone it goes by itself when the day is over.
func TestTrattenutaSiVede(t *testing.T) {
	prepare := func() *ordine {
		o := nuovoOrdine(t)
		o.p.Invio.MaxGiorno = 40
		o.comanda("modo automatico R4")
		for i := range 2 {
			o.apply(Event{Kind: KLettera, Lettera: &Lettera{ID: fmt.Sprintf("LET-2026-%06d", i+1), Rif: "PEC-2026-000001", Modello: "T-02", A: "m@pecmail.example", Effetto: fmt.Sprint(i), Stato: LInPartenza}})
		}
		if n := len(o.spedisci()); n != 1 {
			t.Fatalf("%d letters left", n)
		}
		o.comanda("orologio")
		if again := o.comanda("orologio"); again != "niente" {
			t.Fatalf("shown twice: %s", again)
		}
		return o
	}
	o := prepare()
	o.comanda("respinge S1 nota=doppia")
	if l := o.lettera("LET-2026-000002"); l.Stato != LRitirata || !strings.Contains(l.Motivo, "doppia") {
		t.Errorf("refused: %s %q", l.Stato, l.Motivo)
	}
	o = prepare()
	o.now = o.now.Add(23 * time.Hour)
	if n := len(o.spedisci()); n != 0 {
		t.Error("it left within the day")
	}
	o.now = o.now.Add(time.Hour)
	if n := len(o.spedisci()); n != 1 {
		t.Error("it did not leave after the day")
	}
}

// TestDaCercare: a doubt is looked for two hours after the sending, or when it was put off to, and not once the
// accettazione is known.
func TestDaCercare(t *testing.T) {
	sent := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		l    Lettera
		at   time.Duration
		want bool
	}{
		{"too early", Lettera{Stato: LIncerta, TInvio: sent}, 2*time.Hour - time.Second, false},
		{"two hours", Lettera{Stato: LIncerta, TInvio: sent}, 2 * time.Hour, true},
		{"put off", Lettera{Stato: LIncerta, TInvio: sent, NonPrima: sent.Add(5 * time.Hour)}, 3 * time.Hour, false},
		{"put off and come", Lettera{Stato: LIncerta, TInvio: sent, NonPrima: sent.Add(5 * time.Hour)}, 5 * time.Hour, true},
		{"accepted", Lettera{Stato: LIncerta, TInvio: sent, TAccettazione: sent}, 9 * time.Hour, false},
		{"not in doubt", Lettera{Stato: LInviata, TInvio: sent}, 9 * time.Hour, false},
	} {
		a := NewMemoria()
		c.l.ID = "LET-2026-000001"
		if err := Apply(a, Event{Kind: KLettera, Lettera: &c.l}); err != nil {
			t.Fatal(err)
		}
		if got := len(DaCercare(DefaultPolicy(), Vista(a), sent.Add(c.at))) == 1; got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestOrarioOgniMinuto walks a fortnight minute by minute against the words of the page, summer time included.
func TestOrarioOgniMinuto(t *testing.T) {
	p := DefaultPolicy()
	p.Invio.Orario = "lun-ven 08:00-19:00"
	for at := time.Date(2026, 10, 19, 0, 0, 0, 0, time.UTC); at.Before(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)); at = at.Add(time.Minute) {
		hour := at.Hour() + 2 // summer time until 25 October, 01:00 UTC
		if !at.Before(time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC)) {
			hour--
		}
		weekend := slices.Contains([]time.Weekday{time.Saturday, time.Sunday}, at.Weekday())
		if want := !weekend && hour >= 8 && hour < 19; orarioDiInvio(p, at) != want {
			t.Fatalf("%s UTC: %v", at, !want)
		}
	}
}
