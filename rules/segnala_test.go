package rules

import (
	"testing"
	"time"
)

func TestSegnalataCallsOnceWhileOpen(t *testing.T) {
	m := NewMemoria()
	seq := int64(0)
	apply := func(in Input) (tasks, facts int) {
		d := Decide(DefaultPolicy(), Vista(m), in)
		for _, e := range d.Events {
			seq++
			e.Seq, e.At = seq, time.Unix(seq, 0)
			if err := Apply(m, e); err != nil {
				t.Fatal(err)
			}
			switch e.Kind {
			case KCompito:
				tasks++
			case KOperazione:
				facts++
			}
		}
		return tasks, facts
	}
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	gap := Segnalata{Now: at, Tipo: "uid_spariti", Cosa: "INBOX 7", Perche: "Messaggi spariti.", Urgente: true}
	if tasks, facts := apply(Segnalata{Now: at, Tipo: "cortesia", Cosa: "x", Muta: true}); tasks != 0 || facts != 1 {
		t.Fatalf("recorded only: %d tasks, %d facts", tasks, facts)
	}
	if tasks, facts := apply(gap); tasks != 1 || facts != 1 {
		t.Fatalf("first: %d tasks, %d facts", tasks, facts)
	}
	gap.Cosa = "INBOX 9"
	if tasks, facts := apply(gap); tasks != 0 || facts != 1 {
		t.Fatalf("while open: %d tasks, %d facts", tasks, facts)
	}
	who := Attore{Tipo: "persona", ID: "anna"}
	if d := Decide(DefaultPolicy(), Vista(m), Reviewed{Now: at, Attore: who, Compito: "SEG-2026-000001", Approva: true}); d.Errore != "" {
		t.Fatal(d.Errore)
	}
	apply(Reviewed{Now: at, Attore: who, Compito: "SEG-2026-000001", Approva: true})
	if tasks, _ := apply(gap); tasks != 1 {
		t.Fatalf("after it was closed: %d tasks", tasks)
	}
}

func TestCursorFollowsAFolderReadAgain(t *testing.T) {
	m := NewMemoria()
	for i, uid := range []uint32{1, 2, 9, 1, 2} {
		e := Event{Kind: KMessaggio, Seq: int64(i + 1), Messaggio: &Arrivo{SHA256: string(rune('a' + i)), Cartella: "INBOX", UIDValidity: 7, UID: uid}}
		if err := Apply(m, e); err != nil {
			t.Fatal(err)
		}
	}
	if c := CursoreDi(m, "INBOX"); c.UID != 2 || c.UIDValidity != 7 {
		t.Fatalf("cursor %+v", c)
	}
}
