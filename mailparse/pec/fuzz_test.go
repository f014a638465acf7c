package pec

import (
	"bytes"
	"encoding/xml"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pecagent/mailparse/muta"
	"pecagent/mailparse/xmltree"
)

// testi are all values of a daticert.
func (d *DatiCert) testi() []string {
	out := []string{string(d.Tipo), string(d.Errore), d.Mittente, d.Risposte, d.Oggetto, d.Gestore, d.Identificativo, d.MsgID, d.Ricevuta, d.Consegna, d.ErroreEsteso}
	for _, r := range d.Destinatari {
		out = append(out, r.Address, r.Tipo)
	}
	return append(out, d.Ricezione...)
}

// secondo is a daticert as the stdlib reads it into structures: it takes the last of what stands twice, anywhere.
type secondo struct {
	XMLName      xml.Name `xml:"postacert"`
	Tipo         string   `xml:"tipo,attr"`
	Mittente     string   `xml:"intestazione>mittente"`
	Destinatari  []string `xml:"intestazione>destinatari"`
	Oggetto      string   `xml:"intestazione>oggetto"`
	Giorno       string   `xml:"dati>data>giorno"`
	Ora          string   `xml:"dati>data>ora"`
	ID           string   `xml:"dati>identificativo"`
	MsgID        string   `xml:"dati>msgid"`
	Consegna     string   `xml:"dati>consegna"`
	ErroreEsteso string   `xml:"dati>errore-esteso"`
}

// FuzzParse: what is accepted is clean text, is written and read back the same, and a second reader of XML sees the same facts. The
// input stays.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.xml")
	if err != nil || len(files) == 0 {
		f.Fatal(err)
	}
	add := func(b []byte) {
		f.Add(b, []byte{})
		f.Add(b, []byte{0, 1, 2, 3})
		f.Add(b, []byte{1, 0, 90, 38, 4, 0, 4, 9})
	}
	for _, file := range files {
		add(readFile(f, filepath.Base(file)))
	}
	add([]byte(doc(consegnata, testate, datiBase)))
	f.Fuzz(func(t *testing.T, b, plan []byte) {
		b = muta.Applica(b, plan)
		before := bytes.Clone(b)
		d, err := Parse(b)
		if !bytes.Equal(b, before) {
			t.Fatal("the document was written into")
		}
		if err != nil {
			if d != nil || len(err.Error()) > 400 || !utf8.ValidString(err.Error()) {
				t.Fatalf("%v, %q", d, err)
			}
			return
		}
		for _, s := range d.testi() {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) || s != strings.Trim(s, xmltree.Blanks) {
				t.Fatalf("value %q", s)
			}
		}
		if d.Tipo == "" || d.Mittente == "" || d.Identificativo == "" || len(d.Destinatari) == 0 {
			t.Fatalf("accepted without what must stand there: %+v", d)
		}
		judged(t, d)
		rewritten(t, d)
		if !d.Repaired {
			seconded(t, d, b)
		}
	})
}

// judged asks what the daticert means: no answer may panic, and a failure that is final is a failure.
func judged(t *testing.T, d *DatiCert) {
	t.Helper()
	for _, at := range []time.Time{{}, d.Data, d.Data.Add(-23 * time.Hour)} {
		if final, certo := d.Definitivo(at); final && (!certo || d.Motivo() == MotivoNessuno) {
			t.Fatalf("final %v, certain %v, reason %q: %+v", final, certo, d.Motivo(), d)
		}
	}
	if c := d.Codice(); c != "" && (strings.Count(c, ".") != 2 || strings.Trim(c, ".0123456789") != "" || !strings.HasPrefix(d.ErroreEsteso, c)) {
		t.Fatalf("code %q of %q", c, d.ErroreEsteso)
	}
}

func rewritten(t *testing.T, d *DatiCert) {
	t.Helper()
	again, err := Parse(d.XML())
	if err != nil {
		t.Fatalf("what was read cannot be written: %v\n%s", err, d.XML())
	}
	again.Repaired = d.Repaired
	if !d.Data.Equal(again.Data) || d.Data.Year() > 9999 || d.Data.Format("-0700") != again.Data.Format("-0700") {
		t.Fatalf("%v became %v", d.Data, again.Data)
	}
	again.Data = d.Data
	if !reflect.DeepEqual(d, again) {
		t.Fatalf("%+v became %+v", d, again)
	}
}

// seconded reads the document with encoding/xml alone, where it is UTF-8.
func seconded(t *testing.T, d *DatiCert, b []byte) {
	t.Helper()
	var s secondo
	if err := xml.Unmarshal(bytes.TrimPrefix(bytes.TrimLeft(b, xmltree.Blanks), []byte("\xef\xbb\xbf")), &s); err != nil {
		if strings.Contains(err.Error(), "encoding") || strings.Contains(err.Error(), "charset") || !utf8.Valid(b) {
			return // a label that the stdlib does not read
		}
		t.Fatalf("accepted, but encoding/xml says %v", err)
	}
	trim := func(s string) string { return strings.Trim(s, xmltree.Blanks) }
	if trim(s.Tipo) != string(d.Tipo) || FoldAddress(trim(s.Mittente)) != d.Mittente || trim(s.Oggetto) != d.Oggetto || BareID(trim(s.ID)) != d.Identificativo || BareID(trim(s.MsgID)) != d.MsgID ||
		FoldAddress(trim(s.Consegna)) != d.Consegna || trim(s.ErroreEsteso) != d.ErroreEsteso || trim(s.Giorno) != d.Data.Format("02/01/2006") || trim(s.Ora) != d.Data.Format("15:04:05") || len(s.Destinatari) != len(d.Destinatari) {
		t.Fatalf("encoding/xml reads %+v, we %+v", s, d)
	}
	for i, a := range s.Destinatari {
		if FoldAddress(trim(a)) != d.Destinatari[i].Address {
			t.Fatalf("recipient %d: encoding/xml reads %q, we %q", i, a, d.Destinatari[i].Address)
		}
	}
}

// FuzzOggetto: the prefix is one of the law and stands at the beginning, what follows is the rest, and a second reader that takes the
// longest prefix says the same; a prefix of ours before any subject is recognised.
func FuzzOggetto(f *testing.F) {
	for _, s := range []string{"POSTA CERTIFICATA: x", "ACCETTAZIONE: POSTA CERTIFICATA: x", "AVVISO DI MANCATA CONSEGNA PER VIRUS: x", " CONSEGNA:", "consegna: x", "CONSEGNA : x", "Re: CONSEGNA: x", "", "AVVISO DI MANCATA CONSEGNA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		busta, tipo, rest, ok := TipoDaOggetto(s)
		best := ""
		for _, p := range prefissi {
			if strings.HasPrefix(strings.TrimSpace(s), p.testo) && len(p.testo) > len(best) {
				best = p.testo
			}
		}
		switch {
		case ok != (best != ""):
			t.Fatalf("%q: %v, the longest prefix is %q", s, ok, best)
		case !ok && (busta != Ordinaria || tipo != "" || rest != s):
			t.Fatalf("%q: %s %s %q", s, busta, tipo, rest)
		case ok && (rest != strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), best)) || busta == Ordinaria || tipo != "" && tipo.Busta() != busta):
			t.Fatalf("%q: %s %s %q", s, busta, tipo, rest)
		}
		for _, p := range prefissi {
			b, tipo, rest, ok := TipoDaOggetto(p.testo + " " + s)
			if !ok || b != p.busta || tipo != p.tipo || rest != strings.TrimSpace(s) {
				t.Fatalf("%s %q: %s %s %q %v", p.testo, s, b, tipo, rest, ok)
			}
		}
	})
}
