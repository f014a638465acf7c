package office

import (
	"context"
	"strings"
	"time"

	"pecagent/agent/modulo"
	"pecagent/mailparse"
	"pecagent/mailparse/smime"
)

// MaxModuli is how many PDFs of one message are read.
const MaxModuli = 4

// LettoPerLaPersona stands over whatever was read of a PDF (order.md U25).
const LettoPerLaPersona = "letto dall'allegato, per la persona: non entra nella decisione"

// LeggeModulo reads one PDF; modulo.Lettore.Leggi where it matters.
type LeggeModulo func(ctx context.Context, pdf []byte) modulo.Modulo

// Moduli reads the PDFs that are attached to a message itself, also inside a p7m, whoever signed it. The keys are the places of
// the attachments. Nothing that it gives may reach package rules.
func Moduli(ctx context.Context, m *mailparse.Message, read LeggeModulo) map[int]modulo.Modulo {
	if read == nil || m == nil || m.Inner == nil {
		return nil
	}
	out := map[int]modulo.Modulo{}
	for i, a := range m.Inner.Attachments {
		if len(out) == MaxModuli {
			break
		}
		switch b, ok := pdfDi(a); {
		case !ok:
		case len(b) < a.Size && a.Signed != mailparse.CAdES: // not decoded, because of its size
			out[i] = modulo.TroppoGrande()
		default:
			out[i] = read(ctx, b)
		}
	}
	return out
}

// pdfDi is the PDF of an attachment. One that only calls itself so is read too: that it is none is told.
func pdfDi(a mailparse.Attachment) ([]byte, bool) {
	name := strings.ToLower(a.Name)
	switch {
	case a.Type == "application/pdf", a.Type == "application/x-pdf", strings.HasSuffix(name, ".pdf"):
		if a.Size > modulo.MaxPDF {
			return nil, true
		}
		return a.Content(), true
	case a.Signed == mailparse.CAdES && a.Size <= modulo.MaxPDF:
		doc := smime.VerifyAttached(a.Content(), smime.Trust{}, time.Time{}).Content
		return doc, modulo.Riconosce(doc)
	}
	return nil, false
}

// printModulo shows what was read of one PDF.
func (e *Env) printModulo(f modulo.Modulo) {
	e.printf("    %s\n", LettoPerLaPersona)
	if f.Error != "" {
		e.printf("    modulo illeggibile, del tutto o in parte: %s\n", VisibleLine(f.Error))
	}
	for _, c := range f.Fields {
		if c.Value != "" {
			e.printf("    campo «%s»: «%s»\n", VisibleLine(c.Nome()), VisibleLine(c.Value))
		}
	}
	for line := range strings.Lines(Visible(f.Text)) {
		e.printf("    | %s\n", strings.TrimRight(line, "\n"))
	}
}
