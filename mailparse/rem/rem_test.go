package rem

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse/pec"
)

// head and tail of an evidence as the examples of AgID have them: names with and without namespace, a signature with an
// object of XAdES below.
const (
	head = `<?xml version="1.0" encoding="UTF-8" standalone="no"?><tns:Evidence xmlns:ds="http://www.w3.org/2000/09/xmldsig#"` +
		` xmlns:elp="http://eidas.europa.eu/attributes/legalperson" xmlns:enp="http://eidas.europa.eu/attributes/naturalperson"` +
		` xmlns:ext="http://uri.etsi.org/19532/v1#" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:tns="http://uri.etsi.org/19522/v1#" version="EN319522v1.1.1">` +
		`<tns:EvidenceIdentifier>ev1@rem.gestore.example</tns:EvidenceIdentifier>`
	issuer = `<tns:EvidenceIssuerPolicyID><PolicyID>http://uri.etsi.org/19532/v1#/REMbaseline</PolicyID><PolicyID>https://eidas.agid.gov.it/REM/rem-policy-it</PolicyID></tns:EvidenceIssuerPolicyID>` +
		`<tns:EvidenceIssuerDetails><tns:Identity><saml:Attribute FriendlyName="Indirizzo"><saml:AttributeValue><b>x</b></saml:AttributeValue></saml:Attribute>` +
		`<saml:Attribute FriendlyName="LegalName" Name="http://eidas.europa.eu/attributes/legalperson/LegalName"><saml:AttributeValue>Gestore Uno S.p.A.</saml:AttributeValue></saml:Attribute></tns:Identity></tns:EvidenceIssuerDetails>`
	sender    = `<tns:SenderDetails><Identifier IdentifierSchemeName="mailto">Ordine@PEC.ordine.example</Identifier></tns:SenderDetails>`
	signature = `<ds:Signature Id="x"><ds:SignedInfo><ds:Reference><ds:DigestMethod Algorithm="a"/><ds:DigestValue>b</ds:DigestValue></ds:Reference></ds:SignedInfo>` +
		`<ds:Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"><xades:Identifier>y</xades:Identifier></xades:QualifyingProperties></ds:Object></ds:Signature>`
)

// scritta is what a test changes in an evidence.
type scritta struct {
	event      string
	reasons    [][]string // URI, details
	recipients []string
	refers     string // elements
	general    string // elements
	relay      string // elements
	more       string
}

func (s scritta) xml() string {
	var b strings.Builder
	b.WriteString(head + "<tns:ERDSEventId>" + s.event + "</tns:ERDSEventId>")
	if s.reasons != nil {
		b.WriteString("<tns:EventReasons>")
		for _, r := range s.reasons {
			b.WriteString("<tns:EventReason><Code>" + r[0] + "</Code>")
			for _, d := range r[1:] {
				b.WriteString("<Details>" + d + "</Details>")
			}
			b.WriteString("</tns:EventReason>")
		}
		b.WriteString("</tns:EventReasons>")
	}
	b.WriteString("<EventTime>2026-11-23T08:14:05Z</EventTime>" + issuer + sender)
	for _, r := range s.recipients {
		b.WriteString(`<tns:RecipientDetails><Identifier IdentifierSchemeName="mailto">` + r + `</Identifier></tns:RecipientDetails>`)
	}
	b.WriteString("<tns:SubmissionTime>2026-11-23T08:14:00Z</tns:SubmissionTime>" + s.refers)
	b.WriteString("<tns:MessageIdentifier>id1@rem.gestore.example</tns:MessageIdentifier><tns:UserContentInfo><AppLayerIdentifier>&lt;m1@ordine.example&gt;</AppLayerIdentifier>" +
		"<ComposingParts>1</ComposingParts><tns:PartsInfo><tns:PartInfo><Identifier>urn:oid:1.3.6.1.7</Identifier><ContentType>message/rfc822</ContentType>" +
		`<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>` + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)) + "</ds:DigestValue></tns:PartInfo></tns:PartsInfo></tns:UserContentInfo>")
	b.WriteString(`<tns:Extensions><tns:Extension isCritical="false"><ext:GeneralEvidenceInfo><ext:Subject>Esito è noto</ext:Subject>` + s.general + "</ext:GeneralEvidenceInfo></tns:Extension>")
	if s.relay != "" {
		b.WriteString("<tns:Extension><ext:RelayEvidenceInfo>" + s.relay + "</ext:RelayEvidenceInfo></tns:Extension>")
	}
	b.WriteString("</tns:Extensions>" + s.more + signature + "</tns:Evidence>")
	return b.String()
}

var due = []string{"Anna@pec.uno.example", "bruno@pec.due.example"}

func consegnata() scritta {
	return scritta{event: EventURI + "ContentConsignment", reasons: [][]string{{ReasonURI + "MessageConsignedToRecipient", "RD01", "Message consigned to recipient"}},
		recipients: due, refers: "<EvidenceRefersToRecipient>2</EvidenceRefersToRecipient>"}
}

func mustParse(t testing.TB, in string) *Evidence {
	t.Helper()
	e, err := Parse([]byte(in))
	if err != nil {
		t.Fatalf("%v\n%s", err, in)
	}
	return e
}

// TestParse: every field of a whole evidence.
func TestParse(t *testing.T) {
	in := consegnata()
	in.general = "<ext:UntrustedPathToRecipient>1</ext:UntrustedPathToRecipient>"
	e := mustParse(t, in.xml())
	want := &Evidence{
		Raw: []byte(in.xml()), Version: "EN319522v1.1.1", ID: "ev1@rem.gestore.example", EventURI: EventURI + "ContentConsignment", Event: ContentConsignment,
		Reasons: []Reason{{ReasonURI + "MessageConsignedToRecipient", "RD01", "Message consigned to recipient"}},
		Time:    time.Date(2026, 11, 23, 8, 14, 5, 0, time.UTC), Submission: time.Date(2026, 11, 23, 8, 14, 0, 0, time.UTC),
		Policies: []string{"http://uri.etsi.org/19532/v1#/REMbaseline", "https://eidas.agid.gov.it/REM/rem-policy-it"}, Issuer: "Gestore Uno S.p.A.",
		Sender: "ordine@pec.ordine.example", Recipients: []Recipient{{"anna@pec.uno.example", true}, {"bruno@pec.due.example", false}}, RefersTo: []int{2},
		MessageID: "id1@rem.gestore.example", UAMessageID: "m1@ordine.example",
		Parts:   []Part{{"message/rfc822", "http://www.w3.org/2001/04/xmlenc#sha256", bytes.Repeat([]byte{7}, 32)}},
		Subject: "Esito è noto", Signed: true,
	}
	if !reflect.DeepEqual(e, want) {
		t.Errorf("\n got %+v\nwant %+v", e, want)
	}
	if s := e.Reasons[0].String(); s != "RD01 MessageConsignedToRecipient" {
		t.Errorf("%q", s)
	}
	d := e.Neutra(false)
	if !reflect.DeepEqual(d, &pec.DatiCert{Tipo: pec.AvvenutaConsegna, Errore: pec.Nessuno, Mittente: "ordine@pec.ordine.example",
		Destinatari: []pec.Destinatario{{Address: "anna@pec.uno.example", Tipo: "esterno"}, {Address: "bruno@pec.due.example", Tipo: "certificato"}},
		Oggetto:     "Esito è noto", Gestore: "Gestore Uno S.p.A.", Data: want.Time, Identificativo: "id1@rem.gestore.example", MsgID: "m1@ordine.example",
		Consegna: "bruno@pec.due.example"}) {
		t.Errorf("%+v", d)
	}
}

// TestNamespaces: the names count in the namespace of their schema or in none, all of them.
func TestNamespaces(t *testing.T) {
	in := consegnata().xml()
	bare := strings.NewReplacer("<tns:", "<", "</tns:", "</", "<ext:", "<", "</ext:", "</", "<ds:", "<", "</ds:", "</", "<saml:", "<", "</saml:", "</").Replace(in)
	dflt := strings.NewReplacer("<tns:", "<", "</tns:", "</", "xmlns:tns=", "xmlns=").Replace(in)
	want := mustParse(t, in)
	for name, x := range map[string]string{"none": bare, "default": dflt, "other prefixes": strings.NewReplacer("tns:", "q:", ":tns=", ":q=").Replace(in)} {
		e := mustParse(t, x)
		e.Raw = want.Raw
		if !reflect.DeepEqual(e, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, e, want)
		}
	}
}

// TestEveryCode: each code of REM-Policy-IT in each of its events, and what PEC calls it (pec.md §9.2, §9.5).
func TestEveryCode(t *testing.T) {
	type row struct {
		event, codes string
		tipo         pec.Tipo
		errore       pec.Errore
		motivo       pec.Motivo
	}
	seen := map[string]bool{}
	for _, c := range []row{
		{"SubmissionAcceptance", "RA01", pec.Accettazione, pec.Nessuno, ""},
		{"SubmissionRejection", "RA02 RA05 RA51", pec.NonAccettazione, pec.Altro, pec.MotivoAltro},
		{"SubmissionRejection", "RA03", pec.NonAccettazione, pec.Virus, pec.MotivoVirus},
		{"RelayAcceptance", "RB01", pec.PresaInCarico, pec.Nessuno, ""},
		{"RelayRejection", "RB02 RB03 RB04 RB05 RB06 RB21", "RelayRejection", "", ""},
		{"RelayFailure", "RB02 RB04 RB05 RB06 RB07 RB08 RB09", pec.ErroreConsegna, pec.Altro, pec.MotivoAltro},
		{"RelayFailure", "RB03", pec.ErroreConsegna, pec.Virus, pec.MotivoVirus},
		{"RelayFailure", "RB10 RB21", pec.ErroreConsegna, pec.NoDest, pec.MotivoInesistente},
		{"RelayFailure", "RB22", pec.PreavvisoErroreConsegna, pec.Altro, pec.MotivoTempo},
		{"ContentConsignment", "RD01", pec.AvvenutaConsegna, pec.Nessuno, ""},
		{"ContentConsignmentFailure", "RD03", pec.PreavvisoErroreConsegna, pec.Altro, pec.MotivoTempo},
		{"ContentConsignmentFailure", "RD04", pec.ErroreConsegna, pec.Altro, pec.MotivoPiena},
		{"ContentConsignmentFailure", "RD05 RD06", pec.ErroreConsegna, pec.Altro, pec.MotivoAltro},
		{"ContentConsignmentFailure", "RD21", pec.ErroreConsegna, pec.NoDest, pec.MotivoInesistente},
		{"RelayToNonERDS", "RF01", "RelayToNonERDS", pec.Nessuno, ""},
		{"RelayToNonERDSFailure", "RF02 RF03 RF51", pec.ErroreConsegna, pec.Altro, pec.MotivoAltro},
		{"ReceivedFromNonERDS", "RF04", "ReceivedFromNonERDS", pec.Nessuno, ""},
	} {
		for _, code := range strings.Fields(c.codes) {
			seen[code] = true
			in := scritta{event: EventURI + c.event, reasons: [][]string{{ReasonURI + codes[code], code, "some words"}}, recipients: due[:1]}
			d := mustParse(t, in.xml()).Neutra(false)
			if d.Tipo != c.tipo || c.errore != "" && d.Errore != c.errore || c.motivo != "" && d.Motivo() != c.motivo {
				t.Errorf("%s %s: %s %s %s", c.event, code, d.Tipo, d.Errore, d.Motivo())
			}
			failed := c.motivo != "" || c.event == "RelayRejection"
			if failed && (d.Codice() != code || d.ErroreEsteso != code+" - some words") || !failed && (d.Codice() != "" || d.ErroreEsteso != "") {
				t.Errorf("%s %s: %q %q", c.event, code, d.Codice(), d.ErroreEsteso)
			}
			final, certain := d.Definitivo(time.Time{})
			if c.motivo != "" && (!final || !certain) || c.motivo == "" && final {
				t.Errorf("%s %s: final %v, certain %v", c.event, code, final, certain)
			}
		}
	}
	for code, name := range codes {
		if !seen[code] || !isCode(code) {
			t.Errorf("%s is in no event", code)
		}
		if _, ok := meanings[name]; !ok {
			t.Errorf("%s: nobody knows what %s means", code, name)
		}
	}
	if len(codes) != 28 || len(outcomes) != 19 {
		t.Errorf("%d codes, %d events", len(codes), len(outcomes))
	}
}

// TestDispatch: with the original inside, an acceptance is the busta di trasporto; nothing else becomes one.
func TestDispatch(t *testing.T) {
	for ev := range outcomes {
		d := mustParse(t, scritta{event: EventURI + string(ev), recipients: due}.xml()).Neutra(true)
		if (d.Tipo == pec.PostaCertificata) != (ev == SubmissionAcceptance) {
			t.Errorf("%s: %s", ev, d.Tipo)
		}
	}
}

// TestUnknownEvent: kept as spelled, and never one of the words of the DTD.
func TestUnknownEvent(t *testing.T) {
	for _, uri := range []string{EventURI + "SomethingNew", "urn:x:y", "http://uri.etsi.org/19522/event/ContentConsignment", EventURI + "contentconsignment", EventURI} {
		e := mustParse(t, scritta{event: uri, recipients: due}.xml())
		if d := e.Neutra(false); string(d.Tipo) != uri || d.Tipo.Noto() || e.Event != "" || d.Motivo() != pec.MotivoNessuno {
			t.Errorf("%s: %+v", uri, d)
		}
	}
	if _, err := Parse([]byte(scritta{event: "avvenuta-consegna", recipients: due}.xml())); err == nil {
		t.Error("an event that is a word of the DTD was read")
	}
}

// TestReasons: several reasons, reasons that nobody knows, a code that belies its URI.
func TestReasons(t *testing.T) {
	quota, quotaURI := "RD04", ReasonURI+"MessageNotConsignedForQuota"
	for name, c := range map[string]struct {
		reasons       [][]string
		motivo        pec.Motivo
		codice, words string
	}{
		"none":                     {nil, pec.MotivoAltro, "", ""},
		"no details":               {[][]string{{quotaURI}}, pec.MotivoPiena, "", "MessageNotConsignedForQuota"},
		"words without code":       {[][]string{{quotaURI, "casella", "piena"}}, pec.MotivoPiena, "", "casella piena"},
		"code alone":               {[][]string{{ReasonURI + "Other", quota}}, pec.MotivoPiena, "RD04", "RD04 - Other"},
		"unknown code":             {[][]string{{quotaURI, "RD99", "x"}}, pec.MotivoPiena, "RD99", "RD99 - x"},
		"unknown both":             {[][]string{{"urn:x:mine", "RD99"}}, pec.MotivoAltro, "RD99", "RD99 - urn:x:mine"},
		"code belies URI":          {[][]string{{quotaURI, "RD21", "x"}}, pec.MotivoAltro, "RD21", "RD21 - x"},
		"two that agree":           {[][]string{{quotaURI, quota, "x"}, {quotaURI, quota, "y"}}, pec.MotivoPiena, "RD04", "RD04 - x; RD04 - y"},
		"two that differ":          {[][]string{{quotaURI, quota, "x"}, {ReasonURI + "UnknownRecipient", "RB10", "y"}}, pec.MotivoAltro, "RD04", "RD04 - x; RB10 - y"},
		"one that nobody knows":    {[][]string{{quotaURI, quota, "x"}, {"urn:x:mine"}}, pec.MotivoAltro, "RD04", "RD04 - x; urn:x:mine"},
		"time-out and another":     {[][]string{{ReasonURI + codes["RD03"], "RD03"}, {quotaURI, quota}}, pec.MotivoAltro, "RD03", "RD03 - " + codes["RD03"] + "; RD04 - MessageNotConsignedForQuota"},
		"not a code of the policy": {[][]string{{quotaURI, "RG04", "x"}}, pec.MotivoPiena, "", "RG04 x"},
	} {
		in := consegnata()
		in.event, in.reasons = EventURI+"ContentConsignmentFailure", c.reasons
		d := mustParse(t, in.xml()).Neutra(false)
		if d.Tipo != pec.ErroreConsegna || d.Motivo() != c.motivo || d.Codice() != c.codice || d.ErroreEsteso != c.words {
			t.Errorf("%s: %s %s %q %q", name, d.Tipo, d.Motivo(), d.Codice(), d.ErroreEsteso)
		}
	}
}

// TestReferences: whom an evidence is about.
func TestReferences(t *testing.T) {
	one := func(s string) string { return "<EvidenceRefersToRecipient>" + s + "</EvidenceRefersToRecipient>" }
	rel := func(s ...string) (out string) {
		for _, x := range s {
			out += "<ext:RelayEvidenceRefersTo>" + x + "</ext:RelayEvidenceRefersTo>"
		}
		return out
	}
	for name, c := range map[string]struct {
		event         string
		n             int
		refers, relay string
		about         string // addresses of the recipients a, b, c
		bad           bool
	}{
		"first":                     {"ContentConsignment", 2, one("1"), "", "a", false},
		"last":                      {"ContentConsignment", 2, one("2"), "", "b", false},
		"one over":                  {"ContentConsignment", 2, one("3"), "", "", true},
		"zero":                      {"ContentConsignment", 2, one("0"), "", "", true},
		"minus one":                 {"ContentConsignment", 2, one("-1"), "", "", true},
		"beyond every number":       {"ContentConsignment", 2, one("99999999999999999999999"), "", "", true},
		"none, one recipient":       {"ContentConsignment", 1, "", "", "a", false},
		"none, two recipients":      {"ContentConsignment", 2, "", "", "", false},
		"relay to two of three":     {"RelayFailure", 3, "", rel("3", "1"), "a c", false},
		"relay, one of them absent": {"RelayFailure", 3, "", rel("1", "4"), "", true},
		"relay twice the same":      {"RelayFailure", 3, "", rel("2", "2"), "b", false},
		"both agree":                {"RelayFailure", 3, one("2"), rel("2"), "b", false},
		"both, another":             {"RelayFailure", 3, one("1"), rel("2"), "", true},
		"relay of another event":    {"ContentConsignmentFailure", 2, "", rel("2"), "b", false},
	} {
		in := scritta{event: EventURI + c.event, recipients: []string{"a", "b", "c"}[:c.n], refers: c.refers, relay: c.relay}
		e := mustParse(t, in.xml())
		if got := strings.Join(e.About(), " "); got != c.about || e.BadReference != c.bad {
			t.Errorf("%s: about %q, bad %v", name, got, e.BadReference)
		}
		d := e.Neutra(false)
		if got := strings.Join(d.Riguardati(), " "); got != c.about || (len(d.Consegne) > 0) != (len(c.about) > 1) {
			t.Errorf("%s: the receipt is about %q", name, got)
		}
		for _, a := range []string{"a", "b", "c", ""} {
			if want := a != "" && slices.Contains(strings.Fields(c.about), a); d.Riguarda(a) != want || d.Riguarda(strings.ToUpper(a)) != want {
				t.Errorf("%s: Riguarda(%s) is %v", name, a, !want)
			}
		}
	}
	in := consegnata()
	in.refers = strings.Replace(in.refers, "2", "1", 1)
	other := strings.Replace(in.xml(), `"mailto">Anna`, `"urn:x">Anna`, 1)
	if e := mustParse(t, other); !e.BadReference || e.Recipients[0].Address != "" || len(e.Neutra(false).Destinatari) != 1 {
		t.Errorf("a recipient without an address: %+v", e)
	}
	in.event = EventURI + "SubmissionRejection"
	in.reasons = nil
	if d := mustParse(t, in.xml()).Neutra(false); d.Tipo != pec.NonAccettazione || !d.Riguarda("anna@pec.uno.example") || d.Riguarda("bruno@pec.due.example") {
		t.Errorf("a rejection for one of two: %+v", d)
	}
}

// TestRefused: what two readers could take for two facts, each in its words.
func TestRefused(t *testing.T) {
	good := consegnata().xml()
	for _, c := range []struct{ old, new, want string }{
		{`version="EN319522v1.1.1"`, ``, `version "" is not EN319522v1.…`},
		{`version="EN319522v1.1.1"`, `version="EN319522v2.1.1"`, `version "EN319522v2.1.1" is not EN319522v1.…`},
		{`version="EN319522v1.1.1"`, `tns:version="EN319522v1.1.1"`, `version "" is not EN319522v1.…`},
		{`standalone="no"?>`, `?><!DOCTYPE x>`, "DOCTYPE is not accepted"},
		{`xmlns:tns="http://uri.etsi.org/19522/v1#"`, `xmlns:tns="urn:x"`, `root element is "Evidence", not an Evidence of ETSI`},
		{"<tns:EvidenceIdentifier>ev1@rem.gestore.example</tns:EvidenceIdentifier>", "", `element "EvidenceIdentifier" is missing`},
		{"<EventTime>", "<EventTime>2026-11-23T08:14:05Z</EventTime><EventTime>", `element "EventTime" is there 2 times`},
		{"<EventTime>", "<tns:EventTime>2026-11-23T08:14:05Z</tns:EventTime><EventTime>", `element "EventTime" is there 2 times`},
		{"<EventTime>", `<x:EventTime xmlns:x="urn:x">2020-01-01T00:00:00Z</x:EventTime><EventTime>`, `element "EventTime" stands in a foreign namespace`},
		{"<EventTime>2026", "<EventTime>20<!-- -->26", `element "EventTime" holds more than text`},
		{"08:14:05Z<", "08:14:05<", `time "2026-11-23T08:14:05" is not yyyy-mm-ddThh:mm:ss with a zone`},
		{"08:14:05Z<", "8:14:05Z<", `time "2026-11-23T8:14:05Z" is not yyyy-mm-ddThh:mm:ss with a zone`},
		{"08:14:05Z<", "08:14:05,5Z<", `time "2026-11-23T08:14:05,5Z" is not yyyy-mm-ddThh:mm:ss with a zone`},
		{"2026-11-23T08:14:05Z", "0001-01-01T00:00:00Z", `time "0001-01-01T00:00:00Z" is not yyyy-mm-ddThh:mm:ss with a zone`},
		{">2</EvidenceRefers", ">two</EvidenceRefers", "EvidenceRefersToRecipient is no number"},
		{"<EvidenceRefersToRecipient>", "<EvidenceRefersToRecipient>1</EvidenceRefersToRecipient><EvidenceRefersToRecipient>", `element "EvidenceRefersToRecipient" is there 2 times`},
		{"<ext:Subject>", "<EvidenceRefersToRecipient>1</EvidenceRefersToRecipient><ext:Subject>", `element "EvidenceRefersToRecipient" stands under "GeneralEvidenceInfo"`},
		{"<ds:SignedInfo>", "<tns:ERDSEventId>x</tns:ERDSEventId><ds:SignedInfo>", `element "ERDSEventId" stands under "Signature"`},
		{"<tns:Extensions>", `<tns:Extensions><tns:Extension><Evidence/></tns:Extension>`, `element "Evidence" stands under "Extension"`},
		{"<tns:Extensions>", `<x:Extensions xmlns:x="urn:x"><tns:Extension/></x:Extensions><tns:Extensions>`, `element "Extensions" stands in a foreign namespace`},
		{"<tns:SenderDetails>", `<x:y xmlns:x="urn:x"><tns:SenderDetails/></x:y><tns:SenderDetails>`, `element "SenderDetails" stands under "y"`},
		{`"mailto">Ordine`, `"urn:x">Ordine`, "the sender has no address"},
		{">Ordine@PEC.ordine.example<", "><", "the sender has no address"},
		{"RD01", "RD04", `reason "RD04 MessageConsignedToRecipient" is none of ContentConsignment`},
		{"MessageConsignedToRecipient", "MessageNotConsignedForQuota", `reason "RD01 MessageNotConsignedForQuota" is none of ContentConsignment`},
		{"<ds:DigestValue>Bw", "<ds:DigestValue>*w", "DigestValue is not base64"},
		{"<ds:DigestValue>Bw", "<ds:DigestValue>Bw==</ds:DigestValue><ds:DigestValue>Bw", `element "DigestValue" is there 2 times`},
		{"<ds:DigestMethod", `<q:DigestMethod xmlns:q="urn:x" Algorithm="x"/><ds:DigestMethod`, `element "DigestMethod" stands in a foreign namespace`},
		{`<tns:Extension isCritical="false">`, `<tns:Extension isCritical="true"><x:y xmlns:x="urn:x"/></tns:Extension><tns:Extension isCritical="false">`, `critical extension "y" is not understood`},
		{`<tns:Extension isCritical="false">`, `<tns:Extension isCritical="maybe">`, `isCritical "maybe" is no boolean`},
		{"</tns:Extensions>", "<tns:Extension><ext:GeneralEvidenceInfo/></tns:Extension></tns:Extensions>", `element "GeneralEvidenceInfo" is there 2 times`},
		{`<tns:RecipientDetails><Identifier`, `<tns:RecipientDetails><Identifier>x@y.example</Identifier><Identifier`, `element "Identifier" is there 2 times`},
		{"</tns:Evidence>", "</tns:Evidence><!-- x -->", "comment follows the root"},
		{"</tns:Evidence>", "</tns:Evidence><a/>", `element "a" follows the root`},
		{"Esito è noto", "Esito \xe8 noto", "reading XML: XML syntax error on line 1: invalid UTF-8"},
		{`encoding="UTF-8"`, `encoding="ISO-8859-1"`, `reading XML: xml: opening charset "ISO-8859-1": encoding "ISO-8859-1" is not accepted`},
		{"Esito", "&e;", "reading XML: XML syntax error on line 1: invalid character entity &e;"},
		{`FriendlyName="Indirizzo"`, `FriendlyName="Indirizzo" FriendlyName="LegalName"`, `attribute "FriendlyName" of "Attribute" is there twice`},
	} {
		if !strings.Contains(good, c.old) {
			t.Errorf("%s is not in the document", c.old)
			continue
		}
		_, err := Parse([]byte(strings.Replace(good, c.old, c.new, 1)))
		if err == nil || err.Error() != "parsing evidence: "+c.want {
			t.Errorf("%s for %s:\n got %v\nwant %q", c.new, c.old, err, c.want)
		}
	}
}

// TestTolerated: what real documents may have.
func TestTolerated(t *testing.T) {
	good := consegnata().xml()
	for _, c := range []struct{ old, new string }{
		{"<?xml", "\xef\xbb\xbf\r\n<?xml"},
		{"<tns:Extensions>", `<ForwardedToExternalSystem>mx.example</ForwardedToExternalSystem><tns:Nuovo a="b"><c/></tns:Nuovo><tns:Extensions>`},
		{"<tns:Extensions>", `<tns:Extensions><tns:Extension isCritical="false"><x:y xmlns:x="urn:x"><x:Subject/></x:y></tns:Extension>`},
		{`isCritical="false"`, `isCritical="true"`},
		{"<tns:SenderDetails>", "<!-- nota --><?x y?><tns:SenderDetails>"},
		{"<tns:MessageIdentifier>id1@rem.gestore.example</tns:MessageIdentifier>", ""},
		{">2</EvidenceRefers", ">\n  +02\n</EvidenceRefers"},
		{"08:14:05Z<", "10:14:05+02:00<"}, {"08:14:05Z<", "08:14:05.250Z<"},
		{"</ds:DigestValue>", "\r\n  </ds:DigestValue>"},
		{signature, ""}, {"EN319522v1.1.1", "EN319522v1.2.1"},
	} {
		if !strings.Contains(good, c.old) {
			t.Errorf("%s is not in the document", c.old)
			continue
		}
		e, err := Parse([]byte(strings.Replace(good, c.old, c.new, 1)))
		if err != nil {
			t.Errorf("%s: %v", c.new, err)
			continue
		}
		if e.Time.Location() != time.UTC || e.Time.Truncate(time.Second) != time.Date(2026, 11, 23, 8, 14, 5, 0, time.UTC) || !slices.Equal(e.RefersTo, []int{2}) || e.Signed != (c.old != signature) {
			t.Errorf("%s: %+v", c.new, e)
		}
	}
}

// TestCaps: each cap at its value and one over it.
func TestCaps(t *testing.T) {
	good := consegnata().xml()
	at := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	attrs := func(n int) (s string) {
		for i := range n {
			s += fmt.Sprintf(` a%d="x"`, i)
		}
		return s
	}
	deep := func(n int) string {
		return at("<tns:Extensions>", strings.Repeat("<x>", n)+strings.Repeat("</x>", n)+"<tns:Extensions>")
	}
	nodes := strings.Count(good, "</") + strings.Count(good, "/>")
	for name, c := range map[string]struct{ in, want string }{
		"bytes":              {good + strings.Repeat(" ", MaxBytes-len(good)), ""},
		"bytes and one":      {good + strings.Repeat(" ", MaxBytes-len(good)+1), "document of 8388609 bytes is over the limit of 8388608"},
		"depth":              {deep(maxDepth - 1), ""},
		"depth and one":      {deep(maxDepth), "elements are nested deeper than 32"},
		"attributes":         {at("<EventTime>", "<EventTime"+attrs(maxAttrs)+">"), ""},
		"attributes and one": {at("<EventTime>", "<EventTime"+attrs(maxAttrs+1)+">"), "more than 131072 elements, or more than 32 attributes"},
		"elements":           {at("<tns:Extensions>", strings.Repeat("<x/>", maxNodes-nodes)+"<tns:Extensions>"), ""},
		"elements and one":   {at("<tns:Extensions>", strings.Repeat("<x/>", maxNodes-nodes+1)+"<tns:Extensions>"), "more than 131072 elements, or more than 32 attributes"},
	} {
		_, err := Parse([]byte(c.in))
		if c.want == "" && err != nil || c.want != "" && (err == nil || err.Error() != "parsing evidence: "+c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	in := []byte(consegnata().xml())
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(in); err != nil {
			b.Fatal(err)
		}
	}
}
