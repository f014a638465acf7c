package segnatura

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// duemilatredici is a Segnatura of Circolare 60/2013 as programs write it, in UTF-8.
const duemilatredici = `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE Segnatura SYSTEM "Segnatura.dtd">
<!-- prodotta da un programma di protocollo -->
<Segnatura versione="aaaa-mm-gg" xml-lang="it">
  <Intestazione>
    <Identificatore><CodiceAmministrazione>c_x999</CodiceAmministrazione><CodiceAOO>AOO01</CodiceAOO><CodiceRegistro>REG</CodiceRegistro>
      <NumeroRegistrazione>0001234</NumeroRegistrazione><DataRegistrazione>2026-11-20</DataRegistrazione></Identificatore>
    <PrimaRegistrazione><Identificatore><NumeroRegistrazione>0000007</NumeroRegistrazione></Identificatore></PrimaRegistrazione>
    <OraRegistrazione tempo="locale">16:09:19,710</OraRegistrazione>
    <Origine><IndirizzoTelematico tipo="smtp">protocollo@pec.comune-prova.example</IndirizzoTelematico>
      <Mittente><Amministrazione><Denominazione>Comune di Prova</Denominazione><UnitaOrganizzativa><Denominazione>Ufficio  personale</Denominazione>
        <Persona><Nome>Anna</Nome><Cognome>Neri</Cognome><CodiceFiscale>X</CodiceFiscale></Persona><IndirizzoPostale><Denominazione>Via Roma 1</Denominazione></IndirizzoPostale>
        </UnitaOrganizzativa></Amministrazione><AOO><Denominazione>Protocollo generale</Denominazione></AOO></Mittente></Origine>
    <Destinazione confermaRicezione="si"><IndirizzoTelematico>segreteria@pec.ordine-prova.example</IndirizzoTelematico><Destinatario><Denominazione>Ordine di prova</Denominazione></Destinatario></Destinazione>
    <Destinazione><IndirizzoTelematico>altro@pec.example</IndirizzoTelematico></Destinazione>
    <PerConoscenza confermaRicezione="no"><IndirizzoTelematico>terzo@pec.example</IndirizzoTelematico></PerConoscenza>
    <Riservato>dati personali</Riservato>
    <Oggetto>Richiesta di elenco riservato – città</Oggetto>
    <Classifica><Denominazione>non un mittente</Denominazione><Livello>1</Livello></Classifica>
  </Intestazione>
  <Riferimenti><Messaggio><Identificatore><NumeroRegistrazione>0000042</NumeroRegistrazione></Identificatore></Messaggio><Messaggio><DescrizioneMessaggio>telefonata</DescrizioneMessaggio></Messaggio><Messaggio/></Riferimenti>
  <Descrizione>
    <Documento nome="richiesta.pdf" tipoMIME="application/pdf"><Impronta algoritmo="SHA-1" codifica="base64">AAAA
      BBBB</Impronta><TitoloDocumento>Richiesta</TitoloDocumento></Documento>
    <Allegati><Documento nome="a.pdf"/><Fascicolo><Oggetto>x</Oggetto><Documento nome="b.pdf"><Impronta>CCCC</Impronta></Documento></Fascicolo></Allegati>
  </Descrizione>
</Segnatura>`

func letta2013() *Segnatura {
	return &Segnatura{
		Radice: "Segnatura", Versione: "aaaa-mm-gg", Registrata: Registrazione{"c_x999", "AOO01", "REG", "0001234", "2026-11-20", "16:09:19,710"},
		Prima: Registrazione{Numero: "0000007"}, Oggetto: "Richiesta di elenco riservato – città",
		Mittente: Soggetto{[]string{"Comune di Prova", "Ufficio personale", "Anna Neri", "Protocollo generale"}, []string{"protocollo@pec.comune-prova.example"}},
		Destinatari: []Destinatario{{Soggetto{[]string{"Ordine di prova"}, []string{"segreteria@pec.ordine-prova.example"}}, true, false},
			{Soggetto{nil, []string{"altro@pec.example"}}, false, false}, {Soggetto{nil, []string{"terzo@pec.example"}}, false, true}},
		Documento:   Documento{Nome: "richiesta.pdf", Tipo: "application/pdf", Titolo: "Richiesta", Impronta: "AAAABBBB", Algoritmo: "SHA-1"},
		Allegati:    []Documento{{Nome: "a.pdf"}, {Nome: "b.pdf", Impronta: "CCCC", Algoritmo: "SHA-256"}},
		Riferimenti: []Riferimento{{Registrazione: Registrazione{Numero: "0000042"}}, {Descrizione: "telefonata"}}, Riservato: true,
	}
}

const duemilaventuno = `<?xml version="1.0" encoding="UTF-8"?>
<prot:SegnaturaInformatica xmlns:prot="http://www.agid.gov.it/protocollo/" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" prot:versione="3.0.0" prot:lang="it">
  <prot:Intestazione>
    <prot:Identificatore><prot:CodiceAmministrazione prot:descrizione="Comune">c_x999</prot:CodiceAmministrazione><prot:CodiceAOO>AOO01</prot:CodiceAOO><prot:CodiceRegistro>REG</prot:CodiceRegistro>
      <prot:NumeroRegistrazione>0001234</prot:NumeroRegistrazione><prot:DataRegistrazione>2026-11-20</prot:DataRegistrazione><prot:OraRegistrazione>16:09:19</prot:OraRegistrazione></prot:Identificatore>
    <prot:PrimaRegistrazione><prot:NumeroRegistrazione>0000007</prot:NumeroRegistrazione></prot:PrimaRegistrazione>
    <prot:Oggetto>Richiesta di elenco riservato</prot:Oggetto>
    <prot:Classifica><prot:Denominazione>non un mittente</prot:Denominazione><prot:CodiceFlat>1.2</prot:CodiceFlat></prot:Classifica>
    <prot:Riservato prot:note="x">false</prot:Riservato>
  </prot:Intestazione>
  <prot:Descrizione>
    <prot:Mittente><prot:Amministrazione><prot:DenominazioneAmministrazione>Comune di Prova</prot:DenominazioneAmministrazione><prot:DenominazioneAOO>Protocollo</prot:DenominazioneAOO>
      <prot:ContattiAOO><prot:IndirizzoTelematico>protocollo@pec.comune-prova.example</prot:IndirizzoTelematico></prot:ContattiAOO></prot:Amministrazione></prot:Mittente>
    <prot:Destinatario><prot:PersonaGiuridica><prot:Denominazione>Ordine di prova</prot:Denominazione></prot:PersonaGiuridica></prot:Destinatario>
    <prot:Destinatario prot:confermaRicezione="false" prot:perConoscenza="true"><prot:PersonaFisica><prot:Nome>Luca</prot:Nome><prot:Cognome>Conti</prot:Cognome></prot:PersonaFisica></prot:Destinatario>
    <prot:DocumentoPrimario prot:nomeFile="richiesta.pdf" prot:mimeType="application/pdf"><prot:Descrizione>Richiesta</prot:Descrizione><prot:Impronta>AAAABBBB</prot:Impronta></prot:DocumentoPrimario>
    <prot:Allegato nomeFile="a.pdf" mimeType="application/pdf"><prot:Impronta prot:algoritmo="SHA-512">CCCC</prot:Impronta></prot:Allegato>
  </prot:Descrizione>
  <ds:Signature><ds:Object><x:y xmlns:x="urn:x"><x:Oggetto>altro</x:Oggetto></x:y></ds:Object></ds:Signature>
</prot:SegnaturaInformatica>`

func letta2021() *Segnatura {
	return &Segnatura{
		Radice: "SegnaturaInformatica", Versione: "3.0.0", Registrata: Registrazione{"c_x999", "AOO01", "REG", "0001234", "2026-11-20", "16:09:19"},
		Prima: Registrazione{Numero: "0000007"}, Oggetto: "Richiesta di elenco riservato",
		Mittente:    Soggetto{[]string{"Comune di Prova", "Protocollo"}, []string{"protocollo@pec.comune-prova.example"}},
		Destinatari: []Destinatario{{Soggetto{[]string{"Ordine di prova"}, nil}, true, false}, {Soggetto{[]string{"Luca Conti"}, nil}, false, true}},
		Documento:   Documento{Nome: "richiesta.pdf", Tipo: "application/pdf", Titolo: "Richiesta", Impronta: "AAAABBBB", Algoritmo: "SHA-256"},
		Allegati:    []Documento{{Nome: "a.pdf", Tipo: "application/pdf", Impronta: "CCCC", Algoritmo: "SHA-512"}}, Firmata: true,
	}
}

func latin1(t *testing.T, s string) string {
	t.Helper()
	out, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestParse: both schemas, each value, in the encodings and namespaces in which they come.
func TestParse(t *testing.T) {
	utf := strings.Replace(duemilatredici, "ISO-8859-1", "UTF-8", 1)
	ns := strings.NewReplacer("<!DOCTYPE Segnatura SYSTEM \"Segnatura.dtd\">", "", "<Segnatura ", `<Segnatura xmlns="http://www.digitPa.gov.it/protocollo/" `).Replace(utf)
	old := "<?xml-stylesheet type='text/xsl' href='http://x.example/s.xsl'?>" + ns[strings.Index(ns, "<!--"):]
	for name, c := range map[string]struct {
		in   string
		want *Segnatura
	}{
		"2013, latin-1":           {latin1(t, duemilatredici), letta2013()},
		"2013, UTF-8":             {utf, letta2013()},
		"2013, namespace":         {ns, letta2013()},
		"2013, false label":       {latin1(t, utf), letta2013()},
		"2013, no declaration":    {old, letta2013()},
		"2013, public DTD":        {strings.Replace(utf, `SYSTEM "`, `PUBLIC "protocollo" "http://x.example/`, 1), letta2013()},
		"2013, BOM":               {"\ufeff" + utf, letta2013()},
		"2021":                    {duemilaventuno, letta2021()},
		"2021, default namespace": {strings.NewReplacer("<prot:", "<", "</prot:", "</", "xmlns:prot=", "xmlns=", " prot:", " ").Replace(duemilaventuno), letta2021()},
		"2021, undeclared at all": {strings.NewReplacer(` xmlns:prot="http://www.agid.gov.it/protocollo/"`, "").Replace(duemilaventuno), letta2021()},
		"2021, Segnatura in pec ns": {strings.NewReplacer("prot:SegnaturaInformatica", "pec:Segnatura", "xmlns:prot", `xmlns:pec="http://www.agid.gov.it/protocollo/pec/" xmlns:prot`).Replace(duemilaventuno), func() *Segnatura {
			s := letta2021()
			s.Radice = "Segnatura"
			return s
		}()},
	} {
		s, err := Parse([]byte(c.in))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !reflect.DeepEqual(s, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, s, c.want)
		}
	}
}

// TestAnswers: the four documents that answer a Segnatura, in both forms.
func TestAnswers(t *testing.T) {
	id := func(n string) string {
		return "<Identificatore><CodiceAmministrazione>c_x999</CodiceAmministrazione><NumeroRegistrazione>" + n + "</NumeroRegistrazione></Identificatore>"
	}
	reg := func(n string) Registrazione { return Registrazione{Amministrazione: "c_x999", Numero: n} }
	for in, want := range map[string]Segnatura{
		"<ConfermaRicezione versione='3.0.0'>" + id("2") + "<MessaggioRicevuto>" + id("1") + "</MessaggioRicevuto></ConfermaRicezione>":                             {Radice: RadiceConferma, Versione: "3.0.0", Registrata: reg("2"), Ricevuto: Riferimento{Registrazione: reg("1")}},
		"<AggiornamentoConferma>" + id("2") + "<MessaggioRicevuto><DescrizioneMessaggio>lettera</DescrizioneMessaggio></MessaggioRicevuto></AggiornamentoConferma>": {Radice: RadiceAggiorna, Registrata: reg("2"), Ricevuto: Riferimento{Descrizione: "lettera"}},
		"<NotificaEccezione><MessaggioRicevuto>" + id("1") + "</MessaggioRicevuto><Motivo>firma\n non valida</Motivo></NotificaEccezione>":                          {Radice: RadiceEccezione, Ricevuto: Riferimento{Registrazione: reg("1")}, Motivo: "firma non valida"},
		"<AnnullamentoProtocollazione>" + id("1") + "<Motivo>doppia</Motivo><Provvedimento>n. 5</Provvedimento></AnnullamentoProtocollazione>":                      {Radice: RadiceAnnullamento, Registrata: reg("1"), Motivo: "doppia", Provvedimento: "n. 5"},
		"<Segnatura/>": {Radice: RadiceSegnatura},
		"<Segnatura><Descrizione><TestoDelMessaggio/></Descrizione></Segnatura>": {Radice: RadiceSegnatura, Documento: Documento{Testo: true}},
	} {
		s, err := Parse([]byte(in))
		if err != nil || !reflect.DeepEqual(*s, want) {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", in, s, err, want)
		}
	}
}

// TestRefused: hostile documents, and what could be read in two ways.
func TestRefused(t *testing.T) {
	wide := "<Segnatura>" + strings.Repeat("<x/>", maxNodes) + "</Segnatura>"
	for name, c := range map[string]struct{ in, want string }{
		"another root":        {"<postacert/>", "root element is none of a protocol file"},
		"no XML":              {"Spett.le Ordine", "text stands outside the root"},
		"empty":               {"", "document has no element"},
		"two numbers":         {strings.Replace(duemilaventuno, "</prot:NumeroRegistrazione>", "</prot:NumeroRegistrazione><NumeroRegistrazione>9</NumeroRegistrazione>", 1), `element "NumeroRegistrazione" is there 2 times`},
		"two subjects":        {strings.Replace(duemilaventuno, "<prot:Oggetto>", "<prot:Oggetto/><prot:Oggetto>", 1), `element "Oggetto" is there 2 times`},
		"comment in a number": {strings.Replace(duemilaventuno, "0001234", "000<!-- -->1234", 1), `element "NumeroRegistrazione" holds more than text`},
		"entities":            {`<!DOCTYPE Segnatura [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Segnatura><Intestazione><Oggetto>&b;</Oggetto></Intestazione></Segnatura>`, "DOCTYPE declares things of its own"},
		"entity of a DTD":     {`<!DOCTYPE Segnatura SYSTEM "x.dtd"><Segnatura><Intestazione><Oggetto>&b;</Oggetto></Intestazione></Segnatura>`, "reading XML: XML syntax error on line 1: invalid character entity &b;"},
		"bytes and one":       {"<Segnatura>" + strings.Repeat(" ", MaxBytes), "document of 1048587 bytes is over the limit of 1048576"},
		"elements and one":    {wide, "more than 16384 elements, or more than 32 attributes"},
		"depth and one":       {strings.Repeat("<Segnatura>", maxDepth+1) + strings.Repeat("</Segnatura>", maxDepth+1), "elements are nested deeper than 48"},
		"UTF-16 said":         {`<?xml version="1.0" encoding="UTF-16"?><Segnatura/>`, `reading XML: xml: opening charset "UTF-16": encoding "UTF-16" is not accepted`},
	} {
		_, err := Parse([]byte(c.in))
		if err == nil || err.Error() != "parsing segnatura: "+c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if errors.Is(err, ErrRadice) != (name == "another root") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, in := range map[string]string{
		"elements": "<Segnatura>" + strings.Repeat("<x/>", maxNodes-1) + "</Segnatura>",
		"depth":    strings.Repeat("<Segnatura>", maxDepth) + strings.Repeat("</Segnatura>", maxDepth),
		"bytes":    "<Segnatura>" + strings.Repeat(" ", MaxBytes-23) + "</Segnatura>",
	} {
		if _, err := Parse([]byte(in)); err != nil {
			t.Errorf("%s at the cap: %v", name, err)
		}
	}
}

// TestManyNames: a party with thousands of names costs no more than they are long, and keeps the first.
func TestManyNames(t *testing.T) {
	var b strings.Builder
	for i := range maxNodes - 10 {
		fmt.Fprintf(&b, "<Denominazione>%d</Denominazione>", i)
	}
	s, err := Parse([]byte("<Segnatura><Intestazione><Origine>" + b.String() + "</Origine></Intestazione></Segnatura>"))
	if err != nil || len(s.Mittente.Nomi) != maxNomi || s.Mittente.Nomi[0] != "0" {
		t.Errorf("%d names, %v", len(s.Mittente.Nomi), err)
	}
}

// FuzzSegnatura: no file stops the reader; what is read is UTF-8 on one line, and is read again as the same.
func FuzzSegnatura(f *testing.F) {
	for _, s := range []string{duemilatredici, duemilaventuno, "<ConfermaRicezione><MessaggioRicevuto><Identificatore/></MessaggioRicevuto></ConfermaRicezione>",
		"<NotificaEccezione><Motivo>x</Motivo></NotificaEccezione>", "<AnnullamentoProtocollazione/>", "<Segnatura><Descrizione><Allegati><Fascicolo><Fascicolo><Documento/>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		s, err := Parse(b)
		if !bytes.Equal(b, before) {
			t.Fatal("Parse wrote into the document")
		}
		if err != nil {
			if s != nil || !utf8.ValidString(err.Error()) || len(err.Error()) > 250 {
				t.Fatalf("%+v, %q", s, err)
			}
			return
		}
		again, err := Parse(bytes.Clone(b))
		if err != nil || !reflect.DeepEqual(s, again) {
			t.Fatalf("%v\n%+v\n%+v", err, s, again)
		}
		words := fmt.Sprintf("%q", []any{s})
		if s := fmt.Sprint(*s); !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n\x00") {
			t.Fatalf("%s", words)
		}
	})
}
