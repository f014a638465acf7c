package registri

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestLeggiProtocollo: the forms in which a protocol program, or a person, gives the numbers.
func TestLeggiProtocollo(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"the least":           {"rif;numero;data\nPEC-2026-000001;0001234/2026;23/11/2026\n", "2 PEC-2026-000001  0001234/2026 2026-11-23"},
		"comma, words, quote": {"Riferimento,N. protocollo,Data protocollo,Verso\n\"LET-2026-000001\",7,2026-11-23,Partenza\n", "2 LET-2026-000001 USCITA 7 2026-11-23"},
		"our own file":        {"\ufeffid;rif;verso;quando;oggetto;numero;data\r\nRIC-2026-000001/2;PEC-2026-000001;ENTRATA;2026-11-23T09:00:00+01:00;'=x;9;23/11/2026\r\n", "2 RIC-2026-000001/2 ENTRATA 9 2026-11-23"},
		"no number yet":       {"id;numero;data\nLET-2026-000001;;\nLET-2026-000002;3;2026-11-23\n", "3 LET-2026-000002  3 2026-11-23"},
		"Windows-1252":        {"rif;protocollo;data;citt\xe0\nLET-2026-000001;3;2026-11-23;Forl\xec\n", "2 LET-2026-000001  3 2026-11-23"},
		"a short line":        {"id;numero;data\nLET-2026-000001;3\n", "riga 2: 2 campi invece di 3"},
		"a day alone":         {"id;numero;data\nLET-2026-000001;;2026-11-23\n", "riga 2: c'è la data e manca il numero"},
		"no day":              {"id;numero;data\nLET-2026-000001;3;\n", "riga 2: manca la data del protocollo 3"},
		"nobody's":            {"id;numero;data\n;3;2026-11-23\n", "riga 2: manca di quale documento è il numero"},
		"no such day":         {"id;numero;data\nLET-2026-000001;3;31/02/2026\n", "riga 2: data: «31/02/2026» non è una data (aaaa-mm-gg o gg/mm/aaaa)"},
		"no such direction":   {"id;numero;data;verso\nLET-2026-000001;3;2026-11-23;su\n", "riga 2: verso «su» sconosciuto: ENTRATA o USCITA"},
		"hidden":              {"id;numero;data\nLET-2026-000001;3\u200b;2026-11-23\n", "riga 2: carattere invisibile o non leggibile (U+200B)"},
		"quotes":              {"id;numero;data\n\"LET;3;2026-11-23\n", "riga 2: campo 1: virgolette aperte e mai chiuse: il resto del file non è stato letto"},
		"two numbers":         {"id;numero;protocollo;data\n", "err: reading the protocol numbers: le colonne «numero» e «protocollo» dicono la stessa cosa"},
		"no date column":      {"id;numero\n", "err: reading the protocol numbers: manca la colonna data; servono id (o rif), numero, data"},
		"empty":               {"", "err: reading the protocol numbers: il file è vuoto"},
		"a workbook, cut":     {"PK\x03\x04", "err: reading the workbook: il file non è una cartella di lavoro intera: zip: not a valid zip file"},
	} {
		if got := letto([]byte(c.file)); got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
	l := unFoglio("<row>"+celle("LET-2026-000001")+`<c><v>12</v></c><c s="1"><v>46349</v></c></row><row>`+celle("LET-2026-000002", "", "")+"</row>").con(foglio1, testataXML(), "<row>"+celle("id", "numero", "data")+"</row>")
	if got := letto(l.byte()); got != "2 LET-2026-000001  12 2026-11-23" {
		t.Errorf("a workbook: %s", got)
	}
	if b, err := os.ReadFile("testdata/cartella/albo.xlsx"); err != nil || !strings.HasPrefix(letto(b), "err: ") {
		t.Error("the register is taken for numbers", err)
	}
}

func letto(data []byte) string {
	rows, bad, err := LeggiProtocollo(data)
	if err != nil {
		return "err: " + err.Error()
	}
	var out []string
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%d %s %s %s %s", r.Riga, r.Di, r.Verso, r.Numero, r.Giorno))
	}
	for _, b := range bad {
		out = append(out, fmt.Sprintf("riga %d: %s", b.Numero, b.Motivo))
	}
	return strings.Join(out, "\n")
}
