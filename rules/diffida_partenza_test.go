package rules

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// firmataPEC carries a case to a T-10 by PEC that waits for its approval, signed on 18 December, two days before a window.
func firmataPEC(t *testing.T) (*ordine, Lettera) {
	o := conDifetto(t)
	id := o.diffida(fo, NonValido, DNotificata, "PEC", "2026-12-23")
	c, _ := o.vista().Diffida(id)
	if len(c.Notifiche) != 1 {
		t.Fatalf("ways: %+v", c.Notifiche)
	}
	return o, o.lettera(c.Notifiche[0].Lettera)
}

func (o *ordine) alle(day, hour string) {
	h, err := time.Parse("15:04", hour)
	if err != nil {
		o.t.Fatal(err)
	}
	o.now = inizioGiorno(day).Add(time.Duration(h.Hour())*time.Hour + time.Duration(h.Minute())*time.Minute)
}

// TestLetteraDiffidaPEC: what leaves is the signed file, as a legal act, to the box that works, with the number of its protocol.
func TestLetteraDiffidaPEC(t *testing.T) {
	o, l := firmataPEC(t)
	if why := o.approvaTutto(); why != "" {
		t.Fatal(why)
	}
	ls := o.spedisci()
	if len(ls) != 1 || ls[0].ID != l.ID {
		t.Fatalf("sent %v", ls)
	}
	got := ls[0]
	if got.Modello != "T-10" || got.A != casellaFo || !got.Legale || got.CF != fo || got.Dati.Protocollo != "0000912/2026 del 18/12/2026" ||
		!slices.Equal(got.Allegati, doc("diffida.pdf.p7m")) {
		t.Errorf("sent %+v", got)
	}
}

// TestApprovataInFinestra: a T-10 of before a window is not let go within it, nor does it leave within it when it was let go before.
func TestApprovataInFinestra(t *testing.T) {
	o, l := firmataPEC(t)
	o.alle("2026-12-22", "10:00")
	before := o.a.Clone()
	if why := o.approvaTutto(); !strings.Contains(why, "il primo giorno utile è il 07/01/2027") || !o.a.Uguale(before) {
		t.Errorf("approved in the window: %q", why)
	}
	o.alle("2027-01-07", "10:00")
	if why := o.approvaTutto(); why != "" {
		t.Errorf("approved after it: %s", why)
	}
	if ls := o.spedisci(); len(ls) != 1 || ls[0].ID != l.ID {
		t.Errorf("after the window: %v", ls)
	}

	o, l = firmataPEC(t)
	o.p.Invio.Orario = "sempre"
	if why := o.approvaTutto(); why != "" {
		t.Fatal(why)
	}
	o.alle("2026-12-20", "00:00")
	if ls := o.spedisci(); len(ls) != 0 {
		t.Fatalf("sent in the window: %v", ls)
	}
	o.decide(Ticked{Now: o.now})
	if got := o.lettera(l.ID); got.Stato != LInPartenza || !strings.Contains(got.Trattenuta, "finestre_diffida") {
		t.Errorf("held: %s %q", got.Stato, got.Trattenuta)
	}
	if why := o.approvaTrattenute(); !strings.Contains(why, "07/01/2027") {
		t.Errorf("what is held, approved in the window: %q", why)
	}
	o.alle("2027-01-07", "00:00")
	if ls := o.spedisci(); len(ls) != 1 {
		t.Errorf("after the window: %v", ls)
	}
}

// approvaTrattenute approves the open tasks about letters that a limit holds.
func (o *ordine) approvaTrattenute() string {
	for _, id := range o.vista().Cerca(CompitiVivi, "") {
		if k, ok := o.vista().Compito(id); ok && k.Tipo == SegLettera && strings.Contains(k.Perche, "trattenuta") {
			return o.decide(Reviewed{Now: o.now, Attore: persona, Compito: id, Approva: true}).Errore
		}
	}
	return "nothing is held"
}

// TestNonParteOra: at the click that lets a diffida or a suspension go, the box and the member's silence are looked at again.
func TestNonParteOra(t *testing.T) {
	communicated := func(o *ordine) {
		o.p.Invio.Orario = "sempre"
		o.fa(Atto{Tipo: "COMUNICAZIONE", CF: fo, Indirizzo: "ugo.fo@legalpost.example", Giorno: DataRoma(o.now), Canale: "SPORTELLO", Documenti: doc("modulo")})
	}
	for _, c := range []struct {
		name   string
		change func(*ordine)
		says   string
	}{
		{"nothing happened", func(*ordine) {}, ""},
		{"he has communicated", communicated, "prima si decide quella"},
		{"his box ends", func(o *ordine) { o.cambia(func(m *Iscritto) { m.Casella.RevocaDal = o.now.AddDate(0, 0, 9) }) }, "R-230"},
		{"his box is new", func(o *ordine) {
			o.cambia(func(m *Iscritto) { m.Casella.Indirizzo = "nuova@iscritti.pec-ordine.example" })
		}, "R-230"},
	} {
		for name, at := range map[string]func(*testing.T) (*ordine, Lettera){"T-10": firmataPEC, "T-10b": sospesaPEC} {
			o, l := at(t)
			c.change(o)
			why := ""
			for _, id := range o.vista().Cerca(CompitiVivi, "") {
				if k, ok := o.vista().Compito(id); ok && slices.Contains(k.Lettere, l.ID) {
					why = o.decide(Reviewed{Now: o.now, Attore: persona, Compito: id, Approva: true}).Errore
				}
			}
			if got := o.lettera(l.ID).Stato; !strings.Contains(why, c.says) || (why == "") != (c.says == "") || (got == LInPartenza) != (c.says == "") {
				t.Errorf("%s, %s: %s %q, want %q", name, c.name, got, why, c.says)
			}
		}
	}
}

// sospesaPEC carries a case to a T-10b by PEC that has its number and waits for its approval.
func sospesaPEC(t *testing.T) (*ordine, Lettera) {
	o, id := scadutaPEC(t)
	o.fa(Atto{Tipo: AttoSospensione, Caso: id, Giorno: DataRoma(o.now), Numero: "3/2026", Organo: "Consiglio", Documenti: doc("delibera3")})
	c, _ := o.vista().Diffida(id)
	o.fa(Atto{Tipo: AttoProtocollo, Caso: c.SospLettera, Giorno: DataRoma(o.now), Numero: "101"})
	return o, o.lettera(c.SospLettera)
}
