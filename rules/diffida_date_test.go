package rules

import (
	"strings"
	"testing"
	"time"
)

// avvisata carries a case to its friendly notice of 4 October, whose thirty days end on 3 November; the clock stands on the 23rd.
func (o *ordine) avvisata() string {
	o.t.Helper()
	id := o.diffida(fo, Assente, DRilevata, "", "2026-11-23")
	o.fa(Atto{Tipo: AttoPreavvisoBonario, Caso: id, Giorno: "2026-10-04", Canale: "POSTA", Documenti: doc("preavviso")})
	return id
}

func (o *ordine) senzaDelibera() string { o.p.DiffidaDelibera = false; return o.avvisata() }

func (o *ordine) attoDel(id string, t TipoAtto, giorno string) Atto {
	a := Atto{Tipo: t, Caso: id, Giorno: giorno}
	switch t {
	case AttoPreavvisoBonario:
		a.Canale, a.Documenti = "POSTA", doc("preavviso")
	case AttoDeliberaDiffida, AttoSospensione, AttoSospensioneRevocata:
		a.Numero, a.Organo, a.Documenti = "40", "Consiglio", doc("delibera40")
	case AttoDiffidaPredisposta:
		a.Documenti = doc("diffida.pdf")
	case AttoProtocollo:
		a.Numero = "101"
	case AttoDiffidaFirmata:
		a.Canale, a.Documenti, a.Firme = "RACCOMANDATA", doc("diffida.pdf.p7m"), firmaPresidente("diffida.pdf")
	case AttoRaccomandata:
		a.Numero, a.Documenti = "RR9", doc("ricevuta")
	case AttoGiacenza:
		a.Numero, a.Documenti = "RR9", doc("avviso di giacenza")
	case AttoNotifica:
		a.Documenti = doc("avviso di ricevimento")
	case AttoDiffidaScaduta:
		a.Spunte, a.Documenti = spunteScadenza, doc("inipec", "inad")
	}
	return a
}

// TestCatenaDateDiffida: no act of a case is dated before the step on which it rests; on its day it is taken.
func TestCatenaDateDiffida(t *testing.T) {
	drafted := func(o *ordine) string { return o.diffida(fo, Assente, DPredisposta, "", "2026-11-23") } // 18 November
	signed := func(o *ordine) string {
		id := drafted(o)
		o.fa(o.attoDel(id, AttoDiffidaFirmata, "2026-11-18"))
		return id
	}
	sent := func(o *ordine) string {
		id := signed(o)
		o.fa(o.attoDel(id, AttoRaccomandata, "2026-11-19"))
		return id
	}
	resolved := func(o *ordine) string { // on 4 December
		id := o.diffida(fo, Assente, DDelibera, "", "2026-10-28")
		o.now = o.now.AddDate(0, 0, 9)
		return id
	}
	letter := func(o *ordine) string { c, _ := o.vista().Diffida(resolved(o)); return c.SospLettera }
	numbered := func(o *ordine) string {
		id := resolved(o)
		c, _ := o.vista().Diffida(id)
		o.fa(o.attoDel(c.SospLettera, AttoProtocollo, "2026-12-06"))
		return id
	}
	for _, c := range []struct {
		name         string
		prep         func(*ordine) string
		act          TipoAtto
		early, taken string
		says         string
	}{
		{"notice before opening", func(o *ordine) string { return o.diffida(fo, Assente, DRilevata, "", "2026-11-23") }, AttoPreavvisoBonario, "2026-10-03", "2026-10-04", "l'apertura della pratica è del 04/10/2026"},
		{"resolution before opening", (*ordine).avvisata, AttoDeliberaDiffida, "2026-10-03", "2026-10-04", "l'apertura della pratica"},
		{"draft within the notice", (*ordine).senzaDelibera, AttoDiffidaPredisposta, "2026-11-03", "2026-11-04", "dà tempo fino al 03/11/2026"},
		{"draft before the resolution", func(o *ordine) string {
			id := o.avvisata()
			o.fa(o.attoDel(id, AttoDeliberaDiffida, "2026-11-10"))
			return id
		}, AttoDiffidaPredisposta, "2026-11-09", "2026-11-10", "la delibera sulla diffida è del 10/11/2026"},
		{"protocol before the draft", func(o *ordine) string {
			id := o.senzaDelibera()
			o.fa(o.attoDel(id, AttoDiffidaPredisposta, "2026-11-10"))
			return id
		}, AttoProtocollo, "2026-11-09", "2026-11-10", "la diffida predisposta è del 10/11/2026"},
		{"signed before the draft", drafted, AttoDiffidaFirmata, "2026-11-17", "2026-11-18", "la diffida predisposta è del 18/11/2026"},
		{"signed before the protocol", func(o *ordine) string {
			id := o.senzaDelibera()
			o.fa(o.attoDel(id, AttoDiffidaPredisposta, "2026-11-10"))
			o.fa(o.attoDel(id, AttoProtocollo, "2026-11-12"))
			return id
		}, AttoDiffidaFirmata, "2026-11-11", "2026-11-12", "il protocollo della diffida è del 12/11/2026"},
		{"signed before a resolution that came after the draft", func(o *ordine) string {
			id := o.senzaDelibera()
			o.fa(o.attoDel(id, AttoDiffidaPredisposta, "2026-11-10"))
			o.fa(o.attoDel(id, AttoProtocollo, "2026-11-12"))
			o.fa(o.attoDel(id, AttoDeliberaDiffida, "2026-11-15"))
			return id
		}, AttoDiffidaFirmata, "2026-11-14", "2026-11-15", "la delibera sulla diffida è del 15/11/2026"},
		{"posted before it was signed", signed, AttoRaccomandata, "2026-11-17", "2026-11-18", "la firma della diffida è del 18/11/2026"},
		{"held before it was posted", sent, AttoGiacenza, "2026-11-18", "2026-11-19", "è partita il 19/11/2026"},
		{"served before it was posted", sent, AttoNotifica, "2026-11-18", "2026-11-19", "è partita il 19/11/2026"},
		{"T-10b numbered before the resolution", letter, AttoProtocollo, "2026-12-03", "2026-12-04", "la delibera di sospensione è del 04/12/2026"},
		{"T-10b posted before its number", numbered, AttoRaccomandata, "2026-12-05", "2026-12-06", "il protocollo della lettera di sospensione è del 06/12/2026"},
		{"T-10b posted before the resolution", numbered, AttoRaccomandata, "2026-12-03", "2026-12-06", "la delibera di sospensione è del 04/12/2026"},
		{"T-10b served before it was posted", func(o *ordine) string {
			id := numbered(o)
			o.fa(o.attoDel(id, AttoRaccomandata, "2026-12-07"))
			return id
		}, AttoNotifica, "2026-12-06", "2026-12-07", "è partita il 07/12/2026"},
		{"end before the communication", func(o *ordine) string {
			id := o.diffida(fo, Assente, DSospeso, "", "2026-10-28")
			o.now = inizioGiorno("2026-12-12").Add(10 * time.Hour)
			o.comunica(o.now)
			o.now = o.now.AddDate(0, 0, 2)
			return id
		}, AttoSospensioneRevocata, "2026-12-11", "2026-12-12", "la comunicazione del domicilio digitale è del 12/12/2026"},
		{"posted in August", func(o *ordine) string {
			id := signed(o)
			o.now = inizioGiorno("2027-09-02")
			return id
		}, AttoRaccomandata, "2027-08-31", "2027-09-01", "il primo giorno utile è il 01/09/2027"},
		{"posted at Christmas", func(o *ordine) string {
			id := signed(o)
			o.now = inizioGiorno("2027-01-08")
			return id
		}, AttoRaccomandata, "2026-12-20", "2026-12-19", "il primo giorno utile è il 07/01/2027"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := conFo(t)
			id := c.prep(o)
			before := o.a.Clone()
			if d := o.agisce("bruno", o.attoDel(id, c.act, c.early)); !strings.Contains(d.Errore, c.says) {
				t.Errorf("%s refused with %q, want %q", c.early, d.Errore, c.says)
			}
			if !o.a.Uguale(before) {
				t.Error("a refusal changed something")
			}
			if d := o.agisce("bruno", o.attoDel(id, c.act, c.taken)); d.Errore != "" {
				t.Errorf("%s: %s", c.taken, d.Errore)
			}
		})
	}
}

// TestDeliberaDiffidaUnaSola: the resolution that a draft cites is not replaced under it.
func TestDeliberaDiffidaUnaSola(t *testing.T) {
	o := conFo(t)
	id := o.diffida(fo, Assente, DPredisposta, "", "2026-11-23")
	if d := o.agisce("anna", o.attoDel(id, AttoDeliberaDiffida, "2026-11-20")); !strings.Contains(d.Errore, "n. 30/2026 del 18/11/2026") || !strings.Contains(d.Errore, "diffida-cancel") {
		t.Errorf("a second resolution: %q", d.Errore)
	}
}

// TestFirmaPECFuoriDiffida: a diffida by PEC is neither signed nor let go on a day of finestre_diffida, also where the second
// person comes late.
func TestFirmaPECFuoriDiffida(t *testing.T) {
	o := conDifetto(t)
	id := o.diffida(fo, NonValido, DPredisposta, "", "2026-11-23")
	a := o.attoDel(id, AttoDiffidaFirmata, "2026-12-20")
	a.Canale = "PEC"
	o.now = inizioGiorno("2026-12-20").Add(9 * time.Hour)
	if d := o.agisce("bruno", a); !strings.Contains(d.Errore, "07/01/2027") {
		t.Errorf("signed in the window: %q", d.Errore)
	}
	a.Giorno = "2026-12-19"
	if d := o.agisce("bruno", a); !strings.Contains(d.Errore, "il 20/12/2026 nessuna diffida parte") {
		t.Errorf("signed before, recorded in the window: %q", d.Errore)
	}
	o.now = inizioGiorno("2026-12-19").Add(9 * time.Hour)
	d := o.agisce("bruno", a)
	if d.Errore != "" {
		t.Fatal(d.Errore)
	}
	confirm := func(day string) string {
		o.now = inizioGiorno(day).Add(9 * time.Hour)
		for _, e := range d.Events {
			if e.Kind == KCompito && e.Compito.Tipo == SegAtto {
				return o.decide(Reviewed{Now: o.now, Attore: Attore{Tipo: "persona", ID: "anna"}, Compito: e.Compito.ID, Approva: true}).Errore
			}
		}
		return "nothing to confirm"
	}
	if why := confirm("2026-12-23"); !strings.Contains(why, "07/01/2027") {
		t.Errorf("confirmed in the window: %q", why)
	}
	if why := confirm("2027-01-07"); why != "" {
		t.Errorf("confirmed after it: %s", why)
	}
}

// TestAttoInAttesaDiffida: what waits for its second person is not recorded a second time.
func TestAttoInAttesaDiffida(t *testing.T) {
	for _, c := range []struct {
		step StatoDiffida
		act  TipoAtto
		day  string
	}{{DPredisposta, AttoDiffidaFirmata, "2026-10-23"}, {DScaduta, AttoSospensione, "2026-12-04"}} {
		o := conFo(t)
		id := o.diffida(fo, Assente, c.step, "", "2026-10-28")
		a := o.attoDel(id, c.act, c.day)
		first := o.agisce("bruno", a)
		if first.Errore != "" {
			t.Fatal(first.Errore)
		}
		if d := o.agisce("bruno", a); !strings.Contains(d.Errore, "attende già la conferma") || !strings.Contains(d.Errore, "ATT-2026-") {
			t.Errorf("%s twice: %q", c.act, d.Errore)
		}
		for _, e := range first.Events {
			if e.Kind == KCompito && e.Compito.Tipo == SegAtto {
				if d := o.decide(Reviewed{Now: o.now, Attore: Attore{Tipo: "persona", ID: "anna"}, Compito: e.Compito.ID, Nota: "errata"}); d.Errore != "" {
					t.Fatal(d.Errore)
				}
			}
		}
		if d := o.agisce("bruno", a); d.Errore != "" {
			t.Errorf("%s after the first was refused: %s", c.act, d.Errore)
		}
	}
}

// TestEstrattiDiffida: two extracts are two files, and none of them another piece of the case.
func TestEstrattiDiffida(t *testing.T) {
	for _, c := range []struct {
		docs []string
		says string
	}{
		{[]string{"inipec", "inipec"}, "è allegato due volte"},
		{[]string{"inipec", "inad", "inad"}, "è allegato due volte"},
		{[]string{"inipec", "diffida.pdf"}, "è già nella pratica con diffida-draft"},
		{[]string{"avviso", "inad"}, "è già"},
		{[]string{"inipec", "spedizione"}, "è già nella pratica con raccomandata-sent"},
		{[]string{"inipec", "inad"}, ""},
	} {
		o := conFo(t)
		id := o.diffida(fo, Assente, DNotificata, "", "2026-10-28")
		dif, _ := o.vista().Diffida(id)
		day := giorniDopo(dif.Scade, giorniPosta)
		o.now = inizioGiorno(day).Add(9 * time.Hour)
		for _, h := range []string{"08:10", "08:40"} {
			o.fa(Atto{Tipo: AttoTelefonataDiffida, Caso: id, Giorno: day, Ora: h, Esito: "non risponde"})
		}
		a := o.attoDel(id, AttoDiffidaScaduta, day)
		a.Documenti = doc(c.docs...)
		if d := o.agisce("anna", a); c.says == "" && d.Errore != "" || !strings.Contains(d.Errore, c.says) {
			t.Errorf("%v: %q, want %q", c.docs, d.Errore, c.says)
		}
	}
}

// TestPresaDAttoInAttesaDiffida: a suspended member who communicated at the counter is not told to have kept silent.
func TestPresaDAttoInAttesaDiffida(t *testing.T) {
	o := conFo(t)
	id := o.diffida(fo, Assente, DSospeso, "", "2026-10-28")
	day := DataRoma(o.now)
	if d := o.agisce("bruno", o.attoDel(id, AttoSospensioneRevocata, day)); !strings.Contains(d.Errore, "non ha comunicato un domicilio") {
		t.Errorf("silent: %q", d.Errore)
	}
	o.fa(Atto{Tipo: "COMUNICAZIONE", CF: fo, Indirizzo: "ugo.fo@legalpost.example", Giorno: day, Canale: "SPORTELLO", Documenti: doc("modulo")})
	d := o.agisce("bruno", o.attoDel(id, AttoSospensioneRevocata, day))
	if !strings.Contains(d.Errore, "la comunicazione del "+giornoItaliano(day)) || !strings.Contains(d.Errore, "T-23") || strings.Contains(d.Errore, "non ha comunicato") {
		t.Errorf("communicated: %q", d.Errore)
	}
}
