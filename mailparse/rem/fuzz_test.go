package rem

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pecagent/mailparse/pec"
)

// FuzzEvidence: no document, however odd, stops the reader or makes it contradict itself; what is read is UTF-8, refers to
// its own recipients only, and is read again as the same.
func FuzzEvidence(f *testing.F) {
	for _, s := range []scritta{
		consegnata(),
		{event: EventURI + "RelayFailure", reasons: [][]string{{ReasonURI + codes["RB22"], "RB22", "x"}, {ReasonURI + "UnknownRecipient", "RB10"}}, recipients: append(due, "c@d.example"),
			relay: "<ext:RelayEvidenceRefersTo>1</ext:RelayEvidenceRefersTo><ext:RelayEvidenceRefersTo>3</ext:RelayEvidenceRefersTo>"},
		{event: EventURI + "SubmissionAcceptance", recipients: due, general: "<ext:UntrustedPathToRecipient>2</ext:UntrustedPathToRecipient>"},
		{event: "urn:x:y", recipients: due[:1], refers: "<EvidenceRefersToRecipient>7</EvidenceRefersToRecipient>", more: "<x/>"},
	} {
		f.Add([]byte(s.xml()))
	}
	f.Add([]byte(`<Evidence version="EN319522v1.1.1"/>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		e, err := Parse(b)
		if !bytes.Equal(b, before) {
			t.Fatal("Parse wrote into the document")
		}
		if err != nil {
			if e != nil || !utf8.ValidString(err.Error()) || len(err.Error()) > 250 {
				t.Fatalf("%+v, %q", e, err)
			}
			return
		}
		again, err := Parse(bytes.Clone(b))
		if err != nil || !reflect.DeepEqual(e, again) {
			t.Fatalf("%v\n%+v\n%+v", err, e, again)
		}
		check(t, e)
	})
}

func check(t *testing.T, e *Evidence) {
	t.Helper()
	if e.Sender == "" || len(e.Recipients) == 0 || e.Time.IsZero() || e.Time.Location() != time.UTC || e.ID == "" && e.EventURI == "" {
		t.Fatalf("%+v", e)
	}
	last := 0
	for _, i := range e.RefersTo {
		if i <= last || i > len(e.Recipients) || e.BadReference {
			t.Fatalf("refers to %v of %d", e.RefersTo, len(e.Recipients))
		}
		last = i
	}
	for _, dispatch := range []bool{false, true} {
		d := e.Neutra(dispatch)
		words := []string{string(d.Tipo), d.Mittente, d.Oggetto, d.Gestore, d.Identificativo, d.MsgID, d.ErroreEsteso, d.Codice(), e.ID, e.Version, strings.Join(e.Policies, "")}
		known := map[string]bool{}
		for _, r := range d.Destinatari {
			known[r.Address] = true
			words = append(words, r.Address)
		}
		for _, a := range append(d.Riguardati(), d.Ricezione...) {
			if !known[a] {
				t.Fatalf("about %q, who is no recipient", a)
			}
		}
		for _, r := range e.Reasons {
			words = append(words, r.String(), r.Text)
		}
		for _, s := range words {
			if !utf8.ValidString(s) {
				t.Fatalf("%q is no UTF-8", s)
			}
		}
		if e.Event == "" && d.Tipo.Noto() {
			t.Fatalf("an unknown event became %s", d.Tipo)
		}
		if m := d.Motivo(); m == pec.MotivoInesistente && d.Tipo != pec.ErroreConsegna {
			t.Fatalf("%s of a %s", m, d.Tipo)
		}
	}
}
