package inspect_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pecagent/agent/demo"
	lettore "pecagent/agent/modulo"
)

// TestModuli: what a PDF says is on the page and in the JSON, apart and labelled, and the decision is the same without it.
func TestModuli(t *testing.T) {
	s := nuovaScena(t)
	p7m, err := os.ReadFile(filepath.Join("..", "..", "mailparse", "smime", "testdata", "p7m", "good.p7m"))
	must(t, err)
	raw := s.una(demo.Scritto{From: "giulia.bianchi@iscritti.pec-ordine.example", Subject: "modulo PEC", Body: "In allegato il modulo compilato.\n", MessageID: "prova.2@client.example",
		At: orario(t, "2026-11-23 09:14"), Allegati: []demo.Allegato{
			{Nome: "modulo.pdf", Tipo: "application/pdf", Corpo: []byte("%PDF-1.7\nuno")}, {Nome: "richiesta.p7m", Tipo: "application/pkcs7-mime", Corpo: p7m},
			{Nome: "enorme.pdf", Tipo: "application/octet-stream", Corpo: bytes.Repeat([]byte("%PDF-1.7"), lettore.MaxPDF/8+1)}, {Nome: "foto.jpg", Tipo: "image/jpeg", Corpo: []byte("%PDF-1.7\nno")}}})
	o := s.opzioni()
	alone := s.sequenza(o, raw)[0]
	var read []string
	o.Modulo = func(_ context.Context, pdf []byte) lettore.Modulo {
		read = append(read, string(pdf))
		return lettore.Modulo{Fields: []lettore.Campo{{Name: "cf", Label: "Codice fiscale", Value: "BNCGLI78C48G478A"}, {Name: "nuova", Value: "x@pecmail.example\n5. \u202eCHE"}, {Name: "vuoto"}},
			Text: "La sottoscritta chiede\n   ✓ Firma", Error: "il testo è danneggiato"}
	}
	x := s.sequenza(o, raw)[0]
	if len(read) == 0 || read[0] != "%PDF-1.7\nuno" {
		t.Fatalf("%q", read)
	}
	for _, b := range read[1:] { // the document in the p7m, where it is a PDF
		if !strings.HasPrefix(b, "%PDF-") {
			t.Errorf("%.50q was read as a PDF", b)
		}
	}
	a := x.Inner.Attachments
	if a[0].Form == nil || a[2].Form == nil || !strings.Contains(a[2].Form.Error, "16 MiB") || a[3].Form != nil {
		t.Errorf("%s", testo(t, x))
	}
	page := foglio(t, x)
	uguali(t, "modulo", page)
	for i := range a {
		x.Inner.Attachments[i].Form = nil
	}
	if testo(t, x) != testo(t, alone) {
		t.Errorf("the decision knows the form:\n%s\n%s", testo(t, x), testo(t, alone))
	}
	if strings.Contains(foglio(t, alone), "letto dall'allegato") || !strings.Contains(page, "letto dall'allegato, per la persona: non entra nella decisione") {
		t.Error(page)
	}
}
