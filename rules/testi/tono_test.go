package testi

import (
	"encoding/xml"
	"html"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/rules"
)

// cita are the citations that each letter has to make, in the order in which they stand, without the opening lines: a
// letter that cites another law, or none, says something else than what was decided.
var cita = map[string][]string{
	"T-01 ": {"art. 18-bis L. 241/1990", "artt. 7 e 8 L. 241/1990"}, "T-05 ": {"art. 65 c. 1 D.Lgs. 82/2005"},
	"T-02 DELEGA": {"art. 38 c. 3-bis D.P.R. 445/2000", "art. 2 c. 7 L. 241/1990"}, "T-18 ": {"art. 2 c. 7 L. 241/1990"}, "T-05 FIRMA": {"art. 65 c. 1 D.Lgs. 82/2005"},
	"T-04 ": {"art. 3-bis c. 1-quater D.Lgs. 82/2005"}, "T-05 DELEGA": {"art. 65 c. 1 D.Lgs. 82/2005", "art. 38 c. 3-bis D.P.R. 445/2000"},
	"T-06 ": {"art. 65 c. 1 D.Lgs. 82/2005"}, "T-11 ": {"art. 16 c. 7-bis D.L. 185/2008, conv. L. 2/2009"},
	"T-13 ": {"art. 16 c. 7 D.L. 185/2008, conv. L. 2/2009", "art. 18-bis L. 241/1990"}, "T-14 ": {"art. 18-bis L. 241/1990"},
	"T-10b ":         {"art. 16, commi 7 e 7-bis, D.L. 185/2008, conv. L. 2/2009", "art. 37 D.L. 76/2020, conv. L. 120/2020", "art. 21-bis L. 241/1990", "art. 3 c. 4 L. 241/1990"},
	"T-13 EVASA":     {"art. 16 c. 7 D.L. 185/2008, conv. L. 2/2009", "art. 6-quinquies c. 3 D.Lgs. 82/2005"},
	"T-13 INOLTRATA": {"art. 16 c. 7 D.L. 185/2008, conv. L. 2/2009"}, "T-13 ALLA_FEDERAZIONE": {"art. 16 c. 7 D.L. 185/2008, conv. L. 2/2009"},
	"T-13 PROVA": {"art. 16 c. 7 D.L. 185/2008, conv. L. 2/2009", "art. 18-bis L. 241/1990"},
	"T-25 ":      {"art. 10-bis L. 241/1990", "art. 2 c. 1 L. 241/1990", "art. 3 c. 4 L. 241/1990"},
	"T-15 ":      {"art. 10-bis L. 241/1990"}, "T-16 VERIFICA": {"art. 18-bis L. 241/1990"}, "T-17 ": {"art. 18-bis L. 241/1990"},
}

func TestCitaQuellaLegge(t *testing.T) {
	law := regexp.MustCompile(`artt?\. [0-9].*?(?:L\. \d+/\d+|D\.Lgs\. \d+/\d+|D\.P\.R\. \d+/\d+|D\.L\. \d+/\d+, conv\. L\. \d+/\d+)`)
	for _, c := range casi {
		c.apertura = false
		l := c.lettera(persone(t)[0])
		v, err := variante(c.modello, policy(c), l)
		if err != nil {
			t.Fatal(err)
		}
		want := cita[c.modello+" "+v]
		switch {
		case c.modello == "T-02" && v != "DELEGA":
			want = []string{"art. 2 c. 7 L. 241/1990"}
		case c.modello == "T-09":
			want = []string{"art. 3-bis c. 1-quater D.Lgs. 82/2005"}
		case c.modello == "T-10":
			want = []string{"art. 16, commi 7 e 7-bis, D.L. 185/2008, conv. L. 2/2009", "art. 37 D.L. 76/2020, conv. L. 120/2020",
				"artt. 7 e 8 L. 241/1990", "art. 10 L. 241/1990"}
		case c.modello == "T-21":
			if want = []string{"art. 2 c. 1 L. 241/1990"}; len(l.Dati.Rimedi) > 0 {
				want = append(want, "art. 3 c. 4 L. 241/1990")
			}
		case c.modello == "T-24":
			want = []string{"art. 16 commi 7 e 7-bis D.L. 185/2008, conv. L. 2/2009"}
		}
		text := componi(t, c, persone(t)[0]).Testo
		text = strings.Replace(text, "art. 3 c. 2 D.Lgs. 39/1993", "", 1) // of the closing block
		if got := law.FindAllString(text, -1); !reflect.DeepEqual(got, want) {
			t.Errorf("%s cites %q, want %q", c.nome, got, want)
		}
	}
}

// TestLei: letters say Lei, with capitals where the member is meant, never tu; "la S.V." only in T-15 (order.md §8).
func TestLei(t *testing.T) {
	tu := regexp.MustCompile(`(?i)\b(tu|tuo|tua|tuoi|tue|ti|hai|sei|puoi|devi|scrivici|rispondi|apri|attiva il|gentilissim\w+|egregi\w+|caro|cara)\b`)
	small := regexp.MustCompile(`\b(suo|sua|suoi|sue|lei)\b`)
	for _, c := range casi {
		l := componi(t, c, persone(t)[0])
		all := strings.Replace(l.Oggetto+"\n"+l.Testo, "soltanto suoi", "", 1) // of each member, in T-02 SINGOLARMENTE
		if w := tu.FindString(all); w != "" {
			t.Errorf("%s says %q", c.nome, w)
		}
		if w := small.FindString(all); w != "" {
			t.Errorf("%s: %q without capital", c.nome, w)
		}
		if strings.Contains(all, "S.V.") && !slices.Contains(dellaSV, c.modello) {
			t.Errorf("%s says la S.V.", c.nome)
		}
		if strings.Count(all, "!") > 0 || regexp.MustCompile(`\b[A-Z]{9,}\b`).MatchString(strings.NewReplacer("OPERATORE", "", "CONSIDERATO", "", c.lettera(persone(t)[0]).CF, "").Replace(all)) {
			t.Errorf("%s shouts: %s", c.nome, all)
		}
	}
}

// domande are the letters that ask for an answer; from where to answer stands in each of them once (order.md §8).
var domande = map[string]bool{"T-07": true, "T-21": true, "T-02": true, "T-06": true, "T-15": true, "T-18": true, "T-23": true, "T-26": true}

func TestDaDoveRispondere(t *testing.T) {
	const q = "Risponda da questa casella PEC (app o webmail del gestore), non dalla posta ordinaria."
	for _, c := range casi {
		n := strings.Count(componi(t, c, persone(t)[0]).Testo, q)
		elsewhere := c.lettera(persone(t)[0]).Dati.Recapito != "" || c.dettaglio == "CORTESIA" // on paper, by ordinary mail
		elsewhere = elsewhere || c.scaduta()
		if n > 1 || domande[c.modello] && n != 1 && !elsewhere || elsewhere && n > 0 {
			t.Errorf("%s says %d times from where to answer", c.nome, n)
		}
		if c.scaduta() {
			daScaduta(t, c)
		}
		if c.modello == "T-05" && c.dettaglio != "FIRMA" && n != 0 { // it may be answered from anywhere, with a signature
			t.Errorf("%s asks for an answer from this box", c.nome)
		}
	}
}

// scaduta reports whether the letter goes to a box that has expired: it receives and may send no more.
func (c caso) scaduta() bool { return c.modello == "T-07" && c.dettaglio == "+25" }

// daScaduta: who cannot send is told to call, or to write from another PEC where the Order gives no phone.
func daScaduta(t *testing.T, c caso) {
	t.Helper()
	p := policy(c)
	for phone, want := range map[string]string{"075 000000": "ci chiami, 075 000000 (9-12).", "": "scriva a " + p.Ordine.PEC + " da un'altra Sua PEC."} {
		p.Ordine.Telefono, p.Ordine.Orario = phone, "9-12"
		out, err := interni(t).Componi(p, c.lettera(persone(t)[0]))
		if err != nil {
			t.Fatal(err)
		}
		if said := strings.Join(strings.Fields(out.Testo), " "); !strings.Contains(said, "la risposta può non partire: "+want) || strings.Contains(said, "ci risponda") {
			t.Errorf("%s with phone %q:\n%s", c.nome, phone, out.Testo)
		}
	}
}

// TestChiusura: who answers, with which office, phone and hours; what is not configured leaves no trace.
func TestChiusura(t *testing.T) {
	for _, c := range casi {
		p := policy(c)
		out, err := interni(t).Componi(p, c.lettera(persone(t)[0]))
		if err != nil {
			t.Fatal(err)
		}
		o, prot := p.Ordine, c.lettera(persone(t)[0]).Dati.Protocollo
		for _, x := range append(firmeDi(t, c, o), []chiusura{
			{o.AOO, " - AOO " + o.AOO + "\n", "AOO"},
			{o.PEC, "\nDomicilio digitale dell'Ordine: " + o.PEC + "\n", "?"},
			{o.Nome, "\n\n" + o.Nome + "\n", "?"},
			{prot, "\nRif. PEC-2026-000123 - Prot. n. " + prot, "- Prot."},
		}...) {
			if x.fact != "" && !strings.Contains(out.Testo, x.with) || x.fact == "" && strings.Contains(out.Testo, x.without) {
				t.Errorf("%s: with %q, want %q or no %q:\n%s", c.nome, x.fact, x.with, x.without, out.Testo)
			}
		}
	}
}

// chiusura is a fact of the closing block: how it stands there, and what is absent without it.
type chiusura struct{ fact, with, without string }

// firmeDi is how a letter is signed: by a machine with the name of who answers for it, by a person, by the president.
func firmeDi(t *testing.T, c caso, o rules.Ordine) []chiusura {
	t.Helper()
	l := c.lettera(persone(t)[0])
	v, err := variante(c.modello, policy(c), l)
	if err != nil {
		t.Fatal(err)
	}
	const automatica = "predisposta con procedura automatica"
	stampa := chiusura{o.Responsabile, "\nResponsabile del procedimento: " + o.Responsabile + "\n(firma sostituita a mezzo stampa, art. 3 c. 2 D.Lgs. 39/1993)\n", "(firma sostituita"}
	chiami := chiusura{o.Telefono, "Per parlare con una persona chiami " + o.Telefono + " (" + o.Orario + ").\n", " chiami 0"}
	scriva := chiusura{se(o.Telefono == ""), "Per parlare con una persona scriva a " + o.PEC + ".\n", "una persona scriva"}
	switch k := tutte[c.modello].chiusure.di(v); {
	case k == daPresidente:
		return []chiusura{chiami, scriva, {l.Dati.Presidente, "\nIl Presidente: " + l.Dati.Presidente + "\n", "Presidente:"}, {"", "", automatica}, {"", "", "firma sostituita"},
			{o.Responsabile, "\nResponsabile del procedimento: " + o.Responsabile + "\n", "Responsabile"}, {o.Ufficio, "\nUfficio: " + o.Ufficio + "\n", "Ufficio"}}
	case k == daPersona:
		return []chiusura{stampa, chiami, scriva, {"", "", automatica}, {o.Ufficio, "\n" + o.Ufficio + "\n", "Segreteria"}}
	case k == ordinaria || l.Dati.Recapito != "":
		return []chiusura{stampa, chiami, scriva, {"x", "\nComunicazione " + automatica + ".", ""}, {"", "", "OPERATORE"}, {o.Ufficio, "\n" + o.Ufficio + "\n", "Segreteria"}}
	}
	return []chiusura{stampa, {o.Telefono, "risponda OPERATORE o chiami " + o.Telefono + " (" + o.Orario + ").\n", "OPERATORE o"},
		{"x", "\nRisposta " + automatica + ". Per parlare con una persona risponda OPERATORE", ""}, {o.Ufficio, "\n" + o.Ufficio + "\n", "Segreteria"}}
}

// TestHTMLUguale: the HTML, read by an XML parser, says what the text says, paragraph by paragraph and line by line.
func TestHTMLUguale(t *testing.T) {
	evil := `A & B <i> "x" &amp; 'y' </p><p>`
	for _, c := range casi {
		for _, m := range []rules.Iscritto{persone(t)[0], {CF: "BNCGLI78C48G478A", Nome: evil, Cognome: evil}} {
			l := c.lettera(m)
			if m.Nome == evil {
				l.Dati.Oggetto, l.Dati.Mittente = evil, evil
			}
			out, err := interni(t).Componi(policy(c), l)
			if err != nil {
				t.Fatal(err)
			}
			title, text := leggiHTML(t, out.HTML)
			if title != out.Oggetto || text != out.Testo {
				t.Errorf("%s: the HTML says\n%q\n%q\nthe text\n%q\n%q", c.nome, title, text, out.Oggetto, out.Testo)
			}
		}
	}
}

// leggiHTML gives title and text of a page: paragraphs parted by a blank line, <br> a line end.
func leggiHTML(t *testing.T, page string) (title, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(strings.Replace(page, "<!DOCTYPE html>\n", "", 1)))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var b strings.Builder
	in := ""
	for {
		tok, err := d.Token()
		if tok == nil {
			if err.Error() != "EOF" {
				t.Fatalf("%v in %s", err, page)
			}
			return title, b.String()
		}
		switch x := tok.(type) {
		case xml.StartElement:
			switch in = x.Name.Local; {
			case in == "p" && b.Len() > 0:
				b.WriteString("\n")
			case in == "br":
				b.WriteString("\n")
				in = "p"
			}
		case xml.EndElement:
			if x.Name.Local == "p" {
				b.WriteString("\n")
			}
			if x.Name.Local != "br" {
				in = ""
			}
		case xml.CharData:
			switch in {
			case "title":
				title += string(x)
			case "p":
				b.WriteString(strings.TrimPrefix(string(x), "\n"))
			}
		}
	}
}

// TestFattiACaso: whatever fact is taken away, a letter is written without a hole or not at all, and the error says which
// fact is missing of which file and line.
func TestFattiACaso(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	hole := regexp.MustCompile(`^composing the letter [TF]-\d\db? \(LET-2026-000007, (PEC-2026-000123)?\): (the fact \{[a-z_0-9]+\} (of ([TF]-\d\db?|comuni)\.txt:\d+ )?is missing|no variant |nothing is asked|who pays|an immediate effect)`)
	written, refused := 0, 0
	for _, c := range casi {
		for range 60 {
			l, p := c.lettera(persone(t)[r.IntN(15)]), policy(c)
			svuota(r, reflect.ValueOf(&l.Dati).Elem())
			svuota(r, reflect.ValueOf(&p.Ordine).Elem())
			svuota(r, reflect.ValueOf(&p.Convenzione).Elem())
			if r.IntN(10) == 0 {
				l.Rif = ""
			}
			if r.IntN(6) == 0 {
				p.IntegrazioneGiorni, p.ConfermaGiorni, p.ConclusioneGiorni = 0, 0, 0
			}
			out, err := interni(t).Componi(p, l)
			if err != nil {
				if refused++; !hole.MatchString(err.Error()) || out != (Testo{}) {
					t.Fatalf("%s: %v", c.nome, err)
				}
				continue
			}
			written++
			for line := range strings.SplitSeq(strings.TrimSuffix(out.Oggetto+"\n"+out.Testo, "\n"), "\n") {
				if bad := brutto(line); bad != "" {
					t.Fatalf("%s: %q in %q of %+v", c.nome, bad, line, l.Dati)
				}
			}
		}
	}
	if written < 1000 || refused < 1000 {
		t.Errorf("%d written, %d refused", written, refused)
	}
}

// svuota empties a third of the fields.
func svuota(r *rand.Rand, v reflect.Value) {
	for i := range v.NumField() {
		if r.IntN(3) == 0 {
			v.Field(i).SetZero()
		}
	}
}

// TestLunghezze: with the longest names a register can hold a subject stays one line and nothing is cut off.
func TestLunghezze(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("Massimiliano ", 15))
	for _, c := range casi {
		l := c.lettera(rules.Iscritto{CF: "BNCGLI78C48G478A", Nome: long, Cognome: long})
		l.Dati.Oggetto = strings.Repeat("oggetto ", 500)
		out, err := interni(t).Componi(policy(c), l)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(out.Oggetto, "\r\n") || len(out.Oggetto) > 300 || !strings.Contains(out.Oggetto, "(Rif. PEC-2026-000123)") {
			t.Errorf("%s: subject %q", c.nome, out.Oggetto)
		}
		if strings.HasPrefix(out.Testo, "Gentile") && !strings.HasPrefix(out.Testo, "Gentile dott.ssa "+long+",\n") {
			t.Errorf("%s: %s", c.nome, out.Testo[:80])
		}
		if html.UnescapeString(out.HTML) == "" || len(out.HTML) > 4*len(out.Testo)+1000 {
			t.Errorf("%s: HTML of %d bytes for a text of %d", c.nome, len(out.HTML), len(out.Testo))
		}
	}
}

// TestStessiByte: a letter composed again, later or by another set of the same templates, is the same byte by byte: a
// repetition must not be another letter.
func TestStessiByte(t *testing.T) {
	again, err := Nuovi(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range casi {
		l := c.lettera(persone(t)[1])
		out := componi(t, c, persone(t)[1])
		l.Dati.RicevutaIl = l.Dati.RicevutaIl.In(time.FixedZone("", -5*3600)) // the same instant, told in another zone
		if two, err := again.Componi(policy(c), l); err != nil || two != out {
			t.Errorf("%s differs: %v", c.nome, err)
		}
	}
}
