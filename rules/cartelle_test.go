package rules

import (
	"strings"
	"testing"
	"time"
)

func (o *ordine) sfoglia(c Cartella) Decision {
	o.t.Helper()
	c.Nome, c.UIDValidity = "INBOX", 7
	d := o.decide(Sfogliata{Now: o.now, Cartella: c})
	if d.Errore != "" {
		o.t.Fatal(d.Errore)
	}
	return d
}

// TestVanished: what vanished is held against the other folders, then a person is called, once while the call is open, with
// the hours and the number of all that vanished since.
func TestVanished(t *testing.T) {
	o := nuovoOrdine(t)
	at := func(hm string) time.Time { return romano(t, "2026-11-23 "+hm) }
	o.sfoglia(Cartella{Ultimo: 40})
	if c := CursoreDi(o.a, "INBOX"); c.UID != 0 || c.Ultimo != 40 || c.UIDValidity != 7 {
		t.Fatalf("first look: %+v", c)
	}
	o.sfoglia(Cartella{Spariti: 2, Ultimo: 42, Dal: at("07:10"), Al: at("07:20")})
	if c := CursoreDi(o.a, "INBOX"); c.Sospesi != 2 || len(o.allarmi("")) != 0 {
		t.Fatalf("not compared yet: %+v %+v", c, o.allarmi(""))
	}
	o.sfoglia(Cartella{Spariti: 2, Trovati: 2, Dal: at("07:10"), Al: at("07:20"), Confrontata: true})
	if c := CursoreDi(o.a, "INBOX"); c.Sospesi != 0 || c.Spariti != 0 || len(o.allarmi(problemaSpariti)) != 0 {
		t.Fatalf("both were moved: %+v %+v", c, o.allarmi(problemaSpariti))
	}
	o.sfoglia(Cartella{Spariti: 3, Ultimo: 45, Dal: at("08:10"), Al: at("08:20")})
	o.sfoglia(Cartella{Spariti: 3, Trovati: 1, Dal: at("08:10"), Al: at("08:20"), Confrontata: true})
	open := o.allarmi(problemaSpariti)
	if len(open) != 1 || !open[0].Urgente || !strings.HasPrefix(open[0].Perche, "2 messaggi sono spariti dalla cartella «INBOX»") ||
		!strings.Contains(open[0].Perche, "tra le 08:10 del 23/11/2026 e le 08:20 del 23/11/2026") {
		t.Fatalf("one was moved, two are lost: %+v", open)
	}
	o.sfoglia(Cartella{Spariti: 1, Ultimo: 46, Dal: at("09:00"), Al: at("09:30")})
	o.sfoglia(Cartella{Spariti: 1, Dal: at("09:00"), Al: at("09:30"), Confrontata: true})
	same := o.allarmi(problemaSpariti)
	if len(same) != 1 || same[0].ID != open[0].ID || same[0].Quanti != 3 || !strings.Contains(same[0].Perche, "3 messaggi") || !strings.Contains(same[0].Perche, "tra le 08:10 del 23/11/2026 e le 09:30") {
		t.Fatalf("the same call: %+v", same)
	}
	o.chiude(open[0].ID)
	o.sfoglia(Cartella{Spariti: 1, Dal: at("10:00"), Al: at("10:30"), Confrontata: true})
	if next := o.allarmi(problemaSpariti); len(next) != 1 || next[0].ID == open[0].ID || !strings.HasPrefix(next[0].Perche, "1 messaggio è sparito") {
		t.Fatalf("after it was closed: %+v", next)
	}
	if c := CursoreDi(o.a, "INBOX"); c.Spariti != 4 || c.Ultimo != 46 {
		t.Errorf("in all: %+v", c)
	}
	// Another numbering voids the numbers and keeps the count.
	o.apply(Event{Kind: KMessaggio, At: o.now, Messaggio: &Arrivo{SHA256: "a", Cartella: "INBOX", UIDValidity: 8, UID: 3}})
	if c := Cursori(o.a)["INBOX"]; c != (Cursore{UIDValidity: 8, UID: 3, Spariti: 4, Visto: c.Visto}) || !c.Visto.Equal(o.now) {
		t.Errorf("renumbered: %+v", c)
	}
}

// TestNoResendWhileMailVanishes: a letter that nobody knows of is not sent again while its receipt may be among what vanished.
func TestNoResendWhileMailVanishes(t *testing.T) {
	for _, gap := range []bool{false, true} {
		o := nuovoOrdine(t)
		l := Lettera{ID: "LET-2026-000001", Modello: "T-01", A: "m@pecmail.example", Stato: LIncerta, TInvio: o.now, MsgID: "x@y", SHA256: "s", Tentativi: 1}
		o.apply(Event{Kind: KLettera, Lettera: &l})
		o.now = o.now.Add(3 * time.Hour)
		if gap {
			o.sfoglia(Cartella{Spariti: 1, Dal: o.now, Al: o.now, Confrontata: true})
		}
		for range 2 {
			if d := o.decide(Cercata{Now: o.now, Lettera: l.ID}); gap && d.Errore != "" {
				t.Fatal(d.Errore)
			}
		}
		now, _ := Vista(o.a).Lettera(l.ID)
		if want := map[bool]StatoLettera{false: LInCoda, true: LIncerta}[gap]; now.Stato != want || now.Dubbia == gap {
			t.Errorf("gap %v: the letter is %s, second sending %v", gap, now.Stato, now.Dubbia)
		}
		if !gap {
			continue
		}
		calls := 0
		for _, id := range Vista(o.a).Cerca(CompitiVivi, "") {
			if c, _ := Vista(o.a).Compito(id); strings.Contains(c.Perche, l.ID) {
				calls++
			}
		}
		if calls != 1 {
			t.Errorf("%d calls about the letter", calls)
		}
		o.chiude(o.allarmi(problemaSpariti)[0].ID)
		o.decide(Cercata{Now: o.now, Lettera: l.ID})
		if now, _ := Vista(o.a).Lettera(l.ID); now.Stato != LInCoda {
			t.Errorf("after a person has looked: %s", now.Stato)
		}
	}
}
