package segnatura

import (
	"encoding/xml"
	"testing"
)

// TestConferma: what is written is read back by this reader and by encoding/xml, for both forms.
func TestConferma(t *testing.T) {
	nostra := Registrazione{Amministrazione: "ord_ge", AOO: "AOO1", Registro: "RP", Numero: "0001234", Data: "2026-11-23"}
	sua := Registrazione{Amministrazione: "c_d969", AOO: "PG", Numero: "0004567", Data: "2026-11-20"}
	for _, radice := range []string{RadiceSegnatura, RadiceInformatica} {
		b := Conferma(&Segnatura{Radice: radice, Registrata: sua}, nostra)
		s, err := Parse(b)
		if err != nil || s.Radice != RadiceConferma || s.Registrata != nostra || s.Ricevuto.Registrazione != sua {
			t.Fatalf("%s: %+v %v\n%s", radice, s, err, b)
		}
		var x struct {
			XMLName xml.Name
			Nostro  string `xml:"Identificatore>NumeroRegistrazione"`
			Suo     string `xml:"MessaggioRicevuto>Identificatore>NumeroRegistrazione"`
		}
		if err := xml.Unmarshal(b, &x); err != nil || x.Nostro != "0001234" || x.Suo != "0004567" || (x.XMLName.Space != "") != (radice == RadiceInformatica) {
			t.Errorf("%+v %v", x, err)
		}
	}
	b := Conferma(&Segnatura{Radice: RadiceSegnatura, Oggetto: "Elenco <PEC> & altro"}, nostra)
	if s, err := Parse(b); err != nil || s.Ricevuto.Descrizione != "Elenco <PEC> & altro" {
		t.Errorf("%v\n%s", err, b)
	}
}
