package pec

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustParse(t *testing.T, b []byte) *DatiCert {
	t.Helper()
	d, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func rome(y int, m time.Month, d, hh, mm, ss, hours int) time.Time {
	return time.Date(y, m, d, hh, mm, ss, 0, time.FixedZone("", hours*3600))
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		file string
		want DatiCert
	}{
		{"accettazione.xml", DatiCert{
			Tipo: Accettazione, Errore: Nessuno, Mittente: "ordine@pec.ordine.example",
			Destinatari: []Destinatario{{"iscritto@pec.example", Certificato}, {"altro@posta.example", Esterno}},
			Oggetto:     "Collaudo 2 – perché no?", Gestore: "Gestore di prova S.p.A.",
			Data:           rome(2026, 9, 19, 15, 41, 20, 2),
			Identificativo: "prova1.20260919154120.06118.4003.1.1@pec.gestore.example",
			MsgID:          "m_Xbftyw1I-LSDVCM3@pec.ordine.example",
		}},
		{"consegna-doctype.xml", DatiCert{
			Tipo: AvvenutaConsegna, Errore: Nessuno, Mittente: "ordine@pec.ordine.example",
			Destinatari: []Destinatario{{"uno@pec.example", Certificato}, {"due@pec.example", Certificato}},
			Risposte:    "risposte@pec.ordine.example", Oggetto: "Invio", Gestore: "Telecomunicazioni di prova",
			Data:           rome(2013, 1, 7, 17, 41, 24, 1),
			Identificativo: "201301071741240100.0787.pech@pec.gestore.example",
			MsgID:          "abc@pec.ordine.example", Ricevuta: Completa, Consegna: "due@pec.example",
		}},
		{"errore.xml", DatiCert{
			Tipo: ErroreConsegna, Errore: Altro, Mittente: "ordine@pec.ordine.example",
			Destinatari: []Destinatario{{"inesistente@pec.example", Certificato}}, Risposte: "ordine@pec.ordine.example",
			Oggetto: "Collaudo", Gestore: "Gestore di prova S.p.A.", Data: rome(2026, 9, 19, 15, 41, 21, 2),
			Identificativo: "prova1.1@pec.gestore.example", MsgID: "m1@pec.ordine.example",
			Consegna: "inesistente@pec.example", ErroreEsteso: "5.1.1 - Gestore di prova S.p.A. - indirizzo non valido",
		}},
		{"povero.xml", DatiCert{ // no errore, no tipo of recipients, no risposte, no oggetto, no msgid; +hh:mm
			Tipo: PresaInCarico, Errore: Nessuno, Mittente: "a@pec.example",
			Destinatari: []Destinatario{{"b@pec.example", Certificato}}, Data: rome(2009, 10, 10, 7, 7, 9, 2),
			Gestore: "X", Identificativo: "20091010070709.GRnNMP@gestore.example", Ricezione: []string{"b@pec.example", "c@pec.example"},
		}},
	} {
		d := mustParse(t, readFile(t, c.file))
		if !d.Data.Equal(c.want.Data) || d.Data.Format(time.RFC3339) != c.want.Data.Format(time.RFC3339) {
			t.Errorf("%s: data %v, want %v", c.file, d.Data, c.want.Data)
		}
		d.Data = c.want.Data
		if !reflect.DeepEqual(*d, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.file, *d, c.want)
		}
	}
}

// daticert fills a small document: attributes of postacert, content of intestazione, content of dati.
const (
	testate  = `<mittente>a@b.it</mittente><destinatari tipo="certificato">c@d.it</destinatari><risposte/><oggetto>o</oggetto>`
	datiBase = `<gestore-emittente>G</gestore-emittente><data zona="+0100"><giorno>01/02/2026</giorno><ora>10:20:30</ora></data><identificativo>i@g</identificativo>`
)

func doc(attr, intestazione, dati string) string {
	return fmt.Sprintf(`<postacert %s><intestazione>%s</intestazione><dati>%s</dati></postacert>`, attr, intestazione, dati)
}

const consegnata = `tipo="avvenuta-consegna" errore="nessuno"`

func TestTolerated(t *testing.T) {
	good := doc(consegnata, testate, datiBase)
	swap := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	for _, c := range []struct {
		name, in string
		holds    func(*DatiCert) bool
	}{
		{"as it is", good, func(d *DatiCert) bool { return d.Mittente == "a@b.it" && d.Oggetto == "o" }},
		{"BOM", "\ufeff" + good, nil},
		{"leading blanks and BOM", "\r\n \ufeff\n" + good, nil},
		{"trailing newline", good + "\n\r\n", nil},
		{"blanks around values", swap("a@b.it", "\n\t A@B.it \n"), func(d *DatiCert) bool { return d.Mittente == "a@b.it" }},
		{"blanks in attributes", swap(`"avvenuta-consegna"`, `" avvenuta-consegna "`), func(d *DatiCert) bool { return d.Tipo == AvvenutaConsegna }},
		{"CDATA", swap(">o<", "><![CDATA[a < b]]><"), func(d *DatiCert) bool { return d.Oggetto == "a < b" }},
		{"comment between elements", swap("<dati>", "<!-- x --><dati>"), nil},
		{"comment in front", "<!-- x -->" + good, nil},
		{"unknown element", swap("</dati>", "<novita>x</novita></dati>"), nil},
		{"unknown tipo", swap("avvenuta-consegna", "mancata-consegna"), func(d *DatiCert) bool { return d.Tipo == "mancata-consegna" && !d.Tipo.Noto() }},
		{"unknown errore", swap("nessuno", "boh"), func(d *DatiCert) bool { return d.Errore == "boh" }},
		{"empty errore", swap(`errore="nessuno"`, `errore=""`), func(d *DatiCert) bool { return d.Errore == Nessuno }},
		{"no risposte", swap("<risposte/>", ""), func(d *DatiCert) bool { return d.Risposte == "" }},
		{"no oggetto", swap("<oggetto>o</oggetto>", ""), func(d *DatiCert) bool { return d.Oggetto == "" }},
		{"address in brackets", swap("a@b.it", "&lt;a@b.it&gt;"), func(d *DatiCert) bool { return d.Mittente == "a@b.it" }},
		{"no fold outside ASCII", swap("a@b.it", "\u212A@b.it"), func(d *DatiCert) bool { return d.Mittente == "\u212A@b.it" }},
		{"id in brackets", swap("i@g", "&lt;i@g&gt;"), func(d *DatiCert) bool { return d.Identificativo == "i@g" }},
		{"id keeps its case", swap("i@g", "I@G"), func(d *DatiCert) bool { return d.Identificativo == "I@G" }},
		{"zona with colon", swap("+0100", "+01:00"), func(d *DatiCert) bool { return d.Data.Equal(rome(2026, 2, 1, 10, 20, 30, 1)) }},
		{"zona west", swap("+0100", "-0330"), func(d *DatiCert) bool { return d.Data.UTC().Format("15:04") == "13:50" }},
		{"zona zero", swap("+0100", "+0000"), func(d *DatiCert) bool { return d.Data.Format(time.RFC3339) == "2026-02-01T10:20:30Z" }},
		{"ricevuta without tipo", swap("</dati>", "<ricevuta/></dati>"), func(d *DatiCert) bool { return d.Ricevuta == "" }},
		{"order of elements", doc(consegnata, `<oggetto>o</oggetto><destinatari>c@d.it</destinatari><mittente>a@b.it</mittente>`, datiBase), nil},
		{"latin-1 declared", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + swap(">o<", ">perch\xe9 \x80<"),
			func(d *DatiCert) bool { return d.Oggetto == "perché €" && !d.Repaired }},
		{"windows-1252 declared", "<?xml version='1.0' encoding='windows-1252'?>" + swap(">o<", ">l\x92ordine<"),
			func(d *DatiCert) bool { return d.Oggetto == "l’ordine" && !d.Repaired }},
		{"ASCII declared", "<?xml version='1.0' encoding='US-ASCII'?>" + good, func(d *DatiCert) bool { return !d.Repaired }},
		{"latin-1 under UTF-8", "<?xml version='1.0' encoding='UTF-8'?>" + swap(">o<", ">perch\xe9<"),
			func(d *DatiCert) bool { return d.Oggetto == "perché" && d.Repaired }},
		{"latin-1 without declaration", swap(">o<", ">citt\xe0<"), func(d *DatiCert) bool { return d.Oggetto == "città" && d.Repaired }},
	} {
		d, err := Parse([]byte(c.in))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if c.holds != nil && !c.holds(d) {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
}

func TestRefused(t *testing.T) {
	good := doc(consegnata, testate, datiBase)
	swap := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	bad := map[string]string{
		"empty": "", "blanks": " \n", "no XML": "ciao", "cut off": good[:len(good)-3],
		"other root": "<altro/>", "root in a namespace": swap("<postacert ", `<postacert xmlns="urn:x" `),
		"no tipo": doc(``, testate, datiBase), "empty tipo": doc(`tipo=" "`, testate, datiBase),
		"tipo twice":           doc(`tipo="accettazione" tipo="avvenuta-consegna"`, testate, datiBase),
		"intestazione twice":   swap("<dati>", "<intestazione>"+testate+"</intestazione><dati>"),
		"no intestazione":      `<postacert tipo="accettazione"><dati>` + datiBase + `</dati></postacert>`,
		"no dati":              `<postacert tipo="accettazione"><intestazione>` + testate + `</intestazione></postacert>`,
		"no mittente":          swap("<mittente>a@b.it</mittente>", ""),
		"empty mittente":       swap(">a@b.it<", "> <"),
		"no destinatari":       swap(`<destinatari tipo="certificato">c@d.it</destinatari>`, ""),
		"no gestore":           swap("<gestore-emittente>G</gestore-emittente>", ""),
		"no identificativo":    swap("<identificativo>i@g</identificativo>", ""),
		"empty identificativo": swap("i@g", ""),
		"two data":             swap("<identificativo>", `<data zona="+0100"><giorno>01/02/2026</giorno><ora>10:20:30</ora></data><identificativo>`),
		"no data":              doc(consegnata, testate, `<gestore-emittente>G</gestore-emittente><identificativo>i@g</identificativo>`),
		"no zona":              swap(` zona="+0100"`, ""), "zona in words": swap("+0100", "CET"), "zona of letters": swap("+0100", "+01a0"),
		"zona too far": swap("+0100", "+1500"), "zona of 60 minutes": swap("+0100", "+0160"), "zona Z": swap("+0100", "Z"),
		"day 31/02": swap("01/02/2026", "31/02/2026"), "American date": swap("01/02/2026", "12/31/2026"),
		"ISO date": swap("01/02/2026", "2026-02-01"), "short date": swap("01/02/2026", "1/2/2026"),
		"two-digit year": swap("01/02/2026", "01/02/26"), "hour 24": swap("10:20:30", "24:00:00"),
		"no seconds": swap("10:20:30", "10:20"), "fraction": swap("10:20:30", "10:20:30.5"), "short hour": swap("10:20:30", "1:20:30"),
		"no giorno": swap("<giorno>01/02/2026</giorno>", ""), "ora twice": swap("</ora>", "</ora><ora>10:20:31</ora>"),
		"element in a value": swap("a@b.it", "a<b/>@b.it"), "comment in a value": swap("a@b.it", "a@b.it<!-- -->.evil.it"),
		"instruction in a value":         swap("a@b.it", "a@b.it<?x?>.evil.it"),
		"text in ricevuta element":       swap("</dati>", `<ricevuta tipo="breve"><x/></ricevuta></dati>`),
		"consegna under intestazione":    swap("</intestazione>", "<consegna>x@y.it</consegna></intestazione>"),
		"consegna in an unknown element": swap("</dati>", "<novita><consegna>x@y.it</consegna></novita></dati>"),
		"postacert in postacert":         swap("</dati>", good+"</dati>"),
		"two roots":                      good + good, "text after": good + "x", "comment after": good + "<!-- x -->", "instruction after": good + "<?x?>",
		"text before": "x" + good, "DOCTYPE after": good + "<!DOCTYPE postacert>", "DOCTYPE inside": swap("<dati>", "<!DOCTYPE x><dati>"),
		"NUL": swap("a@b.it", "a@b.it\x00"), "NUL at the end": good + "\x00", "NUL by reference": swap("a@b.it", "a&#0;@b.it"),
		"custom entity":   `<!DOCTYPE postacert [<!ENTITY e "x">]>` + swap(">o<", ">&e;<"),
		"external entity": `<!DOCTYPE postacert [<!ENTITY e SYSTEM "file:///etc/hostname">]>` + swap(">o<", ">&e;<"),
		"UTF-7":           `<?xml version="1.0" encoding="UTF-7"?>` + good, "UTF-16 said": `<?xml version="1.0" encoding="UTF-16"?>` + good,
		"unknown encoding": `<?xml version="1.0" encoding="KOI8-R"?>` + good, "XML 1.1": `<?xml version="1.1"?>` + good,
		"second declaration": `<?xml version="1.0"?><?xml version="1.0" encoding="ISO-8859-1"?>` + good,
		"declaration inside": swap("<dati>", `<?xml version="1.0" encoding="ISO-8859-1"?><dati>`),
		"many attributes":    doc(consegnata+manyAttrs(20), testate, datiBase),
	}
	for _, name := range []string{"risposte", "oggetto", "mittente"} {
		bad[name+" twice"] = doc(consegnata, testate+"<"+name+">z@z.it</"+name+">", datiBase)
	}
	for _, name := range []string{"gestore-emittente", "identificativo", "msgid", "ricevuta", "consegna", "errore-esteso"} {
		element := "<" + name + ` tipo="breve">z</` + name + ">"
		bad[name+" twice"] = doc(consegnata, testate, datiBase+element+element)
	}
	for name, in := range bad {
		if d, err := Parse([]byte(in)); err == nil {
			t.Errorf("%s: is read as %+v", name, d)
		} else if !strings.HasPrefix(err.Error(), "parsing daticert: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func manyAttrs(n int) (s string) {
	for i := range n {
		s += fmt.Sprintf(` a%d="x"`, i)
	}
	return s
}

func TestLimits(t *testing.T) {
	pad := func(n int) []byte {
		b := []byte(doc(consegnata, testate, datiBase))
		return append(b, bytes.Repeat([]byte(" "), n-len(b))...)
	}
	if _, err := Parse(pad(maxBytes)); err != nil {
		t.Errorf("at 8 MiB: %v", err)
	}
	if _, err := Parse(pad(maxBytes + 1)); err == nil {
		t.Error("over 8 MiB is read")
	}
	nested := func(depth int) string { // dati stands at 2, so the first of these at 3
		return doc(consegnata, testate, datiBase+strings.Repeat("<x>", depth-2)+strings.Repeat("</x>", depth-2))
	}
	if _, err := Parse([]byte(nested(maxDepth))); err != nil {
		t.Errorf("at depth 16: %v", err)
	}
	if _, err := Parse([]byte(nested(maxDepth + 1))); err == nil {
		t.Error("depth 17 is read")
	}
	start := time.Now()
	for _, bomb := range []string{strings.Repeat("<a>", maxBytes/3), doc(consegnata, strings.Repeat("<a/>", maxBytes/5), datiBase)} {
		if _, err := Parse([]byte(bomb)); err == nil {
			t.Error("a bomb is read")
		}
	}
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("bombs took %v", d)
	}
	var many strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&many, `<destinatari tipo="certificato">iscritto.numero%d@pec.ordine.example</destinatari>`, i)
	}
	d := mustParse(t, []byte(doc(consegnata, testate+many.String(), datiBase)))
	if len(d.Destinatari) != 20001 {
		t.Errorf("%d recipients", len(d.Destinatari))
	}
}

// The zone of the machine must not show: time.Parse would prefer it.
func TestDataDoesNotDependOnTheMachine(t *testing.T) {
	old := time.Local
	defer func() { time.Local = old }()
	time.Local = time.FixedZone("CET", 3600)
	d := mustParse(t, []byte(doc(consegnata, testate, datiBase)))
	if name, _ := d.Data.Zone(); name != "" || d.Data.Location() == time.Local {
		t.Errorf("zone %q", name)
	}
}

func TestWrittenIsReadBack(t *testing.T) {
	for _, file := range []string{"accettazione.xml", "consegna-doctype.xml", "errore.xml", "povero.xml"} {
		d := mustParse(t, readFile(t, file))
		again := mustParse(t, d.XML())
		if !d.Data.Equal(again.Data) {
			t.Errorf("%s: %v became %v", file, d.Data, again.Data)
		}
		again.Data = d.Data
		if !reflect.DeepEqual(d, again) {
			t.Errorf("%s:\n%+v became\n%+v", file, d, again)
		}
	}
	d := DatiCert{Tipo: ErroreConsegna, Mittente: `a<&"'>@b.it`, Destinatari: []Destinatario{{Address: "c@d.it"}},
		Oggetto: "]]> <postacert> \x01 \xff è", Gestore: "G & C", Data: rome(2026, 1, 2, 3, 4, 5, 1), Identificativo: "i@g", ErroreEsteso: "a\nb"}
	again := mustParse(t, d.XML())
	if again.Mittente != d.Mittente || again.Oggetto != "]]> <postacert> \ufffd \ufffd è" || again.ErroreEsteso != "a\nb" ||
		again.Errore != Nessuno || again.Destinatari[0].Tipo != Certificato || again.MsgID != "" {
		t.Errorf("%+v", again)
	}
}

// The form of what real providers write (pec.md §4.4).
func TestXMLForm(t *testing.T) {
	d := mustParse(t, readFile(t, "consegna-doctype.xml"))
	for _, want := range []string{`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<postacert tipo="avvenuta-consegna" errore="nessuno">`,
		`<destinatari tipo="certificato">uno@pec.example</destinatari>`, `<data zona="+0100">`, `<giorno>07/01/2013</giorno>`,
		`<ora>17:41:24</ora>`, `<msgid>&lt;abc@pec.ordine.example&gt;</msgid>`, `<ricevuta tipo="completa" />`, `<consegna>due@pec.example</consegna>`} {
		if !strings.Contains(string(d.XML()), want) {
			t.Errorf("%s is not in\n%s", want, d.XML())
		}
	}
}

func BenchmarkParse(b *testing.B) {
	x := readFile(b, "accettazione.xml")
	b.SetBytes(int64(len(x)))
	for b.Loop() {
		if _, err := Parse(x); err != nil {
			b.Fatal(err)
		}
	}
}
