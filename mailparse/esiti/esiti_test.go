package esiti

import (
	"errors"
	"maps"
	"strings"
	"testing"
)

const buono = `<?xml version="1.0" encoding="UTF-8"?>
<es:Esiti xmlns:es="urn:prova"><es:IdMessaggioMittente>&lt;abc@pec.example&gt;</es:IdMessaggioMittente><es:EnteDestinatario>01234567890</es:EnteDestinatario>
<es:EsitiSoggetti>
 <es:EsitoSoggetto><es:CodiceFiscale>bncgli78c48g478a</es:CodiceFiscale><es:Esito><es:Codice>S000</es:Codice><es:Descrizione>ok</es:Descrizione></es:Esito></es:EsitoSoggetto>
 <es:EsitoSoggetto><es:Codice>E003</es:Codice><es:CodiceFiscale>CNTLCU88R19A944D</es:CodiceFiscale></es:EsitoSoggetto>
</es:EsitiSoggetti></es:Esiti>`

func TestParse(t *testing.T) {
	e, err := Parse([]byte(buono))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"BNCGLI78C48G478A": "S000", "CNTLCU88R19A944D": "E003"}
	if e.Messaggio != "abc@pec.example" || e.Ente != "01234567890" || e.Codice != "" || !maps.Equal(e.Soggetti, want) {
		t.Errorf("%+v", e)
	}
	if r := e.Respinti(); len(r) != 1 || r[0] != "CNTLCU88R19A944D" {
		t.Error(r)
	}
	e, err = Parse([]byte("<Esiti><EsitoComunicazione><Codice>F003</Codice><Descrizione>schema</Descrizione></EsitoComunicazione></Esiti>"))
	if err != nil || e.Codice != "F003" || len(e.Soggetti) != 0 {
		t.Errorf("%+v %v", e, err)
	}
}

// TestOstili: one change of the good answer at a time makes it none.
func TestOstili(t *testing.T) {
	for name, text := range map[string]string{
		"empty":             "",
		"no xml":            "Esito: S000",
		"other root":        strings.ReplaceAll(buono, "es:Esiti ", "es:Altro ") + "x",
		"root":              "<Altro><EsitoComunicazione>F001</EsitoComunicazione></Altro>",
		"nothing said":      "<Esiti><EsitiSoggetti/></Esiti>",
		"subject twice":     strings.Replace(buono, "CNTLCU88R19A944D", "BNCGLI78C48G478A", 1),
		"code unknown":      strings.Replace(buono, "E003", "E777", 1),
		"no code":           strings.Replace(buono, "E003", "accolto", 1),
		"two codes":         strings.Replace(buono, "<es:Codice>E003", "<es:Altro>S000</es:Altro><es:Codice>E003", 1),
		"file code":         strings.Replace(buono, "E003", "F003", 1),
		"codice fiscale":    strings.Replace(buono, "CNTLCU88R19A944D", "CNTLCU88R19A944X", 1),
		"both":              strings.Replace(buono, "<es:EsitiSoggetti>", "<es:EsitoComunicazione>F001</es:EsitoComunicazione><es:EsitiSoggetti>", 1),
		"id twice":          strings.Replace(buono, "<es:EnteDestinatario>", "<es:IdMessaggioMittente>x@y.z</es:IdMessaggioMittente><es:EnteDestinatario>", 1),
		"comment in a code": strings.Replace(buono, "E003", "E0<!-- -->03", 1),
		"entity":            "<!DOCTYPE Esiti [<!ENTITY a \"S000\">]>" + strings.Replace(strings.SplitN(buono, "\n", 2)[1], "E003", "&a;", 1),
		"doctype":           "<!DOCTYPE Esiti>" + strings.SplitN(buono, "\n", 2)[1],
		"NUL":               strings.Replace(buono, "E003", "E003\x00", 1),
		"two documents":     buono + buono,
		"cut":               buono[:len(buono)-20],
		"deep":              "<Esiti>" + strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100) + "</Esiti>",
		"words as outcome":  "<Esiti><EsitoComunicazione>respinta</EsitoComunicazione></Esiti>",
		"success as file":   "<Esiti><EsitoComunicazione>S000</EsitoComunicazione></Esiti>",
		"wide":              "<Esiti>" + strings.Repeat("<a/>", maxNodes+1) + "</Esiti>",
		"long":              "<Esiti>" + strings.Repeat(" ", MaxBytes) + "</Esiti>",
	} {
		if e, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if _, err := Parse([]byte("<Altro/>")); !errors.Is(err, ErrRadice) {
		t.Error(err)
	}
	if _, err := Parse([]byte("<Esiti/>")); !errors.Is(err, ErrVuoto) {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(buono))
	f.Add([]byte("<Esiti><EsitoComunicazione>F001</EsitoComunicazione></Esiti>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := Parse(b)
		if err != nil {
			return
		}
		if e.Codice == "" == (len(e.Soggetti) == 0) {
			t.Fatalf("%+v", e)
		}
		for code, s := range e.Soggetti {
			if len(code) != 16 || Parole[s] == "" {
				t.Fatalf("%q %q", code, s)
			}
		}
	})
}
