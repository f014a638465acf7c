package rules

import (
	"strings"
	"testing"
	"time"
)

// TestConvocazioneGiudicata: what is past, does not exist or was left unfinished is refused in words before anybody can approve it.
func TestConvocazioneGiudicata(t *testing.T) {
	good := DatiLettera{Evento: "Assemblea annuale", Quando: []string{"prima convocazione: sabato 12 dicembre 2026, ore 9:00"}, Luogo: "Sala dei convegni, via Verdi 1",
		OrdineDelGiorno: []string{"bilancio preventivo 2027", "varie ed eventuali"}}
	when := func(lines ...string) func(*DatiLettera) { return func(x *DatiLettera) { x.Quando = lines } }
	for _, c := range []struct {
		name   string
		change func(*DatiLettera)
		says   string
	}{
		{"as it is", func(*DatiLettera) {}, ""},
		{"two convocations", when("prima convocazione: venerdi' 11/12/2026 alle 23", "seconda convocazione: sabato 12 dicembre, ore 9.30"), ""},
		{"a span", when("da domenica 29 novembre 2026 a martedì 1° dicembre 2026, ore 8:00-20:00"), ""},
		{"begun, not over", when("dal 20 novembre 2026 al 2026-12-03"), ""},
		{"one hour later", when("12.12.2026 ore 9", "seconda convocazione: un'ora dopo"), ""},
		{"next year, unsaid", when("10 gennaio, ore 9"), ""},
		{"the first of the month", when("primo dicembre 2026"), ""},
		{"a blank of a word processor", func(x *DatiLettera) { x.Luogo = "Sala\u00a0A" }, ""},
		{"past", when("sabato 14 novembre 2026, ore 9"), "il 14/11/2026 è passato"},
		{"past, unsaid year", when("3 novembre, ore 9"), "il 03/11/2026 è passato"},
		{"last year", when("12/12/2025"), "il 12/12/2025 è passato"},
		{"the first one past", when("13 novembre 2026", "12 dicembre 2026"), "il 13/11/2026 è passato"},
		{"far", when("12 dicembre 2062"), "è fra più di due anni"},
		{"wrong day of the week", when("venerdì 12 dicembre 2026"), "il 12/12/2026 è sabato"},
		{"no such day", when("31 novembre 2026"), "quel giorno non esiste"},
		{"no such month", when("12/13/2026"), "quel giorno non esiste"},
		{"no day", when("sabato, ore 9"), "manca il giorno"},
		{"a placeholder", func(x *DatiLettera) { x.Luogo = "[luogo]" }, "sembra incompleto: contiene «[»"},
		{"dots", func(x *DatiLettera) { x.OrdineDelGiorno[0] = "approvazione del ..." }, "contiene «..»"},
		{"crosses", func(x *DatiLettera) { x.AltreIndicazioni = []string{"delega entro XX dicembre"} }, "contiene «XX»"},
		{"a brace", func(x *DatiLettera) { x.Evento = "Assemblea {anno}" }, "contiene «{»"},
		{"two lines in one", func(x *DatiLettera) { x.Evento = "Assemblea\nannuale" }, "sta su più righe"},
		{"invisible", func(x *DatiLettera) { x.Evento = "Assemblea \u202eelaunna" }, "non si vedono"},
		{"broken letters", func(x *DatiLettera) { x.Luogo = "Citt\ufffd" }, "non si leggono"},
		{"nothing said", func(x *DatiLettera) { x.OrdineDelGiorno[1] = "1." }, "non dice nulla"},
		{"a long subject", func(x *DatiLettera) { x.Evento = strings.Repeat("assemblea ", 21) }, "più di 200 caratteri"},
		{"a long line", func(x *DatiLettera) { x.AltreIndicazioni = []string{strings.Repeat("delega ", 150)} }, "più di 1000 caratteri"},
	} {
		x := good
		x.OrdineDelGiorno = append([]string{}, good.OrdineDelGiorno...)
		c.change(&x)
		o := conConvocabile(t)
		d := o.decide(preparata(o, &x))
		if !strings.Contains(d.Errore, c.says) || (d.Errore == "") != (c.says == "") {
			t.Errorf("%s: %q, want %q", c.name, d.Errore, c.says)
		}
		if _, made := o.vista().Campagna("CAM-2026-000001"); made != (c.says == "") {
			t.Errorf("%s: prepared %v", c.name, made)
		}
	}
}

func conConvocabile(t *testing.T) *ordine {
	o := nuovoOrdine(t)
	for _, cf := range []string{"CF1", "CF2"} {
		o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: cf, Stato: Iscr, Domicilio: &Domicilio{Indirizzo: cf + "@pecmail.example"}}})
	}
	o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Proponi}})
	return o
}

func preparata(o *ordine, x *DatiLettera) Acted {
	return Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: "CAMPAGNA_PREPARATA", Motivo: string(ConvocazioneAssemblea), Dati: x}}
}

// TestConvocazioneInRitardo: one approved after its day is refused; one whose day comes while it is being sent stops, calls a
// person, and the report tells who was not written to.
func TestConvocazioneInRitardo(t *testing.T) {
	x := DatiLettera{Evento: "Assemblea", Quando: []string{"sabato 12 dicembre 2026, ore 9"}, Luogo: "Sede", OrdineDelGiorno: []string{"varie"}}
	approve := Atto{Tipo: "CAMPAGNA_APPROVATA", Caso: "CAM-2026-000001"}
	late := inizioGiorno("2026-12-13").Add(10 * time.Hour)

	o := conConvocabile(t)
	o.decide(preparata(o, &x))
	o.now = late
	if d := o.decide(Reviewed{Now: o.now, Attore: persona, Compito: "SEG-2026-000001", Approva: true}); !strings.Contains(d.Errore, "il 12/12/2026 è passato") {
		t.Errorf("approved late: %q", d.Errore)
	}

	o = conConvocabile(t)
	o.p.Invio.MaxOraMassivo, o.p.Invio.Orario = 1, "sempre"
	o.decide(preparata(o, &x))
	if d := o.decide(Acted{Now: o.now, Attore: persona, Atto: approve}); d.Errore != "" {
		t.Fatal(d.Errore)
	}
	o.decide(Ticked{Now: o.now})
	o.now = inizioGiorno("2026-12-12").Add(10 * time.Hour)
	o.decide(Ticked{Now: o.now}) // its day is not over
	if c, _ := o.vista().Campagna("CAM-2026-000001"); c.Chiusa || c.Lettere != 1 {
		t.Fatalf("on its day: %+v", c)
	}
	o.now = late
	o.decide(Ticked{Now: o.now})
	if ls := o.spedisci(); len(ls) != 0 {
		t.Errorf("sent after its day: %v", ls)
	}
	c, _ := o.vista().Campagna("CAM-2026-000001")
	rows := RecapitiDi(o.vista(), c)
	if c.Stato != CAnnullata || len(rows) != 2 || rows[0].Esito != "RITIRATA" || rows[1].Esito != "NON_SCRITTA" {
		t.Errorf("%+v, %+v", c, rows)
	}
	if n := o.aperti(SegAllarme); n != 1 {
		t.Errorf("%d alarms", n)
	}
	o.rigioca()
}

func (o *ordine) aperti(tipo string) int {
	n := 0
	for _, id := range o.vista().Cerca(CompitiVivi, "") {
		if k, ok := o.vista().Compito(id); ok && k.Tipo == tipo {
			n++
		}
	}
	return n
}
