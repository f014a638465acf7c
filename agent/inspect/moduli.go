package inspect

import (
	"context"

	"pecagent/agent/modulo"
	"pecagent/agent/office"
	"pecagent/mailparse"
)

// Allegato is one of the key "attachments"; form is what was read of a PDF, for the person's eyes alone (order.md U25).
type Allegato struct {
	mailparse.Attachment
	Form *modulo.Modulo `json:"form,omitempty"`
}

func allegati(list []mailparse.Attachment) []Allegato {
	var out []Allegato
	for _, a := range list {
		out = append(out, Allegato{Attachment: a})
	}
	return out
}

// moduli fills what the attached PDFs say, after everything else: no decision has seen it.
func (o *Object) moduli(m *mailparse.Message, read office.LeggeModulo) {
	for i, f := range office.Moduli(context.Background(), m, read) {
		o.Inner.Attachments[i].Form = &f
	}
}

// How many fields and lines of a PDF the page shows.
const (
	maxCampiFoglio = 40
	righeModulo    = 40
)

func modulistica(f *foglio, m *modulo.Modulo) {
	f.detto("  " + office.LettoPerLaPersona + ".")
	if m.Error != "" {
		f.detto("  Modulo illeggibile, del tutto o in parte: " + office.VisibleLine(m.Error) + ".")
	}
	shown, empty := 0, 0
	for _, c := range m.Fields {
		if c.Value == "" {
			empty++
			continue
		}
		if shown++; shown <= maxCampiFoglio {
			f.campo("  campo", "«"+c.Nome()+"»: «"+c.Value+"»")
		}
	}
	switch {
	case shown > maxCampiFoglio:
		f.detto("  … e altri campi (per intero con --json --moduli)")
	case empty == 1:
		f.detto("  Un campo è vuoto.")
	case empty > 1:
		f.detto("  " + migliaia(empty) + " campi sono vuoti.")
	}
	if m.Text != "" {
		f.barra(m.Text, righeModulo, "per intero con --json --moduli")
	}
}
