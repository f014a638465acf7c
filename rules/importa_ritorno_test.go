package rules

import (
	"strings"
	"testing"
)

// TestImportaDomicilioDiPrima: a list that still has the address of a former enrolment does not stop the other rows; the address
// does not come back, what the register has stays, and a person is told.
func TestImportaDomicilioDiPrima(t *testing.T) {
	old := Domicilio{Indirizzo: "vecchia@pecmail.example"}
	for _, c := range []struct {
		name string
		now  *Domicilio
		why  string // how the former one ended
		row  string
		says string // the refusal
		note string
		want string
	}{
		{"back, none yet", nil, "FINE_ISCRIZIONE", old.Indirizzo, "", "resta senza domicilio", ""},
		{"back, proven since", &Domicilio{Indirizzo: "nuova@pecmail.example", Provenienza: Comunicato}, "FINE_ISCRIZIONE", old.Indirizzo, "", "resta nuova@pecmail.example", "nuova@pecmail.example"},
		{"back, listed since", &Domicilio{Indirizzo: "nuova@pecmail.example", Provenienza: Importato}, "FINE_ISCRIZIONE", old.Indirizzo, "", "resta nuova@pecmail.example", "nuova@pecmail.example"},
		{"a third one", &Domicilio{Indirizzo: "nuova@pecmail.example", Provenienza: Comunicato}, "FINE_ISCRIZIONE", "terza@pecmail.example", "provato da una comunicazione", "", "nuova@pecmail.example"},
		{"corrected", nil, "RETTIFICA", old.Indirizzo, "cessato per un atto", "", ""},
	} {
		o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Revocata})
		m := o.conti()
		m.Domicilio = &old
		m = m.conDomicilio(c.now, romano(t, "2026-11-20 09:00"), c.why)
		o.apply(Event{Kind: KIscritto, Iscritto: &m})
		row := rigaFile(m, Iscr, "")
		row.Numero = "77" // the rest of the row
		row.Domicilio = &Domicilio{Indirizzo: c.row, Dal: romano(t, "2026-11-01 09:00")}
		x := Confronta(o.vista(), []Iscritto{m}, Imported{Righe: []Iscritto{row}})
		if note := strings.Join(x.Note, " "); !strings.Contains(note, c.note) || (note == "") != (c.note == "") {
			t.Errorf("%s: note %q", c.name, note)
		}
		o.vuole(c.name, o.importaRighe([]Iscritto{row}), c.says)
		got := o.conti()
		if indirizzo(got.Domicilio) != c.want || (got.Numero == "77") != (c.says == "") {
			t.Errorf("%s: domicile %q, number %q", c.name, indirizzo(got.Domicilio), got.Numero)
		}
		if c.now != nil && got.Domicilio.Provenienza != c.now.Provenienza {
			t.Errorf("%s: the proof is gone: %+v", c.name, got.Domicilio)
		}
	}
}

// TestImportaDisdetta: a list that gives a member as gone has his Order box ended by a person, without a day and without a letter;
// approving says that it is revoked. One that takes it back takes back the task.
func TestImportaDisdetta(t *testing.T) {
	for _, stato := range []StatoIscritto{Trasferito, Cancellato, Radiato, Deceduto} {
		o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
		o.vuole("gone", o.importaRighe([]Iscritto{rigaFile(o.conti(), stato, "2026-11-10")}), "")
		k, _ := o.vista().Compito(o.compitoDi(SegPannello))
		if k.Cosa != cosaDisdetta || k.Scade != "" || !strings.Contains(k.Perche, "Conti Luca "+string(stato)) || len(o.spedisci()) != 0 {
			t.Fatalf("%s: %+v", stato, k)
		}
		o.vuole("again", o.importaRighe([]Iscritto{rigaFile(o.conti(), stato, "2026-11-10")}), "")
		if n := o.aperti(SegPannello); n != 1 {
			t.Errorf("%s: %d tasks", stato, n)
		}
		o.vuole("approved", o.decide(Reviewed{Now: o.now, Attore: persona, Compito: k.ID, Approva: true}), "")
		if m := o.conti(); casellaDi(m).Stato != Revocata || m.Stato != stato || m.Domicilio != nil {
			t.Errorf("%s: %+v", stato, m)
		}
		o.rigioca()
	}
	for _, c := range []struct {
		box   Casella
		stato StatoIscritto
		tasks int
	}{{Casella{Stato: Revocata}, Trasferito, 0}, {Casella{Stato: Attivata}, SospesoDisc, 0}, {Casella{Stato: Generata}, Cancellato, 1}} {
		c.box.Indirizzo = "luca.conti@iscritti.example"
		o := ordineConCasella(t, c.box)
		o.vuole("list", o.importaRighe([]Iscritto{rigaFile(o.conti(), c.stato, "2026-11-10")}), "")
		if n := o.aperti(SegPannello); n != c.tasks {
			t.Errorf("%s, %s: %d tasks", c.box.Stato, c.stato, n)
		}
		o.vuole("back", o.importaRighe([]Iscritto{rigaFile(o.conti(), Iscr, "2026-11-12")}), "")
		if n := o.aperti(SegPannello); n != 0 {
			t.Errorf("%s, %s and back: %d tasks", c.box.Stato, c.stato, n)
		}
	}
}

// TestImportaDisdettaSenzaCasella: a list that gives a member as gone and leaves his Order box out does not make the box vanish:
// it is kept, with the task to end it, until a person says that it is revoked.
func TestImportaDisdettaSenzaCasella(t *testing.T) {
	o := ordineConCasella(t, Casella{Indirizzo: "luca.conti@iscritti.example", Stato: Attivata})
	row := rigaFile(o.conti(), Trasferito, "2026-11-10")
	row.Casella, row.Domicilio = nil, nil
	for _, when := range []string{"gone", "again"} {
		o.vuole(when, o.importaRighe([]Iscritto{row}), "")
		if k := casellaDi(o.conti()); k.Indirizzo != "luca.conti@iscritti.example" || k.Stato != Attivata || o.aperti(SegPannello) != 1 {
			t.Fatalf("%s: box %+v, %d tasks", when, k, o.aperti(SegPannello))
		}
	}
	o.vuole("approved", o.decide(Reviewed{Now: o.now, Attore: persona, Compito: o.compitoDi(SegPannello), Approva: true}), "")
	if k := casellaDi(o.conti()); k.Stato != Revocata {
		t.Errorf("after the panel: %+v", k)
	}
	o.rigioca()
}
