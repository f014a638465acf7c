package pec

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

// kind is a row of the table of pec.md §4.2, written out as a provider would write it.
type kind struct {
	tipo, errore string
	tail         string // what dati holds after msgid
	want         DatiCert
	final, certo bool
	motivo       Motivo
}

// kinds are the eight values of tipo with every errore that the DTD allows for each.
func kinds() []kind {
	const box = "<consegna>uno@pec.example</consegna>"
	esteso := func(s string) string { return "<errore-esteso>" + s + "</errore-esteso>" }
	return []kind{
		{"accettazione", "nessuno", "", DatiCert{}, false, true, ""},
		{"non-accettazione", "virus", esteso("5.5.1 - G - virus"), DatiCert{ErroreEsteso: "5.5.1 - G - virus"}, true, true, MotivoVirus},
		{"non-accettazione", "altro", esteso("Sono state riscontrate\n le seguenti anomalie:"),
			DatiCert{ErroreEsteso: "Sono state riscontrate\n le seguenti anomalie:"}, true, true, MotivoAltro},
		{"posta-certificata", "nessuno", `<ricevuta tipo="breve"/>`, DatiCert{Ricevuta: Breve}, false, true, ""},
		{"presa-in-carico", "nessuno", "<ricezione>uno@pec.example</ricezione><ricezione>DUE@pec.example</ricezione>",
			DatiCert{Ricezione: []string{"uno@pec.example", "due@pec.example"}}, false, true, ""},
		{"avvenuta-consegna", "nessuno", `<ricevuta tipo="completa"/>` + box, DatiCert{Ricevuta: Completa, Consegna: "uno@pec.example"}, false, true, ""},
		{"avvenuta-consegna", "nessuno", `<ricevuta tipo="sintetica"/>` + box, DatiCert{Ricevuta: Sintetica, Consegna: "uno@pec.example"}, false, true, ""},
		{"errore-consegna", "no-dest", box + esteso("x"), DatiCert{Consegna: "uno@pec.example", ErroreEsteso: "x"}, true, true, MotivoInesistente},
		{"errore-consegna", "no-dominio", box, DatiCert{Consegna: "uno@pec.example"}, true, true, MotivoInesistente},
		{"errore-consegna", "virus", `<ricevuta tipo="completa"/>` + box, DatiCert{Ricevuta: Completa, Consegna: "uno@pec.example"}, true, true, MotivoVirus},
		{"errore-consegna", "altro", box, DatiCert{Consegna: "uno@pec.example"}, true, true, MotivoAltro},
		{"preavviso-errore-consegna", "altro", box, DatiCert{Consegna: "uno@pec.example"}, false, false, MotivoTempo},
		{"preavviso-errore-consegna", "altro", box + esteso("5.4.1 - G - x"), DatiCert{Consegna: "uno@pec.example", ErroreEsteso: "5.4.1 - G - x"}, true, true, MotivoTempo},
		{"rilevazione-virus", "virus", box, DatiCert{Consegna: "uno@pec.example"}, false, false, MotivoVirus},
		{"rilevazione-virus", "virus", "<ricezione>uno@pec.example</ricezione>", DatiCert{Ricezione: []string{"uno@pec.example"}}, false, false, MotivoVirus},
	}
}

// document writes the row as XML and completes what Parse must read of it.
func (k kind) document() (string, DatiCert) {
	in := fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="%s" errore="%s"><intestazione><mittente>ordine@pec.example</mittente>
<destinatari tipo="certificato">Uno@pec.example</destinatari><destinatari tipo="esterno">due@posta.example</destinatari>
<risposte>ordine@pec.example</risposte><oggetto>Convocazione</oggetto></intestazione><dati>
<gestore-emittente>Gestore S.p.A.</gestore-emittente><data zona="+0200"><giorno>19/09/2026</giorno><ora>15:41:20</ora></data>
<identificativo>id.1@pec.gestore.example</identificativo><msgid>&lt;m1@pec.example&gt;</msgid>%s</dati></postacert>`, k.tipo, k.errore, k.tail)
	w := k.want
	w.Tipo, w.Errore, w.Mittente, w.Risposte, w.Oggetto = Tipo(k.tipo), Errore(k.errore), "ordine@pec.example", "ordine@pec.example", "Convocazione"
	w.Destinatari = []Destinatario{{"uno@pec.example", Certificato}, {"due@posta.example", Esterno}}
	w.Gestore, w.Identificativo, w.MsgID = "Gestore S.p.A.", "id.1@pec.gestore.example", "m1@pec.example"
	return in, w
}

// differs tells in words where two daticert differ, "" where they do not; the instant is compared as an instant and
// by the offset it is written with.
func differs(got, want *DatiCert) string {
	g, w := *got, *want
	if !g.Data.Equal(w.Data) || g.Data.Format("-0700") != w.Data.Format("-0700") {
		return fmt.Sprintf("data %v, want %v", g.Data, w.Data)
	}
	g.Data = w.Data
	if !reflect.DeepEqual(g, w) {
		return fmt.Sprintf("%+v, want %+v", g, w)
	}
	return ""
}

func TestEveryKind(t *testing.T) {
	seen := map[Tipo]bool{}
	for _, k := range kinds() {
		in, want := k.document()
		want.Data = rome(2026, 9, 19, 15, 41, 20, 2)
		d := mustParse(t, []byte(in))
		if diff := differs(d, &want); diff != "" {
			t.Errorf("%s %s: %s", k.tipo, k.errore, diff)
		}
		if final, certo := d.Definitivo(time.Time{}); final != k.final || certo != k.certo {
			t.Errorf("%s %s: final %v, certain %v", k.tipo, k.errore, final, certo)
		}
		if got := d.Motivo(); got != k.motivo {
			t.Errorf("%s %s: reason %q, want %q", k.tipo, k.errore, got, k.motivo)
		}
		if !d.Tipo.Noto() {
			t.Errorf("%s is not known", k.tipo)
		}
		seen[d.Tipo] = true
	}
	if len(seen) != 8 {
		t.Errorf("%d kinds of 8 were tried", len(seen))
	}
}

// The deviations of real providers (pec.md §4.3 to §4.5), on every kind: none of them changes what is read.
func TestDeviationsDoNotMatter(t *testing.T) {
	swap := func(old, new string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, old) {
				panic(old + " is not in the document")
			}
			return strings.ReplaceAll(s, old, new)
		}
	}
	for name, change := range map[string]func(string) string{
		"CRLF":                    swap("\n", "\r\n"),
		"no line ends in markup":  swap("<oggetto>", "\r\n\t <oggetto>"),
		"no declaration":          swap("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", ""),
		"encoding in lower case":  swap(`"UTF-8"`, `"utf-8"`),
		"single quotes":           swap(`"`, `'`),
		"DOCTYPE and stylesheet":  swap("\n<postacert", "\n<?xml-stylesheet type='text/xsl' href='https://n.invalid/x'?><!DOCTYPE postacert PUBLIC 'p' 'https://n.invalid/x.dtd'><postacert"),
		"BOM":                     func(s string) string { return "\ufeff" + s },
		"blank in front":          func(s string) string { return "\r\n" + s },
		"end of a real payload":   func(s string) string { return s + "\n\r\n" },
		"type of recipient unset": swap(` tipo="certificato"`, ""),
		"addresses in capitals":   swap("ordine@pec.example", "ORDINE@PEC.Example"),
		"brackets around addresses": func(s string) string {
			return strings.NewReplacer(">ordine@pec.example<", ">&lt;ordine@pec.example&gt;<", ">uno@pec.example<", "> &lt;uno@pec.example&gt; <",
				">Uno@pec.example<", ">&lt;Uno@pec.example&gt;<", ">DUE@pec.example<", ">&lt;DUE@pec.example&gt;<").Replace(s)
		},
		"brackets around ids":    swap("id.1@pec.gestore.example", "&lt;id.1@pec.gestore.example&gt;"),
		"no brackets around ids": swap("&lt;m1@pec.example&gt;", "m1@pec.example"),
		"brackets by number":     swap("&lt;m1@pec.example&gt;", "&#60;m1@pec.example&#x3E;"),
		"brackets in CDATA":      swap("&lt;m1@pec.example&gt;", "<![CDATA[<m1@pec.example>]]>"),
		"blanks around values":   swap("m1@pec.example", "\n m1@pec.example\t"),
		"zona with a colon":      swap("+0200", "+02:00"),
		"an element of tomorrow": swap("</dati>", "<protocollo>7</protocollo></dati>"),
		"an attribute of more":   swap("<dati>", `<dati xml:lang="it">`),
		"a schema":               swap("<postacert", `<postacert xmlns:xsi="urn:s" xsi:noNamespaceSchemaLocation="x.xsd"`),
		"dati before":            func(s string) string { return turned(s) },
	} {
		for _, k := range kinds() {
			in, _ := k.document()
			d, err := Parse([]byte(change(in)))
			if err != nil {
				t.Errorf("%s, %s: %v", name, k.tipo, err)
			} else if diff := differs(d, mustParse(t, []byte(in))); diff != "" {
				t.Errorf("%s, %s: %s", name, k.tipo, diff)
			}
		}
	}
}

// turned puts dati before intestazione.
func turned(s string) string {
	i, j, end := strings.Index(s, "<intestazione>"), strings.Index(s, "<dati>"), strings.Index(s, "</postacert>")
	return s[:i] + s[j:end] + s[i:j] + s[end:]
}

// What is left out where the DTD lets it be, and what an absent value is read as.
func TestAbsentValues(t *testing.T) {
	in, _ := kinds()[5].document()
	for _, c := range []struct {
		cut  string
		read func(*DatiCert) string
		want string
	}{
		{` errore="nessuno"`, func(d *DatiCert) string { return string(d.Errore) }, "nessuno"},
		{` tipo="certificato"`, func(d *DatiCert) string { return d.Destinatari[0].Tipo }, "certificato"},
		{"<risposte>ordine@pec.example</risposte>", func(d *DatiCert) string { return d.Risposte }, ""},
		{"<oggetto>Convocazione</oggetto>", func(d *DatiCert) string { return d.Oggetto }, ""},
		{"<msgid>&lt;m1@pec.example&gt;</msgid>", func(d *DatiCert) string { return d.MsgID }, ""},
		{`<ricevuta tipo="completa"/>`, func(d *DatiCert) string { return d.Ricevuta }, ""},
		{"<consegna>uno@pec.example</consegna>", func(d *DatiCert) string { return d.Consegna }, ""},
	} {
		out := strings.Replace(in, c.cut, "", 1)
		if out == in {
			t.Fatalf("%s is not in the document", c.cut)
		}
		if got := c.read(mustParse(t, []byte(out))); got != c.want {
			t.Errorf("without %s: %q, want %q", c.cut, got, c.want)
		}
	}
}

// Only the blanks of XML are trimmed: a value that ends in another kind of space is another value, and an address so written is nobody's.
func TestOnlyBlanksOfXMLAreTrimmed(t *testing.T) {
	for _, s := range []string{"\u00a0", "\u2003", "\u3000", "\u200b", "\u0085", "\u2028", "\ufeff"} {
		in, _ := kinds()[0].document()
		d := mustParse(t, []byte(strings.NewReplacer(">ordine@pec.example</mittente>", "> ordine@pec.example"+s+"\n</mittente>", "&lt;m1@pec.example&gt;", "&lt;"+s+"m1@pec.example&gt;").Replace(in)))
		if d.Mittente != "ordine@pec.example"+s || d.MsgID != s+"m1@pec.example" {
			t.Errorf("%q: mittente %q, msgid %q", s, d.Mittente, d.MsgID)
		}
	}
}

// Whatever a daticert holds that Parse can give, written and read it is the same again.
func TestRandomDaticertComesBack(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	pieces := []string{"a", "B", "à", "€", "😀", "<", ">", "&", `"`, "'", "]]>", "<!--", "<consegna>", "&amp;", " ", "\n", "\t", "@", ".", "-", "\u00a0x", "\u2028x"}
	text := func() string {
		var b strings.Builder
		for range r.IntN(6) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return strings.TrimSpace(b.String())
	}
	addr := func() string { return FoldAddress(text()) }
	full := func() string { return "x" + BareID(text()) + "x" }
	for range 1500 {
		d := DatiCert{Tipo: Tipo(full()), Errore: Errore(full()), Mittente: lower(full()), Risposte: addr(), Oggetto: text(), Gestore: text(),
			Identificativo: full(), MsgID: BareID(text()), Ricevuta: text(), Consegna: addr(), ErroreEsteso: text()}
		for range 1 + r.IntN(3) {
			d.Destinatari = append(d.Destinatari, Destinatario{addr(), full()})
		}
		for range r.IntN(3) {
			d.Ricezione = append(d.Ricezione, addr())
		}
		zone := time.FixedZone("", (r.IntN(28*60+1)-14*60)*60)
		d.Data = time.Unix(r.Int64N(4e9), 0).In(zone)
		again, err := Parse(d.XML())
		if err != nil {
			t.Fatalf("%v\n%s", err, d.XML())
		}
		if diff := differs(again, &d); diff != "" {
			t.Fatalf("%s\n%s", diff, d.XML())
		}
	}
}
