package smtpout

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
)

// TestComponiAllegati: another reader finds the text in its two forms and each file byte for byte, under its name.
func TestComponiAllegati(t *testing.T) {
	l := sample()
	odd := make([]byte, 1000)
	for i := range odd {
		odd[i] = byte(i * 7)
	}
	l.Allegati = []Allegato{{"inipec-2026-11-23.csv", []byte("a;b\r\n")}, {"ComunicazioniSoggetti.xml.p7m", odd}, {"altro", []byte("x")}}
	raw := compose(t, l)
	checkWire(t, raw)
	if !bytes.Equal(raw, compose(t, l)) {
		t.Fatal("not deterministic")
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" {
		t.Fatalf("%s %v", kind, err)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	first, err := r.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	if kind, params, _ = mime.ParseMediaType(first.Header.Get("Content-Type")); kind != "multipart/alternative" {
		t.Fatal(kind)
	}
	in := multipart.NewReader(first, params["boundary"])
	for _, want := range []string{"text/plain", "text/html"} {
		p, err := in.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		if got, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	for i, want := range []string{"text/csv", "application/pkcs7-mime", "application/octet-stream"} {
		p, err := r.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		if got, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); err != nil || got != want || p.FileName() != l.Allegati[i].Nome || !bytes.Equal(b, l.Allegati[i].Contenuto) {
			t.Errorf("%s %q %v, %d bytes", got, p.FileName(), err, len(b))
		}
	}
	if _, err := r.NextPart(); err != io.EOF {
		t.Error("one part more")
	}
	l.HTML, l.Allegati = "", l.Allegati[:1]
	checkWire(t, compose(t, l))
}

func TestComponiAllegatiRifiuta(t *testing.T) {
	for name, list := range map[string][]Allegato{
		"no name":     {{"", []byte("x")}},
		"quote":       {{`a".csv`, []byte("x")}},
		"line":        {{"a\r\nX: y.csv", []byte("x")}},
		"path":        {{"../a.csv", []byte("x")}},
		"hidden":      {{".csv", []byte("x")}},
		"not ASCII":   {{"à.csv", []byte("x")}},
		"long":        {{strings.Repeat("a", 121), []byte("x")}},
		"empty":       {{"a.csv", nil}},
		"same name":   {{"a.csv", []byte("x")}, {"A.csv", []byte("y")}},
		"too much":    {{"a.csv", make([]byte, MaxAllegati)}, {"b.csv", []byte("x")}},
		"option-like": {{"-rf", []byte("x")}},
	} {
		l := sample()
		l.Allegati = list
		if b, err := Componi(l); err == nil {
			t.Errorf("%s: %d bytes", name, len(b))
		}
	}
	l := sample()
	l.Allegati = []Allegato{{"a.csv", make([]byte, MaxAllegati)}}
	if _, err := Componi(l); err != nil {
		t.Error(err)
	}
}

func TestNomeAllegato(t *testing.T) {
	for in, want := range map[string]string{"delibera 12/2026.pdf": "delibera_12_2026.pdf", "../../etc/passwd": "_.._etc_passwd", "": "allegato", "...": "allegato",
		"à.pdf": "__.pdf", "a.csv": "a.csv", "-rf": "rf"} {
		if got := NomeAllegato(in); got != want || !nameSafe(got) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := NomeAllegato(strings.Repeat("x", 200) + ".p7m"); len(got) != 120 || !strings.HasSuffix(got, ".p7m") {
		t.Error(got)
	}
}
