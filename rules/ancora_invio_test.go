package rules

import (
	"slices"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

const secondaCasella = "registro@pec2.ordine-prova.example"

func (o *ordine) ancore() (list []Lettera) {
	Lettere(o.a, func(l Lettera) bool {
		if l.Modello == ModelloAncora {
			list = append(list, l)
		}
		return true
	})
	return list
}

// TestAncoraPrimaDellAtto: the approval of a diffida sends the anchor to the second mailbox and nobody else, and it leaves first
// although the act was made before it. The act does not wait for it.
func TestAncoraPrimaDellAtto(t *testing.T) {
	o, act := firmataPEC(t)
	o.p.AncoraA = secondaCasella
	if len(o.ancore()) != 0 {
		t.Fatal("the anchor leaves before anybody has approved")
	}
	if why := o.approvaTutto(); why != "" {
		t.Fatal(why)
	}
	list := o.ancore()
	if len(list) != 1 || list[0].A != secondaCasella || list[0].CF != "" || list[0].Stato != LInPartenza || list[0].NonPrima.After(o.now) {
		t.Fatalf("%+v", list)
	}
	ready := Pronte(o.p, o.vista(), o.now.Add(time.Hour))
	if len(ready) != 2 || ready[0].ID != list[0].ID || ready[1].ID != act.ID {
		t.Errorf("ready: %v", ready)
	}
	if ids := o.daProtocollare(); slices.Contains(ids, list[0].ID) {
		t.Error("it waits for a number of the protocol")
	}
	o.spedisci()
	if ids := o.daProtocollare(); slices.Contains(ids, list[0].ID) {
		t.Error("it is to be registered once it has left")
	}

	o, act = firmataPEC(t) // without a second mailbox nothing changes
	if why := o.approvaTutto(); why != "" {
		t.Fatal(why)
	}
	if ls := o.spedisci(); len(ls) != 1 || ls[0].ID != act.ID {
		t.Errorf("%v", ls)
	}
}

// TestAncoraPrimaDellaCarta: a diffida that goes on paper is anchored when it is signed and confirmed, before anybody takes it to the
// post, once; so is a suspension on paper. Never without a second mailbox, or in osserva.
func TestAncoraPrimaDellaCarta(t *testing.T) {
	for _, c := range []struct {
		name, box, modo string
		want            int
	}{{"configured", secondaCasella, Proponi, 1}, {"no second mailbox", "", Proponi, 0}, {"osserva", secondaCasella, Osserva, 0}} {
		o := conFo(t)
		id := o.diffida(fo, Assente, DPredisposta, "", "2026-11-23")
		o.comanda("modo " + c.modo)
		o.p.AncoraA = c.box
		o.fa(o.attoDel(id, AttoDiffidaFirmata, "2026-11-18"))
		list := o.ancore()
		if len(list) != c.want || c.want > 0 && (list[0].A != secondaCasella || list[0].CF != "" || list[0].Stato != LInPartenza) {
			t.Errorf("%s: %+v", c.name, list)
		}
		o.fa(o.attoDel(id, AttoRaccomandata, "2026-11-19"))
		if n := len(o.ancore()); n != c.want {
			t.Errorf("%s: %d anchors after the post", c.name, n)
		}
	}
	o := conFo(t)
	o.p.AncoraA = secondaCasella
	o.diffida(fo, Assente, DScaduta, "", "2026-10-28")
	o.spedisci() // the anchor of the diffida
	before := len(o.ancore())
	c, _ := DiffidaDi(o.vista(), fo)
	o.fa(Atto{Tipo: AttoSospensione, Caso: c.ID, Giorno: DataRoma(o.now), Numero: "3/2027", Organo: "Consiglio", Documenti: doc("delibera3")})
	if l := o.lettera(func() string { c, _ := o.vista().Diffida(c.ID); return c.SospLettera }()); l.A != "" {
		t.Fatalf("the suspension goes to %s", l.A)
	}
	if n := len(o.ancore()); n != before+1 {
		t.Errorf("%d anchors, %d before the suspension on paper", n, before)
	}
}

// TestAncoraOgniSetteGiorni: where no receipt has carried the head for seven days it goes by itself, once; a receipt puts the
// next one off. Never in osserva, when sending is stopped, or to a member.
func TestAncoraOgniSetteGiorni(t *testing.T) {
	prepare := func(t *testing.T, modo string) *ordine {
		o := nuovoOrdine(t)
		o.p.AncoraA, o.p.AncoraGiorni = "Registro@PEC2.ordine-prova.example", 7
		o.comanda("iscritto " + conti + " Conti Luca domicilio=" + domConti)
		o.comanda("modo " + modo)
		o.now = romano(t, "2026-11-07 23:59")
		return o
	}
	tick := func(o *ordine, want int, why string) {
		t.Helper()
		o.decide(Ticked{Now: o.now})
		if n := len(o.ancore()); n != want {
			t.Errorf("%s: %d mails, want %d", why, n, want)
		}
	}
	o := prepare(t, Proponi)
	tick(o, 0, "six days")
	o.now = romano(t, "2026-11-08 00:00")
	tick(o, 1, "seven days after T0")
	tick(o, 1, "the same hour")
	ls := o.spedisci()
	if len(ls) != 1 || ls[0].A != secondaCasella {
		t.Fatalf("in proponi nobody has to click: %v", ls)
	}
	o.now = romano(t, "2026-11-14 23:00")
	tick(o, 1, "seven days less an hour after the mail")
	for i, tipo := range []pec.Tipo{pec.Accettazione, pec.AvvenutaConsegna} {
		in := o.ricevuta(o.lettera(ls[0].ID), tipo, romano(t, "2026-11-10 10:00"), nil)
		in.Registro = &RegistroLetto{Dimensione: 9, Radice: "R", Nostra: "R", Dove: AncoraOggetto}
		o.decide(in)
		n := 0
		Ancore(o.a, func(x Ancora) bool { n++; return x.Dove == AncoraOggetto })
		if n != i+1 {
			t.Errorf("%s: %d anchors", tipo, n)
		}
	}
	o.now = romano(t, "2026-11-17 09:59")
	tick(o, 1, "seven days after the mail, less than seven after its receipt")
	o.now = romano(t, "2026-11-17 10:00")
	tick(o, 2, "seven days after its receipt")
	if a := o.ancore(); a[0].Effetto == a[1].Effetto {
		t.Error("two mails share an effect and so a Message-ID")
	}
	o.rigioca()

	late := romano(t, "2026-12-01 10:00")
	o = prepare(t, Osserva)
	o.now = late
	tick(o, 0, "osserva")
	o = prepare(t, Proponi)
	o.now = late
	o.apply(Event{Kind: KModo, Modo: &Modo{Modo: Proponi, Fermo: true}})
	tick(o, 0, "stopped")
	o = prepare(t, Proponi)
	o.now, o.p.AncoraA = late, domConti
	tick(o, 0, "a member's address")
	tick(o, 0, "a member's address, again")
	if open := o.allarmi(problemaAncoraA); len(open) != 1 {
		t.Errorf("%d calls about the member's address", len(open))
	}
	o = prepare(t, Automatico+" R4")
	o.now, o.p.AncoraGiorni = late, 0
	tick(o, 0, "only before acts")
}
