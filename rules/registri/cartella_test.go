package registri

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"pecagent/rules"
)

// TestCartella: a workbook that was written by hand, by the standard and not by a library (testdata/cartella/crea.py).
func TestCartella(t *testing.T) {
	data, err := os.ReadFile("testdata/cartella/albo.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	m, err := Mappa{}.Con("Num. Iscriz. Albo=numero_iscrizione")
	if err != nil {
		t.Fatal(err)
	}
	l, err := LeggiCon(data, Lettura{Mappa: m})
	if err != nil || len(l.Errori) > 0 {
		t.Fatal(err, l.Errori)
	}
	want := []rules.Iscritto{
		{CF: "BNCGLI78C48G478A", Cognome: "Bianchi", Nome: "Giulia", Numero: "1001", Albi: []string{"MEDICI"}, Stato: rules.Iscr, DataStato: "2005-01-10", InINIPEC: true,
			Domicilio: &rules.Domicilio{Indirizzo: "giulia.bianchi@pec.example", Provenienza: rules.Importato},
			Altri:     []rules.Colonna{{Nome: "CAP", Valore: "06100"}, {Nome: "Aggiornato il", Valore: "2026-11-23 10:30:00"}}},
		{CF: "DNGNCL90M14A182W", Cognome: "D'Angelo", Nome: "Niccolò", Numero: "1005", Albi: []string{"ODONTOIATRI"}, Stato: rules.Iscr, DataStato: "2015-02-01",
			Casella:        &rules.Casella{Indirizzo: "n.dangelo@iscritti.pec-ordine.example", Stato: rules.Attivata, Data: "2015-04-07"},
			EmailOrdinaria: "niccolo@posta.example"},
		{CF: "CNTLCU88R19A944D", Cognome: "Conti", Nome: "Luca", Numero: "1203", Stato: rules.Trasferito, DataStato: "2026-10-01",
			Altri: []rules.Colonna{{Nome: "CAP", Valore: "0.5"}, {Nome: "Aggiornato il", Valore: "nota\r\nfine"}}},
	}
	for i := range want {
		if i < len(l.Righe) && !reflect.DeepEqual(l.Righe[i], want[i]) {
			t.Errorf("got  %+v\nwant %+v", l.Righe[i], want[i])
		}
	}
	if len(l.Righe) != 3 || l.Foglio != "Iscritti" || l.Testata != 4 {
		t.Errorf("%d rows of %q, headings in line %d", len(l.Righe), l.Foglio, l.Testata)
	}
	if got := strings.Join(l.Tradotte, ", "); !strings.Contains(got, "Num. Iscriz. Albo → numero_iscrizione, Indirizzo PEC → domicilio_digitale") {
		t.Errorf("translated: %s", got)
	}
	var ask *DaMappare
	if _, err := LeggiCon(data, Lettura{}); !errors.As(err, &ask) || !reflect.DeepEqual(ask.Proposte, []Proposta{{cNumero, "Num. Iscriz. Albo"}}) {
		t.Errorf("without a map: %v", err)
	}
	if l, err := LeggiCon(data, Lettura{Mappa: m, Foglio: "vecchi"}); err != nil || len(l.Righe) != 0 || l.Foglio != "Vecchi" {
		t.Errorf("the hidden sheet, named: %v %v", l, err)
	}
	for name, want := range map[string]string{"Altri": "il foglio \"Altri\" non c'è: ci sono «Istruzioni», «Iscritti», «Vecchi»", "Istruzioni": "mancano le colonne"} {
		if _, err := LeggiCon(data, Lettura{Mappa: m, Foglio: name}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("sheet %s: %v", name, err)
		}
	}
	if _, err := LeggiCon([]byte(testa+base), Lettura{Foglio: "x"}); err == nil || !strings.Contains(err.Error(), "non ha fogli") {
		t.Error(err)
	}
}

// libro are the parts of a workbook with one sheet; a test changes them.
type libro map[string]string

const (
	nsRel   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	foglio1 = "xl/worksheets/sheet1.xml"
)

func unFoglio(rows string) libro {
	return libro{
		"_rels/.rels":     `<Relationships><Relationship Id="r1" Type="` + nsRel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns:r="` + nsRel + `"><workbookPr/><sheets><sheet name="Foglio1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="` + nsRel + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="` + nsRel + `/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="` + nsRel + `/styles" Target="styles.xml"/></Relationships>`,
		"xl/sharedStrings.xml": `<sst><si><t>zero</t></si><si><t>uno</t></si></sst>`,
		"xl/styles.xml":        `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
		foglio1:                `<worksheet><sheetData>` + testataXML() + rows + `</sheetData></worksheet>`,
	}
}

// testataXML is the heading line as the first row of a sheet, without references: they may be left out.
func testataXML() string { return "<row>" + celle(obbligatorie()...) + "</row>" }

func celle(values ...string) string {
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, `<c t="inlineStr"><is><t>%s</t></is></c>`, v)
	}
	return b.String()
}

func (l libro) con(part, old, new string) libro {
	if !strings.Contains(l[part], old) {
		panic(part + " has no " + old)
	}
	l[part] = strings.Replace(l[part], old, new, 1)
	return l
}

func (l libro) senza(part string) libro { delete(l, part); return l }

func (l libro) byte() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range l {
		method := zip.Store
		if len(text) > 1<<20 {
			method = zip.Deflate
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// buona is a good row of a member under testataXML; %s is put in the place of the day of the state.
func buona(day string) string {
	return "<row>" + celle("BNCGLI78C48G478A", "Bianchi", "Giulia", "1001", "ISCRITTO") + day + celle("", "no") + "</row>"
}

// TestCartellaOstile: what cannot be read to its end, contradicts itself or wants too much is refused as a whole; a cell that says
// nothing certain condemns its line.
func TestCartellaOstile(t *testing.T) {
	ok := func() libro { return unFoglio(buona(celle("2005-01-10"))) }
	if l, err := LeggiCon(ok().byte(), Lettura{}); err != nil || len(l.Righe) != 1 || l.Righe[0].DataStato != "2005-01-10" {
		t.Fatal(l, err)
	}
	nested := strings.Repeat("<a>", 50) + strings.Repeat("</a>", 50)
	for name, c := range map[string]struct {
		l    libro
		want string
	}{
		"cut sheet":           {ok().con(foglio1, "</sheetData></worksheet>", ""), "unexpected EOF"},
		"cut strings":         {ok().con("xl/sharedStrings.xml", "</sst>", ""), "unexpected EOF"},
		"no sheet part":       {ok().senza(foglio1), "manca la parte"},
		"no styles":           {ok().senza("xl/styles.xml"), "manca la parte"},
		"no workbook":         {ok().senza("xl/workbook.xml"), "manca la parte"},
		"no relations":        {ok().senza("_rels/.rels"), "manca la parte"},
		"a Word document":     {ok().con("_rels/.rels", `/officeDocument"`, `/altro"`), "non è una cartella di lavoro di Excel"},
		"no sheets":           {ok().con("xl/workbook.xml", `r:id="r1"`, `r:id="r9"`), "non ha nessun foglio"},
		"external sheet":      {ok().con("xl/_rels/workbook.xml.rels", `Target="worksheets/sheet1.xml"`, `TargetMode="External" Target="http://x/"`), "non ha nessun foglio"},
		"outside":             {ok().con("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../../etc/passwd"), "manca la parte"},
		"entity":              {ok().con(foglio1, "<worksheet>", `<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;`), "invalid character entity"},
		"nested":              {ok().con(foglio1, "<sheetData>", nested+"<sheetData>"), "annidata troppo"},
		"rows out of order":   {unFoglio(`<row r="1"><c><v>1</v></c></row>`), "non segue la riga 1"},
		"cells out of order":  {unFoglio(`<row><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`), "non sono in ordine"},
		"reference":           {unFoglio(`<row><c r="12"><v>1</v></c></row>`), "riferimento non valido"},
		"far column":          {unFoglio(`<row><c r="XFD2"><v>1</v></c></row>`), "più di 200 colonne"},
		"charset":             {ok().con(foglio1, "<worksheet>", `<?xml version="1.0" encoding="UTF-16"?><worksheet>`), "UTF-16"},
		"another sheet's row": {ok().con(foglio1, "<row>", `<row r="0">`), "non segue la riga 0"},
	} {
		if l, err := LeggiCon(c.l.byte(), Lettura{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %+v %v, want %q", name, l, err, c.want)
		}
	}
	for cell, want := range map[string]string{
		`<c t="s"><v>-1</v></c>`:                          "il testo numero \"-1\" non c'è",
		`<c t="s"><v>2</v></c>`:                           "il testo numero \"2\" non c'è",
		`<c t="s"><v>x</v></c>`:                           "il testo numero \"x\" non c'è",
		`<c t="e"><v>#N/D</v></c>`:                        "un errore: #N/D",
		`<c><f>TODAY()</f></c>`:                           "una formula che nessuno ha calcolato",
		`<c><v>abc</v></c>`:                               "non è un numero",
		`<c><v>1e999</v></c>`:                             "non è un numero",
		`<c><v>NaN</v></c>`:                               "non è un numero",
		`<c s="1"><v>-5</v></c>`:                          "non è il numero di una data",
		`<c s="1"><v>60</v></c>`:                          "non è il numero di una data",
		`<c s="1"><v>3000000</v></c>`:                     "non è il numero di una data",
		`<c t="zz"><v>1</v></c>`:                          "tipo di cella \"zz\" sconosciuto",
		`<c t="inlineStr"><is><t>ieri</t></is></c>`:       "«ieri» non è una data",
		`<c t="inlineStr"><is><t>a&#x202e;b</t></is></c>`: "carattere invisibile",
	} {
		l, err := LeggiCon(unFoglio(buona(cell)).byte(), Lettura{})
		if err != nil || len(l.Righe) != 0 || len(l.Errori) != 1 || l.Errori[0].Numero != 2 || !strings.Contains(l.Errori[0].Motivo, want) {
			t.Errorf("%s: %+v %v, want %q", cell, l, err, want)
		}
	}
}

// TestBombe: a workbook that unpacks into more than the limit, or into more than it declares, is refused before it fills the memory.
func TestBombe(t *testing.T) {
	big := bugia("", maxEspanso+1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := LeggiCon(big, Lettura{})
	runtime.ReadMemStats(&after)
	if !errors.Is(err, errPiena) || after.TotalAlloc-before.TotalAlloc > 1<<20 {
		t.Errorf("a part that unpacks into too much: %v, after %d bytes", err, after.TotalAlloc-before.TotalAlloc)
	}
	two := unFoglio(buona(celle("")))
	two["xl/sharedStrings.xml"] = "<sst>" + strings.Repeat(" ", 40<<10) + "</sst>"
	two[foglio1] = strings.Replace(two[foglio1], "<sheetData>", strings.Repeat(" ", 40<<10)+"<sheetData>", 1)
	if err := scelto(two.byte(), 64<<10); !errors.Is(err, errPiena) {
		t.Errorf("two parts that are too much together: %v", err)
	}
	if err := scelto(two.byte(), 128<<10); err != nil {
		t.Errorf("within the limit: %v", err)
	}
	same := unFoglio("") // many sheets that are one part
	var sheets, rels strings.Builder
	for i := range 200 {
		fmt.Fprintf(&sheets, `<sheet name="F%d" r:id="s%d"/>`, i, i)
		fmt.Fprintf(&rels, `<Relationship Id="s%d" Type="%s/worksheet" Target="worksheets/sheet1.xml"/>`, i, nsRel)
	}
	same.con("xl/workbook.xml", "</sheets>", sheets.String()+"</sheets>").con("xl/_rels/workbook.xml.rels", "</Relationships>", rels.String()+"</Relationships>")
	same[foglio1] = "<worksheet>" + strings.Repeat(" ", 8<<10) + "</worksheet>"
	if err := scelto(same.byte(), 64<<10); !errors.Is(err, errPiena) {
		t.Errorf("one part read 200 times: %v", err)
	}
	lie := bugia("<sst>"+strings.Repeat("<si><t>x</t></si>", 1000)+"</sst>", 30)
	if _, err := LeggiCon(lie, Lettura{}); err == nil || !strings.Contains(err.Error(), "zip: not a valid zip file") {
		t.Errorf("a part that is longer than it says: %v", err)
	}
	many := unFoglio("")
	for i := range maxParti {
		many[fmt.Sprint("x", i)] = ""
	}
	if _, err := LeggiCon(many.byte(), Lettura{}); !errors.Is(err, errPiena) {
		t.Errorf("many parts: %v", err)
	}
	good := unFoglio(buona(celle(""))).byte()
	for i := 0; i < len(good); i += 7 { // a file that is cut anywhere
		if l, err := LeggiCon(good[:i], Lettura{}); err == nil {
			t.Fatalf("cut at %d: %+v", i, l)
		}
	}
}

// scelto looks for the register in a workbook under a limit.
func scelto(data []byte, limit int64) error {
	c, err := apriEntro(data, limit)
	if err == nil {
		_, _, err = c.scegli(Lettura{})
	}
	return err
}

// bugia is a workbook whose strings are of another length than the zip says.
func bugia(text string, size uint64) []byte {
	l := unFoglio(buona(celle("")))
	delete(l, "xl/sharedStrings.xml")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, s := range l {
		w, _ := z.Create(name)
		w.Write([]byte(s))
	}
	w, _ := z.CreateRaw(&zip.FileHeader{Name: "xl/sharedStrings.xml", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(text[:min(len(text), 30)])),
		CompressedSize64: uint64(len(text)), UncompressedSize64: size})
	w.Write([]byte(text))
	z.Close()
	return b.Bytes()
}

// TestDoppie: a part that is there twice is refused: two programs would read two registers. So is one under a password.
func TestDoppie(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for range 2 {
		for name, s := range unFoglio("") {
			w, _ := z.Create(name)
			w.Write([]byte(s))
		}
	}
	z.Close()
	if _, err := LeggiCon(b.Bytes(), Lettura{}); err == nil || !strings.Contains(err.Error(), "è due volte") {
		t.Error(err)
	}
	data := unFoglio("").byte()
	for i := 0; i+10 < len(data); i++ { // the flag of encryption in every central header
		if bytes.HasPrefix(data[i:], []byte("PK\x01\x02")) {
			data[i+8] |= 1
		}
	}
	if _, err := LeggiCon(data, Lettura{}); err == nil || !strings.Contains(err.Error(), "password") {
		t.Error(err)
	}
}

// TestGiorniSerie: the two systems of days, and the day that never was.
func TestGiorniSerie(t *testing.T) {
	for _, c := range []struct {
		n    float64
		d    bool
		want string
	}{
		{1, false, "1900-01-01 00:00:00"}, {59, false, "1900-02-28 00:00:00"}, {60, false, ""}, {61, false, "1900-03-01 00:00:00"}, {45992, false, "2025-12-01 00:00:00"},
		{45992.75, false, "2025-12-01 18:00:00"}, {44530, true, "2025-12-01 00:00:00"}, {0, true, "1904-01-01 00:00:00"}, {2958465, false, "9999-12-31 00:00:00"},
		{2958466, false, ""}, {-1, false, ""}, {0.5, false, "1899-12-31 12:00:00"},
	} {
		got := ""
		if at, ok := giornoSerie(c.n, c.d); ok {
			got = at.Format(time.DateTime)
		}
		if got != c.want {
			t.Errorf("%v (1904 %v): %q, want %q", c.n, c.d, got, c.want)
		}
	}
	l := unFoglio(buona(`<c s="1"><v>44530</v></c>`)).con("xl/workbook.xml", "<workbookPr/>", `<workbookPr date1904="1"/>`)
	if got, err := LeggiCon(l.byte(), Lettura{}); err != nil || got.Righe[0].DataStato != "2025-12-01" {
		t.Error(got, err)
	}
	for s, want := range map[string]string{"45992": "2025-12-01", "2025-12-01 18:00:00": "2025-12-01", "01/12/2025": "01/12/2025", "459920": "459920", "12": "12", "": ""} {
		if got := dataSerie(s, false); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestFormati(t *testing.T) {
	for code, want := range map[string]formato{
		"General": {}, "Standard": {}, "0": {cifre: 1}, "0.00": {}, "#,##0": {}, `0" giorni"`: {}, `[Red]0`: {}, `\d0`: {}, "@": {}, "00000": {cifre: 5},
		"dd/mm/yyyy": {giorno: true}, "d-mmm-yy": {giorno: true}, "mmm": {giorno: true}, "[$-410]d mmmm yyyy;@": {giorno: true}, "yyyy\\-mm\\-dd": {giorno: true},
		"h:mm": {ora: true}, "[h]:mm:ss": {ora: true}, "dd/mm/yyyy hh:mm": {giorno: true, ora: true}, "mm:ss": {ora: true}, `"dd`: {}, "0;dd": {cifre: 1},
	} {
		if got := leggiFormato(code); got != want {
			t.Errorf("%q: %+v, want %+v", code, got, want)
		}
	}
}

// TestFogli: the sheet is the one that looks like a register; where several do, or none, a person names it.
func TestFogli(t *testing.T) {
	due := func(second string) libro {
		l := unFoglio(buona(celle("")))
		l.con("xl/workbook.xml", "</sheets>", `<sheet name="Altro" r:id="r4"/></sheets>`)
		l.con("xl/_rels/workbook.xml.rels", "</Relationships>", `<Relationship Id="r4" Type="`+nsRel+`/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`)
		l["xl/worksheets/sheet2.xml"] = `<worksheet><sheetData>` + second + `</sheetData></worksheet>`
		return l
	}
	if l, err := LeggiCon(due("").byte(), Lettura{}); err != nil || l.Foglio != "Foglio1" {
		t.Error(l, err)
	}
	if l, err := LeggiCon(due("<row>"+celle("note", "varie")+"</row>").byte(), Lettura{}); err != nil || l.Foglio != "Foglio1" {
		t.Error(l, err)
	}
	twice := due(testataXML()).byte()
	if _, err := LeggiCon(twice, Lettura{}); err == nil || !strings.Contains(err.Error(), "più fogli sembrano un registro («Foglio1», «Altro»)") {
		t.Error(err)
	}
	if l, err := LeggiCon(twice, Lettura{Foglio: "altro"}); err != nil || l.Foglio != "Altro" || len(l.Righe) != 0 {
		t.Error(l, err)
	}
	none := due("<row>"+celle("a", "b")+"</row>").con(foglio1, testataXML(), "").byte()
	if _, err := LeggiCon(none, Lettura{}); err == nil || !strings.Contains(err.Error(), "nessun foglio sembra un registro") {
		t.Error(err)
	}
	if _, err := LeggiCon(unFoglio("").con(foglio1, testataXML(), "").byte(), Lettura{}); err == nil || !strings.Contains(err.Error(), "il file è vuoto") {
		t.Error(err)
	}
}

// FuzzCartella: whatever the sheet, strings and styles say, no panic, and no line without its reason.
func FuzzCartella(f *testing.F) {
	f.Add(testataXML()+buona(`<c s="1"><v>45992</v></c>`), `<si><t>a</t></si>`, `<xf numFmtId="14"/>`)
	f.Add(`<row r="3"><c r="A3" t="s"><v>0</v></c></row>`, `<si><r><t>a</t></r><rPh><t>b</t></rPh></si>`, ``)
	f.Fuzz(func(t *testing.T, rows, strs, xfs string) {
		l := unFoglio("")
		l[foglio1] = "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"
		l["xl/sharedStrings.xml"], l["xl/styles.xml"] = "<sst>"+strs+"</sst>", "<styleSheet><cellXfs>"+xfs+"</cellXfs></styleSheet>"
		got, err := LeggiCon(l.byte(), Lettura{})
		if err != nil && len(got.Righe)+len(got.Errori) > 0 {
			t.Error("an error beside rows")
		}
		if again := Scrivi(got.Righe); err == nil {
			leggi(t, again)
		}
	})
}
