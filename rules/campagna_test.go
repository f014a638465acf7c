package rules

import (
	"fmt"
	"testing"
	"time"
)

// TestCampagnaGrande: a convocation of many is made a few at a time, never more in an hour than max_ora_massivo, once for each
// member, in spite of members who come and go meanwhile, and the limits of R-303 neither stop it nor count it.
func TestCampagnaGrande(t *testing.T) {
	o := nuovoOrdine(t)
	o.p.Invio.MaxOraMassivo, o.p.Invio.MaxOra, o.p.Invio.MaxGiorno = 120, 2, 3
	for i := range 300 {
		cf := fmt.Sprintf("CF%04d", i)
		o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: cf, Cognome: "Rossi", Nome: cf, Stato: Iscr, Albi: []string{"medici"},
			Domicilio: &Domicilio{Indirizzo: cf + "@pecmail.example"}}})
	}
	o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Proponi}})
	dati := &DatiLettera{Evento: "Assemblea", Quando: []string{"sabato 12 dicembre 2026, ore 9"}, Luogo: "Sede", OrdineDelGiorno: []string{"varie"}}
	prepare := Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: "CAMPAGNA_PREPARATA", Motivo: string(ConvocazioneAssemblea), Albo: "Medici", Dati: dati}}
	if d := o.decide(prepare); d.Errore != "" {
		t.Fatal(d.Errore)
	}
	if d := o.decide(Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: "CAMPAGNA_APPROVATA", Caso: "CAM-2026-000001"}}); d.Errore != "" {
		t.Fatal(d.Errore)
	}
	written := map[string]int{}
	perHour := map[string]int{}
	for step := 0; step < 400; step++ {
		o.decide(Ticked{Now: o.now})
		for _, l := range o.spedisci() {
			written[l.CF]++
			perHour[o.now.UTC().Format("02T15")]++
			if !l.Breve || l.Modello != "T-22" || l.Dettaglio != "ASSEMBLEA" {
				t.Fatalf("letter %+v", l)
			}
			o.decide(o.ricevuta(o.lettera(l.ID), "accettazione", o.now, nil))
			o.decide(o.ricevuta(o.lettera(l.ID), "avvenuta-consegna", o.now, nil))
		}
		if step == 3 { // one leaves before his turn, one comes after his
			m, _ := o.vista().Iscritto("CF0299")
			m.Stato = Cancellato
			late := Iscritto{CF: "CF0000B", Cognome: "Tardi", Nome: "Ugo", Stato: Iscr, Albi: []string{"medici"}, Domicilio: &Domicilio{Indirizzo: "ugo@pecmail.example"}}
			o.apply(Event{Kind: KIscritto, Iscritto: &m}, Event{Kind: KIscritto, Iscritto: &late})
		}
		o.now = o.now.Add(time.Minute)
	}
	for h, n := range perHour {
		if n > 120 {
			t.Errorf("%d letters in the hour %s", n, h)
		}
	}
	for cf, n := range written {
		if n != 1 {
			t.Errorf("%s got %d letters", cf, n)
		}
	}
	c, _ := o.vista().Campagna("CAM-2026-000001")
	if len(written) != 299 || c.Stato != CConclusa || c.Consegnate != 299 || c.Fallite != 0 || o.vista().Stato.Modo.Fermo || len(o.vista().Stato.Invii) != 0 {
		t.Errorf("%d written, %+v, stopped %v, counted %d", len(written), c, o.vista().Stato.Modo.Fermo, len(o.vista().Stato.Invii))
	}
	rows := RecapitiDi(o.vista(), c)
	if len(rows) != 299 || rows[0].CF != "CF0000" || rows[0].Esito != "CONSEGNATA" || rows[0].Ricevuta == "" || rows[0].Consegnata.IsZero() {
		t.Errorf("%d rows, the first %+v", len(rows), rows[0])
	}
	o.rigioca()
}

// TestCampagnaDaPratica: the task of a convocation approves or cancels it like the act.
func TestCampagnaDaPratica(t *testing.T) {
	for _, yes := range []bool{true, false} {
		o := nuovoOrdine(t)
		o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: "CF1", Stato: Iscr, Domicilio: &Domicilio{Indirizzo: "a@pecmail.example"}}})
		o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Proponi}})
		dati := &DatiLettera{Evento: "Elezioni", Quando: []string{"sabato 12 dicembre 2026, ore 9"}, Luogo: "Sede"}
		o.decide(Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: "CAMPAGNA_PREPARATA", Motivo: string(ConvocazioneElezioni), Dati: dati}})
		if d := o.decide(Reviewed{Now: o.now, Attore: persona, Compito: "SEG-2026-000001", Approva: yes, Nota: "sì o no"}); d.Errore != "" {
			t.Fatal(d.Errore)
		}
		o.decide(Ticked{Now: o.now})
		c, _ := o.vista().Campagna("CAM-2026-000001")
		if n := len(o.spedisci()); yes && (n != 1 || c.Stato != CCompleta) || !yes && (n != 0 || c.Stato != CAnnullata) {
			t.Errorf("approved %v: %d letters, %s", yes, n, c.Stato)
		}
	}
}

// TestCampagnaSenzaRicevute: letters whose accettazione never came do not keep a convocation open for ever; they count as not delivered.
func TestCampagnaSenzaRicevute(t *testing.T) {
	o := nuovoOrdine(t)
	for _, cf := range []string{"CF1", "CF2", "CF3"} {
		o.apply(Event{Kind: KIscritto, Iscritto: &Iscritto{CF: cf, Stato: Iscr, Domicilio: &Domicilio{Indirizzo: cf + "@pecmail.example"}}})
	}
	o.decide(Commanded{Now: o.now, Attore: persona, Modo: Modo{Modo: Proponi}})
	dati := &DatiLettera{Evento: "Elezioni", Quando: []string{"sabato 12 dicembre 2026, ore 9"}, Luogo: "Sede"}
	o.decide(Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: "CAMPAGNA_PREPARATA", Motivo: string(ConvocazioneElezioni), Dati: dati, Numero: "12/2026", Giorno: "2026-11-20"}})
	c, _ := o.vista().Campagna("CAM-2026-000001")
	rows := RecapitiDi(o.vista(), c)
	if len(rows) != 3 || rows[0].Esito != "DA_SCRIVERE" || c.Dati.Protocollo != "12/2026 del 20/11/2026" {
		t.Fatalf("%+v, %q", rows, c.Dati.Protocollo)
	}
	o.decide(Acted{Now: o.now, Attore: persona, Atto: Atto{Tipo: "CAMPAGNA_APPROVATA", Caso: c.ID}})
	o.decide(Ticked{Now: o.now})
	sent := o.spedisci()
	o.decide(o.ricevuta(o.lettera(sent[0].ID), "accettazione", o.now, nil))
	o.decide(o.ricevuta(o.lettera(sent[0].ID), "avvenuta-consegna", o.now, nil))
	o.decide(o.ricevuta(o.lettera(sent[1].ID), "accettazione", o.now, nil))
	for _, after := range []time.Duration{25 * time.Hour, 2 * time.Hour} {
		if c, _ = o.vista().Campagna(c.ID); c.Chiusa {
			t.Fatal("closed while receipts may still come")
		}
		o.now = o.now.Add(after)
		o.decide(Ticked{Now: o.now})
		o.decide(Ticked{Now: o.now})
	}
	if c, _ = o.vista().Campagna(c.ID); c.Stato != CConclusa || c.Consegnate != 1 || c.Fallite != 2 {
		t.Errorf("%+v", c)
	}
	o.rigioca()
}
